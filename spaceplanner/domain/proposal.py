"""Proposals: interventions placed in a space, who pays for them and who keeps them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.partner import Recognition
    from spaceplanner.domain.programme import ProgrammeLine


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Intervention:
    """One catalogue item placed in (or for) a space.

    Attributes
    ----------
    id
        Unique within its proposal.
    type
        Id of a catalogue type.
    geometry
        Point, LineString or Polygon in the project's CRS; None for a programme without a place of its own.
    quantity
        In the type's unit; None: taken from the geometry (1 for a point, metres for a line, m2 for a polygon).
    unit_cost
        Overrides the catalogue's likely cost per unit; None: the catalogue's.
    note
        Hostile text.
    owner, maintainer, upkeep_payer
        Who owns it, maintains it and pays for its upkeep, where it is not as for the rest of the proposal.
    """

    id: str
    type: str
    geometry: BaseGeometry | None = None
    quantity: float | None = None
    unit_cost: float | None = None
    note: str = ""
    owner: str = ""
    maintainer: str = ""
    upkeep_payer: str = ""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Proposal:
    """What is proposed for one space.

    Attributes
    ----------
    summary
        One sentence for the brief; empty: the brief writes its own from the items.
    owner, maintainer, upkeep_payer
        Who owns what is built, who maintains it and who pays for that; empty: nobody yet, which lowers readiness and
        lets the benefit decay.
    programme
        What people do in and around the space beside the catalogue's items: meetings, training, mediation.
    recognitions
        What partners get for what they give.
    scenario_of
        Id of the proposal that this one is another version of; None: it is none.
    state
        ``draft``, ``review`` or ``approved``.
    """

    id: str
    name: str
    space: str
    interventions: tuple[Intervention, ...] = ()
    funding: tuple[Funding, ...] = ()
    maintainer: str = ""
    upkeep_payer: str = ""
    summary: str = ""
    contact: str = ""
    state: str = "draft"
    owner: str = ""
    programme: tuple[ProgrammeLine, ...] = ()
    recognitions: tuple[Recognition, ...] = ()
    scenario_of: str | None = None
