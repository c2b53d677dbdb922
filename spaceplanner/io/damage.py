"""What is wrong with a file that GDAL cannot read, or would read only in part, in one sentence."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import files

if TYPE_CHECKING:
    from spaceplanner.io.opening import Dataset

_LINE = re.compile(r"line (\d+)", re.IGNORECASE)
_HEADER = 100


def refuse(dataset: Dataset) -> None:
    """Raise for what GDAL would open all the same: half a Shapefile, and sets of map tiles."""
    if dataset.archive is not None or not dataset.path.is_file():
        return
    start = files.head(dataset.path, _HEADER)
    if _declared(start) > dataset.path.stat().st_size:
        raise FileError(N_("{file} is cut off: it ends before its data do. Ask for it again."), file=dataset.name)
    if start.startswith(b"SQLite format 3"):
        _refuse_tiles(dataset)


def _declared(start: bytes) -> int:
    """Return the size in bytes that a Shapefile or SQLite file says it has; 0 where it does not say."""
    if len(start) < _HEADER:
        return 0
    if start.startswith(b"\x00\x00\x27\x0a"):
        return int(2 * struct.unpack(">i", start[24:28])[0])
    if start.startswith(b"SQLite format 3") and start[24:28] == start[92:96]:  # else the page count is out of date
        page = struct.unpack(">H", start[16:18])[0]
        return int((65536 if page == 1 else page) * struct.unpack(">I", start[28:32])[0])
    return 0


def _refuse_tiles(dataset: Dataset) -> None:
    try:
        with closing(sqlite3.connect(f"{dataset.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            names = {row[0].lower() for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise FileError(
            N_("{file} is a database that is damaged or cut off. Ask for it again."), file=dataset.name
        ) from error
    if "gpkg_contents" not in names and {"tiles", "metadata"} <= names:
        raise FileError(
            N_("{file} is in {kind} format, which holds no layer. Choose a table or a map layer."),
            file=dataset.name,
            kind="MBTiles",
        )


def unreadable(dataset: Dataset, said: list[str]) -> FileError:
    """Return the sentence for a file that GDAL cannot open; GDAL's own words stay with the cause."""
    start = files.head(dataset.path, 64).lstrip() if dataset.path.is_file() and dataset.archive is None else b""
    if start.startswith((b"{", b"[")):
        return _not_geojson(dataset)
    if any("not supported: " in one for one in said):
        return FileError(
            N_(
                "{file} holds surfaces in space (TIN or multipatch), which have no outline on a map. Ask for outlines as polygons."
            ),
            file=dataset.name,
        )
    line = next((match.group(1) for match in map(_LINE.search, said) if match), None)
    if line is not None:
        return FileError(
            N_("{file} is damaged or cut off at line {line}. Ask for it again, or mend that line."),
            file=dataset.name,
            line=line,
        )
    if start.removeprefix(b"\xef\xbb\xbf").startswith(b"<"):
        return FileError(
            N_("{file} is XML without features that can be read. Ask for it as GeoPackage or GeoJSON."),
            file=dataset.name,
        )
    return FileError(
        N_("{file} is damaged, cut off or not what its name says. Ask for it again, best as GeoPackage."),
        file=dataset.name,
    )


def _not_geojson(dataset: Dataset) -> FileError:
    try:
        json.loads(dataset.read())
    except (ValueError, RecursionError) as error:
        return FileError(
            N_("{file} is damaged or cut off at line {line}. Ask for it again, or mend that line."),
            file=dataset.name,
            line=getattr(error, "lineno", 1),
        )
    return FileError(
        N_("{file} is JSON without geographic features. Ask for it as GeoJSON, or as a table with coordinates."),
        file=dataset.name,
    )
