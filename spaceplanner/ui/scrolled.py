"""The scroll area of a panel or dialog: as wide as it is given, without a frame, scrolling up and down only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QShowEvent
    from PySide6.QtWidgets import QWidget


class _Scrolled(QScrollArea):
    """Reached by the keyboard, it is called for screen readers as what it scrolls: its panel or its dialog."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._take_name()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        # Now once more: the language may be another one.
        self._take_name()
        super().focusInEvent(event)

    def _take_name(self) -> None:
        above = self.parentWidget()
        while above is not None:
            if name := above.accessibleName() or above.windowTitle():
                self.setAccessibleName(name)
                return
            above = above.parentWidget()


def scrolled(parent: QWidget) -> QScrollArea:
    """Return an empty scroll area; its widget is set by whoever fills it."""
    made = _Scrolled(parent)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
