"""What a proposal averts, by outcome and hour with whiskers, and whether that could be proven afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography.drawing import Anchor, Dots, Lines, Stroke
from spaceplanner.cartography.style import colour
from spaceplanner.i18n import gettext, sentence
from spaceplanner.reports import brief_money, flow
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.components import PAGE, Column, paragraph, spacer, stack, table
from spaceplanner.services import effect_words, gain_words, measures, proof

if TYPE_CHECKING:
    from spaceplanner.domain.outlook import Range
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print
    from spaceplanner.reports.flow import Block
    from spaceplanner.reports.page import Element, Mark

_RIGHT = Anchor.RIGHT
_SHARES = (2.7, 1.35, 1.5, 1.6, 1.15)
"""Shares of the width: name, median, 50 %, 90 %, drawing."""


def averted(case: Case, width: float, print_: Print) -> Block:
    """Return incidents averted a year by outcome and hour, each with its 50 % and 90 % interval as a whisker."""
    gain = case.outcome.gain
    title = gettext("Averted a year")
    if gain is None or gain.total is None:
        absent = "" if gain is None else gettext(measures.REASONS.get(gain.reason or "", ""))
        return brief_money.told(title, [absent], width, print_)
    found = {gettext("all incidents"): gain.total, **gain_words.parts(gain)}
    columns = [
        Column(text, share, anchor)
        for text, share, anchor in zip(
            (title, gettext("median"), "50 %", "90 %", ""),
            _SHARES,
            (Anchor.LEFT, _RIGHT, _RIGHT, _RIGHT, Anchor.LEFT),
            strict=True,
        )
    ]
    rows: list[list[Cell]] = [
        [
            _capital(name),
            effect_words.two(value.median),
            _between(value.p25, value.p75),
            _between(value.p05, value.p95),
            "",
        ]
        for name, value in found.items()
    ]
    set_ = table(columns, rows, width, print_=print_, most=2)
    scale = _Scale.over(list(found.values()), width, print_)
    drawn = tuple(scale.whisker(row, value) for row, value in zip(set_.rows, found.values(), strict=True))
    block = flow.of_table(None, replace(set_, rows=drawn))
    if basis := " ".join(gain_words.basis(gain)):
        return replace(block, body=(*drawn, stack([spacer(3), paragraph(basis, width, print_.text, most=4)])))
    return block


def provable(case: Case, width: float, print_: Print) -> Block:
    """Return whether the effect could be shown, and the spaces it would be judged against, by name."""
    found = case.outcome.proof
    if found is None:
        return brief_money.told("", [], width, print_)
    said = [sentence(message, parameters) for message, parameters in proof.told(found)]
    if not said:
        said.append(gettext(measures.REASONS.get(found.reason or "", "")))
    if found.controls:
        said.append(words.against(case))
    return brief_money.told(gettext("Can it be proven?"), [" ".join(said)], width, print_)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _between(low: float, high: float) -> str:
    if low == high:
        return ""
    return gettext("{low} to {high}").format(low=effect_words.two(low), high=effect_words.two(high))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Where a number stands in the column of drawings: pixels from the row's left edge."""

    left: float
    wide: float
    low: float
    high: float
    middle: float

    @classmethod
    def over(cls, found: list[Range], width: float, print_: Print) -> _Scale:
        """Return a scale that holds all ranges and 0."""
        left = width * sum(_SHARES[:-1]) / sum(_SHARES) + 4
        low, high = min(0.0, *(item.p05 for item in found)), max(0.0, *(item.p95 for item in found))
        return cls(left=left, wide=width - left - 4, low=low, high=high, middle=print_.pad + print_.text.leading / 2)

    def at(self, value: float) -> float:
        """Return the x of a number."""
        return self.left + self.wide * (value - self.low) / ((self.high - self.low) or 1.0)

    def whisker(self, row: Element, found: Range) -> Element:
        """Return a row with the range in it: thin over 90 %, thick over 50 %, a dot at the median, a line at 0."""
        zero = np.array([[self.at(0), 0.0], [self.at(0), row.box.height]])
        ends = ((found.p05, found.p95, PAGE.accent, 1.2), (found.p25, found.p75, PAGE.accent, 4.0))
        marks: list[Mark] = [Lines(paths=(zero,), stroke=Stroke(colour(PAGE.faint), 0.8))]
        marks += [
            Lines(
                paths=(np.array([[self.at(low), self.middle], [self.at(high), self.middle]]),),
                stroke=Stroke(colour(hex_code), thick),
            )
            for low, high, hex_code, thick in ends
            if high > low
        ]
        at = np.array([[self.at(found.median), self.middle]])
        marks.append(Dots(xy=at, radius=2.6, fill=colour(PAGE.panel), stroke=Stroke(colour(PAGE.accent), 1.4)))
        return replace(row, marks=(*row.marks, *marks))
