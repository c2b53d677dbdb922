"""Online backgrounds in the window: added off, allowed by the user, drawn, remembered, and silent in a stranger's project."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMessageBox

from spaceplanner.domain.background import change_background, put_background
from spaceplanner.services import backgrounds, settings
from spaceplanner.services.document import Document
from spaceplanner.ui.background_dialog import BackgroundDialog
from tests.services.tile_host import hosted, tile
from tests.ui import hands
from tests.ui.test_background_list import entry, painted, reds, tiles

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.ui.background_list import BackgroundList

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def host(monkeypatch, tmp_path):
    monkeypatch.setattr("spaceplanner.io.tile_store.folder", lambda: tmp_path / "kept")
    with hosted(monkeypatch) as made:
        yield made


@pytest.fixture
def window(host, window):
    """The window goes before its server does."""
    yield window
    window.context.online.close()


@pytest.fixture
def panel(window) -> BackgroundList:
    return window.docks["layers"].panel.backgrounds  # type: ignore[no-any-return]


@pytest.fixture
def key(window, host) -> str:
    """An online background, which is off."""
    made = backgrounds.online(window.context.project, "Calles", host.address, "© Prueba", 19)
    window.context.do("Add background", put_background(made))
    return made.id


def click(qtbot: Any, panel: BackgroundList, key: str) -> None:
    box = panel.rows[key].shown
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))


def answer(qtbot: Any, window: Any, words: str) -> QMessageBox:
    box = hands.dialog(qtbot, window, QMessageBox)
    hands.press(qtbot, next(button for button in box.buttons() if button.text().replace("&", "") == words))
    return box


def quiet(qtbot: Any, window: Any) -> None:
    """Wait until nothing is asked or painted."""
    online = window.context.online
    hands.until(qtbot, lambda: not online._tasks.active and not online._soon.isActive())
    painted(qtbot, window)
    hands.until(qtbot, lambda: not online._tasks.active and not online._soon.isActive())
    painted(qtbot, window)


def test_it_is_added_off_and_nothing_is_asked(window, panel, host, qtbot):
    next(action for action in panel.menu.actions() if "internet" in action.text()).trigger()
    dialog = hands.dialog(qtbot, window, BackgroundDialog)
    assert dialog.address.text() == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    assert dialog.attribution.text() == "© OpenStreetMap contributors"
    hands.choose(qtbot, dialog.known, "Another")
    hands.write(qtbot, dialog.name, "Calles")
    hands.write(qtbot, dialog.address, "http://example.org/{z}/{x}/{y}.png")
    hands.write(qtbot, dialog.attribution, "© Prueba")
    hands.accept(qtbot, dialog)
    assert "Only addresses with https" in dialog.warning.text()
    hands.write(qtbot, dialog.address, host.address)
    hands.write(qtbot, dialog.attribution, " ")
    hands.accept(qtbot, dialog)
    assert "whom the map must name" in dialog.warning.text()
    assert window.context.project.backgrounds == ()
    hands.write(qtbot, dialog.attribution, "© Prueba")
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, BackgroundDialog)
    (made,) = window.context.project.backgrounds
    assert (made.name, made.visible, made.deepest, made.attribution) == ("Calles", False, 19, "© Prueba")
    assert "It is off" in window.canvas.bubble.text()
    quiet(qtbot, window)
    assert host.asked == []


def test_the_user_is_told_who_learns_what_and_may_say_no(window, panel, host, key, qtbot):
    click(qtbot, panel, key)
    box = hands.dialog(qtbot, window, QMessageBox)
    assert f"127.0.0.1:{host.server_port}" in box.text()
    assert "which part of the map you look at" in box.informativeText()
    assert box.defaultButton().text().replace("&", "") == "No"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    hands.gone(qtbot, window, QMessageBox)
    assert not panel.rows[key].shown.isChecked()
    assert not window.context.project.background(key).visible
    quiet(qtbot, window)
    assert host.asked == []


def test_allowed_it_is_drawn_named_and_stops_when_it_is_hidden(window, panel, host, key, qtbot):
    click(qtbot, panel, key)
    answer(qtbot, window, "Allow for this project")
    hands.until(qtbot, lambda: window.context.project.background(key).visible)
    hands.until(qtbot, lambda: reds(window) > 0.2)
    quiet(qtbot, window)
    assert window.context.ground.credit == "© Prueba"
    assert host.most <= 2
    count = len(host.asked)
    assert count == len({path for path, _ in host.asked})
    click(qtbot, panel, key)
    window.canvas.zoom_by(0.4)
    quiet(qtbot, window)
    assert len(host.asked) == count
    click(qtbot, panel, key)
    quiet(qtbot, window)
    assert not window.findChildren(QMessageBox), "it is allowed already"
    assert len(host.asked) > count


def test_the_answer_is_kept_by_server_and_project_and_not_in_the_project(window, host, key, qtbot, tmp_path):
    context, path = window.context, tmp_path / "x.gpkg"
    panel = window.docks["layers"].panel.backgrounds
    click(qtbot, panel, key)
    answer(qtbot, window, "Allow for this project")
    quiet(qtbot, window)
    assert context.preferences.online == {}, "a project without a file has no place to be known by"
    context.document.save(path)
    context.saved_changed.emit()
    hands.idle(qtbot, window)
    server = f"127.0.0.1:{host.server_port}"
    assert context.preferences.online == {server: (str(path),)}
    assert settings.load(context.preferences_path)[0].online == {server: (str(path),)}
    assert server not in repr(replace(context.project, backgrounds=()))
    context.open(Document.open(path))
    assert context.online.may_ask(context.project.background(key))
    context.open(Document(context.project))
    assert not context.online.may_ask(context.project.background(key))


def test_somebody_elses_project_has_nothing_asked(window, panel, host, key, qtbot):
    project = change_background(key, visible=True)(window.context.project)
    window.context.open(Document(project))
    window.context.evaluate()
    quiet(qtbot, window)
    assert host.asked == []
    row = panel.rows[key]
    assert "is not asked until you allow it" in row.trouble.text()
    assert row.cure.text() == "Allow…"
    hands.press(qtbot, row.cure)
    answer(qtbot, window, "Allow for this project")
    hands.until(qtbot, lambda: reds(window) > 0.2)
    assert row.trouble.isHidden()
    assert row.cure.isHidden()
    assert host.asked


def test_without_a_network_one_message_and_what_is_kept(window, panel, host, key, qtbot):
    click(qtbot, panel, key)
    answer(qtbot, window, "Allow for this project")
    hands.until(qtbot, lambda: reds(window) > 0.2)
    quiet(qtbot, window)
    said: list[str] = []
    window.context.message.connect(lambda text, _level: said.append(text))
    host.status, host.body = 503, b""
    count = len(host.asked)
    for _ in range(4):
        window.canvas.zoom_by(1.6)
        qtbot.wait(80)
        quiet(qtbot, window)
    assert len(said) == 1
    assert "refuses its tiles (answer 503)" in said[0]
    assert panel.rows[key].trouble.text() == said[0]
    assert len(host.asked) - count <= 3
    (shown,) = window.context.ground.shown  # at this zoom the map itself covers most of it
    assert (shown.pixels[..., 3] > 0).mean() > 0.5, "coarser tiles that are kept stand in"
    host.status, host.body = 200, tile()
    window.context.online.tiles._clock = lambda: 1e9
    window.canvas.zoom_by(0.5)
    qtbot.wait(80)
    quiet(qtbot, window)
    assert panel.rows[key].trouble.isHidden()
    assert len(said) == 1


def test_the_window_goes_on_while_a_server_dawdles_and_closes_at_once(window, panel, host, key, qtbot):
    import time

    host.seconds = 5.0
    click(qtbot, panel, key)
    answer(qtbot, window, "Allow for this project")
    hands.until(qtbot, lambda: len(host.asked) == 2)
    slowest, before = 0.0, time.perf_counter()
    for _ in range(20):
        window.canvas.set_view(window.canvas.view.panned(15, 5))
        qtbot.wait(10)
        now = time.perf_counter()
        slowest, before = max(slowest, now - before), now
    assert slowest < 0.5
    painted(qtbot, window)
    assert len(host.asked) == 2
    started = time.perf_counter()
    window.context.online.close()
    assert time.perf_counter() - started < 1
    assert not [one for one in threading.enumerate() if "spaceplanner" in one.name and "online" in one.name]
    host.seconds = 0.0


def test_another_address_is_not_asked_without_a_word(window, panel, host, key, qtbot):
    click(qtbot, panel, key)
    answer(qtbot, window, "Allow for this project")
    quiet(qtbot, window)
    entry(qtbot, panel, key, "Name and source…")
    dialog = hands.dialog(qtbot, window, BackgroundDialog)
    hands.write(qtbot, dialog.address, "https://tiles.example.org/{z}/{x}/{y}.png")
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, BackgroundDialog)
    assert not window.context.project.background(key).visible
    assert window.context.document.undo_label == "Change the source of a background"
    count = len(host.asked)
    quiet(qtbot, window)
    assert len(host.asked) == count


def test_of_any_background_the_source_can_be_typed(window, panel, qtbot, tmp_path):
    from tests.ui.test_background_list import added

    key = added(qtbot, window, tiles(tmp_path / "x.mbtiles"))
    entry(qtbot, panel, key, "Name and source…")
    dialog = hands.dialog(qtbot, window, BackgroundDialog)
    assert dialog.address.isHidden()
    assert dialog.known.isHidden()
    hands.write(qtbot, dialog.attribution, "IGM <b>2024</b>")
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, BackgroundDialog)
    painted(qtbot, window)
    assert window.context.ground.credit == "IGM <b>2024</b>"
    window.context.undo()
    assert window.context.ground.credit == "© Prueba"


def test_an_online_map_needs_a_place_first(window, panel, qtbot):
    from spaceplanner.domain.project import Project

    window.context.open(Document(Project(name="")))
    with qtbot.waitSignal(window.context.message) as caught:
        next(action for action in panel.menu.actions() if "internet" in action.text()).trigger()
    assert "Add a layer of yours first" in caught.args[0]


def test_a_lost_file_is_found_from_its_row(window, panel, qtbot, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    from tests.ui.test_background_list import added

    path = tiles(tmp_path / "x.mbtiles")
    key = added(qtbot, window, path)
    moved = path.rename(tmp_path / "moved.mbtiles")
    window.canvas.zoom_by(0.7)
    hands.until(qtbot, panel.rows[key].cure.isVisible)
    assert panel.rows[key].cure.text() == "Find the file…"
    assert panel.rows[key].cure.accessibleDescription() == panel.rows[key].trouble.text()
    monkeypatch.setattr(QFileDialog, "open", lambda self: self.fileSelected.emit(str(moved)))
    hands.press(qtbot, panel.rows[key].cure)
    painted(qtbot, window)
    assert panel.rows[key].cure.isHidden()
    assert reds(window) > 0.2


def test_the_path_of_the_settings(tmp_path: Path):
    one, other = tmp_path / "a.gpkg", tmp_path / "b.gpkg"
    made = settings.allow(settings.Preferences(), ["x.org", "y.org"], one)
    assert settings.allowed(made, one) == {"x.org", "y.org"}
    assert settings.allowed(made, other) == frozenset()
    assert settings.allow(made, ["x.org"], one) is made
