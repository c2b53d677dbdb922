"""Ground within a distance of points, taken as discs.

A disc is drawn with 16 segments a quarter, 64 in all, inside the circle: its area is 0.16 % short and its edge at most
0.12 % of the radius.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import changes, proximity
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Radius = float | NDArray[np.float64]
    Found = tuple[NDArray[np.float64], NDArray[np.int64]]

SEGMENTS = 16

_ROUNDS = 8
"""Discs that are cut out of an area one by one, the nearest first, before the others are united: often none is left."""

_TURN = np.arange(4 * SEGMENTS + 1) % (4 * SEGMENTS) * (np.pi / 2 / SEGMENTS)
_INSIDE = float(np.cos(np.pi / (4 * SEGMENTS)))
"""Of a radius: as far as a drawn disc reaches in every direction."""
_CIRCLE = np.column_stack((np.cos(_TURN), np.sin(_TURN)))


def ground(shape: BaseGeometry, centres: NDArray[np.float64], radius: Radius) -> BaseGeometry:
    """Return the part of an area within a distance of points.

    Parameters
    ----------
    shape
        Polygon, metres.
    centres
        (n, 2) metres; those that are too far away are passed over quickly.
    radius
        Metres, above 0; or (n,) metres for each point, at least 0: one of 0 reaches nothing.

    Raises
    ------
    AnalysisError
        If a radius is not a number or too small.
    """
    radii = radii_of(radius, len(centres))
    x0, y0, x1, y1 = shape.bounds if not shape.is_empty else (0, 0, -1, -1)
    x, y = centres[:, 0], centres[:, 1]
    near = (x > x0 - radii) & (x < x1 + radii) & (y > y0 - radii) & (y < y1 + radii) & (radii > 0)
    if not near.any():
        return shapely.Polygon()
    xy, reach = centres[near], radii[near]
    # An alarm is heard all over most squares: then there is nothing to unite.
    farthest = np.hypot(np.maximum(xy[:, 0] - x0, x1 - xy[:, 0]), np.maximum(xy[:, 1] - y0, y1 - xy[:, 1]))
    if (farthest < reach * _INSIDE).any():
        return shape
    return shapely.intersection(shape, shapely.union_all(drawn(xy, reach)))


def areas(shapes: NDArray[Any], centres: NDArray[np.float64], radius: Radius) -> Found:
    """Return for each area how much of it lies within a distance of points.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    centres
        (n, 2) metres.
    radius
        Metres, above 0; or (n,) metres for each point, at least 0: one of 0 reaches nothing.

    Returns
    -------
    (k,) square metres, and the (m, 2) pairs of area and point that made them, sorted by area, then by point.

    Raises
    ------
    AnalysisError
        If a radius is not a number or too small.
    """
    radii = radii_of(radius, len(centres))
    pairs = _pairs(shapes, centres, radii)
    return _areas(shapes, centres, radii, pairs), pairs


def updated(
    previous: Found, before: tuple[Any, ...], shapes: NDArray[Any], centres: NDArray[np.float64], radius: Radius
) -> Found:
    """Return the same as `areas`, from an earlier result of it, looking only at areas near the points that changed.

    Parameters
    ----------
    previous
        What `areas` returned, to the last digit what it would return again.
    before
        What it was given: areas and points, and the radius, which may be left out where it is the same.
    shapes, centres, radius
        As for `areas`. Other areas than before (another array) are all computed.

    Raises
    ------
    AnalysisError
        If a radius is not a number or too small.
    """
    old_shapes, old_centres = before[:2]
    if old_shapes is not shapes:
        return areas(shapes, centres, radius)
    radii = radii_of(radius, len(centres))
    old_radii = radii_of(before[2] if len(before) > 2 else radius, len(old_centres))  # noqa: PLR2004 - with a radius
    new_index, fresh = changes.matched(_rows(old_centres, old_radii), _rows(centres, radii))
    old_area, old_point = previous[1].T
    gone = new_index[old_point] < 0
    kept = np.column_stack((old_area[~gone], new_index[old_point[~gone]]))
    added = _near(shapes, centres, radii, fresh)
    touched = np.unique(np.concatenate((old_area[gone], added[:, 0])))
    # Both are sorted already: one is put into the other.
    key, added_key = (each[:, 0] * len(centres) + each[:, 1] for each in (kept, added))
    pairs = np.insert(kept, np.searchsorted(key, added_key), added, axis=0)
    found = previous[0].copy()
    if len(touched):
        again = np.zeros(len(shapes), dtype=np.bool_)
        again[touched] = True
        own = pairs[again[pairs[:, 0]]]
        own[:, 0] = np.searchsorted(touched, own[:, 0])
        found[touched] = _areas(shapes[touched], centres, radii, own)
    return found, pairs


def radii_of(radius: Radius, n: int) -> NDArray[np.float64]:
    """Return (n,) the radius of each of n points, metres.

    Parameters
    ----------
    radius
        Metres, above 0; or (n,) metres for each point, at least 0.
    n
        Number of points.

    Raises
    ------
    AnalysisError
        If a radius is not a number or too small, or there are not n.
    """
    if np.ndim(radius):
        radii = np.asarray(radius, dtype=np.float64)
        if radii.shape != (n,):
            raise AnalysisError(
                N_("There are {count} radii for {points} points: give one for each."), count=radii.size, points=n
            )
        if not ((radii >= 0) & np.isfinite(radii)).all():
            raise AnalysisError(N_("Some radii are negative or no numbers: give each point 0 m or more."))
        return radii
    if not 0 < radius < np.inf:
        raise AnalysisError(N_("The radius is {radius} m: choose one above 0."), radius=radius)
    return np.full(n, radius, dtype=np.float64)


def _rows(centres: NDArray[np.float64], radii: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack((centres, radii))


def _pairs(shapes: NDArray[Any], centres: NDArray[np.float64], radii: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the (m, 2) pairs of area and point whose disc reaches the area."""
    if not len(radii) or not radii.max() > 0:
        return np.empty((0, 2), dtype=np.int64)
    pairs = proximity.pairs(centres, shapes, float(radii.max()))
    own = radii[pairs[:, 1]]
    unsure = np.flatnonzero(own < radii.max())
    reached = np.ones(len(pairs), dtype=np.bool_)
    points = shapely.points(centres[pairs[unsure, 1]])
    reached[unsure] = (own[unsure] > 0) & shapely.dwithin(shapes[pairs[unsure, 0]], points, own[unsure])
    return pairs[reached]


def _near(
    shapes: NDArray[Any], centres: NDArray[np.float64], radii: NDArray[np.float64], some: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the pairs of a few of the points, without sorting all of them first."""
    if not len(some):
        return np.empty((0, 2), dtype=np.int64)
    reach = radii[some].max()
    (west, south), (east, north) = centres[some].min(axis=0) - reach, centres[some].max(axis=0) + reach
    x0, y0, x1, y1 = shapely.bounds(shapes).T
    around = np.flatnonzero((x0 <= east) & (x1 >= west) & (y0 <= north) & (y1 >= south))
    pairs = _pairs(shapes[around], centres[some], radii[some])
    return np.column_stack((around[pairs[:, 0]], some[pairs[:, 1]]))


def _areas(
    shapes: NDArray[Any], centres: NDArray[np.float64], radii: NDArray[np.float64], pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return (k,) square metres within the discs of the pairs: what is not left when they are cut out one by one.

    A union of discs is what costs. The nearest few often cover an area whole, and then the others need no look.
    """
    box = shapely.bounds(shapes)
    middle = (box[:, :2] + box[:, 2:]) / 2
    xy, reach = centres[pairs[:, 1]], radii[pairs[:, 1]]
    distance = np.hypot(*(xy - middle[pairs[:, 0]]).T) - reach
    # Places before positions: the result must not depend on the order in which points are numbered.
    order = np.lexsort((reach, xy[:, 1], xy[:, 0], distance, pairs[:, 0]))
    discs = drawn(xy[order], reach[order])
    starts = np.searchsorted(pairs[:, 0], np.arange(len(shapes) + 1))
    first, count = starts[:-1], np.diff(starts)
    left, open_ = shapes.copy(), np.flatnonzero(count)
    for turn in range(_ROUNDS):
        open_ = open_[count[open_] > turn]
        left[open_] = shapely.difference(left[open_], discs[first[open_] + turn])
        open_ = open_[~shapely.is_empty(left[open_])]
    for i in open_[count[open_] > _ROUNDS]:
        others = discs[first[i] + _ROUNDS : starts[i + 1]]
        left[i] = shapely.difference(left[i], shapely.union_all(others[shapely.intersects(left[i], others)]))
    lit: NDArray[np.float64] = shapely.area(shapes) - shapely.area(left)
    lit[count == 0] = 0.0
    return np.maximum(lit, 0.0)


def drawn(centres: NDArray[np.float64], radii: NDArray[np.float64]) -> NDArray[Any]:
    """Return (n,) discs as polygons of 64 corners on their circles.

    Parameters
    ----------
    centres, radii
        (n, 2) and (n,) metres.
    """
    rings: NDArray[Any] = shapely.polygons(centres[:, None, :] + radii[:, None, None] * _CIRCLE)
    return rings
