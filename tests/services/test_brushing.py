"""Picking time, beside a count of each incident by Python's own calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue
from spaceplanner.services import brushing
from spaceplanner.services.brush import Brush
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack
from tests.services.city import SQUARE, town

FIRST, COUNT = (2024 - 1970) * 12, 36
MEMO = Memo()


def vague() -> Any:
    """The town with some dates known by day, by month, or not at all."""
    project = town()
    layers = []
    for layer in project.layers:
        if layer.id == "incidents":
            precision = ["second"] * 450
            precision[:20], precision[20:30], precision[30:35] = ["day"] * 20, ["month"] * 10, ["year"] * 5
            when = layer.table.column("when").to_pylist()
            when[35:42] = [None] * 7
            table = layer.table.set_column(0, "when", pa.array(when, pa.timestamp("s")))
            table = table.set_column(1, "when_precision", pa.array(precision))
            layer = replace(layer, table=table)  # noqa: PLW2901 - the same layer, but for its dates
        layers.append(layer)
    return replace(project, layers=tuple(layers))


PROJECT = vague()
INPUTS = unpack(PROJECT, MEMO)
NIGHTS = compute("nights", INPUTS, MEMO)


@st.composite
def brushes(draw: st.DrawFn) -> Brush:
    hours = draw(st.none() | st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1]))
    days = sorted(draw(st.tuples(st.integers(0, 6), st.integers(0, 6))))
    months = draw(st.none() | st.tuples(st.integers(0, 35), st.integers(0, 35)))
    return Brush(
        hours=hours,
        weekdays=tuple(range(days[0], days[1] + 1)) if hours else tuple(range(7)),
        months=None if months is None else (FIRST + min(months), FIRST + max(months)),
        phase=draw(st.sampled_from(["", "day", "night"])),
    )


def oracle(brush: Brush) -> tuple[np.ndarray, np.ndarray, int]:
    """Return table, months and number shown, by looking at each incident."""
    table, months, shown = np.zeros((7, 24), int), np.zeros(COUNT, int), 0
    columns = PROJECT.layer("incidents").table
    for row, (when, precision) in enumerate(
        zip(columns.column("when").to_pylist(), columns.column("when_precision").to_pylist(), strict=True)
    ):
        hour = when.hour if when and precision == "second" else None
        month = (when.year - 1970) * 12 + when.month - 1 if when and precision != "year" else None
        in_hours = brush.hours is None or (
            hour is not None and brush.hours[0] <= hour < brush.hours[1] and when.weekday() in brush.weekdays
        )
        in_months = brush.months is None or (month is not None and brush.months[0] <= month <= brush.months[1])
        in_phase = not brush.phase or NIGHTS[row] == (1 if brush.phase == "night" else 0)
        if hour is not None and in_months and in_phase:
            table[when.weekday(), hour] += 1
        if month is not None and in_hours and in_phase:
            months[month - FIRST] += 1
        shown += in_hours and in_months and in_phase
    return table, months, shown


@settings(deadline=None, max_examples=60)
@given(brush=brushes())
def test_each_part_shows_what_the_others_leave(brush):
    found = brushing.figures(PROJECT, brush, first=FIRST, count=COUNT, memo=MEMO)
    table, months, shown = oracle(brush)
    assert np.array_equal(found.table, table)
    assert np.array_equal(found.months, months)
    assert (found.shown, found.incidents) == (shown, 450)
    assert brushing.chosen(INPUTS, brush, MEMO).sum() == shown
    assert found.hourless == (42 if brush.hours or brush.phase else 0)
    assert found.dateless == (12 if brush.months else 0)


def test_near_a_space_only_those_near_it_count():
    found = brushing.figures(town(), Brush(phase="night"), first=FIRST, count=COUNT, space="square")
    (incidents,) = town().by_role(Role.INCIDENTS)
    near = shapely.distance(shapely.points(incidents.geometry), SQUARE) <= 100
    assert found.incidents == near.sum()


def test_the_map_shows_the_incidents_of_what_is_picked():
    evaluator = Evaluator(catalogue.load())
    project = town()
    whole = evaluator.density(project)
    halves = [
        evaluator.density(project, brush=Brush(hours=hours, weekdays=tuple(range(7)))) for hours in ((0, 12), (12, 24))
    ]
    assert whole is not None
    assert not whole.brushed
    assert all(half is not None and half.brushed for half in halves)
    assert np.allclose(sum(half.values for half in halves if half is not None), whole.values)
    assert evaluator.density(project) is whole
    assert evaluator.density(project, brush=Brush()) is whole


def test_a_rate_is_one_of_the_months_that_are_picked():
    record = ("2024-01-10", "2026-12-31", 2.97)
    assert brushing.years(Brush(hours=(1, 2)), record) == 2.97
    assert brushing.years(Brush(months=(FIRST + 12, FIRST + 23)), record) == pytest.approx(365 / 365.25)
    assert brushing.years(Brush(months=(FIRST, FIRST)), record) == pytest.approx(30 / 365.25)
    assert brushing.years(Brush(months=(FIRST + 1, FIRST + 2)), record) == pytest.approx((29 + 31) / 365.25)
    assert brushing.years(Brush(), None) is None


def test_where_nothing_is_left_there_is_no_density():
    evaluator = Evaluator(catalogue.load())
    day = dt.date(1990, 1, 1)
    gone = (day.year - 1970) * 12
    assert evaluator.density(town(), brush=Brush(months=(gone, gone))) is None
