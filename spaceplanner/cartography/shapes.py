"""Geometries as flat arrays: culled to a view, simplified to the pixel, and cut into the paths that are drawn.

A layer is taken apart once, simplified once for each power-of-two resolution, and kept; what is left to do for a view
is arithmetic on arrays. Geometries are immutable, so their identity is the key.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely

from spaceplanner.cartography.drawing import Ragged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Paths
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer

_POLYGON, _LINE = 3, 1
_DETAIL = 0.35
"""How far a simplified line may lie from the true one, pixels at the finest resolution of its level."""
_PASSES = 4


@dataclass(frozen=True, slots=True)
class Same:
    """Something that equals only itself, so that arrays can be keys."""

    it: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it

    def __hash__(self) -> int:
        return id(self.it)


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
    kind = _POLYGON if areas else _LINE
    types = shapely.get_type_id(geometries)
    if (types == kind).all():  # taking single parts apart would make an object of each
        parts, feature = geometries, np.arange(len(geometries))
    else:
        parts, feature = shapely.get_parts(geometries, return_index=True)
        types = shapely.get_type_id(parts)
    wanted = (types == kind) & ~shapely.is_empty(parts)
    if not wanted.all():
        parts, feature = parts[wanted], feature[wanted]
    if not len(parts):
        empty = np.zeros(1, dtype=np.int64)
        return Flat(np.empty((0, 2)), empty, empty, np.empty((0, 4)), np.empty(0, dtype=np.int64))
    _, xy, offsets = shapely.to_ragged_array(parts, include_z=False)
    rings = np.asarray(offsets[0], dtype=np.int64)
    starts = np.asarray(offsets[1], dtype=np.int64) if areas else np.arange(len(parts) + 1)
    return Flat(_turned(xy, rings, starts) if areas else xy, rings, starts, shapely.bounds(parts), feature)


def _turned(xy: NDArray[np.float64], rings: NDArray[np.int64], parts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the rings with the outer ones counter-clockwise and the holes clockwise, so that many fill as one path."""
    lengths = np.diff(rings)
    origin = np.repeat(xy[rings[:-1]], lengths, axis=0)
    x, y = (xy - origin).T
    cross = np.zeros(len(xy))
    cross[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    cross[rings[1:] - 1] = 0.0
    area = np.add.reduceat(cross, rings[:-1])
    outer = np.zeros(len(lengths), dtype=bool)
    outer[parts[:-1]] = True
    wrong = (area > 0) != outer
    if not wrong.any():
        return xy
    index = np.arange(len(xy))
    back = np.repeat(wrong, lengths)
    index[back] = (np.repeat(rings[:-1] + rings[1:] - 1, lengths) - index)[back]
    turned: NDArray[np.float64] = xy[index]
    return turned


def simplified(flat: Flat, tolerance: float, *, areas: bool) -> Flat:
    """Return the paths without the vertices that lie closer than `tolerance` metres to what is left.

    In each pass every second vertex goes if it is nearer than half the tolerance to the line between its neighbours;
    with four passes no line moves by more than twice the tolerance, and hardly any by more than once. Rings
    smaller than the tolerance are left out: an outer one with its polygon, a hole alone.
    """
    if not len(flat.feature) or len(flat.xy) == 2 * (len(flat.rings) - 1):
        return flat
    xy, rings = flat.xy, flat.rings
    for turn in range(_PASSES):
        keep = _needed(xy, rings, tolerance / 2, turn % 2)
        if not keep.all():
            xy, rings = xy[keep], np.concatenate([[0], np.cumsum(keep)])[rings]
    if not areas:
        return Flat(xy, rings, flat.parts, flat.bounds, flat.feature)
    across = (np.maximum.reduceat(xy, rings[:-1]) - np.minimum.reduceat(xy, rings[:-1])).max(axis=1)
    alive = (np.diff(rings) > 3) & (across >= tolerance)  # noqa: PLR2004 - three corners, the first repeated
    if alive.all():
        return Flat(xy, rings, flat.parts, flat.bounds, flat.feature)
    of = np.repeat(np.arange(len(flat.feature)), np.diff(flat.parts))
    alive &= alive[flat.parts[:-1]][of]
    whole = np.flatnonzero(alive[flat.parts[:-1]])
    points, limits = _take(rings, np.flatnonzero(alive))
    held = np.bincount(of[alive], minlength=len(flat.feature))[whole]
    return Flat(xy[points], limits, np.concatenate([[0], np.cumsum(held)]), flat.bounds[whole], flat.feature[whole])


def _needed(xy: NDArray[np.float64], rings: NDArray[np.int64], tolerance: float, odd: int) -> NDArray[np.bool_]:
    """Return which vertices stay; of two neighbours at most one goes."""
    keep = np.ones(len(xy), dtype=bool)
    if len(xy) < 3:  # noqa: PLR2004 - two ends
        return keep
    place = np.arange(len(xy)) - np.repeat(rings[:-1], np.diff(rings))
    inner = np.ones(len(xy), dtype=bool)
    inner[rings[:-1]] = inner[rings[1:] - 1] = False
    at = np.flatnonzero(inner & (place % 2 == odd))
    before, here = xy[at - 1], xy[at] - xy[at - 1]
    chord = xy[at + 1] - before
    length = (chord**2).sum(axis=1)
    share = np.clip((here * chord).sum(axis=1) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    keep[at] = ((here - share[:, None] * chord) ** 2).sum(axis=1) > tolerance**2
    return keep


@lru_cache(maxsize=24)
def _whole(geometry: Same, areas: bool) -> Flat:  # noqa: FBT001 - lru_cache wants plain arguments
    return flatten(cast("NDArray[Any]", geometry.it), areas=areas)


@lru_cache(maxsize=96)
def _level(geometry: Same, areas: bool, level: int) -> Flat:  # noqa: FBT001 - as above
    return simplified(_whole(geometry, areas), _DETAIL * 2.0**level, areas=areas)


def of_layer(layer: Layer, view: View, *, areas: bool) -> Flat:
    """Return a layer taken apart, at the detail that a view can show."""
    return _level(Same(layer.geometry), areas, max(-4, math.floor(math.log2(view.resolution))))


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
    if not len(rings):
        return (), ()
    return Ragged(view.to_pixels(flat.xy[points]), ends), tuple(starts[:-1].tolist())


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
    xy = (centres[:, None, :] + radius * _UNIT).reshape(-1, 2)
    return Ragged(xy, np.arange(len(centres) + 1) * len(_UNIT))
