"""Lines in which a number or a day may be typed, or nothing: what is not known stays not known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class NumberLine(QLineEdit):
    """A number or nothing, written the way the language does; what was not touched stays what it was, to the digit.

    Parameters
    ----------
    signed
        Whether it may be negative.
    """

    def __init__(self, value: float | None, parent: QWidget | None = None, *, signed: bool = False) -> None:
        super().__init__(_written(value), parent)
        self._given = value
        group, point = (QRegularExpression.escape(sign) for sign in (number(1000)[1], _point()))
        pattern = rf"{'-?' if signed else ''}[\d\s{group}]*({point}\d{{0,3}})?"
        self.setValidator(QRegularExpressionValidator(QRegularExpression(pattern), self))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText(gettext(N_("not known")))

    def show_value(self, value: float | None) -> None:
        """Show another number."""
        self._given = value
        self.setText(_written(value))

    def value(self) -> float | None:
        """Return the number, or None where nothing was typed."""
        typed = self.text()
        if typed == _written(self._given):
            return self._given
        if not any(sign.isdecimal() for sign in typed):
            return None
        whole, fraction = ("".join(filter(str.isdecimal, part)) for part in typed.partition(_point())[::2])
        found = float(f"{whole or '0'}.{fraction or '0'}")
        return -found if typed.lstrip().startswith("-") else found


class DayLine(QLineEdit):
    """A day as 2027-12-31, or nothing; what is no day yet is shown so and counts as nothing."""

    def __init__(self, value: date | None, parent: QWidget | None = None) -> None:
        super().__init__(value.isoformat() if value else "", parent)
        self.setPlaceholderText(gettext(N_("yyyy-mm-dd")))
        self.setMaxLength(10)
        self.textChanged.connect(self._judge)

    def show_value(self, value: date | None) -> None:
        """Show another day."""
        self.setText(value.isoformat() if value else "")

    def value(self) -> date | None:
        """Return the day, or None."""
        try:
            return date.fromisoformat(self.text().strip())
        except ValueError:
            return None

    @property
    def wrong(self) -> bool:
        """Something is typed that is no day."""
        return bool(self.text().strip()) and self.value() is None

    def _judge(self) -> None:
        told = gettext(N_("This is no day: write it as in 2027-12-31.")) if self.wrong else ""
        self.setToolTip(told)
        self.setAccessibleDescription(told)
        self.setProperty("wrong", self.wrong)
        self.style().unpolish(self)
        self.style().polish(self)


def _point() -> str:
    return number(0, 1)[1]


def _written(value: float | None) -> str:
    if value is None:
        return ""
    return number(value, 0 if value == round(value) else 2)
