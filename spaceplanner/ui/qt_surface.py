"""Drawing operations carried out by a QPainter, on a widget or, in any thread, on an image.

Qt's calls hold Python's interpreter lock, so a single one must be short: long lists are drawn in pieces.
"""

from __future__ import annotations

from dataclasses import replace
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
    QTransform,
)

from spaceplanner.cartography import fonts, raster
from spaceplanner.cartography.drawing import MANY, Anchor, Badges, Cells, Dots, Lines, Picture, Polygons, Text
from spaceplanner.ui import icons
from spaceplanner.ui.qt_shapes import bundles, crisp, path, polygon, ragged
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PySide6.QtGui import (
        QPolygonF,
    )

    from spaceplanner.cartography.drawing import Colour, Group, Operation, Paths, Stroke

_PIECE = 20_000
_HALO = 3.0
_OPAQUE = 0.999
_BUNDLED, _FILLS = 64, 20
"""From how many solid lines on they are drawn in bundles; how many polygons a bundle holds."""
_THIN, _WIDE = 500, 3
"""How many lines a bundle holds: up to a device pixel wide, where Qt draws without filling an outline, and beyond."""
_STAMPED = 200_000
"""So many dots are stamped one by one; beyond, counting them by pixel is faster."""


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


def _shapes(operation: Polygons) -> Iterator[QPolygonF | QPainterPath]:
    """Return each polygon: a plain one as a polygon, which Qt fills fastest, one with holes as a path."""
    ends = (*operation.starts[1:], len(operation.rings))
    for start, end in zip(operation.starts, ends, strict=True):
        if end - start == 1:
            yield polygon(operation.rings[start])
        else:
            flat = ragged(operation.rings[start:end])
            yield path(flat.xy, flat.limits, Qt.FillRule.OddEvenFill)


def _fill(painter: QPainter, operation: Polygons) -> None:
    for shape in _shapes(operation):
        if isinstance(shape, QPainterPath):
            painter.drawPath(shape)
        else:
            painter.drawPolygon(shape)


def _polygons(painter: QPainter, operation: Polygons) -> None:
    fill, many = operation.fill, len(operation.starts) >= MANY
    if fill is not None and (operation.merged or many) and fill.alpha < _OPAQUE and len(operation.starts) > 1:
        _tint(painter, operation, fill)
        fill = None
    elif fill is not None and many:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(fill))
        _fill_bundled(painter, operation)
        fill = None
    if fill is None and operation.stroke is None:
        return
    painter.setPen(pen(operation.stroke))
    painter.setBrush(QBrush(colour(fill)) if fill is not None else QBrush(Qt.BrushStyle.NoBrush))
    if fill is None and many and operation.stroke is not None:
        _draw_bundled(painter, operation.rings, operation.stroke)
    else:
        _fill(painter, operation)


def _fill_bundled(painter: QPainter, operation: Polygons) -> None:
    """Fill very many polygons of one opaque colour; holes turn the other way round than what they are in."""
    cuts = np.array([*operation.starts[::_FILLS], len(operation.rings)], dtype=np.int64)
    for shape in bundles(operation.rings, cuts, Qt.FillRule.WindingFill):
        painter.drawPath(shape)


def _draw_bundled(painter: QPainter, paths: Paths, stroke: Stroke) -> None:
    size = _THIN if stroke.width * _scaling(painter)[0] <= 1 else _WIDE
    cuts = np.append(np.arange(0, len(paths), size), len(paths))
    for shape in bundles(paths, cuts, Qt.FillRule.OddEvenFill):
        painter.drawPath(shape)


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
    if len(operation.starts) >= MANY:
        _fill_bundled(inner, operation)
    else:
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
    stroke, paths = operation.stroke, operation.paths
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(stroke))
    if len(paths) > _BUNDLED and not stroke.dash and stroke.colour.alpha > _OPAQUE:
        _draw_bundled(painter, paths, stroke)
        return
    scale, shift = _scaling(painter)
    for line in paths:
        sharp, width = crisp(line, stroke.width, scale, shift)
        if width != painter.pen().widthF():
            painter.setPen(pen(replace(stroke, width=width)))
        painter.drawPolyline(polygon(sharp))


def _scaling(painter: QPainter) -> tuple[float, tuple[float, float]]:
    """Return the device pixels in a unit of the drawing, and where its origin lies on the device."""
    ratio, transform = _ratio(painter), painter.transform()
    return transform.m11() * ratio, (transform.dx() * ratio, transform.dy() * ratio)


def _dots(painter: QPainter, operation: Dots) -> None:
    """Stamp prepared dots at every place, on whole device pixels so that all look alike."""
    if len(operation.xy) > _STAMPED:
        _counted(painter, operation)
        return
    scale, shift = _scaling(painter)
    ratio, odd = _ratio(painter), raster.centred(operation, scale)
    places = operation.xy * scale + shift
    places = np.floor(places) + 0.5 if odd else np.floor(places + 0.5)
    painter.save()
    painter.resetTransform()
    for inner, outer, hue in raster.rounds(operation):
        stamp = _stamp(inner * scale, outer * scale, hue, odd)
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


def _counted(painter: QPainter, operation: Dots) -> None:
    """Draw very many dots through a raster of the size of the device."""
    ratio, device = _ratio(painter), painter.device()
    scale, shift = _scaling(painter)
    surface = raster.RasterSurface(
        ceil(device.width() * ratio), ceil(device.height() * ratio), scale=scale, shift=shift
    )
    surface.dots(operation)
    _lay(painter, surface.image, ratio)


def _lay(painter: QPainter, pixels: raster.Image, ratio: float) -> None:
    height, width = pixels.shape
    made = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    painter.save()
    painter.resetTransform()
    painter.drawImage(QPointF(0, 0), made)
    painter.restore()


@lru_cache(maxsize=256)
def _stamp(inner: float, outer: float, hue: Colour, odd: bool) -> QPixmap:  # noqa: FBT001 - lru_cache wants plain ones
    pixels = np.ascontiguousarray(raster.stamp(inner, outer, hue, odd=odd))
    side = len(pixels)
    return QPixmap.fromImage(QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_ARGB32_Premultiplied))


def _cells(painter: QPainter, operation: Cells) -> None:
    rows, columns = operation.rgba.shape[:2]
    pixels = np.ascontiguousarray(operation.rgba)
    made = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)  # noqa: FBT003 - Qt's own signature
    painter.drawImage(QRectF(operation.x, operation.y, columns * operation.size, rows * operation.size), made)
    painter.restore()


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


@lru_cache(maxsize=1024)
def _words(text: Text, scale: float) -> tuple[QImage, QPointF]:
    """Return a line of text on its halo as an image, and where in it (device pixels) the baseline starts."""
    letters = QPainterPath()
    letters.setFillRule(Qt.FillRule.WindingFill)  # letters of a kerned pair may overlap
    letters.addText(QPointF(0, 0), font(text.size, text.weight), text.text)
    stroker = QPainterPathStroker()
    stroker.setWidth(2 * _HALO)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    room = letters.boundingRect().adjusted(-_HALO - 1, -_HALO - 1, _HALO + 1, _HALO + 1)
    origin = QPointF(ceil(-room.left() * scale), ceil(-room.top() * scale))
    made = QImage(
        ceil(origin.x() + room.right() * scale),
        ceil(origin.y() + room.bottom() * scale),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(origin)
    painter.scale(scale, scale)
    for shape, hue in ((stroker.createStroke(letters), text.halo), (letters, text.colour)):
        painter.fillPath(shape, colour(hue or text.colour))
    painter.end()
    return made, origin


def _text(painter: QPainter, operation: Text) -> None:
    width = fonts.text_width(operation.text, operation.size, operation.weight)
    left = operation.x - {Anchor.LEFT: 0.0, Anchor.CENTRE: width / 2, Anchor.RIGHT: width}[operation.anchor]
    baseline = operation.y + (fonts.ASCENT - fonts.DESCENT) / 2 * operation.size
    if operation.angle:
        painter.save()
        painter.translate(operation.x, operation.y)
        painter.rotate(-operation.angle)  # Qt turns clockwise
        _text(painter, replace(operation, x=0.0, y=0.0, angle=0.0))
        painter.restore()
        return
    if operation.halo is None or not operation.text:
        painter.setFont(font(operation.size, operation.weight))
        painter.setPen(colour(operation.colour))
        painter.drawText(QPointF(left, baseline), operation.text)
        return
    scale, shift = _scaling(painter)
    ratio = _ratio(painter)
    picture, origin = _words(replace(operation, x=0.0, y=0.0, anchor=Anchor.LEFT), scale)
    at = QPointF(round(left * scale + shift[0]) - origin.x(), round(baseline * scale + shift[1]) - origin.y())
    painter.save()
    painter.resetTransform()
    painter.drawImage(QRectF(at / ratio, picture.size().toSizeF() / ratio), picture)
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
    Cells: _cells,
    Text: _text,
    Picture: _picture,
}
