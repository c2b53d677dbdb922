"""Absorption of sound by air against the standard's own table, and pressure against the standard atmosphere."""

from __future__ import annotations

import numpy as np
import pytest

from spaceplanner.analysis import air
from spaceplanner.errors import AnalysisError

TABLE = [  # ISO 9613-1:1993, table 1: degrees C, relative humidity, third of an octave from 1 kHz, dB/km
    (-20, 10, -13, 0.589),
    (-20, 70, 0, 11.5),
    (-20, 100, 6, 31.4),
    (-10, 70, 9, 86.2),
    (0, 10, 0, 14.0),
    (0, 20, 0, 17.7),
    (0, 70, 0, 4.64),
    (0, 70, -9, 0.390),
    (10, 10, 6, 57.3),
    (10, 70, 0, 3.66),
    (10, 70, 6, 32.8),
    (15, 70, 0, 4.08),
    (15, 70, 6, 26.4),
    (20, 10, -13, 0.270),
    (20, 15, 8, 175.0),
    (20, 70, -9, 0.339),
    (20, 70, 0, 4.98),
    (20, 80, -13, 0.0501),
    (20, 80, 0, 5.15),
    (20, 80, 10, 105.0),
    (20, 100, 6, 19.4),
    (30, 10, 6, 96.0),
    (30, 70, 0, 7.41),
    (30, 70, 6, 23.1),
    (40, 70, 0, 8.66),
    (50, 10, 9, 155.0),
    (50, 70, 9, 80.3),
]


@pytest.mark.parametrize(("celsius", "humidity", "third", "expected"), TABLE)
def test_the_standards_table(celsius, humidity, third, expected):
    # The table has three digits, and is of exact midband frequencies (note 5 there).
    found = 1000 * air.attenuation(1000 * 10 ** (third / 10), temperature_c=celsius, humidity_percent=humidity)
    assert found == pytest.approx(expected, rel=0.005)


def test_octaves_of_the_second_part():
    # ISO 9613-2:1996, table 2, 250 to 8000 Hz, one decimal; nominal bands.
    octaves = np.asarray(1000 * 10 ** (0.3 * np.arange(-2, 4)), dtype=np.float64)
    for celsius, humidity, expected in (
        (10, 70, (1.0, 1.9, 3.7, 9.7, 32.8, 117)),
        (20, 70, (1.1, 2.8, 5.0, 9.0, 22.9, 76.6)),
        (30, 70, (1.0, 3.1, 7.4, 12.7, 23.1, 59.3)),
    ):
        found = 1000 * air.attenuation(octaves, temperature_c=celsius, humidity_percent=humidity)
        np.testing.assert_allclose(found, expected, rtol=0.003, atol=0.05)


@pytest.mark.parametrize(
    ("altitude", "expected"), [(0, 101.325), (1000, 89.876), (2000, 79.501), (3000, 70.121), (5000, 54.048)]
)
def test_pressure_of_the_standard_atmosphere(altitude, expected):
    # The tables are of geometric height, which differs by up to 4 m at 5,000 m.
    assert air.pressure(altitude) == pytest.approx(expected, rel=0.001)


def test_thin_air_of_the_highlands_is_no_great_matter():
    city = air.attenuation(2000.0, temperature_c=14, humidity_percent=70, pressure_kpa=air.pressure(2754))
    assert 100 * abs(city - air.attenuation(2000.0)) < 0.1  # dB over 100 m


@pytest.mark.parametrize(
    "odd",
    [
        {"frequency_hz": 0.0},
        {"humidity_percent": 0.0},
        {"humidity_percent": 101.0},
        {"pressure_kpa": 0.0},
        {"temperature_c": float("nan")},
        {"temperature_c": -300.0},
    ],
)
def test_no_such_air(odd):
    with pytest.raises(AnalysisError, match="humidity above 0"):
        air.attenuation(**{"frequency_hz": 1000.0} | odd)


@pytest.mark.parametrize("altitude", [float("nan"), 20_000.0])
def test_no_such_height(altitude):
    with pytest.raises(AnalysisError, match="11,000"):
        air.pressure(altitude)
