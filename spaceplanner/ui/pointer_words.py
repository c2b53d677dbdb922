"""The words at the pointer: what is there, what a click would do, and what that would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from spaceplanner.i18n import N_
from spaceplanner.services import foresight
from spaceplanner.ui.map_tip import MapTip, about_space

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.result import ProposalResult
    from spaceplanner.services.gestures import Preview
    from spaceplanner.services.placing import Change
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context


class PointerWords(QObject):
    """Shows a tip beside the pointer, and has what a click would change evaluated meanwhile.

    One evaluation is under way at a time; the latest wish comes next, wishes in between are skipped. It has the
    threads that draw the map: no import and no long analysis holds it up.

    Attributes
    ----------
    wish
        The change whose worth is to be told, or None.
    """

    foreseen = Signal(object, object)
    """(change, result): what a proposal would be with a change; the change is not the wish any more where it is late."""

    def __init__(self, context: Context, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._context = context
        self.tip = MapTip(canvas)
        self._at = QPoint()
        self._words: tuple[str, ...] = ()
        self._worth: tuple[str, ...] = ()
        self.wish: Change | None = None
        self._busy = False

    def show(self, preview: Preview, at: QPoint) -> None:
        """Show what belongs to a preview, at a pixel of the map."""
        context = self._context
        self._at = at
        self._words = preview.words or about_space(context.project, context.result, preview.hover)
        self.wish = preview.change
        if preview.change is None:
            self._worth = ()
        elif not self._busy:
            self._foresee(preview.change)
        self._refresh()

    def hide(self) -> None:
        """Show nothing."""
        self._words, self._worth, self.wish = (), (), None
        self._refresh()

    def _refresh(self) -> None:
        self.tip.show_words((*self._words, *self._worth) if self._words else (), self._at)

    def _foresee(self, change: Change) -> None:
        context, project = self._context, self._context.project
        self._busy = True

        def work(_progress: Progress) -> ProposalResult | None:
            return context.evaluator.foresee(change.edit(project), change.proposal) if change.proposal else None

        def done(after: ProposalResult | None) -> None:
            self._take(change, after)

        context.painting.run("foresee", N_("Evaluating"), work, done=done, failed=self._fail)

    def _take(self, change: Change, after: ProposalResult | None) -> None:
        self._busy = False
        if self.wish is None:
            return
        now = self._context.result
        if after is not None:
            self._worth = foresight.words(now.proposal(after.id) if now is not None else None, after)
            self._refresh()
            self.foreseen.emit(change, after)
        if self.wish is not change:
            self._foresee(self.wish)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self._context.failed(error)
