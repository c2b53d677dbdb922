"""The legend on the map: the classes of incident density, what dark and silent ground is, and who walks where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from spaceplanner.cartography import legend
from spaceplanner.cartography.style import map_style
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.ui.hot_legend_view import HotLegend
from spaceplanner.ui.plain import label
from spaceplanner.ui.reach_legend import ReachLegend
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from spaceplanner.cartography.catchments import Catchments, Unserved
    from spaceplanner.cartography.darkness import DarkGround
    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.hotspots import HotGround
    from spaceplanner.ui.style_legend import StyleLegend

_STRIP, _WIDTH, _SWATCH = 9, 158, 11


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


class _Dark(QWidget):
    """The colour of dark and silent ground, its name, and below it what that means."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._swatch, self._name = QFrame(self), label(parent=self)
        self._swatch.setFixedSize(QSize(_SWATCH, _SWATCH))
        self._name.setObjectName("title")
        self._words = label(parent=self, role="secondary")
        self._words.setFont(font(10.5, tabular=True))
        line = QHBoxLayout()
        line.setSpacing(7)
        line.addWidget(self._swatch)
        line.addWidget(self._name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(line)
        column.addWidget(self._words)
        self.hide()

    @property
    def text(self) -> str:
        """What is written, in one line."""
        return f"{self._name.text()}: {self._words.text().replace(chr(10), ', ')}"

    def write(self, ground: DarkGround, theme: str) -> None:
        """Write the words for a ground."""
        style = map_style(theme)
        fill = QColor(style.dark_silent)
        fill.setAlphaF(min(1.0, style.alpha["dark_silent"] + 0.2))
        edge = page_theme(theme).faint
        self._swatch.setStyleSheet(f"background: {fill.name(QColor.NameFormat.HexArgb)}; border: 1px solid {edge};")
        self._name.setText(legend.dark_title())
        self._words.setText("\n".join(legend.dark_words(ground)))


class Legend(QFrame):
    """A small panel over the map's corner, as large as its words."""

    resized = Signal()
    """It has another size, and belongs elsewhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column = column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(11, 9, 11, 7)
        column.setSpacing(7)
        self._density = ""
        self._title = QLabel(self)
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._strip = _Strip(self)
        column.addWidget(self._title)
        column.addWidget(self._strip)
        self._hot = HotLegend(self)
        column.addWidget(self._hot)
        self._dark = _Dark(self)
        column.addWidget(self._dark)
        self._reach = ReachLegend(self)
        column.addWidget(self._reach)
        self._parts: list[StyleLegend] = []
        self.hide()

    def add(self, part: StyleLegend) -> None:
        """Put another part below the others, which says itself what it explains."""
        self._parts.append(part)
        self._column.addWidget(part)
        part.changed.connect(self._settle)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell it."""
        super().resizeEvent(event)
        self.resized.emit()

    def show_density(self, field: DensityField | None, theme: str) -> None:
        """Show the classes of a density, or nothing of it for None."""
        self._title.setVisible(field is not None)
        self._strip.setVisible(field is not None)
        self._density = ""
        if field is not None:
            self._write_density(field, theme)
        self._settle()

    def show_hotspots(self, ground: HotGround | None, theme: str) -> None:
        """Show the classes of hot spots, or nothing of them for None."""
        self._hot.show_ground(ground, theme)
        self._settle()

    def show_darkness(self, ground: DarkGround | None, theme: str) -> None:
        """Show what dark and silent ground is, or nothing of it for None."""
        self._dark.setVisible(ground is not None)
        if ground is not None:
            self._dark.write(ground, theme)
        self._settle()

    def show_reach(self, catchments: Catchments | None, unserved: Unserved | None, theme: str) -> None:
        """Show what catchments and residents without a space are, or nothing of what is None."""
        self._reach.write(catchments, unserved, theme)
        self._settle()

    def _write_density(self, field: DensityField, theme: str) -> None:
        self._title.setText(legend.density_title(field))
        self._strip.classes = legend.classes(field, theme=theme)
        limits = ", ".join(part.text for part in self._strip.classes)
        self._density = f"{self._title.text()}: {limits}"
        self._strip.update()

    def _settle(self) -> None:
        dark = "" if self._dark.isHidden() else self._dark.text
        more = (part.text for part in self._parts)
        said = [text for text in (self._density, self._hot.text, dark, self._reach.text, *more) if text]
        self.setVisible(bool(said))
        self.setAccessibleName(". ".join(said))
        self.adjustSize()
