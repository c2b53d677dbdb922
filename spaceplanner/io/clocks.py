"""Times in parts: a date beside a time of day, a time spread over columns, a moment in another zone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.io import columns, dates, numerals
from spaceplanner.io.dates import CLOCK, DAY, HOUR, MINUTE, SECOND, Times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_CLOCK_PATTERNS = (rf"^{CLOCK}$", r"^(?P<H>\d{1,2})(?P<M>\d{2})(?P<S>\d{2})?$")


def with_clock(days: Times, column: Any) -> Times:
    """Return dates joined with a column that holds the time of day: ``14:30``, ``1430``, ``2 pm``, 14, 0.604."""
    seconds, fine = _clock(column)
    known = (seconds >= 0) & ~np.isnat(days.moment)
    day = days.moment.astype("datetime64[D]").astype("datetime64[s]")
    moment = np.where(known, day + np.maximum(seconds, 0).astype("timedelta64[s]"), days.moment)
    precision = np.where(known & (days.precision <= DAY), fine, days.precision).astype(np.int8)
    return Times(
        moment=moment,
        precision=dates.coarsened(moment, precision),
        in_utc=days.in_utc & ~known,
        unread=days.unread,
        day_first=days.day_first,
    )


def _clock(column: Any) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return seconds of the day, -1 where unknown, and what they are known to."""
    array = columns.whole(column)
    if pa.types.is_timestamp(array.type):  # Excel's times of day are dated 1899-12-31
        return dates.typed(array).moment.astype(np.int64) % 86400, np.full(len(array), SECOND, np.int8)
    if pa.types.is_floating(array.type) and pc.all(pc.less(array, 1)).as_py():
        value = numerals.numbers(array)
        seconds = np.where(np.isnan(value), -1, np.rint(np.nan_to_num(value) * 86400)).astype(np.int64)
        return seconds, np.full(len(array), SECOND, np.int8)
    text = columns.texts(array)
    text = pc.replace_substring_regex(text, r"^\d{4}-\d\d-\d\d[T ]|^(\d{1,2}/){2}\d{4} ", "")
    parts = dates.empty(len(text))
    pending = np.ones(len(text), bool)
    for pattern in _CLOCK_PATTERNS:
        found = pc.extract_regex(text, pattern)
        hit = pending & found.is_valid().to_numpy(zero_copy_only=False)
        for key, values in dates.groups(found).items():
            parts[key][hit] = values[hit]
        pending &= ~hit
    hour, minute, second = parts["H"], np.maximum(parts["M"], 0), np.maximum(parts["S"], 0)
    good = (hour >= 0) & (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004
    fine = np.where(parts["S"] >= 0, SECOND, np.where(parts["M"] >= 0, MINUTE, HOUR)).astype(np.int8)
    return np.where(good, hour * 3600 + minute * 60 + second, -1), fine


def is_clock(column: Any) -> bool:
    """Tell whether most values of a column read as times of day."""
    seconds, _ = _clock(column)
    given = len(column) - column.null_count
    return bool(given) and bool((seconds >= 0).sum() > given / 2)


def composed(parts: Mapping[str, Any]) -> Times:
    """Return the times spread over columns ``year``, ``month``, ``day``, ``hour``, ``minute``; only the year is needed."""
    keys = {"year": "y", "month": "m", "day": "d", "hour": "H", "minute": "M"}
    count = len(next(iter(parts.values())))
    numbers = dates.empty(count)
    for name, column in parts.items():
        numbers[keys[name]] = _part(column, is_month=name == "month")
    times = dates.assembled(numbers)
    unread = int((np.isnat(times.moment) & (numbers["y"] >= 0)).sum())
    precision = dates.coarsened(times.moment, times.precision)
    return Times(moment=times.moment, precision=precision, in_utc=times.in_utc, unread=unread)


def _part(column: Any, *, is_month: bool) -> NDArray[np.int64]:
    array = columns.whole(column)
    value = numerals.numbers(array)
    if is_month and np.isnan(value).any() and pa.types.is_string(array.type):
        named = dates.months(columns.texts(array))
        value = np.where(np.isnan(value), named, value)
    whole: NDArray[np.int64] = np.where(np.isnan(value), -1, np.nan_to_num(value)).astype(np.int64)
    return whole


def to_local(times: Times, timezone: str) -> NDArray[np.datetime64]:
    """Return every moment as local wall time in a zone (IANA name); rows that named no zone are local already."""
    chosen = times.in_utc & ~np.isnat(times.moment)
    if not chosen.any():
        return times.moment
    zone = ZoneInfo(timezone)
    half_hours, place = np.unique(times.moment[chosen].astype(np.int64) // 1800, return_inverse=True)
    # Offsets change on half hours; one look-up for each half hour that occurs is enough.
    offsets = [
        dt.datetime.fromtimestamp(int(half_hour) * 1800, zone).utcoffset() or dt.timedelta() for half_hour in half_hours
    ]
    local = times.moment.copy()
    local[chosen] += np.array([int(offset.total_seconds()) for offset in offsets])[place].astype("timedelta64[s]")
    return local
