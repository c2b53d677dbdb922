"""A measured value to type: with its unit behind it, and its digits written the way the language does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from spaceplanner.i18n import number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_MARGIN = 6


class MeasureBox(QDoubleSpinBox):
    """See the module's docstring.

    Parameters
    ----------
    low, high
        The least and the most that can be typed.
    digits
        Decimals.
    unit
        Words behind the value, already in the language in use; nothing for a pure number.
    """

    def __init__(
        self, low: float, high: float, *, digits: int = 0, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._point = number(0, 1)[1]
        self.setDecimals(digits)
        self.setRange(low, high)
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)  # a style sheet's padding does not reach it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSuffix(f"\u00a0{unit}" if unit else "")

    def retranslate(self, unit: str = "") -> None:
        """Write value and unit, words in the language in use, anew."""
        value = self.value()
        self._point = number(0, 1)[1]
        self.setSuffix(f"\u00a0{unit}" if unit else "")
        self.setValue(value)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's names
        """Write a value the way the language does."""
        return number(value, self.decimals())

    def valueFromText(self, text: str) -> float:  # noqa: N802
        """Read a value, with or without what groups its digits."""
        whole, _, fraction = text.removesuffix(self.suffix()).partition(self._point)
        return float(f"{_digits(whole) or '0'}.{_digits(fraction) or '0'}")

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Take digits, what groups them, and the language's decimal sign; a value too small may still grow."""
        typed = text.removesuffix(self.suffix())
        whole, point, fraction = typed.partition(self._point)
        group = "," if self._point == "." else ""
        if (
            any(not (sign.isdecimal() or sign.isspace() or sign == group) for sign in whole)
            or (fraction and not fraction.strip().isdecimal())
            or len(fraction.strip()) > self.decimals()
            or (point and not self.decimals())
        ):
            return QValidator.State.Invalid, text, at
        value = self.valueFromText(text)
        if value > self.maximum():
            return QValidator.State.Invalid, text, at
        done = _digits(typed) and value >= self.minimum()
        return (QValidator.State.Acceptable if done else QValidator.State.Intermediate), text, at


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
