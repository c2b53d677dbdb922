"""The small dialog in which a rule of a plan is made or changed; what cannot be used is not accepted, and it says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout

from spaceplanner.domain.plan import Floor, Window
from spaceplanner.domain.plan_checks import current
from spaceplanner.domain.rules import put_rule, rule_problem
from spaceplanner.i18n import N_, gettext, sentence
from spaceplanner.services import districts, rule_words
from spaceplanner.ui import theme
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.plain import gives_way, label, tip
from spaceplanner.ui.rule_forms import KINDS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.checks import Problem
    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.rules import Rule
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.wishes_table import Do

_WIDTH, _EDGE, _FEW = 460, 40, 2


class RuleDialog(QDialog):
    """Edits one rule; accepting is one undo step.

    Attributes
    ----------
    form
        The fields of the rule's kind.
    preview, warning
        The rule in a sentence, where it can be used; and why it cannot, once that was tried.
    """

    def __init__(self, context: Context, kind: type, rule: Rule | None, do: Do, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._old, self._do, self._project = rule, do, context.project
        self._plan = current(context.project.plan, context.project)
        self._room = districts.room(context.project, context.evaluator.memo) if kind is Floor else {}
        self.form = KINDS[kind](context.project, self._plan, self._room, new=rule is None, parent=self)
        self.setWindowTitle(gettext(N_("Add a rule")) if rule is None else gettext(N_("Change a rule")))
        self.setMinimumWidth(_WIDTH)
        title = label(gettext(self.form.offer), self, wrap=True)
        title.setFont(theme.font(13, "semibold"))
        self.preview, self.warning = label(parent=self, wrap=True), label(parent=self, role="warning", wrap=True)
        for text in (self.preview, self.warning):
            gives_way(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(label(gettext(self.form.means), self, role="secondary", wrap=True))
        column.addWidget(self.form, 1)
        column.addWidget(self.preview)
        column.addWidget(self.warning)
        column.addWidget(ok_cancel(self))
        if rule is not None:
            self.form.show_rule(rule)
        self.resize(_WIDTH, 0)
        self.form.changed.connect(self._follow)
        self._follow()

    def accept(self) -> None:
        """Make the change as one step; nothing changed is no step, and what cannot be used is said."""
        rule = self._rule()
        problem = self._problem(rule)
        if problem is not None:
            self._warn(problem)
            return
        if rule != self._old:
            text = N_("Add a rule to the plan") if self._old is None else N_("Change a rule of the plan")
            self._do(text, lambda plan: put_rule(plan, rule, self._old))
        super().accept()

    def _rule(self) -> Rule:
        """Return what is written; the old rule where it says the same."""
        rule, old = self.form.rule(), self._old
        return old if old is not None and _same(rule, old) else rule

    def _problem(self, rule: Rule) -> Problem | None:
        return rule_problem(rule, self._plan, self._project, self._room, self._old)

    @Slot()
    def _follow(self) -> None:
        """Say the rule as it is now; a warning was about another one."""
        rule = self._rule()
        names = {proposal.id: proposal.name for proposal in self._project.proposals}
        fits = self._problem(rule) is None
        self.preview.setText(rule_words.rule(rule, names) if fits else "")
        self.preview.setToolTip(tip(rule_words.rule(rule, names, most=len(names)) if fits else ""))
        self.preview.setVisible(fits)
        self.warning.hide()
        self._grow()

    def _warn(self, problem: Problem) -> None:
        """Say what is wrong in the words of the form, and lead to where it is."""
        part = problem.where.rpartition(".")[2]
        clause = sentence(problem.message_id, problem.parameters)
        name = self.form.names.get(part)
        text = f"{gettext(name)}: {clause}." if name else f"{clause[:1].upper()}{clause[1:]}."
        self.warning.setText(text)
        self.warning.show()
        if (field := self.form.fields.get(part)) is not None:
            field.setFocus()
        self._grow()

    def _grow(self) -> None:
        """Take the room that the words need; what the hand has made larger stays."""
        column = self.layout()
        assert column is not None
        wide = max(self.width(), _WIDTH)
        most = self.screen().availableSize().height() - _EDGE
        self.resize(wide, max(self.height(), min(column.totalHeightForWidth(wide), most)))


def unavailable(kind: type, project: Project, plan: Plan) -> str:
    """Return what a project lacks for a rule of a kind; "": nothing."""
    if kind is Floor:
        return "" if len(districts.areas(project)[1]) else gettext(N_("the project has no districts"))
    if kind is Window and len(plan.budgets) < _FEW:
        return gettext(N_("the plan has fewer than two years"))
    few = len(project.proposals) < (1 if kind is Window else _FEW)
    return gettext(N_("there are too few proposals")) if few else ""


def _same(rule: Rule, old: Rule) -> bool:
    if isinstance(rule, Window) and isinstance(old, Window):
        return (rule.proposal, rule.earliest, rule.latest) == (old.proposal, old.earliest or 1, old.latest)
    if isinstance(rule, tuple) and isinstance(old, tuple):
        return set(rule) == set(old)
    return rule == old
