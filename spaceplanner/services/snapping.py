"""Snapping: the place near the pointer that was probably meant, and what it is.

Corners and points win over crossings, these over right angles, edges and the grid. Only layers that are shown are
looked at; incidents and residents never, since their places are nobody's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

    Place = tuple[float, float]

_PRIVATE = frozenset({Role.INCIDENTS, Role.RESIDENTS})
_CHUNK = 25_000
"""Features in one tree; a tree of so many street edges is built in 15 ms."""
_MOST_SEGMENTS = 48
"""Nearest segments among which crossings are looked for."""
_TINY = 1e-9


class Kind(StrEnum):
    """What was snapped to, the most wanted first."""

    VERTEX = "vertex"
    CROSSING = "crossing"
    RIGHT_ANGLE = "right_angle"
    EDGE = "edge"
    GRID = "grid"


WORDS = {
    Kind.VERTEX: N_("Corner"),
    Kind.CROSSING: N_("Crossing"),
    Kind.RIGHT_ANGLE: N_("Right angle"),
    Kind.EDGE: N_("Edge"),
    Kind.GRID: N_("Grid"),
}
"""What was snapped to, in a word; message ids."""


@dataclass(frozen=True, slots=True)
class Snap:
    """A place in metres and what is there."""

    x: float
    y: float
    kind: Kind


@dataclass(frozen=True, eq=False, slots=True)
class Sketch:
    """What is being drawn or changed.

    Attributes
    ----------
    proposal
        The proposal whose items are snapped to, or None.
    skip
        Id of the item that is being changed and is not snapped to.
    corners
        Corners drawn so far, metres.
    """

    proposal: Proposal | None = None
    skip: str | None = None
    corners: tuple[Place, ...] = ()


def snap(project: Project, at: Place, radius: float, sketch: Sketch, *, grid: float = 0.0) -> Snap | None:
    """Return the place to snap to, or None if nothing is near.

    Parameters
    ----------
    at
        Where the pointer is, metres.
    radius
        Farthest distance in metres.
    grid
        Distance of the grid's lines in metres; 0: there is no grid.
    """
    ends, segments = _near(project, at, radius, sketch)
    found = (
        _nearest(ends, at, radius, Kind.VERTEX)
        or _nearest(_crossings(segments, at), at, radius, Kind.CROSSING)
        or _nearest(_right_angles(sketch.corners, at), at, radius, Kind.RIGHT_ANGLE)
        or _nearest(_feet(segments, at), at, radius, Kind.EDGE)
    )
    if found is None and grid > 0:
        return Snap(round(at[0] / grid) * grid, round(at[1] / grid) * grid, Kind.GRID)
    return found


def grid_step(resolution: float) -> float:
    """Return the distance of grid lines in metres that are at least 12 pixels apart: 1, 2, 5, 10 and so on."""
    least = 12 * resolution
    power = 10.0 ** np.floor(np.log10(max(least, _TINY)))
    return float(next(power * step for step in (1, 2, 5, 10) if power * step >= least * (1 - _TINY)))


def prepare(project: Project) -> None:
    """Build the indexes of all layers that are shown, piece by piece; safe in any thread."""
    for layer in _layers(project):
        for _ in _indexes(layer):
            pass


def _layers(project: Project) -> Iterator[Layer]:
    return (layer for layer in project.layers if layer.visible and layer.role not in _PRIVATE and len(layer))


@lru_cache(maxsize=128)
def _tree(layer: Layer, start: int) -> shapely.STRtree:
    tree = shapely.STRtree(layer.geometry[start : start + _CHUNK])
    # The first question builds it.
    tree.query(shapely.Point(0, 0))
    return tree


@lru_cache(maxsize=16)
def _columns(layer: Layer) -> NDArray[np.float64]:
    """Return a point layer's places from west to east, so that those near a place lie together."""
    places: NDArray[np.float64] = layer.geometry[np.argsort(layer.geometry[:, 0])]
    return places


def _indexes(layer: Layer) -> Iterator[tuple[int, shapely.STRtree]]:
    if layer.kind is GeometryKind.POINT:
        _columns(layer)
        return
    for start in range(0, len(layer), _CHUNK):
        yield start, _tree(layer, start)


def _near(
    project: Project, at: Place, radius: float, sketch: Sketch
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return corners (n, 2), and segments (m, 4) that come near a place."""
    box = shapely.box(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
    ends: list[NDArray[np.float64]] = [np.empty((0, 2))]
    shapes: list[Any] = [*_drawn(sketch)]
    for layer in _layers(project):
        if layer.kind is GeometryKind.POINT:
            places = _columns(layer)
            low, high = np.searchsorted(places[:, 0], (at[0] - radius, at[0] + radius))
            ends.append(places[low:high])
            continue
        for start, tree in _indexes(layer):
            shapes.extend(layer.geometry[start + tree.query(box)])
    corners, segments = _parts(shapes)
    return np.vstack([*ends, corners]), _within(segments, at, radius)


def _drawn(sketch: Sketch) -> Iterator[BaseGeometry]:
    if sketch.proposal is not None:
        for item in sketch.proposal.interventions:
            if item.geometry is not None and item.id != sketch.skip:
                yield item.geometry
    if sketch.corners:
        # The last corner is where the pointer comes from: it does not hold it back.
        yield from (shapely.Point(corner) for corner in sketch.corners[:-1])


def _parts(shapes: list[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not shapes:
        return np.empty((0, 2)), np.empty((0, 4))
    parts = shapely.get_parts(np.array(shapes, dtype=object))
    area = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - areas
    rings = np.concatenate([parts[~area], shapely.get_rings(parts[area])])
    xy, of = shapely.get_coordinates(rings, return_index=True)
    same = of[1:] == of[:-1]
    return xy, np.hstack([xy[:-1][same], xy[1:][same]])


def _within(segments: NDArray[np.float64], at: Place, radius: float) -> NDArray[np.float64]:
    """Return the segments that come within a radius of a place, the nearest first."""
    if not len(segments):
        return segments
    apart = np.hypot(*(_feet(segments, at) - at).T)
    order = np.argsort(apart, kind="stable")
    chosen: NDArray[np.float64] = segments[order[apart[order] <= radius]]
    return chosen


def _feet(segments: NDArray[np.float64], at: Place) -> NDArray[np.float64]:
    """Return the place of each segment that is nearest to a place."""
    start, way = segments[:, :2], segments[:, 2:] - segments[:, :2]
    square = np.maximum((way**2).sum(axis=1), _TINY)
    share = np.clip(((at - start) * way).sum(axis=1) / square, 0.0, 1.0)
    feet: NDArray[np.float64] = start + share[:, None] * way
    return feet


def _crossings(segments: NDArray[np.float64], at: Place) -> NDArray[np.float64]:
    """Return where the nearest segments cross each other."""
    near = segments[:_MOST_SEGMENTS]
    # Measured from the place, coordinates are small and their products exact enough.
    one, two = np.triu_indices(len(near), k=1)
    start = near[:, :2] - at
    way = near[:, 2:] - near[:, :2]
    gap = start[two] - start[one]
    cross = way[one, 0] * way[two, 1] - way[one, 1] * way[two, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (gap[:, 0] * way[two, 1] - gap[:, 1] * way[two, 0]) / cross
        t = (gap[:, 0] * way[one, 1] - gap[:, 1] * way[one, 0]) / cross
    hit = (np.abs(cross) > _TINY) & (s >= 0) & (s <= 1) & (t >= 0) & (t <= 1)
    places: NDArray[np.float64] = start[one[hit]] + s[hit, None] * way[one[hit]] + at
    return places


def _right_angles(corners: tuple[Place, ...], at: Place) -> NDArray[np.float64]:
    """Return the feet of a place on the perpendicular to the last segment and on its continuation."""
    if len(corners) < 2:  # noqa: PLR2004 - two ends make a segment
        return np.empty((0, 2))
    (x0, y0), (x1, y1) = corners[-2:]
    length = hypot(x1 - x0, y1 - y0)
    if length < _TINY:
        return np.empty((0, 2))
    along, across = np.array([[(x1 - x0), (y1 - y0)], [-(y1 - y0), (x1 - x0)]]) / length
    origin = np.array([x1, y1])
    way = np.array(at) - origin
    return np.array([origin + (way @ axis) * axis for axis in (across, along)])


def _nearest(places: NDArray[np.float64], at: Place, radius: float, kind: Kind) -> Snap | None:
    if not len(places):
        return None
    apart = np.hypot(*(places - at).T)
    best = int(np.argmin(apart))
    return Snap(float(places[best, 0]), float(places[best, 1]), kind) if apart[best] <= radius else None
