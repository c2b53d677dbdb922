"""Costing: what a proposal costs, line by line and by year, and how far its funding goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.analysis import money
from spaceplanner.domain.funding import FundingKind
from spaceplanner.domain.result import Cost, CostLine, FundingTotals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Intervention, Proposal


def quantity(item: Intervention, kind: InterventionType) -> float:
    """Return an intervention's quantity in its type's unit.

    What the user wrote, else from the geometry: metres of a line, m2 of a polygon, 1 for what is counted in pieces or
    years; 0 for metres or m2 without a geometry.
    """
    if item.quantity is not None:
        return item.quantity
    if kind.unit in {"each", "year"}:
        return 1.0
    if item.geometry is None:
        return 0.0
    return float(item.geometry.length if kind.unit == "m" else item.geometry.area)


def cost(proposal: Proposal, catalogue: Catalogue, settings: Settings) -> Cost:
    """Return a proposal's cost in the catalogue's currency; types that the catalogue lacks are left out.

    Works carry the contingency; programmes do not. Lines follow the catalogue's order, whatever the proposal's.
    """
    found = [
        (kind, [item for item in proposal.interventions if item.type == key]) for key, kind in catalogue.types.items()
    ]
    lines = [(kind, _line(kind, items)) for kind, items in found if items]
    factors = [1 + settings.contingency if kind.kind == "hard" else 1.0 for kind, _ in lines]
    likely = [line.likely * factor for (_, line), factor in zip(lines, factors, strict=True)]
    shares = money.shares_funded(likely, _available(proposal))
    upkeep = sum(line.upkeep for _, line in lines)
    works = [(kind, amount) for (kind, _), amount in zip(lines, likely, strict=True) if kind.kind == "hard"]
    yearly = money.equivalent_yearly(
        [amount for _, amount in works],
        [kind.life_years for kind, _ in works],
        horizon_years=settings.horizon_years,
    )
    return Cost(
        lines=tuple(replace(line, share_funded=float(share)) for (_, line), share in zip(lines, shares, strict=True)),
        contingency=sum(likely) - sum(line.likely for _, line in lines),
        low=sum(line.low * factor for (_, line), factor in zip(lines, factors, strict=True)),
        likely=sum(likely),
        high=sum(line.high * factor for (_, line), factor in zip(lines, factors, strict=True)),
        upkeep=upkeep,
        yearly=float(yearly.sum()) + upkeep + sum(_running(kind, items) for kind, items in found),
    )


def funding(proposal: Proposal, likely: float) -> FundingTotals:
    """Return the funding by kind, and what the likely cost still lacks."""
    return FundingTotals(
        **{kind.value: _total(proposal, kind) for kind in FundingKind},
        gap=max(0.0, likely - _available(proposal)),
    )


def _line(kind: InterventionType, items: Sequence[Intervention]) -> CostLine:
    amounts = [(quantity(item, kind), item.unit_cost) for item in items]
    # A price that the user wrote is a quotation: it replaces the whole range.
    low, likely, high = (
        sum(n * (price if quoted is None else quoted) for n, quoted in amounts)
        for price in (kind.cost.low, kind.cost.likely, kind.cost.high)
    )
    total = sum(n for n, _ in amounts)
    return CostLine(
        type=kind.id,
        count=len(items),
        quantity=total,
        unit=kind.unit,
        low=low,
        likely=likely,
        high=high,
        upkeep=total * kind.upkeep_per_year,
    )


def _running(kind: InterventionType, items: Sequence[Intervention]) -> float:
    """Return what programmes cost in a year in which they run; one of under a year costs its whole price in it."""
    if kind.kind != "soft":
        return 0.0
    return sum(
        n * (kind.cost.likely if item.unit_cost is None else item.unit_cost) / max(n, 1.0)
        for item in items
        for n in (quantity(item, kind),)
    )


def _available(proposal: Proposal) -> float:
    return sum(line.amount for line in proposal.funding if line.kind is not FundingKind.REQUESTED)


def _total(proposal: Proposal, kind: FundingKind) -> float:
    return sum(line.amount for line in proposal.funding if line.kind is kind)
