"""The hand on the map: holds the tool, carries gestures out, and keeps what is selected in step with the context."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from spaceplanner.domain import edits
from spaceplanner.services import handling, tools
from spaceplanner.services.gestures import Preview, State

if TYPE_CHECKING:
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.services.forms import Form
    from spaceplanner.services.gestures import Event, Tool
    from spaceplanner.ui.context import Context


class Hand(QObject):
    """See the module's docstring.

    Attributes
    ----------
    state
        The tool in hand and what is selected.
    preview
        What is drawn over the map until the next gesture.
    """

    tool_changed = Signal()
    """Another tool is in hand."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.state = State(space=context.space, proposal=context.proposal)
        self.preview = Preview()
        self._lifted: tuple[Project, str, Project] | None = None
        context.space_selected.connect(self._follow_space)
        context.proposal_selected.connect(self._follow_proposal)

    def take(self, tool: Tool, kind: InterventionType | None = None) -> None:
        """Take another tool in hand."""
        self.state = handling.hold(self.state, tool, kind)
        self.preview = Preview()
        self.tool_changed.emit()

    def draw(self, form: Form) -> None:
        """Draw what is in hand in another form."""
        self.state = replace(self.state, form=form, vertices=())
        self.preview = Preview()
        self.tool_changed.emit()

    def adjust(self, *, snapping: bool | None = None, grid: bool | None = None, spacing: float | None = None) -> None:
        """Switch snapping or the grid, or set the spacing of rows; None leaves that as it is."""
        state = self.state
        self.state = replace(
            state,
            snapping=state.snapping if snapping is None else snapping,
            grid=state.grid if grid is None else grid,
            spacing=state.spacing if spacing is None else spacing,
        )

    def carry_out(self, event: Event, view: View) -> Preview:
        """Carry a gesture out and return what is to be drawn over the map."""
        before = self.state
        self.state, self.preview, change = tools.step(before, event, self._context.project, view)
        wanted = self.state
        if change is not None and not self._context.do(change.label, change.edit):
            self.state = replace(wanted, space=before.space, proposal=before.proposal, intervention=before.intervention)
            wanted = self.state
        if wanted.proposal != self._context.proposal:
            self._context.select_proposal(wanted.proposal)
        if wanted.space != self._context.space:
            self._context.select_space(wanted.space)
        self.state = replace(self.state, intervention=wanted.intervention)
        if self.state.tool is not before.tool:
            self.tool_changed.emit()
        return self.preview

    @property
    def standing(self) -> Project:
        """The project without what is being moved, which is drawn at the pointer instead."""
        project, drag = self._context.project, self.state.drag
        if drag is None or drag.held is None or not drag.moved:
            self._lifted = None
            return project
        proposal, item = drag.held
        if self._lifted is None or self._lifted[0] is not project or self._lifted[1] != item.id:
            self._lifted = (project, item.id, edits.remove_intervention(proposal.id, item.id)(project))
        return self._lifted[2]

    @Slot(object)
    def _follow_space(self, space: str | None) -> None:
        if space != self.state.space:
            self.state = replace(self.state, space=space, intervention=None)

    @Slot(object)
    def _follow_proposal(self, proposal: str | None) -> None:
        if proposal != self.state.proposal:
            self.state = replace(self.state, proposal=proposal, intervention=None, vertices=())
