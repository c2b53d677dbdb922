"""Scoring: what a proposal is worth, in parts that add up (see docs/methods/score.md).

A proposal is scored by itself on fixed anchors, so no other proposal changes its score; only ranks are about all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import lighting, need, sound
from spaceplanner.domain.result import Figure, ProposalResult
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import costing, eligibility, sponsor, weighing
from spaceplanner.services.benefit import benefit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Diagnosis, EffectUse, Part, SpaceDiagnosis
    from spaceplanner.services.benefit import Benefit
    from spaceplanner.services.eligibility import Nearby
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo

Note = tuple[str, dict[str, str | int]]

_ALARM = "community_alarm"
_GRADES = ("none", "A", "B", "C", "D")
_LEAST = {"draws": 100, "horizon_years": 1, "contingency": 0}


def score(
    project: Project, catalogue: Catalogue, inputs: Inputs, diagnosis: Diagnosis, memo: Memo
) -> tuple[ProposalResult, ...]:
    """Score and rank the proposals of a project, in the project's order.

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
    _check(project.settings)
    spaces = {item.space: item for item in diagnosis.spaces}
    shapes = {space.id: space.shape for space in inputs.places.spaces}
    years = diagnosis.period.years if diagnosis.period else None
    found = []
    for proposal in project.proposals:
        space = spaces.get(proposal.space)
        site = Site(
            space=space,
            shape=shapes.get(proposal.space),
            near=eligibility.nearby(inputs, space, memo),
            years=years,
            lamps_xy=inputs.lamps.working_xy,
            alarms_xy=inputs.alarms.working_xy,
        )
        found.append(_remembered(proposal, site, catalogue, project, memo))
    ranks = need.ranks(np.array([item.score_floor for item in found]))
    cases = sponsor.outlooks(found, project, inputs, diagnosis, memo)
    return tuple(
        replace(item, rank=int(rank), sponsor=case) for item, rank, case in zip(found, ranks, cases, strict=True)
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
    years
        Length of the incidents' record; None without dates.
    lamps_xy, alarms_xy
        (n, 2) all that work today, metres.
    """

    space: SpaceDiagnosis | None
    shape: BaseGeometry | None
    near: Nearby | str
    years: float | None
    lamps_xy: NDArray[np.float64]
    alarms_xy: NDArray[np.float64]


def _remembered(proposal: Proposal, site: Site, catalogue: Catalogue, project: Project, memo: Memo) -> ProposalResult:
    """Return a proposal's result; the key holds what the site is made of, for a site is a new object each time."""
    return memo(
        "proposal",
        lambda *_, **__: _result(proposal, site, catalogue, project),
        proposal,
        catalogue,
        site.space,
        site.shape,
        site.near,
        site.lamps_xy,
        site.alarms_xy,
        years=site.years,
        settings=project.settings,
        criteria=project.criteria,
        currency=project.currency,
    )


def _check(settings: Settings) -> None:
    for name, least in _LEAST.items():
        if not getattr(settings, name) >= least:
            raise AnalysisError(
                N_("The setting {setting} is {value}: choose {least} or more."),
                setting=name,
                value=getattr(settings, name),
                least=least,
            )


def _result(proposal: Proposal, site: Site, catalogue: Catalogue, project: Project) -> ProposalResult:
    settings, space = project.settings, site.space
    incidents = space.figures["incidents_within"] if space else _nothing("count", "no_layer")
    gain = benefit(
        eligibility.uses(proposal, catalogue, site.near, settings),
        catalogue,
        settings,
        space=proposal.space,
        near=int(incidents.exact or 0),
        years=site.years,
    )
    cost = costing.cost(proposal, catalogue, settings)
    funding = costing.funding(proposal, cost.likely)
    before = _before(space)
    after = _after(before, proposal, catalogue, site, settings)
    figures, numbers = weighing.figures(
        proposal, space, gain=gain, cost=cost, funding=funding, gap_closed=_gap_closed(before, after)
    )
    parts = weighing.parts(project.criteria, figures, numbers)
    credited = tuple(dict.fromkeys(row.evidence for row in gain.effects if row.credited))
    return ProposalResult(
        id=proposal.id,
        name=proposal.name,
        space=proposal.space,
        score=sum(part.points for part in parts),
        score_floor=weighing.documented(project.criteria, parts, _floors(space, before, after)),
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
        grade=_weakest(catalogue, credited),
        evidence=credited,
        related=_related(proposal, catalogue, gain.effects, credited),
        notes=(*_about_data(proposal, space, gain, parts), *_about_types(proposal, catalogue, gain, project.currency)),
    )


def _weakest(catalogue: Catalogue, credited: Sequence[str]) -> str:
    return max((catalogue.evidence[key].grade for key in credited), key=_GRADES.index, default="none")


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
    """Return the evidence to be shown beside what is credited, the nulls first."""
    present = {item.type for item in proposal.interventions}
    beside = [key for name, kind in catalogue.types.items() if name in present for key in kind.related]
    found = dict.fromkeys([row.evidence for row in effects if not row.credited] + beside)
    rest = [key for key in found if key not in credited]
    return tuple(sorted(rest, key=lambda key: not catalogue.evidence[key].null))


def _about_data(
    proposal: Proposal, space: SpaceDiagnosis | None, gain: Benefit, parts: Sequence[Part]
) -> Iterator[Note]:
    """Yield what the reader must know of missing or withheld data."""
    if space is None:
        yield N_("The space {space} is in no layer: nothing was measured there."), {"space": proposal.space}
    if any(row.why_not == "no_data" for row in gain.effects):
        yield N_("An effect is not credited because data on incidents, hours or lamps are missing there."), {}
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
    if _ALARM in present:
        yield N_("A community alarm alone averts no incident: no study of its effect was found."), {}
        if weighing.COMMITTEE not in present:
            yield N_("The alarm has no neighbourhood committee in this proposal to answer it."), {}
    if any(row.why_not == "requires" for row in gain.effects):
        yield N_("An effect is not credited because what it needs is not in this proposal: see the effects."), {}
    if any(row.credited and row.carried < 1 for row in gain.effects):
        yield N_("Where a study's outcome or setting is another one, only part of its effect is carried over."), {}
    if currency != catalogue.currency:
        yield (
            N_("Costs are in {costs} and funding is in {funding}: enter unit costs in {funding}."),
            {"costs": catalogue.currency, "funding": currency},
        )
