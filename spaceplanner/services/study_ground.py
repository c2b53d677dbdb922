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

    from spaceplanner.services.inputs import Coverage
    from spaceplanner.services.periods import Note

_CELL = 50.0
_MOST_CELLS = 1_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """The study area: cells, and (ny, nx) which of them belong to it; None: all, nobody said where it ends."""

    grid: Grid
    inside: NDArray[np.bool_] | None


def study_area(coverage: Coverage) -> BaseGeometry | None:
    """Return the boundary as far as the incidents are complete there; without a boundary, where they are complete.

    Ground whose incidents nobody recorded is not free of risk, and ground beyond the boundary is not studied: either would
    count as empty land, which raises the PAI of every method. None: nobody said.

    Raises
    ------
    AnalysisError
        If they are complete nowhere within the boundary.
    """
    boundary, complete = coverage.boundary, coverage.incidents
    if boundary is None or complete is None or complete is boundary:
        return complete
    parts = shapely.get_parts(shapely.intersection(boundary, complete))
    found = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004 - areas, not where edges touch
    if shapely.is_empty(found):
        raise AnalysisError(
            N_("The incidents are complete nowhere within the boundary: check their coverage and the boundary.")
        )
    return found


def ground(xy: NDArray[np.float64], area: BaseGeometry | None, cell: float | None = None) -> Ground:
    """Return the cells whose centre lies within an area, or those of the incidents' rectangle.

    Parameters
    ----------
    xy
        (n, 2) all incidents, metres.
    area
        The study area; None: nobody said.
    cell
        Metres; None: 50, or more where there would be over a million cells.

    Raises
    ------
    AnalysisError
        If the cell cannot be used.
    """
    bounds = (*xy.min(axis=0), *xy.max(axis=0)) if area is None else area.bounds
    x0, y0, x1, y1 = map(float, bounds)
    grid = Grid.covering(
        (x0, y0, x1, y1),
        max(_CELL, float(ceil(sqrt((x1 - x0) * (y1 - y0) / _MOST_CELLS)))) if cell is None else cell,
    )
    if area is None:
        return Ground(grid, None)
    shapely.prepare(area)
    inside: NDArray[np.bool_] = shapely.contains_xy(area, *np.meshgrid(grid.xs, grid.ys))
    if not inside.any():
        raise AnalysisError(
            N_("No cell of {cell} m has its centre in the study area: choose a smaller --cell."), cell=grid.cell
        )
    return Ground(grid, inside)


def note(ground: Ground, coverage: Coverage) -> Note:
    """Return what the study area is, in a sentence."""
    grid, inside = ground.grid, ground.inside
    if inside is not None:
        if coverage.boundary is None:
            message = N_("Study area: where the incidents are complete, {cells} cells of {cell} m.")
        elif coverage.incidents is coverage.boundary:
            message = N_("Study area: the boundary, {cells} cells of {cell} m.")
        else:
            message = N_("Study area: the boundary, where the incidents are complete, {cells} cells of {cell} m.")
        return message, {"cells": int(inside.sum()), "cell": f"{grid.cell:g}"}
    return (
        N_(
            "Study area: the rectangle of the incidents, {cells} cells of {cell} m. Empty land in it raises the PAI: add a layer with the role boundary."
        ),
        {"cells": grid.nx * grid.ny, "cell": f"{grid.cell:g}"},
    )
