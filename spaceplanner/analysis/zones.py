"""Zones: a treated place, the ring where incidents may move to, and the same of the places it is judged against.

No ground is in two zones, so no incident counts twice and the counts vary independently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import proximity

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

ZONES = ("treated", "control", "ring", "ring_control")
"""`labels` gives indices into it."""

NOWHERE = -1

_TREATED, _CONTROL, _RING, _RING_CONTROL = range(4)
_QUARTER = 32
"""Chords to a quarter of a circle where ground is measured: its area is 0.04 % too small."""


def labels(
    xy: NDArray[np.float64], treated: BaseGeometry, others: NDArray[Any], *, radius: float, ring: float
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return in which zone each incident lies, and near which control.

    Parameters
    ----------
    xy
        (n, 2) metres.
    treated
        The place that was treated.
    others
        (k,) the places it is judged against, farther from it than `ring` and twice `radius`.
    radius
        Metres around a place within which incidents count as near it.
    ring
        Metres by which the ring is wider.

    Returns
    -------
    (n,) index into `ZONES`, -1 elsewhere: a place before a ring, the treated before the others; and (n,) which of the k
    places an incident is near, the first where there are several, -1 where none.
    """
    shapes = np.empty(1 + len(others), dtype=object)
    shapes[0], shapes[1:] = treated, others
    near, around = proximity.pairs(xy, shapes, radius), proximity.pairs(xy, shapes, radius + ring)
    zone = np.full(len(xy), NOWHERE, dtype=np.int8)
    for pairs, own, other in ((around, _RING, _RING_CONTROL), (near, _TREATED, _CONTROL)):
        zone[pairs[pairs[:, 0] > 0, 1]] = other
        zone[pairs[pairs[:, 0] == 0, 1]] = own
    place = np.full(len(xy), NOWHERE, dtype=np.int64)
    of_others = near[near[:, 0] > 0][::-1]
    place[of_others[:, 1]] = of_others[:, 0] - 1
    return zone, np.where(zone == _CONTROL, place, NOWHERE)


def grounds(
    treated: BaseGeometry,
    others: NDArray[Any],
    *,
    radius: float,
    ring: float,
    recorded: BaseGeometry | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (4,) the square metres of each of `ZONES` where incidents are recorded, and (4,) all of them.

    Parameters
    ----------
    treated, others, radius, ring
        As in `labels`.
    recorded
        Where the record is complete; None: everywhere.
    """
    near, wide = (shapely.buffer(treated, metres, quad_segs=_QUARTER) for metres in (radius, radius + ring))
    near_others, wide_others = (
        shapely.union_all(shapely.buffer(others, metres, quad_segs=_QUARTER)) for metres in (radius, radius + ring)
    )
    pieces = np.array(
        [
            near,
            shapely.difference(near_others, wide),
            shapely.difference(wide, near),
            shapely.difference(shapely.difference(wide_others, near_others), wide),
        ],
        dtype=object,
    )
    whole = shapely.area(pieces)
    return whole if recorded is None else shapely.area(shapely.intersection(pieces, recorded)), whole
