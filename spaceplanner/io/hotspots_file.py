"""Polygons and lines as a file for other programs: GeoJSON in degrees, or a GeoPackage in the project's CRS."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.errors import FileError, Reason
from spaceplanner.i18n import N_
from spaceplanner.io import atomic, crs, database_file, gpkg, gpkg_srs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

RASTERS = (".tif", ".tiff")
"""Endings of a file that holds a surface."""

_DEGREE_DIGITS = 6


@dataclass(frozen=True, eq=False, slots=True)
class Features:
    """One layer of a file.

    Attributes
    ----------
    name
        Of the layer in a GeoPackage.
    kind
        What one of them is: the property ``kind`` of a GeoJSON, whose features all lie in one list.
    columns
        Name and SQL type.
    rows, shapes
        One for each feature; there may be none.
    """

    name: str
    kind: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[object]]
    shapes: Sequence[BaseGeometry]


def check(path: Path) -> None:
    """Refuse a name under which nothing can be written, before anything is computed.

    Raises
    ------
    FileError
        If the ending is none of ``.gpkg``, ``.geojson`` and those of `RASTERS`, or the folder does not exist.
    """
    if path.suffix.lower() not in (*_FORMATS, *RASTERS):
        raise FileError(N_("{path} does not say in which format: end the name in .gpkg, .geojson or .tif."), path=path)
    if not path.parent.is_dir():
        missing = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        raise FileError(atomic.CANNOT_WRITE, path=path, reason=Reason(missing))


def write(path: Path, layers: Sequence[Features], system: str) -> None:
    """Write layers; the file is replaced at once when it is whole, and untouched if writing fails.

    Parameters
    ----------
    path
        Ends in ``.gpkg`` or ``.geojson``.
    layers
        The first gives a GeoJSON its name.
    system
        CRS of the shapes, ``EPSG:N`` or WKT.

    Raises
    ------
    FileError
        If the file cannot be written, or its ending is another.
    """
    if path.suffix.lower() not in _FORMATS:
        raise FileError(N_("{path} does not say in which format: end the name in .gpkg or .geojson."), path=path)
    with atomic.replacing(path) as part:
        try:
            _FORMATS[path.suffix.lower()](part, layers, system)
        except sqlite3.Error as error:
            raise FileError(atomic.CANNOT_WRITE, path=path, reason=Reason(error)) from error


def _geopackage(path: Path, layers: Sequence[Features], system: str) -> None:
    gpkg.create(path)
    with closing(database_file.connect(path, write=True)) as database:
        database.execute("BEGIN")
        srs = gpkg_srs.number(database, system)
        for layer in layers:
            gpkg.write_table(
                database, layer.name, layer.columns, layer.rows, shapes=layer.shapes, geometry_type="GEOMETRY", srs=srs
            )
        database.execute("COMMIT")


def _geojson(path: Path, layers: Sequence[Features], system: str) -> None:
    def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(crs.lonlat(xy, system), _DEGREE_DIGITS)

    features = [
        {
            "type": "Feature",
            # RFC 7946: degrees WGS 84, outer rings counter-clockwise.
            "geometry": shapely.geometry.mapping(shapely.orient_polygons(shapely.transform(shape, degrees))),
            "properties": {"kind": layer.kind, **dict(zip([name for name, _ in layer.columns], row, strict=True))},
        }
        for layer in layers
        for shape, row in zip(layer.shapes, layer.rows, strict=True)
    ]
    document = {"type": "FeatureCollection", "name": layers[0].name, "features": features}
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")


_FORMATS: dict[str, Callable[..., None]] = {".gpkg": _geopackage, ".geojson": _geojson}
