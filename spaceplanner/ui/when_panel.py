"""The panel of when: the clock of the week, of all incidents or of those near the selected space, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.domain.layer import Role
from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext, number, percent, sentence
from spaceplanner.services import picking
from spaceplanner.services.caveats import HOURLESS
from spaceplanner.services.when_words import WEEKDAYS, kept_out_words, phase_words, trend_words
from spaceplanner.ui.clock_view import ClockView
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.time_brush import TimeBrush

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from spaceplanner.domain.project import Project
    from spaceplanner.services.when import When
    from spaceplanner.ui.context import Context

_TASK = "when"
_MARGIN = 12
_WORDS = 142


class WhenPanel(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    found
        What is shown, or None while there is nothing.
    place, clock, brush
        Of which incidents it is, the clock, and what is picked of hours and months.
    chosen, words, caveats
        The hours that are chosen; day, night and trend; and what is kept out, and why.
    """

    detail_changed = Signal(str)
    """Words for the panel's title bar: the record."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.found: When | None = None
        self._refusal: SpacePlannerError | None = None
        self.place, self.clock = Elided(parent=self, role="secondary"), ClockView(context.appearance, self)
        self.brush = TimeBrush(context, self.clock, self)
        self.chosen, self.words = label(parent=self, wrap=True), label(parent=self, wrap=True)
        self.caveats = label(parent=self, role="faint", wrap=True)
        self._build()
        # A space and its project may change in one turn of the event loop: both are asked about once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self.clock.selected.connect(self._say_chosen)
        self.brush.answered.connect(self._say_chosen)
        context.project_changed.connect(self.refresh)
        context.space_selected.connect(self._outdate)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        body = scrolled(self)
        inside = QWidget(body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 6, _MARGIN, _MARGIN)
        column.setSpacing(6)
        for widget in (self.place, self.brush.words, self.clock, self.chosen, self.brush, self.words, self.caveats):
            column.addWidget(widget)
        column.addStretch(1)
        body.setWidget(inside)
        # However many layers there are, the clock is seen whole, with its words and what is kept out.
        body.setMinimumHeight(self.clock.sizeHint().height() + _WORDS)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._soon.start()

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Follow the project; a proposal changes nothing here."""
        if before.layers is not after.layers or before.settings is not after.settings:
            self._outdate()

    @Slot()
    def _outdate(self) -> None:
        self._stale = True
        if self.isVisible():
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        """Have the figures made; a newer question drops the answer to this one."""
        self._stale = False
        context, project = self._context, self._context.project
        space = context.space if context.space in picking.spaces(project).by_id else None
        if not any(len(layer) for layer in project.by_role(Role.INCIDENTS)):
            context.tasks.cancel(_TASK)
            self._take(None)
            return
        context.tasks.run(
            _TASK,
            N_("Reading when incidents happen"),
            lambda _progress: _described(project, space),
            done=self._take,
            failed=self._failed,
        )

    def _take(self, found: When | None, refusal: SpacePlannerError | None = None) -> None:
        self.found, self._refusal = found, refusal
        self.retranslate()
        self.brush.show_when(found, None if found is None or found.space is None else found.space.id)

    def _failed(self, error: Exception) -> None:
        """Say why there is no clock in its place; what nobody foresaw is told as everywhere."""
        if isinstance(error, SpacePlannerError) and not isinstance(error, Cancelled):
            self._take(None, error)
        else:
            self._context.failed(error)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        found = self.found
        self.clock.retranslate()
        self.brush.retranslate()
        self.clock.setVisible(found is not None and found.incidents > 0)
        self.place.setVisible(found is not None)
        self.detail_changed.emit(f"{found.first[:7]} – {found.last[:7]}" if found is not None else "")
        if found is None:
            waiting = N_("No incidents yet. Add a layer of incidents with dates and times to see when they happen.")
            self.words.setText(str(self._refusal) if self._refusal is not None else gettext(waiting))
            self.words.show()
            self.caveats.hide()
            self.chosen.hide()
            return
        self._say_place(found)
        brushed, table = self.brush.brushed, found.table
        table = table if table is None or brushed is None else brushed.table
        counted = 0 if found.table is None else int(found.table.sum())
        of = gettext(N_("{part} of {whole}")).format(part=number(counted), whole=number(found.incidents))
        self.clock.set_table(table, of)
        trend = trend_words(found.trend)
        lines = [phase_words(found.phases) if found.phases else "", trend]
        self.words.setText("\n".join(line[:1].upper() + line[1:] for line in lines if line))
        self.words.setVisible(found.incidents > 0)
        told = (sentence(text, parameters) for text, parameters in found.notes if text != HOURLESS)
        notes = [kept_out_words(found.kept_out), *told]
        self.caveats.setText("\n".join(note for note in notes if note))
        self.caveats.setVisible(bool(self.caveats.text()))
        self._say_chosen()

    def _say_place(self, found: When) -> None:
        if found.space is None or found.distance is None:
            self.place.setText(gettext(N_("All incidents")))
            return
        around = gettext(N_("within {radius} m")).format(radius=number(found.distance))
        self.place.setText(f"{found.space.name} · {around}")

    @Slot()
    def _say_chosen(self) -> None:
        """Say how many incidents the chosen hours hold."""
        chosen, table = self.clock.chosen, self.clock.counts if self.found is not None else None
        self.chosen.setVisible(chosen is not None and table is not None)
        if chosen is None or table is None:
            return
        part, whole = int(table[list(chosen.weekdays), slice(*chosen.hours)].sum()), int(table.sum())
        days = [gettext(WEEKDAYS[day]) for day in chosen.weekdays]
        self.chosen.setText(
            gettext(N_("{days}, {first}–{last} h: {share} ({part} of {whole})")).format(
                days=days[0] if len(days) == 1 else f"{days[0]}–{days[-1]}",
                first=chosen.hours[0],
                last=chosen.hours[1],
                share=percent(part / whole if whole else None),
                part=number(part),
                whole=number(whole),
            )
        )


def _described(project: Project, space: str | None) -> When:
    from spaceplanner.services.selection import Question  # noqa: PLC0415 - the window is there before it computes
    from spaceplanner.services.when import describe  # noqa: PLC0415

    return describe(project, Question(), space=space)
