"""Catchment of a space: the ground along the streets that lead to it within a walking distance."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import network as streets
from spaceplanner.analysis import network_lines
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.network import Network

WIDTH = 25.0
"""Metres to each side of a street that count as reached: about half the depth of a block."""

BLOCK = 20_000.0
"""Square metres: ground that streets within reach enclose is the inside of a block, up to this size, and counts as reached."""

_LEAST = 1e-6


@dataclass(frozen=True, eq=False, slots=True)
class Catchment:
    """What is reached from the entrances of a space.

    Attributes
    ----------
    shape
        Polygon or MultiPolygon, metres; empty where no entrance is on the network.
    length
        Metres of street reached, each counted once.
    unreached
        How many of the entrances are not on the network.
    """

    shape: BaseGeometry
    length: float
    unreached: int


def catchment(
    network: Network,
    entrances_xy: NDArray[np.float64],
    *,
    distance: float,
    width: float = WIDTH,
    block: float = BLOCK,
    farthest: float = streets.FARTHEST,
) -> Catchment:
    """Return the ground within a walking distance of the nearest of some entrances.

    The pieces of street that are reached, cut where the distance ends, are widened and united. The way from the entrance
    to the street counts, as in `network.distances`.

    Parameters
    ----------
    network
        The streets.
    entrances_xy
        (e, 2) metres.
    distance
        Metres on foot, above 0.
    width
        Metres to each side of the street, above 0.
    block
        Square metres up to which enclosed ground counts as reached; 0: none.
    farthest
        Metres from the street beyond which an entrance is not on the network.

    Raises
    ------
    AnalysisError
        If a distance or the width is not above 0.
    """
    if not (isfinite(distance) and distance > 0):
        raise AnalysisError(N_("The walking distance is {limit} m: choose one above 0."), limit=distance)
    if not (isfinite(width) and width > 0):
        raise AnalysisError(N_("The width of a catchment is {width} m: choose one above 0."), width=width)
    at = streets.snap(network, entrances_xy, farthest=farthest)
    edge, start, end = _stretches(network, at, distance)
    pieces = network_lines.cut(network.shapes, edge, start, end)
    shape = shapely.union_all(shapely.buffer(pieces, width, quad_segs=4)) if len(pieces) else shapely.Polygon()
    return Catchment(_filled(shape, block), float((end - start).sum()), int((~at.found).sum()))


def _filled(shape: BaseGeometry, block: float) -> BaseGeometry:
    """Return a shape without its holes of a size, so that blocks between streets within reach are not left out."""
    rings, part = shapely.get_rings(parts := shapely.get_parts(shape), return_index=True)
    outer = np.concatenate((np.ones(1, dtype=np.bool_), np.diff(part) > 0))[: len(rings)]
    small = ~outer & (shapely.area(shapely.polygons(rings)) <= block)
    if not small.any():
        return shape
    filled = [
        shapely.polygons(rings[outer & (part == number)][0], rings[~outer & ~small & (part == number)])
        for number in range(len(parts))
    ]
    return shapely.union_all(filled)


def _stretches(
    network: Network, at: streets.Snapped, distance: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the parts of edges that are reached: the edge, and from where to where along it; no two overlap."""
    nodes = streets.node_distances(network, at, np.zeros(len(at.edge), dtype=np.int64), 1, limit=distance)[0]
    left = np.maximum(distance - nodes[network.ends], 0.0)
    every, lengths = np.arange(len(network.lengths)), network.lengths
    on = at.found & (at.distance <= distance)
    own, around = at.edge[on], distance - at.distance[on]
    edge = np.concatenate((every, every, own))
    start = np.concatenate((np.zeros(len(every)), lengths - left[:, 1], at.offset[on] - around))
    end = np.concatenate((left[:, 0], lengths, at.offset[on] + around))
    start, end = np.maximum(start, 0.0), np.minimum(end, lengths[edge])
    some = end - start > _LEAST
    return _united(edge[some], start[some], end[some])


def _united(
    edge: NDArray[np.int64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the stretches with those that overlap made one."""
    order = np.lexsort((start, edge))
    edge, start, end = edge[order], start[order], end[order]
    if not len(edge):
        return edge, start, end
    # Edges are laid out one after the other, so that one running maximum serves all of them.
    shift = edge * (float(end.max()) + 1.0)
    farthest = np.maximum.accumulate(end + shift)
    new = np.ones(len(edge), dtype=np.bool_)
    new[1:] = (start + shift)[1:] > farthest[:-1]
    last = np.append(np.flatnonzero(new)[1:] - 1, len(edge) - 1)
    return edge[new], start[new], (farthest[last] - shift[last])
