"""What to do next, as a quiet button beside the steps; it leads and never pushes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import guide, picking
from spaceplanner.services.gestures import Tool
from spaceplanner.services.guide import Next
from spaceplanner.ui.plain import tip
from spaceplanner.ui.tool_palette import placeable

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from spaceplanner.ui.main_window import MainWindow

_LONGEST_NAME = 18


@dataclass(frozen=True, slots=True)
class _Lead:
    """How a next step is put into words (a message id), in which step of the window it is done, and by what action."""

    text: str
    step: str
    action: str = ""


LEADS = {
    Next.ADD_SPACES: _Lead(N_("Next: add the public spaces"), "data", "add_data"),
    Next.DIAGNOSE: _Lead(N_("Next: see which spaces need most"), "diagnosis"),
    Next.SELECT: _Lead(N_("Next: select a space"), "diagnosis"),
    Next.PROPOSE: _Lead(N_("Next: a proposal for {name}"), "sketch", "proposal_new"),
    Next.PLACE: _Lead(N_("Next: place a lamp or an alarm"), "sketch"),
    Next.FUND: _Lead(N_("Next: say who pays"), "score", "proposal_edit"),
    Next.EXPORT: _Lead(N_("Next: export the brief"), "report", "export_brief"),
}
"""Next step -> how it is led to."""


class NextStep(QToolButton):
    """See the module's docstring.

    Attributes
    ----------
    step
        The step that is offered.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = context = window.context
        self._words = ""
        self.step = Next.ADD_SPACES
        self.setObjectName("nextStep")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._go)
        window.stepper.shown.connect(self.setVisible)
        for signal in (
            context.project_changed,
            context.space_selected,
            context.proposal_selected,
            context.language_changed,
            window.stepper.chosen,
        ):
            signal.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Offer what comes next now."""
        context = self._context
        diagnosed = not self._window.stepper.button("data").isChecked()
        self.step = guide.following(
            context.project, space=context.space, proposal=context.proposal, diagnosed=diagnosed
        )
        found = picking.spaces(context.project).by_id.get(context.space or "")
        name = " ".join(found.name.split()) if found is not None else ""
        short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        text = gettext(LEADS[self.step].text)
        self._words = text.format(name=short) + "  →"
        self.setAccessibleName(text.format(name=name))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - 24)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(tip(self.accessibleName()) if shown != self._words else "")

    @Slot()
    def _go(self) -> None:
        """Arrange the window for the step, and begin it."""
        step, window, context = self.step, self._window, self._context
        window.show_step(LEADS[step].step)
        action = window.actions_.get(LEADS[step].action)
        if action is not None:
            action.trigger()
        elif step is Next.SELECT and context.result is not None and context.result.diagnosis.spaces:
            neediest = context.result.diagnosis.spaces[0].space
            context.select_space(neediest)
            window.canvas.show_space(neediest)
        elif step is Next.PLACE:
            window.canvas.hand.take(Tool.PLACE, placeable(context.catalogue)[0])
            window.canvas.setFocus()
        self.refresh()
