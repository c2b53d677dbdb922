"""Which points lie inside or near which areas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import cells, difference
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Indices = NDArray[np.int64]

_CHUNK = 50_000
"""Points made into objects at a time: GEOS holds Python's lock meanwhile, and a window must not stall."""

_ROUNDING = 1e-9
"""Share of the largest coordinate by which a circle is drawn tighter or wider than it is: far above rounding."""


def pairs(xy: NDArray[np.float64], shapes: NDArray[Any], distance: float) -> Indices:
    """Return which points are within a distance of which areas.

    Points are sorted into square cells once; each area then looks only at the cells that its widened bounding box
    touches. A circle inside it and one around it settle most of these; GEOS decides the rest, each place once. Points
    on the edge count as inside.

    Parameters
    ----------
    xy
        (n, 2) points, metres; one that is not finite is near nothing.
    shapes
        (k,) polygons, metres.
    distance
        Metres, at least 0; 0 means inside.

    Returns
    -------
    (m, 2) indices of area and point, sorted by area, then by point.

    Raises
    ------
    AnalysisError
        If the distance is not at least 0, or not finite.
    """
    if not 0 <= distance < np.inf:
        raise AnalysisError(
            N_("The distance is {distance} m: choose a number of metres, 0 or more."), distance=distance
        )
    boxes = shapely.bounds(shapes).reshape(-1, 4) + np.array([-distance, -distance, distance, distance])
    found = [np.empty(0, dtype=np.int64)]
    for areas, points in cells.candidates(xy, boxes):
        if len(xy) < len(shapes):
            # Where points are few cells are large, and most areas would be looked at for nothing.
            held = _in_boxes(xy[points], boxes[areas])
            areas, points = areas[held], points[held]  # noqa: PLW2901 - fewer of the same
        near = _near(areas, points, xy, shapes, distance)
        # One number for a pair: sorting it is many times faster than sorting two columns.
        found.append(np.sort(areas[near] * len(xy) + points[near]))
    return _split(np.concatenate(found), len(xy))


def among(within: Indices, xy: NDArray[np.float64], shapes: NDArray[Any]) -> Indices:
    """Return those of the pairs whose point is inside the area: `pairs` at distance 0, from pairs already known."""
    return within[_near(within[:, 0], within[:, 1], xy, shapes, 0.0)]


def pairs_updated(
    previous: Indices,
    before: tuple[NDArray[np.float64], NDArray[Any]],
    xy: NDArray[np.float64],
    shapes: NDArray[Any],
    *,
    distance: float,
) -> Indices | None:
    """Return what `pairs` would, from its answer for points and areas of which few were others.

    Parameters
    ----------
    previous, before
        That answer, and the points and areas it was for.
    xy, shapes, distance
        As for `pairs`; `distance` is what it was.

    Returns
    -------
    As `pairs`; `previous` itself where nothing of it changed; None where too much changed for this to help.
    """
    change = _changed(*before, xy, shapes)
    if change is None:
        return None
    points, areas = change
    by_point, by_area = pairs(xy[points.new], shapes, distance), pairs(xy, shapes[areas.new], distance)
    by_point[:, 1], by_area[:, 0] = points.new[by_point[:, 1]], areas.new[by_area[:, 0]]
    by_area = by_area[~_listed(points.new, len(xy))[by_area[:, 1]]]
    return _merged(previous, change, np.concatenate((by_point, by_area)), before, len(xy))


def among_updated(
    previous: Indices,
    before: tuple[Indices, NDArray[np.float64], NDArray[Any]],
    within: Indices,
    xy: NDArray[np.float64],
    shapes: NDArray[Any],
) -> Indices | None:
    """Return what `among` would, from its answer for points and areas of which few were others.

    Parameters
    ----------
    previous, before
        That answer, and the pairs, points and areas it was for.
    within, xy, shapes
        As for `among`: the pairs are those of these points and areas within any distance.

    Returns
    -------
    As `among`; `previous` itself where nothing of it changed; None where too much changed for this to help.
    """
    change = _changed(before[1], before[2], xy, shapes)
    if change is None:
        return None
    points, areas = change
    other = _listed(points.new, len(xy))[within[:, 1]] | _listed(areas.new, len(shapes))[within[:, 0]]
    return _merged(previous, change, among(within[other], xy, shapes), before[1:], len(xy))


def prepared(shape: BaseGeometry) -> BaseGeometry:
    """Return a prepared copy of an area, for many questions about it.

    GEOS fills a prepared geometry's indexes at the first question, without a lock: two threads that ask the same one
    end the program. Areas are shared between threads, so the copy is what is prepared.
    """
    own: BaseGeometry = shapely.force_2d(shape)
    shapely.prepare(own)
    return own


def counts(found: Indices, n: int) -> Indices:
    """Return the number of pairs of each of `n` areas."""
    return np.bincount(found[:, 0], minlength=n)


def sums(found: Indices, values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the sum over its points of a value per point, for each of `n` areas."""
    return np.asarray(np.bincount(found[:, 0], values[found[:, 1]], minlength=n), dtype=np.float64)


def _split(keys: Indices, n: int) -> Indices:
    return np.column_stack(np.divmod(keys, max(n, 1)))


def _in_boxes(xy: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(((xy >= boxes[:, :2]) & (xy <= boxes[:, 2:])).all(axis=1), dtype=np.bool_)


def _near(
    areas: Indices, points: Indices, xy: NDArray[np.float64], shapes: NDArray[Any], distance: float
) -> NDArray[np.bool_]:
    """Return for each pair of area and point, the areas ascending, whether they are within the distance."""
    present = np.flatnonzero(np.bincount(areas, minlength=len(shapes)))
    circles = _Circles.of(shapes[present])
    of = np.searchsorted(present, areas)
    x, y = (xy[points] - circles.centre[of]).T
    apart = x**2 + y**2
    near: NDArray[np.bool_] = apart <= circles.surely(distance)[of]
    open_ = np.flatnonzero(~near & (apart <= circles.at_most(distance)[of]))
    near[open_] = _decided(areas[open_], xy[points[open_]], shapes, distance)
    return near


@dataclass(frozen=True, eq=False, slots=True)
class _Circles:
    """Circles about each area's centroid.

    Attributes
    ----------
    centre
        (k, 2) metres.
    inner
        (k,) radius of the largest one inside the area; where the centroid is outside, the distance to it, negative.
    outer
        (k,) radius of the one that holds it all.
    """

    centre: NDArray[np.float64]
    inner: NDArray[np.float64]
    outer: NDArray[np.float64]

    @classmethod
    def of(cls, shapes: NDArray[Any]) -> _Circles:
        """Return the circles of areas that are not empty."""
        at = shapely.centroid(shapes)
        outside = shapely.distance(shapes, at)
        inner = np.where(outside > 0, -outside, shapely.distance(shapely.boundary(shapes), at))
        centre = shapely.get_coordinates(at)
        corners, of = shapely.get_coordinates(shapes, return_index=True)
        outer = np.zeros(len(shapes))
        np.maximum.at(outer, of, np.hypot(*(corners - centre[of]).T))
        rounding = _ROUNDING * np.abs(corners).max(initial=1.0)
        return cls(centre, inner - rounding, outer + rounding)

    def surely(self, distance: float) -> NDArray[np.float64]:
        """Return the square of how far from the centre every point is within the distance; negative: nowhere.

        The distance to an area cannot grow faster than one walks.
        """
        reach = self.inner + distance
        return np.where(reach >= 0, reach**2, -1.0)

    def at_most(self, distance: float) -> NDArray[np.float64]:
        """Return the square of how far from the centre a point can be within the distance."""
        return np.square(self.outer + distance)


def _decided(areas: Indices, xy: NDArray[np.float64], shapes: NDArray[Any], distance: float) -> NDArray[np.bool_]:
    """Ask GEOS whether points (m, 2) are within a distance of their areas, each place of a heap once."""
    x, y = xy.T
    order = np.lexsort((y, x, areas))
    heads = np.ones(len(order), dtype=np.bool_)
    heads[1:] = (np.diff(areas[order]) > 0) | (np.diff(x[order]) > 0) | (np.diff(y[order]) > 0)
    places = order[heads]
    answers = np.empty(len(places), dtype=np.bool_)
    starts = np.flatnonzero(np.diff(areas[places], prepend=-1))
    for start, end in pairwise((*starts.tolist(), len(places))):
        answers[start:end] = _answers(prepared(shapes[areas[places[start]]]), xy[places[start:end]], distance)
    decided = np.empty(len(order), dtype=np.bool_)
    decided[order] = answers[np.cumsum(heads) - 1]
    return decided


def _answers(shape: BaseGeometry, xy: NDArray[np.float64], distance: float) -> NDArray[np.bool_]:
    if not distance > 0:
        return np.asarray(shapely.intersects_xy(shape, xy[:, 0], xy[:, 1]))
    chunks = [xy[start : start + _CHUNK] for start in range(0, len(xy), _CHUNK)]
    return np.concatenate([shapely.dwithin(shape, shapely.points(chunk), distance) for chunk in chunks])


_Changes = tuple[difference.Change, difference.Change]


def _changed(
    old_xy: NDArray[np.float64], old_shapes: NDArray[Any], xy: NDArray[np.float64], shapes: NDArray[Any]
) -> _Changes | None:
    points, areas = difference.rows((old_xy,), (xy,)), difference.rows((old_shapes,), (shapes,))
    return None if points is None or areas is None else (points, areas)


def _listed(rows: Indices, n: int) -> NDArray[np.bool_]:
    listed = np.zeros(n, dtype=np.bool_)
    listed[rows] = True
    return listed


def _merged(
    previous: Indices,
    change: _Changes,
    fresh: Indices,
    before: tuple[NDArray[np.float64], NDArray[Any]],
    n: int,
) -> Indices:
    """Return the pairs of what stayed and the fresh ones, sorted; the very same object if that is no change."""
    points, areas = change
    lost = _listed(points.gone, len(before[0]))[previous[:, 1]] | _listed(areas.gone, len(before[1]))[previous[:, 0]]
    if not len(fresh) and not lost.any() and not points.shift and not areas.shift:
        return previous
    kept = previous[~lost]
    area = np.concatenate((areas.now(kept[:, 0]), fresh[:, 0]))
    point = np.concatenate((points.now(kept[:, 1]), fresh[:, 1]))
    return _split(np.sort(area * n + point), n)
