"""A number to slide or to type, with its default shown and a way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import Elided, tip
from spaceplanner.ui.share_box import ShareBox
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from spaceplanner.ui.context import Context

_NAMES, _BOX, _NARROW, _USUAL = 176, 92, 80, 112
"""Pixels of the names, the numbers (in a row and stacked) and their defaults, so that rows under each other are aligned."""


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
    share
        Whether it is a share, which is shown in per cent; its decimals are the share's.
    stacked
        Whether the name stands above the slider, as in a narrow panel.

    Attributes
    ----------
    slider, box, back
        What slides, what is typed into, and the button that goes back to the default.
    """

    changed = Signal(float)
    """The value, while it slides or is typed."""
    settled = Signal()
    """The slider was let go, what was typed is complete, or the default was taken."""

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
        share: bool = False,
        stacked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._step, self._ends, self._usual = step, (low, high), usual
        self._value = low
        self._title = title = Elided(name, self, most=0 if stacked else _NAMES)
        self.slider = Slider(self)
        self.slider.setRange(0, round((high - low) / step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.setMinimumWidth(90)
        self.box = (ShareBox if share else MeasureBox)(low, high, digits=digits, unit=unit, parent=self)
        self.box.setSingleStep(step)
        self.box.setFixedWidth(_NARROW if stacked else _BOX)
        told = "" if usual is None else gettext(N_("default: {value}")).format(value=self._words(usual))
        default = Elided(told, self, role="faint")
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
        if stacked:
            self._stack(title, default)
        else:
            title.setFixedWidth(_NAMES)
            default.setFixedWidth(_USUAL)
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
        self.slider.sliderReleased.connect(self.settled)
        self.box.valueChanged.connect(self._typed)
        self.box.editingFinished.connect(self.settled)
        self.back.clicked.connect(self.restore)
        self.set_value(low)

    def _stack(self, title: Elided, default: QWidget) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        grid.addWidget(title, 0, 0, 1, 3)
        grid.addWidget(self.slider, 1, 0)
        grid.addWidget(default, 2, 0)
        grid.addWidget(self.box, 1, 1, 2, 1)
        grid.addWidget(self.back, 1, 2, 2, 1)

    def _words(self, value: float) -> str:
        return self.box.textFromValue(value) + self.box.suffix()

    def value(self) -> float:
        """Return the value, as exact as it was given or typed."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value; nothing is said of it. What lies beyond the slider's ends is shown as it is."""
        self._value = value
        low, high = self._ends
        for part in (self.slider, self.box):
            part.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.slider.setValue(round((value - low) / self._step))
        self.box.setRange(min(low, value), max(high, value))
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
            self.settled.emit()

    def _mark(self) -> None:
        known = self._usual is not None
        other = known and self.box.value() != round(self._usual or 0.0, self.box.decimals())
        self.back.setEnabled(other)
        self._title.setFont(font(12, "semibold" if other else "regular"))
        self._title.setText(self._title.full)

    @Slot(int)
    def _slid(self, place: int) -> None:
        # 3 × 0.05 is not 0.15: without the rounding no slider would find its way back to a default.
        self.set_value(round(self._ends[0] + place * self._step, self.box.decimals()))
        self.changed.emit(self._value)

    @Slot(float)
    def _typed(self, value: float) -> None:
        self._value = value
        self.slider.blockSignals(True)  # noqa: FBT003
        self.slider.setValue(round((value - self._ends[0]) / self._step))
        self.slider.blockSignals(False)  # noqa: FBT003
        self._mark()
        self.changed.emit(value)
