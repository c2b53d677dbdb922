"""Brushing: some hours of the week, some months, day or night are picked, and everything else shows what is left of it.

The clock shows the hours of the months that are picked, the trend the months of the hours, and the map the incidents
of both. Not part of the project: nothing of it is saved, and no analysis hangs on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import clock, timing
from spaceplanner.analysis.timing import DAYS_PER_YEAR
from spaceplanner.services import when
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.project import Project
    from spaceplanner.services.brush import Brush
    from spaceplanner.services.inputs import Incidents, Inputs

_NONE = -1
_CELLS = clock.WEEKDAYS * clock.HOURS


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Brushed:
    """What is left of the incidents.

    Attributes
    ----------
    table
        (7, 24) by weekday and hour, of the picked months and phase.
    months
        (m,) by month of the record, of the picked hours and phase.
    shown, incidents
        How many fit all that is picked, of how many.
    hourless, dateless
        How many are left out because their hour, or their month, is not known; of each only what is asked for.
    """

    table: NDArray[np.int64]
    months: NDArray[np.int64]
    shown: int
    incidents: int
    hourless: int
    dateless: int


def figures(
    project: Project, brush: Brush, *, first: int, count: int, space: str | None = None, memo: Memo | None = None
) -> Brushed:
    """Return what is left of the incidents, of all or of those near a space.

    Parameters
    ----------
    first, count
        The first month of the record, from January 1970, and how many there are.
    space
        Id of a space; None: everywhere.
    """
    memo = memo or Memo()
    inputs = unpack(project, memo)
    rows = when.rows_near(inputs, space)
    cell, month = (part[rows] for part in _moments(inputs.incidents, memo))
    in_hours, in_months, in_phase = (part[rows] for part in _parts(inputs, brush, memo))
    in_record = (month >= first) & (month < first + count)
    timed = cell >= 0
    known = in_hours & in_phase
    return Brushed(
        table=np.bincount(cell[timed & in_months & in_phase], minlength=_CELLS).reshape(clock.WEEKDAYS, clock.HOURS),
        months=np.bincount(month[known & in_record] - first, minlength=count),
        shown=int((known & in_months).sum()),
        incidents=len(rows),
        hourless=int((~timed).sum()) if brush.hours is not None or brush.phase else 0,
        dateless=int((month == _NONE).sum()) if brush.months is not None else 0,
    )


def chosen(inputs: Inputs, brush: Brush, memo: Memo) -> NDArray[np.bool_]:
    """Return (n,) which incidents fit all that is picked."""
    in_hours, in_months, in_phase = _parts(inputs, brush, memo)
    found: NDArray[np.bool_] = in_hours & in_months & in_phase
    return found


def years(brush: Brush, record: tuple[str, str, float] | None) -> float | None:
    """Return the length of what is picked of a record, where a rate by year is made of it; None without dates."""
    if record is None or brush.months is None:
        return record[2] if record is not None else None
    low, high = (np.datetime64(month, "M").astype("datetime64[D]") for month in (brush.months[0], brush.months[1] + 1))
    begin = max(low, np.datetime64(record[0], "D"))
    end = min(high, np.datetime64(record[1], "D") + 1)
    return max(timing.SHORTEST_RECORD, int((end - begin).astype(int))) / DAYS_PER_YEAR


def _parts(inputs: Inputs, brush: Brush, memo: Memo) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which incidents fit the hours, the months, and the phase."""
    cell, month = _moments(inputs.incidents, memo)
    everything = np.ones(len(cell), dtype=np.bool_)
    in_hours = in_months = in_phase = everything
    if brush.hours is not None:
        wanted = np.zeros((clock.WEEKDAYS, clock.HOURS + 1), dtype=np.bool_)
        wanted[list(brush.weekdays), brush.hours[0] : brush.hours[1]] = True
        # The last place stands for an hour that is not known, which -1 finds.
        in_hours = np.append(wanted[:, : clock.HOURS].ravel(), False)[cell]
    if brush.months is not None:
        in_months = (month >= brush.months[0]) & (month <= brush.months[1])
    if brush.phase:
        code = timing.NIGHT if brush.phase == "night" else timing.DAY
        in_phase = compute("nights", inputs, memo) == code
    return in_hours, in_months, in_phase


def _moments(incidents: Incidents, memo: Memo) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """Return (n,) the hour of the week of each incident, and (n,) its month since 1970; -1 where it is not known."""
    return memo("week_and_month", _told, incidents)


def _told(incidents: Incidents) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    hourly, monthly = (when.known(incidents.when, incidents.precision, unit) for unit in ("hour", "month"))
    cell = np.full(len(incidents.when), _NONE, dtype=np.int16)
    month = np.full(len(incidents.when), _NONE, dtype=np.int32)
    dates = incidents.when[hourly]
    hour = dates.astype("datetime64[h]").astype(np.int64) % clock.HOURS
    cell[hourly] = clock.weekday(dates) * clock.HOURS + hour
    month[monthly] = incidents.when[monthly].astype("datetime64[M]").astype(np.int64)
    return cell, month
