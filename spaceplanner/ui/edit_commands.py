"""Commands for what is selected on the map: copy, cut, paste, duplicate; their keys work while the map has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from spaceplanner.services import picking
from spaceplanner.services.gestures import Event

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow

_COMMANDS = ("cut", "copy", "paste", "duplicate")
"""Names of actions, which are the keys of the events that carry them out."""


class EditCommands(QObject):
    """Binds the commands, and offers those that can be done now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        for name in _COMMANDS:
            action = window.actions_.bind(name, lambda name=name: self._carry_out(name))
            # Elsewhere these keys are for text and tables.
            window.removeAction(action)
            self._canvas.addAction(action)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        context = window.context
        self._canvas.gesture.connect(self._enable)
        for signal in (context.project_changed, context.space_selected, context.proposal_selected):
            signal.connect(self._enable)
        self._enable()

    def _carry_out(self, name: str) -> None:
        at = self._canvas.pointer or self._canvas.middle()
        self._canvas.gesture.emit(Event("key", at.x(), at.y(), key=name))
        self._canvas.setFocus()

    @Slot()
    def _enable(self) -> None:
        state = self._canvas.hand.state
        chosen = picking.selected(self._window.context.project, state) is not None
        for name in _COMMANDS:
            action = self._window.actions_.get(name)
            if action is not None:
                action.setEnabled(state.clip is not None if name == "paste" else chosen)
