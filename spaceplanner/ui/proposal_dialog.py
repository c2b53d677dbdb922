"""The dialog for a proposal's words, who keeps it up, its funding lines, its programme and what partners get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from spaceplanner.domain import edits
from spaceplanner.domain.funding import Form, Funding, FundingKind, State
from spaceplanner.i18n import N_, gettext, money, sentence
from spaceplanner.services import policy
from spaceplanner.services.funding_words import FORMS
from spaceplanner.ui import theme
from spaceplanner.ui.amount import Amount
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.lines_table import LinesTable
from spaceplanner.ui.plain import label
from spaceplanner.ui.programme_view import ProgrammeView
from spaceplanner.ui.recognition_view import RecognitionView
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.typed import DayLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QGridLayout, QLabel

    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.ui.context import Context

OWN = "own"
STANDINGS = {
    OWN: N_("the municipality's own"),
    State.REQUESTED.value: N_("requested"),
    State.PLEDGED.value: N_("pledged by a partner"),
    State.COMMITTED.value: N_("committed by a partner"),
    State.SPENT.value: N_("given and spent"),
}
"""What stands behind a funding line: the municipality itself, or how firm it is."""

_WHO, _STANDING, _FORM, _SINCE, _AMOUNT = range(5)
_WIDTH, _HEIGHT = 790, 620
STATES = {"draft": N_("draft"), "review": N_("in review"), "approved": N_("approved")}


class ProposalDialog(QDialog):
    """Edits one proposal; accepting is one undo step."""

    def __init__(self, context: Context, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._proposal = proposal
        self._given: dict[QWidget, Funding] = {}
        self.setWindowTitle(gettext(N_("Details and funding")))
        self.resize(_WIDTH, _HEIGHT)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 12, 18, 14)
        outer.setSpacing(10)
        self.tabs = QTabWidget(self)
        first = scrolled(self.tabs)
        inside = QWidget(first)
        first.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 0)
        column.setSpacing(10)
        column.addLayout(self._build_form())
        column.addWidget(self._heading(gettext(N_("Who pays"))))
        self._table = self._build_table()
        self._none = label(
            gettext(N_("Nobody yet. Add a line for everyone who gives money, work or materials.")),
            self,
            role="secondary",
        )
        column.addWidget(self._none)
        column.addWidget(self._table, 1)
        column.addLayout(self._build_below())
        self._cautions = label(parent=inside, role="warning", wrap=True)
        column.addWidget(self._cautions)
        self.programme = ProgrammeView(proposal.programme, self.tabs)
        self.recognition = RecognitionView(proposal, context.project.partners, self.tabs)
        self._pages = {
            first: N_("Details and funding"),
            self.programme: N_("Programme and indicators"),
            self.recognition: N_("Recognition of partners"),
        }
        for page, text in self._pages.items():
            self.tabs.addTab(page, gettext(text))
        outer.addWidget(self.tabs, 1)
        outer.addWidget(ok_cancel(self))
        for one in proposal.funding:
            self._add_line(one)
        self._show_table()
        self._sum()
        self._name.textChanged.connect(self._warn)
        self.recognition.changed.connect(self._warn)

    def _heading(self, text: str) -> QLabel:
        made = label(text, self)
        made.setFont(theme.font(13, "semibold"))
        return made

    def _build_form(self) -> QGridLayout:
        form = grid()
        proposal = self._proposal
        self._name = QLineEdit(proposal.name, self)
        self._summary = QPlainTextEdit(proposal.summary, self)
        self._summary.setFixedHeight(62)
        self._summary.setTabChangesFocus(True)
        self._summary.setPlaceholderText(
            gettext(N_("One sentence for the brief; empty: it is written from the items."))
        )
        self._owner = QLineEdit(proposal.owner, self)
        self._maintainer = QLineEdit(proposal.maintainer, self)
        self._payer = QLineEdit(proposal.upkeep_payer, self)
        self._contact = QLineEdit(proposal.contact, self)
        self._state = Choice(self)
        for state, words in STATES.items():
            self._state.add(gettext(words), state)
        self._state.choose(proposal.state)
        for place, (text, field) in enumerate(
            (
                (N_("Name"), self._name),
                (N_("In one sentence"), self._summary),
                (N_("Who owns it"), self._owner),
                (N_("Who maintains it"), self._maintainer),
                (N_("Who pays the upkeep"), self._payer),
                (N_("Contact"), self._contact),
                (N_("State"), self._state),
            )
        ):
            line(form, place, text, field, self)
            if isinstance(field, QLineEdit):
                field.setCursorPosition(0)
        return form

    def _build_table(self) -> LinesTable:
        heads = (N_("Who"), N_("What stands behind it"), N_("Form"), N_("Since"), N_("Amount"))
        table = LinesTable(heads, {_STANDING: 214, _FORM: 124, _SINCE: 106, _AMOUNT: 104}, self)
        table.setMinimumHeight(150)
        table.setAccessibleName(gettext(N_("Who pays")))
        return table

    def _build_below(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._add, self._remove = (
            QPushButton(gettext(N_("Add a line")), self),
            QPushButton(gettext(N_("Remove the line")), self),
        )
        self._add.clicked.connect(self._new_line)
        self._remove.clicked.connect(self._remove_line)
        for button in (self._add, self._remove):
            button.setAutoDefault(False)
        self._total = label(parent=self, role="secondary")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._add)
        row.addWidget(self._remove)
        row.addWidget(self._total, 1)
        return row

    @Slot()
    def _new_line(self) -> None:
        # The first to pay is most often the municipality itself; those who join it pledge.
        first = not self._table.rowCount()
        state = State.COMMITTED if first else State.PLEDGED
        self._add_line(Funding(source="", amount=0.0, own=first, state=state))
        self._table.cellWidget(self._table.rowCount() - 1, 0).setFocus()

    @Slot()
    def _remove_line(self) -> None:
        if self._table.remove_line():
            self._show_table()
            self._sum()

    def _add_line(self, funding: Funding) -> None:
        row = self._table.rowCount()
        self._table.insertRow(row)
        who = QLineEdit(funding.source, self._table)
        who.setCursorPosition(0)
        who.setPlaceholderText(gettext(N_("Municipality, company, foundation…")))
        who.setAccessibleName(gettext(N_("Who")))
        standing, form = Choice(self._table), Choice(self._table, width=6)
        for value, words in STANDINGS.items():
            standing.add(gettext(words), value)
        standing.choose(OWN if funding.own else funding.state.value)
        standing.setAccessibleName(gettext(N_("What stands behind it")))
        for each, words in FORMS.items():
            form.add(gettext(words), each.value)
        form.choose(funding.form.value)
        form.setAccessibleName(gettext(N_("Form")))
        since = DayLine(funding.since, self._table)
        since.setAccessibleName(gettext(N_("Since")))
        amount = Amount(funding.amount, self._table)
        amount.setAccessibleName(gettext(N_("Amount")))
        amount.valueChanged.connect(self._sum)
        standing.currentIndexChanged.connect(self._sum)
        who.textChanged.connect(self._warn)
        self._given[who] = funding
        for column, widget in enumerate((who, standing, form, since, amount)):
            self._table.setCellWidget(row, column, widget)
        self._show_table()

    def _show_table(self) -> None:
        has_lines = self._table.rowCount() > 0
        self._none.setVisible(not has_lines)
        self._table.setVisible(has_lines)
        self._remove.setEnabled(has_lines)

    @Slot()
    def _sum(self) -> None:
        self._warn()
        there = sum(one.amount for one in self._lines() if one.kind is not FundingKind.REQUESTED)
        found = self._context.result.proposal(self._proposal.id) if self._context.result else None
        currency = self._context.project.currency
        if found is None or found.funding.gap is None:
            self._total.setText(money(there, currency))
            return
        self._total.setText(
            gettext(N_("{there} of {cost}; missing {gap}")).format(
                there=money(there, currency),
                cost=money(found.cost.likely, currency),
                gap=money(max(found.cost.likely - there, 0.0), currency),
            )
        )

    def _lines(self) -> tuple[Funding, ...]:
        """Return the funding as it is written; a line that was not touched stays what it was, to the cent."""
        lines = []
        for row in range(self._table.rowCount()):
            who, standing, form, since, amount = (self._table.cellWidget(row, column) for column in range(5))
            assert isinstance(who, QLineEdit)
            assert isinstance(standing, Choice)
            assert isinstance(form, Choice)
            assert isinstance(since, DayLine)
            assert isinstance(amount, Amount)
            given, chosen = self._given[who], standing.currentData()
            value = given.amount if amount.value() == round(given.amount) else amount.value()
            if value > 0:
                # The state of the municipality's own money is not asked for and stays what it is.
                own = chosen == OWN
                line = replace(
                    given,
                    source=who.text().strip() or standing.currentText(),
                    amount=value,
                    own=own,
                    state=given.state if own and given.own else State.COMMITTED if own else State(chosen),
                    form=Form(form.currentData()),
                    since=since.value(),
                )
                lines.append(line)
        return tuple(lines)

    def _changes(self) -> dict[str, Any]:
        """Return the fields that are written otherwise than they were; the others stay the same objects."""
        written = {
            "name": self._name.text().strip() or self._proposal.name,
            "summary": " ".join(self._summary.toPlainText().split()),
            "maintainer": self._maintainer.text().strip(),
            "upkeep_payer": self._payer.text().strip(),
            "contact": self._contact.text().strip(),
            "state": self._state.currentData(),
            "owner": self._owner.text().strip(),
            "funding": self._lines(),
            "programme": self.programme.lines(),
            "recognitions": self.recognition.recognitions(),
        }
        return {field: value for field, value in written.items() if value != getattr(self._proposal, field)}

    @Slot()
    def _warn(self) -> None:
        """Say what would be kept from being printed of the proposal as it is written."""
        seen = (replace(self._proposal, **self._changes()), self._context.project, self._context.catalogue)
        told = [sentence(*note) for note in policy.cautions(*seen)]
        self._cautions.setText("\n".join(told))
        self._cautions.setVisible(bool(told))
        self.recognition.warn([sentence(*note) for note in policy.conflicts(*seen)])

    def accept(self) -> None:
        """Make the changes as one step; nothing changed is no step."""
        wrong = next((line for line in self.findChildren(DayLine) if line.wrong and line.isEnabled()), None)
        if wrong is not None:
            self.tabs.setCurrentWidget(next(page for page in self._pages if page.isAncestorOf(wrong)))
            wrong.setFocus()
            return
        if changes := self._changes():
            self._context.do(N_("Change details and funding"), edits.put_proposal(replace(self._proposal, **changes)))
        super().accept()
