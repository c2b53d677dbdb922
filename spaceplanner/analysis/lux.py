"""Light of many lamps at many points: points in tiles, each of which looks only at the lamps that reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import lamps as sources

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis import photometry
    from spaceplanner.analysis.lamps import Lamps, Light

TILE = 96.0
"""Side of a tile, metres: small enough that most lamps near it reach most of its points."""

_LARGEST_TILE, _FEW = 4 * TILE, 32
"""Side of the largest tile; and how few points a tile holds for a larger one to be worth its lamps."""

MOST_POINTS = 2_048
"""Points in a tile, so that what is held at a time stays small where many lie together."""

_AT_ONCE = 32
"""Lamps taken at a time in a tile, so that what is held of them stays in the processor's nearest memory."""


def tiled(xy: NDArray[np.float64], group: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order (n,) that puts points of a group and tile together, and where in it each run starts (t + 1,).

    Parameters
    ----------
    xy
        (n, 2) metres.
    group
        (n,) number of the group; groups come in ascending order, and no run holds points of two.
    """
    n = len(xy)
    if not n:
        return np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
    column, row = np.floor(xy / _side(xy)).T
    order = np.lexsort((column, row, group))
    keys = np.stack((group[order], row[order], column[order]))
    new = np.concatenate(([True], (keys[:, 1:] != keys[:, :-1]).any(axis=0)))
    run = np.flatnonzero(new)
    position = np.arange(n) - np.repeat(run, np.diff(np.append(run, n)))
    return order, np.append(np.flatnonzero(position % MOST_POINTS == 0), n)


def _side(xy: NDArray[np.float64]) -> float:
    """Return the side of tiles, metres: twice or four times as long where points are few and far between."""
    side = TILE
    while side < _LARGEST_TILE and len(np.unique(np.floor(xy / side) @ (1.0, 1e6))) * _FEW > len(xy):
        side *= 2
    return side


def summed(xy: NDArray[np.float64], starts: NDArray[np.int64], lamps: Lamps, light: Light) -> NDArray[np.float64]:
    """Return (n,) lux at points that come in runs.

    Lamps are added up in the order of what they are, not of their table: the same lamps give the same bits.

    Parameters
    ----------
    xy
        (n, 2) metres, points of a run close together.
    starts
        (t + 1,) where each run starts, none empty; the last is n.
    lamps
        Checked.
    light
        How they shine.
    """
    lux = np.zeros(len(xy))
    if not len(xy) or not len(lamps):
        return lux
    lamps = lamps[sources.ranking(lamps)]
    reach = light.reach(lamps)
    boxes = np.hstack((np.minimum.reduceat(xy, starts[:-1]), np.maximum.reduceat(xy, starts[:-1])))
    run, near = _near(boxes, lamps, reach)
    limits = np.searchsorted(run, np.arange(len(boxes) + 1))
    scale = lamps.lumens * (light.maintenance / 1000) / lamps.height**2
    table, which = light.table(lamps)
    for number in range(len(boxes)):
        own, points = (each[starts[number] : starts[number + 1]] for each in (lux, xy))
        low, high = limits[number : number + 2]
        for first in range(low, high, _AT_ONCE):
            some = near[first : min(first + _AT_ONCE, high)]
            shapes = None if which is None else which[some, None]
            parts = _tile(points, lamps[some], reach[some], table, shapes)
            parts *= scale[some, None]
            for part in parts:
                own += part
    return lux


def _tile(
    xy: NDArray[np.float64],
    lamps: Lamps,
    reach: NDArray[np.float64],
    table: photometry.Table,
    which: NDArray[np.intp] | None,
) -> NDArray[np.float64]:
    """Return (lamps, points) the lux of 1000 lumens at 1 m in the direction of each point, 0 out of reach."""
    square = xy[:, 0] - lamps.xy[:, 0, None]
    north = xy[:, 1] - lamps.xy[:, 1, None]
    square *= square
    north *= north
    square += north
    beyond = square > (reach * reach)[:, None]
    square /= (lamps.height * lamps.height)[:, None]
    lit = table.shine(square, which)
    np.copyto(lit, 0.0, where=beyond)
    return lit


def _near(
    boxes: NDArray[np.float64], lamps: Lamps, reach: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of box and lamp that reaches into it, sorted by box, then by lamp.

    Lamps of about one reach at a time, so that a few that shine far do not make every box look far.
    """
    found = [np.empty((2, 0), dtype=np.int64)]
    size = np.full(len(lamps), -1000)
    size[reach > 0] = np.ceil(np.log2(reach[reach > 0]))
    for step in np.unique(size[reach > 0]):
        some = np.flatnonzero(size == step)
        box, one = _in_cells(boxes, lamps.xy[some], float(reach[some].max()))
        lamp = some[one]
        x, y = lamps.xy[lamp].T
        x0, y0, x1, y1 = boxes[box].T
        east = np.maximum(np.maximum(x0 - x, x - x1), 0)
        north = np.maximum(np.maximum(y0 - y, y - y1), 0)
        reached = east * east + north * north <= reach[lamp] ** 2
        found.append(np.stack((box[reached], lamp[reached])))
    box, lamp = np.concatenate(found, axis=1)
    order = np.lexsort((lamp, box))
    return box[order], lamp[order]


def _in_cells(
    boxes: NDArray[np.float64], xy: NDArray[np.float64], distance: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of box and point, among them all points within a distance of the box."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    # Not so small that a far outlier would make more cells than an index can number.
    cell = max(distance, float((high - low).max()) / 1e6, 1.0)
    column, row = np.floor((xy - low) / cell).astype(np.int64).T
    columns, rows = int(column.max()) + 1, int(row.max()) + 1
    order = np.argsort(row * columns + column, kind="stable")
    keys = (row * columns + column)[order]
    west, south = np.floor(np.clip((boxes[:, :2] - distance - low) / cell, 0, 2e9)).astype(np.int64).T
    east, north = np.floor(np.clip((boxes[:, 2:] + distance - low) / cell, -1, 2e9)).astype(np.int64).T
    north, east = np.minimum(north, rows - 1), np.minimum(east, columns - 1)
    box = np.flatnonzero((north >= south) & (east >= west))
    box, step = _counted(box, (north - south + 1)[box])
    line = (south[box] + step) * columns
    starts = np.searchsorted(keys, line + west[box])
    ends = np.searchsorted(keys, line + east[box], side="right")
    of, step = _counted(np.arange(len(box)), ends - starts)
    return box[of], order[starts[of] + step]


def _counted(values: NDArray[np.int64], times: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each value so many times, and beside it 0, 1, 2, ..."""
    repeated = np.repeat(values, times)
    return repeated, np.arange(len(repeated)) - np.repeat(np.cumsum(times) - times, times)
