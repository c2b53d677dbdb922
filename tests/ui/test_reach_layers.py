"""Walking catchments and residents without a space in the window: turned on in the list of layers, drawn and explained."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.errors import AnalysisError
from tests.services.city import X, Y, points
from tests.ui.conftest import settle
from tests.ui.test_layers_panel import LEFT, check_box, row

HOMES = np.array([(X + 180.0, Y + 170.0), (X + 1150.0, Y + 750.0)])


@pytest.fixture
def panel(qtbot, window):
    census = points("census", Role.RESIDENTS, HOMES, people=[60.0, 20.0])
    window.context.do("Add", edits.put_layer(census))
    settle(qtbot, window)
    panel = window.docks["layers"].panel
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    return panel


def turn(qtbot, window, panel, words: str) -> None:
    """Click the check box of a row, and wait until the map is drawn accordingly."""
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    panel.tree.scrollTo(row(panel, words))
    qtbot.mouseClick(panel.tree.viewport(), LEFT, pos=check_box(panel, row(panel, words)))
    drawn_as_wanted(qtbot, window)


def drawn_as_wanted(qtbot, window) -> None:
    reach = window.context.reach

    def drawn() -> bool:
        done = (reach.catchments is not None, reach.unserved is not None) == (
            reach.wants_catchments,
            reach.wants_unserved,
        )
        subject = window.canvas.cache.frame.subject
        shown = subject.catchments is reach.catchments and subject.unserved is reach.unserved
        return done and shown and window.canvas.cache.idle

    qtbot.waitUntil(drawn, timeout=20_000)


def test_they_are_off_at_first_and_cost_nothing(window, panel):
    for words in ("Walking catchments", "Without a space"):
        assert row(panel, words).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked.value
    computed = window.context.evaluator.memo.computed
    assert not computed["catchments"]
    assert not computed["unserved"]


def test_catchments_follow_the_selected_space(qtbot, window, panel):
    turn(qtbot, window, panel, "Walking catchments")
    legend = window.canvas.legend
    assert (
        "On foot to a public space, within 300 m: 60 residents, within 400 m: 60 residents" in legend.accessibleName()
    )
    assert "straight line divided by 1.3: no street is near" in legend.accessibleName()
    everything = window.context.reach.catchments
    window.context.select_space("park")
    qtbot.waitUntil(lambda: window.context.reach.catchments is not everything, timeout=20_000)
    drawn_as_wanted(qtbot, window)
    assert window.context.reach.catchments.name in legend.accessibleName()
    assert not window.context.document.undo_label.startswith("Show")
    turn(qtbot, window, panel, "Walking catchments")
    assert "within" not in legend.accessibleName()


def test_residents_without_a_space_are_counted_beside_the_row(qtbot, window, panel):
    turn(qtbot, window, panel, "Without a space")
    qtbot.waitUntil(lambda: row(panel, "Without a space").siblingAtColumn(1).data() == "25 %")
    assert "Residents without a space, 20 (25 %), farther than 400 m on foot" in window.canvas.legend.accessibleName()
    assert window.canvas.legend.geometry().bottom() < window.canvas.height()
    # Nearer homes: at once nobody is without.
    near = points("census", Role.RESIDENTS, HOMES[:1], people=[60.0])
    window.context.do("Move", edits.put_layer(near))
    qtbot.waitUntil(lambda: window.context.reach.unserved.residents == 0, timeout=20_000)


def test_a_census_that_is_complete_elsewhere_is_no_data(qtbot, window, panel):
    turn(qtbot, window, panel, "Without a space")
    elsewhere = shapely.box(X + 9000, Y + 9000, X + 9100, Y + 9100)
    window.context.do("Cover", edits.change_layer("census", coverage=elsewhere))
    qtbot.waitUntil(lambda: row(panel, "Without a space").siblingAtColumn(1).data() == "no data", timeout=20_000)
    drawn_as_wanted(qtbot, window)
    said = window.canvas.legend.accessibleName()
    assert "no data: nobody lives where the residents' layer is complete" in said
    assert "(0 %)" not in said


def test_what_fails_leaves_no_old_picture(qtbot, window, panel, monkeypatch):
    reach = window.context.reach
    turn(qtbot, window, panel, "Without a space")
    turn(qtbot, window, panel, "Walking catchments")

    def broken(*_: object, **__: object) -> None:
        raise AnalysisError("Broken.")

    monkeypatch.setattr("spaceplanner.ui.reach_layers.catchments.unserved", broken)
    monkeypatch.setattr("spaceplanner.ui.reach_layers.catchments.of_project", broken)
    with qtbot.waitSignal(window.context.message):
        window.context.do("Move", edits.put_layer(points("census", Role.RESIDENTS, HOMES[:1], people=[60.0])))
    qtbot.waitUntil(lambda: reach.unserved is None and reach.catchments is None, timeout=20_000)


def test_an_edit_of_something_else_loses_no_answer(qtbot, window, panel):
    window.context.reach.show_catchments(wanted=True)
    window.context.do("Name", edits.set_identity(name="Otra", organisation="", contact=""))
    qtbot.waitUntil(lambda: window.context.reach.catchments is not None, timeout=20_000)


def test_without_a_census_that_is_said(qtbot, window):
    with qtbot.waitSignal(window.context.message) as said:
        window.context.reach.show_unserved(wanted=True)
    assert said.args == [
        "Reach needs residents: add a layer with the role residents that has a number of people.",
        "info",
    ]
    labels = {window.docks["layers"].panel.model.item(place, 0).text() for place in range(4)}
    assert "Without a space" not in labels


def test_the_city_is_shown_while_no_space_is_selected(qtbot, window, panel):
    sheet = window.docks["space"].panel
    window.docks["space"].show()
    window.context.select_space(None)
    sheet._show()
    facts = sheet.city.facts
    assert facts["residents_without_space"].text() == "20"
    assert {"residents_hearing_day_share", "residents_hearing_night_share"} <= facts.keys()
    window.context.select_space("park")
    sheet._show()
    assert sheet.city.isHidden()


@pytest.mark.parametrize(("language", "people"), [("en", "9,876"), ("es", "9\u202f876")])
def test_words_are_written_anew_in_another_language(qtbot, window, panel, language, people):
    turn(qtbot, window, panel, "Without a space")
    window.context.do("Move", edits.put_layer(points("census", Role.RESIDENTS, HOMES, people=[60.0, 9876.0])))
    qtbot.waitUntil(lambda: window.context.reach.unserved.residents > 20, timeout=20_000)
    i18n.use(language)
    window.context.language_changed.emit()
    assert people in window.canvas.legend.accessibleName()
