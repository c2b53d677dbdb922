"""Edge correction of a density: how much of a kernel lies within the study area.

Diggle 1985, *A kernel method for smoothing point process data*, Applied Statistics 34, as spatstat's `density.ppp` has
it by default (`edge=TRUE, diggle=FALSE`): the density at u is divided by

    e(u) = integral over the study area of K(u - v) dv,

so that an even spread of points gives an even density up to the boundary.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import density
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_STEPS = {"quartic": 6, "gaussian": 3}
"""Steps in a bandwidth, at least, with which the area is filled."""

_PARTS = 8
"""Parts along each side into which a piece on the boundary is divided."""


def mass(area: BaseGeometry, grid: Grid, *, bandwidth: float, kernel: str = "quartic") -> NDArray[np.float64]:
    """Return e(u) at each cell centre within the study area: the share of a kernel there that lies in the area.

    The area is filled with pieces of at most a sixth of a quartic's bandwidth (a third of a Gaussian's); pieces on the
    boundary count by how many of 64 points in them lie in the area.

    Parameters
    ----------
    area
        Polygon or several, metres.
    grid
        Where it is wanted.
    bandwidth, kernel
        As for `density.surface`.

    Returns
    -------
    (ny, nx) above 0, at most 1; NaN at cell centres outside the area.

    Raises
    ------
    AnalysisError
        If no cell's centre lies in the area, or it must be filled with more than 100 million pieces.
    """
    shapely.prepare(area)
    inside = shapely.intersects_xy(area, *np.meshgrid(grid.xs, grid.ys))
    if not inside.any():
        raise AnalysisError(
            N_("No cell of {cell} m has its centre in the study area: choose a smaller --cell."), cell=grid.cell
        )
    xy, weights, whole = _filled(area, grid, bandwidth, kernel)
    found = density.surface(xy, grid, bandwidth=bandwidth, kernel=kernel, weights=weights) / whole
    # Rounding, and pieces instead of an area, may say a little over 1.
    return np.where(inside & (found > 0), np.minimum(found, 1.0), np.nan)


def _filled(
    area: BaseGeometry, grid: Grid, bandwidth: float, kernel: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return points (n, 2) and areas (n,) that stand for the area, and what their kernels would add up to without end.

    The last is 1 but for the error of adding up instead of integrating, which so cancels.
    """
    pieces = _pieces(area, grid, bandwidth, kernel)
    corners = replace(
        pieces, x0=pieces.x0 - pieces.cell / 2, y0=pieces.y0 - pieces.cell / 2, nx=pieces.nx + 1, ny=pieces.ny + 1
    )
    at = shapely.intersects_xy(area, *np.meshgrid(corners.xs, corners.ys)).astype(np.int8)
    held = at[:-1, :-1] + at[1:, :-1] + at[:-1, 1:] + at[1:, 1:]
    rows, columns = np.nonzero(held == 4)  # noqa: PLR2004 - all corners
    full = np.column_stack((pieces.xs[columns], pieces.ys[rows]))
    rows, columns = np.nonzero((held > 0) & (held < 4))  # noqa: PLR2004 - some corners
    offset = ((np.arange(_PARTS) + 0.5) / _PARTS - 0.5) * pieces.cell
    x = np.repeat(pieces.xs[columns], _PARTS**2) + np.tile(offset, len(columns) * _PARTS)
    y = np.repeat(pieces.ys[rows], _PARTS**2) + np.tile(np.repeat(offset, _PARTS), len(rows))
    some = shapely.intersects_xy(area, x, y)
    parts = np.column_stack((x[some], y[some]))
    size = pieces.cell**2
    weights = np.concatenate((np.full(len(full), size), np.full(len(parts), size / _PARTS**2)))
    return np.concatenate((full, parts)), weights, _endless(pieces.cell, bandwidth, kernel)


def _pieces(area: BaseGeometry, grid: Grid, bandwidth: float, kernel: str) -> Grid:
    """Return the grid of the pieces: the cells, or parts of them, as far as both area and kernels reach."""
    parts = ceil(_STEPS[kernel] * grid.cell / bandwidth)
    parts += 1 - parts % 2  # so that a cell's centre is a piece's centre
    cells = ceil(density.KERNELS[kernel].support * bandwidth / grid.cell)
    west, south, east, north = area.bounds
    first = [
        max(-cells, int(np.floor((low - start) / grid.cell))) for low, start in ((west, grid.x0), (south, grid.y0))
    ]
    last = [
        min(n + cells, int(np.ceil((high - start) / grid.cell)))
        for high, start, n in ((east, grid.x0, grid.nx), (north, grid.y0, grid.ny))
    ]
    nx, ny = (max(1, b - a) * parts for a, b in zip(first, last, strict=True))
    return Grid(grid.x0 + first[0] * grid.cell, grid.y0 + first[1] * grid.cell, grid.cell / parts, nx, ny)


def _endless(step: float, bandwidth: float, kernel: str) -> float:
    """Return what the kernel at one point of an endless lattice of pieces adds up to."""
    reach = ceil(density.KERNELS[kernel].support * bandwidth / step)
    u2 = np.square(np.arange(-reach, reach + 1) * step / bandwidth)
    shape = density.KERNELS[kernel].shape(np.add.outer(u2, u2))
    return float(shape.sum() * density.peak(bandwidth=bandwidth, kernel=kernel) * step**2)
