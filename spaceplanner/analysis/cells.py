"""Points sorted into square cells, so that a box needs to look at few of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

_MOST_CELLS = 1_000_000
_LEAST_SIDE = 1e-3
_TOGETHER = 500_000
"""Candidates yielded at a time, so that memory does not grow with the city."""


def candidates(xy: Floats, boxes: Floats) -> Iterator[tuple[Indices, Indices]]:
    """Yield pairs of box and point among which is every point in a box, and few others.

    Parameters
    ----------
    xy
        (n, 2) points, metres; those that are not finite are in no box.
    boxes
        (k, 4) west, south, east, north, metres; a box that is not finite holds nothing.

    Yields
    ------
    Indices of box and point, (m,) each. The boxes ascend, and all pairs of a box come together; its points come in any
    order.
    """
    x0, y0, x1, y1 = boxes.T
    usable = np.flatnonzero((x0 <= x1) & (y0 <= y1) & np.isfinite(boxes).all(axis=1))
    found = _inside(xy, boxes[usable])
    if not len(found):
        return
    grid = _Cells.around(xy[found], boxes[usable])
    ranges = grid.ranges(boxes[usable])
    column, row = grid.place(xy[found])
    wanted = ranges.wanted(grid)[row, column]
    found, cell = found[wanted], row[wanted] * grid.nx + column[wanted]
    found = found[np.argsort(cell)]
    first = np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=grid.nx * grid.ny))))
    for box, start, end in ranges.spread(first, grid.nx):
        length = end - start
        ends = np.cumsum(length)
        places = np.arange(ends[-1]) + np.repeat(start - ends + length, length)
        yield np.repeat(usable[box], length), found[places]


def _inside(xy: Floats, boxes: Floats) -> Indices:
    """Return the points in the box around all boxes: what lies beyond must not make the cells larger."""
    if not len(boxes):
        return np.empty(0, dtype=np.int64)
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    x, y = xy[:, 0], xy[:, 1]
    return np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))


@dataclass(frozen=True, eq=False, slots=True)
class _Cells:
    """A grid over the points: its `low` (2,) corner, the side of a cell, and the numbers of columns and rows."""

    low: Floats
    side: float
    nx: int
    ny: int

    @classmethod
    def around(cls, xy: Floats, boxes: Floats) -> _Cells:
        """Return cells of about a quarter of the usual box's side."""
        # Column by column: NumPy's reduction over an axis of two is ten times slower.
        low = np.array([column.min() for column in xy.T])
        width, height = (float(column.max()) - west for column, west in zip(xy.T, low.tolist(), strict=True))
        usual = float(np.median(boxes[:, 2:] - boxes[:, :2]))
        side = max(usual / 4, sqrt(width * height / _MOST_CELLS), max(width, height) / _MOST_CELLS, _LEAST_SIDE)
        return cls(low, side, int(width / side) + 1, int(height / side) + 1)

    def place(self, xy: Floats) -> tuple[Indices, Indices]:
        """Return the column and the row of places, held within the grid."""
        column, row = np.floor((xy - self.low) / self.side).T
        return (
            np.clip(column, 0, self.nx - 1).astype(np.int64),
            np.clip(row, 0, self.ny - 1).astype(np.int64),
        )

    def ranges(self, boxes: Floats) -> _Ranges:
        """Return the cells that boxes touch; both go through the same rounding, so that no point is missed."""
        return _Ranges(*self.place(boxes[:, :2]), *self.place(boxes[:, 2:]))


@dataclass(frozen=True, eq=False, slots=True)
class _Ranges:
    """First and last column and row of each box's cells, (k,) each."""

    west: Indices
    south: Indices
    east: Indices
    north: Indices

    def wanted(self, grid: _Cells) -> NDArray[np.bool_]:
        """Return (rows, columns) whether a cell is touched by any box."""
        # Each box adds one at its south-west corner and takes it away beyond the others; sums spread it over its cells.
        steps = np.zeros((grid.ny + 1, grid.nx + 1), dtype=np.int32)
        for rows, columns, step in (
            (self.south, self.west, 1),
            (self.north + 1, self.west, -1),
            (self.south, self.east + 1, -1),
            (self.north + 1, self.east + 1, 1),
        ):
            np.add.at(steps, (rows, columns), step)
        np.cumsum(steps, axis=0, out=steps)
        np.cumsum(steps, axis=1, out=steps)
        return steps[:-1, :-1] > 0

    def spread(self, first: Indices, nx: int) -> Iterator[tuple[Indices, Indices, Indices]]:
        """Yield box, start and end of runs of sorted points, one for each row of cells, some boxes at a time.

        Parameters
        ----------
        first
            (cells + 1,) place of the first point of each cell.
        nx
            Number of columns.
        """
        rows = self.north - self.south + 1
        box = np.repeat(np.arange(len(rows)), rows)
        ends = np.cumsum(rows)
        row = np.arange(len(box)) + (self.south - ends + rows)[box]
        start, end = first[row * nx + self.west[box]], first[row * nx + self.east[box] + 1]
        upto = np.cumsum(end - start)
        done, run = 0, 0
        while run < len(box) and done < upto[-1]:
            # As many whole boxes as fit, but at least one.
            last = box[min(int(np.searchsorted(upto, done + _TOGETHER, side="right")), len(box) - 1)]
            stop = int(ends[max(last - 1, box[run])]) if upto[-1] > done + _TOGETHER else len(box)
            if upto[stop - 1] > done:
                yield box[run:stop], start[run:stop], end[run:stop]
            done, run = int(upto[stop - 1]), stop
