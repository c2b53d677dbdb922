"""An amount of money to type: whole, grouped as everywhere in the program, with or without the groups on the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from spaceplanner.i18n import number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_MOST = 1e9
_STEP = 500.0
_MARGIN = 6


class Amount(QDoubleSpinBox):
    """See the module's docstring."""

    def __init__(self, value: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, _MOST)
        self.setDecimals(0)
        self.setSingleStep(_STEP)
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)  # a style sheet's padding does not reach it
        self.setValue(value)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's names
        """Write a value the way the language does."""
        return number(value)

    def valueFromText(self, text: str) -> float:  # noqa: N802
        """Read a value, whatever stands between its digits."""
        return float("".join(sign for sign in text if sign.isdigit()) or 0)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Take digits with anything that groups them between."""
        if any(not (sign.isdigit() or sign.isspace() or sign in ".,'") for sign in text):
            return QValidator.State.Invalid, text, at
        state = QValidator.State.Acceptable if any(sign.isdigit() for sign in text) else QValidator.State.Intermediate
        return state, text, at
