"""The score of a proposal: the number, its rank, and the parts that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.ui import theme
from spaceplanner.ui.parts_view import PartsView
from spaceplanner.ui.plain import label

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
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score, self.rank = label(parent=self), label(parent=self, role="secondary", wrap=True)
        self.score.setFont(theme.font(34, "bold", tabular=True))
        self._parts = PartsView(context, self)
        self.bar = self._parts.bar
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
        column.addWidget(self._notes)

    def show_result(self, result: ProposalResult | None, count: int) -> None:
        """Show a proposal's score among `count` proposals; None: not computed yet."""
        notes = [sentence(message, parameters) for message, parameters in result.notes] if result else []
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
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
