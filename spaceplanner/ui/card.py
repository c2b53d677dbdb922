"""A card on the map: a title, something below it, and a cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import Elided
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context


class Card(QFrame):
    """See the module's docstring.

    Attributes
    ----------
    title, copy_button, close_button
        What every card has.
    wide, wanted
        Pixels that it would like to be wide, and by how wide it is, high; where there is less room it is smaller.
    """

    closed = Signal()
    """The cross, or Escape."""
    copied = Signal()
    """The button that copies."""

    def __init__(self, context: Context, canvas: Canvas, body: QWidget, *, width: int) -> None:
        super().__init__(canvas)
        self._context, self._canvas, self._body = context, canvas, body
        self.setObjectName("card")
        self.wide = width
        self.wanted: Callable[[int], int] = lambda _wide: 0
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.title = Elided(parent=self)
        self.title.setFont(font(12.5, "semibold"))
        self.copy_button, self.close_button = QPushButton(self), QToolButton(self)
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setFixedSize(22, 22)
        self.copy_button.clicked.connect(self.copied)
        self.close_button.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        body.setParent(self)
        column.addWidget(body, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.copy_button)
        foot.addStretch(1)
        column.addLayout(foot)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.hide()
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Close"))
        self.close_button.setAccessibleName(words)
        self.close_button.setToolTip(f"{words}  (Esc)")
        self.close_button.setIcon(icon("x", self._context.appearance.colours.secondary, size=12))
        self.copy_button.setText(gettext(N_("Copy")))

    def open(self, wanted: Callable[[int], int]) -> None:
        """Stand beside the tools instead of any other card, as high as wanted or as there is room."""
        self.wanted = wanted
        self._canvas.cards.open(self)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's names from here on
        """Leave the place to others; with the window it is hidden for a while only."""
        super().hideEvent(event)
        if self.isHidden():
            self._canvas.cards.left(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go away with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            self._canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: object) -> None:  # noqa: N802
        """Keep clicks from the map below."""
        del event
