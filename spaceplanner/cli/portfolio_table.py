"""A portfolio as aligned lines in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import gettext, money, number, sentence
from spaceplanner.services import portfolio_words as words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spaceplanner.domain.portfolio import Portfolio

_BAR = 32
_NAME = 40


def told(found: Portfolio) -> Iterator[str]:
    """Yield a portfolio line by line."""
    yield words.summary(found)
    if certainty := words.certainty(found):
        yield certainty
    yield ""
    yield from _chosen(found)
    yield from _unfunded(found)
    yield from _purses(found)
    if found.next_step is not None:
        yield words.next_step(found.next_step, found)
        yield ""
    yield from _frontier(found)
    for note in found.notes:
        yield f"! {sentence(*note)}"


def _chosen(found: Portfolio) -> Iterator[str]:
    head = [
        gettext("year"),
        gettext("chosen"),
        gettext("cost"),
        gettext("benefit"),
        gettext("stays in"),
    ]
    rows = [
        [
            number(item.year),
            _short(item.name),
            number(item.cost),
            words.benefit(item.benefit, found.maximise),
            words.stays(item.stays),
        ]
        for item in found.chosen
    ]
    lines = _aligned([head, *rows])
    yield lines[0]
    for line, item in zip(lines[1:], found.chosen, strict=True):
        yield line
        yield "      " + gettext("paid by: {who}").format(who=words.paid(item, found.currency))
    yield ""


def _unfunded(found: Portfolio) -> Iterator[str]:
    if not found.unfunded:
        return
    head = [
        "",
        gettext("not chosen"),
        gettext("cost"),
        gettext("benefit"),
        gettext("would be in"),
    ]
    rows = [
        [
            "",
            _short(item.name),
            number(item.cost),
            words.benefit(item.benefit, found.maximise),
            words.stays(item.stays),
        ]
        for item in found.unfunded
    ]
    lines = _aligned([head, *rows])
    yield lines[0]
    for line, item in zip(lines[1:], found.unfunded, strict=True):
        yield line
        yield f"      {sentence(*item.why)}"
    yield ""


def _purses(found: Portfolio) -> Iterator[str]:
    head = [gettext("year"), gettext("new money"), gettext("has"), gettext("gives"), gettext("left")]
    rows = [
        [
            number(year + 1),
            _short(words.funder(purse.funder, own=purse.own)),
            *(number(amounts[year]) for amounts in (purse.caps, purse.spent, purse.left)),
        ]
        for year in range(found.years)
        for purse in found.purses
    ]
    yield from _aligned([head, *rows])
    yield ""


def _frontier(found: Portfolio) -> Iterator[str]:
    """Yield the frontier as bars, with what comes in and goes out from point to point."""
    if not found.frontier:
        return
    most = max(found.frontier[-1].benefit, 1e-9)
    yield gettext("The most for each sum of new money, whoever gives it:")
    before: set[str] = set()
    rows = []
    for point in found.frontier:
        now = set(point.proposals)
        rows.append(
            [
                "",
                "█" * round(_BAR * max(point.benefit, 0.0) / most),
                money(point.money, found.currency),
                words.benefit(point.benefit, found.maximise),
                f"+{len(now - before)} −{len(before - now)}",
            ]
        )
        before = now
    yield from _aligned([["", "", gettext("new money"), gettext("benefit"), gettext("in, out")], *rows])
    yield ""


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines: the second column to the left, the others to the right."""
    from spaceplanner.cli.diagnose import aligned  # noqa: PLC0415 - it brings the diagnosis with it

    return aligned(rows)
