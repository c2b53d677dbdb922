"""Which points a set of lamps or alarms reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 2_000_000
"""Distances held in memory at a time."""


def within(xy: NDArray[np.float64], centres: NDArray[np.float64], radius: float) -> NDArray[np.bool_]:
    """Return which points lie within a distance of at least one centre; on the circle counts as within.

    Made for the points near one space, a few thousand, and centres of a whole city: those that are too far away are
    passed over first.

    Parameters
    ----------
    xy
        (n, 2) metres.
    centres
        (m, 2) metres.
    radius
        Metres, at least 0.
    """
    reached = np.zeros(len(xy), dtype=np.bool_)
    if not len(xy):
        return reached
    near = ((centres >= xy.min(axis=0) - radius) & (centres <= xy.max(axis=0) + radius)).all(axis=1)
    centres = centres[near]
    step = max(1, _AT_ONCE // len(xy))
    for start in range(0, len(centres), step):
        some = centres[start : start + step]
        squared = (xy[:, None, 0] - some[:, 0]) ** 2 + (xy[:, None, 1] - some[:, 1]) ** 2
        reached |= (squared <= radius**2).any(axis=1)
    return reached
