"""Page one of a brief: for a director with ninety seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor
from spaceplanner.i18n import gettext, money, number, pick
from spaceplanner.reports import brief_map, charts, typeset
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.components import (
    BESIDE,
    BODY,
    FIGURE,
    GREY,
    LEAD,
    PAGE,
    SMALL,
    STRONG,
    TITLE,
    WARNING,
    bullet,
    heading,
    of_setting,
    panel,
    paragraph,
    row,
    rule,
    spacer,
    stack,
)
from spaceplanner.reports.page import Box, Element, Role
from spaceplanner.reports.qr import code
from spaceplanner.reports.typeset import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.result import CostLine, Figure
    from spaceplanner.reports.brief_case import Case

_MAP_HEIGHTS = (150.0, 300.0)
_ABOVE_ANSWER, _UNDER_MAPS = 12.0, 6.0
_GUTTER = 16.0
_LONG_NAME, _LONG_FIGURE = 70, 10


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


_ROOMS = (
    Room(),
    Room(why=5, upkeep=2, givers=2, items=4),
    Room(title=1, lead=1, why=4, upkeep=1, givers=1, package=2, items=3, contact=1),
)


def front(case: Case, width: float, height: float) -> Element:
    """Return page one, exactly `height` pixels tall; the maps take the room that the rest leaves."""
    low, high = _MAP_HEIGHTS
    for room in _ROOMS:
        above = [header(case, width), spacer(17), *_opening(case, width, room), spacer(13)]
        below = [spacer(20), figures(case, width), spacer(18), *_ask(case, width, room), spacer(18)]
        below.append(_columns(case, width, room))
        answer = _answer(case, width, room)
        left = height - sum(element.box.height for element in (*above, *below, answer)) - _ABOVE_ANSWER
        tall = left - _around_maps(case, width)
        if tall >= low:
            break
    body = stack([*above, _maps(case, width, min(max(tall, low), high)), *below])
    foot = answer.moved(0, height - answer.box.height)
    return Element(role=Role.SECTION, box=Box(0, 0, width, height), lang=case.lang, children=(body, foot))


def _maps(case: Case, width: float, tall: float) -> Element:
    """Return the maps with captions and legend."""
    at = brief_map.view(case, (width - brief_map.GAP) / 2, tall)
    return stack([brief_map.maps(case, width, tall), brief_map.key(case, width, at)], gap=_UNDER_MAPS)


def _around_maps(case: Case, width: float) -> float:
    """Return the height of captions and legend, whatever that of the maps."""
    at = brief_map.view(case, (width - brief_map.GAP) / 2, 1.0)
    return brief_map.captions_height(case, at.width) + _UNDER_MAPS + brief_map.key(case, width, at).box.height


def header(case: Case, width: float) -> Element:
    """Return the line above everything: who presents it, what it is and of when."""
    kind = [gettext("Co-investment brief"), words.month(case.today)]
    if case.project.fictional:
        kind.append(gettext("fictional example city"))
    right = typeset.wrapped([Run(" · ".join(kind), replace(SMALL, size=9.8))], width)
    organisation, _, unit = (case.project.organisation or case.project.name).partition(" · ")
    ink = replace(SMALL, size=9.8, colour=PAGE.ink, weight="semibold")
    runs = [Run(organisation, ink)]
    if unit:
        runs.append(Run(f" · {unit}", replace(SMALL, size=9.8)))
    left = paragraph(runs, width - right.width - 24, most=1)
    return row([(0.0, left), (width - right.width, of_setting(right, right.width))])


def _opening(case: Case, width: float, room: Room) -> list[Element]:
    lines = 1 if len(case.proposal.name) < _LONG_NAME else room.title
    title = of_setting(typeset.shrunk(case.proposal.name, width, TITLE, most=lines), width, role=Role.TITLE)
    out = [title, spacer(3), paragraph(words.lead(case), width, LEAD, most=room.lead)]
    if warning := words.no_effect(case):
        inner = paragraph(warning, width - 24, replace(WARNING, weight="semibold"), most=2)
        notice = panel(
            bullet("triangle-alert", inner, hex_code=PAGE.warning),
            width,
            padding=6.0,
            fill=PAGE.warning_light,
            edge=None,
        )
        out.extend([spacer(8), notice])
    return out


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the four figures: its value, what stands beside it in grey, what it is, and what must be known of it."""

    value: str
    beside: str
    label: str
    note: str
    warn: bool = False


def figures(case: Case, width: float) -> Element:
    """Return the four figures in columns."""
    wide = (width - 3 * _GUTTER) / 4
    cells = [_headline(item, wide) for item in headlines(case)]
    return row([(i * (wide + _GUTTER), cell) for i, cell in enumerate(cells)])


def headlines(case: Case) -> tuple[Headline, ...]:
    """Return the four figures: averted, people, score and rank, eligible of how many."""
    outcome = case.outcome
    unsure = outcome.may_have_no_effect
    people = case.of_space("residents_within")
    scored = len(case.result.proposals)
    return (
        Headline(
            number(0) if outcome.averted.value(case.values) == 0 else case.say(outcome.averted),
            case.interval(outcome.averted),
            gettext("incidents averted a year"),
            gettext("may be none: see above") if unsure else gettext("median and 90% interval"),
            unsure,
        ),
        Headline(
            case.say(people),
            "",
            gettext("people within {distance} m").format(distance=number(case.project.settings.walk_distance)),
            gettext("in a straight line"),
        ),
        Headline(
            number(outcome.score, 1),
            "",
            gettext("score of 100 · rank {rank} of {count}").format(rank=number(outcome.rank), count=number(scored)),
            gettext("its parts are shown below"),
        ),
        Headline(
            case.say(outcome.eligible),
            _of(outcome.incidents, case),
            gettext("incidents it can act on"),
            gettext("by kind, hour and place"),
        ),
    )


def _of(figure: Figure, case: Case) -> str:
    return gettext("of {count}").format(count=case.say(figure)) if figure.value(case.values) is not None else ""


def _headline(item: Headline, width: float) -> Element:
    counted = any(character.isdigit() for character in item.value) and len(item.value) <= _LONG_FIGURE
    style = FIGURE if counted else replace(FIGURE, size=15.0, colour=PAGE.secondary, weight="semibold")
    beside, label = item.beside, item.label
    if (
        beside
        and fonts.text_width(item.value, style.size, style.weight) + 8 + fonts.text_width(beside, BESIDE.size) > width
    ):
        beside, label = "", f"{label} ({beside})"
    runs = [Run(item.value, style), *([Run(f"  {beside}", BESIDE)] if beside else [])]
    value = of_setting(typeset.wrapped(runs, width + 40, most=1), width)
    note = WARNING if item.warn else replace(GREY, colour=PAGE.faint)
    return stack(
        [
            rule(width, hex_code=PAGE.accent, thickness=1.6),
            spacer(7),
            replace(value, box=Box(0, 0, width, FIGURE.leading)),
            paragraph(label, width, BODY, most=2),
            paragraph(item.note, width, note, most=2),
        ]
    )


def _ask(case: Case, width: float, room: Room) -> list[Element]:
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
    return line.likely * (1 - line.share_funded)


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


def _columns(case: Case, width: float, room: Room) -> Element:
    left = round(width * 0.535)
    right = width - left - 22
    why = [
        heading(gettext("Why this space"), left),
        spacer(4),
        paragraph(words.why_here(case), left, most=room.why),
        spacer(11),
        heading(gettext("What the score is made of"), left),
        spacer(5),
        charts.score_bar(case.outcome.criteria, left),
        spacer(11),
        heading(gettext("Who keeps it up"), left),
        spacer(4),
        paragraph(words.upkeep(case), left, most=room.upkeep),
    ]
    what = [
        heading(gettext("What a partner receives, and what not"), right),
        spacer(4),
        _receives(case, right),
        spacer(11),
        heading(gettext("What is done and what it costs"), right),
        spacer(3),
        _items(case, right, room.items),
    ]
    return row([(0.0, stack(why)), (width - right, stack(what))])


def _receives(case: Case, width: float) -> Element:
    types = (case.catalogue.types[line.type] for line in sponsorable(case))
    gets = list(dict.fromkeys(pick(kind.sponsor) for kind in types if pick(kind.sponsor)))
    gets.append(gettext("This brief again with new data, to compare"))
    items = [bullet("check", paragraph(text, width - 16, BODY, most=2)) for text in gets]
    nothing = gettext("No exclusivity, no naming of the space, no endorsement of a brand")
    items.append(bullet("minus", paragraph(nothing, width - 16, GREY, most=2), hex_code=PAGE.faint))
    lined: list[Element] = []
    for i, item in enumerate(items):
        lined.append(item)
        if i < len(items) - 1:
            lined.extend([spacer(2.5), rule(width), spacer(2.5)])
    return stack(lined, role=Role.LIST)


def _items(case: Case, width: float, most: int) -> Element:
    lines = sorted(case.outcome.cost.lines, key=lambda line: -line.likely)
    shown = lines if len(lines) <= most else lines[: most - 1]
    rows = [_item(words.line_name(line, case.catalogue), line.likely, width) for line in shown]
    if len(shown) < len(lines):
        rest = lines[len(shown) :]
        more = gettext("{count} more items, see page 2").format(count=len(rest))
        rows.append(_item(more, sum(line.likely for line in rest), width))
    if not rows:
        return paragraph(gettext("Nothing is proposed yet."), width, GREY)
    return stack(rows, role=Role.LIST)


def _item(name: str, amount: float, width: float) -> Element:
    said = number(amount)
    room = fonts.text_width(said, BODY.size) + 10
    label = paragraph(name, width - room, BODY, most=1)
    value = paragraph(said, room, GREY, most=1, anchor=Anchor.RIGHT)
    return row([(0.0, label), (width - room, value)], role=Role.ITEM)


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _answer(case: Case, width: float, room: Room) -> Element:
    contact = (case.proposal.contact or case.project.contact).strip()
    address = _EMAIL.search(contact)
    lines: list[Element] = []
    indent = 60.0 if address else 0.0
    runs = [
        Run(gettext("How to answer.") + " ", STRONG),
        Run(
            gettext("Say which package you would support, in money, in kind or in time, and what you would change."),
            BODY,
        ),
    ]
    lines.append(paragraph(runs, width - indent, most=2))
    told = gettext("Contact: {contact}").format(contact=contact) if contact else gettext("No contact is given yet.")
    lines.append(paragraph(told, width - indent, GREY, most=room.contact))
    text = stack(lines)
    parts: list[tuple[float, Element]] = [(indent, text)]
    if address:
        said = gettext("QR code that opens an e-mail to {address}").format(address=address.group())
        parts.insert(0, (0.0, code(f"mailto:{address.group()}?subject={_plain(case.proposal.name)}", 46.0, alt=said)))
    return stack([rule(width), spacer(12), row(parts)])


def _plain(text: str) -> str:
    """Return a text as part of a link."""
    return quote(fonts.writable(text)[:60])
