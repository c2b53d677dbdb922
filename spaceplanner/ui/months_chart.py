"""The months of the record as bars, over which a window can be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.plain import tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from spaceplanner.ui.theme import Appearance

_HIGH, _FOOT, _PAD = 64, 15, 3
_YEAR = 12
_LEAST_LABEL = 34

Window = tuple[int, int]
"""First and last month, counted from January 1970."""


def month_words(month: int) -> str:
    """Return a month as people write it in a record: 2026-05."""
    return str(np.datetime64(month, "M"))


class MonthsChart(QWidget):
    """See the module's docstring.

    By mouse, dragging beside the window makes a new one, dragging it moves it, and a click on the one month that is
    picked ends the choice. By keys, the arrows move the window, with Shift they widen it, and Escape ends the choice.

    Attributes
    ----------
    window_
        What is picked, or None: all months.
    """

    picked = Signal(object)
    """A `Window`, or None where the choice ends."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_: Window | None = None
        self._appearance = appearance
        self._first = 0
        self._counts: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._pressed: int | None = None
        self._moved: Window | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)
        self.retranslate()

    def show_months(self, first: int, counts: NDArray[np.int64]) -> None:
        """Show the incidents of the months from `first` on."""
        self._first, self._counts = first, counts
        self.retranslate()

    def choose(self, window: Window | None) -> None:
        """Show a choice that was made elsewhere, without telling of it."""
        self.window_ = window
        self.retranslate()

    @property
    def last(self) -> int:
        """The last month."""
        return self._first + len(self._counts) - 1

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Incidents by month")))
        words = [self._words(self._first + int(self._counts.argmax()))] if len(self._counts) else []
        said = gettext(N_("Most: {cell}.")).format(cell=words[0]) if words else ""
        picked = f"{month_words(self.window_[0])} – {month_words(self.window_[1])}." if self.window_ is not None else ""
        self.setAccessibleDescription(" ".join(part for part in (picked, said) if part))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return the size the chart wants."""
        return QSize(240, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the bars, the years and the window."""
        del event
        painter = QPainter(self)
        if len(self._counts):
            self._paint_bars(painter)
            self._paint_years(painter)
            if self.window_ is not None:
                self._paint_window(painter, self.window_)
        if self.hasFocus() and self.window_ is None:
            painter.setPen(QPen(self._appearance.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        edges, most = self._edges(), max(1, int(self._counts.max()))
        painter.setPen(Qt.PenStyle.NoPen)
        floor = self.height() - _FOOT
        for place, count in enumerate(self._counts.tolist()):
            inside = self.window_ is None or self.window_[0] <= self._first + place <= self.window_[1]
            painter.setBrush(self._appearance.colour("accent", 0.85 if inside else 0.3))
            high = count / most * (floor - 2 * _PAD)
            wide = edges[place + 1] - edges[place]
            painter.drawRect(QRectF(edges[place], floor - high, max(wide - (1 if wide > 3 else 0), 1), high))  # noqa: PLR2004

    def _paint_years(self, painter: QPainter) -> None:
        edges, floor = self._edges(), self.height() - _FOOT
        painter.setFont(font(10.5, tabular=True))
        painter.setPen(self._appearance.colour("lines"))
        painter.drawLine(QPointF(edges[0], floor + 0.5), QPointF(edges[-1], floor + 0.5))
        painter.setPen(self._appearance.colour("faint"))
        free = -_LEAST_LABEL
        for place in range(len(self._counts)):
            month = self._first + place
            if (
                (month % _YEAR == 0 or place == 0)
                and edges[place] - free >= 0
                and edges[-1] - edges[place] >= _LEAST_LABEL / 2
            ):
                painter.drawText(QPointF(edges[place], self.height() - 3), month_words(month)[:4])
                free = edges[place] + _LEAST_LABEL

    def _paint_window(self, painter: QPainter, window: Window) -> None:
        edges = self._edges()
        first, last = (min(max(month - self._first, 0), len(self._counts) - 1) for month in window)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._appearance.colour("accent"), 2.2 if self.hasFocus() else 1.6))
        painter.drawRoundedRect(
            QRectF(QPointF(edges[first] - 1, 1.5), QPointF(edges[last + 1], self.height() - _FOOT + 1)), 2.5, 2.5
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a window, or take hold of the one there is."""
        if event.button() is Qt.MouseButton.LeftButton and len(self._counts):
            self._pressed = self._month(event.position())
            held = self.window_
            inside = held is not None and held[0] <= self._pressed <= held[1] and held[1] > held[0]
            self._moved = held if inside else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag."""
        if self._pressed is None:
            return
        month = self._month(event.position())
        if self._moved is not None:
            self._pick(self._shifted(self._moved, month - self._pressed))
        elif month != self._pressed or self.window_ is not None:
            self._pick((min(month, self._pressed), max(month, self._pressed)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End dragging; a click picks a month, and on the only one that is picked ends the choice."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        month, pressed = self._month(event.position()), self._pressed
        self._pressed = None
        if month != pressed:
            return
        if self._moved is None:
            self._pick(None if self.window_ == (month, month) else (month, month))
        elif self.window_ == self._moved:
            self._pick((month, month))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move or widen the window, or end the choice."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is not None and len(self._counts):
            self.move_by(by, widen=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape and self.window_ is not None:
            self._pick(None)
        else:
            super().keyPressEvent(event)

    def move_by(self, months: int, *, widen: bool = False) -> bool:
        """Move the window, or with `widen` its end; return whether it could. Without one, it is made at the start."""
        if not len(self._counts):
            return False
        window = self.window_
        if window is None:
            self._pick((self._first, self._first) if months > 0 else (self.last, self.last))
            return True
        if widen:
            end = min(max(window[1] + months, window[0]), self.last)
            new = (window[0], end)
        else:
            new = self._shifted(window, months)
        self._pick(new)
        return new != window

    def event(self, event: QEvent) -> bool:
        """Show the count of the month under the pointer."""
        if event.type() is QEvent.Type.ToolTip and len(self._counts):
            help_event: QHelpEvent = event  # type: ignore[assignment] # Qt tells events apart by type
            QToolTip.showText(help_event.globalPos(), tip(self._words(self._month(QPointF(help_event.pos())))), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show where the keys are."""
        super().focusInEvent(event)
        self.update()

    def _shifted(self, window: Window, months: int) -> Window:
        by = min(max(months, self._first - window[0]), self.last - window[1])
        return window[0] + by, window[1] + by

    def _pick(self, window: Window | None) -> None:
        if window != self.window_:
            self.window_ = window
            self.retranslate()
            self.picked.emit(window)

    def _words(self, month: int) -> str:
        count = int(self._counts[month - self._first])
        return gettext(N_("{month}: {count} incidents")).format(month=month_words(month), count=number(count))

    def _month(self, where: QPointF) -> int:
        place = int(np.searchsorted(self._edges(), where.x(), side="right")) - 1
        return self._first + min(max(place, 0), len(self._counts) - 1)

    def _edges(self) -> NDArray[np.float64]:
        """Return (m + 1,) where the months begin, on whole pixels of the screen."""
        ratio = self.devicePixelRatioF()
        edges = np.linspace(_PAD, max(self.width() - _PAD, _PAD + 1), len(self._counts) + 1)
        return np.round(edges * ratio) / ratio
