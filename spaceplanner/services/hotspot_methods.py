"""How hot spots are found: kernel density, Gi* on a grid, clusters of points (see docs/methods/hotspots.md)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import clusters, density, disclosure, getis_ord, outlines
from spaceplanner.analysis.grid import Grid
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.services.selection import Note, Selection

ALPHA = 0.05
"""Share of false discoveries that is accepted among the cells of Gi*."""

TIMES_MEAN = 3.0
"""Density, relative to the mean of the cells that are reached, from which ground is hot (Chainey & Ratcliffe 2005, ch. 6)."""

_M2_PER_KM2 = 1e6
_SIGMAS = 3.0
_REACHED = 1e-3
"""Share of one incident's peak from which ground counts as reached: less may be rounding, or a Gaussian's far tail."""


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What a method finds: (k,) shapes and counts, figures of each, parameters, warnings."""

    shapes: NDArray[Any]
    counts: NDArray[np.int64]
    figures: Mapping[str, NDArray[np.float64]]
    method: Mapping[str, str | float | int]
    notes: tuple[Note, ...] = ()


def _by_density(chosen: Selection, bandwidth: float, cell: float, kernel: str, _: BaseGeometry | None) -> Found:
    grid = _grid(chosen.xy, cell, density.KERNELS[kernel].support * bandwidth, None)
    values = density.surface(chosen.xy, grid, bandwidth=bandwidth, kernel=kernel)
    one = density.peak(bandwidth=bandwidth, kernel=kernel)
    reached = values[values > _REACHED * one]
    level = max(TIMES_MEAN * float(reached.mean()) if len(reached) else 0.0, disclosure.least_density(one, None))
    shapes = outlines.above(values, grid, level)
    return Found(
        shapes,
        _counts(shapes, chosen.xy),
        {"peak": _peaks(shapes, values, grid, level)},
        {"kernel": kernel, "level_per_km2": level * _M2_PER_KM2 / (chosen.years or 1.0), "times_mean": TIMES_MEAN},
        _coarse(bandwidth, 2 * cell, cell),
    )


def _by_gi(chosen: Selection, bandwidth: float, cell: float, _: str, area: BaseGeometry | None) -> Found:
    grid = _grid(chosen.xy, cell, 0.0, area)
    counts = _binned(chosen.xy, grid)
    if area is not None:
        # A cell without incidents outside the area of the record is no data, not zero.
        x, y = np.meshgrid(grid.xs, grid.ys)
        counts[(counts == 0) & ~shapely.contains_xy(area, x, y)] = np.nan
    radius = max(1, round(bandwidth / cell))
    z = getis_ord.gi_star_grid(counts, radius_cells=radius)
    p = getis_ord.p_values(z)
    adjusted, significant = getis_ord.false_discovery(p, alpha=ALPHA)
    hot = z > 0
    labels, n = outlines.patches(significant & hot)
    numbers = np.arange(1, n + 1)
    return Found(
        outlines.of_patches(labels, n, grid),
        np.bincount(labels.ravel(), np.nan_to_num(counts).ravel(), n + 1)[1:].astype(np.int64),
        {
            "z": _of_each(np.maximum, z, labels, numbers),
            "p": _of_each(np.minimum, p, labels, numbers),
            "p_adjusted": _of_each(np.minimum, adjusted, labels, numbers),
        },
        {
            "radius_cells": radius,
            "alpha": ALPHA,
            "cells": int(np.isfinite(z).sum()),
            "hot_cells_raw": int((hot & (p <= ALPHA)).sum()),
            "hot_cells_corrected": int((hot & significant).sum()),
        },
        _coarse(bandwidth, cell, cell) if area is not None else (*_coarse(bandwidth, cell, cell), _UNBOUNDED),
    )


def _by_clusters(chosen: Selection, bandwidth: float, cell: float, _: str, area: BaseGeometry | None) -> Found:
    ground = shapely.area(shapely.convex_hull(shapely.multipoints(chosen.xy)) if area is None else area)
    expected = len(chosen.xy) * np.pi * bandwidth**2 / max(ground, np.pi * bandwidth**2)
    least = max(disclosure.FEWEST, ceil(expected + _SIGMAS * sqrt(expected)))
    labels = clusters.dbscan(chosen.xy, radius=bandwidth, least=least)
    n = int(labels.max()) + 1
    shapes = np.empty(n, dtype=object)
    shapes[:] = [outlines.around(chosen.xy[labels == place], cell=cell, radius=bandwidth) for place in range(n)]
    return Found(
        shapes,
        np.bincount(labels[labels >= 0], minlength=n).astype(np.int64),
        {},
        {"least_incidents": least, "expected_incidents": float(expected)},
        () if area is not None else (_UNBOUNDED,),
    )


METHODS: Mapping[str, Callable[[Selection, float, float, str, BaseGeometry | None], Found]] = {
    "density": _by_density,
    "gi": _by_gi,
    "clusters": _by_clusters,
}
"""Name -> function of the incidents, bandwidth, cell, kernel and area of the record."""

_UNBOUNDED: Note = (
    N_("Nobody said where the incidents are complete: the ground around them was taken. Add a boundary or a coverage."),
    {},
)


def _coarse(bandwidth: float, least: float, cell: float) -> tuple[Note, ...]:
    if bandwidth >= least:
        return ()
    return (
        (
            N_(
                "The bandwidth of {bandwidth} m is small for cells of {cell} m: the result depends on where the cells lie. Choose smaller cells or a larger bandwidth."
            ),
            {"bandwidth": bandwidth, "cell": cell},
        ),
    )


def _grid(xy: NDArray[np.float64], cell: float, margin: float, area: BaseGeometry | None) -> Grid:
    x0, y0, x1, y1 = map(float, (*xy.min(axis=0), *xy.max(axis=0)))
    if area is not None and not area.is_empty:
        west, south, east, north = area.bounds
        x0, y0, x1, y1 = min(x0, west), min(y0, south), max(x1, east), max(y1, north)
    # Half a cell more, so that a point on the last side has a cell.
    return Grid.covering((x0, y0, x1, y1), cell, margin + cell / 2)


def _binned(xy: NDArray[np.float64], grid: Grid) -> NDArray[np.float64]:
    columns, rows = np.floor((xy - (grid.x0, grid.y0)) / grid.cell).astype(np.int64).T
    counts = np.bincount(rows * grid.nx + columns, minlength=grid.nx * grid.ny)
    return counts.astype(np.float64).reshape(grid.ny, grid.nx)


def _counts(shapes: NDArray[Any], xy: NDArray[np.float64]) -> NDArray[np.int64]:
    within = shapely.STRtree(shapes).query(shapely.points(xy), predicate="intersects")[1]
    return np.bincount(within, minlength=len(shapes)).astype(np.int64)


def _peaks(shapes: NDArray[Any], values: NDArray[np.float64], grid: Grid, level: float) -> NDArray[np.float64]:
    """Return the highest value at a cell centre within each shape."""
    rows, columns = np.nonzero(values >= level)
    peaks = np.full(len(shapes), level)
    cells, of = shapely.STRtree(shapes).query(shapely.points(grid.xs[columns], grid.ys[rows]), predicate="intersects")
    np.maximum.at(peaks, of, values[rows, columns][cells])
    return peaks


def _of_each(
    best: np.ufunc, values: NDArray[np.float64], labels: NDArray[np.int64], numbers: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the largest or smallest value of the cells of each patch."""
    found = np.full(len(numbers) + 1, -np.inf if best is np.maximum else np.inf)
    inside = labels > 0
    best.at(found, labels[inside], values[inside])
    return found[1:]
