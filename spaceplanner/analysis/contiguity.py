"""Contiguity: which areas are neighbours because they touch, as pairs of indices.

Queen's: areas that share at least a point of their outlines. Rook's: areas that share a length of them. (Cliff & Ord 1981,
*Spatial Processes*, call them so after the moves in chess.) Areas drawn by hand leave slivers between them and lie over
each other by a few centimetres, so that what is nearer than a tolerance counts as touching.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1.0
"""Metres within which outlines count as touching."""

_LEAST_EDGE = 10.0
"""Shared length, in tolerances, that makes an edge: two corners that meet share about two to four of them."""


def queen(shapes: NDArray[Any], *, tolerance: float = TOLERANCE) -> NDArray[np.int64]:
    """Return the areas that touch, lie over each other or are within a tolerance of each other.

    Parameters
    ----------
    shapes
        (n,) polygons, metres; an empty one and None touch nothing.
    tolerance
        Metres, at least 0; 0 takes the outlines as they are.

    Returns
    -------
    (m, 2) indices of neighbours, both directions, none with itself, sorted.

    Raises
    ------
    AnalysisError
        If the tolerance is negative or not a number.
    """
    if not (isfinite(tolerance) and tolerance >= 0):
        raise AnalysisError(N_("The tolerance is {tolerance} m: choose 0 or more."), tolerance=tolerance)
    # Only one direction is asked of GEOS, so that both have the same answer.
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance)
    once = first < second
    return _both(np.column_stack((first[once], second[once])))


def rook(shapes: NDArray[Any], *, tolerance: float = TOLERANCE) -> NDArray[np.int64]:
    """Return the areas that share a length of their outlines, or lie over each other.

    Parameters
    ----------
    shapes
        (n,) valid polygons, metres; an empty one and None touch nothing.
    tolerance
        Metres, at least 0. Above 0, what lies within it of the other area counts as shared, and ten times the tolerance
        must be shared. 0 takes the outlines as they are, and any length will do.

    Returns
    -------
    (m, 2) indices of neighbours, both directions, none with itself, sorted.

    Raises
    ------
    AnalysisError
        If the tolerance is negative or not a number.
    """
    near = queen(shapes, tolerance=tolerance)
    once = near[near[:, 0] < near[:, 1]]
    outlines = shapely.boundary(shapes)
    grounds = shapely.buffer(shapes, tolerance) if tolerance > 0 else shapes
    # Of an area within another one, only its own outline is near: both ways are asked.
    shared = np.maximum(
        *(shapely.length(shapely.intersection(outlines[i], grounds[j])) for i, j in (once.T, once.T[::-1]))
    )
    enough = shared >= _LEAST_EDGE * tolerance if tolerance > 0 else shared > 0
    return _both(once[enough])


def islands(pairs: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the indices of those of `n` areas that have no neighbour.

    Parameters
    ----------
    pairs
        (m, 2) indices of neighbours, both directions.
    n
        Number of areas.
    """
    return np.flatnonzero(np.bincount(pairs[:, 0], minlength=n) == 0)


def _both(once: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return pairs in both directions, sorted."""
    pairs = np.concatenate((once, once[:, ::-1]))
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64)
