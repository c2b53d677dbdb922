"""Selecting features of layers: by click, box and lasso on the map, by a filter, inverted, cleared, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout

from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.services import feature_selection
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.highlight import Highlight
from spaceplanner.ui.layers_panel import LayersPanel
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.layer import Layer
    from spaceplanner.services.feature_selection import Selection
    from spaceplanner.services.traces import Asked, How
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.main_window import MainWindow

_MARGIN = 0.3
_AT_ONCE = 200_000
"""Rows among which is selected in the window's thread: about 50 ms for a lasso."""
_HOW: tuple[tuple[How, str], ...] = (
    ("new", N_("As a new selection")),
    ("add", N_("Add to the selection")),
    ("remove", N_("Take from the selection")),
)
_COLUMNS = 12
"""Names of columns that are told below the filter."""
_FILTERING = "select-filter"
"""Key of the task."""


class Selecting(QObject):
    """See the module's docstring."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._context = window, window.context
        self.highlight = Highlight(self._context, window.canvas)
        for name, slot in (
            ("pick_filter", self.ask_filter),
            ("pick_invert", self.invert),
            ("pick_clear", self.clear),
            ("pick_zoom", self.show_selected),
        ):
            window.actions_.bind(name, slot)
        self._context.selection_changed.connect(self._enable)
        self._context.project_changed.connect(self._enable)
        self._enable()

    @Slot(object)
    def take(self, question: Asked) -> None:
        """Select what was clicked or drawn around; among very many rows beside the window's thread."""
        context, project, before = self._context, self._context.project, self._context.selection
        if sum(len(layer) for layer in project.layers if layer.visible) <= _AT_ONCE:
            context.select(feature_selection.asked(project, question, before))
            return

        def done(found: Selection) -> None:
            if project.layers is context.project.layers:
                context.select(found)

        context.tasks.run(
            "select",
            N_("Selecting"),
            lambda _progress: feature_selection.asked(project, question, before),
            done=done,
            failed=context.failed,
        )

    def clear(self) -> None:
        """Select nothing."""
        self._context.select(feature_selection.NOTHING)

    def invert(self) -> None:
        """Select what is not selected, of the layers that have selected rows."""
        self._context.select(feature_selection.inverted(self._context.project, self._context.selection))

    def show_selected(self) -> None:
        """Show all that is selected, with some ground around it."""
        box = feature_selection.bounds(self._context.project, self._context.selection)
        if box is not None:
            self._window.canvas.show_bounds(box, margin=_MARGIN)

    def ask_filter(self) -> None:
        """Ask for a layer and a filter on its columns."""
        panel = self._window.docks["layers"].panel
        current = panel.current if isinstance(panel, LayersPanel) else None
        dialog = FilterDialog(self._context, current, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _enable(self) -> None:
        chosen = bool(self._context.selection.rows)
        for name, possible in (
            ("pick_filter", bool(self._context.project.layers)),
            ("pick_invert", chosen),
            ("pick_clear", chosen),
            ("pick_zoom", chosen),
        ):
            action = self._window.actions_.get(name)
            if action is not None:
                action.setEnabled(possible)


class FilterDialog(QDialog):
    """Asks for a layer and an expression; what does not parse is told at the place, and the dialog stays.

    Attributes
    ----------
    layers, how, edit, note, buttons
        Its controls.
    """

    def __init__(self, context: Context, current: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(gettext(N_("Select features by a filter")))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        form = grid()
        self.layers, self.how, self.edit = QComboBox(self), QComboBox(self), QLineEdit(self)
        for layer in reversed(context.project.layers):
            self.layers.addItem(layer.name, layer.id)
        self.layers.setCurrentIndex(max(0, self.layers.findData(current)))
        for how, text in _HOW:
            self.how.addItem(gettext(text), how)
        self.edit.setPlaceholderText("clase = 'Area Verde' AND area > 100")
        for place, (text, field) in enumerate(
            ((N_("Layer"), self.layers), (N_("Filter"), self.edit), (N_("What is found"), self.how))
        ):
            line(form, place, text, field, self)
        column.addLayout(form)
        self.columns, self.note = label(parent=self, role="secondary", wrap=True), label(parent=self, wrap=True)
        column.addWidget(self.columns)
        column.addWidget(self.note)
        self.note.hide()
        self.buttons = ok_cancel(self)
        column.addWidget(self.buttons)
        self.layers.currentIndexChanged.connect(self._tell_columns)
        self.edit.textChanged.connect(self.note.hide)
        self._tell_columns()
        self.edit.setFocus()

    def _tell_columns(self) -> None:
        layer = self._context.project.layer(self._layer)
        names = layer.table.column_names if layer is not None else []
        more = "…" if len(names) > _COLUMNS else ""
        self.columns.setText(gettext(N_("Columns: {names}")).format(names=", ".join(names[:_COLUMNS]) + more))

    def accept(self) -> None:
        """Select what the filter finds; among very many rows it is looked for beside the window's thread."""
        context, layer, expression = self._context, self._context.project.layer(self._layer), self.edit.text()
        if layer is None:
            super().accept()
            return
        if len(layer) <= _AT_ONCE:
            try:
                rows = feature_selection.filtered(layer, expression)
            except InputError as error:
                self._failed(error)
            else:
                self._take(layer, rows)
            return
        self._wait(waiting=True)
        context.tasks.run(
            _FILTERING,
            N_("Selecting"),
            lambda _progress: feature_selection.filtered(layer, expression),
            done=lambda rows: self._take(layer, rows),
            failed=self._failed,
        )

    def done(self, result: int) -> None:
        """Leave; what is still looked for is not selected."""
        self._context.tasks.cancel(_FILTERING)
        super().done(result)

    @property
    def _layer(self) -> str:
        return self.layers.currentData() or ""

    def _wait(self, *, waiting: bool) -> None:
        for widget in (self.layers, self.how, self.edit, self.buttons.button(QDialogButtonBox.StandardButton.Ok)):
            widget.setDisabled(waiting)

    def _take(self, layer: Layer, rows: NDArray[np.int64]) -> None:
        """Select the rows found; say it if there are none."""
        context = self._context
        self._wait(waiting=False)
        if context.project.layer(layer.id) is not layer:
            # Its rows may be others now: they are looked for among those.
            self.accept()
            return
        if not len(rows):
            self._refuse(gettext(N_("No row of {layer} is like that.")).format(layer=layer.name))
            return
        found = feature_selection.selection({layer.id: rows})
        context.select(feature_selection.combined(context.selection, found, self.how.currentData()))
        words = ngettext("{count} row found.", "{count} rows found.", len(rows))
        context.say(words.format(count=number(len(rows))))
        super().accept()

    def _failed(self, error: Exception) -> None:
        """Say why the filter is not understood."""
        self._wait(waiting=False)
        if isinstance(error, InputError):
            self._refuse(str(error))
        else:
            self._context.failed(error)

    def _refuse(self, text: str) -> None:
        self.note.setProperty("role", "warning")
        self.note.style().polish(self.note)
        self.note.setText(text)
        self.note.setAccessibleName(text)
        self.note.show()
        self.edit.setFocus()
