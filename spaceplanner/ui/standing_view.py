"""How sure a proposal's rank is: a sentence, how often it holds each rank, and what moves its score most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import standing_words
from spaceplanner.ui import theme
from spaceplanner.ui.charts import RankBars, SwingBar
from spaceplanner.ui.plain import Elided, label, tip

if TYPE_CHECKING:
    from spaceplanner.cartography.style import Theme
    from spaceplanner.domain.outlook import Standing, Swing
    from spaceplanner.domain.result import ProposalResult
    from spaceplanner.ui.context import Context

_SWINGS = 3
_NAMES, _RANKS = 120, 44
"""Pixels of the names and of the ranks beside the bars."""
_TOLD = 0.005


class StandingView(QWidget):
    """See the module's docstring; hidden where there is nothing to rank against.

    Attributes
    ----------
    words
        The rank with its interval.
    ranks
        How often each rank is held.
    swings
        A bar for each of what moves the score most.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: str | None = None
        self.words = label(parent=self, role="secondary", wrap=True)
        self.ranks = RankBars(self._colours, self)
        self.swings: list[SwingBar] = []
        self._opinion = label(parent=self, role="faint", wrap=True)
        self._title, self._head = label(parent=self, role="faint", wrap=True), label(parent=self, role="faint")
        heads = QHBoxLayout()
        heads.setSpacing(8)
        heads.addWidget(self._title, 1)
        heads.addWidget(self._head, 0, Qt.AlignmentFlag.AlignBottom)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(8)
        self._lines.setVerticalSpacing(3)
        self._lines.setColumnMinimumWidth(0, _NAMES)
        self._lines.setColumnMinimumWidth(2, _RANKS)
        self._lines.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(5)
        for widget in (self.words, self.ranks, self._opinion):
            column.addWidget(widget)
        column.addLayout(heads)
        column.addLayout(self._lines)
        self.hide()

    def show_result(self, result: ProposalResult | None, count: int) -> None:
        """Show how sure a rank among `count` is; while it is computed anew, what is known stays, greyed."""
        if result is None or count < 2:  # noqa: PLR2004 - one alone has no rank
            self._shown = None
            self.hide()
            return
        if result.standing is None:
            self.setEnabled(False)
            self.setVisible(self._shown == result.id)
            return
        self._shown = result.id
        self.setEnabled(True)
        self._show(result, result.standing)
        self.show()

    def _show(self, result: ProposalResult, found: Standing) -> None:
        words = standing_words.stability(result.rank, found)
        self.words.setText(_sentence(words))
        self.ranks.show_ranks(found.acceptability, result.rank)
        told = [
            gettext(N_("rank {rank}: {share} of cases")).format(rank=number(place), share=percent(share))
            for place, share in enumerate(found.acceptability, start=1)
            if share >= _TOLD
        ]
        self.ranks.setToolTip(tip("\n".join([gettext(N_("How often it has each rank:")), *told])))
        self.ranks.setAccessibleName(words)
        self.ranks.setAccessibleDescription("; ".join(told))
        opinion = [standing_words.opinion(result.rank, found)]
        if result.rank > 1:
            opinion.append(standing_words.central(found, self._context.project.criteria))
        self._opinion.setText(" ".join(filter(None, opinion)))
        self._opinion.setVisible(any(opinion))
        self._title.setText(standing_words.moving(result.score, result.score_floor))
        self._show_swings(found.swings[:_SWINGS], result.score_floor)

    def _show_swings(self, swings: tuple[Swing, ...], now: float) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.swings.clear()
        self._title.setVisible(bool(swings))
        ends = [score for swing in swings for score in (swing.score_low, swing.score_high)]
        for place, swing in enumerate(swings):
            words = standing_words.swing(swing, self._context.catalogue.currency)
            name = Elided(_sentence(standing_words.input_name(swing)), self, most=_NAMES)
            bar = SwingBar(self._colours, self)
            bar.show_swing(swing.score_low, swing.score_high, now, (min(ends), max(ends)))
            ranks = sorted({swing.rank_low, swing.rank_high})
            between = label("–".join(number(rank) for rank in ranks), self, role="secondary")
            between.setFont(theme.font(12, tabular=True))
            between.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for at, widget in enumerate((name, bar, between)):
                widget.setToolTip(tip(words))
                self._lines.addWidget(widget, place, at)
            bar.setAccessibleName(words)
            between.setAccessibleName(words)
            self.swings.append(bar)
        self._head.setText(gettext(N_("Rank")))
        self._head.setVisible(bool(swings))

    def _colours(self) -> Theme:
        return self._context.appearance.colours


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
