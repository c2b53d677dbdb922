"""How many incidents a proposal may avert: rate ratios with their uncertainty, on the incidents they can act on.

A rate ratio is incidents after / expected; its logarithm is taken as normal, the usual model for ratios (Rothman,
Greenland & Lash 2008, *Modern Epidemiology*, chapter 14). The baseline is the gamma posterior of a Poisson rate, drawn
towards comparable spaces (see `spaceplanner.analysis.shrinkage`); which part of it an effect meets is a Dirichlet
variable of the counts (Gelman et al. 2013, *Bayesian Data Analysis*, section 3.4). See docs/methods/effects.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis.shrinkage import check_years
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

ASSUMED_LOG_SD: Mapping[str, float] = MappingProxyType({"A": 0.05, "B": 0.10, "C": 0.20, "D": 0.40, "none": 0.40})
"""Standard deviation of a log rate ratio by grade, assumed where the source's interval was not seen."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The ends of the 90 % and of the 50 % interval, and the median between."""

_Z95 = 1.959963984540054
_PRIOR_SHAPE = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """5 % quantile, median and 95 % quantile."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """Incidents on which the same effects act.

    Attributes
    ----------
    acts
        (g, e): effect e acts on the incidents of group g; each group has at least one effect and no other has the same.
    counts
        (g,) incidents, each above 0.
    total
        All incidents near the space, those on which nothing acts among them.
    """

    acts: NDArray[np.bool_]
    counts: NDArray[np.int64]
    total: int


@dataclass(frozen=True, eq=False, slots=True)
class Averted:
    """Draws of what is averted.

    Attributes
    ----------
    share
        (draws,) of all incidents near the space.
    by_group
        (g, draws) the same by group; they add up to `share`.
    rate_ratio
        (draws,) over all eligible incidents; 1 where there is none.
    """

    share: NDArray[np.float64]
    by_group: NDArray[np.float64]
    rate_ratio: NDArray[np.float64]

    def may_have_no_effect(self) -> bool:
        """Return whether the 90 % interval holds a rate ratio of 1, or none averted."""
        return interval(self.rate_ratio).high >= 1 or interval(self.share).low <= 0


def log_sd(grade: str, low: float | None, high: float | None, *, transfer: float, extra: float = 0.0) -> float:
    """Return the standard deviation of a log rate ratio here.

    Parameters
    ----------
    grade
        ``A`` to ``D`` or ``none``; used where an end of the interval is missing.
    low, high
        The study's 95 % interval where it was seen, else None; above 0.
    transfer, extra
        Standard deviations added, in squares, for the step to another setting: of every finding, and of this one.

    Raises
    ------
    AnalysisError
        If an end of the interval is not above 0, or they are the wrong way round.
    """
    if low is None or high is None:
        return float(np.hypot(np.hypot(ASSUMED_LOG_SD[grade], transfer), extra))
    if not 0 < low <= high < np.inf:
        raise AnalysisError(
            N_("The interval of a rate ratio is {low} to {high}: both are above 0, and the first is not the greater."),
            low=low,
            high=high,
        )
    return float(np.hypot(np.hypot(np.log(high / low) / (2 * _Z95), transfer), extra))


def log_ratio(
    rate_ratio: float, sd: float, *, carried: float, draws: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Draw log rate ratios, (draws,).

    Parameters
    ----------
    rate_ratio
        The study's; above 0.
    sd
        Of its logarithm (see `log_sd`). It is not reduced with `carried`: less of an effect is not less uncertain.
    carried
        Share of the log rate ratio that is carried over to this use, 0 to 1.

    Raises
    ------
    AnalysisError
        If the rate ratio is not above 0.
    """
    if not 0 < rate_ratio < np.inf:
        raise AnalysisError(N_("A rate ratio is {ratio}: it must be above 0."), ratio=rate_ratio)
    return carried * float(np.log(rate_ratio)) + sd * generator.standard_normal(draws)


def baseline(
    shape: float, scale: float, *, years: float, draws: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the yearly number of incidents without the proposal, (draws,).

    Parameters
    ----------
    shape, scale
        Of the gamma distribution of the long-run count over the record (see `shrinkage.shrink`).
    years
        Length of the record, above 0.

    Raises
    ------
    AnalysisError
        If the record has no length.
    """
    check_years(years)
    return generator.standard_gamma(shape, draws) * (scale / years)


def groups(acts_on: NDArray[np.bool_]) -> Groups:
    """Return the groups that occur among n incidents, in an order that depends on nothing but what they are.

    Parameters
    ----------
    acts_on
        (n, e): effect e can avert incident n; at most 62 effects.
    """
    powers = _powers(acts_on)
    codes = acts_on @ powers
    found, counts = np.unique(codes[codes > 0], return_counts=True)
    return Groups((found[:, None] & powers) > 0, counts, len(acts_on))


def sharing(acts_on: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many of the incidents of `groups` share their effects, also where these are none."""
    return np.unique(acts_on @ _powers(acts_on), return_counts=True)[1]


def _powers(acts_on: NDArray[np.bool_]) -> NDArray[np.int64]:
    return 1 << np.arange(acts_on.shape[1], dtype=np.int64)


def averted(among: Groups, log_ratios: NDArray[np.float64], *, floor: float, generator: np.random.Generator) -> Averted:
    """Draw the share of a space's incidents that is averted; times the `baseline`, the incidents averted per year.

    All incidents near the space are shared out among the groups, and those on which nothing acts, by a Dirichlet
    variable of their counts. Half an incident is added to the total as Jeffreys' prior does, in proportion to the
    counts, so that splitting a group changes nothing. Within a group the rate ratios multiply, not below `floor`.

    Parameters
    ----------
    log_ratios
        (e, draws): draws of each effect's log rate ratio.
    floor
        Smallest combined rate ratio that is credited.
    """
    draws = log_ratios.shape[1]
    if not len(among.counts):
        return Averted(np.zeros(draws), np.zeros((0, draws)), np.ones(draws))
    ratios = np.maximum(np.exp(among.acts.astype(np.float64) @ log_ratios), floor)
    rest = among.total - int(among.counts.sum())
    counts = np.array([*among.counts, rest] if rest else among.counts, dtype=np.float64)
    shares = dirichlet(counts * (1 + _PRIOR_SHAPE / among.total), draws=draws, generator=generator)
    by_group = shares[: len(among.counts)] * (1 - ratios)
    return Averted(by_group.sum(axis=0), by_group, among.counts @ ratios / among.counts.sum())


def split(by_group: NDArray[np.float64], may: NDArray[np.bool_], kinds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (c, draws) what is averted of each kind of incident, such as outcome and hours; together, what all groups do.

    The incidents of a group are of the kinds of the space, less those on which its effects cannot act. Part of a
    Dirichlet variable, made to add up to 1 again, is one of that part: both are gamma variables over their sum.

    Parameters
    ----------
    by_group
        (g, draws) of `averted`.
    may
        (g, c) whether the incidents of a group can be of a kind; at least one for each group.
    kinds
        (c, draws) shares of the kinds among the incidents of the space.
    """
    found = np.zeros_like(kinds)
    # In the order of `numpy.unique` over rows, which for so few takes ten times as long.
    for row in np.array(sorted(set(map(tuple, may.tolist()))), dtype=np.bool_):
        averts = by_group[(may == row).all(axis=1)].sum(axis=0)
        part = kinds[row]
        whole = part.sum(axis=0)
        even = np.full_like(part, 1 / len(part))
        found[row] += averts * np.divide(part, whole, out=even, where=whole > 0)
    return found


def dirichlet(shape: NDArray[np.float64], *, draws: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return (k, draws) of a Dirichlet variable; a single part is all of it.

    Parameters
    ----------
    shape
        (k,) at least 0, one of them above.
    """
    if len(shape) == 1:
        return np.ones((1, draws))
    some = np.flatnonzero(shape)
    parts = np.zeros((len(shape), draws))
    parts[some] = generator.standard_gamma(shape[some, None], (len(some), draws))
    whole = parts.sum(axis=0)
    if whole.all():
        parts /= whole
        return parts
    # Of tiny shapes all parts can vanish in floating point: then they are what they are on average.
    mean = np.repeat((shape / shape.sum())[:, None], draws, axis=1)
    shares: NDArray[np.float64] = np.divide(parts, whole, out=mean, where=whole > 0)
    return shares


def share_due_to(part: NDArray[np.float64], among: Groups, central: NDArray[np.float64], *, floor: float) -> float:
    """Return the share of what is averted that is due to some of the effects, 0 to 1.

    Within a group the effects share what it averts by the size of their log rate ratios, for these add up.

    Parameters
    ----------
    part
        (e,) how far each effect belongs to them, 0 to 1.
    central
        (e,) central log rate ratios.
    floor
        As for `averted`.
    """
    if not len(among.counts):
        return 0.0
    acts = among.acts.astype(np.float64)
    less = among.counts * np.maximum(1 - np.maximum(np.exp(acts @ central), floor), 0.0)
    size = acts @ np.abs(central)
    due = np.divide(acts @ (np.abs(central) * part), size, out=np.zeros_like(size), where=size > 0)
    return float(less @ due / less.sum()) if less.sum() > 0 else 0.0


def kept(decaying: float, *, decay: float, years: int) -> NDArray[np.float64]:
    """Return (years,) the share of the first year's benefit that each year still has.

    Parameters
    ----------
    decaying
        Share of the benefit that decays, 0 to 1.
    decay
        Share of that lost each year.
    """
    return (1 - decaying) + decaying * (1 - decay) ** np.arange(years, dtype=np.float64)


def interval(draws: NDArray[np.float64]) -> Interval:
    """Return the median and the 90 % interval of draws."""
    low, _, median, _, high = quantiles(draws)
    return Interval(float(low), float(median), float(high))


def quantiles(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (5, ...) the `QUANTILES` along the last axis of draws (..., d); linear between order statistics.

    What lies between a number and infinity is infinite.
    """
    ordered = np.sort(draws, axis=-1)
    place = np.array(QUANTILES) * (draws.shape[-1] - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, draws.shape[-1] - 1)
    lower, upper = ordered[..., below], ordered[..., above]
    share = place - below
    with np.errstate(invalid="ignore"):
        between = lower + (upper - lower) * share
    # Two infinite neighbours have no difference.
    return np.moveaxis(np.where((lower == upper) | (share == 0), lower, between), -1, 0)
