"""Walks: how far people walk from where they live to the spaces, along the streets or, where none is near, by estimate."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import network as streets
from spaceplanner.analysis import proximity
from spaceplanner.analysis.entrances import GIVEN
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.entrances import Entrances
    from spaceplanner.analysis.network import Network

LIMIT = 800.0
"""Metres on foot up to which distances are usually wanted."""

DETOUR = 1.3
"""Metres walked for a metre in a straight line, where there is no network to say."""

_MOST_PARTS = 400


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Walks:
    """Walking distances from places where people live to spaces.

    Attributes
    ----------
    pairs
        (m, 2) indices of space and place within the limit, sorted by space, then by place.
    metres
        (m,) on foot from the place to the nearest entrance of the space.
    nearest
        (n,) metres from each place to the nearest space; infinite beyond the limit, NaN where a place is no number.
    limit
        Metres beyond which no pair is held.
    spaces
        How many spaces there are, k.
    straight_space, straight_place
        (k,) and (n,) whose distances are 1.3 times the straight line, because no street is near enough.
    """

    pairs: NDArray[np.int64]
    metres: NDArray[np.float64]
    nearest: NDArray[np.float64]
    limit: float
    spaces: int
    straight_space: NDArray[np.bool_]
    straight_place: NDArray[np.bool_]

    @property
    def straight(self) -> bool:
        """Every distance is 1.3 times the straight line: no space, or nobody at all, is on a street."""
        nobody_near = bool(len(self.straight_place)) and bool(self.straight_place.all())
        return nobody_near or bool(self.straight_space.all())


def walks(
    shapes: NDArray[Any],
    ways_in: Entrances,
    xy: NDArray[np.float64],
    network: Network | None,
    *,
    limit: float = LIMIT,
    farthest: float = streets.FARTHEST,
) -> Walks:
    """Return how far people walk from where they live to the spaces.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    ways_in
        Their entrances.
    xy
        (n, 2) metres, where people live.
    network
        The streets; None: there are none, and every distance is 1.3 times the straight line.
    limit
        Metres on foot up to which distances are wanted, above 0.
    farthest
        Metres from a street beyond which a place or an entrance is not on the network; its distances then are 1.3 times
        the straight line, to the space's given entrances or to its boundary.

    Raises
    ------
    AnalysisError
        If a distance is not above 0.
    """
    if not (isfinite(limit) and limit > 0):
        raise AnalysisError(N_("The walking distance is {limit} m: choose one above 0."), limit=limit)
    k, n = len(shapes), len(xy)
    known = np.isfinite(xy).all(axis=1)
    if network is None:
        straight_space, straight_place = np.ones(k, dtype=np.bool_), np.ones(n, dtype=np.bool_)
        parts = []
    else:
        doors = streets.snap(network, ways_in.xy, farthest=farthest)
        homes = streets.snap(network, xy, farthest=farthest)
        straight_space, straight_place = np.ones(k, dtype=np.bool_), known & ~homes.found
        straight_space[ways_in.space[doors.found]] = False
        reached = streets.reached(network, doors, ways_in.space, k, homes, limit=limit)
        parts = [_within(rows, metres) for rows, metres in reached]
    parts.append(_straight(shapes, ways_in, xy, limit, (straight_space, straight_place)))
    pairs, metres = (np.concatenate(some) for some in zip(*parts, strict=True))
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, metres = pairs[order], metres[order]
    nearest = np.where(known, inf, np.nan)
    np.minimum.at(nearest, pairs[:, 1], metres)
    return Walks(
        pairs=pairs,
        metres=metres,
        nearest=nearest,
        limit=limit,
        spaces=k,
        straight_space=straight_space,
        straight_place=straight_place,
    )


def spread(
    blocks: NDArray[Any], people: NDArray[np.float64], *, spacing: float = 50.0
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return points that stand for blocks, so that a large block may be near a space in part.

    People are taken as spread evenly over their block: a lattice of points within it shares them. A block that holds no
    point of the lattice stands in one place inside it.

    Parameters
    ----------
    blocks
        (b,) polygons, metres; those that are empty or None have no points.
    people
        (b,) or (b, g) people of each block, in groups.
    spacing
        Metres between points, above 0; wider in blocks that would hold more than 400.

    Returns
    -------
    (n, 2) metres, (n,) or (n, g) people, and (n,) the block of each point.

    Raises
    ------
    AnalysisError
        If the spacing is not above 0.
    """
    if not (isfinite(spacing) and spacing > 0):
        raise AnalysisError(N_("The distance between points is {spacing} m: choose one above 0."), spacing=spacing)
    real = np.flatnonzero(~(shapely.is_empty(blocks) | shapely.is_missing(blocks)))
    x, y, of = _lattice(shapely.bounds(blocks[real]), spacing)
    inside = shapely.contains_xy(blocks[real][of], x, y)
    x, y, of = x[inside], y[inside], of[inside]
    bare = np.setdiff1d(np.arange(len(real)), of)
    single = shapely.get_coordinates(shapely.point_on_surface(blocks[real[bare]]))
    xy, of = np.concatenate((np.column_stack((x, y)), single)), np.concatenate((of, bare))
    order = np.argsort(of, kind="stable")
    xy, of = xy[order], of[order]
    number = np.bincount(of, minlength=len(real))[of]
    block = real[of]
    share = people[block] / (number if people.ndim == 1 else number[:, None])
    return xy, share, block


def _lattice(
    bounds: NDArray[np.float64], spacing: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return lattice points in each box, spaced from its middle, and the box of each."""
    size = bounds[:, 2:] - bounds[:, :2]
    step = np.maximum(spacing, np.sqrt(np.prod(size, axis=1) / _MOST_PARTS))
    columns, rows = np.maximum(np.floor(size / step[:, None]), 1).astype(np.int64).T
    counts = columns * rows
    of = np.repeat(np.arange(len(bounds)), counts)
    number = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    x = middle[of, 0] + (number % columns[of] - (columns[of] - 1) / 2) * step[of]
    y = middle[of, 1] + (number // columns[of] - (rows[of] - 1) / 2) * step[of]
    return x, y, of


def _within(rows: slice, metres: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the pairs of space and place that have a distance, and it."""
    row, place = np.nonzero(np.isfinite(metres))
    return np.column_stack((row + rows.start, place)), metres[row, place]


def _straight(
    shapes: NDArray[Any],
    ways_in: Entrances,
    xy: NDArray[np.float64],
    limit: float,
    by_line: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of space and place of which one is on no street, and 1.3 times their straight line."""
    given = ways_in.space[ways_in.kind[ways_in.space] == GIVEN]
    doors = ways_in.xy[ways_in.kind[ways_in.space] == GIVEN]
    targets, of = shapes.copy(), np.arange(len(shapes))
    # A space with entrances is reached at these, not at its fence.
    starts = np.searchsorted(given, of)
    ends = np.searchsorted(given, of, side="right")
    for one in np.flatnonzero(ends > starts):
        targets[one] = shapely.multipoints(doors[starts[one] : ends[one]])
    known, (space, place) = np.isfinite(xy).all(axis=1), by_line
    found = []
    # Spaces on no street with all places; the others with the places on no street.
    for some, where in ((space, known), (~space, known & place)):
        k, n = np.flatnonzero(some), np.flatnonzero(where)
        pairs = proximity.pairs(xy[n], targets[k], limit / DETOUR)
        found.append(np.column_stack((k[pairs[:, 0]], n[pairs[:, 1]])))
    pairs = np.concatenate(found)
    return pairs, DETOUR * shapely.distance(targets[pairs[:, 0]], shapely.points(xy[pairs[:, 1]]))
