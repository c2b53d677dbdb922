"""The sentences of a brief, composed from figures; nothing is said that no figure stands behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, ngettext, number, percent, pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.result import CostLine, Figure
    from spaceplanner.reports.brief_case import Case

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)

UNITS: Mapping[str, tuple[str, int]] = {"m": ("m", 0), "m2": ("m²", 0)}
"""Unit of a quantity that is measured -> its symbol and decimals; others are counted."""


def month(day: date) -> str:
    """Write a date's month and year: ``noviembre 2026``."""
    return f"{gettext(MONTHS[day.month - 1])} {day.year}"


def day_of(iso: str) -> str:
    """Write an ISO date's day, month and year, or the text itself where it is no date."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return gettext("{day} {month} {year}").format(day=day.day, month=gettext(MONTHS[day.month - 1]), year=day.year)


def month_of(iso: str) -> str:
    """Write an ISO date's month and year, or the text itself where it is no date."""
    try:
        return month(date.fromisoformat(iso[:10]))
    except ValueError:
        return iso


def listed(parts: Sequence[str]) -> str:
    """Join phrases with commas and, before the last, "and"."""
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    return gettext("{parts} and {last}").format(parts=", ".join(parts[:-1]), last=parts[-1])


def line_name(line: CostLine, catalogue: Catalogue) -> str:
    """Name a cost line with its quantity: ``Cancha``, ``10 luminarias LED``, ``Poda (400 m²)``, ``Contrato (3 años)``."""
    kind = catalogue.types.get(line.type)
    if kind is None:
        return f"{number(line.quantity)} × {line.type}"
    if line.unit == "each":
        return pick(kind.name) if line.quantity == 1 else f"{number(line.quantity)} {lowered(pick(kind.plural))}"
    return f"{pick(kind.name)} ({quantity(line)})"


def quantity(line: CostLine) -> str:
    """Write a cost line's quantity with its unit."""
    if line.unit in UNITS:
        symbol, digits = UNITS[line.unit]
        return f"{number(line.quantity, digits)}\u00a0{symbol}"
    if line.unit == "year":
        whole = line.quantity == int(line.quantity)
        years = number(line.quantity, 0 if whole else 1)
        return ngettext("{years} year", "{years} years", 1 if line.quantity == 1 else 2).format(years=years)
    return number(line.quantity, 0 if line.quantity == int(line.quantity) else 1)


def lowered(text: str) -> str:
    """Return a phrase without its capital, unless its first word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def short(text: str, most: int = 60) -> str:
    """Return a name that leaves room for the sentence it stands in."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


_NAMED = 3


def lead(case: Case) -> str:
    """Return the brief's one sentence: the planner's, or one composed from the items and the rank."""
    if case.proposal.summary.strip():
        return case.proposal.summary.strip()
    lines = sorted(case.outcome.cost.lines, key=lambda line: -line.likely)
    names = [lowered(line_name(line, case.catalogue)) for line in lines]
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], gettext("{count} more items").format(count=len(names) - _NAMED + 1)]
    space = short(case.space_name)
    if not names:
        return gettext("A proposal for {space} without any items yet").format(space=space)
    text = gettext("{items} for {space}").format(items=listed(names), space=space)
    return text[:1].upper() + text[1:]


def no_effect(case: Case) -> str:
    """Return the plain sentence for a proposal that may have no effect, or nothing."""
    if not case.outcome.may_have_no_effect:
        return ""
    if not any(use.credited for use in case.outcome.effects):
        return gettext(
            "No reduction of incidents can be claimed: no part of this proposal has evidence that could be credited here."
        )
    return gettext("It may avert no incident at all: the interval of its effect includes none.")


def map_caption(case: Case, figures: Mapping[str, Figure]) -> str:
    """Say in one line what a map shows: lit ground and ground within hearing of an alarm."""
    return gettext("Lit ground: {lit}. Within hearing of an alarm: {heard}.").format(
        lit=case.say(figures.get("lit_share")), heard=case.say(figures.get("heard_share"))
    )


def why_here(case: Case) -> str:
    """Compose why this space, from its diagnosis; what is unknown is said to be unknown."""
    space = case.space
    if space is None:
        return gettext("{space} is in no layer of the project, so nothing was measured there.").format(
            space=short(case.space_name)
        )
    parts = [_rank(case)]
    if rate := case.known("incidents_per_year"):
        adjusted = case.known("incidents_adjusted")
        interval = "" if adjusted is None else case.interval(adjusted)
        sentence = (
            N_(
                "{count} incidents a year inside or within {radius} m; corrected for luck, {adjusted} ({interval}, 90%)."
            )
            if interval
            else N_("{count} incidents a year inside or within {radius} m.")
        )
        parts.append(
            gettext(sentence).format(
                count=case.say(rate),
                radius=number(case.project.settings.incident_radius),
                adjusted=case.say(adjusted),
                interval=interval,
            )
        )
    parts.extend(_shares(case))
    missing = _missing(case)
    if missing:
        parts.append(gettext("No data on {things}.").format(things=listed(missing)))
    return " ".join(parts)


def _rank(case: Case) -> str:
    space = case.space
    assert space is not None
    count = len(case.result.diagnosis.spaces)
    if space.need is None:
        return gettext("The need of {space} cannot be scored: nothing that it is made of has data.").format(
            space=short(space.name)
        )
    return gettext("Of {count} spaces, {space} is number {rank} by need, with {need} of 100 points.").format(
        count=number(count), space=short(space.name), rank=number(space.rank), need=number(space.need, 1)
    )


def _shares(case: Case) -> list[str]:
    sentences = {
        "night_share": N_("{share} of them happen at night."),
        "below_class_share": N_("{share} of its ground is below lighting class {light_class}."),
        "unheard_night_share": N_("By night no alarm is heard on {share}."),
    }
    found = {key: case.known(key) for key in sentences}
    if case.known("incidents_per_year") is None:
        found["night_share"] = None
    light_class = f"P{case.project.settings.light_class}"
    return [
        gettext(sentences[key]).format(share=case.say(figure), light_class=light_class)
        for key, figure in found.items()
        if figure
    ]


def _missing(case: Case) -> list[str]:
    things = {
        "incidents_per_year": N_("incidents"),
        "below_class_share": N_("lamps"),
        "unheard_night_share": N_("alarms"),
        "walk_residents": N_("residents"),
    }
    figures = {key: case.of_space(key) for key in things}
    return [gettext(things[key]) for key, figure in figures.items() if figure is None or figure.exact is None]


def total(case: Case) -> str:
    """Say the total cost with its range, price year and contingency, and what upkeep costs a year."""
    cost = case.outcome.cost
    currency = case.catalogue.currency
    text = gettext(
        "Total cost {likely} ({low} to {high}), prices of {year}, with {contingency} for contingencies."
    ).format(
        likely=money(cost.likely, currency),
        low=number(cost.low),
        high=number(cost.high),
        year=case.catalogue.price_year,
        contingency=percent(case.project.settings.contingency),
    )
    asked = case.outcome.funding.requested
    if asked > 0:
        text += " " + gettext("Of what is missing, {amount} has been requested already.").format(
            amount=money(asked, currency)
        )
    return text


def upkeep(case: Case) -> str:
    """Say who maintains it, who pays for that, and what it costs a year; nobody yet is said plainly."""
    maintainer, payer = short(case.proposal.maintainer), short(case.proposal.upkeep_payer)
    amount = case.outcome.cost.upkeep
    yearly = gettext("Upkeep: {amount} a year.").format(amount=money(amount, case.catalogue.currency)) if amount else ""
    if maintainer and payer:
        who = gettext("{maintainer} maintains it; {payer} pays for that.").format(maintainer=maintainer, payer=payer)
    elif maintainer:
        who = gettext("{maintainer} maintains it; who pays for that is open.").format(maintainer=maintainer)
    elif payer:
        who = gettext("{payer} pays for upkeep; who maintains it is open.").format(payer=payer)
    else:
        who = gettext("Nobody has taken on its upkeep yet.")
    return f"{who} {yearly}".strip()


def evidence_line(case: Case) -> str:
    """Say the grade of the evidence in one line, with how many sources and how many nulls stand beside them."""
    catalogue, outcome = case.catalogue, case.outcome
    nulls = sum(catalogue.evidence[key].null for key in outcome.related if key in catalogue.evidence)
    if outcome.grade == "none":
        text = gettext("Evidence: none that could be credited.")
    else:
        count = len(outcome.evidence)
        text = ngettext(
            "Evidence: grade {grade} ({count} source, beside {nulls} without effect).",
            "Evidence: grade {grade} ({count} sources, beside {nulls} without effect).",
            count,
        ).format(grade=outcome.grade, count=number(count), nulls=number(nulls))
    if any(use.evidence == "alarm_community" for use in outcome.effects):
        text += " " + gettext("The alarm alone has no proven effect.")
    return text


_CONTROLS, _SHORT_NAME = 5, 32


def against(case: Case) -> str:
    """Name the spaces that a proposal would be judged against; nothing where there are none."""
    controls = case.outcome.proof.controls if case.outcome.proof is not None else ()
    spaces = (case.result.space(key) for key in controls[:_CONTROLS])
    names = [short(space.name, _SHORT_NAME) for space in spaces if space is not None]
    if rest := len(controls) - len(names):
        names.append(gettext("{count} others").format(count=rest))
    if not names:
        return ""
    return gettext("Comparable spaces, the most similar first: {names}.").format(names="; ".join(names))
