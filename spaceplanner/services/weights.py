"""Weights of the criteria: set directly, or made from comparisons in pairs, with the comparison to mend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import ahp, need
from spaceplanner.domain import checks
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.judgement import Comparison
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.criteria import Criterion

SCALE = tuple(sorted(ahp.SCALE))
_ROUNDED = 1e-3
"""1/9 may be written 0.111."""

_OTHER = 0.1
"""Weight of a criterion that has no default."""

MOST = len(ahp.RANDOM)
"""Criteria that can be compared in pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """The comparison to think over: `first` weighs `times` as much as `second`, as judged.

    Attributes
    ----------
    weighted
        How many times it does by the weights.
    fitting
        The step of the scale that fits the other comparisons best.
    ratio
        Consistency ratio with that.
    """

    first: str
    second: str
    times: float
    weighted: float
    fitting: float
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Weights from comparisons in pairs.

    Attributes
    ----------
    weights
        Criterion -> weight; they add up to 1.
    ratio, consistent
        Consistency ratio, and whether it is at most 0.10.
    mend
        The comparison to mend; None where they are consistent, or no single other value would help.
    """

    weights: Mapping[str, float]
    ratio: float
    consistent: bool
    mend: Mending | None


def judged(criteria: Sequence[Criterion], comparisons: Sequence[Comparison]) -> Judged:
    """Return the weights that comparisons of all criteria in pairs lead to.

    Raises
    ------
    AnalysisError
        If a criterion is unknown, a comparison is missing, repeated, not above 0 or not the inverse of its opposite.
    """
    ids = [criterion.id for criterion in criteria]
    if lacking := missing(criteria, comparisons):
        (first, second), count = lacking[0], len(lacking)
        raise AnalysisError(
            N_("Comparisons are missing: {count} of {all}. The next is {first} with {second}."),
            count=count,
            all=len(ids) * (len(ids) - 1) // 2,
            first=first,
            second=second,
        )
    found = ahp.weighting(_matrix(ids, comparisons), ids)
    mend = found.mend
    return Judged(
        weights=dict(zip(ids, found.weights.tolist(), strict=True)),
        ratio=found.ratio,
        consistent=found.consistent,
        mend=None
        if mend is None
        else Mending(
            first=ids[mend.one],
            second=ids[mend.other],
            times=mend.given,
            weighted=mend.weighted,
            fitting=mend.fitting,
            ratio=mend.ratio,
        ),
    )


def missing(criteria: Sequence[Criterion], comparisons: Iterable[Comparison]) -> list[tuple[str, str]]:
    """Return the pairs of criteria that nobody has compared yet, in the order of the criteria."""
    made = {frozenset((item.first, item.second)) for item in comparisons}
    return [pair for pair in combinations((criterion.id for criterion in criteria), 2) if frozenset(pair) not in made]


def compared(
    criteria: Sequence[Criterion], old: Sequence[Comparison], new: Sequence[Comparison]
) -> tuple[Comparison, ...]:
    """Return comparisons with new ones in the place of those of the same two criteria.

    Raises
    ------
    AnalysisError
        If a new one names an unknown criterion or one twice, is repeated, not from 1/9 to 9 or not the inverse of its
        opposite.
    """
    ids = [criterion.id for criterion in criteria]
    _matrix(ids, new)
    for item in new:
        if not SCALE[0] - _ROUNDED <= item.times <= SCALE[-1] + _ROUNDED:
            raise AnalysisError(
                N_("{first} is called {times} times as important as {second}: choose from 1/9 to 9."),
                first=item.first,
                times=item.times,
                second=item.second,
            )
    again = {frozenset((item.first, item.second)) for item in new}
    kept = (item for item in old if {item.first, item.second} <= set(ids))
    return (*(item for item in kept if frozenset((item.first, item.second)) not in again), *new)


def implied(criteria: Sequence[Criterion]) -> tuple[Comparison, ...]:
    """Return the comparisons, on the scale, that come nearest to the present weights; a weight of 0 is the least."""
    shares = dict(zip((item.id for item in criteria), need.shares([item.weight for item in criteria]), strict=True))
    return tuple(
        Comparison(first=first, second=second, times=_nearest(shares[first], shares[second]))
        for first, second in combinations(shares, 2)
    )


def usable(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Return criteria themselves if their weights can be used, else with the default weights: a file may hold anything."""
    given = [criterion.weight for criterion in criteria]
    if all(weight >= 0 for weight in given) and 0 < sum(given) < np.inf:
        return tuple(criteria)
    usual = {criterion.id: criterion.weight for criterion in SCORE_CRITERIA}
    return tuple(replace(criterion, weight=usual.get(criterion.id, _OTHER)) for criterion in criteria)


def weighed(criteria: Sequence[Criterion], given: Mapping[str, float]) -> tuple[Criterion, ...]:
    """Return criteria with other weights; those not given keep theirs, for only proportions count.

    Raises
    ------
    AnalysisError
        If a criterion is unknown, a weight is negative or no number, or all are 0.
    """
    for key in given:
        _known(key, [criterion.id for criterion in criteria])
    for key, weight in given.items():
        if not 0 <= weight < np.inf:
            raise AnalysisError(
                N_("The weight of {criterion} is {weight}: it must be 0 or more."), criterion=key, weight=weight
            )
    new = tuple(replace(criterion, weight=given.get(criterion.id, criterion.weight)) for criterion in criteria)
    need.shares([criterion.weight for criterion in new])
    return new


def _matrix(ids: Sequence[str], comparisons: Iterable[Comparison]) -> NDArray[np.float64]:
    """Return the matrix of comparisons, 1 where there are none."""
    found = np.ones((len(ids), len(ids)))
    told: set[tuple[str, str]] = set()
    for item in comparisons:
        one, other = (_known(key, ids) for key in (item.first, item.second))
        if one == other or (item.first, item.second) in told:
            raise AnalysisError(
                N_("{first} is compared with {second} twice, or with itself: compare each pair once."),
                first=item.first,
                second=item.second,
            )
        told.add((item.first, item.second))
        found[one, other] = item.times
        if (item.second, item.first) not in told:
            found[other, one] = 1 / item.times if item.times > 0 else item.times
    if told:
        ahp.weighting(found, ids)  # refuses what is no comparison, and says which
    return found


def _known(key: str, ids: Sequence[str]) -> int:
    if key not in ids:
        near = checks.nearest(key, ids)
        raise AnalysisError(
            N_("There is no criterion {criterion}. Choose one of {known}."),
            criterion=key,
            known=", ".join(near or ids),
        )
    return ids.index(key)


def _nearest(one: float, other: float) -> float:
    if one <= 0 or other <= 0:
        return 1.0 if one == other else (SCALE[0] if one < other else SCALE[-1])
    wanted = np.log(one / other)
    return min(SCALE, key=lambda step: abs(np.log(step) - wanted))
