"""The table of what a plan wants of each proposal: must, never or free, and the year in which it starts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from spaceplanner.domain.plan import Window
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import rule_words
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.project import Project

    Do = Callable[[str, Callable[[Plan], Plan]], None]
    """Changes the plan: what the step is called, and the change."""

WISHES = {"": N_("free"), "must": N_("must"), "never": N_("never")}
"""What a plan wants of a proposal -> its words."""
_WISH, _YEAR, _ROW, _LEAST = 92, 122, 36, 180


def in_table(rule: object) -> bool:
    """Whether a rule is one that the table can make, so that it is shown there alone."""
    return isinstance(rule, Window) and (rule.earliest or 1) == rule.latest


class WishesTable(QTableWidget):
    """See the module's docstring."""

    def __init__(self, do: Do, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self._do = do
        head = self.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        self.setColumnWidth(1, _WISH)
        self.setColumnWidth(2, _YEAR)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMinimumHeight(_LEAST)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def retranslate(self) -> None:
        """Write the words anew; those of the rows are written when they are built."""
        self.setHorizontalHeaderLabels([gettext(N_("Proposal")), gettext(N_("Chosen?")), gettext(N_("Starts"))])
        self.setAccessibleName(gettext(N_("What is wanted of each proposal")))

    def build(self, project: Project) -> None:
        """Make a row for each proposal."""
        self.setRowCount(len(project.proposals))
        for row, proposal in enumerate(project.proposals):
            name = QTableWidgetItem(proposal.name)
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            name.setToolTip(tip(proposal.name))
            self.setItem(row, 0, name)
            wish, year = Choice(self), Choice(self)
            for value, words in WISHES.items():
                wish.add(gettext(words), value)
            wish.setAccessibleName(f"{proposal.name}: {gettext(N_('Chosen?'))}")
            wish.activated.connect(partial(self._take_wish, proposal.id, wish))
            year.setAccessibleName(f"{proposal.name}: {gettext(N_('Starts'))}")
            year.activated.connect(partial(self._take_window, proposal.id, year))
            self.setCellWidget(row, 1, wish)
            self.setCellWidget(row, 2, year)

    def show_plan(self, plan: Plan, project: Project) -> None:
        """Show what the plan wants of the proposals that have rows."""
        windows = {rule.proposal: rule for rule in plan.windows}
        for row, proposal in enumerate(project.proposals):
            wish, year = self.choices(row)
            wish.choose("must" if proposal.id in plan.musts else "never" if proposal.id in plan.nevers else "")
            _fill_years(year, windows.get(proposal.id), len(plan.budgets))

    def choices(self, row: int) -> tuple[Choice, Choice]:
        """Return what is wanted of a row's proposal, and when it starts."""
        wish, year = (self.cellWidget(row, column) for column in (1, 2))
        assert isinstance(wish, Choice)
        assert isinstance(year, Choice)
        return wish, year

    def _take_wish(self, proposal: str, box: Choice, _place: int) -> None:
        def change(plan: Plan) -> Plan:
            rest = {name: tuple(key for key in getattr(plan, name) if key != proposal) for name in ("musts", "nevers")}
            wish = box.currentData()
            if wish:
                rest[f"{wish}s"] = (*rest[f"{wish}s"], proposal)
            return replace(plan, musts=rest["musts"], nevers=rest["nevers"])

        self._do(N_("Change what the plan wants"), change)

    def _take_window(self, proposal: str, box: Choice, _place: int) -> None:
        earliest, latest = (int(year) if year else None for year in (box.currentData() or "-").split("-"))

        def change(plan: Plan) -> Plan:
            rest = tuple(rule for rule in plan.windows if rule.proposal != proposal)
            new = (
                ()
                if earliest is None and latest is None
                else (Window(proposal=proposal, earliest=earliest, latest=latest),)
            )
            return replace(plan, windows=(*rest, *new))

        self._do(N_("Change when a proposal may start"), change)


def _fill_years(box: Choice, rule: Window | None, years: int) -> None:
    box.clear()
    box.add(gettext(N_("any year")), "")
    for year in range(1, years + 1):
        box.add(gettext(N_("year {year}")).format(year=year), f"{year}-{year}")
    first = None if rule is None else 1 if rule.latest == 1 else rule.earliest
    now = "" if rule is None else f"{first or ''}-{rule.latest or ''}"
    if rule is not None and box.findData(now) < 0:
        # A window of several years is a rule of the list below; it is shown, and stays unless another is chosen.
        box.add(rule_words.years(rule), now)
    box.choose(now)
    box.setEnabled(years > 1 or rule is not None)
