"""Which column holds what: one row a field, with the columns to choose from and some of their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import import_words
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import LABELS
from spaceplanner.ui.plain import Elided, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.io.inspecting import FieldInfo

NONE = "—"
"""Stands for no column."""
_SAMPLES = 220


@dataclass(frozen=True, slots=True)
class _Row:
    """A field's widgets, and the column that was guessed for it."""

    guess: str
    choice: Choice
    samples: Elided


class MappingRows(QWidget):
    """Rows of fields; see the module's docstring."""

    changed = Signal()
    """Another column was chosen for a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._samples: dict[str, tuple[str, ...]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, LABELS)
        self._grid.setColumnMinimumWidth(2, _SAMPLES)
        self._grid.setColumnStretch(1, 1)

    def show_fields(
        self,
        fields: Sequence[str],
        columns: Sequence[FieldInfo],
        guess: Mapping[str, str],
        *,
        joined: Sequence[str] = (),
    ) -> None:
        """Show fields with the columns that were guessed for them.

        Parameters
        ----------
        fields
            Ids of canonical fields, with ``x`` and ``y`` where columns hold the position.
        columns
            Of the source.
        guess
            Field -> column, or columns joined with ``+``.
        joined
            Fields that take several columns; theirs can be typed.
        """
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        self._samples = {column.name: column.samples for column in columns}
        for place, field in enumerate(fields):
            self._add(place, field, guess.get(field, ""), editable=field in joined)

    def choice(self, field: str) -> Choice:
        """Return the chooser of a field."""
        return self._rows[field].choice

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields that there are rows for, from top to bottom."""
        return tuple(self._rows)

    def chosen(self, field: str) -> str:
        """Return the column chosen for a field, or columns joined with ``+``, or nothing."""
        row = self._rows.get(field)
        if row is None:
            return ""
        text = row.choice.currentText().strip()
        return "" if text == NONE else text

    def by_hand(self) -> bool:
        """Tell whether another column was chosen than was guessed, or none."""
        return any(self.chosen(field) != row.guess for field, row in self._rows.items())

    def mapping(self) -> dict[str, str]:
        """Return field -> column as it is shown; an empty text means none."""
        shown = {field: self.chosen(field) for field in self._rows}
        return {field: column for field, column in shown.items() if column or field not in {"x", "y"}}

    def _add(self, place: int, field: str, guess: str, *, editable: bool) -> None:
        words = import_words.field(field)
        choice = Choice(self, editable=editable)
        choice.add(NONE, "")
        if guess and guess not in self._samples:
            choice.add(guess, guess)
        for column in self._samples:
            choice.add(column, column)
        choice.choose(guess)
        choice.setAccessibleName(words)
        if editable:
            choice.setToolTip(gettext(N_("Several columns are joined with +, such as date+hour or year+month+day.")))
        samples = Elided(parent=self, role="faint", most=_SAMPLES)
        name = label(words, self)
        name.setBuddy(choice)
        self._rows[field] = _Row(guess, choice, samples)
        self._grid.addWidget(name, place, 0)
        self._grid.addWidget(choice, place, 1)
        self._grid.addWidget(samples, place, 2)
        self._show_samples(field)
        choice.currentTextChanged.connect(self._changed)

    def _show_samples(self, field: str) -> None:
        row = self._rows[field]
        parts = [self._samples.get(part.strip(), ()) for part in self.chosen(field).split("+")]
        if self.chosen(field) in self._samples:
            parts = [self._samples[self.chosen(field)]]
        row.samples.setText(", ".join(" ".join(values) for values in zip(*parts, strict=False)))

    @Slot()
    def _changed(self) -> None:
        for field in self._rows:
            self._show_samples(field)
        self.changed.emit()
