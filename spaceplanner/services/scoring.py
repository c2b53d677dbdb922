"""Scoring: what a proposal is worth, in parts that add up (see docs/methods/score.md).

A proposal is scored by itself on fixed anchors, so no other proposal changes its score; only ranks are about all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.domain.result import ProposalResult
from spaceplanner.domain.versions import leading
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import (
    appraising,
    costing,
    eligibility,
    figure_parts,
    judging,
    proof,
    reached_ground,
    sponsor,
    standing,
    weighing,
)
from spaceplanner.services.benefit import benefit
from spaceplanner.services.scoring_notes import about_data, about_types
from spaceplanner.services.site import sites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.judgement import Override
    from spaceplanner.domain.outlook import Appraisal, Note
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Cost, Diagnosis, EffectUse, Figure, FundingTotals, Part, SpaceDiagnosis
    from spaceplanner.services.appraising import Outlay, Prices
    from spaceplanner.services.benefit import Benefit
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo
    from spaceplanner.services.site import Site
    from spaceplanner.services.standing import Contender


_VERSION: Note = (
    N_(
        "It is a version of another proposal: its rank is that in the other's place, and how sure it is, is not judged."
    ),
    {},
)
_LEAST = {"draws": 2000, "transfer_sd": 0}
"""Fewer draws leave the ends of an interval to chance: at 2,000 each end is right to one hundredth of the draws."""
_SHARES = ("effect_floor",)


def score(
    project: Project, catalogue: Catalogue, inputs: Inputs, diagnosis: Diagnosis, memo: Memo
) -> tuple[ProposalResult, ...]:
    """Score and rank the proposals of a project, in the project's order.

    Versions of one proposal are ranked once: the one that stands for them, the others as if in its place.

    Parameters
    ----------
    inputs, diagnosis
        Of this very project.
    memo
        Where results are remembered: a proposal that did not change is not scored again.

    Raises
    ------
    AnalysisError
        If the project's criteria cannot be used.
    """
    found = [item.result for item in contenders(project, catalogue, inputs, diagnosis, memo)]
    stands = leading(project.proposals)
    found = [
        item if stands[item.id] == item.id else replace(item, version_of=stands[item.id], notes=(*item.notes, _VERSION))
        for item in found
    ]
    proofs = proof.outlooks(found, inputs, diagnosis, memo)
    cases = sponsor.outlooks(found, project, inputs, diagnosis, memo)
    return tuple(
        replace(item, proof=shown, sponsor=case)
        for item, shown, case in zip(weighing.ranked(found), proofs, cases, strict=True)
    )


def contenders(
    project: Project, catalogue: Catalogue, inputs: Inputs, diagnosis: Diagnosis, memo: Memo
) -> tuple[Contender, ...]:
    """Score the proposals of a project, with what decides how they stand among the others: as `score` does, unranked.

    What did not change is the same object as before.

    Raises
    ------
    AnalysisError
        If the project's criteria cannot be used.
    """
    judged, prices = _ready(project, catalogue, memo)
    where = sites([proposal.space for proposal in project.proposals], inputs, diagnosis, memo)
    return tuple(
        _remembered(proposal, site, judged, project, memo, prices=prices)
        for proposal, site in zip(project.proposals, where, strict=True)
    )


def alone(
    project: Project, catalogue: Catalogue, proposal: Proposal, inputs: Inputs, diagnosis: Diagnosis, *, memo: Memo
) -> ProposalResult:
    """Score one proposal of a project without a look at the others: as `score` does, but unranked and without its cases.

    Nothing of it is remembered, for while something is dragged each place is met once.

    Raises
    ------
    AnalysisError
        If the project's criteria cannot be used.
    """
    judged, prices = _ready(project, catalogue, memo)
    (site,) = sites([proposal.space], inputs, diagnosis, memo)
    return _result(proposal, site, judged, project, prices).result


def draws(
    project: Project,
    catalogue: Catalogue,
    proposals: Sequence[Proposal],
    inputs: Inputs,
    diagnosis: Diagnosis,
    *,
    memo: Memo,
) -> tuple[tuple[Benefit, Outlay], ...]:
    """Draw what some proposals avert and cost: draw by draw the same chance for all of them, so they may be subtracted."""
    judged, prices = _ready(project, catalogue, memo)
    where = sites([proposal.space for proposal in proposals], inputs, diagnosis, memo)
    return tuple(
        (_gain(proposal, judged, site, project.settings), appraising.outlay(proposal, judged, project.settings, prices))
        for proposal, site in zip(proposals, where, strict=True)
    )


def _ready(project: Project, catalogue: Catalogue, memo: Memo) -> tuple[Catalogue, Prices]:
    """Return the catalogue as the project's users judge it, and its prices; raise where the project cannot be scored."""
    _check(project.settings)
    appraising.check(project)
    settings = project.settings
    prices = memo("prices", appraising.prices, catalogue, seed=settings.seed, draws=settings.draws)
    return memo("judged", _judged, catalogue, overrides=project.overrides), prices


def _remembered(
    proposal: Proposal, site: Site, catalogue: Catalogue, project: Project, memo: Memo, *, prices: Prices
) -> Contender:
    """Return a scored proposal; the key holds what the site is made of, for a site is a new object each time."""
    return memo(
        "proposal",
        lambda *_, **__: _result(proposal, site, catalogue, project, prices),
        proposal,
        catalogue,
        site.space,
        site.shape,
        site.near,
        site.lamps_xy,
        site.alarms_xy,
        baseline=site.baseline,
        settings=project.settings,
        criteria=project.criteria,
        currency=project.currency,
        social_costs=project.social_costs,
    )


def _judged(catalogue: Catalogue, *, overrides: tuple[Override, ...]) -> Catalogue:
    return judging.judged(catalogue, overrides)


def _check(settings: Settings) -> None:
    for name, least in _LEAST.items():
        if not getattr(settings, name) >= least:
            raise AnalysisError(
                N_("The setting {setting} is {value}: choose {least} or more."),
                setting=name,
                value=getattr(settings, name),
                least=least,
            )
    for name in _SHARES:
        if not 0 <= getattr(settings, name) <= 1:
            raise AnalysisError(
                N_("The setting {setting} is {value}: choose a share from 0 to 1."),
                setting=name,
                value=getattr(settings, name),
            )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Measured:
    """What a proposal does and costs at its site, before it is weighed."""

    gain: Benefit
    cost: Cost
    funding: FundingTotals
    appraisal: Appraisal
    before: dict[str, Figure]
    after: dict[str, Figure]
    grade: str
    works: tuple[Intervention, ...]


def _measured(proposal: Proposal, site: Site, catalogue: Catalogue, project: Project, prices: Prices) -> _Measured:
    settings, same = project.settings, project.currency == catalogue.currency
    gain = _gain(proposal, catalogue, site, settings)
    cost = costing.cost(proposal, catalogue, settings, same_currency=same)
    before = reached_ground.today(site.space)
    return _Measured(
        gain=gain,
        cost=cost,
        funding=costing.funding(proposal, cost.likely, same_currency=same),
        appraisal=appraising.appraise(proposal, gain, catalogue, project, prices),
        before=before,
        after=reached_ground.proposed(before, proposal, catalogue, site, settings),
        grade=weighing.grade(catalogue, gain.effects),
        works=works(proposal, catalogue),
    )


def _parts(found: _Measured, proposal: Proposal, space: SpaceDiagnosis | None, project: Project) -> tuple[Part, ...]:
    figures, numbers = weighing.figures(
        proposal,
        space,
        gain=found.gain,
        cost=found.cost,
        funding=found.funding,
        gap_closed=reached_ground.gap_closed(found.before, found.after),
        grade=found.grade,
        works=found.works,
    )
    return weighing.parts(project.criteria, figures, numbers, _floors(space, found.before, found.after))


def _result(proposal: Proposal, site: Site, catalogue: Catalogue, project: Project, prices: Prices) -> Contender:
    found = _measured(proposal, site, catalogue, project, prices)
    return standing.contender(
        _told(found, proposal, site, catalogue, project),
        proposal,
        gain=found.gain,
        cost=found.cost,
        funding=found.funding,
        works=found.works,
    )


def _told(found: _Measured, proposal: Proposal, site: Site, catalogue: Catalogue, project: Project) -> ProposalResult:
    """Return the score of what was measured, with all that is told of it."""
    gain, parts = found.gain, _parts(found, proposal, site.space, project)
    credited = tuple(dict.fromkeys(row.evidence for row in gain.effects if row.credited))
    return ProposalResult(
        id=proposal.id,
        name=proposal.name,
        space=proposal.space,
        score=sum(part.points for part in parts),
        score_floor=weighing.documented([criterion.weight for criterion in project.criteria], parts),
        rank=1,
        criteria=parts,
        cost=found.cost,
        funding=found.funding,
        averted=gain.averted,
        may_have_no_effect=gain.may_have_no_effect,
        eligible=gain.eligible,
        incidents=site.space.figures["incidents_within"] if site.space else figure_parts.none("count", "no_layer"),
        effects=gain.effects,
        before=found.before,
        after=found.after,
        grade=found.grade,
        evidence=credited,
        related=_related(proposal, catalogue, gain.effects, credited),
        gain=replace(
            gain.gain,
            breakeven_displacement=found.appraisal.breakeven_displacement,
            reason=gain.gain.reason or found.appraisal.reason,
        ),
        appraisal=found.appraisal,
        stack=costing.funding_stack(proposal, found.cost.likely, same_currency=project.currency == catalogue.currency),
        notes=(
            *about_data(proposal, site.space, gain, parts, site.baseline),
            *about_types(proposal, catalogue, gain, project.currency),
            *appraising.notes(found.appraisal, project),
        ),
    )


def _gain(proposal: Proposal, catalogue: Catalogue, site: Site, settings: Settings) -> Benefit:
    return benefit(
        eligibility.uses(proposal, catalogue, site.near, settings),
        catalogue,
        settings,
        proposal=proposal,
        near=site.near,
        baseline=site.baseline,
    )


def works(proposal: Proposal, catalogue: Catalogue) -> tuple[Intervention, ...]:
    """Return the interventions of a proposal that are built and need upkeep."""
    return tuple(
        item for item in proposal.interventions if (kind := catalogue.types.get(item.type)) and kind.kind == "hard"
    )


def _floors(
    space: SpaceDiagnosis | None, before: Mapping[str, Figure], after: Mapping[str, Figure]
) -> dict[str, float]:
    """Return the numbers of criteria that are themselves made of parts, with missing parts counted as nothing."""
    shares, unknown = reached_ground.closed(before, after)
    return {
        "need": space.need_floor if space else 0.0,
        "gap_closed": sum(shares) / max(len(shares) + unknown, 1),
    }


def _related(
    proposal: Proposal, catalogue: Catalogue, effects: Sequence[EffectUse], credited: Sequence[str]
) -> tuple[str, ...]:
    """Return the evidence to be shown beside what is credited, the nulls first; no null of its families is left out."""
    present = {item.type for item in proposal.interventions}
    beside = [key for name, kind in catalogue.types.items() if name in present for key in kind.related]
    families = {catalogue.evidence[key].intervention for key in credited}
    nulls = [key for key, entry in catalogue.evidence.items() if entry.null and entry.intervention in families]
    found = dict.fromkeys([row.evidence for row in effects if not row.credited] + beside + nulls)
    rest = [key for key in found if key not in credited]
    return tuple(sorted(rest, key=lambda key: not catalogue.evidence[key].null))
