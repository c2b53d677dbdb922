"""The score of a proposal: the number, its rank, and the parts that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from spaceplanner.cartography import style
from spaceplanner.i18n import N_, gettext, number, percent, sentence
from spaceplanner.services import measures
from spaceplanner.ui import theme
from spaceplanner.ui.charts import StackBar, Swatch
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from spaceplanner.domain.result import Part, ProposalResult
    from spaceplanner.ui.context import Context

_WHOLE = 100.0


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
        self.bar = StackBar(lambda: context.appearance.colours, self)
        self._notes = label(parent=self, role="faint", wrap=True)
        self._parts = QGridLayout()
        self._parts.setHorizontalSpacing(6)
        self._parts.setVerticalSpacing(4)
        for column in (1, 5):
            self._parts.setColumnStretch(column, 1)
        self._parts.setColumnMinimumWidth(3, 8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.score)
        head.addWidget(self.rank, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(8)
        column_.addLayout(head)
        column_.addWidget(self.bar)
        column_.addLayout(self._parts)
        column_.addWidget(self._notes)

    def show_result(self, result: ProposalResult | None, count: int) -> None:
        """Show a proposal's score among `count` proposals; None: not computed yet."""
        self._clear()
        notes = [sentence(message, parameters) for message, parameters in result.notes] if result else []
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        if result is None:
            self.score.setText("…")
            self.rank.setText(gettext(N_("being computed")))
            self.bar.show_segments((), _WHOLE)
            return
        self.score.setText(number(result.score, 1))
        rank = gettext(N_("of 100 · number {rank} of {count}"))
        words = [rank.format(rank=number(result.rank), count=number(count))]
        known = sum(part.value is not None for part in result.criteria)
        if known < len(result.criteria):
            text = gettext(N_("rests on {known} of {all} criteria"))
            words.append(text.format(known=number(known), all=number(len(result.criteria))))
        self.rank.setText("\n".join(words))
        colours = style.MAP.score_parts
        self.bar.show_segments(
            [(part.points, colours[place % len(colours)], False) for place, part in enumerate(result.criteria)], _WHOLE
        )
        self.bar.setAccessibleName("; ".join(f"{measures.label(one.id)} {_points(one)}" for one in result.criteria))
        # "No data" is longer than a number: then one part a line, with its whole name.
        sides = 1 if any(part.value is None for part in result.criteria) else 2
        self._parts.setColumnStretch(5, sides - 1)
        for place, part in enumerate(result.criteria):
            self._add(divmod(place, sides), part, colours[place % len(colours)], whole=sides == 1)

    def _add(self, place: tuple[int, int], part: Part, colour: str, *, whole: bool) -> None:
        row, side = place
        name = label(measures.label(part.id) if whole else _sentence(measures.short(part.id)), self, wrap=True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        points = label(_points(part), self, role="secondary")
        points.setFont(theme.font(12, tabular=True))
        words = explained(part)
        for widget in (name, points):
            widget.setToolTip(tip(words))
        points.setAccessibleName(words)
        first = 4 * side
        top = Qt.AlignmentFlag.AlignTop
        swatch = Swatch(colour, self)
        self._parts.addWidget(swatch, row, first, top)
        name.setAlignment(top | Qt.AlignmentFlag.AlignLeft)
        self._parts.addWidget(name, row, first + 1)
        self._parts.addWidget(points, row, first + 2, top | Qt.AlignmentFlag.AlignRight)

    def _clear(self) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def explained(part: Part) -> str:
    """Say what a part of a score measures, what it found, and what it weighs."""
    weight = gettext(N_("weight {weight}")).format(weight=percent(part.weight))
    words = f"{measures.label(part.id)}: {measures.text(part.figure)} · {weight}"
    why = measures.why(part.figure)
    return f"{words}\n{why}" if why else words


def _points(part: Part) -> str:
    return number(part.points, 1) if part.value is not None else gettext("no data")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
