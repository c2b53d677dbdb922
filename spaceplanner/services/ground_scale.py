"""How a map's scale on the screen relates to the ground, which no projection shows true to length everywhere."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite, sqrt
from typing import TYPE_CHECKING

from spaceplanner.cartography.view import COARSEST, FINEST
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_
from spaceplanner.services import measuring

if TYPE_CHECKING:
    from spaceplanner.cartography.view import View

STANDARD = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 1_000_000)
"""Denominators to choose from."""
METRES_A_PIXEL = 0.0254 / 96
_STEP = 100.0
"""Metres within which the projection's scale is the same for the purpose."""


def factor(crs: str | None, x: float, y: float) -> float:
    """Return how many metres of the grid a metre on the ground is at a place; 1 where that cannot be told.

    It is the mean, that of the roots, of the scales to the east and to the north, each measured as a geodesic of a
    hundred metres: a projection's own factors take the Earth for a sphere in Web Mercator.
    """
    if crs is None or not (isfinite(x) and isfinite(y)):
        return 1.0
    return _factor(crs, round(x / _STEP), round(y / _STEP))


@lru_cache(maxsize=64)
def _factor(crs: str, column: int, row: int) -> float:
    x, y, half = column * _STEP, row * _STEP, _STEP / 2
    cross = [((x - half, y), (x + half, y)), ((x, y - half), (x, y + half))]
    east, north = (measuring.measures(ends, crs).ground_length for ends in cross)
    return _STEP / sqrt(east * north) if east > 0 and north > 0 else 1.0


def denominator(view: View, crs: str | None) -> float:
    """Return the denominator of the scale at the middle of a view on a screen of 96 dots per inch: 2500 for 1 : 2 500."""
    return view.scale / factor(crs, view.x, view.y)


def resolution(wanted: float, crs: str | None, x: float, y: float) -> float:
    """Return the metres of the grid per pixel that give a scale at a place, within what a view can be."""
    grid = wanted * METRES_A_PIXEL * factor(crs, x, y)
    return min(max(grid, FINEST), COARSEST)


def read(text: str) -> float:
    """Return the denominator of a scale as people write it: ``1:5,000``, ``1 : 5 000``, ``5000``, ``1/5.000``.

    Raises
    ------
    InputError
        If it is no scale.
    """
    # Points, commas and spaces can only group thousands here: a scale has no fraction worth writing.
    plain = re.sub(r"[\s\u202f.,]", "", text)
    match = re.fullmatch(r"(?:1[:/])?(\d{1,10})", plain)
    value = float(match[1]) if match else 0.0
    if value < 1:
        raise InputError(N_('"{text}" is no scale. Write it like 1:5000.'), text=text[:40])
    return value
