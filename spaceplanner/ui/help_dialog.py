"""Keys and tools: what can be done on the map and by which key, from the tables that make it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.ui import theme
from spaceplanner.ui.actions import MENUS
from spaceplanner.ui.plain import label
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.tool_palette import placeable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spaceplanner.ui.actions import Actions
    from spaceplanner.ui.context import Context

_MAP = (
    (N_("Drag"), N_("Move the map; with the first tool, move what was placed")),
    (N_("Shift and drag"), N_("With the first tool, zoom to a box; with a tool that selects, add to the selection")),
    (N_("Ctrl and drag"), N_("With a tool that selects, take from the selection")),
    (N_("Alt and click"), N_("With the first tool, identify what is there")),
    (N_("Wheel, + and −"), N_("Zoom in and out")),
    (N_("Arrow keys"), N_("Move the map")),
    (N_("Home"), N_("Show everything")),
    (N_("Click"), N_("Select a space, or place what is in hand")),
    (N_("Enter"), N_("Place at the pointer, or at the cross in the middle")),
    (N_("Double click"), N_("End a line")),
    (N_("Esc"), N_("Put the tool down")),
    (N_("Del"), N_("Remove what is selected on the map")),
    (N_("Space bar and drag"), N_("Move the map whatever the tool")),
    (N_("Drop files"), N_("Add them as layers")),
    (N_("Backspace"), N_("Take the last corner of a drawing back")),
    (N_("Digits or <"), N_("While drawing: type the length or the angle of the next side")),
    (N_("Alt"), N_("While it is down, nothing snaps")),
    (N_("F3, F7"), N_("Snap to what is near, snap to a grid")),
    (N_("Arrow keys with a selection"), N_("Move it by 0.5 m, with Shift by 5 m")),
    (N_("Double click on a corner"), N_("Remove the corner of what is selected")),
    (N_("Right click or menu key"), N_("What can be done with what is there")),
)
"""What to do on the map -> what happens, message ids."""
_DIGITS = 10
_TOOLS = (("V", N_("Select and move")), ("H", N_("Move the map")))


class HelpDialog(QDialog):
    """A list that can stay open beside the window."""

    def __init__(self, context: Context, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._actions = actions
        self.resize(520, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 10, 14)
        self._scroll = scrolled(self)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self._buttons.rejected.connect(self.reject)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._buttons)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew."""
        self.setWindowTitle(gettext(N_("Keys and tools")))
        inside = QWidget()
        lines = QGridLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setHorizontalSpacing(14)
        lines.setVerticalSpacing(5)
        lines.setColumnStretch(1, 1)
        self._part(lines, gettext(N_("On the map")), ((gettext(key), gettext(text)) for key, text in _MAP))
        self._part(lines, gettext(N_("Tools")), self._tools())
        for title, names in MENUS:
            self._part(lines, gettext(title).replace("&", ""), self._keys(names))
        lines.setRowStretch(lines.rowCount(), 1)
        self._scroll.setWidget(inside)

    def _tools(self) -> Iterator[tuple[str, str]]:
        for key, text in _TOOLS:
            yield key, gettext(text)
        for number, kind in enumerate(placeable(self._context.catalogue), start=1):
            if number < _DIGITS:
                yield str(number), pick(kind.name)

    def _keys(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            action = self._actions.get(name)
            if action is not None and not action.shortcut().isEmpty():
                keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
                yield keys, action.iconText().partition(":")[0]

    def _part(self, lines: QGridLayout, title: str, rows: Iterable[tuple[str, str]]) -> None:
        found = list(rows)
        if not found:
            return
        heading = label(title, self)
        heading.setFont(theme.font(13, "semibold"))
        if lines.count():
            lines.setRowMinimumHeight(lines.rowCount(), 10)
        row = lines.rowCount()
        lines.addWidget(heading, row, 0, 1, 2)
        for place, (key, text) in enumerate(found, start=row + 1):
            keys = label(key, self)
            keys.setObjectName("keys")
            lines.addWidget(keys, place, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            lines.addWidget(label(text, self, wrap=True), place, 1)
