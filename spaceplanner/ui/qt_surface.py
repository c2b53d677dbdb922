"""Drawing operations carried out by a QPainter, on a widget or, in any thread, on an image.

Qt's calls hold Python's interpreter lock, so a single one must be short: long lists are drawn in pieces.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Badges, Dots, Lines, Picture, Polygons, Text
from spaceplanner.ui import icons
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Colour, Group, Operation, Stroke

_PIECE = 20_000
_HALO = 3.0
_OPAQUE = 0.999
_VoidPtr = cast(Any, shiboken6.VoidPtr)  # its stub does not know that it takes objects, a size and whether to write


class QtSurface:
    """A `Surface` that paints with a QPainter.

    Parameters
    ----------
    painter
        Active; one unit of its coordinates is a pixel of 1/96 inch.
    check
        Called between operations; may raise to give the drawing up.
    """

    def __init__(self, painter: QPainter, check: Callable[[], None] | None = None) -> None:
        self._painter = painter
        self._check = check
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def draw(self, groups: Iterable[Group]) -> None:
        """Carry the operations out, in order."""
        for group in groups:
            self.carry_out(group.operations)

    def carry_out(self, operations: Iterable[Operation]) -> None:
        """Carry out operations that belong to no group: swatches, scale bars."""
        for operation in operations:
            if self._check is not None:
                self._check()
            _PAINTERS[type(operation)](self._painter, operation)


def colour(value: Colour) -> QColor:
    """Return Qt's colour of a drawing's colour."""
    made = QColor(value.hex)
    made.setAlphaF(value.alpha)
    return made


def pen(stroke: Stroke | None) -> QPen:
    """Return Qt's pen of a drawing's line style; no line for None."""
    if stroke is None:
        return QPen(Qt.PenStyle.NoPen)
    made = QPen(colour(stroke.colour), stroke.width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap if stroke.dash else Qt.PenCapStyle.RoundCap)
    if stroke.dash:
        # Qt counts dashes in line widths.
        made.setDashPattern([length / max(stroke.width, 0.1) for length in stroke.dash])
    return made


def polygon(ring: NDArray[np.float64]) -> QPolygonF:
    """Return a ring or path (k, 2) as Qt's polygon, filled through its buffer instead of point by point."""
    made = QPolygonF()
    if len(ring):
        made.resize(len(ring))
        memory = _VoidPtr(made.data(), 16 * len(ring), True)  # noqa: FBT003 - Qt's own signature
        np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)[:] = ring
    return made


def _shapes(operation: Polygons) -> Iterator[QPolygonF | QPainterPath]:
    """Return each polygon: a plain one as a polygon, which Qt fills fastest, one with holes as a path."""
    ends = (*operation.starts[1:], len(operation.rings))
    for start, end in zip(operation.starts, ends, strict=True):
        if end - start == 1:
            yield polygon(operation.rings[start])
        else:
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            for ring in operation.rings[start:end]:
                path.addPolygon(polygon(ring))
                path.closeSubpath()
            yield path


def _fill(painter: QPainter, operation: Polygons) -> None:
    for shape in _shapes(operation):
        if isinstance(shape, QPainterPath):
            painter.drawPath(shape)
        else:
            painter.drawPolygon(shape)


def _polygons(painter: QPainter, operation: Polygons) -> None:
    fill = operation.fill
    if fill is not None and operation.merged and fill.alpha < _OPAQUE and len(operation.starts) > 1:
        _tint(painter, operation, fill)
        if operation.stroke is None:
            return
        fill = None
    painter.setPen(pen(operation.stroke))
    painter.setBrush(QBrush(colour(fill)) if fill is not None else QBrush(Qt.BrushStyle.NoBrush))
    _fill(painter, operation)


def _tint(painter: QPainter, operation: Polygons, fill: Colour) -> None:
    """Fill overlapping polygons as one even tint: opaque on a layer of its own, which is then laid over the map."""
    ratio = _ratio(painter)
    device = painter.device()
    layer = QImage(
        ceil(device.width() * ratio), ceil(device.height() * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    layer.fill(Qt.GlobalColor.transparent)
    inner = QPainter(layer)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner.setTransform(painter.transform() * QTransform.fromScale(ratio, ratio))
    inner.setPen(Qt.PenStyle.NoPen)
    inner.setBrush(QColor(fill.hex))
    _fill(inner, operation)
    inner.end()
    layer.setDevicePixelRatio(ratio)
    painter.save()
    painter.resetTransform()
    painter.setOpacity(fill.alpha)
    painter.drawImage(QPointF(0, 0), layer)
    painter.restore()


def _ratio(painter: QPainter) -> float:
    """Return how many pixels of the screen a unit of the painter's device has, its own scaling left out.

    The device's transform cannot be used for more: on a widget it may hold the widget's place in its window, which
    stays when the painter's transform is reset.
    """
    return painter.deviceTransform().m11() / painter.transform().m11()


def _lines(painter: QPainter, operation: Lines) -> None:
    painter.setPen(pen(operation.stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in operation.paths:
        painter.drawPolyline(polygon(path))


def _dots(painter: QPainter, operation: Dots) -> None:
    """Stamp one prepared dot at every place, on whole device pixels so that all look alike."""
    if not len(operation.xy):
        return
    ratio, transform = _ratio(painter), painter.transform()
    scale = transform.m11() * ratio
    stamp = _stamp(operation.radius * scale, operation.fill, operation.stroke, scale)
    middle = (stamp.width() % 2) / 2
    places = np.round(operation.xy * scale + np.array([transform.dx(), transform.dy()]) * ratio) + middle
    painter.save()
    painter.resetTransform()
    for start in range(0, len(places), _PIECE):
        piece = places[start : start + _PIECE]
        fragments = np.zeros((len(piece), 10))
        fragments[:, :2] = piece / ratio
        fragments[:, 4:6] = stamp.width(), stamp.height()
        fragments[:, 6:8] = 1 / ratio
        fragments[:, 9] = 1.0
        first = cast(Any, shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment))
        painter.drawPixmapFragments(first, len(piece), stamp)
    painter.restore()


@lru_cache(maxsize=256)
def _stamp(radius: float, fill: Colour, stroke: Stroke | None, scale: float) -> QPixmap:
    width = stroke.width * scale if stroke is not None else 0.0
    side = ceil(2 * radius + width) + 2
    made = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour(fill))
    edge = pen(stroke)
    edge.setWidthF(width)
    painter.setPen(edge)
    painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    painter.end()
    return QPixmap.fromImage(made)


def _badges(painter: QPainter, operation: Badges) -> None:
    radius = operation.radius
    side = radius * 1.16
    picture = icons.image(operation.icon, operation.ink.hex, max(1, round(side * painter.deviceTransform().m11())), 2.3)
    painter.setPen(pen(operation.stroke))
    painter.setBrush(colour(operation.fill))
    for x, y in operation.xy.tolist():
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for x, y in operation.xy.tolist():
        painter.drawImage(QRectF(x - side / 2, y - side / 2, side, side), picture)
    painter.restore()


@lru_cache(maxsize=2048)
def _letters(text: str, size: float, weight: str) -> tuple[QPainterPath, QPainterPath]:
    """Return a line of text and the ground of its halo as paths, its left end on the baseline at the origin."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # letters of a kerned pair may overlap
    path.addText(QPointF(0, 0), font(size, weight), text)
    stroker = QPainterPathStroker()
    stroker.setWidth(2 * _HALO)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return path, stroker.createStroke(path)


def _text(painter: QPainter, operation: Text) -> None:
    width = fonts.text_width(operation.text, operation.size, operation.weight)
    left = operation.x - {Anchor.LEFT: 0.0, Anchor.CENTRE: width / 2, Anchor.RIGHT: width}[operation.anchor]
    baseline = operation.y + (fonts.ASCENT - fonts.DESCENT) / 2 * operation.size
    if operation.halo is None:
        painter.setFont(font(operation.size, operation.weight))
        painter.setPen(colour(operation.colour))
        painter.drawText(QPointF(left, baseline), operation.text)
        return
    letters, halo = _letters(operation.text, operation.size, operation.weight)
    painter.save()
    painter.setTransform(QTransform.fromTranslate(left, baseline), True)  # noqa: FBT003 - Qt's own signature
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(operation.halo))
    painter.drawPath(halo)
    painter.setBrush(colour(operation.colour))
    painter.drawPath(letters)
    painter.restore()


def _picture(painter: QPainter, operation: Picture) -> None:
    """Draw a picture; one that fits the screen's pixels is copied, another drawn smoothly."""
    left, top, right, bottom = operation.box
    pixels = np.ascontiguousarray(operation.pixels)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    painter.save()
    painter.setOpacity(operation.opacity)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(left, top, right - left, bottom - top), image)
    painter.restore()


_PAINTERS: dict[type[Operation], Callable[[QPainter, Any], None]] = {
    Polygons: _polygons,
    Lines: _lines,
    Dots: _dots,
    Badges: _badges,
    Text: _text,
    Picture: _picture,
}
