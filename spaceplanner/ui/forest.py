"""Forest plots: rate ratios with their intervals on one logarithmic axis, and marks for what has no figure."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from spaceplanner.analysis.effects import ASSUMED_LOG_SD
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

    from spaceplanner.cartography.style import Theme
    from spaceplanner.domain.catalogue import Evidence

LEAST, MOST = 0.15, 2.6
"""Ends of the axis; what lies beyond ends in an arrow."""
TICKS = (0.25, 0.5, 1.0, 2.0)
_Z95 = 1.96
_EDGE, _DOT, _CAP = 8.0, 3.5, 3.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What is drawn of a finding.

    Attributes
    ----------
    ratio, low, high
        The rate ratio and the ends of its interval, or None.
    sure
        Whether the interval was read in the source or set by the users; else it is dashed.
    null
        The study found no detectable effect.
    own
        The users' own value.
    """

    ratio: float | None
    low: float | None = None
    high: float | None = None
    sure: bool = False
    null: bool = False
    own: bool = False


def mark(entry: Evidence) -> Mark:
    """Return what is drawn of a finding; an interval that was not seen is the one the simulation assumes of its grade."""
    own = entry.override is not None
    if entry.measure != "rate_ratio" or entry.rate_ratio is None:
        return Mark(None, entry.low, entry.high, null=entry.null)
    low, high = entry.low, entry.high
    if low is None or high is None:
        spread = _Z95 * ASSUMED_LOG_SD[entry.grade]
        low, high = entry.rate_ratio * exp(-spread), entry.rate_ratio * exp(spread)
    return Mark(
        entry.rate_ratio, low, high, sure=entry.interval_status in {"seen", "override"}, null=entry.null, own=own
    )


def across(value: float, room: QRectF) -> float:
    """Return where a ratio lies on the axis, in pixels; beyond its ends, at them."""
    share = (log(min(max(value, LEAST), MOST)) - log(LEAST)) / (log(MOST) - log(LEAST))
    return room.left() + _EDGE + share * (room.width() - 2 * _EDGE)


def paint_axis(painter: QPainter, room: QRectF, colours: Theme) -> None:
    """Paint the numbers of the axis."""
    painter.setFont(theme.font(10.5, tabular=True))
    painter.setPen(QColor(colours.faint))
    for tick in TICKS:
        text = number(tick, len(f"{tick:g}".partition(".")[2]))
        at = QRectF(across(tick, room) - 20, room.top(), 40, room.height())
        painter.drawText(at, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)


def paint(painter: QPainter, room: QRectF, found: Mark, colours: Theme) -> None:
    """Paint a finding over the axis: the line of no effect, interval and dot, a hollow diamond for a null, or words."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = room.center().y()
    for tick in TICKS:
        strong = tick == 1
        painter.setPen(QPen(QColor(colours.secondary if strong else colours.lines), 1))
        at = across(tick, room)
        painter.drawLine(QPointF(at, room.top()), QPointF(at, room.bottom()))
    if found.ratio is None and not found.null:
        painter.setFont(theme.font(11))
        painter.setPen(QColor(colours.faint))
        left = QRectF(room.left() + _EDGE, room.top(), across(1.0, room) - room.left() - _EDGE - 4, room.height())
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, gettext(N_("no figure")))
        painter.restore()
        return
    ink = QColor(colours.warning if found.null or found.own else colours.accent)
    _interval(painter, room, found, ink)
    painter.setPen(QPen(ink, 1.5))
    x = across(1.0 if found.ratio is None else found.ratio, room)
    if found.null:
        painter.setBrush(QColor(colours.panel))
        size = _DOT + 1.5
        painter.drawPolygon(
            QPolygonF([QPointF(x - size, y), QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size)])
        )
    else:
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
    painter.restore()


def _interval(painter: QPainter, room: QRectF, found: Mark, ink: QColor) -> None:
    low = found.low if found.low is not None else (1.0 if found.high is not None else None)
    high = found.high if found.high is not None else (1.0 if found.low is not None else None)
    if low is None or high is None:
        return
    y, ends = room.center().y(), (across(low, room), across(high, room))
    painter.setPen(QPen(ink, 1.5, Qt.PenStyle.SolidLine if found.sure else Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
    painter.setPen(QPen(ink, 1.5))
    for value, end, outward in ((low, ends[0], -1), (high, ends[1], 1)):
        if LEAST <= value <= MOST:
            painter.drawLine(QPointF(end, y - _CAP), QPointF(end, y + _CAP))
        else:
            tip = QPointF(end + outward * _CAP, y)
            painter.drawPolyline(QPolygonF([QPointF(end, y - _CAP), tip, QPointF(end, y + _CAP)]))


class ForestPlot(QWidget):
    """A finding by itself, with the numbers of the axis below it."""

    def __init__(self, colours: Callable[[], Theme], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._marks: tuple[Mark, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_findings(self, marks: tuple[Mark, ...], told: str) -> None:
        """Show findings below each other, and say them in words for who cannot see them."""
        self._marks = marks
        self.setAccessibleName(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size the plot wants."""
        return QSize(320, 18 * len(self._marks) + 20)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size at which the plot can be read."""
        return QSize(180, 18 * len(self._marks) + 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the findings, then the axis."""
        del event
        painter, colours = QPainter(self), self._colours()
        for place, found in enumerate(self._marks):
            paint(painter, QRectF(0, 18 * place, self.width(), 18), found, colours)
        paint_axis(painter, QRectF(0, 18 * len(self._marks), self.width(), 16), colours)
        painter.end()
