"""A line that leads somewhere: a flat button on the left whose text, often from a file, ends in an ellipsis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy

from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

_LEAST, _EDGES = 40, 8


class Link(QPushButton):
    """See the module's docstring.

    Attributes
    ----------
    full
        The whole text.
    """

    def __init__(self, parent: QWidget | None = None, text: str = "") -> None:
        super().__init__(parent)
        self.full, self._note = "", ""
        self.setObjectName("link")
        self.setProperty("flat", True)  # noqa: FBT003 - Qt's own signature
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's names
        """Show another text."""
        self.full = " ".join(text.split())
        self.setAccessibleName(self.full)
        self._fit()
        self.updateGeometry()

    def note(self, text: str) -> None:
        """Say more in a tip, below the text where that is cut."""
        self._note = text
        self.setAccessibleDescription(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room that the whole text takes."""
        return QSize(self.fontMetrics().horizontalAdvance(self.full) + _EDGES, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return room for a few letters."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def _fit(self) -> None:
        room = max(self.width() - _EDGES, _LEAST)
        shown = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, room)
        super().setText(shown.replace("&", "&&"))
        self.setToolTip(tip("\n".join(filter(None, (self.full if shown != self.full else "", self._note)))))
