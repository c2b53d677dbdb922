"""Vector formats through GDAL: in bulk as Arrow; feature by feature where a feature breaks that."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import struct
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import columns, files
from spaceplanner.io.formats import Format
from spaceplanner.io.frame import Frame
from spaceplanner.io.quiet import listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spaceplanner.io.frame import Note
    from spaceplanner.io.opening import Dataset

BATCH = 50_000
"""Rows that are read between two looks at whether the user has cancelled."""

_NOISE = re.compile(r"More than one layer found|GeoSeries|Measured \(M\)")
_MOJIBAKE = "Ã[\x80-\xbf]|Â[\x80-\xbf]"
_LINE = re.compile(r"line (\d+)", re.IGNORECASE)
_SHP_HEADER = 100
_TOLD = 3
_TOLD_LENGTH = 160


@dataclass(frozen=True, slots=True)
class LayerHead:
    """A layer's name and the geometry type it declares; None: it is a table without geometry."""

    name: str
    geometry: str | None


def layers(dataset: Dataset) -> list[LayerHead]:
    """Return the layers of a dataset.

    Raises
    ------
    FileError
        If GDAL cannot open it, or it holds no layer.
    """
    import pyogrio  # noqa: PLC0415 - start-up time: GDAL is loaded when a file is read

    _refuse_damaged(dataset)
    with _reachable(dataset) as source, listening() as said:
        try:
            listed = pyogrio.list_layers(source)
        except (RuntimeError, ValueError, OSError) as error:
            raise _unreadable(dataset, [str(error), *said]) from error
    if not len(listed):
        raise FileError(N_("{file} holds no layer. Choose another file."), file=dataset.name)
    return [LayerHead(str(name), None if kind is None else str(kind)) for name, kind in listed]


def read(
    dataset: Dataset,
    layer: str,
    *,
    encoding: str | None = None,
    limit: int | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Frame:
    """Return a layer's rows with their geometry.

    Parameters
    ----------
    encoding
        Of a Shapefile's text; None: as the file says, else guessed.
    limit
        Read only the first rows; None: all.
    alive
        Called between batches; raises to cancel.

    Raises
    ------
    FileError
        If the layer cannot be read at all, or the file ends before its rows do.
    """
    with _reachable(dataset) as source, listening() as said:
        try:
            meta, table = _bulk(source, layer, encoding, limit, alive)
            if not encoding and dataset.name.lower().endswith((".shp", ".dbf")) and _is_mojibake(table):
                meta, table = _bulk(source, layer, "utf-8", limit, alive)
            lost: dict[str, int] = {}
        except (RuntimeError, ValueError, OSError, pa.ArrowException) as error:
            from spaceplanner.io import features  # noqa: PLC0415 - start-up time: a second GDAL, rarely needed

            expected = _count(source, layer)
            try:
                meta, table, lost = features.read(source, layer, expected, limit, alive)
            except FileError:
                raise
            except (RuntimeError, ValueError, OSError) as again:
                raise _unreadable(dataset, [str(error), str(again), *said]) from again
    notes = [*_sidecar_notes(dataset), *_told(said, dataset)]
    geometry = _geometry_column(meta, table)
    wkb = None if geometry is None else columns.whole(table.column(geometry)).cast(pa.binary())
    attributes = table if geometry is None else table.drop_columns([geometry])
    simple = columns.simple(attributes)
    return Frame(rows=table.num_rows, table=simple, wkb=wkb, crs=meta["crs"], lost=lost, notes=tuple(notes))


def _bulk(
    source: str | bytes, layer: str, encoding: str | None, limit: int | None, alive: Callable[[], None]
) -> tuple[dict[str, Any], pa.Table]:
    import pyogrio  # noqa: PLC0415 - start-up time

    batches = []
    with pyogrio.open_arrow(
        source,
        layer=layer,
        encoding=encoding,
        max_features=limit,
        batch_size=BATCH,
        use_pyarrow=True,
        datetime_as_string=True,
    ) as (meta, reader):
        for batch in reader:
            batches.append(batch)
            alive()
        schema = reader.schema
    return meta, pa.Table.from_batches(batches, schema)


def _count(source: str | bytes, layer: str) -> int | None:
    import pyogrio  # noqa: PLC0415 - start-up time

    try:
        found = int(pyogrio.read_info(source, layer=layer)["features"])
    except (RuntimeError, ValueError, OSError):
        return None
    return found if found >= 0 else None


def _geometry_column(meta: dict[str, Any], table: pa.Table) -> str | None:
    for name in (meta.get("geometry_name"), "wkb_geometry"):
        if name and name in table.column_names:
            return str(name)
    return None


def _is_mojibake(table: pa.Table) -> bool:
    """Tell whether UTF-8 text was read as Latin-1, as happens to a Shapefile without a code page."""
    texts = [column for column in table.columns if pa.types.is_string(column.type)]
    return any(pc.any(pc.match_substring_regex(column, _MOJIBAKE)).as_py() for column in texts)


@contextmanager
def _reachable(dataset: Dataset) -> Iterator[str | bytes]:
    """Yield what GDAL can open.

    A file goes to a temporary folder, with the files that belong to it, where its name means something else to the
    reader (``!``), its index has to be rebuilt, or GDAL would write beside it. A script gives its object as bytes.
    """
    if dataset.format is Format.SCRIPT:
        yield _object_in(dataset)
        return
    path = dataset.path
    if dataset.archive is not None or not _needs_copy(path):
        yield dataset.gdal_path()
        return
    import pyogrio  # noqa: PLC0415 - start-up time

    with tempfile.TemporaryDirectory() as folder:
        for part in (
            [path] if path.suffix.lower() in {".gpkg", ".kml"} else path.parent.glob(f"{_globbed(path.stem)}.*")
        ):
            if part.is_file():
                shutil.copyfile(part, Path(folder) / part.name.replace("!", "_").replace(path.stem, _safe(path.stem)))
        before = pyogrio.get_gdal_config_option("SHAPE_RESTORE_SHX")
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
        try:
            yield str(Path(folder) / path.name.replace(path.stem, _safe(path.stem)))
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": before})


def _safe(stem: str) -> str:
    return stem.replace("!", "_")


def _globbed(stem: str) -> str:
    return re.sub(r"([\[\]?*])", r"[\1]", stem)


def _needs_copy(path: Path) -> bool:
    suffix = path.suffix.lower()
    lonely = suffix == ".shp" and not _sibling(path, ".shx")
    return path.is_file() and ("!" in str(path.absolute()) or suffix in {".gml", ".xml"} or lonely)


def _sibling(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(one).exists() for one in (suffix, suffix.upper()))


def _object_in(dataset: Dataset) -> bytes:
    """Return the JSON object that a script assigns to a name."""
    data = dataset.read()
    return data[data.index(b"{") : data.rindex(b"}") + 1] if b"{" in data and b"}" in data else data


def _sidecar_notes(dataset: Dataset) -> list[Note]:
    notes: list[Note] = []
    if dataset.archive is None and dataset.path.suffix.lower() == ".shp":
        if not _sibling(dataset.path, ".dbf"):
            notes.append((N_("The .dbf file is missing: the layer has no attributes."), {}))
        if not _sibling(dataset.path, ".shx"):
            notes.append((N_("The .shx file is missing; the index was rebuilt from the .shp file."), {}))
    if dataset.format is Format.SCRIPT:
        notes.append((N_("The file is JavaScript; the GeoJSON in it was read."), {}))
    return notes


def _told(said: list[str], dataset: Dataset) -> list[Note]:
    plain = [message.replace(str(dataset.path.absolute().parent), "") for message in said if not _NOISE.search(message)]
    first = list(dict.fromkeys(plain))[:_TOLD]
    return [(N_("The reader reports: {text}"), {"text": message[:_TOLD_LENGTH]}) for message in first]


def _refuse_damaged(dataset: Dataset) -> None:
    """Raise for what GDAL would open all the same: half a Shapefile, and sets of map tiles."""
    if dataset.archive is not None or not dataset.path.is_file():
        return
    start = files.head(dataset.path, _SHP_HEADER)
    if start.startswith(b"\x00\x00\x27\x0a") and len(start) == _SHP_HEADER:
        declared = 2 * struct.unpack(">i", start[24:28])[0]
        actual = dataset.path.stat().st_size
        if declared > actual:
            raise _cut_off(dataset)
    if start.startswith(b"SQLite format 3"):
        _refuse_tiles(dataset)


def _refuse_tiles(dataset: Dataset) -> None:
    try:
        with sqlite3.connect(f"{dataset.path.absolute().as_uri()}?mode=ro", uri=True) as connection:
            names = {row[0].lower() for row in connection.execute("SELECT name FROM sqlite_master")}
        connection.close()
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


def _cut_off(dataset: Dataset) -> FileError:
    return FileError(N_("{file} is cut off: it ends before its data do. Ask for it again."), file=dataset.name)


def _unreadable(dataset: Dataset, said: list[str]) -> FileError:
    """Return the sentence for a file that GDAL cannot open; GDAL's own words stay with the cause."""
    start = files.head(dataset.path, 64).lstrip() if dataset.path.is_file() and dataset.archive is None else b""
    if start.startswith((b"{", b"[")):
        return _not_geojson(dataset)
    line = next((match.group(1) for match in map(_LINE.search, said) if match), None)
    if line is not None:
        return FileError(
            N_("{file} is damaged or cut off at line {line}. Ask for it again, or mend that line."),
            file=dataset.name,
            line=line,
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
