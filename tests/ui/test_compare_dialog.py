"""Two proposals side by side: which are compared, what is said of them, and that nothing is changed by looking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spaceplanner.domain import edits
from spaceplanner.i18n import number
from spaceplanner.services import scenario_words
from spaceplanner.ui.compare_dialog import CompareDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import cover, settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.main_window import MainWindow


@pytest.fixture
def proposed(window, qtbot):
    """The window on a proposal."""
    context = window.context
    (plan,) = town(proposal=True).proposals
    context.do("New proposal", edits.put_proposal(plan))
    context.select_proposal(plan.id)
    cover(context)
    window.show_step("score")
    settle(qtbot, window)
    return window


def do(window: MainWindow, name: str) -> None:
    action = window.actions_.get(name)
    assert action is not None
    action.trigger()


def opened(window: MainWindow, qtbot: QtBot) -> CompareDialog:
    do(window, "proposal_compare")
    dialog = window.findChild(CompareDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.found is not None and not dialog.maps[1].pixmap().isNull(), timeout=20_000)
    return dialog


def rows(dialog: CompareDialog, section: str) -> dict[str, tuple[str, ...]]:
    return {cells[0]: cells[1:] for title, cells in dialog.rows if title == section}


def test_one_proposal_alone_has_none_to_be_compared_with(proposed):
    assert not proposed.actions_.get("proposal_compare").isEnabled()
    assert not proposed.findChild(Wiring).panel._compare_action.isEnabled()


def test_a_scenario_is_made_by_one_step_and_compared_with_its_original(proposed, qtbot):
    context = proposed.context
    original = context.proposal
    do(proposed, "proposal_duplicate")
    assert context.proposal != original
    copy = context.project.proposal(context.proposal)
    assert (copy.name, copy.scenario_of) == ("La Merced iluminada (2)", original)
    settle(qtbot, proposed)
    dialog = opened(proposed, qtbot)
    assert dialog.pair == (original, copy.id)
    assert (
        dialog.headline.text()
        == "“La Merced iluminada (2)” averts the same as “La Merced iluminada”. Both cost the same."
    )
    assert not dialog.surety.isVisibleTo(dialog)
    assert {cells[3] for _, cells in dialog.rows} <= {"the same", "", "no data"}
    dialog.reject()
    context.undo()
    assert [item.id for item in context.project.proposals] == [original]


def test_what_differs_is_told_with_its_interval(proposed, qtbot):
    context = proposed.context
    do(proposed, "proposal_duplicate")
    copy = context.project.proposal(context.proposal)
    bare = replace(copy, interventions=(), upkeep_payer="Junta <i>")
    context.do("Change", edits.put_proposal(bare))
    settle(qtbot, proposed)
    dialog = opened(proposed, qtbot)
    pair = dialog.pair
    assert pair is not None
    found = context.evaluator.difference(context.project, *pair)
    assert dialog.found == found
    assert dialog.headline.text() == scenario_words.headline(
        "La Merced iluminada", "La Merced iluminada (2)", found, "USD"
    )
    score = rows(dialog, "Score")
    results = [context.result.proposal(key) for key in pair]
    assert score["Score"][:2] == tuple(number(item.score, 1) for item in results)
    differing = rows(dialog, "In what they differ")
    assert differing["LED lamps"] == ("1", "–", "")
    assert differing["Upkeep paid by"][1] == "Junta <i>"
    effect = rows(dialog, "Incidents averted a year")
    assert effect["all incidents"][2] == scenario_words.more(found.averted)
    # Nothing was changed by looking.
    assert context.document.undo_label == "Change"


def test_other_pairs_can_be_chosen(proposed, qtbot):
    context = proposed.context
    for _ in range(2):
        do(proposed, "proposal_duplicate")
    settle(qtbot, proposed)
    dialog = opened(proposed, qtbot)
    before = dialog.pair
    assert before is not None
    name = context.project.proposals[1].name
    hands.choose(qtbot, dialog.first, name)
    assert dialog.pair == (context.project.proposals[1].id, before[1])
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=20_000)
    assert name in dialog.headline.text()
