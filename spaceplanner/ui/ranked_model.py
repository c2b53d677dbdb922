"""Ranked things as a table: one row each, one column a finding; what is not known comes last in either order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from spaceplanner.i18n import gettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QObject

    from spaceplanner.domain.result import Result

Index = QModelIndex | QPersistentModelIndex
Item = TypeVar("Item")

SORT = Qt.ItemDataRole.UserRole + 1
"""Role of the value that a column is sorted by."""
INTERVAL = Qt.ItemDataRole.UserRole + 2
"""Role of the interval in words, shown in grey behind the value."""


class Headed(Protocol):
    """What has a head: message ids, short and in full."""

    @property
    def head(self) -> str:
        """Its words above the column."""

    @property
    def title(self) -> str:
        """What it is, in full."""


class RankedModel(QAbstractTableModel, Generic[Item]):
    """Ranked things of a result; who derives from it says what a cell shows.

    Attributes
    ----------
    descending
        How the table is being sorted: what has no data comes last either way.
    """

    def __init__(self, columns: Mapping[str, Headed], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(columns.values())
        self._columns = tuple(columns)
        self._items: tuple[Item, ...] = ()
        self.descending = False
        self._roles: dict[int, Callable[[Item, str], Any]] = {
            Qt.ItemDataRole.TextAlignmentRole: lambda _item, column: self._align(column),
            SORT: self._sorted_by,
        }

    def show_result(self, result: Result | None) -> None:
        """Show the things of another result."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say that every word may have changed."""
        last = len(self._columns) - 1
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, last))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def row_of(self, wanted: str | None) -> int | None:
        """Return the row of what has an id, or None."""
        return next((row for row, item in enumerate(self._items) if self._id(item) == wanted), None)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's names from here on
        """Return the number of things."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a role shows of a cell."""
        found = self._roles.get(role)
        if found is None or not index.isValid():
            return None
        return found(self._items[index.row()], self._columns[index.column()])

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return gettext(self._heads[section].head)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return gettext(self._heads[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # The first head makes room for the arrow that shows the order.
            return self._align(self._columns[section]) if section else _side(left=True)
        return None

    def _show(self, items: tuple[Item, ...]) -> None:
        """Show other things; where they are the same ones in the same order, who chose one keeps it."""
        if list(map(self._id, items)) == list(map(self._id, self._items)):
            self._items = items
            self.retranslate()
            return
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def _id(self, item: Item) -> str:
        raise NotImplementedError

    def _value(self, item: Item, column: str) -> float | str | None:
        """Return what a column is sorted by; None: no data."""
        raise NotImplementedError

    def _is_words(self, column: str) -> bool:
        """Return whether a column holds words, which begin at the left."""
        raise NotImplementedError

    def _align(self, column: str) -> Qt.AlignmentFlag:
        return _side(left=self._is_words(column))

    def _sorted_by(self, item: Item, column: str) -> float | str:
        value = self._value(item, column)
        if value is None:
            return -math.inf if self.descending else math.inf
        return value


def _side(*, left: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
