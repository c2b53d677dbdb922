"""What is selected of the layers, marked on the map: painted beside the window's thread, moved with the map meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QImage, QPainter

from spaceplanner.cartography import selected
from spaceplanner.i18n import N_
from spaceplanner.ui.qt_surface import QtSurface

if TYPE_CHECKING:
    from spaceplanner.cartography.view import View
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_SOON_MS = 60


class Highlight(QObject):
    """See the module's docstring.

    Attributes
    ----------
    image, view
        The latest picture and the view it is of; None for nothing.
    """

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self.image: QImage | None = None
        self.view: View | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._start)
        canvas.overlays.append(self._paint)
        canvas.view_changed.connect(self._wait)
        for signal in (context.selection_changed, context.appearance.changed):
            signal.connect(self._begin)
        context.project_changed.connect(self._begin)

    @Slot()
    def _wait(self) -> None:
        if self._context.selection.rows:
            self._soon.start(_SOON_MS)

    @Slot()
    def _begin(self) -> None:
        """Paint what is selected now; nothing is gone at once."""
        if self._context.selection.rows:
            self._soon.start(0)
        else:
            self._soon.stop()
            self._context.painting.cancel("highlight")
            self.image = self.view = None
            self._canvas.update()

    @Slot()
    def _start(self) -> None:
        context, canvas = self._context, self._canvas
        layers, rows, view = context.project.layers, context.selection.rows, canvas.view
        theme, ratio = context.appearance.name, canvas.devicePixelRatioF()

        def work(progress: Progress) -> QImage:
            size = round(view.width * ratio), round(view.height * ratio)
            image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            try:
                QtSurface(painter, lambda: progress(0.0, "")).carry_out(selected.drawing(layers, rows, view, theme))
            finally:
                painter.end()
            return image

        def done(image: QImage) -> None:
            # What was cancelled too late to stop is not shown either.
            if context.selection.rows:
                self.image, self.view = image, view
                canvas.update()

        context.painting.run("highlight", N_("Drawing the map"), work, done=done, failed=context.failed)

    def _paint(self, painter: QPainter) -> None:
        if self.image is None or self.view is None:
            return
        old, now = self.view, self._canvas.view
        scale = old.resolution / now.resolution
        width, height = old.width * scale, old.height * scale
        x = now.width / 2 + (old.x - now.x) / now.resolution - width / 2
        y = now.height / 2 - (old.y - now.y) / now.resolution - height / 2
        painter.drawImage(QRectF(x, y, width, height), self.image)
