"""Absorption of sound by air.

ISO 9613-1:1993, *Acoustics - Attenuation of sound during propagation outdoors - Part 1: Calculation of the absorption
of sound by the atmosphere*, equations 3 to 5 and annex B; pressure at a height after the standard atmosphere
(ISO 2533:1975, the same as the US Standard Atmosphere 1976 up to 11 km).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = float | NDArray[np.float64]

SEA_LEVEL_KPA = 101.325
TEMPERATURE_C = 20.0
HUMIDITY_PERCENT = 70.0

_ZERO_C = 273.15
_REFERENCE_K = 293.15
_TRIPLE_POINT_K = 273.16
_TROPOPAUSE_M = 11_000.0


def attenuation(
    frequency_hz: Numbers,
    *,
    temperature_c: Numbers = TEMPERATURE_C,
    humidity_percent: Numbers = HUMIDITY_PERCENT,
    pressure_kpa: Numbers = SEA_LEVEL_KPA,
) -> NDArray[np.float64]:
    """Return the attenuation of a pure tone, dB per metre (ISO 9613-1, equation 5).

    Parameters
    ----------
    frequency_hz
        Above 0; the standard's tables go from 50 to 10,000 Hz.
    temperature_c
        Of the air; the tables go from -20 to 50.
    humidity_percent
        Relative, above 0, at most 100.
    pressure_kpa
        Above 0; see `pressure`.

    Returns
    -------
    An array of the shape that the four make together.

    Raises
    ------
    AnalysisError
        If one of them is not a number or out of its range.
    """
    f, celsius, humidity, kpa = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (frequency_hz, temperature_c, humidity_percent, pressure_kpa))
    )
    possible = (f > 0) & (celsius > -_ZERO_C) & (humidity > 0) & (humidity <= 100) & (kpa > 0)  # noqa: PLR2004 - per cent
    if not (possible & np.isfinite(f + celsius + kpa)).all():
        raise AnalysisError(
            N_("Air needs a frequency and a pressure above 0, and a relative humidity above 0 and at most 100 %.")
        )
    kelvin = celsius + _ZERO_C
    warmth, pressed = kelvin / _REFERENCE_K, kpa / SEA_LEVEL_KPA
    saturation = 10 ** (-6.8346 * (_TRIPLE_POINT_K / kelvin) ** 1.261 + 4.6151)  # annex B, over the sea's pressure
    vapour = humidity * saturation / pressed  # molar concentration, per cent
    oxygen = pressed * (24 + 4.04e4 * vapour * (0.02 + vapour) / (0.391 + vapour))  # relaxation, Hz, 3
    nitrogen = pressed * warmth**-0.5 * (9 + 280 * vapour * np.exp(-4.170 * (warmth ** (-1 / 3) - 1)))  # 4
    relaxing = 0.01275 * np.exp(-2239.1 / kelvin) / (oxygen + f**2 / oxygen)
    relaxing = relaxing + 0.1068 * np.exp(-3352.0 / kelvin) / (nitrogen + f**2 / nitrogen)
    return np.asarray(8.686 * f**2 * (1.84e-11 / pressed * np.sqrt(warmth) + warmth**-2.5 * relaxing))


def pressure(altitude_m: Numbers) -> NDArray[np.float64]:
    """Return the mean pressure at a height above the sea, kPa: p = 101.325 (1 - 0.0065 h / 288.15) ** 5.25588.

    Parameters
    ----------
    altitude_m
        Metres, up to 11,000; 0 is the sea.

    Raises
    ------
    AnalysisError
        If a height is not a number, or out of the range in which the formula holds.
    """
    height = np.asarray(altitude_m, dtype=np.float64)
    if not (np.abs(height) <= _TROPOPAUSE_M).all():
        raise AnalysisError(N_("The height above the sea must be a number of metres up to 11,000."))
    return np.asarray(SEA_LEVEL_KPA * (1 - 0.0065 * height / 288.15) ** 5.25588)
