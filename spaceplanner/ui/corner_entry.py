"""Numbers for the next corner, typed at the pointer while something is drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from spaceplanner.i18n import N_, gettext, read_number
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

_WIDE, _AWAY, _EDGE = 64, 18, 6
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class _Line(QLineEdit):
    """A line that says when it is left, and by which key."""

    entered = Signal()
    left = Signal()
    stepped = Signal(int)

    def event(self, event: QEvent) -> bool:
        """Take every key before the shortcuts of the window, and Tab before the focus goes on."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._take(event):
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _ENTER:
            self.entered.emit()
        elif key is Qt.Key.Key_Escape:
            self.left.emit()
        elif key is Qt.Key.Key_Backtab:
            self.stepped.emit(-1)
        elif key is Qt.Key.Key_Tab or event.text() == "<":
            self.stepped.emit(1)
        else:
            return False
        return True


class CornerEntry(QFrame):
    """One line for each number; Tab or ``<`` goes to the next, Enter sets the corner, Escape goes back to the pointer.

    Attributes
    ----------
    lines
        The lines that are shown, in the order of `forms.fields`.
    """

    typed = Signal(object)
    """Numbers, None where nothing was typed; in the order of the lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = parent
        self.setObjectName("legend")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 6, 8, 6)
        self._row.setSpacing(6)
        self._made: list[QWidget] = []
        self.lines: list[QLineEdit] = []
        self.hide()

    def open(self, fields: tuple[tuple[str, str], ...], text: str, at: QPoint, *, last: bool = False) -> None:
        """Show lines for some numbers beside a place of the map, the first (or the last) one begun with a text."""
        self._clear()
        for name, unit in fields:
            line = _Line(self)
            line.setFixedWidth(_WIDE)
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.setValidator(QRegularExpressionValidator(QRegularExpression(r"-?\d*[.,]?\d*"), line))
            words = gettext(name)
            line.setAccessibleName(f"{words} ({unit})")
            how = gettext(N_("Enter sets the corner, Tab goes to the next number, Escape goes back to the pointer."))
            line.setToolTip(tip(how))
            line.textEdited.connect(self._forgive)
            line.entered.connect(self._enter)
            line.left.connect(self.close_)
            line.stepped.connect(partial(self._step, line))
            before, behind = label(words, self), label(unit, self, role="secondary")
            before.setBuddy(line)
            for widget in (before, line, behind):
                self._row.addWidget(widget)
                widget.show()
                self._made.append(widget)
            self.lines.append(line)
        chosen = self.lines[-1 if last else 0]
        chosen.setText(text)
        self.show()
        self._row.activate()
        self.adjustSize()
        room = self._map.size()
        self.move(
            max(_EDGE, min(at.x() + _AWAY, room.width() - self.width() - _EDGE)),
            max(_EDGE, min(at.y() + _AWAY, room.height() - self.height() - _EDGE)),
        )
        self.raise_()
        chosen.setFocus()
        chosen.end(False)  # noqa: FBT003 - Qt's own signature

    def close_(self) -> None:
        """Go away, and give the keyboard back to the map."""
        self.hide()
        self._map.setFocus()

    def values(self) -> tuple[float | None, ...] | None:
        """Return the numbers typed, None for an empty line; None if one of them cannot be read."""
        try:
            return tuple(read_number(line.text()) if line.text().strip() else None for line in self.lines)
        except ValueError:
            return None

    def _step(self, line: QLineEdit, step: int) -> None:
        """Go from one line to another."""
        place = next(i for i, other in enumerate(self.lines) if other is line)
        chosen = self.lines[(place + step) % len(self.lines)]
        chosen.setFocus()
        chosen.selectAll()

    def _enter(self) -> None:
        values = self.values()
        if values is None:
            self._blame()
            return
        self.close_()
        if any(value is not None for value in values):
            self.typed.emit(values)

    def _blame(self) -> None:
        """Show which line cannot be read."""
        for line in self.lines:
            try:
                wrong = bool(line.text().strip()) and read_number(line.text()) is None
            except ValueError:
                wrong = True
            if wrong:
                told = gettext(N_("This is no number: write it as in 12.5."))
                line.setToolTip(tip(told))
                line.setAccessibleDescription(told)
            _mark(line, wrong=wrong)

    def _forgive(self) -> None:
        for line in self.lines:
            _mark(line, wrong=False)

    def _clear(self) -> None:
        for widget in self._made:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._made, self.lines = [], []


def _mark(line: QLineEdit, *, wrong: bool) -> None:
    line.setProperty("wrong", wrong)
    line.style().unpolish(line)
    line.style().polish(line)
