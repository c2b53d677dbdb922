"""Rates of events over people, area by area, and what they are when luck is taken out of them.

A small area has a high or a low rate by chance alone. The empirical Bayes estimate draws each rate towards the mean, the
more so the fewer people it rests on: Marshall 1991, *Mapping disease and mortality rates using empirical Bayes
estimators*, Applied Statistics 40(2), 283-294. With events Poisson and true rates from a gamma distribution of mean m and
variance A (both estimated from all areas, or from an area and its neighbours), what is known of an area's rate after y
events among n people is a gamma distribution of shape y + m² / A and rate n + m / A (Clayton & Kaldor 1987, Biometrics 43).
Its mean is Marshall's estimate; its quantiles are the interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse, special

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLAGS = ("", "people_unknown", "nobody", "few_people", "few_events")
"""What is to be said of a rate; `Rates.flag` holds indices into it."""

FEWEST_EVENTS = 20
"""Events under which a crude rate is unreliable: the rule of the United States' National Center for Health Statistics.
The standard error of a rate that rests on 20 events is 22 % of it, of one on 10 events 32 %."""

FEWEST_PEOPLE = 100
"""People under which one event moves a rate per 1,000 by ten and more; our own choice."""

LEVEL = 0.90
"""Probability that intervals hold."""

_JEFFREYS = 0.5


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rates:
    """Rates of areas, all (n,), per person and unit of time of the population that was given.

    Attributes
    ----------
    crude
        Events over people; NaN where nobody is known to live there.
    crude_low, crude_high
        Exact interval of a Poisson mean (Garwood 1936) that ends at these.
    smoothed
        Empirical Bayes estimate; NaN where `crude` is.
    low, high
        Interval of the true rate after Bayes; it takes mean and variance as known, so it is somewhat narrow.
    mean, variance
        Mean m and variance A of true rates that the area was compared with. The variance is 0 where areas differ by no
        more than chance: then there is one rate for all, and the interval is that of this one rate.
    own_weight
        Share, 0 to 1, with which the area's own rate enters `smoothed`; the rest is the mean.
    flag
        int8 index into `FLAGS`, the first that applies.
    """

    crude: NDArray[np.float64]
    crude_low: NDArray[np.float64]
    crude_high: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    own_weight: NDArray[np.float64]
    flag: NDArray[np.int8]


def smooth(
    events: NDArray[np.float64] | NDArray[np.int64],
    people: NDArray[np.float64],
    *,
    years: float = 1.0,
    pairs: NDArray[np.int64] | None = None,
    level: float = LEVEL,
    fewest_events: int = FEWEST_EVENTS,
    fewest_people: float = FEWEST_PEOPLE,
) -> Rates:
    """Return crude and empirical Bayes rates with intervals and flags (Marshall 1991).

    With m = Σ y / Σ n and s² = Σ n (y / n - m)² / Σ n over k areas, A = s² - m / (Σ n / k), at least 0; the estimate is
    m + (y / n - m) A / (A + m / n).

    Parameters
    ----------
    events
        (n,) events in each area, at least 0.
    people
        (n,) residents or visitors of each, at least 0; NaN where unknown.
    years
        Length of the record, above 0: rates are per person and year.
    pairs
        (m, 2) indices of neighbours, both directions: then each area is compared with itself and its neighbours only
        (Marshall 1991, section 3; the variance is taken around the mean of the area's own surroundings, as GeoDa and esda
        do). None: with all areas.
    level
        Probability that the intervals hold, between 0 and 1.
    fewest_events, fewest_people
        What is under these gets a flag.

    Raises
    ------
    AnalysisError
        If there are areas but of none is known that people live there, an event count is negative or no number, a number
        of people is negative, the years are not above 0, the level is not between 0 and 1, or the neighbours name areas
        that do not exist.
    """
    y, n = np.asarray(events, dtype=np.float64), np.asarray(people, dtype=np.float64)
    _usable(y, n, years, level)
    known = n > 0  # what is not a number is not above 0
    y_known, exposure = np.where(known, y, 0.0), np.where(known, n * years, 0.0)
    sums = _sums(y_known, exposure, known, _within(known, pairs))
    mean, variance, total, ground = (np.where(known, values, np.nan) for values in sums)
    rate = np.divide(y, exposure, out=np.full(len(y), np.nan), where=known)
    weight = _weight(mean, variance, exposure, known)
    smoothed = mean + weight * (rate - mean)
    low, high = _posterior(y, exposure, mean, variance, total, ground, level)
    crude_low, crude_high = _poisson(y, exposure, known, level)
    return Rates(
        crude=rate,
        crude_low=crude_low,
        crude_high=crude_high,
        smoothed=smoothed,
        low=low,
        high=high,
        mean=mean,
        variance=variance,
        own_weight=weight,
        flag=_flags(y, n, fewest_events, fewest_people),
    )


def _usable(y: NDArray[np.float64], n: NDArray[np.float64], years: float, level: float) -> None:
    if y.shape != n.shape:
        raise AnalysisError(
            N_("There are {events} counts of events beside {people} numbers of people: one of each is needed an area."),
            events=len(y),
            people=len(n),
        )
    if not (np.isfinite(y) & (y >= 0)).all():
        raise AnalysisError(N_("Some counts of events are negative or no number: count them again."))
    if (n < 0).any() or np.isinf(n).any():
        raise AnalysisError(N_("Some numbers of people are negative or infinite: correct them, or leave them empty."))
    if len(n) and not (n > 0).any():
        raise AnalysisError(
            N_(
                "Of no area is it known how many people live there, so there are no rates: add a layer of residents with numbers of people."
            )
        )
    if not (np.isfinite(years) and years > 0):
        raise AnalysisError(N_("The record is {years} years long: a rate needs one longer than 0."), years=years)
    if not 0 < level < 1:
        raise AnalysisError(N_("The level is {level}: choose one between 0 and 1, such as 0.9."), level=level)


def _within(known: NDArray[np.bool_], pairs: NDArray[np.int64] | None) -> sparse.csr_array | None:
    """Return (n, n) ones for each area with people and those it is compared with, itself included; None: all with all."""
    if pairs is None:
        return None
    n = len(known)
    pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= n):
        raise AnalysisError(N_("The neighbours name places that do not exist: there are {count} places."), count=n)
    own = np.flatnonzero(known)
    pairs = np.concatenate((pairs[known[pairs].all(axis=1)], np.column_stack((own, own))))
    near = sparse.coo_array((np.ones(len(pairs)), pairs.T), shape=(n, n)).tocsr()
    near.data[:] = 1.0  # repetitions were added up
    return near


def _sums(
    y: NDArray[np.float64], exposure: NDArray[np.float64], known: NDArray[np.bool_], near: sparse.csr_array | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return m, A, Σ y and Σ n of those that each area is compared with."""

    def over(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.full(len(y), values.sum()) if near is None else np.asarray(near @ values, dtype=np.float64)

    total, ground, count = over(y), over(exposure), over(known.astype(np.float64))
    safe = np.where(ground > 0, ground, 1.0)
    mean = total / safe
    rate = np.divide(y, exposure, out=np.zeros(len(y)), where=known)
    if near is None:
        around = over(exposure * (rate - mean) ** 2)
    else:
        i, j = near.nonzero()
        around = np.bincount(i, exposure[j] * (rate[j] - mean[i]) ** 2, len(y)).astype(np.float64)
    return mean, np.maximum(around / safe - mean * count / safe, 0.0), total, ground


def _weight(
    mean: NDArray[np.float64], variance: NDArray[np.float64], exposure: NDArray[np.float64], known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return A / (A + m / n), 0 where areas differ by no more than chance."""
    some = known & (variance > 0)
    weight = np.where(known, 0.0, np.nan)
    weight[some] = variance[some] / (variance[some] + mean[some] / exposure[some])
    return weight


def _posterior(  # noqa: PLR0917 - a formula's symbols in their order
    y: NDArray[np.float64],
    exposure: NDArray[np.float64],
    mean: NDArray[np.float64],
    variance: NDArray[np.float64],
    total: NDArray[np.float64],
    ground: NDArray[np.float64],
    level: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the quantiles of the gamma distribution of each true rate.

    Where the variance is 0, the distribution would be a point. There the interval is that of the one rate which all share
    (gamma with Jeffreys' prior, shape Σ y + 1/2 and rate Σ n), so that it is not said to be known for certain.
    """
    varied = variance > 0
    prior = np.divide(mean, variance, out=np.zeros(len(mean)), where=varied)
    shape = np.where(varied, y + mean * prior, total + _JEFFREYS)
    rate = np.where(varied, exposure + prior, ground)
    tail = (1 - level) / 2
    return special.gammaincinv(shape, tail) / rate, special.gammaincinv(shape, 1 - tail) / rate


def _poisson(
    y: NDArray[np.float64], exposure: NDArray[np.float64], known: NDArray[np.bool_], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the exact interval of each crude rate (Garwood 1936); from 0 where there were no events."""
    tail = (1 - level) / 2
    people = np.where(known, exposure, np.nan)
    low = np.where(y > 0, special.gammaincinv(np.maximum(y, _JEFFREYS), tail), 0.0)
    return low / people, special.gammaincinv(y + 1, 1 - tail) / people


def _flags(
    y: NDArray[np.float64], n: NDArray[np.float64], fewest_events: int, fewest_people: float
) -> NDArray[np.int8]:
    """Return the first of `FLAGS` that applies to each area."""
    cases = [np.isnan(n), n == 0, n < fewest_people, y < fewest_events]
    return np.select(cases, np.arange(1, len(FLAGS)), 0).astype(np.int8)
