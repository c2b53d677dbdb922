"""Weighted displacement difference: whether incidents fell more than chance, here and next door.

Wheeler & Ratcliffe 2018, *A simple weighted displacement difference test to evaluate place based crime interventions*,
Crime Science 7(11): WDD = (T1 - T0) - (C1 - C0), the same for the places where incidents may have moved to, and as counts
are taken to be Poisson, the variance is the sum of all counts. Lengths of periods and sizes of areas divide the counts,
and their squares the variance, as in Wheeler's R package ptools. See docs/methods/proof.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, erfc, exp, inf, isfinite, log, nan, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.90
"""Probability that intervals hold."""

ALPHA = 0.05
"""Risk, one-sided, of calling chance a reduction: the 90 % interval lies below 0 as often."""

POWER = 0.80
"""Probability that a reduction as large as the smallest detectable one is told from chance."""

_CONTINUITY = 0.5


class Counts(NamedTuple):
    """Incidents of one area before and after."""

    before: float
    after: float


class Weights(NamedTuple):
    """What counts are divided by: sizes of the areas, in any unit."""

    treated: float = 1.0
    control: float = 1.0
    ring: float = 1.0
    ring_control: float = 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of changes with its standard error.

    Attributes
    ----------
    estimate
        Below 0: incidents fell more, or rose less, than in the control.
    error
        Standard error.
    z, p
        Estimate over error, and the two-sided probability of one as large by chance; NaN where nothing was counted.
    low, high
        Interval of the level asked for; NaN where nothing was counted.
    """

    estimate: float
    error: float
    z: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Displacement:
    """The differences at the treated place, in its ring (None without one), and of both together."""

    local: Difference
    ring: Difference | None
    total: Difference


def difference(
    treated: Counts,
    control: Counts,
    *,
    ring: Counts | None = None,
    ring_control: Counts | None = None,
    times: tuple[float, float] = (1.0, 1.0),
    areas: Weights | None = None,
    level: float = LEVEL,
) -> Displacement:
    """Return the weighted displacement difference.

    Parameters
    ----------
    treated, control
        Counts at the treated place and at places like it; several controls are added up and weighed by `areas`.
    ring, ring_control
        Counts where incidents may have moved to, and around the controls; None: displacement is not looked at.
    times
        Lengths of the period before and after; the answer is by their unit.
    areas
        Sizes of the areas; the answer is by their unit. 1 for the treated place, its ring and k controls of k areas
        give the answer for the treated place.
    level
        Probability that the intervals hold, between 0 and 1.

    Raises
    ------
    AnalysisError
        If a count is negative or no number, a length, size or level is out of range, or only one ring is given.
    """
    weights = areas or Weights()
    _check(times, weights, level)
    if (ring is None) != (ring_control is None):
        raise AnalysisError(N_("Displacement needs the ring around the space and the rings around its controls."))
    local = _between(_moments(treated, times, weights.treated), _moments(control, times, weights.control))
    if ring is None or ring_control is None:
        only = _judged(*local, level)
        return Displacement(only, None, only)
    moved = _between(_moments(ring, times, weights.ring), _moments(ring_control, times, weights.ring_control))
    return Displacement(
        _judged(*local, level), _judged(*moved, level), _judged(local[0] + moved[0], local[1] + moved[1], level)
    )


def detectable(
    yearly: float,
    control_yearly: float,
    *,
    controls: float,
    before: float,
    after: float,
    excess: float = 1.0,
    power: float = POWER,
    alpha: float = ALPHA,
) -> float:
    """Return the smallest reduction that would be told from chance, as a share of the incidents expected.

    With a share d of a incidents a year averted, a control of b a year and weight w, and L0 and L1 years, the estimate
    has the mean -a d and the variance V(d) = a (1 - d) / L1 + a / L0 + b / w² (1 / L0 + 1 / L1). It is significant with
    the wanted power where a d = (z_alpha + z_power) sqrt V(d), a quadratic equation in d.

    Parameters
    ----------
    yearly
        Incidents a year at the treated place.
    control_yearly
        Incidents a year of all controls together.
    controls
        How many areas of the treated place's size the controls are, above 0.
    before, after
        Years of the two periods, above 0.
    excess
        How many times the variance is that of Poisson counts, at least 1; see `excess_variance`.
    power, alpha
        Probability of seeing it, and one-sided risk of seeing what is not there.

    Returns
    -------
    Above 1: not even the absence of all incidents would be; infinite where none are expected.

    Raises
    ------
    AnalysisError
        If a number is out of range.
    """
    _check_design(yearly, control_yearly, controls, before, after, power, alpha)
    _check_excess(excess)
    if yearly == 0:
        return inf
    k2 = excess * _distance(alpha, power) ** 2
    still = _variance(0.0, yearly, control_yearly, controls, before, after)
    saved = k2 * yearly / after
    share = (sqrt(saved**2 + 4 * yearly**2 * k2 * still) - saved) / (2 * yearly**2)
    if share <= 1:
        return share
    # No count is below 0, so neither is its variance: how far out of reach it is.
    return sqrt(k2 * _variance(1.0, yearly, control_yearly, controls, before, after)) / yearly


def sites(
    reduction: float,
    yearly: float,
    control_yearly: float,
    *,
    controls: float,
    before: float,
    after: float,
    excess: float = 1.0,
    power: float = POWER,
    alpha: float = ALPHA,
) -> int | None:
    """Return how many such sites, each with controls of its own, must be judged together for a reduction to be seen.

    n sites have n times the effect and n times the variance, so n = (z_alpha + z_power)² V(d) / (a d)², rounded up.

    Parameters
    ----------
    reduction
        Share of the incidents that is expected to be averted, at most 1.
    yearly, control_yearly, controls, before, after, excess, power, alpha
        As in `detectable`.

    Returns
    -------
    At least 1; None where no reduction is expected or there are no incidents.
    """
    _check_design(yearly, control_yearly, controls, before, after, power, alpha)
    _check_excess(excess)
    if not 0 < reduction <= 1 or yearly == 0:
        return None
    variance = _variance(reduction, yearly, control_yearly, controls, before, after)
    wanted = excess * _distance(alpha, power) ** 2 * variance / (yearly * reduction) ** 2
    return max(1, ceil(wanted * (1 - 1e-12)))


def excess_variance(z: NDArray[np.float64]) -> float:
    """Return how many times the variance of differences is what Poisson counts have, at least 1.

    Parameters
    ----------
    z
        (n,) differences over their standard errors, of places where nothing was done; NaN where nothing was counted.

    Returns
    -------
    The square of the median of the absolute values over 0.6745, its value for a normal distribution: one place that
    changed much does not decide. NaN without any.
    """
    known = np.abs(z[~np.isnan(z)])
    if not len(known):
        return nan
    return max(1.0, (float(np.median(known)) / NormalDist().inv_cdf(0.75)) ** 2)


def ratio(treated: Counts, control: Counts, *, level: float = LEVEL) -> tuple[float, float, float]:
    """Return the relative rate ratio (T1 / T0) / (C1 / C0) with its interval, a second opinion.

    It asks that places change in proportion instead of by as many incidents, which matters where the controls count
    fewer or more than the treated place: Wilson 2021, *The relative incident rate ratio effect size for count-based
    impact evaluations*, Journal of Quantitative Criminology. Its log has the variance 1 / T1 + 1 / T0 + 1 / C1 +
    1 / C0; where one is 0, a half is added to all. Lengths of periods and sizes of areas cancel out.
    """
    counts = np.array([treated.after, treated.before, control.after, control.before], dtype=np.float64)
    _check_counts(counts)
    if not counts.all():
        counts += _CONTINUITY
    middle = log(counts[0] / counts[1]) - log(counts[2] / counts[3])
    wide = NormalDist().inv_cdf((1 + level) / 2) * sqrt(float((1 / counts).sum()))
    return exp(middle), exp(middle - wide), exp(middle + wide)


def unlike(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """Return the probability by chance that controls change as differently from one another as they did.

    Pearson's chi-squared test of homogeneity of the table of k controls by two periods. Where it is small, counts vary
    more than Poisson counts do, and intervals are too narrow. NaN with fewer than two controls that have incidents.

    Parameters
    ----------
    before, after
        (k,) counts of each control.
    """
    table = np.column_stack((before, after)).astype(np.float64)
    _check_counts(table)
    table = table[table.sum(axis=1) > 0]
    if len(table) < 2 or not table.sum(axis=0).all():  # noqa: PLR2004 - two are needed to differ
        return nan
    from scipy.special import chdtrc  # noqa: PLC0415 - start-up time: the window starts without SciPy

    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(chdtrc(len(table) - 1, ((table - expected) ** 2 / expected).sum()))


def _moments(counts: Counts, times: tuple[float, float], area: float) -> tuple[float, float]:
    """Return the change from before to after by unit of time and area, and its variance."""
    _check_counts(np.array(counts, dtype=np.float64))
    then, now = counts.before / (times[0] * area), counts.after / (times[1] * area)
    return now - then, then / (times[0] * area) + now / (times[1] * area)


def _between(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return one[0] - other[0], one[1] + other[1]


def _judged(estimate: float, variance: float, level: float) -> Difference:
    error = sqrt(variance)
    if error == 0:
        return Difference(estimate, error, nan, nan, nan, nan)
    z, wide = estimate / error, NormalDist().inv_cdf((1 + level) / 2) * error
    return Difference(estimate, error, z, erfc(abs(z) / sqrt(2)), estimate - wide, estimate + wide)


def _variance(  # noqa: PLR0917 - the terms of the formula
    reduction: float, yearly: float, control_yearly: float, controls: float, before: float, after: float
) -> float:
    here = yearly * (1 - reduction) / after + yearly / before
    return here + control_yearly / controls**2 * (1 / before + 1 / after)


def _distance(alpha: float, power: float) -> float:
    return NormalDist().inv_cdf(1 - alpha) + NormalDist().inv_cdf(power)


def _check(times: tuple[float, float], areas: Weights, level: float) -> None:
    if not all(isfinite(years) and years > 0 for years in times):
        raise AnalysisError(N_("A period has no length: give two periods of at least a day each."))
    if not all(isfinite(size) and size > 0 for size in areas):
        raise AnalysisError(N_("An area that is compared has no ground: choose other controls or a wider ring."))
    if not 0 < level < 1:
        raise AnalysisError(N_("The level of an interval is {level}: choose one between 0 and 1."), level=level)


def _check_counts(counts: NDArray[np.float64]) -> None:
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise AnalysisError(N_("A count of incidents is negative or no number: counts must be 0 or more."))


def _check_excess(excess: float) -> None:
    if not (isfinite(excess) and excess >= 1):
        raise AnalysisError(N_("Counts cannot vary {times} times as much as chance: give 1 or more."), times=excess)


def _check_design(  # noqa: PLR0917 - a design has as many numbers
    yearly: float, control_yearly: float, controls: float, before: float, after: float, power: float, alpha: float
) -> None:
    _check((before, after), Weights(control=controls), LEVEL)
    _check_counts(np.array([yearly, control_yearly]))
    if not (0 < alpha < 0.5 <= power < 1):  # noqa: PLR2004 - less would be a coin
        raise AnalysisError(
            N_("A power of {power} at a risk of {alpha} is no test: choose a power of 0.5 to 1 and a risk under 0.5."),
            power=power,
            alpha=alpha,
        )
