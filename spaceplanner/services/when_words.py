"""When incidents happen, in words: days, day and night, the trend, and what no hour figure is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.analysis.trend import Trend

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
"""Short names of the days, Monday first: message ids."""

REASONS: Mapping[str, str] = {
    "no_incidents": N_("no trend: there are no such incidents"),
    "too_few_months": N_("no trend: it takes 12 months of record"),
    "too_few_incidents": N_("no trend: it takes 10 incidents"),
    "not_estimable": N_("no trend: one end of the record is empty"),
    "no_dates": N_("no trend: no incident is dated by month or better"),
}
"""Why there is no trend -> a phrase, a message id."""

_KEPT_OUT: Mapping[str, str] = {
    "day": N_("dated by day only: {count}"),
    "month": N_("dated by month only: {count}"),
    "year": N_("dated by year only: {count}"),
    "undated": N_("without a date: {count}"),
}
"""Why an incident is in no hour figure -> how many, a message id."""


def phase_words(phases: Mapping[str, int]) -> str:
    """Say which share of the incidents happened by night and by day, in the language in use.

    Night is from sunset to sunrise, here as in the diagnosis; the part of it that is twilight is told besides.
    """
    total = sum(phases.values())
    if not total:
        return ""
    dark, twilight = phases["twilight"] + phases["night"], phases["twilight"]
    words = gettext(N_("By night {night} (of all, {twilight} in twilight) · by day {day}"))
    return words.format(
        night=percent(dark / total), twilight=percent(twilight / total), day=percent(phases["day"] / total)
    )


def trend_words(trend: Trend) -> str:
    """Say the trend in a sentence, in the language in use."""
    if trend.change is None or trend.interval is None:
        return gettext(REASONS[trend.reason or "not_estimable"])
    low, high = trend.interval
    words = {
        "change": _signed(trend.change),
        "low": _signed(low),
        "high": _signed(high),
        "months": number(trend.months),
    }
    if not trend.seasonal:
        said = N_(
            "Within these {months} months: {change} a year (90 % interval {low} to {high}). Under two years of record a season can look like a trend: compare whole years."
        )
    elif low > 0:
        said = N_("Rising: {change} a year (90 % interval {low} to {high}, {months} months).")
    elif high < 0:
        said = N_("Falling: {change} a year (90 % interval {low} to {high}, {months} months).")
    else:
        said = N_("No clear trend: {change} a year (90 % interval {low} to {high}, {months} months).")
    return gettext(said).format(**words)


def kept_out_words(kept_out: Mapping[str, int]) -> str:
    """Say how many incidents are in no hour figure, and why; nothing where all are."""
    reasons = [gettext(_KEPT_OUT[why]).format(count=number(count)) for why, count in kept_out.items() if count]
    if not reasons:
        return ""
    if len(reasons) == 1:
        return gettext(N_("Not in the clock ({reason}).")).format(reason=reasons[0])
    count = number(sum(kept_out.values()))
    return gettext(N_("Not in the clock: {count} ({reasons}).")).format(count=count, reasons="; ".join(reasons))


def _signed(share: float) -> str:
    return ("+" if share > 0 else "") + percent(share, 1)
