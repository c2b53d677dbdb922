"""Programme lines: what people do, with who answers for it and the indicator it is judged by."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class ProgrammeKind(StrEnum):
    """The lines on which a programme of safe public space lives."""

    COMMITTEE = "committee"
    COACHING = "coaching"
    YOUTH = "youth"
    MEDIATION = "mediation"
    CAMPAIGN = "campaign"
    WORKSHOPS = "workshops"
    COORDINATION = "coordination"
    SECURITY_PLAN = "security_plan"


QUANTITIES: Mapping[ProgrammeKind, tuple[str, ...]] = {
    ProgrammeKind.COMMITTEE: ("meetings", "members"),
    ProgrammeKind.COACHING: ("hours", "trained"),
    ProgrammeKind.YOUTH: ("youth",),
    ProgrammeKind.MEDIATION: ("mediators", "cases"),
    ProgrammeKind.CAMPAIGN: ("actions", "people"),
    ProgrammeKind.WORKSHOPS: ("workshops", "attendance"),
    ProgrammeKind.COORDINATION: ("procedures", "institutions"),
    ProgrammeKind.SECURITY_PLAN: (),
}
"""What is counted of each line, a year; each at least 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What a line is judged by. All texts are hostile.

    Attributes
    ----------
    baseline, target
        In `unit`; None: not known yet, which is printed as missing.
    source, owner
        Where the value comes from, and who reports it.
    due
        Day by which the target is to be reached.
    """

    name: str
    unit: str = ""
    baseline: float | None = None
    target: float | None = None
    source: str = ""
    owner: str = ""
    due: date | None = None

    @property
    def complete(self) -> bool:
        """Whether it can be held against anybody: baseline, target, source, owner and date are all there."""
        texts = (self.name, self.source, self.owner)
        return all(text.strip() for text in texts) and None not in (self.baseline, self.target, self.due)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """One line of the programme of a proposal. All texts are hostile.

    Attributes
    ----------
    id
        Unique within its proposal.
    responsible
        The body that answers for it; empty: nobody yet.
    quantities
        Name of `QUANTITIES` -> amount a year; what is missing is not known.
    reference
        Of `SECURITY_PLAN`, the line of action of the municipal plan it belongs to; else a document, if any.
    """

    id: str
    kind: ProgrammeKind
    responsible: str = ""
    quantities: Mapping[str, float] = field(default_factory=dict)
    reference: str = ""
    indicator: Indicator | None = None
    note: str = ""
