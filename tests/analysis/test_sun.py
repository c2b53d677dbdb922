"""The sun against Meeus's worked example, astral and the almanac's sunrise and sunset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import astral.sun
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import sun


def at(text: str) -> Any:
    return np.array([text], dtype="datetime64[s]")


def test_position_of_meeus_example_25a():
    # 1992 October 13.0 TD: apparent right ascension 198.38083, declination -7.78507 degrees.
    century = (at("1992-10-13T00:00:00") - sun._J2000).astype(float) / sun._SECONDS_PER_CENTURY
    right_ascension, declination = sun._position(century)
    assert np.degrees(right_ascension)[0] % 360 == pytest.approx(198.38083, abs=1e-4)
    assert np.degrees(declination)[0] == pytest.approx(-7.78507, abs=1e-4)


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2050, 12, 31)),  # noqa: DTZ001 - hypothesis wants naive bounds
    st.floats(-180, 180),
    st.floats(-66, 66),
)
def test_elevation_is_astrals_to_a_tenth_of_a_degree(when, lon, lat):
    when = when.replace(microsecond=0)
    expected = astral.sun.elevation(astral.Observer(lat, lon), when.replace(tzinfo=UTC), with_refraction=False)
    found = sun.elevation(np.array([when], dtype="datetime64[s]"), np.array([lon]), np.array([lat]))
    assert found[0] == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "events"),
    [
        # Astronomical Almanac / US Naval Observatory style tables, to the minute, in universal time.
        ("Greenwich, 2024 June 20", 0.0, 51.4779, ("2024-06-20T03:43", "2024-06-20T20:21")),
        ("Greenwich, 2024 December 21", 0.0, 51.4779, ("2024-12-21T08:04", "2024-12-21T15:53")),
        ("Washington, 2024 March 20", -77.0369, 38.9072, ("2024-03-20T11:11", "2024-03-20T23:20")),
    ],
)
def test_the_sun_is_on_the_horizon_at_published_sunrise_and_sunset(place, lon, lat, events):
    for event in events:
        found = sun.elevation(at(event), np.array([lon]), np.array([lat]))[0]
        # A minute of time moves the sun by up to a quarter of a degree; the tables round to the minute.
        assert found == pytest.approx(sun.HORIZON, abs=0.2), (place, event)


NREL = "NREL/TP-560-34302 (2008), appendix A.5"
SPA = "pvlib 0.16.1, spa_python at sea level, elevation without refraction"


@pytest.mark.parametrize(
    ("source", "lon", "lat", "utc", "elevation"),
    [
        (NREL, -105.1786, 39.742476, "2003-10-17T19:30:30", 39.872046),
        (f"Quito: {SPA}", -78.4678, -0.1807, "2025-03-20T11:00", -5.3135),
        (f"Quito: {SPA}", -78.4678, -0.1807, "2025-06-21T23:30", -3.3234),
        (f"Guayaquil: {SPA}", -79.9224, -2.1709, "2025-12-21T17:00", 68.2908),
        (f"Guayaquil: {SPA}", -79.9224, -2.1709, "2024-02-29T23:45", -2.9418),
        (f"Puerto Ayora: {SPA}", -90.3139, -0.7432, "2025-09-23T12:10", 4.1158),
        (f"Vancouver: {SPA}", -123.1207, 49.2827, "2025-06-21T05:00", -5.4284),
        (f"Vancouver: {SPA}", -123.1207, 49.2827, "2025-12-21T16:30", 2.3003),
        (f"Punta Arenas: {SPA}", -70.9171, -53.1638, "2025-12-21T02:30", -8.2493),
        (f"Christchurch: {SPA}", 172.6362, -43.5321, "2021-12-21T09:30", -11.6203),
        (f"Reykjavik: {SPA}", -21.9426, 64.1466, "2021-06-21T12:00", 46.7023),
        (f"Nairobi: {SPA}", 36.8219, -1.2921, "2021-12-21T09:30", 67.8531),
    ],
)
def test_elevation_is_the_published_one_to_two_hundredths_of_a_degree(source, lon, lat, utc, elevation):
    found = sun.elevation(at(utc), np.array([lon]), np.array([lat]))[0]
    assert found == pytest.approx(elevation, abs=0.02), source


# U.S. Naval Observatory, rise and set of the sun for 2023, Fredonia AZ, 36.95 N 112.52 W, zone 7 h west of Greenwich: the
# first and the fifteenth of each month.
ALMANAC = """
    01-01 0743 1724  01-15 0742 1737  02-01 0733 1755  02-15 0719 1810  03-01 0701 1824  03-15 0641 1837
    04-01 0616 1852  04-15 0556 1905  05-01 0536 1919  05-15 0522 1931  06-01 0512 1944  06-15 0510 1951
    07-01 0514 1954  07-15 0522 1949  08-01 0535 1937  08-15 0547 1922  09-01 0601 1859  09-15 0612 1838
    10-01 0625 1814  10-15 0638 1754  11-01 0654 1733  11-15 0708 1721  12-01 0724 1714  12-15 0736 1715
"""


def test_the_sun_crosses_the_horizon_in_the_minute_of_the_naval_observatory():
    words = ALMANAC.split()
    for day, *events in zip(words[::3], words[1::3], words[2::3], strict=True):
        for event in events:
            minute = np.datetime64(f"2023-{day}T{event[:2]}:{event[2:]}", "s") + np.timedelta64(7, "h")
            # The table rounds to the minute: half a minute to either side, and two hundredths of a degree.
            around = minute + np.array([-30, 30], dtype="timedelta64[s]")
            found = np.sort(sun.elevation(around, np.array([-112.52]), np.array([36.95])))
            assert found[0] - 0.02 <= sun.HORIZON <= found[1] + 0.02, (day, event, found)


def test_overhead_at_the_equator_at_the_equinox():
    # Equinox 2024 March 20 03:06 UT; the sun is then over the equator where it is local noon.
    noon = 360 - (3 + 6 / 60) * 15 + 180 + 7.4 / 4
    found = sun.elevation(at("2024-03-20T03:06:00"), np.array([noon]), np.array([0.0]))
    assert found[0] == pytest.approx(90, abs=0.1)


def test_not_a_time_is_not_an_elevation():
    assert np.isnan(sun.elevation(at("NaT"), np.array([0.0]), np.array([0.0])))[0]
