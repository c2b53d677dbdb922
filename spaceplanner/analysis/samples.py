"""Points at which something is measured in each space: on a grid over its ground, along its paths, at its entrances."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import lux, proximity
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

SPACING = 2.0
"""Metres between points."""

MOST = 100_000
"""Points in a space: 40 ha at 2 m. In a larger one they stand farther apart."""

_ASIDE = 32
"""Points along the side of a tile of a grid."""

_THIN = 200
"""Cells of the box around a space per point in it that are looked through at most."""


@dataclass(frozen=True, eq=False, slots=True)
class Samples:
    """Points of n spaces.

    Attributes
    ----------
    xy
        (m, 2) metres, sorted by space.
    starts
        (n + 1,) where each space's points start; the last is m.
    runs
        (t + 1,) where each run of points that lie close together starts; no run holds points of two spaces.
    spacing
        (n,) metres between the points of a space; NaN for places that were given.
    """

    xy: NDArray[np.float64]
    starts: NDArray[np.int64]
    runs: NDArray[np.int64]
    spacing: NDArray[np.float64]
    boxes: NDArray[np.float64]
    """(n, 4) least x and y, largest x and y of a space's points; NaN without any."""

    @property
    def space(self) -> NDArray[np.int64]:
        """(m,) the index of each point's space."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def grid(shapes: NDArray[Any], *, spacing: float = SPACING, most: int = MOST) -> Samples:
    """Return points on a square grid over the ground of each space.

    The grid is centred on the space's bounding box, half a spacing in from its edges, so that it moves with the space.
    A space that is missed by all points, because it is narrower than the grid, gets one inside. Where there would be
    more than `most` points they stand farther apart, which `Samples.spacing` says.

    Parameters
    ----------
    shapes
        (n,) polygons, metres; those that are missing, empty or without area get no point.
    spacing
        Metres between points, above 0.
    most
        Points in a space, at least 1, about.

    Raises
    ------
    AnalysisError
        If the spacing is not above 0.
    """
    _check(spacing)
    parts: list[NDArray[np.float64]] = []
    runs: list[int] = []
    counts, used = np.zeros(len(shapes), dtype=np.int64), np.full(len(shapes), spacing)
    for k, (shape, area, box) in enumerate(zip(shapes, shapely.area(shapes), shapely.bounds(shapes), strict=True)):
        if not (area > 0 and np.isfinite(box).all()):
            continue
        width, height = box[2:] - box[:2]
        used[k] = max(spacing, sqrt(area / most), sqrt(width * height / (_THIN * most)))
        tiles = _tiles(shape, box, used[k])
        parts += tiles
        runs += map(len, tiles)
        counts[k] = sum(map(len, tiles))
    xy = np.concatenate(parts) if parts else np.empty((0, 2))
    return _samples(xy, counts, np.concatenate(([0], np.cumsum(runs, dtype=np.int64))), used)


def along(lines: NDArray[Any], shapes: NDArray[Any], *, spacing: float = SPACING, distance: float = 2.0) -> Samples:
    """Return points along paths, for each space those in it or beside it.

    All lines are walked one after the other, with a point in the middle of each stretch of `spacing`: every point
    stands for the same length, so that shares of points are shares of length.

    Parameters
    ----------
    lines
        (k,) lines, metres; missing and empty ones are passed over.
    shapes
        (n,) polygons, metres.
    spacing
        Metres between points, above 0.
    distance
        Metres from a space within which a point is beside it, at least 0.

    Raises
    ------
    AnalysisError
        If the spacing is not above 0.
    """
    _check(spacing)
    coordinates, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    steps = np.diff(coordinates, axis=0)
    same = (line[1:] == line[:-1]) & np.isfinite(steps).all(axis=1)
    start, step = coordinates[:-1][same], steps[same]
    length = np.hypot(*step.T)
    walked = np.concatenate(([0.0], np.cumsum(length)))
    at = np.arange(spacing / 2, walked[-1], spacing)
    segment = np.searchsorted(walked, at, side="right") - 1
    share = ((at - walked[segment]) / length[segment])[:, None]
    return _assigned(start[segment] + share * step[segment], shapes, distance, spacing)


def beside(xy: NDArray[np.float64], shapes: NDArray[Any], *, distance: float) -> Samples:
    """Return given places, such as entrances, for each space those in it or within a distance of it.

    Parameters
    ----------
    xy
        (k, 2) metres.
    shapes
        (n,) polygons, metres.
    distance
        Metres, at least 0.
    """
    return _assigned(xy, shapes, distance, float("nan"))


def _check(spacing: float) -> None:
    if not 0 < spacing < np.inf:
        raise AnalysisError(N_("The distance between points is {spacing} m: choose one above 0."), spacing=spacing)


def _tiles(shape: BaseGeometry, box: NDArray[np.float64], spacing: float) -> list[NDArray[np.float64]]:
    """Return the grid's points inside a space, in tiles of about 32 x 32, those that hold any."""
    size = [max(1, ceil(side / spacing - 1e-9)) for side in (box[2] - box[0], box[3] - box[1])]
    low = (box[:2] + box[2:]) / 2 - np.array(size) * (spacing / 2)
    steps = [ceil(n / max(1, round(n / _ASIDE))) for n in size]
    corners = np.stack(
        [part.ravel() for part in np.meshgrid(*(np.arange(0, n, step) for n, step in zip(size, steps, strict=True)))],
        axis=1,
    )
    own = proximity.prepared(shape)
    if len(corners) > 1:
        x0, y0 = (low + corners * spacing).T
        corners = corners[
            shapely.intersects(own, shapely.box(x0, y0, x0 + steps[0] * spacing, y0 + steps[1] * spacing))
        ]
    inner = np.stack([part.ravel() for part in np.meshgrid(*map(np.arange, steps))], axis=1)
    found = []
    for corner in corners:
        cells = corner + inner
        xy = low + (cells[(cells < size).all(axis=1)] + 0.5) * spacing
        xy = xy[shapely.intersects_xy(own, xy[:, 0], xy[:, 1])]
        if len(xy):
            found.append(xy)
    return found or [shapely.get_coordinates(shapely.point_on_surface(own))]


def _assigned(xy: NDArray[np.float64], shapes: NDArray[Any], distance: float, spacing: float) -> Samples:
    pairs = proximity.pairs(xy, shapes, distance)
    points = xy[pairs[:, 1]]
    order, runs = lux.tiled(points, pairs[:, 0])
    return _samples(points[order], proximity.counts(pairs, len(shapes)), runs, np.full(len(shapes), spacing))


def _samples(
    xy: NDArray[np.float64], counts: NDArray[np.int64], runs: NDArray[np.int64], spacing: NDArray[np.float64]
) -> Samples:
    starts = np.concatenate(([0], np.cumsum(counts)))
    some = counts > 0
    boxes = np.full((len(counts), 4), np.nan)
    if some.any():
        first = starts[:-1][some]
        boxes[some] = np.hstack((np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)))
    return Samples(xy, starts, runs, spacing, boxes)
