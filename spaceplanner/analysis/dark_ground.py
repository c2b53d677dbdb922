"""Dark and silent ground on a grid: how dark, how far from hearing, and the outlines of what is both.

Each measure is above 0 where it holds, 0 at its edge and clipped to -1 to 1, so that edges are found between the centres
of cells. Formula, sources and limits: docs/methods/darkness.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import outlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid

_TILE = 16
"""Cells across a piece: few vertices, which GEOS intersects quickly."""


def darkness(lux: NDArray[np.float64], *, minimum: float) -> NDArray[np.float64]:
    """Return log(minimum / lux): above 0 where it is darker than the minimum.

    The logarithm, because light falls as a power of the distance: between two centres it is nearly straight.

    Parameters
    ----------
    lux
        (ny, nx) illuminance, at least 0.
    minimum
        Lux below which ground is dark, above 0.

    Returns
    -------
    (ny, nx) from -1 to 1.
    """
    e = np.e
    return -np.log(np.clip(lux / minimum, 1 / e, e))


def silence(grid: Grid, alarms_xy: NDArray[np.float64], radius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many cells away from the nearest ground within hearing each centre is: above 0 where none is heard.

    Parameters
    ----------
    grid
        The cells; row 0 is the south.
    alarms_xy, radius
        (m, 2) metres, and (m,) metres within which each is heard; 0 reaches nothing.

    Returns
    -------
    (ny, nx) from -1 to 1.
    """
    found = np.ones((grid.ny, grid.nx))
    xs, ys = grid.xs, grid.ys
    for (x, y), reach in zip(alarms_xy.tolist(), radius.tolist(), strict=True):
        far = reach + grid.cell
        columns = slice(*np.searchsorted(xs, (x - far, x + far)))
        rows = slice(*np.searchsorted(ys, (y - far, y + far)))
        window = found[rows, columns]
        if window.size and reach > 0:
            away = (np.hypot(xs[columns] - x, ys[rows, None] - y) - reach) / grid.cell
            np.minimum(window, away, out=window)
    return np.maximum(found, -1.0, out=found)


def outlined(grid: Grid, measure: NDArray[np.float64], known: Any) -> NDArray[Any]:
    """Return the polygons of known ground on which a measure is above 0.

    Parameters
    ----------
    grid
        Where the measure's values are; beyond it no ground is returned.
    measure
        (ny, nx) from -1 to 1, such as the least of `darkness` and `silence`.
    known
        Ground outside which nothing is known.

    Returns
    -------
    (k,) polygons, in the CRS of the grid.
    """
    return _cut(outlines.above(measure + 1.0, grid, 1.0), known)


def pieces(grid: Grid, measure: NDArray[np.float64], known: Any) -> NDArray[Any]:
    """Return the same ground as `outlined` does, in small pieces that share edges only.

    A city's dark ground is one polygon with a hole for every lamp. Pieces are quick to measure, and to intersect with
    blocks and districts.

    Parameters
    ----------
    grid, measure, known
        As for `outlined`.

    Returns
    -------
    (p,) polygons, none wider than some cells.
    """
    return _cut(outlines.above(measure + 1.0, grid, 1.0, tile=_TILE), known)


def whose(shapes: NDArray[Any], parts: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each of `pieces` (p,) the number of the polygon of `outlined` (k,) that it is a part of."""
    inside = shapely.point_on_surface(parts)
    # The few large polygons ask, for those that ask are prepared.
    shape, part = shapely.STRtree(inside).query(shapes, predicate="intersects")
    found = np.zeros(len(parts), dtype=np.int64)
    found[part] = shape
    return found


def _cut(shapes: NDArray[Any], known: Any) -> NDArray[Any]:
    """Return the parts of polygons on known ground; most lie amid it and are left as they are."""
    own = shapely.force_2d(known)
    shapely.prepare(own)
    cut = ~shapely.covers(own, shapes)
    shapes = shapes.copy()
    shapes[cut] = shapely.intersection(own, shapes[cut])
    parts = shapely.get_parts(shapes)
    areal: NDArray[Any] = parts[shapely.area(parts) > 0]
    return areal
