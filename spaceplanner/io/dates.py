"""Dates and times as offices write them, read a column at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.io import columns, names, numerals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

PRECISIONS = ("second", "minute", "hour", "day", "month", "year")
"""What a time is known to, the finest first; the codes of `Times.precision` count from 0."""

SECOND, MINUTE, HOUR, DAY, MONTH, YEAR = range(6)
CLOCK = (
    r"(?P<H>\d{1,2})(?:\s?[:hH.]\s?(?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?:h|hs|hrs?|horas)?\.?\s*(?P<p>[aApP]\.?\s?[mM]\.?)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_AFTER = rf"(?:[T,\s]\s*(?:a las\s+)?{CLOCK})?\s*$"
_PATTERNS: tuple[str, ...] = (
    rf"^(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_AFTER}",
    rf"^(?P<a>\d{{1,2}})[-/. ](?P<b>\d{{1,2}})[-/. ](?P<y>\d{{4}}|\d{{2}}){_AFTER}",
    rf"^(?P<d>\d{{1,2}})[-/. ]+(?:de )?(?P<n>\p{{L}}{{3,10}})\.?,?[-/. ]+(?:del? )?(?P<y>\d{{4}}|\d{{2}}){_AFTER}",
    rf"^(?P<n>\p{{L}}{{3,10}})\.? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}}){_AFTER}",
    r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?$",
    r"^(?P<y>(?:19|20)\d{2})[-/](?P<m>\d{1,2})$",
    r"^(?P<m>\d{1,2})[-/](?P<y>(?:19|20)\d{2})$",
    r"^(?P<y>(?:19|20)\d{2})$",
)
_WEEKDAY = (
    r"(?i)^(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|lun|mi[eé]|jue|vie|s[aá]b|dom"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)[.,]*\s+"
)
_MONTHS = {
    **{
        name: i
        for i, name in enumerate(
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"], 1
        )
    },
    **{
        name: i
        for i, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    "set": 9,
}
_FIRST, _LAST = 1900, 2100
_CENTURY_TURN = 70
_SERIAL = (20_000, 80_000)  # Excel's day numbers for 1954 to 2119
_EPOCH_MS = (100_000_000_000, 4_000_000_000_000)
_EPOCH_S = (500_000_000, 4_000_000_000)
_ENOUGH = 10


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Times:
    """Moments of a column's rows.

    Attributes
    ----------
    moment
        datetime64[s], NaT where unknown: local wall time, or UTC where `in_utc`.
    precision
        Position in `PRECISIONS`.
    in_utc
        Rows whose text named a zone or an offset.
    unread
        Rows that hold something which is no time.
    day_first
        None, or how ambiguous dates such as 03/04/2025 were read where no row settled it.
    """

    moment: NDArray[np.datetime64]
    precision: NDArray[np.int8]
    in_utc: NDArray[np.bool_]
    unread: int = 0
    day_first: bool | None = None


def empty(count: int) -> dict[str, NDArray[np.int64]]:
    """Return the parts of `count` times, all -1 (absent): year, month, day, hour, minute, second, offset."""
    return {key: np.full(count, -1, np.int64) for key in ("y", "m", "d", "H", "M", "S", "offset")}


def read(column: Any) -> Times:
    """Return the times of one column: text, dates, timestamps, Excel's day numbers or seconds since 1970."""
    array = columns.whole(column)
    if pa.types.is_date32(array.type) or pa.types.is_timestamp(array.type):
        return typed(array)
    if pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        return _numeric(array)
    coded = columns.texts(array).dictionary_encode()
    times = _texts(coded.dictionary)
    indices = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    moment = np.append(times.moment, np.datetime64("NaT", "s"))[indices]
    in_utc = np.append(times.in_utc, [False])[indices]
    precision = np.append(times.precision, np.int8(DAY))[indices]
    unread = int(np.isnat(moment).sum()) - coded.null_count
    return Times(
        moment=moment,
        precision=coarsened(moment, precision),
        in_utc=in_utc,
        unread=unread,
        day_first=times.day_first,
    )


def typed(array: Any) -> Times:
    """Return the times of a column of dates or timestamps."""
    moment = array.cast(pa.timestamp("s")).to_numpy(zero_copy_only=False).astype("datetime64[s]")
    fine = DAY if pa.types.is_date32(array.type) else SECOND
    precision = coarsened(moment, np.full(len(array), fine, np.int8))
    return Times(moment=moment, precision=precision, in_utc=np.zeros(len(array), bool))


def _numeric(array: Any) -> Times:
    value = numerals.numbers(array)
    moment = np.full(len(value), np.datetime64("NaT", "s"))
    precision = np.full(len(value), SECOND, np.int8)
    in_utc = np.zeros(len(value), bool)
    with np.errstate(invalid="ignore"):
        serial = (value >= _SERIAL[0]) & (value < _SERIAL[1])
        days = (value >= _FIRST * 10_000) & (value < _LAST * 10_000)
        year = (value >= _FIRST) & (value < _LAST)
        thousandths = (value >= _EPOCH_MS[0]) & (value < _EPOCH_MS[1])
        seconds = (value >= _EPOCH_S[0]) & (value < _EPOCH_S[1])
    # Excel counts days from 1899-12-30; seconds are rounded because a fraction of a day is never exact.
    moment[serial] = np.datetime64("1899-12-30", "s") + np.rint(value[serial] * 86400).astype("timedelta64[s]")
    moment[seconds] = value[seconds].astype("int64").astype("datetime64[s]")
    moment[thousandths] = (value[thousandths] // 1000).astype("int64").astype("datetime64[s]")
    in_utc[seconds | thousandths] = True
    for chosen in (days, year):
        if chosen.any():
            found = _texts(pa.array([str(int(one)) for one in value[chosen]], pa.string()))
            moment[chosen], precision[chosen] = found.moment, found.precision
    unread = int((np.isnat(moment) & ~np.isnan(value)).sum())
    return Times(moment=moment, precision=coarsened(moment, precision), in_utc=in_utc, unread=unread)


def _texts(text: pa.Array) -> Times:
    """Return the times of distinct texts."""
    plain = pc.replace_substring_regex(text, _WEEKDAY, "")
    parts = empty(len(text))
    pending = np.ones(len(text), bool)
    first, second = np.full(len(text), -1, np.int64), np.full(len(text), -1, np.int64)
    for pattern in _PATTERNS:
        if not pending.any():
            break
        found = pc.extract_regex(plain, pattern)
        hit = pending & found.is_valid().to_numpy(zero_copy_only=False)
        if not hit.any():
            continue
        said = groups(found)
        for key in parts:
            if key in said:
                parts[key][hit] = said[key][hit]
        if "a" in said:
            first[hit], second[hit] = said["a"][hit], said["b"][hit]
        pending &= ~hit
    day_first = _order(first, second, parts)
    return assembled(parts, day_first=day_first)


def groups(found: Any) -> dict[str, NDArray[np.int64]]:
    """Return a match's groups as numbers; -1 where a group is absent."""
    fields = {field.name: found.field(i) for i, field in enumerate(found.type)}
    numbers = {key: _integers(fields[key]) for key in "ymdabHMS" if key in fields}
    if "n" in fields:
        numbers["m"] = months(fields["n"])
    if "p" in fields and "H" in numbers:
        half = _looked_up(fields["p"], lambda mark: {"a": 0, "p": 12}.get(mark[:1].lower(), -1))
        hour = numbers["H"]
        numbers["H"] = np.where((half >= 0) & (hour >= 0), hour % 12 + half, hour)
    if "z" in fields:
        numbers["offset"] = _looked_up(fields["z"], _offset)
    return numbers


def months(texts: Any) -> NDArray[np.int64]:
    """Return the numbers of months named in Spanish or English, in full or cut short; -1 where it is none."""
    return _looked_up(texts, lambda name: _MONTHS.get(names.plain(name)[:3], -1))


def _integers(texts: Any) -> NDArray[np.int64]:
    values = pc.if_else(pc.equal(texts, ""), None, texts).cast(pa.int64())
    found: NDArray[np.int64] = values.fill_null(-1).to_numpy(zero_copy_only=False)
    return found


def _looked_up(texts: Any, meaning: Any) -> NDArray[np.int64]:
    coded = texts.dictionary_encode()
    table = np.array([*(meaning(value) if value else -1 for value in coded.dictionary.to_pylist()), -1], np.int64)
    found: NDArray[np.int64] = table[coded.indices.fill_null(len(table) - 1).to_numpy(zero_copy_only=False)]
    return found


_NO_OFFSET = -1
_ZERO_OFFSET = 100_000  # added to offsets in seconds, so that -1 can mean none


def _offset(text: str) -> int:
    if text[0] not in "+-":
        return _ZERO_OFFSET
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return _ZERO_OFFSET + (seconds if text[0] == "+" else -seconds)


def _order(first: NDArray[np.int64], second: NDArray[np.int64], parts: dict[str, NDArray[np.int64]]) -> bool | None:
    """Fill in day and month of dates such as 03/04/2025; return the order where no date settles it."""
    given = first >= 0
    if not given.any():
        return None
    says_day, says_month = int((first > 12).sum()), int((second > 12).sum())  # noqa: PLR2004 - months
    day_first = says_day >= says_month  # the custom of the places this is written for
    parts["d"][given] = (first if day_first else second)[given]
    parts["m"][given] = (second if day_first else first)[given]
    return day_first if says_day == says_month else None


def assembled(parts: Mapping[str, NDArray[np.int64]], *, day_first: bool | None = None) -> Times:
    """Return the times made of parts as `empty` lists them; without a year there is none."""
    year = parts["y"]
    year = np.where((year >= 0) & (year < 100), year + np.where(year < _CENTURY_TURN, 2000, 1900), year)  # noqa: PLR2004
    month, day = np.where(parts["m"] < 0, 1, parts["m"]), np.where(parts["d"] < 0, 1, parts["d"])
    hour, minute, second = (np.maximum(parts[key], 0) for key in "HMS")
    good = (year >= _FIRST) & (year < _LAST) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)  # noqa: PLR2004
    months = (np.where(good, year, 1970) - 1970) * 12 + np.where(good, month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    date = start + (np.where(good, day, 1) - 1).astype("timedelta64[D]")
    good &= date.astype("datetime64[M]").astype(np.int64) == months  # 31 April is no date
    timed = (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004
    seconds = np.where(timed, hour * 3600 + minute * 60 + second, 0)
    in_utc = good & timed & (parts["offset"] != _NO_OFFSET)
    moment = date.astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    moment = moment - np.where(in_utc, parts["offset"] - _ZERO_OFFSET, 0).astype("timedelta64[s]")
    moment[~good] = np.datetime64("NaT", "s")
    return Times(moment=moment, precision=_stated(parts, timed), in_utc=in_utc, day_first=day_first)


def _stated(parts: Mapping[str, NDArray[np.int64]], timed: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return what each row says it is known to: the finest part that is there."""
    precision = np.full(len(timed), YEAR, np.int8)
    known = np.ones(len(timed), bool)
    for key, code in (("m", MONTH), ("d", DAY), ("H", HOUR), ("M", MINUTE), ("S", SECOND)):
        known = known & (parts[key] >= 0) & (timed | (code >= DAY))
        precision[known] = code
    return precision


def coarsened(moment: NDArray[np.datetime64], precision: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the precision that a whole column bears out.

    A column that says 00:00:00 in every row knows days, not seconds; one whose minutes are all zero knows hours.
    """
    known = moment[~np.isnat(moment)].astype(np.int64)
    if not len(known):
        return precision
    if not (known % 86400).any():
        floor = DAY
    elif len(known) >= _ENOUGH and not (known % 3600).any():
        floor = HOUR
    elif len(known) >= _ENOUGH and not (known % 60).any():
        floor = MINUTE
    else:
        return precision
    coarsened: NDArray[np.int8] = np.maximum(precision, np.int8(floor))
    return coarsened
