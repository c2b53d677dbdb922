"""The bar beside the tools: how what is in hand is drawn, and what it snaps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from spaceplanner.i18n import N_, gettext
from spaceplanner.services.forms import FORMS, NAMES, Form
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.icons import icon
from spaceplanner.ui.measure_box import MeasureBox

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.services.gestures import State
    from spaceplanner.ui.context import Context

_SIDE, _ICON = 32, 18
_CLOSEST, _FARTHEST, _STEP = 1.0, 200.0, 1.0
_ICONS = {
    Form.STAMP: "stamp",
    Form.ROW: "ellipsis",
    Form.CORNERS: "pentagon",
    Form.RECTANGLE: "square",
    Form.TURNED: "diamond",
    Form.CIRCLE: "circle",
}
_SWITCHES = (
    ("snapping", "magnet", N_("Snap to corners, edges, crossings and right angles; Alt: not now"), "F3"),
    ("grid", "grid-3x3", N_("Snap to a grid"), "F7"),
)
"""Part of the state, icon, words and key of a switch."""


class SketchBar(QFrame):
    """A row of switches, and of the forms that the type in hand can be drawn in.

    Attributes
    ----------
    spacing
        Metres between the items of a row.
    """

    form_chosen = Signal(object)
    """A `Form`."""
    switched = Signal(str, bool)
    """(part of the state, whether it is on)"""
    spaced = Signal(float)
    """Metres between the items of a row."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._context = context
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._row.setSpacing(2)
        self._group = QActionGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for name, *_ in _SWITCHES:
            action = self._add(name).defaultAction()
            action.toggled.connect(lambda on, name=name: self.switched.emit(name, on))
        for form in Form:
            self._group.addAction(self._add(form.value).defaultAction())
        self.spacing = MeasureBox(_CLOSEST, _FARTHEST, digits=1, unit="m", parent=self)
        self.spacing.setSingleStep(_STEP)
        self.spacing.setKeyboardTracking(False)
        self._row.addWidget(self.spacing)
        self._group.triggered.connect(lambda action: self.form_chosen.emit(Form(action.data())))
        self.spacing.valueChanged.connect(self.spaced)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    def button(self, name: str) -> QToolButton:
        """Return the button of a form or of a switch."""
        return self._buttons[name]

    def show_state(self, state: State) -> None:
        """Show what can be chosen for what is in hand."""
        for name, *_ in _SWITCHES:
            self._buttons[name].defaultAction().setChecked(getattr(state, name))
        kind = state.type if state.tool is Tool.PLACE else None
        offered = FORMS.get(kind.geometry, ()) if kind is not None else ()
        for form in Form:
            self._buttons[form.value].setVisible(form in offered and len(offered) > 1)
        self._buttons[state.form.value].defaultAction().setChecked(True)
        self.spacing.setVisible(Form.ROW in offered and state.form is Form.ROW)
        self.spacing.setValue(state.spacing)
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go back to the map at Enter, which ends here: on the map it would set a corner."""
        event.accept()
        parent = self.parentWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape} and parent is not None:
            parent.setFocus()

    @Slot()
    def retranslate(self) -> None:
        """Write names and tips anew, and draw the icons in the colours of the moment."""
        colours = self._context.appearance.colours
        self.setAccessibleName(gettext(N_("How to draw")))
        rows = [(name, picture, gettext(text), key) for name, picture, text, key in _SWITCHES]
        rows += [(form.value, _ICONS[form], gettext(NAMES[form]), "") for form in Form]
        for name, picture, text, key in rows:
            button = self._buttons[name]
            action = button.defaultAction()
            action.setIcon(icon(picture, colours.ink, active=colours.accent))
            action.setText(text)
            action.setToolTip(f"{text}  ({key})" if key else text)
            action.setShortcut(key)
            button.setAccessibleName(text)
        words = gettext(N_("Spacing of the row in metres"))
        self.spacing.retranslate("m")
        self.spacing.setAccessibleName(words)
        self.spacing.setToolTip(words)
        self.adjustSize()

    def _add(self, name: str) -> QToolButton:
        action = QAction(self)
        action.setCheckable(True)
        action.setData(name)
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setFixedSize(_SIDE, _SIDE)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        self._buttons[name] = button
        return button
