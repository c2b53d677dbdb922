"""Whether a layer covers the ground that a measure looks at: no data is not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from spaceplanner.analysis.discs import SEGMENTS
from spaceplanner.analysis.proximity import prepared

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

LEAST = 0.99
"""Share of the ground that must be covered; the rest is the thickness of digitised edges."""


def covered(
    shapes: NDArray[Any], coverage: BaseGeometry | None, boundary: BaseGeometry | None, *, distance: float
) -> NDArray[np.bool_]:
    """Return for each area whether a measure over its surroundings may be taken.

    The ground required is the area widened by the measure's distance and clipped to the boundary, if there is one.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    coverage
        Where the layer is complete; None where nobody knows: then absence must be read as none.
    boundary
        The study area, or None.
    distance
        Metres around an area that the measure looks at, at least 0.

    Returns
    -------
    (k,) True where at least 99 % of the ground required is covered; False where it is not, and where there is no such
    ground because the area lies outside the boundary.
    """
    if coverage is None or coverage is boundary:
        return _reaching(shapes, boundary, distance)
    required = shapely.buffer(shapes, distance, quad_segs=SEGMENTS) if distance > 0 else shapes
    required = _clipped(required, boundary)
    wanted: NDArray[np.float64] = shapely.area(required)
    held: NDArray[np.float64] = shapely.area(_clipped(required, coverage))
    return (wanted > 0) & (held >= LEAST * wanted)


def _reaching(shapes: NDArray[Any], boundary: BaseGeometry | None, distance: float) -> NDArray[np.bool_]:
    """Return which areas, widened by a distance, have ground inside the boundary."""
    reaching: NDArray[np.bool_]
    if boundary is None:
        reaching = ~shapely.is_empty(shapes)
    elif distance > 0:
        reaching = shapely.dwithin(prepared(boundary), shapes, distance)
    else:
        own = prepared(boundary)
        reaching = shapely.intersects(own, shapes) & ~shapely.touches(own, shapes)
    return reaching


def _clipped(shapes: NDArray[Any], area: BaseGeometry | None) -> NDArray[Any]:
    """Return the parts of the shapes inside an area; those wholly inside are not cut, which is slow."""
    if area is None:
        return shapes
    clipped = shapes.copy()
    cut = ~shapely.covers(prepared(area), shapes)
    clipped[cut] = shapely.intersection(area, shapes[cut])
    return clipped
