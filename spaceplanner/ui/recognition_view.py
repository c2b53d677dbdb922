"""What partners get in a proposal: a line for each recognition, and what keeps it from being printed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from spaceplanner.domain.partner import Recognition, RecognitionKind
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.lines_table import LinesTable
from spaceplanner.ui.plain import label
from spaceplanner.ui.recognition_line import KIND, PARTNER, RecognitionLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.proposal import Proposal

_PARTNER, _KIND, _WORDS = range(3)


class RecognitionView(QWidget):
    """Edits the recognitions of a proposal; `recognitions` returns them as they are written.

    Attributes
    ----------
    table, add, remove
        The lines, and the buttons that add one and remove the current one.
    changed
        Something was written, chosen, added or removed.
    """

    changed = Signal()

    def __init__(self, proposal: Proposal, partners: Sequence[Partner], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._partners = tuple(partners)
        self._givers = {line.partner for line in proposal.funding}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        self._none = label(gettext(self._empty()), self, role="secondary", wrap=True)
        self.table = self._build_table()
        self._cautions = label(parent=self, role="warning", wrap=True)
        self._cautions.hide()
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        column.addLayout(self._build_below())
        column.addWidget(self._cautions)
        column.addStretch()
        for item in proposal.recognitions:
            self._add_line(item)
        self._show()

    def recognitions(self) -> tuple[Recognition, ...]:
        """Return the recognitions as they are written."""
        return tuple(line.recognition() for line in self.lines())

    def lines(self) -> tuple[RecognitionLine, ...]:
        """Return the lines from top to bottom."""
        found = (self.table.cellWidget(row, 0) for row in range(self.table.rowCount()))
        return tuple(line for line in found if isinstance(line, RecognitionLine))

    def warn(self, told: Sequence[str]) -> None:
        """Show what else of the proposal is not printed as it stands."""
        self._cautions.setText("\n".join(told))
        self._cautions.setVisible(bool(told))

    def _empty(self) -> str:
        if not self._partners:
            return N_(
                "The project has no partners yet. Add them under Proposal › Partners and pledges…; "
                "what each of them gets is then written here."
            )
        return N_(
            "Nobody gets anything yet. A line can thank a partner, or give what the municipality has decided: "
            "the endorsement of a brand, the naming of the space, exclusivity."
        )

    def _build_table(self) -> LinesTable:
        heads = (N_("Partner"), N_("What it gets"), N_("In words"))
        table = LinesTable(heads, {_PARTNER: PARTNER, _KIND: KIND}, self)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(_WORDS, QHeaderView.ResizeMode.Stretch)
        head.sectionResized.connect(self._fit)
        table.setVerticalScrollMode(LinesTable.ScrollMode.ScrollPerPixel)
        table.setMinimumHeight(150)
        table.setAccessibleName(gettext(N_("Recognition of partners")))
        return table

    def _build_below(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.add = QPushButton(gettext(N_("Add a line")), self)
        self.remove = QPushButton(gettext(N_("Remove the line")), self)
        self.add.setVisible(bool(self._partners))
        for button, slot in ((self.add, self._new), (self.remove, self._remove)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        return row

    @Slot()
    def _new(self) -> None:
        """Add a line for the first partner that gives and gets nothing yet; all may be thanked."""
        served = {item.partner for item in self.recognitions()}
        waiting = (one.id for one in self._partners if one.id in self._givers and one.id not in served)
        partner = next(waiting, self._partners[0].id)
        line = self._add_line(Recognition(partner=partner, kind=RecognitionKind.THANKS))
        self._show()
        line.partner.setFocus()
        self.table.scrollToBottom()

    @Slot()
    def _remove(self) -> None:
        if self.table.remove_line():
            self._show()
            if not self.lines():
                self.add.setFocus()

    def _add_line(self, item: Recognition) -> RecognitionLine:
        row = self.table.rowCount()
        line = RecognitionLine(item, self._partners, self.table)
        self.table.insertRow(row)
        self.table.setSpan(row, 0, 1, self.table.columnCount())
        self.table.setCellWidget(row, 0, line)
        line.entered.connect(partial(self._enter, line))
        line.changed.connect(self._follow)
        return line

    def _enter(self, line: RecognitionLine) -> None:
        """Make the line in which one writes the current one, which is the one to remove."""
        self.table.setCurrentCell(self.lines().index(line), 0)

    def _show(self) -> None:
        lines = self.lines()
        self._none.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self.remove.setVisible(bool(lines))
        before: QWidget = self.table
        for field in (*(field for line in lines for field in line.fields()), self.add, self.remove):
            self.setTabOrder(before, field)
            before = field
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self._fit()
        self.changed.emit()

    @Slot()
    def _fit(self) -> None:
        """Give every line the height that it takes in the width that there is."""
        wide = self.table.viewport().width()
        wanted = {row: line.needed_height(wide) for row, line in enumerate(self.lines())}
        changed = [row for row, high in wanted.items() if high != self.table.rowHeight(row)]
        for row in changed:
            self.table.setRowHeight(row, wanted[row])
        if self.table.currentRow() in changed:
            self.table.doItemsLayout()  # or the end of the last line could not be scrolled to yet
            self.table.scrollTo(self.table.currentIndex())
