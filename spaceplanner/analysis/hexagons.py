"""A tessellation of the ground by regular hexagons: every neighbour is equally near and shares a side.

Hexagons stand on a corner: two sides run north to south. Rows are numbered from the south, columns from the west; every
second row is shifted half a hexagon to the east. Why hexagons: Birch, Oom & Beecham 2007, *Rectangular and hexagonal
grids used for observation, experiment and simulation in ecology*, Ecological Modelling 206.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CELLS = 2_000_000
"""More hexagons than this are refused: their neighbours are listed pair by pair."""

OUTSIDE = -1
"""Number of the hexagon of a point that lies in none."""

_CHUNK = 32_768
"""Points taken at a time, so that what is computed between stays in the processor's cache."""

_ROUNDING = 1e-6
"""Share of a hexagon by which the ground to be covered is widened: a point on its edge may round either way."""

_CORNERS_X = np.array([0, 1, 1, 0, -1, -1])
_CORNERS_Y = np.array([-2, -1, 1, 2, 1, -1])
"""Corners from the southernmost, counter-clockwise, in half widths and half sides from the centre."""


@dataclass(frozen=True, slots=True)
class Hexagons:
    """Regular hexagons in rows; hexagon number `row * nx + column`.

    Attributes
    ----------
    x0, y0
        Centre of the first hexagon, row 0 and column 0, metres.
    width
        From side to opposite side, metres, above 0: the distance between the centres of neighbours. A side has
        width / √3, a hexagon has width² √3 / 2.
    nx, ny
        Number of columns and rows, at least 1. Rows 1, 3, 5 … lie half a width further east.

    Raises
    ------
    AnalysisError
        If the width is not above 0, a coordinate is not finite, or there would be more than two million hexagons.
    """

    x0: float
    y0: float
    width: float
    nx: int
    ny: int

    def __post_init__(self) -> None:
        _usable(self.width)
        if not (isfinite(self.x0) and isfinite(self.y0)) or self.nx < 1 or self.ny < 1:
            raise AnalysisError(N_("The hexagons have no ground: check the coordinates of the layers."))
        if self.nx * self.ny > MOST_CELLS:
            raise AnalysisError(
                N_(
                    "{nx} x {ny} hexagons are too many: choose hexagons wider than {width} m (--cell), or a smaller area."
                ),
                nx=self.nx,
                ny=self.ny,
                width=self.width,
            )

    @staticmethod
    def covering(bounds: tuple[float, float, float, float], width: float) -> Hexagons:
        """Return the hexagons that cover `bounds` (min x, min y, max x, max y), metres.

        Hexagons of one width always have the same places, whatever the bounds: one is centred on the origin of the CRS.
        """
        _usable(width)
        if not all(map(isfinite, bounds)):
            raise AnalysisError(N_("The hexagons have no ground: check the coordinates of the layers."))
        rise = _rise(width)
        west, south, east, north = (
            bound / step + side * _ROUNDING
            for bound, step, side in zip(bounds, (width, rise) * 2, (-1, -1, 1, 1), strict=True)
        )
        # A point belongs to the row of centres below it or to the one above. Row 0 has to be one that is not shifted.
        first, last = 2 * floor(floor(south) / 2), floor(north) + 1
        left, right = floor(west), floor(east + 0.5)
        return Hexagons(left * width, first * rise, width, right - left + 1, last - first + 1)

    @property
    def area(self) -> float:
        """Area of a hexagon, square metres."""
        return self.width**2 * sqrt(3) / 2

    def __len__(self) -> int:
        return self.nx * self.ny

    def centres(self) -> NDArray[np.float64]:
        """Return (nx * ny, 2) the centre of each hexagon, metres."""
        column, row = self._places()
        return np.column_stack(
            (self.x0 + (2 * column + row % 2) * (self.width / 2), self.y0 + 3 * row * (_side(self.width) / 2))
        )

    def cells(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the hexagon of each point.

        A point on an edge belongs to one hexagon only: on an edge that runs north to south to the eastern one, on the
        others to the northern one (as far as coordinates, which are rounded, can say that they are on it).

        Parameters
        ----------
        xy
            (n, 2) metres.

        Returns
        -------
        (n,) number of the hexagon, -1 for points that lie in none or have no number as coordinate.
        """
        found = np.empty(len(xy), dtype=np.int64)
        for start in range(0, len(xy), _CHUNK):
            found[start : start + _CHUNK] = self._numbered(xy[start : start + _CHUNK])
        return found

    def counts(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return (nx * ny,) how many of the points (n, 2) lie in each hexagon; those outside are left out."""
        cells = self.cells(xy)
        return np.bincount(cells[cells >= 0], minlength=len(self)).astype(np.int64)

    def polygons(self, cells: NDArray[np.int64] | None = None) -> NDArray[Any]:
        """Return (k,) polygons of the hexagons with these numbers, or of all; neighbours have identical corners."""
        column, row = self._places(cells)
        # Corners are whole numbers of half widths and half sides: the same corner is computed the same way for each.
        x = self.x0 + ((2 * column + row % 2)[:, None] + _CORNERS_X) * (self.width / 2)
        y = self.y0 + (3 * row[:, None] + _CORNERS_Y) * (_side(self.width) / 2)
        polygons: NDArray[Any] = shapely.polygons(np.stack((x, y), axis=-1))
        return polygons

    def pairs(self, *, rings: int = 1) -> NDArray[np.int64]:
        """Return the pairs of hexagons that are at most some steps apart, in both directions.

        Parameters
        ----------
        rings
            Steps from neighbour to neighbour, at least 1: 1 gives the six around each, 2 gives 18.

        Returns
        -------
        (m, 2) numbers of hexagons, none with itself.

        Raises
        ------
        AnalysisError
            If there are fewer than one ring.
        """
        if rings < 1:
            raise AnalysisError(N_("The neighbourhood is {radius} cells: choose 1 or more."), radius=rings)
        column, row = self._places()
        # Axial coordinates: along a row, and along the diagonal to the north-east, on which columns do not jump.
        axis = column - row // 2
        own = np.arange(len(self))
        found = []
        for north in range(-rings, rings + 1):
            for east in range(max(-rings, -rings - north), min(rings, rings - north) + 1):
                if (north, east) == (0, 0):
                    continue
                there = row + north
                beside = axis + east + there // 2
                inside = (there >= 0) & (there < self.ny) & (beside >= 0) & (beside < self.nx)
                found.append(np.column_stack((own[inside], there[inside] * self.nx + beside[inside])))
        return np.concatenate(found)

    def _places(self, cells: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the column and row of each hexagon."""
        row, column = np.divmod(np.arange(len(self)) if cells is None else cells, self.nx)
        return column, row

    def _numbered(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        along = (xy[:, 0] - self.x0) / self.width
        up = (xy[:, 1] - self.y0) / _rise(self.width)
        with np.errstate(invalid="ignore"):  # what is not a number is dealt with below
            below = np.floor(up)
            odd = below % 2
            # Centres of the row above stand midway between those of the row below. With `aside` widths from the
            # nearest centre below and `risen` of the way up, the row above is as near where 3 risen = 2 (1 - aside).
            off = along - 0.5 * odd
            aside = np.abs(off - np.floor(off + 0.5))
            above = 3 * (up - below) >= 2 * (1 - aside)
            row = below + above
            column = np.floor(along + 0.5 - 0.5 * (odd != above))
            inside = (row >= 0) & (row < self.ny) & (column >= 0) & (column < self.nx)
            return np.where(inside, row * self.nx + column, OUTSIDE).astype(np.int64)


def _usable(width: float) -> None:
    if not (isfinite(width) and width > 0):
        raise AnalysisError(N_("The cell size is {cell} m: choose one above 0."), cell=width)


def _side(width: float) -> float:
    return width / sqrt(3)


def _rise(width: float) -> float:
    """Return the distance between two rows of centres."""
    return 3 * (_side(width) / 2)
