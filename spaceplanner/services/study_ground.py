"""The study area as cells, on which methods and bandwidths are judged."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_CELL = 50.0
_MOST_CELLS = 1_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """The study area: cells, and (ny, nx) which of them belong to it; None: all, there is no boundary."""

    grid: Grid
    inside: NDArray[np.bool_] | None


def ground(xy: NDArray[np.float64], boundary: BaseGeometry | None, cell: float | None = None) -> Ground:
    """Return the cells whose centre lies within the boundary, or those of the incidents' rectangle.

    Parameters
    ----------
    xy
        (n, 2) all incidents, metres.
    boundary
        The study area; None: nobody said.
    cell
        Metres; None: 50, or more where there would be over a million cells.

    Raises
    ------
    AnalysisError
        If the cell cannot be used.
    """
    bounds = (*xy.min(axis=0), *xy.max(axis=0)) if boundary is None else boundary.bounds
    x0, y0, x1, y1 = map(float, bounds)
    grid = Grid.covering(
        (x0, y0, x1, y1),
        max(_CELL, float(ceil(sqrt((x1 - x0) * (y1 - y0) / _MOST_CELLS)))) if cell is None else cell,
    )
    if boundary is None:
        return Ground(grid, None)
    shapely.prepare(boundary)
    inside: NDArray[np.bool_] = shapely.contains_xy(boundary, *np.meshgrid(grid.xs, grid.ys))
    if not inside.any():
        raise AnalysisError(
            N_("No cell of {cell} m has its centre in the boundary: choose a smaller --cell."), cell=grid.cell
        )
    return Ground(grid, inside)
