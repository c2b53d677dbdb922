"""The panel of hot spots: the form, the list, the map, the legend, the list of layers, validation and export."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.io import hotspots_file
from spaceplanner.services import hotspot_words, hotspots, validation_words
from spaceplanner.services.document import Document
from spaceplanner.services.hotspots import Request
from spaceplanner.services.selection import Question
from spaceplanner.ui.hotspots_fields import OPTIONS
from spaceplanner.ui.layers_panel import HOT
from spaceplanner.ui.wiring import Wiring
from tests.services.city import X, Y, points, town
from tests.services.test_hotspot_answer import streets
from tests.services.test_hotspot_areas import districts
from tests.ui import hands
from tests.ui.conftest import settle
from tests.ui.test_layers_panel import check_box, row

_WAIT = 20_000


@pytest.fixture
def panel(window, qtbot):
    window.actions_.get("hotspots").trigger()
    found = window.docks["hotspots"].panel
    qtbot.waitUntil(lambda: found._search.answer is not None, timeout=_WAIT)
    answered(qtbot, found)
    return found


def answered(qtbot: Any, panel: Any) -> None:
    """Wait until the panel has the answer to its latest question."""

    def done() -> bool:
        search, form = panel._search, panel.form
        return search.progress is None and not form._soon.isActive() and not search._soon.isActive()

    qtbot.waitUntil(done, timeout=_WAIT)


def drawn(qtbot: Any, window: Any) -> Any:
    """Wait until the map is painted with the hot spots as they are, and return what it shows of them."""
    cache, search = window.canvas.cache, window.context.hotspots

    def painted() -> bool:
        return cache.idle and cache.frame is not None and cache.frame.subject.hotspots is search.ground

    qtbot.waitUntil(painted, timeout=_WAIT)
    return cache.frame.subject


def shown(panel: Any) -> set[str]:
    return {name for name, box in panel.form.boxes.items() if not box.isHidden()}


def pick(panel: Any, name: str, value: Any) -> None:
    assert panel.form.boxes[name].choose(value)


def sought(panel: Any, **request: Any) -> hotspots.HotSpots:
    return hotspots.find(panel._context.project, Question(), Request(**request))


def test_nothing_is_sought_before_somebody_looks(window):
    assert window.context.hotspots.offer is None
    assert window.context.hotspots.answer is None
    assert window.canvas.cache.frame.subject.hotspots is None
    assert not window.docks["hotspots"].panel.isVisible()


def test_at_first_it_shows_the_density_of_everything(panel, window, qtbot):
    answer = panel._search.answer
    plain = sought(panel)
    assert [spot.incidents for spot in answer.found.spots] == [spot.incidents for spot in plain.spots]
    assert panel.summary.text() == hotspot_words.summary(plain)
    assert panel.means.text().startswith("Ground where recorded incidents lie at least three times as dense")
    assert window.docks["hotspots"].bar.detail.text() == hotspot_words.period(plain) == "2024-01 – 2026-12"
    assert drawn(qtbot, window).hotspots is answer.ground
    assert "Incidents per km² and year" in window.canvas.legend.accessibleName()
    assert window.canvas.legend.geometry().bottom() < window.canvas.height()
    assert not window.context.document.can_undo


def test_what_does_not_belong_to_the_method_is_not_there(panel, window, qtbot):
    always = {"method", "category", "first", "last", "night"}
    assert shown(panel) == always | {"bandwidth", "cell", "kernel", "unit", "edge"}
    pick(panel, "method", "gi")
    assert shown(panel) == always | {"bandwidth", "cell", "cells", "fdr", "permutations"}
    assert panel.form.by_rule.isHidden()
    pick(panel, "method", "clusters")
    assert shown(panel) == always | {"bandwidth"}
    assert panel.form.more.isHidden()
    assert panel.form.boxes["method"].findData("rates") == -1
    assert panel.form.boxes["method"].findData("network") == -1


def test_layers_that_come_bring_their_methods(panel, window, qtbot):
    window.context.do("Add layer", edits.put_layer(districts(visitors=[100.0] * 24)))
    window.context.do("Add layer", edits.put_layer(streets()))
    qtbot.waitUntil(lambda: panel.form.boxes["method"].findData("network") >= 0, timeout=_WAIT)
    answered(qtbot, panel)
    pick(panel, "method", "rates")
    assert shown(panel) == {"method", "people", "category", "first", "last", "night"}
    pick(panel, "people", "visitors")
    answered(qtbot, panel)
    rates = sought(panel, method="rates", people="visitors")
    assert panel.list.spots.rowCount() == len(rates.spots)
    assert [panel.list.spots.headerData(i, Qt.Orientation.Horizontal) for i in range(5)][3:] == ["rate", "90%"]
    pick(panel, "method", "gi")
    pick(panel, "cells", "districts")
    assert "bandwidth" not in shown(panel)
    answered(qtbot, panel)
    assert panel._search.answer.ground.cells == "districts"
    pick(panel, "method", "network")
    answered(qtbot, panel)
    assert panel._search.answer.found.spots[0].length_m > 0
    assert panel.list.spots.headerData(4, Qt.Orientation.Horizontal) == "km"


def test_gi_says_how_many_are_hot_raw_and_corrected(panel, window, qtbot):
    pick(panel, "method", "gi")
    pick(panel, "cells", "hexagon")
    answered(qtbot, panel)
    hexagons = sought(panel, method="gi", cells="hexagon", bandwidth=150.0)
    assert panel.tests.text() == hotspot_words.tests(hexagons)
    assert f"{hexagons.method['hot_cells_corrected']} after correction" in panel.tests.text()
    name = "Hot spots:\nGi*, hexagons 150 m"
    qtbot.waitUntil(lambda: window.docks["layers"].panel.model.item(0, 0).text() == name)
    assert window.docks["layers"].panel.model.item(0, 1).text() == str(len(hexagons.spots))
    assert "after correction for many tests" in window.canvas.legend.accessibleName()
    assert "outlined: hot spots, from 95% on" in window.canvas.legend.accessibleName()
    heads = [panel.list.spots.headerData(i, Qt.Orientation.Horizontal) for i in range(panel.list.spots.columnCount())]
    assert heads == ["#", "Place", "n", "z", "p", "p corr."]
    first = hexagons.spots[0]
    cells = [panel.list.spots.index(0, place).data() for place in range(2, 6)]
    assert cells[:2] == [str(first.incidents), f"{first.z:.1f}"]
    for text, p in zip(cells[2:], (first.p, first.p_adjusted), strict=True):
        assert p is not None
        assert text == ("<0.001" if p < 0.001 else f"{p:.3f}")
    panel.form.boxes["fdr"].setChecked(False)
    answered(qtbot, panel)
    assert "raw, without correction" in window.canvas.legend.accessibleName()
    panel.form.boxes["permutations"].setChecked(True)
    answered(qtbot, panel)
    assert panel._search.answer.found.method["permutations"] == 999


def test_the_slider_asks_after_a_pause_and_only_once(panel, qtbot):
    asked = []
    panel.form.changed.connect(lambda: asked.append(True))
    for metres in range(160, 260, 10):
        panel.form.slider.setValue(metres)
    assert panel.form.boxes["bandwidth"].value() == 250
    qtbot.waitUntil(lambda: bool(asked), timeout=_WAIT)
    answered(qtbot, panel)
    assert asked == [True]
    assert panel._search.answer.found.method["bandwidth_m"] == 250


def test_the_bandwidth_by_rule_becomes_a_number(panel, qtbot):
    hands.press(qtbot, panel.form.by_rule)
    answered(qtbot, panel)
    rule = sought(panel, bandwidth="rule").method["bandwidth_m"]
    assert panel.form.boxes["bandwidth"].value() == rule != 150
    assert "rule of thumb" in panel.caveats.text()
    panel.form.boxes["night"].setChecked(True)
    answered(qtbot, panel)
    assert panel._search.answer.request.bandwidth == rule


def gathered(share: float) -> Project:
    """Return the town with its incidents nearer to (or farther from) the middles of their two clouds."""
    project = town()
    (layer,) = project.by_role(Role.INCIDENTS)
    middles = np.array([(X + 180, Y + 170)] * 300 + [(X + 800, Y + 400)] * 150)
    moved = layer.geometry * share + middles * (1 - share)
    return edits.put_layer(replace(layer, geometry=moved))(project)


def agree(panel: Any) -> None:
    """Require that box, question, answer, picture and what an edit would ask again are of one bandwidth."""
    search, form = panel._search, panel.form
    metres = search.answer.found.method["bandwidth_m"]
    assert form.boxes["bandwidth"].value() == round(metres)
    assert form.request().bandwidth == metres
    assert search.asked == (form.question(), form.request())


def surveyed(panel: Any, qtbot: Any) -> None:
    """Have the offer made anew, as after an edit, and wait until whatever comes of it has come."""
    with qtbot.waitSignal(panel._search.offered, timeout=_WAIT):
        panel._search.survey()
    answered(qtbot, panel)


@pytest.mark.parametrize(("kernel", "spread"), [("gaussian", 1.0), ("quartic", 20.0)])
def test_a_rule_outside_the_range_of_hands_is_shown_as_it_is(panel, window, qtbot, kernel, spread):
    narrow = kernel == "gaussian"
    (layer,) = gathered(spread).by_role(Role.INCIDENTS)
    window.context.do("Edit", edits.put_layer(layer))
    qtbot.waitUntil(lambda: panel._search.answer.project is window.context.project, timeout=_WAIT)
    pick(panel, "kernel", kernel)
    hands.press(qtbot, panel.form.by_rule)
    answered(qtbot, panel)
    first = panel._search.answer
    assert first.bandwidth < 100 if narrow else first.bandwidth > 1000
    agree(panel)
    surveyed(panel, qtbot)
    assert panel._search.answer is first
    agree(panel)
    panel.form.boxes["bandwidth"].stepBy(1 if narrow else -1)
    assert panel.form.boxes["bandwidth"].value() == (100 if narrow else 1000)
    answered(qtbot, panel)
    agree(panel)


def test_a_bandwidth_of_the_project_that_is_no_whole_number_stays_as_it_is(window, qtbot):
    settings = replace(town().settings, bandwidth=1452.75)
    window.context.do("Settings", edits.set_settings(settings))
    window.actions_.get("hotspots").trigger()
    found = window.docks["hotspots"].panel
    qtbot.waitUntil(lambda: found._search.answer is not None, timeout=_WAIT)
    answered(qtbot, found)
    assert found._search.answer.found.method["bandwidth_m"] == 1452.75
    agree(found)


def test_an_answer_that_is_not_to_the_form_leaves_the_form_alone(panel, window, qtbot):
    panel.form._go("rule")
    panel._search.survey()
    window.context.appearance.changed.emit()
    assert panel.form.request().bandwidth == "rule"
    answered(qtbot, panel)
    assert panel._search.answer.found.method["bandwidth_m"] == sought(panel, bandwidth="rule").method["bandwidth_m"]
    agree(panel)


def test_after_an_edit_the_number_is_asked_again_and_not_another_chosen(panel, window, qtbot):
    hands.press(qtbot, panel.form.by_rule)
    answered(qtbot, panel)
    rule = panel._search.answer.found.method["bandwidth_m"]
    (layer,) = gathered(3.0).by_role(Role.INCIDENTS)
    window.context.do("Edit", edits.put_layer(layer))
    qtbot.waitUntil(lambda: panel._search.answer.project is window.context.project, timeout=_WAIT)
    answered(qtbot, panel)
    assert sought(panel, bandwidth="rule").method["bandwidth_m"] != rule
    assert panel._search.answer.found.method["bandwidth_m"] == rule
    agree(panel)


def exported(window: Any, qtbot: Any, path: Any) -> tuple[float, list[int]]:
    """Return the bandwidth and the incidents of each hot spot in the file that the exporter writes."""
    exporter = window.findChild(Wiring).exporter
    with qtbot.waitSignal(exporter.written, timeout=_WAIT):
        exporter.write_hotspots(path)
    hands.dialog(qtbot, window, QMessageBox).close()
    spots = [
        one["properties"]
        for one in json.loads(path.read_text(encoding="utf-8"))["features"]
        if one["properties"]["kind"] == "hotspot"
    ]
    (metres,) = {spot["bandwidth_m"] for spot in spots}
    return metres, [spot["incidents"] for spot in spots]


def test_the_export_is_of_the_bandwidth_that_is_shown(panel, window, qtbot, tmp_path):
    (layer,) = gathered(0.5).by_role(Role.INCIDENTS)
    window.context.do("Edit", edits.put_layer(layer))
    qtbot.waitUntil(lambda: panel._search.answer.project is window.context.project, timeout=_WAIT)
    assert float(sought(panel, bandwidth="held-out", kernel="gaussian").method["bandwidth_m"]) < 100
    pick(panel, "kernel", "gaussian")
    hands.press(qtbot, panel.form.by_hits)
    answered(qtbot, panel)
    found = panel._search.answer.found
    assert float(found.method["bandwidth_m"]) >= 100
    agree(panel)
    metres, incidents = exported(window, qtbot, tmp_path / "hot.geojson")
    assert metres == found.method["bandwidth_m"]
    assert incidents == [spot.incidents for spot in hotspots.published(found)]


def test_the_export_is_of_the_project_that_is_shown(panel, window, qtbot, tmp_path):
    first = panel._search.answer
    window.context.hotspots.show(shown=False)
    window.docks["hotspots"].hide()
    (layer,) = gathered(4.0).by_role(Role.INCIDENTS)
    window.context.do("Edit", edits.put_layer(layer))
    settle(qtbot, window)
    assert panel._search.answer is first
    _metres, incidents = exported(window, qtbot, tmp_path / "hot.geojson")
    assert incidents == [spot.incidents for spot in hotspots.published(first.found)]
    now = hotspots.find(window.context.project, first.question, first.request, publish=True)
    assert incidents != [spot.incidents for spot in hotspots.published(now)]


def test_the_bandwidth_of_the_best_hits(panel, qtbot):
    hands.press(qtbot, panel.form.by_hits)
    answered(qtbot, panel)
    assert "held-out months" in panel.caveats.text()


def test_period_and_category_narrow_it(panel, qtbot):
    form = panel.form
    form.boxes["first"].setDate(QDate(2025, 1, 1))
    pick(panel, "category", "robo a personas")
    answered(qtbot, panel)
    question = panel._search.answer.question
    assert (str(question.first), question.last, question.categories) == ("2025-01-01", None, ("robo a personas",))
    assert 0 < panel._search.answer.found.incidents < 450


def test_a_coarse_cell_is_warned_of(panel, qtbot):
    panel.form.boxes["cell"].setValue(200)
    answered(qtbot, panel)
    assert "The bandwidth of 150" in panel.caveats.text()
    assert panel.caveats.isVisible()


def test_cells_of_gi_are_never_finer_than_100_m(panel, qtbot):
    pick(panel, "method", "gi")
    panel.form.boxes["cell"].setValue(50)
    assert panel.form.boxes["cell"].value() == 100
    panel.form.boxes["cell"].stepDown()
    assert panel.form.boxes["cell"].value() == 0


def test_a_refusal_stands_in_place_of_the_result(panel, window, qtbot):
    assert not panel.problem.isVisible()
    day = panel._search.offer.first
    for name in ("last", "first"):
        panel.form.boxes[name].setDate(QDate(day.year, day.month, day.day))
    answered(qtbot, panel)
    assert panel.problem.isVisible()
    assert "are at one point" in panel.problem.text() or "No incident" in panel.problem.text()
    assert not panel.list.isVisible()
    assert window.context.hotspots.ground is None


def test_choosing_a_hot_spot_shows_and_marks_it(panel, window, qtbot):
    panel.list.selectRow(1)
    assert window.context.hotspots.chosen == 2
    west, south, east, north = panel._search.answer.found.spots[1].shape.bounds
    view = window.canvas.view
    assert (view.x, view.y) == pytest.approx(((west + east) / 2, (south + north) / 2))
    assert view.bounds[0] < west < east < view.bounds[2]
    qtbot.waitUntil(lambda: window.canvas.cache.frame.subject.hotspot == 2, timeout=_WAIT)


def test_the_list_names_the_nearest_space_as_plain_text(panel):
    model = panel.list.spots
    texts = [model.index(i, 1).data() for i in range(model.rowCount())]
    assert texts[0] == "Parque La Merced"
    assert "near Plaza <b>Central</b>" in texts
    told = model.index(texts.index("near Plaza <b>Central</b>"), 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in told


def test_the_row_of_the_layers_turns_it_off_and_on(panel, window, qtbot):
    layers = window.docks["layers"].panel
    qtbot.waitUntil(lambda: layers.model.item(0, 0).data(Qt.ItemDataRole.UserRole + 1) == HOT, timeout=_WAIT)
    index = row(layers, "Hot spots:\nDensity, 150 m")
    qtbot.mouseClick(layers.tree.viewport(), hands.LEFT, pos=check_box(layers, index))
    assert not window.context.hotspots.shown
    assert drawn(qtbot, window).hotspots is None
    # The density of the incidents is back in its place.
    assert "Incidents per km² and year" in window.canvas.legend.accessibleName()
    assert not window.context.document.can_undo
    qtbot.waitUntil(lambda: not layers._soon.isActive())
    index = row(layers, "Hot spots:\nDensity, 150 m")
    qtbot.mouseClick(layers.tree.viewport(), hands.LEFT, pos=check_box(layers, index))
    assert drawn(qtbot, window).hotspots is panel._search.answer.ground


def test_an_edit_asks_anew_and_a_proposal_does_not(panel, window, qtbot):
    first = panel._search.answer
    (plan,) = town(proposal=True).proposals
    window.context.do("New proposal", edits.put_proposal(plan))
    settle(qtbot, window)
    answered(qtbot, panel)
    assert panel._search.answer is first
    window.context.do("Remove layer", edits.remove_layer("lamps"))
    qtbot.waitUntil(lambda: panel._search.answer is not first, timeout=_WAIT)
    answered(qtbot, panel)
    assert panel._search.answer.project is window.context.project


def test_hidden_and_off_the_map_it_asks_nothing(panel, window, qtbot):
    first = panel._search.answer
    window.context.hotspots.show(shown=False)
    window.docks["hotspots"].hide()
    window.context.do("Remove layer", edits.remove_layer("lamps"))
    settle(qtbot, window)
    answered(qtbot, panel)
    assert panel._search.answer is first
    window.context.hotspots.show(shown=True)
    qtbot.waitUntil(lambda: panel._search.answer is not first, timeout=_WAIT)


def test_a_search_can_be_left(panel, window, qtbot):
    first = panel._search.answer
    panel._search.ask(Question(), Request(method="clusters"))
    assert panel._working.isVisible()
    hands.press(qtbot, panel.cancel)
    assert not panel._working.isVisible()
    assert panel._search.answer is first
    panel._search.ask(Question(), Request(method="clusters"))
    window.context.tasks.cancel("hotspots")
    assert not panel._working.isVisible()


def test_another_document_begins_afresh(panel, window, qtbot):
    window.context.open(Document(Project(name="")))
    assert window.context.hotspots.answer is None
    assert not panel.list.isVisible()
    assert panel.summary.text() == ""
    qtbot.waitUntil(lambda: panel.problem.text().startswith("No incidents yet."), timeout=_WAIT)
    assert not panel.form.isEnabled()
    window.context.open(Document(town(seed=8)))
    qtbot.waitUntil(lambda: window.context.hotspots.answer is not None, timeout=_WAIT)
    assert panel._search.answer.project is window.context.project
    assert panel.list.isVisible()


def test_days_at_the_ends_of_the_record_go_with_it(panel, window, qtbot):
    offer = panel._search.offer
    days = np.array([offer.last + timedelta(days=40)], dtype="datetime64[s]")
    more = points("later", Role.INCIDENTS, np.array([(X, Y)]), when=pa.array(days.tolist(), pa.timestamp("s")))
    panel.form.boxes["first"].setDate(panel.form.boxes["first"].date().addDays(30))
    answered(qtbot, panel)
    window.context.do("Add layer", edits.put_layer(more))
    qtbot.waitUntil(lambda: panel._search.offer.incidents == 451, timeout=_WAIT)
    answered(qtbot, panel)
    assert panel.form.boxes["last"].date().toPython() == offer.last + timedelta(days=40)
    assert panel.form.boxes["first"].date().toPython() == offer.first + timedelta(days=30)
    assert panel.form.question().last is None


def test_a_method_that_goes_with_its_layer_is_not_asked_for_any_more(panel, window, qtbot):
    window.context.do("Add layer", edits.put_layer(districts(visitors=[100.0] * 24)))
    qtbot.waitUntil(lambda: panel.form.boxes["method"].findData("rates") >= 0, timeout=_WAIT)
    pick(panel, "method", "rates")
    pick(panel, "people", "visitors")
    answered(qtbot, panel)
    assert panel._search.answer.request.method == "rates"
    window.context.undo()
    qtbot.waitUntil(lambda: panel.form.boxes["method"].currentData() == "density", timeout=_WAIT)
    answered(qtbot, panel)
    assert panel._search.answer.request.method == "density"
    assert not panel.problem.isVisible()


def test_does_it_predict_takes_a_row_into_the_form(panel, window, qtbot):
    view = panel.validation
    view.unfold()
    qtbot.waitUntil(lambda: view.found is not None, timeout=_WAIT)
    offer = panel._search.offer
    assert view.test.date().toPython() > offer.first
    assert view.learn.date().addDays(1) == view.test.date()
    assert (offer.last - view.test.date().toPython()) / (offer.last - offer.first) == pytest.approx(0.25, abs=0.01)
    assert view.table.rowCount() == len(view.found.trials)
    best = validation_words.best(view.found)
    stars = [i for i in range(view.table.rowCount()) if view.table.item(i, 0).text().startswith("★")]
    assert stars == [view.found.trials.index(one) for one in best]
    assert view.words.text() == "\n".join(validation_words.meaning(*pair) for pair in view.found.quoted)
    place = next(
        i for i, one in enumerate(view.found.trials) if one.method == "density-gaussian" and one.bandwidth > 150
    )
    view.table.cellActivated.emit(place, 0)
    answered(qtbot, panel)
    request = panel._search.answer.request
    assert (request.method, request.kernel) == ("density", "gaussian")
    assert request.bandwidth == round(view.found.trials[place].bandwidth)


def test_periods_that_overlap_are_refused_in_words(panel, qtbot):
    view = panel.validation
    view.unfold()
    qtbot.waitUntil(lambda: view.found is not None, timeout=_WAIT)
    view.learn.setDate(view.test.date().addDays(20))
    qtbot.waitUntil(lambda: view.found is None and not view._busy, timeout=_WAIT)
    assert view.words.text().startswith("The periods overlap")
    assert not view.table.isVisible()


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".tif"])
def test_what_is_exported_is_what_the_command_writes(panel, window, qtbot, tmp_path, suffix):
    hands.press(qtbot, panel.export)
    dialog = hands.dialog(qtbot, window, QFileDialog)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    path = tmp_path / f"hot{suffix}"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    box = hands.dialog(qtbot, window, QMessageBox)
    box.close()
    hotspots_file.check(path)
    assert path.stat().st_size > 0
    if suffix == ".geojson":
        assert '"values": "published"' in path.read_text(encoding="utf-8")


def test_without_hot_spots_there_is_nothing_to_export(window):
    window.findChild(Wiring).exporter.export("hotspots")
    assert window.canvas.bubble.text().startswith("There are no hot spots yet")


def test_it_follows_the_language(panel, window):
    i18n.use("es")
    window.context.language_changed.emit()
    assert panel.form.boxes["method"].itemText(0) == i18n.gettext("Density")
    assert panel.form.boxes["method"].currentData() == "density"
    assert panel.summary.text() == hotspot_words.summary(panel._search.answer.found)


def test_every_field_has_a_name_a_meaning_and_a_default(panel, qtbot):
    for name, box in panel.form.boxes.items():
        assert box.accessibleName() == OPTIONS[name].text
        assert OPTIONS[name].means in box.accessibleDescription()
        assert "default: " in box.accessibleDescription()
    panel.form.boxes["bandwidth"].setFocus()
    assert panel.form._help.text().startswith(OPTIONS["bandwidth"].means)


def test_the_keyboard_goes_through_the_panel(panel, window, qtbot):
    panel.form.more.unfold()
    panel.form.boxes["method"].setFocus()
    seen = []
    for _ in range(14):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
    for widget in (panel.form.boxes["bandwidth"], panel.form.by_rule, panel.form.boxes["kernel"], panel.list):
        assert any(one is widget or widget.isAncestorOf(one) for one in seen)


def test_what_is_grey_says_what_the_chosen_method_answers(panel, qtbot):
    for method in ("gi", "clusters"):
        pick(panel, "method", method)
        answered(qtbot, panel)
        assert panel.means.text() == hotspot_words.means(method)
        assert panel.form._help.isHidden()


def test_rates_without_people_are_grey_and_say_why(context, window, qtbot):
    context.do("Add layer", edits.put_layer(districts()))
    for layer in context.project.by_role(Role.RESIDENTS):
        context.do("Empty", edits.remove_layer(layer.id))
    window.actions_.get("hotspots").trigger()
    panel = window.docks["hotspots"].panel
    qtbot.waitUntil(lambda: panel.form.ready, timeout=_WAIT)
    box = panel.form.boxes["method"]
    item = box.model().item(box.findData("rates"))
    assert not item.isEnabled()
    assert item.text() == "Rates (no residents)"
    assert "add a layer of residents" in item.toolTip()


def test_long_names_of_places_go_on_in_another_line(panel, qtbot):
    table = panel.list
    model = table.spots
    before = table.rowHeight(0)
    model._place = lambda _row: "Urbanizacion de la Cooperativa Veintiocho de Mayo"
    table.show_answer(model.answer)
    assert table.rowHeight(0) > before
    assert table.textElideMode() is Qt.TextElideMode.ElideMiddle
