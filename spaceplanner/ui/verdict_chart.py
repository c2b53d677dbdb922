"""Incidents a year before and after, two bars for each zone: the space, its ring, and what they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from spaceplanner.i18n import gettext, number
from spaceplanner.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

    from spaceplanner.cartography.style import Theme

_ROW, _BAR, _GAP, _NAME, _FIGURE = 48, 10, 3, 18, 52
"""Pixels of a zone, a bar, between bars, of the name above them, and of the figure after a bar."""

_WORD = 56
"""Pixels of the words before and after."""


class VerdictChart(QWidget):
    """See the module's docstring; it takes its colours when it paints, so that it follows the theme."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._rows: tuple[tuple[str, float, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[tuple[str, float, float]]) -> None:
        """Show zones: name, incidents a year before, and after."""
        self._rows = tuple(rows)
        told = (f"{name}: {number(before, 1)} → {number(after, 1)}" for name, before, after in rows)
        self.setAccessibleName(gettext("Incidents a year, before and after"))
        self.setAccessibleDescription("; ".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size the chart wants."""
        return QSize(360, _ROW * len(self._rows))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size at which the chart can be read."""
        return QSize(220, _ROW * len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the bars."""
        del event
        colours = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((max(before, after) for _, before, after in self._rows), default=0.0) or 1.0
        words = gettext("before"), gettext("after")
        font = theme.font(11, tabular=True)
        left = max(_WORD, *(QFontMetricsF(font).horizontalAdvance(word) + 8 for word in words))
        room = self.width() - left - _FIGURE
        for place, (name, *values) in enumerate(self._rows):
            top = place * _ROW
            painter.setFont(theme.font(12, "semibold"))
            painter.setPen(QColor(colours.ink))
            line = QRectF(0, top, self.width(), _NAME)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(font)
            for row, (word, value) in enumerate(zip(words, values, strict=True)):
                y = top + _NAME + row * (_BAR + _GAP)
                painter.setPen(QColor(colours.secondary))
                painter.drawText(QRectF(0, y - 3, left, _BAR + 6), Qt.AlignmentFlag.AlignVCenter, word)
                bar = QRectF(left, y, max(room * value / most, 1.0), _BAR)
                painter.fillRect(bar, QColor(colours.accent if row else colours.faint))
                figure = QRectF(bar.right() + 6, y - 3, _FIGURE, _BAR + 6)
                painter.drawText(figure, Qt.AlignmentFlag.AlignVCenter, number(value, 1))
        painter.end()
