"""Ground within a distance of points, taken as discs.

A disc is drawn with 16 segments a quarter, 64 in all, inside the circle: its area is 0.16 % short and its edge at most
0.12 % of the radius.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import proximity
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

SEGMENTS = 16


def ground(shape: BaseGeometry, centres: NDArray[np.float64], radius: float) -> BaseGeometry:
    """Return the part of an area within a distance of points.

    Parameters
    ----------
    shape
        Polygon, metres.
    centres
        (n, 2) metres; those that are too far away are passed over quickly.
    radius
        Metres, above 0.

    Raises
    ------
    AnalysisError
        If the radius is not above 0.
    """
    if not radius > 0:
        raise AnalysisError(N_("The radius is {radius} m: choose one above 0."), radius=radius)
    x0, y0, x1, y1 = shape.bounds if not shape.is_empty else (0, 0, -1, -1)
    x, y = centres[:, 0], centres[:, 1]
    near = (x > x0 - radius) & (x < x1 + radius) & (y > y0 - radius) & (y < y1 + radius)
    return _ground(shape, centres[near], radius)


def areas(
    shapes: NDArray[Any], centres: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return for each area how much of it lies within a distance of points.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    centres
        (n, 2) metres.
    radius
        Metres, above 0.

    Returns
    -------
    (k,) square metres, and the (m, 2) pairs of area and point that made them.

    Raises
    ------
    AnalysisError
        If the radius is not above 0.
    """
    if not radius > 0:
        raise AnalysisError(N_("The radius is {radius} m: choose one above 0."), radius=radius)
    pairs = proximity.pairs(centres, shapes, radius)
    starts = np.searchsorted(pairs[:, 0], np.arange(len(shapes) + 1))
    found = np.array(
        [
            shapely.area(_ground(shape, centres[pairs[start:end, 1]], radius))
            for shape, start, end in zip(shapes, starts[:-1], starts[1:], strict=True)
        ],
        dtype=np.float64,
    )
    return found, pairs


def _ground(shape: BaseGeometry, centres: NDArray[np.float64], radius: float) -> BaseGeometry:
    if not len(centres):
        return shapely.Polygon()
    discs = shapely.buffer(shapely.points(centres), radius, quad_segs=SEGMENTS)
    return shapely.intersection(shape, shapely.union_all(discs))
