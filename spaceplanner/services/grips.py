"""Grips: what a selected line or area is taken by to move its corners, to turn it or to scale it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity

from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Place = tuple[float, float]

TOUCH = 8.0
"""Pixels within which a grip is hit."""
_AWAY = 22.0
"""Pixels between a shape and the grips that turn and scale it."""
_MOST = 60
"""Corners beyond which a shape is a curve: it is turned and scaled as a whole."""
_ROOM = 26.0
"""Pixels that a side has at least for a grip in its middle."""
_TURN_STEP = 15.0
_LEAST = {"LineString": 2, "Polygon": 4}
"""Coordinates that a line and the ring of an area have at least."""


class Hold(StrEnum):
    """What a grip does."""

    CORNER = "corner"
    TURN = "turn"
    SIZE = "size"
    MIDDLE = "middle"


LABELS = {
    Hold.CORNER: N_("Move corner"),
    Hold.TURN: N_("Turn intervention"),
    Hold.SIZE: N_("Scale intervention"),
    Hold.MIDDLE: N_("Add corner"),
}
"""What is done by a grip, as a step in the undo menu; message ids."""


@dataclass(frozen=True, slots=True)
class Grip:
    """A place in metres to take a shape by; `ring` and `index` say which corner, or the one before the middle."""

    hold: Hold
    at: Place
    ring: int = 0
    index: int = 0


def grips(shape: BaseGeometry, resolution: float) -> tuple[Grip, ...]:
    """Return the grips of a line or an area; a point has none.

    Parameters
    ----------
    resolution
        Metres per pixel.
    """
    if shape.geom_type not in _LEAST or shape.is_empty:
        return ()
    corners = tuple(_corners(shape, resolution)) if shapely.get_num_coordinates(shape) <= _MOST else ()
    west, south, east, north = shape.bounds
    away = _AWAY * resolution
    return (
        *corners,
        Grip(Hold.TURN, ((west + east) / 2, north + away)),
        Grip(Hold.SIZE, (east + away * 0.7, south - away * 0.7)),
    )


def grip_at(shape: BaseGeometry, at: Place, resolution: float) -> Grip | None:
    """Return the grip at a place, or None; corners are taken before middles."""
    near = [grip for grip in grips(shape, resolution) if _apart(grip.at, at) <= TOUCH * resolution]
    return min(near, key=lambda grip: (grip.hold is Hold.MIDDLE, _apart(grip.at, at)), default=None)


def moved(shape: BaseGeometry, grip: Grip, at: Place, *, stepped: bool = False) -> BaseGeometry:
    """Return the shape after a grip was moved to a place.

    Parameters
    ----------
    stepped
        Turn by whole steps of 15 degrees.
    """
    if grip.hold in {Hold.CORNER, Hold.MIDDLE}:
        return _with_corner(shape, grip, at)
    x, y = shape.centroid.coords[0]
    before, after = (grip.at[0] - x, grip.at[1] - y), (at[0] - x, at[1] - y)
    if grip.hold is Hold.TURN:
        angle = degrees(atan2(after[1], after[0]) - atan2(before[1], before[0]))
        angle = round(angle / _TURN_STEP) * _TURN_STEP if stepped else angle
        return affinity.rotate(shape, angle, origin=(x, y))
    factor = max(hypot(*after) / max(hypot(*before), 1e-9), 1e-3)
    return affinity.scale(shape, factor, factor, origin=(x, y))


def without(shape: BaseGeometry, grip: Grip) -> BaseGeometry | None:
    """Return the shape without a corner, or None where it has no corner to spare; a hole goes with its last three."""
    rings = _rings(shape)
    xy = np.delete(rings[grip.ring][:-1] if _closed(shape) else rings[grip.ring], grip.index, axis=0)
    rings[grip.ring] = np.vstack([xy, xy[:1]]) if _closed(shape) else xy
    if len(rings[grip.ring]) < _LEAST[shape.geom_type]:
        if grip.ring == 0:
            return None
        del rings[grip.ring]
    return _made(shape, rings)


def _corners(shape: BaseGeometry, resolution: float) -> Iterator[Grip]:
    for ring, xy in enumerate(_rings(shape)):
        count = len(xy) - 1 if _closed(shape) else len(xy)
        for index in range(count):
            yield Grip(Hold.CORNER, (float(xy[index, 0]), float(xy[index, 1])), ring, index)
        for index, (one, two) in enumerate(pairwise(xy)):
            if hypot(*(two - one)) >= _ROOM * resolution:
                middle = (one + two) / 2
                yield Grip(Hold.MIDDLE, (float(middle[0]), float(middle[1])), ring, index)


def _with_corner(shape: BaseGeometry, grip: Grip, at: Place) -> BaseGeometry:
    rings = _rings(shape)
    xy = rings[grip.ring]
    if grip.hold is Hold.MIDDLE:
        xy = np.insert(xy, grip.index + 1, at, axis=0)
    else:
        xy[grip.index] = at
        if _closed(shape) and grip.index == 0:
            xy[-1] = at
    rings[grip.ring] = xy
    return _made(shape, rings)


def _closed(shape: BaseGeometry) -> bool:
    return bool(shape.geom_type == "Polygon")


def _rings(shape: BaseGeometry) -> list[NDArray[np.float64]]:
    if not _closed(shape):
        return [shapely.get_coordinates(shape)]
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shape)]


def _made(shape: BaseGeometry, rings: list[NDArray[np.float64]]) -> BaseGeometry:
    return shapely.Polygon(rings[0], rings[1:]) if _closed(shape) else shapely.LineString(rings[0])


def _apart(one: Place, two: Place) -> float:
    return hypot(one[0] - two[0], one[1] - two[1])
