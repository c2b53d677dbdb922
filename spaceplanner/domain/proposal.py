"""Proposals: interventions placed in a space, who pays for them and who keeps them up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class FundingKind(StrEnum):
    """What stands behind a funding line, from the municipality's own money to a request."""

    OWN = "own"
    COMMITTED = "committed"
    PLEDGED = "pledged"
    IN_KIND = "in_kind"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A business or institution that may co-invest. All texts are hostile."""

    id: str
    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """One line of the funding stack.

    Attributes
    ----------
    source
        Who gives: shown as it is.
    amount
        In the project's currency, at least 0.
    partner
        Partner id where the giver is one of the project's partners.
    """

    source: str
    kind: FundingKind
    amount: float
    partner: str | None = None


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
    """

    id: str
    type: str
    geometry: BaseGeometry | None = None
    quantity: float | None = None
    unit_cost: float | None = None
    note: str = ""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Proposal:
    """What is proposed for one space.

    Attributes
    ----------
    summary
        One sentence for the brief; empty: the brief writes its own from the items.
    maintainer, upkeep_payer
        Who maintains it afterwards, and who pays for that; empty: nobody yet, which lowers readiness.
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
