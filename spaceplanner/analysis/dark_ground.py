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

_MOST_VERTICES = 400
"""Of a piece: what GEOS intersects quickly."""


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
    found = outlines.above(measure + 1.0, grid, 1.0)
    own = shapely.force_2d(known)
    shapely.prepare(own)
    cut = ~shapely.covers(own, found)
    found[cut] = shapely.intersection(own, found[cut])
    parts = shapely.get_parts(found)
    areal: NDArray[Any] = parts[shapely.area(parts) > 0]
    return areal


def pieces(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the same ground in pieces of few vertices, which share edges only: quick to intersect with many others.

    Parameters
    ----------
    shapes
        (k,) polygons that do not overlap.

    Returns
    -------
    (p,) polygons, and (p,) the shape that each is a piece of.
    """
    done: list[tuple[NDArray[Any], NDArray[np.int64]]] = []
    todo, of = shapes, np.arange(len(shapes))
    while len(todo):
        large = shapely.get_num_coordinates(todo) > _MOST_VERTICES
        done.append((todo[~large], of[~large]))
        halves = np.array([half for shape in todo[large] for half in _halves(shape)], dtype=object)
        parts, half = shapely.get_parts(halves, return_index=True)
        areal = shapely.area(parts) > 0
        todo, of = parts[areal], np.repeat(of[large], 2)[half[areal]]
    if not done:
        return shapes, of
    return np.concatenate([part for part, _ in done]), np.concatenate([number for _, number in done])


def _halves(shape: Any) -> tuple[Any, Any]:
    """Cut a polygon across the longer side of its box."""
    x0, y0, x1, y1 = shape.bounds
    if x1 - x0 > y1 - y0:
        middle = (x0 + x1) / 2
        boxes = shapely.box(x0, y0, middle, y1), shapely.box(middle, y0, x1, y1)
    else:
        middle = (y0 + y1) / 2
        boxes = shapely.box(x0, y0, x1, middle), shapely.box(x0, middle, x1, y1)
    first, second = (shapely.intersection(shape, box) for box in boxes)
    return first, second
