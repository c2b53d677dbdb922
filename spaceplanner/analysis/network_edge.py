"""Edge correction of a density along streets: how much of each incident's kernel stays on the streets of the study area.

Each incident is divided by

    m(v) = integral over the streets within the study area of k(u, v) du,

so that all of it lies there: the weighting of each incident that spatstat's `density.ppp` calls Diggle's
(`diggle=TRUE`) and spNetwork's `nkde` has as `diggle_correction`, 1 / (1 - the mass outside). On the plane the density at
a place is divided instead (see `edge`); here each incident keeps its mass, on which shares of the whole rest.

The kernel is the same seen from either end, k(u, v) = k(v, u), for at each node what goes from one edge into another is
what goes back. So m(v) is the density at v of incidents spread evenly over the area's streets, and one run of waves
gives it for all incidents at once.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import lixels, network_density
from spaceplanner.analysis.network import Snapped
from spaceplanner.analysis.network_density import AT_NODE
from spaceplanner.analysis.network_waves import crossings

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.network import Network

NEAR_BOUNDARY = 1.0
"""Metres: a street that ends no farther than this within the boundary was cut there, and is no dead end."""

_PIECES = {"quartic": 10, "gaussian": 4}
"""Pieces to a bandwidth, at least, over each of which the kernel is integrated with two points (Gauss and Legendre)."""


def split(lines: NDArray[Any], area: BaseGeometry) -> NDArray[Any]:
    """Return lines (k,) parted where they leave an area, so that each edge of their network lies within it or outside.

    Parameters
    ----------
    lines
        (k,) LineStrings or MultiLineStrings, metres; others are given back as they are.
    area
        Polygon or several.

    Returns
    -------
    (k,) the same lines; those that cross the boundary as MultiLineStrings of their parts.
    """
    lines = np.array(lines, dtype=object)
    shapely.prepare(area)
    across = np.flatnonzero(shapely.get_dimensions(lines) == 1)
    across = across[shapely.intersects(area, lines[across]) & ~shapely.contains_properly(area, lines[across])]
    if not len(across):
        return lines
    within, beyond = shapely.intersection(lines[across], area), shapely.difference(lines[across], area)
    parts, of = shapely.get_parts(np.concatenate((within, beyond)), return_index=True)
    of %= len(across)
    long = np.flatnonzero(shapely.length(parts) > 0)
    order = long[np.argsort(of[long], kind="stable")]
    lines[across[np.unique(of[order])]] = shapely.multilinestrings(
        parts[order], indices=np.unique(of[order], return_inverse=True)[1]
    )
    return lines


def inside(network: Network, area: BaseGeometry) -> NDArray[np.bool_]:
    """Return (m,) which edges lie within an area, by their middle: all of an edge does where `split` came first."""
    shapely.prepare(area)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(network.shapes, 0.5, normalized=True))
    found: NDArray[np.bool_] = shapely.intersects_xy(area, middle)
    return found


def cuts(network: Network, area: BaseGeometry) -> NDArray[np.bool_]:
    """Return (n,) at which nodes a street ends only because the layer does: at the boundary of the area, or beyond it.

    Other nodes with one edge are dead ends: nobody walks on from there, and kernels turn back.
    """
    shapely.prepare(area)
    ends = np.flatnonzero(np.bincount(network.ends.ravel(), minlength=len(network.nodes)) == 1)
    points = shapely.points(network.nodes[ends])
    within = shapely.contains(area, points)
    within[within] = ~shapely.dwithin(points[within], area.boundary, NEAR_BOUNDARY)
    cut = np.zeros(len(network.nodes), dtype=np.bool_)
    cut[ends[~within]] = True
    return cut


def mass(
    network: Network,
    events: Snapped,
    within: NDArray[np.bool_],
    *,
    bandwidth: float,
    kernel: str = "quartic",
    method: str = "discontinuous",
    open_ends: bool | NDArray[np.bool_] = False,
    at_node: float = AT_NODE,
) -> NDArray[np.float64]:
    """Return how much of each incident's kernel lies on some of the edges.

    Parameters
    ----------
    network
        The streets.
    events
        (n,) incidents on the network.
    within
        (m,) the edges that count, such as those of the study area.
    bandwidth, kernel, method, open_ends, at_node
        As for `network_density.along`.

    Returns
    -------
    (n,) 1 where all of it does, 0 where none; NaN for an incident that is not on the network.

    Raises
    ------
    AnalysisError
        As `network_density.along`.
    """
    network_density.check(bandwidth, kernel, method)
    even, weights = _even(network, within, bandwidth, kernel)
    on = np.flatnonzero(events.found)
    edge, offset = events.edge[on], events.offset[on]
    # An incident at a crossing starts into all its edges alike: the mean of what it would keep on each.
    node = crossings(network, edge, offset, method=method, at_node=at_node)
    at_end, side = np.nonzero(np.isin(network.ends, np.unique(node[node >= 0])))
    ends = network.ends[at_end, side]
    found = network_density.along(
        network,
        even,
        np.concatenate((edge, at_end)),
        np.concatenate((offset, np.where(side == 0, 0.0, network.lengths[at_end]))),
        bandwidth=bandwidth,
        kernel=kernel,
        method=method,
        weights=weights,
        open_ends=open_ends,
        at_node=0.0,
    )
    own, at_nodes = found[: len(on)], found[len(on) :]
    n = len(network.nodes)
    mean = np.bincount(ends, at_nodes, minlength=n) / np.maximum(np.bincount(ends, minlength=n), 1)
    kept = np.full(len(events.edge), np.nan)
    kept[on] = np.where(node >= 0, mean[node], own)
    return kept


def _even(
    network: Network, within: NDArray[np.bool_], bandwidth: float, kernel: str
) -> tuple[Snapped, NDArray[np.float64]]:
    """Return places that stand for some of the edges, and the length that each stands for."""
    pieces = lixels.divide(network, bandwidth / _PIECES[kernel])
    held = within[pieces.edge]
    half = pieces.lengths[held] / 2
    apart = np.concatenate((-half, half)) / sqrt(3)
    offset = np.tile(pieces.middle[held], 2) + apart
    return Snapped(np.tile(pieces.edge[held], 2), offset, np.zeros(len(offset))), np.tile(half, 2)
