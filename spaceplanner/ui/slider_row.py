"""A number to slide or to type, with its default shown and a way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import Elided, label, tip

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from spaceplanner.ui.context import Context

_NAMES, _BOX, _USUAL = 176, 92, 96
"""Pixels of the names, the numbers and their defaults, so that rows under each other are aligned."""


class Slider(QSlider):
    """A slider that a wheel which passes over it does not move."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page around."""
        event.ignore()


class SliderRow(QWidget):
    """See the module's docstring.

    Parameters
    ----------
    name, means
        What it is called, and what it means; in the language in use.
    low, high, step
        Ends of the slider and its step; what is typed may lie between steps.
    usual
        The default; None: there is none to go back to.
    digits, unit
        Decimals, and words behind the value.

    Attributes
    ----------
    slider, box, back
        What slides, what is typed into, and the button that goes back to the default.
    """

    changed = Signal(float)
    """The value, while it slides or is typed."""

    def __init__(
        self,
        context: Context,
        name: str,
        means: str,
        *,
        low: float,
        high: float,
        step: float,
        usual: float | None,
        digits: int = 0,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._step, self._low, self._usual = step, low, usual
        self._value = low
        title = Elided(name, self, most=_NAMES)
        title.setFixedWidth(_NAMES)
        self.slider = Slider(self)
        self.slider.setRange(0, round((high - low) / step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.setMinimumWidth(90)
        self.box = MeasureBox(low, high, digits=digits, unit=unit, parent=self)
        self.box.setSingleStep(step)
        self.box.setFixedWidth(_BOX)
        told = "" if usual is None else gettext(N_("default: {value}")).format(value=self.box.textFromValue(usual))
        default = label(told, self, role="faint")
        default.setFixedWidth(_USUAL)
        self.back = QToolButton(self)
        self.back.setIcon(
            icon("undo-2", context.appearance.colours.secondary, disabled=context.appearance.colours.lines)
        )
        self.back.setToolTip(gettext(N_("Back to the default")))
        self.back.setAccessibleName(f"{name}: {self.back.toolTip()}")
        policy = self.back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)
        self.back.setVisible(usual is not None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (title, self.slider, self.box, default, self.back):
            row.addWidget(widget, 1 if widget is self.slider else 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = "\n".join(filter(None, (means, told)))
        for widget in (title, self.slider, self.box):
            widget.setToolTip(tip(said))
        for part in (self.slider, self.box):
            part.setAccessibleName(name)
            part.setAccessibleDescription(said)
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)
        self.back.clicked.connect(self.restore)
        self.set_value(low)

    def value(self) -> float:
        """Return the value, as exact as it was given or typed."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value; nothing is said of it."""
        self._value = value
        for part in (self.slider, self.box):
            part.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.slider.setValue(round((value - self._low) / self._step))
        self.box.setValue(value)
        for part in (self.slider, self.box):
            part.blockSignals(False)  # noqa: FBT003
        self._mark()

    @Slot()
    def restore(self) -> None:
        """Go back to the default."""
        if self._usual is not None:
            self.set_value(self._usual)
            self.changed.emit(self._value)

    def _mark(self) -> None:
        known = self._usual is not None
        self.back.setEnabled(known and self.box.value() != round(self._usual or 0.0, self.box.decimals()))

    @Slot(int)
    def _slid(self, place: int) -> None:
        self.set_value(self._low + place * self._step)
        self.changed.emit(self._value)

    @Slot(float)
    def _typed(self, value: float) -> None:
        self._value = value
        self.slider.blockSignals(True)  # noqa: FBT003
        self.slider.setValue(round((value - self._low) / self._step))
        self.slider.blockSignals(False)  # noqa: FBT003
        self._mark()
        self.changed.emit(value)
