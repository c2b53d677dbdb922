"""How many residents hear alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import discs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.discs import Radius


@dataclass(frozen=True, eq=False, slots=True)
class Audience:
    """Residents within hearing.

    Attributes
    ----------
    people
        Residents within hearing of at least one alarm.
    by_alarm
        (m,) residents within hearing of each alarm; who hears two is in both.
    alarms
        (n,) how many alarms are heard at each place.
    """

    people: float
    by_alarm: NDArray[np.float64]
    alarms: NDArray[np.int64]


def at(
    xy: NDArray[np.float64], people: NDArray[np.float64], alarms_xy: NDArray[np.float64], radius: Radius
) -> Audience:
    """Return how many of the people who live at points hear alarms; blocks are spread over points by `walks.spread`.

    Parameters
    ----------
    xy, people
        (n, 2) metres, and the number of people at each; NaN, where it is unknown, counts as nobody.
    alarms_xy
        (m, 2) working alarms, metres.
    radius
        Metres within which alarms are heard, above 0; or (m,) for each, from `sound.hearing_distance`.

    Raises
    ------
    AnalysisError
        If a radius is not a number or too small.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    radii = discs.radii_of(radius, len(alarms_xy))
    known = np.nan_to_num(people)
    count = np.zeros(len(xy), dtype=np.int64)
    by_alarm = np.zeros(len(alarms_xy))
    if len(xy) and len(alarms_xy):
        tree = cKDTree(xy)
        for i in np.flatnonzero(radii > 0):
            near = tree.query_ball_point(alarms_xy[i], radii[i])
            count[near] += 1
            by_alarm[i] = known[near].sum()
    return Audience(float(known[count > 0].sum()), by_alarm, count)
