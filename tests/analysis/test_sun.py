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


def test_overhead_at_the_equator_at_the_equinox():
    # Equinox 2024 March 20 03:06 UT; the sun is then over the equator where it is local noon.
    noon = 360 - (3 + 6 / 60) * 15 + 180 + 7.4 / 4
    found = sun.elevation(at("2024-03-20T03:06:00"), np.array([noon]), np.array([0.0]))
    assert found[0] == pytest.approx(90, abs=0.1)


def test_not_a_time_is_not_an_elevation():
    assert np.isnan(sun.elevation(at("NaT"), np.array([0.0]), np.array([0.0])))[0]
