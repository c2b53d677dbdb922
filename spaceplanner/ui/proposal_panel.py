"""The proposal panel: what a proposal is worth, what it costs, who pays, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from spaceplanner.domain import edits
from spaceplanner.domain.versions import leading
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import drafting, picking
from spaceplanner.ui import theme
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.cost_view import CostView
from spaceplanner.ui.effect_view import EffectView
from spaceplanner.ui.icons import icon
from spaceplanner.ui.items_list import ItemsList
from spaceplanner.ui.photo_strip import PhotoStrip
from spaceplanner.ui.plain import Elided, label, tip
from spaceplanner.ui.proposal_dialog import STATES
from spaceplanner.ui.score_view import ScoreView
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Result
    from spaceplanner.ui.context import Context

_MARGIN = 12


class ProposalPanel(QWidget):
    """Shows the selected proposal; every figure is the result's, in its exact values.

    Attributes
    ----------
    chooser, more
        The proposals, and the menu of what else can be done with the one that is shown.
    start
        The button of the empty panel: a first proposal for the selected space.
    score, effect, cost, items, photos
        The parts of the panel, from top to bottom.
    """

    edit_requested = Signal(str)
    """Id of the proposal whose details and funding the user wants to edit."""
    compare_requested = Signal(str)
    """Id of the proposal that the user wants to compare with another one."""
    shown = Signal(str)
    """Id of the space whose proposal was chosen: it is to be brought into view."""
    detail_changed = Signal(str)
    """Words for the panel's title bar: the proposal's state."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.chooser, self.more, self._new = Choice(self), QToolButton(self), QToolButton(self)
        self.score, self.effect = ScoreView(context, self), EffectView(context, self)
        self.cost, self.items = CostView(context, self), ItemsList(context, self)
        self.photos = PhotoStrip(context, self)
        self.start = QPushButton(self)
        self._build()
        context.project_changed.connect(self.refresh)
        context.standing_changed.connect(self._show_standing)
        for signal in (context.result_changed, context.proposal_selected, context.space_selected):
            signal.connect(self._show)
        for signal in (context.language_changed, context.appearance.changed):
            signal.connect(self.retranslate)
        self.retranslate()

    # The parts of the panel, from top to bottom -------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._build_head())
        outer.addWidget(self._build_empty())
        self._body = scrolled(self)
        inside = QWidget(self._body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 2, _MARGIN, _MARGIN)
        column.setSpacing(10)
        for part in (self.score, self.effect, self.cost, self.items, self.photos):
            column.addWidget(part)
        self._worth = (self.effect, self.cost)
        column.addStretch(1)
        self._body.setWidget(inside)
        outer.addWidget(self._body, 1)

    def _build_head(self) -> QWidget:
        self._head = QWidget(self)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(_MARGIN, 10, _MARGIN, 6)
        row.setSpacing(6)
        self.chooser.activated.connect(self._chosen)
        for button in (self._new, self.more):
            button.setProperty("frame", True)  # noqa: FBT003 - Qt's own signature
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._new.clicked.connect(self.new_proposal)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self._edit_action = menu.addAction("", self.edit)
        self._copy_action = menu.addAction("", self.duplicate)
        self._compare_action = menu.addAction("", self._compare)
        menu.addSeparator()
        self._remove_action = menu.addAction("", self.remove)
        self.more.setMenu(menu)
        row.addWidget(self.chooser, 1)
        row.addWidget(self._new)
        row.addWidget(self.more)
        self.cost.button.clicked.connect(self.edit)
        return self._head

    def _build_empty(self) -> QWidget:
        self._empty = QWidget(self)
        column = QVBoxLayout(self._empty)
        column.setContentsMargins(_MARGIN, 14, _MARGIN, _MARGIN)
        column.setSpacing(8)
        self._empty_title, self._hint = Elided(parent=self), label(parent=self, role="secondary", wrap=True)
        self._empty_title.setFont(theme.font(15, "semibold"))
        self.start.setProperty("primary", True)  # noqa: FBT003
        self.start.clicked.connect(self.new_proposal)
        for widget in (self._empty_title, self._hint, self.start):
            column.addWidget(widget)
        column.addStretch(1)
        return self._empty

    # What is shown ------------------------------------------------------------------------------------------------

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew, in the language and colours of the moment."""
        colours = self._context.appearance.colours
        self._new.setIcon(icon("plus", colours.secondary, disabled=colours.lines))
        self._new.setToolTip(gettext(N_("New proposal for the selected space")))
        self._new.setAccessibleName(self._new.toolTip())
        self.more.setText("⋯")
        self.more.setToolTip(gettext(N_("More about this proposal")))
        self.more.setAccessibleName(self.more.toolTip())
        self.chooser.setAccessibleName(gettext(N_("Proposal")))
        self._edit_action.setText(gettext(N_("Details and funding…")))
        self._copy_action.setText(gettext(N_("Duplicate as a scenario")))
        self._compare_action.setText(gettext(N_("Compare with…")))
        self._remove_action.setText(gettext(N_("Remove proposal")))
        for part in (self.score, self.effect, self.cost, self.items):
            part.retranslate()
        self._show()

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Follow the project; returns at once where the proposals are the same."""
        if before.proposals is not after.proposals or before.layers is not after.layers:
            self._show()

    def _proposal(self) -> Proposal | None:
        key = self._context.proposal
        return self._context.project.proposal(key) if key else None

    @Slot()
    def _show(self) -> None:
        proposal, result = self._proposal(), self._context.result
        self._fill_chooser(result)
        self.more.setEnabled(proposal is not None)
        self._compare_action.setEnabled(len(self._context.project.proposals) > 1)
        self._body.setVisible(proposal is not None)
        self._empty.setVisible(proposal is None)
        self.detail_changed.emit(gettext(STATES[proposal.state]) if proposal is not None else "")
        if proposal is None:
            self._show_empty()
            return
        self.items.show_proposal(proposal)
        self.photos.show_of(proposal.space, proposal.id)
        found = result.proposal(proposal.id) if result is not None else None
        self.score.show_result(found, len(set(leading(self._context.project.proposals).values())))
        for part in self._worth:
            # Without items there is nothing yet that could have an effect or a cost.
            part.setVisible(found is not None and bool(proposal.interventions))
            if found is not None:
                part.show_result(found)
        if found is not None:
            self.items.show_costs(found.cost)

    @Slot(object)
    def _show_standing(self, result: Result) -> None:
        found = result.proposal(self._context.proposal) if self._context.proposal else None
        self.score.standing.show_result(found, len(result.ranked))

    def _fill_chooser(self, result: Result | None) -> None:
        proposals = self._context.project.proposals
        self._head.setVisible(bool(proposals))
        self._new.setEnabled(self._context.space is not None)
        self.chooser.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.chooser.clear()
        for proposal in proposals:
            found = result.proposal(proposal.id) if result else None
            name = " ".join(proposal.name.split())
            self.chooser.add(f"{name} · {number(found.score, 1)}" if found else name, proposal.id)
        self.chooser.choose(self._context.proposal)
        self.chooser.setToolTip(tip(self.chooser.currentText()))
        self.chooser.setPlaceholderText(gettext(N_("Choose a proposal")))
        self.chooser.blockSignals(False)  # noqa: FBT003

    def _show_empty(self) -> None:
        """Lead to the first proposal for the selected space."""
        context = self._context
        space = picking.spaces(context.project).by_id.get(context.space) if context.space else None
        self._empty_title.setVisible(space is not None)
        self.start.setVisible(space is not None)
        self.start.setText(gettext(N_("New proposal")))
        if space is not None:
            self._empty_title.setText(space.name)
            words = gettext(N_("New proposal for {name}")).format(name=space.name)
            shown = self.start.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, 240)
            self.start.setText(shown.replace("&", "&&"))
            self.start.setAccessibleName(words)
            self.start.setToolTip(tip(words))
            self._hint.setText(
                gettext(N_("Start a proposal, or place a lamp or an alarm in the space: its score follows at once."))
            )
        elif picking.spaces(context.project).spaces:
            self._hint.setText(gettext(N_("Select a space on the map or in the table to propose something for it.")))
        else:
            self._hint.setText(
                gettext(N_("Add the spaces of your city first, then select one and propose something for it."))
            )

    # What the user does -------------------------------------------------------------------------------------------

    @Slot()
    def new_proposal(self) -> None:
        """Make a proposal for the selected space and select it."""
        if self._context.space is None:
            self._context.say(gettext(N_("Select a space on the map or in the table to propose something for it.")))
            return
        proposal = drafting.new_proposal(self._context.project, self._context.space)
        if self._context.do(N_("New proposal"), edits.put_proposal(proposal)):
            self._context.select_proposal(proposal.id)

    @Slot()
    def edit(self) -> None:
        """Ask for the details and the funding of the proposal to be edited."""
        if self._context.proposal is not None:
            self.edit_requested.emit(self._context.proposal)

    @Slot()
    def _compare(self) -> None:
        if self._context.proposal is not None:
            self.compare_requested.emit(self._context.proposal)

    @Slot()
    def duplicate(self) -> None:
        """Make another version of the proposal and select it."""
        proposal = self._proposal()
        if proposal is None:
            return
        key, edit = drafting.scenario(self._context.project, proposal)
        if self._context.do(N_("Duplicate proposal"), edit):
            self._context.select_proposal(key)

    @Slot()
    def remove(self) -> None:
        """Remove the proposal; the next one for its space, if any, takes its place."""
        proposal = self._proposal()
        if proposal is None or not self._context.do(N_("Remove proposal"), edits.remove_proposal(proposal.id)):
            return
        rest = (item.id for item in self._context.project.proposals if item.space == proposal.space)
        self._context.select_proposal(next(rest, None))

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self._context.select_proposal(self.chooser.itemData(index))
        if self._context.space is not None:
            self.shown.emit(self._context.space)
