"""How well a surface made of one period's incidents points at those of a later period.

Sources: prediction accuracy index, Chainey, Tompson & Uhlig 2008, *The utility of hotspot mapping for predicting spatial
patterns of crime*, Security Journal 21; of street length instead of area, Rosser, Davies, Bowers, Johnson & Cheng 2017,
*Predictive crime mapping: arbitrary grids or street networks?*, Journal of Quantitative Criminology 33(3), and Drawve &
Wooditch 2019, *A research note on the methodological and theoretical considerations for assessing crime forecasting
accuracy with the predictive accuracy index*; prediction efficiency index, Hunt 2016, *Do crime hot spots move?*, PhD thesis,
American University; recapture rate index, Levine 2008, *The "hottest" part of a hotspot*, Security Journal 21.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What the highest cells of a surface held of the incidents of a later period.

    Attributes
    ----------
    hit_rate
        Share of the incidents that lay in the cells taken, 0 to 1.
    pai
        Hit rate divided by the share of the area taken: 1 is chance.
    pei
        Hits divided by the most that as many cells could have held: 1 is the best there is.
    area_share
        Share of the study area really taken: whole cells, at least one.
    cells
        How many cells were taken.
    incidents
        How many incidents of the later period lay in the study area.
    """

    hit_rate: float
    pai: float
    pei: float
    area_share: float
    cells: int
    incidents: int


def accuracy(
    surface: NDArray[np.float64],
    xy: NDArray[np.float64],
    *,
    area_share: float,
    grid: Grid | None = None,
    inside: NDArray[np.bool_] | None = None,
) -> Accuracy:
    """Return how well the highest cells of a surface caught later incidents (Chainey et al. 2008; Hunt 2016).

    With n of N incidents in k of K cells: hit rate n / N, PAI (n / N) / (k / K), PEI n / (most that k cells held).
    Where cells of one value stand at the border of what is taken, each counts with the share of them that is still
    wanted: the mean over all ways to choose among them. So the answer depends on no order of cells, and a surface that
    says nothing scores a PAI of 1.

    Parameters
    ----------
    surface
        (ny, nx) any measure of expected incidents; row 0 is the south.
    xy
        (n, 2) the later incidents, metres; those outside the study area are left out.
    area_share
        Share of the study area's cells to take, above 0, at most 1; the nearest whole number of cells, at least 1.
    grid
        Where the cells lie. None: `xy` counts cells, (column, row) from the south-west corner, as numbers with decimals.
    inside
        (ny, nx) the cells of the study area; None: all.

    Raises
    ------
    AnalysisError
        If the share is not above 0 and at most 1, the shapes differ, the surface holds no number somewhere in the study
        area, or no incident or no cell lies in it.
    """
    if not 0 < area_share <= 1:
        raise AnalysisError(
            N_("The share of the area is {share}: choose one above 0 and at most 1, such as 0.05 for 5 %."),
            share=area_share,
        )
    ny, nx = surface.shape
    grid = grid or Grid(0.0, 0.0, 1.0, nx, ny)
    if (grid.ny, grid.nx) != (ny, nx) or (inside is not None and inside.shape != (ny, nx)):
        raise AnalysisError(N_("The surface and its grid differ in size: make the surface on the same grid."))
    area = np.ones((ny, nx), dtype=np.bool_) if inside is None else inside
    values, found = surface[area], counts(xy, grid)[area]
    if not np.isfinite(values).all():
        raise AnalysisError(N_("The surface has cells without a number: leave them out of the study area."))
    incidents = int(found.sum())
    if not incidents:
        raise AnalysisError(
            N_("No incident of the later period lies in the study area: check its boundary and the dates.")
        )
    taken = min(len(values), max(1, floor(area_share * len(values) + 0.5)))
    hits = _hits(values, found, taken)
    best = int(np.partition(found, len(found) - taken)[len(found) - taken :].sum())
    share = taken / len(values)
    return Accuracy(
        hit_rate=hits / incidents,
        pai=hits / incidents / share,
        pei=hits / best,
        area_share=share,
        cells=taken,
        incidents=incidents,
    )


def accuracy_along(
    values: NDArray[np.float64],
    incidents: NDArray[np.float64],
    lengths: NDArray[np.float64],
    *,
    share: float,
) -> Accuracy:
    """Return how well the highest pieces of street caught later incidents, by share of street length.

    As `accuracy`, with length for area (Rosser et al. 2017; Drawve & Wooditch 2019): pieces are taken from the highest
    down until their length is the share wanted. Pieces are of unequal length, so those of one value at the border of
    what is taken count with the share of their length that is still wanted, one piece alone too: exactly the share is
    taken, and values that say nothing score a PAI of 1. PEI compares with the most that this length could have held,
    pieces taken from the most incidents per metre down, the last one in part.

    Parameters
    ----------
    values
        (k,) any measure of expected incidents per metre.
    incidents
        (k,) the later incidents on each piece, in parts where pieces share one (`lixels.counts`).
    lengths
        (k,) metres, above 0.
    share
        Of the length, above 0, at most 1.

    Returns
    -------
    `area_share` is the share of length, `cells` the pieces taken, also in part.

    Raises
    ------
    AnalysisError
        If the share is not above 0 and at most 1, a value is no number, or there is no incident.
    """
    if not 0 < share <= 1:
        raise AnalysisError(
            N_("The share of the area is {share}: choose one above 0 and at most 1, such as 0.05 for 5 %."),
            share=share,
        )
    if not np.isfinite(values).all():
        raise AnalysisError(N_("The surface has cells without a number: leave them out of the study area."))
    total = float(incidents.sum())
    if not total > 0:
        raise AnalysisError(
            N_("No incident of the later period lies on a street of the study area: check its boundary.")
        )
    wanted = share * float(lengths.sum())
    hits, pieces = _taken(values, incidents, lengths, wanted)
    best, _ = _taken(incidents / lengths, incidents, lengths, wanted)
    return Accuracy(
        hit_rate=hits / total,
        pai=hits / total / share,
        pei=min(hits / best, 1.0),
        area_share=share,
        cells=pieces,
        incidents=round(total),
    )


def recapture(earlier: Accuracy, later: Accuracy) -> float | None:
    """Return the recapture rate index (Levine 2008) of one area in two periods.

    (n2 / n1) / (N2 / N1), which is the later hit rate divided by the earlier: 1 where the area kept its share of all
    incidents, below 1 where it lost some of it. None where the area held nothing in the earlier period.

    Parameters
    ----------
    earlier, later
        Of the same surface and share of the area, with the incidents of each period.
    """
    return later.hit_rate / earlier.hit_rate if earlier.hit_rate > 0 else None


def counts(xy: NDArray[np.float64], grid: Grid) -> NDArray[np.int64]:
    """Return (ny, nx) how many points lie in each cell.

    A cell holds its west and south edges; the last ones also hold the grid's outer edge. Points outside are left out.

    Parameters
    ----------
    xy
        (n, 2) metres.
    grid
        The cells.
    """
    cells = _cells(xy, grid)
    return np.bincount(cells[cells >= 0], minlength=grid.nx * grid.ny).reshape(grid.ny, grid.nx)


def within(xy: NDArray[np.float64], grid: Grid, inside: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """Return (n,) which points lie in a cell of the study area.

    Parameters
    ----------
    xy
        (n, 2) metres.
    grid
        The cells.
    inside
        (ny, nx) the cells of the study area; None: all.
    """
    cells = _cells(xy, grid)
    held: NDArray[np.bool_] = cells >= 0
    if inside is not None:
        held[held] = inside.ravel()[cells[held]]
    return held


def _cells(xy: NDArray[np.float64], grid: Grid) -> NDArray[np.int64]:
    """Return (n,) the number of the cell of each point, row by row; -1 outside."""
    x0, y0, x1, y1 = grid.bounds
    x, y = xy[:, 0], xy[:, 1]
    held = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    cells = np.full(len(xy), -1, dtype=np.int64)
    columns = np.minimum(np.floor((x[held] - x0) / grid.cell).astype(np.int64), grid.nx - 1)
    rows = np.minimum(np.floor((y[held] - y0) / grid.cell).astype(np.int64), grid.ny - 1)
    cells[held] = rows * grid.nx + columns
    return cells


def _hits(values: NDArray[np.float64], found: NDArray[np.int64], taken: int) -> float:
    """Return the incidents in the `taken` highest cells, those of equal value at the border by their mean."""
    border = np.partition(values, len(values) - taken)[len(values) - taken]
    above, tied = values > border, values == border
    # Whole numbers first, so that what is whole stays exact.
    wanted = taken - int(above.sum())
    return int(found[above].sum()) + int(found[tied].sum()) * wanted / int(tied.sum())


def _taken(
    values: NDArray[np.float64], incidents: NDArray[np.float64], lengths: NDArray[np.float64], wanted: float
) -> tuple[float, int]:
    """Return the incidents on so many metres of the highest pieces, and how many pieces these are, some in part."""
    order = np.argsort(-values, kind="stable")
    reached = np.cumsum(lengths[order])
    last = min(int(np.searchsorted(reached, wanted)), len(order) - 1)
    border = values[order[last]]
    above, tied = values > border, values == border
    part = min((wanted - float(lengths[above].sum())) / float(lengths[tied].sum()), 1.0)
    return float(incidents[above].sum()) + part * float(incidents[tied].sum()), int(above.sum() + tied.sum())
