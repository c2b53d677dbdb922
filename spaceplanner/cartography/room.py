"""Room on a drawing: what is taken by symbols, words and lines, so that no word is written over another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_AIR = 2.5
"""Pixels between words and what is beside them."""


def turned_box(x: float, y: float, width: float, height: float, angle: float) -> BaseGeometry:
    """Return the rectangle of a line of text about (x, y), turned as `drawing.Text.angle` says; pixels, y down."""
    turn = math.radians(angle)
    along = np.array([math.cos(turn), -math.sin(turn)]) * width / 2
    across = np.array([math.sin(turn), math.cos(turn)]) * height / 2
    corners = np.array([-along - across, along - across, along + across, -along + across])
    return shapely.polygons(corners + np.array([x, y]))


class Room:
    """The free room within a frame, in pixels.

    Parameters
    ----------
    width, height
        Of the frame, whose top left corner is (0, 0).
    margin
        Room along the frame that stays free.
    """

    def __init__(self, width: float, height: float, margin: float) -> None:
        self._frame = shapely.box(margin, margin, width - margin, height - margin)
        self._solid: list[BaseGeometry] = []
        self._lines: list[BaseGeometry] = []

    def take(self, *shapes: BaseGeometry) -> None:
        """Note symbols and words: nothing may touch them."""
        self._solid.extend(shapes)

    def cross(self, *lines: BaseGeometry) -> None:
        """Note thin lines: words may not touch them, other lines may cross them."""
        self._lines.extend(lines)

    def take_dots(self, xy: NDArray[np.float64], radius: float) -> None:
        """Note round symbols at `xy` (n, 2)."""
        self._solid.extend(shapely.buffer(shapely.points(xy), radius, quad_segs=4))

    def frees(self, words: BaseGeometry, lines: Sequence[BaseGeometry] = ()) -> bool:
        """Tell whether words and the lines that belong to them have room."""
        if not self._frame.contains(words) or not all(self._frame.contains(line) for line in lines):
            return False
        wide = shapely.buffer(words, _AIR, join_style="mitre")
        if _touches(wide, self._solid) or _touches(wide, self._lines):
            return False
        return not any(_touches(line, self._solid) for line in lines)


def _touches(shape: BaseGeometry, others: Sequence[BaseGeometry]) -> bool:
    return bool(others) and bool(shapely.intersects(shape, np.array(others, dtype=object)).any())
