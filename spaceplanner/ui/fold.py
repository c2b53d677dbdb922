"""A fold: a heading that shows or hides what belongs to it, for what few people need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout


class Fold(QWidget):
    """A button with an arrow, and below it a body that is shown while the button is down.

    Attributes
    ----------
    head, body
        The button and the part that folds.
    """

    opened = Signal()
    """The body was shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = QToolButton(self)
        self.head.setObjectName("fold")
        self.head.setCheckable(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setArrowType(Qt.ArrowType.RightArrow)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body = QWidget(self)
        self.body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self.body)
        self.head.toggled.connect(self._toggled)

    def fill(self, layout: QLayout) -> None:
        """Put a layout into the body."""
        layout.setContentsMargins(20, 0, 0, 4)
        self.body.setLayout(layout)

    def say(self, text: str) -> None:
        """Write the heading."""
        self.head.setText(text)
        self.head.setAccessibleName(text)

    @property
    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self.head.isChecked()

    def unfold(self) -> None:
        """Show the body."""
        self.head.setChecked(True)

    @Slot(bool)
    def _toggled(self, down: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.head.setArrowType(Qt.ArrowType.DownArrow if down else Qt.ArrowType.RightArrow)
        self.body.setVisible(down)
        if down:
            self.opened.emit()
