"""Points that are too many to be drawn singly, counted by cell and coloured by a ramp of even steps in lightness."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography.drawing import Cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.view import View

_SIZE = 2.0
"""Side of a cell, pixels."""
_FULL, _LEAST = 20.0, 6.0
"""Points per hectare that take the last colour of the ramp; in small cells, so many points in one."""
_STEPS, _SHOWN = 32, 5
"""Colours of the ramp, and of them in a legend."""
_FAINT = 0.3
"""Opacity of the first colour as a share of the last one's: where there is little, the ground is seen."""
_LIGHT, _DARK = (0.88, 0.52), (0.45, 0.93)
"""Lightness of one point and of the most, on a light and on a dark map: more is what stands out more."""

_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""Linear sRGB to cone responses, and their cube roots to Oklab (Ottosson 2020)."""


def cells(xy: NDArray[np.float64], view: View, hex_code: str, *, dark: bool, alpha: float = 1.0) -> Cells:
    """Return how many points lie in each cell of a grid that is fixed on the ground, so that it moves with the map.

    Parameters
    ----------
    xy
        (n, 2) metres.
    hex_code
        Colour whose hue the ramp has.
    dark
        Whether the map is dark.
    """
    side = _SIZE * view.resolution
    west, south, east, north = view.bounds
    left, top = np.floor(west / side), np.ceil(north / side)
    columns, rows = int(np.ceil(east / side) - left), int(top - np.floor(south / side))
    x = np.floor(xy[:, 0] / side - left).astype(np.int64)
    y = np.floor(top - xy[:, 1] / side).astype(np.int64)
    within = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    found = np.bincount((y * columns + x)[within], minlength=rows * columns).reshape(rows, columns)
    rgba = _rgba(found, side, hex_code, dark=dark, alpha=alpha)
    corner = view.to_pixels(np.array([[left * side, top * side]]))[0]
    return Cells(rgba=rgba, x=float(corner[0]), y=float(corner[1]), size=_SIZE)


def _rgba(found: NDArray[np.int64], side: float, hex_code: str, *, dark: bool, alpha: float) -> NDArray[np.uint8]:
    """Return the colours (..., 4) of counts in cells of a side in metres."""
    share = np.log2(1 + found) / np.log2(1 + _most(side))
    place = np.clip(np.rint(share * (_STEPS - 1)), 0, _STEPS - 1).astype(np.int64)
    rgba = np.empty((*found.shape, 4), dtype=np.uint8)
    rgba[..., :3] = ramp(hex_code, dark=dark)[place]
    rgba[..., 3] = np.where(found > 0, np.rint(255 * alpha * (_FAINT + (1 - _FAINT) * np.minimum(share, 1.0))), 0)
    return rgba


def _most(side: float) -> float:
    """Return how many points in a cell of a side in metres take the last colour."""
    return max(_FULL * side**2 / 1e4, _LEAST)


@dataclass(frozen=True, slots=True)
class Step:
    """A colour of the ramp with the number of points in a cell that it stands for; the last one for more, too."""

    count: int
    hex: str
    alpha: float


def steps(view: View, hex_code: str, *, dark: bool, alpha: float = 1.0) -> tuple[float, tuple[Step, ...]]:
    """Return the side of a cell in metres, and the ramp in a few steps, as `cells` draws it; see there."""
    side = _SIZE * view.resolution
    shown = np.unique(np.rint(np.geomspace(1, np.ceil(_most(side)), _SHOWN)).astype(np.int64))
    rgba = _rgba(shown, side, hex_code, dark=dark, alpha=alpha)
    return side, tuple(
        Step(int(count), f"#{red:02X}{green:02X}{blue:02X}", float(opacity) / 255)
        for count, (red, green, blue, opacity) in zip(shown, rgba, strict=True)
    )


@lru_cache(maxsize=16)
def ramp(hex_code: str, *, dark: bool) -> NDArray[np.uint8]:
    """Return colours (n, 3) of one hue whose lightness rises or falls by even steps, which every eye can tell apart."""
    lightness = np.linspace(*(_DARK if dark else _LIGHT), _STEPS)
    _, a, b = _oklab(hex_code)
    lab = np.column_stack([lightness, np.full(_STEPS, a), np.full(_STEPS, b)])
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_FROM_RGB).T
    linear = np.clip(linear, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)  # noqa: PLR2004 - sRGB
    colours: NDArray[np.uint8] = np.rint(255 * encoded).astype(np.uint8)
    colours.setflags(write=False)
    return colours


def _oklab(hex_code: str) -> NDArray[np.float64]:
    encoded = np.array([int(hex_code[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB
    lab: NDArray[np.float64] = _TO_LAB @ np.cbrt(_FROM_RGB @ linear)
    return lab
