"""Only some rows: a filter put together from a column, a comparison and a value, or written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.lines import LABELS
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.services.survey import Survey
    from spaceplanner.ui.context import Context

SIGNS = {
    "=": N_("is"),
    "<>": N_("is not"),
    ">=": N_("is at least"),
    "<=": N_("is at most"),
    "IS NULL": N_("is empty"),
    "IS NOT NULL": N_("is not empty"),
}
"""Comparison of the filter -> its words."""
_TASK, _VALUES = "filter", "values"
_PATIENCE_MS = 200


class FilterFold(Fold):
    """See the module's docstring.

    Attributes
    ----------
    column, sign, value, line
        The pickers, and the line with the filter.
    rows
        How many rows the filter leaves; None: there is no filter, or one that is not understood.
    """

    rows_changed = Signal()
    """The filter leaves other rows."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._survey: Survey | None = None
        self._total = 0
        self.rows: int | None = None
        self.column, self.sign = Choice(self, width=12), Choice(self, width=7)
        self.value = Choice(self, editable=True, width=14)
        self.value.setCompleter(None)  # type: ignore[arg-type] # Qt takes none for no completion; the stub does not
        self.line = QLineEdit(self)
        self._count = label(parent=self, role="secondary")
        self._problem = label(parent=self, role="warning", wrap=True)
        self._problem.hide()
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._ask_count)
        self._build()
        self.column.currentIndexChanged.connect(self._offer_values)
        for choice in (self.column, self.sign):
            choice.currentIndexChanged.connect(self._write)
        self.value.activated.connect(self._take_value)
        self.value.editTextChanged.connect(self._write)
        self.line.textChanged.connect(self._line_changed)
        self.retranslate()

    def _build(self) -> None:
        pickers = QHBoxLayout()
        pickers.setSpacing(8)
        pickers.addWidget(self.column, 3)
        pickers.addWidget(self.sign, 2)
        pickers.addWidget(self.value, 3)
        lines = QGridLayout()
        lines.setHorizontalSpacing(10)
        lines.setColumnMinimumWidth(0, LABELS - 20)
        lines.setColumnStretch(1, 1)
        self._pick, self._write_it = label(parent=self), label(parent=self)
        self._write_it.setBuddy(self.line)
        lines.addWidget(self._pick, 0, 0)
        lines.addLayout(pickers, 0, 1)
        lines.addWidget(self._write_it, 1, 0)
        lines.addWidget(self.line, 1, 1)
        lines.addWidget(self._count, 2, 1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(lines)
        column.addWidget(self._problem)
        self.fill(column)

    def retranslate(self) -> None:
        """Write the words anew."""
        self.say(gettext(N_("Only some rows")))
        self._pick.setText(gettext(N_("Rows where")))
        self._write_it.setText(gettext(N_("Filter")))
        self.line.setPlaceholderText(gettext(N_("All rows; or for example: kind = 'park' AND area > 100")))
        for widget, words in (
            (self.column, N_("Column of the filter")),
            (self.sign, N_("Comparison of the filter")),
            (self.value, N_("Value of the filter")),
            (self.line, N_("Filter")),
        ):
            widget.setAccessibleName(gettext(words))
        if not self.sign.count():
            for sign, words in SIGNS.items():
                self.sign.add(gettext(words), sign)

    @property
    def expression(self) -> str | None:
        """The filter, or None where there is none."""
        return self.line.text().strip() or None

    @property
    def has_survey(self) -> bool:
        """Whether the columns and values to pick from are known."""
        return self._survey is not None

    def forget(self) -> None:
        """Go back to all rows, of a layer that is not known yet."""
        for task in (_TASK, _VALUES):
            self._context.tasks.cancel(task)
        self._soon.stop()
        self._survey = None
        self.rows = None
        self.line.clear()
        self._count.setText("")
        self.column.clear()
        self.value.clear()
        self.show_problem("")

    def show_survey(self, survey: Survey) -> None:
        """Offer the columns of a layer, and their values."""
        self._survey, self._total = survey, survey.table.num_rows
        self.column.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.column.clear()
        for name in survey.table.column_names:
            self.column.add(name, name)
        self.column.setPlaceholderText(gettext(N_("Choose a column")))
        self.column.setCurrentIndex(-1)
        self.column.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._soon.start()

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the filter; nothing is."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        if text:
            self.unfold()

    @Slot()
    def _offer_values(self) -> None:
        """Offer the most frequent values of the chosen column."""
        name = self.column.currentData()
        self.value.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.value.clear()
        self.value.setEditText("")
        self.value.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        survey = self._survey
        if survey is not None and name:
            self._context.tasks.run(
                _VALUES,
                N_("Reading the rows"),
                lambda _progress: survey.values(name),
                done=self._take_values,
                failed=self._context.failed,
            )

    def _take_values(self, values: tuple[tuple[str, int], ...]) -> None:
        text = self.value.currentText()
        self.value.blockSignals(True)  # noqa: FBT003
        for value, count in values:
            self.value.add(f"{value}   ({number(count)})", value)
        self.value.setCurrentIndex(-1)
        self.value.setEditText(text)
        self.value.blockSignals(False)  # noqa: FBT003

    @Slot()
    def _write(self) -> None:
        """Write the filter that the pickers say."""
        from spaceplanner.services import survey  # noqa: PLC0415 - start-up time: the readers

        name, sign = self.column.currentData(), self.sign.currentData()
        if self._survey is None or not name or not sign:
            return
        takes_value = not sign.startswith("IS")
        self.value.setEnabled(takes_value)
        value = self.value.currentText()
        if takes_value and not value:
            self.line.clear()
            return
        self.line.setText(survey.condition(name, sign, value, number=self._survey.is_number(name)))
        self.line.setCursorPosition(0)

    @Slot(int)
    def _take_value(self, place: int) -> None:
        """Write the value that was picked, without the count beside it."""
        self.value.setEditText(self.value.itemData(place))
        edit = self.value.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)

    @Slot()
    def _line_changed(self) -> None:
        self.show_problem("")
        self._soon.start()

    @Slot()
    def _ask_count(self) -> None:
        """Count in the task pool what the filter leaves."""
        survey, expression = self._survey, self.expression
        if survey is None or expression is None:
            self._context.tasks.cancel(_TASK)
            self._count.setText("")
            self._tell(None)
            return
        self._context.tasks.run(
            _TASK,
            N_("Counting rows"),
            lambda _progress: survey.count(expression),
            done=self._show_count,
            failed=self._not_counted,
        )

    def _show_count(self, count: int) -> None:
        words = ngettext("{part} of {whole} row", "{part} of {whole} rows", self._total)
        self._count.setText(words.format(part=number(count), whole=number(self._total)))
        self._tell(count)

    def _not_counted(self, error: Exception) -> None:
        self._count.setText("")
        self._tell(None)
        if isinstance(error, SpacePlannerError):
            self.show_problem(str(error))
        else:
            self._context.failed(error)

    def _tell(self, rows: int | None) -> None:
        before, self.rows = self.rows, rows
        if rows != before:
            self.rows_changed.emit()
