"""The sheet of a site plan around its drawing: frame, legend, table of quantities, north, scale and title block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.cartography import swatch
from spaceplanner.cartography.drawing import Anchor, Badges, Group
from spaceplanner.i18n import N_, gettext, language, number
from spaceplanner.reports import site_plan_title
from spaceplanner.reports.components import Column, Print, area, image, paragraph, row, spacer, stack, table
from spaceplanner.reports.page import Box, Element, Picture, Role
from spaceplanner.reports.site_plan_items import spots
from spaceplanner.reports.site_plan_map import MM, size_of
from spaceplanner.reports.site_plan_title import GREY, INK, Content, Letters
from spaceplanner.reports.typeset import Run
from spaceplanner.services import policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from spaceplanner.reports.components import Table
    from spaceplanner.reports.page import Mark
    from spaceplanner.reports.site_plan_map import Drawing, Entry
    from spaceplanner.services.site_plan import Plan

Elements = tuple[Element, ...]

_PAD = 4.0 * MM


def sheets(plan: Plan, drawing: Drawing, author: str, today: date) -> list[Elements]:
    """Return the elements of each sheet; more than one only where the tables need them."""
    sheet = Content(plan, drawing, author, today, Letters.of(size_of(plan)))
    for extra in (True, False):  # the places of points go behind before the quantities do
        for count in (1,) if extra else (2, 3, 4):
            first = _first(sheet, count, extra=extra)
            behind = [] if extra else _behind(sheet, count, lambda wide: _places(sheet, wide))
            if first is not None and len(behind) == count - 1:
                return [first, *behind]

    def all_(wide: float) -> list[Element]:
        rows = [*_quantities(sheet, wide), spacer(7 * sheet.letters.size), *_legend(sheet, wide)]
        return [*rows, *_places(sheet, wide)]

    count = 1 + len(_behind(sheet, 1, all_))
    return [_short(sheet, count), *_behind(sheet, count, all_)]


def _first(sheet: Content, count: int, *, extra: bool) -> Elements | None:
    """Return the first sheet with legend and quantities, or None where its words do not fit."""
    x, y, width, height = _words(sheet)
    if sheet.plan.sheet.orientation == "landscape":
        top = [*_quantities(sheet, width), spacer(7 * sheet.letters.size), *_legend(sheet, width)]
        top += _places(sheet, width) if extra else []
        foot = site_plan_title.foot(sheet, width, count)
        body = stack(top)
        if body.box.height + foot.box.height + 8 > height:
            return None
        return (*_field(sheet), body.moved(x, y), foot.moved(x, y + height - foot.box.height))
    gap = 6.0 * MM
    left, middle = (width - 2 * gap) * 0.24, (width - 2 * gap) * 0.4
    right = width - 2 * gap - left - middle
    legend = stack(_legend(sheet, left, columns=1))
    places = _places(sheet, middle) if extra else []
    counted = stack([*_quantities(sheet, middle), spacer(7 * sheet.letters.size), *places])
    foot = site_plan_title.foot(sheet, right, count)
    if max(legend.box.height, counted.box.height, foot.box.height) > height:
        return None
    return (
        *_field(sheet),
        legend.moved(x, y),
        counted.moved(x + left + gap, y),
        foot.moved(x + width - right, y + height - foot.box.height),
    )


def _short(sheet: Content, count: int) -> Elements:
    """Return the first sheet where legend and quantities stand on those behind it."""
    x, y, width, height = _words(sheet)
    said = paragraph(gettext(N_("Quantities and legend: from sheet 2 on.")), width, sheet.letters.text)
    right = width if sheet.plan.sheet.orientation == "landscape" else width * 0.4
    foot = site_plan_title.foot(sheet, right, count)
    return (*_field(sheet), said.moved(x, y), foot.moved(x + width - right, y + height - foot.box.height))


def _behind(sheet: Content, count: int, rows_of: Callable[[float], list[Element]]) -> list[Elements]:
    """Return the sheets of tables, in as many columns as stand beside each other."""
    frame = _frame(sheet)
    inner = Box(frame.x + _PAD, frame.y + _PAD, frame.width - 2 * _PAD, frame.height - 2 * _PAD)
    wide, gap, tall = 112.0 * MM * sheet.letters.size, 8.0 * MM, inner.height - 26 * sheet.letters.size
    columns = max(1, int((inner.width + gap) // (wide + gap)))
    wide = (inner.width - (columns - 1) * gap) / columns
    rows = rows_of(wide)
    piles: list[list[Element]] = [[]]
    used = 0.0
    for one in rows:
        if piles[-1] and used + one.box.height > tall:
            piles.append([])
            used = 0.0
        piles[-1].append(one)
        used += one.box.height
    found: list[Elements] = []
    for start in range(0, len(piles), columns):
        some = [
            stack(pile).moved(inner.x + place * (wide + gap), inner.y)
            for place, pile in enumerate(piles[start : start + columns])
        ]
        name = policy.name(sheet.plan.proposal, sheet.plan.project, sheet.plan.catalogue)
        foot = paragraph(
            gettext(N_("{name} · site plan · sheet {sheet} of {count}")).format(
                name=name, sheet=len(found) + 2, count=count
            ),
            inner.width,
            sheet.letters.small,
            most=1,
        )
        found.append((_outline(frame), *some, foot.moved(inner.x, inner.bottom - foot.box.height)))
    return found


# Fields of the sheet ------------------------------------------------------------------------------------------------


def _frame(sheet: Content) -> Box:
    """Return the frame of the sheet: drawing and words together."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = sheet.plan.sheet.drawing, sheet.plan.sheet.words
    return Box(x0 * MM, y0 * MM, (max(x0 + w0, x1 + w1) - x0) * MM, (max(y0 + h0, y1 + h1) - y0) * MM)


def _words(sheet: Content) -> tuple[float, float, float, float]:
    x, y, width, height = (value * MM for value in sheet.plan.sheet.words)
    return x + _PAD, y + _PAD, width - 2 * _PAD, height - 2 * _PAD


def _outline(frame: Box) -> Element:
    edge = area(frame, edge=INK, thickness=2.6)
    return Element(role=Role.ARTIFACT, box=frame, lang=language(), marks=(edge,))


def _field(sheet: Content) -> Elements:
    """Return the drawing in its field, and the lines around it."""
    x, y, width, height = (value * MM for value in sheet.plan.sheet.drawing)
    box = Box(x, y, width, height)
    group = Group(key="plan", operations=sheet.drawing.operations)
    name = policy.name(sheet.plan.proposal, sheet.plan.project, sheet.plan.catalogue)
    alt = gettext(N_("Site plan of {name} at 1:{scale}: what is there in grey, what is proposed in colour"))
    picture = Element(
        role=Role.FIGURE,
        box=box,
        lang=language(),
        alt=alt.format(name=name, scale=sheet.plan.scale),
        marks=(Picture(box=box, groups=(group,)), area(box, edge=INK, thickness=1.3)),
    )
    return picture, _outline(_frame(sheet))


def _quantities(sheet: Content, width: float) -> list[Element]:
    """Return the table of quantities: its heading, its head and its rows."""
    columns = (
        Column("", 0.07),
        Column(gettext(N_("Item")), 0.32),
        Column(gettext(N_("Unit")), 0.13),
        Column(gettext(N_("Quantity")), 0.15, Anchor.RIGHT),
        Column(gettext(N_("Note")), 0.33),
    )
    rows = [
        (
            [Run(str(item.number), replace(sheet.letters.text, weight="semibold"))],
            item.name,
            item.unit,
            "–" if item.quantity is None else number(item.quantity, 0 if item.quantity == round(item.quantity) else 1),
            [Run(item.note, replace(sheet.letters.small, colour=GREY))],
        )
        for item in sheet.plan.items
    ]
    print_ = Print(sheet.letters.text, 1.8 * sheet.letters.size, 6.0 * sheet.letters.size)
    made: Table = table(columns, rows, width, print_=print_, most=12)
    return [_heading(gettext(N_("Quantities")), width, sheet.letters), made.head, *made.rows]


def _places(sheet: Content, width: float) -> list[Element]:
    """Return where points stand, two beside each other in a row, to set them out on site."""
    found = [spot for item in sheet.plan.items for spot in spots(item)]
    if not found:
        return []
    half = (len(found) + 1) // 2
    cells = [
        [(tag, number(float(place[0]), 2), number(float(place[1]), 2)) for tag, place in some]
        for some in (found[:half], found[half:])
    ]
    cells[1] += [("", "", "")] * (half - len(cells[1]))
    east, north = gettext(N_("East")), gettext(N_("North"))
    one = (Column("", 0.11), Column(east, 0.17, Anchor.RIGHT), Column(north, 0.2, Anchor.RIGHT))
    gap = Column("", 0.04)
    rows = [[*a, "", *b] for a, b in zip(*cells, strict=True)]
    print_ = Print(sheet.letters.text, 1.0 * sheet.letters.size, 4.0 * sheet.letters.size)
    made: Table = table((*one, gap, *one), rows, width, print_=print_, most=1)
    title = _heading(gettext(N_("Setting out, metres")), width, sheet.letters)
    return [title, made.head, *made.rows]


def _heading(text: str, width: float, letters: Letters) -> Element:
    return paragraph(text, width, letters.heading, role=Role.HEADING, most=1)


def _legend(sheet: Content, width: float, *, columns: int = 2) -> list[Element]:
    """Return the legend: what is proposed, then what is there, in rows."""
    out: list[Element] = []
    for title, entries in ((N_("Proposed"), sheet.drawing.proposed), (N_("Existing"), sheet.drawing.existing)):
        if entries:
            out.append(_heading(gettext(title), width, sheet.letters))
            out.extend(_rows(entries, width, sheet.letters, columns))
            out.append(spacer(3 * sheet.letters.size))
    return out


def _rows(entries: Sequence[Entry], width: float, letters: Letters, columns: int) -> Iterator[Element]:
    wide = width / columns
    for start in range(0, len(entries), columns):
        yield row(
            [
                (place * wide, _entry(entry, wide - 4, letters))
                for place, entry in enumerate(entries[start : start + columns])
            ]
        )


def _entry(entry: Entry, width: float, letters: Letters) -> Element:
    side = 16.0 * letters.size
    words = paragraph(entry.text, width - side - 6, replace(letters.text, leading=12.0 * letters.size), most=3)
    tall = max(side + 2, words.box.height + 2)
    drawn = tuple(
        replace(one, xy=one.xy * letters.size, radius=one.radius * letters.size) if isinstance(one, Badges) else one
        for one in entry.swatch
    )
    scaled = [
        *(one for one in swatch.scaled(tuple(one for one in drawn if not isinstance(one, Badges)), letters.size)),
        *(one for one in drawn if isinstance(one, Badges)),
    ]
    marks: list[Mark] = [
        Picture(box=Box(0, (tall - side) / 2, side, side), groups=(Group(key="swatch", operations=tuple(scaled)),))
    ]
    sign = image(marks, side, tall, alt=entry.text)
    return row([(0.0, sign), (side + 6, stack([spacer((tall - words.box.height) / 2), words]))])
