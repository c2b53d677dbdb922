"""Geometry for a web page: longitude and latitude, six decimals, and no more vertices than a phone can draw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.io import crs as systems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_DECIMALS = 6  # 0.11 m
_COARSEST = 32.0  # times the tolerance asked for

Feature = dict[str, Any]


def lonlat(xy: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Return longitude and latitude in degrees (n, 2), rounded to six decimals, of coordinates in a CRS (n, 2).

    Points that the CRS cannot place are left out.
    """
    found = np.round(systems.lonlat(xy, crs), _DECIMALS)
    kept: NDArray[np.float64] = found[np.isfinite(found).all(axis=1)]
    return kept


def geojson(geometry: BaseGeometry, crs: str) -> dict[str, Any]:
    """Return a geometry of a CRS as a GeoJSON geometry in degrees, rounded to six decimals."""

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(systems.lonlat(xy, crs), _DECIMALS)

    written: dict[str, Any] = json.loads(shapely.to_geojson(shapely.transform(shapely.force_2d(geometry), project)))
    return written


def feature(number: int, geometry: dict[str, Any], **properties: int) -> Feature:
    """Return a GeoJSON feature; its properties are numbers only, texts do not pass through the map's templates."""
    return {"type": "Feature", "id": number, "properties": {"i": number, **properties}, "geometry": geometry}


def points(xy: NDArray[np.float64]) -> dict[str, Any]:
    """Return degrees (n, 2) as one GeoJSON MultiPoint."""
    return {"type": "MultiPoint", "coordinates": xy.tolist()}


def collection(features: Iterable[Feature]) -> dict[str, Any]:
    """Return a GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def lightened(shapes: Sequence[BaseGeometry] | NDArray[Any], *, tolerance: float, budget: int) -> NDArray[Any]:
    """Return shapes simplified until all of them together have at most `budget` vertices.

    Parameters
    ----------
    shapes
        In metres.
    tolerance
        Metres that a line may move at first; doubled up to five times. If that is not enough the largest shapes stay.
    budget
        Vertices.
    """
    given = shapely.force_2d(np.asarray(shapes, dtype=object))
    given = given[~(shapely.is_missing(given) | shapely.is_empty(given))]
    step = tolerance
    thin = shapely.simplify(given, step)
    while shapely.get_num_coordinates(thin).sum() > budget and step < tolerance * _COARSEST:
        step *= 2
        thin = shapely.simplify(given, step)
    thin = thin[~shapely.is_empty(thin)]
    largest = np.argsort(-shapely.length(thin), kind="stable")
    kept = largest[np.cumsum(shapely.get_num_coordinates(thin)[largest]) <= budget]
    chosen: NDArray[Any] = thin[np.sort(kept)]
    return chosen


def grouped(xy: NDArray[np.float64], limit: int) -> tuple[NDArray[np.float64], float]:
    """Return at most `limit` points that stand for many, and the side in metres of the squares they stand for.

    Parameters
    ----------
    xy
        (n, 2) metres.
    limit
        Points; with fewer given, they come back as they are with a side of 0.
    """
    side = 0.0
    found = xy
    while len(found) > limit:
        side = side * 2 or 25.0
        cells, place = np.unique(np.floor(xy / side).astype(np.int64), axis=0, return_inverse=True)
        place = place.ravel()
        counts = np.bincount(place, minlength=len(cells))
        sums = [np.bincount(place, weights=xy[:, axis], minlength=len(cells)) for axis in (0, 1)]
        found = np.column_stack(sums) / counts[:, None]
    return found, side
