"""Assumptions by hand: sliding previews, letting go is one step, what differs is named, the rest is a click away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from spaceplanner.domain import edits
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.domain.project import Settings
from spaceplanner.domain.proposal import Intervention
from spaceplanner.services import assumptions
from spaceplanner.services.document import Document
from spaceplanner.ui.evidence_browser import EvidenceBrowser
from spaceplanner.ui.settings_dialog import SettingsDialog
from spaceplanner.ui.settings_fields import GROUPS
from spaceplanner.ui.social_costs_dialog import SocialCostsDialog
from spaceplanner.ui.weights_dialog import WeightsDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import covered, town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.assumptions_panel import AssumptionsPanel
    from spaceplanner.ui.main_window import MainWindow


@pytest.fixture
def proposed(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window on a town with a proposal, at the step of the score."""
    context = window.context
    (plan,) = town(proposal=True).proposals
    committee = Intervention(id="committee", type="neighbourhood_committee", quantity=3.0)
    plan = replace(plan, interventions=(committee, *plan.interventions))
    context.do("Cover", covered)
    context.do("New proposal", edits.put_proposal(plan))
    context.select_proposal(plan.id)
    window.show_step("score")
    settle(qtbot, window)
    hands.idle(qtbot, window)
    return window


def panel(window: MainWindow) -> AssumptionsPanel:
    found = window.findChild(Wiring)
    assert found is not None
    return found.assumptions


def test_it_stands_beside_the_score_and_holds_every_assumed_setting(proposed):
    shown = panel(proposed)
    assert shown.isVisible()
    assert proposed.docks["proposal"].isVisible()
    assert set(shown.rows) == set(assumptions.SETTINGS)
    for name, row in shown.rows.items():
        assert row.value() == getattr(Settings(), name)
        assert row.slider.accessibleName()
        assert "default: " in row.slider.accessibleDescription()
        assert not row.back.isEnabled()
    assert shown.summary.text() == "All assumptions are the defaults."
    assert not shown.listed.isVisible()
    assert not shown.restore.isVisible()


def test_what_only_the_score_assumes_is_set_here_alone():
    elsewhere = {field.name for column in GROUPS for _, fields in column for field in fields}
    here = set(assumptions.SETTINGS) - elsewhere
    assert here == {"draws", "transfer_sd", "effect_floor", "displacement_ring", "controls"}


def test_sliding_previews_and_letting_go_is_one_step(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    before, score = context.project, context.result.proposal(context.proposal).score
    slider = shown.rows["transfer_sd"].slider
    slider.setSliderDown(True)
    for place in (5, 9, 12):
        slider.setValue(place)
    hands.until(qtbot, lambda: "→" in shown.preview.text())
    lines = shown.preview.text().splitlines()
    assert lines[1].startswith(f"Score {score:.1f}")
    assert any(line.startswith("Incidents averted a year ") and "→" in line for line in lines)
    assert context.project is before
    slider.setSliderDown(False)
    assert context.project.settings == replace(before.settings, transfer_sd=0.6)
    assert context.document.undo_label == "Change an assumption"
    settle(qtbot, proposed)
    assert "→" in shown.preview.text()
    assert shown.summary.text() == "1 assumption differs from the defaults."
    assert shown.listed.text() == "• Step to another setting: 0.60 (default: 0.15)"
    context.undo()
    assert context.project is before
    assert shown.rows["transfer_sd"].value() == 0.15
    assert not context.document.can_redo or shown.summary.text() == "All assumptions are the defaults."
    settle(qtbot, proposed)
    assert "letting go" in shown.preview.text()


def test_keys_make_one_step_once_they_rest(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    before = context.project
    slider = shown.rows["controls"].slider
    slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert context.project is before
    hands.until(qtbot, lambda: context.project.settings.controls == 8)
    assert isinstance(context.project.settings.controls, int)
    context.undo()
    assert context.project is before


def test_typing_is_a_step_when_the_line_is_left(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    box = shown.rows["discount_rate"].box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "8")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert context.project.settings.discount_rate == 0.08
    settle(qtbot, proposed)
    assert any(line.startswith("Yearly cost USD") and "→" in line for line in shown.preview.text().splitlines())


def test_the_way_back_is_a_step_and_so_is_restoring_all(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    other = replace(context.project.settings, tax=0.15, lit_radius=30.0, light_class=2)
    context.do("Change", edits.set_settings(other))
    settle(qtbot, proposed)
    assert shown.summary.text() == "2 assumptions differ from the defaults."
    shown.rows["tax"].back.click()
    assert context.project.settings == replace(other, tax=0.0)
    settle(qtbot, proposed)
    hands.press(qtbot, shown.restore)
    # What is no assumption of the score stays.
    assert context.project.settings == Settings(light_class=2)
    settle(qtbot, proposed)
    assert shown.summary.text() == "All assumptions are the defaults."


def test_sliding_away_and_back_is_no_step(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    before = context.project
    for name in ("transfer_sd", "effect_floor", "decay", "discount_rate"):
        slider = shown.rows[name].slider
        place = slider.value()
        slider.setSliderDown(True)
        slider.setValue(place + 2)
        slider.setValue(place)
        slider.setSliderDown(False)
    assert context.project is before
    hands.idle(qtbot, proposed)


def test_a_value_beyond_the_slider_is_shown_as_it_is_and_kept(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    far = replace(context.project.settings, displacement_ring=4321.0)
    context.do("Change", edits.set_settings(far))
    assert shown.rows["displacement_ring"].box.value() == 4321.0
    shown.rows["tax"].box.setValue(0.1)
    shown.rows["tax"].settled.emit()
    assert context.project.settings.displacement_ring == 4321.0
    settle(qtbot, proposed)


def test_what_is_set_elsewhere_is_told_and_a_click_away(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    cost = SocialCost(outcome="violent", amount=10.0, currency="USD", price_year=2025, source="S")
    context.do("Change", edits.set_social_costs((cost,)))
    assert shown.links["social_costs"].full == "Social costs: 1 of 4 set…"
    assert shown.links["weights"].full == "Weights of the criteria: the defaults…"
    assert "Social cost of 1 kind" in shown.listed.text()
    settle(qtbot, proposed)
    for name, kind in (("weights", WeightsDialog), ("social_costs", SocialCostsDialog), ("analysis", SettingsDialog)):
        shown.links[name].click()
        hands.dialog(qtbot, proposed, kind).reject()
        hands.gone(qtbot, proposed, kind)
    shown.links["evidence"].click()
    hands.dialog(qtbot, proposed, EvidenceBrowser).close()


def test_both_languages_and_another_project(proposed, qtbot):
    context, shown = proposed.context, panel(proposed)
    proposed.language.use("es")
    assert "por defecto: " in shown.rows["transfer_sd"].slider.accessibleDescription()
    proposed.language.use("en")
    shown.rows["tax"].slider.setValue(5)
    context.open(Document(town()))
    assert shown.rows["tax"].value() == 0.0
    qtbot.wait(700)
    assert context.project.settings.tax == 0.0
    assert "Select a proposal" in shown.preview.text()


def test_the_key_leads_to_the_first_slider(proposed, qtbot):
    proposed.show_step("diagnosis")
    assert not panel(proposed).isVisible()
    action = proposed.actions_.get("assumptions")
    assert action is not None
    action.trigger()
    assert panel(proposed).isVisible()
    hands.until(qtbot, panel(proposed).rows["transfer_sd"].slider.hasFocus)
