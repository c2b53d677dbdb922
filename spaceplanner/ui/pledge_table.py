"""What a partner gives: a line for each proposal and form, with how firm it is and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.i18n import N_, gettext, money
from spaceplanner.services.funding_words import FORMS, STATES
from spaceplanner.ui.amount import Amount
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines_table import LinesTable
from spaceplanner.ui.plain import label
from spaceplanner.ui.typed import DayLine

if TYPE_CHECKING:
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project

_PROPOSAL, _FORM, _STATE, _SINCE, _AMOUNT = range(5)


class Pledge(NamedTuple):
    """A line of funding, and the proposal it is for."""

    proposal: str
    line: Funding


class PledgeTable(QWidget):
    """Edits the pledges of one partner at a time."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._partner: Partner | None = None
        self._given: dict[QWidget, Funding] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        self._none = label(gettext(N_("It gives nothing yet.")), self, role="secondary")
        self.table = self._build_table()
        row = QHBoxLayout()
        self.add, self.remove = (
            QPushButton(gettext(N_("Add a pledge")), self),
            QPushButton(gettext(N_("Remove the pledge")), self),
        )
        for button, slot in ((self.add, self._new), (self.remove, self._remove)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        self.total = label(parent=self, role="secondary")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.total, 1)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def show_partner(self, partner: Partner, pledges: tuple[Pledge, ...]) -> None:
        """Show the pledges of a partner."""
        self._partner = partner
        self._given.clear()
        self.table.setRowCount(0)
        for pledge in pledges:
            self._add(pledge)
        self._sum()

    def pledges(self) -> tuple[Pledge, ...]:
        """Return the pledges as they are written; a line that was not touched stays what it was, and nothing is none."""
        found = []
        for row in range(self.table.rowCount()):
            proposal, form, state, since, amount = (self.table.cellWidget(row, column) for column in range(5))
            assert isinstance(proposal, Choice)
            assert isinstance(form, Choice)
            assert isinstance(state, Choice)
            assert isinstance(since, DayLine)
            assert isinstance(amount, Amount)
            given = self._given[proposal]
            value = given.amount if amount.value() == round(given.amount) else amount.value()
            if value > 0 and proposal.currentData():
                line = Funding(
                    source=given.source,
                    amount=value,
                    form=Form(form.currentData()),
                    state=State(state.currentData()),
                    own=given.own,
                    partner=given.partner,
                    since=since.value(),
                    note=given.note,
                )
                found.append(Pledge(proposal.currentData(), line))
        return tuple(found)

    @property
    def wrong(self) -> DayLine | None:
        """The date that is none, if there is one."""
        return next((line for line in self.table.findChildren(DayLine) if line.wrong), None)

    def _build_table(self) -> LinesTable:
        heads = (N_("Proposal"), N_("Form"), N_("State"), N_("Since"), N_("Amount"))
        table = LinesTable(heads, {_FORM: 124, _STATE: 140, _SINCE: 106, _AMOUNT: 104}, self)
        table.setMinimumHeight(120)
        table.setAccessibleName(gettext(N_("Pledges")))
        return table

    def _add(self, pledge: Pledge) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        proposal, form, state = Choice(self.table), Choice(self.table, width=6), Choice(self.table, width=8)
        for one in self._project.proposals:
            proposal.add(one.name, one.id)
        proposal.choose(pledge.proposal)
        for each, words in FORMS.items():
            form.add(gettext(words), each.value)
        form.choose(pledge.line.form.value)
        for step, words in STATES.items():
            state.add(gettext(words), step.value)
        state.choose(pledge.line.state.value)
        since, amount = DayLine(pledge.line.since, self.table), Amount(pledge.line.amount, self.table)
        amount.valueChanged.connect(self._sum)
        state.currentIndexChanged.connect(self._sum)
        self._given[proposal] = pledge.line
        names = (N_("Proposal"), N_("Form"), N_("State"), N_("Since"), N_("Amount"))
        for column, (widget, name) in enumerate(zip((proposal, form, state, since, amount), names, strict=True)):
            widget.setAccessibleName(gettext(name))
            self.table.setCellWidget(row, column, widget)
        self._sum()

    @Slot()
    def _new(self) -> None:
        if self._partner is not None and self._project.proposals:
            line = Funding(source=self._partner.name, amount=0.0, state=State.PLEDGED, partner=self._partner.id)
            self._add(Pledge(self._project.proposals[0].id, line))
            self.table.cellWidget(self.table.rowCount() - 1, _PROPOSAL).setFocus()

    @Slot()
    def _remove(self) -> None:
        if self.table.remove_line():
            self._sum()

    @Slot()
    def _sum(self) -> None:
        there = self.table.rowCount() > 0
        self._none.setVisible(not there)
        self.table.setVisible(there)
        self.remove.setEnabled(there)
        self.add.setEnabled(bool(self._project.proposals))
        if self._partner is None:
            return
        gives = sum(one.line.amount for one in self.pledges() if one.line.state is not State.REQUESTED)
        said = [
            amount for amount in (self._partner.cash, self._partner.in_kind, self._partner.time) if amount is not None
        ]
        currency = self._project.currency
        text = N_("{gives} of {said} a year") if said else N_("{gives}; how much it could give is not known")
        self.total.setText(gettext(text).format(gives=money(gives, currency), said=money(sum(said), currency)))
        over = bool(said) and gives > sum(said)
        self.total.setProperty("role", "warning" if over else "secondary")
        self.total.style().unpolish(self.total)
        self.total.style().polish(self.total)
