"""The guide: what somebody who does this for the first time would sensibly do next."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from spaceplanner.domain.layer import Role

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project


class Next(StrEnum):
    """A next step, in the order in which they come."""

    ADD_SPACES = "add_spaces"
    DIAGNOSE = "diagnose"
    SELECT = "select"
    PROPOSE = "propose"
    PLACE = "place"
    FUND = "fund"
    EXPORT = "export"


def following(project: Project, *, space: str | None, proposal: str | None, diagnosed: bool) -> Next:
    """Return the next step.

    Parameters
    ----------
    space, proposal
        Ids of what is selected, or None.
    diagnosed
        The user has gone beyond the data.
    """
    if not any(len(layer) for layer in project.by_role(Role.SPACES)):
        return Next.ADD_SPACES
    active = project.proposal(proposal) if proposal else None
    if active is None:
        if not diagnosed:
            return Next.DIAGNOSE
        return Next.SELECT if space is None else Next.PROPOSE
    if not active.interventions:
        return Next.PLACE
    return Next.EXPORT if active.funding else Next.FUND
