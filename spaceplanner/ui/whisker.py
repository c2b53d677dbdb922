"""A whisker: an estimate with its 50 % and 90 % interval on a line, in a cell, beside a name or by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QPaintEvent

    from spaceplanner.cartography.style import Theme

EDGE = 5.0
"""Pixels that a dot at an end of the line takes beside it."""
_HEIGHT = 14


@dataclass(frozen=True, slots=True)
class Whisker:
    """What is painted: the ends of the 90 % interval, the median between, and the 50 % interval where it is known."""

    low: float
    value: float
    high: float
    half: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a line that several whiskers share; zero is always on it."""

    start: float
    end: float

    @classmethod
    def of(cls, found: Iterable[Whisker]) -> Scale:
        """Return the scale that holds zero and all of some whiskers."""
        ends = [(one.low, one.high) for one in found]
        start = min([0.0, *(low for low, _ in ends)])
        return cls(start, max([0.0, start + 1e-9, *(high for _, high in ends)]))


def paint(painter: QPainter, box: QRectF, found: Whisker, scale: Scale, colours: Theme) -> None:
    """Paint a whisker in a box: a line with a mark at zero, a light band, a strong band and a dot."""
    span = box.width() - 2 * EDGE
    y = box.center().y()

    def across(value: float) -> float:
        return box.left() + EDGE + span * (value - scale.start) / (scale.end - scale.start)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.lines), 1))
    painter.drawLine(int(box.left()), int(y), int(box.right()), int(y))
    painter.setPen(Qt.PenStyle.NoPen)
    for ends, shade in (((found.low, found.high), 0.30), (found.half, 0.60)):
        if ends is not None:
            tint = QColor(colours.accent)
            tint.setAlphaF(shade)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(across(ends[0]), y - 4, max(across(ends[1]) - across(ends[0]), 2), 8), 4, 4)
    # Where zero is, is what tells an effect from none: it lies over the bands.
    painter.setPen(QPen(QColor(colours.warning if found.low < 0 else colours.faint), 1))
    painter.drawLine(int(across(0)), int(y) - 6, int(across(0)), int(y) + 6)
    painter.setBrush(QColor(colours.accent))
    painter.setPen(QPen(QColor(colours.panel), 1.2))
    painter.drawEllipse(QRectF(across(found.value) - 4, y - 4, 8, 8))
    painter.restore()


class WhiskerView(QWidget):
    """A whisker as a widget; it takes its colours when it paints, so that it follows the theme."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._found: tuple[Whisker, Scale] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_whisker(self, found: Whisker, scale: Scale) -> None:
        """Show another whisker on a scale."""
        self._found = (found, scale)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return the size it wants."""
        return QSize(100, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least size at which it can be read."""
        return QSize(60, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint it."""
        del event
        if self._found is not None:
            painter = QPainter(self)
            paint(painter, QRectF(self.rect()), *self._found, self._colours())
            painter.end()
