"""Elements onto pages: one below the other, tables broken between rows with their head repeated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.i18n import language
from spaceplanner.reports.page import Box, Element, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.reports.components import Table


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Block:
    """Something that flows.

    Attributes
    ----------
    title
        Heading that stays with what follows it.
    body
        One element a line of flow; a page can end after each.
    head
        Repeated above the body on each page: the head of a table.
    table
        The body's elements are rows of one table.
    gap
        Room above, unless at the top of a page.
    """

    body: tuple[Element, ...]
    title: Element | None = None
    head: Element | None = None
    table: bool = False
    gap: float = 12.0


_UNDER_TITLE = 3.0


def of_table(title: Element | None, table: Table, *, gap: float = 12.0) -> Block:
    """Return a table as a block."""
    return Block(title=title, head=table.head, body=table.rows, table=True, gap=gap)


def joined(blocks: Iterable[Block], width: float) -> Element:
    """Return blocks below each other as one element that is never broken."""
    (placed,) = flow(blocks, width, float("inf"))
    height = max((element.box.bottom for element in placed), default=0.0)
    return Element(role=Role.SECTION, box=Box(0, 0, width, height), lang=language(), children=placed)


def airy(blocks: Iterable[Block], air: float) -> list[Block]:
    """Return blocks with the room above each multiplied."""
    return [replace(block, gap=block.gap * air) for block in blocks]


def flow(blocks: Iterable[Block], width: float, height: float) -> list[tuple[Element, ...]]:
    """Return the elements of each page, placed from (0, 0) downward.

    An element that is taller than a page stands on a page of its own and runs over its foot; none of the building
    blocks is, because all of them limit their lines.
    """
    pages: list[list[Element]] = [[]]
    y = 0.0
    for block in blocks:
        if not block.body:
            continue
        y += block.gap if pages[-1] else 0.0
        start = _height(block.title, _UNDER_TITLE) + _height(block.head) + block.body[0].box.height
        if pages[-1] and y + start > height:
            pages.append([])
            y = 0.0
        if block.title is not None:
            pages[-1].append(block.title.moved(0, y))
            y += _height(block.title, _UNDER_TITLE)
        y = _body(block, pages, y, width, height)
    return [tuple(page) for page in pages]


def _height(element: Element | None, more: float = 0.0) -> float:
    return 0.0 if element is None else element.box.height + more


def _body(block: Block, pages: list[list[Element]], y: float, width: float, height: float) -> float:
    """Place a block's body, on as many pages as it takes, and return where it ends."""
    placed: list[Element] = []

    def close() -> None:
        if placed:
            pages[-1].extend([_table(placed, width)] if block.table else placed)
            placed.clear()

    if block.head is not None:
        placed.append(block.head.moved(0, y))
        y += block.head.box.height
    for element in block.body:
        if y + element.box.height > height and (placed or pages[-1]):
            close()
            pages.append([])
            y = 0.0
            if block.head is not None:
                placed.append(block.head)
                y = block.head.box.height
        placed.append(element.moved(0, y))
        y += element.box.height
    close()
    return y


def _table(rows: list[Element], width: float) -> Element:
    top, bottom = rows[0].box.y, rows[-1].box.bottom
    box = Box(0, top, width, bottom - top)
    return Element(role=Role.TABLE, box=box, lang=language(), children=tuple(rows))
