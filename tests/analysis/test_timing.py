from __future__ import annotations

from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import astral.sun
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import timing
from spaceplanner.errors import AnalysisError

ECUADOR, VANCOUVER = "America/Guayaquil", "America/Vancouver"


def times(*texts: str) -> Any:
    return np.array(texts, dtype="datetime64[s]")


def no(n: int) -> Any:
    return np.zeros(n, dtype=bool)


def test_ecuador_is_five_hours_behind():
    found = timing.to_utc(times("2025-03-01T20:15:30", "NaT", "2025-03-01T23:00"), ECUADOR)
    assert found[0] == np.datetime64("2025-03-02T01:15:30")
    assert np.isnat(found[1])
    assert found[2] == np.datetime64("2025-03-02T04:00")


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes().filter(lambda t: 1975 < t.year < 2037),
    st.sampled_from([ECUADOR, VANCOUVER, "Asia/Kolkata", "Europe/London", "America/Santiago"]),
)
def test_offsets_are_the_standard_librarys(when, zone):
    when = when.replace(microsecond=0)
    expected = when.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    found = timing.to_utc(np.array([when], dtype="datetime64[s]"), zone)[0]
    assert found == np.datetime64(expected, "s")


def test_summer_time_gap_and_overlap():
    # Vancouver 2025: clocks skip 02:00-03:00 on 9 March and show 01:00-02:00 twice on 2 November.
    found = timing.to_utc(times("2025-03-09T02:30", "2025-11-02T01:30"), VANCOUVER)
    assert found[0] == np.datetime64("2025-03-09T10:30")  # as if the clock had not moved: UTC-8
    assert found[1] == np.datetime64("2025-11-02T08:30")  # the first of the two: UTC-7


def test_an_unknown_zone_is_named():
    with pytest.raises(AnalysisError, match="Mars/Olympus"):
        timing.to_utc(times("2025-01-01T00:00"), "Mars/Olympus")
    with pytest.raises(AnalysisError, match="unknown"):
        timing.to_utc(times("2025-01-01T00:00"), "../etc/passwd")


def test_night_is_between_sunset_and_sunrise():
    quito = astral.Observer(-0.18, -78.47)
    sunset = astral.sun.sunset(quito, date=date(2025, 5, 5), tzinfo=ZoneInfo(ECUADOR))
    around = np.datetime64(sunset.replace(tzinfo=None), "s") + np.array([-3, 3], dtype="timedelta64[m]")
    lonlat = np.array([[-78.47, -0.18]] * 2)
    assert timing.nights(around, ~no(2), no(2), lonlat, ECUADOR).tolist() == [timing.DAY, timing.NIGHT]


def test_twilight_is_between_sunset_and_six_degrees_below():
    quito = astral.Observer(-0.18, -78.47)
    sunset = astral.sun.sunset(quito, date=date(2025, 5, 5), tzinfo=ZoneInfo(ECUADOR))
    dusk = astral.sun.dusk(quito, date=date(2025, 5, 5), tzinfo=ZoneInfo(ECUADOR), depression=6)
    moments = [
        np.datetime64(moment.replace(tzinfo=None), "s") + np.timedelta64(minutes, "m")
        for moment in (sunset, dusk)
        for minutes in (-3, 3)
    ]
    lonlat = np.array([[-78.47, -0.18]] * 4)
    found = timing.phases(np.array(moments), ~no(4), no(4), lonlat, ECUADOR)
    assert [timing.PHASES[phase] for phase in found] == ["day", "twilight", "twilight", "night"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.datetimes(), max_size=8), st.floats(-180, 180), st.floats(-66, 66))
def test_twilight_and_night_together_are_what_nights_calls_night(moments, lon, lat):
    when = np.array([moment.replace(year=2024, day=1) for moment in moments], dtype="datetime64[s]")
    n = len(when)
    lonlat = np.tile((lon, lat), (n, 1))
    phases = timing.phases(when, ~no(n), no(n), lonlat, ECUADOR)
    assert ((phases > 0) == (timing.nights(when, ~no(n), no(n), lonlat, ECUADOR) == timing.NIGHT)).all()
    assert timing.phases(when, no(n), no(n), lonlat, ECUADOR).tolist() == [timing.UNKNOWN] * n


def test_each_incident_has_its_own_sky():
    # 19:05 in Guayaquil's zone: night on the coast, and still day 10 degrees further west.
    lonlat = np.array([[-79.9, -2.2], [-91.5, -0.5]])
    when = times("2025-05-05T18:35", "2025-05-05T18:35")
    assert timing.nights(when, ~no(2), no(2), lonlat, ECUADOR).tolist() == [timing.NIGHT, timing.DAY]


def test_what_has_no_hour_or_place_is_unknown():
    when = times("2025-05-05T23:00", "2025-05-05T23:00", "NaT", "2025-05-05T23:00")
    precise = np.array([True, False, True, True])
    lonlat = np.array([[-79.9, -2.2]] * 3 + [[np.inf, np.inf]])
    assert timing.nights(when, precise, no(4), lonlat, ECUADOR).tolist() == [timing.NIGHT, -1, -1, -1]


def test_an_hour_is_judged_by_its_middle():
    # Sunset in Guayaquil on 5 May 2025 is at 18:14: at 18:00 exactly it is day, at 18:30 night.
    when = times("2025-05-05T18:00", "2025-05-05T18:00")
    lonlat = np.array([[-79.9, -2.2]] * 2)
    assert timing.nights(when, ~no(2), np.array([False, True]), lonlat, ECUADOR).tolist() == [timing.DAY, timing.NIGHT]


def test_record_counts_both_days():
    found = timing.record(times("2023-12-31T23:59", "NaT", "2021-01-01T00:00"), no(3), no(3))
    assert found == ("2021-01-01", "2023-12-31", 1095 / 365.25)


def test_a_short_record_counts_as_thirty_days():
    assert timing.record(times("2023-05-01T10:00"), no(1), no(1)) == ("2023-05-01", "2023-05-01", 30 / 365.25)


def test_months_and_years_reach_to_their_end():
    when = times("2023-01-01", "2023-02-01", "2023-01-15")
    found = timing.record(when, np.array([True, True, False]), no(3))
    assert found is not None
    assert found[:2] == ("2023-01-01", "2023-02-28")
    found = timing.record(times("2023-01-01", "2024-01-01"), no(2), ~no(2))
    assert found is not None
    assert found[1] == "2024-12-31"


def test_no_dates_no_record():
    assert timing.record(times("NaT", "NaT"), no(2), no(2)) is None
    assert timing.record(times(), no(0), no(0)) is None


def test_one_mistaken_year_is_noticed_and_a_long_even_record_is_not():
    days = np.datetime64("2023-01-01", "s") + np.arange(730) * np.timedelta64(86_400, "s")
    assert timing.core(days) is None
    assert timing.core(days[:1]) is timing.core(days[:0]) is None
    found = timing.core(np.append(days, np.datetime64("1923-05-05", "s")))
    assert found is not None
    low, high = found
    assert "2023-01-01" <= low < "2023-01-15"
    assert "2024-12-15" < high <= "2024-12-30"


def test_a_date_spans_what_it_may_mean():
    first, last = timing.spans(times("2024-02-01", "2024-01-01", "2024-02-03T10:00", "NaT"), *np.eye(2, 4, dtype=bool))
    assert [str(day) for day in first] == ["2024-02-01", "2024-01-01", "2024-02-03", "NaT"]
    assert [str(day) for day in last] == ["2024-02-29", "2024-12-31", "2024-02-03", "NaT"]
