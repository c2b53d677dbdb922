"""The tool palette on the map: select, pan, and what can be placed, from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QDrag
from PySide6.QtWidgets import QApplication, QFrame, QToolButton, QVBoxLayout

from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.icons import icon
from spaceplanner.ui.map_input import TYPE_MIME

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.ui.context import Context

_SIDE, _ICON = 32, 18
_HANDS = (
    (Tool.SELECT, "mouse-pointer-2", N_("Select and move"), "V"),
    (Tool.PAN, "hand", N_("Move the map"), "H"),
)


def placeable(catalogue: Catalogue) -> tuple[InterventionType, ...]:
    """Return the types that are placed on the map: lamps first, then alarms, then the other works."""
    works = [kind for kind in catalogue.types.values() if kind.kind == "hard" and kind.geometry != "none"]
    return tuple(sorted(works, key=lambda kind: 0 if kind.lamp else 1 if kind.alarm else 2))


class _TypeButton(QToolButton):
    """A button whose type can be dragged onto the map."""

    kind = ""
    _pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's names from here on
        """Remember where a drag may begin."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a drag once the pointer is far enough from where it went down."""
        start = self._pressed
        far = QApplication.startDragDistance()
        if self.kind and start is not None and (event.position().toPoint() - start).manhattanLength() >= far:
            self._pressed = None
            self.setDown(False)
            drag = QDrag(self)
            drag.setMimeData(type_data(self.kind))
            drag.setPixmap(self.icon().pixmap(self.iconSize()))
            drag.exec(Qt.DropAction.CopyAction)
            return
        super().mouseMoveEvent(event)


def type_data(kind: str) -> QMimeData:
    """Return what is dragged for an intervention type."""
    data = QMimeData()
    data.setData(TYPE_MIME, QByteArray(kind.encode()))
    return data


class ToolPalette(QFrame):
    """A column of tools, one of them in hand."""

    chosen = Signal(object, object)
    """(Tool, InterventionType or None)"""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._context = context
        self._types = placeable(context.catalogue)
        # Actions, because their keys work at once; a button's own key waits for the button's animation.
        self._group = QActionGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        self._buttons: list[QToolButton] = []
        for number in range(len(_HANDS) + len(self._types)):
            action = QAction(self)
            action.setCheckable(True)
            action.setData(number)
            # Its key works on the map: elsewhere letters and digits are for text and tables.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            parent.addAction(action)
            self._group.addAction(action)
            button = _TypeButton(self)
            button.kind = self._types[number - len(_HANDS)].id if number >= len(_HANDS) else ""
            button.setDefaultAction(action)
            button.setFixedSize(_SIDE, _SIDE)
            button.setIconSize(QSize(_ICON, _ICON))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.append(button)
            column.addWidget(button)
        self._group.actions()[0].setChecked(True)
        self._group.triggered.connect(self._triggered)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()
        self.adjustSize()

    def button(self, tool: Tool, kind: str | None = None) -> QToolButton:
        """Return the button of a tool, for a type id where it places something."""
        if tool is Tool.PLACE:
            return self._buttons[len(_HANDS) + [item.id for item in self._types].index(kind or "")]
        return self._buttons[[hand[0] for hand in _HANDS].index(tool)]

    def hold(self, tool: Tool, kind: InterventionType | None) -> None:
        """Show which tool is in hand: one of these, or none."""
        here = tool is Tool.PLACE or any(tool is hand for hand, *_ in _HANDS)
        self._group.setExclusive(here)
        if not here:
            for action in self._group.actions():
                action.setChecked(False)
            return
        self.button(tool, kind.id if kind else None).defaultAction().setChecked(True)

    @Slot()
    def retranslate(self) -> None:
        """Write names and tips anew, and draw the icons in the colours of the moment."""
        colours = self._context.appearance.colours
        self.setAccessibleName(gettext(N_("Map tools")))
        rows = [(name, gettext(text), key) for _, name, text, key in _HANDS]
        rows += [
            (kind.icon, pick(kind.name), str(number) if number < 10 else "")  # noqa: PLR2004 - the digit keys
            for number, kind in enumerate(self._types, start=1)
        ]
        for button, (name, text, key) in zip(self._buttons, rows, strict=True):
            action = button.defaultAction()
            action.setIcon(icon(name, colours.ink, active=colours.accent))
            action.setText(text)
            action.setToolTip(f"{text}  ({key})" if key else text)
            action.setShortcut(key)
            button.setAccessibleName(text)

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        number = action.data()
        if number < len(_HANDS):
            self.chosen.emit(_HANDS[number][0], None)
        else:
            self.chosen.emit(Tool.PLACE, self._types[number - len(_HANDS)])
