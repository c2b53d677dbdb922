"""Weighing: the figures a proposal is scored on, and the score they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need, value
from spaceplanner.domain.result import Figure, Part
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Cost, FundingTotals, SpaceDiagnosis
    from spaceplanner.services.benefit import Benefit

COMMITTEE = "neighbourhood_committee"
"""The catalogue's type that stands for organised neighbours."""

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
        "coinvestment": _plain(_coinvestment(cost, funding), "share", None),
        "readiness": _plain(readiness(proposal, cost, funding), "share", None),
    }
    used = {key: figure.exact for key, figure in found.items()}
    used["averted"] = gain.scored
    used["people"] = _told(found["people"])
    used["value"] = _worth(gain.scored, cost)
    return found, used


def _told(people: Figure) -> float | None:
    """Return the residents that the score may use: those published; fewer than five count as nobody."""
    return 0.0 if people.absence("published") == "few_residents" else people.published


def parts(
    criteria: Sequence[Criterion], found: Mapping[str, Figure], used: Mapping[str, float | None]
) -> tuple[Part, ...]:
    """Return the parts whose points add up to the score.

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
    numbers = [used[key] for key in ids]
    values = np.array(
        [
            float(value.FORMS[criterion.form](np.array(np.nan if x is None else x), criterion.low, criterion.high))
            for criterion, x in zip(criteria, numbers, strict=True)
        ]
    )
    weighed = need.weigh(values[None, :], [criterion.weight for criterion in criteria])
    return tuple(
        Part(
            id=key,
            weight=float(weight),
            value=None if np.isnan(scaled) else float(scaled),
            points=float(points),
            figure=found[key],
        )
        for key, weight, scaled, points in zip(ids, weighed.weights[0], values, weighed.points[0], strict=True)
    )


def documented(criteria: Sequence[Criterion], found: Sequence[Part], floors: Mapping[str, float]) -> float:
    """Return the points that are documented, 0 to 100: what is missing counts as nothing (docs/adr/0001).

    Parameters
    ----------
    floors
        Criterion id -> the number of it with missing parts counted as nothing, where it is made of parts itself.
    """
    total = sum(criterion.weight for criterion in criteria)
    points = 0.0
    for criterion, part in zip(criteria, found, strict=True):
        scaled = part.value or 0.0
        if criterion.id in floors:
            number = np.array(floors[criterion.id])
            scaled = float(value.FORMS[criterion.form](number, criterion.low, criterion.high))
        points += 100 * criterion.weight / total * scaled
    return points


def _worth(averted: float | None, cost: Cost) -> float | None:
    """Return the incidents averted per 10,000 dollars a year that the score uses.

    Nothing averted is worth nothing however little it costs; what averts without costing is worth the most.
    """
    if averted is None or averted <= 0:
        return averted if averted is None else 0.0
    return averted * _PER / cost.yearly if cost.yearly > 0 else np.inf


def readiness(proposal: Proposal, cost: Cost, funding: FundingTotals) -> float:
    """Return the share of what makes a proposal ready that is there (the checklist of docs/methods/score.md)."""
    own = funding.own + funding.committed
    checks = (
        (0.3, bool(proposal.maintainer.strip())),
        (0.3, bool(proposal.upkeep_payer.strip())),
        (0.2, any(item.type == COMMITTEE for item in proposal.interventions)),
        (0.2, cost.likely > 0 and own >= _OWN_MONEY * cost.likely),
    )
    return sum(weight for weight, there in checks if there)


def _coinvestment(cost: Cost, funding: FundingTotals) -> float:
    brought = funding.committed + funding.pledged + funding.in_kind
    return brought / cost.likely if cost.likely > 0 else 0.0


def _per_yearly_cost(gain: Benefit, cost: Cost) -> Figure:
    """Return the incidents averted per 10,000 dollars of yearly cost."""
    averted = gain.averted
    if cost.yearly <= 0:
        return Figure(exact=None, published=None, unit="per_year", reason="no_cost")

    def per(amount: float | None) -> float | None:
        return None if amount is None else amount * _PER / cost.yearly

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
