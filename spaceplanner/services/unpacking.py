"""A project unpacked into arrays, so that analysis needs to know no project.

Each part is made again only when the arrays and tables it came from are other objects. Hiding or renaming a layer,
or changing a proposal, leaves every part the same object, and so every result that was remembered for it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.space import spaces_of
from spaceplanner.services import columns, hours
from spaceplanner.services.inputs import (
    AUDITED,
    GROUPS,
    OUTCOMES,
    PRECISIONS,
    Alarms,
    Audits,
    Businesses,
    Coverage,
    Incidents,
    Inputs,
    LampModels,
    Lamps,
    Places,
    Residents,
    Ways,
)
from spaceplanner.services.memo import Memo

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project


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
    spaces, streets, paths, entrances, audits = (
        project.by_role(role) for role in (Role.SPACES, Role.STREETS, Role.PATHS, Role.ENTRANCES, Role.AUDITS)
    )
    lamps = project.by_role(Role.LAMPS)
    coverages = [layer.coverage for role in _COVERED for layer in project.by_role(role)]
    places = memo("places", lambda *_: _places(spaces), *_data(spaces))
    return memo(
        "inputs",
        Inputs,
        places,
        _part(memo, "incidents", _incidents, project.by_role(Role.INCIDENTS)),
        _part(memo, "lamps", partial(_lamps, models=_models(memo, lamps)), lamps),
        _part(memo, "alarms", _alarms, project.by_role(Role.ALARMS)),
        _part(memo, "residents", _residents, project.by_role(Role.RESIDENTS)),
        memo(
            "ways",
            lambda *_, **__: _ways(places, streets, paths, entrances),
            places,
            *_data((*streets, *paths, *entrances)),
            counts=(len(streets), len(paths)),
        ),
        memo("audits", lambda *_: _audits(places, audits), places, *_data(audits)),
        _part(memo, "businesses", _businesses, project.by_role(Role.BUSINESSES)),
        memo(
            "coverages",
            lambda *_, counts: _coverage(project),  # noqa: ARG005 - part of the key only
            *_data(project.by_role(Role.BOUNDARY)),
            *coverages,
            counts=tuple(len(project.by_role(role)) for role in _COVERED),
        ),
        project.luminaires,
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
    return Places(spaces=spaces, shapes=columns.fixed(shapes))


def _incidents(layers: tuple[Layer, ...]) -> Incidents:
    layers = columns.of_kind(layers, GeometryKind.POINT)
    outcome = columns.joined([columns.codes(layer.table, "outcome", OUTCOMES) for layer in layers], np.int8)
    return Incidents(
        present=bool(layers),
        xy=columns.positions(layers),
        when=columns.joined([columns.times(layer.table) for layer in layers], "datetime64[s]"),
        precision=columns.joined(
            [columns.codes(layer.table, "when_precision", PRECISIONS) for layer in layers], np.int8
        ),
        outcome=columns.fixed(np.where(outcome < 0, OUTCOMES.index("other"), outcome).astype(np.int8)),
        indoor=columns.joined([columns.flags(layer.table, "indoor", unknown=False) for layer in layers], np.bool_),
    )


def _models(memo: Memo, layers: tuple[Layer, ...]) -> LampModels:
    """Return the luminaires that working lamps have; the same object when lamps only moved."""
    tables = [layer.table for layer in columns.of_kind(layers, GeometryKind.POINT)]
    return memo("lamp_models", lambda *_: _models_of(tables), *tables)


def _models_of(tables: list[pa.Table]) -> LampModels:
    working = columns.joined([columns.flags(table, "working", unknown=True) for table in tables], np.bool_)
    names, codes = columns.named([columns.words(table, "luminaire") for table in tables])
    return LampModels(names=names, codes=columns.fixed(codes[working]))


def _lamps(layers: tuple[Layer, ...], *, models: LampModels) -> Lamps:
    layers, xy, working = _devices(layers)
    lumens, power, height = (_worked(layers, column, working) for column in ("lumens", "power_w", "height_m"))
    return Lamps(
        present=bool(layers),
        xy=xy,
        working_xy=xy if working.all() else columns.fixed(xy[working]),
        lumens=lumens,
        power=power,
        height=height,
        models=models,
    )


def _alarms(layers: tuple[Layer, ...]) -> Alarms:
    layers, xy, working = _devices(layers)
    return Alarms(
        present=bool(layers),
        xy=xy,
        working_xy=xy if working.all() else columns.fixed(xy[working]),
        level=_worked(layers, "level_db", working),
        rated_at=_worked(layers, "rated_at_m", working),
    )


def _devices(layers: tuple[Layer, ...]) -> tuple[tuple[Layer, ...], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the layers of points, where all devices stand, and which of them work."""
    layers = columns.of_kind(layers, GeometryKind.POINT)
    working = columns.joined([columns.flags(layer.table, "working", unknown=True) for layer in layers], np.bool_)
    return layers, columns.positions(layers), working


def _worked(layers: tuple[Layer, ...], column: str, working: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return a column of numbers of the devices that work."""
    return columns.fixed(
        columns.joined([columns.numbers(layer.table, column) for layer in layers], np.float64)[working]
    )


def _residents(layers: tuple[Layer, ...]) -> Residents:
    points = columns.of_kind(layers, GeometryKind.POINT)
    areas = columns.of_kind(layers, GeometryKind.POLYGON)
    people, block_people = (
        columns.joined([columns.numbers(layer.table, "people") for layer in some], np.float64)
        for some in (points, areas)
    )
    groups, block_groups = (
        columns.fixed(
            np.column_stack(
                [
                    columns.joined([columns.numbers(layer.table, group) for layer in some], np.float64)
                    for group in GROUPS
                ]
            )
        )
        for some in (points, areas)
    )
    unknown = int(np.isnan(people).sum() + np.isnan(block_people).sum())
    return Residents(
        present=unknown < len(people) + len(block_people),
        unknown=unknown,
        xy=columns.positions(points),
        people=columns.fixed(np.nan_to_num(people)),
        groups=groups,
        blocks=columns.joined([layer.geometry for layer in areas], object),
        block_people=columns.fixed(np.nan_to_num(block_people)),
        block_groups=block_groups,
    )


def _ways(places: Places, streets: tuple[Layer, ...], paths: tuple[Layer, ...], entrances: tuple[Layer, ...]) -> Ways:
    streets, paths = columns.of_kind(streets, GeometryKind.LINE), columns.of_kind(paths, GeometryKind.LINE)
    entrances = columns.of_kind(entrances, GeometryKind.POINT)
    return Ways(
        lines=columns.joined([layer.geometry for layer in (*streets, *paths)], object),
        paths=columns.joined([layer.geometry for layer in paths], object),
        entrances_xy=columns.positions(entrances),
        entrance_spaces=columns.joined([_space_numbers(layer.table, places) for layer in entrances], np.int64),
    )


def _audits(places: Places, layers: tuple[Layer, ...]) -> Audits:
    shapes = [
        shapely.points(layer.geometry) if layer.kind is GeometryKind.POINT else layer.geometry for layer in layers
    ]
    rated = [columns.joined([columns.ratings(layer.table, item) for layer in layers], np.float64) for item in AUDITED]
    return Audits(
        present=bool(layers),
        places=columns.joined(shapes, object),
        spaces=columns.joined([_space_numbers(layer.table, places) for layer in layers], np.int64),
        auditors=columns.joined([columns.texts(layer.table, "auditor") for layer in layers], np.str_),
        when=columns.joined([columns.times(layer.table) for layer in layers], "datetime64[s]"),
        ratings=columns.fixed(np.column_stack(rated)),
    )


def _businesses(layers: tuple[Layer, ...]) -> Businesses:
    layers = tuple(layer for layer in layers if layer.kind is not GeometryKind.LINE)
    at = [_middles(layer) for layer in layers]
    kinds, kind = columns.named([columns.words(layer.table, "kind") for layer in layers])
    told = {
        name: columns.joined([columns.numbers(layer.table, name) for layer in layers], np.float64)
        for name in ("employees", "victim", "loss", "sales_drop", "extortion", "survey_year")
    }
    years = told["survey_year"][(told["survey_year"] >= _FIRST_YEAR) & (told["survey_year"] < _LAST_YEAR)]
    return Businesses(
        present=bool(layers),
        xy=columns.joined(at, np.float64) if at else columns.fixed(np.empty((0, 2))),
        kinds=kinds,
        kind=columns.fixed(kind),
        late=columns.joined([_late(layer.table) for layer in layers], np.float64),
        employees=told["employees"],
        victim=told["victim"],
        loss=told["loss"],
        sales_drop=columns.joined([_shares(layer.table, "sales_drop") for layer in layers], np.float64),
        extortion=told["extortion"],
        years=(int(years.min()), int(years.max())) if len(years) else None,
    )


_FIRST_YEAR, _LAST_YEAR = 1950, 2200


def _middles(layer: Layer) -> NDArray[np.float64]:
    if layer.kind is GeometryKind.POINT:
        return np.asarray(layer.geometry, dtype=np.float64)
    return np.asarray(shapely.get_coordinates(shapely.centroid(layer.geometry)), dtype=np.float64)


def _late(table: pa.Table) -> NDArray[np.float64]:
    """Return 1 for what is open after 19:00, 0 for what is not, NaN where nobody knows."""
    texts = (columns.texts(table, name).tolist() for name in ("hours", "opens", "closes"))
    found = []
    for said, opens, closes in zip(*texts, strict=True):
        start, end = hours.span(said)
        if closes:
            start, end = hours.between(hours.moment(opens), hours.moment(closes))
        found.append(hours.late(start, end))
    return np.array(found, dtype=np.float64)


def _shares(table: pa.Table, column: str) -> NDArray[np.float64]:
    """Return a column of shares, 0 to 1; one that has a value above 1 is in per cent. Above all of it: NaN."""
    values = columns.numbers(table, column)
    if (values > 1).any():
        values = values / 100
    values[values > 1] = np.nan
    return values


def _space_numbers(table: pa.Table, places: Places) -> NDArray[np.int64]:
    """Return the number of the space that each row names by its id, else by its name; -1 for none."""
    ids = {space.id.casefold(): number for number, space in enumerate(places.spaces)}
    names = {space.name.casefold(): number for number, space in enumerate(places.spaces)}
    said = (text.strip().casefold() for text in columns.texts(table, "space").tolist())
    return np.array([ids.get(text, names.get(text, -1)) if text else -1 for text in said], dtype=np.int64)


def _coverage(project: Project) -> Coverage:
    areas = columns.of_kind(project.by_role(Role.BOUNDARY), GeometryKind.POLYGON)
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
