"""The plan's rules in the window: read in sentences, made and changed in a small dialog, obeyed by the solver."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.services.document import Document
from spaceplanner.ui.portfolio_dialog import PortfolioDialog
from spaceplanner.ui.rule_dialog import RuleDialog
from spaceplanner.ui.rules_list import RulesList
from tests.services.test_portfolio import lamps, project
from tests.ui import hands

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget, QWidget

    from spaceplanner.domain.project import Project
    from spaceplanner.ui.choice import Choice

HOSTILE = "<b>c</b>\n&amp; {names} %s " + "x" * 200
PLAN = Plan(budgets=(9000.0, 9000.0, 9000.0))
KINDS: dict[str, Any] = {
    "exclusions": ("a", "b"),
    "requirements": Requirement(proposal="a", one_of=("b", "c")),
    "windows": Window(proposal="a", earliest=2, latest=3),
    "floors": Floor(district="Norte", least=2),
}


def town(plan: Plan = PLAN) -> Project:
    proposals = (lamps(1, "a", 1000, 3), lamps(2, "b", 700, 5), replace(lamps(4, "c", 1000, 8), name=HOSTILE))
    return project(*proposals, plan=plan, districts=True)


@pytest.fixture
def dialog(qtbot, context):
    context.open(Document(town()))
    made = PortfolioDialog(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(dialog: PortfolioDialog) -> list[str]:
    return [row.text.text() for row in dialog.form.rules.rows]


def add(qtbot, dialog: PortfolioDialog, kind: str) -> Any:
    menu = dialog.form.rules.menu
    menu.aboutToShow.emit()
    action = menu.actions()[list(KINDS).index(kind)]
    assert action.isEnabled()
    action.trigger()
    return hands.dialog(qtbot, dialog, RuleDialog)


def change(qtbot, dialog: PortfolioDialog, row: int = 0) -> Any:
    hands.press(qtbot, dialog.form.rules.rows[row].change)
    return hands.dialog(qtbot, dialog, RuleDialog)


def tick(qtbot, checks: QListWidget, *rows: int) -> None:
    """Tick or untick rows with the keyboard."""
    for row in rows:
        checks.setFocus()
        checks.setCurrentRow(row)
        qtbot.keyClick(checks, Qt.Key.Key_Space)


def pick(box: Choice, text: str) -> None:
    """Choose an entry as a hand or the arrow keys do."""
    box.setCurrentIndex(box.findText(text))
    assert box.currentIndex() >= 0
    box.activated.emit(box.currentIndex())


def done(qtbot, dialog: PortfolioDialog, opened: RuleDialog) -> None:
    hands.accept(qtbot, opened)
    hands.gone(qtbot, dialog, RuleDialog)


def refused(qtbot, opened: RuleDialog) -> str:
    made_in = opened.parentWidget()
    assert isinstance(made_in, RulesList)
    before = made_in._context.project.plan
    hands.accept(qtbot, opened)
    assert opened.isVisible()
    assert opened.warning.isVisible()
    assert not opened.preview.isVisible()
    assert made_in._context.project.plan is before
    return opened.warning.text()


def test_without_rules_it_is_said_what_they_are_for(dialog):
    assert texts(dialog) == []
    assert dialog.form.rules._none.isVisible()
    assert not dialog.form.rules._lost.isVisible()


def test_a_group_is_made_changed_and_removed_each_in_one_step(qtbot, dialog, context):
    opened = add(qtbot, dialog, "exclusions")
    tick(qtbot, opened.form.group, 0, 1)
    assert opened.preview.text() == "Only one of these may be chosen: Lamps a; Lamps b."
    done(qtbot, dialog, opened)
    assert context.project.plan.exclusions == (("a", "b"),)
    assert texts(dialog) == ["Only one of these may be chosen: Lamps a; Lamps b."]
    opened = change(qtbot, dialog)
    assert opened.form.group.keys() == ("a", "b")
    tick(qtbot, opened.form.group, 1, 2)
    done(qtbot, dialog, opened)
    assert context.project.plan.exclusions == (("a", "c"),)
    hands.press(qtbot, dialog.form.rules.rows[0].remove)
    assert context.project.plan.exclusions == ()
    assert texts(dialog) == []
    for expected in ((("a", "c"),), (("a", "b"),), ()):
        context.undo()
        assert context.project.plan.exclusions == expected
        assert len(texts(dialog)) == len(expected)


def test_a_requirement_is_made_and_changed(qtbot, dialog, context):
    opened = add(qtbot, dialog, "requirements")
    pick(opened.form.proposal, "Lamps b")
    tick(qtbot, opened.form.others, 0)
    done(qtbot, dialog, opened)
    assert context.project.plan.requirements == (Requirement(proposal="b", one_of=("a",)),)
    assert texts(dialog) == ["“Lamps b” needs one of these: Lamps a."]
    opened = change(qtbot, dialog)
    assert opened.form.proposal.currentData() == "b"
    tick(qtbot, opened.form.others, 2)
    done(qtbot, dialog, opened)
    assert context.project.plan.requirements == (Requirement(proposal="b", one_of=("a", "c")),)


def test_years_are_made_in_the_dialog_and_seen_in_the_table_too(qtbot, dialog, context):
    opened = add(qtbot, dialog, "windows")
    pick(opened.form.proposal, "Lamps a")
    pick(opened.form.first, "year 2")
    assert opened.preview.text() == "“Lamps a” may start only from year 2 on."
    done(qtbot, dialog, opened)
    assert context.project.plan.windows == (Window(proposal="a", earliest=2),)
    _, years = dialog.form.wishes.choices(0)
    assert years.currentText() == "from year 2"
    opened = change(qtbot, dialog)
    pick(opened.form.first, "year 1")
    pick(opened.form.last, "year 2")
    done(qtbot, dialog, opened)
    assert texts(dialog) == ["“Lamps a” may start only in the years 1 to 2."]
    assert dialog.form.wishes.choices(0)[1].currentText() == "years 1–2"
    # One year alone is of the table; another choice there takes the rule's place.
    years = dialog.form.wishes.choices(0)[1]
    years.setCurrentIndex(3)
    years.activated.emit(3)
    assert context.project.plan.windows == (Window(proposal="a", earliest=3, latest=3),)
    assert texts(dialog) == []


def test_a_new_window_or_floor_begins_with_what_there_is_and_takes_its_place(qtbot, dialog, context):
    plan = replace(PLAN, windows=(KINDS["windows"],), floors=(Floor(district="Norte", least=3),))
    context.do("x", edits.set_plan(plan))
    opened = add(qtbot, dialog, "windows")
    pick(opened.form.proposal, "Lamps a")
    assert (opened.form.first.currentData(), opened.form.last.currentData()) == (2, 3)
    pick(opened.form.first, "year 3")
    done(qtbot, dialog, opened)
    assert context.project.plan.windows == (Window(proposal="a", earliest=3, latest=3),)
    opened = add(qtbot, dialog, "floors")
    pick(opened.form.district, "Norte")
    assert opened.form.least.value() == 3
    opened.form.least.setValue(1)
    done(qtbot, dialog, opened)
    assert context.project.plan.floors == (Floor(district="Norte", least=1),)


def test_a_floor_is_made_changed_and_no_larger_than_the_district(qtbot, dialog, context):
    opened = add(qtbot, dialog, "floors")
    assert refused(qtbot, opened) == "District: choose a district."
    pick(opened.form.district, "Norte")
    assert not opened.warning.isVisible()
    assert "3" in opened.form._there.text()
    opened.form.least.setValue(4)
    assert refused(qtbot, opened).startswith("At least: in Norte at most 3 proposals can be chosen")
    assert opened.focusWidget() is opened.form.least
    opened.form.least.setValue(2)
    done(qtbot, dialog, opened)
    assert context.project.plan.floors == (Floor(district="Norte", least=2),)
    assert texts(dialog) == ["The district Norte gets at least so many proposals: 2."]
    opened = change(qtbot, dialog)
    opened.form.least.setValue(3)
    done(qtbot, dialog, opened)
    assert context.project.plan.floors == (Floor(district="Norte", least=3),)


def test_versions_of_one_proposal_count_once_in_a_district(qtbot, dialog, context):
    context.do("x", edits.duplicate_proposal("a", "a2", "Lamps a, cheaper"))
    opened = add(qtbot, dialog, "floors")
    pick(opened.form.district, "Norte")
    opened.form.least.setValue(4)
    assert "at most 3" in refused(qtbot, opened)


def test_what_cannot_be_used_is_not_accepted_and_the_dialog_says_why(qtbot, dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, exclusions=(("a", "b"),))))
    before = context.project
    opened = add(qtbot, dialog, "exclusions")
    assert "at least two" in refused(qtbot, opened)
    tick(qtbot, opened.form.group, 0)
    assert not opened.warning.isVisible()
    assert "at least two" in refused(qtbot, opened)
    tick(qtbot, opened.form.group, 1)
    assert "this rule already" in refused(qtbot, opened)
    opened.reject()
    opened = add(qtbot, dialog, "requirements")
    assert refused(qtbot, opened) == "Proposal: choose a proposal."
    pick(opened.form.proposal, "Lamps a")
    assert "at least one" in refused(qtbot, opened)
    tick(qtbot, opened.form.others, 0)
    assert "cannot be what it needs itself" in refused(qtbot, opened)
    opened.reject()
    opened = add(qtbot, dialog, "windows")
    pick(opened.form.proposal, "Lamps a")
    assert "all the years" in refused(qtbot, opened)
    pick(opened.form.first, "year 3")
    pick(opened.form.last, "year 2")
    assert refused(qtbot, opened) == "To: comes before the earliest year; exchange them."
    opened.reject()
    assert context.project is before


@pytest.mark.parametrize("kind", KINDS)
def test_looking_at_a_rule_and_accepting_is_no_step(qtbot, dialog, context, kind):
    given: dict[str, Any] = {kind: (KINDS[kind],)}
    context.do("x", edits.set_plan(replace(PLAN, **given)))
    before = context.project
    done(qtbot, dialog, change(qtbot, dialog))
    assert context.project is before
    opened = change(qtbot, dialog)
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    hands.gone(qtbot, dialog, RuleDialog)
    assert context.project is before


def test_a_window_without_its_first_year_stays_as_it_was_given(qtbot, dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, windows=(Window(proposal="b", latest=2),))))
    before = context.project
    done(qtbot, dialog, change(qtbot, dialog))
    assert context.project is before


def test_a_window_in_the_first_year_is_of_the_table_however_it_was_written(dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, windows=(Window(proposal="b", latest=1),))))
    assert texts(dialog) == []
    box = dialog.form.wishes.choices(1)[1]
    assert box.currentText() == "year 1"
    assert [box.itemText(place) for place in range(box.count())].count("year 1") == 1


def test_a_changed_rule_takes_nothing_else_away(qtbot, dialog, context):
    """Changed to a proposal or district that has a rule of its own, it is refused, and what was typed stays."""
    windows = (Window(proposal="a", earliest=2), Window(proposal="b", latest=2))
    context.do("x", edits.set_plan(replace(PLAN, windows=windows)))
    opened = change(qtbot, dialog)
    pick(opened.form.first, "year 3")
    pick(opened.form.proposal, "Lamps b")
    assert opened.form.first.currentText() == "year 3"
    assert "has a rule for this already" in refused(qtbot, opened)


def test_years_added_are_years_for_rules(dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, budgets=(10.0,))))
    dialog.form.more.click()
    menu = dialog.form.rules.menu
    menu.aboutToShow.emit()
    assert menu.actions()[2].isEnabled()
    dialog.form.fewer.click()
    menu.aboutToShow.emit()
    assert not menu.actions()[2].isEnabled()


def test_kinds_for_which_there_is_nothing_say_what_is_missing(dialog, context):
    context.open(Document(project(lamps(1, "a"), plan=Plan(budgets=(10.0,)))))
    menu = dialog.form.rules.menu
    menu.aboutToShow.emit()
    assert not any(action.isEnabled() for action in menu.actions())
    said = [action.text() for action in menu.actions()]
    assert said[0].endswith("(there are too few proposals)")
    assert said[2].endswith("(the plan has fewer than two years)")
    assert said[3].endswith("(the project has no districts)")


def test_what_is_gone_is_left_out_of_the_sentences(qtbot, dialog, context):
    plan = replace(
        PLAN,
        exclusions=(("a", "b"), ("a", "b", "c")),
        requirements=(Requirement(proposal="c", one_of=("b",)), Requirement(proposal="b", one_of=("a",))),
        floors=(Floor(district="Oeste", least=1),),
    )
    context.do("x", edits.set_plan(plan))
    assert len(texts(dialog)) == 5
    context.do("x", edits.remove_proposal("b"))
    assert len(texts(dialog)) == 3
    assert texts(dialog)[0].startswith("Only one of these may be chosen: Lamps a; <b>c</b>")
    assert "is gone" in texts(dialog)[1]
    # A district that is none stays until somebody changes it: the plan cannot be used, and it is said why.
    assert dialog.form.rules._lost.isVisible()
    assert "Oeste" in dialog.form.rules._lost.text()
    opened = change(qtbot, dialog, 2)
    assert refused(qtbot, opened) == "District: choose a district."
    pick(opened.form.district, "Norte")
    done(qtbot, dialog, opened)
    assert context.project.plan.floors == (Floor(district="Norte", least=1),)
    assert not dialog.form.rules._lost.isVisible()
    context.undo()
    context.undo()
    assert len(texts(dialog)) == 5


def test_names_are_shown_as_they_are(qtbot, dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, exclusions=(("a", "c"),))))
    row = dialog.form.rules.rows[0]
    assert "<b>c</b> &amp; {names} %s" in row.text.text()
    opened = change(qtbot, dialog)
    for label in (*row.findChildren(QLabel), *opened.findChildren(QLabel)):
        assert label.textFormat() is Qt.TextFormat.PlainText
    for widget in (row.text, row.change, row.remove, opened.preview):
        assert "<b>" not in widget.toolTip()
        assert "&lt;b&gt;" in widget.toolTip()
    assert "<b>" not in opened.form.group.item(2).toolTip()
    assert opened.form.group.item(2).text().startswith("<b>c</b> &amp;")
    # A word of 200 letters widens neither.
    assert opened.width() < 600
    assert dialog.form.width() <= 430


def test_both_languages(dialog, context):
    given: dict[str, Any] = {kind: (rule,) for kind, rule in KINDS.items()}
    plan = replace(PLAN, **given)
    context.do("x", edits.set_plan(plan))
    english = texts(dialog)
    assert len(english) == 4
    i18n.use("es")
    try:
        context.language_changed.emit()
        spanish = texts(dialog)
        assert all(one != other for one, other in zip(english, spanish, strict=True))
        assert all("Lamps" in text or "Norte" in text for text in spanish)
        dialog.form.rules.menu.aboutToShow.emit()
        assert dialog.form.rules.menu.actions()[0].text() != "Of several proposals, one at most"
    finally:
        i18n.use("en")
        context.language_changed.emit()


def test_the_keyboard_goes_from_top_to_bottom_and_stays_where_it_was(qtbot, dialog, context):
    plan = replace(PLAN, exclusions=(("a", "b"), ("b", "c")))
    context.do("x", edits.set_plan(plan))
    form = dialog.form
    context.appearance.choose("dark")  # the rows are made anew, in their place
    context.appearance.choose("light")
    first, second = form.rules.rows
    order = [*form.budgets, form.more, form.fewer, form.maximise, form.most, *form.wishes.choices(0)]
    order += [first.change, first.remove, second.change, second.remove, form.rules.add]
    form.budgets[0].setFocus()
    met: list[QWidget] = []
    for _ in range(40):
        at = dialog.focusWidget()
        met += [widget for widget in order if at is widget or at is widget.focusProxy()]
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    assert met[: len(order)] == order
    for widget in (first.change, first.remove):
        assert "Lamps a" in widget.accessibleName()
    first.remove.setFocus()
    qtbot.keyClick(first.remove, Qt.Key.Key_Space)
    (only,) = form.rules.rows
    assert only.remove.hasFocus()
    qtbot.keyClick(only.remove, Qt.Key.Key_Space)
    assert form.rules.add.hasFocus()


def test_after_the_dialog_the_keyboard_is_on_the_rule_again(qtbot, dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, exclusions=(("a", "b"),))))
    button = dialog.form.rules.rows[0].change
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    opened: Any = hands.dialog(qtbot, dialog, RuleDialog)
    tick(qtbot, opened.form.group, 2)
    qtbot.keyClick(opened.form.group, Qt.Key.Key_Return)
    hands.gone(qtbot, dialog, RuleDialog)
    assert context.project.plan.exclusions == (("a", "b", "c"),)
    assert dialog.focusWidget() is dialog.form.rules.rows[0].change


def test_the_set_obeys_a_rule_made_in_the_window(qtbot, dialog, context):
    dialog.ask()
    qtbot.waitUntil(lambda: not dialog.cancel.isVisible(), timeout=20000)
    assert {item.proposal for item in dialog.found.chosen} == {"a", "b", "c"}
    opened = add(qtbot, dialog, "exclusions")
    tick(qtbot, opened.form.group, 1, 2)
    done(qtbot, dialog, opened)
    assert dialog.stale.isVisible()
    opened = add(qtbot, dialog, "requirements")
    pick(opened.form.proposal, "Lamps a")
    tick(qtbot, opened.form.others, 1)
    done(qtbot, dialog, opened)
    dialog.ask()
    qtbot.waitUntil(lambda: not dialog.cancel.isVisible(), timeout=20000)
    chosen = {item.proposal for item in dialog.found.chosen}
    assert chosen in ({"a", "b"}, {"c"})
    opened = add(qtbot, dialog, "floors")
    pick(opened.form.district, "Norte")
    opened.form.least.setValue(2)
    done(qtbot, dialog, opened)
    dialog.ask()
    qtbot.waitUntil(lambda: not dialog.cancel.isVisible(), timeout=20000)
    assert {item.proposal for item in dialog.found.chosen} == {"a", "b"}


def test_rules_that_clash_are_told_as_before(qtbot, dialog, context):
    context.do("x", edits.set_plan(replace(PLAN, musts=("a", "b"), exclusions=(("a", "b"),))))
    dialog.ask()
    qtbot.waitUntil(lambda: not dialog.cancel.isVisible(), timeout=20000)
    assert "Only one of these may be chosen: Lamps a; Lamps b. Allow several of them." in dialog.problem.text()
