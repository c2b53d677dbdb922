"""What a brief asks for and offers: funding bar, packages, what a partner receives, what is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor
from spaceplanner.domain.partner import NEED_DECISION
from spaceplanner.i18n import gettext, money, number, pick
from spaceplanner.reports import brief_words as words
from spaceplanner.reports import charts
from spaceplanner.reports.components import (
    BODY,
    GREY,
    PAGE,
    SMALL,
    STRONG,
    WARNING,
    bullet,
    heading,
    panel,
    paragraph,
    row,
    rule,
    spacer,
    stack,
)
from spaceplanner.reports.page import Role
from spaceplanner.reports.typeset import Run
from spaceplanner.services import policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.result import CostLine
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.page import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many lines the parts of page one may take, so that long texts leave the maps their room."""

    title: int = 2
    lead: int = 2
    why: int = 6
    upkeep: int = 3
    givers: int = 3
    package: int = 3
    items: int = 5
    contact: int = 2


def ask(case: Case, width: float, room: Room) -> list[Element]:
    """Return the ask: funding bar with its open gap, what it costs in all, and the packages that can be sponsored."""
    out = [heading(gettext("What we ask for"), width), spacer(5)]
    if case.outcome.cost.likely <= 0:
        return [*out, paragraph(gettext("Nothing in this proposal has a cost yet."), width, GREY)]
    out.extend(
        [
            charts.funding_bar(case, width, lines=room.givers),
            spacer(5),
            paragraph(words.total(case), width, SMALL, most=2),
        ]
    )
    packages = sponsorable(case)
    if packages:
        out.extend([spacer(9), _cards(case, packages, width, room)])
    return out


def sponsorable(case: Case) -> tuple[CostLine, ...]:
    """Return up to three cost lines that still lack money, the largest first; where none does, the largest lines."""
    lines = [line for line in case.outcome.cost.lines if line.type in case.catalogue.types and line.likely > 0]
    missing = sorted((line for line in lines if _missing(line) >= 1), key=lambda line: -_missing(line))
    funded = sorted((line for line in lines if _missing(line) < 1), key=lambda line: -line.likely)
    return tuple([*missing, *funded][:3])


def _missing(line: CostLine) -> float:
    """Return what a line lacks; all of it where nobody can tell, for the funding is in another currency."""
    return line.likely * (1 - (line.share_funded or 0.0))


def _cards(case: Case, lines: Sequence[CostLine], width: float, room: Room) -> Element:
    wide = (width - (len(lines) - 1) * 12.0) / len(lines)
    contents = [_card(case, line, wide - 22, room) for line in lines]
    tall = max(content.box.height for content in contents) + 20
    cards = [
        panel(content, wide, height=tall, padding=10.0, edge=PAGE.warning if _missing(line) >= 1 else PAGE.lines)
        for content, line in zip(contents, lines, strict=True)
    ]
    return row([(i * (wide + 12.0), card) for i, card in enumerate(cards)])


def _card(case: Case, line: CostLine, width: float, room: Room) -> Element:
    kind = case.catalogue.types[line.type]
    name = words.line_name(line, case.catalogue)
    amounts = [Run(money(line.likely, case.catalogue.currency), GREY)]
    missing = _missing(line)
    if missing >= 1:
        open_part = gettext("missing {amount}").format(amount=number(missing))
        amounts.append(Run(f" · {open_part}", WARNING))
    else:
        funded = gettext("funded")
        amounts.append(Run(f" · {funded}", replace(GREY, colour=PAGE.accent)))
    return stack(
        [
            paragraph(name, width, STRONG, most=2),
            paragraph(amounts, width, most=1),
            paragraph(pick(kind.description), width, BODY, most=room.package),
        ]
    )


def receives(case: Case, width: float) -> Element:
    """Return the list of what a partner receives for these packages, and what no partner receives."""
    types = (case.catalogue.types[line.type] for line in sponsorable(case))
    gets = list(dict.fromkeys(pick(kind.sponsor) for kind in types if pick(kind.sponsor)))
    gets.append(gettext("This brief again with new data, to compare"))
    items = [bullet("check", paragraph(text, width - 16, BODY, most=2)) for text in gets]
    if nothing := _nothing(case):
        items.append(bullet("minus", paragraph(nothing, width - 16, GREY, most=2), hex_code=PAGE.faint))
    lined: list[Element] = []
    for i, item in enumerate(items):
        lined.append(item)
        if i < len(items) - 1:
            lined.extend([spacer(2.5), rule(width), spacer(2.5)])
    return stack(lined, role=Role.LIST)


def _nothing(case: Case) -> str:
    """Say what no partner receives: all that needs a decision of the municipality which is not on record."""
    decided = {item.kind for item in case.proposal.recognitions}
    if not decided & NEED_DECISION:
        return gettext("No exclusivity, no naming of the space, no endorsement of a brand")
    open_kinds = [gettext(policy.KINDS[kind]) for kind in policy.KINDS if kind in NEED_DECISION - decided]
    return gettext("Not given: {kinds}").format(kinds=words.listed(open_kinds)) if open_kinds else ""


def items(case: Case, width: float, most: int) -> Element:
    """Return what is done with its likely cost, the dearest first; beyond `most` lines the rest is one line."""
    lines = sorted(case.outcome.cost.lines, key=lambda line: -line.likely)
    shown = lines if len(lines) <= most else lines[: most - 1]
    rows = [_item(words.line_name(line, case.catalogue), line.likely, width) for line in shown]
    if len(shown) < len(lines):
        rest = lines[len(shown) :]
        more = gettext("{count} more items, see page {page}").format(count=len(rest), page=case.details)
        rows.append(_item(more, sum(line.likely for line in rest), width))
    if not rows:
        return paragraph(gettext("Nothing is proposed yet."), width, GREY)
    return stack(rows, role=Role.LIST)


def _item(name: str, amount: float, width: float) -> Element:
    said = number(amount)
    room = fonts.text_width(said, BODY.size) + 10
    label = paragraph(name, width - room, BODY, most=2)
    value = paragraph(said, room, GREY, most=1, anchor=Anchor.RIGHT)
    return row([(0.0, label), (width - room, value)], role=Role.ITEM)
