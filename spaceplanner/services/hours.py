"""Opening hours as offices write them: ``08:00-22:00``, ``de 8h a 22h``, ``8am to 5 pm``, ``24 horas``, ``0.9166``."""

from __future__ import annotations

import math
import re

DAY = 24.0
LATE = 19.0
"""A business that is open after this hour is open at night: in Ecuador the sun sets between 18:00 and 19:00."""

_HOUR = r"(?<![\d.])(\d{1,2})(?!\d)(?:\s*[:h.]\s*(\d{2})(?!\d))?(?::\d{2})?\s*(?:h(?:r?s?|oras?)?\b)?\s*(?:([ap])\.?\s*m\b\.?)?"
_MONTH = r"(?:ene|feb|marzo|abr|may|jun|jul|ago|sep|oct|nov|dic)"
_TO = r"(?:-|–|—|\b(?:a|to|hasta|until)\b|(?(both)\b(?:y|and)\b|(?!)))"
_CLOCK = re.compile(_HOUR)
_SPAN = re.compile(
    rf"(?P<both>\b(?:entre|between)\s+)?(?:las?\s+)?(?P<opens>{_HOUR})\s*{_TO}\s*(?:las?\s+)?(?P<closes>{_HOUR})(?!\s*de\s+{_MONTH})"
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

    Of several spans, as with a break at noon or other hours on other days, it is the earliest opening and the latest
    closing. Closing at or before the opening is past midnight: 26 is two o'clock of the next day. Other numbers of the
    text, as those of a telephone or a date, are no hours: without a span, two hours that are written out are one.
    """
    plain = _DATE.sub("", text.strip().casefold())
    if _ALWAYS.search(plain):
        return 0.0, DAY
    pairs = [(moment(found["opens"]), moment(found["closes"])) for found in _SPAN.finditer(plain)]
    if not pairs:
        hours = [_hour(found) for found in _CLOCK.finditer(plain) if found[2] or found[3]]
        pairs = [(hours[0], hours[1])] if len(hours) == 2 else []  # noqa: PLR2004 - opening and closing
    spans = [between(*pair) for pair in pairs if not any(map(math.isnan, pair))]
    if not spans:
        return math.nan, math.nan
    return min(opens for opens, _ in spans), max(closes for _, closes in spans)


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
