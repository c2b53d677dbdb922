"""The card at the map's edge: what a proposal would be, figure by figure, and what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QFrame

from spaceplanner.services import what_if
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QColor, QFont, QPaintEvent

    from spaceplanner.services.what_if import Row, Sense
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.theme import Appearance

_SIDE, _TOP, _LINE, _TITLE, _GAP, _MARK = 10, 7, 17, 19, 10, 7
_EDGE, _BESIDE, _BELOW, _SCALE_BAR = 12, 66, 8, 60
_CLEAR = 28
"""Pixels that the pointer is kept away from the card."""
_TOKENS: dict[Sense, str] = {"better": "accent", "worse": "warning", "same": "secondary", "none": "secondary"}


class WhatIfCard(QFrame):
    """Painted as a whole, for it changes with every move; it takes no clicks and gets out of the pointer's way.

    Attributes
    ----------
    rows
        What is shown.
    waiting
        The answer for what is on the map now is on its way: the figures are those of a moment ago, and grey.
    """

    def __init__(self, appearance: Appearance, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._appearance, self._canvas = appearance, canvas
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = ""
        self.rows: tuple[Row, ...] = ()
        self.waiting = False
        self._columns = [0.0, 0.0, 0.0]
        self.hide()

    def show_rows(self, title: str, rows: tuple[Row, ...], *, waiting: bool) -> None:
        """Show figures under a title."""
        if self.isHidden():
            self._columns = [0.0, 0.0, 0.0]
        self._title, self.rows, self.waiting = title, rows, waiting
        words = ". ".join([title, *map(what_if.spoken, rows)])
        if words != self.accessibleName():
            self.setAccessibleName(words)
        self._measure()
        self.show()
        self.update()

    def wait(self) -> None:
        """Grey what is shown: something newer is on its way."""
        if not self.waiting:
            self.waiting = True
            self.update()

    def keep_clear(self, pointer: QPoint | None, about: QRectF | None = None) -> None:
        """Stay at the map's edge where neither the pointer nor its words are, and of these places cover the least.

        Parameters
        ----------
        pointer
            Pixel of the map, or None where it is elsewhere.
        about
            Pixels that what is told is about, which are better seen.
        """
        places, taken = self._places(), self._taken(pointer)
        here = QRectF(self.geometry())
        if here in places and not any(here.intersects(box) for box in taken):
            return

        def covered(place: QRectF) -> tuple[float, float]:
            less = about.intersected(place) if about is not None else QRectF()
            return sum(_area(place.intersected(box)) for box in taken), _area(less)

        best = min(places, key=covered)
        self.move(best.topLeft().toPoint())
        self.raise_()
        self._canvas.words.tip.raise_()

    def _taken(self, pointer: QPoint | None) -> list[QRectF]:
        """Return where the card must not lie."""
        tip = self._canvas.words.tip
        taken = [] if pointer is None else [QRectF(pointer.x() - _CLEAR, pointer.y() - _CLEAR, 2 * _CLEAR, 2 * _CLEAR)]
        others = (tip, self._canvas.cards.card)
        return [*taken, *(QRectF(one.geometry()) for one in others if one is not None and not one.isHidden())]

    def _places(self) -> list[QRectF]:
        """Return where the card may lie: beside the tools above or below, beside or over the legend, and above it."""
        canvas, wide, high = self._canvas, self.width(), self.height()
        top = canvas.sketcher.bar.geometry().bottom() + _BELOW
        low, right = canvas.height() - high, canvas.width() - wide - _EDGE
        legend = canvas.legend.geometry() if canvas.legend.isVisible() else None
        beside = right if legend is None else legend.left() - wide - _BELOW
        over = low - _EDGE if legend is None else legend.top() - high - _BELOW
        corners = ((_BESIDE, top), (_BESIDE, low - _SCALE_BAR), (beside, low - _EDGE), (right, over), (right, top))
        return [QRectF(x, max(_EDGE, y), wide, high) for x, y in corners]

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        return font(11), font(11, "semibold", tabular=True), font(11, tabular=True)

    def _measure(self) -> None:
        """Find how wide the columns are; during a gesture they only grow, so that nothing trembles."""
        name, value, change = map(QFontMetricsF, self._fonts())
        for place, (metrics, texts) in enumerate(
            (
                (name, [row.name for row in self.rows]),
                (value, [row.value for row in self.rows]),
                (change, [row.change for row in self.rows]),
            )
        ):
            self._columns[place] = max(self._columns[place], *(metrics.horizontalAdvance(text) for text in texts), 0.0)
        size = self.sizeHint()
        if size != self.size():
            self.setFixedSize(size)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names from here on
        """Return the size of all rows."""
        wide = 2 * _SIDE + sum(self._columns) + 2 * _GAP + 2 * _MARK
        return QSize(round(wide), 2 * _TOP + _TITLE + _LINE * len(self.rows))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint title, figures and what changed."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._write(painter)
        painter.end()

    def _write(self, painter: QPainter) -> None:
        ink, grey = self._appearance.colour("ink"), self._appearance.colour("faint")
        secondary = self._appearance.colour("secondary")
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        names, values, changes = self._fonts()
        painter.setFont(font(11.5, "semibold"))
        painter.setPen(ink)
        inside = self.width() - 2 * _SIDE
        title = QFontMetricsF(painter.font()).elidedText(self._title, Qt.TextElideMode.ElideRight, inside)
        painter.drawText(QRectF(_SIDE, _TOP - 2, inside, _TITLE), left | middle, title)
        first, second, third = self._columns
        for place, row in enumerate(self.rows):
            top = _TOP + _TITLE + place * _LINE
            told = grey if self.waiting else self._appearance.colour(_TOKENS[row.sense])
            painter.setFont(names)
            painter.setPen(grey if self.waiting else secondary)
            painter.drawText(QRectF(_SIDE, top, first, _LINE), left | middle, row.name)
            painter.setFont(values)
            painter.setPen(grey if self.waiting else ink)
            at = _SIDE + first + _GAP
            painter.drawText(QRectF(at, top, second + 1, _LINE), Qt.AlignmentFlag.AlignRight | middle, row.value)
            at += second + _GAP
            _mark(painter, QPointF(at + _MARK / 2, top + _LINE / 2), row, told)
            painter.setFont(changes)
            painter.setPen(told)
            painter.drawText(QRectF(at + 2 * _MARK, top, third + 1, _LINE), left | middle, row.change)


def _area(box: QRectF) -> float:
    return box.width() * box.height()


def _mark(painter: QPainter, centre: QPointF, row: Row, colour: QColor) -> None:
    """Paint which way a figure went: filled where that is better, hollow where it is worse, two strokes where it stayed."""
    half = _MARK / 2
    painter.setPen(QPen(colour, 1.3))
    if row.sense == "same":
        for away in (-1.6, 1.6):
            painter.drawLine(centre + QPointF(-half, away), centre + QPointF(half, away))
    elif row.sense != "none":
        tip = -half if row.up else half
        painter.setBrush(colour if row.sense == "better" else Qt.BrushStyle.NoBrush)
        corners = [QPointF(0, tip), QPointF(half, -tip), QPointF(-half, -tip)]
        painter.drawPolygon(QPolygonF([centre + corner for corner in corners]))
