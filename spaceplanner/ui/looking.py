"""The tools that look and change nothing, on the map: taken in hand, painted, and answered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import measuring
from spaceplanner.services.gestures import Tool
from spaceplanner.services.looking import TOOLS
from spaceplanner.ui import map_overlay, trace_overlay
from spaceplanner.ui.card import Card
from spaceplanner.ui.qt_surface import QtSurface
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from spaceplanner.services.measuring import Measures
    from spaceplanner.services.traces import Asked, Trace
    from spaceplanner.ui.main_window import MainWindow

ACTIONS = {
    "tool_zoom_box": Tool.ZOOM_BOX,
    "tool_measure": Tool.MEASURE,
    "tool_identify": Tool.IDENTIFY,
    "pick_box": Tool.PICK_BOX,
    "pick_lasso": Tool.PICK_LASSO,
}
"""Name of an action -> the tool that it takes in hand."""
_CARD, _HEAD = 400, 88
_MOST_LINES = 40


class Looking(QObject):
    """See the module's docstring.

    Attributes
    ----------
    card
        What was measured.
    """

    asked = Signal(object)
    """What the user asked about the map: `services.traces.Asked`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._canvas, self._actions = window.context, window.canvas, window.actions_
        self._lines = QLabel()
        self._lines.setTextFormat(Qt.TextFormat.PlainText)
        self._lines.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._lines.setWordWrap(True)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._lines.setFont(font(11.5, tabular=True))
        self.card = Card(self._context, self._canvas, self._lines, width=_CARD)
        self.card.closed.connect(self._end)
        self.card.copied.connect(self.copy)
        self._shown: Trace | None = None
        self._asked: Asked | None = None
        for name, tool in ACTIONS.items():
            action = self._actions.bind(name, partial(self.take, tool))
            action.setCheckable(True)
            self._actions.keep_to(self._canvas, name)
        self._canvas.overlays.append(self._paint)
        self._canvas.gesture.connect(self._follow)
        self._canvas.hand.tool_changed.connect(self._show_tool)
        self._canvas.installEventFilter(self)
        self._context.document_replaced.connect(self._end)
        self._context.project_changed.connect(self._enable)
        self._context.language_changed.connect(self._retranslate)
        self._enable()

    def take(self, tool: Tool) -> None:
        """Take a tool in hand; once more puts it down."""
        hand = self._canvas.hand
        hand.take(Tool.SELECT if hand.state.tool is tool else tool)
        self._canvas.setFocus()
        self._follow()

    @property
    def measures(self) -> Measures | None:
        """What the line on the map measures, or None while there is none."""
        trace = self._canvas.hand.state.trace
        if trace is None or trace.tool is not Tool.MEASURE:
            return None
        found = measuring.measures(trace.shown, self._context.project.crs)
        return found if found.segments else None

    def copy(self) -> None:
        """Copy what is measured, one line a segment."""
        found = self.measures
        if found is not None:
            QGuiApplication.clipboard().setText(measuring.text(found))
            self._context.say(gettext(N_("What was measured is copied.")))

    @Slot()
    def _enable(self) -> None:
        for name in ACTIONS:
            action = self._actions.get(name)
            if action is not None:
                action.setEnabled(bool(self._context.project.layers))

    @Slot()
    def _show_tool(self) -> None:
        tool = self._canvas.hand.state.tool
        for name, mine in ACTIONS.items():
            action = self._actions.get(name)
            if action is not None:
                action.setChecked(tool is mine)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Show on the card the line that is finished; called after the canvas has carried a gesture out."""
        hand = self._canvas.hand
        trace, question = hand.state.trace, hand.preview.asked
        if question is not None and question is not self._asked:
            self._asked = question
            self.asked.emit(question)
        if trace is self._shown:
            return
        self._shown = trace
        self._show_card()
        self._canvas.update()

    def _show_card(self) -> None:
        found, trace = self.measures, self._shown
        if found is None or trace is None or not trace.closed:
            self.card.hide()
            return
        self.card.title.setText(gettext(N_("Measured")))
        lines = list(_card_lines(found))
        self._lines.setText("\n".join(lines))
        self._lines.setAccessibleName(". ".join(lines))
        self.card.open(lambda wide: _HEAD + self._lines.heightForWidth(wide - 20))

    @Slot()
    def _retranslate(self) -> None:
        self._show_tool()
        self._show_card()

    @Slot()
    def _end(self) -> None:
        """Take the line off the map; the tool stays in hand."""
        hand = self._canvas.hand
        if hand.state.trace is not None:
            hand.take(hand.state.tool, hand.state.type)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Copy what is measured with the usual key, while something is."""
        if (
            watched is self._canvas
            and isinstance(event, QKeyEvent)
            and event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
            and event.matches(QKeySequence.StandardKey.Copy)
            and self.measures is not None
        ):
            event.accept()
            if event.type() is QEvent.Type.KeyPress:
                self.copy()
            return True
        return False

    def _paint(self, painter: QPainter) -> None:
        canvas, theme = self._canvas, self._context.appearance.name
        state, surface = canvas.hand.state, QtSurface(painter)
        if state.trace is not None:
            surface.carry_out(trace_overlay.of_trace(state.trace, self.measures, canvas.view, theme))
        if state.tool in TOOLS and canvas.pointer is None and canvas.hasFocus():
            surface.carry_out(map_overlay.of_crosshair(canvas.view, theme))


def _card_lines(found: Measures) -> list[str]:
    """Return what was measured, the whole first; of a very long line not every segment."""
    lines = [gettext(N_("Length {length}")).format(length=measuring.length_words(found.length, found.ground_length))]
    if found.crossed:
        lines.append(gettext(measuring.CROSSED))
    elif found.area is not None:
        lines.append(gettext(N_("Area {area}")).format(area=measuring.area_words(found.area, found.ground_area)))
    for place, one in enumerate(found.segments[:_MOST_LINES], start=1):
        words = measuring.length_words(one.length, one.ground_length)
        lines.append(f"{place}.  {words} · {measuring.bearing_words(one)}")
    if len(found.segments) > _MOST_LINES:
        lines.append("…")
    return lines
