"""Drafting: new proposals, and other versions of existing ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spaceplanner.domain.edits import duplicate_proposal, free_id
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.space import Space

_NUMBERED = re.compile(r" \(\d+\)$")


def new_proposal(project: Project, space_id: str) -> Proposal:
    """Return an empty proposal for a space, with a name and an id that are free.

    Raises
    ------
    EditError
        If the project has no such space.
    """
    space = next((space for space in spaces_of(project.layers) if space.id == space_id), None)
    if space is None:
        raise EditError(N_("The project has no space {space}."), space=space_id)
    return for_space(project, space)


def for_space(project: Project, space: Space) -> Proposal:
    """Return an empty proposal for a space of the project, with a name and an id that are free."""
    name = gettext(N_("Proposal for {name}")).format(name=space.name)
    return Proposal(
        id=free_id({item.id for item in project.proposals}, "proposal"),
        name=_free_name(project, name),
        space=space.id,
        contact=project.contact,
    )


def scenario(project: Project, proposal: Proposal) -> tuple[str, Edit]:
    """Return the id of another version of a proposal, to be changed and compared, and the edit that makes it."""
    key = free_id({item.id for item in project.proposals}, proposal.id)
    name = _free_name(project, _NUMBERED.sub("", proposal.name))
    return key, duplicate_proposal(proposal.id, key, name)


def programme(proposal: Proposal, kind: InterventionType) -> Intervention:
    """Return one more intervention without a place of its own, for one unit of its type."""
    taken = {item.id for item in proposal.interventions}
    return Intervention(id=free_id(taken, kind.id), type=kind.id, quantity=1.0)


def _free_name(project: Project, stem: str) -> str:
    taken = {item.name for item in project.proposals}
    if stem not in taken:
        return stem
    number = 2
    while f"{stem} ({number})" in taken:
        number += 1
    return f"{stem} ({number})"
