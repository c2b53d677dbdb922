"""How hot spots are found: kernel density, Gi* on a grid, clusters of points (see docs/methods/hotspots.md)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import clusters, disclosure, getis_ord, outlines
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import hotspot_areas, hotspot_network, hotspot_surface
from spaceplanner.services.evaluation import LEAST_BANDWIDTH
from spaceplanner.services.hotspot_terms import UNBOUNDED, Found, coarse, held, telling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.services.hotspot_terms import Options
    from spaceplanner.services.selection import Selection

ALPHA = 0.05
"""Share of false discoveries that is accepted among the cells of Gi*."""

TIMES_MEAN = 3.0
"""Density, relative to the mean of the cells that are reached, from which ground is hot (Chainey & Ratcliffe 2005, ch. 6)."""

_M2_PER_KM2 = 1e6
_FINEST_CELL = 10.0
_USUAL_CELLS = 2_000_000
_MOST_TESTED = 10_000_000
"""Cells of Gi*: as many take half a minute."""
_SIGMAS = 3.0
_REACHED = 1e-3
"""Share of one incident's peak from which ground counts as reached: less may be rounding, or a Gaussian's far tail."""


def _by_density(chosen: Selection, options: Options) -> Found:
    bandwidth, kernel, cell = options.bandwidth, options.kernel, options.cell
    # Where ground is hot does not depend on the unit: what lies outside the area is left out of the shares afterwards.
    surface, chosen, notes = hotspot_surface.made(chosen, options)
    reached = surface.values[surface.values > _REACHED * surface.one]
    level = max(TIMES_MEAN * float(reached.mean()) if len(reached) else 0.0, disclosure.FEWEST * surface.one)
    values = np.where(hotspot_surface.shown(surface), surface.values, 0.0) if options.edge else surface.values
    shapes = outlines.above(np.nan_to_num(values), surface.grid, level)
    counts, figures = held(shapes, chosen)
    return Found(
        shapes,
        counts,
        {"peak": _peaks(shapes, values, surface.grid, level), **figures},
        {
            "kernel": kernel,
            "unit": options.unit,
            "edge": options.edge,
            "weighted": chosen.weights is not None,
            "level_per_km2": level * _M2_PER_KM2 / (chosen.years or 1.0),
            "times_mean": TIMES_MEAN,
        },
        (*notes, *coarse(bandwidth, 2 * cell, cell)),
        hotspot_surface.shared(surface, options),
    )


def _by_gi(chosen: Selection, options: Options) -> Found:
    return CELLS[options.cells](chosen, options)


def _in_squares(chosen: Selection, options: Options) -> Found:
    cell, area = options.cell, options.area
    grid = _grid(chosen.xy, cell, area)
    if grid.nx * grid.ny > _MOST_TESTED:
        raise AnalysisError(
            N_("A grid of {nx} x {ny} cells is too large: choose a cell larger than {cell} m, or a smaller area."),
            nx=grid.nx,
            ny=grid.ny,
            cell=cell,
        )
    counts = _binned(chosen.xy, grid)
    values = counts.copy() if chosen.weights is None else _binned(chosen.xy, grid, chosen.weights)
    if area is not None:
        # A cell without incidents outside the area of the record is no data, not zero.
        x, y = np.meshgrid(grid.xs, grid.ys)
        values[(counts == 0) & ~shapely.contains_xy(area, x, y)] = np.nan
    radius = max(1, round(options.bandwidth / cell))
    z = getis_ord.gi_star_grid(values, radius_cells=radius)
    p = _p(values, z, radius, options)
    adjusted, corrected = getis_ord.false_discovery(p, alpha=ALPHA)
    hot = z > 0
    labels, n = outlines.patches(hot & (corrected if options.fdr else p <= ALPHA))
    numbers = np.arange(1, n + 1)
    severity = np.bincount(labels.ravel(), np.nan_to_num(values).ravel(), n + 1)[1:].astype(np.float64)
    notes = coarse(options.bandwidth, cell, cell)
    return Found(
        outlines.of_patches(labels, n, grid),
        np.bincount(labels.ravel(), counts.ravel(), n + 1)[1:].astype(np.int64),
        {
            "z": _of_each(np.maximum, z, labels, numbers),
            "p": _of_each(np.minimum, p, labels, numbers),
            "p_adjusted": _of_each(np.minimum, adjusted, labels, numbers),
            **({} if chosen.weights is None else {"severity": severity}),
        },
        {
            "cells_shape": options.cells,
            "weighted": chosen.weights is not None,
            "radius_cells": radius,
            "alpha": ALPHA,
            "fdr": options.fdr,
            **({"permutations": options.permutations, "seed": options.seed} if options.permutations else {}),
            "cells": int(np.isfinite(z).sum()),
            "hot_cells_raw": int((hot & (p <= ALPHA)).sum()),
            "hot_cells_corrected": int((hot & corrected).sum()),
        },
        notes if area is not None else (*notes, UNBOUNDED),
        cells=telling(p, lambda places: _squares(places, grid), z=z, p_adjusted=adjusted),
    )


def _squares(places: NDArray[np.int64], grid: Grid) -> NDArray[Any]:
    """Return the cells at places of the flat grid as polygons."""
    # Corners that neighbours share are computed the same way for each, so that they can be joined.
    west, east = (grid.x0 + grid.cell * (places % grid.nx + step) for step in (0, 1))
    south, north = (grid.y0 + grid.cell * (places // grid.nx + step) for step in (0, 1))
    squares: NDArray[Any] = shapely.box(west, south, east, north)
    return squares


def _p(values: NDArray[np.float64], z: NDArray[np.float64], radius: int, options: Options) -> NDArray[np.float64]:
    """Return the two-sided p of each cell, from the normal distribution or from shuffles; NaN where there is no z."""
    if not options.permutations:
        return getis_ord.p_values(z)
    p = getis_ord.permuted_p(
        values.ravel(), _neighbours(values.shape, radius), seed=options.seed, permutations=options.permutations
    ).reshape(values.shape)
    p[np.isnan(z)] = np.nan
    return p


def _neighbours(shape: tuple[int, ...], radius: int) -> NDArray[np.int64]:
    """Return (m, 2) pairs of cells, both directions, that lie in the square of `radius` cells around each other."""
    ny, nx = shape
    number = np.arange(ny * nx).reshape(ny, nx)
    pairs = []
    for north in range(radius + 1):
        for east in range(-radius if north else 1, radius + 1):
            here = number[: ny - north, max(0, -east) : nx - max(0, east)].ravel()
            there = number[north:, max(0, east) : nx - max(0, -east)].ravel()
            pairs += [np.column_stack((here, there)), np.column_stack((there, here))]
    return np.concatenate(pairs)


def _by_clusters(chosen: Selection, options: Options) -> Found:
    bandwidth, area = options.bandwidth, options.area
    ground = shapely.area(shapely.convex_hull(shapely.multipoints(chosen.xy)) if area is None else area)
    expected = len(chosen.xy) * np.pi * bandwidth**2 / max(ground, np.pi * bandwidth**2)
    least = max(disclosure.FEWEST, ceil(expected + _SIGMAS * sqrt(expected)))
    labels = clusters.dbscan(chosen.xy, radius=bandwidth, least=least)
    n = int(labels.max()) + 1
    shapes = np.empty(n, dtype=object)
    shapes[:] = [outlines.around(chosen.xy[labels == place], cell=options.cell, radius=bandwidth) for place in range(n)]
    return Found(
        shapes,
        np.bincount(labels[labels >= 0], minlength=n).astype(np.int64),
        {},
        {"least_incidents": least, "expected_incidents": float(expected)},
        () if area is not None else (UNBOUNDED,),
    )


CELLS: Mapping[str, Callable[[Selection, Options], Found]] = {
    "square": _in_squares,
    "hexagon": hotspot_areas.by_hexagons,
    "districts": hotspot_areas.by_districts,
}
"""Which cells Gi* counts in: name -> function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to find hot spots.

    Attributes
    ----------
    find
        The function.
    reads
        Fields of `hotspots.Request` that it understands beside method, bandwidth and cell; others are refused.
    usual_cell
        Metres, from the bandwidth and the incidents (n, 2).
    smooth
        Its outlines are as fine as the bandwidth; else as the cell.
    """

    find: Callable[[Selection, Options], Found]
    reads: frozenset[str]
    usual_cell: Callable[[float, NDArray[np.float64]], float]
    smooth: bool = False


def _smooth_cell(bandwidth: float, xy: NDArray[np.float64]) -> float:
    # A few incidents far away must not make a grid that takes minutes.
    ground = float(np.prod(np.ptp(xy, axis=0) + 2 * bandwidth))
    return max(_FINEST_CELL, bandwidth / 10, float(ceil(sqrt(ground / _USUAL_CELLS))))


METHODS: Mapping[str, Method] = {
    "density": Method(
        find=_by_density,
        reads=frozenset(("kernel", "edge", "unit", "weighted")),
        usual_cell=_smooth_cell,
        smooth=True,
    ),
    "gi": Method(
        find=_by_gi,
        reads=frozenset(("cells", "permutations", "seed", "fdr", "weighted")),
        usual_cell=lambda bandwidth, _: bandwidth,
    ),
    "network": Method(
        find=hotspot_network.by_network,
        reads=frozenset(("kernel", "edge", "unit", "weighted", "split")),
        usual_cell=hotspot_network.usual_cell,
        smooth=True,
    ),
    "rates": Method(find=hotspot_areas.by_rates, reads=frozenset(("people",)), usual_cell=lambda *_: LEAST_BANDWIDTH),
    "clusters": Method(find=_by_clusters, reads=frozenset(), usual_cell=lambda *_: LEAST_BANDWIDTH),
}
"""Name -> method."""


def measured(method: str, cells: str | None) -> bool:
    """Return whether a method works at distances, by a bandwidth and cells: districts are taken as they are."""
    return method != "rates" and not (method == "gi" and cells == "districts")


def _grid(xy: NDArray[np.float64], cell: float, area: BaseGeometry | None) -> Grid:
    x0, y0, x1, y1 = map(float, (*xy.min(axis=0), *xy.max(axis=0)))
    if area is not None and not area.is_empty:
        west, south, east, north = area.bounds
        x0, y0, x1, y1 = min(x0, west), min(y0, south), max(x1, east), max(y1, north)
    # Half a cell more, so that a point on the last side has a cell.
    return Grid.covering((x0, y0, x1, y1), cell, cell / 2)


def _binned(xy: NDArray[np.float64], grid: Grid, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    columns, rows = np.floor((xy - (grid.x0, grid.y0)) / grid.cell).astype(np.int64).T
    counts = np.bincount(rows * grid.nx + columns, weights, minlength=grid.nx * grid.ny)
    return counts.astype(np.float64).reshape(grid.ny, grid.nx)


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
