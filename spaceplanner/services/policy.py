"""Policy: what of a proposal may be named for a sponsor outside, before anything of it is printed.

Endorsement, renaming and exclusivity need a decision on record, and a partner is not named for what it does not want to
be named for (see docs/methods/sponsor.md). Reports print only what `published` returns.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from spaceplanner.domain.partner import NEED_DECISION, RecognitionKind
from spaceplanner.domain.space import spaces_of
from spaceplanner.i18n import N_, gettext
from spaceplanner.services.naming import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.partner import Partner, Recognition
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

UNNAMED = N_("A partner that is not named here")
_KEPT = frozenset({"id", "type", "space", "partner", "scenario_of", "state"})
"""Fields of a proposal and its parts that are no texts."""
_PROSE = frozenset({"summary", "contact", "note"})
"""Fields that are left empty where they name somebody: a brief has its own words instead."""


def published(proposal: Proposal, project: Project, catalogue: Catalogue) -> Proposal:
    """Return a proposal with nothing in it that may not be named outside.

    Recognitions without the decision they need are left out. Who refuses a theme of the proposal gives without a name,
    gets nothing that would name it, and is named in no other text of it. A proposal that bears a partner's name without a
    decision on renaming, or that of one that refuses, bears that of its space.
    """
    silent = unnamed(proposal, project, catalogue)
    funding = tuple(
        replace(line, source=gettext(UNNAMED), note="") if names(silent, line.source, line.partner) else line
        for line in proposal.funding
    )
    given = tuple(item for item in proposal.recognitions if item.allowed and not names(silent, "", item.partner))
    shown = replace(proposal, funding=funding, recognitions=given)
    if silent:
        shown = _without(shown, silent)
    return replace(shown, name=name(proposal, project, catalogue))


def name(proposal: Proposal, project: Project, catalogue: Catalogue) -> str:
    """Return the name that a proposal may bear outside."""
    if _renamed(proposal, project, catalogue) is None:
        return proposal.name
    return gettext("Proposal for {space}").format(space=_space(proposal, project))


def unnamed(proposal: Proposal, project: Project, catalogue: Catalogue) -> tuple[Partner, ...]:
    """Return the partners that are not named in a proposal because they refuse one of its themes."""
    return tuple(partner for partner in project.partners if refused(partner, proposal, catalogue))


def names(partners: Sequence[Partner], text: str, partner: str | None = None) -> bool:
    """Tell whether a text, or the partner of this id that it stands for, is one of some partners."""
    return any(one.id == partner or named(one.name, text) for one in partners)


def cautions(proposal: Proposal, project: Project, catalogue: Catalogue) -> Iterator[Note]:
    """Yield what policy keeps from being printed, for the window and for those who prepare the proposal."""
    called = {partner.id: partner.name for partner in project.partners}
    for item in proposal.recognitions:
        if not item.allowed:
            yield (
                N_("What {partner} is to get ({kind}) is not printed: no decision of the municipality is on record."),
                {"partner": called.get(item.partner, item.partner), "kind": gettext(KINDS[item.kind])},
            )
    yield from conflicts(proposal, project, catalogue)


def conflicts(proposal: Proposal, project: Project, catalogue: Catalogue) -> Iterator[Note]:
    """Yield what keeps partners, or the proposal's name, from being printed, whatever each recognition lacks."""
    called = {partner.id: partner.name for partner in project.partners}
    for partner in project.partners:
        if gives(partner, proposal) and (themes := refused(partner, proposal, catalogue)):
            yield (
                N_("{partner} is not named in this proposal: it does not want to be named for {themes}."),
                {"partner": partner.name, "themes": ", ".join(gettext(THEMES[theme]) for theme in themes)},
            )
    for partner in shut_out(proposal, project):
        if gives(partner, proposal):
            yield (
                N_("{partner} stands in this proposal, but exclusivity is decided for others in it: {others}."),
                {"partner": partner.name, "others": "; ".join(called.get(key, key) for key in exclusive(proposal))},
            )
    if bearer := _renamed(proposal, project, catalogue):
        yield (
            N_("The proposal is printed under the name of its space: naming it for {partner} needs a decision."),
            {"partner": bearer.name},
        )


def lacking(item: Recognition) -> list[str]:
    """Return what a recognition lacks of the decision that it needs, in words; nothing: it may be named."""
    if item.kind not in NEED_DECISION:
        return []
    parts = {
        N_("the reference of the decision"): bool(item.decision.strip()),
        N_("the day of the decision"): item.decided is not None,
    }
    return [gettext(text) for text, there in parts.items() if not there]


def refused(partner: Partner, proposal: Proposal, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the themes of a proposal for which a partner does not want to be named."""
    present = {catalogue.types[item.type].theme for item in proposal.interventions if item.type in catalogue.types}
    return tuple(theme for theme in dict.fromkeys(partner.refuses) if theme in present)


def gives(partner: Partner, proposal: Proposal) -> bool:
    """Tell whether a partner stands in a proposal's funding or gets something in it."""
    return partner.id in {line.partner for line in proposal.funding} | {item.partner for item in proposal.recognitions}


def exclusive(proposal: Proposal) -> tuple[str, ...]:
    """Return the ids of the partners to which exclusivity in a proposal was given by a decision on record."""
    given = (item for item in proposal.recognitions if item.kind is RecognitionKind.EXCLUSIVITY and item.allowed)
    return tuple(dict.fromkeys(item.partner for item in given))


def shut_out(proposal: Proposal, project: Project) -> tuple[Partner, ...]:
    """Return the partners that exclusivity of others keeps out of a proposal."""
    holders = exclusive(proposal)
    return tuple(partner for partner in project.partners if holders and partner.id not in holders)


KINDS = {
    RecognitionKind.THANKS: N_("thanks"),
    RecognitionKind.ENDORSEMENT: N_("endorsement of a brand"),
    RecognitionKind.RENAMING: N_("naming of the space"),
    RecognitionKind.EXCLUSIVITY: N_("exclusivity"),
}
"""What a partner gets, in words."""

THEMES = {
    "light": N_("light"),
    "alarms": N_("alarms"),
    "sport": N_("sport"),
    "green": N_("green areas"),
    "play": N_("play"),
    "access": N_("paths and access"),
    "upkeep": N_("upkeep"),
    "community": N_("community"),
}
"""Themes of the catalogue, in words."""


def _renamed(proposal: Proposal, project: Project, catalogue: Catalogue) -> Partner | None:
    """Return the partner whose name a proposal bears without a decision on renaming, or against its own wish."""
    decided = {item.partner for item in proposal.recognitions if item.kind is RecognitionKind.RENAMING and item.allowed}
    for partner in project.partners:
        may = partner.id in decided and not refused(partner, proposal, catalogue)
        if not may and named(partner.name, proposal.name):
            return partner
    return None


def _without(part: Any, silent: Sequence[Partner]) -> Any:
    """Return a part of a proposal with no text that names one of some partners."""
    if isinstance(part, tuple):
        return tuple(_without(each, silent) for each in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if type(value) is not str:
            changed[field.name] = _without(value, silent)
        elif field.name not in _KEPT and names(silent, value):
            changed[field.name] = "" if field.name in _PROSE else gettext(UNNAMED)
    return replace(part, **changed)


def _space(proposal: Proposal, project: Project) -> str:
    return next((space.name for space in spaces_of(project.layers) if space.id == proposal.space), proposal.space)
