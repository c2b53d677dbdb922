"""Commands for what is selected on the map: copy, cut, paste, duplicate, split, cut a hole and join.

The keys of the clipboard work while the map has the keyboard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from spaceplanner.services import picking
from spaceplanner.services.gestures import Event, Tool

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow

_COMMANDS = ("cut", "copy", "paste", "duplicate")
"""Names of actions, which are the keys of the events that carry them out."""

_TOOLS = {"split": Tool.SPLIT, "hole": Tool.HOLE, "merge": Tool.MERGE}
"""Action -> the tool that it takes in hand."""


class EditCommands(QObject):
    """Binds the commands, and offers those that can be done now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        for name in _COMMANDS:
            window.actions_.bind(name, lambda name=name: self._carry_out(name))
            window.actions_.keep_to(self._canvas, name)
        for name, tool in _TOOLS.items():
            window.actions_.bind(name, lambda tool=tool: self._take(tool))
        context = window.context
        self._canvas.gesture.connect(self._enable)
        for signal in (context.project_changed, context.space_selected, context.proposal_selected):
            signal.connect(self._enable)
        self._enable()

    def _carry_out(self, name: str) -> None:
        at = self._canvas.pointer or self._canvas.middle()
        self._canvas.gesture.emit(Event("key", at.x(), at.y(), key=name))
        self._canvas.setFocus()

    def _take(self, tool: Tool) -> None:
        self._canvas.hand.take(tool)
        self._canvas.setFocus()

    @Slot()
    def _enable(self) -> None:
        state = self._canvas.hand.state
        found = picking.selected(self._window.context.project, state)
        chosen, kind = found is not None, found[1].geometry.geom_type if found and found[1].geometry else ""
        for name in _COMMANDS:
            action = self._window.actions_.get(name)
            if action is not None:
                action.setEnabled(state.clip is not None if name == "paste" else chosen)
        for name, tool in _TOOLS.items():
            action = self._window.actions_.get(name)
            if action is not None:
                action.setEnabled(kind == "Polygon" or (kind == "LineString" and tool is not Tool.HOLE))
