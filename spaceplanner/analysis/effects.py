"""How many incidents a proposal may avert: rate ratios with their uncertainty, on the incidents they can act on.

A rate ratio is incidents after / expected; its logarithm is taken as normal, the usual model for ratios (Rothman,
Greenland & Lash 2008, *Modern Epidemiology*, chapter 14). The baseline is a Poisson rate with Jeffreys' prior
(Box & Tiao 1973, *Bayesian Inference in Statistical Analysis*, section 1.3). See docs/methods/effects.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

ASSUMED_LOG_SD: Mapping[str, float] = MappingProxyType({"A": 0.05, "B": 0.10, "C": 0.20, "D": 0.40})
"""Standard deviation of a log rate ratio by grade, assumed where the source's interval was not seen."""

TRANSFER_LOG_SD = 0.15
"""Standard deviation added for the step from the study's setting to this one."""

FLOOR = 0.5
"""Smallest combined rate ratio that is credited: together, effects never avert more than half."""

_Z95 = 1.959963984540054
_QUANTILES = (0.05, 0.5, 0.95)
_PRIOR_SHAPE = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """5 % quantile, median and 95 % quantile."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, eq=False, slots=True)
class Averted:
    """Draws of the incidents averted per year and of the rate ratio over all eligible incidents, both (draws,)."""

    per_year: NDArray[np.float64]
    rate_ratio: NDArray[np.float64]

    def may_have_no_effect(self) -> bool:
        """Return whether the 90 % interval holds a rate ratio of 1, or none averted."""
        return interval(self.rate_ratio).high >= 1 or interval(self.per_year).low <= 0


def log_sd(grade: str, low: float | None, high: float | None, *, transfer: float = TRANSFER_LOG_SD) -> float:
    """Return the standard deviation of a log rate ratio here.

    Parameters
    ----------
    grade
        ``A`` to ``D``; used where an end of the interval is missing.
    low, high
        The study's 95 % interval where it was seen, else None.
    transfer
        Standard deviation added, in squares, for the step to another setting.
    """
    own = ASSUMED_LOG_SD[grade] if low is None or high is None else float(np.log(high / low)) / (2 * _Z95)
    return float(np.hypot(own, transfer))


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
    """
    return carried * float(np.log(rate_ratio)) + sd * generator.standard_normal(draws)


def averted(
    acts_on: NDArray[np.bool_],
    log_ratios: NDArray[np.float64],
    *,
    years: float,
    generator: np.random.Generator,
    floor: float = FLOOR,
) -> Averted:
    """Draw the incidents averted per year.

    Incidents on which the same effects act form a group. A group's yearly baseline is a gamma variable of shape
    k + prior and rate `years`; the prior shape of 1/2 is shared among the groups, so that splitting a group changes
    nothing. Within a group the rate ratios multiply, not below `floor`.

    Parameters
    ----------
    acts_on
        (n, e): incident n can be averted by effect e.
    log_ratios
        (e, draws): draws of each effect's log rate ratio.
    years
        Length of the record, above 0.
    """
    draws = log_ratios.shape[1]
    groups, counts = _groups(acts_on)
    if not len(groups):
        return Averted(np.zeros(draws), np.ones(draws))
    ratio = np.maximum(np.exp(groups.astype(np.float64) @ log_ratios), floor)
    shape = counts + _PRIOR_SHAPE / len(groups)
    baseline = generator.standard_gamma(shape[:, None], (len(groups), draws)) / years
    return Averted((baseline * (1 - ratio)).sum(axis=0), counts @ ratio / counts.sum())


def interval(draws: NDArray[np.float64]) -> Interval:
    """Return the median and the 90 % interval of draws."""
    low, median, high = np.quantile(draws, _QUANTILES)
    return Interval(float(low), float(median), float(high))


def _groups(acts_on: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return the combinations of effects that occur, less the empty one, and how many incidents each has."""
    some = acts_on[acts_on.any(axis=1)]
    if not len(some):
        return some, np.zeros(0, dtype=np.int64)
    groups, counts = np.unique(some, axis=0, return_counts=True)
    return groups, counts
