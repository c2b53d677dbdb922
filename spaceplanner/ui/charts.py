"""Small charts of the proposal panel: the parts of a score, an interval on a line, the funding stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from spaceplanner.i18n import number
from spaceplanner.ui import theme, whisker
from spaceplanner.ui.whisker import Scale, Whisker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

    from spaceplanner.cartography.style import Theme

_RADIUS = 4.0
_WIDEST, _NUMBERED = 30.0, 16.0
"""Pixels of a rank's column: at most, and from where on each has its number."""


class _Chart(QWidget):
    """A chart of fixed height that takes its colours when it paints, so that it follows the theme."""

    def __init__(self, colours: Callable[[], Theme], height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size the chart wants."""
        return QSize(200, self._height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size at which the chart can be read."""
        return QSize(120, self._height)


class StackBar(_Chart):
    """Segments of one bar: the parts of a score out of 100, or the funding of a cost.

    Segments are (amount, colour, hatched); what is left of `total` stays empty, or is drawn as a dashed gap.
    """

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None, *, height: int = 16) -> None:
        super().__init__(colours, height, parent)
        self._segments: tuple[tuple[float, str, bool], ...] = ()
        self._total = 1.0
        self._gap = False

    def show_segments(self, segments: Sequence[tuple[float, str, bool]], total: float, *, gap: bool = False) -> None:
        """Show segments of a total; with `gap`, what is missing is outlined as a gap in the warning colour."""
        self._segments, self._total, self._gap = tuple(segments), max(total, 1e-9), gap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the bar."""
        del event
        colours = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(0.5, 0.5, self.width() - 1, self.height() - 1)
        outline = QPainterPath()
        outline.addRoundedRect(frame, _RADIUS, _RADIUS)
        painter.setClipPath(outline)
        painter.fillRect(frame, QColor(colours.warning_light if self._gap else colours.surface))
        left = frame.left()
        for amount, colour, hatched in self._segments:
            width = frame.width() * min(amount / self._total, 1.0)
            brush = QBrush(QColor(colour))
            painter.fillRect(QRectF(left, 0, width, self.height()), brush)
            if hatched:
                painter.fillRect(
                    QRectF(left, 0, width, self.height()),
                    QBrush(QColor(255, 255, 255, 110), Qt.BrushStyle.BDiagPattern),
                )
            left += width
        painter.setClipping(False)
        if self._gap and left < frame.right() - 1:
            painter.setPen(QPen(QColor(colours.warning), 1, Qt.PenStyle.DashLine))
            painter.drawPath(outline)
        painter.end()


class IntervalLine(_Chart):
    """An estimate on a line from zero: a band for the 90 % interval, a stronger one for that of 50 %, a dot between."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(colours, 34, parent)
        self._value: float | None = None
        self._interval: tuple[float, float] | None = None
        self._half: tuple[float, float] | None = None

    def show_estimate(
        self,
        value: float | None,
        interval: tuple[float, float] | None,
        half: tuple[float, float] | None = None,
    ) -> None:
        """Show a median, its interval and that of half the draws; None: an empty line."""
        self._value, self._interval, self._half = value, interval, half
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line."""
        del event
        colours = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self._interval or (0.0, 0.0)
        start, end = min(0.0, low), _nice_ceiling(max(high, self._value or 0.0, 1.0))
        margin, y = 7.0, 25.0
        span = self.width() - 2 * margin

        painter.setFont(theme.font(10.5, tabular=True))
        painter.setPen(QColor(colours.faint))
        top = QRectF(0, 0, self.width(), 14)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, number(start))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight, number(end))
        if self._interval is not None and self._value is not None:
            found = Whisker(low, self._value, high, half=self._half)
            whisker.paint(
                painter,
                QRectF(margin - whisker.EDGE, y - 8, span + 2 * whisker.EDGE, 16),
                found,
                Scale(start, end),
                colours,
            )
        painter.end()


class RankBars(_Chart):
    """How often each rank is held: a column for each, from the first on the left, and the present one in full colour."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(colours, 44, parent)
        self._shares: tuple[float, ...] = ()
        self._rank = 0

    def show_ranks(self, shares: Sequence[float], rank: int) -> None:
        """Show the share of cases for each rank, and mark the present one."""
        self._shares, self._rank = tuple(shares), rank
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the columns on their line, with the first and the last rank below."""
        del event
        if not self._shares:
            return
        colours = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, count = self.height() - 15.0, len(self._shares)
        step = min(self.width() / count, _WIDEST)
        gap = 2.0 if step > 2 * _RADIUS else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        for place, share in enumerate(self._shares):
            tall = line * share / max(self._shares)
            if share <= 0 and place + 1 != self._rank:
                continue
            painter.setBrush(QColor(colours.accent if place + 1 == self._rank else colours.lines))
            painter.drawRect(QRectF(place * step, line - max(tall, 1.5), max(step - gap, 1.0), max(tall, 1.5)))
        painter.setPen(QPen(QColor(colours.lines), 1))
        painter.drawLine(0, int(line), int(step * count), int(line))
        painter.setFont(theme.font(10.5, tabular=True))
        painter.setPen(QColor(colours.faint))
        below = QRectF(0, line + 1, step * count - gap, 14)
        if step >= _NUMBERED:
            for place in range(count):
                at = QRectF(place * step, line + 1, step - gap, 14)
                painter.drawText(at, Qt.AlignmentFlag.AlignHCenter, number(place + 1))
        else:
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, number(1))
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, number(count))
        painter.end()


class SwingBar(_Chart):
    """From which score to which one input moves a proposal, with a mark at the present one."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(colours, 14, parent)
        self._swing = (0.0, 0.0, 0.0)
        self._scale = (0.0, 1.0)

    def show_swing(self, low: float, high: float, now: float, scale: tuple[float, float]) -> None:
        """Show the scores at both ends and the present one, on a scale shared by all bars."""
        self._swing, self._scale = (min(low, high), max(low, high), now), scale
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size: it stands beside a name."""
        return QSize(60, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the bar."""
        del event
        colours = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start, end = self._scale
        span = self.width() - 2.0

        def across(value: float) -> float:
            return 1 + span * (value - start) / max(end - start, 1e-9)

        low, high, now = self._swing
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(0, 2, self.width(), self.height() - 4), 3, 3)
        painter.setBrush(QColor(colours.accent_light))
        painter.drawRoundedRect(QRectF(across(low), 2, max(across(high) - across(low), 2), self.height() - 4), 3, 3)
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawLine(int(across(now)), 0, int(across(now)), self.height())
        painter.end()


class Swatch(QWidget):
    """A small rounded square of one colour, beside the first line of a legend's text."""

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setFixedSize(10, 13)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the square."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(QRectF(0, 3, 10, 10), 2.5, 2.5)
        painter.end()


def _nice_ceiling(value: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten, so that the line's end is a round number."""
    power = 10.0 ** len(str(int(value)))
    return next((power * step for step in (0.1, 0.2, 0.5, 1.0) if power * step >= value), power)
