"""Page two of a brief: for whoever checks. Costs, funding, what changes, and how the score and the need add up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.cartography.drawing import Anchor
from spaceplanner.domain.funding import FundingKind
from spaceplanner.i18n import gettext, money, number, percent, pick
from spaceplanner.reports import brief_evidence, brief_sources, brief_sponsor, charts, flow
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.components import (
    CLOSE,
    HEADING,
    MEDIUM,
    PAGE,
    ROOMY,
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
from spaceplanner.services import measures, money_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.result import Figure, Part
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print
    from spaceplanner.reports.page import Element

_GUTTER = 22.0
_RIGHT = Anchor.RIGHT


def pages(case: Case, width: float, height: float) -> list[tuple[Element, ...]]:
    """Return the elements of each page from page two on: set as closely as it takes to make one page of it.

    Where even the closest setting needs two, the roomiest is taken.
    """
    settings = (flow.flow(_blocks(case, width, print_), width, height) for print_ in (ROOMY, MEDIUM, CLOSE))
    roomy = next(settings)
    return roomy if len(roomy) == 1 else next((found for found in settings if len(found) == 1), roomy)


def _blocks(case: Case, width: float, print_: Print) -> list[Block]:
    half = (width - _GUTTER) / 2
    need = case.space.parts if case.space else ()
    total = case.space.need if case.space else None
    left = [
        funding(case, half, print_),
        parts(gettext("Score"), case.outcome.criteria, case, half, print_, total=case.outcome.score),
        luck(need, half, print_),
    ]
    right = [
        changes(case, half, print_),
        parts(gettext("Need of the space"), need, case, half, print_, total=total),
    ]
    return [
        Block(body=(_title(case, width),), gap=0),
        costs(case, width, print_),
        _beside(left, half, right, half),
        brief_evidence.effects(case, width, print_),
        *brief_evidence.entries(case, width, print_),
        brief_sponsor.collect(case, width),
        *_about(case, width, print_),
    ]


def _about(case: Case, width: float, print_: Print) -> list[Block]:
    """Return data, privacy, method and notes: the table beside the texts where they are set closely."""
    texts = (brief_sources.privacy, brief_sources.method, brief_sources.notes)
    if print_ is ROOMY:
        return [brief_sources.layers(case, width, print_), *(text(case, width, print_) for text in texts)]
    wide = round(width * 0.62)
    narrow = width - wide - _GUTTER
    table_ = brief_sources.layers(case, wide, print_)
    return [_beside([table_], wide, [text(case, narrow, print_) for text in texts], narrow)]


def _title(case: Case, width: float) -> Element:
    style = replace(HEADING, size=15.0, leading=20.0, colour=PAGE.ink, weight="bold")
    name = Run(f" · {case.proposal.name}", replace(style, weight="regular", colour=PAGE.secondary))
    runs = [Run(gettext("For whoever checks"), style), name]
    return stack([paragraph(runs, width, role=Role.HEADING, most=1), spacer(1)])


def _beside(left: list[Block], left_width: float, right: list[Block], right_width: float) -> Block:
    """Put two columns of blocks beside each other."""
    pair = [(0.0, flow.joined(left, left_width)), (left_width + _GUTTER, flow.joined(right, right_width))]
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
    remark = gettext("Prices of {year}. Equivalent yearly cost {yearly}.").format(
        year=case.catalogue.price_year, yearly=money(cost.yearly, currency)
    )
    block = flow.of_table(None, table(columns, rows, width, print_=print_, totals=1), gap=9)
    note = stack([spacer(3), paragraph(f"{remark} {source}", width, print_.text, most=3)])
    return replace(block, body=(*block.body, note))


def funding(case: Case, width: float, print_: Print) -> Block:
    """Return the funding lines and the gap."""
    columns = [Column(gettext("Funding"), 3.0), Column(gettext("Kind"), 1.4), Column(gettext("Amount"), 1.2, _RIGHT)]
    kinds = list(FundingKind)
    lines = sorted(case.proposal.funding, key=lambda line: (kinds.index(line.kind), -line.amount))
    shown = lines[:_MOST_LINES]
    rows: list[list[Cell]] = [
        [line.source, gettext(charts.KIND_NAMES[line.kind]), number(line.amount)] for line in shown
    ]
    if rest := lines[_MOST_LINES:]:
        rows.append([gettext("{count} others").format(count=len(rest)), "", number(sum(line.amount for line in rest))])
    gap = money_words.lacking(case.outcome.funding.gap, case.project.currency)
    rows.append([gettext("Missing (without what is requested)"), "", gap])
    return flow.of_table(None, table(columns, rows, width, print_=print_, totals=1, most=2))


_MOST_LINES = 8


def changes(case: Case, width: float, print_: Print) -> Block:
    """Return the measures of the space today and with the proposal."""
    columns = [
        Column(gettext("The space"), 2.6),
        Column(gettext("Today"), 1.0, _RIGHT),
        Column(gettext("With the proposal"), 1.9, _RIGHT),
    ]
    before, after = case.outcome.before, case.outcome.after
    rows: list[list[Cell]] = [
        [measures.label(key), case.say(figure), case.say(after.get(key))] for key, figure in before.items()
    ]
    rate = case.of_space("incidents_per_year")
    if rate is not None:
        rows.append([measures.label("incidents_per_year"), _with_interval(case, rate), _expected(case)])
    area = case.of_space("area_m2")
    if area is not None:
        rows.append([measures.label("area_m2"), f"{case.say(area)}\u00a0m²", ""])
    rows.append([measures.label("walk_residents"), case.say(case.of_space("walk_residents")), ""])
    return flow.of_table(None, table(columns, rows, width, print_=print_, most=2))


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
        Column(title, 3.2),
        Column(gettext("Figure"), 1.2, _RIGHT),
        Column(gettext("Weight"), 0.9, _RIGHT),
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
