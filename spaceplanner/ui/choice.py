"""A choice among texts that come from files: plain, elided, and not changed by a wheel that passes over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter

from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

_LONG = 48
_EDGE = 6
_SHOWN = 14


class Choice(QComboBox):
    """A combo box; see the module's docstring."""

    def __init__(self, parent: QWidget | None = None, *, editable: bool = False, width: int = 10) -> None:
        super().__init__(parent)
        self.setEditable(editable)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(width)
        self.setMaxVisibleItems(_SHOWN)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)

    def add(self, text: str, value: Any = None) -> None:
        """Add an entry and what it stands for; a long text gets a tip."""
        self.addItem(text, value)
        if len(text) > _LONG:
            self.setItemData(self.count() - 1, tip(text), Qt.ItemDataRole.ToolTipRole)

    def refuse(self, value: Any, why: str) -> None:
        """Grey the entry that stands for a value; a tip says why it cannot be chosen."""
        place, model = self.findData(value), self.model()
        if place >= 0 and isinstance(model, QStandardItemModel):
            model.item(place).setEnabled(False)
            self.setItemData(place, tip(why), Qt.ItemDataRole.ToolTipRole)
            self.setItemData(place, why, Qt.ItemDataRole.AccessibleDescriptionRole)

    def choose(self, value: Any) -> bool:
        """Choose the entry that stands for a value; without one, none."""
        self.setCurrentIndex(self.findData(value))
        return self.currentIndex() >= 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's names
        """Paint the box; text that is too long ends in an ellipsis."""
        if self.isEditable():
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - _EDGE
        text = option.currentText
        if self.currentIndex() < 0:
            text = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the page around."""
        event.ignore()
