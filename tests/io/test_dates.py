# ruff: noqa: DTZ001 - local wall time is meant
import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.io import clocks, dates


def read(*texts: str | None) -> dates.Times:
    return dates.read(pa.array(texts, pa.string()))


def words(times: dates.Times) -> list[str]:
    return [dates.PRECISIONS[code] for code in times.precision]


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2019-04-23T12:30:05", "2019-04-23T12:30:05", "second"),
        ("2025/1/2 3:04", "2025-01-02T03:04:00", "minute"),
        ("13/02/2023 23:15", "2023-02-13T23:15:00", "minute"),
        ("02/13/2023 11:55:00 PM", "2023-02-13T23:55:00", "second"),
        ("13/02/2023 12:05 a. m.", "2023-02-13T00:05:00", "minute"),
        ("2.1.2025 14h30", "2025-01-02T14:30:00", "minute"),
        ("26-Abr-07", "2007-04-26T00:00:00", "day"),
        ("4 de enero de 2025", "2025-01-04T00:00:00", "day"),
        ("lunes, 3 de marzo de 2025", "2025-03-03T00:00:00", "day"),
        ("March 5, 2024", "2024-03-05T00:00:00", "day"),
        ("20250131", "2025-01-31T00:00:00", "day"),
        ("2025-02", "2025-02-01T00:00:00", "day"),
        ("01/01/99", "1999-01-01T00:00:00", "day"),
    ],
)
def test_forms_that_offices_use(text, moment, precision):
    times = read(text)
    assert times.moment[0] == np.datetime64(moment)
    expected = "month" if text == "2025-02" else precision
    assert words(times)[0] == expected


@pytest.mark.parametrize("text", ["31/04/2025", "2025-13-01", "hace poco", "0000-00-00", "12345"])
def test_what_is_no_date_is_unknown_and_counted(text):
    times = read(text, None)
    assert np.isnat(times.moment).all()
    assert times.unread == 1


def test_one_row_settles_the_order_of_day_and_month_for_all():
    assert read("03/04/2025", "13/04/2025").moment[0] == np.datetime64("2025-04-03")
    assert read("03/04/2025", "04/13/2025").moment[0] == np.datetime64("2025-03-04")
    assert read("03/04/2025").day_first is True
    assert read("13/04/2025").day_first is None


def test_midnight_in_every_row_is_a_day_not_a_second():
    assert words(read("2025-01-02 00:00:00", "2025-01-03 00:00:00")) == ["day", "day"]
    assert words(read("2025-01-02 00:00:00", "2025-01-03 10:20:30")) == ["second", "second"]


def test_a_zone_is_converted_and_no_zone_is_local():
    times = read("2019-04-23T12:30:00Z", "2019-04-23 12:30:00-05:00", "2019-04-23 12:30:00")
    local = clocks.to_local(times, "America/Bogota")
    assert [str(one) for one in local] == ["2019-04-23T07:30:00", "2019-04-23T12:30:00", "2019-04-23T12:30:00"]


@settings(max_examples=30)
@given(st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2037, 1, 1)).map(lambda one: one.replace(microsecond=0)))
def test_conversion_agrees_with_the_standard_library(moment):
    from zoneinfo import ZoneInfo

    times = read(moment.isoformat() + "Z")
    expected = moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo("America/Vancouver")).replace(tzinfo=None)
    assert clocks.to_local(times, "America/Vancouver")[0] == np.datetime64(expected)


@given(st.lists(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2099, 12, 31)), min_size=1, max_size=5))
def test_iso_text_comes_back(moments):
    whole = [moment.replace(microsecond=0) for moment in moments]
    assert read(*[one.isoformat() for one in whole]).moment.astype(object).tolist() == whole


def test_numbers_as_excel_days_compact_dates_years_and_epochs():
    times = dates.read(pa.array([45658.5, 20250102.0, 2025.0, 1.7e9, 1.7e12, 3.0]))
    assert [str(one) for one in times.moment] == [
        "2025-01-01T12:00:00",
        "2025-01-02T00:00:00",
        "2025-01-01T00:00:00",
        "2023-11-14T22:13:20",
        "2023-11-14T22:13:20",
        "NaT",
    ]
    assert times.in_utc.tolist() == [False, False, False, True, True, False]
    assert times.unread == 1


def test_a_date_beside_a_clock():
    days = read(*["2025-01-01"] * 5)
    times = clocks.with_clock(days, pa.array(["00:10:00", "03:05", "1430", "2 pm", None]))
    assert [str(one)[11:16] for one in times.moment] == ["00:10", "03:05", "14:30", "14:00", "00:00"]
    assert words(times) == ["second", "minute", "minute", "hour", "day"]


def test_a_time_over_several_columns():
    times = clocks.composed(
        {
            "year": pa.array([2025, 2025, 2025, None]),
            "month": pa.array(["1", "FEBRERO", "feb", "1"]),
            "day": pa.array(["4", "30", None, "1"]),
            "hour": pa.array([3, 4, None, 1]),
        }
    )
    assert [str(one) for one in times.moment] == ["2025-01-04T03:00:00", "NaT", "2025-02-01T00:00:00", "NaT"]
    assert words(times)[0] == "hour"
    assert words(times)[2] == "month"
