"""Opening hours as offices write them: ``08:00-22:00``, ``de 8h a 22h``, ``8am to 5 pm``, ``24 horas``, ``0.9166``."""

from __future__ import annotations

import math
import re

DAY = 24.0
LATE = 19.0
"""A business that is open after this hour is open at night: in Ecuador the sun sets between 18:00 and 19:00."""

_CLOCK = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\s*[:h.]\s*(\d{2}))?(?::\d{2})?\s*(?:h(?:rs?|oras?)?\b)?\s*([ap])?\.?\s*(?:m\b)?"
)
_ALWAYS = re.compile(r"24\s*(?:h|x|/)|24 ?horas|siempre|always", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]?|\d{1,2}/\d{1,2}/\d{4} ?")
_FRACTION = re.compile(r"0?[.,]\d+|0|1(?:[.,]0+)?")
_NOON = 12


def moment(text: str) -> float:
    """Return the hour of the day that a text names, 0 to 24; NaN where it names none.

    A fraction under 1 is a share of the day, as spreadsheets hold times.
    """
    plain = _DATE.sub("", text.strip().casefold())
    if _FRACTION.fullmatch(plain) and plain not in {"0", "1"}:
        return DAY * float(plain.replace(",", "."))
    found = _CLOCK.match(plain)
    return _hour(found) if found else math.nan


def span(text: str) -> tuple[float, float]:
    """Return when a business opens and closes, from a text with both; NaN where it does not say.

    Of several spans, as with a break at noon, it is the first opening and the last closing. Closing at or before the
    opening is past midnight: 26 is two o'clock of the next day.
    """
    plain = _DATE.sub("", text.strip().casefold())
    if _ALWAYS.search(plain):
        return 0.0, DAY
    hours = [hour for found in _CLOCK.finditer(plain) if not math.isnan(hour := _hour(found))]
    return between(hours[0], hours[-1]) if len(hours) > 1 else (math.nan, math.nan)


def between(opens: float, closes: float) -> tuple[float, float]:
    """Return an opening and a closing with the closing after it; where only one is known, the other stays NaN."""
    return opens, closes + DAY if closes <= opens else closes


def late(opens: float, closes: float) -> float:
    """Return 1 where a business is open after `LATE`, 0 where it is not, NaN where that is unknown.

    Without an opening hour, a closing before six in the morning is one of the night before.
    """
    if math.isnan(closes):
        return math.nan
    if math.isnan(opens):
        return float(closes > LATE or closes < DAY / 4)
    return float(closes > LATE)


def _hour(found: re.Match[str]) -> float:
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and hour <= _NOON:
        hour = hour % _NOON + (_NOON if found[3] == "p" else 0)
    return hour + minute / 60 if hour <= DAY and minute < 60 else math.nan  # noqa: PLR2004 - minutes of an hour
