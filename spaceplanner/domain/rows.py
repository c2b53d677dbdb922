"""Sets of rows of a layer: rising row numbers, joined and taken apart by marks, in time that only grows with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW = 1000
"""Rows that are sorted; more of them are marked, which takes a hundredth of NumPy's time for a million."""


def rising(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return rows in any order as a set: rising, each once.

    Parameters
    ----------
    rows
        (n,) numbers of rows, not negative.
    """
    rows = np.asarray(rows, dtype=np.int64)
    if (np.diff(rows) > 0).all():
        return rows
    return np.unique(rows) if len(rows) <= _FEW else _numbers(_marks(rows))


def joined(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows that are in one of two sets or in both, rising."""
    return _numbers(_marks(one, other))


def without(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of a set that are not in the other, rising."""
    marks = _marks(one)
    marks[other[other < len(marks)]] = False
    return _numbers(marks)


def toggled(one: NDArray[np.int64], row: int) -> NDArray[np.int64]:
    """Return a set with a row that it lacked, or without one that it had."""
    place = int(np.searchsorted(one, row))
    there = place < len(one) and one[place] == row
    changed: NDArray[np.int64] = np.delete(one, place) if there else np.insert(one, place, row)
    return changed


def _marks(*sets: NDArray[np.int64]) -> NDArray[np.bool_]:
    marks = np.zeros(max((int(rows.max()) + 1 for rows in sets if len(rows)), default=0), dtype=np.bool_)
    for rows in sets:
        marks[rows] = True
    return marks


def _numbers(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(marks).astype(np.int64, copy=False)
