"""Selected rows of layers, marked on the map. Incidents are not: a lone one would be a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer

_RADIUS, _STEP = 5.0, 4.0
_TOLERANCE = 0.35


def drawing(
    layers: Iterable[Layer], rows: Mapping[str, NDArray[np.int64]], view: View, theme: str
) -> tuple[Operation, ...]:
    """Return the marks of selected rows.

    Parameters
    ----------
    rows
        Layer id -> rows.
    """
    return tuple(
        operation
        for layer in layers
        if layer.id in rows and layer.visible and layer.role is not Role.INCIDENTS
        for operation in _of_layer(layer, rows[layer.id], view, theme)
    )


def _of_layer(layer: Layer, rows: NDArray[np.int64], view: View, theme: str) -> Iterator[Operation]:
    page = page_theme(theme)
    accent, halo = colour(page.accent), colour(page.panel, 0.9)
    if layer.kind is GeometryKind.POINT:
        xy = layer.geometry[rows]
        seen = shapes.points_in_view(xy, view, margin=_RADIUS)
        pixels = shapes.thinned(view.to_pixels(xy[seen]), view, _STEP)
        yield Dots(xy=pixels, radius=_RADIUS, fill=colour(page.accent, 0.25), stroke=Stroke(accent, 1.8))
        return
    areas = layer.kind is GeometryKind.POLYGON
    chosen = layer.geometry[rows]
    west, south, east, north = view.bounds
    chosen = chosen[shapely.intersects(shapely.box(west, south, east, north), shapely.envelope(chosen))]
    flat = shapes.flatten(chosen, areas=areas, tolerance=_TOLERANCE * view.resolution)
    paths, starts = shapes.paths(flat, np.arange(len(flat.feature)), view)
    if not paths:
        return
    if areas:
        yield Polygons(rings=paths, starts=starts, fill=colour(page.accent, 0.18))
    for stroke in (Stroke(halo, 5.0), Stroke(accent, 2.6)):
        yield Lines(paths=paths, stroke=stroke)
