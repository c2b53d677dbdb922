"""The effects of a proposal one by one: each line leads to the finding it rests on, nulls beside the others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, ngettext, number, percent, pick
from spaceplanner.services import ledger
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.link import Link
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Evidence
    from spaceplanner.domain.result import EffectUse, ProposalResult
    from spaceplanner.ui.context import Context


class EffectLines(QWidget):
    """See the module's docstring; a click asks for the finding through `Context.request_evidence`.

    Attributes
    ----------
    links
        What is shown, effects first.
    beside
        The fold with the findings that are shown beside, not counted.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.links: list[Link] = []
        self._head = label(parent=self, role="faint")
        self.beside = Fold(self)
        self._effects, self._others = QVBoxLayout(), QVBoxLayout()
        for column in (self._effects, self._others):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(1)
        self.beside.fill(self._others)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        outer.addWidget(self._head)
        outer.addLayout(self._effects)
        outer.addWidget(self.beside)

    def show_result(self, result: ProposalResult) -> None:
        """Show what a proposal's effects rest on."""
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links.clear()
        self._head.setText(gettext("Rate ratio (90%)"))
        self._head.setVisible(bool(result.effects))
        known = self._context.catalogue.evidence
        for use in result.effects:
            if (entry := known.get(use.evidence)) is not None:
                carried = gettext(N_("{share} of it carried over")).format(share=percent(use.carried))
                self._add(self._effects, self._words(use), f"{pick(entry.title)}; {carried}", entry)
        others = [known[key] for key in result.related if key in known]
        for entry in others:
            self._add(self._others, f"{pick(entry.title)}: {ledger.finding(entry)}", "", entry)
        words = ngettext("{count} more finding, not counted", "{count} more findings, not counted", len(others))
        self.beside.say(words.format(count=number(len(others))))
        self.beside.setVisible(bool(others))

    def _add(self, column: QVBoxLayout, text: str, note: str, entry: Evidence) -> None:
        link = Link(self, text)
        link.note("\n".join(filter(None, (note, gettext(N_("Read the finding in full"))))))
        link.clicked.connect(partial(self._ask, entry.id))
        column.addWidget(link)
        self.links.append(link)

    def _ask(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own signature
        self._context.request_evidence.emit(key)

    def _words(self, use: EffectUse) -> str:
        kind = self._context.catalogue.types.get(use.type)
        name = pick(kind.name) if kind is not None else use.type
        if not use.credited or use.rate_ratio is None:
            why = gettext(ledger.WHY_NOT.get(use.why_not or "", ""))
            return gettext(N_("{type}: not counted, {reason}")).format(type=name, reason=why)
        low, ratio, high = (number(value, 2) for value in (use.low, use.rate_ratio, use.high))
        return gettext(N_("{type}: {ratio} ({low} to {high})")).format(type=name, low=low, ratio=ratio, high=high)
