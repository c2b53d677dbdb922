"""Lit ground: ground within a fixed distance of a working lamp, a stand-in for lux (see docs/methods/night.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spaceplanner.analysis import discs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def lit_ground(shape: BaseGeometry, lamps_xy: NDArray[np.float64], *, radius: float) -> BaseGeometry:
    """Return the lit part of one area: cheap enough to call again after every lamp that is placed.

    Parameters
    ----------
    shape
        Polygon, metres.
    lamps_xy
        (n, 2) working lamps, metres.
    radius
        Metres around a lamp that count as lit, above 0.
    """
    return discs.ground(shape, lamps_xy, radius)


def lit_area(
    shapes: NDArray[Any], lamps_xy: NDArray[np.float64], *, radius: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the lit square metres (k,) of each area, and the pairs (m, 2) of area and lamp that light it.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    lamps_xy
        (n, 2) working lamps, metres.
    radius
        Metres around a lamp that count as lit, above 0.
    """
    return discs.areas(shapes, lamps_xy, radius)
