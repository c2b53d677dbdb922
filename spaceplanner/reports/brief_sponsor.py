"""The case for a business: the page of a brief that a finance director reads first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.cartography.drawing import Anchor
from spaceplanner.domain.partner import RecognitionKind
from spaceplanner.i18n import gettext, number
from spaceplanner.reports import brief_figures, flow
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.brief_figures import Headline
from spaceplanner.reports.components import (
    BODY,
    GREY,
    HEADING,
    LEAD,
    PAGE,
    ROOMY,
    STRONG,
    Column,
    bullet,
    heading,
    panel,
    paragraph,
    row,
    spacer,
    stack,
    table,
)
from spaceplanner.reports.flow import Block
from spaceplanner.reports.page import Role
from spaceplanner.reports.typeset import Run
from spaceplanner.services import money_words, policy, programme_words, sponsor_words
from spaceplanner.services.funding_words import FORMS, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.domain.outlook import SponsorCase
    from spaceplanner.domain.programme import ProgrammeLine
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print
    from spaceplanner.reports.page import Element

_GUTTER = 22.0
_RIGHT = Anchor.RIGHT
_MOST_KINDS, _MOST_GIVERS, _MOST_LINES = 6, 8, 10


def has_page(case: Case) -> bool:
    """Tell whether there is enough for a page: businesses near, somebody who gives or gets, or a programme."""
    found, proposal = case.outcome.sponsor, case.proposal
    if found is None:
        return False
    partners = any(line.partner for line in proposal.funding) or bool(proposal.recognitions)
    return sponsor_words.count(found) > 0 or partners or bool(proposal.programme)


def collect(case: Case, width: float, print_: Print) -> Block:
    """Return the box that says what to ask for, where there is no page of its own; nothing where nobody was asked."""
    found = case.outcome.sponsor
    if found is None or has_page(case) or not found.to_collect:
        return Block(body=())
    title = gettext("For partners: what to collect before a case can be made")
    return Block(body=(_box(title, sponsor_words.listed(found.to_collect), "info", width, print_),))


def blocks(case: Case, width: float, print_: Print) -> list[Block]:
    """Return the case for a business from its title on; none without anything to say."""
    found = case.outcome.sponsor
    if found is None or not has_page(case):
        return []
    half = (width - _GUTTER) / 2
    left = [_kinds(found, half, print_), _extortion(found, half, print_)]
    right = [_survey(found, case, half, print_)]
    return [
        Block(body=(_title(case, width),), gap=0),
        Block(body=(paragraph(_lead(found), width, LEAD, most=3),), gap=5),
        Block(body=(_figures(found, case, width),), gap=13),
        _beside(left, right, half),
        Block(body=(_change(found, case, width, print_),), gap=13),
        _givers(case, width, print_),
        _recognitions(case, width),
        _programme(case, width, print_),
        _boxes(found, width, print_),
    ]


def _title(case: Case, width: float) -> Element:
    style = replace(HEADING, size=15.0, leading=20.0, colour=PAGE.ink, weight="bold")
    name = Run(f" · {case.proposal.name}", replace(style, weight="regular", colour=PAGE.secondary))
    return stack(
        [paragraph([Run(gettext("The case for your business"), style), name], width, role=Role.HEADING, most=1)]
    )


def _lead(found: SponsorCase) -> str:
    return " ".join(part for part in (sponsor_words.reach(found), sponsor_words.night(found)) if part)


def _figures(found: SponsorCase, case: Case, width: float) -> Element:
    """Return the four figures of the page: businesses, losses, what changes, leverage."""
    currency = case.project.currency
    near = sponsor_words.count(found)
    change = found.change
    answered = gettext("told by those who answered the survey")
    headlines = (
        Headline(
            number(near) if found.present else gettext("not known"),
            "",
            gettext("businesses within {metres} m on foot").format(metres=number(found.metres)),
            gettext("{count} next to the space").format(count=number(found.near)) if found.present else "",
        ),
        Headline(
            gettext("not known") if found.losses is None else number(found.losses),
            "",
            gettext("{currency} lost to crime a year").format(currency=currency),
            answered if found.losses is not None else gettext("no survey, or too few answers"),
        ),
        Headline(
            gettext("not claimed") if change is None else number(change.median),
            ""
            if change is None
            else gettext("{low} to {high}").format(low=number(change.p05), high=number(change.p95)),
            gettext("{currency} a year less, next to the space").format(currency=currency),
            gettext("see the reason below") if change is None else gettext("median and 90% interval"),
            warn=change is None,
        ),
        Headline(
            "–" if found.leverage is None else number(found.leverage, 2),
            "",
            gettext("{currency} of works for each {currency} of partners").format(currency=currency),
            gettext("what is only requested does not count"),
        ),
    )
    return brief_figures.in_columns(headlines, width)


def _beside(left: Iterable[Block], right: Iterable[Block], half: float) -> Block:
    pair = [(0.0, flow.joined(left, half)), (half + _GUTTER, flow.joined(right, half))]
    return Block(body=(row(pair),), gap=14)


def _kinds(found: SponsorCase, width: float, print_: Print) -> Block:
    columns = [Column(gettext("Businesses within a walk"), 3.0), Column(gettext("Number"), 1.0, _RIGHT)]
    kinds = sponsor_words.kinds(found)
    rows: list[list[Cell]] = [[name, number(count)] for name, count in kinds[:_MOST_KINDS]]
    if rest := kinds[_MOST_KINDS:]:
        text = gettext("{count} more kinds").format(count=number(len(rest)))
        rows.append([text, number(sum(count for _, count in rest))])
    if not rows:
        rows.append([gettext("None, or no layer of businesses"), "–"])
    return flow.of_table(None, table(columns, rows, width, print_=print_, most=2))


def _survey(found: SponsorCase, case: Case, width: float, print_: Print) -> Block:
    columns = [Column(gettext("What they told"), 3.0), Column(gettext("Answer"), 1.4, _RIGHT)]
    rows: list[list[Cell]] = [list(pair) for pair in sponsor_words.answered(found, case.project.currency)]
    block = flow.of_table(None, table(columns, rows, width, print_=print_, most=2))
    said = stack([spacer(4), paragraph(sponsor_words.survey(found), width, print_.text, most=3)])
    return replace(block, body=(*block.body, said))


def _extortion(found: SponsorCase, width: float, print_: Print) -> Block:
    style = BODY if print_ is ROOMY else print_.ink
    inner = paragraph(sponsor_words.extortion(found), width - 36, style, most=4)
    note = bullet("triangle-alert", inner, hex_code=PAGE.warning)
    return Block(body=(panel(note, width, padding=8.0 * print_.air, fill=PAGE.warning_light, edge=None),), gap=9)


def _change(found: SponsorCase, case: Case, width: float, print_: Print) -> Element:
    """Return what changes nearby and what the partners' money moves, beside each other."""
    currency, half = case.project.currency, (width - _GUTTER) / 2
    style = BODY if print_ is ROOMY else print_.ink
    told = (
        (gettext("What changes for the businesses next to the space"), sponsor_words.change(found, currency)),
        (gettext("What your money moves"), sponsor_words.leverage(found, currency)),
    )
    return row(
        [
            (i * (half + _GUTTER), stack([heading(title, half), spacer(3), paragraph(text, half, style, most=4)]))
            for i, (title, text) in enumerate(told)
        ]
    )


def _givers(case: Case, width: float, print_: Print) -> Block:
    """Return who gives what, in which form, how firm it is and since when."""
    lines = [line for line in case.proposal.funding if line.amount > 0]
    if not lines:
        return Block(body=())
    columns = [
        Column(gettext("Who gives"), 2.9),
        Column(gettext("Form"), 1.1),
        Column(gettext("State"), 1.3),
        Column(gettext("Since"), 1.9),
        Column(case.project.currency, 1.1, _RIGHT),
    ]
    ordered = sorted(lines, key=lambda line: (not line.own, -line.amount))
    rows: list[list[Cell]] = [
        [
            line.source,
            gettext(FORMS[line.form]),
            gettext(STATES[line.state]),
            words.day_of(line.since.isoformat()) if line.since else gettext("no date"),
            number(line.amount),
        ]
        for line in ordered[:_MOST_GIVERS]
    ]
    if rest := ordered[_MOST_GIVERS:]:
        rows.append(
            [gettext("{count} others").format(count=len(rest)), "", "", "", number(sum(x.amount for x in rest))]
        )
    gap = money_words.lacking(case.outcome.funding.gap, case.project.currency)
    rows.append([gettext("Missing (without what is requested)"), "", "", "", gap])
    return flow.of_table(None, table(columns, rows, width, print_=print_, totals=1, most=2), gap=8)


def _recognitions(case: Case, width: float) -> Block:
    """Return what partners get: only what needs no decision of the municipality, or has one on record."""
    names = {partner.id: partner.name for partner in case.project.partners}
    items = []
    for given in case.proposal.recognitions:
        runs = [Run(f"{names.get(given.partner, given.partner)}: ", STRONG), Run(_what(given.what, given.kind), BODY)]
        if given.kind is not RecognitionKind.THANKS and given.decided:
            text = gettext(" ({kind}; decided on {day}: {decision})").format(
                kind=gettext(policy.KINDS[given.kind]),
                day=words.day_of(given.decided.isoformat()),
                decision=words.short(given.decision, 80),
            )
            runs.append(Run(text, GREY))
        items.append(bullet("check", paragraph(runs, width - 16, most=2)))
    if not items:
        return Block(body=())
    title = heading(gettext("What partners get"), width)
    return Block(body=(stack([title, spacer(3), stack(items, gap=2.0, role=Role.LIST)]),), gap=12)


def _what(text: str, kind: RecognitionKind) -> str:
    return words.short(text, 120) if text.strip() else gettext(policy.KINDS[kind])


def _programme(case: Case, width: float, print_: Print) -> Block:
    """Return the lines of the programme with who answers for each and the indicator it is judged by."""
    lines = case.proposal.programme
    if not lines:
        return Block(body=())
    columns = [
        Column(gettext("What people do"), 2.8),
        Column(gettext("Responsible"), 1.9),
        Column(gettext("A year"), 1.4),
        Column(gettext("Indicator: today → target"), 2.6),
        Column(gettext("Source, who reports, date"), 2.8),
    ]
    rows: list[list[Cell]] = []
    for line in lines[:_MOST_LINES]:
        kind = [Run(gettext(programme_words.KINDS[line.kind]), print_.strong)]
        if line.reference.strip():
            kind.append(Run(f". {line.reference.strip()}", print_.text))
        counted = programme_words.quantities(line) or "–"
        rows.append([kind, line.responsible.strip() or gettext("nobody yet"), counted, *_indicator(line, print_)])
    if len(lines) > _MOST_LINES:
        more = gettext("{count} more lines").format(count=number(len(lines) - _MOST_LINES))
        rows.append([more, "", "", "", ""])
    return flow.of_table(None, table(columns, rows, width, print_=print_, most=4), gap=12)


def _indicator(line: ProgrammeLine, print_: Print) -> list[Cell]:
    found = line.indicator
    if found is None:
        return [[Run(gettext("no indicator yet"), replace(print_.text, colour=PAGE.warning))], ""]
    about = [found.source, found.owner, words.day_of(found.due.isoformat()) if found.due else ""]
    known = ", ".join(part.strip() for part in about if part.strip())
    lacks = programme_words.missing(replace(line, responsible=line.responsible or "-"))
    runs = [Run(known, print_.text)]
    if lacks:
        text = gettext("missing: {parts}").format(parts=", ".join(lacks))
        runs.append(Run(f"{'; ' if known else ''}{text}", replace(print_.text, colour=PAGE.warning)))
    return [f"{found.name}: {programme_words.change(found)}", runs]


def _boxes(found: SponsorCase, width: float, print_: Print) -> Block:
    """Return what is not claimed and what to collect, beside each other."""
    not_claimed, to_collect = sponsor_words.listed(found.not_claimed), sponsor_words.listed(found.to_collect)
    first, second = gettext("What is not claimed"), gettext("What to collect")
    if not to_collect:
        return Block(body=(_box(first, not_claimed, "minus", width, print_, columns=2),), gap=13)
    half = (width - _GUTTER) / 2
    boxes = [
        (0.0, _box(first, not_claimed, "minus", half, print_)),
        (half + _GUTTER, _box(second, to_collect, "plus", half, print_)),
    ]
    return Block(body=(row(boxes),), gap=13)


def _box(title: str, items: list[str], icon: str, width: float, print_: Print, *, columns: int = 1) -> Element:
    """Return a list in a frame, in one column or two."""
    inner = width - 22
    wide = (inner - (columns - 1) * _GUTTER) / columns
    style = GREY if print_ is ROOMY else print_.text
    listed = [bullet(icon, paragraph(text, wide - 16, style, most=5), hex_code=PAGE.faint) for text in items]
    each = -(-len(listed) // columns)
    parts = [stack(listed[at : at + each], gap=3.0, role=Role.LIST) for at in range(0, len(listed), each)]
    content = row([(i * (wide + _GUTTER), part) for i, part in enumerate(parts)])
    return panel(stack([heading(title, inner), spacer(3), content]), width, padding=10.0 * print_.air)
