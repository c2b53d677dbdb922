"""A layer's table for a view: cells are read from the Arrow table when they are painted, and no row is an object."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from spaceplanner.i18n import N_, gettext, plain
from spaceplanner.ui import theme
from spaceplanner.ui.import_words import FIELDS
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from spaceplanner.domain.layer import Layer

Index = QModelIndex | QPersistentModelIndex

_LONGEST = 300
"""Characters of a cell that are painted; the tip has more."""
_LONGEST_TIP = 2_000
_LINES = str.maketrans("\r\n\t\u2028\u2029", "     ")


def shown(value: Any) -> str:
    """Return a value of a cell in words; nothing for none."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one value unequal to itself
        return ""
    if isinstance(value, bool):
        return gettext(N_("yes")) if value else gettext(N_("no"))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return str(plain(value))


class AttributesModel(QAbstractTableModel):
    """The table of a layer.

    Attributes
    ----------
    layer
        Whose table it is.
    rows
        (m,) which rows are shown, in their order.
    """

    def __init__(self, layer: Layer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layer = layer
        self.rows: NDArray[np.int64] = np.arange(len(layer), dtype=np.int64)
        self._selected = np.zeros(len(layer), dtype=np.bool_)
        self._bold = theme.font(weight="semibold")
        self._roles: dict[int, Callable[[Index], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda index: shown(self.value(index))[:_LONGEST].translate(_LINES),
            Qt.ItemDataRole.TextAlignmentRole: lambda index: self._align(index.column()),
            Qt.ItemDataRole.ToolTipRole: lambda index: tip(self._whole(index)),
            Qt.ItemDataRole.FontRole: lambda index: self._bold if self.is_changed(index) else None,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
        }

    @property
    def names(self) -> list[str]:
        """The columns."""
        return list(self.layer.table.column_names)

    def show_layer(self, layer: Layer) -> None:
        """Show another version of the layer, with the rows where they are if their number is the same."""
        same = len(layer) == len(self.layer) and layer.table.column_names == self.layer.table.column_names
        if same:
            self.layer = layer
            self._refresh()
            return
        self.beginResetModel()
        self.layer = layer
        self.rows = np.arange(len(layer), dtype=np.int64)
        self._selected = np.zeros(len(layer), dtype=np.bool_)
        self.endResetModel()

    def arrange(self, rows: NDArray[np.int64]) -> None:
        """Show these rows, in this order."""
        before, after = len(self.rows), len(rows)
        # Rows leave and come at the end and all are read again: so the heads keep their widths.
        if after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self.rows = rows
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self.rows = rows
            self.endInsertRows()
        else:
            self.rows = rows
        self._refresh()

    def select(self, rows: NDArray[np.int64]) -> None:
        """Mark these rows of the layer, and no others."""
        self._selected = np.zeros(len(self.layer), dtype=np.bool_)
        self._selected[rows[rows < len(self.layer)]] = True
        self._refresh()

    @property
    def selected_rows(self) -> NDArray[np.int64]:
        """The marked rows of the layer, rising."""
        return np.flatnonzero(self._selected).astype(np.int64)

    def is_selected(self, place: int) -> bool:
        """Whether the row shown at a place is marked."""
        return bool(self._selected[self.rows[place]])

    def place_of(self, row: int) -> int | None:
        """Return at which place a row of the layer is shown, or None."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None

    def is_changed(self, index: Index) -> bool:
        """Whether a cell was changed since the layer was imported."""
        overlay = self.layer.overlay
        edited = None if overlay is None else overlay.columns.get(self.names[index.column()])
        if edited is None:
            return False
        row = self.rows[index.row()]
        place = int(np.searchsorted(edited.rows, row))
        return place < len(edited.rows) and bool(edited.rows[place] == row)

    def value(self, index: Index) -> Any:
        """Return the value of a cell."""
        return self.layer.table.column(index.column())[int(self.rows[index.row()])].as_py()

    def retranslate(self) -> None:
        """Say that every word may have changed."""
        self._refresh()
        if self.names:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.names) - 1)

    def _refresh(self) -> None:
        if len(self.rows) and self.names:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.names) - 1))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's names from here on
        """Return the number of rows shown."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.layer.table.column_names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        made = self._roles.get(role)
        return made(index) if made is not None and index.isValid() and index.row() < len(self.rows) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell; whether it may be changed is asked when it is tried."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name; its tip says in words what it is, and what kind of values it has."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self.names):
            return None
        name = self.names[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return name[:_LONGEST].translate(_LINES)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            words = gettext(FIELDS[name]) if name in FIELDS else ""
            return tip(f"{name[:_LONGEST]}\n{words}" if words else name[:_LONGEST])
        return None

    def _whole(self, index: Index) -> str:
        """Return all of a cell's text, and what it was where it was changed."""
        words = shown(self.value(index))[:_LONGEST_TIP]
        if not self.is_changed(index):
            return words
        was = shown(self.layer.imported.column(index.column())[int(self.rows[index.row()])].as_py())[:_LONGEST]
        return f"{words}\n{gettext(N_('Imported as: {value}')).format(value=was or '–')}"

    def _spoken(self, index: Index) -> str:
        words = shown(self.value(index))[:_LONGEST] or gettext("no data")
        return f"{words}, {gettext(N_('selected'))}" if self.is_selected(index.row()) else words

    def _align(self, column: int) -> Qt.AlignmentFlag:
        kind = str(self.layer.table.schema.types[column])
        numeric = kind.startswith(("int", "uint", "float", "double", "halffloat"))
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
