"""The bar in the upper right corner of the map: back and forth, and the tools that look and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.card_column import EDGE
from spaceplanner.ui.icons import icon

if TYPE_CHECKING:
    from spaceplanner.ui.actions import Actions
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_SIDE, _ICON = 28, 16
_GAP = "-"


class ViewBar(QFrame):
    """A row of buttons for actions of the window, by name; a gap where the name is ``-``."""

    def __init__(self, context: Context, canvas: Canvas, actions: Actions, names: tuple[str, ...]) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self.setObjectName("viewBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 4, 3)
        row.setSpacing(1)
        self.buttons: dict[str, QToolButton] = {}
        for name in names:
            action = actions.get(name)
            if name == _GAP or action is None:
                row.addSpacing(7)
                continue
            button = self.buttons[name] = QToolButton(self)
            button.setDefaultAction(action)
            button.setFixedSize(_SIDE, _SIDE)
            button.setIconSize(QSize(_ICON, _ICON))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        canvas.cards.add_bar(self)
        canvas.cards.changed.connect(self._settle)
        context.language_changed.connect(self.retranslate)
        context.project_changed.connect(self._settle)
        self.retranslate()
        self._settle()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Looking around")))
        for button in self.buttons.values():
            button.setAccessibleName(button.defaultAction().text().replace("&", ""))
        self.adjustSize()

    @Slot()
    def _settle(self) -> None:
        """Stay in the corner of the map; where it is narrow, below the other bar."""
        self.setVisible(bool(self._context.project.layers))
        x = self._canvas.width() - self.width() - EDGE
        self.move(x, self._canvas.cards.top(x, self.width(), but=self))


def dress(actions: Actions, names: tuple[str, ...], ink: str, accent: str, disabled: str) -> None:
    """Give the actions of the bar icons that show whether their tool is in hand."""
    for name in names:
        action, spec = actions.get(name), actions.spec(name)
        if action is not None and spec is not None and spec.icon:
            action.setIcon(icon(spec.icon, ink, active=accent, disabled=disabled, size=_ICON))
