"""What moves a proposal's score and rank, one input at a time, and how far a weight can go before another is first.

One-way sensitivity of a weighted sum; the ranges of the weights in closed form as in Triantaphyllou & Sanchez 1997, *A
sensitivity analysis approach for some deterministic multi-criteria decision-making methods*, Decision Sciences 28(1). See
docs/methods/ranking.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need, weighted_sum
from spaceplanner.analysis.weighted_sum import NOTHING
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

WEIGHT, VALUE = "weight", "value"
"""What an input is: the weight of a criterion, or the proposal's value in it."""

FACTORS = (0.0, 2.0)
"""A weight is tried from nothing to twice what it is, the others keeping their proportions."""

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Bar:
    """One input of a tornado.

    Attributes
    ----------
    kind
        `WEIGHT` or `VALUE`.
    criterion
        Place of the criterion.
    inputs
        The input at its low end, its base and its high end: a weight as a share of 1, or a value from 0 to 1.
    scores, ranks
        The proposal's at the low and at the high end, all else at base.
    """

    kind: str
    criterion: int
    inputs: tuple[float, float, float]
    scores: tuple[float, float]
    ranks: tuple[int, int]

    @property
    def swing(self) -> float:
        """How far apart the two scores are."""
        return abs(self.scores[1] - self.scores[0])


@dataclass(frozen=True, slots=True)
class Tornado:
    """What moves one proposal.

    Attributes
    ----------
    score, rank
        With all inputs at base.
    bars
        The greatest swing first; of equal swings that with the greater change of rank, then weights before values, in the
        order of the criteria.
    """

    score: float
    rank: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, eq=False, slots=True)
class WeightRanges:
    """How far each of m weights can go, the others keeping their proportions, before another proposal is first.

    Attributes
    ----------
    first
        Places of those that are first today.
    weight
        (m,) today's weights, adding up to 1.
    low, high
        (m,) ends of the range within 0 to 1 in which nobody else is first alone; NaN where one criterion has all the
        weight, so that the others have no proportions to keep.
    below, above
        For each criterion the places of those that take over at its low or high end; empty where nobody does.
    """

    first: tuple[int, ...]
    weight: Numbers
    low: Numbers
    high: Numbers
    below: tuple[tuple[int, ...], ...]
    above: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False, slots=True)
class WeightSwings:
    """What k weights do to n proposals: a weight from nothing to twice what it is.

    Attributes
    ----------
    criteria
        Places of the criteria; one of weight 0, or with all the weight, is not among them.
    ends
        (k, 2) shares at the low and the high end.
    scores, ranks
        (k, 2, n) of all proposals there.
    """

    criteria: tuple[int, ...]
    ends: Numbers
    scores: Numbers
    ranks: NDArray[np.int64]


def tornado(
    values: Numbers,
    weights: Sequence[float],
    proposal: int,
    *,
    low: Numbers | None = None,
    high: Numbers | None = None,
    missing: str = NOTHING,
) -> Tornado | None:
    """Return how far each weight, and each uncertain value of the proposal, moves its score and rank.

    With its weight f times what it is and all scaled to 1 again, a criterion of value v takes the score S (as a share of 1)
    to (S + (f - 1) w v) / (1 + (f - 1) w): a criterion whose value equals the score has no swing.

    Parameters
    ----------
    values
        (n, m), 0 to 1; NaN where there is no data.
    weights
        m weights, at least 0, of any sum above 0. A weight of 0, or one that is all the weight, has no bar.
    proposal
        Place of the proposal looked at; only its own values move.
    low, high
        (m,) ends of its values, such as the 5 and 95 % quantiles; NaN where a value is certain. None: all are.
    missing
        As in `weighted_sum.scores`.

    Returns
    -------
    Tornado | None
        None if the proposal has no score: weights are shared out, and none of its criteria is known.

    Raises
    ------
    AnalysisError
        If values, ends, weights or the rule cannot be used, or there is no such proposal.
    """
    shares = weighted_sum.shares(weights, values.shape[-1])
    weighted_sum.check(values, len(shares), missing)
    if not 0 <= proposal < len(values):
        raise AnalysisError(N_("There is no proposal number {number}."), number=proposal + 1)
    base = weighted_sum.scores(values, shares[None], missing)
    if np.isnan(base[0, proposal]):
        return None
    score, rank = float(base[0, proposal]), int(weighted_sum.rank(base, proposal)[0])
    bars = [
        *_of_weights(values, shares, proposal, missing),
        *_of_values(values, shares, proposal, (low, high), missing),
    ]
    bars.sort(key=lambda bar: (-round(bar.swing, need.EQUAL), -abs(bar.ranks[1] - bar.ranks[0])))
    return Tornado(score, rank, tuple(bars))


def weight_swings(values: Numbers, weights: Sequence[float]) -> WeightSwings:
    """Return what each weight does to all proposals at once, as `tornado` has it; what is missing counts as nothing.

    Parameters and errors as in `tornado`.
    """
    shares = weighted_sum.shares(weights, values.shape[-1])
    moved, changed, ends = _changed(shares)
    found = weighted_sum.scores(values, changed)
    ranked = np.array([need.ranks(row) for row in found], dtype=np.int64).reshape(found.shape)
    shape = (len(moved), 2, len(values))
    return WeightSwings(tuple(moved.tolist()), ends, found.reshape(shape), ranked.reshape(shape))


def moved(
    values: Numbers, weights: Sequence[float], places: Sequence[int], rows: Numbers
) -> tuple[Numbers, NDArray[np.int64]]:
    """Return the scores (k,) and the ranks (k,) of proposals with other values, each alone, what is missing being nothing.

    For an input that moves several values at once, such as a cost.

    Parameters
    ----------
    values, weights
        As in `tornado`.
    places
        k proposals, with repeats.
    rows
        (k, m) values in place of their own.

    Raises
    ------
    AnalysisError
        If values or weights cannot be used.
    """
    shares = weighted_sum.shares(weights, values.shape[-1])
    base = np.round(weighted_sum.scores(values, shares[None])[0], need.EQUAL)
    found = weighted_sum.scores(rows, shares[None])[0]
    own = np.round(found, need.EQUAL)
    # All that are ahead of it but its former self.
    ahead = len(base) - np.searchsorted(np.sort(base), own, side="right") - (base[list(places)] > own)
    return found, np.asarray(1 + ahead, dtype=np.int64)


def _changed(shares: Numbers) -> tuple[NDArray[np.int64], Numbers, Numbers]:
    """Return which weights move, the sets of weights (2k, m) at their low and high ends in turn, and the ends (k, 2)."""
    moved = np.flatnonzero((shares > 0) & (shares < 1))
    rows, own = np.arange(2 * len(moved)), np.repeat(moved, 2)
    changed = np.tile(shares, (2 * len(moved), 1))
    changed[rows, own] *= np.tile(FACTORS, len(moved))
    changed /= changed.sum(axis=1, keepdims=True)
    return moved, changed, changed[rows, own].reshape(-1, 2)


def _of_weights(values: Numbers, shares: Numbers, proposal: int, missing: str) -> list[Bar]:
    moved, changed, ends = _changed(shares)
    found = weighted_sum.scores(values, changed, missing)
    # A proposal of which only this criterion is known has no score without it: its own stays what it is.
    alone = np.isnan(found[:, proposal])
    found[alone] = weighted_sum.scores(values, shares[None], missing)
    return [
        Bar(WEIGHT, int(place), (float(end[0]), float(shares[place]), float(end[1])), *pair)
        for place, end, pair in zip(moved, ends, _pairs(found, proposal), strict=True)
    ]


def _of_values(
    values: Numbers, shares: Numbers, proposal: int, ends: tuple[Numbers | None, Numbers | None], missing: str
) -> list[Bar]:
    low, high = (np.full(len(shares), np.nan) if end is None else end for end in ends)
    own = values[proposal]
    if low.shape != shares.shape or high.shape != shares.shape or (np.isnan(low) != np.isnan(high)).any():
        raise AnalysisError(N_("Give the low and the high end of a value, or neither, for each criterion."))
    if (low > high).any() or (low < 0).any() or (high > 1).any():
        raise AnalysisError(N_("Some ends of values lie outside 0 to 1, or the low end is above the high one."))
    moved = np.flatnonzero(~np.isnan(low) & ~np.isnan(own) & (shares > 0))
    if not len(moved):
        return []
    rest = weighted_sum.scores(values, shares[None], missing)
    found = np.repeat(rest, 2 * len(moved), axis=0)
    changed = np.tile(own, (2 * len(moved), 1))
    changed[np.arange(len(changed)), np.repeat(moved, 2)] = np.column_stack((low[moved], high[moved])).ravel()
    found[:, proposal] = weighted_sum.scores(changed, shares[None], missing)[0]
    return [
        Bar(VALUE, int(place), (float(low[place]), float(own[place]), float(high[place])), *pair)
        for place, pair in zip(moved, _pairs(found, proposal), strict=True)
    ]


def _pairs(found: Numbers, proposal: int) -> list[tuple[tuple[float, float], tuple[int, int]]]:
    """Return the scores and the ranks of the proposal, low and high end after another in the rows of `found`."""
    scores = found[:, proposal].reshape(-1, 2).tolist()
    ranks = weighted_sum.rank(found, proposal).astype(np.int64).reshape(-1, 2).tolist()
    return [((low, high), (first, last)) for (low, high), (first, last) in zip(scores, ranks, strict=True)]


def weight_ranges(values: Numbers, weights: Sequence[float]) -> WeightRanges | None:
    """Return the range of each weight in which the present first stays first.

    With t the weight of a criterion, a proposal's documented points are the line t v + (1 - t) R, R its points from the
    others with their weights scaled to 1. Another takes over where its line crosses that of the first: exact, no search. Of
    several that are first today, the one that rises most to either side counts. Missing values are nothing
    (docs/adr/0001), for that is what decides the rank.

    Parameters
    ----------
    values
        (n, m), 0 to 1; NaN where there is no data.
    weights
        m weights, at least 0, of any sum above 0.

    Returns
    -------
    WeightRanges | None
        None without proposals.

    Raises
    ------
    AnalysisError
        If values or weights cannot be used.
    """
    shares = weighted_sum.shares(weights, values.shape[-1])
    found = weighted_sum.scores(values, shares[None])[0]
    if not len(found):
        return None
    firsts = np.flatnonzero(need.ranks(found) == 1)
    filled = np.nan_to_num(values)
    sides = [
        [_takeover(filled, found / 100, shares, firsts, (place, side)) for side in (-1, 1)]
        for place in range(len(shares))
    ]
    return WeightRanges(
        first=tuple(firsts.tolist()),
        weight=shares,
        low=np.array([side[0][0] for side in sides]),
        high=np.array([side[1][0] for side in sides]),
        below=tuple(side[0][1] for side in sides),
        above=tuple(side[1][1] for side in sides),
    )


def _takeover(
    values: Numbers, found: Numbers, shares: Numbers, firsts: NDArray[np.int64], towards: tuple[int, int]
) -> tuple[float, tuple[int, ...]]:
    """Return the weight at which others take over from the first on one side of today's, and who they are."""
    place, side = towards
    weight = shares[place]
    if weight == 1:
        return np.nan, ()
    # Per unit of weight, v - R, with R = (S - w v) / (1 - w).
    slopes = side * (values[:, place] - found) / (1 - weight)
    best = firsts[np.argmax(slopes[firsts])]
    gain = slopes - slopes[best]
    gain[firsts] = 0.0
    room = weight if side < 0 else 1 - weight
    step = np.divide(found[best] - found, gain, out=np.full(len(found), np.inf), where=gain > _SAME)
    nearest = step.min()
    if nearest >= room - _SAME:
        return float(weight + side * room), ()
    takers = np.flatnonzero(step <= nearest + _SAME)
    return float(weight + side * nearest), tuple(takers.tolist())
