"""What if, on the map: while something is drawn or moved the card tells what that changes, and once it is done, exactly."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRectF, QTimer, Slot

from spaceplanner.services import picking, what_if
from spaceplanner.ui.gained_overlay import GainedOverlay
from spaceplanner.ui.what_if_card import WhatIfCard

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import ProposalResult, Result
    from spaceplanner.services.gestures import Event
    from spaceplanner.services.placing import Change
    from spaceplanner.ui.main_window import MainWindow

LINGER_MS = 8_000
"""How long the exact figures stay after a change."""


class _Phase(Enum):
    """What the card is about: nothing, what would be, or what was done."""

    IDLE = auto()
    FORESEEING = auto()
    DONE = auto()


class WhatIf(QObject):
    """Listens to the map and to what is foreseen, and fills the card.

    Attributes
    ----------
    card, ground
        The card, and the ground that is gained, on the map.
    before, after
        The proposal as it was before the gesture, and as it is now or would be; None while unknown.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._canvas = window.context, window.canvas
        self.card = WhatIfCard(self._context.appearance, self._canvas)
        self.ground = GainedOverlay(self._context, self._canvas)
        self.before: ProposalResult | None = None
        self.after: ProposalResult | None = None
        self._phase = _Phase.IDLE
        self._proposal: str | None = None
        self._foreseen: tuple[Change, ProposalResult] | None = None
        self._of: Project | None = None
        self._changed_from: Project | None = None
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self.end)
        # What changed outside of a gesture on the map (undo, another panel) is not what the card is about.
        self._outside = QTimer(self, singleShot=True, interval=0)
        self._outside.timeout.connect(self.end)
        context, canvas = self._context, self._canvas
        context.project_changed.connect(self._note)
        context.result_changed.connect(self._take_result)
        context.document_replaced.connect(self.end)
        context.language_changed.connect(self._rewrite)
        context.appearance.changed.connect(self.card.update)
        canvas.gesture.connect(self._follow)
        canvas.words.foreseen.connect(self._take)
        canvas.hand.tool_changed.connect(self._give_up)

    @Slot()
    def end(self) -> None:
        """Show nothing."""
        self._outside.stop()
        self._linger.stop()
        self.before = self.after = self._proposal = self._foreseen = self._of = self._changed_from = None
        self._phase = _Phase.IDLE
        self.card.hide()

    @property
    def exact(self) -> bool:
        """Whether the card shows the evaluation of what was done, and no forecast."""
        return self._phase is _Phase.DONE and not self.card.waiting

    @property
    def _result(self) -> Result | None:
        """The result of the project as it is, or None while that is being found out."""
        context = self._context
        return context.result if context.result_project is context.project else None

    @Slot(object, object)
    def _note(self, before: Project, after: Project) -> None:
        """Remember that the project changed: if a gesture did it, that is told next."""
        if before is not after:
            self._changed_from = before
            self._outside.start()

    @Slot(object)
    def _follow(self, event: Event) -> None:
        """Look at what a gesture did; called after the map has carried it out."""
        before, self._changed_from = self._changed_from, None
        self._outside.stop()
        wish = self._canvas.words.wish
        if before is not None:
            self._wait_for_exact(before)
        elif wish is not None and wish.proposal is not None:
            self._foresee(wish)
        else:
            self._give_up()
        self._keep_clear(away=event.kind == "leave")

    @Slot()
    def _give_up(self) -> None:
        if self._phase is _Phase.FORESEEING:
            self.end()

    def _foresee(self, wish: Change) -> None:
        """Wait for the worth of what is being drawn or moved."""
        project = self._context.project
        if self._phase is not _Phase.FORESEEING or self._of is not project or self._proposal != wish.proposal:
            self._linger.stop()
            self._phase, self._of, self._proposal = _Phase.FORESEEING, project, wish.proposal
            self._foreseen = None
            self._find_before()
        self.card.wait()

    def _find_before(self) -> None:
        found = self._result
        self.before = found.proposal(self._proposal) if found is not None and self._proposal else None

    def _wait_for_exact(self, before: Project) -> None:
        """Wait for the exact figures of what was done; step after step is told as one change."""
        context, proposal = self._context, self._canvas.hand.state.proposal
        if proposal is None or context.project.proposal(proposal) is None:
            self.end()
            return
        if self._phase is _Phase.IDLE or self._proposal != proposal:
            known = context.result if context.result_project is before else None
            self.before = known.proposal(proposal) if known is not None else None
        self._linger.stop()
        self._phase, self._of, self._proposal = _Phase.DONE, context.project, proposal
        self.card.wait()

    @Slot(object, object)
    def _take(self, change: Change, after: ProposalResult) -> None:
        """Show what was foreseen, grey where the pointer is further already; what is over is dropped."""
        wish, result = self._canvas.words.wish, self._result
        if self._phase is not _Phase.FORESEEING or wish is None or change.proposal != self._proposal:
            return
        self._foreseen = change, after
        if result is not None:
            self.after = what_if.placed(after, result)
            self._show(result, waiting=wish is not change)

    @Slot(object)
    def _take_result(self, result: Result | None) -> None:
        """Show the exact figures of what was done, or compare at last what was foreseen."""
        if result is None or self._proposal is None or self._context.project is not self._of:
            return
        if self._phase is _Phase.FORESEEING:
            self._find_before()
            if self._foreseen is not None:
                self._take(*self._foreseen)
            return
        self.after = result.proposal(self._proposal)
        self._show(result, waiting=False)
        self._linger.start()

    @Slot()
    def _rewrite(self) -> None:
        result = self._result
        if not self.card.isHidden() and result is not None:
            self._show(result, waiting=self.card.waiting)

    def _show(self, result: Result, *, waiting: bool) -> None:
        if self.after is None:
            self.end()
            return
        found = what_if.rows(
            self.before,
            self.after,
            self._context.project,
            currency=self._context.catalogue.currency,
            count=len(result.ranked) + (result.proposal(self.after.id) is None),
        )
        self.card.show_rows(self.after.name, found, waiting=waiting)
        self._keep_clear()

    def _keep_clear(self, *, away: bool = False) -> None:
        pointer = self._canvas.pointer
        self.card.keep_clear(None if away or pointer is None else pointer.toPoint(), self._about())

    def _about(self) -> QRectF | None:
        """Return the pixels of the space that the card is about."""
        space = picking.spaces(self._context.project).by_id.get(self.after.space) if self.after is not None else None
        if space is None:
            return None
        (left, bottom), (right, top) = self._canvas.view.to_pixels(np.reshape(space.shape.bounds, (2, 2))).tolist()
        return QRectF(left, top, right - left, bottom - top)
