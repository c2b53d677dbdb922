"""Isolines: the lines along which a surface has a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid


def lines(values: NDArray[np.float64], grid: Grid, levels: Iterable[float]) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Return the lines on which a surface, linear between cell centres, has each of some levels.

    Parameters
    ----------
    values
        (ny, nx) at cell centres; NaN: no data, where lines end.
    grid
        Where they are.
    levels
        In the unit of the values.

    Returns
    -------
    (k,) the levels that the surface has somewhere, ascending, and (k,) a MultiLineString for each.
    """
    from contourpy import LineType, contour_generator  # noqa: PLC0415 - start-up time: only contours need it

    generator = contour_generator(grid.xs, grid.ys, np.ma.masked_invalid(values), line_type=LineType.Separate)
    found = []
    for level in sorted(set(levels)):
        parts = [part for part in map(shapely.LineString, generator.lines(level)) if part.length > 0]
        if parts:
            found.append((level, shapely.multilinestrings(parts)))
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [shape for _, shape in found]
    return np.array([level for level, _ in found], dtype=np.float64), shapes
