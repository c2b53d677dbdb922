"""Where the sun stands.

J. Meeus, *Astronomical Algorithms*, 2nd ed. 1998, chapters 12 and 25 (low precision), as in NOAA's Solar Calculator
(gml.noaa.gov/grad/solcalc); good to about 0.02 degrees between 1900 and 2100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HORIZON = -0.833
"""Elevation in degrees of the sun's centre at sunrise and sunset: its radius and the refraction at the horizon."""

CIVIL = -6.0
"""Elevation in degrees of the sun's centre at which civil twilight begins and ends."""

_J2000 = np.datetime64("2000-01-01T12:00:00", "s")
_SECONDS_PER_CENTURY = 36_525 * 86_400


def elevation(utc: NDArray[np.datetime64], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the elevation of the sun's centre above the horizon, without refraction.

    Parameters
    ----------
    utc
        (n,) datetime64[s]; NaT gives NaN.
    lon, lat
        (n,) or one value; degrees WGS 84, east and north positive.

    Returns
    -------
    (n,) degrees.
    """
    known = ~np.isnat(utc)
    seconds = np.where(known, (utc - _J2000).astype("timedelta64[s]").astype(np.float64), np.nan)
    century = seconds / _SECONDS_PER_CENTURY
    right_ascension, declination = _position(century)
    # Greenwich mean sidereal time, Meeus eq. 12.4; a day of the turning earth is a little shorter than the clock's.
    sidereal = 280.46061837 + 360.98564736629 * (seconds / 86_400) + 0.000387933 * century**2
    hour_angle = np.radians(sidereal + lon) - right_ascension
    phi = np.radians(lat)
    sine = np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(hour_angle)
    degrees: NDArray[np.float64] = np.degrees(np.arcsin(np.clip(sine, -1, 1)))
    return degrees


def _position(century: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sun's apparent right ascension and declination in radians, from Julian centuries since J2000."""
    t = century
    mean_longitude = 280.46646 + t * (36000.76983 + 0.0003032 * t)
    anomaly = np.radians(357.52911 + t * (35999.05029 - 0.0001537 * t))
    centre = (
        (1.914602 - t * (0.004817 + 0.000014 * t)) * np.sin(anomaly)
        + (0.019993 - 0.000101 * t) * np.sin(2 * anomaly)
        + 0.000289 * np.sin(3 * anomaly)
    )
    node = np.radians(125.04 - 1934.136 * t)
    longitude = np.radians(mean_longitude + centre - 0.00569 - 0.00478 * np.sin(node))
    obliquity = np.radians(23.43929111 - t * (0.0130041667 + t * 1.639e-7) + 0.00256 * np.cos(node))
    right_ascension = np.arctan2(np.cos(obliquity) * np.sin(longitude), np.cos(longitude))
    return right_ascension, np.arcsin(np.sin(obliquity) * np.sin(longitude))
