"""The form of a partner: what it wants to support, where, how much a year, what it asks for and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from spaceplanner.domain.catalogue import THEMES
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import policy
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.typed import NumberLine

if TYPE_CHECKING:
    from spaceplanner.domain.partner import Partner

_SUPPORTS, _REFUSES = "supports", "refuses"
_ANY = ""
_COLUMNS = 2


class PartnerForm(QWidget):
    """Edits one partner at a time.

    Attributes
    ----------
    themes
        Theme -> whether the partner supports it, or does not want to be named for it.
    """

    changed = Signal()
    """Something was typed or chosen."""

    def __init__(self, currency: str, districts: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.themes: dict[str, Choice] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 6, 0)
        column.setSpacing(8)
        form = grid()
        self.name, self.contact, self.territory = (QLineEdit(self) for _ in range(3))
        self.territory.setPlaceholderText(gettext(N_("anywhere; or districts with commas between")))
        self.territory.setToolTip(tip(", ".join(districts)))
        self.conditions = QPlainTextEdit(self)
        self.conditions.setFixedHeight(48)
        self.conditions.setTabChangesFocus(True)
        self.amounts = {name: NumberLine(None, self) for name in ("cash", "in_kind", "time")}
        for place, (text, field) in enumerate(
            (
                (N_("Name"), self.name),
                (N_("Contact"), self.contact),
                (N_("Territory"), self.territory),
                (N_("Conditions"), self.conditions),
            )
        ):
            line(form, place, text, field, self)
        form.addWidget(label(gettext(N_("Could give a year")), self), 4, 0)
        form.addLayout(self._build_amounts(currency), 4, 1)
        column.addLayout(form)
        column.addWidget(label(gettext(N_("Themes; none chosen: any")), self, role="secondary"))
        column.addLayout(self._build_themes())
        column.addStretch(1)
        for edit in (self.name, self.contact, self.territory, *self.amounts.values()):
            edit.textEdited.connect(self.changed)
        self.conditions.textChanged.connect(self.changed)

    def _build_amounts(self, currency: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = {"cash": N_("money"), "in_kind": N_("in kind"), "time": N_("time")}
        for name, field in self.amounts.items():
            text = gettext(words[name])
            field.setAccessibleName(f"{text}, {currency}")
            field.setToolTip(
                tip(gettext(N_("Value a year in {currency}; empty: it has not said")).format(currency=currency))
            )
            row.addWidget(label(text, self, role="secondary"))
            row.addWidget(field, 1)
        return row

    def _build_themes(self) -> QGridLayout:
        themes = QGridLayout()
        themes.setHorizontalSpacing(10)
        themes.setVerticalSpacing(6)
        for place, theme in enumerate(THEMES):
            row, column = divmod(place, _COLUMNS)
            choice = self.themes[theme] = Choice(self)
            words = gettext(policy.THEMES[theme])
            choice.add("–", _ANY)
            choice.add(gettext(N_("supports it")), _SUPPORTS)
            choice.add(gettext(N_("not to be named for it")), _REFUSES)
            choice.setAccessibleName(words)
            choice.activated.connect(self.changed)
            themes.addWidget(label(words[:1].upper() + words[1:], self), row, 2 * column)
            themes.addWidget(choice, row, 2 * column + 1)
            themes.setColumnStretch(2 * column + 1, 1)
        return themes

    def show_partner(self, partner: Partner) -> None:
        """Show a partner."""
        for field, text in (
            (self.name, partner.name),
            (self.contact, partner.contact),
            (self.territory, ", ".join(partner.territory)),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        # Showing is no change.
        self.conditions.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.conditions.setPlainText(partner.conditions)
        self.conditions.blockSignals(False)  # noqa: FBT003
        for name, amount in self.amounts.items():
            amount.show_value(getattr(partner, name))
        for theme, choice in self.themes.items():
            choice.choose(_SUPPORTS if theme in partner.themes else _REFUSES if theme in partner.refuses else _ANY)

    def partner(self, given: Partner) -> Partner:
        """Return a partner as it is written now; what was not touched stays as it was given."""
        chosen = {theme: choice.currentData() for theme, choice in self.themes.items()}
        supports = tuple(theme for theme, what in chosen.items() if what == _SUPPORTS)
        refuses = tuple(theme for theme, what in chosen.items() if what == _REFUSES)
        territory = tuple(part.strip() for part in self.territory.text().split(",") if part.strip())
        return replace(
            given,
            name=self.name.text().strip() or given.name,
            contact=self.contact.text().strip(),
            territory=territory,
            conditions=self.conditions.toPlainText().strip(),
            themes=given.themes if set(supports) == set(given.themes) else supports,
            refuses=given.refuses if set(refuses) == set(given.refuses) else refuses,
            cash=self.amounts["cash"].value(),
            in_kind=self.amounts["in_kind"].value(),
            time=self.amounts["time"].value(),
        )
