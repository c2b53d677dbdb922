"""Whether a layer covers the ground that a measure looks at: no data is not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis.discs import SEGMENTS
from spaceplanner.analysis.proximity import prepared

if TYPE_CHECKING:
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
    enough = _amid(shapes, coverage, distance)
    if boundary is not None:
        enough &= _amid(shapes, boundary, distance)
    edge = np.flatnonzero(~enough)
    enough[edge] = _held(shapes[edge], coverage, boundary, distance)
    return enough


def with_evidence(
    covered: NDArray[np.bool_], near: NDArray[np.int64], coverage: BaseGeometry | None
) -> NDArray[np.bool_]:
    """Return for each area whether something is known of it, where a layer without coverage shows nothing near it.

    Parameters
    ----------
    covered
        (k,) as `covered` says.
    near
        (m, 2) pairs of area and feature of the layer near it.
    coverage
        Where the layer is complete; None where nobody knows: then an area with nothing near is not known, for the layer
        may simply not reach it.
    """
    if coverage is not None:
        return covered
    evident = np.zeros(len(covered), dtype=np.bool_)
    evident[near[:, 0]] = True
    return covered & evident


def _amid(shapes: NDArray[Any], area: BaseGeometry, distance: float) -> NDArray[np.bool_]:
    """Return which shapes have ground, and lie in an area with the whole box around all they look at.

    Of these, nothing need be drawn or cut. Boxes are many times quicker than rounded corners.
    """
    boxes = shapely.bounds(shapes).reshape(-1, 4) + np.array([-distance, -distance, distance, distance])
    grounded = ~shapely.is_empty(shapes) if distance > 0 else shapely.area(shapes) > 0
    amid: NDArray[np.bool_] = shapely.covers(prepared(area), shapely.box(*boxes.T)) & grounded
    return amid


def _held(
    shapes: NDArray[Any], coverage: BaseGeometry, boundary: BaseGeometry | None, distance: float
) -> NDArray[np.bool_]:
    """Return the same as `covered` by cutting out the ground required, and of it what is covered."""
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
    """Return the parts of the shapes inside an area; those wholly inside or outside are not cut, which is slow."""
    if area is None:
        return shapes
    own = prepared(area)
    clipped = shapes.copy()
    outside = shapely.disjoint(own, shapes)
    clipped[outside] = shapely.Polygon()
    cut = ~outside & ~shapely.covers(own, shapes)
    clipped[cut] = shapely.intersection(area, shapes[cut])
    return clipped
