"""Adding data from the window, by mouse and keyboard."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from spaceplanner import i18n, resources
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.io import project_file
from spaceplanner.services.document import Document
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app, import_words
from spaceplanner.ui.import_dialog import ImportDialog
from spaceplanner.ui.import_report import ImportReport, summary
from spaceplanner.ui.mapping_rows import NONE
from spaceplanner.ui.wiring import Wiring
from tests.services.city import X, Y
from tests.ui import hands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from spaceplanner.io.importing import ImportRequest
    from spaceplanner.ui.importer import Importer
    from spaceplanner.ui.main_window import MainWindow


@pytest.fixture
def empty(qtbot: QtBot, appearance: Any, tmp_path: Path) -> Iterator[MainWindow]:
    """The window as somebody sees it who starts it for the first time."""
    context = app.make_context(appearance, Preferences(), document=Document(), preferences_path=tmp_path / "s.json")
    made = app.make_window(context)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made._leaving = True
    made.close()
    made.deleteLater()
    app.close(context)


def importer_of(window: MainWindow) -> Importer:
    wiring = window.findChild(Wiring)
    assert wiring is not None
    return wiring.importer


def shown(qtbot: QtBot, window: MainWindow) -> ImportDialog:
    """Return the dialog once the file was looked into."""
    found = hands.dialog(qtbot, window, ImportDialog)
    hands.until(qtbot, lambda: found.add.isEnabled() or found._failure.isVisible())
    return found


def request_of(dialog: ImportDialog) -> ImportRequest:
    """Return what the dialog would ask for now."""
    found = dialog.form.request()
    assert found is not None
    return found


def parks(path: Path, *, crs: bool = True, rows: int = 3, column: str = "nombre") -> Path:
    """Write squares in degrees near Guayaquil."""
    features = []
    for place in range(rows):
        west, south = -79.9 + 0.01 * place, -2.2
        ring = [
            [west, south],
            [west + 0.001, south],
            [west + 0.001, south + 0.001],
            [west, south + 0.001],
            [west, south],
        ]
        properties = {column: f"Parque {place}", "clase": "verde" if place else "otra", "m2": 100 * place}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def lamps(path: Path, *, head: str = "lon,lat,funciona", rows: int = 4, system: str = "degrees") -> Path:
    lines = [head]
    for place in range(rows):
        east, north = (-79.9 + 0.001 * place, -2.2) if system == "degrees" else (X + 10 * place, Y)
        lines.append(f"{east},{north},{'si' if place else 'no'}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems(dialog: ImportDialog) -> list[str]:
    """Return what the dialog complains of."""
    labels = [label for label in dialog.findChildren(QLabel) if label.property("role") == "warning"]
    return [label.text() for label in labels if label.isVisible()]


def test_the_first_layer_of_a_new_project(empty, qtbot, tmp_path):
    file = parks(tmp_path / "parques.geojson")
    empty.context.request_import.emit([file])
    dialog = shown(qtbot, empty)
    form = dialog.form
    assert form.head.role.currentData() == Role.SPACES
    assert form.mapping.chosen("name") == "nombre"
    assert not form.head.crs.isVisible()
    assert not dialog.skip.isVisible()
    assert "3 rows · areas · EPSG:4326 · WGS 84" in [label.text() for label in dialog.findChildren(QLabel)]
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)
    project = empty.context.project
    (layer,) = project.layers
    assert (layer.role, len(layer), layer.name) == (Role.SPACES, 3, "Public spaces")
    assert (project.crs, project.timezone) == ("EPSG:32717", "America/Guayaquil")
    assert empty.canvas.bubble.text() == "Public spaces: 3 of 3 rows used; 0 left out."
    # The layer and the place it gave the project are one step.
    empty.context.undo()
    assert (empty.context.project.layers, empty.context.project.crs) == ((), None)
    empty.context.redo()
    assert empty.context.project is project


def test_the_dialog_is_there_before_the_file_was_read_and_can_be_left(empty, qtbot, tmp_path, monkeypatch):
    from spaceplanner.io import inspecting

    asked, go_on = threading.Event(), threading.Event()
    real = inspecting.inspect

    def slow(path: Path, **options: Any) -> Any:
        asked.set()
        while not go_on.wait(0.01):
            options["alive"]()
        return real(path, **options)

    monkeypatch.setattr(inspecting, "inspect", slow)
    empty.context.request_import.emit([parks(tmp_path / "parques.geojson")])
    dialog = hands.dialog(qtbot, empty, ImportDialog)
    assert asked.wait(10)
    assert not dialog.add.isEnabled()
    assert dialog._bar.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    hands.gone(qtbot, empty, ImportDialog)
    assert not empty.context.tasks.active
    assert not empty.context.project.layers
    # The same file once more: nothing of the first time is left over.
    go_on.set()
    empty.context.request_import.emit([tmp_path / "parques.geojson"])
    assert shown(qtbot, empty).form.head.role.currentData() == Role.SPACES


def test_only_some_rows_by_clicks(empty, qtbot, tmp_path):
    empty.context.request_import.emit([parks(tmp_path / "predios.geojson", rows=5)])
    dialog = shown(qtbot, empty)
    hands.choose(qtbot, dialog.form.head.role, "Public spaces")
    rows = dialog.form.filter
    hands.press(qtbot, rows.head)
    hands.until(qtbot, lambda: rows.has_survey)
    hands.choose(qtbot, rows.column, "clase")
    hands.until(qtbot, lambda: rows.value.count() == 2)
    hands.choose(qtbot, rows.value, "verde   (4)")
    assert rows.line.text() == "clase = 'verde'"
    hands.until(qtbot, lambda: rows._count.text() == "4 of 5 rows")
    hands.choose(qtbot, rows.sign, "is not")
    assert rows.line.text() == "clase <> 'verde'"
    hands.choose(qtbot, rows.column, "m2")
    hands.choose(qtbot, rows.sign, "is at least")
    line = rows.value.lineEdit()
    assert line is not None
    hands.write(qtbot, line, "200")
    assert rows.line.text() == "m2 >= 200"
    hands.until(qtbot, lambda: rows._count.text() == "3 of 5 rows")
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)
    (layer,) = empty.context.project.layers
    assert (len(layer), layer.source.filter) == (3, "m2 >= 200")
    assert summary([layer]) == "Public spaces: 3 of 5 rows used; 0 left out."


def test_a_filter_by_hand_that_is_not_understood_is_told_below_it(empty, qtbot, tmp_path):
    empty.context.request_import.emit([parks(tmp_path / "parques.geojson")])
    dialog = shown(qtbot, empty)
    rows = dialog.form.filter
    hands.press(qtbot, rows.head)
    hands.until(qtbot, lambda: rows.has_survey)
    hands.write(qtbot, rows.line, "clase = ")
    hands.until(qtbot, rows._problem.isVisible)
    assert "not understood at character" in rows._problem.text()
    hands.write(qtbot, rows.line, "clase = 'nothing like it'")
    hands.until(qtbot, lambda: rows._count.text() == "0 of 3 rows")
    hands.press(qtbot, dialog.add)
    hands.until(qtbot, lambda: any("leaves none of 3 rows" in text for text in problems(dialog)))
    assert dialog.isVisible()
    assert not empty.context.project.layers


def test_a_wrong_use_is_told_at_once(empty, qtbot, tmp_path):
    empty.context.request_import.emit([parks(tmp_path / "parques.geojson")])
    dialog = shown(qtbot, empty)
    hands.choose(qtbot, dialog.form.head.role, "Lamps")
    assert problems(dialog) == ["The layer holds areas; Lamps needs points. Choose another use."]
    hands.press(qtbot, dialog.add)
    assert dialog.isVisible()
    hands.choose(qtbot, dialog.form.head.role, "Districts")
    assert problems(dialog) == []
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)
    assert empty.context.project.layers[0].role is Role.DISTRICTS


def test_a_file_without_a_system_asks_for_it_the_likely_ones_first(window, qtbot, tmp_path):
    window.context.request_import.emit([lamps(tmp_path / "luminarias.csv", head="x,y,funciona", system="metres")])
    dialog = shown(qtbot, window)
    head = dialog.form.head
    assert head.crs.isVisible()
    assert head.crs.itemText(0).startswith("EPSG:")
    line = head.crs.lineEdit()
    assert line is not None
    hands.write(qtbot, line, "EPSG:999999")
    hands.press(qtbot, dialog.add)
    hands.until(qtbot, lambda: any("EPSG:999999 is unknown" in text for text in problems(dialog)))
    hands.write(qtbot, line, "")
    assert problems(dialog) == []
    hands.press(qtbot, dialog.add)
    assert any("Choose it here" in text for text in problems(dialog))
    hands.choose(qtbot, head.crs, "EPSG:32717")
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, window, ImportDialog)
    layer = window.context.project.layers[-1]
    assert (layer.source.crs, layer.source.crs_origin) == ("EPSG:32717", "option")
    assert layer.geometry[0] == pytest.approx((X, Y))


def test_another_column_or_none(window, qtbot, tmp_path):
    file = tmp_path / "luminarias.csv"
    file.write_text("lon,lat,funciona,arreglada\n-79.9,-2.2,si,no\n-79.8,-2.2,si,si\n", encoding="utf-8")
    window.context.request_import.emit([file])
    dialog = shown(qtbot, window)
    rows = dialog.form.mapping
    assert rows.chosen("working") == "funciona"
    assert request_of(dialog).mapping["working"] == "funciona"
    hands.choose(qtbot, rows.choice("working"), "arreglada")
    assert request_of(dialog).mapping == {
        "x": "lon",
        "y": "lat",
        "working": "arreglada",
        "power_w": "",
        "lumens": "",
        "height_m": "",
        "luminaire": "",
    }
    hands.choose(qtbot, rows.choice("working"), NONE)
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, window, ImportDialog)
    layer = window.context.project.layers[-1]
    assert "working" not in layer.source.mapping
    assert layer.table.column("working").null_count == 2 if "working" in layer.table.column_names else True


def test_both_columns_of_a_position_are_asked_for(window, qtbot, tmp_path):
    file = tmp_path / "luminarias.csv"
    file.write_text("este_1,norte_1,funciona\n641000,9757000,si\n641010,9757000,no\n", encoding="utf-8")
    window.context.request_import.emit([file])
    dialog = shown(qtbot, window)
    hands.choose(qtbot, dialog.form.head.role, "Lamps")
    rows = dialog.form.mapping
    hands.choose(qtbot, rows.choice("x"), "este_1")
    hands.press(qtbot, dialog.add)
    assert problems(dialog) == ["Choose the two columns that say where each row is."]
    hands.choose(qtbot, rows.choice("y"), "norte_1")
    hands.press(qtbot, dialog.add)
    hands.until(qtbot, lambda: bool(problems(dialog)) or not dialog.isVisible())
    if dialog.isVisible():  # the columns' names do not say their system, so it is asked for now
        assert dialog.form.head.crs.isVisible()
        hands.choose(qtbot, dialog.form.head.crs, "EPSG:32717")
        hands.press(qtbot, dialog.add)
    hands.gone(qtbot, window, ImportDialog)
    assert window.context.project.layers[-1].geometry[0] == pytest.approx((641_000, 9_757_000))


def test_several_files_one_after_the_other(empty, qtbot, tmp_path):
    files = [parks(tmp_path / "parques.geojson"), tmp_path / "roto.gpkg", lamps(tmp_path / "luminarias.csv")]
    files[1].write_bytes(b"SQLite format 3\0" + b"nothing more")
    empty.context.request_import.emit(files)
    dialog = shown(qtbot, empty)
    assert dialog._place.text() == "File 1 of 3"
    hands.press(qtbot, dialog.add)
    hands.until(qtbot, lambda: dialog._place.text() == "File 2 of 3" and dialog._failure.isVisible())
    assert "roto.gpkg" in dialog._failure.text()
    assert not dialog.add.isEnabled()
    assert not dialog.all.isVisible()
    hands.press(qtbot, dialog.skip)
    hands.until(qtbot, lambda: dialog._place.text() == "File 3 of 3" and dialog.add.isEnabled())
    assert dialog.form.head.role.currentData() == Role.LAMPS
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)
    assert [layer.role for layer in empty.context.project.layers] == [Role.SPACES, Role.LAMPS]
    assert empty.canvas.bubble.text() == "2 layers added: 7 of 7 rows used; 0 left out."


def test_all_at_once_where_all_is_certain(empty, qtbot, tmp_path):
    files = [parks(tmp_path / "parques.geojson"), lamps(tmp_path / "luminarias.csv"), lamps(tmp_path / "postes.csv")]
    empty.context.request_import.emit(files)
    dialog = shown(qtbot, empty)
    hands.until(qtbot, dialog.all.isVisible)
    hands.press(qtbot, dialog.all)
    hands.gone(qtbot, empty, ImportDialog)
    names = [layer.name for layer in empty.context.project.layers]
    assert names == ["Public spaces", "Lamps", "postes"]
    # Three layers are three steps.
    empty.context.undo()
    assert len(empty.context.project.layers) == 2


def test_layers_of_one_file(empty, qtbot, tmp_path):
    folder = resources.path(root="sample_layers")
    empty.context.request_import.emit([folder / "espacios_publicos.gpkg"])
    dialog = shown(qtbot, empty)
    head = dialog.form.head
    assert head.layer.currentData() == "espacios_publicos_ficticios"
    hands.press(qtbot, dialog.again)
    hands.until(qtbot, lambda: len(empty.context.project.layers) == 1 and dialog.add.isEnabled())
    assert head.layer.currentData() != "espacios_publicos_ficticios"
    hands.choose(qtbot, head.layer, "limite_urbano_ficticio")
    assert head.role.currentData() == Role.BOUNDARY
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)
    assert [layer.role for layer in empty.context.project.layers] == [Role.SPACES, Role.BOUNDARY]


def test_the_same_file_again_replaces_its_layer(empty, qtbot, tmp_path):
    file = parks(tmp_path / "parques.geojson")
    for _ in range(2):
        empty.context.request_import.emit([file])
        dialog = shown(qtbot, empty)
        assert dialog.form.head.name.text() == "Public spaces"
        hands.press(qtbot, dialog.add)
        hands.gone(qtbot, empty, ImportDialog)
    (layer,) = empty.context.project.layers
    assert ("The layer that came from the same source was replaced.", {}) in layer.source.notes


def test_adding_can_be_given_up_and_done_after_all(empty, qtbot, tmp_path, monkeypatch):
    from spaceplanner.services import importing

    asked, go_on = threading.Event(), threading.Event()
    real = importing.read

    def slow(project: Any, request: Any, progress: Any) -> Any:
        asked.set()
        while not go_on.wait(0.01):
            progress(0.3, "Reading the rows")
        return real(project, request, progress)

    monkeypatch.setattr(importing, "read", slow)
    empty.context.request_import.emit([parks(tmp_path / "parques.geojson")])
    dialog = shown(qtbot, empty)
    hands.press(qtbot, dialog.add)
    assert asked.wait(10)
    hands.until(qtbot, lambda: dialog._bar.isVisible() and dialog._doing.text() == "Reading the rows")
    assert not dialog.form.isEnabled()
    hands.press(qtbot, dialog.cancel)
    assert dialog.isVisible()
    assert dialog.form.isEnabled()
    assert not empty.context.project.layers
    go_on.set()
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)
    assert len(empty.context.project.layers) == 1


def test_the_file_is_looked_into_again_with_another_encoding(window, qtbot, tmp_path):
    file = tmp_path / "negocios.csv"
    file.write_bytes("lon,lat,nombre\n-79.9,-2.2,Peña\n-79.8,-2.2,Ñandú\n".encode("cp850"))
    window.context.request_import.emit([file])
    dialog = shown(qtbot, window)
    form = dialog.form
    hands.choose(qtbot, form.head.role, "Businesses")
    hands.press(qtbot, form.more.head)
    hands.choose(qtbot, form.encoding, "CP850")
    hands.until(qtbot, lambda: dialog.add.isEnabled() and "Peña" in str(form.head.info.fields))
    assert request_of(dialog).encoding == "cp850"


def test_coverage_from_a_file(window, qtbot, tmp_path):
    area = parks(tmp_path / "area.geojson", rows=1)
    window.context.request_import.emit([lamps(tmp_path / "luminarias.csv")])
    dialog = shown(qtbot, window)
    hands.press(qtbot, dialog.form.more.head)
    hands.choose(qtbot, dialog.form.coverage.choice, "the area in a file")
    hands.press(qtbot, dialog.form.coverage.button)
    files = hands.dialog(qtbot, window, QFileDialog)
    files.fileSelected.emit(str(area))
    files.reject()
    assert request_of(dialog).coverage == area
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, window, ImportDialog)
    covered = window.context.project.layers[-1].coverage
    assert covered is not None
    assert 10_000 < covered.area < 15_000


def test_files_are_asked_for_where_none_are_given(empty, qtbot, tmp_path):
    file = parks(tmp_path / "parques.geojson")
    qtbot.keyClick(empty, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    files = hands.dialog(qtbot, empty, QFileDialog)
    assert files.fileMode() is QFileDialog.FileMode.ExistingFiles
    files.filesSelected.emit([str(file)])
    files.reject()
    assert shown(qtbot, empty).form.head.role.currentData() == Role.SPACES


def test_what_came_in_and_what_did_not_in_full(empty, qtbot, tmp_path):
    file = tmp_path / "luminarias.csv"
    file.write_text("lon,lat,funciona\n-79.9,-2.2,si\n,,no\n0,0,si\n-79.8,-2.2,quizás\n", encoding="utf-8")
    empty.context.request_import.emit([file])
    hands.press(qtbot, shown(qtbot, empty).add)
    hands.gone(qtbot, empty, ImportDialog)
    assert empty.canvas.bubble.text() == "Lamps: 2 of 4 rows used; 2 left out."
    hands.press(qtbot, empty.canvas.bubble._more)
    report = hands.dialog(qtbot, empty, ImportReport)
    texts = [label.text() for label in report.findChildren(QLabel)]
    for words in ("Rows read", "4", "without a position", "with zero coordinates", "funciona"):
        assert words in texts
    assert any("quizás" in text for text in texts)
    report.reject()
    hands.gone(qtbot, empty, ImportReport)
    # Later, too: from the layer itself.
    panel = empty.docks["layers"].panel
    panel.tree.setCurrentIndex(panel.model.index(0, 0))
    empty.actions_.get("layer_details").trigger()
    assert hands.dialog(qtbot, empty, ImportReport).isVisible()


def test_hostile_names_are_shown_as_they_are(empty, qtbot, tmp_path):
    name = "<b>x</b> & " + "muy largo " * 30
    file = parks(tmp_path / "<b>x<b>.geojson", column="nombre")
    content = json.loads(file.read_text())
    content["features"][0]["properties"] = {name: name, "nombre": "<img src=x>"}
    file.write_text(json.dumps(content))
    empty.context.request_import.emit([file])
    dialog = shown(qtbot, empty)
    assert dialog._title.full == "<b>x<b>.geojson"
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert "<b>" not in label.toolTip()
    assert dialog.width() < 800
    hands.choose(qtbot, dialog.form.head.role, "Public spaces")
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, empty, ImportDialog)


def test_the_dialog_can_be_used_with_the_keyboard_alone(empty, qtbot, tmp_path):
    empty.context.request_import.emit([parks(tmp_path / "parques.geojson")])
    dialog = shown(qtbot, empty)
    # The order is that of the finished form: rows that were just made are shown a moment later, and Tab passes over what is hidden.
    form = dialog.form
    last = [*(form.mapping.choice(field) for field in form.mapping.fields), form.filter.head, dialog.add]
    qtbot.waitUntil(
        lambda: not empty.context.tasks.active and all(part.isVisible() and part.isEnabled() for part in last)
    )
    assert dialog.focusWidget() is dialog.form.head.role
    seen: list[Any] = []
    for _ in range(40):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        found = dialog.focusWidget()
        assert found.accessibleName() or getattr(found, "text", str)()
        if found in seen:
            break
        seen.append(found)
    assert seen.index(dialog.form.head.name) < seen.index(dialog.form.mapping.choice("id"))
    assert seen.index(dialog.form.mapping.choice("condition")) < seen.index(dialog.form.filter.head)
    assert seen.index(dialog.form.filter.head) < seen.index(dialog.add)
    qtbot.keyClick(dialog.form.head.name, Qt.Key.Key_Return)
    hands.gone(qtbot, empty, ImportDialog)
    assert len(empty.context.project.layers) == 1


def test_every_field_of_every_role_has_words():
    from spaceplanner.io import roles

    for spec in roles.roles().values():
        for field in spec.fields:
            assert import_words.field(field.id) != field.id or field.id == "id"


def test_it_speaks_spanish(window, qtbot, tmp_path):
    window.language.use("es")
    window.context.request_import.emit([lamps(tmp_path / "luminarias.csv")])
    dialog = shown(qtbot, window)
    assert dialog.form.head.role.currentText() == "Luminarias"
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, window, ImportDialog)
    assert i18n.language() == "es"


def test_a_project_that_is_dropped_is_opened(empty, qtbot, tmp_path):
    path = tmp_path / "otra.gpkg"
    project_file.save(Project(name="Otra ciudad"), path)
    with qtbot.waitSignal(empty.files.opened):
        empty.context.request_import.emit([path])
    assert empty.context.project.name == "Otra ciudad"
    assert importer_of(empty).dialog is None
