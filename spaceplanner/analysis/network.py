"""Walking distance along streets, from place to place on the pieces of street themselves, not between nodes.

Shortest paths: Dijkstra 1959, *A note on two problems in connexion with graphs*. A place beside the street is taken to
its nearest point on an edge; the way there counts. Between two such places the shortest path leads along their common
edge, or through an end of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis.network_graph import (
    TOLERANCE,
    Dropped,
    Network,
    build,
    longest_part,
    streets_apart,
)
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = [
    "FARTHEST",
    "TOLERANCE",
    "Dropped",
    "Network",
    "Snapped",
    "build",
    "distances",
    "longest_part",
    "nearest",
    "node_distances",
    "reached",
    "same_edge",
    "snap",
    "streets_apart",
]

FARTHEST = 100.0
"""Metres from the nearest street beyond which a place is not on the network."""

_CHUNK = 50_000
"""Points made into objects at a time: GEOS holds Python's lock meanwhile, and a window must not stall."""

_AT_ONCE = 4_000_000
"""Distances held in memory at a time, a block of sources by nodes or targets."""


@dataclass(frozen=True, eq=False, slots=True)
class Snapped:
    """Places taken to their nearest point on the network.

    Attributes
    ----------
    edge
        (n,) the edge; -1 where there is none near enough.
    offset
        (n,) metres along the edge from its beginning; NaN where there is none.
    distance
        (n,) metres to the street; NaN where there is none near enough.
    """

    edge: NDArray[np.int64]
    offset: NDArray[np.float64]
    distance: NDArray[np.float64]

    @property
    def found(self) -> NDArray[np.bool_]:
        """(n,) which places are on the network."""
        return self.edge >= 0


def snap(network: Network, xy: NDArray[np.float64], *, farthest: float = FARTHEST) -> Snapped:
    """Return the nearest point of the network to each place.

    Of edges equally near, as at a node, one is taken, always the same.

    Parameters
    ----------
    network
        The streets.
    xy
        (n, 2) metres; a place that is no number is on no street.
    farthest
        Metres beyond which a place is on no street; above 0.

    Raises
    ------
    AnalysisError
        If the distance is not above 0.
    """
    if not farthest > 0:
        raise AnalysisError(N_("The distance to the street is {distance} m: choose one above 0."), distance=farthest)
    edge = np.full(len(xy), -1, dtype=np.int64)
    offset, distance = np.full(len(xy), np.nan), np.full(len(xy), np.nan)
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    for start in range(0, len(known), _CHUNK):
        some = known[start : start + _CHUNK]
        points = shapely.points(xy[some])
        (at, on), far = network.tree.query_nearest(
            points, max_distance=farthest, return_distance=True, all_matches=False
        )
        edge[some[at]], distance[some[at]] = on, far
        along = shapely.line_locate_point(network.shapes[on], points[at])
        offset[some[at]] = np.clip(along, 0.0, network.lengths[on])
    return Snapped(edge, offset, distance)


def distances(
    network: Network,
    sources_xy: NDArray[np.float64],
    targets_xy: NDArray[np.float64],
    *,
    limit: float = inf,
    farthest: float = FARTHEST,
) -> NDArray[np.float64]:
    """Return the walking distance from each source to each target.

    Streets may be walked in both directions. The ways from the places to the street count.

    Parameters
    ----------
    network
        The streets.
    sources_xy, targets_xy
        (s, 2) and (t, 2) metres.
    limit
        Metres beyond which a distance is not wanted; a small one is much faster.
    farthest
        Metres beyond which a place is not on the network.

    Returns
    -------
    (s, t) metres; infinite where there is no way, or none within the limit; NaN where a place is not on the network.

    Raises
    ------
    AnalysisError
        If the limit or `farthest` is not above 0.
    """
    sources = snap(network, sources_xy, farthest=farthest)
    targets = snap(network, targets_xy, farthest=farthest)
    found = np.empty((len(sources_xy), len(targets_xy)))
    for rows, metres in reached(network, sources, np.arange(len(sources_xy)), len(sources_xy), targets, limit=limit):
        found[rows] = metres
    found[~sources.found] = np.nan
    found[:, ~targets.found] = np.nan
    return found


def nearest(
    network: Network,
    sources_xy: NDArray[np.float64],
    targets_xy: NDArray[np.float64],
    *,
    limit: float = inf,
    farthest: float = FARTHEST,
) -> NDArray[np.float64]:
    """Return the walking distance of each target from the source that is nearest to it.

    The smallest of each column of `distances`, in one search.

    Parameters
    ----------
    network, sources_xy, targets_xy, limit, farthest
        As in `distances`; sources that are not on the network are passed over.

    Returns
    -------
    (t,) metres; infinite where there is no way within the limit; NaN where the target is not on the network.

    Raises
    ------
    AnalysisError
        If the limit or `farthest` is not above 0.
    """
    sources = snap(network, sources_xy, farthest=farthest)
    targets = snap(network, targets_xy, farthest=farthest)
    ((_, metres),) = reached(network, sources, np.zeros(len(sources_xy), dtype=np.int64), 1, targets, limit=limit)
    return np.where(targets.found, metres[0], np.nan)


def reached(
    network: Network,
    sources: Snapped,
    group: NDArray[np.int64],
    groups: int,
    targets: Snapped,
    *,
    limit: float = inf,
) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield, some groups of sources at a time, the walking distance of each target from its nearest source of a group.

    Parameters
    ----------
    network
        The streets.
    sources, targets
        (s,) and (t,) places on the network; those that are not on it are passed over.
    group, groups
        (s,) to which of so many groups each source belongs, such as the entrances of one space.
    limit
        Metres beyond which a distance is not wanted.

    Yields
    ------
    The groups, and (groups among these, t) metres; infinite where there is no way within the limit.

    Raises
    ------
    AnalysisError
        If the limit is not above 0.
    """
    _limited(limit)
    size = max(1, _AT_ONCE // max(len(network.nodes), len(targets.edge), 1))
    on = np.flatnonzero(targets.found)
    low, high = network.ends[targets.edge[on]].T
    back, forth = targets.offset[on], network.lengths[targets.edge[on]] - targets.offset[on]
    together = same_edge(sources.edge, targets.edge)
    for start in range(0, groups, size):
        stop = min(start + size, groups)
        metres = np.full((stop - start, len(targets.edge)), inf)
        at_node = node_distances(network, sources, group - start, stop - start, limit=limit)
        metres[:, on] = np.minimum(at_node[:, low] + back, at_node[:, high] + forth) + targets.distance[on]
        i, j = together[:, (group[together[0]] >= start) & (group[together[0]] < stop)]
        straight = sources.distance[i] + np.abs(sources.offset[i] - targets.offset[j]) + targets.distance[j]
        np.minimum.at(metres, (group[i] - start, j), straight)
        metres[metres > limit] = inf
        yield slice(start, stop), metres


def node_distances(
    network: Network, sources: Snapped, group: NDArray[np.int64], groups: int, *, limit: float = inf
) -> NDArray[np.float64]:
    """Return (groups, n) the walking distance of each node from the nearest source of each group.

    Parameters
    ----------
    network
        The streets.
    sources, group, groups
        As in `reached`; sources whose group is not 0 to `groups` - 1 are passed over.
    limit
        Metres beyond which a distance is not wanted: it is infinite.
    """
    from scipy import sparse  # noqa: PLC0415 - start-up time: the window opens before anything is computed
    from scipy.sparse import csgraph  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    n = len(network.nodes)
    at = np.flatnonzero(sources.found & (group >= 0) & (group < groups))
    edge = sources.edge[at]
    back, forth = sources.offset[at], network.lengths[edge] - sources.offset[at]
    # Each group is a node of its own from which one-way edges lead to the ends of its sources' edges.
    rows = np.concatenate((network.ends[:, 0], network.ends[:, 1], n + group[at], n + group[at]))
    columns = np.concatenate((network.ends[:, 1], network.ends[:, 0], network.ends[edge, 0], network.ends[edge, 1]))
    metres = np.concatenate(
        (network.lengths, network.lengths, back + sources.distance[at], forth + sources.distance[at])
    )
    # A sparse array would add parallel edges up: the shortest is kept.
    order = np.lexsort((metres, columns, rows))
    rows, columns, metres = rows[order], columns[order], metres[order]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (np.diff(rows) != 0) | (np.diff(columns) != 0)
    graph = sparse.csr_array((metres[first], (rows[first], columns[first])), shape=(n + groups, n + groups))
    found: NDArray[np.float64] = csgraph.dijkstra(graph, indices=np.arange(n, n + groups), limit=limit)[:, :n]
    return found


def same_edge(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (2, m) the pairs of places, one of each, that are on the same edge.

    Parameters
    ----------
    one, other
        The edge of each place; -1, none, is in no pair.
    """
    order = np.argsort(other, kind="stable")
    edges = other[order]
    on = np.flatnonzero(one >= 0)
    starts, ends = (np.searchsorted(edges, one[on], side=side) for side in ("left", "right"))
    counts = ends - starts
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.stack((np.repeat(on, counts), order[np.repeat(starts, counts) + within]))


def _limited(limit: float) -> None:
    if not limit > 0:
        raise AnalysisError(N_("The walking distance is {limit} m: choose one above 0."), limit=limit)
