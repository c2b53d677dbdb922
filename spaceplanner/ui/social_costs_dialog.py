"""The dialog for what an incident costs society: empty until somebody enters amounts with their year and source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QSpinBox, QVBoxLayout

from spaceplanner.domain import edits
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import appraising, money_words
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.context import Context

_WIDTH, _AMOUNT, _YEAR, _MARGIN = 680, 130, 90, 6


class SocialCostsDialog(QDialog):
    """Edits the project's social costs; accepting is one undo step.

    Attributes
    ----------
    rows
        Outcome -> where its amount, price year and source are typed.
    """

    def __init__(self, context: Context, price_year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: dict[str, tuple[QLineEdit, QSpinBox, QLineEdit]] = {}
        self._given = {item.outcome: item for item in reversed(context.project.social_costs)}
        self.setWindowTitle(gettext(N_("Social costs")))
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(label(gettext(appraising.MEANING), self, role="secondary", wrap=True))
        column.addLayout(self._table(price_year))
        self.warning = label(parent=self, role="warning", wrap=True)
        self.warning.hide()
        column.addWidget(self.warning)
        column.addStretch(1)
        column.addWidget(ok_cancel(self))

    def accept(self) -> None:
        """Make the changes as one step; nothing changed is no step, and what cannot be used is said."""
        costs = tuple(cost for outcome in self.rows if (cost := self._cost(outcome)) is not None)
        try:
            appraising.check_social_costs(costs)
        except AnalysisError as error:
            self._warn(error)
            return
        if set(costs) != set(self._context.project.social_costs):
            self._context.do(N_("Change social costs"), edits.set_social_costs(costs))
        super().accept()

    def _warn(self, error: AnalysisError) -> None:
        """Say what is wrong in the words of the dialog: an error names outcomes as commands do."""
        words = gettext(money_words.OUTCOMES[str(error.parameters["outcome"])])
        self.warning.setText(gettext(error.message_id).format(**error.parameters | {"outcome": words}))
        self.warning.show()
        column = self.layout()
        assert column is not None
        self.resize(self.width(), max(self.height(), column.totalHeightForWidth(self.width())))

    def _table(self, price_year: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(3, 1)
        currency = self._context.project.currency
        amount = gettext(N_("Cost of one, {currency}")).format(currency=currency)
        heads = (gettext(N_("Incident")), amount, gettext(N_("Prices of")), gettext(N_("Source")))
        for place, text in enumerate(heads):
            grid.addWidget(label(text, self, role="faint"), 0, place)
        for row, (outcome, words) in enumerate(money_words.OUTCOMES.items(), start=1):
            name = label(self._name(outcome, words), self)
            fields = self.rows[outcome] = self._row(self._given.get(outcome), price_year)
            name.setBuddy(fields[0])
            grid.setRowMinimumHeight(row, fields[1].sizeHint().height())  # on a small screen too
            grid.addWidget(name, row, 0)
            for place, (field, head) in enumerate(zip(fields, heads[1:], strict=True), start=1):
                field.setAccessibleName(f"{name.text()}: {head}")
                grid.addWidget(field, row, place)
        return grid

    def _name(self, outcome: str, words: str) -> str:
        given, name = self._given.get(outcome), gettext(words)
        name = name[:1].upper() + name[1:]
        return (
            name if given is None or given.currency == self._context.project.currency else f"{name} ({given.currency})"
        )

    def _row(self, given: SocialCost | None, price_year: int) -> tuple[QLineEdit, QSpinBox, QLineEdit]:
        amount = QLineEdit("" if given is None else _written(given.amount), self)
        group, point = (QRegularExpression.escape(sign) for sign in (number(1000)[1], _point()))
        pattern = rf"[\d\s{group}]*({point}\d{{0,2}})?"
        amount.setValidator(QRegularExpressionValidator(QRegularExpression(pattern), amount))
        amount.setPlaceholderText(gettext(N_("not set")))
        amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        amount.setFixedWidth(_AMOUNT)
        year = QSpinBox(self)
        year.setRange(appraising.FIRST_YEAR, appraising.LAST_YEAR)
        year.setValue(price_year if given is None else given.price_year)
        year.setFixedWidth(_YEAR)
        year.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)  # a style sheet's padding does not reach it
        year.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        year.setToolTip(tip(gettext(N_("The costs of works are in prices of {year}.")).format(year=price_year)))
        source = QLineEdit("" if given is None else given.source, self)
        source.setCursorPosition(0)
        source.setPlaceholderText(gettext(N_("Study, office, page")))
        return amount, year, source

    def _cost(self, outcome: str) -> SocialCost | None:
        """Return what a row says; an amount that was not touched stays what it was, to the cent."""
        amount, year, source = self.rows[outcome]
        given, typed = self._given.get(outcome), amount.text()
        if not any(sign.isdecimal() for sign in typed):
            return None
        if given is not None and typed == _written(given.amount):
            return replace(given, price_year=year.value(), source=source.text().strip())
        return SocialCost(
            outcome=outcome,
            amount=_read(typed),
            currency=self._context.project.currency,
            price_year=year.value(),
            source=source.text().strip(),
        )


def _point() -> str:
    return number(0, 1)[1]


def _written(amount: float) -> str:
    return number(amount, 0 if amount == round(amount) else 2)


def _read(typed: str) -> float:
    """Return the number that digits and what groups them stand for, in the language in use."""
    whole, fraction = ("".join(filter(str.isdecimal, part)) for part in typed.partition(_point())[::2])
    return float(f"{whole or '0'}.{fraction or '0'}")
