"""The view of a layer's table: rows are selected whole, as many as there are, by mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QStyle, QStyledItemDelegate, QTableView

from spaceplanner.domain import cell_edits
from spaceplanner.domain import rows as sets
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_
from spaceplanner.services import cell_values
from spaceplanner.ui import cell_editor
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.table_parts import ROW
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from spaceplanner.ui.attributes_model import AttributesModel
    from spaceplanner.ui.context import Context

_LEAST, _MOST, _EDGE, _SAMPLE = 48, 260, 30, 60
_ARROW = 58
"""Pixels beside the words of a head: its edges, and the arrow of the order."""
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Cells(QStyledItemDelegate):
    """Paints a cell, for whether its row is selected is known to the model; and changes it, one step of undo each."""

    def __init__(self, context: Context, view: AttributesView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        # The row of the layer and the column that the open editor is of, whatever stands at its place meanwhile.
        self._row, self._column = -1, ""

    def createEditor(  # noqa: N802 - Qt's names
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Return what a cell is changed with; where it may not be changed, say why."""
        model = self._view.attributes
        column = model.names[index.column()]
        try:
            cell_edits.refuse(model.layer, column)
        except EditError as error:
            self._view.refused.emit(str(error))
            return None  # type: ignore[return-value] # Qt's way to say that there is none
        self._row, self._column = int(model.rows[index.row()]), column
        return cell_editor.editor(self._context.project, model.layer, column, parent)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """Show the cell's value in its editor."""
        assert isinstance(editor, (Choice, QLineEdit))
        if not editor.property("filled"):  # not anew, over what is being written, when the table is read again
            cell_editor.show_value(editor, self._view.attributes.value(index))
            editor.setProperty("filled", True)  # noqa: FBT003 - Qt's own signature

    def setModelData(  # noqa: N802
        self, editor: QWidget, _model: QAbstractItemModel, _index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Change the cell, or say why what was written is no value of it."""
        assert isinstance(editor, (Choice, QLineEdit))
        model, context = self._view.attributes, self._context
        column, row = self._column, self._row
        try:
            value = cell_values.read(context.project, model.layer, column, cell_editor.text_of(editor))
        except EditError as error:
            self._view.refused.emit(str(error))
            return
        context.do(N_("Change a cell"), cell_edits.set_cells(model.layer.id, column, np.array([row]), value))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep an editor open whose value cannot be used, with the reason at it."""
        if (
            isinstance(editor, (Choice, QLineEdit))
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                layer = self._view.attributes.layer
                why = cell_editor.problem(self._context.project, layer, self._column, cell_editor.text_of(editor))
                cell_editor.refuse(editor, why)
                if why:
                    return True
            elif editor.property("wrong"):
                cell_editor.refuse(editor, "")
        return super().eventFilter(editor, event)

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
    refused = Signal(str)
    """Why a cell was not changed, in words."""

    def __init__(self, context: Context, model: AttributesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attributes = model
        self._anchor = 0
        self.setItemDelegate(Cells(context, self))
        # Before the model: a million rows are measured once.
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        rows.hide()
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
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

    @property
    def editing(self) -> bool:
        """Whether a cell is being written."""
        return self.state() is QAbstractItemView.State.EditingState

    def fit_columns(self) -> None:
        """Make each column as wide as its head and the cells that are seen first."""
        metrics, model = self.fontMetrics(), self.attributes
        heads = QFontMetrics(font(11, "semibold"))
        for column, name in enumerate(model.names):
            cells = (str(model.index(row, column).data()) for row in range(min(_SAMPLE, model.rowCount())))
            wide = max((metrics.horizontalAdvance(text) for text in cells), default=0)
            wide = max(wide + _EDGE, heads.horizontalAdvance(name) + _ARROW)
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
            self.picked.emit(sets.toggled(self.attributes.selected_rows, int(rows[place])))
        else:
            self._anchor = place
            self.picked.emit(rows[place : place + 1])
