"""The programme of a proposal in words: kinds of lines, what is counted of them, indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.programme import QUANTITIES, ProgrammeKind
from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.programme import Indicator, ProgrammeLine

KINDS: Mapping[ProgrammeKind, str] = {
    ProgrammeKind.COMMITTEE: N_("Neighbourhood committee"),
    ProgrammeKind.COACHING: N_("Coach curriculum"),
    ProgrammeKind.YOUTH: N_("Youth reached"),
    ProgrammeKind.MEDIATION: N_("Conflict mediation"),
    ProgrammeKind.CAMPAIGN: N_("Information campaign"),
    ProgrammeKind.WORKSHOPS: N_("Co-design workshops"),
    ProgrammeKind.COORDINATION: N_("Coordination between institutions"),
    ProgrammeKind.SECURITY_PLAN: N_("Line of the municipal security plan"),
}
"""Kinds of programme lines."""

COUNTED: Mapping[str, str] = {
    "meetings": N_("meetings"),
    "members": N_("members"),
    "hours": N_("hours"),
    "trained": N_("people trained"),
    "youth": N_("young people"),
    "mediators": N_("mediators"),
    "cases": N_("cases"),
    "actions": N_("actions"),
    "people": N_("people reached"),
    "workshops": N_("workshops"),
    "attendance": N_("people attending"),
    "procedures": N_("procedures"),
    "institutions": N_("institutions"),
}
"""What is counted of a line, a year."""


def quantities(line: ProgrammeLine) -> str:
    """Write what is counted of a line: ``12 meetings, 25 members``; what is not known is left out."""
    known = [name for name in QUANTITIES[line.kind] if name in line.quantities]
    return ", ".join(f"{_written(line.quantities[name])} {gettext(COUNTED[name])}" for name in known)


def change(indicator: Indicator) -> str:
    """Write baseline and target: ``2 → 12 a year``; what is missing is a question mark."""
    ends = ("?" if value is None else _written(value) for value in (indicator.baseline, indicator.target))
    return f"{' → '.join(ends)} {indicator.unit}".strip()


def missing(line: ProgrammeLine) -> list[str]:
    """Return what a line lacks to be held against anybody, in words."""
    lacks = [] if line.responsible.strip() else [gettext(N_("who is responsible"))]
    found = line.indicator
    if found is None:
        return [*lacks, gettext(N_("an indicator"))]
    parts = {
        N_("a baseline"): found.baseline is not None,
        N_("a target"): found.target is not None,
        N_("a source"): bool(found.source.strip()),
        N_("who reports it"): bool(found.owner.strip()),
        N_("a date"): found.due is not None,
    }
    return [*lacks, *(gettext(text) for text, there in parts.items() if not there)]


def _written(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)
