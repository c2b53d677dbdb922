"""What stands on the map beside the tools: one card at a time, below the bars, and what gives way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.card import Card

EDGE, GAP = 12, 6
"""Pixels to the map's edge, and between two things that stand on the map."""
_SCALE_BAR = 56
_LEAST = 110
_CHANGES = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.ShowToParent, QEvent.Type.HideToParent}


class CardColumn(QObject):
    """See the module's docstring.

    Attributes
    ----------
    card
        The card that is open, or None.
    """

    changed = Signal()
    """The room on the map is another: a bar or a card came, went, moved or grew."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.card: Card | None = None
        self._bars: list[QWidget] = [canvas.sketcher.bar]
        self._guests: list[QWidget] = []
        for part in (canvas, canvas.legend, canvas.sketcher.bar):
            part.installEventFilter(self)
        self.changed.connect(self._settle)

    def add_bar(self, bar: QWidget) -> None:
        """Have everything stand below a bar at the map's upper edge."""
        self._bars.append(bar)
        bar.installEventFilter(self)

    def add_guest(self, guest: QWidget) -> None:
        """Have what lies lowest give way to something else that stands on the map and finds its own place."""
        self._guests.append(guest)
        guest.installEventFilter(self)

    def open(self, card: Card) -> None:
        """Show a card instead of the one that is open."""
        before, self.card = self.card, card
        if before is not None and before is not card:
            before.closed.emit()
        self.place(card)
        card.show()
        card.raise_()
        self.changed.emit()

    def left(self, card: Card) -> None:
        """Take note that a card is put away."""
        if self.card is card:
            self.card = None
            self.changed.emit()

    def place(self, widget: QWidget) -> None:
        """Put a widget beside the tools: below the bars, and below the card that is open unless it is that one."""
        card, x = self.card, self._canvas.sketcher.bar.x()
        if card is not None and card is widget:
            wide = min(card.wide, self._canvas.width() - x - EDGE)
            y = self.top(x, wide)
            card.setFixedSize(wide, max(_LEAST, min(card.wanted(wide), self.room(x, y, wide, foot=_SCALE_BAR))))
        else:
            y = self.top(x, widget.width())
            if card is not None:
                y = max(y, card.geometry().bottom() + 1 + GAP)
        widget.move(x, y)

    def room(self, x: int, y: int, wide: int, *, foot: int = EDGE) -> int:
        """Return how high something may be at a place: down to the legend, or to what is kept free at the foot."""
        legend = self._canvas.legend
        beside = legend.isHidden() or legend.x() > x + wide or legend.geometry().right() < x
        return (self._canvas.height() - foot if beside else legend.y() - GAP) - y

    def top(self, x: int, wide: int, but: QWidget | None = None) -> int:
        """Return the first free pixel below the bars for something that is so wide."""
        over = [bar.geometry() for bar in self._bars if bar is not but and not bar.isHidden()]
        return max([EDGE, *(box.bottom() + 1 + GAP for box in over if box.left() < x + wide and box.right() >= x)])

    def covers(self, box: QRect, *, guests: bool = True) -> bool:
        """Return whether the card, or with `guests` something else that stands on the map, needs a place."""
        over = [*([self.card] if self.card is not None else []), *(self._guests if guests else [])]
        return any(not one.isHidden() and one.geometry().intersects(box) for one in over)

    @Slot()
    def _settle(self) -> None:
        if self.card is not None:
            self.place(self.card)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice what changes the room on the map; put the card away with Escape before the tool is put down."""
        if event.type() in _CHANGES:
            self.changed.emit()
        elif (
            watched is self._canvas
            and self.card is not None
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and not self._canvas.hand.state.busy
        ):
            self.card.closed.emit()
            return True
        return False
