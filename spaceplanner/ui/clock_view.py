"""The clock of a week: incidents by hour and weekday as a field of classed cells, from which hours can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services.when_words import WEEKDAYS
from spaceplanner.ui.clock_face import DAYS, FOOT, HEIGHT, HOURS, LEAST_WIDTH, ClockFace, WeekHours
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from spaceplanner.ui.clock_face import Cell
    from spaceplanner.ui.theme import Appearance

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Home: (0, -HOURS),
    Qt.Key.Key_End: (0, HOURS),
}
"""Key -> by how many days and hours it moves the cursor."""


class ClockView(QWidget):
    """See the module's docstring.

    By mouse, dragging over cells chooses them, and a click beside them or on the one cell that is chosen ends the choice.
    By keys, the arrows move from cell to cell, with Shift they widen the choice, the space bar chooses the cell and
    Escape ends the choice.

    Attributes
    ----------
    chosen
        What is chosen, or None: all hours.
    """

    selected = Signal(object)
    """A `WeekHours`, or None where the choice ends."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: WeekHours | None = None
        self._face = ClockFace(self, appearance)
        self._counts: NDArray[np.int64] | None = None
        self._note = ""
        self._cursor: Cell = (0, 0)
        self._anchor: Cell | None = None
        self._dragged: Cell | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)
        self.retranslate()

    def set_table(self, counts: NDArray[np.int64] | None, note: str = "") -> None:
        """Show a table (7, 24) of counts, Monday first, with a line of text below; None: there are no hours."""
        assert counts is None or counts.shape == (DAYS, HOURS)
        self._counts = counts
        self._note = note
        if counts is None:
            self._choose(None)
        self.retranslate()

    def choose(self, chosen: WeekHours | None) -> None:
        """Show a choice that was made elsewhere, without telling of it."""
        self.chosen = chosen
        self.update()

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """The table that is shown; None: there are no hours."""
        return self._counts

    @property
    def note(self) -> str:
        """The line of text below the clock."""
        return self._note

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Incidents by hour and weekday")))
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return the size the clock wants."""
        return QSize(240, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least size at which it can be read."""
        return QSize(LEAST_WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the clock."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face, counts = self._face, self._counts
        if counts is None:
            face.paint_absence(painter, self._absence())
        else:
            face.paint_cells(painter, counts)
            face.paint_words(painter)
            chosen = self.chosen
            if self._anchor is not None and self._dragged is not None:
                chosen = _between(self._anchor, self._dragged)
            face.paint_marks(painter, chosen, self._cursor if self.hasFocus() else None)
        face.paint_foot(painter, self._note, 0 if counts is None else int(counts.max()))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to choose, or end the choice."""
        if event.button() is not Qt.MouseButton.LeftButton or self._counts is None:
            return
        self._anchor = self._dragged = self._face.cell(event.position())
        if self._anchor is None:
            self._choose(None)
        else:
            self._move(self._anchor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Widen what is being chosen."""
        if self._anchor is not None and self._dragged is not None:
            self._dragged = self._face.cell(event.position(), nearest=True) or self._dragged
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose what was dragged over; a click on the one cell that is chosen ends the choice."""
        if event.button() is not Qt.MouseButton.LeftButton or self._anchor is None or self._dragged is None:
            return
        chosen = _between(self._anchor, self._dragged)
        clicked = self._anchor == self._dragged
        self._move(self._dragged)
        self._dragged = None
        self._choose(None if clicked and chosen == self.chosen else chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the cursor, widen the choice or end it."""
        key = Qt.Key(event.key())
        if self._counts is None:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._step(*_STEPS[key], widen=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key is Qt.Key.Key_Space:
            self._anchor = self._cursor
            self._choose(_between(self._cursor, self._cursor))
        elif key is Qt.Key.Key_Escape and self.chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show where the keys are."""
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Show the count of the cell under the pointer, or the whole note."""
        if event.type() is QEvent.Type.ToolTip:
            help_event: QHelpEvent = event  # type: ignore[assignment] # Qt tells events apart by type
            text = self._tip(QPointF(help_event.pos()))
            if text:
                QToolTip.showText(help_event.globalPos(), tip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _step(self, days: int, hours: int, *, widen: bool) -> None:
        if widen and self._anchor is None:
            self._anchor = self._cursor
        day, hour = self._cursor
        self._move((min(max(day + days, 0), DAYS - 1), min(max(hour + hours, 0), HOURS - 1)))
        if widen and self._anchor is not None:
            self._choose(_between(self._anchor, self._cursor))
        else:
            self._anchor = None

    def _move(self, cell: Cell) -> None:
        self._cursor = cell
        self._describe()
        self.update()

    def _choose(self, chosen: WeekHours | None) -> None:
        if chosen is None:
            self._anchor = None
        if chosen != self.chosen:
            self.chosen = chosen
            self.selected.emit(chosen)
        self.update()

    def _describe(self) -> None:
        """Tell assistive technology what a look would."""
        if self._counts is None:
            words = [self._absence()]
        else:
            day, hour = divmod(int(self._counts.argmax()), HOURS)
            words = [
                self._words(self._cursor) + ".",
                gettext(N_("Most: {cell}.")).format(cell=self._words((day, hour))),
            ]
        self.setAccessibleDescription(" ".join(word for word in (*words, self._note) if word))

    def _absence(self) -> str:
        return gettext(N_("No incident here has an hour. Add a layer with times to see the clock."))

    def _words(self, cell: Cell) -> str:
        """Return day, hours and count of a cell."""
        assert self._counts is not None
        day, hour = cell
        return gettext(N_("{day} {from}–{to} h: {count} of {all} incidents")).format(
            **{"from": hour, "to": hour + 1},
            day=gettext(WEEKDAYS[day]),
            count=number(int(self._counts[day, hour])),
            all=number(int(self._counts.sum())),
        )

    def _tip(self, where: QPointF) -> str:
        cell = self._face.cell(where)
        if cell is not None and self._counts is not None:
            return self._words(cell)
        return self._note if where.y() >= self.height() - FOOT else ""


def _between(one: Cell, other: Cell) -> WeekHours:
    """Return the hours and days from one cell to another, in whatever order."""
    (first, last), (begin, end) = (sorted(pair) for pair in zip(one, other, strict=True))
    return WeekHours((begin, end + 1), tuple(range(first, last + 1)))
