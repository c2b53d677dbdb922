"""The face of the week's clock: where its cells are, and how they are painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from spaceplanner.cartography.style import map_style
from spaceplanner.i18n import gettext, number
from spaceplanner.services.when_words import WEEKDAYS
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.theme import Appearance

DAYS, HOURS = 7, 24
FOOT = 17
"""Pixels of the line below the clock."""

_ROW, _AXIS = 15, 18
_GAP, _LABELS, _PAD = 1.0, 34, 3
_SWATCH = 12
_CLASSES = 5

HEIGHT = _PAD + DAYS * _ROW + _AXIS + FOOT
LEAST_WIDTH = _LABELS + HOURS * 5

Cell = tuple[int, int]
"""Weekday, 0 Monday to 6 Sunday, and hour."""


@dataclass(frozen=True, slots=True)
class WeekHours:
    """A choice of hours on some days.

    Attributes
    ----------
    hours
        First hour, and the hour at which the choice ends: (19, 24) is seven in the evening to midnight.
    weekdays
        0 Monday to 6 Sunday, rising.
    """

    hours: tuple[int, int]
    weekdays: tuple[int, ...]


class ClockFace:
    """The clock as it is drawn on a widget, in the colours of the moment."""

    def __init__(self, widget: QWidget, appearance: Appearance) -> None:
        self._widget = widget
        self._appearance = appearance

    def cell(self, where: QPointF, *, nearest: bool = False) -> Cell | None:
        """Return the cell at a point, or with `nearest` the one nearest to it."""
        across, down = self._edges()
        hour = int(np.searchsorted(across, where.x(), side="right")) - 1
        day = int(np.searchsorted(down, where.y(), side="right")) - 1
        if nearest:
            return min(max(day, 0), DAYS - 1), min(max(hour, 0), HOURS - 1)
        return (day, hour) if 0 <= day < DAYS and 0 <= hour < HOURS else None

    def _ramp(self) -> list[QColor]:
        """Return the colours of the classes, the lowest first: those of the map's legend."""
        style = map_style(self._appearance.name)
        found = [QColor(code) for code in style.density]
        for colour, alpha in zip(found, style.density_alpha, strict=True):
            colour.setAlphaF(min(1.0, alpha + 0.2))
        return found

    def paint_cells(self, painter: QPainter, counts: NDArray[np.int64]) -> None:
        """Paint the cells in five classes of equal width from 1 to the greatest count; 0 is no class."""
        ramp, none = self._ramp(), self._appearance.colour("lines", 0.45)
        classes = np.ceil(_CLASSES * counts / max(1, int(counts.max()))).astype(int)
        painter.setPen(Qt.PenStyle.NoPen)
        for day in range(DAYS):
            for hour in range(HOURS):
                painter.setBrush(ramp[classes[day, hour] - 1] if classes[day, hour] else none)
                painter.drawRoundedRect(self._rectangle((day, hour), (day, hour)), 1.5, 1.5)

    def paint_words(self, painter: QPainter) -> None:
        """Paint the names of the days and the hours."""
        across, down = self._edges()
        painter.setFont(font(10.5))
        painter.setPen(self._appearance.colour("secondary"))
        middle = Qt.AlignmentFlag.AlignVCenter
        for day, name in enumerate(WEEKDAYS):
            painter.drawText(QRectF(0, down[day], _LABELS - 4, _ROW - _GAP), middle, gettext(name))
        painter.setFont(font(10.5, tabular=True))
        painter.setPen(self._appearance.colour("faint"))
        for hour in range(0, HOURS + 1, 6):
            flags = Qt.AlignmentFlag.AlignHCenter
            left = across[hour] - 20
            if hour == 0:
                flags, left = Qt.AlignmentFlag.AlignLeft, across[0]
            elif hour == HOURS:
                flags, left = Qt.AlignmentFlag.AlignRight, across[-1] - 40 - _GAP
            text = f"{hour} h" if hour == 0 else str(hour)
            painter.drawText(QRectF(left, down[-1], 40, _AXIS), flags | middle, text)

    def paint_marks(self, painter: QPainter, chosen: WeekHours | None, cursor: Cell | None) -> None:
        """Outline what is chosen, and the cell where the keys are."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen is not None:
            first, last = chosen.hours[0], chosen.hours[1] - 1
            outline = self._rectangle((chosen.weekdays[0], first), (chosen.weekdays[-1], last))
            painter.setPen(QPen(self._appearance.colour("accent"), 1.6))
            painter.drawRoundedRect(outline.adjusted(-1, -1, 1, 1), 2.5, 2.5)
        if cursor is not None:
            painter.setPen(QPen(self._appearance.colour("ink"), 1.2))
            painter.drawRoundedRect(self._rectangle(cursor, cursor).adjusted(-0.5, -0.5, 0.5, 0.5), 2, 2)

    def paint_foot(self, painter: QPainter, note: str, most: int) -> None:
        """Paint a note, and at the right end the classes with the least and the greatest count they stand for."""
        painter.setFont(font(10.5, tabular=True))
        painter.setPen(self._appearance.colour("faint"))
        room = QRectF(0, self._widget.height() - FOOT, self._widget.width() - _PAD, FOOT)
        if most:
            self._paint_key(painter, room, most)
        middle = Qt.AlignmentFlag.AlignVCenter
        text = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_key(self, painter: QPainter, room: QRectF, most: int) -> None:
        """Paint the classes at the right end, and leave what is left of the room."""
        at_end = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        wide = painter.fontMetrics().horizontalAdvance
        painter.drawText(room, at_end, number(most))
        left = room.right() - wide(number(most)) - 5 - _CLASSES * _SWATCH
        for place, colour in enumerate(self._ramp()):
            painter.fillRect(QRectF(left + place * _SWATCH, room.center().y() - 4, _SWATCH, 8), colour)
        room.setRight(left - 5)
        painter.drawText(room, at_end, number(1))
        room.setRight(room.right() - wide(number(1)) - 8)

    def paint_absence(self, painter: QPainter, text: str) -> None:
        """Paint a sentence in place of the cells."""
        painter.setFont(font(11.5))
        painter.setPen(self._appearance.colour("secondary"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(8, 0, self._widget.width() - 16, self._widget.height() - FOOT), flags, text)

    def _rectangle(self, first: Cell, last: Cell) -> QRectF:
        across, down = self._edges()
        return QRectF(
            QPointF(across[first[1]], down[first[0]]), QPointF(across[last[1] + 1] - _GAP, down[last[0] + 1] - _GAP)
        )

    def _edges(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (25,) and (8,) where columns and rows begin, on whole pixels of the screen."""
        ratio = self._widget.devicePixelRatioF()
        across = np.linspace(_LABELS, max(self._widget.width() - _PAD, _LABELS + HOURS), HOURS + 1)
        down = _PAD + _ROW * np.arange(DAYS + 1, dtype=np.float64)
        return np.round(across * ratio) / ratio, np.round(down * ratio) / ratio
