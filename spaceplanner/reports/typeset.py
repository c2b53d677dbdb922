"""Text into lines: wrapped by the font's own advances, broken inside a word only where a word is wider than the line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Text
from spaceplanner.cartography.style import colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_UNIT = re.compile(r"(?<=\d) (?=(?:m|km|m²|%)(?:\W|$))")
"""The space between a figure and its unit, at which no line is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How text looks: size and line pitch in pixels, weight of the bundled font, colour as ``#RRGGBB``."""

    size: float
    leading: float
    colour: str
    weight: str = "regular"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Piece:
    """A run's part on one line, from its left edge."""

    x: float
    text: str
    style: Style


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """Text in lines, `pitch` pixels apart, with the widest line's width."""

    lines: tuple[Line, ...]
    pitch: float
    width: float

    @property
    def height(self) -> float:
        """Height of all lines."""
        return len(self.lines) * self.pitch

    @property
    def text(self) -> str:
        """The text as it reads, whatever was cut left out."""
        return " ".join("".join(piece.text for piece in line).strip() for line in self.lines)

    def marks(self, x: float, y: float, *, anchor: Anchor = Anchor.LEFT, width: float = 0.0) -> tuple[Text, ...]:
        """Return the text with its top left corner at (x, y), its lines aligned within `width`."""
        out: list[Text] = []
        share = {Anchor.LEFT: 0.0, Anchor.CENTRE: 0.5, Anchor.RIGHT: 1.0}[anchor]
        for i, line in enumerate(self.lines):
            start = x + share * (width - _extent(line))
            largest = max(piece.style.size for piece in line)
            middle = y + (i + 0.5) * self.pitch
            out.extend(
                Text(
                    x=start + piece.x,
                    # A text's y is the middle of its capitals: smaller text moves down onto the same line.
                    y=middle + fonts.CAP_HEIGHT / 2 * (largest - piece.style.size),
                    text=piece.text,
                    size=piece.style.size,
                    colour=colour(piece.style.colour),
                    weight=piece.style.weight,
                )
                for piece in line
                if piece.text
            )
        return tuple(out)


def _extent(line: Line) -> float:
    return max((piece.x + _wide(piece.text.rstrip(), piece.style) for piece in line), default=0.0)


def _wide(text: str, style: Style) -> float:
    return fonts.text_width(text, style.size, style.weight)


def wrapped(runs: Iterable[Run], width: float, *, most: int | None = None) -> Setting:
    """Set runs in lines at most `width` pixels wide.

    Parameters
    ----------
    runs
        Hostile text is welcome: it is reduced to what the font can write.
    most
        Lines beyond this are cut, and the last line then ends in an ellipsis.
    """
    source = [replace(run, text=_UNIT.sub("\u00a0", fonts.writable(run.text))) for run in runs]
    source = [run for run in source if run.text]
    pitch = max((run.style.leading for run in source), default=0.0)
    lines = _broken(source, width)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], width)]
    return Setting(tuple(lines), pitch, max((_extent(line) for line in lines), default=0.0))


def _broken(runs: Sequence[Run], width: float) -> list[Line]:
    lines: list[Line] = []
    line: list[Piece] = []
    x = 0.0
    for group in _words(runs):
        wide = sum(_wide(run.text, run.style) for run in group)
        visible = wide - _trailing(group)
        if line and x + visible > width + 0.01:
            lines.append(tuple(line))
            line, x = [], 0.0
        for run in group if visible <= width else _chopped(group, width):
            step = _wide(run.text, run.style)
            if line and x + _wide(run.text.rstrip(" "), run.style) > width + 0.01:
                lines.append(tuple(line))
                line, x = [], 0.0
            if line and line[-1].style is run.style:
                line[-1] = replace(line[-1], text=line[-1].text + run.text)
            else:
                line.append(Piece(x, run.text, run.style))
            x += step
    return [*lines, tuple(line)] if line else lines


def _trailing(group: list[Run]) -> float:
    last = group[-1]
    return _wide(last.text, last.style) - _wide(last.text.rstrip(" "), last.style)


def _words(runs: Sequence[Run]) -> list[list[Run]]:
    """Return words with the spaces after them; a word may change its style within."""
    words: list[list[Run]] = []
    open_word = False
    for run in runs:
        rest = run.text
        while rest:
            end = rest.find(" ")
            stop = len(rest) if end < 0 else end + len(rest[end:]) - len(rest[end:].lstrip(" "))
            piece, rest = replace(run, text=rest[:stop]), rest[stop:]
            if open_word:
                words[-1].append(piece)
            else:
                words.append([piece])
            open_word = end < 0
    return words


def _chopped(group: list[Run], width: float) -> list[Run]:
    """Cut a word that is wider than a line into pieces that fit, after a mark such as ``_`` or ``.`` where there is one."""
    out: list[Run] = []
    for run in group:
        piece = ""
        for character in run.text:
            if piece and _wide(piece + character, run.style) > width:
                cut = max(piece.rfind(mark) for mark in "._-/@·") + 1
                cut = cut if cut > len(piece) // 2 else len(piece)
                out.append(replace(run, text=piece[:cut]))
                piece = piece[cut:]
            piece += character
        out.append(replace(run, text=piece))
    return out


def _cut(line: Line, width: float) -> Line:
    last = line[-1]
    ending = fonts.ELLIPSIS
    words = last.text.rstrip()
    while words and last.x + _wide(words + ending, last.style) > width:
        words = words[:-1].rstrip()
    return (*line[:-1], replace(last, text=words.rstrip(" ,;.") + ending))


def shrunk(text: str, width: float, styles: Sequence[Style], *, most: int) -> Setting:
    """Set text in the first style in which it fits in `most` lines; in the last one, it is cut."""
    for style in styles:
        setting = wrapped([Run(text, style)], width)
        if len(setting.lines) <= most:
            return setting
    return wrapped([Run(text, styles[-1])], width, most=most)
