"""The fields of a plan's rules: of each kind what is chosen, ticked or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from spaceplanner.domain.plan import Floor, Requirement, Window
from spaceplanner.domain.rules import same_subject
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label
from spaceplanner.ui.proposal_checks import ProposalChecks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.rules import Rule

_LABELS, _MOST, _MARGIN = 110, 999, 6


class RuleForm(QWidget):
    """What the forms have in common.

    Attributes
    ----------
    offer, means
        What the kind is called in the menu and above the form, and what it does; message ids.
    fields
        Part of the rule -> where it is written.
    names
        Part of the rule -> what its field is called; message ids.
    new
        A rule is added, and none changed: it begins with what the plan has for the same subject, and takes its place.
    """

    changed = Signal()
    """Something was chosen, ticked or typed."""

    offer = ""
    means = ""

    def __init__(
        self, project: Project, plan: Plan, room: Mapping[str, int], *, new: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.project, self.plan, self.room, self.new = project, plan, room, new
        self.fields: dict[str, QWidget] = {}
        self.names: dict[str, str] = {}
        self.lines = grid(_LABELS)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addLayout(self.lines)
        self.build()

    def build(self) -> None:
        """Make the fields."""
        raise NotImplementedError

    def rule(self) -> Rule:
        """Return the rule as it is written; it may be one that cannot be used."""
        raise NotImplementedError

    def show_rule(self, rule: Rule) -> None:
        """Show a rule of this kind."""
        raise NotImplementedError

    def _line(self, part: str, text: str, field: QWidget) -> None:
        line(self.lines, len(self.names), text, field, self)
        self.fields[part], self.names[part] = field, text

    def _proposal(self) -> Choice:
        """Add a line in which one proposal is chosen; at first it is none."""
        box = Choice(self)
        for proposal in self.project.proposals:
            box.add(" ".join(proposal.name.split()), proposal.id)
        box.setPlaceholderText(gettext(N_("Choose a proposal")))
        box.setCurrentIndex(-1)
        box.currentIndexChanged.connect(self.changed)
        self._line("proposal", N_("Proposal"), box)
        return box

    def _checks(self, part: str, text: str) -> ProposalChecks:
        """Add a list in which proposals are ticked."""
        checks = ProposalChecks(self.project.proposals, self)
        head = label(gettext(text), self)
        head.setBuddy(checks)
        checks.setAccessibleName(gettext(text))
        checks.ticked.connect(self.changed)
        self.fields[part] = checks
        self.column.addWidget(head)
        self.column.addWidget(checks, 1)
        return checks


class ExclusionForm(RuleForm):
    """A group of which one at most is chosen."""

    offer = N_("Of several proposals, one at most")
    means = N_("Of the proposals that are ticked one at most is chosen, and possibly none.")

    def build(self) -> None:
        """Make the fields."""
        self.group = self._checks("exclusions[0]", N_("Of these, one at most"))

    def rule(self) -> Rule:
        """Return the group as it is ticked."""
        return self.group.keys()

    def show_rule(self, rule: Rule) -> None:
        """Tick a group."""
        assert isinstance(rule, tuple)
        self.group.tick(rule)


class RequirementForm(RuleForm):
    """A proposal that is chosen only with one of some others."""

    offer = N_("One proposal only with another")
    means = N_("The proposal is chosen only where one of those that are ticked is chosen too, and starts no later.")

    def build(self) -> None:
        """Make the fields."""
        self.proposal = self._proposal()
        self.others = self._checks("one_of", N_("Needs one of these"))

    def rule(self) -> Rule:
        """Return the requirement as it is chosen and ticked."""
        return Requirement(proposal=self.proposal.currentData() or "", one_of=self.others.keys())

    def show_rule(self, rule: Rule) -> None:
        """Show a requirement."""
        assert isinstance(rule, Requirement)
        self.proposal.choose(rule.proposal)
        self.others.tick(rule.one_of)


class WindowForm(RuleForm):
    """Years in which a proposal may start."""

    offer = N_("Several years in which a proposal may start")
    means = N_(
        "The proposal starts in one of these years, or is not chosen. One year alone can be set in the table too."
    )

    def build(self) -> None:
        """Make the fields."""
        self.proposal, self.first, self.last = self._proposal(), Choice(self), Choice(self)
        for year in range(1, max(len(self.plan.budgets), 1) + 1):
            text = gettext(N_("year {year}")).format(year=year)
            self.first.add(text, year)
            self.last.add(text, year)
        self.last.add(gettext(N_("the last year, whichever it is")), None)
        self.last.setCurrentIndex(self.last.count() - 1)
        for part, text, box in (("earliest", N_("From"), self.first), ("latest", N_("To"), self.last)):
            self._line(part, text, box)
            box.currentIndexChanged.connect(self.changed)
        self.column.addStretch(1)
        self.proposal.activated.connect(self._show_present)

    def rule(self) -> Rule:
        """Return the window as it is chosen."""
        first, last = self.first.currentData(), self.last.currentData()
        return Window(proposal=self.proposal.currentData() or "", earliest=first, latest=last)

    def show_rule(self, rule: Rule) -> None:
        """Show a window; years that the plan no longer has are added."""
        assert isinstance(rule, Window)
        self.proposal.choose(rule.proposal)
        for box, year in ((self.first, rule.earliest or 1), (self.last, rule.latest)):
            if box.findData(year) < 0:
                box.add(gettext(N_("year {year}")).format(year=year), year)
            box.choose(year)

    @Slot()
    def _show_present(self) -> None:
        """Show the years that the proposal has now: a new window takes their place."""
        now = same_subject(self.plan, self.rule()) if self.new else None
        if now is not None:
            self.show_rule(now)


class FloorForm(RuleForm):
    """The least number of proposals that a district gets."""

    offer = N_("At least some proposals in a district")
    means = N_("So many proposals at least are chosen of those whose space lies in the district.")

    def build(self) -> None:
        """Make the fields."""
        self.district, self.least = Choice(self), QSpinBox(self)
        for name in self.room:
            self.district.add(" ".join(name.split()), name)
        self.district.setPlaceholderText(gettext(N_("Choose a district")))
        self.district.setCurrentIndex(-1)
        self.least.setRange(1, _MOST)
        self.least.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)  # a style sheet's padding does not reach it
        self._line("district", N_("District"), self.district)
        self._line("least", N_("At least"), self.least)
        self._there = label(parent=self, role="secondary", wrap=True)
        self.column.addWidget(self._there)
        self.column.addStretch(1)
        self.district.currentIndexChanged.connect(self._tell)
        self.least.valueChanged.connect(self.changed)
        self.district.activated.connect(self._show_present)

    def rule(self) -> Rule:
        """Return the floor as it is written."""
        return Floor(district=self.district.currentData() or "", least=self.least.value())

    def show_rule(self, rule: Rule) -> None:
        """Show a floor."""
        assert isinstance(rule, Floor)
        self.district.choose(rule.district)
        self.least.setMaximum(max(_MOST, rule.least))
        self.least.setValue(rule.least)

    @Slot()
    def _tell(self) -> None:
        """Say how many proposals the district has, so that nobody asks for more."""
        name = self.district.currentData()
        text = gettext(N_("Proposals there, versions of one counted once: {count}."))
        self._there.setText(text.format(count=number(self.room[name])) if name is not None else "")
        self.changed.emit()

    @Slot()
    def _show_present(self) -> None:
        """Show the number that the district has now: a new one takes its place."""
        now = same_subject(self.plan, self.rule()) if self.new else None
        if now is not None:
            self.show_rule(now)


KINDS: Mapping[type, type[RuleForm]] = {
    tuple: ExclusionForm,
    Requirement: RequirementForm,
    Window: WindowForm,
    Floor: FloorForm,
}
"""Kind of a rule -> its form, in the order of the menu."""
