"""The money side of a proposal in words: one wording for the terminal, the window and the brief.

Amounts are rounded to two significant digits: draws give no more, and so they may be shown everywhere.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, number, percent, pick
from spaceplanner.services import measures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Appraisal, Asset, Range, Stack

FORMS: Mapping[str, str] = {"cash": N_("in cash"), "in_kind": N_("in goods or works"), "time": N_("in hours of work")}
STATES: Mapping[str, str] = {
    "requested": N_("requested"),
    "pledged": N_("pledged"),
    "committed": N_("committed"),
    "spent": N_("spent"),
}
OUTCOMES: Mapping[str, str] = {
    "property": N_("incidents against property"),
    "violent": N_("violent incidents"),
    "disorder": N_("disorder"),
    "other": N_("other incidents"),
}
"""Outcome of an incident -> its name in the plural, a message id."""


def amounts(found: Range, currency: str) -> str:
    """Write a range of money: ``USD 84 000 (71 000 to 98 000)``, median and 90 % interval."""
    text = gettext(N_("{median} ({low} to {high})"))
    return text.format(median=_money(found.median, currency), low=_plain(found.p05), high=_plain(found.p95))


def thousands(value: float) -> str:
    """Write an amount in thousands with two significant digits, for the cell of a table."""
    if not isfinite(value):
        return "∞"
    short = measures.two_digits(value / 1000)
    return number(short, 0 if abs(short) >= 10 or not short else 1 if abs(short) >= 1 else 2)  # noqa: PLR2004


def thousands_between(low: float, high: float) -> str:
    """Write an interval of amounts in thousands: ``76–97``, or ``−40 to 8``."""
    if low < 0:
        return gettext("{low} to {high}").format(low=thousands(low), high=thousands(high))
    return f"{thousands(low)}–{thousands(high)}"


def appraisal(found: Appraisal) -> Iterator[str]:
    """Yield sentences: what it costs over the horizon, what an averted incident costs, what it is worth."""
    currency = found.currency
    yield gettext(
        N_(
            "Over {years} years at {rate}, in prices of {price_year}: {present} in all, {yearly} a year; upkeep and programmes {running} a year."
        )
    ).format(
        years=number(found.horizon_years),
        rate=_rate(found),
        price_year=found.price_year,
        present=amounts(found.present_cost, currency),
        yearly=amounts(found.yearly, currency),
        running=_money(found.running.median, currency),
    )
    if found.per_averted is not None:
        yield gettext(N_("Each incident averted costs {amount}.")).format(amount=amounts(found.per_averted, currency))
    if found.reason is not None:
        yield _unnamed(found.reason)
    if found.npv is not None:
        yield gettext(N_("Net present value {npv}; above zero in {share} of the draws.")).format(
            npv=amounts(found.npv, currency), share=percent(found.npv_positive)
        )
    if found.benefit_cost is not None:
        ratios = (found.benefit_cost.median, found.benefit_cost.p05, found.benefit_cost.p95)
        median, low, high = map(_ratio, ratios)
        yield gettext(N_("Benefit for each unit of cost: {median} ({low} to {high}).")).format(
            median=median, low=low, high=high
        )
    if found.payback is not None:
        yield _payback(found)
    if found.breakeven_displacement is not None:
        yield _breakeven(found.breakeven_displacement)


def horizon(found: Appraisal) -> str:
    """Say over how long, at which rate and in whose prices: ``Over 10 years at 12%, prices of 2026``."""
    return gettext(N_("Over {years} years at {rate}, prices of {price_year}")).format(
        years=number(found.horizon_years), rate=_rate(found), price_year=found.price_year
    )


def figures(found: Appraisal) -> Iterator[tuple[str, str, str]]:
    """Yield what it is, the median and the 90 % interval of each amount that there is, without currency."""
    amounts_ = {
        N_("Present cost, in all"): found.present_cost,
        N_("Equivalent annual cost"): found.yearly,
        N_("Upkeep and programmes a year"): found.running,
        N_("Each incident averted"): found.per_averted,
        N_("Net present value"): found.npv,
    }
    for name, value in amounts_.items():
        if value is not None:
            yield gettext(name), _plain(value.median), _between(_plain(value.p05), _plain(value.p95))
    if (ratio := found.benefit_cost) is not None:
        yield gettext(N_("Benefit for each unit of cost")), _ratio(ratio.median), _between(*map(_ratio, _ends(ratio)))
    if (back := found.payback) is not None and isfinite(back.median):
        yield gettext(N_("Paid back in year")), number(back.median), _between(*map(_year, _ends(back)))


def remarks(found: Appraisal) -> Iterator[str]:
    """Yield what `figures` cannot say: why no benefit is named, how often it is worth its cost, how much may move away."""
    if found.reason is not None:
        yield _unnamed(found.reason)
    if found.npv_positive is not None:
        yield gettext(N_("The net present value is above zero in {share} of the draws.")).format(
            share=percent(found.npv_positive)
        )
    if found.payback is not None and not isfinite(found.payback.median):
        yield _payback(found)
    if found.breakeven_displacement is not None:
        yield _breakeven(found.breakeven_displacement)


def lacking(gap: float | None, currency: str) -> str:
    """Write what a proposal still lacks."""
    return gettext("no data") if gap is None else money(gap, currency)


def stack(found: Stack, currency: str) -> Iterator[str]:
    """Yield sentences: who gives how much in which form and how firm it is, and what the whole costs beside partners' money."""
    lines = [
        gettext(N_("{amount} {form}, {state}")).format(
            amount=money(amount, currency), form=gettext(FORMS[form]), state=gettext(STATES[state])
        )
        for (form, state), amount in found.amounts.items()
    ]
    if lines:
        text = N_("Funding: {lines}; the municipality's own part {own}, lacking {gap}.")
        if found.gap is None:
            text = N_("Funding: {lines}; the municipality's own part {own}.")
        yield gettext(text).format(
            lines="; ".join(lines), own=money(found.own, currency), gap=lacking(found.gap, currency)
        )
    yield from moved(found, currency)


def moved(found: Stack, currency: str) -> Iterator[str]:
    """Yield what each unit of the partners' money moves; nothing where they bring none."""
    if found.leverage is not None:
        yield gettext(N_("For each {unit} of the partners the whole costs {amount}.")).format(
            unit=money(1, currency), amount=f"{currency}\u00a0{number(found.leverage, 2)}"
        )


def keeping(found: Sequence[Asset], catalogue: Catalogue, currency: str) -> Iterator[str]:
    """Yield sentences: who owns, maintains and pays the upkeep of what is built, and what is replaced when."""
    nobody = gettext(N_("nobody yet"))
    groups: dict[tuple[str, str, str], list[Asset]] = {}
    for asset in found:
        groups.setdefault((asset.owner, asset.maintainer, asset.upkeep_payer), []).append(asset)
    for (owner, maintainer, payer), assets in groups.items():
        yield gettext(
            N_("{types}: owner {owner}, maintained by {maintainer}, upkeep of {upkeep} a year paid by {payer}.")
        ).format(
            types=", ".join(pick(catalogue.types[asset.type].plural) for asset in assets),
            owner=owner or nobody,
            maintainer=maintainer or nobody,
            upkeep=money(sum(asset.upkeep for asset in assets), currency),
            payer=payer or nobody,
        )
    for asset in {asset.type: asset for asset in found if asset.replaced}.values():
        yield gettext(N_("{types}: replaced at the end of year {years}.")).format(
            types=pick(catalogue.types[asset.type].plural), years=", ".join(map(str, asset.replaced))
        )


def absence(found: Appraisal, key: str) -> str:
    """Return why a number of the appraisal is missing, a key of `measures.REASONS`.

    Parameters
    ----------
    key
        ``cost_per_averted``, ``npv``, ``bcr``, ``payback`` or ``breakeven_displacement``.
    """
    if key == "cost_per_averted":
        return found.reason if found.reason not in {None, "no_social_cost", "other_currency"} else "none_averted"
    return found.reason or "no_cost"


def _payback(found: Appraisal) -> str:
    assert found.payback is not None
    if not isfinite(found.payback.median):
        return gettext(N_("Not paid back within {years} years in most draws; it is in {share}.")).format(
            years=number(found.horizon_years), share=percent(found.paid_back)
        )
    high = found.payback.p95
    return gettext(N_("Paid back in year {median} ({low} to {high}).")).format(
        median=number(found.payback.median),
        low=number(found.payback.p05),
        high=_year(high),
    )


def _breakeven(share: float) -> str:
    if share <= 0:
        return gettext(N_("It is not worth its cost even if no incident moves next door."))
    return gettext(N_("It is worth its cost unless more than {share} of the incidents averted move next door.")).format(
        share=percent(share)
    )


def _unnamed(reason: str) -> str:
    return gettext(N_("No benefit in money is named. {reason}")).format(reason=gettext(measures.REASONS[reason]))


def _rate(found: Appraisal) -> str:
    return percent(found.discount_rate, 0 if round(found.discount_rate, 2) == found.discount_rate else 1)


def _ends(found: Range) -> tuple[float, float]:
    return found.p05, found.p95


def _between(low: str, high: str) -> str:
    return low if low == high else gettext("{low} to {high}").format(low=low, high=high)


def _year(value: float) -> str:
    return number(value) if isfinite(value) else gettext(N_("never"))


def _ratio(value: float) -> str:
    """Write a pure number with its two significant digits."""
    short = measures.two_digits(value)
    return number(short, 0 if abs(short) >= 10 else 1 if abs(short) >= 1 else 2)  # noqa: PLR2004 - powers of ten


def _money(value: float, currency: str) -> str:
    return money(measures.two_digits(value), currency) if isfinite(value) else gettext(N_("no price"))


def _plain(value: float) -> str:
    return number(measures.two_digits(value)) if isfinite(value) else gettext(N_("no bound"))
