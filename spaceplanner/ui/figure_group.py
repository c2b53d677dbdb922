"""A group of a space's figures: a question as its title, and below it every figure, class and caveat that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import measures
from spaceplanner.ui import theme
from spaceplanner.ui.facts import Fact, rule
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QLabel

    from spaceplanner.domain.result import Figure

GROUPS: Mapping[str, str] = {
    "much": N_("How much happens?"),
    "when": N_("When does it happen?"),
    "light": N_("Is it lit?"),
    "sound": N_("Is an alarm heard?"),
    "who": N_("Who lives near?"),
    "condition": N_("How is it kept?"),
    "other": N_("What else is known?"),
}
"""Group -> its question, a message id, in the order in which they are asked."""

_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("incidents_", "much"),
    ("no_comparison", "much"),
    ("filled_comparison", "much"),
    ("night_unlit", "light"),
    ("night_", "when"),
    ("dark_silent", "sound"),
    ("silent_", "sound"),
    ("heard_", "sound"),
    ("unheard_", "sound"),
    ("alarms_", "sound"),
    ("assumed_alarms", "sound"),
    ("lamps_", "light"),
    ("assumed_lamps", "light"),
    ("lit", "light"),
    ("dark", "light"),
    ("light_", "light"),
    ("illuminance_", "light"),
    ("uneven_light", "light"),
    ("coarse_light", "light"),
    ("below_", "light"),
    ("paths_below", "light"),
    ("entrances_below", "light"),
    ("residents_heard_", "sound"),
    ("residents_", "who"),
    ("walk_", "who"),
    ("m2_per_resident", "who"),
    ("straight_line", "who"),
    ("assumed_entrances", "who"),
    ("audit", "condition"),
    ("condition", "condition"),
    ("perceived_", "condition"),
    ("fear", "condition"),
)
"""How the id of a measure, a label or a flag begins -> its group; the first that fits."""

_UNITS: Mapping[str, str] = {"lux": "lx", "m2": "m²", "m": "m"}
"""Unit of a figure whose name does not say it -> its symbol."""


def group_of(key: str) -> str:
    """Return the group of a measure, a label or a flag by its id; one that nobody foresaw comes last."""
    return next((group for beginning, group in _BEGINNINGS if key.startswith(beginning)), "other")


def value(figure: Figure) -> str:
    """Write a figure's value with its unit."""
    unit = _UNITS.get(figure.unit, "") if figure.exact is not None else ""
    return f"{measures.text(figure)} {unit}".strip()


class FigureGroup(QWidget):
    """See the module's docstring; hidden while there is nothing to show.

    Attributes
    ----------
    facts
        Id of a measure or label -> its line.
    caveats
        The sentences of the flags.
    """

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = question
        self._title = label(parent=self)
        self._title.setFont(theme.font(11.5, "semibold"))
        self.facts: dict[str, Fact] = {}
        self.caveats: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(rule(self))
        self._column.addSpacing(2)
        self._column.addWidget(self._title)
        self.hide()

    def show_group(self, figures: Mapping[str, Figure], labels: Mapping[str, str], flags: Sequence[str]) -> None:
        """Show figures, classes and caveats; lines that are there already only change their words."""
        self._title.setText(gettext(self._question))
        if list(self.facts) != [*labels, *figures] or len(self.caveats) != len(flags):
            self._rebuild([*labels, *figures], len(flags))
        for kind, found in labels.items():
            self.facts[kind].name(_words(measures.LABEL_NAMES, kind))
            self.facts[kind].show_value(_words(measures.LABELS.get(kind, {}), found))
        for measure, figure in figures.items():
            _show(self.facts[measure], measure, figure)
        for sentence, flag in zip(self.caveats, flags, strict=True):
            sentence.setText(_words(measures.FLAGS, flag))
        self.setVisible(bool(self.facts or self.caveats))

    def _rebuild(self, lines: Sequence[str], caveats: int) -> None:
        for widget in (*self.facts.values(), *self.caveats):
            widget.hide()
            self._column.removeWidget(widget)
            widget.deleteLater()
        self.facts = {key: Fact(self) for key in lines}
        self.caveats = [label(parent=self, role="warning", wrap=True) for _ in range(caveats)]
        for widget in (*self.facts.values(), *self.caveats):
            self._column.addWidget(widget)


def _words(table: Mapping[str, str], key: str) -> str:
    """Return the words of a key, or the key itself where there are none."""
    return gettext(table[key]) if key in table else key


def _show(fact: Fact, measure: str, figure: Figure) -> None:
    fact.name(measures.label(measure) if measure in measures.MEASURES else measure)
    if figure.exact is None:
        fact.show_value("", measures.text(figure), note=measures.why(figure))  # in grey, as in the table
        return
    between = measures.interval(figure)
    notes = []
    if between:
        notes.append(gettext(N_("90% interval: {interval}.")).format(interval=between))
    beside = [f"({between})"] if between else []
    # A count is its own sample.
    if figure.sample is not None and figure.unit != "count":
        count = number(figure.sample)
        notes.append(gettext(N_("Sample: {count} records or points.")).format(count=count))
        beside.append(f"n = {count}")
    fact.show_value(value(figure), " ".join(beside), note="\n".join(notes))
