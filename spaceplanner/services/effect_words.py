"""The effect of a proposal in words and numbers: one wording wherever incidents averted are told as a range.

Two significant digits: draws give no more, and so they may be shown everywhere.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.domain.outlook import Gain, Proof, Range
    from spaceplanner.domain.result import ProposalResult

NO_EFFECT = N_("It may have no effect: the interval includes none.")
"""What must be said where a reduction may be chance, a message id."""

_PARTS = {
    "property": N_("property"),
    "violent": N_("violent"),
    "disorder": N_("disorder"),
    "other": N_("others"),
    "night": N_("by night"),
    "day": N_("day or no hour"),
}
"""Outcome or hours -> a word for a narrow column."""

_TEN, _TENTH = 10, 0.1


def two(value: float | None) -> str:
    """Write a number with two significant digits; without one, ``no data``."""
    if value is None:
        return gettext("no data")
    if not isfinite(value):
        return gettext(N_("no bound"))
    rounded = measures.two_digits(value)
    return number(rounded, 0 if abs(rounded) >= _TEN or not rounded else 1 if abs(rounded) >= _TENTH else 2)


def between(low: float, high: float) -> str:
    """Write an interval: ``0.3–9``, or ``−4 to 9``, for a dash beside a minus sign cannot be read."""
    if low < 0 or not isfinite(high):
        return gettext("{low} to {high}").format(low=two(low), high=two(high))
    return f"{two(low)}–{two(high)}"


def spread(found: Range | None) -> str:
    """Write a median with its 90 % interval: ``4.1 (0.3–9)``; never one without the other."""
    return gettext("no data") if found is None else f"{two(found.median)} ({between(found.p05, found.p95)})"


def averted(result: ProposalResult) -> str:
    """Write the incidents a proposal averts a year, with their 90 % interval, as the window knows them."""
    interval = measures.interval(result.averted)
    return measures.text(result.averted) + (f" ({interval})" if interval else "")


def half(result: ProposalResult) -> tuple[float, float] | None:
    """Return the 50 % interval of the incidents averted; None where it does not belong to the one of 90 %.

    It is made of published counts, which now and then are fewer than those the window's interval is made of.
    """
    outer, gain = result.averted.interval("exact"), result.gain
    if outer is None or gain is None or gain.total is None or result.averted.exact is None:
        return None
    low, high = gain.total.p25, gain.total.p75
    return (low, high) if outer[0] <= low <= result.averted.exact <= high <= outer[1] else None


def parts(gain: Gain) -> Iterator[tuple[str, Range]]:
    """Yield by what the averted incidents are told apart, outcomes first, then hours; what has none is left out."""
    hours = {"night": gain.night, "day": gain.day}
    for key, found in (*gain.by_outcome.items(), *hours.items()):
        if found is not None and (found.p05 or found.p95):
            yield gettext(_PARTS[key]), found


def breakeven(gain: Gain) -> tuple[str, str]:
    """Return which share may move next door before it is no longer worth its cost, and why that is unknown."""
    share = gain.breakeven_displacement
    if share is None:
        reason = measures.REASONS.get(gain.reason or "no_social_cost")
        return gettext("no data"), gettext(reason) if reason else ""
    return percent(max(0.0, share)), ""


def detectable(found: Proof | None, months: int) -> str:
    """Write the smallest reduction that could be told from chance: ``18%``, or ``none``."""
    if found is None or months not in found.detectable:
        return gettext("no data")
    least = found.detectable[months]
    return percent(least) if least <= 1 else gettext(N_("none"))
