"""The divider between the map of today and the map with the proposal: dragged, or moved with the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from spaceplanner.i18n import N_, gettext, percent

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_WIDE, _GRIP, _ARROW = 26, 11.0, 3.2
_STEP, _FAR = 0.01, 0.1
_KEYS = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_Right: 1.0, Qt.Key.Key_Up: 1.0}
_ENDS = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}


class SwipeDivider(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    share
        Of the map's width that shows today, 0 to 1.
    """

    moved = Signal(float, float)
    """The divider went from one pixel of the map's width to another."""
    left = Signal()
    """Escape: that is enough."""

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self.share = 0.5
        self._held: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        canvas.installEventFilter(self)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.update)
        self.hide()
        self.retranslate()

    @property
    def x_on_map(self) -> float:
        """The pixel of the map's width at which today ends."""
        return self.share * self._canvas.width()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Divider between today and the proposal"))
        self.setAccessibleName(words)
        self.setToolTip(gettext(N_("Drag it, or move it with the arrow keys. Escape ends the comparison.")))
        self._tell()

    def settle(self) -> None:
        """Take its place on the map."""
        self.setGeometry(round(self.x_on_map - _WIDE / 2), 0, _WIDE, self._canvas.height())

    def go(self, share: float) -> None:
        """Move to a share of the map's width."""
        before = self.x_on_map
        self.share = min(1.0, max(0.0, share))
        self.settle()
        self._tell()
        self.moved.emit(before, self.x_on_map)

    def _tell(self) -> None:
        text = gettext(N_("The map shows today on the left {share} of its width."))
        self.setAccessibleDescription(text.format(share=percent(self.share)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's names from here on
        """Keep its share of the map."""
        if watched is self._canvas and event.type() is QEvent.Type.Resize and not self.isHidden():
            self.settle()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = event.position().x() - self.width() / 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the mouse."""
        if self._held is not None:
            at = self.mapToParent(event.position().toPoint()).x() - self._held
            self.go(at / max(1, self._canvas.width()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        del event
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move with the arrows, to either end with Home and End; go away with Escape."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go(self.share + _KEYS[key] * (_FAR if far else _STEP))
        elif key in _ENDS:
            self.go(_ENDS[key])
        elif key is Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the line and the grip."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        panel, accent = self._context.appearance.colour("panel"), self._context.appearance.colour("accent")
        x, y = self.width() / 2, self.height() / 2
        for colour, wide in ((panel, 4.0), (accent, 2.0)):
            painter.setPen(QPen(colour, wide))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        focused = self.hasFocus()
        painter.setPen(QPen(accent, 2.4 if focused else 1.4))
        painter.setBrush(self._context.appearance.colour("accent_light") if focused else panel)
        painter.drawEllipse(QRectF(x - _GRIP, y - _GRIP, 2 * _GRIP, 2 * _GRIP))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        for side in (-1, 1):
            tip, base = QPointF(x + side * 7.5, y), x + side * 3.0
            painter.drawPolygon(QPolygonF([tip, QPointF(base, y - 1.3 * _ARROW), QPointF(base, y + 1.3 * _ARROW)]))
        painter.end()
