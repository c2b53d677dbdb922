"""Lighting classes P1 to P6 for pedestrians and slow traffic: what each asks for, which is reached, which to choose.

Values: EN 13201-2 (the same in CIE 115:2010). Choice: CEN/TR 13201-1:2014, whose weights are examples that a country, or
a planner, may replace.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Requirement:
    """Least maintained horizontal illuminance of a class: mean and minimum, lux."""

    average: float
    minimum: float


CLASSES: tuple[Requirement, ...] = (
    Requirement(15.0, 3.0),
    Requirement(10.0, 2.0),
    Requirement(7.5, 1.5),
    Requirement(5.0, 1.0),
    Requirement(3.0, 0.6),
    Requirement(2.0, 0.4),
)
"""P1 to P6, in this order."""

NAMES = ("P1", "P2", "P3", "P4", "P5", "P6")

TOO_BRIGHT = 1.5
"""The mean may not pass so many times the class's, or the light is too uneven (EN 13201-2, note to the table of P)."""

NONE, UNKNOWN = 0, -1
"""Numbers in place of a class: darker than P6, and no data."""

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "speed": {"low": 1, "walking": 0},
    "use": {"busy": 1, "normal": 0, "quiet": -1},
    "mix": {
        "pedestrians, cyclists and motor": 2,
        "pedestrians and motor": 1,
        "pedestrians and cyclists": 1,
        "pedestrians": 0,
        "cyclists": 0,
    },
    "parking": {"present": 1, "absent": 0},
    "ambient": {"high": 1, "moderate": 0, "low": -1},
}
"""Parameter -> option -> weight (CEN/TR 13201-1:2014): low speed is up to 40 km/h; ambient is the light around."""


def requirement(number: int) -> Requirement:
    """Return what a class asks for.

    Parameters
    ----------
    number
        1 to 6, for P1 to P6.

    Raises
    ------
    AnalysisError
        If there is no such class.
    """
    if not 1 <= number <= len(CLASSES):
        raise AnalysisError(N_("There is no lighting class P{number}: choose one of P1 to P6."), number=number)
    return CLASSES[number - 1]


def achieved(average: NDArray[np.float64], minimum: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the best class whose mean and minimum are both reached.

    Parameters
    ----------
    average, minimum
        (n,) maintained lux; NaN: no data.

    Returns
    -------
    (n,) 1 to 6 for P1 to P6, `NONE` where darker than P6, `UNKNOWN` without data.
    """
    found = np.full(np.shape(average), NONE, dtype=np.int8)
    for number in range(len(CLASSES), 0, -1):
        needed = CLASSES[number - 1]
        found[(average >= needed.average) & (minimum >= needed.minimum)] = number
    found[~(np.isfinite(average) & np.isfinite(minimum))] = UNKNOWN
    return found


def uneven(average: NDArray[np.float64], number: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return whether the mean passes 1.5 times that of the class: then the class's minimum is no uniform light.

    Parameters
    ----------
    average
        (n,) maintained lux.
    number
        (n,) the class that is reached, or that is aimed at, 1 to 6; others are not uneven.
    """
    most = np.array([np.inf, *(TOO_BRIGHT * needed.average for needed in CLASSES), np.inf])
    above: NDArray[np.bool_] = average > most[np.asarray(number, dtype=np.int64)]
    return above


def chosen(
    *,
    speed: str = "walking",
    use: str = "normal",
    mix: str = "pedestrians",
    parking: str = "absent",
    ambient: str = "low",
) -> int:
    """Return the number of the class for a use: P = 6 - the sum of weights, at least 1 and at most 6 (CEN/TR 13201-1).

    A sum that is no whole number, with a country's own weights, gives the brighter class. Where faces must be told apart,
    the standard asks for vertical light as well, which is not computed here.

    Parameters
    ----------
    speed, use, mix, parking, ambient
        An option of `WEIGHTS`.

    Raises
    ------
    AnalysisError
        If there is no such option.
    """
    total = 0.0
    given = {"speed": speed, "use": use, "mix": mix, "parking": parking, "ambient": ambient}
    for name, option in given.items():
        if option not in WEIGHTS[name]:
            raise AnalysisError(
                N_("{option} is no option of {parameter}: choose one of {known}."),
                option=option,
                parameter=name,
                known="; ".join(WEIGHTS[name]),
            )
        total += WEIGHTS[name][option]
    return max(1, min(len(CLASSES), floor(len(CLASSES) - total)))
