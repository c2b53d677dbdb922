"""One line of what partners get: for whom, what, in which words, and the decision of the municipality it needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from spaceplanner.domain.partner import NEED_DECISION, RecognitionKind
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import policy
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.typed import DayLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from spaceplanner.domain.partner import Partner, Recognition

PARTNER, KIND, DAY = 196, 196, 112
"""Pixels of the columns of fixed width."""
_GAP, _ABOVE, _BELOW = 6, 5, 6


class RecognitionLine(QWidget):
    """Edits one recognition; it says at once what keeps it from being printed.

    Attributes
    ----------
    partner, kind, what, decision, decided
        The fields.
    note
        What is still missing; hidden where nothing is.
    changed, entered
        Something was written or chosen; the line has the keyboard now.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, given: Recognition, partners: Sequence[Partner], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = given
        self._known = {partner.id for partner in partners}
        self.partner, self.kind = self._build_partner(partners), self._build_kind()
        self.what, self.decision = QLineEdit(given.what, self), QLineEdit(given.decision, self)
        self.decided = DayLine(given.decided, self)
        self.note = label(parent=self, role="warning", wrap=True)
        for field, name in (
            (self.partner, N_("Partner")),
            (self.kind, N_("What it gets")),
            (self.what, N_("In words")),
            (self.decision, N_("Reference of the decision")),
            (self.decided, N_("Day of the decision")),
        ):
            field.setAccessibleName(gettext(name))
            field.installEventFilter(self)
        self._grid = self._place()
        for text in (self.what, self.decision, self.decided):
            text.setCursorPosition(0)
            text.textChanged.connect(self._tell)
        for choice in (self.partner, self.kind):
            choice.currentIndexChanged.connect(self._tell)
        self._tell()

    def recognition(self) -> Recognition:
        """Return the line as it is written; what was not touched stays what it was, to the space."""
        return replace(
            self._given,
            partner=self.partner.currentData(),
            kind=RecognitionKind(self.kind.currentData()),
            what=_written(self.what, self._given.what),
            decision=_written(self.decision, self._given.decision),
            decided=self.decided.value(),
        )

    def fields(self) -> tuple[QWidget, ...]:
        """Return the fields in the order in which they are filled in."""
        return self.partner, self.kind, self.what, self.decision, self.decided

    def needed_height(self, width: int) -> int:
        """Return the pixels that the line takes in a width: more where something is missing."""
        grid = self._grid
        return grid.totalHeightForWidth(width) if grid.hasHeightForWidth() else grid.totalSizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell when one of the fields gets the keyboard."""
        if event.type() is QEvent.Type.FocusIn:
            self.entered.emit()
        return super().eventFilter(watched, event)

    def _build_partner(self, partners: Sequence[Partner]) -> Choice:
        made = Choice(self)
        for one in partners:
            made.add(one.name, one.id)
        if self._given.partner not in self._known:
            made.add(self._given.partner, self._given.partner)
        made.choose(self._given.partner)
        return made

    def _build_kind(self) -> Choice:
        made = Choice(self)
        for kind, words in policy.KINDS.items():
            made.add(gettext(words), kind.value)
        made.choose(self._given.kind.value)
        return made

    def _place(self) -> QGridLayout:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, _ABOVE, 0, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(_GAP)
        grid.setColumnStretch(2, 1)
        self.partner.setFixedWidth(PARTNER - _GAP)
        self.kind.setFixedWidth(KIND - _GAP)
        self.decided.setFixedWidth(DAY)
        grid.addWidget(self.partner, 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(self.what, 0, 2, 1, 2)
        head = label(gettext(N_("Decision of the municipality")), self, role="secondary")
        head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.setBuddy(self.decision)
        grid.addWidget(head, 1, 0)
        grid.addWidget(self.decision, 1, 1, 1, 2)
        grid.addWidget(self.decided, 1, 3)
        grid.addWidget(self.note, 2, 0, 1, 4)
        rule = QFrame(self)
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        grid.setRowMinimumHeight(3, _BELOW)
        grid.addWidget(rule, 3, 0, 1, 4, Qt.AlignmentFlag.AlignBottom)
        return grid

    @Slot()
    def _tell(self) -> None:
        """Say what keeps the line from being printed, and open the fields of the decision to what needs one."""
        written = self.recognition()
        needed = written.kind in NEED_DECISION
        for field, empty in ((self.decision, N_("Reference of the decision")), (self.decided, N_("yyyy-mm-dd"))):
            field.setEnabled(needed)
            field.setPlaceholderText(gettext(empty if needed else N_("needs none")))
        self.partner.setToolTip(tip(self.partner.currentText()))
        told = self._notes(written)
        self.note.setText("\n".join(told))
        self.note.setVisible(bool(told))
        self.decision.setAccessibleDescription(" ".join(told))
        self.changed.emit()

    def _notes(self, written: Recognition) -> list[str]:
        told = []
        if written.partner not in self._known:
            text = gettext(N_("The project no longer has the partner {partner}: choose another, or remove the line."))
            told.append(text.format(partner=written.partner))
        if lacks := policy.lacking(written):
            missing = gettext(N_("Still missing: {parts}.")).format(parts=", ".join(lacks))
            told.append(f"{missing} {gettext(N_('Nothing of this is printed until the decision is on record.'))}")
        if self.decided.wrong and self.decided.isEnabled():
            told.append(f"{self.decided.accessibleName()}: {self.decided.toolTip()}")
        return told


def _written(line: QLineEdit, given: str) -> str:
    return given if line.text() == given else " ".join(line.text().split())
