"""Partners: how well each fits each proposal, in parts that add up and are told (see docs/methods/sponsor.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from spaceplanner.domain.funding import Form, State
from spaceplanner.domain.space import spaces_of
from spaceplanner.domain.versions import groups
from spaceplanner.i18n import N_, gettext, money, number, percent
from spaceplanner.services import districts, measures, policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import ProposalResult, Result

WEIGHTS: Mapping[str, float] = {
    "themes": 0.30,
    "territory": 0.20,
    "capacity": 0.25,
    "conditions": 0.10,
    "businesses": 0.15,
}
"""Part -> weight: our own judgement, the same for everybody (a partner's first question is what for, then where)."""

LABELS: Mapping[str, str] = {
    "themes": N_("Themes"),
    "territory": N_("Territory"),
    "capacity": N_("Capacity"),
    "conditions": N_("Conditions"),
    "businesses": N_("Businesses near"),
}

_MANY = 50
"""Businesses within a walk from which on the part is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPart:
    """A part of a fit.

    Attributes
    ----------
    value
        0 to 1; None: not known, which counts as nothing, so that nobody rises for what it did not say.
    points
        ``100 * weight * value``; the points of all parts add up to the fit.
    why
        A sentence, in the language in use.
    """

    id: str
    weight: float
    value: float | None
    points: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well a partner fits a proposal.

    Attributes
    ----------
    total
        0 to 100; 0 where `refused` says why it cannot be.
    refused
        Empty, or the sentence that says why the partner does not come into question.
    gives
        It gives already.
    """

    partner: str
    proposal: str
    total: float
    parts: tuple[FitPart, ...]
    refused: str = ""
    gives: bool = False


def fits(
    project: Project, result: Result, catalogue: Catalogue, *, partner: str | None = None, proposal: str | None = None
) -> tuple[Fit, ...]:
    """Return the fits of partners to proposals, the best first; equal ones by their ids.

    Parameters
    ----------
    partner, proposal
        Only those of one partner, or for one proposal; None: of all.
    """
    places = _places(project)
    found = [
        fit(one, each, outcome, project, catalogue, places=places.get(each.space, ()))
        for one in project.partners
        if partner in {None, one.id}
        for each in project.proposals
        if proposal in {None, each.id} and (outcome := result.proposal(each.id)) is not None
    ]
    return tuple(sorted(found, key=lambda item: (-item.total, item.proposal, item.partner)))


def fit(
    partner: Partner,
    proposal: Proposal,
    outcome: ProposalResult,
    project: Project,
    catalogue: Catalogue,
    *,
    places: Iterable[str],
) -> Fit:
    """Return how well a partner fits a proposal.

    Parameters
    ----------
    places
        Names of the districts in which its space lies, and its own.
    """
    costs = _by_theme(outcome, catalogue)
    found = {
        "themes": _themes(partner, costs),
        "territory": _territory(partner, places),
        "capacity": _capacity(partner, outcome, project),
        "conditions": _conditions(partner, proposal),
        "businesses": _businesses(outcome),
    }
    parts = [
        FitPart(id=key, weight=WEIGHTS[key], value=value, points=100 * WEIGHTS[key] * (value or 0.0), why=why)
        for key, (value, why) in found.items()
    ]
    refused = _refused(partner, costs) or _shut_out(partner, proposal, project)
    return Fit(
        partner=partner.id,
        proposal=proposal.id,
        total=0.0 if refused else sum(part.points for part in parts),
        parts=tuple(parts),
        refused=refused,
        gives=policy.gives(partner, proposal),
    )


def free(partner: Partner, project: Project, *, without: str = "") -> float | None:
    """Return what a partner could still give this year: what it said less what stands in proposals; None: it said nothing.

    Parameters
    ----------
    without
        Id of a proposal whose lines do not count, nor those of its other versions.
    """
    said = [amount for amount in (partner.cash, partner.in_kind, partner.time) if amount is not None]
    if not said:
        return None
    return max(0.0, sum(said) - sum(given(partner, project, without=without).values()))


def given(partner: Partner, project: Project, *, without: str = "") -> dict[Form, float]:
    """Return what a partner gives in all proposals by form; what is only asked for does not count.

    Of versions of one proposal the one in which it gives the most counts: it will give in one of them at most.
    """
    sums = dict.fromkeys(Form, 0.0)
    for some in groups(project.proposals).values():
        if without not in {proposal.id for proposal in some}:
            for line in max((_lines(partner, proposal) for proposal in some), key=_sum):
                sums[line.form] += line.amount
    return sums


def _lines(partner: Partner, proposal: Proposal) -> list[Funding]:
    return [line for line in proposal.funding if line.partner == partner.id and line.state is not State.REQUESTED]


def _sum(lines: Iterable[Funding]) -> float:
    return sum(line.amount for line in lines)


def over(partner: Partner, project: Project) -> tuple[Form, ...]:
    """Return the forms in which a partner gives more than it said it could."""
    sums = given(partner, project)
    return tuple(form for form in Form if (most := getattr(partner, form.value)) is not None and sums[form] > most)


Judged = tuple[float | None, str]


def _by_theme(outcome: ProposalResult, catalogue: Catalogue) -> dict[str, float]:
    costs: dict[str, float] = {}
    for line in outcome.cost.lines:
        if line.type in catalogue.types and line.likely > 0:
            theme = catalogue.types[line.type].theme
            costs[theme] = costs.get(theme, 0.0) + line.likely
    return costs


def _named(themes: Iterable[str]) -> str:
    return ", ".join(gettext(policy.THEMES[theme]) if theme in policy.THEMES else theme for theme in themes)


def _themes(partner: Partner, costs: Mapping[str, float]) -> Judged:
    if not costs:
        return None, gettext(N_("Nothing in the proposal has a cost yet."))
    wanted = [
        theme for theme in costs if theme not in partner.refuses and (not partner.themes or theme in partner.themes)
    ]
    share = sum(costs[theme] for theme in wanted) / sum(costs.values())
    if not partner.themes and not partner.refuses:
        return 1.0, gettext(N_("It supports any theme."))
    if not wanted:
        said = gettext(N_("None of the proposal's themes ({themes}) is one that it supports."))
        return 0.0, said.format(themes=_named(costs))
    said = gettext(N_("{share} of the cost is for themes that it supports: {themes}."))
    return share, said.format(share=percent(share), themes=_named(wanted))


def _territory(partner: Partner, places: Iterable[str]) -> Judged:
    if not partner.territory:
        return 1.0, gettext(N_("It supports any district."))
    named = {place.casefold().strip(): place for place in places if place.strip()}
    hit = next(
        (named[place.casefold().strip()] for place in partner.territory if place.casefold().strip() in named), None
    )
    if hit is not None:
        return 1.0, gettext(N_("The space lies in its territory: {place}.")).format(place=hit)
    said = gettext(N_("The space is outside its territory: {places}."))
    return 0.0, said.format(places=", ".join(partner.territory))


def _capacity(partner: Partner, outcome: ProposalResult, project: Project) -> Judged:
    room = free(partner, project)
    if room is None:
        return None, gettext(N_("It has not said how much it could give."))
    gap = outcome.funding.gap
    if gap is None:
        return None, gettext(measures.REASONS["other_money"])
    if gap <= 0:
        return 0.0, gettext(N_("The proposal lacks no money."))
    share = min(1.0, room / gap)
    said = gettext(N_("It could give {room} more this year, {share} of the {gap} that are missing."))
    currency = project.currency
    return share, said.format(room=money(room, currency), share=percent(share), gap=money(gap, currency))


def _conditions(partner: Partner, proposal: Proposal) -> Judged:
    if not partner.conditions.strip():
        return 1.0, gettext(N_("It sets no conditions."))
    settled = any(item.partner == partner.id and item.allowed for item in proposal.recognitions)
    said = (
        N_("What it gets is agreed; it asked for: {conditions}")
        if settled
        else N_("Not settled yet; it asks for: {conditions}")
    )
    return float(settled), gettext(said).format(conditions=" ".join(partner.conditions.split()))


def _businesses(outcome: ProposalResult) -> Judged:
    case = outcome.sponsor
    if case is None or not case.present:
        return None, gettext(N_("Nobody knows how many businesses are near."))
    count = sum(case.businesses.values())
    said = gettext(N_("{count} businesses are within {metres} m on foot."))
    return min(1.0, count / _MANY), said.format(count=number(count), metres=number(case.metres))


def _refused(partner: Partner, costs: Mapping[str, float]) -> str:
    if costs and all(theme in partner.refuses for theme in costs):
        said = gettext(N_("It does not want to be named for anything in this proposal: {themes}."))
        return said.format(themes=_named(costs))
    return ""


def _shut_out(partner: Partner, proposal: Proposal, project: Project) -> str:
    if partner not in policy.shut_out(proposal, project):
        return ""
    holders = policy.exclusive(proposal)
    said = gettext(N_("Exclusivity is decided for others: {names}."))
    return said.format(names="; ".join(one.name for one in project.partners if one.id in holders))


def _places(project: Project) -> dict[str, tuple[str, ...]]:
    """Return for each space with a proposal its name and those of the districts in which it lies."""
    shapes, names = districts.areas(project)
    wanted = {proposal.space for proposal in project.proposals}
    spaces = [space for space in spaces_of(project.layers) if space.id in wanted]
    found = {space.id: [space.name] for space in spaces}
    if len(shapes) and spaces:
        place, area = shapely.STRtree(shapes).query(
            [shapely.point_on_surface(space.shape) for space in spaces], predicate="intersects"
        )
        for row, district in zip(place.tolist(), area.tolist(), strict=True):
            found[spaces[row].id].append(names[district])
    return {key: tuple(dict.fromkeys(some)) for key, some in found.items()}
