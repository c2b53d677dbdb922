"""What helps while sketching: the bar of forms and switches, and numbers typed at the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot

from spaceplanner.i18n import N_
from spaceplanner.services import forms, picking, snapping
from spaceplanner.services.gestures import Event, Tool
from spaceplanner.ui.corner_entry import CornerEntry
from spaceplanner.ui.map_input import held
from spaceplanner.ui.sketch_bar import SketchBar

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_GAP = 8
_ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_TYPED = frozenset("0123456789.,<")
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier)


class Sketcher(QObject):
    """Sits on the map and listens to its keys.

    Attributes
    ----------
    bar, entry
        The bar, and the numbers at the pointer.
    """

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self._pointer = QPoint()
        self.bar, self.entry = SketchBar(context, canvas), CornerEntry(canvas)
        self.bar.form_chosen.connect(self._draw)
        self.bar.switched.connect(lambda name, on: canvas.hand.adjust(**{name: on}))
        self.bar.spaced.connect(lambda metres: canvas.hand.adjust(spacing=metres))
        self.entry.typed.connect(self._set_corner)
        canvas.hand.tool_changed.connect(self.refresh)
        canvas.gesture.connect(self._follow)
        context.project_changed.connect(self._prepare)
        canvas.type_dragged.connect(self._hold_dragged)
        self._prepare(None, context.project)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what can be chosen for what is in hand."""
        self.entry.hide()
        self.bar.show_state(self._canvas.hand.state)
        self.settle()
        self.bar.setVisible(bool(self._context.project.layers))

    def settle(self) -> None:
        """Put the bar beside the tools."""
        palette = self._canvas.tool_palette
        self.bar.move(palette.x() + palette.width() + _GAP, palette.y())

    def wants(self, event: QKeyEvent) -> bool:
        """Return whether a key begins a number for the next corner, or nudges what is selected."""
        if event.key() in _ARROWS:
            state = self._canvas.hand.state
            return state.tool is Tool.SELECT and picking.selected(self._context.project, state) is not None
        text = event.text()
        return bool(text) and text in _TYPED and event.modifiers() in _PLAIN and bool(self._fields())

    def take(self, event: QKeyEvent) -> None:
        """Begin a number with a key, or nudge what is selected."""
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is not None:
            at = self._canvas.pointer or self._canvas.middle()
            self._canvas.gesture.emit(Event("key", at.x(), at.y(), key=arrow, modifiers=held(event)))
            return
        turn = event.text() == "<"
        self.entry.open(self._fields(), "" if turn else event.text(), self._pointer, last=turn)

    def _fields(self) -> tuple[tuple[str, str], ...]:
        state = self._canvas.hand.state
        return forms.fields(state.form, state.vertices)

    @Slot(str)
    def _hold_dragged(self, kind: str) -> None:
        """Hold a type that is dragged over the map, to be placed where it is let go."""
        hand, found = self._canvas.hand, self._context.catalogue.types.get(kind)
        if found is None:
            hand.take(Tool.SELECT)
            return
        hand.take(Tool.PLACE, found)
        if forms.Form.STAMP in forms.FORMS[found.geometry]:
            hand.draw(forms.Form.STAMP)

    @Slot(object)
    def _draw(self, form: forms.Form) -> None:
        self._canvas.hand.draw(form)
        self._canvas.setFocus()

    @Slot(object)
    def _set_corner(self, values: tuple[float | None, ...]) -> None:
        at = self._pointer
        self._canvas.gesture.emit(Event("typed", at.x(), at.y(), values=values))

    @Slot(object)
    def _follow(self, event: Event) -> None:
        if event.kind not in {"leave", "typed"}:
            self._pointer = QPoint(round(event.px), round(event.py))
        if event.kind == "press":
            self.entry.hide()

    @Slot(object, object)
    def _prepare(self, before: Project | None, after: Project) -> None:
        """Have the layers indexed beside the window's thread, so that the first corner need not wait for it."""
        if before is not None and before.layers is after.layers:
            return
        self.refresh()

        def work(_progress: Progress) -> None:
            snapping.prepare(after)

        def done(_nothing: None) -> None:
            """Nobody waits for it."""

        self._context.tasks.run(
            "snapping", N_("Preparing the map for drawing"), work, done=done, failed=self._context.failed
        )
