"""Isobands of the incident density: filled contours of its classes, drawn without gaps or overlaps."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.view import View

    Rings = tuple[NDArray[np.float64], ...]

_FINE_CELL, _COARSE_CELL = 7.0, 3.0  # pixels: finer is interpolated to this, coarser is averaged to this


def bands(field: DensityField, view: View) -> tuple[tuple[Rings, tuple[int, ...]], ...]:
    """Return for each class its rings in pixels and the index of each polygon's first ring.

    The field is cut to the view and brought to a grid of a few pixels, by cubic interpolation or by averaging, so the
    cost depends on the window and not on the city.
    """
    rows, columns = _window(field, view)
    if rows[1] - rows[0] < 2 or columns[1] - columns[0] < 2:  # noqa: PLR2004 - a contour needs two by two values
        return tuple(((), ()) for _ in field.breaks)
    pixels = field.cell / view.resolution
    finer = min(16, max(1, math.ceil(pixels / _FINE_CELL)))
    coarser = max(1, int(_COARSE_CELL / pixels)) if pixels < _COARSE_CELL else 1
    return tuple(
        (tuple(view.to_pixels(ring) for ring in rings), starts)
        for rings, starts in _contours(field, rows, columns, finer, coarser)
    )


def _window(field: DensityField, view: View) -> tuple[tuple[int, int], tuple[int, int]]:
    west, south, east, north = view.bounds
    step = 8  # a window that moves in steps is found again in the cache while the map is dragged

    def span(low: float, high: float, origin: float, count: int) -> tuple[int, int]:
        first = math.floor(((low - origin) / field.cell - 3) / step) * step
        last = math.ceil(((high - origin) / field.cell + 3) / step) * step
        return min(max(first, 0), count), min(max(last, 0), count)

    return span(south, north, field.y0, field.ny), span(west, east, field.x0, field.nx)


@lru_cache(maxsize=12)
def _contours(
    field: DensityField, rows: tuple[int, int], columns: tuple[int, int], finer: int, coarser: int
) -> tuple[tuple[Rings, tuple[int, ...]], ...]:
    from contourpy import FillType, contour_generator  # noqa: PLC0415 - start-up time

    values = np.asarray(field.values[slice(*rows), slice(*columns)], dtype=np.float64)
    if coarser > 1:
        values = _averaged(values, coarser)
    if finer > 1:
        values = refined(refined(values, finer).T, finer).T
    factor = coarser / finer
    x = field.x0 + field.cell * (columns[0] + (np.arange(values.shape[1]) + (0.5 if coarser > 1 else 0)) * factor)
    y = field.y0 + field.cell * (rows[0] + (np.arange(values.shape[0]) + (0.5 if coarser > 1 else 0)) * factor)
    if coarser == 1:
        x, y = x + field.cell / 2, y + field.cell / 2
    generator = contour_generator(x, y, values, fill_type=FillType.OuterOffset)
    edges = [*field.breaks, math.inf]
    return tuple(_cut(*generator.filled(low, min(high, 1e300))) for low, high in itertools.pairwise(edges))


def _cut(points: list[NDArray[np.float64]], offsets: list[NDArray[np.uint32]]) -> tuple[Rings, tuple[int, ...]]:
    rings: list[NDArray[np.float64]] = []
    starts: list[int] = []
    for xy, limits in zip(points, offsets, strict=True):
        starts.append(len(rings))
        rings.extend(xy[a:b] for a, b in itertools.pairwise(limits))
    return tuple(rings), tuple(starts)


def _averaged(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    rows, columns = (-(-n // size) for n in values.shape)
    padded = np.pad(values, ((0, rows * size - values.shape[0]), (0, columns * size - values.shape[1])), mode="edge")
    means: NDArray[np.float64] = padded.reshape(rows, size, columns, size).mean(axis=(1, 3))
    return means


def refined(values: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    """Return rows interpolated `factor` times finer, cubic and through the given values (Catmull & Rom 1974).

    Parameters
    ----------
    values
        (n, m), at least two rows.

    Returns
    -------
    (factor * (n - 1) + 1, m); not below the smallest value given.
    """
    t = (np.arange(factor) / factor)[None, :, None]
    before, after = 2 * values[:1] - values[1:2], 2 * values[-1:] - values[-2:-1]
    p = np.concatenate([before, values, after])[:, None, :]
    p0, p1, p2, p3 = p[:-3], p[1:-2], p[2:-1], p[3:]
    cubic = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))
    out = np.concatenate([cubic.reshape(-1, values.shape[1]), values[-1:]])
    clipped: NDArray[np.float64] = np.maximum(out, values.min())
    return clipped
