"""The part of the map's legend about walks: a line for each catchment, and one for the residents without a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spaceplanner.cartography import legend
from spaceplanner.cartography.style import map_style
from spaceplanner.ui.plain import label
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from spaceplanner.cartography.catchments import Catchments, Unserved

_SWATCH = 11


class _Line(QWidget):
    """A colour and its words; or words alone."""

    def __init__(self, words: str, parent: QWidget, *, fill: QColor | None = None, edge: str = "", title: bool) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(7)
        if fill is not None:
            swatch = QFrame(self)
            swatch.setFixedSize(QSize(_SWATCH, _SWATCH))
            swatch.setStyleSheet(f"background: {fill.name(QColor.NameFormat.HexArgb)}; border: 1px solid {edge};")
            line.addWidget(swatch)
        text = label(parent=self) if title else label(parent=self, role="secondary")
        text.setText(words)
        if title:
            text.setObjectName("title")
        else:
            text.setFont(font(10.5, tabular=True))
        line.addWidget(text, 1)


class ReachLegend(QWidget):
    """See the module's docstring; hidden while there is nothing to explain.

    Attributes
    ----------
    text
        What is written, in one line.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self._said: tuple[object, ...] = ()
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self.hide()

    def write(self, catchments: Catchments | None, unserved: Unserved | None, theme: str) -> None:
        """Write the words for what is shown, in the language in use; None is left out."""
        words = [*_of_catchments(catchments), *_of_unserved(unserved)]
        if self._said == (words, theme):
            return
        self._said = (words, theme)
        for line in self._lines:
            line.hide()
            self._column.removeWidget(line)
            line.deleteLater()
        style = map_style(theme)
        self._lines = []
        for text, kind, layers in words:
            ink = style.unserved if kind == "unserved" else style.catchment
            alpha = style.alpha["unserved" if kind == "unserved" else "catchment"]
            fill = QColor(ink)
            # Where bands lie on one another their tints add up.
            fill.setAlphaF(1 - (1 - alpha) ** max(layers, 1))
            line = _Line(text, self, fill=fill if layers else None, edge=ink, title=kind in {"title", "unserved"})
            self._lines.append(line)
            self._column.addWidget(line)
        self.text = ", ".join(text for text, _, _ in words)
        self.setVisible(bool(words))


def _of_catchments(found: Catchments | None) -> list[tuple[str, str, int]]:
    """Return the lines of catchments: their words, their kind, and how many tints lie on one another there."""
    if found is None:
        return []
    bands = [(legend.band_words(band), "band", len(found.bands) - place) for place, band in enumerate(found.bands)]
    words = (legend.catchments_words(found), *legend.catchments_notes(found))
    return [(legend.catchments_title(found), "title", 0), *bands, *((line, "words", 0) for line in words)]


def _of_unserved(found: Unserved | None) -> list[tuple[str, str, int]]:
    if found is None:
        return []
    words = (legend.unserved_words(found), *legend.unserved_notes(found))
    return [(legend.unserved_title(), "unserved", 1), *((line, "words", 0) for line in words)]
