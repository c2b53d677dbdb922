"""The window as a whole: undo, files, languages, themes, steps, names for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
)

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.i18n import gettext
from spaceplanner.services import settings
from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app
from spaceplanner.ui.actions import MENUS, SPECS
from spaceplanner.ui.proposals_model import PLACES
from spaceplanner.ui.stepper import STEPS
from tests.services.city import town
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


def menu_of(action: QAction) -> QMenu:
    found = action.menu()
    assert isinstance(found, QMenu)
    return found


def menu_texts(window: MainWindow) -> dict[str, list[str]]:
    """Return the menus' titles and the entries of each."""
    return {
        top.text().replace("&", ""): [item.text() for item in menu_of(top).actions() if not item.isSeparator()]
        for top in window.menuBar().actions()
    }


def entry(window: MainWindow, menu: str, part: str, text: str) -> QAction:
    """Return an entry of a part of a menu."""
    for top in window.menuBar().actions():
        if top.text().replace("&", "") == menu:
            for sub in menu_of(top).actions():
                if sub.menu() is not None and sub.text().replace("&", "") == part:
                    return next(action for action in menu_of(sub).actions() if action.text() == text)
    raise AssertionError(f"no {menu} > {part} > {text}")


def dialog_of(window: MainWindow, kind: type[Any]) -> Any:
    return next(found for found in window.findChildren(kind) if found.isVisible())


def test_undo_says_what_it_takes_back(window):
    context, undo, redo = window.context, window.actions_.get("undo"), window.actions_.get("redo")
    assert not undo.isEnabled()
    context.do("Hide layer", edits.change_layer("lamps", visible=False))
    assert undo.text() == "&Undo: Hide layer"
    undo.trigger()
    assert context.project.layer("lamps").visible
    assert redo.text() == "&Redo: Hide layer"
    redo.trigger()
    assert not context.project.layer("lamps").visible
    assert not redo.isEnabled()


def test_a_refused_edit_is_told(window):
    assert not window.context.do("x", edits.remove_layer("nothing"))
    assert "nothing" in window.canvas.bubble.text()
    window.canvas.bubble.mousePressEvent(None)
    assert window.canvas.bubble.text() == ""


def test_the_title_tells_the_project_and_whether_it_is_saved(window, tmp_path, qtbot):
    assert window.windowTitle() == "Ciudad de prueba[*] · SpacePlanner"
    assert window.isWindowModified()
    with qtbot.waitSignal(window.context.saved_changed):
        window.files._write(tmp_path / "p.gpkg", None)
    assert not window.isWindowModified()
    assert window.status.saved.text().startswith("Saved at ")
    window.context.do("x", edits.change_layer("lamps", visible=False))
    assert window.isWindowModified()
    assert window.status.saved.text() == "Unsaved changes"


def menus_of(action: QAction) -> list[QMenu]:
    """Return the menu of an entry, and those within it."""
    menu = menu_of(action)
    return [menu, *(inner for one in menu.actions() if one.menu() is not None for inner in menus_of(one))]


def test_no_menu_entry_is_dead_and_every_bound_action_is_in_a_menu(window):
    named = {name for _, names in MENUS for name in names if name.isidentifier()}
    assert named <= {spec.id for spec in SPECS}
    assert all(entries for entries in menu_texts(window).values())
    shown = {action for top in window.menuBar().actions() for menu in menus_of(top) for action in menu.actions()}
    for action in window.actions_.bound():
        assert action in shown, action.objectName()


def test_no_key_does_two_things(window):
    keys = [action.shortcut().toString() for action in window.findChildren(QAction)]
    keys += [button.shortcut().toString() for button in window.findChildren(QAbstractButton)]
    used = [key for key in keys if key]
    assert len(used) == len(set(used)), sorted(used)


def test_every_control_has_a_name(window):
    """A screen reader can name what the keyboard reaches."""
    nameless = [
        widget
        for kind in (QAbstractButton, QLineEdit, QAbstractItemView, QComboBox)
        for widget in window.findChildren(kind)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(window)
        and not (
            widget.accessibleName() or (isinstance(widget, QAbstractButton) and (widget.text() or widget.toolTip()))
        )
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []
    assert window.canvas.accessibleName() == "Map"
    assert window.canvas.accessibleDescription()


def test_the_language_changes_at_once_and_everywhere(window, qtbot):
    english = menu_texts(window)
    i18n_texts = [window.stepper.button(step.id).text() for step in STEPS]
    entry(window, "View", "Language", "Español").trigger()
    assert i18n.language() == "es"
    spanish = menu_texts(window)
    assert list(spanish)[:2] == [gettext("&File").replace("&", ""), gettext("&Edit").replace("&", "")]
    if gettext("&File") != "&File":
        assert spanish != english
        assert [window.stepper.button(step.id).text() for step in STEPS] != i18n_texts
    assert window.canvas.tool_palette.button(*_place("led_lamp")).accessibleName() == "Luminaria LED"
    assert window.context.preferences.language == "es"
    box = QMessageBox(window)
    box.setStandardButtons(QMessageBox.StandardButton.Cancel | QMessageBox.StandardButton.Discard)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "Cancelar"
    box.deleteLater()
    window.language.use("en")
    assert menu_texts(window) == english
    qtbot.waitUntil(lambda: not window.context.tasks.active)
    assert settings.load(window.context.preferences_path)[0].language == "es"


def _place(kind: str) -> tuple[Tool, str]:
    return Tool.PLACE, kind


def test_dark_and_light(window, qtbot):
    entry(window, "View", "Theme", "Dark").trigger()
    assert window.context.appearance.name == "dark"
    assert window.palette().window().color().name() == "#1b222a"
    settle(qtbot, window)
    assert window.canvas.cache.frame.subject.theme == "dark"
    entry(window, "View", "Theme", "Light").trigger()
    settle(qtbot, window)
    assert window.canvas.cache.frame.subject.theme == "light"
    qtbot.waitUntil(lambda: not window.context.tasks.active)


def test_steps_arrange_the_panels(window, qtbot):
    qtbot.mouseClick(window.stepper.button("data"), LEFT)
    assert window.docks["layers"].isVisible()
    assert not window.docks["spaces"].isVisible()
    qtbot.mouseClick(window.stepper.button("score"), LEFT)
    assert not window.docks["layers"].isVisible()
    assert not window.docks["spaces"].isVisible()
    assert window.docks["proposals"].isVisible()
    window.docks["layers"].toggleViewAction().trigger()
    assert window.docks["layers"].isVisible()
    qtbot.mouseClick(window.docks["layers"].bar.close_button, LEFT)
    assert not window.docks["layers"].isVisible()


def test_saved_and_opened_again(window, qtbot, tmp_path):
    path = tmp_path / "ciudad.gpkg"
    window.actions_.get("save").trigger()
    dialog = dialog_of(window, QFileDialog)
    dialog.selectFile(str(path))
    with qtbot.waitSignal(window.context.saved_changed):
        dialog.accept()
    assert path.is_file()
    before = window.context.document
    window.files.load(path)
    qtbot.waitUntil(lambda: window.context.document is not before, timeout=10_000)
    assert window.context.document.path == path
    assert [layer.name for layer in window.context.project.layers] == [layer.name for layer in town().layers]
    settle(qtbot, window)
    recent = entry(window, "File", "Open recent", "ciudad.gpkg")
    assert recent.isEnabled()
    before = window.context.document
    recent.trigger()
    qtbot.waitUntil(lambda: window.context.document is not before, timeout=10_000)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.context.tasks.active)


def test_a_file_that_is_no_project_is_told_and_the_project_stays(window, qtbot, tmp_path):
    path = tmp_path / "no.gpkg"
    path.write_bytes(b"this is no project")
    before = window.context.document
    window.files.load(path)
    qtbot.waitUntil(lambda: window.canvas.bubble.text() != "", timeout=10_000)
    assert "no.gpkg" in window.canvas.bubble.text()
    assert window.context.document is before


def test_a_recent_file_that_is_gone_is_forgotten(window, qtbot, tmp_path):
    gone = tmp_path / "gone.gpkg"
    window.context.prefer(settings.opened(window.context.preferences, gone))
    window.files.load(gone)
    qtbot.waitUntil(lambda: window.canvas.bubble.text() != "", timeout=10_000)
    assert window.context.preferences.recent == ()
    qtbot.waitUntil(lambda: not window.context.tasks.active)


@pytest.mark.parametrize("answer", ["Cancel", "Discard", "Save"])
def test_unsaved_changes_are_asked_about(window, qtbot, tmp_path, answer):
    context = window.context
    context.document.save(tmp_path / "p.gpkg")
    context.do("x", edits.change_layer("lamps", visible=False))
    window.close()
    assert window.isVisible()
    box = dialog_of(window, QMessageBox)
    assert "Ciudad de prueba" in box.text()
    button = box.button(QMessageBox.StandardButton[answer])
    qtbot.mouseClick(button, LEFT)
    if answer == "Cancel":
        assert window.isVisible()
        assert context.document.dirty
        return
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    assert context.document.dirty == (answer == "Discard")


def test_a_new_project_starts_afresh(window, qtbot, tmp_path):
    context = window.context
    context.document.save(tmp_path / "p.gpkg")
    context.select_space("park")
    window.actions_.get("new").trigger()
    assert context.project.layers == ()
    assert (context.space, context.proposal, context.result) == (None, None, None)
    assert window.canvas.empty.isVisible()


def test_before_and_after(window, qtbot):
    window.context.open(Document(town(proposal=True)))
    settle(qtbot, window)
    button = window.actions_.get("before_after")
    assert window.context.proposal == "merced"  # a project is opened on what was proposed in it
    button.setChecked(True)
    settle(qtbot, window)
    assert not window.canvas.cache.frame.subject.proposed
    button.setChecked(False)
    settle(qtbot, window)
    assert window.canvas.cache.frame.subject.proposed


def test_late_answers_to_old_questions_are_dropped(window, qtbot):
    context = window.context
    results: list[object] = []
    context.result_changed.connect(results.append)
    for visible in (False, True, False):
        context.do("x", edits.change_layer("lamps", visible=visible))
        context.evaluate()
    settle(qtbot, window)
    assert context.result_project is context.project
    assert len(results) <= 2


def test_the_window_is_left_and_found_as_it_was(window, context, appearance, qtbot):
    window.resize(1040, 640)
    window.docks["spaces"].hide()
    for entry in window._proposals._columns.actions():
        if entry.text().startswith(("Net present value", "Cost at the start")):
            entry.toggle()
    window._leaving = True
    window.close()
    kept, note = settings.load(context.preferences_path)
    assert note is None
    assert set(kept.window) == {"geometry", "state", "columns", "panels", "steps"}
    again = app.make_context(appearance, kept, document=Document(town()), preferences_path=context.preferences_path)
    other = app.make_window(again)
    other.show()
    assert not other.docks["spaces"].isVisible()
    assert other.height() == 640
    table = other._proposals.table
    assert not table.isColumnHidden(PLACES["npv"])
    assert table.isColumnHidden(PLACES["cost"])
    other._leaving = True
    other.close()
    app.close(again)
    other.deleteLater()


def test_a_layout_from_elsewhere_does_no_harm(appearance, qtbot, tmp_path):
    broken = Preferences(window={"state": "no layout", "geometry": "###"})
    context = app.make_context(appearance, broken, preferences_path=tmp_path / "s.json")
    window = app.make_window(context)
    window.show()
    assert window.docks["layers"].isVisible()
    window.close()
    app.close(context)
    window.deleteLater()


def test_hostile_names_are_shown_as_they_are(window, qtbot):
    name = '<img src="file:///etc/passwd"><h1>x</h1>&&'
    window.context.do("x", edits.change_layer("lamps", name=name))
    panel = window.docks["layers"].panel
    qtbot.waitUntil(lambda: name in [panel.model.index(i, 0).data() for i in range(panel.model.rowCount())])
    window.context.say(name, "info")
    assert window.canvas.bubble.text() == name
    window.context.open(Document(Project(name=name)))
    assert name in window.windowTitle()


def test_dialogs_and_menus_leave_nothing_behind(window, qtbot):
    before = len(window.findChildren(QMenu))
    for _ in range(3):
        window.language.use("es")
        window.language.use("en")
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    assert len(window.findChildren(QMenu)) <= before
    assert window.rect().contains(window.canvas.mapTo(window, QPoint(0, 0)))


@pytest.mark.parametrize("key", ["M", "I", "Z", "B", "Q", "H", "1"])
def test_letters_and_digits_take_tools_on_the_map_only(window, qtbot, key):
    canvas, table = window.canvas, window.docks["spaces"].panel.table
    canvas.hand.take(Tool.SELECT)
    table.setFocus()
    qtbot.keyClicks(table, key.lower())
    assert canvas.hand.state.tool is Tool.SELECT
    canvas.setFocus()
    qtbot.keyClicks(canvas, key.lower())
    assert canvas.hand.state.tool is not Tool.SELECT
    qtbot.keyClicks(canvas, "v")
    assert canvas.hand.state.tool is Tool.SELECT


def test_a_letter_in_the_table_of_spaces_goes_to_the_space_that_begins_with_it(window, qtbot):
    spaces = window.docks["spaces"].panel
    table, model = spaces.table, spaces.proxy
    names = [model.index(row, 1).data() for row in range(model.rowCount())]
    table.setCurrentIndex(model.index(0, 1))
    table.setFocus()
    qtbot.keyClicks(table, names[1])
    assert table.currentIndex().row() == 1
