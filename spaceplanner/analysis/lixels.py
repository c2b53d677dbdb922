"""Lixels: the streets of a network in pieces of about equal length, as pixels are of a plane."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from spaceplanner.analysis import network_lines
from spaceplanner.analysis.network_waves import crossings
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.network import Network, Snapped

_MOST_LIXELS = 20_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Lixels:
    """Pieces of edges of about equal length, the cells of a network.

    Attributes
    ----------
    edge
        (k,) the edge of each, in order.
    start, end
        (k,) metres along the edge.
    """

    edge: NDArray[np.int64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    @property
    def middle(self) -> NDArray[np.float64]:
        """(k,) metres along the edge to the middle."""
        return (self.start + self.end) / 2

    @property
    def lengths(self) -> NDArray[np.float64]:
        """(k,) metres."""
        return self.end - self.start


def divide(network: Network, length: float) -> Lixels:
    """Return each edge divided into equal pieces that are no longer than a length.

    Parameters
    ----------
    network
        The streets.
    length
        Metres, above 0.

    Raises
    ------
    AnalysisError
        If the length is not above 0, or there would be more than 20 million pieces.
    """
    if not (isfinite(length) and length > 0):
        raise AnalysisError(N_("The length of a piece of street is {length} m: choose one above 0."), length=length)
    if float(network.lengths.sum()) / length > _MOST_LIXELS:
        raise AnalysisError(
            N_("Pieces of {length} m would be more than {most} on these streets: choose a greater length."),
            length=length,
            most=_MOST_LIXELS,
        )
    parts = np.maximum(np.ceil(network.lengths / length - 1e-9), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    size = (network.lengths / parts)[edge]
    return Lixels(edge, number * size, np.where(number + 1 == parts[edge], network.lengths[edge], (number + 1) * size))


def shapes(network: Network, pieces: Lixels) -> NDArray[Any]:
    """Return the LineStrings (k,) of pieces."""
    return network_lines.cut(network.shapes, pieces.edge, pieces.start, pieces.end)


def holding(
    network: Network, pieces: Lixels, edge: NDArray[np.int64], offset: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the piece that holds each place.

    Parameters
    ----------
    network, pieces
        The streets, and their pieces as `divide` gives them.
    edge, offset
        (n,) the edge, and metres along it.
    """
    first, beyond = (np.searchsorted(pieces.edge, edge, side=side) for side in ("left", "right"))
    number = np.floor(offset / network.lengths[edge] * (beyond - first)).astype(np.int64)
    held: NDArray[np.int64] = np.clip(first + number, first, beyond - 1)
    return held


def counts(network: Network, pieces: Lixels, at: Snapped, *, at_node: float = 1.0) -> NDArray[np.float64]:
    """Return how many places (k,) lie on each piece.

    One at a crossing counts in equal parts on the pieces that meet there: records are put on crossings to the nearest
    centimetres, which must not decide on which street they count.

    Parameters
    ----------
    network, pieces
        The streets, and their pieces as `divide` gives them.
    at
        (n,) places on the network; those that are not on it are passed over.
    at_node
        Metres from a node of three edges or more within which a place lies at the crossing.
    """
    edge, offset = at.edge[at.found], at.offset[at.found]
    node = crossings(network, edge, offset, method="discontinuous", at_node=at_node)
    apart = node < 0
    on = holding(network, pieces, edge[apart], offset[apart])
    found = np.bincount(on, minlength=len(pieces.edge)).astype(np.float64)
    degree = np.bincount(network.ends.ravel(), minlength=len(network.nodes))
    part = np.bincount(node[~apart], minlength=len(network.nodes)) / degree
    first = pieces.start <= 0
    last = np.append(pieces.edge[1:] != pieces.edge[:-1], values=True)
    found[first] += part[network.ends[pieces.edge[first], 0]]
    found[last] += part[network.ends[pieces.edge[last], 1]]
    return found


def probability(values: NDArray[np.float64], pieces: Lixels) -> NDArray[np.float64]:
    """Return each piece's share (k,) of all incidents' mass, which sums to 1; all NaN where there is none."""
    mass = values * pieces.lengths
    total = mass.sum()
    return mass / total if total > 0 else np.full(len(mass), np.nan)


def runs(network: Network, pieces: Lixels, hot: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each piece the number of the run of hot pieces it belongs to, from 0; -1 where it is not hot.

    Pieces hang together where they follow each other on an edge, or touch the same node.

    Parameters
    ----------
    network
        The streets.
    pieces
        As `lixels` gives them, in order.
    hot
        (k,) which pieces are hot.
    """
    k, n = len(hot), len(network.nodes)
    first = pieces.start <= 0
    last = np.append(pieces.edge[1:] != pieces.edge[:-1], values=True)
    follows = np.flatnonzero(hot[1:] & hot[:-1] & ~first[1:])
    at_start, at_end = np.flatnonzero(hot & first), np.flatnonzero(hot & last)
    # Nodes are members too: pieces that touch the same one are linked through it.
    one = np.concatenate((follows, at_start, at_end))
    other = np.concatenate(
        (follows + 1, k + network.ends[pieces.edge[at_start], 0], k + network.ends[pieces.edge[at_end], 1])
    )
    link = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(k + n, k + n))
    labels = csgraph.connected_components(link, directed=False)[1][:k]
    run = np.full(k, -1, dtype=np.int64)
    run[hot] = np.unique(labels[hot], return_inverse=True)[1]
    return run
