"""A finding in full: what it found, where and how, who uses it, and what the users of the project put in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, percent, pick
from spaceplanner.services import catalogue_words, ledger
from spaceplanner.ui import theme
from spaceplanner.ui.entry_parts import Lines, sentence
from spaceplanner.ui.facts import rule
from spaceplanner.ui.forest import ForestPlot, mark
from spaceplanner.ui.link import Link
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Catalogue, Evidence
    from spaceplanner.ui.context import Context


class FindingView(QWidget):
    """See the module's docstring; everything from files is shown as it is.

    Attributes
    ----------
    entry
        What is shown, or None.
    override, remove
        The buttons that give the project another value, and take it back.
    links
        Type id -> the button that leads to it.
    """

    override_requested = Signal(str)
    """Id of the finding that is to get another value in this project."""
    removal_requested = Signal(str)
    """Id of the finding whose other value is to go."""
    type_requested = Signal(str)
    """Id of the type that the user wants to read."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.entry: Evidence | None = None
        self.links: dict[str, Link] = {}
        self.override, self.remove = QPushButton(self), QPushButton(self)
        for button, signal in ((self.override, self.override_requested), (self.remove, self.removal_requested)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self.entry.id if self.entry else ""))
        self._page = QWidget(self)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 4, 0, 0)
        buttons.addWidget(self.override)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._column.addWidget(self._page)
        self._column.addLayout(buttons)
        self._column.addStretch(1)

    def show_entry(self, entry: Evidence, found: Catalogue) -> None:
        """Show a finding of a ledger."""
        self.entry = entry
        self.links.clear()
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        title = label(pick(entry.title), page, wrap=True)
        title.setFont(theme.font(15, "semibold"))
        column.addWidget(title)
        column.addWidget(self._plot(entry, page))
        if entry.override is not None:
            column.addLayout(self._overridden(entry, page))
            column.addWidget(rule(page))
        column.addLayout(self._facts(entry, page))
        column.addWidget(rule(page))
        self._add_users(entry, found, column, page)
        self._column.replaceWidget(self._page, page)
        self._page.deleteLater()
        self._page = page
        self.override.setText(gettext(N_("Change the override…") if entry.override else N_("Override…")))
        self.remove.setText(gettext(N_("Remove the override")))
        self.remove.setVisible(entry.override is not None)

    def _plot(self, entry: Evidence, page: QWidget) -> ForestPlot:
        plot = ForestPlot(lambda: self._context.appearance.colours, page)
        marks = (mark(entry),) if entry.original is None else (mark(entry), mark(entry.original))
        plot.show_findings(marks, ledger.finding(entry))
        plot.setMaximumWidth(420)
        return plot

    def _overridden(self, entry: Evidence, page: QWidget) -> Lines:
        assert entry.override is not None
        override, lines = entry.override, Lines(page)
        lines.add(gettext(N_("This project uses")), ledger.figure(entry), strong=True)
        lines.add(gettext(N_("Set by")), override.author)
        lines.add(gettext(N_("Reason")), override.reason)
        lines.add(gettext(N_("Date")), override.made.isoformat())
        return lines

    def _facts(self, entry: Evidence, page: QWidget) -> Lines:
        """Return the entry as the ledger has it, whatever the project has put in its place."""
        kept, lines = entry.original or entry, Lines(page)
        grade = gettext(ledger.GRADES[kept.grade])
        letter = "–" if kept.grade == "none" else kept.grade
        for name, text in (
            (N_("found"), ledger.finding(kept)),
            (N_("grade"), f"{letter}: {grade}"),
            (N_("outcome"), gettext(ledger.OUTCOMES[kept.outcome])),
            (N_("when"), gettext(ledger.WHENS[kept.when])),
            (N_("setting"), pick(kept.setting)),
            (N_("design"), pick(kept.design)),
            (N_("source"), kept.source),
            (N_("status"), gettext(ledger.STATUSES[kept.status])),
            (N_("interval"), gettext(ledger.INTERVALS[kept.interval_status])),
            (N_("note"), pick(kept.note)),
            (N_("carried over"), percent(kept.carried)),
            (N_("spread added for its setting"), number(kept.extra_sd, 2)),
            (N_("entry"), kept.id),
        ):
            lines.add(sentence(gettext(name)), text, strong=name == "found")
        return lines

    def _add_users(self, entry: Evidence, found: Catalogue, column: QVBoxLayout, page: QWidget) -> None:
        """Add the types that rest on the finding, with how much of it is carried over to each, and those beside it."""
        carried = gettext(N_("{type}: {share} of it carried over, {when}"))
        used = [
            (
                kind,
                carried.format(
                    type=pick(kind.name),
                    share=percent(catalogue_words.carried(effect, entry)),
                    when=gettext(ledger.WHENS[effect.when]),
                ),
            )
            for kind, effect in catalogue_words.uses(entry, found)
        ]
        others = [(kind, pick(kind.name)) for kind in catalogue_words.beside(entry, found)]
        for head, kinds in ((N_("used by"), used), (N_("shown beside"), others)):
            column.addWidget(label(sentence(gettext(head)), page, role="faint"))
            if not kinds:
                column.addWidget(label(gettext("no type"), page))
            for kind, text in kinds:
                link = self.links[kind.id] = Link(page, text)
                link.clicked.connect(lambda _=False, key=kind.id: self.type_requested.emit(key))
                column.addWidget(link)
