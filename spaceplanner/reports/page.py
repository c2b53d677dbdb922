"""Pages as values: elements with a role, a place, words and marks; writers draw them, taggers read them.

Coordinates are pixels of 1/96 inch from the top left corner of the page, as in `spaceplanner.cartography.drawing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import singledispatch
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography.drawing import Badges, Dots, Lines, Operation, Polygons, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.cartography.drawing import Colour, Group

A4 = (210 / 25.4 * 96, 297 / 25.4 * 96)
"""Width and height of a page in pixels."""


class Role(StrEnum):
    """What an element is to a reader: the structure types of PDF, by their own names."""

    TITLE = "H1"
    HEADING = "H2"
    PARAGRAPH = "P"
    FIGURE = "Figure"
    CAPTION = "Caption"
    SECTION = "Sect"
    LIST = "L"
    ITEM = "LI"
    TABLE = "Table"
    ROW = "TR"
    HEAD_CELL = "TH"
    CELL = "TD"
    ARTIFACT = "Artifact"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; (x, y) is its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> Box:
        """Return the rectangle in another place."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Picture:
    """A drawing of its own in a clip rectangle; its operations start at the rectangle's top left corner."""

    box: Box
    groups: tuple[Group, ...]
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """An icon of ``resources/icons`` with its top left corner at (x, y)."""

    x: float
    y: float
    size: float
    name: str
    colour: Colour


Mark = Operation | Picture | Icon


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Element:
    """Something on a page that a reader knows as one thing.

    Attributes
    ----------
    text
        What it says, in reading order; empty where its children say it.
    alt
        What a picture shows, for those who do not see it.
    lang
        Language of the text, ``es`` or ``en``.
    marks
        How it is drawn, before its children.
    """

    role: Role
    box: Box
    lang: str
    text: str = ""
    alt: str = ""
    marks: tuple[Mark, ...] = ()
    children: tuple[Element, ...] = ()

    def moved(self, dx: float, dy: float) -> Element:
        """Return the element, with all it holds, in another place."""
        return replace(
            self,
            box=self.box.moved(dx, dy),
            marks=tuple(moved(mark, dx, dy) for mark in self.marks),
            children=tuple(child.moved(dx, dy) for child in self.children),
        )

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, eq=False, slots=True)
class Page:
    """One page, numbered from 1."""

    number: int
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a tagger needs to know of an element on a page."""

    role: Role
    text: str
    alt: str
    lang: str
    page: int
    box: Box


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Document:
    """Pages of one size, width and height in pixels, with what the file says about itself."""

    title: str
    author: str
    subject: str
    keywords: str
    lang: str
    date: str
    pages: tuple[Page, ...]
    size: tuple[float, float] = A4

    def records(self) -> tuple[Record, ...]:
        """Return every element that says or shows something, in reading order."""
        return tuple(
            Record(element.role, element.text, element.alt, element.lang, page.number, element.box)
            for page in self.pages
            for top in page.elements
            for element in top.walk()
            if element.text or element.alt
        )


@singledispatch
def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """Return a mark in another place."""
    message = f"no such mark: {mark!r} ({dx}, {dy})"
    raise TypeError(message)


@moved.register
def _(mark: Text, dx: float, dy: float) -> Mark:
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


@moved.register
def _(mark: Icon, dx: float, dy: float) -> Mark:
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


@moved.register
def _(mark: Picture, dx: float, dy: float) -> Mark:
    return replace(mark, box=mark.box.moved(dx, dy))


@moved.register
def _(mark: Polygons, dx: float, dy: float) -> Mark:
    return replace(mark, rings=tuple(ring + np.array([dx, dy]) for ring in mark.rings))


@moved.register
def _(mark: Lines, dx: float, dy: float) -> Mark:
    return replace(mark, paths=tuple(path + np.array([dx, dy]) for path in mark.paths))


@moved.register
def _(mark: Dots, dx: float, dy: float) -> Mark:
    return replace(mark, xy=mark.xy + np.array([dx, dy]))


@moved.register
def _(mark: Badges, dx: float, dy: float) -> Mark:
    return replace(mark, xy=mark.xy + np.array([dx, dy]))
