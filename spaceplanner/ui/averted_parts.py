"""Incidents averted by outcome and by hours: a line for each with its interval, all on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import effect_words
from spaceplanner.ui import theme
from spaceplanner.ui.plain import Elided, label, tip
from spaceplanner.ui.whisker import Scale, Whisker, WhiskerView

if TYPE_CHECKING:
    from spaceplanner.cartography.style import Theme
    from spaceplanner.domain.outlook import Gain
    from spaceplanner.ui.context import Context

_NAMES = 104
"""Pixels of the names."""


class AvertedParts(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    lines
        What is said in each line: name and range.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.lines: list[tuple[str, str]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def show_gain(self, gain: Gain) -> None:
        """Show what is averted of each outcome and at which hours; what has none has no line."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        found = list(effect_words.parts(gain))
        spans = [Whisker(one.p05, one.median, one.p95, half=(one.p25, one.p75)) for _, one in found]
        scale = Scale.of(spans)
        self.lines = [(name, effect_words.spread(one)) for name, one in found]
        for place, ((name, words), span, (_, one)) in enumerate(zip(self.lines, spans, found, strict=True)):
            view, said = WhiskerView(self._colours, self), label(words, self, role="secondary")
            view.show_whisker(span, scale)
            said.setFont(theme.font(12, tabular=True))
            half = gettext(N_("{name}: {spread} a year; in half of the draws {half}.")).format(
                name=name, spread=words, half=effect_words.between(one.p25, one.p75)
            )
            for at, widget in enumerate((Elided(name[:1].upper() + name[1:], self, most=_NAMES), view, said)):
                widget.setToolTip(tip(half))
                self._grid.addWidget(widget, place, at)
            view.setAccessibleName(half)

    def _colours(self) -> Theme:
        return self._context.appearance.colours
