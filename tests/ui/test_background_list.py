"""Backgrounds in the window: dropped, shown, faded, moved and lost, with real events."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from spaceplanner.cartography.drawing import Text
from spaceplanner.domain.background import change_background
from spaceplanner.domain.project import Project
from spaceplanner.services import backgrounds
from spaceplanner.services.document import Document
from tests.io.tiles import mbtiles, packed
from tests.services.city import X, Y
from tests.services.test_backdrops import tile_of
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.ui.background_list import BackgroundList
    from spaceplanner.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
RED = (200, 30, 40)


@pytest.fixture
def panel(window: MainWindow) -> BackgroundList:
    return window.docks["layers"].panel.backgrounds  # type: ignore[attr-defined,no-any-return]


def tiles(path: Path, colour: tuple[int, int, int] = RED, **said: object) -> Path:
    """A file of one colour around the town."""
    from PIL import Image

    data = packed(Image.new("RGB", (256, 256), colour))
    made: dict[tuple[int, int, int], object] = {}
    for zoom in (12, 16):
        column, row = tile_of(X, Y, zoom)
        made |= {(zoom, column + i, row + j): data for i in range(-4, 5) for j in range(-4, 5)}
    return mbtiles(path, made, attribution="© Prueba", **said)


def drop(canvas: Any, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(canvas, QDragEnterEvent(QPoint(10, 10), copy, mime, LEFT, none))
    QApplication.sendEvent(canvas, QDropEvent(QPointF(10, 10), copy, mime, LEFT, none))


def added(qtbot: Any, window: MainWindow, path: Path) -> str:
    """Drop a file and return the id of its background once it is painted."""
    before = len(window.context.project.backgrounds)
    drop(window.canvas, path)
    hands.until(qtbot, lambda: len(window.context.project.backgrounds) > before)
    painted(qtbot, window)
    return window.context.project.backgrounds[-1].id


def painted(qtbot: Any, window: MainWindow) -> None:
    context = window.context
    hands.idle(qtbot, window)
    hands.until(qtbot, lambda: not context.painting.active and not context.ground._soon.isActive())
    settle(qtbot, window)


def reds(window: MainWindow) -> float:
    """Which share of the painted map is about as red as the tiles."""
    frame = window.canvas.cache.frame
    assert frame is not None
    image = frame.image
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), 2::-1]
    return float((np.abs(raw.astype(int) - RED).max(axis=2) < 25).mean())


def test_a_dropped_file_lies_under_the_map_and_is_named_there(window, panel, qtbot, tmp_path):
    path = tiles(tmp_path / "ciudad.mbtiles", name="Ciudad")
    assert reds(window) < 0.01
    key = added(qtbot, window, path)
    assert reds(window) > 0.2
    assert window.context.ground.credit == "© Prueba"
    assert list(panel.rows) == [key]
    assert panel.rows[key].name.full == "Ciudad"
    assert window.context.document.undo_label == "Add background"
    window.context.undo()
    painted(qtbot, window)
    assert not panel.rows
    assert reds(window) < 0.01
    assert window.context.ground.credit == ""


def test_data_and_a_background_dropped_together_go_their_ways(window, qtbot, tmp_path, monkeypatch):
    given: list[list[Path]] = []
    monkeypatch.setattr("spaceplanner.ui.importer.Importer.add_files", lambda _self, paths: given.append(list(paths)))
    path, data = tiles(tmp_path / "x.mbtiles"), tmp_path / "parques.geojson"
    data.write_text("{}")
    drop(window.canvas, path, data)
    hands.until(qtbot, lambda: bool(window.context.project.backgrounds))
    assert given == [[data]]


def test_a_click_hides_it_and_nothing_is_named_then(window, panel, qtbot, tmp_path):
    key = added(qtbot, window, tiles(tmp_path / "x.mbtiles"))
    box = panel.rows[key].shown
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    painted(qtbot, window)
    assert not window.context.project.background(key).visible
    assert window.context.document.undo_label == "Hide background"
    assert reds(window) < 0.01
    assert window.context.ground.credit == ""
    assert not panel.rows[key].slider.isEnabled()


def test_opacity_is_seen_while_it_slides_and_is_one_step(window, panel, qtbot, tmp_path):
    key = added(qtbot, window, tiles(tmp_path / "x.mbtiles"))
    slider = panel.rows[key].slider
    slider.setFocus()
    for _ in range(10):
        qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert window.context.ground.shown[0].opacity == pytest.approx(0.5)
    assert window.context.project.background(key).opacity == 1.0
    hands.until(qtbot, lambda: window.context.project.background(key).opacity == pytest.approx(0.5))
    assert window.context.document.undo_label == "Change the opacity of a background"
    window.context.undo()
    assert window.context.project.background(key).opacity == 1.0
    assert slider.value() == 20
    assert window.context.document.undo_label == "Add background"


def entry(qtbot: Any, panel: BackgroundList, key: str, text: str) -> None:
    row = panel.rows[key]
    action = next(action for action in row.menu.actions() if action.text() == text)
    assert action.isEnabled()
    action.trigger()


def test_the_upper_one_covers_the_lower_and_they_change_places(window, panel, qtbot, tmp_path):
    under = added(qtbot, window, tiles(tmp_path / "a.mbtiles"))
    over = added(qtbot, window, tiles(tmp_path / "b.mbtiles", (20, 20, 220)))
    assert list(panel.rows) == [over, under]
    assert reds(window) < 0.01
    entry(qtbot, panel, under, "Move the background up")
    painted(qtbot, window)
    assert list(panel.rows) == [under, over]
    assert reds(window) > 0.2
    assert [action.isEnabled() for action in panel.rows[under].menu.actions()][1:3] == [False, True]
    entry(qtbot, panel, under, "Remove the background")
    painted(qtbot, window)
    assert list(panel.rows) == [over]
    assert reds(window) < 0.01


def test_one_is_zoomed_to(window, panel, qtbot, tmp_path):
    key = added(qtbot, window, tiles(tmp_path / "a.mbtiles", bounds="-79.91,-2.2,-79.88,-2.17"))
    entry(qtbot, panel, key, "Zoom to the background")
    painted(qtbot, window)
    west, south, east, north = window.canvas.view.bounds
    assert (west + east) / 2 == pytest.approx(622_900, abs=1500)
    assert 3300 < north - south < 5000


def test_a_lost_file_is_said_once_and_found_again(window, panel, qtbot, tmp_path, monkeypatch):
    path = tiles(tmp_path / "x.mbtiles")
    key = added(qtbot, window, path)
    said: list[str] = []
    window.context.message.connect(lambda text, _level: said.append(text))
    moved = path.rename(tmp_path / "moved.mbtiles")
    for _ in range(3):
        window.canvas.zoom_by(0.7)
        qtbot.wait(100)
        painted(qtbot, window)
    assert len(said) == 1
    assert "is not there" in said[0]
    assert panel.rows[key].trouble.isVisible()
    assert panel.rows[key].trouble.text() == said[0]
    assert reds(window) < 0.01
    monkeypatch.setattr(QFileDialog, "open", lambda self: self.fileSelected.emit(str(moved)))
    entry(qtbot, panel, key, "Find its file…")
    painted(qtbot, window)
    assert not panel.rows[key].trouble.isVisible()
    assert reds(window) > 0.2
    assert len(said) == 1


def test_a_file_that_is_none_is_refused_in_a_sentence(window, qtbot, tmp_path):
    path = tmp_path / "x.mbtiles"
    path.write_bytes(b"no tiles")
    with qtbot.waitSignal(window.context.message) as caught:
        drop(window.canvas, path)
    assert "is no file of map tiles" in caught.args[0]
    assert window.context.project.backgrounds == ()


def test_an_empty_project_takes_its_place_from_a_background(window, panel, qtbot, tmp_path):
    window.context.open(Document(Project(name="")))
    assert window.canvas.empty.isVisible()
    drop(window.canvas, tiles(tmp_path / "a.mbtiles", bounds="-79.91,-2.2,-79.88,-2.17"))
    hands.until(qtbot, lambda: bool(window.context.project.backgrounds))
    assert window.context.project.crs == "EPSG:32717"
    assert window.context.project.timezone == "America/Guayaquil"
    assert window.canvas.empty.isHidden()
    hands.until(qtbot, lambda: bool(window.context.ground.shown))
    assert window.canvas.view.x == pytest.approx(622_900, abs=1500)


def test_a_file_of_the_world_needs_a_layer_first(window, qtbot, tmp_path):
    window.context.open(Document(Project(name="")))
    with qtbot.waitSignal(window.context.message) as caught:
        drop(window.canvas, tiles(tmp_path / "a.mbtiles"))
    assert "Add a layer of yours first" in caught.args[0]


def test_a_short_pan_reads_nothing_anew(window, qtbot, tmp_path):
    added(qtbot, window, tiles(tmp_path / "a.mbtiles"))
    shown = window.context.ground.shown
    window.canvas.set_view(window.canvas.view.panned(100, -60))
    painted(qtbot, window)
    assert window.context.ground.shown is shown
    window.canvas.set_view(window.canvas.view.panned(300, 0))
    qtbot.wait(120)
    painted(qtbot, window)
    assert window.context.ground.shown is not shown


def test_everything_has_a_name_for_those_who_do_not_see(window, panel, qtbot, tmp_path):
    key = added(qtbot, window, tiles(tmp_path / "a.mbtiles", name="Orto"))
    window.context.do("x", change_background(key, name="Orto <b>"))
    row = panel.rows[key]
    for widget in (row.shown, row.slider, row.more):
        assert "Orto <b>" in widget.accessibleName()
        assert widget.toolTip()
    assert panel.add.accessibleName() == "Add a background"
    assert row.slider.accessibleDescription() == "Opacity: 100 %"


def test_the_line_of_whom_to_name_never_runs_over_the_map(window):
    from spaceplanner.cartography import fonts, furniture

    (words,) = furniture.credit_line("© " + "OpenStreetMap " * 40, 500, 10, widest=200)
    assert isinstance(words, Text)
    assert words.text.endswith("…")
    assert fonts.text_width(words.text, words.size) <= 200
    assert furniture.credit_line("", 0, 0, widest=10) == ()
    assert QColor(words.colour.hex).isValid()


def test_a_project_with_an_unknown_place_of_tiles_draws_the_rest(window, qtbot, tmp_path):
    key = added(qtbot, window, tiles(tmp_path / "a.mbtiles"))
    project = window.context.project
    gone = replace(project.background(key), location="//nowhere\x00/x.mbtiles")
    window.context.open(Document(replace(project, backgrounds=(gone,))))
    window.context.evaluate()
    painted(qtbot, window)
    assert window.context.ground.troubles


def test_a_far_background_is_there_again_when_the_project_is_opened_by_the_same_user(window, qtbot, tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    far = tiles(tmp_path / "a.mbtiles")
    added(qtbot, window, far)
    window.context.document.save(deep / "p.gpkg")
    window.files.save()
    hands.idle(qtbot, window)
    window.files.load(deep / "p.gpkg")
    hands.idle(qtbot, window)
    assert [one.location for one in window.context.project.backgrounds] == [str(far)]
    assert not window.context.document.dirty
    window.context.preferences = replace(window.context.preferences, far_files={})
    window.files.load(deep / "p.gpkg")
    hands.idle(qtbot, window)
    painted(qtbot, window)
    assert ["is not there" in said for said in window.context.ground.troubles.values()] == [True]


def test_a_file_that_is_still_read_does_not_come_into_another_project(window, qtbot, tmp_path, monkeypatch):
    answer, look = Event(), backgrounds.from_file
    monkeypatch.setattr(backgrounds, "from_file", lambda *given: answer.wait(10) and look(*given))
    drop(window.canvas, tiles(tmp_path / "a.mbtiles"))
    window.context.open(Document(replace(window.context.project, name="Other")))
    answer.set()
    painted(qtbot, window)
    assert window.context.project.backgrounds == ()
    assert not window.context.document.can_undo
