"""What spaces like this one count: a regression of counts over spaces, each left out of its own expectation.

The negative binomial regression of counts on what the places are is the usual one for crime in small areas: Osgood 2000,
*Poisson-based regression analysis of aggregate crime rates*, Journal of Quantitative Criminology 16(1). A space's own
count is left out by a Newton step (Pregibon 1981, *Logistic regression diagnostics*, Annals of Statistics 9(4)), and by
fitting again where that is not exact enough. See docs/methods/shrinkage.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import shrinkage
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

FEWEST = 30
"""With fewer spaces than this, all are compared by area alone; a trait known of fewer is passed over."""

FEWEST_OF_A_KIND = 10
"""A kind of which there are fewer spaces is not told apart."""

RIDGE = 1.0
"""Each coefficient but the intercept has a normal prior of mean 0 and variance 1 / ridge."""

SIZE, KIND = "size", "kind"

_PRIOR = 0.5
"""Incidents added to the total, as Jeffreys' prior does: where no other space has one, the rate is small and not 0."""

_EXACT = 0.02
"""Change of a log expectation by its own count from which the model is fitted again without it."""

_STEP = 2.0
_CLOSE = 1e-10
_ROUNDS = 100


@dataclass(frozen=True, eq=False, slots=True)
class Expected:
    """Expected counts of n spaces over the record.

    Attributes
    ----------
    count
        (n,) above 0; NaN where the space has no ground or no other space has a record.
    filled
        (n,) a trait that was used, or the kind, is not known of this space, and the mean of all was taken.
    used
        Traits that were used: ``size``, names of traits, ``kind``; empty: spaces were compared by area alone.
    compared
        How many spaces have a record and ground.
    """

    count: NDArray[np.float64]
    filled: NDArray[np.bool_]
    used: tuple[str, ...]
    compared: int


def expected(
    counts: NDArray[np.float64],
    area_m2: NDArray[np.float64],
    *,
    traits: Mapping[str, NDArray[np.float64]] = MappingProxyType({}),
    kinds: Sequence[str | None] | None = None,
) -> Expected:
    """Return how many incidents each space would have if it were as others of its size, kind and traits are.

    The mean of a count is area · exp(b0 + b1 s + Σ bₜ zₜ + b_kind) with s and zₜ the logarithms of the area and of
    1 + trait, standardised; counts vary about it as a negative binomial. With fewer than 30 spaces it is the area times
    the others' incidents per area. The expectation of a space never uses its own count.

    Parameters
    ----------
    counts
        (n,) incidents; NaN where there is no record: such a space informs no other, but gets an expectation.
    area_m2
        (n,) the ground on which they were counted: a space widened by the radius, where incidents are recorded.
    traits
        Name -> (n,) numbers of 0 or more, such as residents around or incidents per km² and year further out; NaN where
        unknown.
    kinds
        n kinds of space, compared without regard to case and outer blanks; None or empty where unknown.

    Raises
    ------
    AnalysisError
        If a count or trait is negative or infinite.
    """
    shrinkage.check_counts(counts)
    _check(traits)
    ground = np.isfinite(area_m2) & (area_m2 > 0)
    known = ground & ~np.isnan(counts)
    area = np.where(ground, area_m2, 1.0)
    columns, filled, used = _columns(area, known, traits, kinds)
    answer = _regression(counts, area, columns, known) if columns.shape[1] > 1 else _by_area(counts, area, known)
    return Expected(np.where(ground, answer, np.nan), filled, used, int(known.sum()))


def _columns(
    area: NDArray[np.float64],
    known: NDArray[np.bool_],
    traits: Mapping[str, NDArray[np.float64]],
    kinds: Sequence[str | None] | None,
) -> tuple[NDArray[np.float64], NDArray[np.bool_], tuple[str, ...]]:
    """Return the columns of the regression (n, p), ones first, where a mean was taken, and the names of what was used."""
    columns, used = [np.ones(len(area))], []
    filled = np.zeros(len(area), dtype=np.bool_)
    for name, numbers in ((SIZE, np.log(area)), *((name, np.log1p(traits[name])) for name in sorted(traits))):
        told = known & ~np.isnan(numbers)
        spread = float(numbers[told].std()) if told.sum() >= FEWEST else 0.0
        if spread > _CLOSE:
            columns.append(np.nan_to_num((numbers - numbers[told].mean()) / spread))
            filled |= np.isnan(numbers)
            used.append(name)
    if kinds is not None and known.sum() >= FEWEST:
        labels = np.array([(kind or "").strip().casefold() for kind in kinds])
        names, often = np.unique(labels[known & (labels != "")], return_counts=True)
        told_apart = names[(often >= FEWEST_OF_A_KIND) & (often < known.sum())]
        if len(told_apart):
            columns.extend((labels == name).astype(np.float64) for name in told_apart)
            filled |= labels == ""
            used.append(KIND)
    return np.column_stack(columns), filled, tuple(used)


def _by_area(counts: NDArray[np.float64], area: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return area times the incidents per area of all other spaces with a record."""
    own_count, own_area = np.where(known, counts, 0.0), np.where(known, area, 0.0)
    others, ground = own_count.sum() - own_count + _PRIOR, own_area.sum() - own_area
    # What is left of a sum of one after subtracting it is nothing, whatever rounding makes of it.
    some = (known.sum() - known) > 0
    rate: NDArray[np.float64] = np.divide(others, ground, out=np.full(len(area), np.nan), where=some)
    return area * rate


def _regression(
    counts: NDArray[np.float64], area: NDArray[np.float64], columns: NDArray[np.float64], known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the expectations of the regression, each known space left out of its own."""
    y, x, offset = counts[known], columns[known], np.log(area[known])
    beta, excess = _with_dispersion(y, x, offset)
    answer = np.log(area) + columns @ beta
    answer[known] += _without_own(y, x, offset, beta, excess)
    return np.exp(answer)


def _with_dispersion(
    y: NDArray[np.float64], x: NDArray[np.float64], offset: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return the coefficients and 1 / phi, found in turns until phi stands still."""
    excess = 0.0
    beta = _fit(y, x, offset, excess)
    for _ in range(_ROUNDS):
        phi = shrinkage.dispersion_of(y, np.exp(offset + x @ beta))
        before, excess = excess, 0.0 if np.isnan(phi) else 1 / phi
        if abs(excess - before) <= 1e-8 * excess:
            break
        beta = _fit(y, x, offset, excess, start=beta)
    return beta, excess


def _fit(
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    offset: NDArray[np.float64],
    excess: float,
    *,
    start: NDArray[np.float64] | None = None,
    ridge: float = RIDGE,
    prior: float = _PRIOR,
) -> NDArray[np.float64]:
    """Return the coefficients (p,) of a negative binomial regression of variance mu + excess mu², by Newton's method.

    The likelihood is concave in the coefficients, and steps are shortened to change no expectation by more than e².
    """
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 0.0
    if start is None:
        beta = np.zeros(x.shape[1])
        beta[0] = np.log((y.sum() + max(prior, _CLOSE)) / np.exp(offset).sum())
    else:
        beta = start
    for _ in range(_ROUNDS):
        slope, weight = _slopes(y, np.exp(offset + x @ beta), excess)
        gradient = x.T @ slope - penalty * beta
        gradient[0] += prior
        step = np.linalg.solve((x.T * weight) @ x + np.diag(penalty), gradient)
        longest = float(np.abs(x @ step).max())
        beta = beta + step * min(1.0, _STEP / longest if longest else 1.0)
        if longest < _CLOSE:
            break
    return beta


def _slopes(
    y: NDArray[np.float64], mu: NDArray[np.float64], excess: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each log likelihood's first derivative by log mu, and its second with the sign turned."""
    spread = 1 + excess * mu
    return (y - mu) / spread, mu * (1 + excess * y) / spread**2


def _without_own(
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    offset: NDArray[np.float64],
    beta: NDArray[np.float64],
    excess: float,
) -> NDArray[np.float64]:
    """Return (n,) by how much each log expectation changes when the space's own count is left out."""
    slope, weight = _slopes(y, np.exp(offset + x @ beta), excess)
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 0.0
    reach = np.einsum("np,pn->n", x, np.linalg.solve((x.T * weight) @ x + np.diag(penalty), x.T))
    change: NDArray[np.float64] = -slope * reach / (1 - weight * reach)
    for place in np.flatnonzero(np.abs(change) > _EXACT):
        others = np.arange(len(y)) != place
        change[place] = x[place] @ (_fit(y[others], x[others], offset[others], excess, start=beta) - beta)
    return change


def _check(traits: Mapping[str, NDArray[np.float64]]) -> None:
    for name, numbers in traits.items():
        if (numbers < 0).any() or np.isinf(numbers).any():
            raise AnalysisError(
                N_("{trait} of a space is negative or infinite: it must be 0 or more, or left empty."), trait=name
            )
