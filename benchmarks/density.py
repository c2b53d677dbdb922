"""Density of 32,437 incidents on a fine grid beside the libraries that also do it, in one process and one run.

``python -m benchmarks.density``. KDEpy is used where it is installed (``pip install KDEpy``).
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.csv
from scipy.stats import gaussian_kde

from benchmarks.measuring import DATA, seconds, table
from spaceplanner.analysis import density
from spaceplanner.analysis.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FILE = DATA / "vancouver_bc" / "crimedata_csv_AllNeighbourhoods_2025.csv"
GRID = Grid(483_000, 5_449_000, 25, 640, 560)
SIGMA, RADIUS = 250.0, 300.0


def incidents() -> NDArray[np.float64]:
    """Return the located incidents (n, 2) in EPSG:32610."""
    rows = pyarrow.csv.read_csv(FILE)
    xy = np.stack([rows["X"].to_numpy(), rows["Y"].to_numpy()], axis=1)
    located: NDArray[np.float64] = xy[(xy != 0).all(axis=1)]
    return located


def centres() -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the x (nx,) and y (ny,) of the cell centres."""
    return GRID.x0 + (np.arange(GRID.nx) + 0.5) * GRID.cell, GRID.y0 + (np.arange(GRID.ny) + 0.5) * GRID.cell


def scipy_gaussian(xy: NDArray[np.float64]) -> Callable[[], NDArray[np.float64]]:
    """Return SciPy's exact sum on every tenth column and row: all of them would take minutes."""
    x, y = centres()
    nodes = np.stack([part.ravel() for part in np.meshgrid(x[::10], y[::10])])
    spread = SIGMA / np.sqrt(np.cov(xy.T)[0, 0])

    def run() -> NDArray[np.float64]:
        kde = gaussian_kde(xy.T, bw_method=float(spread))
        # SciPy scales its kernel by the data's covariance; an isotropic one is asked for here.
        kde.covariance = np.eye(2) * SIGMA**2
        kde.cho_cov = np.eye(2) * SIGMA
        kde.log_det = 2 * np.log(2 * np.pi * SIGMA**2)
        return np.asarray(kde(nodes)).reshape(len(y[::10]), len(x[::10])) * len(xy)

    return run


def kdepy(xy: NDArray[np.float64], kernel: str, bandwidth: float) -> Callable[[], NDArray[np.float64]] | None:
    """Return KDEpy's FFT estimate, or None where it is not installed."""
    try:
        library: Any = importlib.import_module("KDEpy")
    except ImportError:
        return None
    x, y = centres()
    nodes = np.stack([part.ravel() for part in np.meshgrid(x, y, indexing="ij")], axis=1)
    # Points off the grid are refused. Its bandwidth is the standard deviation of the kernel in one dimension, for a
    # quartic 1 / sqrt(7) of its radius; and its cut is absolute, so that lengths are given in bandwidths.
    inside = xy[(xy > nodes.min(axis=0)).all(axis=1) & (xy < nodes.max(axis=0)).all(axis=1)]
    spread = 1.0 if kernel == "gaussian" else 1 / np.sqrt(7)

    def run() -> NDArray[np.float64]:
        estimate = library.FFTKDE(kernel=kernel, bw=spread, norm=2).fit(inside / bandwidth).evaluate(nodes / bandwidth)
        return np.asarray(estimate).reshape(GRID.nx, GRID.ny).T * len(inside) / bandwidth**2

    return run


def main() -> None:
    """Run all and print the table."""
    if not FILE.is_file():
        sys.exit(f"{FILE} is absent: nothing measured")
    xy = incidents()
    rows = []
    for kernel, bandwidth, name in (("quartic", RADIUS, "biweight"), ("gaussian", SIGMA, "gaussian")):

        def ours(kernel: str = kernel, bandwidth: float = bandwidth) -> NDArray[np.float64]:
            return density.surface(xy, GRID, bandwidth=bandwidth, kernel=kernel)

        base, surface = seconds(ours), ours()
        rows.append([f"SpacePlanner, {kernel}", f"{GRID.nx} x {GRID.ny}", f"{base:.3f}", "1", ""])
        peers = {"KDEpy FFT": (kdepy(xy, name, bandwidth), surface)}
        if kernel == "gaussian":
            peers["SciPy gaussian_kde (1 cell in 100)"] = (scipy_gaussian(xy), surface[::10, ::10])
        for label, (peer, same) in peers.items():
            if peer is None:
                rows.append([f"{label}, {kernel}", "", "not installed", "", ""])
                continue
            found = peer()
            took = seconds(peer, 3)
            apart = float(np.abs(found - same).max() / surface.max())
            rows.append(
                [
                    f"{label}, {kernel}",
                    f"{found.shape[1]} x {found.shape[0]}",
                    f"{took:.3f}",
                    f"{took / base:.1f}",
                    f"{apart:.2%}",
                ]
            )
    table(
        f"Density of {len(xy):,} incidents in memory, cells of {GRID.cell:.0f} m, medians",
        ["program", "cells", "s", "ratio", "apart, of peak"],
        rows,
    )


if __name__ == "__main__":
    main()
