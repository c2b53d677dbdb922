"""The legend on the map: the classes of incident density."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from spaceplanner.cartography import legend
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from spaceplanner.cartography.density import DensityField

_STRIP, _WIDTH = 9, 158


class _Strip(QWidget):
    """The classes as one strip with the limits of the first, middle and last below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.classes: tuple[legend.Class, ...] = ()
        self.setFixedSize(QSize(_WIDTH, _STRIP + 17))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the strip."""
        del event
        if not self.classes:
            return
        painter = QPainter(self)
        wide = self.width() / len(self.classes)
        painter.setFont(font(10.5, tabular=True))
        for number, part in enumerate(self.classes):
            cell = QRectF(number * wide, 0, wide, _STRIP)
            fill = QColor(part.hex)
            fill.setAlphaF(min(1.0, part.alpha + 0.2))
            painter.fillRect(cell, fill)
        for number in (0, len(self.classes) // 2, len(self.classes) - 1):
            painter.setPen(self.palette().color(self.foregroundRole()))
            where = QRectF(number * wide, _STRIP + 2, wide * 1.6, 15)
            flags = Qt.AlignmentFlag.AlignLeft
            if number == len(self.classes) - 1:
                where, flags = (
                    QRectF(self.width() - wide * 1.6, _STRIP + 2, wide * 1.6, 15),
                    Qt.AlignmentFlag.AlignRight,
                )
            painter.drawText(where, flags | Qt.AlignmentFlag.AlignVCenter, self.classes[number].text)
        painter.end()


class Legend(QFrame):
    """A small panel over the map's corner."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 9, 11, 7)
        column.setSpacing(7)
        self._title = QLabel(self)
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._strip = _Strip(self)
        column.addWidget(self._title)
        column.addWidget(self._strip)
        self.hide()

    def show_density(self, field: DensityField | None, theme: str) -> None:
        """Show the classes of a density, or nothing for None."""
        self.setVisible(field is not None)
        if field is None:
            return
        self._title.setText(legend.density_title(field))
        self._strip.classes = legend.classes(field, theme=theme)
        limits = ", ".join(part.text for part in self._strip.classes)
        self.setAccessibleName(f"{self._title.text()}: {limits}")
        self._strip.update()
        self.adjustSize()
