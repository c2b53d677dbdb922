"""How many residents hear alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

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
    share
        (n,) share of each place's residents within hearing of at least one, 0 to 1.
    alarms
        (n,) how many alarms are heard at each place; for a block the mean over its ground.
    """

    people: float
    by_alarm: NDArray[np.float64]
    share: NDArray[np.float64]
    alarms: NDArray[np.float64]


def at(
    xy: NDArray[np.float64], people: NDArray[np.float64], alarms_xy: NDArray[np.float64], radius: Radius
) -> Audience:
    """Return how many of the people who live at points hear alarms.

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
    count = np.zeros(len(xy))
    by_alarm = np.zeros(len(alarms_xy))
    if len(xy) and len(alarms_xy):
        tree = cKDTree(xy)
        for i in np.flatnonzero(radii > 0):
            near = tree.query_ball_point(alarms_xy[i], radii[i])
            count[near] += 1
            by_alarm[i] = known[near].sum()
    share = (count > 0).astype(np.float64)
    return Audience(float(share @ known), by_alarm, share, count)


def within(
    blocks: NDArray[Any], people: NDArray[np.float64], alarms_xy: NDArray[np.float64], radius: Radius
) -> Audience:
    """Return how many of the people of blocks hear alarms.

    People are taken as spread evenly over their block: it counts with the share of its ground that is in hearing.

    Parameters
    ----------
    blocks, people
        (n,) polygons, metres, and the number of people in each; NaN, where it is unknown, counts as nobody, and so
        does a block without ground.
    alarms_xy
        (m, 2) working alarms, metres.
    radius
        Metres within which alarms are heard, above 0; or (m,) for each, from `sound.hearing_distance`.

    Raises
    ------
    AnalysisError
        If a radius is not a number or too small.
    """
    radii = discs.radii_of(radius, len(alarms_xy))
    known = np.nan_to_num(people)
    heard, pairs = discs.areas(blocks, alarms_xy, radii)
    whole: NDArray[np.float64] = shapely.area(blocks)
    block, alarm = pairs.T
    each = _shared(blocks[block], discs.drawn(alarms_xy[alarm], radii[alarm]))
    each = np.divide(each, whole[block], out=np.zeros(len(each)), where=whole[block] > 0)
    share = np.divide(heard, whole, out=np.zeros(len(blocks)), where=whole > 0)
    return Audience(
        people=float(share @ known),
        by_alarm=np.bincount(alarm, each * known[block], minlength=len(alarms_xy)).astype(np.float64),
        share=share,
        alarms=np.bincount(block, each, minlength=len(blocks)).astype(np.float64),
    )


def _shared(blocks: NDArray[Any], around: NDArray[Any]) -> NDArray[np.float64]:
    """Return the square metres that each block and its disc have in common; most blocks lie in them whole."""
    common: NDArray[np.float64] = shapely.area(blocks)
    cut = ~shapely.covers(around, blocks)
    common[cut] = shapely.area(shapely.intersection(blocks[cut], around[cut]))
    return common
