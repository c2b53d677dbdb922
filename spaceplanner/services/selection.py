"""Selection: the incidents that a question is about, by period, category and night, and what had to be left out."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import timing
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import PRECISIONS
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.inputs import Incidents

Note = tuple[str, "Mapping[str, str | int | float]"]
"""A message id and its parameters."""

_SUGGESTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which incidents are asked for; None and empty: all.

    Attributes
    ----------
    first, last
        Days of the period, both included, local time.
    categories
        Categories as in the layer; capitals make no difference.
    night
        Only between sunset and sunrise.
    """

    first: date | None = None
    last: date | None = None
    categories: tuple[str, ...] = ()
    night: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Selection:
    """The incidents that answer a question.

    Attributes
    ----------
    rows
        (n,) which of the inputs' incidents they are, n at least 1.
    xy
        (n, 2) metres.
    months
        (n,) months since 1970; -1 where the month is not known.
    weights
        (n,) severity of each incident, above 0; None: each counts as 1.
    first, last, years
        The period that the record covers of what was asked (ISO 8601), and its length, at least 30 days; None where
        there are no dates.
    notes
        What was left out, and why.
    """

    rows: NDArray[np.int64]
    xy: NDArray[np.float64]
    months: NDArray[np.int64]
    weights: NDArray[np.float64] | None
    first: str | None
    last: str | None
    years: float | None
    notes: tuple[Note, ...]


def select(project: Project, question: Question, *, weighted: bool = False, memo: Memo | None = None) -> Selection:
    """Return the incidents that a question is about.

    Parameters
    ----------
    project
        Any version.
    question
        Which incidents.
    weighted
        Each incident is to count by its severity; those without one above 0 are left out and counted.
    memo
        Where the unpacked project is remembered.

    Raises
    ------
    AnalysisError
        If there are none, a category does not exist, or dates, hours or severities are asked for that nobody recorded.
    """
    memo = memo or Memo()
    inputs = unpack(project, memo)
    incidents = inputs.incidents
    if not len(incidents.xy):
        raise AnalysisError(N_("The project has no incidents: add a layer with the role incidents."))
    if question.first and question.last and question.first > question.last:
        raise AnalysisError(
            N_("The period from {first} to {last} ends before it begins: exchange the dates."),
            first=question.first,
            last=question.last,
        )
    notes: list[Note] = []
    chosen = _of_categories(project, question.categories)
    chosen = _in_period(incidents, question, chosen, notes)
    if question.night:
        chosen = _at_night(compute("nights", inputs, memo), chosen, notes)
    weights = _severities(project) if weighted else None
    if weights is not None:
        chosen = _weighed(weights, chosen, notes)
    if not chosen.any():
        raise AnalysisError(
            N_(
                "No incident fits the choice of period, category and night: widen it. The record goes from {first} to {last}."
            ),
            **dict(zip(("first", "last"), compute("period", inputs, memo) or ("–", "–"), strict=False)),
        )
    first, last, years = _covered(compute("period", inputs, memo), question)
    rows = np.flatnonzero(chosen)
    return Selection(
        rows=rows,
        xy=incidents.xy[rows],
        months=_months(incidents)[rows],
        weights=None if weights is None else weights[rows],
        first=first,
        last=last,
        years=years,
        notes=tuple(notes),
    )


def _layers(project: Project) -> list[Layer]:
    """Return the layers whose points are the incidents, in the order of the inputs."""
    return [layer for layer in project.by_role(Role.INCIDENTS) if layer.kind is GeometryKind.POINT]


def _of_categories(project: Project, wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    if not wanted:
        return np.ones(sum(layer.table.num_rows for layer in _layers(project)), dtype=np.bool_)
    names = np.concatenate([_categories(layer) for layer in _layers(project)])
    spelt = {str(name).casefold(): str(name) for name in np.unique(names) if name}
    for name in wanted:
        if name.strip().casefold() not in spelt:
            near = difflib.get_close_matches(name.strip().casefold(), spelt, n=_SUGGESTED, cutoff=0.4)
            known = [spelt[key] for key in near or sorted(spelt)[: 2 * _SUGGESTED]]
            raise AnalysisError(
                N_("No incident has the category {name}. Choose one that the layer has, such as: {known}."),
                name=name,
                known="; ".join(known) or "–",
            )
    return np.isin(names, [spelt[name.strip().casefold()] for name in wanted])


def _categories(layer: Layer) -> NDArray[np.str_]:
    if "category" not in layer.table.column_names:
        return np.full(layer.table.num_rows, "", dtype=np.str_)
    return np.array(layer.table.column("category").fill_null("").to_pylist(), dtype=np.str_)


def _months(incidents: Incidents) -> NDArray[np.int64]:
    """Return (n,) months since 1970; -1 where the month is not known."""
    unknown = np.isnat(incidents.when) | (incidents.precision == PRECISIONS.index("year"))
    return np.where(unknown, -1, incidents.when.astype("datetime64[M]").astype(np.int64))


def _severities(project: Project) -> NDArray[np.float64]:
    """Return (n,) the severity of each incident; NaN where there is none."""
    found = []
    for layer in _layers(project):
        if "severity" in layer.table.column_names:
            column = layer.table.column("severity").to_numpy(zero_copy_only=False)
            found.append(np.asarray(column, dtype=np.float64))
        else:
            found.append(np.full(len(layer), np.nan))
    return np.concatenate(found)


def _weighed(weights: NDArray[np.float64], chosen: NDArray[np.bool_], notes: list[Note]) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = chosen & np.isfinite(weights) & (weights > 0)
    if chosen.any() and not known.any():
        raise AnalysisError(
            N_(
                "The incidents have no severity above 0: leave out --weighted, or add a layer that has a field for the severity."
            )
        )
    if left := int(chosen.sum() - known.sum()):
        notes.append(
            (N_("{count} incidents have no severity above 0: they are left out of the weighing."), {"count": left})
        )
    return known


def _in_period(
    incidents: Incidents, question: Question, chosen: NDArray[np.bool_], notes: list[Note]
) -> NDArray[np.bool_]:
    if question.first is None and question.last is None:
        return chosen
    begin = incidents.when.astype("datetime64[D]")
    dated = ~np.isnat(begin)
    if not dated.any():
        raise AnalysisError(
            N_("The incidents have no dates: leave out the period, or add a layer that has a date field.")
        )
    end = begin.copy()
    day = np.timedelta64(1, "D")
    for unit, name in (("datetime64[M]", "month"), ("datetime64[Y]", "year")):
        vague = dated & (incidents.precision == PRECISIONS.index(name))
        end[vague] = (begin[vague].astype(unit) + 1).astype("datetime64[D]") - day
    low = np.datetime64(question.first or "0001-01-01", "D")
    high = np.datetime64(question.last or "9999-12-31", "D")
    inside = dated & (begin >= low) & (end <= high)
    astride = dated & ~inside & (begin <= high) & (end >= low)
    if undated := int((chosen & ~dated).sum()):
        notes.append((N_("{count} incidents have no date: they are left out of the period."), {"count": undated}))
    if vague_count := int((chosen & astride).sum()):
        notes.append(
            (
                N_(
                    "{count} incidents are dated by month or year only and may lie outside the period: they are left out."
                ),
                {"count": vague_count},
            )
        )
    within: NDArray[np.bool_] = chosen & inside
    return within


def _at_night(nights: NDArray[np.int8], chosen: NDArray[np.bool_], notes: list[Note]) -> NDArray[np.bool_]:
    known = chosen & (nights != timing.UNKNOWN)
    if chosen.any() and not known.any():
        raise AnalysisError(
            N_(
                "The incidents have no hour: night cannot be told from day. Leave out --night, or add a layer with times."
            )
        )
    if left := int(chosen.sum() - known.sum()):
        notes.append(
            (N_("{count} incidents have a date without an hour: they are left out of the night."), {"count": left})
        )
    dark: NDArray[np.bool_] = known & (nights == timing.NIGHT)
    return dark


def _covered(record: tuple[str, str, float] | None, question: Question) -> tuple[str | None, str | None, float | None]:
    """Return the part of the record that was asked for: where nobody recorded, nothing can be rare."""
    if record is None:
        return None, None, None
    first = max(record[0], question.first.isoformat()) if question.first else record[0]
    last = min(record[1], question.last.isoformat()) if question.last else record[1]
    days = int((np.datetime64(last, "D") - np.datetime64(first, "D")).astype(int)) + 1
    return first, last, max(timing.SHORTEST_RECORD, days) / timing.DAYS_PER_YEAR
