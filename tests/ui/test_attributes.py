"""The table of a layer in its window, driven by mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.services import attributes, feature_selection
from spaceplanner.services.document import Document
from spaceplanner.ui import attributes_window
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.layers_panel import LayersPanel
from spaceplanner.ui.set_cells_dialog import SetCellsDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import X, Y, points
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from spaceplanner.ui.attributes_window import AttributesWindow
    from spaceplanner.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def opened(qtbot: Any, window: MainWindow, layer: str) -> AttributesWindow:
    """Open a layer's table as a user does: its row in the list of layers, then the key."""
    panel = window.docks["layers"].panel
    assert isinstance(panel, LayersPanel)
    model, found_layer = panel.model, window.context.project.layer(layer)
    assert found_layer is not None
    name = found_layer.name
    place = next(place for place in range(model.rowCount()) if model.index(place, 0).data() == name)
    panel.tree.setCurrentIndex(model.index(place, 0))
    action = window.actions_.get("layer_table")
    assert action is not None
    assert action.isEnabled()
    action.trigger()
    wiring = window.findChild(Wiring)
    assert isinstance(wiring, Wiring)
    found = wiring.tables.open[layer]
    qtbot.waitExposed(found)
    idle(qtbot, found)
    return found


def idle(qtbot: Any, table: AttributesWindow) -> None:
    """Wait until the table is arranged and summed up."""
    tasks = table._context.tasks
    keys = {table._task, f"{table._task}-copy", table.statistics._task}
    qtbot.waitUntil(
        lambda: not table.statistics._soon.isActive() and not any(one.key in keys for one in tasks.active),
        timeout=10_000,
    )


def type_filter(qtbot: Any, table: AttributesWindow, text: str) -> None:
    table.filter.setFocus()
    table.filter.selectAll()
    qtbot.keyClick(table.filter, Qt.Key.Key_Delete)
    idle(qtbot, table)
    qtbot.keyClicks(table.filter, text)
    qtbot.keyClick(table.filter, Qt.Key.Key_Return)
    idle(qtbot, table)


def click(qtbot: Any, table: AttributesWindow, place: int, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    view = table.view
    index = view.attributes.index(place, 0)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), LEFT, modifiers, view.visualRect(index).center())


def sort_by(qtbot: Any, table: AttributesWindow, column: str) -> None:
    head = table.view.horizontalHeader()
    place = table.model.names.index(column)
    at = QPoint(head.sectionViewportPosition(place) + 12, head.height() // 2)
    qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    idle(qtbot, table)


def selected(table: AttributesWindow) -> list[int]:
    rows: list[int] = table._context.selection.of(table.layer_id).tolist()
    return rows


@pytest.fixture
def lamps(window, qtbot):
    rng = np.random.default_rng(3)
    layer = points(
        "poles",
        Role.LAMPS,
        rng.uniform((X, Y), (X + 900, Y + 600), (200, 2)),
        working=[i % 4 != 0 for i in range(200)],
        power_w=[None if i % 10 == 9 else float(i % 7 * 20) for i in range(200)],
        name=[f"=cmd {i}" if i == 5 else f"Poste {i}" for i in range(200)],
    )
    window.context.do("Add", edits.put_layer(layer))
    settle(qtbot, window)
    return opened(qtbot, window, "poles")


def test_the_table_shows_every_row_and_opens_once(lamps, window, qtbot):
    assert (lamps.model.rowCount(), lamps.model.columnCount()) == (200, 3)
    assert lamps.model.index(1, 0).data() == "yes"
    assert lamps.model.index(9, 1).data() == ""
    assert lamps.count.text() == "200 of 200 rows · 0 selected"
    assert opened(qtbot, window, "poles") is lamps
    lamps.close()
    assert "poles" not in window.findChild(Wiring).tables.open


def test_a_filter_is_applied_with_enter_and_taken_back_when_it_is_emptied(lamps, qtbot):
    type_filter(qtbot, lamps, "working = false AND power_w > 60")
    table = lamps.layer.table
    expected = [i for i in range(200) if i % 4 == 0 and i % 10 != 9 and i % 7 * 20 > 60]
    assert lamps.model.rows.tolist() == expected
    assert table.num_rows == 200
    lamps.filter.selectAll()
    qtbot.keyClick(lamps.filter, Qt.Key.Key_Delete)
    idle(qtbot, lamps)
    assert lamps.model.rowCount() == 200


def test_a_filter_that_does_not_parse_says_where_and_loses_nothing(lamps, qtbot):
    type_filter(qtbot, lamps, "working = false")
    before = lamps.model.rows
    type_filter(qtbot, lamps, "power_w >> 3")
    assert lamps.problem.isVisible()
    assert "at character 10" in lamps.problem.text()
    assert lamps.filter.cursorPosition() == 9
    assert lamps.filter.property("wrong")
    assert lamps.filter.text() == "power_w >> 3"
    # Emptying the field on the way showed all rows; the filter that does not parse took none of them away.
    assert lamps.model.rowCount() == 200 > len(before)
    sort_by(qtbot, lamps, "power_w")
    assert lamps.model.rowCount() == 200
    assert lamps.layer.table.column("power_w")[int(lamps.model.rows[0])].as_py() == 0
    type_filter(qtbot, lamps, "watt = 3")
    assert lamps.problem.text().startswith("There is no column watt.")
    qtbot.keyClicks(lamps.filter, "0")
    assert not lamps.problem.isVisible()


def test_a_click_on_a_head_sorts_and_keeps_widths_and_what_is_selected(lamps, qtbot):
    click(qtbot, lamps, 3)
    lamps.view.setColumnWidth(0, 77)
    sort_by(qtbot, lamps, "power_w")
    values = lamps.layer.table.column("power_w").to_pylist()
    shown = [values[row] for row in lamps.model.rows]
    known = [value for value in shown if value is not None]
    assert known == sorted(known)
    assert shown[len(known) :] == [None] * 20
    sort_by(qtbot, lamps, "power_w")
    assert [values[row] for row in lamps.model.rows][: len(known)] == sorted(known, reverse=True)
    assert selected(lamps) == [3]
    assert lamps.view.columnWidth(0) == 77
    type_filter(qtbot, lamps, "power_w = 120")
    assert lamps.view.columnWidth(0) == 77
    assert lamps.view.horizontalHeader().sortIndicatorSection() == 1


def test_rows_are_selected_by_mouse_and_keys(lamps, qtbot, window):
    told: list[Any] = []
    window.context.selection_changed.connect(told.append)
    click(qtbot, lamps, 2)
    assert selected(lamps) == [2]
    click(qtbot, lamps, 5, SHIFT)
    assert selected(lamps) == [2, 3, 4, 5]
    click(qtbot, lamps, 3, CONTROL)
    assert selected(lamps) == [2, 4, 5]
    click(qtbot, lamps, 8, CONTROL)
    assert selected(lamps) == [2, 4, 5, 8]
    qtbot.keyClick(lamps.view, Qt.Key.Key_Down)
    assert selected(lamps) == [9]
    qtbot.keyClick(lamps.view, Qt.Key.Key_Down, SHIFT)
    assert selected(lamps) == [9, 10]
    qtbot.keyClick(lamps.view, Qt.Key.Key_Space)
    assert selected(lamps) == [9]
    qtbot.keyClick(lamps.view, Qt.Key.Key_A, CONTROL)
    assert selected(lamps) == list(range(200))
    assert {key for selection in told for key in selection.rows} == {"poles"}
    assert lamps.count.text() == "200 of 200 rows · 200 selected"


def test_dragging_selects_what_is_dragged_over(lamps, qtbot):
    view, model = lamps.view, lamps.model
    at = [view.visualRect(model.index(place, 0)).center() for place in (1, 3, 4)]
    qtbot.mousePress(view.viewport(), LEFT, pos=at[0])
    for point in at[1:]:
        qtbot.mouseMove(view.viewport(), point)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=at[2])
    assert selected(lamps) == [1, 2, 3, 4]


def test_what_is_selected_elsewhere_is_marked_and_brought_into_view(lamps, window, qtbot):
    window.canvas.setFocus()
    lamps.filter.setFocus()
    window.context.select(feature_selection.selection({"poles": np.array([180, 3, 180])}))
    assert selected(lamps) == [3, 180]
    assert lamps.model.is_selected(3)
    assert not lamps.model.is_selected(4)
    window.context.select(feature_selection.selection({"poles": np.array([180])}))
    assert not lamps.view.visualRect(lamps.model.index(180, 0)).isEmpty()
    assert lamps.view.viewport().rect().intersects(lamps.view.visualRect(lamps.model.index(180, 0)))
    qtbot.mouseClick(lamps.only_selected, LEFT)
    idle(qtbot, lamps)
    assert lamps.model.rows.tolist() == [180]
    window.context.select(feature_selection.selection({"poles": np.array([7, 8])}))
    idle(qtbot, lamps)
    assert lamps.model.rows.tolist() == [7, 8]
    qtbot.mouseClick(lamps.only_selected, LEFT)
    idle(qtbot, lamps)
    assert lamps.model.rowCount() == 200


def test_the_map_shows_the_selected_rows(lamps, window, qtbot):
    assert not lamps.zoom.isEnabled()
    click(qtbot, lamps, 11)
    qtbot.mouseClick(lamps.zoom, LEFT)
    west, south, east, north = window.canvas.view.bounds
    x, y = lamps.layer.geometry[11]
    assert west < x < east
    assert south < y < north
    assert (west + east) / 2 == pytest.approx(x, abs=1)
    assert (south + north) / 2 == pytest.approx(y, abs=1)


def test_all_that_is_shown_can_be_selected(lamps, qtbot):
    type_filter(qtbot, lamps, "power_w = 120")
    qtbot.mouseClick(lamps.select_shown, LEFT)
    assert selected(lamps) == lamps.model.rows.tolist()


def test_statistics_follow_the_column_the_filter_and_the_selection(lamps, qtbot):
    facts = lamps.statistics.facts
    qtbot.mouseClick(lamps.view.viewport(), LEFT, pos=lamps.view.visualRect(lamps.model.index(0, 1)).center())
    idle(qtbot, lamps)
    assert lamps.statistics.column.full == "power_w"
    assert facts["rows"].text() == "200"
    assert facts["missing"].text() == "20 10%"
    assert facts["most"].text() == "120"
    type_filter(qtbot, lamps, "power_w <= 40")
    values = [v for v in lamps.layer.table.column("power_w").to_pylist() if v is not None and v <= 40]
    assert facts["count"].text() == str(len(values))
    assert facts["mean"].text() == i18n.number(float(np.mean(values)), 0 if np.mean(values) == 20 else 2)
    lamps.statistics.scope.choose("selected")
    idle(qtbot, lamps)
    assert facts["rows"].text() == "1"
    lamps.statistics.scope.choose("all")
    idle(qtbot, lamps)
    assert facts["rows"].text() == "200"


def test_rows_are_copied_as_csv_that_runs_nothing(lamps, qtbot):
    for place, modifiers in ((4, Qt.KeyboardModifier.NoModifier), (5, CONTROL)):
        click(qtbot, lamps, place, modifiers)
    lamps.view.setFocus()
    qtbot.keyClick(lamps.view, Qt.Key.Key_C, CONTROL)
    idle(qtbot, lamps)
    text = QGuiApplication.clipboard().text()
    assert text == '"working","power_w","name"\nfalse,80,"Poste 4"\ntrue,100,"\'=cmd 5"\n'
    assert bytes(QGuiApplication.clipboard().mimeData().data("text/csv").data()).decode() == text
    assert lamps.count.text() == "2 rows are in the clipboard as CSV."


def test_a_hidden_column_is_neither_shown_nor_copied(lamps, qtbot):
    action = next(action for action in lamps._menu.actions() if action.text() == "power_w")
    action.trigger()
    assert lamps.view.isColumnHidden(1)
    sort_by(qtbot, lamps, "name")
    assert lamps.view.isColumnHidden(1)
    type_filter(qtbot, lamps, "name = 'Poste 7'")
    assert lamps.view.isColumnHidden(1)
    qtbot.mouseClick(lamps.copy, LEFT)
    idle(qtbot, lamps)
    assert QGuiApplication.clipboard().text() == '"working","name"\ntrue,"Poste 7"\n'


def test_incidents_are_shown_but_not_copied(window, qtbot):
    table = opened(qtbot, window, "incidents")
    QGuiApplication.clipboard().setText("before")
    told: list[Any] = []
    window.context.message.connect(lambda text, level: told.append((text, level)))
    qtbot.mouseClick(table.copy, LEFT)
    idle(qtbot, table)
    assert QGuiApplication.clipboard().text() == "before"
    assert told
    assert "no raw incident leaves the program" in told[0][0]
    assert "no raw incident leaves the program" in table.count.text()
    assert table.statistics.note.isVisible()
    assert not table.statistics.facts["least"].isVisible()


def test_escape_ends_what_is_computed_for_the_table(lamps, window, qtbot, monkeypatch):
    answer, filtered, csv_text = Event(), attributes.filtered, attributes.csv_text
    monkeypatch.setattr(attributes, "filtered", lambda *given: answer.wait(10) and filtered(*given))
    monkeypatch.setattr(attributes, "csv_text", lambda *given: answer.wait(10) and csv_text(*given))
    told: list[Any] = []
    window.context.message.connect(lambda text, _level: told.append(text))
    qtbot.mouseClick(lamps.copy, LEFT)
    lamps._arrange()
    lamps.view.setFocus()
    qtbot.keyClick(lamps.view, Qt.Key.Key_Escape)
    assert "poles" not in window.findChild(Wiring).tables.open
    assert not {one.key for one in window.context.tasks.active} & {"table-poles", "table-poles-copy"}
    answer.set()
    window.context.do("Remove", edits.remove_layer("poles"))
    settle(qtbot, window)
    hands.idle(qtbot, window)
    assert not told


def test_escape_empties_the_filter_before_it_closes_the_table(lamps, window, qtbot):
    type_filter(qtbot, lamps, "power_w = 120")
    qtbot.keyClicks(lamps.filter, " AND")
    qtbot.keyClick(lamps.filter, Qt.Key.Key_Escape)
    assert lamps.isVisible()
    assert lamps.filter.text() == ""
    idle(qtbot, lamps)
    assert lamps.model.rowCount() == 200
    qtbot.keyClick(lamps.filter, Qt.Key.Key_Escape)
    assert "poles" not in window.findChild(Wiring).tables.open


def test_a_layer_that_goes_takes_its_window_along(lamps, window, qtbot):
    window.context.do("Remove", edits.remove_layer("poles"))
    assert "poles" not in window.findChild(Wiring).tables.open
    window.context.undo()
    assert opened(qtbot, window, "poles").model.rowCount() == 200


def test_another_project_has_tables_of_its_own(lamps, window, qtbot):
    """Its layer has the same id: the old table, its filter and its selection are not that layer's."""
    tables = window.findChild(Wiring).tables
    type_filter(qtbot, lamps, "power_w = 120")
    other = Document(replace(window.context.project, name="Other"))
    window.context.open(other)
    assert tables.open == {}
    settle(qtbot, window)
    assert not {one.key for one in window.context.tasks.active} & {"table-poles"}
    again = opened(qtbot, window, "poles")
    assert again.filter.text() == ""
    assert again.model.rowCount() == 200


def test_another_version_of_the_layer_is_shown(lamps, window, qtbot):
    shorter = points("poles", Role.LAMPS, lamps.layer.geometry[:50], label=[str(i) for i in range(50)])
    window.context.do("Replace", edits.put_layer(shorter))
    idle(qtbot, lamps)
    assert (lamps.model.rowCount(), lamps.model.columnCount()) == (50, 1)
    assert lamps.model.index(7, 0).data() == "7"


def test_it_follows_the_language(lamps, window):
    i18n.use("es")
    window.context.language_changed.emit()
    assert lamps.model.index(0, 1).data() == "0"
    i18n.use("en")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_filter_is_wide_enough_to_be_read_in_the_narrowest_window(lamps, qtbot, language):
    i18n.use(language)
    lamps._context.language_changed.emit()
    lamps.resize(lamps.minimumSizeHint())
    qtbot.waitUntil(lambda: lamps.filter.width() >= lamps.filter.fontMetrics().averageCharWidth() * 40, timeout=2000)
    assert lamps.width() <= 830
    i18n.use("en")


def test_hostile_texts_are_shown_in_one_line(window, qtbot):
    text = "<b>x</b>\nsecond\ttab" + "y" * 5000
    layer = points("odd", Role.CONTEXT, np.array([(X, Y)]), **{"<i>n</i>\n&amp": pa.array([text])})
    window.context.do("Add", edits.put_layer(layer))
    settle(qtbot, window)
    table = opened(qtbot, window, "odd")
    shown = table.model.index(0, 0).data()
    assert shown.startswith("<b>x</b> second tab")
    assert len(shown) == 300
    assert "&lt;b&gt;" in table.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def edit_cell(qtbot: Any, table: AttributesWindow, place: int, column: int) -> Any:
    """Open a cell's editor with the mouse and return it."""
    view = table.view
    at = view.visualRect(table.model.index(place, column)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(view.viewport(), LEFT, pos=at)
    return view.indexWidget(table.model.index(place, column)) or next(
        (child for child in view.viewport().findChildren((QLineEdit)) if child.isVisible()),
        next((child for child in view.viewport().findChildren(Choice) if child.isVisible()), None),
    )


def values(table: AttributesWindow, column: str) -> list[Any]:
    found: list[Any] = table.layer.table.column(column).to_pylist()
    return found


def test_a_cell_is_changed_and_undone_in_one_step(lamps, window, qtbot):
    editor = edit_cell(qtbot, lamps, 2, 1)
    assert editor.text() == "40.0"
    editor.selectAll()
    qtbot.keyClicks(editor, "75,5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    idle(qtbot, lamps)
    assert values(lamps, "power_w")[2] == 75.5
    assert lamps.model.index(2, 1).data() == "75.5"
    assert lamps.model.is_changed(lamps.model.index(2, 1))
    assert "Imported as: 40" in lamps.model.index(2, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert lamps.layer.imported.column("power_w")[2].as_py() == 40
    assert window.context.document.undo_label == "Change a cell"
    qtbot.keyClick(lamps, Qt.Key.Key_Z, CONTROL)
    idle(qtbot, lamps)
    assert values(lamps, "power_w")[2] == 40
    assert not lamps.model.is_changed(lamps.model.index(2, 1))


def test_a_wrong_value_is_refused_at_the_cell_and_can_be_mended(lamps, qtbot):
    editor = edit_cell(qtbot, lamps, 2, 1)
    editor.selectAll()
    qtbot.keyClicks(editor, "bright")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor.property("wrong")
    assert "is no number" in editor.accessibleDescription()
    assert editor.text() == "bright"
    editor.selectAll()
    qtbot.keyClicks(editor, "-3")
    assert not editor.property("wrong")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "cannot be negative" in editor.accessibleDescription()
    editor.selectAll()
    qtbot.keyClicks(editor, "90")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    idle(qtbot, lamps)
    assert values(lamps, "power_w")[2] == 90


def test_rows_that_are_sorted_meanwhile_do_not_move_under_a_cell(lamps, qtbot, monkeypatch):
    """The answer to a click on a head comes while a cell is written: it waits, and the cell is that of its row."""
    sort_by(qtbot, lamps, "name")
    answer, arranged = Event(), attributes_window._arranged

    def later(*args: Any, **named: Any) -> Any:
        answer.wait(10)
        return arranged(*args, **named)

    monkeypatch.setattr(attributes_window, "_arranged", later)
    head = lamps.view.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(2) + 12, head.height() // 2)
    qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    row, before = int(lamps.model.rows[2]), values(lamps, "power_w")
    editor = edit_cell(qtbot, lamps, 2, 1)
    editor.selectAll()
    qtbot.keyClicks(editor, "7")
    answer.set()
    idle(qtbot, lamps)
    assert editor.isVisible()
    assert int(lamps.model.rows[2]) == row
    qtbot.keyClicks(editor, "77")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not lamps.view.editing)
    idle(qtbot, lamps)
    expected = [777.0 if place == row else value for place, value in enumerate(before)]
    assert values(lamps, "power_w") == expected
    shown = [lamps.layer.table.column("name")[int(place)].as_py() for place in lamps.model.rows]
    assert shown == sorted(shown, reverse=True)


def test_escape_leaves_a_cell_as_it_was(lamps, window, qtbot):
    editor = edit_cell(qtbot, lamps, 2, 2)
    qtbot.keyClicks(editor, "other")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert values(lamps, "name")[2] == "Poste 2"
    assert window.context.document.undo_label != "Change a cell"
    assert lamps.isVisible()


def test_yes_and_no_are_chosen_and_the_lamp_goes_out(lamps, window, qtbot):
    editor = edit_cell(qtbot, lamps, 1, 0)
    assert isinstance(editor, Choice)
    assert [editor.itemText(i) for i in range(editor.count())] == ["–", "yes", "no"]
    assert editor.currentText() == "yes"
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: values(lamps, "working")[1] is False)
    idle(qtbot, lamps)
    settle(qtbot, window)


def test_a_value_is_set_in_all_selected_rows_as_one_step(lamps, window, qtbot):
    type_filter(qtbot, lamps, "working = false")
    qtbot.mouseClick(lamps.select_shown, LEFT)
    lamps.view.setCurrentIndex(lamps.model.index(0, 1))
    qtbot.mouseClick(lamps.set_value, LEFT)
    dialog = lamps.findChild(SetCellsDialog)
    assert dialog.column.currentData() == "power_w"
    qtbot.keyClicks(dialog.value, "many")
    dialog._buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert dialog.isVisible()
    assert "is no number" in dialog.problem.text()
    dialog.value.selectAll()
    qtbot.keyClicks(dialog.value, "55")
    dialog._buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    idle(qtbot, lamps)
    assert [value for row, value in enumerate(values(lamps, "power_w")) if row % 4 == 0] == [55.0] * 50
    window.context.undo()
    idle(qtbot, lamps)
    assert lamps.layer.overlay is None


def test_incidents_and_codes_of_spaces_are_not_changed(window, qtbot):
    told: list[Any] = []
    window.context.message.connect(lambda text, _level: told.append(text))
    table = opened(qtbot, window, "incidents")
    assert edit_cell(qtbot, table, 0, 2) is None
    assert "correct it at its source" in told[-1]
    click(qtbot, table, 0)
    assert not table.set_value.isEnabled()
    spaces = opened(qtbot, window, "spaces")
    assert edit_cell(qtbot, spaces, 0, 0) is None
    assert "codes" in told[-1]
