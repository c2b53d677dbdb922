"""Comparison: the incidents of an earlier and of a later period, for the whole choice and for each space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import change, coverage, getis_ord, proximity, timing
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import PRECISIONS

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Incidents, Inputs
    from spaceplanner.services.selection import Note


@dataclass(frozen=True, slots=True)
class Days:
    """A period: its first and last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What changed at one place; rates are per year.

    Attributes
    ----------
    space, name
        Id and name of the space; None: all that was chosen.
    before, after
        Counts; None where there is no data.
    ratio, ratio_interval
        Later rate over earlier rate; None without an earlier incident. The interval's upper end is None where it has
        none.
    difference, difference_interval
        Later rate minus earlier rate, incidents a year.
    p, p_adjusted
        Of equal rates; adjusted for all the spaces compared, None for the whole.
    reason
        ``no_coverage``, ``none_before`` or ``no_incidents`` where something is None; else None.
    """

    space: str | None
    name: str | None
    before: int | None
    after: int | None
    ratio: float | None
    ratio_interval: tuple[float, float | None] | None
    difference: float | None
    difference_interval: tuple[float, float] | None
    p: float | None
    p_adjusted: float | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both periods as far as the record reaches, and what changed.

    Attributes
    ----------
    before, after
        The periods, cut to the record.
    years_before, years_after
        Their lengths.
    distance
        Metres around a space within which incidents count as near it.
    overall
        All the incidents of the choice.
    spaces
        Each space, in the project's order; empty where one space was asked for.
    """

    before: Days
    after: Days
    years_before: float
    years_after: float
    distance: float
    overall: Changed
    spaces: tuple[Changed, ...]


def compare(
    inputs: Inputs,
    rows: NDArray[np.int64],
    record: tuple[str, str, float],
    before: Days,
    after: Days,
    *,
    distance: float,
    by_space: bool,
) -> tuple[Comparison, tuple[Note, ...]]:
    """Return what changed from one period to the other, and what was left out.

    Parameters
    ----------
    inputs
        The unpacked project.
    rows
        (n,) the incidents of the choice, of any date.
    record
        First and last day of the whole record, as the stage ``period`` gives it.
    before, after
        The periods.
    distance
        Metres around each space.
    by_space
        Whether each space is compared too.

    Raises
    ------
    AnalysisError
        If a period ends before it begins, they overlap or are in the wrong order, or one lies outside the record.
    """
    _check(before, after)
    kept = [_recorded(period, record) for period in (before, after)]
    years = [((period.last - period.first).days + 1) / timing.DAYS_PER_YEAR for period in kept]
    inside, astride = _within(inputs.incidents, rows, kept)
    chosen = [rows[some] for some in inside]
    (overall,) = _changed([len(chosen[0])], [len(chosen[1])], years, [(None, None)], [True])
    spaces = _by_space(inputs, chosen, years, distance) if by_space else ()
    notes: list[Note] = [_POISSON]
    for asked, period in zip((before, after), kept, strict=True):
        if asked != period:
            notes.append((_CUT, {"first": str(period.first), "last": str(period.last)}))
    if astride:
        notes.append((_ASTRIDE, {"count": astride}))
    found = Comparison(
        before=kept[0],
        after=kept[1],
        years_before=years[0],
        years_after=years[1],
        distance=distance,
        overall=overall,
        spaces=spaces,
    )
    return found, tuple(notes)


_POISSON: Note = (
    N_(
        "The intervals of the comparison take incidents for independent: where they come in series, the truth is less certain."
    ),
    {},
)
_CUT = N_("The record does not cover all of a period that is compared: {first} to {last} is.")
_ASTRIDE = N_(
    "{count} incidents may lie in or out of a period that is compared, by month or year only: they are left out."
)


def _check(before: Days, after: Days) -> None:
    for period in (before, after):
        if period.first > period.last:
            raise AnalysisError(
                N_("The period from {first} to {last} ends before it begins: exchange the dates."),
                first=period.first,
                last=period.last,
            )
    if before.last >= after.first:
        raise AnalysisError(
            N_(
                "The period {first} to {last} must end before {later}, where the later period begins: choose other days, or exchange the periods."
            ),
            first=before.first,
            last=before.last,
            later=after.first,
        )


def _recorded(period: Days, record: tuple[str, str, float]) -> Days:
    """Return the part of a period that the record covers."""
    low, high = (type(period.first).fromisoformat(day) for day in record[:2])
    first, last = max(period.first, low), min(period.last, high)
    if first > last:
        raise AnalysisError(
            N_(
                "The period from {first} to {last} lies outside the record, which goes from {low} to {high}: choose other days."
            ),
            first=period.first,
            last=period.last,
            low=low,
            high=high,
        )
    return Days(first, last)


def _within(incidents: Incidents, rows: NDArray[np.int64], periods: list[Days]) -> tuple[list[NDArray[np.bool_]], int]:
    """Return which incidents lie wholly in each period, and how many may lie in one or outside."""
    month, year = (incidents.precision[rows] == PRECISIONS.index(name) for name in ("month", "year"))
    opens, closes = timing.spans(incidents.when[rows], month, year)
    inside, touching = [], np.zeros(len(rows), dtype=np.bool_)
    for period in periods:
        low, high = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")
        inside.append((opens >= low) & (closes <= high))
        touching |= (opens <= high) & (closes >= low)
    return inside, int((touching & ~inside[0] & ~inside[1]).sum())


def _by_space(
    inputs: Inputs, chosen: list[NDArray[np.int64]], years: list[float], distance: float
) -> tuple[Changed, ...]:
    places, area = inputs.places, inputs.coverage
    covered = coverage.covered(places.shapes, area.incidents, area.boundary, distance=distance)
    before, after = (
        proximity.counts(proximity.pairs(inputs.incidents.xy[some], places.shapes, distance), len(places.spaces))
        for some in chosen
    )
    return _changed(before, after, years, [(space.id, space.name) for space in places.spaces], covered)


def _changed(before: Any, after: Any, years: list[float], names: Any, covered: Any) -> tuple[Changed, ...]:
    """Return what changed at each place; where the layer does not cover it, that nobody knows."""
    found = change.compare(before, after, exposure_before=years[0], exposure_after=years[1])
    tested = np.where(np.asarray(covered) & (np.asarray(before) + after > 0), found.p, np.nan)
    adjusted, _ = getis_ord.false_discovery(tested)
    return tuple(
        _one(found, place, (int(before[place]), int(after[place])), adjusted[place], name)
        if covered[place]
        else _unknown(name)
        for place, name in enumerate(names)
    )


def _one(
    found: change.Change, place: int, counts: tuple[int, int], adjusted: float, name: tuple[str | None, str | None]
) -> Changed:
    before, after = counts
    reason = None if before else "none_before" if after else "no_incidents"
    high = float(found.ratio_high[place])
    return Changed(
        space=name[0],
        name=name[1],
        before=before,
        after=after,
        ratio=float(found.ratio[place]) if before else None,
        ratio_interval=(float(found.ratio_low[place]), high if np.isfinite(high) else None) if before + after else None,
        difference=float(found.difference[place]),
        difference_interval=(float(found.difference_low[place]), float(found.difference_high[place])),
        p=float(found.p[place]),
        p_adjusted=None if name[0] is None or np.isnan(adjusted) else float(adjusted),
        reason=reason,
    )


def _unknown(name: tuple[str | None, str | None]) -> Changed:
    return Changed(
        space=name[0],
        name=name[1],
        before=None,
        after=None,
        ratio=None,
        ratio_interval=None,
        difference=None,
        difference_interval=None,
        p=None,
        p_adjusted=None,
        reason="no_coverage",
    )
