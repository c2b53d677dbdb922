"""What changed between two versions of an array, so that only that need be looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def matched(old: NDArray[np.float64], new: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each old row is among the new ones, and which rows are new.

    Rows that are equal from the start and from the end on are the same; between them they are compared one by one where
    there are equally many, else all between them counts as changed. So one row moved, added or taken away, or a few
    moved, are found as such; never is a row taken for one that it does not equal.

    Parameters
    ----------
    old, new
        (n, c) and (m, c) numbers. A row with NaN equals none.

    Returns
    -------
    (n,) the index in `new` of each old row, -1 where it is gone; and the indices in `new` of those that are new, rising.
    """
    shorter = min(len(old), len(new))
    same = (old[:shorter] == new[:shorter]).all(axis=1)
    ahead = shorter if same.all() else int(same.argmin())
    index = np.full(len(old), -1, dtype=np.int64)
    if len(old) == len(new):
        index[same] = np.flatnonzero(same)
        return index, np.flatnonzero(~same)
    rest = shorter - ahead
    behind = (old[len(old) - rest :] == new[len(new) - rest :]).all(axis=1)[::-1]
    behind_count = rest if behind.all() else int(behind.argmin())
    index[:ahead] = np.arange(ahead)
    if behind_count:
        index[-behind_count:] = np.arange(len(new) - behind_count, len(new))
    return index, np.arange(ahead, len(new) - behind_count)
