"""The cost of a proposal: its likely amount and range, who pays, what is missing, and what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from spaceplanner.cartography import style
from spaceplanner.i18n import N_, gettext, money, number, percent
from spaceplanner.services import money_words
from spaceplanner.ui.charts import StackBar
from spaceplanner.ui.facts import Fact, rule
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from spaceplanner.domain.result import FundingTotals, ProposalResult
    from spaceplanner.ui.context import Context

FUNDING_COLOURS = {"own": 0, "committed": 1, "pledged": 2, "in_kind": 6}
"""Funding kind -> index of its colour among those of the score's parts, as in the brief."""
FUNDING_WORDS = {
    "own": N_("municipality"),
    "committed": N_("committed"),
    "pledged": N_("pledged"),
    "in_kind": N_("in kind"),
    "gap": N_("missing"),
}
_THOUSANDS = 100_000.0


class CostView(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    button
        Opens the details and the funding.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cost, self._upkeep = Fact(self, bold=True), Fact(self)
        self._bar = StackBar(lambda: context.appearance.colours, self)
        self._words = label(parent=self, role="secondary", wrap=True)
        self._worth = label(parent=self, role="secondary", wrap=True)
        self.button = QPushButton(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(rule(self))
        column.addSpacing(2)
        for widget in (self._cost, self._bar, self._words, self._upkeep, self._worth, self.button):
            column.addWidget(widget)

    def retranslate(self) -> None:
        """Write the words anew; the figures follow with the next result."""
        self._cost.name(gettext(N_("Cost")))
        self._upkeep.name(gettext(N_("Upkeep a year")))
        self.button.setText(gettext(N_("Details and funding…")))

    def show_result(self, result: ProposalResult) -> None:
        """Show a proposal's cost and funding."""
        cost, funding, currency = result.cost, result.funding, self._context.catalogue.currency
        self._cost.show_value(money(cost.likely, currency), f"({_range(cost.low, cost.high)})")
        self._upkeep.show_value(money(cost.upkeep, currency))
        self._upkeep.setVisible(cost.upkeep > 0)
        colours = style.MAP.score_parts
        amounts = {kind: float(getattr(funding, kind)) for kind in FUNDING_COLOURS}
        self._bar.show_segments(
            [(amount, colours[FUNDING_COLOURS[kind]], kind == "in_kind") for kind, amount in amounts.items()],
            max(cost.likely, sum(amounts.values())),
            gap=bool(funding.gap),
        )
        self._bar.setVisible(cost.likely > 0)
        self._words.setText(funding_words(funding, cost.likely))
        self._words.setVisible(bool(self._words.text()))
        self._bar.setAccessibleName(self._words.text())
        worth = () if result.appraisal is None or cost.likely <= 0 else money_words.appraisal(result.appraisal)
        self._worth.setText("\n".join(worth))
        self._worth.setVisible(bool(self._worth.text()))


def funding_words(funding: FundingTotals, cost: float) -> str:
    """Say which share of a cost comes from where, and which is missing."""
    if cost <= 0:
        return ""
    amounts = {kind: float(getattr(funding, kind)) for kind in FUNDING_WORDS}
    words = (
        f"{gettext(FUNDING_WORDS[kind])} {percent(amount / cost)}" for kind, amount in amounts.items() if amount > 0
    )
    return " · ".join(words)


def _range(low: float, high: float) -> str:
    """Write a range of amounts, in thousands where that is exact enough to be read."""
    if high < _THOUSANDS:
        return f"{number(low)}–{number(high)}"
    text = gettext(N_("{low}–{high} thousand"))
    return text.format(low=number(low / 1000), high=number(high / 1000))
