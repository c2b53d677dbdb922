"""Web Mercator's tiles: which zoom suits a view, which tiles cover a piece of ground, and where a place is among them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CRS = "EPSG:3857"
AROUND = 2 * math.pi * 6_378_137.0
"""Metres of Web Mercator around the world."""
_TOUCH = 1e-3


def fractions(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Web Mercator coordinates (n, 2) as shares of the world's square from its north-west corner (n, 2)."""
    made: NDArray[np.float64] = np.column_stack([0.5 + xy[:, 0] / AROUND, 0.5 - xy[:, 1] / AROUND])
    return made


def of_degrees(lon: float, lat: float) -> tuple[float, float]:
    """Return a place in degrees as shares of the world's square."""
    north = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return lon / 360 + 0.5, 0.5 - north / (2 * math.pi)


def zoom(share: float, side: int, zooms: tuple[int, int]) -> int:
    """Return the zoom whose pixels are the nearest in size to a pixel of the view.

    Parameters
    ----------
    share
        Of the world's square that a pixel of the view is wide.
    side
        Pixels of a tile.
    zooms
        The lowest and the highest there are.
    """
    wanted = round(-math.log2(max(share, 1e-12) * side))
    return min(max(wanted, zooms[0]), zooms[1])


def covering(
    box: tuple[float, float, float, float], level: int, within: tuple[float, float, float, float]
) -> tuple[range, range]:
    """Return columns and rows of the tiles that cover a box, as shares of the world (left, top, right, bottom).

    Parameters
    ----------
    within
        What the tiles cover at all, in the same measure: beyond it there are none to ask for.
    """
    n = float(1 << level)
    left, top = max(box[0], within[0], 0.0), max(box[1], within[1], 0.0)
    right, bottom = min(box[2], within[2], 1.0), min(box[3], within[3], 1.0)
    if not (left <= right and top <= bottom):
        return range(0), range(0)
    return _between(left * n, right * n, int(n)), _between(top * n, bottom * n, int(n))


def _between(low: float, high: float, n: int) -> range:
    """Return the whole numbers whose unit steps a stretch touches with more than its end."""
    first = min(int(low + _TOUCH), n - 1)
    return range(first, min(max(math.ceil(high - _TOUCH), first + 1), n))
