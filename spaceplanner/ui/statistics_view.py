"""The statistics of a column of a layer's table, beside it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import column_statistics
from spaceplanner.ui.attributes_model import shown
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.facts import Fact, rule
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from spaceplanner.services.column_statistics import ColumnStatistics
    from spaceplanner.ui.attributes_model import AttributesModel
    from spaceplanner.ui.context import Context

_FIGURES = {
    "rows": N_("Rows"),
    "count": N_("With a value"),
    "missing": N_("Missing"),
    "distinct": N_("Different values"),
    "least": N_("Least"),
    "mean": N_("Mean"),
    "median": N_("Median"),
    "most": N_("Greatest"),
}
"""Figure -> what it is called, a message id."""

_COUNTS = ("rows", "count", "missing", "distinct")
_COMMON = 6
_LONGEST = 60
_DIGITS = 4


_SCOPES = {"shown": N_("Of the rows shown"), "selected": N_("Of the selected rows"), "all": N_("Of all rows")}
"""Which rows the statistics are of -> its words, a message id."""


class StatisticsView(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    scope
        Which rows the statistics are of.
    column, facts
        Which column it is about, and its figures by name.
    common
        The values that occur most often.
    note
        What is withheld, and why.
    """

    def __init__(self, context: Context, model: AttributesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._model = context, model
        self._column = 0
        self._task = f"statistics-{model.layer.id}"
        self.scope = Choice(self)
        self._found: ColumnStatistics | None = None
        self.column = Elided(parent=self)
        self.facts = {name: Fact(self) for name in _FIGURES}
        self._rule, self._often = rule(self), label(parent=self, role="secondary")
        self.common = [Fact(self) for _ in range(_COMMON)]
        self.note = label(parent=self, role="faint", wrap=True)
        body = scrolled(self)
        inside = QWidget(body)
        inside.setObjectName("panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(5)
        parts = (self.column, *self.facts.values(), self._rule, self._often, *self.common, self.note)
        for widget in parts:
            column.addWidget(widget)
        column.addStretch(1)
        body.setWidget(inside)
        body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.scope)
        outer.addWidget(body, 1)
        # Rows are chosen and arranged in one turn of the event loop: they are summed up once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self.scope.currentIndexChanged.connect(self._soon.start)
        self.retranslate()

    def show_column(self, column: int) -> None:
        """Sum up a column of the model."""
        self._column = column
        self._soon.start()

    def rows_changed(self, *, selected: bool = False) -> None:
        """Sum up the rows as they are now, if it is these: others are shown, or with `selected` others selected."""
        if self.scope.currentData() == ("selected" if selected else "shown"):
            self._soon.start()

    def table_changed(self) -> None:
        """Sum up the table as it is now."""
        self._soon.start()

    def stop(self) -> None:
        """End what is being computed."""
        self._soon.stop()
        self._context.tasks.cancel(self._task)

    @Slot()
    def _ask(self) -> None:
        """Have the figures made; a newer question drops the answer to this one."""
        layer, names, scope = self._model.layer, self._model.names, self.scope.currentData()
        if not names:
            return
        column = names[min(max(self._column, 0), len(names) - 1)]
        of = {"shown": self._model.rows, "selected": self._context.selection.of(layer.id)}
        rows = of.get(scope)
        self._context.tasks.run(
            self._task,
            N_("Summing up a column"),
            lambda _progress: column_statistics.describe(layer, column, rows),
            done=lambda found: self._take(column, found),
            failed=self._context.failed,
        )

    def _take(self, column: str, found: ColumnStatistics) -> None:
        self.column.setText(column)
        self._found = found
        self._fill()

    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Statistics of the column")))
        chosen = self.scope.currentData() or "shown"
        with QSignalBlocker(self.scope):
            self.scope.clear()
            for key, text in _SCOPES.items():
                self.scope.add(gettext(text), key)
            self.scope.choose(chosen)
        self.scope.setAccessibleName(gettext(N_("Which rows the statistics are of")))
        for name, fact in self.facts.items():
            fact.name(gettext(_FIGURES[name]))
        self._often.setText(gettext(N_("Most often")))
        self._fill()

    def _fill(self) -> None:
        found = self._found
        for name, fact in self.facts.items():
            value = getattr(found, name) if found is not None else None
            fact.setVisible(value is not None or name in {"rows", "count"})
            text = number(value) if name in _COUNTS and value is not None else _written(value)
            share = found.missing / found.rows if found is not None and found.missing and found.rows else None
            fact.show_value(text or "–", percent(share) if name == "missing" and share is not None else "")
        common = found.common if found is not None else ()
        for place, fact in enumerate(self.common):
            fact.setVisible(place < len(common))
            if place < len(common):
                value, count = common[place]
                text = _written(value)
                fact.name(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
                assert found is not None
                fact.show_value(number(count), percent(count / found.count) if found.count else "")
        self._rule.setVisible(bool(common))
        self._often.setVisible(bool(common))
        withheld = found is not None and found.withheld
        self.note.setVisible(withheld)
        self.note.setText(
            gettext(
                N_(
                    "Of incidents only what may be told outside is shown: no least and no greatest value, and no count under 5 or that leaves fewer than 5."
                )
            )
            if withheld
            else ""
        )


def _written(value: Any) -> str:
    """Return a figure in words; a number with about four digits that say something."""
    if isinstance(value, float) and isfinite(value):
        return number(value, 0 if value.is_integer() else max(0, _DIGITS - len(str(int(abs(value))))))
    return shown(value)
