"""The guided start in the window: begins on the sample city, watches what is done, and remembers how far one has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from spaceplanner.i18n import N_
from spaceplanner.services import settings, tour
from spaceplanner.services.tour import Seen
from spaceplanner.ui.space_sheet import SpaceSheet
from spaceplanner.ui.stepper import STEPS
from spaceplanner.ui.tour_card import TourCard

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.services.tour import Tour
    from spaceplanner.ui.main_window import MainWindow

_REMEMBERED = "tour"
OFFER = N_("Five-minute guided start")
"""What the welcome page calls it, a message id."""


class GuidedStart(QObject):
    """See the module's docstring.

    Attributes
    ----------
    tour, card
        How far one has come, and what shows it.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = context = window.context
        self._wanted = False
        self.tour = tour.read(context.preferences.window.get(_REMEMBERED, "")).left()
        self._resumes = tour.read(context.preferences.window.get(_REMEMBERED, "")).running
        self.card = TourCard(context, window.canvas)
        self.card.skipped.connect(self._skip)
        self.card.left.connect(self.leave)
        self.card.where_wanted.connect(self._lead)
        window.files.opened.connect(self._opened)
        window.stepper.chosen.connect(self.look)
        for signal in (
            context.project_changed,
            context.space_selected,
            context.proposal_selected,
            context.result_changed,
            context.standing_changed,
        ):
            signal.connect(self.look)
        sheet = window.docks["space"].panel
        if isinstance(sheet, SpaceSheet):
            sheet.read.connect(lambda: self.tell(tour.READ))

    @Slot()
    def start(self) -> None:
        """Begin, or go on from where it was left, on the sample city."""
        if self._context.project.fictional:
            self._begin()
        else:
            self._wanted = True
            self._window.files.sample()

    @Slot()
    def leave(self) -> None:
        """Put the card away; how far one has come stays known."""
        self._take(self.tour.left())

    def tell(self, what: str) -> None:
        """Take note of something that cannot be seen in the project: `tour.READ`, `COMPARED` or `WRITTEN`."""
        self._observe(frozenset({what}))

    @Slot(list)
    def tell_written(self, paths: list[Path]) -> None:
        """Take note of exported files; a brief is a PDF."""
        if any(path.suffix.lower() == ".pdf" for path in paths):
            self.tell(tour.WRITTEN)

    @Slot()
    def look(self) -> None:
        """See what is done now."""
        self._observe(frozenset())

    @Slot()
    def _opened(self) -> None:
        """Begin once the sample city is there; put the card away over any other project."""
        if self._context.project.fictional and (self._wanted or self._resumes):
            self._begin()
        elif self.tour.running:
            self.card.put_away()
        self._wanted = False

    def _begin(self) -> None:
        project, catalogue = self._context.project, self._context.catalogue
        self._resumes = True
        self._context.select_space(None)  # a project opens on a space: nobody has found it yet
        self._take(self.tour.begun(tour.counts(project, catalogue)))
        if self.tour.current is not None:
            self._lead(self.tour.current.where)

    def _observe(self, told: frozenset[str]) -> None:
        if not self.tour.running or not self._context.project.fictional:
            return
        context, stepper = self._context, self._window.stepper
        step = next((step.id for step in STEPS if stepper.button(step.id).isChecked()), "")
        current = context.result if context.result_project is context.project else None
        seen = Seen(
            project=context.project,
            catalogue=context.catalogue,
            result=current,
            space=context.space,
            proposal=context.proposal,
            step=step,
            told=told,
        )
        after = self.tour.observed(seen)
        if after is not self.tour:
            self._take(after)

    def _take(self, after: Tour) -> None:
        self.tour = after
        self._resumes = after.running
        self.card.show_tour(after)
        context = self._context
        context.prefer(settings.left(context.preferences, {_REMEMBERED: tour.written(after)}))

    @Slot(str)
    def _skip(self, step: str) -> None:
        self._take(self.tour.without(step))

    @Slot(str)
    def _lead(self, step: str) -> None:
        """Arrange the panels for a step of the work, as its button does; to sketch, show the space that was chosen."""
        self._window.show_step(step, usual=True)
        if step == "sketch" and self._context.space is not None:
            self._window.canvas.show_space(self._context.space)
        self.look()
