"""Whether a monthly count rises or falls: a log-linear Poisson model with overdispersion.

P. McCullagh, J. A. Nelder, *Generalized Linear Models*, 2nd ed. 1989: iteratively reweighted least squares (section
2.5), overdispersion estimated by Pearson's X2 over the degrees of freedom (quasi-likelihood, chapter 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from spaceplanner.analysis.timing import DAYS_PER_YEAR
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEVEL = 0.90
"""Of the interval, as everywhere in the program."""

LEAST_MONTHS = 12
SEASONAL_MONTHS = 24
"""A season is told from a trend from two years on."""

LEAST_INCIDENTS = 10

_STEPS = 50
_CLOSE = 1e-9
_FLAT = 30.0
"""A log rate ratio beyond which the data know no bound: one side of the record is empty."""


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    coefficients
        (k,) on the scale of log rates.
    covariance
        (k, k) under Poisson variance; times the dispersion where that is more.
    dispersion
        Pearson's X2 over the degrees of freedom: 1 where counts vary as Poisson's do; NaN without such degrees.
    freedom
        Degrees of freedom, n - k.
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    dispersion: float
    freedom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Change of a rate in a year.

    Attributes
    ----------
    change
        Share by which the rate changes each year, -0.05 for 5 % less; None where there is a `reason`.
    interval
        Its 90 % interval, or None.
    dispersion
        Pearson's dispersion; the interval uses 1 where it is less.
    months, incidents
        How many the model saw.
    seasonal
        A yearly season was taken out.
    reason
        ``no_incidents``, ``too_few_months``, ``too_few_incidents`` or ``not_estimable``; None where there is a change.
    """

    change: float | None
    interval: tuple[float, float] | None
    dispersion: float | None
    months: int
    incidents: int
    seasonal: bool
    reason: str | None


def trend(
    counts: NDArray[np.int64], days: NDArray[np.int64], *, seasonal: bool | None = None, level: float = LEVEL
) -> Trend:
    """Return the change in a year of the rate behind consecutive monthly counts, with an interval.

    log E(count) = log(days) + a + b t (+ c sin 2 pi t + d cos 2 pi t), t in years at the middle of each month; the change
    is exp(b) - 1. The interval is that of b from Student's t with the degrees of freedom, its variance the Poisson one
    times the dispersion, 1 at least.

    Parameters
    ----------
    counts, days
        (m,) incidents of consecutive months, and days that were recorded of each.
    seasonal
        Take one yearly wave out; None: from 24 months on.
    level
        Of the interval.

    Raises
    ------
    AnalysisError
        If the arrays differ in length, a count is negative or no number, or a month has no days.
    """
    _check(counts, days)
    n, total = len(counts), int(counts.sum())
    wave = n >= SEASONAL_MONTHS if seasonal is None else seasonal
    reason = _too_little(n, total)
    fitted = None if reason else fit(_design(days, wave=wave), counts, days)
    if fitted is None:
        return Trend(
            change=None,
            interval=None,
            dispersion=None,
            months=n,
            incidents=total,
            seasonal=wave,
            reason=reason or "not_estimable",
        )
    slope = float(fitted.coefficients[1])
    spread = float(np.sqrt(fitted.covariance[1, 1] * max(1.0, fitted.dispersion)))
    reach = spread * float(special.stdtrit(fitted.freedom, (1 + level) / 2))
    return Trend(
        change=float(np.expm1(slope)),
        interval=(float(np.expm1(slope - reach)), float(np.expm1(slope + reach))),
        dispersion=fitted.dispersion,
        months=n,
        incidents=total,
        seasonal=wave,
        reason=None,
    )


def fit(design: NDArray[np.float64], counts: NDArray[np.int64], exposure: ArrayLike) -> Fit | None:
    """Return the log-linear Poisson model of counts by iteratively reweighted least squares.

    Parameters
    ----------
    design
        (n, k) the columns of the model, the constant among them.
    counts
        (n,) at least 0.
    exposure
        (n,) above 0.

    Returns
    -------
    The fit, or None where the counts do not determine it: columns that depend on each other, or a rate of 0 on one side.
    """
    offset = np.log(np.asarray(exposure, dtype=np.float64))
    total = counts.sum()
    if not total or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    mean = np.exp(offset) * total / np.exp(offset).sum()
    mean = (mean + counts) / 2
    found: NDArray[np.float64] = np.full(design.shape[1], np.inf)
    for _ in range(_STEPS):
        root = np.sqrt(mean)
        working = np.log(mean) - offset + (counts - mean) / mean
        previous, found = found, np.linalg.lstsq(root[:, None] * design, root * working, rcond=None)[0]
        if not np.abs(found).max() < 2 * _FLAT:
            return None
        mean = np.exp(np.clip(offset + design @ found, -2 * _FLAT, 2 * _FLAT))
        if np.abs(found - previous).max() < _CLOSE * max(1.0, np.abs(found).max()):
            return _fitted(design, counts, mean, found)
    return None


def _fitted(
    design: NDArray[np.float64], counts: NDArray[np.int64], mean: NDArray[np.float64], found: NDArray[np.float64]
) -> Fit | None:
    if np.ptp(design @ found) > _FLAT:
        return None
    freedom = design.shape[0] - design.shape[1]
    pearson = float(((counts - mean) ** 2 / mean).sum())
    information = design.T @ (mean[:, None] * design)
    return Fit(
        found,
        np.asarray(np.linalg.inv(information), dtype=np.float64),
        pearson / freedom if freedom else np.nan,
        freedom,
    )


def _design(days: NDArray[np.int64], *, wave: bool) -> NDArray[np.float64]:
    """Return (m, 2 or 4) the constant, the years from the record's middle and a yearly wave."""
    years = (np.cumsum(days) - days / 2) / DAYS_PER_YEAR
    years -= years.mean()
    columns = [np.ones(len(days)), years]
    if wave:
        columns += [np.sin(2 * np.pi * years), np.cos(2 * np.pi * years)]
    return np.column_stack(columns)


def _too_little(months: int, incidents: int) -> str | None:
    if not incidents:
        return "no_incidents"
    if months < LEAST_MONTHS:
        return "too_few_months"
    return "too_few_incidents" if incidents < LEAST_INCIDENTS else None


def _check(counts: NDArray[np.int64], days: NDArray[np.int64]) -> None:
    if counts.shape != days.shape or counts.ndim != 1:
        raise AnalysisError(N_("Counts and days of the months differ in number: give one of each for every month."))
    if len(counts) and not ((counts >= 0).all() and np.isfinite(counts).all()):
        raise AnalysisError(N_("A month's count is negative or no number: count the incidents of each month."))
    if len(days) and not ((days > 0).all() and np.isfinite(days).all()):
        raise AnalysisError(N_("A month has no days of record: leave it out of the trend."))
