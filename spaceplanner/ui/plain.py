"""Plain text from files, shown as it is: tips without markup, and labels that give way instead of widening a panel."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

_LEAST = 24


def tip(text: str) -> str:
    """Return a tool tip that shows a text as it is, in lines: Qt takes ``<b>`` in a bare text for markup."""
    return f"<p>{escape(text)}</p>".replace("\n", "<br>") if text else ""


def label(text: str = "", parent: QWidget | None = None, *, role: str = "", wrap: bool = False) -> QLabel:
    """Return a label that takes no markup.

    Parameters
    ----------
    role
        ``secondary``, ``faint``, ``warning``, ``badge`` or ``title`` of the style sheet.
    wrap
        Whether long text goes on in the next line.
    """
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def gives_way(made: QLabel) -> None:
    """Have a label whose lines wrap be as narrow as its place, also where a single word is wider, and as high as it must."""
    policy = made.sizePolicy()  # a new one would forget that the height hangs on the width
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    made.setSizePolicy(policy)


class Elided(QLabel):
    """A label of one line that ends in an ellipsis where there is no room; the tip has all of it.

    Attributes
    ----------
    full
        The whole text.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "", most: int = 0) -> None:
        super().__init__(parent)
        self.full = ""
        self._most = most
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's names
        """Show another text."""
        self.full = " ".join(text.split())
        self.setAccessibleName(self.full)
        self._fit()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room that the whole text takes, up to `most` pixels."""
        wide = self.fontMetrics().horizontalAdvance(self.full) + 2 + self._edges()
        return QSize(min(wide, self._most) if self._most else wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return room for a letter and an ellipsis."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def _edges(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right()

    def _fit(self) -> None:
        room = max(self.width() - self._edges(), _LEAST)
        shown = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, room)
        super().setText(shown)
        self.setToolTip(tip(self.full) if shown != self.full else "")
