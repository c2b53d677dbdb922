"""Edits: pure functions from a project to a project.

Each public function takes what the user wants and returns an `Edit`; nothing is changed until the document applies it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.domain.luminaire import GENERIC, matching
from spaceplanner.domain.project import Project
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.judgement import Comparison, Override, SocialCost
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.luminaire import Luminaire
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Intervention, Proposal

Edit = Callable[[Project], Project]


def set_place(crs: str, timezone: str | None) -> Edit:
    """Fix the project's metric CRS and, where it has none yet, its time zone."""
    return lambda project: replace(project, crs=crs, timezone=project.timezone or timezone)


def set_identity(*, name: str, organisation: str, contact: str) -> Edit:
    """Set the project's name and who presents its briefs."""
    return lambda project: replace(project, name=name, organisation=organisation, contact=contact)


def set_settings(settings: Settings) -> Edit:
    """Replace the parameters of the analysis."""
    return lambda project: replace(project, settings=settings)


def put_layer(layer: Layer) -> Edit:
    """Add a layer, or put it in the place of the one with its id."""

    def edit(project: Project) -> Project:
        if project.layer(layer.id) is None:
            return replace(project, layers=(*project.layers, layer))
        return replace(project, layers=tuple(layer if old.id == layer.id else old for old in project.layers))

    return edit


def change_layer(
    layer_id: str, *, name: str | None = None, visible: bool | None = None, coverage: BaseGeometry | None = None
) -> Edit:
    """Rename a layer, show or hide it, or give its coverage area; None leaves that part as it is."""

    def edit(project: Project) -> Project:
        old = _layer(project, layer_id)
        new = replace(
            old,
            name=old.name if name is None else name,
            visible=old.visible if visible is None else visible,
            coverage=old.coverage if coverage is None else coverage,
        )
        return put_layer(new)(project)

    return edit


def move_layer(layer_id: str, position: int) -> Edit:
    """Move a layer to a position in the drawing order, 0 being the first drawn."""

    def edit(project: Project) -> Project:
        layer = _layer(project, layer_id)
        rest = [other for other in project.layers if other.id != layer_id]
        rest.insert(max(0, min(position, len(rest))), layer)
        return replace(project, layers=tuple(rest))

    return edit


def remove_layer(layer_id: str) -> Edit:
    """Remove a layer; refused while a proposal is about one of its spaces."""

    def edit(project: Project) -> Project:
        from_layer = _layer(project, layer_id)
        rest = tuple(layer for layer in project.layers if layer is not from_layer)
        kept = {space.id for space in spaces_of(rest)}
        had = {space.id for space in spaces_of((from_layer,))}
        for proposal in project.proposals:
            if proposal.space in had - kept:
                raise EditError(
                    N_(
                        "Layer {layer} cannot be removed: proposal {proposal} is about one of its spaces. Remove it first."
                    ),
                    layer=from_layer.name,
                    proposal=proposal.name,
                )
        return replace(project, layers=rest)

    return edit


def put_proposal(proposal: Proposal) -> Edit:
    """Add a proposal, or put it in the place of the one with its id."""

    def edit(project: Project) -> Project:
        if project.proposal(proposal.id) is None:
            return replace(project, proposals=(*project.proposals, proposal))
        return replace(
            project, proposals=tuple(proposal if old.id == proposal.id else old for old in project.proposals)
        )

    return edit


def remove_proposal(proposal_id: str) -> Edit:
    """Remove a proposal; its photographs stay with the space."""

    def edit(project: Project) -> Project:
        _proposal(project, proposal_id)
        photos = project.photos
        if any(photo.proposal == proposal_id for photo in photos):
            photos = tuple(replace(one, proposal=None) if one.proposal == proposal_id else one for one in photos)
        return replace(
            project, proposals=tuple(old for old in project.proposals if old.id != proposal_id), photos=photos
        )

    return edit


def put_intervention(proposal_id: str, intervention: Intervention) -> Edit:
    """Add an intervention to a proposal, or put it in the place of the one with its id."""

    def edit(project: Project) -> Project:
        proposal = _proposal(project, proposal_id)
        items = proposal.interventions
        if any(old.id == intervention.id for old in items):
            items = tuple(intervention if old.id == intervention.id else old for old in items)
        else:
            items = (*items, intervention)
        return put_proposal(replace(proposal, interventions=items))(project)

    return edit


def remove_intervention(proposal_id: str, intervention_id: str) -> Edit:
    """Remove an intervention from a proposal."""

    def edit(project: Project) -> Project:
        proposal = _proposal(project, proposal_id)
        rest = tuple(old for old in proposal.interventions if old.id != intervention_id)
        return put_proposal(replace(proposal, interventions=rest))(project)

    return edit


def set_funding(proposal_id: str, funding: tuple[Funding, ...]) -> Edit:
    """Replace the funding lines of a proposal."""

    def edit(project: Project) -> Project:
        return put_proposal(replace(_proposal(project, proposal_id), funding=funding))(project)

    return edit


def put_pledge(proposal_id: str, pledge: Funding) -> Edit:
    """Add what a partner gives to a proposal, or put it in the place of what it gave in that form; nothing ends it."""

    def edit(project: Project) -> Project:
        proposal = _proposal(project, proposal_id)
        if all(partner.id != pledge.partner for partner in project.partners):
            raise EditError(N_("The project has no partner {partner}."), partner=pledge.partner)
        same = [line.partner == pledge.partner and line.form is pledge.form for line in proposal.funding]
        new = (pledge,) if pledge.amount > 0 else ()
        place = same.index(True) if any(same) else len(same)
        rest = tuple(line for line, replaced in zip(proposal.funding, same, strict=True) if not replaced)
        before = sum(not replaced for replaced in same[:place])
        return put_proposal(replace(proposal, funding=(*rest[:before], *new, *rest[before:])))(project)

    return edit


def put_partner(partner: Partner) -> Edit:
    """Add a partner, or put it in the place of the one with its id."""

    def edit(project: Project) -> Project:
        if all(old.id != partner.id for old in project.partners):
            return replace(project, partners=(*project.partners, partner))
        return replace(project, partners=tuple(partner if old.id == partner.id else old for old in project.partners))

    return edit


def put_luminaire(luminaire: Luminaire) -> Edit:
    """Add a luminaire, or put it in the place of the one with its name; refused for the name of a generic shape."""

    def edit(project: Project) -> Project:
        if not matching(luminaire.name):
            raise EditError(N_("A luminaire needs a name."))
        if matching(luminaire.name) in GENERIC:
            raise EditError(
                N_("{name} is the name of a generic shape: give the luminaire another."), name=luminaire.name
            )
        old = project.luminaire(luminaire.name)
        if old is None:
            return replace(project, luminaires=(*project.luminaires, luminaire))
        new = replace(project, luminaires=tuple(luminaire if one is old else one for one in project.luminaires))
        # Spelt otherwise than before, the usual one is still the same.
        usual = project.settings.lamp_shape == old.name != luminaire.name
        return set_usual_luminaire(luminaire.name)(new) if usual else new

    return edit


def remove_luminaire(name: str) -> Edit:
    """Remove a luminaire; refused while it is that of all lamps that name none."""

    def edit(project: Project) -> Project:
        old = project.luminaire(name)
        if old is None:
            raise EditError(N_("The project has no luminaire {name}."), name=name)
        if matching(project.settings.lamp_shape) == matching(name):
            raise EditError(
                N_("Luminaire {name} is that of all lamps that name none: choose another for these first."),
                name=old.name,
            )
        return replace(project, luminaires=tuple(one for one in project.luminaires if one is not old))

    return edit


def set_usual_luminaire(name: str) -> Edit:
    """Give all lamps that name none a luminaire of the project, or a generic shape."""

    def edit(project: Project) -> Project:
        found = project.luminaire(name)
        usual = found.name if found else matching(name)
        if found is None and usual not in GENERIC:
            raise EditError(
                N_("The project has no luminaire {name}: choose one of {known}."),
                name=name,
                known=", ".join((*GENERIC, *(one.name for one in project.luminaires))),
            )
        if usual == project.settings.lamp_shape:
            return project
        return replace(project, settings=replace(project.settings, lamp_shape=usual))

    return edit


def remove_partner(partner_id: str) -> Edit:
    """Remove a partner; refused while a proposal names it."""

    def edit(project: Project) -> Project:
        rest = tuple(old for old in project.partners if old.id != partner_id)
        if len(rest) == len(project.partners):
            raise EditError(N_("The project has no partner {partner}."), partner=partner_id)
        for proposal in project.proposals:
            named = (*(line.partner for line in proposal.funding), *(item.partner for item in proposal.recognitions))
            if partner_id in named:
                raise EditError(
                    N_("The partner {partner} cannot be removed: proposal {proposal} names it. Change that first."),
                    partner=partner_id,
                    proposal=proposal.name,
                )
        return replace(project, partners=rest)

    return edit


def set_criteria(criteria: tuple[Criterion, ...], comparisons: tuple[Comparison, ...] = ()) -> Edit:
    """Set how proposals are weighed, with the pairwise judgements the weights were made from, if they were."""
    return lambda project: replace(project, criteria=criteria, comparisons=comparisons)


def put_override(override: Override) -> Edit:
    """Give a finding another value in this project, or change the one it has."""

    def edit(project: Project) -> Project:
        rest = tuple(old for old in project.overrides if old.evidence != override.evidence)
        return replace(project, overrides=(*rest, override))

    return edit


def remove_override(evidence: str) -> Edit:
    """Go back to the ledger's value of a finding."""

    def edit(project: Project) -> Project:
        rest = tuple(old for old in project.overrides if old.evidence != evidence)
        return replace(project, overrides=rest)

    return edit


def set_social_costs(costs: tuple[SocialCost, ...]) -> Edit:
    """Set what incidents cost society."""
    return lambda project: replace(project, social_costs=costs)


def set_plan(plan: Plan) -> Edit:
    """Set the budget and the rules of the portfolio."""
    return lambda project: replace(project, plan=plan)


def duplicate_proposal(proposal_id: str, new_id: str, name: str) -> Edit:
    """Add a copy of a proposal as another version of it."""

    def edit(project: Project) -> Project:
        old = _proposal(project, proposal_id)
        if project.proposal(new_id) is not None:
            raise EditError(N_("The project has a proposal {proposal} already."), proposal=new_id)
        copy = replace(old, id=new_id, name=name, scenario_of=old.scenario_of or old.id, state="draft")
        return put_proposal(copy)(project)

    return edit


def free_id(taken: set[str], stem: str) -> str:
    """Return `stem`, or `stem` with the first number that makes it unique: ``lamp``, ``lamp-2``, ``lamp-3``."""
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _layer(project: Project, layer_id: str) -> Layer:
    layer = project.layer(layer_id)
    if layer is None:
        raise EditError(N_("The project has no layer {layer}."), layer=layer_id)
    return layer


def _proposal(project: Project, proposal_id: str) -> Proposal:
    proposal = project.proposal(proposal_id)
    if proposal is None:
        raise EditError(N_("The project has no proposal {proposal}."), proposal=proposal_id)
    return proposal
