"""A picture to point at: wheel and keys zoom, dragging moves it, a click points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPen, QPixmap
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
)

from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import (
        QGraphicsItem,
        QGraphicsPixmapItem,
        QWidget,
    )

    from spaceplanner.ui.context import Context

_STEP = 1.25
_STILL = 4
_RADIUS = 9.0
_FINEST, _COARSEST = 40.0, 0.02


class PictureView(QGraphicsView):
    """See the module's docstring."""

    pointed = Signal(float, float)
    """Column and row of the picture as it is in its file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self._scene = QGraphicsScene()
        super().__init__(self._scene, parent)
        self._context = context
        self._picture: QGraphicsPixmapItem | None = None
        self._factor = 1.0
        self._pressed: QPointF | None = None
        self._marks: list[QGraphicsItem] = []
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(320, 240)

    def show_picture(self, image: QImage, factor: float) -> None:
        """Show a picture that is `factor` times coarser than its file."""
        self._factor = factor
        self._picture = self._scene.addPixmap(QPixmap.fromImage(image))
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.setSceneRect(self._picture.boundingRect())
        self.fitInView(self._picture, Qt.AspectRatioMode.KeepAspectRatio)

    def middle(self) -> tuple[float, float]:
        """Return column and row in the middle of what is seen."""
        at = self.mapToScene(self.viewport().rect().center())
        return at.x() * self._factor, at.y() * self._factor

    def at(self, column: float, row: float) -> QPointF:
        """Return where in the widget a place of the picture is."""
        return QPointF(self.mapFromScene(column / self._factor, row / self._factor))

    def mark(self, places: Sequence[tuple[float, float]]) -> None:
        """Show places of the picture, numbered from 1."""
        for item in self._marks:
            self._scene.removeItem(item)
        self._marks = []
        colours = self._context.appearance.colours
        for number, (column, row) in enumerate(places, start=1):
            dot = QGraphicsEllipseItem(-_RADIUS, -_RADIUS, 2 * _RADIUS, 2 * _RADIUS)
            dot.setPen(QPen(QColor(colours.panel), 1.5))
            dot.setBrush(QBrush(QColor(colours.accent)))
            words = QGraphicsSimpleTextItem(str(number), dot)
            words.setFont(font(11, "bold"))
            words.setBrush(QBrush(QColor(colours.on_accent)))
            words.setPos(-words.boundingRect().center())
            dot.setFlag(dot.GraphicsItemFlag.ItemIgnoresTransformations)
            dot.setPos(column / self._factor, row / self._factor)
            self._scene.addItem(dot)
            self._marks.append(dot)

    def zoom(self, factor: float) -> None:
        """Zoom about the pointer, within reason."""
        wanted = self.transform().m11() * factor
        if _COARSEST < wanted < _FINEST:
            self.scale(factor, factor)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's names
        """Zoom."""
        self.zoom(_STEP ** (event.angleDelta().y() / 120))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Remember where a click or a drag began."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point, unless the picture was dragged."""
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        if pressed is None or (event.position() - pressed).manhattanLength() > _STILL or self._picture is None:
            return
        at = self.mapToScene(event.position().toPoint())
        if self._picture.contains(at):
            self.pointed.emit(at.x() * self._factor, at.y() * self._factor)
