"""GeoPackage by plain SQLite: what GDAL must not touch because the file is somebody's open project.

GDAL writes new files only. What is current changes in one transaction of Python's own SQLite, so that a kill at any
moment leaves the old or the new state. (Two copies of SQLite in one process do not see each other's locks, and either
one's `close` drops both's; that is the second reason why GDAL never opens a file while it is written.)
"""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import shapely

from spaceplanner.domain.edits import free_id
from spaceplanner.io import gpkg_srs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

APPLICATION_ID = int.from_bytes(b"GPKG", "big")
USER_VERSION = 10400

_SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL);
"""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_MANDATORY_SRS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude coordinates in decimal degrees"),
)


def create(path: Path) -> None:
    """Make an empty GeoPackage at a path where there is no file yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"PRAGMA application_id={APPLICATION_ID}")
        database.execute(f"PRAGMA user_version={USER_VERSION}")
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.executescript("BEGIN;" + _SCHEMA + "COMMIT;")
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _MANDATORY_SRS)


def quoted(name: str) -> str:
    """Return a table or column name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def has_table(database: sqlite3.Connection, name: str) -> bool:
    """Return whether a real table of that name exists: no view, no virtual table."""
    row = database.execute("SELECT sql FROM sqlite_master WHERE type='table' AND name=?", (name,)).fetchone()
    return row is not None and not str(row[0]).upper().lstrip().startswith("CREATE VIRTUAL")


def adopt(database: sqlite3.Connection, table: str) -> None:
    """Copy a feature table from the attached database ``scratch``, with everything that is registered about it."""
    sql, *triggers = database.execute(
        "SELECT sql FROM scratch.sqlite_master WHERE tbl_name=? AND type IN ('table', 'trigger') ORDER BY type",
        (table,),
    ).fetchall()
    database.execute(sql[0])
    theirs = database.execute("SELECT srs_id FROM scratch.gpkg_contents WHERE table_name=?", (table,)).fetchone()[0]
    srs = gpkg_srs.adopted(database, theirs)
    name = quoted(table)
    database.execute(f"INSERT INTO main.{name} SELECT * FROM scratch.{name}")  # noqa: S608 - a quoted name
    if srs != theirs:
        # Bytes 5 to 8 of a GeoPackage geometry hold the number of its reference system.
        database.execute(
            f"UPDATE main.{name} SET geom = CAST(substr(geom, 1, 4) || ? || substr(geom, 9) AS BLOB) "  # noqa: S608
            "WHERE geom IS NOT NULL",
            (struct.pack("<i", srs),),
        )
    for (trigger,) in triggers:
        database.execute(trigger)
    _register_adopted(database, table, srs)


def _register_adopted(database: sqlite3.Connection, table: str, srs: int) -> None:
    database.execute(
        "INSERT INTO main.gpkg_contents SELECT table_name, data_type, table_name, description, last_change, "
        "min_x, min_y, max_x, max_y, ? FROM scratch.gpkg_contents WHERE table_name=?",
        (srs, table),
    )
    database.execute(
        "INSERT INTO main.gpkg_geometry_columns SELECT table_name, column_name, geometry_type_name, ?, z, m "
        "FROM scratch.gpkg_geometry_columns WHERE table_name=?",
        (srs, table),
    )
    if has_table(database, "gpkg_ogr_contents"):
        database.execute(
            "INSERT OR REPLACE INTO main.gpkg_ogr_contents SELECT * FROM scratch.gpkg_ogr_contents WHERE table_name=?",
            (table,),
        )


def identify(database: sqlite3.Connection, names: Mapping[str, str]) -> None:
    """Give tables the names that people know them by; a GeoPackage wants each name once."""
    marks = ",".join("?" * len(names))
    others = database.execute(
        f"SELECT identifier FROM main.gpkg_contents WHERE table_name NOT IN ({marks})",  # noqa: S608 - only marks
        tuple(names),
    )
    taken = {str(name) for (name,) in others}
    database.execute(
        f"UPDATE main.gpkg_contents SET identifier = table_name WHERE table_name IN ({marks})",  # noqa: S608
        tuple(names),
    )
    taken |= set(names)
    for table, name in names.items():
        identifier = free_id(taken, str(_storable(name)) or table)
        taken.add(identifier)
        database.execute("UPDATE main.gpkg_contents SET identifier=? WHERE table_name=?", (identifier, table))


def drop(database: sqlite3.Connection, table: str) -> None:
    """Drop a table with everything registered about it; it may not exist."""
    for name in (f"rtree_{table}_geom", table):
        database.execute(f"DROP TABLE IF EXISTS main.{quoted(name)}")
    for register in ("gpkg_geometry_columns", "gpkg_extensions", "gpkg_ogr_contents", "gpkg_contents"):
        if has_table(database, register):
            database.execute(f"DELETE FROM main.{register} WHERE lower(table_name)=lower(?)", (table,))  # noqa: S608


def write_table(
    database: sqlite3.Connection,
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    *,
    shapes: Sequence[BaseGeometry] | None = None,
    geometry_type: str = "GEOMETRY",
    srs: int = gpkg_srs.UNDEFINED,
) -> None:
    """Write a small table anew: of features if `shapes` are given, else of attributes.

    Parameters
    ----------
    columns
        Name and SQL type.
    shapes
        One for each row, none of them empty, in the CRS with the number `srs`.
    geometry_type
        The GeoPackage's word: ``POINT``, ``LINESTRING``, ...
    """
    drop(database, table)
    spec = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns)
    geometry = "" if shapes is None else f"geom {geometry_type}, "
    database.execute(f"CREATE TABLE {quoted(table)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {geometry}{spec})")
    named = [name for name, _ in columns]
    if shapes is not None:
        named = ["geom", *named]
        rows = [(blob(shape, srs), *row) for shape, row in zip(shapes, rows, strict=True)]
    database.executemany(
        f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, named))}) "  # noqa: S608 - quoted names
        f"VALUES ({', '.join('?' * len(named))})",
        [[_storable(value) for value in row] for row in rows],
    )
    box: Iterable[float | None] = (None,) * 4 if not shapes else map(float, shapely.total_bounds(shapes))
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?,?,?,?,?,?,?,?)",
        (table, "attributes" if shapes is None else "features", table, *box, None if shapes is None else srs),
    )
    if shapes is not None:
        database.execute("INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,?,0,0)", (table, geometry_type, srs))
    if has_table(database, "gpkg_ogr_contents"):
        database.execute("INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (?,?)", (table, len(rows)))


def _storable(value: object) -> object:
    """Return text without halves of characters, which no file can hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def blob(geometry: BaseGeometry, srs: int) -> bytes:
    """Return a geometry as the GeoPackage stores it: little-endian header, envelope unless a point, WKB."""
    wkb: bytes = shapely.to_wkb(geometry, output_dimension=2, byte_order=1, flavor="iso")
    if geometry.geom_type == "Point":
        return struct.pack("<2sBBi", b"GP", 0, 0b0001, srs) + wkb
    x0, y0, x1, y1 = geometry.bounds
    return struct.pack("<2sBBi4d", b"GP", 0, 0b0011, srs, x0, x1, y0, y1) + wkb
