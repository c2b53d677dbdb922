"""The view of a layer's table: rows are selected whole, as many as there are, by mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from spaceplanner.ui.table_parts import ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from spaceplanner.ui.attributes_model import AttributesModel

_LEAST, _MOST, _EDGE, _SAMPLE = 48, 260, 44, 60
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Cells(QStyledItemDelegate):
    """Paints a cell; whether its row is selected is known to the model."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Mark the cell of a selected row."""
        super().initStyleOption(option, index)
        view = option.widget
        if isinstance(view, AttributesView) and view.attributes.is_selected(index.row()):
            option.state |= QStyle.StateFlag.State_Selected


class AttributesView(QTableView):
    """See the module's docstring.

    Qt keeps a selection as ranges and looks through all of them for each cell it paints: a hundred thousand rows chosen
    on the map would take a second a frame. Here the model has a mark for each row.

    Attributes
    ----------
    attributes
        The model.
    """

    picked = Signal(object)
    """(n,) the rows of the layer that are to be selected."""
    copy_wanted = Signal()
    """Ctrl+C was pressed."""

    def __init__(self, model: AttributesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attributes = model
        self._anchor = 0
        self.setItemDelegate(Cells(self))
        # Before the model: a million rows are measured once.
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        rows.hide()
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSortIndicatorClearable(True)
        head.setMinimumSectionSize(_LEAST)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Make each column as wide as its head and the cells that are seen first."""
        metrics, model = self.fontMetrics(), self.attributes
        heads = self.horizontalHeader().fontMetrics()
        for column, name in enumerate(model.names):
            cells = (str(model.index(row, column).data()) for row in range(min(_SAMPLE, model.rowCount())))
            wide = max((metrics.horizontalAdvance(text) for text in cells), default=0)
            wide = max(wide, heads.horizontalAdvance(name)) + _EDGE
            self.setColumnWidth(column, min(max(wide, _LEAST), _MOST))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's names from here on
        """Select the row under the pointer, with Ctrl besides what is, with Shift all up to it."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self._pick(index.row(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select all rows that are dragged over."""
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid() and index.row() != self._anchor:
                self._pick(index.row(), _SHIFT)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move with the arrows, widen with Shift, add with Ctrl and the space bar, select all with Ctrl+A."""
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & _CONTROL)
        if control and key == Qt.Key.Key_C:
            self.copy_wanted.emit()
        elif control and key == Qt.Key.Key_A:
            self.picked.emit(self.attributes.rows)
        elif key == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._pick(self.currentIndex().row(), _CONTROL)
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            after = self.currentIndex().row()
            if after not in {before, -1} and not control:
                self._pick(after, modifiers)

    def _pick(self, place: int, modifiers: Qt.KeyboardModifier) -> None:
        rows = self.attributes.rows
        if modifiers & _SHIFT:
            low, high = sorted((min(self._anchor, len(rows) - 1), place))
            self.picked.emit(rows[low : high + 1])
        elif modifiers & _CONTROL:
            self._anchor = place
            self.picked.emit(np.setxor1d(self._marked(), rows[place : place + 1]))
        else:
            self._anchor = place
            self.picked.emit(rows[place : place + 1])

    def _marked(self) -> NDArray[np.int64]:
        return self.attributes.selected_rows
