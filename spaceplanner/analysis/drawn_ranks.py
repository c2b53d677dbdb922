"""Ranks in many draws, and where they lie over all of them: what `stability` and `rank_changes` share."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False, slots=True)
class Stability:
    """Where the ranks of n spaces lie over all draws; NaN for a space of which no part is known.

    Attributes
    ----------
    median, low, high
        (n,) rank that half, 5 % and 95 % of the draws do not exceed.
    top_share
        (n,) share of the draws in which the space's rank is at most `top`.
    top, draws
        As asked for.
    """

    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    top_share: NDArray[np.float64]
    top: int
    draws: int


def rounded(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return scores from 0 to 1 as whole numbers, the greatest first; those that share a rank are equal.

    Parameters
    ----------
    scores
        Of any shape.
    """
    whole: NDArray[np.int64] = np.rint(-100 * scores * 10**need.EQUAL).astype(np.int64)
    return whole


def ranks(scores: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return ranks (rows, k) of each row of rounded scores as `need.ranks` has them.

    A score and its place are packed into one integer, which sorts faster than an indirect sort does.

    Parameters
    ----------
    scores
        (rows, k) as from `rounded`.
    """
    rows, k = scores.shape
    bits = max(k - 1, 1).bit_length()
    packed = (scores << bits) | np.arange(k)
    packed.sort(axis=1)
    first = np.ones((rows, k), dtype=np.bool_)
    first[:, 1:] = (packed[:, 1:] >> bits) != (packed[:, :-1] >> bits)
    best = np.maximum.accumulate(np.where(first, np.arange(1, k + 1, dtype=np.int32), 0), axis=1, dtype=np.int32)
    found = np.empty((rows, k), dtype=np.int32)
    np.put_along_axis(found, packed & ((1 << bits) - 1), best, axis=1)
    return found


def summary(drawn: NDArray[np.int32], ranked: NDArray[np.int64], n: int, top: int) -> Stability:
    """Return where the ranks of n spaces lie.

    Parameters
    ----------
    drawn
        (draws, k) ranks, from 1.
    ranked
        (k,) the spaces that have these; all others have none.
    n
        Number of spaces.
    top
        Ranks up to this are the top.
    """
    columns = np.full((4, n), np.nan)
    columns[:, ranked] = summarised(drawn, top)
    low, median, high, share = columns
    return Stability(median=median, low=low, high=high, top_share=share, top=top, draws=len(drawn))


def summarised(drawn: NDArray[np.int32], top: int) -> NDArray[np.float64]:
    """Return low, median, high and the share of the top (4, k) of ranks (draws, k).

    Parameters
    ----------
    drawn
        (draws, k) ranks, from 1.
    top
        Ranks up to this are the top.
    """
    ascending = np.sort(np.ascontiguousarray(drawn.T), axis=1)
    found = np.empty((4, drawn.shape[1]))
    for row, end in enumerate(_ENDS):
        found[row] = ascending[:, ceil(end * len(drawn)) - 1]
    found[3] = (drawn <= top).mean(axis=0)
    return found
