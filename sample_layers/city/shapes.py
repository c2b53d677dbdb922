"""Small geometry helpers. Coordinates are metres, x east and y north."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Point = tuple[float, float]


def smooth(points: Sequence[Point], rounds: int = 3, *, closed: bool = False) -> NDArray[np.float64]:
    """Return the corner-cut (Chaikin) curve of control points (n, 2); the ends of an open curve stay."""
    xy = np.asarray(points, dtype=float)
    for _ in range(rounds):
        after = np.roll(xy, -1, axis=0) if closed else xy[1:]
        before = xy if closed else xy[:-1]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        xy = cut if closed else np.vstack([xy[:1], cut, xy[-1:]])
    return xy


def ribbon(centre: NDArray[np.float64], widths: NDArray[np.float64]) -> Any:
    """Return the polygon around a centre line (n, 2) with a width (n,) in metres at each vertex."""
    step = np.gradient(centre, axis=0)
    normal = np.stack([-step[:, 1], step[:, 0]], axis=1) / np.hypot(*step.T)[:, None]
    half = widths[:, None] / 2
    return Polygon(np.vstack([centre + normal * half, (centre - normal * half)[::-1]])).buffer(0)


def rotation(degrees: float) -> NDArray[np.float64]:
    """Return the matrix that turns row vectors counter-clockwise: ``xy @ rotation(d)``."""
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def long_axis(shape: Any) -> tuple[float, float, float]:
    """Return (direction in degrees 0 to 180, length, width) of the smallest rectangle around a shape."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:3]
    sides = np.diff(corners, axis=0)
    lengths = np.hypot(*sides.T)
    along = sides[int(np.argmax(lengths))]
    return float(np.degrees(np.arctan2(along[1], along[0])) % 180), float(lengths.max()), float(lengths.min())


def placed(local: Sequence[Point], at: Point, degrees: float) -> NDArray[np.float64]:
    """Return local points (n, 2) turned by `degrees` and moved to `at`."""
    moved: NDArray[np.float64] = np.asarray(local, dtype=float) @ rotation(degrees) + np.asarray(at)
    return moved


def rectangle(at: Point, length: float, width: float, degrees: float) -> Any:
    """Return a rectangle about `at` whose length runs along `degrees`."""
    a, b = length / 2, width / 2
    return Polygon(placed([(-a, -b), (a, -b), (a, b), (-a, b)], at, degrees))


def order(shapes: Sequence[Any]) -> list[Any]:
    """Return shapes sorted by where they are, so that nothing hangs on the order a library happens to give."""
    centres = shapely.get_coordinates(shapely.centroid(np.asarray(shapes, dtype=object)))
    keys = np.round(centres, 1)
    return [shapes[i] for i in np.lexsort((keys[:, 1], keys[:, 0]))]


def parts(shape: Any, dimension: int) -> list[Any]:
    """Return the single parts of a shape that have a dimension (1 line, 2 area)."""
    return [part for part in shapely.get_parts([shape]).tolist() if part.length and dimension_of(part) == dimension]


def dimension_of(shape: Any) -> int:
    """Return 0 for a point, 1 for a line, 2 for an area."""
    return int(shapely.get_dimensions(shape))


def line(points: Sequence[Point], rounds: int = 3) -> Any:
    """Return the smoothed line through control points."""
    return LineString(smooth(points, rounds))
