"""Photographs in the project file: a table of JPEGs, each written once and known by its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from spaceplanner.io import gpkg
from spaceplanner.io.records import Unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from spaceplanner.domain.photo import Photo
    from spaceplanner.io.records import PhotoRecord

TABLE = "spaceplanner_photos"
LARGEST = 16 * 2**20
"""Bytes beyond which a picture in a file is not read: no JPEG of 2,000 pixels has so many."""


def write(database: sqlite3.Connection, photos: Iterable[Photo]) -> None:
    """Bring the table to a project's photographs, within the caller's transaction: what is there already stays."""
    wanted = {photo.sha256: photo.data for photo in photos}
    if not wanted:
        gpkg.drop(database, TABLE)
        return
    if not gpkg.has_table(database, TABLE):
        gpkg.write_table(database, TABLE, (("sha256", "TEXT NOT NULL UNIQUE"), ("jpeg", "BLOB NOT NULL")), ())
    there = {str(key) for (key,) in database.execute(f"SELECT sha256 FROM {TABLE}")}  # noqa: S608 - a constant
    database.executemany(f"DELETE FROM {TABLE} WHERE sha256=?", [(key,) for key in there - set(wanted)])  # noqa: S608
    new = [(key, data) for key, data in wanted.items() if key not in there]
    database.executemany(f"INSERT INTO {TABLE} (sha256, jpeg) VALUES (?,?)", new)  # noqa: S608
    if gpkg.has_table(database, "gpkg_ogr_contents"):
        database.execute("INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (?,?)", (TABLE, len(wanted)))


def read(database: sqlite3.Connection, records: Sequence[PhotoRecord]) -> list[bytes]:
    """Return the picture of each record.

    Raises
    ------
    Unreadable
        If a picture is missing, is larger than any can be, or is another than its record says.
    """
    if records and not gpkg.has_table(database, TABLE):
        raise Unreadable(f"no table {TABLE} - at `$.photos`")
    return [_read(database, record, f"$.photos[{i}]") for i, record in enumerate(records)]


def _read(database: sqlite3.Connection, record: PhotoRecord, where: str) -> bytes:
    query = f"SELECT length(jpeg), typeof(jpeg) FROM {TABLE} WHERE sha256=?"  # noqa: S608
    row = database.execute(query, (record.sha256,)).fetchone()
    if row is None or row[1] != "blob" or row[0] > LARGEST:
        raise Unreadable(f"no picture {record.sha256[:12]} - at `{where}`")
    data = bytes(database.execute(f"SELECT jpeg FROM {TABLE} WHERE sha256=?", (record.sha256,)).fetchone()[0])  # noqa: S608
    if hashlib.sha256(data).hexdigest() != record.sha256:
        raise Unreadable(f"another picture than {record.sha256[:12]} - at `{where}`")
    return data
