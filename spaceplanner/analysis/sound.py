"""Ground in hearing: within a fixed distance of a working alarm, a stand-in for dB(A) (see docs/methods/night.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spaceplanner.analysis import discs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def heard_ground(shape: BaseGeometry, alarms_xy: NDArray[np.float64], *, radius: float) -> BaseGeometry:
    """Return the part of one area within hearing of an alarm.

    Parameters
    ----------
    shape
        Polygon, metres.
    alarms_xy
        (n, 2) working alarms, metres.
    radius
        Metres around an alarm that count as within hearing, above 0.
    """
    return discs.ground(shape, alarms_xy, radius)


def heard_area(
    shapes: NDArray[Any], alarms_xy: NDArray[np.float64], *, radius: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the square metres (k,) of each area within hearing, and the pairs (m, 2) of area and alarm.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    alarms_xy
        (n, 2) working alarms, metres.
    radius
        Metres around an alarm that count as within hearing, above 0.
    """
    return discs.areas(shapes, alarms_xy, radius)
