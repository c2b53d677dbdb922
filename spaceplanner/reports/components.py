"""Building blocks of a page: paragraphs, rows, stacks, panels, rules, lists and tables, each an `Element`.

Every block is built with its top left corner at (0, 0) and moved to its place by whoever holds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography.drawing import Anchor, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import colour, theme
from spaceplanner.i18n import language
from spaceplanner.reports import typeset
from spaceplanner.reports.page import Box, Element, Icon, Role
from spaceplanner.reports.typeset import Run, Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.reports.page import Mark
    from spaceplanner.reports.typeset import Setting

PAGE = theme("light")

TITLE = tuple(
    Style(size=size, leading=size * 1.2, colour=PAGE.ink, weight="bold") for size in (29.3, 26.0, 23.0, 20.0, 18.0)
)
LEAD = Style(size=13.3, leading=18.0, colour=PAGE.secondary)
HEADING = Style(size=12.2, leading=17.0, colour=PAGE.accent, weight="semibold")
BODY = Style(size=10.7, leading=16.1, colour=PAGE.ink)
GREY = replace(BODY, colour=PAGE.secondary)
STRONG = replace(BODY, weight="semibold")
WARNING = replace(BODY, colour=PAGE.warning)
SMALL = Style(size=10.0, leading=13.0, colour=PAGE.secondary)
SMALL_STRONG = replace(SMALL, weight="semibold")
FIGURE = Style(size=25.3, leading=29.0, colour=PAGE.ink, weight="bold")
BESIDE = Style(size=13.0, leading=29.0, colour=PAGE.faint)
TINY = Style(size=10.0, leading=12.0, colour=PAGE.faint)
"""Text styles of the brief, in pixels: none is smaller than 10, which is 7.5 points on paper."""


@dataclass(frozen=True, slots=True)
class Print:
    """How closely tables and notes are set: text, room above and below it, and between columns, pixels; blocks' air."""

    text: Style
    pad: float
    gap: float
    air: float = 1.0

    @property
    def ink(self) -> Style:
        """The same text in the colour of ink."""
        return replace(self.text, colour=PAGE.ink)

    @property
    def strong(self) -> Style:
        """The same text in ink, semibold."""
        return replace(self.ink, weight="semibold")


ROOMY = Print(SMALL, 2.5, 10.0)
MEDIUM = Print(SMALL, 1.7, 6.5, 0.85)
CLOSE = Print(replace(SMALL, leading=11.8), 0.8, 6.5, 0.6)


def paragraph(
    content: str | Sequence[Run],
    width: float,
    style: Style = BODY,
    *,
    role: Role = Role.PARAGRAPH,
    most: int | None = None,
    anchor: Anchor = Anchor.LEFT,
) -> Element:
    """Return text wrapped to a width; at most `most` lines, the rest cut with an ellipsis."""
    runs = [Run(content, style)] if isinstance(content, str) else content
    return of_setting(typeset.wrapped(runs, width, most=most), width, role=role, anchor=anchor)


def of_setting(setting: Setting, width: float, *, role: Role = Role.PARAGRAPH, anchor: Anchor = Anchor.LEFT) -> Element:
    """Return text that was set already."""
    marks = setting.marks(0, 0, anchor=anchor, width=width)
    return Element(role=role, box=Box(0, 0, width, setting.height), lang=language(), text=setting.text, marks=marks)


def heading(text: str, width: float) -> Element:
    """Return a section's heading, on one line."""
    return paragraph(text, width, HEADING, role=Role.HEADING, most=1)


def stack(elements: Iterable[Element], *, gap: float = 0.0, role: Role = Role.SECTION) -> Element:
    """Return elements below each other."""
    placed: list[Element] = []
    y = 0.0
    for element in elements:
        placed.append(element.moved(-element.box.x, y - element.box.y))
        y = placed[-1].box.bottom + gap
    width = max((element.box.width for element in placed), default=0.0)
    height = placed[-1].box.bottom if placed else 0.0
    return Element(role=role, box=Box(0, 0, width, height), lang=language(), children=tuple(placed))


def row(elements: Iterable[tuple[float, Element]], *, role: Role = Role.SECTION) -> Element:
    """Return elements beside each other, each with the x of its left edge."""
    placed = [element.moved(x - element.box.x, -element.box.y) for x, element in elements]
    width = max((element.box.right for element in placed), default=0.0)
    height = max((element.box.height for element in placed), default=0.0)
    return Element(role=role, box=Box(0, 0, width, height), lang=language(), children=tuple(placed))


def spacer(height: float) -> Element:
    """Return empty room."""
    return Element(role=Role.ARTIFACT, box=Box(0, 0, 0, height), lang=language())


def rule(width: float, *, hex_code: str = PAGE.lines, thickness: float = 1.0) -> Element:
    """Return a horizontal line."""
    path = np.array([[0, thickness / 2], [width, thickness / 2]])
    marks = (Lines(paths=(path,), stroke=Stroke(colour(hex_code), thickness)),)
    return Element(role=Role.ARTIFACT, box=Box(0, 0, width, thickness), lang=language(), marks=marks)


def rounded(box: Box, radius: float | tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Return the ring of a rectangle with rounded corners: top left, top right, bottom right, bottom left."""
    corners = (radius,) * 4 if isinstance(radius, float | int) else radius
    centres = (
        (box.x, box.y, 1, 1),
        (box.right, box.y, -1, 1),
        (box.right, box.bottom, -1, -1),
        (box.x, box.bottom, 1, -1),
    )
    points: list[NDArray[np.float64]] = []
    for quarter, ((x, y, right, down), r) in enumerate(zip(centres, corners, strict=True)):
        turn = np.linspace(math.pi + quarter * math.pi / 2, 1.5 * math.pi + quarter * math.pi / 2, 9 if r > 0 else 1)
        middle = np.array([x + right * r, y + down * r])
        points.append(middle + r * np.column_stack([np.cos(turn), np.sin(turn)]))
    ring = np.concatenate(points)
    return np.concatenate([ring, ring[:1]])


def area(
    box: Box,
    *,
    fill: str | None = None,
    edge: str | None = None,
    radius: float | tuple[float, float, float, float] = 0.0,
    dash: tuple[float, ...] = (),
    thickness: float = 1.0,
) -> Polygons:
    """Return a filled or outlined rectangle."""
    return Polygons(
        rings=(rounded(box, radius),),
        starts=(0,),
        fill=colour(fill) if fill else None,
        stroke=Stroke(colour(edge), thickness, dash) if edge else None,
    )


def panel(
    content: Element,
    width: float,
    *,
    height: float | None = None,
    padding: float = 11.0,
    fill: str | None = None,
    edge: str | None = PAGE.lines,
) -> Element:
    """Return an element in a box with rounded corners."""
    tall = content.box.height + 2 * padding if height is None else height
    box = Box(0, 0, width, tall)
    inner = content.moved(padding - content.box.x, padding - content.box.y)
    frame = area(Box(0.5, 0.5, width - 1, tall - 1), fill=fill, edge=edge, radius=5.0)
    return Element(role=Role.SECTION, box=box, lang=language(), marks=(frame,), children=(inner,))


_ICON = 10.8


def bullet(icon: str, content: Element, *, hex_code: str = PAGE.accent, indent: float = 16.0) -> Element:
    """Return an item of a list: an icon, then its text."""
    middle = next((mark.y for mark in content.marks if isinstance(mark, Text)), _ICON / 2)
    mark = Icon(x=0.0, y=middle - _ICON / 2, size=_ICON, name=icon, colour=colour(hex_code))
    inner = content.moved(indent - content.box.x, -content.box.y)
    box = Box(0, 0, inner.box.right, inner.box.height)
    return Element(role=Role.ITEM, box=box, lang=language(), marks=(mark,), children=(inner,))


def image(operations: Sequence[Operation | Mark], width: float, height: float, *, alt: str, text: str = "") -> Element:
    """Return a drawing with its alternative text."""
    return Element(
        role=Role.FIGURE, box=Box(0, 0, width, height), lang=language(), alt=alt, text=text, marks=tuple(operations)
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, share of the width and alignment."""

    title: str
    share: float
    anchor: Anchor = Anchor.LEFT


Cell = str | Sequence[Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose rows can go to different pages: its head is repeated there."""

    head: Element
    rows: tuple[Element, ...]


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    width: float,
    *,
    print_: Print = ROOMY,
    totals: int = 0,
    most: int = 4,
) -> Table:
    """Return a table.

    Parameters
    ----------
    rows
        One cell a column; text, or runs with styles of their own.
    totals
        How many rows at the end are sums, in semibold.
    most
        Lines in a cell at most.
    """
    whole = sum(column.share for column in columns)
    grid = _Grid(
        widths=tuple(column.share / whole * width for column in columns),
        anchors=tuple(column.anchor for column in columns),
        pad=print_.pad,
        gap=print_.gap,
    )
    title = replace(print_.text, weight="semibold")
    head = grid.row([column.title for column in columns], title, role=Role.HEAD_CELL, edge=PAGE.faint, most=2)
    first_total = len(rows) - totals
    body = tuple(
        grid.row(
            cells,
            print_.strong if i >= first_total else print_.ink,
            role=Role.CELL,
            edge=PAGE.faint if i == first_total - 1 else PAGE.lines,
            most=most,
        )
        for i, cells in enumerate(rows)
    )
    return Table(head=head, rows=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The columns of a table in pixels."""

    widths: tuple[float, ...]
    anchors: tuple[Anchor, ...]
    pad: float
    gap: float

    def row(self, cells: Sequence[Cell], style: Style, *, role: Role, edge: str, most: int) -> Element:
        """Return a row of cells with a line below it."""
        x = 0.0
        placed: list[tuple[float, Element]] = []
        for cell, wide, anchor in zip(cells, self.widths, self.anchors, strict=True):
            inner = wide - (self.gap if len(placed) < len(cells) - 1 else 0.0)
            placed.append((x, paragraph(cell, inner, style, role=role, anchor=anchor, most=most)))
            x += wide
        line = row(placed, role=Role.ROW).moved(0, self.pad)
        tall = line.box.height + 2 * self.pad
        path = np.array([[0, tall - 0.4], [x, tall - 0.4]])
        border = Lines(paths=(path,), stroke=Stroke(colour(edge), 0.8))
        return replace(line, box=Box(0, 0, x, tall), marks=(border,))
