"""The classes of hot spots in the legend: a colour and its words for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from spaceplanner.cartography import hot_legend
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.ui.plain import label
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from spaceplanner.cartography.hotspots import HotGround

_SWATCH = 11


class HotLegend(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    text
        What is written, in one line; nothing while there are no hot spots.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self._title, self._words = label(parent=self), label(parent=self, role="secondary")
        self._title.setObjectName("title")
        self._words.setFont(font(10.5))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(7)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addLayout(self._rows)
        column.addWidget(self._words)
        self.hide()

    def show_ground(self, ground: HotGround | None, theme: str) -> None:
        """Show the classes of hot spots, or nothing for None."""
        self._clear()
        self.text = ""
        self.setVisible(ground is not None)
        if ground is None:
            return
        self._title.setText(hot_legend.title(ground))
        self._words.setText(hot_legend.words(ground))
        self._words.setVisible(bool(self._words.text()))
        classes = hot_legend.classes(ground, theme=theme)
        edge = page_theme(theme).faint
        # The highest on top, as on the map's own scale.
        for row, part in enumerate(reversed(classes)):
            fill = QColor(part.hex)
            fill.setAlphaF(min(1.0, part.alpha + 0.2))
            swatch, words = QFrame(self), label(part.text, self, role="secondary")
            swatch.setFixedSize(_SWATCH, _SWATCH)
            swatch.setStyleSheet(
                f"background: {fill.name(QColor.NameFormat.HexArgb)}; border: 1px solid {edge}; border-radius: 2px;"
            )
            words.setFont(font(10.5, tabular=True))
            self._rows.addWidget(swatch, row, 0)
            self._rows.addWidget(words, row, 1)
        limits = ", ".join(part.text for part in classes if part.text)
        said = (self._title.text(), limits, self._words.text().replace("\n", ", "))
        self.text = ": ".join(part for part in said if part)

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
