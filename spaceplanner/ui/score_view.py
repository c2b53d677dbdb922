"""The score of a proposal: the number, its rank, and the parts that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.ui import theme
from spaceplanner.ui.parts_view import PartsView
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.standing_view import StandingView

if TYPE_CHECKING:
    from spaceplanner.domain.result import ProposalResult
    from spaceplanner.ui.context import Context


class ScoreView(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    score, rank
        The labels of the number and of what it is worth among the others.
    bar
        The parts as one bar.
    standing
        How sure the rank is.
    weights
        The button that opens the weights of the criteria.
    """

    weights_requested = Signal()
    """The user wants to see or change how much each criterion counts."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score, self.rank = label(parent=self), label(parent=self, role="secondary", wrap=True)
        self.score.setFont(theme.font(34, "bold", tabular=True))
        self._parts = PartsView(context, self)
        self.bar = self._parts.bar
        self.standing = StandingView(context, self)
        self.weights = QPushButton(self)
        self.weights.setProperty("flat", True)  # noqa: FBT003 - Qt's own signature
        self.weights.clicked.connect(self.weights_requested)
        self._notes = label(parent=self, role="faint", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.score)
        head.addWidget(self.rank, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._parts)
        column.addWidget(self.standing)
        column.addWidget(self.weights, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._notes)

    def retranslate(self) -> None:
        """Write the button anew; the rest is written with each result."""
        self.weights.setText(gettext(N_("Weights…")))
        self.weights.setToolTip(
            tip(gettext(N_("How much each criterion counts, directly or by comparing them in pairs")))
        )

    def show_result(self, result: ProposalResult | None, count: int) -> None:
        """Show a proposal's score among `count` proposals; None: not computed yet."""
        notes = [sentence(message, parameters) for message, parameters in result.notes] if result else []
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        self.standing.show_result(result, count)
        if result is None:
            self.score.setText("…")
            self.rank.setText(gettext(N_("being computed")))
            self._parts.show_parts(())
            return
        self.score.setText(number(result.score, 1))
        rank = gettext(N_("of 100 · number {rank} of {count}"))
        words = [rank.format(rank=number(result.rank), count=number(count))]
        known = sum(part.value is not None for part in result.criteria)
        if known < len(result.criteria):
            text = gettext(N_("rests on {known} of {all} criteria"))
            words.append(text.format(known=number(known), all=number(len(result.criteria))))
        self.rank.setText("\n".join(words))
        self._parts.show_parts(result.criteria)
