"""Figures of the incidents in and near each space: counts, by year, by night, and corrected for luck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import disclosure, proximity, timing
from spaceplanner.domain.result import Figure
from spaceplanner.services.figure_parts import guarded, none, reasons

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.figure_parts import Column, Columns
    from spaceplanner.services.inputs import Incidents, Places
    from spaceplanner.services.luck import Luck

_NEAR = ("incidents_within", "incidents_per_year", "night_share")


def counted(  # noqa: PLR0917 - positional as the inputs of its stage
    places: Places,
    incidents: Incidents,
    within: NDArray[np.int64],
    inside: NDArray[np.int64],
    nights: NDArray[np.int8],
    period: tuple[str, str, float] | None,
    covered_within: NDArray[np.bool_],
    covered_inside: NDArray[np.bool_],
    by_hours: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Columns:
    """Return the columns of counts, counts by year and the share by night.

    Parameters
    ----------
    within, inside
        (m, 2) pairs of space and incident near it, and in it.
    nights
        1 night, 0 day, -1 unknown, for each incident.
    period
        First and last day and years of the record, or None.
    covered_within, covered_inside
        (n,) whether the record covers the surroundings of each space, and the space.
    by_hours
        As from `nightly`.
    """
    n = len(places.spaces)
    near, held = proximity.counts(within, n).tolist(), proximity.counts(inside, n).tolist()
    by_night, by_hour = (part.tolist() for part in by_hours)
    hours = bool((nights != timing.UNKNOWN).any())
    why_within = reasons(covered_within, present=incidents.present)
    why_inside = reasons(covered_inside, present=incidents.present)
    measures: dict[str, Column] = {"incidents_inside": [], **{measure: [] for measure in _NEAR}}
    for row in range(n):
        measures["incidents_inside"].append(_inside(held[row], near[row], why_inside[row], why_within[row]))
        if reason := why_within[row]:
            figures = none("count", reason), none("per_year", reason), none("share", reason)
        else:
            figures = (
                guarded(near[row], disclosure.count(near[row]), "count", near[row]),
                _yearly(near[row], period[2]) if period else none("per_year", "no_dates"),
                _by_night(by_night[row], by_hour[row], hours=hours),
            )
        for measure, figure in zip(_NEAR, figures, strict=True):
            measures[measure].append(figure)
    return measures


def corrected(incidents: Incidents, luck: Luck | None, published: Luck | None, covered: NDArray[np.bool_]) -> Columns:
    """Return what comparable spaces have a year, and each space's own number corrected for luck, with its interval.

    Parameters
    ----------
    luck, published
        Made of the counts, and of those that may be published; None where the record has no dates.
    covered
        (n,) whether the record covers the surroundings of each space.
    """
    why = reasons(covered, present=incidents.present)
    if luck is None or published is None:
        missing = [none("per_year", reason or "no_dates") for reason in why]
        return {"incidents_expected": missing, "incidents_adjusted": missing}
    expected: Column = []
    adjusted: Column = []
    for row, reason in enumerate(why):
        count = luck.counts[row]
        if reason or np.isnan(count):
            expected.append(none("per_year", reason or "no_coverage"))
            adjusted.append(none("per_year", reason or "no_coverage"))
            continue
        # What comparable spaces have is made of their counts: outside, of those that may be published.
        shown = disclosure.count(int(count)) is not None
        expected.append(_expected(luck.expected[row], published.expected[row] if shown else np.nan, luck.compared))
        adjusted.append(
            Figure(
                exact=float(luck.adjusted[row]),
                low=float(luck.low[row]),
                high=float(luck.high[row]),
                published=float(published.adjusted[row]) if shown else None,
                published_low=float(published.low[row]) if shown else None,
                published_high=float(published.high[row]) if shown else None,
                unit="per_year",
                sample=int(count),
                withheld=None if shown else "fewer_than_5",
            )
        )
    return {"incidents_expected": expected, "incidents_adjusted": adjusted}


def nightly(
    within: NDArray[np.int64], nights: NDArray[np.int8], places: Places
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each space how many incidents near it were at night, and of how many the hour is known."""
    n, when = len(places.spaces), nights[within[:, 1]]
    return (
        proximity.counts(within[when == timing.NIGHT], n),
        proximity.counts(within[when != timing.UNKNOWN], n),
    )


def _expected(exact: float, published: float, compared: int) -> Figure:
    if np.isnan(exact):
        return none("per_year", "no_comparison")
    return Figure(
        exact=float(exact),
        published=None if np.isnan(published) else float(published),
        unit="per_year",
        sample=compared,
        withheld="fewer_than_5" if np.isnan(published) else None,
    )


def _inside(n: int, of: int, reason: str | None, reason_of: str | None) -> Figure:
    """Return the count inside; where the count inside and near is published too, it is a part of that."""
    if reason:
        return none("count", reason)
    if reason_of:
        return guarded(n, disclosure.count(n), "count", n)
    published = disclosure.part(n, of)
    return replace(guarded(n, published, "count", n), withheld=disclosure.withheld(n, published))


def _yearly(n: int, years: float) -> Figure:
    return guarded(n / years, None if disclosure.count(n) is None else n / years, "per_year", n)


def _by_night(n: int, of: int, *, hours: bool) -> Figure:
    if not hours:
        return none("share", "no_dates")
    if not of:
        # Outside, none must read like a few.
        return replace(none("share", "no_incidents"), withheld="fewer_than_5")
    return guarded(n / of, disclosure.share(n, of), "share", of)
