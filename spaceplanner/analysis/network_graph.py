"""A street network: centre lines made into pieces of street that meet at nodes.

Lines meet where their ends lie within a tolerance of each other, where they share a vertex, where an end touches
another line on the way, and, if asked for, where they cross. Without that a crossing may be a bridge.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import network_lines
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 0.5
"""Metres within which ends of lines are one place: more than rounding leaves, less than a path is wide."""

_LINES = (1, 2)
"""Shapely's type numbers of LineString and LinearRing."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What of the lines could not be used.

    Attributes
    ----------
    unusable
        Lines, or parts of them, that are missing, empty, no line, or have a coordinate that is no number.
    short
        Parts without a length, and pieces that begin and end at one node and are no longer than twice the tolerance.
    repeated
        Pieces that were drawn twice.
    """

    unusable: int
    short: int
    repeated: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Network:
    """Pieces of street, the edges, between nodes; every array is read-only.

    Attributes
    ----------
    nodes
        (n, 2) metres.
    ends
        (m, 2) the node at which each edge begins and the one at which it ends. Loops and parallel edges occur.
    lengths
        (m,) metres, above 0.
    shapes
        (m,) LineStrings.
    street
        (m,) from which of the lines given each edge comes.
    component
        (n,) in which connected part of the network each node lies; 0 is the longest part.
    component_lengths
        (c,) metres of street in each part, the longest first.
    dropped
        What could not be used.
    tree
        Spatial index of `shapes`.
    """

    nodes: NDArray[np.float64]
    ends: NDArray[np.int64]
    lengths: NDArray[np.float64]
    shapes: NDArray[Any]
    street: NDArray[np.int64]
    component: NDArray[np.int64]
    component_lengths: NDArray[np.float64]
    dropped: Dropped
    tree: shapely.STRtree


def build(lines: NDArray[Any], *, tolerance: float = TOLERANCE, crossings: bool = False) -> Network:
    """Return the network of a layer's lines.

    Parameters
    ----------
    lines
        (k,) LineStrings or MultiLineStrings, metres; None and other shapes are dropped and counted.
    tolerance
        Metres, above 0, within which two places are one. Chains of such places become one node.
    crossings
        True: lines also meet where they cross without a common vertex. False: there one passes over the other.

    Raises
    ------
    AnalysisError
        If the tolerance is not above 0, or no line has a length.
    """
    if not (isfinite(tolerance) and tolerance > 0):
        raise AnalysisError(N_("The tolerance is {tolerance} m: choose one above 0."), tolerance=tolerance)
    parts, street, unusable, short = _parts(lines)
    if not len(parts):
        raise AnalysisError(
            N_("The street network is empty: add a layer of lines with the role streets, or check its shapes.")
        )
    shapes, which = _split(parts, tolerance, crossings=crossings)
    lengths = shapely.length(shapes)
    nodes, ends = _nodes(shapes, tolerance)
    tiny = (ends[:, 0] == ends[:, 1]) & (lengths <= 2 * tolerance)
    twice = _repeated(shapes, ends, lengths, tolerance) & ~tiny
    kept = ~(tiny | twice)
    if not kept.any():
        raise AnalysisError(
            N_("No street is longer than {length} m: check the unit of the layer."), length=2 * tolerance
        )
    used, numbered = np.unique(ends[kept], return_inverse=True)
    return _network(
        nodes[used],
        numbered.reshape(-1, 2).astype(np.int64),
        lengths=lengths[kept],
        shapes=shapes[kept],
        street=street[which[kept]],
        dropped=Dropped(unusable, short + int(tiny.sum()), int(twice.sum())),
    )


def streets_apart(network: Network) -> tuple[int, int]:
    """Return how many of the streets (lines given) touch nothing of the network's longest part, and how many there are."""
    main = np.unique(network.street[network.component[network.ends[:, 0]] == 0])
    total = len(np.unique(network.street))
    return total - len(main), total


def longest_part(network: Network) -> Network:
    """Return the network without the streets that do not hang together with its longest part."""
    return _of_parts(network, np.arange(len(network.component_lengths)) == 0)


def without_scraps(network: Network, *, share: float = 0.01) -> Network:
    """Return the network without the parts that hold less than a share of its length.

    A path in a park that is drawn a metre short of the street is a part of its own: whoever is taken to it goes nowhere.

    Parameters
    ----------
    share
        Of the whole length, 0 to 1. The longest part is kept whatever its share.
    """
    lengths = network.component_lengths
    kept = (lengths >= share * lengths.sum()) | (np.arange(len(lengths)) == 0)
    return network if kept.all() else _of_parts(network, kept)


def _of_parts(network: Network, wanted: NDArray[np.bool_]) -> Network:
    """Return the network of the parts (components) that are wanted."""
    kept = wanted[network.component[network.ends[:, 0]]]
    used, numbered = np.unique(network.ends[kept], return_inverse=True)
    return _network(
        network.nodes[used],
        numbered.reshape(-1, 2).astype(np.int64),
        lengths=network.lengths[kept],
        shapes=network.shapes[kept],
        street=network.street[kept],
        dropped=network.dropped,
    )


def _network(
    nodes: NDArray[np.float64],
    ends: NDArray[np.int64],
    *,
    lengths: NDArray[np.float64],
    shapes: NDArray[Any],
    street: NDArray[np.int64],
    dropped: Dropped,
) -> Network:
    from scipy import sparse  # noqa: PLC0415 - start-up time: the window opens before anything is computed
    from scipy.sparse import csgraph  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    link = sparse.coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes)))
    labels = csgraph.connected_components(link, directed=False)[1]
    sizes = np.asarray(np.bincount(labels[ends[:, 0]], lengths), dtype=np.float64)
    order = np.argsort(-sizes, kind="stable")
    component = np.argsort(order, kind="stable")[labels].astype(np.int64)
    sizes = sizes[order]
    for array in (nodes, ends, lengths, shapes, street, component, sizes):
        array.setflags(write=False)
    tree = shapely.STRtree(shapes)
    tree.query(shapes[0])  # GEOS makes the index at the first question, without a lock: not later, in two threads
    return Network(
        nodes=nodes,
        ends=ends,
        lengths=lengths,
        shapes=shapes,
        street=street,
        component=component,
        component_lengths=sizes,
        dropped=dropped,
        tree=tree,
    )


def _parts(lines: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64], int, int]:
    """Return the usable LineStrings, the line of each, and how many were unusable and without length."""
    lines = np.asarray(lines, dtype=object)
    parts, of = shapely.get_parts(shapely.force_2d(lines), return_index=True)
    nothing = len(lines) - len(np.unique(of))
    coords, at = shapely.get_coordinates(parts, return_index=True)
    broken = np.bincount(at, ~np.isfinite(coords).all(axis=1), minlength=len(parts)) > 0
    usable = np.isin(shapely.get_type_id(parts), _LINES) & ~shapely.is_empty(parts) & ~broken
    parts, of = parts[usable], of[usable]
    long = shapely.length(parts) > 0
    return parts[long], of[long], nothing + int((~usable).sum()), int((~long).sum())


def _split(parts: NDArray[Any], tolerance: float, *, crossings: bool) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the pieces between the places where lines meet, and the part each comes from."""
    found = [_shared_vertices(parts, tolerance), _touching_ends(parts, tolerance)]
    if crossings:
        found.append(_crossings(parts))
    which, at = (np.concatenate(some) for some in zip(*found, strict=True))
    lengths = shapely.length(parts)
    inner = (at > tolerance) & (at < lengths[which] - tolerance)
    which, at = which[inner], at[inner]
    order = np.lexsort((at, which))
    which, at = which[order], at[order]
    new = np.ones(len(at), dtype=np.bool_)
    new[1:] = (which[1:] != which[:-1]) | (at[1:] - at[:-1] > tolerance)
    which, at = which[new], at[new]
    if not len(at):
        return parts, np.arange(len(parts))
    whole = np.arange(len(parts))
    of = np.concatenate((whole, which))
    start = np.concatenate((np.zeros(len(parts)), at))
    order = np.lexsort((start, of))
    of, start = of[order], start[order]
    end = np.append(start[1:], 0.0)
    final = np.append(of[1:] != of[:-1], values=True)
    end[final] = lengths[of[final]]
    return network_lines.cut(parts, of, start, end), of


def _shared_vertices(parts: NDArray[Any], tolerance: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where lines have a vertex in common, with another line or with a later part of themselves."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    coords, of, along = network_lines.measured(parts)
    i, j = cKDTree(coords).query_pairs(tolerance, output_type="ndarray").T
    # Vertices that follow closely on one line are no meeting.
    apart = (of[i] != of[j]) | (np.abs(along[i] - along[j]) > 4 * tolerance)
    meeting = np.unique(np.concatenate((i[apart], j[apart])))
    return of[meeting], along[meeting]


def _touching_ends(parts: NDArray[Any], tolerance: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where an end lies on a line, also where that line has no vertex there."""
    ends = np.concatenate((shapely.get_point(parts, 0), shapely.get_point(parts, -1)))
    end, part = shapely.STRtree(parts).query(ends, predicate="dwithin", distance=tolerance)
    return part, shapely.line_locate_point(parts[part], ends[end])


def _crossings(parts: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where lines cross, and where one runs along another, its vertices there."""
    i, j = shapely.STRtree(parts).query(parts, predicate="intersects")
    i, j = i[i < j], j[i < j]
    coords, pair = shapely.get_coordinates(shapely.intersection(parts[i], parts[j]), return_index=True)
    points = shapely.points(coords)
    both = np.concatenate((i[pair], j[pair]))
    return both, shapely.line_locate_point(parts[both], np.concatenate((points, points)))


def _nodes(shapes: NDArray[Any], tolerance: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the nodes (n, 2) and those at which each piece begins and ends (m, 2)."""
    from scipy import sparse  # noqa: PLC0415 - start-up time: the window opens before anything is computed
    from scipy.sparse import csgraph  # noqa: PLC0415 - start-up time: the window opens before anything is computed
    from scipy.spatial import cKDTree  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    ends = np.concatenate((shapely.get_point(shapes, 0), shapely.get_point(shapes, -1)))
    places, of = np.unique(shapely.get_coordinates(ends), axis=0, return_inverse=True)
    i, j = cKDTree(places).query_pairs(tolerance, output_type="ndarray").T
    near = sparse.coo_array((np.ones(len(i)), (i, j)), shape=(len(places), len(places)))
    labels = csgraph.connected_components(near, directed=False)[1]
    first = np.unique(labels, return_index=True)[1]
    return places[first], labels[of.ravel()].reshape(2, -1).T.astype(np.int64)


def _repeated(
    shapes: NDArray[Any], ends: NDArray[np.int64], lengths: NDArray[np.float64], tolerance: float
) -> NDArray[np.bool_]:
    """Return which pieces were drawn before: same nodes, same length and same middle."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((lengths, high, low))
    middle = shapely.get_coordinates(shapely.line_interpolate_point(shapes, 0.5, normalized=True))[order]
    same = (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0) & (np.diff(lengths[order]) <= tolerance)
    same &= np.hypot(*np.diff(middle, axis=0).T) <= 2 * tolerance
    repeated = np.zeros(len(shapes), dtype=np.bool_)
    repeated[order[1:][same]] = True
    return repeated
