"""Where photographs were taken, as small marks with a camera; places on the same spot share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import Badges, Stroke
from spaceplanner.cartography.style import colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.domain.photo import Photo

_RADIUS, _COARSEST = 8.0, 6.0


def draw(photos: Sequence[Photo], sheet: Sheet) -> tuple[Operation, ...]:
    """Return the marks in view; none where the map is too coarse to tell places apart."""
    xy = np.array([photo.place for photo in photos if photo.place is not None], dtype=np.float64).reshape(-1, 2)
    if sheet.view.resolution > _COARSEST or not len(xy):
        return ()
    near = shapes.points_in_view(xy, sheet.view, margin=_RADIUS + 2)
    pixels = shapes.thinned(sheet.view.to_pixels(xy[near]), sheet.view, _RADIUS)
    if not len(pixels):
        return ()
    edge = Stroke(colour(sheet.map.halo), 1.6)
    fill, ink = colour(sheet.theme.secondary), colour(sheet.theme.panel)
    return (Badges(xy=pixels, radius=_RADIUS, icon="camera", fill=fill, ink=ink, stroke=edge),)
