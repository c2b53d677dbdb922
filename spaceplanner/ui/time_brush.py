"""Picking time: hours of the clock, months of the trend, day or night; the map and the other charts follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services.brush import Brush
from spaceplanner.services.when_words import WEEKDAYS
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.clock_face import WeekHours
from spaceplanner.ui.icons import icon
from spaceplanner.ui.months_chart import MonthsChart, month_words
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.services.brushing import Brushed
    from spaceplanner.services.when import When
    from spaceplanner.ui.clock_view import ClockView
    from spaceplanner.ui.context import Context

_TASK = "pick_time"
_PACE = 700
"""Milliseconds that a month is shown while the window plays."""
_PLAYED = 3
"""Months of the window that begins to play where none is picked."""
_PHASES = {"": N_("Day and night"), "day": N_("By day"), "night": N_("By night")}


class TimeBrush(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    months, phase
        The chart of months, and the choice of day or night.
    play, clear
        Lets the window of months run through the record, and ends all that is picked.
    words
        What is picked, and how many incidents are shown of how many; whoever has the panel gives it its place.
    brushed
        The figures of what is picked, or None while nothing is.
    """

    answered = Signal()
    """Clock and months show other figures."""

    def __init__(self, context: Context, clock: ClockView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._found: When | None = None
        self._space: str | None = None
        self._covered = False
        self.brushed: Brushed | None = None
        self.months = MonthsChart(context.appearance, self)
        self.phase, self.play, self.clear = Choice(self, width=7), QToolButton(self), QPushButton(self)
        self.words = label(parent=self, role="secondary", wrap=True)
        self._timer = QTimer(self, interval=_PACE)
        self._timer.timeout.connect(self._step)
        self._build()
        clock.selected.connect(self._take_hours)
        self.months.picked.connect(self._take_months)
        self.phase.currentIndexChanged.connect(self._take_phase)
        self.play.toggled.connect(self._run)
        self.clear.clicked.connect(self.forget)
        context.time_picked.connect(self._follow)
        context.document_replaced.connect(self.forget)
        context.hotspots.answered.connect(self._say)
        context.hotspots.picture_changed.connect(self._say)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        self.play.setCheckable(True)
        self.play.setProperty("frame", True)  # noqa: FBT003 - Qt's own signature
        self.play.setIconSize(QSize(14, 14))
        self.play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear.setProperty("flat", True)  # noqa: FBT003
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.play)
        row.addWidget(self.phase, 1)
        row.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.months)
        column.addLayout(row)

    def show_when(self, found: When | None, space: str | None) -> None:
        """Show the months of other incidents, of all or of those near a space; what is picked stays picked."""
        self._found, self._space = found, space
        self.setVisible(found is not None and found.months is not None)
        if found is None or found.months is None:
            self.play.setChecked(False)
            return
        self.months.show_months(self._first, found.months.counts)
        self._ask()

    @property
    def _first(self) -> int:
        assert self._found is not None
        assert self._found.months is not None
        return int(self._found.months.first[0].astype("datetime64[M]").astype(int))

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        with QSignalBlocker(self.phase):
            self.phase.clear()
            for key, text in _PHASES.items():
                self.phase.add(gettext(text), key)
            self.phase.choose(self._context.brush.phase)
        self.phase.setAccessibleName(gettext(N_("By day or by night")))
        self.phase.setToolTip(tip(gettext(N_("Night is from sunset to sunrise, at each incident's own place"))))
        self.clear.setText(gettext(N_("Clear")))
        self.clear.setToolTip(tip(gettext(N_("Show all hours and months again"))))
        colours = self._context.appearance.colours
        running = self.play.isChecked()
        self.play.setIcon(icon("pause" if running else "play", colours.secondary, size=14))
        said = gettext(N_("Stop")) if running else gettext(N_("Run through the months"))
        self.play.setToolTip(tip(said))
        self.play.setAccessibleName(said)
        self.months.retranslate()
        self._say()

    @Slot()
    def forget(self) -> None:
        """End all that is picked."""
        self.play.setChecked(False)
        self._context.pick_time(Brush())
        self._follow()

    @Slot(object)
    def _take_hours(self, chosen: WeekHours | None) -> None:
        none = Brush()
        hours, weekdays = (none.hours, none.weekdays) if chosen is None else (chosen.hours, chosen.weekdays)
        self._context.pick_time(replace(self._context.brush, hours=hours, weekdays=weekdays))

    @Slot(object)
    def _take_months(self, window: tuple[int, int] | None) -> None:
        self._context.pick_time(replace(self._context.brush, months=window))

    @Slot()
    def _take_phase(self) -> None:
        self._context.pick_time(replace(self._context.brush, phase=self.phase.currentData() or ""))

    @Slot()
    def _follow(self, *_: object) -> None:
        """Show what is picked."""
        brush = self._context.brush
        self._clock.choose(None if brush.hours is None else WeekHours(brush.hours, brush.weekdays))
        self.months.choose(brush.months)
        with QSignalBlocker(self.phase):
            self.phase.choose(brush.phase)
        self._uncover()
        self._ask()

    def _uncover(self) -> None:
        """Take hot spots of all hours off the map while time is picked, for they cover the density, and put them back."""
        hotspots, picking = self._context.hotspots, bool(self._context.brush)
        if picking and hotspots.answer is not None and hotspots.shown:
            self._covered = True
            hotspots.show(False)  # noqa: FBT003 - the slot of a toggle
        elif self._covered and not picking:
            self._covered = False
            hotspots.show(True)  # noqa: FBT003

    def _ask(self) -> None:
        """Have what is left counted; a newer wish drops the answer to this one."""
        context, brush, found = self._context, self._context.brush, self._found
        if found is None or found.months is None:
            return
        if not brush:
            context.tasks.cancel(_TASK)
            self._take(None)
            return
        project, space, first, count = context.project, self._space, self._first, len(found.months.counts)
        context.tasks.run(
            _TASK,
            N_("Counting what is picked"),
            lambda _progress: _counted(context, project, brush, space, first, count),
            done=self._take,
            failed=context.failed,
        )

    def _take(self, brushed: Brushed | None) -> None:
        self.brushed = brushed
        found = self._found
        if found is None or found.months is None:
            return
        if brushed is None:
            self._clock.set_table(found.table, self._clock.note)
            self.months.show_months(self._first, found.months.counts)
        else:
            self._clock.set_table(brushed.table if found.table is not None else None, self._clock.note)
            self.months.show_months(self._first, brushed.months)
        self._say()
        self.answered.emit()

    @Slot()
    def _say(self, *_: object) -> None:
        """Say what is picked, and how many incidents that leaves."""
        brush, brushed = self._context.brush, self.brushed
        self.clear.setEnabled(bool(brush))
        self.words.setVisible(bool(brush) and brushed is not None)
        if not brush or brushed is None:
            self.words.setText("")
            return
        lines = [
            gettext(N_("Shown: {shown} of {all} incidents · {what}")).format(
                shown=number(brushed.shown), all=number(brushed.incidents), what=picked_words(brush)
            )
        ]
        if brushed.hourless:
            said = gettext(N_("Left out, since their hour is not known: {count}."))
            lines.append(said.format(count=number(brushed.hourless)))
        if brushed.dateless:
            said = gettext(N_("Left out, since their month is not known: {count}."))
            lines.append(said.format(count=number(brushed.dateless)))
        if self._context.hotspots.answer is not None and self._context.hotspots.shown:
            lines.append(
                gettext(N_("The map shows hot spots of all hours: hide them in the layers to see the density."))
            )
        self.words.setText("\n".join(lines))

    @Slot(bool)
    def _run(self, running: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Let the window of months run, or stop it."""
        if running and self.months.window_ is None:
            self.months.move_by(1)
            for _ in range(_PLAYED - 1):
                self.months.move_by(1, widen=True)
        if running:
            self._timer.start()
        else:
            self._timer.stop()
        self.retranslate()

    @Slot()
    def _step(self) -> None:
        """Move the window by a month once the map has caught up; at the end of the record, stop."""
        if any(one.key in {"density", _TASK} for one in self._context.tasks.active):
            return
        if not self.months.move_by(1):
            self.play.setChecked(False)


def picked_words(brush: Brush) -> str:
    """Return what is picked, in the language in use."""
    parts = []
    if brush.hours is not None:
        days = [gettext(WEEKDAYS[day]) for day in brush.weekdays]
        parts.append(f"{brush.hours[0]}–{brush.hours[1]} h")
        if len(days) < len(WEEKDAYS):
            parts.append(days[0] if len(days) == 1 else f"{days[0]}–{days[-1]}")
    if brush.months is not None:
        first, last = (month_words(month) for month in brush.months)
        parts.append(first if first == last else f"{first} – {last}")
    if brush.phase:
        parts.append(gettext(_PHASES[brush.phase]).lower())
    return ", ".join(parts)


def _counted(  # noqa: PLR0917 - what is picked, of what
    context: Context, project: Project, brush: Brush, space: str | None, first: int, count: int
) -> Brushed:
    from spaceplanner.services import brushing  # noqa: PLC0415 - the window is there before it computes

    return brushing.figures(project, brush, first=first, count=count, space=space, memo=context.evaluator.memo)
