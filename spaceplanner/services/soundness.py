"""Soundness: why a drawn shape cannot be kept, in words, and where on the map the reason lies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import placing

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.space import Space

SHORTEST = 0.01
"""Metres below which a line has no length."""
_SMALLEST = 0.01
_FARTHEST = 1e9
_DIMENSIONS = {"point": 0, "line": 1, "polygon": 2}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, as a sentence that says what to do, and where, in metres, if it is at one place."""

    words: str
    at: tuple[float, float] | None = None


def fault(geometry: str, shape: BaseGeometry, space: Space | None) -> Fault | None:
    """Return why a shape cannot be kept as an intervention in a space, or None.

    Parameters
    ----------
    geometry
        What its type asks for: ``point``, ``line`` or ``polygon``.
    shape
        Point, line or polygon in metres; several points are a row.
    """
    xy = shapely.get_coordinates(shape)
    if not len(xy) or not np.isfinite(xy).all() or float(np.abs(xy).max()) > _FARTHEST:
        return Fault(gettext(N_("This is outside the map's coordinates. Choose a place nearer to the space.")))
    if shapely.get_dimensions(shape) < _DIMENSIONS[geometry]:
        return Fault(gettext(_TOO_FEW[geometry]))
    found = _OF_GEOMETRY[geometry](shape)
    if found is not None:
        return found
    try:
        placing.check_reach(space, shape)
    except EditError as error:
        return Fault(str(error))
    return None


def _of_line(shape: BaseGeometry) -> Fault | None:
    if shape.length >= SHORTEST:
        return None
    words = gettext(N_("The line has no length. Set its next corner elsewhere."))
    return Fault(words, _first(shapely.get_coordinates(shape)))


def _of_area(shape: BaseGeometry) -> Fault | None:
    if shape.convex_hull.area < _SMALLEST:
        words = gettext(N_("The outline encloses no area. Set its corners farther apart."))
        return Fault(words, _first(shapely.get_coordinates(shape)))
    if not shape.is_valid:
        words = gettext(N_("The outline crosses itself here. Take a corner back (Backspace) or set it elsewhere."))
        return Fault(words, crossing(shape))
    return None


def crossing(shape: BaseGeometry) -> tuple[float, float] | None:
    """Return a place where the outline of a polygon crosses or touches itself, or None."""
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shape)]
    segments = [shapely.LineString(pair) for ring in rings for pair in pairwise(ring)]
    lines = np.array([line for line in segments if line.length > 0], dtype=object)
    for one, two in shapely.STRtree(lines).query(lines, predicate="crosses").T:
        if one < two:
            return _first(shapely.get_coordinates(shapely.intersection(lines[one], lines[two])))
    reason = shapely.get_coordinates(shapely.make_valid(shape))
    return _first(reason) if len(reason) else None


def _first(xy: np.ndarray) -> tuple[float, float]:
    return float(xy[0, 0]), float(xy[0, 1])


_OF_GEOMETRY: dict[str, Callable[[BaseGeometry], Fault | None]] = {
    "point": lambda _shape: None,
    "line": _of_line,
    "polygon": _of_area,
}
_TOO_FEW = {
    "line": N_("A line needs two corners. Click for the next one."),
    "polygon": N_("An area needs three corners. Click for the next one."),
}
