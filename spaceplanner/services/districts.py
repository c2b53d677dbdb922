"""Districts: what each holds of incidents and of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.analysis import access, coverage, proximity
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.versions import groups
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.memo import Memo
    from spaceplanner.services.selection import Note, Selection


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Districts:
    """The districts of a project, in the order of its layers.

    Attributes
    ----------
    shapes, names
        (n,) polygons in metres, and what they are called.
    counts, weight
        (n,) incidents in each, and the sum of what they count.
    known
        (n,) the record of incidents is complete in it.
    notes
        What was counted twice, or not at all.
    """

    shapes: NDArray[Any]
    names: tuple[str, ...]
    counts: NDArray[np.int64]
    weight: NDArray[np.float64]
    known: NDArray[np.bool_]
    notes: tuple[Note, ...]


def district_table(chosen: Selection, project: Project, area: BaseGeometry | None) -> Districts:
    """Return the districts with their incidents.

    An incident counts in each district that it lies in, the edge included: what a district holds does not depend on the
    others. How many lie in several, and how many in none, is told.

    Parameters
    ----------
    chosen
        The incidents.
    project
        Whose layers of the role districts are taken.
    area
        Where the record of incidents is complete; None: nobody said, and districts without incidents count as zero.

    Raises
    ------
    AnalysisError
        If there are no districts.
    """
    layers = _layers(project)
    if not layers:
        raise AnalysisError(N_("The project has no districts: add a layer of areas with the role districts."))
    shapes = np.concatenate([layer.geometry for layer in layers])
    within = proximity.pairs(chosen.xy, shapes, 0.0)
    weights = np.ones(len(chosen.xy)) if chosen.weights is None else chosen.weights
    known = coverage.covered(shapes, area, None, distance=0.0)
    return Districts(
        shapes=shapes,
        names=tuple(name for layer in layers for name in _names(layer)),
        counts=proximity.counts(within, len(shapes)),
        weight=proximity.sums(within, weights, len(shapes)),
        known=known,
        notes=_told(np.bincount(within[:, 1], minlength=len(chosen.xy)), known, area),
    )


def census(
    districts: Districts, project: Project, column: str | None = None
) -> tuple[NDArray[np.float64], tuple[Note, ...]]:
    """Return how many people each district has, and what is to be said of it.

    Parameters
    ----------
    districts
        Of `project`.
    project
        Whose residents are counted: points in a district, and of blocks the share of their ground in it.
    column
        A column of the districts' own table to be taken instead, such as one of visitors.

    Returns
    -------
    (n,) people; NaN where the layer of residents does not cover the district, or the column has no number that can be one.

    Raises
    ------
    AnalysisError
        If there are no numbers of residents, or the column does not exist or holds no numbers.
    """
    if column is not None:
        return np.concatenate([_numbers(layer, column) for layer in _layers(project)]), ()
    inputs = unpack(project)
    living = inputs.residents
    if not living.present:
        raise AnalysisError(
            N_(
                "Rates need the number of people: add a layer with the role residents that has a number of people, or name a column of the districts that has one."
            )
        )
    shapes = districts.shapes
    people = access.residents_at(shapes, living.xy, living.people, distance=0.0)
    people = people + access.residents_in(shapes, living.blocks, living.block_people, distance=0.0)
    covered = coverage.covered(shapes, inputs.coverage.residents, None, distance=0.0)
    unknown: Note = (
        N_(
            "{count} places of the residents have no number of people: they count as nobody, and rates are too high there."
        ),
        {"count": living.unknown},
    )
    return np.where(covered, people, np.nan), (unknown,) if living.unknown else ()


def areas(project: Project) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return the districts' polygons (n,) and names, in the order of the project's layers; there may be none."""
    layers = _layers(project)
    shapes = np.concatenate([layer.geometry for layer in layers]) if layers else np.empty(0, dtype=object)
    return shapes, tuple(name for layer in layers for name in _names(layer))


def of_proposals(project: Project, memo: Memo | None = None) -> list[int | None]:
    """Return each proposal's place in `areas`: the first that holds a point well inside its space; None where none does."""
    shapes, _ = areas(project)
    points = {space.id: space.shape.representative_point() for space in unpack(project, memo).places.spaces}
    found: dict[str, int | None] = {}
    for key in {proposal.space for proposal in project.proposals}:
        inside = shapely.covers(shapes, points[key]) if key in points and len(shapes) else np.zeros(0, dtype=np.bool_)
        found[key] = int(inside.argmax()) if inside.any() else None
    return [found[proposal.space] for proposal in project.proposals]


def room(project: Project, memo: Memo | None = None) -> dict[str, int]:
    """Return the districts' names, and how many proposals of each can be chosen together: versions of one count once.

    Of districts of the same name the first counts, as in a plan.
    """
    _, names = areas(project)
    where = dict(zip((proposal.id for proposal in project.proposals), of_proposals(project, memo), strict=True))
    held: dict[str, set[str]] = {name: set() for name in names}
    for key, some in groups(project.proposals).items():
        for place in {where[proposal.id] for proposal in some}:
            if place is not None and names.index(names[place]) == place:
                held[names[place]].add(key)
    return {name: len(keys) for name, keys in held.items()}


def number_columns(project: Project) -> tuple[str, ...]:
    """Return the columns of numbers that all of the districts' layers have: what may be counted as their people."""
    layers = _layers(project)
    names = [name for name in layers[0].table.column_names if name not in {"id", "code"}] if layers else []
    return tuple(
        name
        for name in names
        if all(name in layer.table.column_names and _numeric(layer.table.schema.field(name).type) for layer in layers)
    )


def _layers(project: Project) -> tuple[Layer, ...]:
    return tuple(
        layer for layer in project.by_role(Role.DISTRICTS) if layer.kind is GeometryKind.POLYGON and len(layer)
    )


def _names(layer: Layer) -> list[str]:
    """Return the districts' names; their code, or their number in the layer, where they have none."""
    columns = [layer.table.column(name).to_pylist() for name in ("name", "code") if name in layer.table.column_names]
    return [
        next((str(column[row]) for column in columns if column[row] not in {None, ""}), f"{layer.name} {row + 1}")
        for row in range(len(layer))
    ]


def _numbers(layer: Layer, column: str) -> NDArray[np.float64]:
    names = layer.table.column_names
    numeric = [name for name in names if _numeric(layer.table.schema.field(name).type)]
    if not numeric:
        raise AnalysisError(
            N_("The districts {layer} have no column of numbers: add one, or leave out --people for the residents."),
            layer=layer.name,
        )
    if column not in numeric:
        raise AnalysisError(
            N_("The districts {layer} have no column of numbers called {column}: choose one of {known}."),
            layer=layer.name,
            column=column,
            known="; ".join(numeric),
        )
    numbers = np.array(layer.table.column(column).cast(pa.float64()).to_numpy(), dtype=np.float64)
    numbers[~((numbers >= 0) & (numbers < np.inf))] = np.nan
    return numbers


def _numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _told(times: NDArray[np.int64], known: NDArray[np.bool_], area: BaseGeometry | None) -> tuple[Note, ...]:
    """Return what is to be said of incidents by in how many districts they lie, and of districts without data."""
    notes: list[Note] = []
    if outside := int((times == 0).sum()):
        notes.append(
            (
                N_("{count} of {all} incidents lie in no district: they are left out."),
                {"count": outside, "all": len(times)},
            )
        )
    if several := int((times > 1).sum()):
        notes.append(
            (
                N_(
                    "{count} incidents lie in more than one district and count in each: districts overlap, or share an edge there."
                ),
                {"count": several},
            )
        )
    if unknown := int((~known).sum()):
        notes.append(
            (
                N_(
                    "{count} districts lie wholly or partly outside the area where the incidents are complete: for them there are no data, which is not zero."
                ),
                {"count": unknown},
            )
        )
    if area is None:
        notes.append(
            (
                N_(
                    "Nobody said where the incidents are complete: districts without any count as zero. Add a boundary or a coverage."
                ),
                {},
            )
        )
    return tuple(notes)
