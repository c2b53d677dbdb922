"""The menu of the map: what can be done with what is under the pointer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtWidgets import QMenu

from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services import grips, picking
from spaceplanner.services.gestures import Event, Tool
from spaceplanner.services.grips import Hold
from spaceplanner.services.looking import TOOLS
from spaceplanner.ui.icons import icon
from spaceplanner.ui.tool_palette import placeable

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.ui.main_window import MainWindow

_ITEM = ("cut", "copy", "duplicate", "delete", "-", "split", "hole", "merge", "-")
_PLACE = ("paste", "-", "zoom_selection", "proposal_new", "proposal_edit", "-", "zoom_all")
_DRAWING = (
    ("enter", N_("End here")),
    ("backspace", N_("Take the last corner back")),
    ("escape", N_("Give up what is being drawn")),
)
"""Keys of events and what they do while something is drawn, message ids."""


class MapMenu(QObject):
    """Opens the menu where the map asks for it, and selects what is there first.

    Attributes
    ----------
    menu
        The menu that was opened last.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        self.menu = QMenu(window)
        self._canvas.menu_wanted.connect(self.open)

    @Slot(QPointF)
    def open(self, at: QPointF) -> None:
        """Open the menu for a pixel of the map."""
        if not self._window.context.project.layers:
            return
        self.menu.clear()
        if self._canvas.hand.state.vertices:
            self._fill_drawing(at)
        elif self._open_trace:
            self._fill_trace(at)
        else:
            self._fill(at)
        self.menu.popup(self._canvas.mapToGlobal(at.toPoint()))

    def _fill_drawing(self, at: QPointF) -> None:
        for key, text in _DRAWING:
            self.menu.addAction(gettext(text), partial(self._say, Event("key", at.x(), at.y(), key=key)))

    @property
    def _open_trace(self) -> bool:
        """Whether something is being measured, or selected by corners."""
        trace = self._canvas.hand.state.trace
        return trace is not None and not trace.closed

    def _fill_trace(self, at: QPointF) -> None:
        """Offer the same for what changes nothing."""
        take_back = Event("key", at.x(), at.y(), key="delete")
        acts: tuple[Callable[[], None], ...] = (
            partial(self._end_trace, at),
            partial(self._say, take_back),
            self._give_trace_up,
        )
        for (_, text), act in zip(_DRAWING, acts, strict=True):
            self.menu.addAction(gettext(text), act)

    def _end_trace(self, at: QPointF) -> None:
        """Set a corner and end there, as Enter does twice; a box ends with the first."""
        for _ in range(2):
            if self._open_trace:
                self._say(Event("key", at.x(), at.y(), key="enter"))

    def _give_trace_up(self) -> None:
        self._canvas.hand.take(self._canvas.hand.state.tool)

    def _fill(self, at: QPointF) -> None:
        canvas = self._canvas
        looks = canvas.hand.state.tool in TOOLS
        if canvas.hand.state.tool is not Tool.SELECT and not looks:
            canvas.hand.take(Tool.SELECT)
        spot = canvas.view.to_map(at.x(), at.y())
        project, resolution = self._window.context.project, canvas.view.resolution
        before = picking.selected(project, canvas.hand.state)
        grip = grips.grip_at(before[1].geometry, spot, resolution) if before is not None else None
        if grip is None and not looks:  # a tool that looks stays in hand, with what it has measured
            self._say(Event("press", at.x(), at.y(), "left"))
            self._say(Event("release", at.x(), at.y(), "left"))
        elif grip is not None and grip.hold is Hold.CORNER and not looks:
            corner = Event("double", at.x(), at.y(), "left")
            self.menu.addAction(gettext(N_("Remove this corner")), partial(self._say, corner))
            self.menu.addSeparator()
        chosen = picking.selected(project, canvas.hand.state) is not None
        for name in (*(_ITEM if chosen else ()), *_PLACE):
            action = self._window.actions_.get(name)
            if name == "-":
                self.menu.addSeparator()
            elif action is not None and action.isEnabled():
                self.menu.addAction(action)
        if picking.spaces(project).at(*spot) is not None:
            self._offer_types(at)

    def _offer_types(self, at: QPointF) -> None:
        context = self._window.context
        part = QMenu(gettext(N_("Pl&ace here")), self.menu)
        for kind in placeable(context.catalogue):
            action = part.addAction(icon(kind.icon, context.appearance.colours.secondary, size=16), pick(kind.name))
            action.triggered.connect(partial(self._place, kind, at))
        self.menu.addMenu(part)

    def _place(self, kind: InterventionType, at: QPointF, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self._canvas.hand.take(Tool.PLACE, kind)
        self._say(Event("press", at.x(), at.y(), "left"))
        self._say(Event("release", at.x(), at.y(), "left"))
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, event: Event) -> None:
        self._canvas.gesture.emit(event)
