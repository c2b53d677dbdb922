"""Catalogue and evidence by hand: every finding and type in full, links both ways, overrides as steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QLabel

from spaceplanner.domain import edits
from spaceplanner.domain.catalogue import THEMES as ALL_THEMES
from spaceplanner.domain.judgement import Override
from spaceplanner.domain.proposal import Intervention
from spaceplanner.services import ledger
from spaceplanner.services.catalogue_words import UNITS
from spaceplanner.services.policy import THEMES
from spaceplanner.ui import forest
from spaceplanner.ui.evidence_browser import EvidenceBrowser
from spaceplanner.ui.override_dialog import OverrideDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import X, Y, covered, town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.main_window import MainWindow

LAMP = "lighting_philadelphia"


@pytest.fixture
def browser(window: MainWindow, qtbot: QtBot) -> EvidenceBrowser:
    """The browser, open over the window."""
    action = window.actions_.get("evidence")
    assert action is not None
    action.trigger()
    return hands.dialog(qtbot, window, EvidenceBrowser)


def own(**changes: Any) -> Override:
    made = Override(
        evidence=LAMP, rate_ratio=0.9, low=0.8, high=1.1, author="<b>Ana</b>", reason="<i>x</i>", made=date(2026, 3, 4)
    )
    return replace(made, **changes)


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_every_finding_is_listed_and_shown_in_full(browser, context):
    known = context.catalogue.evidence
    assert set(browser.findings.shown()) == set(known)
    for key, entry in known.items():
        browser.findings.select(key)
        assert browser.finding.entry is entry
        shown = words(browser.finding)
        for text in (
            entry.title["en"], entry.setting["en"], entry.design["en"], entry.source, entry.note["en"], entry.id,
            ledger.OUTCOMES[entry.outcome], ledger.WHENS[entry.when], ledger.GRADES[entry.grade],
            ledger.STATUSES[entry.status], ledger.INTERVALS[entry.interval_status], ledger.finding(entry),
        ):  # fmt: skip
            assert text in shown


def test_every_type_is_listed_with_its_costs_and_leads_to_its_findings(browser, context, qtbot):
    browser.tabs.setCurrentIndex(1)
    known = context.catalogue.types
    assert set(browser.types.shown()) == set(known)
    for key, kind in known.items():
        browser.types.select(key)
        shown = words(browser.kind)
        assert kind.name["en"] in shown
        assert kind.sponsor["en"] in shown
        assert set(browser.kind.links) == {*kind.related, *(effect.evidence for effect in kind.effects)}
    browser.show_type("multi_use_court")
    shown = words(browser.kind)
    for text in ("36,000", "46,000", "60,000", "USD of 2026", "20 years", "1,500", "sport", "each"):
        assert text in shown
    assert "25% of it carried over; only with: Coach programme" in shown
    browser.kind.links["areninhas"].click()
    assert browser.tabs.currentIndex() == 0
    assert browser.finding.entry.id == "areninhas"
    browser.finding.links["multi_use_court"].click()
    assert browser.tabs.currentIndex() == 1
    assert browser.kind.kind.id == "multi_use_court"


def test_all_words_of_a_data_file_have_words_here(context):
    assert {entry.intervention for entry in context.catalogue.evidence.values()} == set(ledger.INTERVENTIONS)
    assert set(ALL_THEMES) == set(THEMES)
    assert {kind.unit for kind in context.catalogue.types.values()} <= set(UNITS)


def test_the_filter_hides_what_it_does_not_name_and_empty_groups(browser, qtbot):
    hands.write(qtbot, browser.filters[0], "dallas")
    assert browser.findings.shown() == ("lighting_dallas_null",)
    visible = [
        browser.findings.topLevelItem(place)
        for place in range(browser.findings.topLevelItemCount())
        if not browser.findings.topLevelItem(place).isHidden()
    ]
    assert [item.text(0) for item in visible] == ["Street lighting"]
    hands.write(qtbot, browser.filters[0], "nothing like this")
    assert browser.findings.shown() == ()
    # Who is led to a finding finds it whatever was typed.
    browser.show_finding("trees")
    assert browser.filters[0].text() == ""
    assert browser.finding.entry.id == "trees"
    browser.tabs.setCurrentIndex(1)
    hands.write(qtbot, browser.filters[1], "PROGRAMME coach")
    assert browser.types.shown() == ("coach_programme",)


def test_the_keyboard_moves_from_finding_to_finding(browser, qtbot):
    browser.show_finding("lighting_meta_2022")
    qtbot.keyClick(browser.findings, Qt.Key.Key_Down)
    assert browser.finding.entry.id == "lighting_meta_2008"


def test_a_finding_is_overridden_in_one_step_and_taken_back_in_another(browser, window, qtbot):
    context = window.context
    before = context.project
    browser.show_finding(LAMP)
    assert not browser.finding.remove.isVisible()
    browser.finding.override.click()
    form = hands.dialog(qtbot, browser, OverrideDialog)
    assert form.boxes["rate_ratio"].value() == 0.85
    form.boxes["low"].setValue(0.7)
    form.boxes["high"].setValue(0.95)
    hands.write(qtbot, form.texts["author"], "Ana")
    hands.write(qtbot, form.texts["reason"], "Registros 2025")
    hands.accept(qtbot, form)
    hands.gone(qtbot, browser, OverrideDialog)
    (made,) = context.project.overrides
    assert (made.evidence, made.rate_ratio, made.low, made.high) == (LAMP, 0.85, 0.7, 0.95)
    assert (made.author, made.reason) == ("Ana", "Registros 2025")
    assert context.document.undo_label == "Override a finding"
    shown = words(browser.finding)
    for text in ("Ana", "Registros 2025", made.made.isoformat(), "rate ratio 0.85 (0.70 to 0.95)"):
        assert text in shown
    settle(qtbot, window)
    browser.finding.remove.click()
    assert context.project.overrides == ()
    assert not browser.finding.remove.isVisible()
    context.undo()
    assert context.project.overrides == (made,)
    context.undo()
    assert context.project is before
    assert browser.finding.entry is context.catalogue.evidence[LAMP]
    settle(qtbot, window)


def test_what_cannot_be_used_is_said_in_the_form_and_kept_out(browser, window, qtbot):
    browser.show_finding(LAMP)
    browser.finding.override.click()
    form = hands.dialog(qtbot, browser, OverrideDialog)
    hands.accept(qtbot, form)
    assert form.warning.isVisible()
    assert form.warning.text().startswith("Who sets it: must not be empty")
    assert form.focusWidget() is form.texts["author"]
    hands.write(qtbot, form.texts["author"], "Ana")
    hands.write(qtbot, form.texts["reason"], "x")
    form.boxes["low"].setValue(0.9)
    hands.accept(qtbot, form)
    assert form.warning.text() == "The rate ratio must lie between the ends of its interval."
    form.boxes["low"].setValue(0.0)
    hands.accept(qtbot, form)
    assert form.warning.text() == "Lower end (95%): must be a number above 0."
    assert window.context.project.overrides == ()
    form.reject()
    hands.gone(qtbot, browser, OverrideDialog)


def test_an_override_that_is_left_as_it_is_is_no_step(browser, window, qtbot):
    context = window.context
    context.do("Override", edits.put_override(own(rate_ratio=0.90004)))
    before = context.project
    browser.show_finding(LAMP)
    browser.finding.override.click()
    form = hands.dialog(qtbot, browser, OverrideDialog)
    assert form.texts["author"].text() == "<b>Ana</b>"
    hands.accept(qtbot, form)
    hands.gone(qtbot, browser, OverrideDialog)
    assert context.project is before
    settle(qtbot, window)


def test_hostile_text_is_shown_as_it_is(browser, window, qtbot):
    window.context.do("Override", edits.put_override(own()))
    browser.show_finding(LAMP)
    found = [label for label in browser.finding.findChildren(QLabel) if label.text() in {"<b>Ana</b>", "<i>x</i>"}]
    assert len(found) == 2
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in found)
    item = browser.findings.currentItem()
    assert "<b>" not in item.toolTip(1)
    assert "&lt;b&gt;" in item.toolTip(1)
    settle(qtbot, window)


def test_an_override_that_cannot_be_used_is_said_and_the_ledger_still_read(browser, window, qtbot):
    window.context.do("Override", edits.put_override(own(evidence="gone")))
    assert "gone" in words(browser)
    assert set(browser.findings.shown()) == set(window.context.catalogue.evidence)
    window.context.undo()
    settle(qtbot, window)


def test_both_languages(browser, window):
    window.language.use("es")
    entry = window.context.catalogue.evidence[LAMP]
    browser.show_finding(LAMP)
    assert entry.title["es"] in words(browser.finding)
    window.language.use("en")
    assert entry.title["en"] in words(browser.finding)
    assert browser.tabs.tabText(0) == "Evidence"
    for widget in (browser.findings, browser.types, *browser.filters):
        assert widget.accessibleName()


def test_every_effect_of_a_proposal_leads_to_its_finding(window, qtbot):
    context = window.context
    (plan,) = town(proposal=True).proposals
    committee = Intervention(id="committee", type="neighbourhood_committee", quantity=3.0)
    alarm = Intervention(id="alarm", type="community_alarm", geometry=shapely.Point(X + 160, Y + 165))
    plan = replace(plan, interventions=(committee, alarm, *plan.interventions))
    context.do("Cover", covered)
    context.do("New proposal", edits.put_proposal(plan))
    context.select_proposal(plan.id)
    window.show_step("score")
    settle(qtbot, window)
    wiring = window.findChild(Wiring)
    assert wiring is not None
    lines = wiring.panel.effect.lines
    assert lines.isVisible()
    result = context.result.proposal(plan.id)
    assert len(lines.links) == len(result.effects) + len(result.related)
    texts = [link.full for link in lines.links]
    assert any(text.startswith("Neighbourhood committee: 0.8") for text in texts)
    assert any(text.startswith("LED lamp: 0.8") for text in texts)
    assert "Community alarm: not counted, no study gives a rate for it" in texts
    lines.links[0].click()
    browser = hands.dialog(qtbot, window, EvidenceBrowser)
    assert browser.findings.current() == result.effects[0].evidence
    lines.beside.unfold()
    lines.links[-1].click()
    assert browser.findings.current() == result.related[-1]


def test_the_axis_is_logarithmic_and_what_lies_beyond_is_at_its_ends():
    room = QRectF(0, 0, 216, 20)
    half, one, two = (forest.across(value, room) for value in (0.5, 1.0, 2.0))
    assert one - half == pytest.approx(two - one)
    assert forest.across(1e-6, room) == forest.across(forest.LEAST, room) == 8
    assert forest.across(99, room) == 208


def test_marks_say_what_is_known(context):
    known = context.catalogue.evidence
    seen, assumed = forest.mark(known["greening_shootings"]), forest.mark(known["greening_rct"])
    assert (seen.low, seen.high, seen.sure) == (0.894, 0.973, True)
    assert not assumed.sure
    assert assumed.low is not None
    assert assumed.high is not None
    assert assumed.ratio is not None
    assert assumed.low * assumed.high == pytest.approx(assumed.ratio**2)
    null, none = forest.mark(known["lighting_dallas_null"]), forest.mark(known["alarm_community"])
    assert (null.ratio, null.null) == (None, True)
    assert none == forest.Mark(None)
