"""Reading a file into a layer: the pipeline from a path to `Layer`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.layer import GeometryKind, Layer, Rejection, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.errors import FileError, MappingError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.io import canonical, choosing, files, identity, mapping, names, placing, positions, sources, where
from spaceplanner.io.pulse import Pulse
from spaceplanner.io.roles import roles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.io.frame import Frame, Note
    from spaceplanner.io.placing import Placed
    from spaceplanner.io.positions import Located
    from spaceplanner.io.roles import RoleSpec
    from spaceplanner.io.sources import Entry

    Progress = Callable[[float, str], None]

REASONS: Mapping[str, str] = {
    "missing": N_("without a position"),
    "zero_coordinates": N_("with zero coordinates"),
    "outside_domain": N_("far outside the area of their coordinate system"),
    "wrong_geometry": N_("with another kind of geometry"),
    "broken_geometry": N_("with a broken geometry"),
    "empty_geometry": N_("with an empty geometry"),
    "ragged": N_("with too many cells"),
    "filtered": N_("left out by the filter"),
}
"""Reason of a rejection -> words that follow a count."""

KINDS: Mapping[GeometryKind, str] = {
    GeometryKind.POINT: N_("points"),
    GeometryKind.LINE: N_("lines"),
    GeometryKind.POLYGON: N_("areas"),
}
"""Kind of geometry -> its plural, as a message id."""

_COLUMNS_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to read, and how where the file does not say it.

    Attributes
    ----------
    layer
        Layer or sheet; None: the only one, or the one that fits the role.
    crs
        For sources that do not name their own: ``EPSG:N``, WKT or a PROJ string.
    mapping
        Field -> column, or several columns joined with ``+`` for a time.
    where
        Filter on the source's columns; see `spaceplanner.io.where`.
    coverage
        A file with the area within which the absence of a feature means that there is none.
    """

    path: Path
    role: Role
    layer: str | None = None
    crs: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    where: str | None = None
    encoding: str | None = None
    name: str | None = None
    coverage: Path | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Imported:
    """A layer, and the place the project gets where it has none: its metric CRS and its time zone."""

    layer: Layer
    crs: str
    timezone: str | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Rows:
    """The rows of a source and what was found out on the way to them."""

    entry: Entry
    spec: RoleSpec
    frame: Frame
    read: int
    filtered: int
    by_hand: dict[str, str]
    sha256: str
    notes: tuple[Note, ...]


def read_layer(request: ImportRequest, *, project: Project, progress: Progress | None = None) -> Imported:
    """Return a file's layer in the project's coordinates; the project is not changed.

    Parameters
    ----------
    project
        Decides the CRS and time zone where it has them already, and which ids are taken. A layer that it has from the
        same source with the same role is replaced: the new one gets its id, unless it is given another name.
    progress
        Called with a fraction and a message id; what it raises ends the import.

    Raises
    ------
    FileError
        If the file cannot be read, or nothing in it can be placed.
    CrsError
        If the source does not say its coordinate reference system and none is given.
    MappingError
        If a layer, field or column that was named does not exist, or the geometry does not fit the role.
    InputError
        If the encoding is unknown.
    """
    pulse = Pulse(progress)
    rows = _rows(request, pulse)
    pulse.at(0.4, N_("Placing the rows on the map"))
    located = _located(rows, request.crs, pulse)
    placed = placing.place(
        located,
        stated=rows.frame.crs,
        name=rows.entry.dataset.name,
        option=request.crs,
        project=project,
        alive=pulse,
    )
    rejected = _rejections(rows, placed)
    if not len(placed.shapes.rows):
        raise _nothing(rows, rejected)
    coverage = None if request.coverage is None else read_area(request.coverage, placed.target, pulse)
    pulse.at(0.75, N_("Sorting the columns"))
    layer = _layer(request, rows, located, placed, project)
    layer = replace(
        layer,
        coverage=layer.coverage if coverage is None else coverage,
        source=replace(layer.source, rejected=rejected),
    )
    pulse.at(1.0, N_("Read"))
    return Imported(layer, placed.target, placed.timezone)


def read_area(path: Path, crs: str, alive: Callable[[], None] = lambda: None) -> BaseGeometry:
    """Return the union of a file's polygons.

    Parameters
    ----------
    crs
        System of the result.

    Raises
    ------
    InputError
        As `read_layer`.
    """
    request = ImportRequest(path=path, role=Role.BOUNDARY)
    found = read_layer(request, project=Project(name="", crs=crs), progress=lambda _fraction, _message: alive())
    return shapely.union_all(found.layer.geometry)


def _rows(request: ImportRequest, pulse: Pulse) -> _Rows:
    spec = roles()[request.role]
    pulse.at(0.02, N_("Opening the file"))
    entry, notes = choosing.choose(sources.entries(request.path), spec, request.layer)
    digest = files.sha256(entry.dataset.path, pulse)
    pulse.at(0.1, N_("Reading the rows"))
    frame = sources.read(entry, encoding=request.encoding, alive=pulse)
    read = len(frame) + sum(frame.lost.values())
    if not read:
        raise FileError(N_("{file} holds no rows. Ask for it again or choose another layer."), file=entry.dataset.name)
    by_hand = mapping.checked(request.mapping, frame.table, spec)
    kept = frame if request.where is None else _filtered(frame, request.where)
    if not len(kept) and request.where is not None:
        raise MappingError(
            N_("The filter {filter} leaves none of {count} rows. Check its values."),
            filter=names.clipped(request.where),
            count=number(read),
        )
    return _Rows(
        entry=entry,
        spec=spec,
        frame=kept,
        read=read,
        filtered=len(frame) - len(kept),
        by_hand=by_hand,
        sha256=digest,
        notes=(*notes, *frame.notes),
    )


def _filtered(frame: Frame, expression: str) -> Frame:
    chosen = pa.array(where.selected(expression, frame.table))
    wkb = None if frame.wkb is None else frame.wkb.filter(chosen)
    return replace(frame, rows=chosen.true_count, table=frame.table.filter(chosen), wkb=wkb)


def _located(rows: _Rows, option: str | None, pulse: Pulse) -> Located:
    located = positions.locate(rows.frame, rows.spec, rows.by_hand, option, pulse)
    if located is None:
        raise FileError(
            N_(
                "{file} does not say where things are: it has no geometry and no columns with coordinates ({columns}). "
                "Name them with --map x=... --map y=..., or ask for the table with coordinates."
            ),
            file=rows.entry.dataset.name,
            columns=", ".join(rows.frame.table.column_names[:_COLUMNS_SHOWN]) or "-",
        )
    shapes = located.shapes
    if not len(shapes.rows) and shapes.surfaces:
        raise FileError(
            N_(
                "{file} holds surfaces in space (TIN or multipatch), which have no outline on a map. Ask for outlines as polygons."
            ),
            file=rows.entry.dataset.name,
        )
    if not len(shapes.rows) and shapes.lost.get("wrong_geometry"):
        raise _wrong_kind(rows, shapes.seen)
    if shapes.kind not in rows.spec.kinds:
        raise _wrong_kind(rows, shapes.kind)
    return located


def _wrong_kind(rows: _Rows, kind: GeometryKind | None) -> MappingError:
    return MappingError(
        N_("{file} holds {found}; the role {role} needs {needed}. Choose another role or another file."),
        file=rows.entry.dataset.name,
        found=gettext(KINDS[kind]) if kind else gettext("another kind of geometry"),
        role=rows.spec.role.value,
        needed=", ".join(gettext(KINDS[one]) for one in rows.spec.kinds),
    )


def _rejections(rows: _Rows, placed: Placed) -> tuple[Rejection, ...]:
    counts = dict.fromkeys(REASONS, 0)
    counts["filtered"] = rows.filtered
    for lost in (rows.frame.lost, placed.shapes.lost):
        for reason, count in lost.items():
            counts[reason] += count
    return tuple(Rejection(reason, count) for reason, count in counts.items() if count)


def _nothing(rows: _Rows, rejected: tuple[Rejection, ...]) -> FileError:
    listed = ", ".join(f"{number(one.count)} {gettext(REASONS[one.reason])}" for one in rejected)
    return FileError(
        N_("Nothing in {file} can be placed on the map: {reasons}. Check the file and --crs."),
        file=rows.entry.dataset.name,
        reasons=listed or "-",
    )


def _used(rows: NDArray[np.int64]) -> int:
    """Return how many rows there are; a row with several points stands in sequence as often as it has points."""
    return int((np.diff(rows) != 0).sum()) + 1 if len(rows) else 0


def _layer(request: ImportRequest, rows: _Rows, located: Located, placed: Placed, project: Project) -> Layer:
    """Return the layer without its coverage and rejections."""
    table, chosen, notes = _table(rows, located, placed)
    old = identity.replaced(project, request.role, request.path, rows.entry, request.name)
    name = request.name or (old.name if old else identity.name(rows.entry))
    layer_id = old.id if old else identity.new_id(project, name)
    if request.role is Role.SPACES:
        table, id_notes = canonical.identified(table, identity.taken(project, layer_id), layer_id)
        notes = (*notes, *id_notes)
    if old is not None:
        notes = (*notes, (N_("The layer that came from the same source was replaced."), {}))
    return Layer(
        id=layer_id,
        name=name,
        role=request.role,
        kind=placed.shapes.kind,
        geometry=placed.shapes.geometry,
        table=table,
        coverage=old.coverage if old else None,
        visible=old.visible if old else True,
        source=Source(
            path=request.path.name,
            layer=identity.source_layer(rows.entry),
            crs=placed.system,
            crs_origin=placed.origin,
            read=rows.read,
            used=_used(placed.shapes.rows),
            mapping={**located.columns, **chosen},
            filter=request.where,
            sha256=rows.sha256,
            imported=dt.datetime.now(dt.UTC).date().isoformat(),
            notes=(*rows.notes, *placed.notes, *notes),
        ),
    )


def _table(rows: _Rows, located: Located, placed: Placed) -> tuple[pa.Table, dict[str, str], tuple[Note, ...]]:
    """Return the layer's table, the mapping it was made by, and notes."""
    used = placed.shapes.rows
    source = rows.frame.table.take(used) if rows.frame.table.num_columns else rows.frame.table
    skip = set(located.columns.values())
    chosen = mapping.found(source, rows.spec, rows.by_hand, skip)
    table, notes = canonical.table(
        source, rows=len(used), spec=rows.spec, chosen=chosen, timezone=placed.timezone, skip=skip
    )
    return table, chosen, notes
