"""How a command is drawn in the palette: its picture, its title with the typed letters in bold, where it is, its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from spaceplanner.services.commands import Hit
    from spaceplanner.ui.theme import Appearance

ROW = 32
_ICON, _EDGE, _GAP, _ROUND, _SMALL = 16, 10, 10, 6, 11
_CENTRE = Qt.AlignmentFlag.AlignVCenter


class CommandRows(QStyledItemDelegate):
    """See the module's docstring."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of a row."""
        del option, index
        return QSize(100, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        hit: Hit = index.data(Qt.ItemDataRole.UserRole)
        one, colour = hit.command, self._appearance.colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRect(option.rect)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_light" if chosen else "surface"))
            painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), _ROUND, _ROUND)
        if one.icon:
            ink = self._appearance.colours.secondary
            at = QRect(row.left() + _EDGE, row.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            painter.setOpacity(1.0 if one.possible else 0.5)
            icon(one.icon, ink, size=_ICON).paint(painter, at)
            painter.setOpacity(1.0)
        room = row.adjusted(_EDGE + _ICON + _GAP, 0, -_EDGE, 0)
        room = self._key(painter, one.key, room)
        used = self._title(painter, hit, room)
        where = one.place if one.possible else one.reason or gettext(N_("Not possible now"))
        painter.setFont(font(_SMALL))
        painter.setPen(colour("secondary"))
        left = room.adjusted(used + _GAP, 0, 0, 0)
        text = QFontMetrics(painter.font()).elidedText(where, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, _CENTRE | Qt.AlignmentFlag.AlignRight, text)
        painter.restore()

    def _key(self, painter: QPainter, key: str, room: QRect) -> QRect:
        """Draw the key at the right, and return the room that is left."""
        if not key:
            return room
        painter.setFont(font(_SMALL, "medium"))
        width = QFontMetrics(painter.font()).horizontalAdvance(key)
        painter.setPen(self._appearance.colour("ink"))
        painter.drawText(room, _CENTRE | Qt.AlignmentFlag.AlignRight, key)
        return room.adjusted(0, 0, -width - _GAP, 0)

    def _title(self, painter: QPainter, hit: Hit, room: QRect) -> int:
        """Draw the title, and return how wide it is."""
        title, marks = hit.command.title, set(hit.marks)
        plain, bold = font(12), font(12, "bold")
        least = room.width() * 2 // 5 if not hit.command.possible else room.width() * 3 // 4
        most = min(room.width(), max(least, 0))
        shown = QFontMetrics(plain).elidedText(title, Qt.TextElideMode.ElideRight, most)
        painter.setPen(self._appearance.colour("ink" if hit.command.possible else "secondary"))
        x = room.left()
        for place, run in _runs(shown, marks):
            painter.setFont(bold if place in marks else plain)
            metrics = QFontMetrics(painter.font())
            painter.drawText(QRect(x, room.top(), metrics.horizontalAdvance(run) + 2, room.height()), _CENTRE, run)
            x += metrics.horizontalAdvance(run)
        return x - room.left()


def _runs(text: str, marks: set[int]) -> list[tuple[int, str]]:
    """Return stretches of a text that are all marked or all not, each with where it begins."""
    starts = [place for place in range(len(text)) if place == 0 or (place in marks) is not (place - 1 in marks)]
    return [(start, text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
