"""What the entries of the catalogue and of the ledger are shown with: lines of a name and a text that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from spaceplanner.ui import theme
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NAMES = 118


class Lines(QGridLayout):
    """Names in one column, in the next what they stand for: plain text that the mouse and the keyboard can select."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page, self._count = page, 0
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(10)
        self.setVerticalSpacing(5)
        self.setColumnMinimumWidth(0, _NAMES)
        self.setColumnStretch(1, 1)

    def add(self, name: str, text: str, *, strong: bool = False) -> None:
        """Add a line; a text that is missing is a dash."""
        head, said = label(name, self._page, role="secondary", wrap=True), label(text or "–", self._page, wrap=True)
        head.setFixedWidth(_NAMES)
        said.setAccessibleName(f"{name}: {text or '–'}")
        said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        if strong:
            said.setFont(theme.font(12, "semibold"))
        top = Qt.AlignmentFlag.AlignTop
        self.addWidget(head, self._count, 0, top)
        self.addWidget(said, self._count, 1, top)
        self._count += 1


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
