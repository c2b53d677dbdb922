"""Outlines: the polygons that hold the high ground of a grid."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid


def above(values: NDArray[np.float64], grid: Grid, level: float, *, tile: int = 0) -> NDArray[Any]:
    """Return the polygons within which a surface, interpolated between cell centres, reaches a level.

    Parameters
    ----------
    values
        (ny, nx) at cell centres; beyond the grid it counts as 0.
    grid
        Where they are.
    level
        Above 0, in the unit of the values.
    tile
        Polygons are cut along tiles of so many cells; 0: they are left whole.

    Returns
    -------
    (k,) valid polygons, with holes, in the CRS of the grid.
    """
    from contourpy import FillType, contour_generator  # noqa: PLC0415 - start-up time: only contours need it

    x = np.concatenate(([grid.xs[0] - grid.cell], grid.xs, [grid.xs[-1] + grid.cell]))
    y = np.concatenate(([grid.ys[0] - grid.cell], grid.ys, [grid.ys[-1] + grid.cell]))
    surface = contour_generator(x, y, np.pad(values, 1), fill_type=FillType.OuterOffset, chunk_size=tile)
    filled = surface.filled(level, 1e300)
    polygons = []
    for points, offsets in zip(*filled, strict=True):
        outer, *holes = (points[a:b] for a, b in itertools.pairwise(offsets))
        polygons.append(shapely.Polygon(outer, holes))
    parts = shapely.get_parts(shapely.make_valid(np.array(polygons, dtype=object)))
    # Where the surface only touches the level, a line or a point is left.
    found: NDArray[Any] = parts[shapely.area(parts) > 0]
    return found


def patches(cells: NDArray[np.bool_]) -> tuple[NDArray[np.int64], int]:
    """Return a number from 1 for each group of cells that share sides, (ny, nx), 0 elsewhere, and how many there are."""
    from scipy import ndimage  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    labels, count = ndimage.label(cells)
    return np.asarray(labels, dtype=np.int64), int(count)


def of_patches(labels: NDArray[np.int64], count: int, grid: Grid) -> NDArray[Any]:
    """Return (count,) polygons of the patches 1 to `count`, along the sides of the cells."""
    rows, columns = np.nonzero(labels)
    x, y = grid.x0 + columns * grid.cell, grid.y0 + rows * grid.cell
    boxes = shapely.box(x, y, x + grid.cell, y + grid.cell)
    number = labels[rows, columns]
    order = np.argsort(number, kind="stable")
    groups = np.split(boxes[order], np.searchsorted(number[order], np.arange(2, count + 1)))
    polygons = np.empty(count, dtype=object)
    polygons[:] = [shapely.simplify(shapely.union_all(group), 0) for group in groups] if count else []
    return polygons


def around(xy: NDArray[np.float64], *, cell: float, radius: float) -> Any:
    """Return the ground around points without showing where exactly they are.

    Each point stands for its cell (of a grid through the origin), grown by half the radius: points within the radius of
    each other are in one polygon.

    Parameters
    ----------
    xy
        (n, 2) metres, at least one.
    cell, radius
        Metres, above 0.
    """
    corners = np.unique(np.floor(xy / cell), axis=0) * cell - radius / 2
    side = cell + radius
    return shapely.union_all(shapely.box(*corners.T, *(corners + side).T))
