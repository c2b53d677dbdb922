"""The rules of a plan beyond its table: a sentence each, with what changes it and what removes it, and a menu to add one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from spaceplanner.domain.plan import Plan
from spaceplanner.domain.rules import drop_rule, rules
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import rule_words
from spaceplanner.ui import theme
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import gives_way, label, tip
from spaceplanner.ui.rule_dialog import RuleDialog, unavailable
from spaceplanner.ui.rule_forms import KINDS
from spaceplanner.ui.wishes_table import in_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.rules import Rule
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.wishes_table import Do

_BUTTON, _PICTURE, _ABOVE = 24, 14, 4


class _Row(QWidget):
    """One rule.

    Attributes
    ----------
    text, change, remove
        Its sentence, and its buttons.
    """

    def __init__(self, context: Context, rule: Rule, parent: RulesList) -> None:
        super().__init__(parent)
        names = {proposal.id: proposal.name for proposal in context.project.proposals}
        said, whole = rule_words.rule(rule, names), rule_words.rule(rule, names, most=len(names))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        self.text = label(said, self, wrap=True)
        gives_way(self.text)
        self.text.setToolTip(tip(whole))
        self.change, self.remove = QToolButton(self), QToolButton(self)
        self.text.setContentsMargins(0, _ABOVE, 0, 0)
        line.addWidget(self.text, 1, Qt.AlignmentFlag.AlignTop)
        for button, name, words in (
            (self.change, "pencil", N_("Change the rule: {rule}")),
            (self.remove, "x", N_("Remove the rule: {rule}")),
        ):
            button.setIcon(icon(name, context.appearance.colours.secondary))
            button.setIconSize(QSize(_PICTURE, _PICTURE))
            button.setFixedSize(_BUTTON, _BUTTON)
            button.setAccessibleName(gettext(words).format(rule=said))
            button.setToolTip(tip(button.accessibleName()))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)


class RulesList(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    rows, add
        The rules that are shown, and the button with the menu of kinds.
    """

    def __init__(self, context: Context, do: Do, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._do = context, do
        self._plan = Plan()
        self._known: Sequence[str] = ()
        self._shown: object = None
        self.rows: list[_Row] = []
        self._title, self._none = label(parent=self), label(parent=self, role="secondary", wrap=True)
        self._lost = label(parent=self, role="warning", wrap=True)
        gives_way(self._lost)
        self._title.setFont(theme.font(12.5, "semibold"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.add = QToolButton(self)
        self.add.setProperty("frame", "true")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.add)
        self.menu.aboutToShow.connect(self._fill)
        self.add.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        for widget in (self._title, self._none):
            column.addWidget(widget)
        column.addLayout(self._lines)
        column.addWidget(self._lost)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def retranslate(self) -> None:
        """Write the words and draw the pictures anew."""
        self._title.setText(gettext(N_("Other rules")))
        self._none.setText(
            gettext(N_("None yet. A rule can keep proposals apart, tie one to others, or ask for some in a district."))
        )
        self.add.setText(gettext(N_("Add a rule")))
        self.add.setIcon(icon("plus", self._context.appearance.colours.secondary))
        self._show()

    def show_plan(self, plan: Plan, known: Sequence[str]) -> None:
        """Show the rules of a plan of the project; `known` are the names of its districts."""
        names = {proposal.id: proposal.name for proposal in self._context.project.proposals}
        now = (rules(plan), names, tuple(known))
        # Also where no rule changed: what the menu offers hangs on the plan's years.
        self._plan, self._known = plan, known
        if now != self._shown:
            self._shown = now
            self._show()

    def stops(self) -> list[QWidget]:
        """Return what the Tab key reaches, from top to bottom."""
        return [*(button for row in self.rows for button in (row.change, row.remove)), self.add]

    def _held(self) -> int | None:
        """Return which of the stops has the keyboard."""
        return next((place for place, widget in enumerate(self.stops()) if widget.hasFocus()), None)

    def _show(self) -> None:
        held = self._held()
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for rule in rules(self._plan):
            if not in_table(rule):
                row = _Row(self._context, rule, self)
                row.change.clicked.connect(partial(self._open, type(rule), rule))
                row.remove.clicked.connect(partial(self._remove, rule))
                self._lines.addWidget(row)
                row.show()  # now, for the keyboard: the layout would do so later
                self.rows.append(row)
        self._none.setVisible(not self.rows)
        self._show_lost()
        if held is not None:
            # The keyboard stays where it was: on what has come up in the place of a rule that was removed.
            stops = self.stops()
            stops[min(held, len(stops) - 1)].setFocus()

    def _show_lost(self) -> None:
        """Say which rules cannot be kept, because their district is gone."""
        lost = [rule.district for rule in self._plan.floors if rule.district not in self._known]
        text = gettext(N_("The project has no such district: {names}. Change the rule, or remove it."))
        self._lost.setText(text.format(names="; ".join(" ".join(name.split()) for name in lost)))
        self._lost.setVisible(bool(lost))

    @Slot()
    def _fill(self) -> None:
        """Offer the kinds of rules; of one that the project has nothing for it is said what is missing."""
        self.menu.clear()
        for kind, form in KINDS.items():
            why = unavailable(kind, self._context.project, self._plan)
            text = gettext(form.offer)
            action = self.menu.addAction(f"{text} ({why})" if why else text, partial(self._open, kind, None))
            action.setEnabled(not why)

    def _open(self, kind: type, rule: Rule | None, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own
        held = self._held()
        dialog = RuleDialog(self._context, kind, rule, self._do, self)
        dialog.finished.connect(partial(self._back, None if rule is None else held))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _back(self, place: int | None, _result: int) -> None:
        """Give the keyboard back to where the dialog was opened: its row may be another one by now."""
        stops = self.stops()
        stops[-1 if place is None else min(place, len(stops) - 1)].setFocus()

    def _remove(self, rule: Rule, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own signature
        self._do(N_("Remove a rule of the plan"), lambda plan: drop_rule(plan, rule))
