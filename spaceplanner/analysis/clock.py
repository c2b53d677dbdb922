"""Incidents by hour, weekday and month: plain counts of local wall time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEKDAYS, HOURS = 7, 24

_MONDAY = 3
"""1970-01-01, day 0, was a Thursday: the fourth day of a week that begins on Monday."""


@dataclass(frozen=True, eq=False, slots=True)
class Months:
    """The calendar months of a record, without a gap; all arrays are (m,).

    Attributes
    ----------
    first
        datetime64[M].
    counts
        Incidents in each.
    days
        Days of each that the record covers: all of them, but for the first and the last month.
    whole
        The record covers every day of the month.
    """

    first: NDArray[np.datetime64]
    counts: NDArray[np.int64]
    days: NDArray[np.int64]
    whole: NDArray[np.bool_]


def hour_table(when: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return (7, 24) the number of incidents by weekday, Monday first, and hour of the day.

    Parameters
    ----------
    when
        (n,) datetime64[s] local wall time, known to the hour or better; NaT is left out.
    """
    hours = _known(when).astype("datetime64[h]").astype(np.int64)
    days, hour = np.divmod(hours, HOURS)
    cells = (days + _MONDAY) % WEEKDAYS * HOURS + hour
    return np.bincount(cells, minlength=WEEKDAYS * HOURS).reshape(WEEKDAYS, HOURS)


def weekdays(when: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return (7,) the number of incidents by weekday, Monday first.

    Parameters
    ----------
    when
        (n,) datetime64 local, known to the day or better; NaT is left out.
    """
    return np.bincount(weekday(_known(when)), minlength=WEEKDAYS)


def weekday(when: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return (n,) the weekday of each, 0 Monday to 6 Sunday.

    Parameters
    ----------
    when
        (n,) datetime64 local, without NaT.
    """
    of_week: NDArray[np.int64] = (when.astype("datetime64[D]").astype(np.int64) + _MONDAY) % WEEKDAYS
    return of_week


def months(when: NDArray[np.datetime64], first: np.datetime64, last: np.datetime64) -> Months:
    """Return the number of incidents in each calendar month that a record touches.

    Parameters
    ----------
    when
        (n,) datetime64 local, known to the month or better; NaT and what lies outside the record is left out.
    first, last
        First and last day of the record, both included.

    Raises
    ------
    AnalysisError
        If the record ends before it begins.
    """
    begin, end = first.astype("datetime64[D]"), last.astype("datetime64[D]")
    if not begin <= end:
        raise AnalysisError(
            N_("The period from {first} to {last} ends before it begins: exchange the dates."), first=begin, last=end
        )
    starts = np.arange(begin.astype("datetime64[M]"), end.astype("datetime64[M]") + 1)
    one = np.timedelta64(1, "D")
    opens, closes = starts.astype("datetime64[D]"), (starts + 1).astype("datetime64[D]") - one
    days = (np.minimum(closes, end) - np.maximum(opens, begin)).astype(np.int64) + 1
    dates = _known(when).astype("datetime64[D]")
    dates = dates[(dates >= begin) & (dates <= end)]
    place = (dates.astype("datetime64[M]") - starts[0]).astype(np.int64)
    counts = np.bincount(place, minlength=len(starts))
    return Months(starts, counts, days, days == (closes - opens).astype(np.int64) + 1)


def _known(when: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    return when[~np.isnat(when)]
