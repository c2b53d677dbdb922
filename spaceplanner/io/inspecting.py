"""Looking into a file before it is imported: its layers, their columns, and how they would be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from spaceplanner.errors import CrsError, InputError
from spaceplanner.io import columns, crs, guessing, mapping, placing, positions, roles, sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from spaceplanner.domain.layer import GeometryKind, Role
    from spaceplanner.io.frame import Frame, Note
    from spaceplanner.io.positions import Located
    from spaceplanner.io.sources import Entry

_SAMPLES = 3
_LONGEST = 60
_TYPE_NAMES: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
    (pa.types.is_boolean, "flag"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_date32, "date"),
    (pa.types.is_timestamp, "time"),
)


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A column: its name, its type (``text``, ``integer``, ``number``, ``flag``, ``date``, ``time``), some values.

    A column that may tell of persons shows none.
    """

    name: str
    type: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerInfo:
    """A layer, sheet or table, and how it would be read.

    Attributes
    ----------
    crs
        As the source says or its columns' names say; None where it has to be given.
    likely
        Systems that would make sense where `crs` is None, the likeliest first.
    mapping
        Field -> column for the guessed role, with ``x`` and ``y`` where columns hold the position.
    problem
        Why the layer cannot be read, in words; None where it can.
    """

    name: str
    kind: GeometryKind | None = None
    crs: str | None = None
    likely: tuple[str, ...] = ()
    count: int = 0
    fields: tuple[FieldInfo, ...] = ()
    guessed_role: Role | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds."""

    path: Path
    layers: tuple[LayerInfo, ...]


def inspect(path: Path, *, encoding: str | None = None, alive: Callable[[], None] = lambda: None) -> Inspection:
    """Return what a file holds and how each layer would be read.

    Parameters
    ----------
    encoding
        Of a table's text; None: found out.
    alive
        Called from time to time; raises to cancel.

    Raises
    ------
    FileError
        If the file is missing, empty, damaged or nothing SpacePlanner reads.
    """
    entries = sources.entries(path)
    infos = []
    # The name of a file with several layers says little of each.
    file = path.stem if len(entries) == 1 else ""
    for entry in entries:
        alive()
        try:
            infos.append(_info(entry, file, encoding, alive))
        except InputError as error:
            if len(entries) == 1:
                raise
            infos.append(LayerInfo(name=entry.layer, kind=entry.kind, problem=str(error)))
    return Inspection(path, tuple(infos))


def _info(entry: Entry, file: str, encoding: str | None, alive: Callable[[], None]) -> LayerInfo:
    frame = sources.read(entry, encoding=encoding, alive=alive)
    located = positions.locate(frame, roles.everything(), {}, None, alive)
    kind = located.shapes.seen or located.shapes.kind if located is not None and len(located.shapes.rows) else None
    used = set(located.columns.values()) if located is not None else set()
    role = guessing.role(entry.layer, file, frame.table, kind or entry.kind, used)
    chosen = mapping.found(frame.table, roles.roles()[role], {}, used) if role else {}
    system, likely, notes = _system(located, frame, entry)
    return LayerInfo(
        name=entry.layer,
        kind=kind or entry.kind,
        crs=system,
        likely=likely,
        count=len(frame) + sum(frame.lost.values()),
        fields=_fields(frame.table),
        guessed_role=role,
        mapping={**(located.columns if located is not None else {}), **chosen},
        notes=(*frame.notes, *notes),
    )


def _system(
    located: Located | None, frame: Frame, entry: Entry
) -> tuple[str | None, tuple[str, ...], tuple[Note, ...]]:
    if located is None or not len(located.shapes.rows):
        stated = crs.of_source(frame.crs)
        return (crs.text(stated) if stated else None), (), ()
    try:
        found = placing.system(located, stated=frame.crs, name=entry.dataset.name, option=None, project=None)
    except CrsError as error:
        codes = error.parameters.get("codes")
        return None, tuple(codes) if isinstance(codes, list) else (), ()
    return found.text, (), found.notes


def _fields(table: pa.Table) -> tuple[FieldInfo, ...]:
    return tuple(
        FieldInfo(name, _type_name(column.type), () if roles.is_personal(name) else _samples(column))
        for name, column in zip(table.column_names, table.columns, strict=True)
    )


def _type_name(kind: pa.DataType) -> str:
    return next((name for test, name in _TYPE_NAMES if test(kind)), "text")


def _samples(column: pa.ChunkedArray) -> tuple[str, ...]:
    texts = columns.texts(column.slice(0, 1000)).drop_null().unique()
    return tuple(str(value)[:_LONGEST] for value in texts[:_SAMPLES].to_pylist())
