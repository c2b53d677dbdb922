"""Residents within walking distance, in a straight line (UN-Habitat, SDG indicator 11.7.1 metadata: 400 m walk)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import proximity
from spaceplanner.analysis.discs import SEGMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray


def residents_at(
    shapes: NDArray[Any], xy: NDArray[np.float64], people: NDArray[np.float64], *, distance: float
) -> NDArray[np.float64]:
    """Return the people (k,) who live at points within a distance of each area, inside included.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    xy, people
        (n, 2) metres, and the number of people at each.
    distance
        Metres in a straight line, at least 0.
    """
    return proximity.sums(proximity.pairs(xy, shapes, distance), people, len(shapes))


def residents_in(
    shapes: NDArray[Any], blocks: NDArray[Any], people: NDArray[np.float64], *, distance: float
) -> NDArray[np.float64]:
    """Return the people (k,) of blocks within a distance of each area.

    People are taken as spread evenly over their block: it counts with the share of its ground that is near.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    blocks, people
        (n,) polygons, metres, and the number of people in each. A block without ground counts as nobody.
    distance
        Metres in a straight line, at least 0.
    """
    if not len(blocks):
        return np.zeros(len(shapes))
    near = shapely.buffer(shapes, distance, quad_segs=SEGMENTS)
    area, block = shapely.STRtree(blocks).query(near, predicate="intersects")
    whole = shapely.area(blocks)[block]
    shared = np.where(shapely.contains_properly(near[area], blocks[block]), whole, np.nan)
    partly = np.flatnonzero(np.isnan(shared))
    shared[partly] = shapely.area(shapely.intersection(near[area[partly]], blocks[block[partly]]))
    share = np.divide(shared, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.asarray(np.bincount(area, share * people[block], minlength=len(shapes)), dtype=np.float64)
