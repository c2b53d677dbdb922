"""A fact in one line: what it is, its value, and in grey what belongs to the value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from spaceplanner.ui import theme
from spaceplanner.ui.plain import label, tip


class Fact(QWidget):
    """See the module's docstring."""

    def __init__(self, parent: QWidget | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self._name = label(parent=self, wrap=True)
        self._value, self._beside = label(parent=self), label(parent=self, role="secondary")
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._value.setFont(theme.font(12, "semibold" if bold else "medium", tabular=True))
        self._beside.setFont(theme.font(12, tabular=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._name, 1)
        for part in (self._value, self._beside):
            part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(part)

    def name(self, text: str) -> None:
        """Say what the fact is about."""
        self._name.setText(text)

    def show_value(self, value: str, beside: str = "", *, note: str = "") -> None:
        """Show a value, what belongs to it in grey, and in a tip what is to be known of both."""
        self._value.setText(value)
        self._beside.setText(beside)
        self._beside.setVisible(bool(beside))
        self.setToolTip(tip(note))
        self.setAccessibleName(" ".join(part for part in (f"{self._name.text()}:", value, beside) if part))

    def text(self) -> str:
        """Return what is shown beside the name."""
        return f"{self._value.text()} {self._beside.text()}".strip()


def rule(parent: QWidget) -> QFrame:
    """Return a line between two parts of a panel."""
    made = QFrame(parent)
    made.setObjectName("rule")
    made.setFixedHeight(1)
    return made
