"""Weights by hand: sliders, typing, pairs, what follows at once, and one step on OK."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from spaceplanner.domain import edits
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.judgement import Comparison
from spaceplanner.i18n import number
from spaceplanner.services import weighing, weights
from spaceplanner.ui.slider_row import SliderRow
from spaceplanner.ui.weights_dialog import WeightsDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.main_window import MainWindow


@pytest.fixture
def proposed(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window on a town with two proposals, judged."""
    context = window.context
    (plan,) = town(proposal=True).proposals
    context.do("New proposal", edits.put_proposal(plan))
    context.do("Another", edits.put_proposal(replace(plan, id="copy", name="Copy")))
    context.select_proposal(plan.id)
    window.show_step("sketch")
    settle(qtbot, window)
    hands.until(qtbot, lambda: context.result is not None and context.result.ranking is not None)
    return window


def opened(window: MainWindow, qtbot: QtBot) -> WeightsDialog:
    action = window.actions_.get("weights")
    assert action is not None
    action.trigger()
    return hands.dialog(qtbot, window, WeightsDialog)


def test_how_sure_the_rank_is_follows_the_score(proposed, qtbot):
    panel = proposed.findChild(Wiring).panel
    view = panel.score.standing
    assert view.isVisible()
    assert view.isEnabled()
    result = proposed.context.result.proposal(proposed.context.proposal)
    # The other is as good: they share both ranks.
    assert result.standing.first == pytest.approx(0.5)
    assert view.words.text() == "Rank 1; 1 to 2 in 90% of cases; first in 50%"
    assert "rank 2: 50% of cases" in view.ranks.toolTip()
    assert view.ranks.accessibleName()
    assert 0 < len(view.swings) <= 3
    assert all(bar.accessibleName() for bar in view.swings)
    proposed.context.do("Remove", edits.remove_proposal("copy"))
    settle(qtbot, proposed)
    assert not view.isVisible()


def test_the_button_beside_the_score_opens_the_weights(proposed, qtbot):
    hands.press(qtbot, proposed.findChild(Wiring).panel.score.weights)
    dialog = hands.dialog(qtbot, proposed, WeightsDialog)
    assert [row.value() for row in dialog.rows.values()] == pytest.approx([100 * c.weight for c in SCORE_CRITERIA])
    dialog.reject()
    hands.gone(qtbot, proposed, WeightsDialog)


def test_nothing_changed_is_no_step(proposed, qtbot):
    before = proposed.context.project
    hands.accept(qtbot, opened(proposed, qtbot))
    assert proposed.context.project is before


def test_scores_follow_the_slider_and_ok_is_one_step(proposed, qtbot):
    before = proposed.context.project
    dialog = opened(proposed, qtbot)
    row = dialog.rows["need"]
    row.slider.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageDown):
        qtbot.keyClick(row.slider, key)
    assert row.value() == 90
    assert row.box.value() == 90
    assert proposed.context.project is before
    expected = weighing.reweighed(proposed.context.result.proposals, weights.weighed(before.criteria, {"need": 0.9}))
    assert [points.text() for _, _, points in dialog.bars] == [number(item.score, 1) for item in expected]
    hands.accept(qtbot, dialog)
    after = proposed.context.project
    assert {item.id: item.weight for item in after.criteria}["need"] == pytest.approx(0.9)
    settle(qtbot, proposed)
    assert [item.score for item in proposed.context.result.proposals] == pytest.approx(
        [item.score for item in expected]
    )
    proposed.context.undo()
    assert proposed.context.project is before


def test_cancelling_leaves_all_as_it_was(proposed, qtbot):
    before = proposed.context.project
    dialog = opened(proposed, qtbot)
    dialog.rows["need"].slider.setValue(3)
    dialog.reject()
    assert proposed.context.project is before


def test_all_at_nothing_cannot_be_accepted_and_defaults_bring_them_back(proposed, qtbot):
    dialog = opened(proposed, qtbot)
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    button = buttons.button(QDialogButtonBox.StandardButton.Ok)
    for row in dialog.rows.values():
        row.slider.setValue(0)
    assert not button.isEnabled()
    assert "above 0" in dialog._problem.text()
    dialog.restore()
    assert button.isEnabled()
    assert [row.value() for row in dialog.rows.values()] == pytest.approx([100 * c.weight for c in SCORE_CRITERIA])
    hands.accept(qtbot, dialog)


def test_pairs_give_weights_and_name_the_one_to_mend(proposed, qtbot):
    dialog = opened(proposed, qtbot)
    pairs = dialog.pairs
    assert pairs is not None
    dialog.tabs.setCurrentWidget(pairs)
    assert pairs.judged.consistent
    assert not pairs._mend.isVisible()
    slider = pairs.sliders["need", "readiness"]
    slider.setValue(slider.maximum())
    assert slider.accessibleDescription() == "Readiness: 9 times"
    assert not pairs.judged.consistent
    assert pairs._mend.isVisible()
    assert "readiness with need" in pairs._mend.text()
    assert [name.property("role") for name in pairs._lines["need", "readiness"]] == ["warning"] * 3
    assert dialog.rows["need"].value() == pytest.approx(100 * pairs.judged.weights["need"])
    hands.accept(qtbot, dialog)
    project = proposed.context.project
    assert len(project.comparisons) == 36
    assert weights.judged(project.criteria, project.comparisons).weights == pytest.approx(
        {item.id: item.weight for item in project.criteria}
    )
    again = opened(proposed, qtbot)
    assert again.pairs is not None
    assert again.pairs.sliders["need", "readiness"].value() == slider.maximum()
    again.pairs.sliders["need", "readiness"].setValue(5)
    assert again.pairs.judged.consistent
    assert [name.property("role") for name in again.pairs._lines["need", "readiness"]] == ["", "", "secondary"]
    again.reject()


def test_a_file_s_impossible_weights_and_comparisons_are_put_right(proposed, qtbot):
    criteria = tuple(replace(item, weight=0.0) for item in SCORE_CRITERIA)
    wrong = (Comparison(first="need", second="people", times=0.0), Comparison(first="x", second="people", times=2.0))
    proposed.context.do("Spoil", edits.set_criteria(criteria, wrong))
    dialog = opened(proposed, qtbot)
    assert [row.value() for row in dialog.rows.values()] == pytest.approx([100 * c.weight for c in SCORE_CRITERIA])
    hands.accept(qtbot, dialog)
    assert proposed.context.project.criteria == SCORE_CRITERIA


@pytest.fixture
def row(qtbot, context):
    made = SliderRow(context, "Decay", "Lost each year", low=0, high=1, step=0.05, usual=0.3, digits=2)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_row_slides_types_and_goes_back(qtbot, row):
    told: list[float] = []
    row.changed.connect(told.append)
    row.set_value(0.3)
    assert told == []
    assert not row.back.isEnabled()
    row.slider.setValue(10)
    assert told == [pytest.approx(0.5)]
    row.box.selectAll()
    qtbot.keyClicks(row.box, "0.37")
    assert row.value() == pytest.approx(0.37)
    assert row.slider.value() == 7
    hands.press(qtbot, row.back)
    assert row.value() == 0.3
    assert told[-1] == 0.3
    assert not row.back.isEnabled()
    assert "default: 0.30" in row.slider.accessibleDescription()
    assert row.slider.accessibleName() == row.box.accessibleName() == "Decay"


def test_a_value_between_steps_is_not_rounded(row):
    row.set_value(0.123456)
    assert row.value() == 0.123456


def test_a_wheel_that_passes_over_moves_nothing(row):
    row.set_value(0.3)
    down, none = QPoint(0, -120), Qt.KeyboardModifier.NoModifier
    at = QPointF(row.slider.rect().center())
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        down,
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003
    )
    QApplication.sendEvent(row.slider, event)
    assert row.value() == 0.3
