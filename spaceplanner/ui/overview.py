"""The overview map in the corner: all of the project, and a rectangle for what the map shows, which can be dragged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFrame, QToolButton

from spaceplanner.cartography import overview
from spaceplanner.cartography.style import map_style
from spaceplanner.cartography.view import View
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.card_column import EDGE
from spaceplanner.ui.icons import icon
from spaceplanner.ui.map_input import STEP, ZOOM
from spaceplanner.ui.qt_surface import QtSurface

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_WIDTH, _HEIGHT = 168, 116
_LEAST_MAP = 480
"""Pixels of the map's width below which the overview would cover too much of it."""
_KEYS = {
    Qt.Key.Key_Left: (STEP, 0.0),
    Qt.Key.Key_Right: (-STEP, 0.0),
    Qt.Key.Key_Up: (0.0, STEP),
    Qt.Key.Key_Down: (0.0, -STEP),
}
_ZOOM_KEYS = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}


class Overview(QFrame):
    """See the module's docstring.

    Attributes
    ----------
    view
        What the picture shows: everything.
    wanted
        Whether the user wants to see it; it is hidden all the same while there is nothing, or no room.
    close_button
        Folds it away.
    """

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self.setObjectName("overview")
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.view = View(0.0, 0.0, 1.0, _WIDTH, _HEIGHT)
        self.wanted = True
        self._picture: QImage | None = None
        self._held: tuple[float, float] | None = None
        self.close_button = QToolButton(self)
        self.close_button.setIconSize(QSize(11, 11))
        self.close_button.setFixedSize(20, 20)
        self.close_button.move(_WIDTH - 22, 2)
        canvas.cards.changed.connect(self._fit)
        canvas.view_changed.connect(self.update)
        context.project_changed.connect(self._refresh)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()
        self._fit()

    def show_wanted(self, wanted: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Unfold the overview or fold it away."""
        self.wanted = wanted
        self._fit()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew, and paint in the colours of the moment."""
        self.setAccessibleName(gettext(N_("Overview map")))
        self.setAccessibleDescription(gettext(N_("Arrow keys move the map, plus and minus zoom.")))
        self.setToolTip(gettext(N_("Drag the rectangle, or click where the map should be")))
        words = gettext(N_("Fold the overview away"))
        self.close_button.setAccessibleName(words)
        self.close_button.setToolTip(words)
        self.close_button.setIcon(icon("x", self._context.appearance.colours.secondary, size=11))
        self._paint_soon()

    @Slot(object, object)
    def _refresh(self, before: Project, after: Project) -> None:
        if before.layers is not after.layers:
            self._fit()
            self._paint_soon()

    @Slot()
    def _fit(self) -> None:
        """Stay at the side of the map, below the bars; where a card or the legend needs the room, give way."""
        canvas, cards = self._canvas, self._canvas.cards
        x = canvas.width() - _WIDTH - EDGE
        box = QRect(x, cards.top(x, _WIDTH), _WIDTH, _HEIGHT)
        there = bool(self._context.project.layers) and canvas.width() >= _LEAST_MAP and canvas.height() >= 2 * _HEIGHT
        room = cards.room(x, box.y(), _WIDTH) >= _HEIGHT and not cards.covers(box)
        self.move(box.topLeft())
        self.setVisible(self.wanted and there and room)

    def _paint_soon(self) -> None:
        """Have the picture painted beside the window's thread: a city's streets take a moment."""
        project, theme, ratio = self._context.project, self._context.appearance.name, self.devicePixelRatioF()
        around = overview.bounds(layer for layer in project.layers if layer.visible)
        if around is None:
            self._context.painting.cancel("overview")
            self._picture = None
            self.update()
            return
        view = View.fitted(around, _WIDTH, _HEIGHT, margin=overview.MARGIN)

        def work(progress: Progress) -> QImage:
            image = QImage(round(_WIDTH * ratio), round(_HEIGHT * ratio), QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(ratio)
            image.fill(QColor(map_style(theme).blocks))
            painter = QPainter(image)
            try:
                surface = QtSurface(painter, lambda: progress(0.0, ""))
                surface.carry_out(overview.drawing(project.layers, view, theme))
            finally:
                painter.end()
            return image

        def done(image: QImage) -> None:
            self._picture, self.view = image, view
            self.update()

        self._context.painting.run("overview", N_("Drawing the map"), work, done=done, failed=self._context.failed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's names from here on
        """Paint the picture, and over it the rectangle."""
        super().paintEvent(event)
        painter = QPainter(self)
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setClipRect(inside)
        if self._picture is not None:
            painter.drawImage(QPointF(0, 0), self._picture)
            surface = QtSurface(painter)
            surface.carry_out(overview.frame(self._canvas.view, self.view, self._context.appearance.name))
        if self.hasFocus():
            painter.setPen(self._context.appearance.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inside.adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the rectangle; beside it, bring it there first."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at, shown = event.position(), self._canvas.view
        left, top, right, bottom = overview.frame_box(shown, self.view)
        x, y = self.view.to_map(at.x(), at.y())
        if not (left <= at.x() <= right and top <= at.y() <= bottom):
            self._go(x, y)
            shown = self._canvas.view
        self._held = (shown.x - x, shown.y - y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Have the map follow."""
        if self._held is not None:
            x, y = self.view.to_map(event.position().x(), event.position().y())
            self._go(x + self._held[0], y + self._held[1])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        del event
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom the map about its middle."""
        self._canvas.zoom_by(1.0015 ** event.angleDelta().y())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move and zoom the map."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._canvas.set_view(self._canvas.view.panned(*_KEYS[key]))
        elif key in _ZOOM_KEYS:
            self._canvas.zoom_by(_ZOOM_KEYS[key])
        else:
            super().keyPressEvent(event)

    def _go(self, x: float, y: float) -> None:
        self._canvas.set_view(replace(self._canvas.view, x=x, y=y))
