"""The window with a layer's table: filtered, sorted, summed up, copied, and what is selected in it and on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout

from spaceplanner.errors import MappingError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import attributes, feature_selection
from spaceplanner.ui import rows_clipboard
from spaceplanner.ui.attributes_model import AttributesModel
from spaceplanner.ui.attributes_view import AttributesView
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.set_cells_dialog import SetCellsDialog, changeable
from spaceplanner.ui.statistics_view import StatisticsView

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.feature_selection import Selection
    from spaceplanner.ui.context import Context

_WIDE, _HIGH, _EDGE = 980, 560, 60
_BESIDE = 230


class AttributesWindow(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    layer_id
        Whose table it is.
    model, view, statistics
        The rows and their view, and the statistics of the current column.
    filter, problem, count
        Where the filter is written, what is wrong with it, and how many rows are shown and selected.
    """

    zoom_wanted = Signal(str, object)
    """Id of the layer, and (n,) the rows that are to be seen on the map."""

    def __init__(self, context: Context, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.layer_id = layer.id
        self._expression = ""
        self._task = f"table-{layer.id}"
        self._refusal: MappingError | None = None
        self._left = False
        self._held: Callable[[], None] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.model = AttributesModel(layer, self)
        self.view = AttributesView(context, self.model, self)
        self.statistics = StatisticsView(context, self.model, self)
        self.filter = QLineEdit(self)
        self.problem = label(parent=self, role="warning", wrap=True)
        self.count = label(parent=self, role="secondary")
        self.only_selected = QToolButton(self)
        self.columns, self.zoom, self.copy = QToolButton(self), QToolButton(self), QToolButton(self)
        self.select_shown, self.set_value = QToolButton(self), QToolButton(self)
        self._menu = QMenu(self.columns)
        self._close = QPushButton(self)
        self._build()
        self._connect()
        self.model.select(context.selection.of(layer.id))
        self.retranslate()
        self.statistics.table_changed()

    def _build(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(_WIDE, room.width() - _EDGE), min(_HIGH, room.height() - _EDGE))
        self.filter.setClearButtonEnabled(True)
        self.problem.hide()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addStretch(1)
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns.setMenu(self._menu)
        self.only_selected.setCheckable(True)
        for button in (self.select_shown, self.only_selected, self.zoom, self.set_value, self.columns, self.copy):
            button.setProperty("frame", True)  # noqa: FBT003 - Qt's own signature
            button.setIconSize(QSize(14, 14))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            head.addWidget(button)
        self._close.setAutoDefault(False)
        self.statistics.setFixedWidth(_BESIDE)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.view, 1)
        middle.addWidget(self.statistics)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        # On a line of its own: beside the buttons nothing is left of it in Spanish.
        column.addWidget(self.filter)
        column.addWidget(self.problem)
        column.addLayout(head)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        context = self._context
        self.filter.returnPressed.connect(self._take_filter)
        self.filter.textChanged.connect(self._forget_problem)
        self.view.horizontalHeader().sortIndicatorChanged.connect(self._arrange)
        self.view.horizontalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.horizontalHeader().customContextMenuRequested.connect(
            lambda at: self._menu.popup(self.view.horizontalHeader().mapToGlobal(at))
        )
        self.view.picked.connect(self._choose)
        self.view.copy_wanted.connect(self.copy_rows)
        self.view.selectionModel().currentColumnChanged.connect(
            lambda now, _: self.statistics.show_column(now.column())
        )
        self.only_selected.toggled.connect(self._arrange)
        self.select_shown.clicked.connect(lambda: self._choose(self.model.rows))
        self.zoom.clicked.connect(lambda: self.zoom_wanted.emit(self.layer_id, context.selection.of(self.layer_id)))
        self.copy.clicked.connect(self.copy_rows)
        self.set_value.clicked.connect(self._set_value)
        self.view.refused.connect(self._refuse)
        self.view.itemDelegate().closeEditor.connect(self._take_held)
        self._close.clicked.connect(self.close)
        for key, slot in (
            (QKeySequence.StandardKey.Find, self.filter.setFocus),
            (QKeySequence.StandardKey.Undo, context.undo),
            (QKeySequence.StandardKey.Redo, context.redo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        context.selection_changed.connect(self._follow)
        context.project_changed.connect(self.refresh)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)

    @property
    def layer(self) -> Layer:
        """The layer as it is shown."""
        return self.model.layer

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        colours = self._context.appearance.colours
        self.setWindowTitle(gettext(N_("Table of {layer}")).format(layer=self.layer.name))
        self.view.setAccessibleName(self.windowTitle())
        self.filter.setPlaceholderText(gettext(N_("Filter, such as: {example}")).format(example=self._example()))
        self.filter.setAccessibleName(gettext(N_("Filter")))
        self.filter.setToolTip(tip(gettext(_FILTER)))
        for button, text, told, picture in (
            (self.select_shown, N_("Select all shown"), N_("Select the rows shown, here and on the map  (Ctrl+A)"), ""),
            (self.only_selected, N_("Selected only"), N_("Show the selected rows only"), "eye"),
            (self.zoom, N_("Zoom"), N_("Show the selected rows on the map"), "locate-fixed"),
            (self.set_value, N_("Set…"), N_("Give a column one value in all selected rows"), "pencil"),
            (self.columns, N_("Columns"), N_("Choose the columns"), ""),
            (self.copy, N_("Copy"), N_("Copy the selected rows, or else all shown, as CSV  (Ctrl+C)"), "copy"),
        ):
            button.setText(gettext(text))
            button.setToolTip(tip(gettext(told)))
            button.setAccessibleName(gettext(told))
            if picture:
                button.setIcon(icon(picture, colours.secondary, disabled=colours.lines, size=14))
        self._close.setText(gettext(N_("Close")))
        self.statistics.retranslate()
        self.model.retranslate()
        self._fill_columns()
        self._say_problem()
        self._say_count()

    def _example(self) -> str:
        """Return a filter that this table understands."""
        table = self.layer.table
        for name, kind in zip(table.column_names, table.schema.types, strict=True):
            word = name if name.isidentifier() else f'"{name}"'
            if str(kind) == "bool":
                return f"{word} = false"
            if str(kind) in {"double", "int64"}:
                return f"{word} > 100"
        name = table.column_names[0] if table.column_names else "name"
        return f"{name if name.isidentifier() else chr(34) + name + chr(34)} LIKE 'A%'"

    # Rows ---------------------------------------------------------------------------------------------------------

    @Slot()
    def _take_filter(self) -> None:
        self._run(self.filter.text())

    @Slot()
    def _forget_problem(self) -> None:
        """Leave a filter that is being written unjudged; an empty one shows all rows again at once."""
        self._refusal = None
        self._say_problem()
        if not self.filter.text().strip() and self._expression:
            self._take_filter()

    @Slot()
    def _arrange(self, *_: object) -> None:
        """Have the rows filtered as they are, and sorted."""
        self._run(self._expression)

    def _run(self, expression: str, *, stay: bool = False) -> None:
        """Have the rows filtered and sorted; a newer wish drops the answer to this one.

        Parameters
        ----------
        stay
            The current row is kept in view; else the first row is shown.
        """
        self._held = None
        layer = self.layer
        head = self.view.horizontalHeader()
        section, descending = head.sortIndicatorSection(), head.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        column = self.model.names[section] if 0 <= section < len(self.model.names) else None
        among = self._context.selection.of(self.layer_id) if self.only_selected.isChecked() else None
        self._context.tasks.run(
            self._task,
            N_("Arranging the table"),
            lambda _progress: _arranged(layer, expression, among, column, descending=descending),
            done=lambda rows: self._take_rows(rows, expression, stay=stay),
            failed=self._failed,
        )

    def _take_rows(self, rows: NDArray[np.int64], expression: str, *, stay: bool) -> None:
        if self.view.editing:
            # Rows that moved under the cell would end its writing half way.
            self._held = lambda: self._take_rows(rows, expression, stay=stay)
            return
        self._expression = expression
        current = self.view.currentIndex()
        row = int(self.model.rows[current.row()]) if current.isValid() else None
        self.model.arrange(rows)
        place = self.model.place_of(row) if row is not None else None
        if place is not None:
            index = self.model.index(place, current.column())
            self.view.setCurrentIndex(index)
            if stay:
                self.view.scrollTo(index)
        if not stay:
            self.view.scrollToTop()
        self._say_count()
        self.statistics.rows_changed()

    @Slot()
    def _take_held(self) -> None:
        """Arrange the rows that waited for a cell to be written."""
        held, self._held = self._held, None
        if held is not None:
            held()

    def _failed(self, error: Exception) -> None:
        """Say at the field what is wrong with the filter; the rows stay as they are."""
        if not isinstance(error, MappingError):
            self._context.failed(error)
            return
        self._refusal = error
        self._say_problem()
        position = error.parameters.get("position")
        if isinstance(position, int):
            self.filter.setFocus()
            self.filter.setCursorPosition(min(position - 1, len(self.filter.text())))

    def _say_problem(self) -> None:
        wrong = self._refusal is not None
        self.problem.setText(str(self._refusal) if wrong else "")
        self.problem.setVisible(wrong)
        self.filter.setProperty("wrong", wrong)
        self.filter.style().polish(self.filter)
        self.filter.setAccessibleDescription(self.problem.text())

    def _say_count(self) -> None:
        selected = len(self._context.selection.of(self.layer_id))
        words = gettext(N_("{shown} of {all} rows · {selected} selected"))
        self.count.setText(
            words.format(shown=number(len(self.model.rows)), all=number(len(self.layer)), selected=number(selected))
        )
        self.zoom.setEnabled(selected > 0)
        self.only_selected.setEnabled(selected > 0 or self.only_selected.isChecked())
        self.set_value.setEnabled(selected > 0 and bool(changeable(self.layer)))
        self.select_shown.setEnabled(bool(len(self.model.rows)))

    # Selection ----------------------------------------------------------------------------------------------------

    def _choose(self, rows: NDArray[np.int64]) -> None:
        """Select these rows of the layer, on the map too."""
        self._context.select(feature_selection.replaced(self._context.selection, self.layer_id, rows))

    @Slot(object)
    def _follow(self, selection: Selection) -> None:
        """Mark what was selected here or on the map, and bring the first row of it into view if none is."""
        rows = selection.of(self.layer_id)
        if np.array_equal(rows, self.model.selected_rows):
            return
        self.model.select(rows)
        if self.only_selected.isChecked():
            self._arrange()
        elif len(rows) and not self.view.hasFocus():
            places = np.flatnonzero(np.isin(self.model.rows, rows))
            first, last = self.view.rowAt(0), self.view.rowAt(self.view.viewport().height() - 1)
            last = len(self.model.rows) if last < 0 else last
            if len(places) and not ((places >= first) & (places <= last)).any():
                self.view.scrollTo(self.model.index(int(places[0]), max(self.view.columnAt(0), 0)))
        self._say_count()
        self.statistics.rows_changed(selected=True)

    @Slot(object, object)
    def refresh(self, _before: Project, after: Project) -> None:
        """Show the layer as it is now, or leave with it."""
        if self._left:
            return
        layer = after.layer(self.layer_id)
        if layer is None:
            self.close()
            return
        if layer is self.layer:
            return
        changed = layer.table is not self.layer.table
        columns = layer.table.column_names != self.layer.table.column_names
        self.model.show_layer(layer)
        self.setWindowTitle(gettext(N_("Table of {layer}")).format(layer=layer.name))
        if columns:
            self.view.fit_columns()
            self._fill_columns()
        if changed:
            self.statistics.table_changed()
            self._run(self._expression, stay=True)
        self._say_count()

    # Cells --------------------------------------------------------------------------------------------------------

    @Slot(str)
    def _refuse(self, why: str) -> None:
        """Say why a cell was not changed, below the table and where all is said."""
        self.count.setText(why)
        self._context.say(why, "warning")

    @Slot()
    def _set_value(self) -> None:
        index, rows = self.view.currentIndex(), self._context.selection.of(self.layer_id)
        column = self.model.names[index.column()] if index.isValid() else ""
        dialog = SetCellsDialog(self._context, self.layer, column, rows, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Columns and clipboard ----------------------------------------------------------------------------------------

    def _fill_columns(self) -> None:
        self._menu.clear()
        for place, name in enumerate(self.model.names):
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(place))
            action.toggled.connect(lambda shown, place=place: self._show_column(place, shown))

    def _show_column(self, place: int, shown: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        self.view.setColumnHidden(place, not shown)

    @Slot()
    def copy_rows(self) -> None:
        """Copy the selected rows that are shown, or else all shown, in their order, without the hidden columns."""
        selected, rows = self._context.selection.of(self.layer_id), self.model.rows
        if len(selected) and (some := rows[np.isin(rows, selected)]).size:
            rows = some
        head = self.view.horizontalHeader()
        places = (place for place in range(len(self.model.names)) if not self.view.isColumnHidden(place))
        columns = [self.model.names[place] for place in sorted(places, key=head.visualIndex)]
        rows_clipboard.copy(self._context, self.layer, rows, columns, key=f"{self._task}-copy", say=self.count.setText)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Empty the filter with Escape, before that closes the window."""
        if event.key() == Qt.Key.Key_Escape and self.filter.hasFocus() and self.filter.text():
            self.filter.clear()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """End what is being computed for this window, however it is left: Escape sends no close event."""
        self._left = True
        self.statistics.stop()
        for key in (self._task, f"{self._task}-copy"):
            self._context.tasks.cancel(key)
        super().done(result)


_FILTER = N_(
    "Compare columns with values: = <> < <= > >=, LIKE 'Av%', IN ('a', 'b'), BETWEEN 1 AND 5, IS NULL, joined with AND, OR, NOT and parentheses. Texts stand in single quotes. Enter applies it."
)


def _arranged(
    layer: Layer, expression: str, among: NDArray[np.int64] | None, column: str | None, *, descending: bool
) -> NDArray[np.int64]:
    rows = attributes.filtered(layer.table, expression)
    if among is not None:
        rows = np.intersect1d(rows, among, assume_unique=True)
    return rows if column is None else attributes.ordered(layer.table, column, rows, descending=descending)
