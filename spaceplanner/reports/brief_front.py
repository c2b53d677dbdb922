"""Page one of a brief: for a director with ninety seconds."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import quote

from spaceplanner.cartography import fonts
from spaceplanner.i18n import gettext
from spaceplanner.reports import brief_ask, brief_figures, brief_map, charts, typeset
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.brief_ask import Room
from spaceplanner.reports.components import (
    BODY,
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
    from spaceplanner.reports.brief_case import Case

_MAP_HEIGHTS = (135.0, 300.0)
_ABOVE_ANSWER, _UNDER_MAPS = 12.0, 6.0
_LONG_NAME = 70

_SAVINGS = (
    {"items": 4},
    {"givers": 2},
    {"items": 3},
    {"why": 5},
    {"contact": 1},
    {"givers": 1},
    {"title": 1},
    {"package": 2},
    {"why": 4},
    {"lead": 1},
    {"upkeep": 2},
    {"upkeep": 1},
)
"""What gives way, one after the other, until the maps are tall enough: first what later pages tell in full."""


def front(case: Case, width: float, height: float) -> Element:
    """Return page one, exactly `height` pixels tall; the maps take the room that the rest leaves."""
    low, high = _MAP_HEIGHTS
    for room in accumulate(_SAVINGS, lambda room, saving: replace(room, **saving), initial=Room()):
        above = [header(case, width), spacer(17), *_opening(case, width, room), spacer(13)]
        below = [
            spacer(20),
            brief_figures.figures(case, width),
            spacer(18),
            *brief_ask.ask(case, width, room),
            spacer(18),
        ]
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
    right = typeset.wrapped([Run(" · ".join(kind), SMALL)], width)
    organisation, _, unit = (case.project.organisation or case.project.name).partition(" · ")
    ink = replace(SMALL, colour=PAGE.ink, weight="semibold")
    runs = [Run(organisation, ink)]
    if unit:
        runs.append(Run(f" · {unit}", SMALL))
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
    ]
    what = [
        heading(gettext("What a partner receives, and what not"), right),
        spacer(4),
        brief_ask.receives(case, right),
        spacer(11),
        heading(gettext("What is done and what it costs"), right),
        spacer(3),
        brief_ask.items(case, right, room.items),
        spacer(11),
        heading(gettext("Who keeps it up"), right),
        spacer(4),
        paragraph(words.upkeep(case), right, most=room.upkeep),
    ]
    return row([(0.0, stack(why)), (width - right, stack(what))])


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
