"""Backdrops: backgrounds that have been read for a piece of ground and lie ready to be drawn under the map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import plain_map
from spaceplanner.cartography.drawing import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.plain_map import PlainMap
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.cartography.view import View

    Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Backdrop:
    """A picture of the ground in the project's coordinate system.

    Attributes
    ----------
    background
        Id of the background it shows.
    pixels
        (height, width, 4) uint8, red, green, blue and opacity, north up; None: there is nothing here.
    bounds
        Ground it covers: west, south, east, north in metres.
    plain
        What vector tiles show, in place of a picture.
    attribution
        Whom a map with it must name.
    """

    background: str
    pixels: NDArray[np.uint8] | None = field(repr=False)
    bounds: Bounds
    plain: tuple[PlainMap, ...] = field(default=(), repr=False)
    opacity: float = 1.0
    attribution: str = ""


def box(bounds: Bounds, view: View) -> Bounds:
    """Return where a piece of ground is in a view: left, top, right, bottom in pixels."""
    west, south, east, north = bounds
    (left, top), (right, bottom) = view.to_pixels(np.array([(west, north), (east, south)])).tolist()
    return left, top, right, bottom


def draw(backdrop: Backdrop, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the drawing of a backdrop; none where there is nothing or it cannot be seen."""
    if backdrop.opacity <= 0:
        return ()
    if backdrop.plain:
        return plain_map.draw(backdrop.plain, sheet, backdrop.opacity)
    if backdrop.pixels is None:
        return ()
    return (Picture(pixels=backdrop.pixels, box=box(backdrop.bounds, sheet.view), opacity=backdrop.opacity),)


def credit(backdrops: Iterable[Backdrop]) -> str:
    """Return whom a map with these must name, each once."""
    seen = (one for one in backdrops if (one.pixels is not None or one.plain) and one.opacity > 0)
    names = (backdrop.attribution for backdrop in seen)
    return " · ".join(dict.fromkeys(name for name in names if name))
