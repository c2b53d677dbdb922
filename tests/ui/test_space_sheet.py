"""The sheet of a space: every figure, in words, under the question it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.domain.result import Figure, Part, Stability
from spaceplanner.services import measures
from spaceplanner.services.document import Document
from spaceplanner.ui.figure_group import GROUPS, group_of
from spaceplanner.ui.plain import Elided
from tests.ui.conftest import settle

LEFT_OUT = {"area_m2", "walk_residents"}
"""The area stands under the name; the project's own walking distance is 400 m, which has a line already."""


@pytest.fixture
def sheet(window):
    window.show_step("diagnosis")
    window.context.select_space("park")
    return window.docks["space"].panel


def texts(sheet) -> str:
    """Return all that can be read on the sheet."""
    return "\n".join(
        one.full if isinstance(one, Elided) else one.text() for one in sheet.findChildren(QLabel) if one.isVisible()
    )


def space_of(window, key: str = "park"):
    found = window.context.result.space(key)
    assert found is not None
    return found


def facts(sheet) -> dict:
    return {key: fact for group in sheet.groups.values() for key, fact in group.facts.items()}


def show(window, **changes) -> None:
    """Have a result shown in which the park is otherwise."""
    result = window.context.result
    spaces = tuple(replace(space, **changes) if space.space == "park" else space for space in result.diagnosis.spaces)
    window.context.result = replace(result, diagnosis=replace(result.diagnosis, spaces=spaces))
    window.context.result_changed.emit(window.context.result)


def test_every_figure_of_the_space_is_there(sheet, window):
    space = space_of(window)
    shown = facts(sheet)
    assert set(shown) == (set(space.figures) | set(space.labels)) - LEFT_OUT
    for key, figure in space.figures.items():
        if key not in LEFT_OUT:
            assert shown[key].text().startswith(measures.text(figure)), key
    area = measures.text(space.figures["area_m2"])
    assert f"Area: {area} m²" in texts(sheet)
    assert sheet.name.full == "Parque La Merced"


def test_the_project_s_own_walking_distance_is_told_where_it_is_another(sheet, window, qtbot):
    window.context.do("Settings", edits.set_settings(replace(window.context.project.settings, walk_distance=500.0)))
    settle(qtbot, window)
    assert "walk_residents" in facts(sheet)


def test_units_interval_and_sample_stand_beside_a_value(sheet, window):
    lux = Figure(exact=3.2, published=3.2, unit="lux", low=2.8, high=3.7, sample=81)
    show(window, figures={"illuminance_average": lux})
    fact = facts(sheet)["illuminance_average"]
    assert fact.text() == "3.20 lx (2.80–3.70) n = 81"
    assert "90% interval: 2.80–3.70." in fact.toolTip()
    assert "Sample: 81 records or points." in fact.toolTip()


def test_no_data_says_why(sheet, window):
    fact = facts(sheet)["walk_400"]
    assert fact.text() == "no data"
    assert measures.REASONS["no_layer"] in fact.toolTip()


@pytest.mark.parametrize(
    ("key", "group"),
    [
        ("incidents_adjusted", "much"),
        ("night_share", "when"),
        ("night_unlit_share", "light"),
        ("below_class_share", "light"),
        ("entrances_below_share", "light"),
        ("light_class", "light"),
        ("unheard_night_share", "sound"),
        ("dark_silent_share", "sound"),
        ("residents_heard_night_share", "sound"),
        ("walk_400", "who"),
        ("walk_residents", "who"),
        ("perceived_safety", "condition"),
        ("audit_maintenance", "condition"),
        ("fear", "condition"),
        ("something_new", "other"),
    ],
)
def test_each_figure_answers_its_question(key, group):
    assert group_of(key) == group


def test_every_measure_and_flag_known_today_has_a_question(window):
    space = space_of(window)
    keys = {*space.figures, *measures.LABELS, *measures.FLAGS} - {"area_m2"}
    assert {key for key in keys if group_of(key) == "other"} == set()


def test_what_nobody_foresaw_comes_last_under_its_own_name(sheet, window):
    one = Figure(exact=4.0, published=4.0, unit="count")
    show(window, figures={"something_new": one}, labels={"mood": "grey"}, flags=("odd",))
    last = sheet.groups["other"]
    assert last.isVisible()
    assert list(last.facts) == ["mood", "something_new"]
    assert (last.facts["mood"].text(), last.facts["something_new"].text()) == ("grey", "4")
    assert [one.text() for one in last.caveats] == ["odd"]
    assert [name for name, group in sheet.groups.items() if group.isVisible()] == ["other"]
    assert list(GROUPS)[-1] == "other"


def test_classes_and_caveats_are_words(sheet, window):
    show(window, labels={"light_class": "P4", "fear": "feared_quiet"}, flags=("uneven_light", "assumed_alarms"))
    assert facts(sheet)["light_class"].text() == "P4"
    assert facts(sheet)["fear"].text() == "feared but quiet"
    (uneven,), (assumed,) = sheet.groups["light"].caveats, sheet.groups["sound"].caveats
    assert (uneven.text(), assumed.text()) == (measures.FLAGS["uneven_light"], measures.FLAGS["assumed_alarms"])
    assert uneven.property("role") == "warning"


def test_the_parts_add_up_and_the_rank_says_how_stable_it_is(sheet, window):
    figure = Figure(exact=0.5, published=0.5, unit="share")
    parts = (
        Part(id="incidents_adjusted", weight=0.6, value=0.5, points=30.0, figure=figure),
        Part(id="below_class_share", weight=0.4, value=0.25, points=10.0, figure=figure),
    )
    stable = Stability(low=1, high=2, top=10, top_share=0.875)
    show(window, parts=parts, need=40.0, rank=1, stability=stable)
    assert sheet.need.text() == "40.0"
    assert "Rank 1; between 1 and 2 in 90% of the draws." in sheet.rank.text()
    assert "Among the first 10 in 88% of the draws." in sheet.rank.text()
    assert sum(amount for amount, _, _ in sheet.parts.bar._segments) == pytest.approx(40.0)
    assert "Ground below the lighting class 10.0" in sheet.parts.bar.accessibleName()


def test_without_data_there_is_no_rank(sheet, window):
    show(window, parts=(), need=None, rank=None, stability=None)
    assert (sheet.need.text(), sheet.rank.text()) == ("–", "No part of the need has data.")


def test_a_name_from_a_file_is_no_markup(sheet, window):
    window.context.select_space("square")
    assert sheet.name.full == "Plaza <b>Central</b>"
    hostile = "<img src=x onerror=alert(1)>" * 20
    width = sheet.width()
    show(window, labels={hostile: hostile}, flags=(hostile,))
    window.context.select_space("park")
    assert hostile in texts(sheet)
    assert all(one.textFormat().name == "PlainText" for one in sheet.findChildren(QLabel))
    assert sheet.width() == width


def test_it_follows_the_language(sheet, window):
    i18n.use("es")
    window.context.language_changed.emit()
    assert facts(sheet)["walk_400"].text() == i18n.gettext("no data") != "no data"


def test_lines_that_stay_are_not_made_anew(sheet, window, qtbot):
    before = facts(sheet)["incidents_within"]
    window.context.result_changed.emit(window.context.result)
    assert facts(sheet)["incidents_within"] is before


def test_while_hidden_it_waits(sheet, window):
    window.show_step("sketch")
    window.context.select_space("square")
    assert sheet.name.full == "Parque La Merced"
    window.show_step("diagnosis")
    assert sheet.name.full == "Plaza <b>Central</b>"


def test_the_empty_sheet_says_what_to_do(sheet, window, qtbot):
    window.context.select_space(None)
    assert sheet.empty.isVisible()
    assert sheet.empty.text().startswith("Select a space")
    window.context.open(Document(Project(name="")))
    settle(qtbot, window)
    assert sheet.empty.text().startswith("No spaces yet.")
    assert sheet.parts.isVisible() is False


def test_space_and_proposal_share_a_place(window):
    window.show_step("diagnosis")
    assert window.docks["space"].isVisible()
    assert not window.docks["proposal"].isVisible()
    window.show_step("sketch")
    assert not window.docks["space"].isVisible()
    assert window.tabifiedDockWidgets(window.docks["proposal"]) in ([], [window.docks["space"]])
    window.docks["space"].toggleViewAction().trigger()
    assert window.tabifiedDockWidgets(window.docks["proposal"]) == [window.docks["space"]]
