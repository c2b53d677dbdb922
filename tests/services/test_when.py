"""When incidents happen: figures by hand, dates of every precision, periods, places without data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.analysis import timing
from spaceplanner.errors import AnalysisError
from spaceplanner.services.comparison import Days
from spaceplanner.services.memo import Memo
from spaceplanner.services.selection import Question
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack
from spaceplanner.services.when import describe
from tests.services import cities

ALL = Question()
X, Y = 620_000.0, 9_750_000.0
YEARS = (Days(date(2023, 1, 1), date(2023, 12, 31)), Days(date(2024, 1, 1), date(2024, 12, 30)))


def town(rows: Any, *others: Any, **changes: Any) -> Any:
    """A square of 100 x 100 m, and incidents (metres east of its corner, when, precision)."""
    xy = np.array([(X + east, Y + 50) for east, _, _ in rows], dtype=float).reshape(-1, 2)
    layer = cities.incidents(xy, [when for _, when, _ in rows])
    table = layer.table.set_column(1, "when_precision", pa.array([p for _, _, p in rows], pa.string()))
    layer = replace(layer, table=table)
    return cities.project(cities.spaces([shapely.box(X, Y, X + 100, Y + 100)]), layer, *others, **changes)


MIXED = [
    (50, "2024-01-01T23:30", "minute"),  # a Monday
    (50, "2024-01-03T13:00", "hour"),  # a Wednesday
    (150, "2024-01-06T00:00", "day"),  # a Saturday
    (500, "2024-02-01T00:00", "month"),
    (500, "2024-01-01T00:00", "year"),
    (500, "NaT", None),
]


def test_each_figure_is_made_of_the_dates_that_are_precise_enough():
    found = describe(town(MIXED), ALL)
    assert found.incidents == 6
    assert found.table is not None
    assert np.argwhere(found.table).tolist() == [[0, 23], [2, 13]]
    assert found.weekdays is not None
    assert found.weekdays.tolist() == [1, 0, 1, 0, 0, 1, 0]
    assert found.months is not None
    assert found.months.counts.tolist()[:3] == [3, 1, 0]
    assert len(found.months.first) == 12  # the year that one is dated by reaches to December
    assert found.phases == {"day": 1, "twilight": 0, "night": 1}
    assert found.kept_out == {"day": 1, "month": 1, "year": 1, "undated": 1}
    said = dict(found.notes)
    assert said["{count} of {total} incidents have no hour: they are kept out of the hour figures."] == {
        "count": 4,
        "total": 6,
    }
    assert said["Incidents without a month, left out of months and trend: {count}."] == {"count": 2}


def test_dates_of_days_have_weekdays_and_months_but_no_hours():
    found = describe(town([(0, f"2024-01-{day:02d}", "day") for day in range(1, 29)]), ALL)
    assert (found.table, found.phases, found.published) == (None, None, ())
    assert found.weekdays is not None
    assert found.weekdays.tolist() == [4] * 7
    assert any("No incident has an hour" in message for message, _ in found.notes)


def test_dates_of_years_have_neither_months_nor_trend():
    found = describe(town([(0, "2023-01-01", "year"), (0, "2024-01-01", "year")]), ALL)
    assert (found.table, found.weekdays, found.months) == (None, None, None)
    assert found.trend.reason == "no_dates"


def test_one_day_of_record_has_no_trend_and_says_why():
    found = describe(town([(0, f"2024-05-05T{hour:02d}:10", "minute") for hour in range(12)]), ALL)
    assert found.trend.reason == "too_few_months"
    assert found.months is not None
    assert found.months.days.tolist() == [1]
    assert found.months.whole.tolist() == [False]


def test_night_and_twilight_are_what_the_diagnosis_calls_night():
    project = cities.made_city()
    found = describe(project, ALL)
    nights = compute("nights", unpack(project), Memo())
    assert found.phases is not None
    assert found.phases["twilight"] + found.phases["night"] == (nights == timing.NIGHT).sum()
    assert found.phases["day"] == (nights == timing.DAY).sum()
    assert found.table is not None
    assert found.months is not None
    assert found.table.sum() == found.months.counts.sum() == found.incidents == 1500
    assert found.trend.change is not None


def test_a_space_has_the_incidents_in_it_and_near_it():
    assert describe(town(MIXED), ALL, space="s00").incidents == 3
    assert describe(town(MIXED), ALL, space="s00", distance=10).incidents == 2
    assert describe(town(MIXED), ALL, space="s00", distance=1000).incidents == 6
    found = describe(town(MIXED), ALL, space="s00")
    assert (found.distance, found.space and found.space.id) == (100, "s00")
    # The record is the layer's, not the space's: where nobody was robbed for a month, that month counts.
    assert (found.first, found.last) == ("2024-01-01", "2024-12-31")


def test_no_incident_near_a_space_is_said_to_be_none():
    far = town([(900, "2024-01-01T10:00", "minute"), (900, "2024-02-01T10:00", "minute")])
    found = describe(far, ALL, space="s00")
    assert (found.incidents, found.trend.reason, found.table) == (0, "no_incidents", None)
    assert any("does not mean that there is no risk" in message for message, _ in found.notes)


def test_a_space_that_the_incidents_do_not_cover_has_no_data():
    project = town(MIXED)
    layer = replace(project.layers[1], coverage=shapely.box(X + 300, Y, X + 900, Y + 100))
    with pytest.raises(AnalysisError, match="do not cover s00 and 100 m around it"):
        describe(replace(project, layers=(project.layers[0], layer)), ALL, space="s00")


def test_a_period_and_a_category_choose():
    project = cities.made_city()
    whole, half = describe(project, ALL), describe(project, Question(first=date(2024, 1, 15), last=date(2024, 7, 31)))
    assert 0 < half.incidents < whole.incidents
    assert half.months is not None
    assert half.months.days.tolist() == [17, 29, 31, 30, 31, 30, 31]
    assert half.months.whole.tolist() == [False, *[True] * 6]
    assert half.trend.reason == "too_few_months"
    assert describe(project, Question(categories=("theft",))).incidents == 1500


def test_a_rise_that_was_made_is_found():
    """One incident a day in 2023, two in 2024: the rate doubles."""
    days = np.datetime64("2023-01-01T12:00", "s") + np.arange(731) * np.timedelta64(1, "D")
    days = np.concatenate((days, days[365:]))
    found = describe(town([(0, when, "minute") for when in days]), ALL, periods=YEARS)
    assert found.trend.interval is not None
    assert found.trend.interval[0] > 0.3
    comparison = found.comparison
    assert comparison is not None
    assert (comparison.overall.before, comparison.overall.after) == (365, 730)
    assert comparison.overall.ratio == pytest.approx(2)
    assert comparison.overall.difference == pytest.approx(365.25)
    assert comparison.overall.p is not None
    assert comparison.overall.p < 1e-6


def test_spaces_are_compared_each_with_its_own_counts():
    found = describe(cities.made_city(), ALL, periods=YEARS)
    comparison = found.comparison
    assert comparison is not None
    assert len(comparison.spaces) == 24
    for changed in comparison.spaces:
        assert changed.p is not None
        assert changed.p_adjusted is not None
        assert changed.p <= changed.p_adjusted
    own = [
        describe(cities.made_city(), Question(first=period.first, last=period.last), space="s00").incidents
        for period in YEARS
    ]
    assert own == [comparison.spaces[0].before, comparison.spaces[0].after]
    alone = describe(cities.made_city(), ALL, space="s00", periods=YEARS).comparison
    assert alone is not None
    assert alone.spaces == ()
    assert [alone.overall.before, alone.overall.after] == own


def test_zero_before_has_no_ratio_but_a_difference():
    rows = [(500, "2023-06-01T10:00", "minute"), *[(50, "2024-06-01T10:00", "minute")] * 12, (500, "2024-12-30", "day")]
    comparison = describe(town(rows), ALL, periods=(Days(date(2023, 6, 1), date(2023, 12, 31)), YEARS[1])).comparison
    assert comparison is not None
    (square,) = comparison.spaces
    assert (square.before, square.after, square.ratio, square.reason) == (0, 12, None, "none_before")
    assert square.ratio_interval is not None
    assert square.ratio_interval[0] > 0
    assert square.ratio_interval[1] is None
    assert square.difference_interval is not None
    assert square.difference_interval[0] > 0


def test_periods_are_cut_to_the_record_and_vague_dates_left_out():
    rows = [(0, "2023-03-01T10:00", "minute"), (0, "2023-12-01", "month"), (0, "2024-06-30T10:00", "minute")]
    periods = Days(date(2022, 1, 1), date(2023, 12, 15)), Days(date(2024, 1, 1), date(2024, 6, 30))
    found = describe(town(rows), ALL, periods=periods)
    assert found.comparison is not None
    assert found.comparison.before == Days(date(2023, 3, 1), date(2023, 12, 15))
    assert (found.comparison.overall.before, found.comparison.overall.after) == (1, 1)
    assert found.comparison.years_before == pytest.approx(290 / 365.25)
    said = [message for message, _ in found.notes]
    assert any("does not cover all of a period" in message for message in said)
    assert any("by month or year only" in message for message in said)


def test_near_repeats_are_the_same_at_every_call_and_know_of_places_that_repeat():
    project = cities.made_city()
    found = describe(project, ALL, near_repeats=True).near_repeat
    again = describe(project, ALL, near_repeats=True).near_repeat
    assert found is not None
    assert again is not None
    assert found.p.tolist() == again.p.tolist()
    snapped = describe(town(MIXED), ALL, near_repeats=True)
    assert snapped.near_repeat is not None
    assert snapped.near_repeat.incidents == 3
    said = dict(snapped.notes)
    assert said["Incidents without a day, left out of the near repeats: {count}."] == {"count": 3}
    assert any("stand exactly where another" in message for message in said)


def test_midnight_that_is_heaped_is_pointed_out():
    heaped = [(0, f"2024-01-{day:02d}T00:00", "minute") for day in range(1, 29)]
    even = [(0, f"2024-01-{day:02d}T{hour:02d}:00", "minute") for day in range(1, 29) for hour in range(24)]
    assert any("midnight exactly" in message for message, _ in describe(town(heaped), ALL).notes)
    assert not any("midnight exactly" in message for message, _ in describe(town(even), ALL).notes)


def test_one_mistaken_year_is_pointed_out():
    rows = [(0, f"2024-{month:02d}-05T10:00", "minute") for month in range(1, 13)] * 20
    found = describe(town([*rows, (0, "1924-05-05T10:00", "minute")]), ALL)
    assert any("look for mistaken ones" in message for message, _ in found.notes)


def test_without_a_time_zone_there_is_no_day_or_night_and_an_unknown_one_is_named():
    found = describe(town(MIXED, timezone=None), ALL)
    assert found.phases is None
    assert found.table is not None
    assert any("no time zone" in message for message, _ in found.notes)
    with pytest.raises(AnalysisError, match="Mars/Olympus"):
        describe(town(MIXED, timezone="Mars/Olympus"), ALL)


def test_only_shares_of_parts_that_hold_five_are_published():
    assert describe(town(MIXED), ALL).published == ()
    found = describe(cities.made_city(), ALL).published
    assert len(found) == 6
    assert all((20 * part.share).is_integer() for part in found)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"space": "Plaza"}, "There is no space Plaza: name one by its id, such as: s00"),
        ({"space": "s00", "distance": -1.0}, "The distance is −1 m"),
        ({"space": "s00", "distance": float("nan")}, "The distance is nan m"),
        ({"periods": (YEARS[1], YEARS[0])}, "must end before 2023-01-01"),
        ({"periods": (Days(date(2023, 5, 1), date(2023, 4, 1)), YEARS[1])}, "exchange the dates"),
        ({"periods": (Days(date(1999, 1, 1), date(1999, 2, 1)), YEARS[1])}, "lies outside the record"),
    ],
)
def test_what_cannot_be_used_is_named(options, said):
    with pytest.raises(AnalysisError, match=said):
        describe(cities.made_city(n_spaces=1, n_incidents=200), ALL, **options)


def test_no_incidents_or_no_dates_are_named():
    with pytest.raises(AnalysisError, match="no incidents"):
        describe(cities.project(cities.spaces([shapely.box(X, Y, X + 9, Y + 9)])), ALL)
    with pytest.raises(AnalysisError, match="have no dates: nothing can be said"):
        describe(town([(0, "NaT", None), (1, "NaT", None)]), ALL)
    with pytest.raises(AnalysisError, match="ends before it begins"):
        describe(town(MIXED), Question(first=date(2024, 2, 1), last=date(2024, 1, 1)))


def test_vancouvers_table_is_that_of_pandas(shared):
    import pandas as pd

    rows = pd.read_csv(shared / "vancouver_bc" / "crimedata_csv_AllNeighbourhoods_2025.csv")
    rows = rows[rows.X > 0]
    days = pd.to_datetime(rows[["YEAR", "MONTH", "DAY"]])
    expected = pd.crosstab(days.dt.day_of_week, rows.HOUR.fillna(0).astype(int)).to_numpy()
    found = describe(cities.vancouver(shared), ALL)
    assert found.table is not None
    assert found.table.tolist() == expected.tolist()
    assert found.months is not None
    assert found.months.counts.tolist() == days.dt.month.value_counts(sort=False).sort_index().tolist()
