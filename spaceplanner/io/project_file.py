"""The project file: one GeoPackage that holds everything and that other programs open as it is.

Layers are feature tables, written once. Everything else is one JSON document in the one row of the table
``spaceplanner_document``; interventions and results stand beside it as tables for other programs to show. A save is
one transaction: new layer tables come in, the document is switched, what nothing refers to any more goes out.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from spaceplanner.errors import FileError, ProjectError, Reason
from spaceplanner.i18n import N_
from spaceplanner.io import (
    atomic,
    database_file,
    gpkg,
    gpkg_srs,
    layer_tables,
    migrations,
    photo_table,
    project_records,
    records,
    result_tables,
    style_table,
)
from spaceplanner.io.records import Unreadable
from spaceplanner.io.table_names import OWN, Names, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.io.records import ProjectRecord

SUFFIX = ".gpkg"
DOCUMENT = "spaceplanner_document"
LARGEST_DOCUMENT = 256 * 2**20
"""Bytes of JSON beyond which a document is not read: a thousand times a large project's."""

NO_PROJECT = N_("{path} is no SpacePlanner project. Open a project file, or use it as a source of data with `add`.")
CANNOT_READ = N_("{path} cannot be read ({reason}). Check that it is a file and that you may read it.")
DAMAGED = N_("{path} is damaged and cannot be used ({reason}). Use a copy that was saved earlier.")

_names = Names()
"""How the layers in memory are stored; by identity, so one for the whole program."""


def is_project(path: Path) -> bool:
    """Return whether a file is a SpacePlanner project, of whatever version; a damaged or busy one is not known to be."""
    if not database_file.is_database(path):
        return False
    try:
        with closing(database_file.connect(path)) as database:
            return gpkg.has_table(database, DOCUMENT)
    except (OSError, sqlite3.Error):
        return False


def load(path: Path) -> Project:
    """Read a project.

    Raises
    ------
    ProjectError
        If the file is missing, is no project, is damaged, or comes from a newer version.
    """
    _check_kind(path)
    with _explained(path, CANNOT_READ), closing(database_file.connect(path)) as database:
        # One snapshot: a save by another program waits until everything has been read.
        database.execute("BEGIN")
        _check_project(database, path)
        record = _read_record(database, path)
        layers = []
        for i, layer in enumerate(record.layers):
            if not (OWN.fullmatch(layer.table) and gpkg.has_table(database, layer.table)):
                raise Unreadable(f"no table {layer.table} - at `$.layers[{i}].table`")
            count = database.execute(f"SELECT count(*) FROM {gpkg.quoted(layer.table)}").fetchone()[0]  # noqa: S608
            parts = project_records.layer_parts(layer, f"$.layers[{i}]")
            made, numbers = layer_tables.read(path, layer, parts, count=count)
            layers.append(made)
            _names.remember(made, record.crs, Stored(layer.table, layer.promoted, layer.columns))
            _names.number(made, path, numbers)
        return project_records.project_of(record, layers, path.parent, photo_table.read(database, record.photos))


def save(project: Project, path: Path, *, previous: Project | None = None, result: Result | None = None) -> None:
    """Write a project; killed at any moment, the file holds the old or the new one.

    Parameters
    ----------
    previous
        What this file holds, as it was loaded or saved: only what differs is written. None: the file is made anew,
        in the place of whatever is there.
    result
        What was computed from exactly this project, for other programs to show; None removes earlier results.

    Raises
    ------
    ProjectError
        If it cannot be written, is open in another program, or was changed by one since `previous`. The file is as
        it was.
    """
    update = previous is not None and path.exists()
    there = {_rows(layer) for layer in previous.layers} if previous is not None and update else set()
    # Rows that are written anew are counted from 0; those that stay in the file keep the numbers they have there.
    numbers = [_names.numbers(layer, path) if _rows(layer) in there else None for layer in project.layers]
    content = _content(project, path, numbers)
    try:
        if previous is not None and update:
            _check_kind(path)
            with _explained(path, atomic.CANNOT_WRITE):
                _update(path, content, previous, result)
        else:
            if path.suffix.lower() != SUFFIX:
                raise ProjectError(N_("The name of a project file ends in .gpkg, unlike {path}."), path=path)
            with atomic.replacing(path) as temporary, _explained(path, atomic.CANNOT_WRITE):
                _create(temporary, content, result)
                database_file.release(path)
    except FileError as error:
        raise ProjectError(error.message_id, **error.parameters) from error
    for layer, some in zip(project.layers, numbers, strict=True):
        _names.number(layer, path, some)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file is to hold: a project, its document, and the layer of each table."""

    project: Project
    record: ProjectRecord
    text: str
    layers: Mapping[str, Layer]


def _content(project: Project, path: Path, numbers: Sequence[NDArray[np.int64] | None]) -> _Content:
    record = _record(project, path.parent, numbers)
    try:
        text = records.encode(record)
    except Unreadable as error:
        raise ProjectError(
            N_(
                "The project cannot be saved as {path}, because it holds a number that is not finite. Undo the last "
                "steps and try again."
            ),
            path=path,
        ) from error
    if len(text.encode()) > LARGEST_DOCUMENT:
        raise ProjectError(
            N_(
                "The project cannot be saved as {path}: the changed cells of its layers and its other texts are longer than "
                "a project file can hold. Undo the last changes of cells, or add the layer again with the changes in it."
            ),
            path=path,
        )
    tables = [layer.table for layer in record.layers]
    return _Content(project, record, text, dict(zip(tables, project.layers, strict=True)))


def _create(path: Path, content: _Content, result: Result | None) -> None:
    """Make the file, which nobody sees yet; whoever calls flushes it."""
    gpkg.create(path)
    direct = layer_tables.can_write(path)
    if direct:
        layer_tables.write(path, content.layers.items(), content.project.crs)
    with _opened(path, {} if direct else content.layers, content.project.crs) as database:
        database.execute("PRAGMA main.synchronous=OFF")
        with database_file.transaction(database):
            for table in () if direct else content.layers:
                gpkg.adopt(database, table)
            _switch(database, content, result)


def _update(path: Path, content: _Content, previous: Project, result: Result | None) -> None:
    """Bring an open file from what it holds to the new content, in one transaction."""
    numbers = [_names.numbers(layer, path) for layer in previous.layers]
    before = _record(previous, path.parent, numbers)
    with closing(database_file.connect(path)) as database:
        there = {
            record.table: layer
            for record, layer in zip(before.layers, previous.layers, strict=True)
            if gpkg.has_table(database, record.table)
        }
    new = {table: layer for table, layer in content.layers.items() if not _same_rows(layer, there.get(table))}
    with _opened(path, new, content.project.crs) as database, database_file.transaction(database):
        # Rows that another program removed from a table took their changed cells along.
        pairs = zip(before.layers, numbers, strict=True)
        _check_unchanged(database, path, before, frozenset(layer.table for layer, some in pairs if some is not None))
        stale = {layer.table for layer in before.layers if OWN.fullmatch(layer.table)} - set(content.layers)
        for table in (*stale, *new):
            gpkg.drop(database, table)
        for table in new:
            gpkg.adopt(database, table)
        _switch(database, content, result)


@contextmanager
def _opened(path: Path, new: Mapping[str, Layer], crs: str | None) -> Iterator[sqlite3.Connection]:
    """Open the file with the tables of new layers attached to it as ``scratch``."""
    with (
        tempfile.TemporaryDirectory(prefix="spaceplanner-") as folder,
        closing(database_file.connect(path, write=True)) as database,
    ):
        if new:
            scratch = Path(folder, "layers.gpkg")
            layer_tables.write(scratch, new.items(), crs)
            database.execute("ATTACH ? AS scratch", (str(scratch),))
        yield database


def _rows(layer: Layer) -> tuple[int, int]:
    return id(layer.geometry), id(layer.imported)


def _same_rows(layer: Layer, other: Layer | None) -> bool:
    return other is not None and layer.geometry is other.geometry and layer.imported is other.imported


def _switch(database: sqlite3.Connection, content: _Content, result: Result | None) -> None:
    """Write everything but the layers' tables, within the caller's transaction."""
    saved = datetime.now(UTC).isoformat(timespec="seconds")
    srs = gpkg_srs.number(database, content.project.crs, like=next(iter(content.layers), None))
    result_tables.write(database, content.project, result, srs=srs, saved=saved)
    photo_table.write(database, content.project.photos)
    stored = ({column.name: column.stored for column in layer.columns} for layer in content.record.layers)
    tables = zip(content.layers, content.layers.values(), stored, strict=True)
    style_table.write(database, tables, geometry=layer_tables.GEOMETRY)
    database.execute(
        f"CREATE TABLE IF NOT EXISTS {DOCUMENT} (id INTEGER PRIMARY KEY CHECK (id = 1), "
        "schema_version INTEGER NOT NULL, saved TEXT NOT NULL, json TEXT NOT NULL)"
    )
    database.execute(
        f"INSERT OR REPLACE INTO {DOCUMENT} VALUES (1, ?, ?, ?)",  # noqa: S608 - a constant
        (migrations.CURRENT, saved, content.text),
    )
    gpkg.identify(database, {layer.table: layer.name for layer in content.record.layers})


def _check_unchanged(database: sqlite3.Connection, path: Path, expected: ProjectRecord, loose: frozenset[str]) -> None:
    """Raise unless the file holds what it is expected to."""
    if _firm(_read_record(database, path), loose) != _firm(expected, loose):
        raise ProjectError(
            N_(
                "{path} was changed by another program since it was opened here. Save under another name, or open the "
                "file again and repeat your changes."
            ),
            path=path,
        )


def _firm(record: ProjectRecord, loose: frozenset[str]) -> ProjectRecord:
    """Return the record without what reading may change: notes on layers, the cells of loose tables, ways to files."""
    layers = (
        structs.replace(
            layer,
            source=structs.replace(layer.source, notes=()),
            cells=() if layer.table in loose else layer.cells,
        )
        for layer in record.layers
    )
    # From where the project is now another way may lead to the same file.
    backgrounds = (structs.replace(one, location="") for one in record.backgrounds)
    return structs.replace(record, layers=tuple(layers), backgrounds=tuple(backgrounds))


def _record(project: Project, folder: Path, numbers: Sequence[NDArray[np.int64] | None]) -> ProjectRecord:
    stored = [_names.of(layer, project.crs) for layer in project.layers]
    return project_records.record_of(
        project,
        [
            project_records.layer_record(
                layer, table=item.table, promoted=item.promoted, columns=item.columns, numbers=some
            )
            for layer, item, some in zip(project.layers, stored, numbers, strict=True)
        ],
        folder,
    )


def _read_record(database: sqlite3.Connection, path: Path) -> ProjectRecord:
    row = database.execute(f"SELECT schema_version, length(json) FROM {DOCUMENT} WHERE id=1").fetchone()  # noqa: S608
    if row is None or not isinstance(row[0], int) or not isinstance(row[1], int) or row[1] > LARGEST_DOCUMENT:
        raise Unreadable(DOCUMENT)
    text = database.execute(f"SELECT json FROM {DOCUMENT} WHERE id=1").fetchone()[0]  # noqa: S608
    if not isinstance(text, str):
        raise Unreadable(DOCUMENT)
    if row[0] == migrations.CURRENT:
        return records.decode(text)
    return records.convert(migrations.migrate(records.parse(text), row[0], path=path))


def _check_project(database: sqlite3.Connection, path: Path) -> None:
    if gpkg.has_table(database, DOCUMENT):
        return
    if gpkg.has_table(database, "gpkg_contents"):
        raise ProjectError(
            N_(
                "{path} is a GeoPackage but no SpacePlanner project. Make a project with `spaceplanner new` and bring "
                "its layers in with `spaceplanner add`."
            ),
            path=path,
        )
    raise ProjectError(NO_PROJECT, path=path)


def _check_kind(path: Path) -> None:
    """Raise unless the file looks like a database that SpacePlanner made."""
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        raise ProjectError(N_("There is no file {path}. Check its name and folder."), path=path) from error
    except OSError as error:
        raise ProjectError(CANNOT_READ, path=path, reason=Reason(error)) from error
    if empty:
        raise ProjectError(N_("{path} is empty. Use a copy that was saved earlier."), path=path)
    if not database_file.is_database(path):
        raise ProjectError(NO_PROJECT, path=path)


@contextmanager
def _explained(path: Path, unable: str) -> Iterator[None]:
    """Put what SQLite, GDAL and the document's decoder say into a sentence; `unable`: the system's refusals."""
    try:
        yield
    except OSError as error:
        raise ProjectError(unable, path=path, reason=Reason(error)) from error
    except sqlite3.Error as error:
        if database_file.is_busy(error):
            raise ProjectError(
                N_("{path} is open in another program that is writing to it. Close it there and try again."), path=path
            ) from error
        raise ProjectError(unable if database_file.is_refusal(error) else DAMAGED, path=path, reason=error) from error
    except Unreadable as error:
        raise ProjectError(DAMAGED, path=path, reason=error) from error
