"""Weighing: the figures a proposal is scored on, and the score they add up to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need, value
from spaceplanner.domain.programme import ProgrammeKind
from spaceplanner.domain.result import Figure, Part
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import packages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Cost, EffectUse, FundingTotals, ProposalResult, SpaceDiagnosis
    from spaceplanner.services.benefit import Benefit

_GRADES = ("A", "B", "C", "D", "none")
_OWN_MONEY = 0.30
_PER = 10_000


def figures(
    proposal: Proposal,
    space: SpaceDiagnosis | None,
    *,
    gain: Benefit,
    cost: Cost,
    funding: FundingTotals,
    gap_closed: Figure,
    grade: str,
    works: Sequence[Intervention],
) -> tuple[Mapping[str, Figure], Mapping[str, float | None]]:
    """Return each criterion's figure, and the number of it that the score uses."""
    unknown = Figure(exact=None, published=None, unit="people", reason="no_layer")
    per_dollar = _per_yearly_cost(gain, cost)
    found = {
        "need": _plain(space.need if space else None, "points", "no_coverage"),
        "gap_closed": gap_closed,
        "averted": gain.averted,
        "people": space.figures.get("walk_residents", unknown) if space else unknown,
        "value": per_dollar,
        "coinvestment": _plain(_coinvestment(cost, funding), "share", "other_money"),
        "readiness": _plain(readiness(proposal, cost, funding, works), "share", None),
        "evidence": evidence(grade, gain.effects),
        "backing": _plain(backing(proposal), "share", None),
    }
    used = {key: figure.exact for key, figure in found.items()}
    used["averted"] = gain.scored
    used["value"] = _worth(gain.scored, cost, gain.gain.kept)
    used["people"] = _told(found["people"])
    return found, used


def _told(people: Figure) -> float | None:
    """Return the residents that the score may use: those published; fewer than five count as nobody."""
    return 0.0 if people.absence("published") == "few_residents" else people.published


def parts(
    criteria: Sequence[Criterion],
    found: Mapping[str, Figure],
    used: Mapping[str, float | None],
    floors: Mapping[str, float],
) -> tuple[Part, ...]:
    """Return the parts whose points add up to the score.

    Parameters
    ----------
    floors
        Criterion id -> the number of it with missing parts counted as nothing, where it is made of parts itself.

    Raises
    ------
    AnalysisError
        If a criterion is unknown, twice there, its anchors coincide, or the weights are negative or all zero.
    """
    ids = [criterion.id for criterion in criteria]
    for key in ids:
        if key not in found or ids.count(key) > 1:
            raise AnalysisError(
                N_("The criterion {criterion} is unknown or named twice: use each of {known} at most once."),
                criterion=key,
                known=", ".join(found),
            )
    values = np.array([worth(criterion, used[criterion.id]) for criterion in criteria])
    certain = [worth(criterion, floors.get(criterion.id, used[criterion.id])) for criterion in criteria]
    weighed = need.weigh(values[None, :], [criterion.weight for criterion in criteria])
    return tuple(
        Part(
            id=key,
            weight=float(weight),
            value=None if np.isnan(scaled) else float(scaled),
            points=float(points),
            figure=found[key],
            documented=0.0 if np.isnan(least) else least,
        )
        for key, weight, scaled, points, least in zip(
            ids, weighed.weights[0], values, weighed.points[0], certain, strict=True
        )
    )


def reweighed(found: Sequence[ProposalResult], criteria: Sequence[Criterion]) -> tuple[ProposalResult, ...]:
    """Return scored proposals as they score and rank with other weights of the same criteria, without a standing.

    Raises
    ------
    AnalysisError
        If the weights cannot be used.
    """
    weights = {criterion.id: criterion.weight for criterion in criteria}
    new = []
    for item in found:
        values = np.array([np.nan if part.value is None else part.value for part in item.criteria])
        own = [weights[part.id] for part in item.criteria]
        weighed = need.weigh(values[None, :], own)
        parts = tuple(
            replace(part, weight=float(weight), points=float(points))
            for part, weight, points in zip(item.criteria, weighed.weights[0], weighed.points[0], strict=True)
        )
        score, floor = sum(part.points for part in parts), documented(own, parts)
        new.append(replace(item, criteria=parts, score=score, score_floor=floor, standing=None))
    return ranked(new)


def ranked(found: Sequence[ProposalResult]) -> tuple[ProposalResult, ...]:
    """Return scored proposals with their ranks; a version of another has that which it would have in its place."""
    leading = {item.id: item.score_floor for item in found if item.version_of is None}
    ranks = dict(zip(leading, need.ranks(np.array(list(leading.values()))).tolist(), strict=True))
    for item in found:
        if item.version_of is not None:
            others = [score for key, score in leading.items() if key != item.version_of]
            ranks[item.id] = int(need.ranks(np.array([item.score_floor, *others]))[0])
    return tuple(replace(item, rank=ranks[item.id]) for item in found)


def documented(weights: Sequence[float], found: Sequence[Part]) -> float:
    """Return the points that are documented, 0 to 100: what is missing counts as nothing (docs/adr/0001)."""
    total = sum(weights)
    return sum(100 * weight / total * (part.documented or 0.0) for weight, part in zip(weights, found, strict=True))


def worth(criterion: Criterion, amount: float | None) -> float:
    """Return the value, 0 to 1, of an amount in the unit of a criterion; NaN without one."""
    given = np.array(np.nan if amount is None else amount)
    return float(value.FORMS[criterion.form](given, criterion.low, criterion.high))


def moved(
    proposal: Proposal,
    averted: float | None,
    cost: Cost,
    funding: FundingTotals,
    works: Sequence[Intervention],
    *,
    kept: float,
) -> Mapping[str, float | None]:
    """Return the numbers that the score would use if it averted, or cost, something else.

    Parameters
    ----------
    kept
        Share of the first year's benefit that is left in the mean year of the horizon.
    """
    return {
        "averted": averted,
        "value": _worth(averted, cost, kept),
        "coinvestment": _coinvestment(cost, funding),
        "readiness": readiness(proposal, cost, funding, works),
    }


def _worth(averted: float | None, cost: Cost, kept: float) -> float | None:
    return None if averted is None else float(per_yearly_cost(np.array(averted), cost.yearly, kept=kept))


def per_yearly_cost(averted: NDArray[np.float64], yearly: float, *, kept: float) -> NDArray[np.float64]:
    """Return the incidents averted per 10,000 dollars a year that the score uses, in the mean year of the horizon.

    Nothing averted is worth nothing however little it costs; what averts without costing is worth the most: infinite.

    Parameters
    ----------
    averted
        In the first year; below 0 counts as 0.
    kept
        Share of that which is left in the mean year.
    """
    lasting = np.maximum(averted, 0.0) * kept
    if yearly > 0:
        return np.asarray(lasting * _PER / yearly)
    return np.where(lasting > 0, np.inf, 0.0)


def grade(catalogue: Catalogue, effects: Sequence[EffectUse]) -> str:
    """Return the weakest grade of what is credited, one step lower where an effect lacks data, or ``none``."""
    credited = [catalogue.evidence[row.evidence].grade for row in effects if row.credited]
    weakest = max((_GRADES.index(found) for found in credited), default=len(_GRADES) - 1)
    return _GRADES[min(weakest + lowered(effects), len(_GRADES) - 1)]


def lowered(effects: Sequence[EffectUse]) -> bool:
    """Return whether something is credited while another effect lacks the data it needs."""
    return any(row.credited for row in effects) and any(row.why_not == "no_data" for row in effects)


def evidence(found: str, effects: Sequence[EffectUse]) -> Figure:
    """Return how strong the evidence of what is credited is, 1 for grade A to 0 for none.

    Where nothing is credited because data are missing, it is unknown.
    """
    missing = not any(row.credited for row in effects) and any(row.why_not == "no_data" for row in effects)
    return _plain(None if missing else 1 - _GRADES.index(found) / (len(_GRADES) - 1), "share", "no_effect_data")


def organised(proposal: Proposal) -> bool:
    """Return whether a neighbourhood committee is part of the proposal, as an item or as a line of its programme."""
    return packages.COMMITTEE in packages.held(proposal)


def readiness(proposal: Proposal, cost: Cost, funding: FundingTotals, works: Sequence[Intervention]) -> float:
    """Return the share of what makes a proposal ready that is there (the checklist of docs/methods/score.md).

    Parameters
    ----------
    works
        The interventions that are built: each needs a maintainer and a payer of upkeep, its own or the proposal's.
    """
    own = funding.own + funding.committed
    checks = (
        (0.25, _named(proposal.maintainer, [item.maintainer for item in works])),
        (0.25, _named(proposal.upkeep_payer, [item.upkeep_payer for item in works])),
        (0.15, float(organised(proposal))),
        (0.20, float(funding.gap is not None and cost.likely > 0 and own >= _OWN_MONEY * cost.likely)),
        (0.15, _accountable(proposal)),
    )
    return sum(weight * share for weight, share in checks)


def backing(proposal: Proposal) -> float:
    """Return the share of what shows that the community stands behind it (the checklist of docs/methods/score.md)."""
    workshops = [line for line in proposal.programme if line.kind is ProgrammeKind.WORKSHOPS]
    planned = [line for line in proposal.programme if line.kind is ProgrammeKind.SECURITY_PLAN]
    checks = (
        (0.4, organised(proposal)),
        (0.3, any(line.quantities.get("attendance", 0) > 0 for line in workshops)),
        (0.3, any(line.reference.strip() for line in planned)),
    )
    return sum(weight for weight, there in checks if there)


def _named(all_: str, each: Sequence[str]) -> float:
    """Return the share of the works for which somebody is named, by themselves or with the whole proposal."""
    if all_.strip():
        return 1.0
    return sum(bool(name.strip()) for name in each) / len(each) if each else 0.0


def _accountable(proposal: Proposal) -> float:
    """Return the share of the programme's lines with a responsible body and a complete indicator; 0 without lines."""
    lines = proposal.programme
    held = sum(
        bool(line.responsible.strip()) and line.indicator is not None and line.indicator.complete for line in lines
    )
    return held / len(lines) if lines else 0.0


def _coinvestment(cost: Cost, funding: FundingTotals) -> float | None:
    """Return the share of the cost that others bring; None where it is in another currency."""
    if funding.gap is None:
        return None
    brought = funding.committed + funding.pledged + funding.in_kind
    return brought / cost.likely if cost.likely > 0 else 0.0


def _per_yearly_cost(gain: Benefit, cost: Cost) -> Figure:
    """Return the incidents averted per 10,000 dollars of yearly cost, in the mean year of the horizon."""
    averted = gain.averted
    if cost.yearly <= 0:
        return Figure(exact=None, published=None, unit="per_year", reason="no_cost")

    def per(amount: float | None) -> float | None:
        return None if amount is None else amount * gain.gain.kept * _PER / cost.yearly

    return Figure(
        exact=per(averted.exact),
        low=per(averted.low),
        high=per(averted.high),
        published=per(averted.published),
        published_low=per(averted.published_low),
        published_high=per(averted.published_high),
        unit="per_year",
        reason=averted.reason,
        withheld=averted.withheld,
        sample=averted.sample,
    )


def _plain(number: float | None, unit: str, reason: str | None) -> Figure:
    """Return a figure that is the same inside and outside."""
    return Figure(exact=number, published=number, unit=unit, reason=reason if number is None else None)
