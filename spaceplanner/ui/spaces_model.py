"""The spaces as a table: one row a space, one column a measure, with its words, its interval and its sort value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import measures
from spaceplanner.ui.plain import tip
from spaceplanner.ui.ranked_model import INTERVAL, RankedModel
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from spaceplanner.domain.result import Figure, Result, SpaceDiagnosis
    from spaceplanner.ui.context import Context

SPACE = Qt.ItemDataRole.UserRole + 3
"""Role of the id of a row's space."""
_M2_PER_HA = 10_000.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head (message ids, short and in full), and the measure it shows, or how to find its text."""

    head: str
    title: str
    measure: str = ""


COLUMNS: tuple[Column, ...] = (
    Column(N_("#"), N_("Rank by need"), "rank"),
    Column(N_("Space"), N_("Name of the space"), "name"),
    Column(N_("ha"), N_("Area in hectares"), "area_m2"),
    Column(
        N_("incidents a year (90%)"),
        N_("Incidents a year, inside and near, corrected for luck, with their 90% interval"),
        "incidents_adjusted",
    ),
    Column(N_("poorly lit"), N_("Share of the ground below the lighting class"), "below_class_share"),
    Column(N_("no alarm"), N_("Share of the ground where no alarm is heard by night"), "unheard_night_share"),
    Column(N_("people"), N_("Residents within walking distance"), "walk_residents"),
    Column(N_("need"), N_("Need, 0 to 100"), "need"),
)
NAME = 1
"""Number of the column with the name."""
NO_RANK = "–"
"""What stands for the rank of a space that has no need to be ranked by."""


def _figure(space: SpaceDiagnosis, column: str) -> Figure | None:
    return space.figures.get(column)


def _text(space: SpaceDiagnosis, column: str) -> str:
    figure = _figure(space, column)
    if column == "rank":
        return NO_RANK if space.rank is None else number(space.rank)
    if column == "name":
        return space.name
    if column == "need":
        return number(space.need, 1)
    if figure is None:
        return number(None)
    if column == "area_m2":
        return number(None if figure.exact is None else figure.exact / _M2_PER_HA, 2)
    return measures.text(figure)


def _value(space: SpaceDiagnosis, column: str) -> float | str | None:
    if column == "name":
        return space.name.casefold()
    if column == "rank":
        return math.inf if space.rank is None else float(space.rank)
    if column == "need":
        return space.need
    figure = _figure(space, column)
    return None if figure is None else figure.exact


def _ranks(space: SpaceDiagnosis) -> str:
    """Return the ranks between which a space lies, or nothing where it always has the same."""
    found = space.stability
    return "" if found is None or found.low == found.high else f"{number(found.low)}–{number(found.high)}"


def rank_sentence(space: SpaceDiagnosis) -> str:
    """Say a space's rank, and how far it may be luck or a matter of weights; nothing where it has none."""
    found = space.stability
    if space.rank is None:
        return ""
    if found is None:
        return gettext(N_("Rank {rank}.")).format(rank=number(space.rank))
    if found.low == found.high:
        return gettext(N_("Rank {rank}; {low} in 90% of the draws.")).format(
            rank=number(space.rank), low=number(found.low)
        )
    words = gettext(N_("Rank {rank}; between {low} and {high} in 90% of the draws."))
    return words.format(rank=number(space.rank), low=number(found.low), high=number(found.high))


class SpacesModel(RankedModel["SpaceDiagnosis"]):
    """A result's spaces."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__({column.measure: column for column in COLUMNS}, parent)
        self._context = context
        self._roles |= {
            Qt.ItemDataRole.DisplayRole: _text,
            Qt.ItemDataRole.ToolTipRole: self._why,
            Qt.ItemDataRole.ForegroundRole: self._ink,
            Qt.ItemDataRole.FontRole: lambda _space, column: font(
                weight="semibold" if column == "need" else "regular", tabular=column != "name"
            ),
            INTERVAL: self._interval,
            SPACE: lambda space, _column: space.space,
        }

    def show_result(self, result: Result | None) -> None:
        """Show the spaces of another result."""
        self._show(result.diagnosis.spaces if result is not None else ())

    def _id(self, item: SpaceDiagnosis) -> str:
        return item.space

    def _value(self, item: SpaceDiagnosis, column: str) -> float | str | None:
        return _value(item, column)

    def _is_words(self, column: str) -> bool:
        return column == "name"

    def _ink(self, space: SpaceDiagnosis, column: str) -> Any:
        token = "faint" if _value(space, column) is None else "secondary" if column == "rank" else "ink"
        return self._context.appearance.colour(token)

    def _why(self, space: SpaceDiagnosis, column: str) -> str:
        if column == "name":
            return tip(space.name)
        if column == "rank":
            return rank_sentence(space)
        figure = _figure(space, column)
        return measures.why(figure) if figure is not None else ""

    def _interval(self, space: SpaceDiagnosis, column: str) -> str:
        if column == "rank":
            return _ranks(space)
        figure = _figure(space, column)
        return measures.interval(figure) if figure is not None else ""
