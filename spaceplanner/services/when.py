"""When: the incidents of a choice by hour, weekday and month, their trend, and day, twilight and night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import clock, coverage, near_repeat, proximity, timing, trend, week_parts
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import caveats
from spaceplanner.services.comparison import compare
from spaceplanner.services.inputs import PRECISIONS
from spaceplanner.services.memo import Memo
from spaceplanner.services.selection import select
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from spaceplanner.analysis.clock import Months
    from spaceplanner.analysis.near_repeat import NearRepeat
    from spaceplanner.analysis.trend import Trend
    from spaceplanner.analysis.week_parts import Part
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.space import Space
    from spaceplanner.services.comparison import Comparison, Days
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.selection import Note, Question

_SATURDAY = 5
_NAMED = 5


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class When:
    """When the incidents of a choice happened; its figures are exact but for `published`.

    Attributes
    ----------
    space, distance
        The space and the metres around it; None: everywhere.
    incidents
        How many the choice holds; each figure below says how many of them it is made of.
    first, last, years
        The record within the period that was asked for (ISO 8601), and its length.
    table
        (7, 24) by weekday, Monday first, and hour; None where no hour is known.
    weekdays
        (7,) of all that are dated by day or better; None where none is.
    months
        Calendar months of the record, of all that are dated by month or better; None where none is.
    trend
        Of these months.
    phases
        Phase -> incidents, of all whose hour and place are known; None where no hour is, or the time zone is not.
    kept_out
        Why -> how many are in no hour figure: ``day``, ``month``, ``year`` (what the date is known to), ``undated``.
    comparison, near_repeat
        Where asked for.
    published
        Shares by part of the week that may leave the office; nothing else of this may.
    notes
        What the reader should know: message id and parameters.
    """

    space: Space | None
    distance: float | None
    incidents: int
    first: str
    last: str
    years: float
    table: NDArray[np.int64] | None
    weekdays: NDArray[np.int64] | None
    months: Months | None
    trend: Trend
    phases: Mapping[str, int] | None
    kept_out: Mapping[str, int]
    comparison: Comparison | None
    near_repeat: NearRepeat | None
    published: tuple[Part, ...]
    notes: tuple[Note, ...]


def describe(
    project: Project,
    question: Question,
    *,
    space: str | None = None,
    distance: float | None = None,
    periods: tuple[Days, Days] | None = None,
    near_repeats: bool = False,
) -> When:
    """Return when the incidents of a choice happened.

    Parameters
    ----------
    project
        Any version.
    question
        Which incidents.
    space
        Id of a space: only incidents within and near it. None: everywhere.
    distance
        Metres around the space; None: the project's radius of incidents.
    periods
        An earlier and a later period to compare; the question's own period does not limit them.
    near_repeats
        Whether the table of near repeats is made.

    Raises
    ------
    AnalysisError
        If the choice is empty, has no dates, names no space of the project or one where there is no data, or a
        period or distance cannot be used.
    """
    memo = Memo()
    inputs = unpack(project, memo)
    place = None if space is None else _space(inputs, space)
    radius = inputs.settings.incident_radius if distance is None else distance
    _usable(inputs, place, radius)
    chosen = select(project, question, memo=memo)
    if chosen.first is None or chosen.last is None or chosen.years is None:
        raise AnalysisError(
            N_("The incidents have no dates: nothing can be said of when. Add a layer that has a date field.")
        )
    rows = _near(inputs, chosen.rows, place, radius)
    found, notes = _figures(inputs, rows, np.datetime64(chosen.first, "D"), np.datetime64(chosen.last, "D"))
    comparison: Comparison | None = None
    said: tuple[Note, ...] = ()
    if periods is not None:
        all_dates = _near(
            inputs, select(project, replace(question, first=None, last=None), memo=memo).rows, place, radius
        )
        record = compute("period", inputs, memo)
        comparison, said = compare(
            inputs,
            all_dates,
            record,
            *periods,
            distance=radius,
            by_space=place is None and len(inputs.places.spaces) > 0,
        )
    repeats, told = _near_repeats(inputs, rows) if near_repeats else (None, ())
    return replace(
        found,
        space=place,
        distance=None if place is None else radius,
        first=chosen.first,
        last=chosen.last,
        years=chosen.years,
        comparison=comparison,
        near_repeat=repeats,
        notes=(
            *chosen.notes,
            *caveats.of_dates(inputs.incidents.when, compute("period", inputs, memo)),
            *notes,
            *said,
            *told,
        ),
    )


def _space(inputs: Inputs, wanted: str) -> Space:
    spaces = inputs.places.spaces
    for space in spaces:
        if space.id == wanted:
            return space
    raise AnalysisError(
        N_("There is no space {space}: name one by its id, such as: {known}."),
        space=wanted,
        known="; ".join(space.id for space in spaces[:_NAMED]) or "–",
    )


def _usable(inputs: Inputs, place: Space | None, radius: float) -> None:
    if not 0 <= radius < np.inf:
        raise AnalysisError(N_("The distance is {distance} m: choose 0 or more."), distance=radius)
    if place is None:
        return
    area = inputs.coverage
    if not coverage.covered(np.array([place.shape]), area.incidents, area.boundary, distance=radius)[0]:
        raise AnalysisError(
            N_(
                "No data: the incidents do not cover {space} and {distance} m around it. Choose a smaller distance, or widen the layer's coverage if the record is complete there."
            ),
            space=place.name,
            distance=f"{radius:g}",
        )


def rows_near(inputs: Inputs, space: str | None) -> NDArray[np.int64]:
    """Return which incidents lie within and near a space, by its id and the project's radius; all where there is none.

    Raises
    ------
    AnalysisError
        If there is no such space.
    """
    rows = np.arange(len(inputs.incidents.xy), dtype=np.int64)
    return rows if space is None else _near(inputs, rows, _space(inputs, space), inputs.settings.incident_radius)


def _near(inputs: Inputs, rows: NDArray[np.int64], place: Space | None, radius: float) -> NDArray[np.int64]:
    if place is None:
        return rows
    return rows[proximity.pairs(inputs.incidents.xy[rows], np.array([place.shape]), radius)[:, 1]]


def _figures(
    inputs: Inputs, rows: NDArray[np.int64], first: np.datetime64, last: np.datetime64
) -> tuple[When, tuple[Note, ...]]:
    """Return the figures of some incidents, each made of those whose date is precise enough."""
    incidents = inputs.incidents
    when, precision = incidents.when[rows], incidents.precision[rows]
    hourly, daily, monthly = (known(when, precision, unit) for unit in ("hour", "day", "month"))
    months = clock.months(when[monthly], first, last) if monthly.any() or not len(rows) else None
    phase = _phases(inputs, rows[hourly])
    table = clock.hour_table(when[hourly]) if hourly.any() else None
    found = When(
        space=None,
        distance=None,
        incidents=len(rows),
        first="",
        last="",
        years=0.0,
        table=table,
        weekdays=clock.weekdays(when[daily]) if daily.any() else None,
        months=months,
        trend=_NO_DATES if months is None else trend.trend(months.counts, months.days),
        phases=None if phase is None else {name: int((phase == code).sum()) for code, name in enumerate(timing.PHASES)},
        kept_out=_kept_out(when, precision),
        comparison=None,
        near_repeat=None,
        published=() if phase is None else week_parts.published(_week(when[hourly], phase)),
        notes=(),
    )
    return found, caveats.of_hours(found, when[hourly])


_NO_DATES = trend.Trend(
    change=None, interval=None, dispersion=None, months=0, incidents=0, seasonal=False, reason="no_dates"
)


def known(when: NDArray[np.datetime64], precision: NDArray[np.int8], unit: str) -> NDArray[np.bool_]:
    """Return which dates are known to a unit or better."""
    known: NDArray[np.bool_] = ~np.isnat(when) & (precision >= 0) & (precision <= PRECISIONS.index(unit))
    return known


def _kept_out(when: NDArray[np.datetime64], precision: NDArray[np.int8]) -> dict[str, int]:
    dated = ~np.isnat(when) & (precision >= 0)
    vague = {unit: int((dated & (precision == PRECISIONS.index(unit))).sum()) for unit in ("day", "month", "year")}
    return vague | {"undated": int((~dated).sum())}


def _phases(inputs: Inputs, rows: NDArray[np.int64]) -> NDArray[np.int8] | None:
    """Return the phase of incidents whose hour is known, or None where there are none or the place is not on Earth."""
    if inputs.crs is None or inputs.timezone is None or not len(rows):
        return None
    from spaceplanner.io import crs  # noqa: PLC0415 - start-up time: only incidents with hours need pyproj

    incidents = inputs.incidents
    lonlat = crs.lonlat(incidents.xy[rows], inputs.crs)
    to_the_hour = incidents.precision[rows] == PRECISIONS.index("hour")
    return timing.phases(incidents.when[rows], np.ones(len(rows), dtype=np.bool_), to_the_hour, lonlat, inputs.timezone)


def _week(when: NDArray[np.datetime64], phase: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return (2, 3) incidents from Monday to Friday and at the weekend, by phase."""
    weekend = (clock.weekday(when) >= _SATURDAY).astype(np.int64)
    known = phase != timing.UNKNOWN
    cells = weekend[known] * len(timing.PHASES) + phase[known]
    return np.bincount(cells, minlength=2 * len(timing.PHASES)).reshape(2, -1)


def _near_repeats(inputs: Inputs, rows: NDArray[np.int64]) -> tuple[NearRepeat, tuple[Note, ...]]:
    incidents = inputs.incidents
    dated = rows[known(incidents.when[rows], incidents.precision[rows], "day")]
    found = near_repeat.table(
        incidents.xy[dated],
        incidents.when[dated].astype("datetime64[D]").astype(np.int64),
        generator=np.random.default_rng(inputs.settings.seed),
    )
    return found, caveats.of_repeats(found, len(rows) - len(dated))
