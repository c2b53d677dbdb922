"""Condition of spaces from field audits: an index with its parts, and how far the auditors agree.

An audit is one visit by one auditor to one space: up to nine items, each rated on one scale on which more is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import agreement
from spaceplanner.analysis.need import weigh
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.analysis.agreement import Agreement

ITEMS = (
    "lighting",
    "openness",
    "visibility",
    "people",
    "upkeep",
    "furniture",
    "paths",
    "accessibility",
    "safety",
)
"""The items of the form, in the order of the columns of ratings; `safety` is the feeling of it."""

_LIKELY = 0.95
"""Share of the ratings that must lie on a scale for it to be taken: the others are slips of the pen."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The least and the greatest rating, the greatest is the best."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not -np.inf < self.low < self.high < np.inf:
            raise AnalysisError(
                N_("A scale from {low} to {high} is none: the greatest rating must be above the least."),
                low=self.low,
                high=self.high,
            )


FORM = Scale(1, 5)
_SCALES = (Scale(0, 1), FORM, Scale(0, 5), Scale(1, 10), Scale(0, 10), Scale(0, 100))


@dataclass(frozen=True, eq=False, slots=True)
class Condition:
    """The condition of k spaces from p items.

    Attributes
    ----------
    index
        (k,) 0 (worst) to 100 (best): the sum of the points; NaN where nothing was rated.
    means
        (k, p) mean of each item, 0 to 1; NaN where nobody rated it.
    weights
        (k, p) what each item weighs there: a missing one's weight is shared out among the others in proportion.
    points
        (k, p) what each item adds to the index; 0 where it is missing.
    auditors, visits
        (k,) auditors whose ratings count, and all visits, older ones by the same auditor included.
    newest
        (k,) day and time of the newest visit that counts; NaT where unknown.
    off_scale, unplaced
        Ratings that were left out because they are not on the scale, and visits to no known space.
    """

    index: NDArray[np.float64]
    means: NDArray[np.float64]
    weights: NDArray[np.float64]
    points: NDArray[np.float64]
    auditors: NDArray[np.int64]
    visits: NDArray[np.int64]
    newest: NDArray[np.datetime64]
    off_scale: int
    unplaced: int


def scale_of(ratings: NDArray[np.float64]) -> Scale | None:
    """Return the scale that ratings seem to be on: the narrowest common one that holds 95 % of them; None if none does.

    Ratings that all lie between 0 and 1 are of 0 to 1, unless all are 1: then, and without ratings, it is the form's.
    A 0 tells 0 to 5 from 1 to 5. It is a guess to be shown and confirmed.

    Parameters
    ----------
    ratings
        Any shape; NaN where there is none.
    """
    given = ratings[~np.isnan(ratings)]
    if not len(given) or (given == 1).all():
        return FORM
    fitting = (scale for scale in _SCALES if _on(given, scale).mean() >= _LIKELY)
    return next(fitting, None)


def latest(space: NDArray[np.int64], auditor: NDArray[np.int64], when: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Return (n,) which visits count: each auditor's newest to each space, the later row where the time is the same.

    A visit without a time is older than any with one. Visits by an unknown auditor all count: nobody knows whether one
    replaces another.

    Parameters
    ----------
    space, auditor
        (n,) indices; -1 is unknown. Visits to an unknown space do not count.
    when
        (n,) times; NaT is unknown.
    """
    n = len(space)
    # NaT sorts last, so it is put first by hand.
    order = np.lexsort((np.arange(n), when, ~np.isnat(when), auditor, space))
    last = np.ones(n, dtype=np.bool_)
    last[:-1] = (np.diff(space[order]) != 0) | (np.diff(auditor[order]) != 0)
    counts = np.zeros(n, dtype=np.bool_)
    counts[order[last]] = True
    counts |= auditor < 0
    return counts & (space >= 0)


def index(
    ratings: NDArray[np.float64],
    space: NDArray[np.int64],
    auditor: NDArray[np.int64],
    when: NDArray[np.datetime64],
    *,
    spaces: int,
    scale: Scale = FORM,
    weights: Sequence[float] | None = None,
) -> Condition:
    """Return the condition index of each space, with its parts.

    The newest ratings of each auditor count. An item's mean over them, (mean - low) / (high - low), is its value; the
    index is 100 times the weighted mean of the values of the items that were rated.

    Parameters
    ----------
    ratings
        (n, p) one row a visit, one column an item; NaN where it was not rated. What is off the scale is left out.
    space, auditor
        (n,) index of the space, and of the auditor; -1 is unknown.
    when
        (n,) time of the visit; NaT is unknown.
    spaces
        How many spaces there are.
    scale
        Of all ratings.
    weights
        p weights, at least 0, of any sum above 0; None: all items weigh the same.

    Raises
    ------
    AnalysisError
        If a weight is negative, all are 0, there are not p of them, or an index names no space.
    """
    items = ratings.shape[1]
    shares = np.ones(items) if weights is None else np.asarray(weights, dtype=np.float64)
    if shares.shape != (items,):
        raise AnalysisError(
            N_("There are {count} weights for {items} items: give one for each."), count=shares.size, items=items
        )
    if len(space) and space.max() >= spaces:
        raise AnalysisError(N_("The audits name spaces that do not exist: there are {count} spaces."), count=spaces)
    values, off_scale = _values(ratings, scale)
    counted = latest(space, auditor, when)
    means = _means(values[counted], space[counted], spaces)
    weighed = weigh(means, shares.tolist())
    placed = space >= 0
    newest = np.full(spaces, np.datetime64("NaT"), dtype="datetime64[s]")
    timed = counted & ~np.isnat(when)
    np.fmax.at(newest, space[timed], when[timed].astype("datetime64[s]"))
    return Condition(
        index=weighed.need,
        means=means,
        weights=weighed.weights,
        points=weighed.points,
        auditors=np.bincount(space[counted], minlength=spaces),
        visits=np.bincount(space[placed], minlength=spaces),
        newest=newest,
        off_scale=off_scale,
        unplaced=int(np.count_nonzero(~placed)),
    )


def agreements(
    ratings: NDArray[np.float64],
    space: NDArray[np.int64],
    auditor: NDArray[np.int64],
    when: NDArray[np.datetime64],
    *,
    scale: Scale = FORM,
    level: str = "ordinal",
) -> tuple[tuple[Agreement, ...], Agreement]:
    """Return how far auditors agree on each item, and over all items together.

    Over all, every item of every space is a unit. Visits by unknown auditors are left out.

    Parameters
    ----------
    ratings, space, auditor, when, scale
        As for `index`.
    level
        As for `agreement.alpha`.

    Raises
    ------
    AnalysisError
        If there is no such level.
    """
    counted = latest(space, auditor, when) & (auditor >= 0)
    kept = _values(ratings, scale)[0][counted]
    of, unit = np.unique(space[counted], return_inverse=True)
    who, rater = np.unique(auditor[counted], return_inverse=True)
    table = np.full((len(who), len(of), ratings.shape[1]), np.nan)
    table[rater, unit] = kept
    each = tuple(agreement.alpha(table[:, :, item], level=level) for item in range(ratings.shape[1]))
    return each, agreement.alpha(table.reshape(len(who), len(of) * ratings.shape[1]), level=level)


def _on(ratings: NDArray[np.float64], scale: Scale) -> NDArray[np.bool_]:
    on: NDArray[np.bool_] = (ratings >= scale.low) & (ratings <= scale.high)
    return on


def _values(ratings: NDArray[np.float64], scale: Scale) -> tuple[NDArray[np.float64], int]:
    """Return ratings as 0 to 1, NaN where there is none on the scale, and how many are off it."""
    on = _on(ratings, scale)
    values = np.where(on, (ratings - scale.low) / (scale.high - scale.low), np.nan)
    return values, int(np.count_nonzero(~on & ~np.isnan(ratings)))


def _means(values: NDArray[np.float64], space: NDArray[np.int64], spaces: int) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    total, count = np.zeros((spaces, values.shape[1])), np.zeros((spaces, values.shape[1]))
    np.add.at(total, space, np.where(known, values, 0.0))
    np.add.at(count, space, known)
    return np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
