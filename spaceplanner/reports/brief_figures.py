"""The four figures of a brief: averted, people, score and rank, tolerable displacement or eligible of how many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.cartography import fonts
from spaceplanner.i18n import gettext, number, percent
from spaceplanner.reports import typeset
from spaceplanner.reports.components import (
    BESIDE,
    BODY,
    FIGURE,
    GREY,
    PAGE,
    WARNING,
    of_setting,
    paragraph,
    row,
    rule,
    spacer,
    stack,
)
from spaceplanner.reports.page import Box
from spaceplanner.reports.typeset import Run
from spaceplanner.services import standing_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.result import Figure, ProposalResult
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.page import Element


_GUTTER = 16.0
_LONG_FIGURE = 10
"""Characters: a longer value is words or needs smaller type."""


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
    return in_columns(headlines(case), width)


def in_columns(items: Sequence[Headline], width: float) -> Element:
    """Return headline figures in columns of one width."""
    wide = (width - (len(items) - 1) * _GUTTER) / len(items)
    cells = [_headline(item, wide) for item in items]
    return row([(i * (wide + _GUTTER), cell) for i, cell in enumerate(cells)])


def headlines(case: Case) -> tuple[Headline, ...]:
    """Return the four figures: averted, people, score and rank, tolerable displacement or eligible of how many."""
    outcome = case.outcome
    unsure = outcome.may_have_no_effect
    people = case.of_space("walk_residents")
    scored = len(case.result.ranked)
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
            gettext("people within {distance} m on foot").format(distance=number(case.project.settings.walk_distance)),
            _ways(case),
        ),
        Headline(
            number(outcome.score, 1),
            "",
            gettext("score of 100 · rank {rank} of {count}").format(rank=number(outcome.rank), count=number(scored)),
            _grounds(outcome),
            warn=any(part.value is None for part in outcome.criteria),
        ),
        _displacement(outcome) or _eligible(case),
    )


def _displacement(outcome: ProposalResult) -> Headline | None:
    """Return how much may move next door before it is not worth its cost; None where no benefit in money is named."""
    share = None if outcome.appraisal is None else outcome.appraisal.breakeven_displacement
    if share is None:
        return None
    if share <= 0:
        return Headline(
            gettext("none"), "", gettext("tolerable displacement"), gettext("it is not worth its cost"), warn=True
        )
    return Headline(percent(share), "", gettext("tolerable displacement"), gettext("up to there it is worth its cost"))


def _eligible(case: Case) -> Headline:
    return Headline(
        case.say(case.outcome.eligible),
        _of(case.outcome.incidents, case),
        gettext("incidents it can act on"),
        gettext("by kind, hour and place"),
    )


def _ways(case: Case) -> str:
    """Say what the way people walk was measured along."""
    if case.space is not None and "straight_line" in case.space.flags:
        return gettext("1.3 times the straight line: no street is near")
    return gettext("along the streets")


def _grounds(outcome: ProposalResult) -> str:
    """Say how sure the rank is, and on how many of its criteria a score rests that has no data on the others."""
    criteria, found = outcome.criteria, outcome.standing
    known = sum(part.value is not None for part in criteria)
    words = []
    if found is not None and len(found.acceptability) > 1:
        words.append(gettext("rank {between}").format(between=standing_words.between(found)))
    if known < len(criteria):
        words.append(gettext("rests on {known} of {all} criteria").format(known=known, all=len(criteria)))
    return "; ".join(words) or gettext("its parts are shown below")


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
