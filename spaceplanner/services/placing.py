"""Placing: the edit that puts an intervention on the map, in the right proposal, or why it cannot be put there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely
from shapely import affinity

from spaceplanner.domain import edits
from spaceplanner.domain.checks import FARTHEST_M
from spaceplanner.domain.proposal import Intervention
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_
from spaceplanner.services import drafting, picking

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.space import Space

REACH = FARTHEST_M
"""Metres from its space within which an intervention of a proposal may be placed: access paths, the nearest corner."""


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """An edit the user made with a tool.

    Attributes
    ----------
    label
        Message id of the step in the undo menu.
    edit
        The edit.
    proposal, intervention
        What is selected afterwards.
    """

    label: str
    edit: Edit
    proposal: str | None = None
    intervention: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Target:
    """Where an intervention goes: a space, and its proposal, which is new where `is_new`."""

    space: Space
    proposal: Proposal
    is_new: bool


def target(project: Project, x: float, y: float, *, space: str | None, proposal: str | None) -> Target:
    """Return the space and the proposal that an intervention placed at (x, y) belongs to.

    The space under the place decides; outside any space it is the one of the active proposal, or the selected one, if
    that is within `REACH` metres.

    Parameters
    ----------
    x, y
        Metres in the project's CRS.
    space, proposal
        Ids of the selected space and the active proposal, or None.

    Raises
    ------
    EditError
        If there is no such space; the sentence says what to do.
    """
    index = picking.spaces(project)
    active = project.proposal(proposal) if proposal else None
    found = index.at(x, y)
    if found is None:
        near = index.by_id.get(active.space if active is not None else space or "")
        if near is None:
            raise EditError(N_("There is no space here. Click inside one, or select one first."))
        check_reach(near, shapely.Point(x, y))
        found = near
    if active is not None and active.space == found.id:
        return Target(found, active, is_new=False)
    existing = next((item for item in project.proposals if item.space == found.id), None)
    if existing is not None:
        return Target(found, existing, is_new=False)
    return Target(found, drafting.for_space(project, found), is_new=True)


def check_reach(space: Space | None, shape: BaseGeometry) -> None:
    """Check that a place is within `REACH` metres of a space.

    Raises
    ------
    EditError
        If it is farther.
    """
    if space is not None and space.shape.distance(shape) > REACH:
        raise EditError(
            N_("This is more than {distance} m from {space}. Choose a place nearer to it, or inside another space."),
            distance=int(REACH),
            space=space.name,
        )


def footprint(kind: InterventionType, x: float, y: float, space: Space | None) -> BaseGeometry:
    """Return what a click at (x, y) places: a point, or the type's rectangle along the space's longest side.

    Parameters
    ----------
    kind
        A type with geometry ``point`` or ``polygon``.
    x, y
        Metres in the project's CRS.
    space
        Gives the direction; None: the rectangle lies east-west.
    """
    if kind.geometry != "polygon":
        return shapely.Point(x, y)
    width, height = kind.default_size_m or (10.0, 10.0)
    box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return affinity.rotate(box, picking.longest_side(space.shape)) if space is not None else box


def place(kind: InterventionType, geometry: BaseGeometry, where: Target) -> Change:
    """Return the change that adds an intervention, and its proposal where that is new, in one undo step."""
    return _added((Intervention(id="", type=kind.id, geometry=geometry),), where, N_("Place intervention"))


def place_row(kind: InterventionType, places: tuple[tuple[float, float], ...], where: Target) -> Change:
    """Return the change that adds an intervention at each of some places in metres, in one undo step."""
    items = tuple(Intervention(id="", type=kind.id, geometry=shapely.Point(place)) for place in places)
    return _added(items, where, N_("Place a row"))


def _added(items: tuple[Intervention, ...], where: Target, label: str) -> Change:
    """Return the change that adds items under ids that are free; the last one is selected."""
    proposal, named = where.proposal, list[Intervention]()
    taken = {item.id for item in proposal.interventions}
    for item in items:
        key = edits.free_id(taken, item.type)
        taken.add(key)
        named.append(replace(item, id=key))

    def edit(project: Project) -> Project:
        current = project.proposal(proposal.id) or proposal
        return edits.put_proposal(replace(current, interventions=(*current.interventions, *named)))(project)

    return Change(label, edit, proposal.id, named[-1].id)


def add(item: Intervention, where: Target, label: str) -> Change:
    """Return the change that adds a copy of an intervention under an id of its own; `label` is a message id."""
    return _added((item,), where, label)


def move(
    proposal: Proposal, item: Intervention, geometry: BaseGeometry, label: str = N_("Move intervention")
) -> Change:
    """Return the change that gives a placed intervention another place or shape; `label` is a message id."""
    moved = replace(item, geometry=geometry)
    return Change(label, edits.put_intervention(proposal.id, moved), proposal.id, item.id)


def remove(proposal: str, intervention: str, label: str = N_("Remove intervention")) -> Change:
    """Return the change that takes an intervention out of its proposal."""
    return Change(label, edits.remove_intervention(proposal, intervention), proposal)
