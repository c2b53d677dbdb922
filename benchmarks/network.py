"""Walking distance and density along streets, beside SciPy's plain node-to-node search and NetworkX, in one run.

``python -m benchmarks.network``. NetworkX is used where it is installed (``pip install networkx``).
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from benchmarks.measuring import DATA, seconds, table
from spaceplanner.analysis import lixels, network, network_density, network_edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from spaceplanner.analysis.network import Network

FILE = DATA / "networks" / "main_network_mtl.gpkg"
SIDE, BLOCK = 158, 100.0
HOMES, DOORS, LIMIT = 20_000, 500, 800.0
BANDWIDTH, PIECE = 300.0, 50.0


def town() -> NDArray[Any]:
    """Return the streets of a town of square blocks: 49,612 pieces."""
    at = np.arange(SIDE) * BLOCK
    x, y = (part.ravel() for part in np.meshgrid(at, at))
    east, north = x < at[-1], y < at[-1]
    start = np.concatenate((np.column_stack((x, y))[east], np.column_stack((x, y))[north]))
    end = np.concatenate((np.column_stack((x + BLOCK, y))[east], np.column_stack((x, y + BLOCK))[north]))
    lines: NDArray[Any] = shapely.linestrings(np.stack((start, end), axis=1))
    return lines


def scipy_nodes(net: Network, doors: NDArray[np.float64], homes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a search between the nearest nodes gives: (doors, homes), wrong by up to a block."""
    near = shapely.STRtree(shapely.points(net.nodes))
    one, other = near.nearest(shapely.points(doors)), near.nearest(shapely.points(homes))
    n = len(net.nodes)
    graph = sparse.csr_array((net.lengths, (net.ends[:, 0], net.ends[:, 1])), shape=(n, n))
    found: NDArray[np.float64] = csgraph.dijkstra(graph, directed=False, indices=one, limit=LIMIT)[:, other]
    return found


def networkx_nodes(net: Network, doors: NDArray[np.float64]) -> Callable[[], object] | None:
    """Return NetworkX's search from the doors' nodes within the limit, or None where it is not installed."""
    try:
        library: Any = importlib.import_module("networkx")
    except ImportError:
        return None
    graph = library.Graph()
    graph.add_weighted_edges_from(zip(*net.ends.T.tolist(), net.lengths.tolist(), strict=True))
    one = shapely.STRtree(shapely.points(net.nodes)).nearest(shapely.points(doors)).tolist()
    return lambda: [library.single_source_dijkstra_path_length(graph, node, cutoff=LIMIT) for node in one]


def distances() -> None:
    """Time walking distances from homes to doors, beside searches between nodes."""
    lines, rng = town(), np.random.default_rng(1)
    homes, doors = (rng.uniform(0, (SIDE - 1) * BLOCK, (n, 2)) for n in (HOMES, DOORS))
    net = network.build(lines)
    base = seconds(lambda: network.distances(net, doors, homes, limit=LIMIT), 3)
    rows = [["SpacePlanner, each door within 800 m", f"{base:.3f}", "1"]]
    peer = networkx_nodes(net, doors)
    runs: dict[str, Callable[[], object] | None] = {
        "SpacePlanner, nearest door": lambda: network.nearest(net, doors, homes),
        "SpacePlanner, making the network": lambda: network.build(lines),
        "SciPy, nearest nodes only, each door within 800 m": lambda: scipy_nodes(net, doors, homes),
        "NetworkX, from the doors' nodes only": peer,
    }
    for label, run in runs.items():
        took = seconds(run, 3) if run else None
        rows.append([label, f"{took:.3f}", f"{took / base:.2f}"] if took is not None else [label, "not installed", ""])
    table(
        f"Walking distance, {HOMES:,} homes, {DOORS} doors, {len(net.lengths):,} edges, medians",
        ["program", "s", "ratio"],
        rows,
    )


def densities() -> None:
    """Time the density of more and more incidents on the streets of Montreal."""
    if not FILE.is_file():
        print(f"{FILE} is absent: no density measured")
        return
    net = network.build(shapely.from_wkb(pyogrio.raw.read(FILE)[2]))
    pieces = lixels.divide(net, PIECE)
    rng = np.random.default_rng(1)
    rows = []
    for n in (10_000, 30_000, 100_000, 1_000_000):
        edge = rng.choice(len(net.lengths), n, p=net.lengths / net.lengths.sum())
        at = network.Snapped(edge, rng.uniform(0, net.lengths[edge]), np.zeros(n))

        def run(method: str, at: network.Snapped = at) -> NDArray[np.float64]:
            return network_density.along(net, at, pieces.edge, pieces.middle, bandwidth=BANDWIDTH, method=method)

        took = [seconds(lambda method=method: run(method), 3) for method in network_density.METHODS]  # type: ignore[misc]
        mass = float(run("continuous") @ pieces.lengths) / n
        rows.append([f"{n:,}", *(f"{part:.3f}" for part in took), f"{mass:.6f}"])
    table(
        f"Density along {len(net.lengths):,} edges, {BANDWIDTH:.0f} m, {len(pieces.edge):,} pieces, medians",
        ["incidents", "discontinuous, s", "continuous, s", "mass kept"],
        rows,
    )


def corrected() -> None:
    """Time the edge correction of incidents on the streets of Montreal, for a study area of the inner three quarters."""
    if not FILE.is_file():
        return
    lines = shapely.from_wkb(pyogrio.raw.read(FILE)[2])
    low, high = np.reshape(shapely.total_bounds(lines), (2, 2))
    area = shapely.box(*(low + (high - low) / 8), *(high - (high - low) / 8))
    net = network.build(network_edge.split(lines, area))
    within, cut = network_edge.inside(net, area), network_edge.cuts(net, area)
    pieces = lixels.divide(net, PIECE)
    held = within[pieces.edge]
    rng, n = np.random.default_rng(1), 30_000
    share = net.lengths * within
    edge = rng.choice(len(share), n, p=share / share.sum())
    at = network.Snapped(edge, rng.uniform(0, net.lengths[edge]), np.zeros(n))

    def run(method: str) -> NDArray[np.float64]:
        how: dict[str, Any] = {"bandwidth": BANDWIDTH, "method": method, "open_ends": cut}
        weights = 1 / network_edge.mass(net, at, within, **how)
        return network_density.along(net, at, pieces.edge[held], pieces.middle[held], weights=weights, **how)

    rows = []
    for method in network_density.METHODS:
        took = seconds(partial(run, method), 3)
        rows.append([method, f"{took:.3f}", f"{run(method) @ pieces.lengths[held] / n:.6f}"])
    rows.append(
        ["parting the streets at the boundary", f"{seconds(lambda: network_edge.split(lines, area), 3):.3f}", ""]
    )
    table(
        f"Density with its edge corrected, {len(net.lengths):,} edges, {n:,} incidents, medians",
        ["", "s", "mass kept"],
        rows,
    )


def main() -> None:
    """Run all and print the tables."""
    distances()
    densities()
    corrected()


if __name__ == "__main__":
    main()
