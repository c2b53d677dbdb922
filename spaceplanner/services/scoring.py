"""Scoring: what a proposal is worth, in parts that add up (see docs/methods/score.md).

A proposal is scored by itself on fixed anchors, so no other proposal changes its score; only ranks are about all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import lighting, sound
from spaceplanner.domain.result import Figure, ProposalResult
from spaceplanner.domain.versions import leading
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import (
    appraising,
    costing,
    eligibility,
    judging,
    proof,
    sponsor,
    standing,
    surroundings,
    weighing,
)
from spaceplanner.services.benefit import benefit
from spaceplanner.services.stages import compute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.judgement import Override
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Diagnosis, EffectUse, Part, SpaceDiagnosis
    from spaceplanner.services.appraising import Outlay, Prices
    from spaceplanner.services.benefit import Benefit
    from spaceplanner.services.eligibility import Nearby
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo
    from spaceplanner.services.standing import Contender
    from spaceplanner.services.surroundings import Baseline

Note = tuple[str, dict[str, str | int]]

_VERSION: Note = (
    N_(
        "It is a version of another proposal: its rank is that in the other's place, and how sure it is, is not judged."
    ),
    {},
)
_ALARM = "community_alarm"
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
    _check(project.settings)
    appraising.check(project)
    settings = project.settings
    prices = memo("prices", appraising.prices, catalogue, seed=settings.seed, draws=settings.draws)
    judged = memo("judged", _judged, catalogue, overrides=project.overrides)
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
    _check(project.settings)
    appraising.check(project)
    settings = project.settings
    prices = memo("prices", appraising.prices, catalogue, seed=settings.seed, draws=settings.draws)
    judged = memo("judged", _judged, catalogue, overrides=project.overrides)
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
    _check(project.settings)
    appraising.check(project)
    settings = project.settings
    prices = memo("prices", appraising.prices, catalogue, seed=settings.seed, draws=settings.draws)
    judged = memo("judged", _judged, catalogue, overrides=project.overrides)
    where = sites([proposal.space for proposal in proposals], inputs, diagnosis, memo)
    return tuple(
        (_gain(proposal, judged, site, settings), appraising.outlay(proposal, judged, settings, prices))
        for proposal, site in zip(proposals, where, strict=True)
    )


def sites(spaces: Sequence[str], inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> tuple[Site, ...]:
    """Return what scoring reads of each of some spaces, by id; no proposal changes it."""
    return memo(
        "sites",
        lambda *_, spaces: tuple(_sites(spaces, inputs, diagnosis, memo)),
        inputs,
        diagnosis,
        spaces=tuple(spaces),
    )


def _sites(spaces: Sequence[str], inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> Iterator[Site]:
    diagnosed = {item.space: item for item in diagnosis.spaces}
    shapes = {space.id: space.shape for space in inputs.places.spaces}
    found_baselines = memo(
        "baselines",
        surroundings.baselines,
        inputs.places,
        compute("luck", inputs, memo),
        compute("luck_published", inputs, memo),
    )
    for key in spaces:
        space = diagnosed.get(key)
        yield Site(
            space=space,
            shape=shapes.get(key),
            near=eligibility.nearby(inputs, space, memo),
            baseline=found_baselines.get(key),
            lamps_xy=inputs.lamps.working_xy,
            alarms_xy=inputs.alarms.working_xy,
        )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Site:
    """What scoring reads of the place a proposal is for.

    Attributes
    ----------
    space, shape
        The space's diagnosis and polygon; None for a space that no layer holds.
    near
        The incidents near it, or the reason why there are no data on them.
    baseline
        What the space has a year in the long run; None without dates or without data.
    lamps_xy, alarms_xy
        (n, 2) all that work today, metres.
    """

    space: SpaceDiagnosis | None
    shape: BaseGeometry | None
    near: Nearby | str
    baseline: Baseline | None
    lamps_xy: NDArray[np.float64]
    alarms_xy: NDArray[np.float64]


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


def _result(proposal: Proposal, site: Site, catalogue: Catalogue, project: Project, prices: Prices) -> Contender:
    settings, space = project.settings, site.space
    incidents = space.figures["incidents_within"] if space else _nothing("count", "no_layer")
    gain = _gain(proposal, catalogue, site, settings)
    same = project.currency == catalogue.currency
    cost = costing.cost(proposal, catalogue, settings, same_currency=same)
    funding = costing.funding(proposal, cost.likely, same_currency=same)
    appraisal = appraising.appraise(proposal, gain, catalogue, project, prices)
    before = _before(space)
    after = _after(before, proposal, catalogue, site, settings)
    credited = tuple(dict.fromkeys(row.evidence for row in gain.effects if row.credited))
    grade = weighing.grade(catalogue, gain.effects)
    built = works(proposal, catalogue)
    figures, numbers = weighing.figures(
        proposal,
        space,
        gain=gain,
        cost=cost,
        funding=funding,
        gap_closed=_gap_closed(before, after),
        grade=grade,
        works=built,
    )
    parts = weighing.parts(project.criteria, figures, numbers, _floors(space, before, after))
    result = ProposalResult(
        id=proposal.id,
        name=proposal.name,
        space=proposal.space,
        score=sum(part.points for part in parts),
        score_floor=weighing.documented([criterion.weight for criterion in project.criteria], parts),
        rank=1,
        criteria=parts,
        cost=cost,
        funding=funding,
        averted=gain.averted,
        may_have_no_effect=gain.may_have_no_effect,
        eligible=gain.eligible,
        incidents=incidents,
        effects=gain.effects,
        before=before,
        after=after,
        grade=grade,
        evidence=credited,
        related=_related(proposal, catalogue, gain.effects, credited),
        gain=replace(
            gain.gain,
            breakeven_displacement=appraisal.breakeven_displacement,
            reason=gain.gain.reason or appraisal.reason,
        ),
        appraisal=appraisal,
        stack=costing.funding_stack(proposal, cost.likely, same_currency=same),
        notes=(
            *_about_data(proposal, space, gain, parts, site.baseline),
            *_about_types(proposal, catalogue, gain, project.currency),
            *appraising.notes(appraisal, project),
        ),
    )
    return standing.contender(result, proposal, gain=gain, cost=cost, funding=funding, works=built)


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


def _nothing(unit: str, reason: str) -> Figure:
    return Figure(exact=None, published=None, unit=unit, reason=reason)


_GROUND: Mapping[str, tuple[str, str]] = {"lit_share": ("dark_share", "lamp"), "heard_share": ("silent_share", "alarm")}
"""Share of ground that devices reach -> the share they leave, and the attribute of a type that acts as such a device."""


def _before(space: SpaceDiagnosis | None) -> dict[str, Figure]:
    unknown = _nothing("share", "no_layer")
    keys = [key for good, (bad, _) in _GROUND.items() for key in (good, bad)]
    return {key: space.figures.get(key, unknown) if space else unknown for key in keys}


def _after(
    before: Mapping[str, Figure], proposal: Proposal, catalogue: Catalogue, site: Site, settings: Settings
) -> dict[str, Figure]:
    """Return the measures of the space with the proposal's lamps and alarms beside those that work today."""
    after = dict(before)
    for good, (bad, device) in _GROUND.items():
        types = [key for key, kind in catalogue.types.items() if getattr(kind, device)]
        placed = np.vstack([np.empty((0, 2)), *(eligibility.points(proposal, key) for key in types)])
        today = before[good].exact
        if today is None or site.shape is None or not len(placed):
            continue
        if device == "lamp":
            at = np.vstack((site.lamps_xy, placed))
            ground = lighting.lit_ground(site.shape, at, radius=settings.lit_radius)
        else:
            at = np.vstack((site.alarms_xy, placed))
            ground = sound.heard_ground(site.shape, at, radius=settings.hearing_radius)
        share = max(today, min(1.0, shapely.area(ground) / shapely.area(site.shape)))
        after[good] = Figure(exact=share, published=share, unit="share")
        after[bad] = Figure(exact=1 - share, published=1 - share, unit="share")
    return after


def _gap_closed(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> Figure:
    """Return the mean of the shares of the dark and of the silent ground that are closed, where there is a gap."""
    closed, unknown = _closed(before, after)
    if unknown == len(_GROUND):
        return _nothing("share", "no_coverage")
    share = sum(closed) / len(closed) if closed else 0.0
    return Figure(exact=share, published=share, unit="share")


def _closed(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> tuple[list[float], int]:
    """Return the share closed of each gap there is, and how many gaps nobody knows of."""
    gaps = [(before[bad].exact, after[bad].exact) for bad, _ in _GROUND.values()]
    known = [(today, then) for today, then in gaps if today is not None and then is not None]
    return [(today - then) / today for today, then in known if today > 0], len(gaps) - len(known)


def _floors(
    space: SpaceDiagnosis | None, before: Mapping[str, Figure], after: Mapping[str, Figure]
) -> dict[str, float]:
    """Return the numbers of criteria that are themselves made of parts, with missing parts counted as nothing."""
    closed, unknown = _closed(before, after)
    return {
        "need": space.need_floor if space else 0.0,
        "gap_closed": sum(closed) / max(len(closed) + unknown, 1),
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


def _about_data(
    proposal: Proposal,
    space: SpaceDiagnosis | None,
    gain: Benefit,
    parts: Sequence[Part],
    site_baseline: Baseline | None,
) -> Iterator[Note]:
    """Yield what the reader must know of missing or withheld data."""
    if space is None:
        yield N_("The space {space} is in no layer: nothing was measured there."), {"space": proposal.space}
    if any(row.why_not == "no_data" for row in gain.effects):
        yield N_("An effect is not credited because data on incidents, hours or lamps are missing there."), {}
    if weighing.lowered(gain.effects):
        yield N_("The grade of the evidence is one step lower, because data that an effect needs are missing."), {}
    if any(row.credited for row in gain.effects) and site_baseline is not None and not site_baseline.compared:
        yield N_("The incidents are taken as counted: there are too few spaces to compare this one with."), {}
    if gain.gain.kept < 1:
        yield (
            N_("Nobody is named to pay for upkeep: over the years, {share} % of the first year's effect is left."),
            {"share": round(100 * gain.gain.kept)},
        )
    if gain.eligible.withheld:
        yield N_("The number of eligible incidents is withheld outside, and the score does not use it exactly."), {}
    if missing := sum(part.value is None for part in parts):
        yield (
            N_("Criteria without data: {count}. Their weight is shared out among the others."),
            {"count": missing},
        )


def _about_types(proposal: Proposal, catalogue: Catalogue, gain: Benefit, currency: str) -> Iterator[Note]:
    """Yield what the reader must know of what is proposed."""
    present = {item.type for item in proposal.interventions}
    for key in sorted(present - set(catalogue.types)):
        yield N_("The type {type} is not in the catalogue: it is left out."), {"type": key}
    if _ALARM in present and not any(row.type == _ALARM and row.credited for row in gain.effects):
        yield N_("A community alarm alone averts no incident: no study of its effect was found."), {}
    if _ALARM in present and not weighing.organised(proposal):
        yield N_("The alarm has no neighbourhood committee in this proposal to answer it."), {}
    if any(row.why_not == "requires" for row in gain.effects):
        yield N_("An effect is not credited because what it needs is not in this proposal: see the effects."), {}
    if any(row.credited and row.carried < 1 for row in gain.effects):
        yield N_("Where a study's outcome or setting is another one, only part of its effect is carried over."), {}
    if currency != catalogue.currency:
        yield (
            N_(
                "Costs are in {costs} and funding is in {funding}: what is lacking, what others bring of the cost and what "
                "their money moves is not said. Use a project whose money is in {costs}."
            ),
            {"costs": catalogue.currency, "funding": currency},
        )
