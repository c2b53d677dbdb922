"""Figures of sound in each space: the ground on which an alarm is heard by day and by night, and what is dark and silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.services.figure_parts import column, reasons

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.figure_parts import Columns
    from spaceplanner.services.inputs import Alarms, Lamps, Places


def heard(
    places: Places,
    by_day: tuple[NDArray[np.float64], NDArray[np.int64]],
    by_night: tuple[NDArray[np.float64], NDArray[np.int64]],
    covered: NDArray[np.bool_],
    alarms: Alarms,
) -> Columns:
    """Return the share of each space on which an alarm is heard by day and by night, and the rest of the night.

    Parameters
    ----------
    by_day, by_night
        (n,) square metres on which an alarm is heard, and pairs of space and alarm.
    covered
        (n,) whether the alarms around each space are known.
    """
    why = reasons(covered, present=alarms.present)
    areas = shapely.area(places.shapes)
    day, night = (_share(found[0], areas) for found in (by_day, by_night))
    return {
        "heard_day_share": column(day, "share", why),
        "heard_night_share": column(night, "share", why),
        "unheard_night_share": column(1 - night, "share", why),
    }


def dark_and_silent(
    shares: NDArray[np.float64],
    covered_light: NDArray[np.bool_],
    covered_sound: NDArray[np.bool_],
    lamps: Lamps,
    alarms: Alarms,
) -> Columns:
    """Return the share of each space that is darker than the class aimed at and where no alarm is heard by night.

    Parameters
    ----------
    shares
        (n,) 0 to 1; NaN for a space without ground.
    covered_light, covered_sound
        (n,) whether lamps and alarms around each space are known.
    """
    why = [
        light or sound
        for light, sound in zip(
            reasons(covered_light, present=lamps.present), reasons(covered_sound, present=alarms.present), strict=True
        )
    ]
    return {"dark_silent_share": column(shares, "share", why)}


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    np.minimum(share, 1.0, out=share)
    return share
