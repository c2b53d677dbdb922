"""A regular grid of square cells on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CELLS = 100_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells; values belong to cell centres.

    Attributes
    ----------
    x0, y0
        South-west corner of the grid, metres.
    cell
        Size of a cell, metres, above 0.
    nx, ny
        Number of cells east and north, at least 1. Row 0 of an array over the grid is the southernmost.

    Raises
    ------
    AnalysisError
        If the cell is not above 0, a corner is not finite, or there would be more than 100 million cells.
    """

    x0: float
    y0: float
    cell: float
    nx: int
    ny: int

    def __post_init__(self) -> None:
        if not (isfinite(self.cell) and self.cell > 0):
            raise AnalysisError(N_("The cell size is {cell} m: choose one above 0."), cell=self.cell)
        if not (isfinite(self.x0) and isfinite(self.y0)) or self.nx < 1 or self.ny < 1:
            raise AnalysisError(N_("The grid has no area: check the coordinates of the layers."))
        if self.nx * self.ny > MOST_CELLS:
            raise AnalysisError(
                N_("A grid of {nx} x {ny} cells is too large: choose a cell larger than {cell} m, or a smaller area."),
                nx=self.nx,
                ny=self.ny,
                cell=self.cell,
            )

    @staticmethod
    def covering(bounds: tuple[float, float, float, float], cell: float, margin: float = 0.0) -> Grid:
        """Return the grid over `bounds` (min x, min y, max x, max y) and a margin, metres.

        Its corner is a multiple of the cell, so that grids of one cell size share their cells.
        """
        if not (isfinite(cell) and cell > 0):
            raise AnalysisError(N_("The cell size is {cell} m: choose one above 0."), cell=cell)
        if not all(map(isfinite, (*bounds, margin))):
            raise AnalysisError(N_("The grid has no area: check the coordinates of the layers."))
        west, south = floor((bounds[0] - margin) / cell), floor((bounds[1] - margin) / cell)
        east, north = ceil((bounds[2] + margin) / cell), ceil((bounds[3] + margin) / cell)
        return Grid(west * cell, south * cell, cell, max(1, east - west), max(1, north - south))

    @property
    def xs(self) -> NDArray[np.float64]:
        """(nx,) x of the cell centres, metres, from the west."""
        return self.x0 + self.cell * (np.arange(self.nx, dtype=np.float64) + 0.5)

    @property
    def ys(self) -> NDArray[np.float64]:
        """(ny,) y of the cell centres, metres, from the south."""
        return self.y0 + self.cell * (np.arange(self.ny, dtype=np.float64) + 0.5)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Ground covered: (min x, min y, max x, max y), metres."""
        return self.x0, self.y0, self.x0 + self.nx * self.cell, self.y0 + self.ny * self.cell
