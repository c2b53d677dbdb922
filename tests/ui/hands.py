"""What a user's hands do: choose from a list, type into a line, press a button, wait for what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QMenu

    from spaceplanner.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
_WAIT = 20_000
Kind = TypeVar("Kind", bound=QWidget)


def choose(qtbot: Any, box: QComboBox, text: str) -> None:
    """Open a list with the mouse and click the entry whose text begins so."""
    place = next(place for place in range(box.count()) if box.itemText(place).startswith(text))
    qtbot.mouseClick(box, LEFT, pos=QPoint(box.width() - 10, box.height() // 2))
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    index = box.model().index(place, box.modelColumn())
    view.scrollTo(index)

    def taken() -> bool:
        # A list that has just opened takes the first click for the end of the one that opened it.
        if view.isVisible():
            qtbot.mouseMove(view.viewport(), view.visualRect(index).center())
            qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
        return not view.isVisible()

    qtbot.waitUntil(taken)


def write(qtbot: Any, line: QLineEdit, text: str) -> None:
    """Replace what is in a line by typing."""
    qtbot.mouseClick(line, LEFT)
    qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)


def press(qtbot: Any, widget: QWidget) -> None:
    """Click in the middle of a widget that is there and can be used."""
    assert widget.isVisible()
    assert widget.isEnabled()
    qtbot.mouseClick(widget, LEFT)


def accept(qtbot: Any, dialog: QDialog) -> None:
    """Press a dialog's OK."""
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    press(qtbot, buttons.button(QDialogButtonBox.StandardButton.Ok))


def entry(qtbot: Any, menu: QMenu, text: str) -> None:
    """Click an entry of a menu that is open."""
    qtbot.waitUntil(menu.isVisible)
    action = next(action for action in menu.actions() if action.text().replace("&", "").startswith(text))
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def dialog(qtbot: Any, window: QWidget, kind: type[Kind]) -> Kind:
    """Return the dialog of a kind that is open over the window, once it is."""

    def found() -> list[Kind]:
        return [one for one in window.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=_WAIT)
    return found()[-1]


def until(qtbot: Any, condition: Any) -> None:
    """Wait for something that a task or the event loop brings about."""
    qtbot.waitUntil(condition, timeout=_WAIT)


def idle(qtbot: Any, window: MainWindow) -> None:
    """Wait until no task is left."""
    until(qtbot, lambda: not window.context.tasks.active and not window.context._soon.isActive())


def gone(qtbot: Any, window: QWidget, kind: type[QDialog]) -> None:
    """Wait until no dialog of a kind is left, not even a hidden one."""
    until(qtbot, lambda: not any(one.isVisible() for one in window.findChildren(kind)))
    # Under a test's own loop Qt keeps some deletions for later.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.findChildren(kind)
    # Offscreen there is no window manager that would go back to the window.
    window.activateWindow()
