"""The panel of when: the clock of all incidents or of those near a space, in words as well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.services.document import Document
from spaceplanner.services.selection import Question
from spaceplanner.services.when import describe
from spaceplanner.services.when_words import kept_out_words, phase_words, trend_words
from spaceplanner.ui.clock_face import WeekHours
from tests.services.city import town
from tests.ui.conftest import settle


@pytest.fixture
def panel(window, qtbot):
    window.show_step("diagnosis")
    found = window.docks["when"].panel
    answered(qtbot, panel=found)
    return found


def answered(qtbot, panel) -> None:
    """Wait until the panel has the answer to its latest question."""
    tasks = panel._context.tasks
    qtbot.waitUntil(
        lambda: not panel._soon.isActive() and not any(one.key == "when" for one in tasks.active), timeout=10_000
    )


def test_without_a_space_it_counts_all_incidents(panel, window):
    found = describe(window.context.project, Question())
    assert panel.place.full == "All incidents"
    assert found.table is not None
    assert np.array_equal(panel.clock._counts, found.table)
    assert panel.clock._counts.sum() == 450
    assert found.phases is not None
    assert trend_words(found.trend) in panel.words.text()
    assert phase_words(found.phases).lower() in panel.words.text().lower()
    assert window.docks["when"].bar.detail.text() == f"{found.first[:7]} – {found.last[:7]}"


def test_a_selected_space_narrows_it(panel, window, qtbot):
    window.context.select_space("square")
    answered(qtbot, panel)
    assert panel.place.full == "Plaza <b>Central</b> · within 100 m"
    found = describe(window.context.project, Question(), space="square")
    assert found.table is not None
    assert np.array_equal(panel.clock._counts, found.table)
    assert 0 < panel.clock._counts.sum() < 450
    window.context.select_space(None)
    answered(qtbot, panel)
    assert panel.place.full == "All incidents"


def test_the_chosen_hours_are_counted(panel):
    table = panel.clock._counts
    panel.clock._choose(WeekHours((19, 24), (4, 5)))
    count = int(table[4:6, 19:24].sum())
    assert panel.chosen.isVisible()
    assert panel.chosen.text() == f"Fri–Sat, 19–24 h: {i18n.percent(count / 450)} ({count} of 450)"
    panel.clock._choose(None)
    assert not panel.chosen.isVisible()


def test_a_proposal_asks_nothing_anew(panel, window, qtbot):
    (plan,) = town(proposal=True).proposals
    window.context.select_space(plan.space)
    answered(qtbot, panel)
    asked = []
    panel._soon.timeout.connect(lambda: asked.append(True))
    window.context.do("New proposal", edits.put_proposal(plan))
    settle(qtbot, window)
    assert asked == []


def test_while_hidden_it_waits(panel, window, qtbot):
    window.show_step("data")
    before = panel.found
    window.context.select_space("square")
    answered(qtbot, panel)
    assert panel.found is before is not None
    window.show_step("sketch")
    answered(qtbot, panel)
    assert panel.found.space.id == "square"


def test_a_space_that_the_record_does_not_cover_has_no_clock(panel, window, qtbot):
    window.context.select_space("park")
    answered(qtbot, panel)
    assert panel.words.text().startswith("No data: the incidents do not cover Parque La Merced")
    assert not panel.clock.isVisible()


def test_a_refusal_stands_in_place_of_the_clock(panel, window, qtbot):
    layers = tuple(
        replace(layer, table=layer.table.drop_columns(["when", "when_precision"])) if layer.id == "incidents" else layer
        for layer in window.context.project.layers
    )
    window.context.open(Document(Project(name="undated", layers=layers)))
    settle(qtbot, window)
    answered(qtbot, panel)
    assert panel.words.text().startswith("The incidents have no dates")
    assert not panel.clock.isVisible()


def test_without_incidents_it_says_what_to_add(panel, window, qtbot):
    window.context.open(Document(Project(name="")))
    window.show_step("diagnosis")
    settle(qtbot, window)
    answered(qtbot, panel)
    assert panel.words.text().startswith("No incidents yet.")
    assert not panel.clock.isVisible()
    assert window.docks["when"].bar.detail.text() == ""


def test_what_is_kept_out_is_said_once(panel, window, qtbot):
    layers = tuple(
        _partly_by_day(layer) if layer.id == "incidents" else layer for layer in window.context.project.layers
    )
    window.context.open(Document(replace(window.context.project, layers=layers)))
    window.show_step("diagnosis")
    settle(qtbot, window)
    answered(qtbot, panel)
    assert panel.found.kept_out["day"] == 40
    assert panel.caveats.text() == kept_out_words(panel.found.kept_out)


def _partly_by_day(layer: Any) -> Any:
    """The layer with its first 40 dates known by day only."""
    at = layer.table.column_names.index("when_precision")
    known = layer.table.column(at).to_pylist()
    return replace(layer, table=layer.table.set_column(at, "when_precision", [["day"] * 40 + known[40:]]))


def test_it_follows_the_language(panel, window):
    i18n.use("es")
    window.context.language_changed.emit()
    assert panel.clock._note == "450 de 450"


def test_what_is_kept_out_says_why():
    assert kept_out_words({"day": 0, "month": 0, "year": 0, "undated": 0}) == ""
    assert (
        kept_out_words({"day": 13, "month": 0, "year": 0, "undated": 0}) == "Not in the clock (dated by day only: 13)."
    )
    words = kept_out_words({"day": 1200, "month": 0, "year": 0, "undated": 3})
    assert words == "Not in the clock: 1,203 (dated by day only: 1,200; without a date: 3)."


def test_shares_of_nothing_are_not_spoken_of():
    assert phase_words({"day": 0, "twilight": 0, "night": 0}) == ""
    assert phase_words({"day": 1, "twilight": 1, "night": 2}) == "By night 75% (of all, 25% in twilight) · by day 25%"
