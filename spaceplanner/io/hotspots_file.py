"""Ranked polygons as a file for other programs: GeoJSON in degrees, or a GeoPackage in the project's CRS."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import atomic, crs, database_file, gpkg, gpkg_srs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

TABLE = "hotspots"
"""The layer's name."""

_DEGREE_DIGITS = 6


def check(path: Path) -> None:
    """Refuse a name whose ending says no format that is written here, before anything is computed.

    Raises
    ------
    FileError
        If the ending is neither ``.gpkg`` nor ``.geojson``.
    """
    if path.suffix.lower() not in _FORMATS:
        raise FileError(N_("{path} does not say in which format: end the name in .gpkg or .geojson."), path=path)


def write(
    path: Path,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    shapes: Sequence[BaseGeometry],
    system: str,
) -> None:
    """Write polygons; the file is replaced at once when it is whole, and untouched if writing fails.

    Parameters
    ----------
    path
        Ends in ``.gpkg`` or ``.geojson``.
    columns
        Name and SQL type.
    rows, shapes
        One for each polygon; there may be none.
    system
        CRS of the shapes, ``EPSG:N`` or WKT.

    Raises
    ------
    FileError
        If the file cannot be written, or its ending is another.
    """
    check(path)
    with atomic.replacing(path) as part:
        _FORMATS[path.suffix.lower()](part, columns, rows, shapes, system)


def _geopackage(
    path: Path,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    shapes: Sequence[BaseGeometry],
    system: str,
) -> None:
    gpkg.create(path)
    with closing(database_file.connect(path, write=True)) as database:
        database.execute("BEGIN")
        srs = gpkg_srs.number(database, system)
        gpkg.write_table(database, TABLE, columns, rows, shapes=shapes, geometry_type="GEOMETRY", srs=srs)
        database.execute("COMMIT")


def _geojson(
    path: Path,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    shapes: Sequence[BaseGeometry],
    system: str,
) -> None:
    def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(crs.lonlat(xy, system), _DEGREE_DIGITS)

    names = [name for name, _ in columns]
    features = [
        {
            "type": "Feature",
            # RFC 7946: degrees WGS 84, outer rings counter-clockwise.
            "geometry": shapely.geometry.mapping(shapely.orient_polygons(shapely.transform(shape, degrees))),
            "properties": dict(zip(names, row, strict=True)),
        }
        for shape, row in zip(shapes, rows, strict=True)
    ]
    document = {"type": "FeatureCollection", "name": TABLE, "features": features}
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")


_FORMATS: dict[str, Callable[..., None]] = {".gpkg": _geopackage, ".geojson": _geojson}
