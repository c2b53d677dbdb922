"""Clusters of points by density: DBSCAN.

Ester, Kriegel, Sander & Xu 1996, *A density-based algorithm for discovering clusters*. A point is a core where at least
`least` points, itself included, lie within `radius`; cores within `radius` of each other are of one cluster; a point
that is no core but within `radius` of one belongs to the nearest core's cluster; the rest belong to none.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

NONE = -1
"""Label of points that belong to no cluster."""

_MOST_PAIRS = 60_000_000


def dbscan(xy: NDArray[np.float64], *, radius: float, least: int) -> NDArray[np.int64]:
    """Return the cluster of each point.

    The answer does not depend on the order of the points, but for the numbering.

    Parameters
    ----------
    xy
        (n, 2) metres.
    radius
        Metres within which points are near each other, above 0; a point at exactly that distance is near.
    least
        Points within the radius, itself included, that make a core; at least 1.

    Returns
    -------
    (n,) label from 0, in the order in which the clusters' first points come; -1 for none.

    Raises
    ------
    AnalysisError
        If the radius is not above 0, a coordinate is not a number, or more than 60 million pairs of places are near
        each other.
    """
    if not (isfinite(radius) and radius > 0):
        raise AnalysisError(N_("The radius is {radius} m: choose one above 0."), radius=radius)
    if not np.isfinite(xy).all():
        raise AnalysisError(N_("Some points have no number as coordinate: remove them before looking for clusters."))
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    # Police records put whole blocks on one point: places with a weight instead of all their pairs.
    places, of = np.unique(xy, axis=0, return_inverse=True)
    labels = _of_places(places, np.bincount(of.ravel()), radius, least)[of.ravel()]
    return _in_order(labels)


def _of_places(places: NDArray[np.float64], weight: NDArray[np.int64], radius: float, least: int) -> NDArray[np.int64]:
    tree = cKDTree(places)
    if tree.count_neighbors(tree, radius) > 2 * _MOST_PAIRS:
        raise AnalysisError(
            N_(
                "Too many incidents lie within {radius} m of each other: choose a smaller bandwidth or a shorter period."
            ),
            radius=radius,
        )
    i, j = tree.query_pairs(radius, output_type="ndarray").T
    n = len(places)
    around = weight + np.bincount(i, weight[j], n) + np.bincount(j, weight[i], n)
    core = around >= least
    linked = core[i] & core[j]
    graph = sparse.coo_array((np.ones(linked.sum()), (i[linked], j[linked])), shape=(n, n))
    parts = csgraph.connected_components(graph, directed=False)[1]
    labels = np.where(core, parts, NONE).astype(np.int64)
    rest = np.flatnonzero(~core)
    if core.any() and len(rest):
        cores = np.flatnonzero(core)
        distance, nearest = cKDTree(places[cores]).query(places[rest])
        near = distance <= radius
        labels[rest[near]] = labels[cores[nearest[near]]]
    return labels


def _in_order(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the labels numbered in the order of the clusters' first points."""
    found, first = np.unique(labels, return_index=True)
    found, first = found[found != NONE], first[found != NONE]
    number = np.full(labels.max() + 2, NONE, dtype=np.int64)  # the last place is that of label -1
    number[found[np.argsort(first)]] = np.arange(len(found))
    return number[labels]
