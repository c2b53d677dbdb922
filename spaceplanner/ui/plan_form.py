"""The form of a plan: budgets by year, how many proposals, and what must, must not or may wait."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.domain import edits
from spaceplanner.domain.plan_checks import current
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import districts
from spaceplanner.ui import theme
from spaceplanner.ui.amount import Amount
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import label
from spaceplanner.ui.rules_list import RulesList
from spaceplanner.ui.wishes_table import WishesTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.domain.plan import Plan
    from spaceplanner.ui.context import Context

MOST_YEARS = 8
_FIRST = 50_000.0
"""The budget of a year that is added to an empty plan."""


class PlanForm(QWidget):
    """See the module's docstring. Each change is a step that can be undone.

    Attributes
    ----------
    budgets
        Where the budgets are typed, by year.
    rules
        Where it is chosen what is wanted of each proposal, and when it may start.
    others
        The plan's other rules.
    """

    maximise_changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.budgets: list[Amount] = []
        self.maximise, self.most = Choice(self), Choice(self)
        self.wishes = WishesTable(self._do, self)
        self.rules = RulesList(context, self._do, self)
        self._shown: tuple[object, ...] = (None, None, None)
        self._money = label(parent=self)
        self._means = label(parent=self, role="secondary", wrap=True)
        self._wanted = label(parent=self)
        self._years = QGridLayout()
        self.more, self.fewer = QPushButton(self), QPushButton(self)
        self._build()
        self.maximise.currentIndexChanged.connect(self.maximise_changed)
        self.more.clicked.connect(self._add_year)
        self.fewer.clicked.connect(self._drop_year)
        self.most.activated.connect(self._take_most)
        context.appearance.changed.connect(self._redraw)
        self.retranslate()

    def _build(self) -> None:
        for heading in (self._money, self._wanted):
            heading.setFont(theme.font(12.5, "semibold"))
        self._years.setHorizontalSpacing(8)
        self._years.setVerticalSpacing(4)
        self._years.setColumnStretch(1, 1)
        years = QHBoxLayout()
        for button in (self.more, self.fewer):
            button.setAutoDefault(False)
            years.addWidget(button)
        years.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(7)
        column.addWidget(self._money)
        column.addWidget(self._means)
        column.addLayout(self._years)
        column.addLayout(years)
        column.addWidget(self._wanted)
        column.addWidget(self.maximise)
        column.addWidget(self.most)
        column.addWidget(self.wishes, 1)
        column.addWidget(self.rules)

    @property
    def plan(self) -> Plan:
        """The project's plan, without what it says of proposals that are gone."""
        return current(self._context.project.plan, self._context.project)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self._money.setText(gettext(N_("The municipality's money")))
        self._means.setText(
            gettext(N_("New money of each year. Partners add what they said they could give; what is promised stays."))
        )
        self._wanted.setText(gettext(N_("What is wanted")))
        self.more.setText(gettext(N_("Add a year")))
        self.fewer.setText(gettext(N_("Drop the last year")))
        chosen = self.maximise.currentData() or "averted"
        self.maximise.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.maximise.clear()
        for words, value in ((N_("most incidents averted"), "averted"), (N_("most points of the score"), "score")):
            self.maximise.add(gettext(words), value)
        self.maximise.choose(chosen)
        self.maximise.blockSignals(False)  # noqa: FBT003
        self.maximise.setAccessibleName(gettext(N_("What there is to be the most of")))
        self.wishes.retranslate()
        self.rules.retranslate()
        self._shown = (None, None, None)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the plan and the proposals of the project, where they changed."""
        project, plan = self._context.project, self.plan
        rows = (len(plan.budgets), project.currency, *((item.id, item.name) for item in project.proposals))
        known = tuple(districts.areas(project)[1]) if plan.floors else ()
        if (plan, rows, known) == self._shown:
            return
        # As long as there are the same rows their boxes stay, and with them the keyboard.
        if rows != self._shown[1]:
            self._build_budgets(plan)
            self.wishes.build(project)
        self._shown = (plan, rows, known)
        self._show_values(plan)
        self._show_most(plan)
        self.rules.show_plan(plan, known)
        self._chain()

    @Slot()
    def _redraw(self) -> None:
        self.rules.retranslate()
        self._chain()

    def _build_budgets(self, plan: Plan) -> None:
        while (item := self._years.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.budgets = []
        for year in range(len(plan.budgets)):
            name = gettext(N_("Year {year}")).format(year=year + 1)
            box = Amount(0.0, self)
            box.setKeyboardTracking(False)
            box.setAccessibleName(name)
            box.valueChanged.connect(partial(self._take_budget, year))
            self._years.addWidget(label(f"{name}, {self._context.project.currency}", self), year, 0)
            self._years.addWidget(box, year, 1)
            self.budgets.append(box)
        self.more.setEnabled(len(plan.budgets) < MOST_YEARS)
        self.fewer.setEnabled(len(plan.budgets) > 0)

    def _show_values(self, plan: Plan) -> None:
        for box, amount in zip(self.budgets, plan.budgets, strict=True):
            box.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            box.setValue(amount)
            box.blockSignals(False)  # noqa: FBT003
        self.wishes.show_plan(plan, self._context.project)

    def _show_most(self, plan: Plan) -> None:
        self.most.clear()
        self.most.add(gettext(N_("any number of proposals")), None)
        for count in range(1, max(len(self._context.project.proposals), plan.most or 0) + 1):
            self.most.add(gettext(N_("at most {count}")).format(count=number(count)), count)
        self.most.setCurrentIndex(plan.most or 0)
        self.most.setAccessibleName(gettext(N_("How many proposals")))

    def _chain(self) -> None:
        """Have the Tab key go from top to bottom, also over what was built later."""
        table = [box for row in range(self.wishes.rowCount()) for box in self.wishes.choices(row)]
        order = (
            *self.budgets,
            self.more,
            self.fewer,
            self.maximise,
            self.most,
            self.wishes,
            *table,
            *self.rules.stops(),
        )
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _do(self, text: str, change: Callable[[Plan], Plan]) -> None:
        plan = change(replace(self.plan, currency=self._context.project.currency))
        if plan != self._context.project.plan:
            self._context.do(text, edits.set_plan(plan))

    def _take_budget(self, year: int, amount: float) -> None:
        # A year without money is no year: the least is a unit of it.
        value = max(amount, 1.0)
        self._do(
            N_("Change a budget"),
            lambda plan: replace(plan, budgets=(*plan.budgets[:year], value, *plan.budgets[year + 1 :])),
        )

    @Slot()
    def _add_year(self) -> None:
        last = self.plan.budgets[-1] if self.plan.budgets else _FIRST
        self._do(N_("Add a year to the plan"), lambda plan: replace(plan, budgets=(*plan.budgets, last)))

    @Slot()
    def _drop_year(self) -> None:
        self._do(N_("Drop a year of the plan"), _shorter)

    @Slot()
    def _take_most(self) -> None:
        self._do(N_("Change the number of proposals"), lambda plan: replace(plan, most=self.most.currentData()))


def _shorter(plan: Plan) -> Plan:
    """Return a plan without its last year: what could only start then may start in any."""
    budgets = plan.budgets[:-1]
    windows = tuple(rule for rule in plan.windows if (rule.earliest or 1) <= len(budgets))
    return replace(plan, budgets=budgets, windows=windows)
