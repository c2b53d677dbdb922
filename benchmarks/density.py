"""A million incidents to a density surface, beside the programs that also make one, in one run.

``python -m benchmarks.density [points]``. In memory beside spatstat (``apt-get install r-cran-spatstat.explore``) and
KDEpy (``pip install KDEpy``); from one GeoPackage beside QGIS's heat map (``apt-get install python3-qgis``). A peer that
is absent is said to be so. Starting a program and loading its libraries is left out on all sides.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import density
from spaceplanner.analysis.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIDE, RADIUS = 30_000, 300.0
GRIDS = (Grid(0, 0, 50, 600, 600), Grid(0, 0, 10, 3000, 3000))
LAYER = "incidents"
SYSTEM_PYTHON = Path("/usr/bin/python3")

SPATSTAT = """
suppressMessages(library(spatstat.explore))
words <- commandArgs(TRUE); n <- as.integer(words[1]); cells <- as.integer(words[3])
xy <- readBin(words[2], "double", 2 * n, size = 8)
p <- ppp(xy[seq(1, 2 * n, 2)], xy[seq(2, 2 * n, 2)], window = owin(c(0, 30000), c(0, 30000)), check = FALSE)
took <- c()
for (k in 1:as.integer(words[4])) {
  started <- proc.time()[3]
  d <- density(p, sigma = 300 / sqrt(8), kernel = "quartic", edge = FALSE, dimyx = c(cells, cells))
  took <- c(took, proc.time()[3] - started)
}
cat(median(took), max(d), integral(d), "\\n")
"""

QGIS = """
import json, statistics, sys, time
from qgis.core import QgsApplication, QgsVectorLayer
from qgis.analysis import QgsKernelDensityEstimation as Heat
app = QgsApplication([], False)
app.initQgis()
file, out, cell, times = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
took = []
for _ in range(times):
    started = time.perf_counter()
    layer = QgsVectorLayer(file + "|layername=incidents", "incidents", "ogr")
    told = Heat.Parameters()
    told.source, told.radius, told.pixelSize = layer, 300.0, cell
    told.shape, told.decayRatio, told.outputValues = Heat.KernelQuartic, 0.0, Heat.OutputRaw
    told.radiusField, told.weightField = "", ""
    result = Heat(told, out, "GTiff").run()
    assert layer.isValid() and result == Heat.Success, result
    took.append(time.perf_counter() - started)
    del told, layer  # before QGIS itself ends
print("FOUND" + json.dumps(statistics.median(took)))
app.exitQgis()
"""


def incidents(n: int) -> NDArray[np.float64]:
    """Return n clustered points (n, 2) in a city of 30 x 30 km, as their number in streets and blocks differs."""
    random = np.random.default_rng(1)
    centres = random.uniform(0, SIDE, (400, 2))
    of = random.choice(400, n, p=random.dirichlet(np.full(400, 0.5)))
    return np.clip(centres[of] + random.normal(0, 600, (n, 2)), 0.0, SIDE - 0.1)


def spatstat(xy: NDArray[np.float64], grid: Grid, folder: Path, times: int) -> tuple[float, float, float] | None:
    """Return spatstat's median seconds, highest value and integral; None where it is not installed."""
    known = shutil.which("Rscript") and subprocess.run(
        ["Rscript", "-e", "library(spatstat.explore)"], capture_output=True, check=False
    )
    if not known or known.returncode:
        return None
    data, script = folder / "xy.bin", folder / "spatstat.R"
    xy.tofile(data)
    script.write_text(SPATSTAT, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", script, str(len(xy)), data, str(grid.nx), str(times)], capture_output=True, text=True, check=True
    )
    took, highest, integral = map(float, done.stdout.split()[-3:])
    return took, highest, integral


def kdepy(xy: NDArray[np.float64], grid: Grid) -> Callable[[], NDArray[np.float64]] | None:
    """Return KDEpy's FFT estimate of the quartic, or None where it is not installed."""
    try:
        library: Any = importlib.import_module("KDEpy")
    except ImportError:
        return None
    # Points off its grid are refused; it has nodes where cells have centres, and a margin round the city. Its bandwidth
    # is the kernel's standard deviation in one dimension, 1 / sqrt(7) of the radius, and its cut is absolute: so
    # lengths are in bandwidths.
    x, y = (np.concatenate(([ends[0] - grid.cell], ends, [ends[-1] + grid.cell])) for ends in (grid.xs, grid.ys))
    nodes = np.stack([part.ravel() for part in np.meshgrid(x, y, indexing="ij")], axis=1)

    def run() -> NDArray[np.float64]:
        estimate = library.FFTKDE(kernel="biweight", bw=1 / sqrt(7), norm=2).fit(xy / RADIUS).evaluate(nodes / RADIUS)
        whole = np.asarray(estimate).reshape(len(x), len(y)).T * len(xy) / RADIUS**2
        return np.asarray(whole[1:-1, 1:-1])

    return run


def in_memory(xy: NDArray[np.float64], folder: Path) -> None:
    """Print what a surface costs where the points are in memory."""
    rows = []
    for grid, times in zip(GRIDS, (3, 1), strict=True):
        cells = f"{grid.nx} x {grid.ny}"

        def ours(grid: Grid = grid) -> NDArray[np.float64]:
            return density.surface(xy, grid, bandwidth=RADIUS)

        base, surface = seconds(ours), ours()
        rows.append(["SpacePlanner", cells, f"{base:.3f}", "1", ""])
        peer = kdepy(xy, grid)
        if peer is None:
            rows.append(["KDEpy, FFT", cells, "not installed", "", ""])
        else:
            found = peer()
            apart = float(np.abs(found - surface).max() / surface.max())
            took = seconds(peer, times)
            rows.append(["KDEpy, FFT", cells, f"{took:.3f}", f"{took / base:.1f}", f"{apart:.2%}"])
        other = spatstat(xy, grid, folder, times)
        if other is None:
            rows.append(["spatstat", cells, "not installed", "", ""])
        else:
            took, highest, _ = other
            apart = abs(highest - float(surface.max())) / float(surface.max())
            rows.append(["spatstat", cells, f"{took:.3f}", f"{took / base:.1f}", f"{apart:.2%} at the peak"])
    table(
        f"Quartic density, 300 m, of {len(xy):,} incidents in memory: medians, and how far apart of the peak",
        ["program", "cells", "s", "ratio", "apart"],
        rows,
    )


def write(path: Path, xy: NDArray[np.float64]) -> None:
    """Write the points as a GeoPackage without an index, which neither side would use."""
    wkb = np.concatenate([shapely.to_wkb(shapely.points(xy[k : k + 50_000])) for k in range(0, len(xy), 50_000)])
    pyogrio.raw.write(
        path,
        geometry=wkb,
        field_data=[np.arange(len(xy))],
        fields=["number"],
        layer=LAYER,
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:32717",
        SPATIAL_INDEX="NO",
    )


def read(path: Path) -> NDArray[np.float64]:
    """Return the points (n, 2) of a GeoPackage: the coordinates within the well-known binary, without an object each."""
    _, rows = pyogrio.raw.read_arrow(path, layer=LAYER, columns=[])
    geometry = rows.column(rows.num_columns - 1)
    parts = []
    for chunk in geometry.chunks:
        if not len(chunk):
            continue
        _, starts, data = chunk.buffers()
        first, last = np.frombuffer(starts, np.int32)[[chunk.offset, chunk.offset + len(chunk)]]
        # 21 bytes: order, type, x, y.
        records = np.frombuffer(data, np.uint8)[first:last].reshape(-1, 21)
        parts.append(records[:, 5:].copy().view(np.float64))
    return np.concatenate(parts)


def heat_map(file: Path, grid: Grid, folder: Path, times: int) -> float | None:
    """Return the median seconds of QGIS from the file to a written raster; None where it is not installed."""
    known = SYSTEM_PYTHON.exists() and subprocess.run(
        [SYSTEM_PYTHON, "-c", "import qgis.analysis"], capture_output=True, check=False
    )
    if not known or known.returncode:
        return None
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)}
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", QGIS, file, folder / "heat.tif", str(grid.cell), str(times)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("FOUND"))
    return float(json.loads(line.removeprefix("FOUND")))


def from_a_file(xy: NDArray[np.float64], folder: Path) -> None:
    """Print what it costs from a GeoPackage to a raster on the disk, uncompressed as QGIS writes it."""
    file = folder / "incidents.gpkg"
    write(file, xy)
    assert np.array_equal(read(file), xy)
    rows = []
    for grid, times in zip(GRIDS, (3, 1), strict=True):

        def ours(grid: Grid = grid) -> None:
            density.surface(read(file), grid, bandwidth=RADIUS).astype(np.float32).tofile(folder / "surface.bin")

        base = seconds(ours)
        cells = f"{grid.nx} x {grid.ny}"
        rows.append(["SpacePlanner", cells, f"{base:.3f}", "1"])
        took = heat_map(file, grid, folder, times)
        rows.append(
            ["QGIS heat map", cells, "not installed", ""]
            if took is None
            else ["QGIS heat map", cells, f"{took:.2f}", f"{took / base:.0f}"]
        )
    started = time.perf_counter()
    read(file)
    table(
        f"The same from one GeoPackage to a raster file; of ours, reading is {time.perf_counter() - started:.2f} s",
        ["program", "cells", "s", "ratio"],
        rows,
    )


def against_n() -> None:
    """Print what it costs with more and more incidents."""
    rows = []
    for n in (10_000, 100_000, 1_000_000, 5_000_000):
        xy = incidents(n)
        took = [
            seconds(lambda grid=grid, xy=xy: density.surface(xy, grid, bandwidth=RADIUS), 3)  # type: ignore[misc]
            for grid in GRIDS
        ]
        rows.append([f"{n:,}", *(f"{each:.3f}" for each in took)])
    table("SpacePlanner in memory, seconds", ["incidents", *(f"{grid.nx} x {grid.ny}" for grid in GRIDS)], rows)


def main() -> None:
    """Run all and print the tables."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    xy = incidents(n)
    with tempfile.TemporaryDirectory() as folder:
        in_memory(xy, Path(folder))
        from_a_file(xy, Path(folder))
    against_n()


if __name__ == "__main__":
    main()
