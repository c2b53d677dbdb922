"""Which points lie inside or near which areas."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_CHUNK = 50_000
"""Points made into objects at a time: GEOS holds Python's lock meanwhile, and a window must not stall."""


def pairs(xy: NDArray[np.float64], shapes: NDArray[Any], distance: float) -> NDArray[np.int64]:
    """Return which points are within a distance of which areas.

    Points are sorted into square cells once; each area then looks only at the cells that its widened bounding box
    touches, and GEOS decides exactly. Points on the edge count as inside.

    Parameters
    ----------
    xy
        (n, 2) points, metres.
    shapes
        (k,) polygons, metres.
    distance
        Metres, at least 0; 0 means inside.

    Returns
    -------
    (m, 2) indices of area and point, sorted by area, then by point.
    """
    near = _candidates(xy, shapes, distance)
    found = [_decided(xy, shape, points, distance) for shape, points in zip(shapes, near, strict=True)]
    areas = np.repeat(np.arange(len(shapes)), [len(points) for points in found])
    points = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    return np.column_stack((areas, points))


def among(within: NDArray[np.int64], xy: NDArray[np.float64], shapes: NDArray[Any]) -> NDArray[np.int64]:
    """Return those of the pairs whose point is inside the area: `pairs` at distance 0, from pairs already known."""
    starts = np.searchsorted(within[:, 0], np.arange(len(shapes) + 1))
    inside = np.zeros(len(within), dtype=np.bool_)
    for shape, start, end in zip(shapes, starts[:-1], starts[1:], strict=True):
        if end > start:
            points = within[start:end, 1]
            inside[start:end] = shapely.intersects_xy(prepared(shape), xy[points, 0], xy[points, 1])
    return within[inside]


def prepared(shape: BaseGeometry) -> BaseGeometry:
    """Return a prepared copy of an area, for many questions about it.

    GEOS fills a prepared geometry's indexes at the first question, without a lock: two threads that ask the same one
    end the program. Areas are shared between threads, so the copy is what is prepared.
    """
    own: BaseGeometry = shapely.force_2d(shape)
    shapely.prepare(own)
    return own


def counts(found: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the number of pairs of each of `n` areas."""
    return np.bincount(found[:, 0], minlength=n)


def sums(found: NDArray[np.int64], values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the sum over its points of a value per point, for each of `n` areas."""
    return np.asarray(np.bincount(found[:, 0], values[found[:, 1]], minlength=n), dtype=np.float64)


def _candidates(xy: NDArray[np.float64], shapes: NDArray[Any], distance: float) -> Iterator[NDArray[np.int64]]:
    """Yield for each area the sorted points in its bounding box widened by the distance."""
    boxes = shapely.bounds(shapes) + np.array([-distance, -distance, distance, distance])
    if not len(xy) or not np.isfinite(boxes).any():
        for _ in shapes:
            yield np.empty(0, dtype=np.int64)
        return
    origin, cell, size = _cells(xy, boxes)
    column, row = (np.floor((xy - origin) / cell)).astype(np.int64).T
    key, north_most = row * size + column, row.max()
    order = np.argsort(key, kind="stable")
    keys = key[order]
    x, y = xy.T
    for x0, y0, x1, y1 in boxes:
        if not x0 <= x1:
            yield np.empty(0, dtype=np.int64)
            continue
        (west, south), (east, north) = np.floor(((x0, y0) - origin) / cell), np.floor(((x1, y1) - origin) / cell)
        rows = np.arange(max(0, south), min(north_most, north) + 1, dtype=np.int64) * size
        starts = np.searchsorted(keys, rows + max(0, int(west)))
        ends = np.searchsorted(keys, rows + min(size - 1, max(-1, int(east))), side="right")
        slices = [order[start:end] for start, end in zip(starts, ends, strict=True)]
        points = np.sort(np.concatenate(slices)) if slices else np.empty(0, dtype=np.int64)
        yield points[(x[points] >= x0) & (x[points] <= x1) & (y[points] >= y0) & (y[points] <= y1)]


def _cells(xy: NDArray[np.float64], boxes: NDArray[np.float64]) -> tuple[NDArray[np.float64], float, int]:
    """Return the cells' origin, a size of about a quarter of the usual area's box, and the number of columns."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    sides = boxes[:, 2:] - boxes[:, :2]
    # Not so small that a far outlier would make more cells than an index can number.
    cell = max(float(np.nanmedian(sides)) / 4, float((high - low).max()) / 1e6, 1e-3)
    return low, cell, ceil((high[0] - low[0]) / cell) + 1


def _decided(xy: NDArray[np.float64], shape: Any, points: NDArray[np.int64], distance: float) -> NDArray[np.int64]:
    if not len(points):
        return points
    shape = prepared(shape)
    near = np.empty(len(points), dtype=np.bool_)
    for start in range(0, len(points), _CHUNK):
        some = xy[points[start : start + _CHUNK]]
        near[start : start + _CHUNK] = (
            shapely.dwithin(shape, shapely.points(some), distance)
            if distance > 0
            else shapely.intersects_xy(shape, some[:, 0], some[:, 1])
        )
    return points[near]
