"""The histogram of a column with the limits and colours of its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from spaceplanner.domain.style_classes import Belongs, classes, digits, texts
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.plain import tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from spaceplanner.domain.style import Style
    from spaceplanner.services.styling import Survey
    from spaceplanner.ui.theme import Appearance

_HIGH, _FOOT = 74, 15


class Histogram(QWidget):
    """See the module's docstring; each bar has the colour of the class in which its middle lies."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._style: Style | None = None
        self._survey: Survey | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_values(self, style: Style, survey: Survey) -> None:
        """Show the values of a column in classes."""
        self._style, self._survey = style, survey
        self.setVisible(bool(len(survey.bars)))
        limits = ", ".join(text for text in texts(style)[:-2])
        self.setAccessibleName(gettext(N_("Values of the column {column}")).format(column=style.column or ""))
        self.setAccessibleDescription(limits)
        most = number(int(survey.bars.max())) if len(survey.bars) else ""
        said = gettext(N_("{bars} bars of equal width; the highest has {most} features.")).format(
            bars=number(len(survey.bars)), most=most
        )
        self.setToolTip(tip(said))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return the size the chart wants."""
        return QSize(240, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint bars, limits, and the values at both ends."""
        del event
        style, survey = self._style, self._survey
        if style is None or survey is None or not len(survey.bars):
            return
        painter = QPainter(self)
        floor, wide, most = self.height() - _FOOT, self.width() / len(survey.bars), max(1, int(survey.bars.max()))
        middles = (survey.edges[:-1] + survey.edges[1:]) / 2
        hues = _hues(style, middles)
        for place, (count, hue) in enumerate(zip(survey.bars.tolist(), hues, strict=True)):
            high = 0 if not count else max(1.0, count / most * (floor - 4))
            painter.fillRect(QRectF(place * wide, floor - high, max(wide - 1, 1), high), QColor(hue))
        self._paint_limits(painter, style, survey, floor)
        self._paint_ends(painter, style, survey)
        painter.end()

    def _paint_limits(self, painter: QPainter, style: Style, survey: Survey, floor: int) -> None:
        low, span = survey.edges[0], max(survey.edges[-1] - survey.edges[0], 1e-300)
        painter.setPen(QPen(self._appearance.colour("secondary"), 1, Qt.PenStyle.DashLine))
        for limit in style.limits[1:-1]:
            x = round((limit - low) / span * self.width()) + 0.5
            painter.drawLine(QPointF(x, 2), QPointF(x, floor))
        painter.setPen(QPen(self._appearance.colour("lines"), 1))
        painter.drawLine(QPointF(0, floor + 0.5), QPointF(self.width(), floor + 0.5))

    def _paint_ends(self, painter: QPainter, style: Style, survey: Survey) -> None:
        painter.setFont(font(10.5, tabular=True))
        painter.setPen(self._appearance.colour("faint"))
        decimals = digits(style.limits)
        row = QRectF(0, self.height() - _FOOT + 1, self.width(), _FOOT)
        for value, side in (
            (survey.edges[0], Qt.AlignmentFlag.AlignLeft),
            (survey.edges[-1], Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(row, side, number(float(value), decimals))


def _hues(style: Style, values: np.ndarray) -> list[str]:
    found = [part for part in classes(style) if part.belongs is Belongs.RANGE]
    place = np.clip(np.searchsorted(style.limits[1:-1], values, side="left"), 0, len(found) - 1)
    return [found[at].colour or "#000000" for at in place]
