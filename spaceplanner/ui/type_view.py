"""A type of the catalogue in full: what it is, what it costs and lasts, what its effects rest on, what a sponsor gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, percent, pick
from spaceplanner.services import catalogue_words, ledger, policy
from spaceplanner.ui import theme
from spaceplanner.ui.entry_parts import Lines, sentence
from spaceplanner.ui.facts import rule
from spaceplanner.ui.link import Link
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Catalogue, Effect, InterventionType

_PHYSICAL = {
    "lumens": (N_("Light"), "lm"),
    "power_w": (N_("Power"), "W"),
    "height_m": (N_("Height"), "m"),
    "level_db": (N_("Level at 1 m"), "dB(A)"),
}
"""Physical attribute -> its name, a message id, and its unit."""


class TypeView(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    kind
        What is shown, or None.
    links
        Finding id -> the button that leads to it.
    """

    finding_requested = Signal(str)
    """Id of the finding that the user wants to read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind: InterventionType | None = None
        self.links: dict[str, Link] = {}
        self._page = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.addWidget(self._page)
        self._column.addStretch(1)

    def show_type(self, kind: InterventionType, found: Catalogue) -> None:
        """Show a type of a catalogue."""
        self.kind = kind
        self.links.clear()
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        title = label(pick(kind.name), page, wrap=True)
        title.setFont(theme.font(15, "semibold"))
        column.addWidget(title)
        column.addWidget(label(pick(kind.description), page, wrap=True))
        column.addLayout(_facts(kind, found, page))
        column.addWidget(label(pick(found.cost_source), page, role="faint", wrap=True))
        column.addWidget(rule(page))
        self._add_effects(kind, found, column, page)
        self._column.replaceWidget(self._page, page)
        self._page.deleteLater()
        self._page = page

    def _add_effects(self, kind: InterventionType, found: Catalogue, column: QVBoxLayout, page: QWidget) -> None:
        column.addWidget(label(gettext(N_("Its effects rest on")), page, role="faint"))
        if not kind.effects:
            column.addWidget(label(gettext("none with a number"), page))
        for effect in kind.effects:
            entry = found.evidence[effect.evidence]
            self._add_link(entry.id, f"{pick(entry.title)}: {ledger.finding(entry)}", column, page)
            column.addWidget(label(_terms(effect, found), page, role="secondary", wrap=True))
        related = [found.evidence[key] for key in kind.related]
        if related:
            column.addWidget(label(gettext(N_("Shown beside, not counted")), page, role="faint"))
        for entry in related:
            self._add_link(entry.id, f"{pick(entry.title)}: {ledger.finding(entry)}", column, page)

    def _add_link(self, key: str, text: str, column: QVBoxLayout, page: QWidget) -> None:
        link = self.links[key] = Link(page, text)
        link.clicked.connect(lambda: self.finding_requested.emit(key))
        column.addWidget(link)


def _facts(kind: InterventionType, found: Catalogue, page: QWidget) -> Lines:
    lines = Lines(page)
    priced = gettext(N_("{currency} of {year}")).format(currency=found.currency, year=found.price_year)
    for name, text in (
        (N_("What a sponsor receives"), pick(kind.sponsor)),
        (N_("Theme"), gettext(policy.THEMES[kind.theme])),
        (N_("Unit"), gettext(catalogue_words.UNITS[kind.unit])),
        (N_("Cost, low"), catalogue_words.price(kind.cost.low)),
        (N_("Cost, likely"), catalogue_words.price(kind.cost.likely)),
        (N_("Cost, high"), catalogue_words.price(kind.cost.high)),
        (N_("Prices in"), priced),
        (N_("Service life"), gettext(N_("{count} years")).format(count=number(kind.life_years))),
        (N_("Upkeep a year"), catalogue_words.price(kind.upkeep_per_year)),
    ):
        lines.add(gettext(name), text, strong=name == "Cost, likely")
    for name, value in (*kind.lamp.items(), *kind.alarm.items()):
        words, unit = _PHYSICAL[name]
        lines.add(gettext(words), f"{number(value)}\u00a0{unit}")
    return lines


def _terms(effect: Effect, found: Catalogue) -> str:
    """Say on what an effect acts, how much of the finding is carried over, and what has to be there with it."""
    said = [gettext(words[key]) for words, key in (
        (ledger.OUTCOMES, effect.outcome.value),
        (ledger.WHENS, effect.when.value),
        (ledger.REACHES, effect.reach.value),
    )]  # fmt: skip
    said.append(
        gettext(N_("{share} of it carried over")).format(
            share=percent(catalogue_words.carried(effect, found.evidence[effect.evidence]))
        )
    )
    if effect.requires:
        names = ", ".join(pick(found.types[key].name) for key in effect.requires)
        said.append(gettext(N_("only with: {names}")).format(names=names))
    return sentence("; ".join(said))
