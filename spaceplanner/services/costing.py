"""Costing: what a proposal costs, line by line and by year, and how far its funding goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.analysis import appraisal, money
from spaceplanner.domain.funding import FundingKind, State
from spaceplanner.domain.outlook import Asset, Stack
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


def cost(proposal: Proposal, catalogue: Catalogue, settings: Settings, *, same_currency: bool = True) -> Cost:
    """Return a proposal's cost in the catalogue's currency; types that the catalogue lacks are left out.

    Works carry the contingency, programmes do not, and the tax is on both. Lines follow the catalogue's order, whatever
    the proposal's.

    Parameters
    ----------
    same_currency
        Whether funding and costs are in one currency; else nobody knows what share is funded.
    """
    found = by_type(proposal, catalogue)
    lines = [(kind, _line(kind, items)) for kind, items in found]
    unforeseen = [settings.contingency if kind.kind == "hard" else 0.0 for kind, _ in lines]
    factors = [(1 + share) * (1 + settings.tax) for share in unforeseen]
    likely = [line.likely * factor for (_, line), factor in zip(lines, factors, strict=True)]
    shares: list[float | None] = [None] * len(lines)
    if same_currency:
        shares = list(map(float, money.shares_funded(likely, _available(proposal))))
    upkeep = sum(line.upkeep for _, line in lines) * (1 + settings.tax)
    works = [(kind, amount) for (kind, _), amount in zip(lines, likely, strict=True) if kind.kind == "hard"]
    yearly = money.equivalent_yearly(
        [amount for _, amount in works],
        [kind.life_years for kind, _ in works],
        horizon_years=settings.horizon_years,
        rate=settings.discount_rate,
    )
    running = sum(_running(kind, items) for kind, items in found) * (1 + settings.tax)
    contingency = sum(line.likely * share for (_, line), share in zip(lines, unforeseen, strict=True))
    return Cost(
        lines=tuple(replace(line, share_funded=share) for (_, line), share in zip(lines, shares, strict=True)),
        contingency=contingency,
        low=sum(line.low * factor for (_, line), factor in zip(lines, factors, strict=True)),
        likely=sum(likely),
        high=sum(line.high * factor for (_, line), factor in zip(lines, factors, strict=True)),
        upkeep=upkeep,
        yearly=float(yearly.sum()) + upkeep + running,
        tax=(sum(line.likely for _, line in lines) + contingency) * settings.tax,
    )


def by_type(proposal: Proposal, catalogue: Catalogue) -> list[tuple[InterventionType, list[Intervention]]]:
    """Return a proposal's interventions by type, in the catalogue's order; types that it lacks are left out."""
    found = [
        (kind, [item for item in proposal.interventions if item.type == key]) for key, kind in catalogue.types.items()
    ]
    return [(kind, items) for kind, items in found if items]


def assets(proposal: Proposal, catalogue: Catalogue, settings: Settings) -> tuple[Asset, ...]:
    """Return what is built, by type and by who keeps it; an item's own word goes before the proposal's."""
    return tuple(
        _asset(kind, [item for item in items if _keepers(item, proposal) == keepers], keepers, settings)
        for kind, items in by_type(proposal, catalogue)
        if kind.kind == "hard"
        for keepers in dict.fromkeys(_keepers(item, proposal) for item in items)
    )


def funding_stack(proposal: Proposal, likely: float, *, same_currency: bool = True) -> Stack:
    """Return the funding by form and state, what the likely cost still lacks, and what partners' money moves.

    Parameters
    ----------
    likely
        The proposal's likely cost.
    same_currency
        Whether funding and costs are in one currency; else no ratio of the two means anything.
    """
    amounts: dict[tuple[str, str], float] = {}
    for line in sorted(proposal.funding, key=lambda line: (line.form, line.state)):
        key = (line.form.value, line.state.value)
        amounts[key] = amounts.get(key, 0.0) + line.amount
    firm = [line for line in proposal.funding if line.state is not State.REQUESTED]
    return Stack(
        amounts=amounts,
        own=sum(line.amount for line in firm if line.own),
        gap=_gap(proposal, likely) if same_currency else None,
        leverage=_leverage(likely, sum(line.amount for line in firm if not line.own)) if same_currency else None,
    )


def funding(proposal: Proposal, likely: float, *, same_currency: bool = True) -> FundingTotals:
    """Return the funding by kind, and what the likely cost still lacks, if that is in the same currency."""
    return FundingTotals(
        **{kind.value: _total(proposal, kind) for kind in FundingKind},
        gap=_gap(proposal, likely) if same_currency else None,
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


def _keepers(item: Intervention, proposal: Proposal) -> tuple[str, str, str]:
    return (
        item.owner.strip() or proposal.owner.strip(),
        item.maintainer.strip() or proposal.maintainer.strip(),
        item.upkeep_payer.strip() or proposal.upkeep_payer.strip(),
    )


def _asset(
    kind: InterventionType, items: Sequence[Intervention], keepers: tuple[str, str, str], settings: Settings
) -> Asset:
    amount = sum(quantity(item, kind) for item in items)
    owner, maintainer, payer = keepers
    return Asset(
        type=kind.id,
        quantity=amount,
        unit=kind.unit,
        upkeep=amount * kind.upkeep_per_year * (1 + settings.tax),
        life_years=kind.life_years,
        replaced=appraisal.replaced_in(kind.life_years, settings.horizon_years),
        owner=owner,
        maintainer=maintainer,
        upkeep_payer=payer,
    )


def _running(kind: InterventionType, items: Sequence[Intervention]) -> float:
    """Return what programmes cost in a year in which they run."""
    if kind.kind != "soft":
        return 0.0
    return sum(a_year(item, kind) * (kind.cost.likely if item.unit_cost is None else item.unit_cost) for item in items)


def a_year(item: Intervention, kind: InterventionType) -> float:
    """Return how much of a programme is paid in a year: one of under a year costs its whole price in it."""
    n = quantity(item, kind)
    return n / max(n, 1.0)


def _leverage(likely: float, brought: float) -> float | None:
    """Return the cost of the whole for each unit that partners bring; what they bring beyond it makes it no less than 1."""
    return max(1.0, likely / brought) if brought > 0 and likely > 0 else None


def _gap(proposal: Proposal, likely: float) -> float:
    return max(0.0, likely - _available(proposal))


def _available(proposal: Proposal) -> float:
    return sum(line.amount for line in proposal.funding if line.kind is not FundingKind.REQUESTED)


def _total(proposal: Proposal, kind: FundingKind) -> float:
    return sum(line.amount for line in proposal.funding if line.kind is kind)
