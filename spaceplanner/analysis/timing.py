"""When incidents happened: local wall time to universal time, and whether it was day, twilight or night."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from spaceplanner.analysis import sun
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAYS_PER_YEAR = 365.25
SHORTEST_RECORD = 30
"""Days: a shorter record is counted as this long, so that a few days are not blown up to a year."""

DAY, NIGHT, UNKNOWN = 0, 1, -1

PHASES = ("day", "twilight", "night")
"""Phases of the day; `phases` gives indices into it."""

_HALF_HOUR = np.timedelta64(1800, "s")
_CHUNK = 100_000


def to_utc(local: NDArray[np.datetime64], timezone: str) -> NDArray[np.datetime64]:
    """Return the universal time of local wall times.

    The offset is looked up once an hour. A time that the clock shows twice in autumn is taken as the first; one that it
    skips in spring is taken as if the clock had not yet moved.

    Parameters
    ----------
    local
        (n,) datetime64[s] wall time; NaT stays NaT.
    timezone
        IANA name, for example ``America/Guayaquil``.

    Raises
    ------
    AnalysisError
        If the time zone is unknown.
    """
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise AnalysisError(
            N_("The time zone {timezone} is unknown: choose an IANA name such as America/Guayaquil."),
            timezone=timezone,
        ) from error
    hours, of = np.unique(local.astype("datetime64[h]"), return_inverse=True)
    offsets = np.zeros(len(hours), dtype="timedelta64[s]")
    for place, hour in enumerate(hours[~np.isnat(hours)].tolist()):
        offset = hour.replace(tzinfo=zone).utcoffset()
        offsets[place] = np.timedelta64(offset.days * 86_400 + offset.seconds, "s")
    universal: NDArray[np.datetime64] = local.astype("datetime64[s]") - offsets[of]
    return universal


def nights(
    when: NDArray[np.datetime64],
    precise: NDArray[np.bool_],
    to_the_hour: NDArray[np.bool_],
    lonlat: NDArray[np.float64],
    timezone: str,
) -> NDArray[np.int8]:
    """Return for each incident whether it happened between sunset and sunrise at its own place.

    Parameters
    ----------
    when
        (n,) datetime64[s], local wall time; NaT where unknown.
    precise
        (n,) the hour is known; a date without one says nothing of night.
    to_the_hour
        (n,) known to the hour only: the middle of that hour is taken.
    lonlat
        (n, 2) degrees WGS 84; not finite where unknown.
    timezone
        IANA name.

    Returns
    -------
    (n,) int8: 1 night, 0 day, -1 unknown.
    """
    height = _elevations(when, precise, to_the_hour, lonlat, timezone)
    dark = np.where(height < sun.HORIZON, NIGHT, DAY)
    return np.where(np.isnan(height), UNKNOWN, dark).astype(np.int8)


def phases(
    when: NDArray[np.datetime64],
    precise: NDArray[np.bool_],
    to_the_hour: NDArray[np.bool_],
    lonlat: NDArray[np.float64],
    timezone: str,
) -> NDArray[np.int8]:
    """Return for each incident whether it happened by day, in civil twilight or by night, at its own place.

    Day: the sun's upper edge is above the horizon (its centre above -0.833 degrees). Civil twilight: its centre is
    between that and -6 degrees below. What `nights` calls night is twilight and night together.

    Parameters
    ----------
    when, precise, to_the_hour, lonlat, timezone
        As in `nights`.

    Returns
    -------
    (n,) int8 index into `PHASES`: 0 day, 1 twilight, 2 night, -1 unknown.
    """
    height = _elevations(when, precise, to_the_hour, lonlat, timezone)
    phase = (height < sun.HORIZON).astype(np.int8) + (height < sun.CIVIL)
    return np.where(np.isnan(height), UNKNOWN, phase).astype(np.int8)


def _elevations(
    when: NDArray[np.datetime64],
    precise: NDArray[np.bool_],
    to_the_hour: NDArray[np.bool_],
    lonlat: NDArray[np.float64],
    timezone: str,
) -> NDArray[np.float64]:
    """Return (n,) the sun's elevation in degrees at each incident; NaN where hour or place is unknown."""
    answer = np.full(len(when), np.nan)
    known = np.flatnonzero(precise & ~np.isnat(when) & np.isfinite(lonlat).all(axis=1))
    # All at once: each chunk would ask for the offset of the same hours again.
    utc = to_utc(when[known] + np.where(to_the_hour[known], _HALF_HOUR, np.timedelta64(0, "s")), timezone)
    for start in range(0, len(known), _CHUNK):
        some = known[start : start + _CHUNK]
        answer[some] = sun.elevation(utc[start : start + _CHUNK], lonlat[some, 0], lonlat[some, 1])
    return answer


def core(when: NDArray[np.datetime64]) -> tuple[str, str] | None:
    """Return the days between which 98 % of the dates lie, where the rest stretches the record by half and by a year.

    One mistaken date, 1924 for 2024, divides every figure by year by a hundred; None where there is nothing of the kind.

    Parameters
    ----------
    when
        (n,) datetime64[s]; NaT where unknown.
    """
    days = when[~np.isnat(when)].astype("datetime64[D]").astype(np.int64)
    if not len(days):
        return None
    low, high = np.quantile(days, (0.01, 0.99), method="nearest").tolist()
    whole, most = int(days.max() - days.min()), int(high - low)
    if whole - most < DAYS_PER_YEAR or 2 * whole < 3 * most:
        return None
    return str(np.datetime64(low, "D")), str(np.datetime64(high, "D"))


def record(
    when: NDArray[np.datetime64], to_the_month: NDArray[np.bool_], to_the_year: NDArray[np.bool_]
) -> tuple[str, str, float] | None:
    """Return the first and last day that the dates cover (ISO 8601) and the years between, both days included.

    A record of less than 30 days counts as 30 days. None where there is no date.

    Parameters
    ----------
    when
        (n,) datetime64[s], local wall time; NaT where unknown.
    to_the_month, to_the_year
        (n,) known to the month or year only: `when` is its first day, and the record reaches to its last.
    """
    dated = ~np.isnat(when)
    if not dated.any():
        return None
    days, ends = spans(when, to_the_month, to_the_year)
    first, last = days[dated].min(), ends[dated].max()
    length = max(SHORTEST_RECORD, int((last - first).astype(int)) + 1)
    return str(first), str(last), length / DAYS_PER_YEAR


def spans(
    when: NDArray[np.datetime64], to_the_month: NDArray[np.bool_], to_the_year: NDArray[np.bool_]
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Return the first and the last day on which each incident may have happened, (n,) datetime64[D]; NaT stays NaT.

    Parameters
    ----------
    when
        (n,) datetime64[s], local wall time; NaT where unknown.
    to_the_month, to_the_year
        (n,) known to the month or year only: `when` is its first day.
    """
    days = when.astype("datetime64[D]")
    day = np.timedelta64(1, "D")
    ends = days.copy()
    # Of few incidents no more than that is known, and turning days into months takes a while.
    for rows, unit in ((np.flatnonzero(to_the_month), "M"), (np.flatnonzero(to_the_year), "Y")):
        ends[rows] = (days[rows].astype(f"datetime64[{unit}]") + 1).astype("datetime64[D]") - day
    return days, ends
