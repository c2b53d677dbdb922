"""The dialog that gives a column one value in all selected rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout

from spaceplanner.domain import cell_edits
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.services import cell_values
from spaceplanner.ui import cell_editor
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.layer import Layer
    from spaceplanner.ui.context import Context

_WIDE = 380


class SetCellsDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    column, value
        Which column, and what its value is written in.
    problem
        Why the value cannot be used.
    """

    def __init__(
        self, context: Context, layer: Layer, column: str, rows: NDArray[np.int64], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._layer, self._rows = context, layer, rows
        self.setWindowTitle(gettext(N_("Set a value")))
        self.column = Choice(self)
        self.column.setAccessibleName(gettext(N_("Column")))
        for name in changeable(layer):
            self.column.add(name, name)
        self.value: Choice | QLineEdit = QLineEdit(self)
        self.problem = label(parent=self, role="warning", wrap=True)
        self.problem.hide()
        words = ngettext("In {count} selected row", "In {count} selected rows", len(rows))
        self._form = QFormLayout()
        self._form.addRow(gettext(N_("Column")), self.column)
        self._form.addRow(gettext(N_("Value")), self.value)
        self._buttons = ok_cancel(self)
        inside = QVBoxLayout(self)
        inside.addWidget(label(words.format(count=number(len(rows))), self, role="secondary"))
        inside.addLayout(self._form)
        inside.addWidget(self.problem)
        inside.addWidget(self._buttons)
        self.setMinimumWidth(_WIDE)
        self.column.currentIndexChanged.connect(self._change_column)
        if not self.column.choose(column):
            self.column.setCurrentIndex(0)
        self._change_column()

    @Slot()
    def _change_column(self) -> None:
        new = cell_editor.editor(self._context.project, self._layer, self.column.currentData(), self)
        new.setAccessibleName(gettext(N_("Value")))
        self._form.replaceWidget(self.value, new)
        self.value.deleteLater()
        self.value = new
        self.setTabOrder(self.column, new)
        self.setTabOrder(new, self._buttons.button(QDialogButtonBox.StandardButton.Ok))
        if isinstance(new, QLineEdit):
            new.textChanged.connect(self.problem.hide)

    def accept(self) -> None:
        """Change the cells, one step; a wrong value is refused with the reason and can be mended."""
        context, column = self._context, self.column.currentData()
        try:
            value = cell_values.read(context.project, self._layer, column, cell_editor.text_of(self.value))
        except EditError as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.value.setFocus()
            return
        if context.project.layer(self._layer.id) is self._layer:
            context.do(N_("Set cells"), cell_edits.set_cells(self._layer.id, column, self._rows, value))
        super().accept()


def changeable(layer: Layer) -> list[str]:
    """Return the columns whose cells may be changed."""
    found = []
    for name in layer.table.column_names:
        try:
            cell_edits.refuse(layer, name)
        except EditError:
            continue
        found.append(name)
    return found
