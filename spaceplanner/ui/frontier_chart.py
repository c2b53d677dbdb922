"""The frontier as a chart: benefit against new money; a point can be clicked or reached with the arrow keys."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from spaceplanner.i18n import N_, gettext, money, number
from spaceplanner.services import portfolio_words as words
from spaceplanner.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from spaceplanner.cartography.style import Theme
    from spaceplanner.domain.portfolio import Point, Portfolio

_LEFT, _TOP, _RIGHT, _BOTTOM = 46.0, 20.0, 14.0, 24.0
_DOT, _NEAR = 3.5, 24.0
_HALF = 44.0
_STEPS = 4.0
"""Lines of an axis, at most about so many."""


class FrontierChart(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    current
        Place of the point that is marked, or -1.
    """

    marked = Signal(int)
    """Place of the point that was marked."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._found: Portfolio | None = None
        self.current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, from the least money to the most."""
        return self._found.frontier if self._found is not None else ()

    def show_portfolio(self, found: Portfolio | None) -> None:
        """Show another frontier; none: nothing."""
        self._found, self.current = found, -1
        self.setAccessibleName(gettext(N_("Frontier: benefit for each sum of new money")))
        self.update()

    def mark(self, place: int) -> None:
        """Mark a point and tell which."""
        if 0 <= place < len(self.points):
            self.current = place
            self.update()
            self.marked.emit(place)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return the size the chart wants."""
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least size at which the chart can be read."""
        return QSize(260, 140)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Mark the nearest point."""
        at = event.position()
        apart = [(_apart(self.place(point), at), k) for k, point in enumerate(self.points)]
        if apart and min(apart)[0] <= _NEAR:
            self.mark(min(apart)[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from point to point."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.mark(min(max(self.current + step, 0), len(self.points) - 1))

    def place(self, point: Point) -> QPointF:
        """Return where a point is drawn."""
        return self._at(point.money, point.benefit)

    def _at(self, amount: float, benefit: float) -> QPointF:
        widest, highest = self._most()
        wide, high = self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM
        return QPointF(_LEFT + wide * amount / widest, _TOP + high * (1 - max(benefit, 0.0) / highest))

    def _most(self) -> tuple[float, float]:
        amounts = [point.money for point in self.points] or [0.0]
        gains = [point.benefit for point in self.points] or [0.0]
        return max(*amounts, 1.0), max(*gains, 1e-9)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the axes, the line, the points and today's set."""
        del event
        found, colours = self._found, self._colours()
        if found is None or not self.points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter, found, colours)
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.drawPolyline(QPolygonF([self.place(point) for point in self.points]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for point in self.points:
            painter.drawEllipse(self.place(point), _DOT, _DOT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.ink), 1.5))
        at = self._at(min(found.money, self._most()[0]), found.benefit)
        painter.drawRect(QRectF(at.x() - 5, at.y() - 5, 10, 10))
        if self.current >= 0:
            painter.setPen(QPen(QColor(colours.warning), 2))
            painter.drawEllipse(self.place(self.points[self.current]), 2 * _DOT, 2 * _DOT)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))
        painter.end()

    def _paint_axes(self, painter: QPainter, found: Portfolio, colours: Theme) -> None:
        widest, highest = self._most()
        painter.setFont(theme.font(10.5, tabular=True))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in _round_steps(highest):
            at = self._at(0.0, value)
            painter.setPen(QPen(QColor(colours.lines), 1))
            painter.drawLine(QPointF(_LEFT, at.y()), QPointF(self.width() - _RIGHT, at.y()))
            painter.setPen(QColor(colours.secondary))
            text = words.benefit(value, found.maximise)
            painter.drawText(QRectF(0, at.y() - 8, _LEFT - 6, 16), side, text)
        painter.setPen(QColor(colours.secondary))
        for amount in _round_steps(widest):
            x = min(self._at(amount, 0.0).x(), self.width() - _HALF)
            text = money(amount, found.currency) if amount else number(0)
            painter.drawText(QRectF(x - _HALF, self.height() - 18, 2 * _HALF, 16), Qt.AlignmentFlag.AlignHCenter, text)
        painter.drawText(
            QRectF(2, 0, self.width() - 4, 16), Qt.AlignmentFlag.AlignLeft, gettext(words.UNITS[found.maximise])
        )


def _apart(one: QPointF, other: QPointF) -> float:
    away = one - other
    return float((away.x() ** 2 + away.y() ** 2) ** 0.5)


def _round_steps(most: float) -> list[float]:
    """Return round numbers from 0 to a number, evenly spaced."""
    rough = most / _STEPS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= rough)
    return [step * k for k in range(int(most / step) + 1)]
