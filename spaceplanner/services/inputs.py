"""Inputs: a project unpacked into arrays, so that analysis needs to know no project.

Each part is made again only when the arrays and tables it came from are other objects. Hiding or renaming a layer,
or changing a proposal, leaves every part the same object, and so every result that was remembered for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.space import spaces_of
from spaceplanner.services.memo import Memo

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.domain.space import Space

PRECISIONS = ("second", "minute", "hour", "day", "month", "year")
"""Precision of an incident's date; `Incidents.precision` holds indices into it."""

OUTCOMES = ("property", "violent", "disorder", "other")
"""Outcome of an incident; `Incidents.outcome` holds indices into it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Places:
    """The spaces: `shapes` (n,) polygons in metres, in the order of `spaces`."""

    spaces: tuple[Space, ...]
    shapes: NDArray[Any]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Incidents:
    """All incidents of all layers with that role.

    Attributes
    ----------
    present
        There is at least one layer of the role.
    xy
        (n, 2) metres.
    when
        (n,) datetime64[s], local wall time; NaT where unknown.
    precision
        (n,) int8 index into `PRECISIONS`; -1 where unknown.
    outcome
        (n,) int8 index into `OUTCOMES`.
    indoor
        (n,) bool; unknown counts as outdoors.
    """

    present: bool
    xy: NDArray[np.float64]
    when: NDArray[np.datetime64]
    precision: NDArray[np.int8]
    outcome: NDArray[np.int8]
    indoor: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Devices:
    """Lamps or alarms: all of them at `xy` (n, 2) metres, and those that work (unknown counts as working)."""

    present: bool
    xy: NDArray[np.float64]
    working_xy: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Residents:
    """Where people live: points (n, 2) and blocks (m,) polygons in metres, each with its number of people.

    Attributes
    ----------
    present
        There is at least one number of people: places without any say where, but not how many.
    unknown
        How many points and blocks have no number that can be one; they count as nobody.
    """

    present: bool
    unknown: int
    xy: NDArray[np.float64]
    people: NDArray[np.float64]
    blocks: NDArray[Any]
    block_people: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Coverage:
    """The study area, and where each role's layers are complete: given, else the boundary, else None (unknown)."""

    boundary: BaseGeometry | None
    incidents: BaseGeometry | None
    lamps: BaseGeometry | None
    alarms: BaseGeometry | None
    residents: BaseGeometry | None


@dataclass(frozen=True, eq=False, slots=True)
class Inputs:
    """Everything the analysis reads of a project; the same object as long as nothing of it changed."""

    places: Places
    incidents: Incidents
    lamps: Devices
    alarms: Devices
    residents: Residents
    coverage: Coverage
    settings: Settings
    crs: str | None
    timezone: str | None


def unpack(project: Project, memo: Memo | None = None) -> Inputs:
    """Return a project's inputs.

    Parameters
    ----------
    project
        Any version of a project.
    memo
        Where parts are remembered; with the same memo, unchanged parts are the same objects.
    """
    memo = memo or Memo()
    spaces = project.by_role(Role.SPACES)
    coverages = [layer.coverage for role in _COVERED for layer in project.by_role(role)]
    return memo(
        "inputs",
        Inputs,
        memo("places", lambda *_: _places(spaces), *_data(spaces)),
        _part(memo, "incidents", _incidents, project.by_role(Role.INCIDENTS)),
        _part(memo, "lamps", _devices, project.by_role(Role.LAMPS)),
        _part(memo, "alarms", _devices, project.by_role(Role.ALARMS)),
        _part(memo, "residents", _residents, project.by_role(Role.RESIDENTS)),
        memo(
            "coverages",
            lambda *_, counts: _coverage(project),  # noqa: ARG005 - part of the key only
            *_data(project.by_role(Role.BOUNDARY)),
            *coverages,
            counts=tuple(len(project.by_role(role)) for role in _COVERED),
        ),
        settings=project.settings,
        crs=project.crs,
        timezone=project.timezone,
    )


_COVERED = (Role.INCIDENTS, Role.LAMPS, Role.ALARMS, Role.RESIDENTS)


def _data(layers: tuple[Layer, ...]) -> list[object]:
    """Return the arrays and tables that are these layers' versions."""
    return [item for layer in layers for item in (layer.geometry, layer.table)]


def _part(memo: Memo, stage: str, function: Any, layers: tuple[Layer, ...]) -> Any:
    return memo(stage, lambda *_: function(layers), *_data(layers))


def _places(layers: tuple[Layer, ...]) -> Places:
    spaces = spaces_of(layers)
    shapes = np.empty(len(spaces), dtype=object)
    shapes[:] = [space.shape for space in spaces]
    return Places(spaces=spaces, shapes=_fixed(shapes))


def _incidents(layers: tuple[Layer, ...]) -> Incidents:
    layers = _of_kind(layers, GeometryKind.POINT)
    outcome = _joined([_codes(layer.table, "outcome", OUTCOMES) for layer in layers], np.int8)
    return Incidents(
        present=bool(layers),
        xy=_xy(layers),
        when=_joined([_times(layer.table) for layer in layers], "datetime64[s]"),
        precision=_joined([_codes(layer.table, "when_precision", PRECISIONS) for layer in layers], np.int8),
        outcome=_fixed(np.where(outcome < 0, OUTCOMES.index("other"), outcome).astype(np.int8)),
        indoor=_joined([_flags(layer.table, "indoor", unknown=False) for layer in layers], np.bool_),
    )


def _devices(layers: tuple[Layer, ...]) -> Devices:
    layers = _of_kind(layers, GeometryKind.POINT)
    xy = _xy(layers)
    working = _joined([_flags(layer.table, "working", unknown=True) for layer in layers], np.bool_)
    return Devices(present=bool(layers), xy=xy, working_xy=xy if working.all() else _fixed(xy[working]))


def _residents(layers: tuple[Layer, ...]) -> Residents:
    points = _of_kind(layers, GeometryKind.POINT)
    areas = _of_kind(layers, GeometryKind.POLYGON)
    people, block_people = (
        _joined([_numbers(layer.table, "people") for layer in some], np.float64) for some in (points, areas)
    )
    unknown = int(np.isnan(people).sum() + np.isnan(block_people).sum())
    return Residents(
        present=unknown < len(people) + len(block_people),
        unknown=unknown,
        xy=_xy(points),
        people=_fixed(np.nan_to_num(people)),
        blocks=_joined([layer.geometry for layer in areas], object),
        block_people=_fixed(np.nan_to_num(block_people)),
    )


def _coverage(project: Project) -> Coverage:
    areas = _of_kind(project.by_role(Role.BOUNDARY), GeometryKind.POLYGON)
    boundary = shapely.union_all(np.concatenate([layer.geometry for layer in areas])) if areas else None

    def known(role: Role) -> BaseGeometry | None:
        found = [boundary if layer.coverage is None else layer.coverage for layer in project.by_role(role)]
        if not found or any(area is None for area in found):
            return None
        return found[0] if len(found) == 1 else shapely.union_all(found)

    return Coverage(
        boundary=boundary,
        incidents=known(Role.INCIDENTS),
        lamps=known(Role.LAMPS),
        alarms=known(Role.ALARMS),
        residents=known(Role.RESIDENTS),
    )


def _of_kind(layers: tuple[Layer, ...], kind: GeometryKind) -> tuple[Layer, ...]:
    return tuple(layer for layer in layers if layer.kind is kind)


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


def _joined(arrays: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    if not arrays:
        return _fixed(np.empty(0, dtype=dtype))
    return _fixed(arrays[0] if len(arrays) == 1 else np.concatenate(arrays))


def _xy(layers: tuple[Layer, ...]) -> NDArray[np.float64]:
    if not layers:
        return _fixed(np.empty((0, 2)))
    return _joined([layer.geometry for layer in layers], np.float64)


def _times(table: pa.Table) -> NDArray[np.datetime64]:
    if "when" not in table.column_names:
        return np.full(table.num_rows, np.datetime64("NaT", "s"))
    return np.array(table.column("when").to_numpy(), dtype="datetime64[s]")


def _codes(table: pa.Table, column: str, names: tuple[str, ...]) -> NDArray[np.int8]:
    """Return the index of each text in `names`, -1 for others and nulls."""
    codes = np.full(table.num_rows, -1, dtype=np.int8)
    if column in table.column_names and table.num_rows:
        texts = table.column(column).combine_chunks().dictionary_encode()
        of_word = {word: place for place, word in enumerate(texts.dictionary.to_pylist())}
        places = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for code, name in enumerate(names):
            if name in of_word:
                codes[places == of_word[name]] = code
    return codes


def _flags(table: pa.Table, column: str, *, unknown: bool) -> NDArray[np.bool_]:
    if column not in table.column_names:
        return np.full(table.num_rows, unknown)
    return np.array(table.column(column).fill_null(unknown).to_numpy(), dtype=np.bool_)


def _numbers(table: pa.Table, column: str) -> NDArray[np.float64]:
    """Return a column of numbers that cannot be negative; NaN where there is none, as in -99 for "not told"."""
    if column not in table.column_names:
        return np.full(table.num_rows, np.nan)
    numbers = np.array(table.column(column).to_numpy(), dtype=np.float64)
    numbers[~((numbers >= 0) & (numbers < np.inf))] = np.nan
    return numbers
