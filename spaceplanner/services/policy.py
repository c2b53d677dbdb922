"""Policy: what of a proposal may be named for a sponsor outside, before anything of it is printed.

Endorsement, renaming and exclusivity need a decision on record, and a partner is not named for what it does not want to
be named for (see docs/methods/sponsor.md). Reports print only what `published` returns.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.domain.partner import RecognitionKind
from spaceplanner.domain.space import spaces_of
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

UNNAMED = N_("A partner that is not named here")
_SHORTEST = 4
"""Letters that a partner's name must have to be looked for in the name of a proposal."""


def published(proposal: Proposal, project: Project, catalogue: Catalogue) -> Proposal:
    """Return a proposal with nothing in it that may not be named outside.

    Recognitions without the decision they need are left out. Who refuses a theme of the proposal gives without a name, and
    gets nothing that would name it. A proposal that bears a partner's name without a decision on renaming bears that
    of its space.
    """
    silent = {partner.id for partner in project.partners if refused(partner, proposal, catalogue)}
    hidden = {_plain(partner.name) for partner in project.partners if partner.id in silent}
    funding = tuple(
        replace(line, source=gettext(UNNAMED), note="")
        if line.partner in silent or _plain(line.source) in hidden
        else line
        for line in proposal.funding
    )
    given = tuple(item for item in proposal.recognitions if item.allowed and item.partner not in silent)
    shown = replace(proposal, funding=funding, recognitions=given)
    return replace(shown, name=name(proposal, project))


def name(proposal: Proposal, project: Project) -> str:
    """Return the name that a proposal may bear outside."""
    if _renamed(proposal, project) is None:
        return proposal.name
    return gettext("Proposal for {space}").format(space=_space(proposal, project))


def cautions(proposal: Proposal, project: Project, catalogue: Catalogue) -> Iterator[Note]:
    """Yield what policy keeps from being printed, for the window and for those who prepare the proposal."""
    names = {partner.id: partner.name for partner in project.partners}
    for item in proposal.recognitions:
        if not item.allowed:
            yield (
                N_("What {partner} is to get ({kind}) is not printed: no decision of the municipality is on record."),
                {"partner": names.get(item.partner, item.partner), "kind": gettext(KINDS[item.kind])},
            )
    for partner in project.partners:
        if gives(partner, proposal) and (themes := refused(partner, proposal, catalogue)):
            yield (
                N_("{partner} is not named in this proposal: it does not want to be named for {themes}."),
                {"partner": partner.name, "themes": ", ".join(gettext(THEMES[theme]) for theme in themes)},
            )
    if bearer := _renamed(proposal, project):
        yield (
            N_("The proposal is printed under the name of its space: naming it for {partner} needs a decision."),
            {"partner": bearer.name},
        )


def refused(partner: Partner, proposal: Proposal, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the themes of a proposal for which a partner does not want to be named."""
    present = {catalogue.types[item.type].theme for item in proposal.interventions if item.type in catalogue.types}
    return tuple(theme for theme in dict.fromkeys(partner.refuses) if theme in present)


def gives(partner: Partner, proposal: Proposal) -> bool:
    """Tell whether a partner stands in a proposal's funding or gets something in it."""
    return partner.id in {line.partner for line in proposal.funding} | {item.partner for item in proposal.recognitions}


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


def _renamed(proposal: Proposal, project: Project) -> Partner | None:
    """Return the partner whose name a proposal bears without a decision on renaming."""
    decided = {item.partner for item in proposal.recognitions if item.kind is RecognitionKind.RENAMING and item.allowed}
    title = f" {_plain(proposal.name)} "
    for partner in project.partners:
        said = _plain(re.sub(r"\(.*?\)", "", partner.name))
        if partner.id not in decided and len(said) >= _SHORTEST and f" {said} " in title:
            return partner
    return None


def _space(proposal: Proposal, project: Project) -> str:
    return next((space.name for space in spaces_of(project.layers) if space.id == proposal.space), proposal.space)


def _plain(text: str) -> str:
    """Return the words of a name in lower case without accents and signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters))
