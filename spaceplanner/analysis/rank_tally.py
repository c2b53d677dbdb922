"""A tally of ranks over many draws, in which equal things share their ranks fairly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BYTES = np.dtype(np.uint64).itemsize
_BLOCK = 255 * _BYTES
"""Draws compared in pairs at a time: an eighth of their number fits into a byte."""

_NEARLY = 1e-9


class Tally:
    """Counts of ranks of r things, of the weights under which they are first, and of who is before whom.

    Parameters
    ----------
    things, criteria
        How many there are.
    pairs
        Whether to count who is before whom, r x r for each draw.
    """

    def __init__(self, things: int, criteria: int, *, pairs: bool) -> None:
        self.things = things
        self.pairs = pairs
        self.draws = 0
        self._alone = np.zeros((things, things), dtype=np.int64)
        self._tied = np.zeros((things, things))
        self._first = np.zeros(things)
        self._weights = np.zeros((things, criteria))
        self._ranks: list[NDArray[np.int16 | np.int32]] = []

    def add(self, scores: NDArray[np.float64], weights: NDArray[np.float64]) -> None:
        """Count k draws: scores (k, r), 0 to 100, greater is better, and the weights (k, m) they were made with."""
        self.draws += len(scores)
        if not self.things:
            return
        thing, first, last = _groups(scores)
        size = last - first + 1
        cells = thing * self.things + first
        self._count(cells, size)
        if self.pairs:
            ranks = np.empty(scores.shape, dtype=np.int16 if self.things < np.iinfo(np.int16).max else np.int32)
            np.put_along_axis(ranks, thing, first.astype(ranks.dtype), axis=1)
            self._ranks.append(ranks)
        draw, place = np.nonzero(first == 0)
        winner, share = thing[draw, place], 1 / size[draw, place]
        self._first += np.bincount(winner, share, self.things)
        for criterion, column in enumerate(weights.T):
            self._weights[:, criterion] += np.bincount(winner, share * column[draw], self.things)

    def _count(self, cells: NDArray[np.int64], size: NDArray[np.int64]) -> None:
        alone = size == 1
        # Whole numbers are counted as such, so that what never happens is exactly 0.
        self._alone += np.bincount(cells[alone], minlength=self._alone.size).reshape(self._alone.shape)
        if alone.all():
            return
        groups, counts = np.unique(cells[~alone] * (self.things + 1) + size[~alone], return_counts=True)
        cell, length = np.divmod(groups, self.things + 1)
        starts = np.cumsum(length) - length
        ranks = np.repeat(cell, length) + np.arange(length.sum()) - np.repeat(starts, length)
        shared = np.bincount(ranks, np.repeat(counts / length, length), self._tied.size)
        self._tied += shared.reshape(self._tied.shape)

    def _counts(self) -> NDArray[np.float64]:
        return self._alone + self._tied

    def shares(self) -> NDArray[np.float64]:
        """Return the share (r, r) of draws in which the row's thing has rank 1, 2 ..."""
        return self._counts() / max(self.draws, 1)

    def expected(self) -> NDArray[np.float64]:
        """Return the mean rank (r,)."""
        # No matrix product: a row's sum must not depend on where it stands.
        mean: NDArray[np.float64] = (self.shares() * np.arange(1, self.things + 1)).sum(axis=1)
        return mean

    def quantile(self, share: float) -> NDArray[np.float64]:
        """Return the least rank (r,) that a share of the draws does not exceed."""
        enough = np.cumsum(self._counts(), axis=1) >= share * self.draws - _NEARLY * self.draws
        return 1.0 + np.argmax(enough, axis=1) if self.things else np.empty(0)

    def central(self) -> NDArray[np.float64]:
        """Return the mean weights (r, m) under which each is first; NaN where it never is."""
        first = self._first[:, None]
        mean: NDArray[np.float64] = np.divide(
            self._weights, first, out=np.full(self._weights.shape, np.nan), where=first > 0
        )
        return mean

    def winning(self) -> NDArray[np.float64]:
        """Return the share (r, r) of draws in which the row's thing is before the column's, ties half."""
        before = np.zeros((self.things, self.things), dtype=np.int64)
        for block in self._blocks():
            for place in range(self.things - 1):
                later = block[place + 1 :]
                before[place, place + 1 :] += _true(block[place] < later)
                before[place + 1 :, place] += _true(block[place] > later)
        equal = self.draws - before - before.T
        return (before + equal / 2) / max(self.draws, 1)

    def _blocks(self) -> Iterator[NDArray[np.int16 | np.int32]]:
        """Yield ranks (r, block), the last block filled up with zeros: there nothing is before anything."""
        ranks = np.concatenate(self._ranks) if self._ranks else np.empty((0, self.things), dtype=np.int16)
        for start in range(0, len(ranks), _BLOCK):
            part = ranks[start : start + _BLOCK]
            block = np.zeros((self.things, _BLOCK), dtype=ranks.dtype)
            block[:, : len(part)] = part.T
            yield block


def _true(held: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many of a block are true, by row: eight bytes are added up at a time, and none of them overflows."""
    lanes = held.view(np.uint64).sum(axis=1, dtype=np.uint64)
    return np.asarray(lanes.view(np.uint8).reshape(-1, _BYTES).sum(axis=1, dtype=np.int64))


def _groups(scores: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each row of scores and from the greatest down, the thing, and the first and last rank of its equals from 0.

    A rounded score and its place are packed into one integer, which sorts faster than an indirect sort does.
    """
    rows, things = scores.shape
    bits = max(things - 1, 1).bit_length()
    packed = (np.rint(-scores * 10**need.EQUAL).astype(np.int64) << bits) | np.arange(things)
    packed.sort(axis=1)
    thing, score = packed & ((1 << bits) - 1), packed >> bits
    starts = np.ones((rows, things), dtype=np.bool_)
    starts[:, 1:] = score[:, 1:] != score[:, :-1]
    place = np.broadcast_to(np.arange(things), (rows, things))
    if starts.all():
        return thing, place, place
    ends = np.ones_like(starts)
    ends[:, :-1] = starts[:, 1:]
    first = np.maximum.accumulate(np.where(starts, place, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, place, things)[:, ::-1], axis=1)[:, ::-1]
    return thing, first, last
