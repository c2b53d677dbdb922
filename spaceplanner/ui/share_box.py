"""A share to type in per cent: 0.12 is shown as 12.0 %."""

from __future__ import annotations

from PySide6.QtGui import QValidator

from spaceplanner.i18n import number
from spaceplanner.ui.measure_box import MeasureBox

_TIMES = 100
_FEWER = 2


class ShareBox(MeasureBox):
    """A `MeasureBox` whose value is a share; its decimals are the share's, two more than are shown."""

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's names
        """Write a share in per cent."""
        return number(value * _TIMES, self.decimals() - _FEWER)

    def valueFromText(self, text: str) -> float:  # noqa: N802
        """Read per cent as a share."""
        return round(super().valueFromText(text) / _TIMES, self.decimals())

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Take what a measure takes, with no more decimals than are shown."""
        typed = text.removesuffix(self.suffix()).strip()
        _, _, fraction = typed.partition(number(0, 1)[1])
        if len(fraction) > self.decimals() - _FEWER:
            return QValidator.State.Invalid, text, at
        return super().validate(text, at)
