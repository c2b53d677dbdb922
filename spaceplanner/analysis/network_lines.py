"""Lines by the distance along them: cutting pieces out of many lines at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray


def measured(lines: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the vertices (v, 2) of lines, the line of each (v,), and its distance along the line (v,), metres."""
    coords, of = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(coords, axis=0, prepend=coords[:1]).T)
    step[1:][of[1:] != of[:-1]] = 0.0
    run = np.cumsum(step)
    first = np.searchsorted(of, np.arange(len(lines)))
    return coords, of, run - run[first][of]


def cut(
    lines: NDArray[Any], which: NDArray[np.int64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[Any]:
    """Return pieces of lines between two distances along them.

    Parameters
    ----------
    lines
        (n,) LineStrings with a length, metres.
    which
        (k,) from which line each piece is cut.
    start, end
        (k,) metres along the line, start below end; what lies beyond the line's end is cut off.

    Returns
    -------
    (k,) LineStrings.
    """
    if not len(which):
        return np.empty(0, dtype=object)
    coords, of, along = measured(lines)
    last = np.searchsorted(of, np.arange(len(lines)), side="right") - 1
    # One rising key for all vertices of all lines: a gap of a metre keeps the lines apart.
    base = np.concatenate(([0.0], np.cumsum(along[last] + 1.0)[:-1]))
    key = base[of] + along
    low, high = base[which] + np.maximum(start, 0.0), base[which] + np.minimum(end, along[last][which])
    inner, beyond = np.searchsorted(key, low, side="right"), np.searchsorted(key, high, side="left")
    sizes = np.maximum(beyond - inner, 0) + 2
    stops = np.cumsum(sizes)
    points = np.empty((stops[-1], 2))
    points[stops - sizes], points[stops - 1] = _between(coords, key, inner, low), _between(coords, key, beyond, high)
    middle = np.ones(len(points), dtype=np.bool_)
    middle[stops - sizes] = middle[stops - 1] = False
    vertex = np.arange(len(points)) + np.repeat(inner - (stops - sizes) - 1, sizes)
    points[middle] = coords[vertex[middle]]
    pieces: NDArray[Any] = shapely.linestrings(points, indices=np.repeat(np.arange(len(which)), sizes))
    return pieces


def _between(
    coords: NDArray[np.float64], key: NDArray[np.float64], vertex: NDArray[np.int64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the points at keys that lie between a vertex and the one before."""
    part = (at - key[vertex - 1]) / (key[vertex] - key[vertex - 1])
    points: NDArray[np.float64] = coords[vertex - 1] + part[:, None] * (coords[vertex] - coords[vertex - 1])
    return points
