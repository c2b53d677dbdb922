"""The search for hot spots that the window shows: what is asked, what came of it, and whether the map has it.

One for the whole window: the panel asks, the map, the legend and the list of layers show, and exports write the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from spaceplanner.cartography.hotspots import HotGround
    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspot_answer import Answer
    from spaceplanner.services.hotspot_offer import Offer
    from spaceplanner.services.hotspots import Request
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.selection import Question
    from spaceplanner.ui.context import Context

TASK, OFFER = "hotspots", "hotspot_offer"


class HotSearch(QObject):
    """See the module's docstring.

    Attributes
    ----------
    offer
        What the project offers, or None until that is known.
    asked
        The latest question and request, or None; a bandwidth by some way is the number in metres once it is found.
    answer, refusal
        The latest answer, or why there is none.
    shown
        The map is to have it.
    chosen
        Rank of the hot spot that is marked, or None.
    progress
        How far the search is, 0 to 1; None while nothing is sought.
    """

    offered = Signal()
    """There is another offer, or none any more."""
    answered = Signal()
    """There is another answer or refusal, or none any more."""
    moved = Signal()
    """`progress` is another."""
    tasks_changed = Signal()
    """Some task of the window began, moved or ended."""
    picture_changed = Signal()
    """The map is to show something else: another answer, another mark, or nothing."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.asked: tuple[Question, Request] | None = None
        self.offer: Offer | None = None
        self.answer: Answer | None = None
        self.refusal: SpacePlannerError | None = None
        self.shown = False
        self.chosen: int | None = None
        self.progress: float | None = None
        self._stale = self._watched = False
        # Several edits in one turn of the event loop are one question.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._again)
        context.tasks.subscribe(self._tasks)
        context.project_changed.connect(self._follow)
        context.document_replaced.connect(self._forget)

    @property
    def ground(self) -> HotGround | None:
        """What the map draws, or None."""
        return self.answer.ground if self.answer is not None and self.shown else None

    def survey(self) -> None:
        """Have it found out what the project offers."""
        project = self._context.project
        self._context.tasks.run(
            OFFER,
            N_("Reading what can be asked"),
            lambda _progress: _offer(project),
            done=self._take_offer,
            failed=self._context.failed,
        )

    def ask(self, question: Question, request: Request) -> None:
        """Have hot spots sought; a newer question drops the answer to this one."""
        self.asked, self._stale = (question, request), False
        project = self._context.project
        self._context.tasks.run(
            TASK,
            N_("Seeking hot spots"),
            lambda progress: _answer(project, question, request, progress),
            done=self._take,
            failed=self._failed,
            progress=lambda fraction, _message: self._move(fraction),
        )
        self._move(0.0 if self.progress is None else self.progress)

    def cancel(self) -> None:
        """Leave the search; what was found before stays."""
        self._context.tasks.cancel(TASK)
        self._move(None)

    def watch(self, watched: bool) -> None:  # noqa: FBT001 - what a show event says
        """Say whether somebody looks at the answer beside the map; nothing is sought that nobody sees."""
        self._watched = watched
        self._catch_up()

    def show(self, shown: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Have the map show the answer, or not."""
        if shown != self.shown:
            self.shown = shown
            self._catch_up()
            self.picture_changed.emit()

    def choose(self, rank: int | None) -> None:
        """Mark a hot spot on the map, or none."""
        if rank != self.chosen:
            self.chosen = rank
            self.picture_changed.emit()

    @Slot(object, object)
    def _follow(self, before: Project, after: Project) -> None:
        """Ask again where layers or settings have changed; a proposal changes nothing here."""
        if before.layers is after.layers and before.settings is after.settings:
            return
        self._stale = self.asked is not None
        if self.shown or self._watched:
            self.survey()
        else:
            self.offer = None  # the panel asks when somebody looks
        self._catch_up()

    def _catch_up(self) -> None:
        if self._stale and (self.shown or self._watched):
            self._soon.start()

    def _tasks(self) -> None:
        """Notice that the search was cancelled elsewhere, such as in the status bar."""
        self.tasks_changed.emit()
        if self.progress is not None and all(task.key != TASK for task in self._context.tasks.active):
            self._move(None)

    @Slot()
    def _forget(self) -> None:
        """Leave the answer of a document that is not open any more."""
        for task in (TASK, OFFER):
            self._context.tasks.cancel(task)
        self._soon.stop()
        self.asked, self.offer, self.answer, self.refusal = None, None, None, None
        self.shown, self.chosen, self._stale = False, None, False
        self._move(None)
        self.offered.emit()
        self.answered.emit()
        self.picture_changed.emit()

    @Slot()
    def _again(self) -> None:
        if self.asked is not None:
            self.ask(*self.asked)

    def _take_offer(self, offer: Offer) -> None:
        self.offer = offer
        self.offered.emit()

    def _take(self, answer: Answer | None, refusal: SpacePlannerError | None = None) -> None:
        self.answer, self.refusal, self.chosen = answer, refusal, None
        if answer is not None:
            # After an edit the same is asked that the form shows, and not another bandwidth chosen.
            self.asked = answer.question, answer.in_metres
        self._move(None)
        self.answered.emit()
        self.picture_changed.emit()

    def _failed(self, error: Exception) -> None:
        """Keep the reason for the panel; what nobody foresaw is told as everywhere."""
        if isinstance(error, SpacePlannerError) and not isinstance(error, Cancelled):
            self._take(None, error)
        else:
            self._move(None)
            self._context.failed(error)

    def _move(self, fraction: float | None) -> None:
        if fraction != self.progress:
            self.progress = fraction
            self.moved.emit()


def _offer(project: Project) -> Offer:
    from spaceplanner.services.hotspot_offer import offer  # noqa: PLC0415 - the window is there before it computes

    return offer(project)


def _answer(project: Project, question: Question, request: Request, progress: Progress) -> Answer:
    from spaceplanner.services.hotspot_answer import answer  # noqa: PLC0415

    return answer(project, question, request, progress)
