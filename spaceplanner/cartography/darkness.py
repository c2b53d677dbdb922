"""The dark and silent ground that is drawn, and what may be said about it beside the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import Polygons, Stroke
from spaceplanner.cartography.style import colour

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.shapes import Flat
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.cartography.view import View

_EDGE, _EDGE_ALPHA = 0.8, 0.7
_LEVELS = 3
"""Simplifications kept: those of the zooms that were looked at last."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DarkGround:
    """Ground that is darker than the class aimed at and where no alarm is heard by night.

    Attributes
    ----------
    shapes
        (k,) polygons, metres.
    known
        Ground on which lamps and alarms are known; outside it there are no data.
    light_class
        1 to 6, of EN 13201's P1 to P6.
    minimum
        Least lux of that class.
    margin
        dB above ordinary noise at which an alarm is heard.
    area
        Square metres of `shapes`.
    share
        Of the known ground, 0 to 1; None where none is known.
    """

    shapes: NDArray[Any]
    known: BaseGeometry
    light_class: int
    minimum: float
    margin: float
    area: float
    share: float | None


def tint(ground: DarkGround, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the tint of dark and silent ground in the view."""
    level = max(-2, int(np.floor(np.log2(sheet.view.resolution))))
    flat = _flat(ground, level)
    rings, starts = _paths(flat, sheet.view)
    if not rings:
        return ()
    fill = colour(sheet.map.dark_silent, sheet.map.alpha["dark_silent"])
    # An edge, so that it is told from the classes of the density in grey too.
    edge = Stroke(colour(sheet.map.dark_silent, _EDGE_ALPHA), _EDGE)
    return (Polygons(rings=rings, starts=starts, fill=fill, stroke=edge),)


@lru_cache(maxsize=_LEVELS)
def _flat(ground: DarkGround, level: int) -> Flat:
    return shapes.flatten(ground.shapes, areas=True, tolerance=0.35 * 2.0**level)


def _paths(flat: Flat, view: View) -> tuple[tuple[NDArray[np.float64], ...], tuple[int, ...]]:
    """Return the polygons in view without their holes outside it: a city's dark ground has one for every lamp."""
    chosen = shapes.in_view(flat, view)
    if not len(chosen):
        return (), ()
    west, south, east, north = view.bounds
    first, last = flat.rings[:-1], flat.rings[1:]
    x0, y0 = np.minimum.reduceat(flat.xy, first).T
    x1, y1 = np.maximum.reduceat(flat.xy, first).T
    seen = (x1 >= west) & (x0 <= east) & (y1 >= south) & (y0 <= north)
    rings: list[NDArray[np.float64]] = []
    starts: list[int] = []
    for part in chosen.tolist():
        outer, end = int(flat.parts[part]), int(flat.parts[part + 1])
        starts.append(len(rings))
        holes = outer + 1 + np.flatnonzero(seen[outer + 1 : end])
        rings.extend(view.to_pixels(flat.xy[first[ring] : last[ring]]) for ring in (outer, *holes.tolist()))
    return tuple(rings), tuple(starts)
