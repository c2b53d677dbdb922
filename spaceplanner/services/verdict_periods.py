"""The two periods a proposal is judged by: from the end of the works, and the same season before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import timing
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import PRECISIONS

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from spaceplanner.domain.outlook import Note
    from spaceplanner.services.inputs import Incidents

_GAP = 31
"""Days: a record that begins so much later than asked begins there; a shorter silence may be chance."""

_CLIPPED = 0.05
"""Share of the period before that may lie before the record's first incident."""

_WHOLE = 18
"""Days by which a period may differ from whole years and still hold every season alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period, first and last day included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def years(self) -> float:
        """Its length."""
        return self.days / timing.DAYS_PER_YEAR

    def within(self, incidents: Incidents) -> NDArray[np.bool_]:
        """Return (n,) which incidents surely happened in it: with the whole of their day, month or year."""
        first, last = spans(incidents)
        inside: NDArray[np.bool_] = (first >= np.datetime64(self.first)) & (last <= np.datetime64(self.last))
        return inside


def works_begun(since: date, works: date | None) -> date:
    """Return the first day of the works: `since` where nobody says it.

    Raises
    ------
    AnalysisError
        If the works would begin after they ended.
    """
    if works is not None and works > since:
        raise AnalysisError(
            N_("The works cannot begin on {works}, after the first day after them, {since}: exchange the dates."),
            works=works.isoformat(),
            since=since.isoformat(),
        )
    return works or since


def after_works(incidents: Incidents, since: date, until: date | None) -> tuple[Span, tuple[Note, ...]]:
    """Return the period after the works, and what the reader must know of it.

    Parameters
    ----------
    incidents
        Of the file after the works.
    since
        First day after the works.
    until
        Last day to be counted; None: the file's last.

    Raises
    ------
    AnalysisError
        If the file has no dates or ends before `since`, or the period has no day.
    """
    record = _record(incidents)
    if record is None:
        raise AnalysisError(
            N_("The incidents after the works have no dates: name their column with --map when=..., or ask for dates.")
        )
    if record.last < since:
        raise AnalysisError(
            N_("The file's incidents end on {last}, before {since}: give a later file or an earlier day."),
            last=record.last.isoformat(),
            since=since.isoformat(),
        )
    if until is not None and until < since:
        raise AnalysisError(
            N_("The period from {first} to {last} has no day: exchange the dates."),
            first=since.isoformat(),
            last=until.isoformat(),
        )
    notes: list[Note] = []
    first, last = since, until or record.last
    if (record.first - since).days > _GAP:
        first = record.first
        notes.append(
            (
                N_("The file begins on {first}: the {days} days from {since} on, after the works, are not counted."),
                {"first": first.isoformat(), "since": since.isoformat(), "days": (first - since).days},
            )
        )
    if (last - record.last).days > _GAP:
        last = record.last
        notes.append((N_("The file ends on {last}: later days are not counted."), {"last": last.isoformat()}))
    if last < first:
        raise AnalysisError(
            N_("The file holds no incident from {first} to {last}: look for other dates."),
            first=since.isoformat(),
            last=last.isoformat(),
        )
    return Span(first=first, last=last), tuple(notes)


def before_works(incidents: Incidents, after: Span, *, works: date, whole: bool) -> tuple[Span, tuple[Note, ...]]:
    """Return the period before the works: the same season as after, where the record has it.

    After whole years every season is held alike, and the years right before the works are taken: none is passed over.

    Parameters
    ----------
    incidents
        Of the project.
    after
        The period after the works.
    works
        First day of the works: only what lies before it is counted.
    whole
        All of the record before the works instead.

    Raises
    ------
    AnalysisError
        If the project's incidents have no dates, or none lies before the works.
    """
    record = _record(incidents)
    if record is None:
        raise AnalysisError(
            N_(
                "The project's incidents have no dates: there is nothing to compare with. Add a layer with a date field."
            )
        )
    last = min(record.last, works - timedelta(days=1))
    if last < record.first:
        raise AnalysisError(
            N_("The project's incidents begin on {first}, when the works had begun: add a layer of earlier ones."),
            first=record.first.isoformat(),
        )
    if whole:
        return Span(first=record.first, last=last), _unrecorded(record, works)
    season = _years(record.first, last, after) or _season(record.first, last, after)
    if season is not None:
        return season, (*_unrecorded(record, works), *_passed_over(season, last))
    first = max(record.first, last - timedelta(days=after.days - 1))
    return Span(first=first, last=last), (
        (
            N_("The record before the works lacks the same season: the comparable spaces alone make up for seasons."),
            {},
        ),
        *_unrecorded(record, works),
    )


def _unrecorded(record: Span, works: date) -> tuple[Note, ...]:
    """Return what is said of days between the end of the record and the works."""
    if (days := (works - record.last).days - 1) <= _GAP:
        return ()
    text = N_("The project's incidents end on {last}: the {days} days from then until the works are not counted.")
    return ((text, {"last": record.last.isoformat(), "days": days}),)


def _passed_over(season: Span, last: date) -> tuple[Note, ...]:
    """Return what is said of days before the works that are not counted, to the last that could be."""
    if (days := (last - season.last).days) <= 0:
        return ()
    text = N_(
        "From {first} to {last}, before the works, {days} days are not counted: only the season of the days after is compared. --all-before counts them."
    )
    first = season.last + timedelta(days=1)
    return ((text, {"first": first.isoformat(), "last": last.isoformat(), "days": days}),)


def _years(first: date, last: date, after: Span) -> Span | None:
    """Return the years right before the works, as many as after them; None if those are not whole or not recorded."""
    years = round(after.years)
    if not years or abs(after.days - years * timing.DAYS_PER_YEAR) > _WHOLE:
        return None
    begin = _earlier(last + timedelta(days=1), years)
    if (first - begin).days > _CLIPPED * after.days:
        return None
    return Span(first=max(begin, first), last=last)


def _season(first: date, last: date, after: Span) -> Span | None:
    """Return the latest period of the same days in earlier years that lies in the record, or None."""
    for years in range(1, after.last.year - first.year + 1):
        begin, end = _earlier(after.first, years), _earlier(after.last, years)
        if end > last:
            continue
        missing = max(0, (first - begin).days)
        if missing > _CLIPPED * after.days:
            return None
        return Span(first=max(begin, first), last=end)
    return None


def _earlier(day: date, years: int) -> date:
    """Return the same day some years earlier; 28 February for a 29 February that a year lacks."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _record(incidents: Incidents) -> Span | None:
    first, last = spans(incidents)
    dated = ~np.isnat(first)
    if not dated.any():
        return None
    return Span(first=first[dated].min().astype(object), last=last[dated].max().astype(object))


def spans(incidents: Incidents) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Return (n,) the first and the last day on which each incident may have happened; NaT without a date."""
    precision = incidents.precision
    return timing.spans(incidents.when, precision == PRECISIONS.index("month"), precision == PRECISIONS.index("year"))


def straddling(incidents: Incidents, span: Span) -> int:
    """Return how many incidents are dated so vaguely that they may lie in a period or out of it."""
    first, last = spans(incidents)
    touching = (first <= np.datetime64(span.last)) & (last >= np.datetime64(span.first))
    return int((touching & ~span.within(incidents)).sum())
