"""Charts of a brief: the funding bar with its open gap, the parts of a score, the classes of the density."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import MAP, colour
from spaceplanner.domain.funding import FundingKind
from spaceplanner.i18n import N_, gettext, money, number
from spaceplanner.reports.components import PAGE, SMALL, area, image, paragraph, rounded, row, stack
from spaceplanner.reports.page import Box, Role
from spaceplanner.reports.typeset import Run
from spaceplanner.services import measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.result import Part
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.page import Element, Mark

KIND_COLOURS: Mapping[FundingKind, str] = {
    FundingKind.OWN: PAGE.accent,
    FundingKind.COMMITTED: "#3C9F93",
    FundingKind.PLEDGED: "#5F9FC4",
    FundingKind.IN_KIND: "#8B7FDB",
    FundingKind.REQUESTED: "#B7791F",
}
"""Funding kind -> colour; white text on each can be read (contrast above 3:1 in semibold)."""

KIND_NAMES: Mapping[FundingKind, str] = {
    FundingKind.OWN: N_("own"),
    FundingKind.COMMITTED: N_("committed"),
    FundingKind.PLEDGED: N_("pledged"),
    FundingKind.IN_KIND: N_("in kind"),
    FundingKind.REQUESTED: N_("requested"),
}

_BAR, _RADIUS, _PAD = 20.6, 4.0, 7.0
_LABEL = replace(SMALL, weight="semibold", colour="#FFFFFF")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar: its width, colour, label and what it says in the list below where it does not fit."""

    amount: float
    hex: str
    label: str
    short: str
    open: bool = False


def funding_bar(case: Case, width: float, *, lines: int = 3) -> Element:
    """Return the funding stack: what is there by giver, and the gap as its open end.

    Parameters
    ----------
    lines
        At most so many lines below the bar, for givers whose name does not fit in it.
    """
    segments = _segments(case)
    whole = sum(segment.amount for segment in segments)
    marks: list[Mark] = []
    below: list[Segment] = []
    x = 0.0
    for i, segment in enumerate(segments):
        wide = width * segment.amount / whole
        first, last = i == 0, i == len(segments) - 1
        marks.extend(_segment(segment, x, wide, first=first, last=last))
        words = _label(segment, wide)
        if words != segment.label:
            below.append(segment)
        if words:
            ink = PAGE.warning if segment.open else "#FFFFFF"
            marks.append(
                Text(x=x + _PAD, y=_BAR / 2, text=words, size=_LABEL.size, colour=colour(ink), weight="semibold")
            )
        x += wide
    says = "; ".join(segment.label for segment in segments)
    bar = image(marks, width, _BAR, alt=gettext("Funding bar. {parts}").format(parts=says), text=says)
    return stack([bar, _key(below, width, lines, page=case.details)], gap=5.0) if below else bar


def _segments(case: Case) -> list[Segment]:
    order = (FundingKind.OWN, FundingKind.COMMITTED, FundingKind.PLEDGED, FundingKind.IN_KIND)
    out = [
        _of_line(line)
        for kind in order
        for line in _grouped([item for item in case.proposal.funding if item.kind is kind and item.amount > 0])
    ]
    gap = case.outcome.funding.gap
    if gap:
        text = money(gap, case.project.currency)
        out.append(Segment(gap, PAGE.warning_light, gettext("missing: {amount}").format(amount=text), text, open=True))
    return out


def _grouped(lines: list[Funding]) -> list[Funding]:
    """Keep the three largest givers of a kind and join the rest, so that the bar can be read."""
    lines = sorted(lines, key=lambda line: -line.amount)
    if len(lines) <= 3:  # noqa: PLR2004
        return lines
    rest = sum(line.amount for line in lines[2:])
    return [
        *lines[:2],
        replace(lines[2], source=gettext("{count} others").format(count=len(lines) - 2), amount=rest),
    ]


def _of_line(line: Funding) -> Segment:
    source = fonts.fitted(fonts.writable(line.source), 150, _LABEL.size, "semibold")
    kind = gettext(KIND_NAMES[line.kind])
    suffix = "" if line.kind in {FundingKind.OWN, FundingKind.COMMITTED} else f" ({kind})"
    amount = number(line.amount)
    return Segment(line.amount, KIND_COLOURS[line.kind], f"{source} {amount}{suffix}", amount)


def _label(segment: Segment, wide: float) -> str:
    for words in (segment.label, segment.short):
        if fonts.text_width(words, _LABEL.size, "semibold") <= wide - 2 * _PAD:
            return words
    return ""


def _segment(segment: Segment, x: float, wide: float, *, first: bool, last: bool) -> list[Mark]:
    left, right = _RADIUS if first else 0.0, _RADIUS if last else 0.0
    corners = (left, right, right, left)
    if not segment.open:
        between = Stroke(colour(PAGE.panel), 0.8)
        edge_line = Lines(paths=(np.array([[x, 0.0], [x, _BAR]]),), stroke=between)
        filled = area(Box(x, 0, wide, _BAR), fill=segment.hex, radius=corners)
        return [filled] if first else [filled, edge_line]
    edge = PAGE.warning
    inner = Box(x + 0.6, 0.6, max(wide - 1.2, 0.1), _BAR - 1.2)
    dashed = Polygons(rings=(rounded(inner, corners),), starts=(0,), stroke=Stroke(colour(edge), 1.2, (4.0, 3.0)))
    return [area(Box(x, 0, wide, _BAR), fill=segment.hex, radius=corners), dashed]


def _key(segments: Sequence[Segment], width: float, most: int, *, page: int) -> Element:
    """Return the segments that could not be labelled in the bar, with their colours."""
    cells: list[list[tuple[float, Element]]] = [[]]
    x = 0.0
    for segment in segments:
        item = key_item(PAGE.warning if segment.open else segment.hex, segment.label)
        if cells[-1] and x + item.box.width > width:
            cells.append([])
            x = 0.0
        cells[-1].append((x, item))
        x += item.box.width + 14.0
    lines = [row(line) for line in cells[:most]]
    if hidden := sum(len(line) for line in cells[most:]):
        lines.append(paragraph(gettext("{count} more, see page {page}").format(count=hidden, page=page), width, SMALL))
    return stack(lines)


def key_item(hex_code: str, text: str, *, width: float | None = None) -> Element:
    """Return a small coloured square and its words."""
    wide = fonts.text_width(fonts.writable(text), SMALL.size) + 1 if width is None else width - 13.0
    words = paragraph([Run(text, replace(SMALL, colour=PAGE.ink))], wide, most=1).moved(13.0, 0)
    mark = area(Box(0, SMALL.leading / 2 - 4, 8, 8), fill=hex_code, radius=2.0)
    return replace(words, box=Box(0, 0, 13.0 + wide, SMALL.leading), marks=(mark, *words.marks))


def score_bar(parts: Sequence[Part], width: float, *, height: float = 13.4) -> Element:
    """Return the parts of a score as one bar of 100 points, with each part's name and points below in two columns."""
    marks: list[Mark] = [area(Box(0, 0, width, height), fill="#EBEFF3", radius=3.5)]
    x = 0.0
    colours = [MAP.score_parts[i % len(MAP.score_parts)] for i in range(len(parts))]
    for i, (part, hex_code) in enumerate(zip(parts, colours, strict=True)):
        wide = width * min(max(part.points, 0), 100) / 100
        if wide > 0:
            left = 3.5 if i == 0 else 0.0
            marks.append(area(Box(x, 0, wide, height), fill=hex_code, radius=(left, 0.0, 0.0, left)))
        x += wide
    said = [f"{measures.label(part.id)} {points(part)}" for part in parts]
    bar = image(marks, width, height, alt=gettext("Score bar of 100 points. {parts}").format(parts="; ".join(said)))
    return stack([bar, _parts_key(parts, colours, width)], gap=6.0)


def points(part: Part) -> str:
    """Write a part's points; a part without data has none."""
    return gettext("no data") if part.value is None else number(part.points, 1)


def _parts_key(parts: Sequence[Part], colours: Sequence[str], width: float) -> Element:
    column = (width - 18.0) / 2
    rows: list[Element] = []
    half = (len(parts) + 1) // 2
    for i in range(half):
        cells = [(0.0, parts[i], colours[i])]
        if half + i < len(parts):
            cells.append((column + 18.0, parts[half + i], colours[half + i]))
        rows.append(row([(x, _part(part, hex_code, column)) for x, part, hex_code in cells]))
    return stack(rows, gap=2.2)


def _part(part: Part, hex_code: str, width: float) -> Element:
    figure = replace(SMALL, colour=PAGE.secondary)
    said = points(part)
    room = fonts.text_width(said, figure.size) + 6
    name = key_item(hex_code, measures.short(part.id)[:1].upper() + measures.short(part.id)[1:], width=width - room)
    mark = Text(x=width - room + 6, y=SMALL.leading / 2, text=said, size=figure.size, colour=colour(figure.colour))
    return replace(
        name,
        role=Role.ITEM,
        box=Box(0, 0, width, SMALL.leading),
        text=f"{name.text} {said}",
        marks=(*name.marks, mark),
    )


def scale_line(x: float, y: float, pixels: float) -> tuple[Mark, ...]:
    """Return a scale bar as four alternating strokes, its left end at (x, y)."""
    step = pixels / 4
    marks: list[Mark] = [area(Box(x, y - 1.6, pixels, 3.2), fill=PAGE.secondary)]
    marks.extend(
        Lines(
            paths=(np.array([[x + i * step + 0.6, y], [x + (i + 1) * step - 0.6, y]]),),
            stroke=Stroke(colour(PAGE.panel), 1.6),
        )
        for i in (1, 3)
    )
    return tuple(marks)
