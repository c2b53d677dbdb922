"""The programme of a proposal: what people do, who answers for it, and the indicator each line is judged by."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from spaceplanner.domain.edits import free_id
from spaceplanner.domain.programme import QUANTITIES, Indicator, ProgrammeLine
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import programme_words
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import LABELS
from spaceplanner.ui.plain import label
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.typed import DayLine, NumberLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from spaceplanner.domain.programme import ProgrammeKind

_COUNTS = 2
"""Quantities that a line has at most."""


class ProgrammeView(QWidget):
    """Edits the lines of a programme; `lines` returns them as they are written.

    Attributes
    ----------
    chooser, add, remove
        The lines, a menu of the eight kinds, and the button that takes the shown line away.
    """

    def __init__(self, lines: tuple[ProgrammeLine, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = list(lines)
        self._shown = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._build_head())
        self._none = label(
            gettext(
                N_(
                    "No lines yet. A committee, coaches, mediation or a campaign can be added here, each with its indicator."
                )
            ),
            self,
            role="secondary",
            wrap=True,
        )
        column.addWidget(self._none)
        area = scrolled(self)
        self._form = QWidget(area)
        self._form.setLayout(self._build_form())
        area.setWidget(self._form)
        column.addWidget(area, 1)
        self._lacks = label(parent=self, role="warning", wrap=True)
        column.addWidget(self._lacks)
        self._list()
        self._show(0 if self._lines else -1)

    def lines(self) -> tuple[ProgrammeLine, ...]:
        """Return the lines as they are written."""
        self._keep()
        return tuple(self._lines)

    @property
    def wrong(self) -> QLineEdit | None:
        """The date that is none, if there is one."""
        return self._due if self._shown >= 0 and self._due.wrong else None

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.chooser = Choice(self)
        self.chooser.setAccessibleName(gettext(N_("Line of the programme")))
        self.chooser.activated.connect(self._chosen)
        self.add, self.remove = QToolButton(self), QPushButton(gettext(N_("Remove the line")), self)
        self.add.setText(gettext(N_("Add a line")))
        self.add.setProperty("frame", "true")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.add)
        for kind, words in programme_words.KINDS.items():
            self.menu.addAction(gettext(words), partial(self._add, kind))
        self.add.setMenu(self.menu)
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove)
        row.addWidget(self.chooser, 1)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        return row

    def _build_form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABELS)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._responsible, self._reference, self._note = (QLineEdit(self) for _ in range(3))
        self._counts = [NumberLine(None, self) for _ in range(_COUNTS)]
        self._name, self._unit, self._source, self._owner = (QLineEdit(self) for _ in range(4))
        self._baseline, self._target = NumberLine(None, self, signed=True), NumberLine(None, self, signed=True)
        self._due = DayLine(None, self)
        self._count_names = [label(parent=self) for _ in range(_COUNTS)]
        self._place(grid, 0, N_("Responsible body"), self._responsible)
        for place, (name, count) in enumerate(zip(self._count_names, self._counts, strict=True)):
            grid.addWidget(name, 1, 2 * place)
            grid.addWidget(count, 1, 2 * place + 1)
            name.setBuddy(count)
        self._place(grid, 2, N_("Document or line of the plan"), self._reference)
        self._place(grid, 3, N_("Note"), self._note)
        self._place(grid, 4, N_("Indicator"), self._name)
        self._pair(grid, 5, (N_("Baseline"), self._baseline), (N_("Target"), self._target))
        self._pair(grid, 6, (N_("Unit"), self._unit), (N_("By"), self._due))
        self._pair(grid, 7, (N_("Source"), self._source), (N_("Who reports it"), self._owner))
        grid.setRowStretch(8, 1)
        for field in self._fields():
            field.textEdited.connect(self._tell)
        return grid

    def _fields(self) -> tuple[QLineEdit, ...]:
        texts = (self._responsible, self._reference, self._note, self._name, self._unit, self._source, self._owner)
        return (*texts, *self._counts, self._baseline, self._target, self._due)

    def _place(self, grid: QGridLayout, row: int, text: str, field: QLineEdit) -> None:
        grid.addWidget(self._named(text, field), row, 0)
        grid.addWidget(field, row, 1, 1, 3)

    def _pair(self, grid: QGridLayout, row: int, *pairs: tuple[str, QLineEdit]) -> None:
        for place, (text, field) in enumerate(pairs):
            grid.addWidget(self._named(text, field), row, 2 * place)
            grid.addWidget(field, row, 2 * place + 1)

    def _named(self, text: str, field: QLineEdit) -> QLabel:
        made = label(gettext(text), self)
        made.setBuddy(field)
        field.setAccessibleName(gettext(text))
        return made

    def _add(self, kind: ProgrammeKind) -> None:
        self._keep()
        taken = {line.id for line in self._lines}
        self._lines.append(ProgrammeLine(id=free_id(taken, kind.value), kind=kind))
        self._list()
        self._show(len(self._lines) - 1)
        self._responsible.setFocus()

    @Slot()
    def _remove(self) -> None:
        if self._shown >= 0:
            place = self._shown
            del self._lines[place]
            self._list()
            self._show(min(place, len(self._lines) - 1))

    @Slot(int)
    def _chosen(self, place: int) -> None:
        self._keep()
        self._show(place)

    def _list(self) -> None:
        self.chooser.clear()
        for line in self._lines:
            about = line.indicator.name if line.indicator else line.reference
            words = gettext(programme_words.KINDS[line.kind])
            self.chooser.add(f"{words}: {about}" if about.strip() else words, line.id)

    def _show(self, place: int) -> None:
        self._shown = place
        there = place >= 0
        for widget in (self.chooser, self.remove, self._form, self._lacks):
            widget.setVisible(there)
        self._none.setVisible(not there)
        if not there:
            return
        line = self._lines[place]
        found = line.indicator or Indicator(name="")
        self.chooser.setCurrentIndex(place)
        for field, text in (
            (self._responsible, line.responsible), (self._reference, line.reference), (self._note, line.note),
            (self._name, found.name), (self._unit, found.unit), (self._source, found.source), (self._owner, found.owner),
        ):  # fmt: skip
            field.setText(text)
            field.setCursorPosition(0)
        self._baseline.show_value(found.baseline)
        self._target.show_value(found.target)
        self._due.show_value(found.due)
        counted = QUANTITIES[line.kind]
        for at, (name, field) in enumerate(zip(self._count_names, self._counts, strict=True)):
            used = at < len(counted)
            name.setVisible(used)
            field.setVisible(used)
            if used:
                words = gettext(programme_words.COUNTED[counted[at]])
                text = gettext(N_("{what} a year")).format(what=words[:1].upper() + words[1:])
                name.setText(text)
                field.setAccessibleName(text)
            field.show_value(line.quantities.get(counted[at]) if used else None)
        self._tell()

    def _keep(self) -> None:
        """Take over what is written for the line that is shown."""
        if self._shown >= 0:
            self._lines[self._shown] = self._written(self._lines[self._shown])

    def _written(self, line: ProgrammeLine) -> ProgrammeLine:
        counted = QUANTITIES[line.kind]
        values = {name: field.value() for name, field in zip(counted, self._counts, strict=False)}
        texts = [field.text().strip() for field in (self._name, self._unit, self._source, self._owner)]
        name, unit, source, owner = texts
        made = Indicator(
            name=name,
            unit=unit,
            baseline=self._baseline.value(),
            target=self._target.value(),
            source=source,
            owner=owner,
            due=self._due.value(),
        )
        return replace(
            line,
            responsible=self._responsible.text().strip(),
            reference=self._reference.text().strip(),
            note=self._note.text().strip(),
            quantities={key: value for key, value in values.items() if value is not None},
            indicator=None if made == Indicator(name="") else replace(made, name=name or gettext(N_("Indicator"))),
        )

    @Slot()
    def _tell(self) -> None:
        """Say what the shown line lacks to be held against anybody."""
        lacks = programme_words.missing(self._written(self._lines[self._shown])) if self._shown >= 0 else []
        self._lacks.setText(gettext(N_("Still missing: {parts}.")).format(parts=", ".join(lacks)) if lacks else "")
        self._lacks.setVisible(bool(lacks))
        self._lacks.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
