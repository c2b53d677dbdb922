"""The card of the guided start: what is done, what comes next and how, at the side of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services.tour import STEPS, Tour
from spaceplanner.ui import theme
from spaceplanner.ui.card_column import EDGE
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

WIDTH = 286
_ICON, _SMALL = 14, 22


class TourCard(QFrame):
    """See the module's docstring.

    Attributes
    ----------
    show_me, skip, fold, leave
        The buttons: where it is done, leave the step out, only the title, and away.
    """

    where_wanted = Signal(str)
    """Step of the work in which the current step is done."""
    skipped = Signal(str)
    """Id of the step that is to be left out."""
    left = Signal()
    """The card is to go away."""

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self._wanted = False
        self._tour = Tour()
        self.setObjectName("tour")
        self.setFixedWidth(WIDTH)
        self._title, self._count = label(parent=self), label(parent=self, role="secondary")
        self._title.setFont(theme.font(13, "semibold"))
        self._text = label(parent=self, wrap=True)
        self.show_me, self.skip = QPushButton(self), QPushButton(self)
        self.fold, self.leave = self._small(), self._small()
        self.fold.setCheckable(True)
        self._marks, self._names = [QLabel(self) for _ in STEPS], [label(parent=self, wrap=True) for _ in STEPS]
        self._body = QWidget(self)
        self._build()
        self.fold.toggled.connect(self._folded)
        self.leave.clicked.connect(self.left)
        self.show_me.clicked.connect(self._go)
        self.skip.clicked.connect(self._skip)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()
        self.hide()
        canvas.cards.add_guest(self)
        canvas.cards.changed.connect(self.settle)

    def show_tour(self, tour: Tour) -> None:
        """Show how far somebody has come, or nothing where the guided start is not running."""
        self._tour = tour
        self._wanted = tour.running
        self.retranslate()
        self.raise_()

    def put_away(self) -> None:
        """Be out of sight until a tour is shown again."""
        self._wanted = False
        self.settle()

    @Slot()
    def settle(self) -> None:
        """Stand at the right of the map below the bars, as high as there is room; give way to a card that is open there."""
        cards, x = self._canvas.cards, self._canvas.width() - WIDTH - EDGE
        y = cards.top(x, WIDTH)
        room = max(1, cards.room(x, y, WIDTH))
        high = self._height(short=False)
        if high > room:
            high = self._height(short=True)
        self.setFixedHeight(min(high, room))
        self.move(x, y)
        self.setVisible(self._wanted and not cards.covers(QRect(x, y, WIDTH, self.height()), guests=False))

    def _height(self, *, short: bool) -> int:
        """Show all steps, or only the one that is next, and return how high that is."""
        for row, step in enumerate(STEPS):
            shown = not short or step is self._tour.current
            self._marks[row].setVisible(shown)
            self._names[row].setVisible(shown)
        layout, inner = self.layout(), self._body.layout()
        assert layout is not None
        assert inner is not None
        inner.activate()
        layout.activate()
        return layout.totalHeightForWidth(WIDTH)

    def _small(self) -> QToolButton:
        made = QToolButton(self)
        made.setIconSize(QSize(13, 13))
        made.setFixedSize(_SMALL, _SMALL)
        return made

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        head.addWidget(self.fold)
        head.addWidget(self.leave)
        lines = QGridLayout()
        lines.setHorizontalSpacing(8)
        lines.setVerticalSpacing(5)
        lines.setColumnStretch(1, 1)
        self._details = QWidget(self._body)
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 2, 0, 4)
        details.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.show_me.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        for button in (self.show_me, self.skip):
            button.setProperty("narrow", True)  # noqa: FBT003
            buttons.addWidget(button, 1)
        details.addWidget(self._text)
        details.addLayout(buttons)
        self._lines = lines
        for row, (mark, name) in enumerate(zip(self._marks, self._names, strict=True)):
            mark.setFixedWidth(_ICON + 2)
            mark.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
            lines.addWidget(mark, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(name, 2 * row, 1)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addLayout(lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._body)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        tour, colours = self._tour, self._context.appearance.colours
        self._title.setText(gettext(N_("Guided start")))
        self.setAccessibleName(self._title.text())
        count = gettext(N_("{done} of {all}")).format(done=number(len(tour.done)), all=number(len(STEPS)))
        self._count.setText(count)
        self._dress(self.fold, "maximize" if self.fold.isChecked() else "minus", N_("Only the title, or all of it"))
        self._dress(self.leave, "x", N_("Leave the guided start; it goes on from here another time"))
        self.show_me.setText(gettext(N_("Show me where")))
        self.skip.setText(gettext(N_("Skip")) if tour.current is not None else gettext(N_("Close")))
        for row, step in enumerate(STEPS):
            self._write(row, gettext(step.title), done=step.id in tour.done, skipped=step.id in tour.skipped)
        self._place_details()
        self.leave.setIcon(icon("x", colours.secondary, size=13))
        self.settle()

    def _dress(self, button: QToolButton, picture: str, words: str) -> None:
        button.setIcon(icon(picture, self._context.appearance.colours.secondary, size=13))
        button.setToolTip(gettext(words))
        button.setAccessibleName(gettext(words))

    def _write(self, row: int, title: str, *, done: bool, skipped: bool) -> None:
        """Write one step: ticked, left out, or with its number."""
        mark, name, colours = self._marks[row], self._names[row], self._context.appearance.colours
        current = self._tour.current is not None and STEPS[row].id == self._tour.current.id
        if done or skipped:
            picture = icon("check" if done else "minus", colours.accent if done else colours.secondary, size=_ICON)
            mark.setPixmap(picture.pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        else:
            mark.setText(str(row + 1))
        mark.setFont(theme.font(12, "semibold" if current else "regular"))
        name.setText(title)
        name.setProperty("role", "" if current else "secondary")
        name.style().unpolish(name)
        name.style().polish(name)
        name.setFont(theme.font(12, "semibold" if current else "regular"))
        state = N_("Done: {step}") if done else N_("Left out: {step}") if skipped else N_("To do: {step}")
        name.setAccessibleName(gettext(state).format(step=title))

    def _place_details(self) -> None:
        """Put how it is done below the current step; at the end say so."""
        current = self._tour.current
        if current is None:
            self._text.setText(
                gettext(
                    N_("That was the whole way, from the data to the brief. Go on with the sample city as you like.")
                )
            )
        else:
            self._text.setText(gettext(current.text))
        self.show_me.setVisible(current is not None)
        row = 2 * (STEPS.index(current) if current is not None else len(STEPS)) + 1
        self._lines.removeWidget(self._details)
        self._lines.addWidget(self._details, row, 1 if current is not None else 0, 1, -1)
        self._details.show()

    @Slot(bool)
    def _folded(self, folded: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._body.setVisible(not folded)
        self.retranslate()

    @Slot()
    def _go(self) -> None:
        if self._tour.current is not None:
            self.where_wanted.emit(self._tour.current.where)

    @Slot()
    def _skip(self) -> None:
        if self._tour.current is None:
            self.left.emit()
        else:
            self.skipped.emit(self._tour.current.id)
