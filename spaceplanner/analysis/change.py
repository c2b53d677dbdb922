"""Change between two periods: rate ratio and difference of counts, each with an exact or conservative interval.

Interval of one rate: F. Garwood 1936, *Fiducial limits for the Poisson distribution*, Biometrika 28. Ratio: given the
sum, the later count is binomial, and the interval is that of its share by C. J. Clopper & E. S. Pearson 1934, Biometrika
26 (see E. L. Lehmann, J. P. Romano, *Testing Statistical Hypotheses*, on comparing two Poisson populations). Difference: the
distances of the two Garwood intervals from their rates, squared and added (G. Y. Zou & A. Donner 2008, *Construction of
confidence limits about effect measures: a general approach*, Statistics in Medicine 27).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from spaceplanner.analysis.trend import LEVEL
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Change:
    """What changed, for one or many places; arrays in the shape of the counts.

    Attributes
    ----------
    ratio
        Later rate over earlier rate; inf where only the earlier count is 0, NaN where both are.
    ratio_low, ratio_high
        Its interval; from 0, or to inf, where a count is 0.
    difference
        Later rate minus earlier rate, per unit of exposure.
    difference_low, difference_high
        Its interval.
    p
        Two-sided, of equal rates: twice the smaller exact tail, which agrees with the ratio's interval.
    """

    ratio: NDArray[np.float64]
    ratio_low: NDArray[np.float64]
    ratio_high: NDArray[np.float64]
    difference: NDArray[np.float64]
    difference_low: NDArray[np.float64]
    difference_high: NDArray[np.float64]
    p: NDArray[np.float64]


def compare(
    before: ArrayLike, after: ArrayLike, *, exposure_before: float, exposure_after: float, level: float = LEVEL
) -> Change:
    """Return how rates changed from one period to another.

    Counts are taken for Poisson's: where incidents come in bunches, the truth is less certain than the interval says.

    Parameters
    ----------
    before, after
        Counts of each period, any shape, whole numbers from 0.
    exposure_before, exposure_after
        Length of each period in one unit, for example years; above 0.
    level
        Of the intervals.

    Raises
    ------
    AnalysisError
        If a count is negative or no whole number, the shapes differ, or an exposure is not above 0.
    """
    a, b = _counts(before), _counts(after)
    if a.shape != b.shape:
        raise AnalysisError(N_("The two periods have counts of different places: count the same places in both."))
    if not (0 < exposure_before < np.inf and 0 < exposure_after < np.inf):
        raise AnalysisError(N_("A period has no length: choose a first and a last day that lie in the record."))
    low, high = _share(b, a + b, level)
    unit = exposure_before / exposure_after
    with np.errstate(divide="ignore", invalid="ignore"):
        # 1 - low is the upper end of the complement; dividing says inf and 0 by itself.
        ratio, ratio_low, ratio_high = (unit * part for part in (b / a, low / (1 - low), high / (1 - high)))
    rate_a, rate_b = a / exposure_before, b / exposure_after
    (a_low, a_high), (b_low, b_high) = (
        rate_interval(a, exposure_before, level=level),
        rate_interval(b, exposure_after, level=level),
    )
    difference = rate_b - rate_a
    return Change(
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        difference=difference,
        difference_low=difference - np.hypot(rate_b - b_low, a_high - rate_a),
        difference_high=difference + np.hypot(b_high - rate_b, rate_a - a_low),
        p=_p(b, a + b, exposure_after / (exposure_before + exposure_after)),
    )


def rate_interval(
    counts: ArrayLike, exposure: float, *, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper end of each rate's exact interval (Garwood 1936), per unit of exposure.

    Parameters
    ----------
    counts
        Any shape, whole numbers from 0.
    exposure
        Above 0.
    level
        Of the interval.
    """
    n, tail = _counts(counts), (1 - level) / 2
    low = np.where(n > 0, special.gammaincinv(np.maximum(n, 1), tail), 0.0)
    return low / exposure, special.gammaincinv(n + 1, 1 - tail) / exposure


def _share(part: NDArray[np.float64], of: NDArray[np.float64], level: float) -> tuple[NDArray[np.float64], ...]:
    """Return both ends of the exact interval of a binomial share; 0 to 1 where there is nothing."""
    tail, rest = (1 - level) / 2, of - part
    low = np.where(part > 0, special.betaincinv(np.maximum(part, 1), rest + 1, tail), 0.0)
    high = np.where(rest > 0, special.betaincinv(part + 1, np.maximum(rest, 1), 1 - tail), 1.0)
    return low, high


def _p(part: NDArray[np.float64], of: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    rest = of - part
    # Tails of the binomial as incomplete beta functions: P(X >= k) = I_q(k, n - k + 1).
    at_least = np.where(part > 0, special.betainc(np.maximum(part, 1), rest + 1, share), 1.0)
    at_most = np.where(rest > 0, special.betainc(np.maximum(rest, 1), part + 1, 1 - share), 1.0)
    both: NDArray[np.float64] = np.minimum(1.0, 2 * np.minimum(at_least, at_most))
    return both


def _counts(values: ArrayLike) -> NDArray[np.float64]:
    counts = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(counts).all() and (counts >= 0).all() and (counts == np.floor(counts)).all()):
        raise AnalysisError(N_("A count is negative or no whole number: compare counts of incidents."))
    return counts
