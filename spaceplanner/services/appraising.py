"""Appraising: what a proposal costs and is worth over the horizon, as distributions (see docs/methods/money.md).

Everything rests on the scored draws of the benefit, so it may be shown everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import appraisal, money, pert
from spaceplanner.domain.outlook import Appraisal, Range
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import costing
from spaceplanner.services.draws import chance, ranges
from spaceplanner.services.inputs import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.domain.judgement import SocialCost
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.services.benefit import Benefit


MEANING = N_(
    "Without social costs nothing is said of a benefit in money: only of costs, and of the cost of each incident averted. No amount is assumed. Enter what an incident costs society where a study or your office gives it, with its year and source."
)
"""What it means that there are no social costs, a message id."""

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Price years outside of these are slips of the pen."""

_SHARED = "prices"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Prices:
    """Draws of the catalogue's unit costs.

    Attributes
    ----------
    rows
        Type -> row of `draws`.
    draws
        (types, draws) in the catalogue's currency.
    """

    rows: Mapping[str, int]
    draws: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Outlay:
    """Draws of what a proposal costs, with contingency and tax.

    Attributes
    ----------
    start, programmes, running, present
        (draws,) works at the start; programmes a year; these and upkeep a year; present value of all over the horizon.
    replaced
        (years, draws) what is paid at the end of each year for what has reached the end of its life.
    """

    start: NDArray[np.float64]
    programmes: NDArray[np.float64]
    running: NDArray[np.float64]
    present: NDArray[np.float64]
    replaced: NDArray[np.float64]


def check(project: Project) -> None:
    """Raise where the money side of a project cannot be used.

    Raises
    ------
    AnalysisError
        Naming the setting or the social cost.
    """
    for name, (least, most) in _BOUNDS.items():
        value = getattr(project.settings, name)
        if not least <= value <= most:
            raise AnalysisError(
                N_("The setting {setting} is {value}: choose a number from {least} to {most}."),
                setting=name,
                value=value,
                least=least,
                most=most,
            )
    check_social_costs(project.social_costs)


def check_social_costs(costs: Sequence[SocialCost]) -> None:
    """Raise where a social cost cannot be used.

    Raises
    ------
    AnalysisError
        Naming its outcome and the field.
    """
    seen: set[str] = set()
    for item in costs:
        for field, wrong in _wrong(item).items():
            if wrong:
                raise AnalysisError(
                    _CURES[field], outcome=item.outcome, value=getattr(item, field), known=", ".join(OUTCOMES)
                )
        if item.outcome in seen:
            raise AnalysisError(
                N_("The outcome {outcome} has two social costs: keep the one that holds."), outcome=item.outcome
            )
        seen.add(item.outcome)


def prices(catalogue: Catalogue, *, seed: int, draws: int) -> Prices:
    """Draw the unit costs of all types; a type's chance hangs on its id alone, so every proposal meets the same one."""
    kinds = list(catalogue.types.values())
    found = pert.draws(
        [kind.cost.low for kind in kinds],
        [kind.cost.likely for kind in kinds],
        [kind.cost.high for kind in kinds],
        names=[kind.id for kind in kinds],
        count=draws,
        shared=chance(seed, _SHARED),
        own=[chance(seed, kind.id) for kind in kinds],
    )
    found.setflags(write=False)
    return Prices(rows={kind.id: row for row, kind in enumerate(kinds)}, draws=found)


def outlay(proposal: Proposal, catalogue: Catalogue, settings: Settings, at: Prices) -> Outlay:
    """Draw what a proposal costs; a price that the user wrote is a quotation and has no range."""
    horizon, taxed = settings.horizon_years, 1 + settings.tax
    start, programmes, yearly = (np.zeros(at.draws.shape[1]) for _ in range(3))
    replaced = np.zeros((horizon, len(start)))
    upkeep = 0.0
    for kind, items in costing.by_type(proposal, catalogue):
        upkeep += sum(costing.quantity(item, kind) for item in items) * kind.upkeep_per_year * taxed
        amount = _amount(kind, items, at.draws[at.rows[kind.id]]) * taxed
        if kind.kind != "hard":
            programmes += amount
            continue
        amount *= 1 + settings.contingency
        start += amount
        yearly += amount * float(
            money.equivalent_yearly(1.0, kind.life_years, horizon_years=horizon, rate=settings.discount_rate)
        )
        for year in appraisal.replaced_in(kind.life_years, horizon):
            replaced[year - 1] += amount
    factor = float(appraisal.present_value(np.ones(horizon), rate=settings.discount_rate))
    return Outlay(
        start=start,
        programmes=programmes,
        running=programmes + upkeep,
        present=(yearly + programmes + upkeep) * factor,
        replaced=replaced,
    )


def appraise(proposal: Proposal, gain: Benefit, catalogue: Catalogue, project: Project, at: Prices) -> Appraisal:
    """Return what a proposal costs and is worth; without social costs nothing is said of a benefit in money."""
    settings = project.settings
    horizon, rate = settings.horizon_years, settings.discount_rate
    paid = outlay(proposal, catalogue, settings, at)
    lasting = float(appraisal.present_value(gain.kept, rate=rate))
    rows = {"cost": paid.start + paid.programmes, "present_cost": paid.present, "running": paid.running}
    averted = _sum(gain.draws, dict.fromkeys(gain.draws, 1.0), paid) * lasting
    if np.median(averted) > 0:
        rows["per_averted"] = appraisal.per_averted(paid.present, averted)
    worth = {item.outcome: item.amount for item in project.social_costs if item.currency == catalogue.currency}
    reason = _reason(gain, worth, project)
    if reason is None:
        rows |= _worth(_sum(gain.draws, worth, paid), gain.kept, lasting, paid)
    found = dict(zip(rows, ranges(np.stack(list(rows.values()))), strict=True))
    valued = reason is None
    return Appraisal(
        currency=catalogue.currency,
        price_year=catalogue.price_year,
        horizon_years=horizon,
        discount_rate=rate,
        cost=found["cost"],
        running=found["running"],
        present_cost=found["present_cost"],
        yearly=_scaled(found["present_cost"], float(money.annuity_factor(horizon, rate=rate))),
        per_averted=found.get("per_averted"),
        npv=found.get("npv"),
        benefit_cost=found.get("benefit_cost"),
        payback=found.get("payback"),
        npv_positive=float((rows["npv"] > 0).mean()) if valued else None,
        paid_back=float(np.isfinite(rows["payback"]).mean()) if valued else None,
        breakeven_displacement=appraisal.breakeven(rows["npv"] + paid.present, paid.present) if valued else None,
        reason=reason,
        unvalued=_unvalued(gain, worth) if valued else (),
        assets=costing.assets(proposal, catalogue, settings),
    )


def net(gain: Benefit, paid: Outlay, catalogue: Catalogue, project: Project) -> NDArray[np.float64] | None:
    """Draw a net present value, as `appraise` does; None where no benefit in money can be named."""
    worth = {item.outcome: item.amount for item in project.social_costs if item.currency == catalogue.currency}
    if _reason(gain, worth, project) is not None:
        return None
    lasting = float(appraisal.present_value(gain.kept, rate=project.settings.discount_rate))
    return _sum(gain.draws, worth, paid) * lasting - paid.present


def notes(found: Appraisal, project: Project) -> Iterator[Note]:
    """Yield what the reader must know of a benefit in money; where there is none, its reason says enough."""
    if found.reason is not None:
        return
    for outcome in found.unvalued:
        yield _UNVALUED[outcome], {}
    others = {item.currency for item in project.social_costs} - {found.currency}
    if others:
        yield (
            N_("Social costs in {given} are left out, for costs are in {wanted}."),
            {"given": ", ".join(sorted(others)), "wanted": found.currency},
        )
    used = [item for item in project.social_costs if item.currency == found.currency]
    years = {item.price_year for item in used} - {found.price_year}
    if years:
        yield (
            N_("Social costs are of {given}, costs are of {wanted}: no price was adjusted."),
            {"given": ", ".join(map(str, sorted(years))), "wanted": str(found.price_year)},
        )


_UNVALUED: Mapping[str, str] = {
    "property": N_("Incidents against property have no social cost: those averted are missing in the benefit."),
    "violent": N_("Violent incidents have no social cost: those averted are missing in the benefit."),
    "disorder": N_("Disorder has no social cost: what is averted of it is missing in the benefit."),
    "other": N_("Other incidents have no social cost: those averted are missing in the benefit."),
}
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "horizon_years": (1, 100), "discount_rate": (0, 0.99), "tax": (0, 1), "contingency": (0, 1), "decay": (0, 1),
}  # fmt: skip
_CURES: Mapping[str, str] = {
    "outcome": N_("There is no outcome {value} that could have a social cost: use one of {known}."),
    "amount": N_("The social cost of {outcome} is {value}: it must be a number above 0."),
    "currency": N_("The social cost of {outcome} is in “{value}”: name its currency in three capital letters."),
    "price_year": N_("The social cost of {outcome} has the price year {value}: name the year of its prices."),
    "source": N_("The social cost of {outcome} has no source: say where it is from."),
}


def _wrong(item: SocialCost) -> dict[str, bool]:
    letters = item.currency.isascii() and item.currency.isalpha() and item.currency.isupper()
    return {
        "outcome": item.outcome not in OUTCOMES,
        "amount": not (isfinite(item.amount) and item.amount > 0),
        "currency": not (letters and len(item.currency) == len("USD")),
        "price_year": not FIRST_YEAR <= item.price_year <= LAST_YEAR,
        "source": not item.source.strip(),
    }


def _amount(kind: InterventionType, items: Sequence[Intervention], price: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw what the items of a type cost: works at once, programmes in a year."""
    size = costing.quantity if kind.kind == "hard" else costing.a_year
    free = sum(size(item, kind) for item in items if item.unit_cost is None)
    quoted = sum(size(item, kind) * item.unit_cost for item in items if item.unit_cost is not None)
    return free * price + quoted


def _worth(
    first: NDArray[np.float64], kept: NDArray[np.float64], lasting: float, paid: Outlay
) -> dict[str, NDArray[np.float64]]:
    """Return draws of what the benefit in money makes of the costs; a ratio only where there are costs."""
    value = first * lasting
    net = kept[:, None] * first - paid.running - paid.replaced
    found = {"npv": value - paid.present, "payback": appraisal.payback(paid.start, net)}
    if (paid.present > 0).all():
        found["benefit_cost"] = appraisal.benefit_cost(value, paid.present)
    return found


def _sum(draws: Mapping[str, NDArray[np.float64]], worth: Mapping[str, float], paid: Outlay) -> NDArray[np.float64]:
    """Return the first year's incidents averted, each at its worth; outcomes without one are left out."""
    return sum((worth[key] * drawn for key, drawn in draws.items() if key in worth), np.zeros(len(paid.start)))


def _unvalued(gain: Benefit, worth: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(key for key, drawn in gain.draws.items() if key not in worth and drawn.any()))


def _reason(gain: Benefit, worth: Mapping[str, float], project: Project) -> str | None:
    """Return why no benefit in money can be named, or None."""
    if gain.scored is None:
        return gain.averted.reason
    if not worth:
        return "other_currency" if project.social_costs else "no_social_cost"
    some = [key for key, drawn in gain.draws.items() if drawn.any()]
    return "no_social_cost" if some and not any(key in worth for key in some) else None


def _scaled(found: Range, factor: float) -> Range:
    return Range(
        p05=found.p05 * factor,
        p25=found.p25 * factor,
        median=found.median * factor,
        p75=found.p75 * factor,
        p95=found.p95 * factor,
    )
