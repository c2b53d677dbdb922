"""The proposal panel: what a proposal is worth, what it costs, who pays, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from spaceplanner.cartography import style
from spaceplanner.domain import edits
from spaceplanner.i18n import N_, gettext, money, ngettext, number, percent
from spaceplanner.services import drafting, measures
from spaceplanner.ui import theme
from spaceplanner.ui.charts import IntervalLine, StackBar, Swatch
from spaceplanner.ui.icons import icon
from spaceplanner.ui.items_list import ItemsList
from spaceplanner.ui.proposal_dialog import STATES

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import ProposalResult, Result
    from spaceplanner.ui.context import Context

_MARGIN = 14
FUNDING_COLOURS = {"own": 0, "committed": 1, "pledged": 2, "in_kind": 6}
"""Funding kind -> index of its colour among those of the score's parts, as in the brief."""
FUNDING_WORDS = {
    "own": N_("municipality"),
    "committed": N_("committed"),
    "pledged": N_("pledged"),
    "in_kind": N_("in kind"),
    "gap": N_("missing"),
}


class ProposalPanel(QWidget):
    """Shows the selected proposal; every figure is the result's, in its exact values."""

    edit_requested = Signal(str)
    """Id of the proposal whose details and funding the user wants to edit."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._build()
        context.project_changed.connect(self.refresh)
        context.result_changed.connect(self._show_result)
        context.proposal_selected.connect(self._selected)
        context.space_selected.connect(self._selected)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    # The parts of the panel, from top to bottom -------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._build_head())
        self._empty = QLabel(self)
        self._empty.setProperty("role", "secondary")
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        outer.addWidget(self._empty)
        self._body = QScrollArea(self)
        self._body.setWidgetResizable(True)
        self._body.setFrameShape(QScrollArea.Shape.NoFrame)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self._body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 6, _MARGIN, 12)
        column.setSpacing(7)
        self._build_score(column)
        self._build_effect(column)
        self._build_cost(column)
        self._items = ItemsList(self._context, inside)
        column.addSpacing(4)
        column.addWidget(self._items)
        column.addStretch(1)
        self._body.setWidget(inside)
        outer.addWidget(self._body, 1)
        outer.addStretch(0)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 10, _MARGIN, 6)
        head.setSpacing(6)
        self._chooser = QComboBox(self)
        self._chooser.setMinimumContentsLength(14)
        self._chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._chooser.activated.connect(self._chosen)
        self._new = QToolButton(self)
        self._new.setProperty("frame", "true")
        self._new.clicked.connect(self.new_proposal)
        self._more = QToolButton(self)
        self._more.setProperty("frame", "true")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        self._edit_action = menu.addAction("", self._edit)
        self._copy_action = menu.addAction("", self._duplicate)
        menu.addSeparator()
        self._remove_action = menu.addAction("", self._remove)
        self._more.setMenu(menu)
        head.addWidget(self._chooser, 1)
        head.addWidget(self._new)
        head.addWidget(self._more)
        return head

    def _build_score(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._score = QLabel(self)
        self._score.setFont(theme.font(34, "bold", tabular=True))
        self._of = QLabel(self)
        self._of.setProperty("role", "secondary")
        self._of.setWordWrap(True)
        row.addWidget(self._score)
        row.addWidget(self._of, 1)
        column.addLayout(row)
        self._bar = StackBar(lambda: self._context.appearance.colours, self)
        column.addWidget(self._bar)
        self._parts = QGridLayout()
        self._parts.setHorizontalSpacing(6)
        self._parts.setVerticalSpacing(3)
        self._parts.setColumnStretch(1, 1)
        self._parts.setColumnStretch(5, 1)
        self._parts.setColumnMinimumWidth(3, 10)
        column.addLayout(self._parts)
        column.addSpacing(8)

    def _build_effect(self, column: QVBoxLayout) -> None:
        self._averted_label, self._averted = self._row(column, bold=True)
        self._interval = IntervalLine(lambda: self._context.appearance.colours, self)
        column.addWidget(self._interval)
        self._warning = QLabel(self)
        self._warning.setProperty("role", "warning")
        self._warning.setWordWrap(True)
        column.addWidget(self._warning)
        self._eligible_label, self._eligible = self._row(column)
        self._grade_label, self._grade = self._row(column)
        self._lit_label, self._lit = self._row(column)
        self._heard_label, self._heard = self._row(column)
        column.addSpacing(8)

    def _build_cost(self, column: QVBoxLayout) -> None:
        self._cost_label, self._cost = self._row(column, bold=True)
        self._funding = StackBar(lambda: self._context.appearance.colours, self)
        column.addWidget(self._funding)
        self._funding_words = QLabel(self)
        self._funding_words.setProperty("role", "secondary")
        self._funding_words.setWordWrap(True)
        column.addWidget(self._funding_words)
        self._fund = QPushButton(self)
        self._fund.clicked.connect(self._edit)
        column.addWidget(self._fund)

    def _row(self, column: QVBoxLayout, *, bold: bool = False) -> tuple[QLabel, QLabel]:
        row = QHBoxLayout()
        row.setSpacing(8)
        label, value = QLabel(self), QLabel(self)
        for part in (label, value):
            part.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        value.setFont(theme.font(12, "semibold" if bold else "medium", tabular=True))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label, 1)
        row.addWidget(value)
        column.addLayout(row)
        return label, value

    # What is shown ------------------------------------------------------------------------------------------------

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew, in the language and colours of the moment."""
        colours = self._context.appearance.colours
        self._new.setIcon(icon("plus", colours.secondary, disabled=colours.lines))
        self._new.setToolTip(gettext(N_("New proposal for the selected space")))
        self._new.setAccessibleName(self._new.toolTip())
        self._more.setText("⋯")
        self._more.setToolTip(gettext(N_("More about this proposal")))
        self._more.setAccessibleName(self._more.toolTip())
        self._chooser.setAccessibleName(gettext(N_("Proposal")))
        self._edit_action.setText(gettext(N_("Details and funding…")))
        self._copy_action.setText(gettext(N_("Duplicate as a variant")))
        self._remove_action.setText(gettext(N_("Remove proposal")))
        self._fund.setText(gettext(N_("Details and funding…")))
        self._averted_label.setText(gettext(N_("Incidents averted per year")))
        self._eligible_label.setText(gettext(N_("Incidents it can act on")))
        self._grade_label.setText(gettext(N_("Evidence")))
        self._lit_label.setText(gettext(N_("Lit ground")))
        self._heard_label.setText(gettext(N_("Within hearing of an alarm")))
        self._cost_label.setText(gettext(N_("Cost")))
        self._items.retranslate()
        self._fill_chooser()
        self._show()

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Follow the project; returns at once where the proposals are the same."""
        if before.proposals is after.proposals and before.layers is after.layers:
            return
        self._fill_chooser()
        self._show()

    @Slot(object)
    def _show_result(self, result: Result | None) -> None:
        del result
        self._fill_chooser()
        self._show()

    @Slot(object)
    def _selected(self, item: str | None) -> None:
        del item
        self._fill_chooser()
        self._show()

    def _proposal(self) -> Proposal | None:
        key = self._context.proposal
        return self._context.project.proposal(key) if key else None

    def _fill_chooser(self) -> None:
        result = self._context.result
        self._chooser.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self._chooser.clear()
        for proposal in self._context.project.proposals:
            found = result.proposal(proposal.id) if result else None
            text = f"{proposal.name} · {number(found.score, 1)}" if found else proposal.name
            self._chooser.addItem(text, proposal.id)
        self._chooser.setCurrentIndex(self._chooser.findData(self._context.proposal))
        self._chooser.setPlaceholderText(gettext(N_("Choose a proposal")))
        self._chooser.setEnabled(self._chooser.count() > 0)
        self._chooser.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._new.setEnabled(self._context.space is not None)

    def _show(self) -> None:
        proposal = self._proposal()
        self._more.setEnabled(proposal is not None)
        self._body.setVisible(proposal is not None)
        self._empty.setVisible(proposal is None)
        if proposal is None:
            self._empty.setText(self._hint())
            return
        self._items.show_proposal(proposal)
        result = self._context.result.proposal(proposal.id) if self._context.result else None
        if result is not None:
            self._show_score(result)
            self._show_effect(result)
            self._show_cost(result)

    def _hint(self) -> str:
        if not self._context.project.layers:
            return gettext(N_("Add the spaces of your city first, then select one and propose something for it."))
        if self._context.space is None:
            return gettext(N_("Select a space on the map or in the table to propose something for it."))
        return gettext(N_("Press + for a proposal for this space, or place a lamp or an alarm on the map."))

    def _show_score(self, result: ProposalResult) -> None:
        self._score.setText(number(result.score, 1))
        count = len(self._context.project.proposals)
        rank = gettext(N_("of 100 · number {rank} of {count}")).format(rank=number(result.rank), count=number(count))
        proposal = self._proposal()
        state = gettext(STATES[proposal.state]) if proposal is not None else ""
        self._of.setText(f"{rank}\n{state}")
        colours = style.MAP.score_parts
        self._bar.show_segments(
            [(part.points, colours[i % len(colours)], False) for i, part in enumerate(result.criteria)], 100
        )
        self._bar.setAccessibleName(
            "; ".join(f"{measures.label(part.id)} {number(part.points, 1)}" for part in result.criteria)
        )
        self._fill_parts(result)

    def _fill_parts(self, result: ProposalResult) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for i, part in enumerate(result.criteria):
            row, side = divmod(i, 2)
            colour = style.MAP.score_parts[i % len(style.MAP.score_parts)]
            name = QLabel(measures.label(part.id), self)
            name.setWordWrap(True)
            points = QLabel(number(part.points, 1) if part.value is not None else gettext(N_("no data")), self)
            points.setFont(theme.font(11.5, tabular=True))
            points.setProperty("role", "secondary")
            tip = f"{measures.label(part.id)}: {measures.text(part.figure, 'exact')} · " + gettext(
                N_("weight {weight}")
            ).format(weight=percent(part.weight))
            for widget in (name, points):
                widget.setTextFormat(Qt.TextFormat.PlainText)
                widget.setToolTip(tip)
            first = 4 * side
            self._parts.addWidget(Swatch(colour, self), row, first)
            self._parts.addWidget(name, row, first + 1)
            self._parts.addWidget(points, row, first + 2, Qt.AlignmentFlag.AlignRight)

    def _show_effect(self, result: ProposalResult) -> None:
        interval = result.averted.interval("exact")
        text = measures.text(result.averted, "exact")
        self._averted.setText(text)
        self._interval.show_estimate(result.averted.exact, interval)
        self._interval.setAccessibleName(text)
        self._warning.setVisible(result.may_have_no_effect)
        self._warning.setText(gettext(N_("It may have no effect: the interval includes none.")))
        self._eligible.setText(
            gettext(N_("{part} of {whole}")).format(
                part=number(result.eligible.exact), whole=number(result.incidents.exact)
            )
            if result.incidents.exact is not None
            else gettext(N_("no data"))
        )
        self._grade.setText(self._evidence_words(result))
        for label, key in ((self._lit, "lit_share"), (self._heard, "heard_share")):
            before, after = result.before.get(key), result.after.get(key)
            label.setText(
                f"{percent(before.exact)} → {percent(after.exact)}"
                if before is not None and after is not None and before.exact is not None
                else gettext(N_("no data"))
            )

    def _evidence_words(self, result: ProposalResult) -> str:
        if result.grade == "none":
            return gettext(N_("none for these items"))
        nulls = sum(self._context.catalogue.evidence[key].null for key in result.related)
        count = len(result.evidence)
        sources = ngettext("{count} source", "{count} sources", count).format(count=count)
        words = f"{result.grade} · {sources}"
        if nulls:
            words += " · " + ngettext("{count} null", "{count} nulls", nulls).format(count=nulls)
        return words

    def _show_cost(self, result: ProposalResult) -> None:
        cost, currency = result.cost, self._context.project.currency
        self._cost.setText(f"{money(cost.likely, currency)} ({number(cost.low)}–{number(cost.high)})")
        colours = style.MAP.score_parts
        amounts = {kind: getattr(result.funding, kind) for kind in FUNDING_COLOURS}
        self._funding.show_segments(
            [(amount, colours[FUNDING_COLOURS[kind]], kind == "in_kind") for kind, amount in amounts.items()],
            max(cost.likely, sum(amounts.values())),
            gap=result.funding.gap > 0,
        )
        total = cost.likely or 1.0
        words = [
            f"{gettext(FUNDING_WORDS[kind])} {percent(amount / total)}"
            for kind, amount in {**amounts, "gap": result.funding.gap}.items()
            if amount > 0
        ]
        self._funding_words.setText(" · ".join(words))
        self._funding.setAccessibleName(self._funding_words.text())
        self._items.show_costs(cost)

    # What the user does -------------------------------------------------------------------------------------------

    @Slot()
    def new_proposal(self) -> None:
        """Make a proposal for the selected space and select it."""
        if self._context.space is None:
            return
        proposal = drafting.new_proposal(self._context.project, self._context.space)
        if self._context.do(N_("New proposal"), edits.put_proposal(proposal)):
            self._context.select_proposal(proposal.id)

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self._context.select_proposal(self._chooser.itemData(index))

    @Slot()
    def _edit(self) -> None:
        if self._context.proposal is not None:
            self.edit_requested.emit(self._context.proposal)

    @Slot()
    def _duplicate(self) -> None:
        proposal = self._proposal()
        if proposal is None:
            return
        copy = drafting.variant(self._context.project, proposal)
        if self._context.do(N_("Duplicate proposal"), edits.put_proposal(copy)):
            self._context.select_proposal(copy.id)

    @Slot()
    def _remove(self) -> None:
        if self._context.proposal is not None:
            self._context.do(N_("Remove proposal"), edits.remove_proposal(self._context.proposal))
