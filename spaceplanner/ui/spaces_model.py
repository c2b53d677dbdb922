"""The spaces as a table: one row a space, one column a measure, with its words, its interval and its sort value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import measures
from spaceplanner.ui.plain import tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from spaceplanner.domain.result import Figure, Result, SpaceDiagnosis
    from spaceplanner.ui.context import Context

Index = QModelIndex | QPersistentModelIndex

SORT = Qt.ItemDataRole.UserRole + 1
"""Role of the value that a column is sorted by."""
INTERVAL = Qt.ItemDataRole.UserRole + 2
"""Role of the interval in words, shown in grey behind the value."""
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


def _figure(space: SpaceDiagnosis, column: Column) -> Figure | None:
    return space.figures.get(column.measure)


def _text(space: SpaceDiagnosis, column: Column) -> str:
    figure = _figure(space, column)
    if column.measure == "rank":
        return NO_RANK if space.rank is None else number(space.rank)
    if column.measure == "name":
        return space.name
    if column.measure == "need":
        return number(space.need, 1)
    if figure is None:
        return number(None)
    if column.measure == "area_m2":
        return number(None if figure.exact is None else figure.exact / _M2_PER_HA, 2)
    return measures.text(figure)


def _value(space: SpaceDiagnosis, column: Column) -> float | str | None:
    if column.measure == "name":
        return space.name.casefold()
    if column.measure == "rank":
        return math.inf if space.rank is None else float(space.rank)
    if column.measure == "need":
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


class SpacesModel(QAbstractTableModel):
    """A result's spaces.

    Attributes
    ----------
    descending
        How the table is being sorted: what has no data comes last either way.
    """

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._spaces: tuple[SpaceDiagnosis, ...] = ()
        self.descending = False
        self._roles: dict[int, Callable[[SpaceDiagnosis, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: _text,
            Qt.ItemDataRole.ToolTipRole: self._why,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.ForegroundRole: self._ink,
            Qt.ItemDataRole.FontRole: self._font,
            SORT: self._sorted_by,
            INTERVAL: self._interval,
            SPACE: lambda space, _column: space.space,
        }

    def show_result(self, result: Result | None) -> None:
        """Show the spaces of another result."""
        spaces = result.diagnosis.spaces if result is not None else ()
        same = [item.space for item in spaces] == [item.space for item in self._spaces]
        if same:
            self._spaces = spaces
            self.retranslate()
            return
        self.beginResetModel()
        self._spaces = spaces
        self.endResetModel()

    def retranslate(self) -> None:
        """Say that every word may have changed."""
        if self._spaces:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._spaces) - 1, len(COLUMNS) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def row_of(self, space: str | None) -> int | None:
        """Return the row of a space, or None."""
        return next((row for row, item in enumerate(self._spaces) if item.space == space), None)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's names from here on
        """Return the number of spaces."""
        return 0 if parent is not None and parent.isValid() else len(self._spaces)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a role shows of a cell."""
        found = self._roles.get(role)
        if found is None or not index.isValid():
            return None
        return found(self._spaces[index.row()], COLUMNS[index.column()])

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return gettext(COLUMNS[section].head)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return gettext(COLUMNS[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # The first head makes room for the arrow that shows the order.
            return _align(COLUMNS[section]) if section else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _alignment(self, space: SpaceDiagnosis, column: Column) -> Qt.AlignmentFlag:
        del space
        return _align(column)

    def _ink(self, space: SpaceDiagnosis, column: Column) -> Any:
        token = "faint" if _value(space, column) is None else "secondary" if column.measure == "rank" else "ink"
        return self._context.appearance.colour(token)

    def _font(self, space: SpaceDiagnosis, column: Column) -> Any:
        del space
        return font(weight="semibold" if column.measure == "need" else "regular", tabular=column.measure != "name")

    def _why(self, space: SpaceDiagnosis, column: Column) -> str:
        if column.measure == "name":
            return tip(space.name)
        if column.measure == "rank":
            return rank_sentence(space)
        figure = _figure(space, column)
        return measures.why(figure) if figure is not None else ""

    def _interval(self, space: SpaceDiagnosis, column: Column) -> str:
        if column.measure == "rank":
            return _ranks(space)
        figure = _figure(space, column)
        return measures.interval(figure) if figure is not None else ""

    def _sorted_by(self, space: SpaceDiagnosis, column: Column) -> float | str:
        value = _value(space, column)
        if value is None:
            return -math.inf if self.descending else math.inf
        return value


def _align(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column.measure == "name" else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
