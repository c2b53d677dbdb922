"""The proposals as a table: one row a proposal, one column a finding, with its words, its interval and its sort value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import effect_words, ledger, measures, money_words, proof, standing_words
from spaceplanner.ui import theme
from spaceplanner.ui.parts_view import explained
from spaceplanner.ui.plain import tip
from spaceplanner.ui.ranked_model import INTERVAL, RankedModel
from spaceplanner.ui.whisker import Scale, Whisker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QObject

    from spaceplanner.domain.outlook import Range
    from spaceplanner.domain.result import Part, ProposalResult, Result
    from spaceplanner.ui.context import Context

PROPOSAL = Qt.ItemDataRole.UserRole + 10
"""Role of the id of a row's proposal."""
PARTS = Qt.ItemDataRole.UserRole + 11
"""Role of the parts of a score."""
WHISKER = Qt.ItemDataRole.UserRole + 12
"""Role of an interval to be painted, and of its scale: (`Whisker`, `Scale`)."""
DOUBT = Qt.ItemDataRole.UserRole + 13
"""Role of whether there may be no effect at all."""

_MONTHS = proof.MONTHS[-1]
_GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id and its head (message ids, short and in full).

    Attributes
    ----------
    rare
        Whether it hides by itself while no proposal has data for it.
    """

    id: str
    head: str
    title: str
    rare: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("rank", N_("#"), N_("Rank by score, with the ranks it has in 90% of cases")),
    Column("name", N_("Proposal"), N_("Name of the proposal")),
    Column("space", N_("Space"), N_("Name of the space")),
    Column("score", N_("score"), N_("Score out of 100: its parts add up to it")),
    Column(
        "averted", N_("averted a year (90%)"), N_("Incidents averted a year, with their 90% interval and that of 50%")
    ),
    Column("cost", N_("cost"), N_("Cost at the start in thousands, likely and from low to high")),
    Column("npv", N_("net value"), N_("Net present value in thousands, with its 90% interval"), rare=True),
    Column(
        "per_averted",
        N_("each averted"),
        N_("Cost of each incident averted in thousands, with its 90% interval"),
    ),
    Column("gap", N_("lacking"), N_("What the likely cost still lacks, in thousands")),
    Column("grade", N_("evidence"), N_("Grade of the evidence, from A to D")),
    Column("first", N_("first in"), N_("Share of cases in which it is the first")),
    Column(
        "breakeven",
        N_("may move"),
        N_("Share of the averted incidents that may move next door before it is no longer worth its cost"),
        rare=True,
    ),
    Column(
        "detectable",
        N_("provable"),
        N_("Smallest reduction that could be told from chance in 24 months"),
    ),
)
PLACES = {column.id: place for place, column in enumerate(COLUMNS)}
"""Id of a column -> its number."""
_LEFT = {"name", "space"}


def _known(found: Range | None) -> bool:
    return found is not None and math.isfinite(found.median)


class ProposalsModel(RankedModel["ProposalResult"]):
    """A result's proposals."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__({column.id: column for column in COLUMNS}, parent)
        self._context = context
        self._scale = Scale(0.0, 1.0)
        self._names: dict[str, str] = {}
        self._judged = False
        self._roles |= {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: lambda item, column: tip(self._why(item, column)),
            Qt.ItemDataRole.AccessibleTextRole: self._said,
            Qt.ItemDataRole.ForegroundRole: self._ink,
            Qt.ItemDataRole.FontRole: lambda _item, column: theme.font(
                weight="semibold" if column == "score" else "regular", tabular=column not in _LEFT
            ),
            INTERVAL: self._interval,
            PROPOSAL: lambda item, _column: item.id,
            PARTS: self._parts,
            WHISKER: self._whisker,
            DOUBT: lambda item, column: column == "averted" and _doubtful(item),
        }

    def show_result(self, result: Result | None) -> None:
        """Show the proposals of another result."""
        items = result.proposals if result is not None else ()
        self._judged = result is not None and result.ranking is not None
        self._scale = Scale.of(span for item in items if (span := _span(item)) is not None)
        self._names = {item.space: item.name for item in result.diagnosis.spaces} if result is not None else {}
        self._show(items)

    def empty(self, column: Column) -> bool:
        """Return whether no proposal has data for a column."""
        return all(self._value(item, column.id) is None for item in self._items)

    # Cells --------------------------------------------------------------------------------------------------------

    def _text(self, item: ProposalResult, column: str) -> str:
        if column in _LEFT:
            return " ".join((item.name if column == "name" else self._names.get(item.space, item.space)).split())
        if column == "first" and item.standing is None and not self._judged:
            return "…"  # ranks are judged after they are shown
        if column in _TEXTS:
            return _TEXTS[column](item)
        amount = self._value(item, column)
        return gettext("no data") if amount is None else money_words.thousands(float(amount))

    def _interval(self, item: ProposalResult, column: str) -> str:
        if column == "rank":
            return standing_words.place(item.rank, item.standing)[1]
        if column == "averted":
            return measures.interval(measures.drawn(item.averted))
        if column == "cost" and item.cost.likely > 0:
            return money_words.thousands_between(item.cost.low, item.cost.high)
        found = _ranges(item).get(column)
        return money_words.thousands_between(found.p05, found.p95) if found is not None and _known(found) else ""

    def _id(self, item: ProposalResult) -> str:
        return item.id

    def _is_words(self, column: str) -> bool:
        return column in _LEFT

    def _value(self, item: ProposalResult, column: str) -> float | str | None:
        if column in _LEFT:
            return self._text(item, column).casefold()
        if column in {"npv", "per_averted"}:
            found = _ranges(item)[column]
            return found.median if found is not None and _known(found) else None
        if column == "grade":
            return float(_GRADES.index(item.grade)) if item.grade in _GRADES else None
        least = item.proof.detectable.get(_MONTHS) if item.proof is not None else None
        return {
            "rank": float(item.rank),
            "score": item.score,
            "averted": item.averted.exact,
            "cost": item.cost.likely,
            "gap": item.funding.gap,
            "first": item.standing.first if item.standing is not None else None,
            "breakeven": item.gain.breakeven_displacement if item.gain is not None else None,
            "detectable": least,
        }[column]

    def _ink(self, item: ProposalResult, column: str) -> Any:
        if self._value(item, column) is None:
            return self._context.appearance.colour("faint")
        if (column == "averted" and _doubtful(item)) or (column == "gap" and item.funding.gap):
            return self._context.appearance.colour("warning")
        return self._context.appearance.colour("secondary" if column == "space" else "ink")

    def _parts(self, item: ProposalResult, column: str) -> tuple[Part, ...] | None:
        return item.criteria if column == "score" else None

    def _whisker(self, item: ProposalResult, column: str) -> tuple[Whisker, Scale] | None:
        found = _span(item) if column == "averted" else None
        return None if found is None else (found, self._scale)

    def _why(self, item: ProposalResult, column: str) -> str:
        """Return what is to be known of a cell."""
        if column in _LEFT:
            return self._text(item, column)
        if column in {"npv", "per_averted"}:
            return self._about_money(item, column)
        return _NOTES[column](item) if column in _NOTES else ""

    def _about_money(self, item: ProposalResult, column: str) -> str:
        found, appraisal = _ranges(item)[column], item.appraisal
        if appraisal is None:
            return ""
        if found is not None and _known(found):
            return money_words.amounts(found, appraisal.currency)
        key = {"npv": "npv", "per_averted": "cost_per_averted"}[column]
        return gettext(measures.REASONS[money_words.absence(appraisal, key)])

    def _said(self, item: ProposalResult, column: str) -> str:
        """Say a cell to who cannot see it."""
        interval, why = self._interval(item, column), self._why(item, column)
        words = f"{self._text(item, column)} ({interval})" if interval else self._text(item, column)
        return f"{words}. {why}" if why and column not in _LEFT else words


def _ranges(item: ProposalResult) -> dict[str, Range | None]:
    found = item.appraisal
    return {"npv": found.npv if found else None, "per_averted": found.per_averted if found else None}


def _doubtful(item: ProposalResult) -> bool:
    return item.may_have_no_effect and item.averted.exact is not None


def _span(item: ProposalResult) -> Whisker | None:
    outer = item.averted.interval("exact")
    if outer is None or item.averted.exact is None:
        return None
    return Whisker(outer[0], item.averted.exact, outer[1], half=effect_words.half(item))


_TEXTS: Mapping[str, Callable[[ProposalResult], str]] = {
    "rank": lambda item: standing_words.place(item.rank, item.standing)[0],
    "score": lambda item: number(item.score, 1),
    "averted": lambda item: measures.text(item.averted),
    "grade": lambda item: gettext(N_("none")) if item.grade == "none" else item.grade,
    "first": lambda item: gettext("no data") if item.standing is None else percent(item.standing.first),
    "breakeven": lambda item: gettext("no data") if item.gain is None else effect_words.breakeven(item.gain)[0],
    "detectable": lambda item: effect_words.detectable(item.proof, _MONTHS),
}
"""Id of a column -> its words; the others are amounts of money."""


def _about_score(item: ProposalResult) -> str:
    return "\n".join(explained(part).split("\n")[0] for part in item.criteria)


def _about_averted(item: ProposalResult) -> str:
    return measures.why(item.averted) or (gettext(effect_words.NO_EFFECT) if _doubtful(item) else "")


_NOTES: Mapping[str, Callable[[ProposalResult], str]] = {
    "rank": lambda item: standing_words.stability(item.rank, item.standing) if item.standing else "",
    "score": _about_score,
    "averted": _about_averted,
    "grade": lambda item: gettext(ledger.GRADES[item.grade]),
    "breakeven": lambda item: effect_words.breakeven(item.gain)[1] if item.gain else "",
}
"""Id of a column -> what is to be known of a cell."""
