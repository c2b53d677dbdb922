"""What pointer, wheel, fingers, keys and dropped files mean on the map, said as signals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from spaceplanner.services.gestures import Event

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QFocusEvent,
        QMouseEvent,
        QWheelEvent,
    )

TYPE_MIME = "application/x-spaceplanner-type"
"""What a dragged intervention type is called; its id is the content."""
STEP = 80.0
"""Pixels that an arrow key moves the map by."""
ZOOM = 1.5
"""Factor of plus and minus."""
_WHEEL = 1.0015
_ARROWS = {
    Qt.Key.Key_Left: (STEP, 0.0),
    Qt.Key.Key_Right: (-STEP, 0.0),
    Qt.Key.Key_Up: (0.0, STEP),
    Qt.Key.Key_Down: (0.0, -STEP),
}
_KEYS = {
    Qt.Key.Key_Escape: "escape",
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Backspace: "backspace",
}
_MODIFIERS = {
    "shift": Qt.KeyboardModifier.ShiftModifier,
    "ctrl": Qt.KeyboardModifier.ControlModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
}
_ZOOM_KEYS = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}


class MapInput(QWidget):
    """A widget that says what the user did on it; what follows from that is for its subclass.

    Attributes
    ----------
    pointer
        Where the pointer is, or None.
    panning
        The space bar is down: a drag moves the map, whatever the tool.
    """

    gesture = Signal(object)
    """A `services.gestures.Event`."""
    zoomed = Signal(float, QPointF)
    """(factor, about which pixel)"""
    panned = Signal(float, float)
    """The picture was moved by (dx, dy) pixels."""
    home = Signal()
    """Show everything."""
    menu_wanted = Signal(QPointF)
    """The menu for a pixel."""
    type_dragged = Signal(str)
    """An intervention type, by id, was dragged onto the map; nothing: it has left."""
    dropped = Signal(list)
    """Files, as a list of `pathlib.Path`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointer: QPointF | None = None
        self.panning = False
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's names from here on
        """Say that a button went down."""
        button = event.button()
        if button is Qt.MouseButton.MiddleButton or (button is Qt.MouseButton.LeftButton and self.panning):
            self._say("press", event, "middle")
        elif button is Qt.MouseButton.LeftButton:
            self._say("press", event, "left")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say that the pointer moved."""
        self._say("move", event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say that a button was released."""
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._say("release", event, "left" if event.button() is Qt.MouseButton.LeftButton else "middle")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say that there was a double click."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._say("double", event, "left")

    def _say(self, kind: str, event: QMouseEvent, button: str = "") -> None:
        self.pointer = event.position()
        self.gesture.emit(Event(kind, self.pointer.x(), self.pointer.y(), button, modifiers=held(event)))  # type: ignore[arg-type] # literals
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Say that the pointer has left."""
        self.pointer = None
        self.gesture.emit(Event("leave"))
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom to the pointer."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.zoomed.emit(_WHEEL**turned, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Take the keys that are wanted before the shortcuts; zoom with two fingers, on a pad or on the screen."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.wants(event):
            # What is being drawn takes digits before they take a tool.
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.zoomed.emit(1.0 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self.mapFromGlobal(pinch.centerPoint())
                self.zoomed.emit(pinch.scaleFactor(), QPointF(at))
                event.accept(pinch)
                return True
        return super().event(event)

    def wants(self, event: QKeyEvent) -> bool:
        """Return whether a key means something else now than it usually does; `take` gets it then."""
        del event
        return False

    def take(self, event: QKeyEvent) -> None:
        """Take a key that was wanted."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move and zoom the map, and say which other keys were pressed."""
        key = Qt.Key(event.key())
        if self.wants(event):
            self.take(event)
        elif key is Qt.Key.Key_Space:
            self._pan_with_space(event, down=True)
        elif key in _ARROWS:
            far = 4.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            self.panned.emit(_ARROWS[key][0] * far, _ARROWS[key][1] * far)
        elif key in _ZOOM_KEYS:
            self.zoomed.emit(_ZOOM_KEYS[key], self.middle())
        elif key is Qt.Key.Key_Home:
            self.home.emit()
        elif key in _KEYS:
            at = self.pointer or self.middle()
            self.gesture.emit(Event("key", at.x(), at.y(), key=_KEYS[key], modifiers=held(event)))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let go of the map."""
        if event.key() == Qt.Key.Key_Space:
            self._pan_with_space(event, down=False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Let go of the map: the key's release goes elsewhere."""
        self._hold_map(held=False)
        super().focusOutEvent(event)

    def _pan_with_space(self, event: QKeyEvent, *, down: bool) -> None:
        if not event.isAutoRepeat():
            self._hold_map(held=down)

    def _hold_map(self, *, held: bool) -> None:
        if held is not self.panning:
            self.panning = held
            self.show_cursor()

    def show_cursor(self) -> None:
        """Show the cursor of the moment: a hand while the space bar is down."""
        self.setCursor(Qt.CursorShape.OpenHandCursor if self.panning else Qt.CursorShape.ArrowCursor)

    def middle(self) -> QPointF:
        """Return the middle of the map in pixels."""
        return QPointF(self.width() / 2, self.height() / 2)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu: at the pointer, or for the key where the pointer was last."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit((self.pointer or self.middle()) if by_key else QPointF(event.pos()))
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept files of this computer, and types of the palette."""
        if event.mimeData().hasFormat(TYPE_MIME):
            self.type_dragged.emit(bytes(event.mimeData().data(TYPE_MIME).data()).decode())
            event.acceptProposedAction()
        elif any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where a type of the palette would be placed."""
        if event.mimeData().hasFormat(TYPE_MIME):
            self.gesture.emit(Event("move", event.position().x(), event.position().y()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Say that what was dragged has left."""
        self.type_dragged.emit("")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Place a type of the palette, or say which files were dropped."""
        if event.mimeData().hasFormat(TYPE_MIME):
            at = event.position()
            self.gesture.emit(Event("press", at.x(), at.y(), "left"))
            self.gesture.emit(Event("release", at.x(), at.y(), "left"))
            event.acceptProposedAction()
            return
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.dropped.emit(paths)


def held(event: QMouseEvent | QKeyEvent) -> frozenset[str]:
    """Return the keys that are held, as in `Event.modifiers`."""
    return frozenset(name for name, key in _MODIFIERS.items() if event.modifiers() & key)
