"""Geometries as flat arrays: culled to a view, simplified to the pixel, and cut into the paths that are drawn.

A layer is taken apart once for each power-of-two resolution and kept; what is left to do for a view is arithmetic on
arrays. Layers are immutable, so their identity is the key.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer

    Paths = tuple[NDArray[np.float64], ...]

_POLYGON, _LINE = 3, 1


@dataclass(frozen=True, eq=False, slots=True)
class Flat:
    """Parts of many geometries as one coordinate array.

    Attributes
    ----------
    xy
        (n, 2) metres.
    rings
        Offsets of the rings (polygons) or paths (lines) in `xy`.
    parts
        Offsets of the parts in `rings`; for lines every part is one path.
    bounds
        (k, 4) of the parts.
    feature
        (k,) row of the layer that each part belongs to.
    """

    xy: NDArray[np.float64]
    rings: NDArray[np.int64]
    parts: NDArray[np.int64]
    bounds: NDArray[np.float64]
    feature: NDArray[np.int64]


def flatten(geometries: NDArray[Any], *, areas: bool, tolerance: float = 0.0) -> Flat:
    """Take geometries apart, simplified to `tolerance` metres; parts that vanish or are of another kind are left out.

    Parameters
    ----------
    geometries
        Shapely geometries, metres.
    areas
        True for polygons, False for lines.
    """
    if tolerance > 0:
        geometries = shapely.simplify(geometries, tolerance, preserve_topology=False)
    parts, feature = shapely.get_parts(geometries, return_index=True)
    wanted = (shapely.get_type_id(parts) == (_POLYGON if areas else _LINE)) & ~shapely.is_empty(parts)
    parts, feature = parts[wanted], feature[wanted]
    if not len(parts):
        empty = np.zeros(1, dtype=np.int64)
        return Flat(np.empty((0, 2)), empty, empty, np.empty((0, 4)), np.empty(0, dtype=np.int64))
    _, xy, offsets = shapely.to_ragged_array(parts, include_z=False)
    rings = np.asarray(offsets[0], dtype=np.int64)
    starts = np.asarray(offsets[1], dtype=np.int64) if areas else np.arange(len(parts) + 1)
    return Flat(xy, rings, starts, shapely.bounds(parts), feature)


@lru_cache(maxsize=96)
def _level(layer: Layer, areas: bool, level: int) -> Flat:  # noqa: FBT001 - lru_cache wants plain arguments
    return flatten(layer.geometry, areas=areas, tolerance=0.35 * 2.0**level)


def of_layer(layer: Layer, view: View, *, areas: bool) -> Flat:
    """Return a layer taken apart, at the detail that a view can show."""
    return _level(layer, areas, max(-4, math.floor(math.log2(view.resolution))))


def in_view(flat: Flat, view: View, *, smallest: float = 0.0, margin: float = 4.0) -> NDArray[np.int64]:
    """Return the parts that touch the view, `margin` pixels around it included, and measure `smallest` pixels or more."""
    west, south, east, north = view.bounds
    pad = margin * view.resolution
    x0, y0, x1, y1 = flat.bounds.T
    keep = (x1 >= west - pad) & (x0 <= east + pad) & (y1 >= south - pad) & (y0 <= north + pad)
    if smallest > 0:
        keep &= np.maximum(x1 - x0, y1 - y0) >= smallest * view.resolution
    return np.flatnonzero(keep)


def _take(offsets: NDArray[np.int64], chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the indices that the chosen ranges cover, one range after another, and the ranges' new offsets."""
    lengths = offsets[chosen + 1] - offsets[chosen]
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    index = np.arange(ends[-1]) + np.repeat(offsets[chosen] - ends[:-1], lengths)
    return index, ends


def paths(flat: Flat, chosen: NDArray[np.int64], view: View) -> tuple[Paths, tuple[int, ...]]:
    """Return the chosen parts as pixel paths, and for each part the index of its first path."""
    rings, starts = _take(flat.parts, chosen)
    points, ends = _take(flat.rings, rings)
    pixels = view.to_pixels(flat.xy[points])
    limits = ends.tolist()
    cut = tuple(pixels[a:b] for a, b in itertools.pairwise(limits))
    return cut, tuple(starts[:-1].tolist())


def outline(geometries: NDArray[Any], view: View, *, margin: float = 40.0) -> Paths:
    """Return the outlines of polygons (or lines as they are) cut to the view, in pixels."""
    west, south, east, north = view.bounds
    pad = margin * view.resolution
    lines = np.where(shapely.get_dimensions(geometries) == 2, shapely.boundary(geometries), geometries)  # noqa: PLR2004
    cut = shapely.clip_by_rect(lines, west - pad, south - pad, east + pad, north + pad)
    flat = flatten(cut, areas=False, tolerance=view.resolution * 0.35)
    return paths(flat, np.arange(len(flat.feature)), view)[0]


def points_in_view(xy: NDArray[np.float64], view: View, *, margin: float) -> NDArray[np.int64]:
    """Return the indices of points within the view and `margin` pixels around it."""
    west, south, east, north = view.bounds
    pad = margin * view.resolution
    x, y = xy[:, 0], xy[:, 1]
    return np.flatnonzero((x >= west - pad) & (x <= east + pad) & (y >= south - pad) & (y <= north + pad))


def thinned(pixels: NDArray[np.float64], view: View, step: float) -> NDArray[np.float64]:
    """Return one point for each square of `step` pixels that holds any, so that coarse views draw no pile of dots."""
    if not len(pixels):
        return pixels
    cells = np.floor((pixels + step * 8) / step).astype(np.int64)
    wide = int(view.width / step) + 18
    flat = cells[:, 1] * wide + np.clip(cells[:, 0], 0, wide - 1)
    first = np.full(int(max(flat.max(), 0)) + 1, -1, dtype=np.int64)
    first[flat[::-1]] = np.arange(len(flat) - 1, -1, -1)
    chosen: NDArray[np.float64] = pixels[first[first >= 0]]
    return chosen


_TURN = np.linspace(0, 2 * np.pi, 41)[:-1]
_UNIT = np.column_stack([np.cos(_TURN), np.sin(_TURN)])


def discs(centres: NDArray[np.float64], radius: float) -> Paths:
    """Return circles around pixel centres as rings of 40 points."""
    return tuple(centres[:, None, :] + radius * _UNIT)
