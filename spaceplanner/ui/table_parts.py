"""Parts of the tables below the map: cells with an interval behind the number, heads as wide as their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate

from spaceplanner.ui.ranked_model import INTERVAL
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from spaceplanner.ui.context import Context

ROW = 26
"""Pixels of a row."""
_LEFT, _RIGHT, _SPARE = 4, 12, 6


class Cells(QStyledItemDelegate):
    """Paints a cell: its text, and the interval behind a number in grey."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._metrics = QFontMetrics(font(weight="semibold", tabular=True))  # the widest that is used

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        self.initStyleOption(option, index)
        interval = index.data(INTERVAL)
        option.text = ""
        view = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
        box = option.rect.adjusted(_LEFT, 0, -_RIGHT, 0)
        right = bool(option.displayAlignment & Qt.AlignmentFlag.AlignRight)
        painter.save()
        painter.setFont(option.font)
        if interval:
            words = f" ({interval})"
            painter.setPen(self._context.appearance.colour("faint"))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            box = QRect(box.left(), box.top(), box.width() - option.fontMetrics.horizontalAdvance(words), box.height())
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        text = option.fontMetrics.elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Return the room that the text and its interval take; asked for often, so the style is left out of it."""
        del option
        interval = index.data(INTERVAL)
        words = f"{index.data() or ''} ({interval})" if interval else str(index.data() or "")
        return QSize(self._metrics.horizontalAdvance(words) + _LEFT + _RIGHT + 2, ROW)


class Head(QHeaderView):
    """Heads as wide as their words: Qt keeps room for the arrow of the order in each of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self._metrics = QFontMetrics(font(11, "semibold"))

    def sectionSizeFromContents(self, section: int) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that a head takes."""
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        high = super().sectionSizeFromContents(section).height()
        return QSize(self._metrics.horizontalAdvance(words) + _LEFT + _RIGHT + _SPARE, high)
