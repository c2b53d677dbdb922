"""Gi* with false discovery rate beside esda, binning into hexagons and contiguity beside libpysal: one process, one run.

``python -m benchmarks.getis_ord``. esda and libpysal are used where they are installed (``pip install esda libpysal``).
"""

from __future__ import annotations

import importlib
import time
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import contiguity, getis_ord
from spaceplanner.analysis.hexagons import Hexagons

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

POINTS = 1_000_000
EXTENT = 30_000.0


def library(name: str) -> Any:
    """Return a module, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def counts(side: int) -> NDArray[np.float64]:
    """Return (side, side) counts, more in the middle."""
    y, x = np.mgrid[:side, :side] / side - 0.5
    rate = np.asarray(20 * np.exp(-8 * (x**2 + y**2)), dtype=np.float64)
    return np.random.default_rng(1).poisson(rate).astype(np.float64)


def tested(z: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return what is found at 0.05 after correction."""
    return getis_ord.false_discovery(getis_ord.p_values(z))[1]


def esda_z(values: NDArray[np.float64]) -> Callable[[], NDArray[np.float64]] | None:
    """Return esda's Gi* with analytic moments, its weights ready; None where it is not installed."""
    getisord, weights = library("esda.getisord"), library("libpysal.weights")
    if getisord is None or weights is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions to come
        near = weights.lat2W(*values.shape, rook=False)

    def run() -> NDArray[np.float64]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            local = getisord.G_Local(values.ravel(), near, transform="B", star=True, permutations=0)
        return np.asarray(local.Zs).reshape(values.shape)

    return run


def against_esda(side: int, times: int) -> list[list[str]]:
    """Return lines on Gi* of a square of cells, without correction, which esda does not make."""
    values = counts(side)

    def ours() -> NDArray[np.float64]:
        return getis_ord.gi_star_grid(values)

    base, z, name = seconds(ours), ours(), f"{side} x {side}"
    rows = [["SpacePlanner, z", name, f"{base:.4f}", "1", ""]]
    peer = esda_z(values)
    if peer is None:
        return [*rows, ["esda, z", name, "not installed", "", ""]]
    apart = float(np.abs(peer() - z).max())
    took = seconds(peer, times)
    return [*rows, ["esda, z (weights ready)", name, f"{took:.3f}", f"{took / base:.0f}", f"{apart:.0e}"]]


def large() -> list[list[str]]:
    """Return lines on what a whole map costs."""
    values, z = counts(600), getis_ord.gi_star_grid(counts(600))
    tiles = Hexagons.covering((0, 0, EXTENT, EXTENT), 100.0)
    xy = np.random.default_rng(2).uniform(0, EXTENT, (POINTS, 2))
    found, pairs = tiles.counts(xy).astype(np.float64), tiles.pairs()
    works: Sequence[tuple[str, str, Callable[[], object]]] = (
        ("z", "600 x 600", lambda: getis_ord.gi_star_grid(values)),
        ("p and false discovery rate", "600 x 600", lambda: tested(z)),
        ("all of it", "600 x 600", lambda: tested(getis_ord.gi_star_grid(values))),
        (f"{POINTS:,} points into hexagons", f"{len(tiles):,}", lambda: tiles.cells(xy)),
        ("pairs of neighbours", f"{len(tiles):,}", tiles.pairs),
        ("all of Gi* on hexagons", f"{len(tiles):,}", lambda: tested(getis_ord.gi_star(found, pairs))),
    )
    return [[f"SpacePlanner, {name}", size, f"{seconds(work):.4f}"] for name, size, work in works]


def touching(side: int = 45) -> list[list[str]]:
    """Return lines on the neighbours of some thousand areas."""
    points = shapely.multipoints(np.random.default_rng(3).uniform(0, EXTENT, (side**2, 2)))
    shapes = np.array(shapely.get_parts(shapely.voronoi_polygons(points)))
    name = f"{len(shapes):,} areas"
    base = seconds(lambda: contiguity.queen(shapes))
    rows = [["SpacePlanner, queen", name, f"{base:.3f}", "1", str(len(contiguity.queen(shapes, tolerance=0)))]]
    graph, geopandas = library("libpysal.graph"), library("geopandas")
    if graph is None or geopandas is None:
        return [*rows, ["libpysal, queen", name, "not installed", "", ""]]
    frame = geopandas.GeoSeries(shapes)

    def peer() -> Any:
        return graph.Graph.build_contiguity(frame, rook=False)

    links, started = peer().n_edges, time.perf_counter()
    peer()
    took = time.perf_counter() - started
    return [*rows, ["libpysal, queen", name, f"{took:.3f}", f"{took / base:.1f}", str(links)]]


def main() -> None:
    """Run all and print the tables."""
    rows = against_esda(120, 3) + against_esda(600, 1)
    table("Gi* of a square grid, medians", ["program", "cells", "s", "ratio", "largest difference"], rows)
    table("A whole map in memory, medians", ["work", "cells", "s"], large())
    table("Areas that touch", ["program", "areas", "s", "ratio", "links"], touching())


if __name__ == "__main__":
    main()
