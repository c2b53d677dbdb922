"""Tables by hour, weekday and month against the standard library's calendar."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import clock
from spaceplanner.errors import AnalysisError

MOMENTS = st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), max_size=30)  # noqa: DTZ001
DAYS = st.dates(date(1950, 1, 1), date(2060, 1, 1))


def times(moments: Any) -> Any:
    return np.array([*moments, "NaT"], dtype="datetime64[s]")


@given(MOMENTS)
def test_hours_and_weekdays_are_the_calendars(moments):
    found = clock.hour_table(times(moments))
    assert found.shape == (7, 24)
    expected = Counter((moment.weekday(), moment.hour) for moment in moments)
    assert {(int(d), int(h)): int(found[d, h]) for d, h in np.argwhere(found)} == expected
    assert clock.weekdays(times(moments)).tolist() == found.sum(axis=1).tolist()
    assert clock.weekday(times(moments)[:-1]).tolist() == [moment.weekday() for moment in moments]


@given(MOMENTS, DAYS, DAYS)
def test_months_are_the_calendars(moments, one, other):
    first, last = min(one, other), max(one, other)
    found = clock.months(times(moments), np.datetime64(first, "D"), np.datetime64(last, "D"))
    inside = [moment for moment in moments if first <= moment.date() <= last]
    assert found.counts.sum() == len(inside)
    assert found.days.sum() == (last - first).days + 1
    expected = Counter(f"{moment:%Y-%m}" for moment in inside)
    assert {str(month): int(n) for month, n in zip(found.first, found.counts, strict=True) if n} == expected
    for month, days, whole in zip(found.first.tolist(), found.days, found.whole, strict=True):
        assert bool(whole) == (days == monthrange(month.year, month.month)[1])
    assert found.whole[1:-1].all()


def test_the_first_and_the_last_month_may_be_partial():
    when = times(["2024-01-20T10:00", "2024-02-29", "2024-03-01", "2024-01-19"])
    found = clock.months(when, np.datetime64("2024-01-20"), np.datetime64("2024-03-10"))
    assert [str(month) for month in found.first] == ["2024-01", "2024-02", "2024-03"]
    assert found.counts.tolist() == [1, 1, 1]
    assert found.days.tolist() == [12, 29, 10]
    assert found.whole.tolist() == [False, True, False]


def test_nothing_is_a_table_of_zeros_over_the_months_of_the_record():
    assert clock.hour_table(times([])).sum() == 0
    assert clock.weekdays(times([])).tolist() == [0] * 7
    assert clock.months(times([]), np.datetime64("2024-01-01"), np.datetime64("2024-02-29")).counts.tolist() == [0, 0]


def test_a_record_that_ends_before_it_begins_is_refused():
    with pytest.raises(AnalysisError, match="ends before it begins"):
        clock.months(times([]), np.datetime64("2024-02-01"), np.datetime64("2024-01-01"))
