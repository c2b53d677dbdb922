"""Page two of a brief: for whoever checks. Costs, funding, what changes, and how the score and the need add up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.cartography.drawing import Anchor
from spaceplanner.i18n import gettext, money, number, percent, pick
from spaceplanner.reports import brief_effect, brief_evidence, brief_money, brief_sources, brief_sponsor, charts, flow
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.components import (
    HEADING,
    PAGE,
    Column,
    paragraph,
    row,
    spacer,
    stack,
    table,
)
from spaceplanner.reports.flow import Block
from spaceplanner.reports.page import Role
from spaceplanner.reports.typeset import Run
from spaceplanner.services import measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.result import Figure, Part
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print
    from spaceplanner.reports.page import Element

_GUTTER = 22.0
_RIGHT = Anchor.RIGHT


def blocks(case: Case, width: float, print_: Print) -> list[Block]:
    """Return all that somebody needs to check a proposal, the first block with the title."""
    half = (width - _GUTTER) / 2
    need = case.space.parts if case.space else ()
    total = case.space.need if case.space else None
    funds = [] if brief_sponsor.has_page(case) else [brief_money.funding(case, half, print_)]
    # Who funds it stands on the page for partners where there is one.
    kept = [*funds, brief_money.keeping(case, half, print_)]
    told = [brief_money.remarks(case, half, print_), brief_effect.provable(case, half, print_)]
    score = [
        parts(gettext("Score"), case.outcome.criteria, case, half, print_, total=case.outcome.score),
        luck(need, half, print_),
    ]
    space = [
        changes(case, half, print_),
        parts(gettext("Need of the space"), need, case, half, print_, total=total),
    ]
    return [
        replace(costs(case, width, print_), title=_title(case, width), gap=24.0),
        _beside([brief_money.worth(case, half, print_)], kept, half, print_),
        brief_evidence.effects(case, width, print_),
        _beside([brief_effect.averted(case, half, print_)], told, half, print_),
        *brief_evidence.entries(case, width, print_),
        _beside(score, space, half, print_),
        brief_sponsor.collect(case, width, print_),
        brief_sources.layers(case, width, print_),
        brief_sources.privacy(case, width, print_),
        brief_sources.method(case, width, print_),
        brief_sources.notes(case, width, print_),
    ]


def _title(case: Case, width: float) -> Element:
    style = replace(HEADING, size=15.0, leading=20.0, colour=PAGE.ink, weight="bold")
    name = Run(f" · {case.proposal.name}", replace(style, weight="regular", colour=PAGE.secondary))
    runs = [Run(gettext("For whoever checks"), style), name]
    return stack([paragraph(runs, width, role=Role.HEADING, most=1), spacer(6)])


def _beside(left: list[Block], right: list[Block], half: float, print_: Print) -> Block:
    """Put two columns of blocks beside each other; nothing where both are empty."""
    if not any(block.body for block in (*left, *right)):
        return Block(body=())
    left, right = flow.airy(left, print_.air), flow.airy(right, print_.air)
    pair = [(0.0, flow.joined(left, half)), (half + _GUTTER, flow.joined(right, half))]
    return Block(body=(row(pair),))


def costs(case: Case, width: float, print_: Print) -> Block:
    """Return the cost table: lines, contingency, total."""
    cost = case.outcome.cost
    columns = [
        Column(gettext("What it costs"), 3.1),
        Column(gettext("Quantity"), 1.1, _RIGHT),
        Column(gettext("Low"), 1.0, _RIGHT),
        Column(gettext("Likely"), 1.0, _RIGHT),
        Column(gettext("High"), 1.0, _RIGHT),
        Column(gettext("Upkeep a year"), 1.6, _RIGHT),
        Column(gettext("Funded"), 0.9, _RIGHT),
    ]
    rows: list[list[Cell]] = []
    for line in cost.lines:
        kind = case.catalogue.types.get(line.type)
        name = pick(kind.name) if kind else line.type
        amounts = [number(value) for value in (line.low, line.likely, line.high, line.upkeep)]
        rows.append(
            [name, words.quantity(line), *amounts, "–" if line.share_funded is None else percent(line.share_funded)]
        )
    factor = percent(case.project.settings.contingency)
    rows.append(
        [gettext("Contingency on works, {share}").format(share=factor), "", "", number(cost.contingency), "", "", ""]
    )
    if cost.tax:
        share = percent(case.project.settings.tax, 1)
        rows.append([gettext("Tax, {share}").format(share=share), "", "", number(cost.tax), "", "", ""])
    currency = case.catalogue.currency
    totals = [number(value) for value in (cost.low, cost.likely, cost.high, cost.upkeep)]
    rows.append([gettext("Total with contingency, {currency}").format(currency=currency), "", *totals, ""])
    source = pick(case.catalogue.cost_source)
    remark = gettext("Prices of {year}.").format(year=case.catalogue.price_year)
    if case.outcome.appraisal is None:
        remark = gettext("Prices of {year}. Equivalent yearly cost {yearly}.").format(
            year=case.catalogue.price_year, yearly=money(cost.yearly, currency)
        )
    block = flow.of_table(None, table(columns, rows, width, print_=print_, totals=1))
    note = stack([spacer(3), paragraph(f"{remark} {source}", width, print_.text, most=3)])
    return replace(block, body=(*block.body, note))


def changes(case: Case, width: float, print_: Print) -> Block:
    """Return the measures of the space today and with the proposal."""
    columns = [
        Column(gettext("The space"), 3.15),
        Column(gettext("Today"), 1.2, _RIGHT),
        Column(gettext("With the proposal"), 2.15, _RIGHT),
    ]
    before, after = case.outcome.before, case.outcome.after
    rows: list[list[Cell]] = [
        [measures.label(key), case.say(figure), case.say(after.get(key))]
        for key, figure in before.items()
        if _OPPOSITES.get(key) not in before
    ]
    rate = case.of_space("incidents_per_year")
    if rate is not None:
        rows.append([measures.label("incidents_per_year"), _with_interval(case, rate), _expected(case)])
    area = case.of_space("area_m2")
    if area is not None:
        rows.append([measures.label("area_m2"), f"{case.say(area)}\u00a0m²", ""])
    if not any(part.id == "walk_residents" for part in (case.space.parts if case.space else ())):
        rows.append([measures.label("walk_residents"), case.say(case.of_space("walk_residents")), ""])
    return flow.of_table(None, table(columns, rows, width, print_=print_, most=2))


_OPPOSITES = {"dark_share": "lit_share", "silent_share": "heard_share"}
"""Measure -> the one beside it of which it is the rest."""


def _with_interval(case: Case, figure: Figure) -> str:
    interval = case.interval(figure)
    return f"{case.say(figure)} ({interval})" if interval else case.say(figure)


def _expected(case: Case) -> str:
    """Say what is averted where the expected number would be, since the two intervals cannot simply be subtracted."""
    averted = case.outcome.averted
    if averted.value(case.values) is None:
        return ""
    return gettext("averts {count}").format(count=_with_interval(case, averted))


def parts(title: str, found: Sequence[Part], case: Case, width: float, print_: Print, *, total: float | None) -> Block:
    """Return the parts of a score: figure, weight and points, which add up."""
    columns = [
        Column(title, 4.4),
        Column(gettext("Figure"), 1.05, _RIGHT),
        Column(gettext("Weight"), 1.1, _RIGHT),
        Column(gettext("Points"), 0.9, _RIGHT),
    ]
    rows: list[list[Cell]] = [
        [measures.label(part.id), case.say(part.figure), percent(part.weight), charts.points(part)] for part in found
    ]
    said = gettext("no data") if total is None else number(total, 1)
    rows.append([gettext("Sum, of 100"), "", percent(sum(part.weight for part in found)), said])
    return flow.of_table(None, table(columns, rows, width, print_=print_, totals=1, most=2))


def luck(need: Sequence[Part], width: float, print_: Print) -> Block:
    """Say what a corrected number of incidents is, where the need is made of it."""
    if not any(part.id == "incidents_adjusted" for part in need):
        return Block(body=())
    return Block(body=(paragraph(gettext(measures.LUCK), width, print_.text, most=3),), gap=9)
