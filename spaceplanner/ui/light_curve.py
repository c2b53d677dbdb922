"""The curve of a luminaire's light over direction, drawn as in photometric sheets: the luminaire above, down is down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from spaceplanner.analysis.photometry import Distribution
    from spaceplanner.ui.theme import Appearance

_HIGH, _EDGE = 62, 3
_STEPS = 181
_UPWARDS = 0.02
"""Share of the greatest intensity above the horizon from which on room is left for it."""


class LightCurve(QWidget):
    """A small polar diagram; on both sides the same, for intensity is the mean over all planes.

    Parameters
    ----------
    appearance
        Colours of the moment.
    wide
        Pixels, for what stands beside it to be in line with other things.
    """

    def __init__(self, appearance: Appearance, wide: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._curve = np.zeros((0, 2))
        self._up = False
        self.setFixedSize(wide, _HIGH)

    def show_light(self, distribution: Distribution | None) -> None:
        """Show another luminaire's; None: none."""
        self._curve = np.zeros((0, 2))
        if distribution is not None:
            gamma = np.linspace(0, np.pi, _STEPS)
            strength = distribution.at(gamma) / distribution.intensity.max()
            self._up = bool((strength[gamma > np.pi / 2 + 0.01] > _UPWARDS).any())
            right = np.column_stack((strength * np.sin(gamma), strength * np.cos(gamma)))
            self._curve = np.vstack((right, right[::-1] * (-1, 1)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's names
        """Paint the horizon, the circles of half and all of the greatest intensity, and the curve."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self.height() - 2 * _EDGE
        radius = min(self.width() / 2 - _EDGE, high / 2 if self._up else high)
        centre = QPointF(self.width() / 2, self.height() / 2 if self._up else _EDGE)
        painter.setPen(QPen(self._appearance.colour("lines"), 1))
        if not self._up:
            painter.setClipRect(QRectF(0, centre.y() - 0.5, self.width(), self.height()))
        for part in (0.5, 1.0):
            painter.drawEllipse(centre, part * radius, part * radius)
        painter.drawLine(centre - QPointF(radius, 0), centre + QPointF(radius, 0))
        painter.drawLine(centre, centre + QPointF(0, radius))
        painter.setClipping(False)
        painter.setPen(QPen(self._appearance.colour("accent"), 1.8, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(self._appearance.colour("accent", 0.18))
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) * radius for x, y in self._curve.tolist()]))
