"""Pictures dropped on the window go where they belong; the user is asked once where the file does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from spaceplanner.ui.picture_sorter import PictureUseDialog
from tests.io.pictures import geo_tags, geotiff, scene
from tests.io.test_picture_use import picture
from tests.services.city import X, Y
from tests.ui import hands
from tests.ui.conftest import settle
from tests.ui.test_background_list import drop, tiles

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def given(window, monkeypatch):
    """What is handed on: file names for the backgrounds, for the photographs, and for the data."""
    found: dict[str, list[str]] = {"ground": [], "photo": [], "data": []}

    def take(kind: str) -> Any:
        return lambda paths: found[kind].extend(path.name for path in paths)

    window.context.request_background.disconnect()
    window.context.request_background.connect(take("ground"))
    monkeypatch.setattr(
        "spaceplanner.ui.photographs.Photographs.add",
        lambda _self, paths, space, _proposal=None: found["photo"].extend(f"{path.name}@{space}" for path in paths),
    )
    monkeypatch.setattr("spaceplanner.ui.importer.Importer.add_files", lambda _self, paths: take("data")(paths))
    return found


def select(window: Any, qtbot: Any, space: str | None = "park") -> None:
    window.context.select_space(space)
    settle(qtbot, window)


def world(path: Path) -> Path:
    path.with_suffix(".pgw").write_text(f"1\n0\n0\n-1\n{X}\n{Y + 100}\n")
    return path


def asked(qtbot: Any, window: Any) -> PictureUseDialog:
    return hands.dialog(qtbot, window, PictureUseDialog)


def test_each_goes_its_way_and_the_unknown_are_asked_about_once(window, given, qtbot, tmp_path):
    select(window, qtbot)
    data = tmp_path / "parques.geojson"
    data.write_text("{}")
    drop(
        window.canvas,
        world(picture(tmp_path / "orto.png", maker="DJI")),
        geotiff(tmp_path / "geo.tif", scene(), geo_tags(X, Y + 300, 2.0, 32717)),
        tiles(tmp_path / "x.mbtiles"),
        picture(tmp_path / "banca.jpg", maker="Canon"),
        picture(tmp_path / "uno.jpg"),
        picture(tmp_path / "dos.webp"),
        data,
    )
    dialog = asked(qtbot, window)
    assert sorted(given["ground"]) == ["geo.tif", "orto.png", "x.mbtiles"]
    assert given["photo"] == ["banca.jpg@park"]
    assert given["data"] == ["parques.geojson"]
    assert dialog.windowTitle() == "2 pictures"
    assert dialog.photograph.accessibleName().startswith("Photographs of ")
    assert dialog.reason.isHidden()
    hands.press(qtbot, dialog.photograph)
    hands.gone(qtbot, window, PictureUseDialog)
    assert given["photo"] == ["banca.jpg@park", "uno.jpg@park", "dos.webp@park"]
    assert len(given["ground"]) == 3


def test_the_ground_may_be_answered_too_with_the_keyboard(window, given, qtbot, tmp_path):
    select(window, qtbot)
    drop(window.canvas, picture(tmp_path / "plano.png"))
    dialog = asked(qtbot, window)
    assert dialog.windowTitle() == "A picture"
    assert dialog.ground.accessibleName() == "A picture under the map: a plan or an aerial image"
    dialog.ground.setFocus()
    qtbot.keyClick(dialog.ground, Qt.Key.Key_Space)
    hands.gone(qtbot, window, PictureUseDialog)
    assert given == {"ground": ["plano.png"], "photo": [], "data": []}


def test_cancel_does_nothing(window, given, qtbot, tmp_path):
    select(window, qtbot)
    drop(window.canvas, picture(tmp_path / "plano.png"))
    qtbot.keyClick(asked(qtbot, window), Qt.Key.Key_Escape)
    hands.gone(qtbot, window, PictureUseDialog)
    assert given == {"ground": [], "photo": [], "data": []}


def test_without_a_space_the_first_answer_is_grey_and_says_why(window, given, qtbot, tmp_path):
    """Also a camera's picture is asked about then: it may be of a drone, and is not lost."""
    window.context.select_proposal(None)
    select(window, qtbot, None)
    drop(window.canvas, picture(tmp_path / "dron.jpg", maker="DJI"), picture(tmp_path / "plano.png"))
    dialog = asked(qtbot, window)
    assert not dialog.photograph.isEnabled()
    assert dialog.reason.isVisible()
    assert dialog.reason.text().startswith("Select the space first")
    assert dialog.photograph.accessibleDescription() == dialog.reason.text()
    hands.press(qtbot, dialog.ground)
    hands.gone(qtbot, window, PictureUseDialog)
    assert given["ground"] == ["dron.jpg", "plano.png"]


def test_a_space_may_be_called_anything(window, qtbot):
    dialog = PictureUseDialog(window.context, ["<b>a</b>.jpg"] * 9, "<i>Río</i> & " + "W" * 300, window)
    dialog.show()
    assert "<i>Río" in dialog.photograph.text()
    assert dialog.photograph.width() < 440
    assert dialog.photograph.toolTip().count("&lt;i&gt;") == 1
    dialog.close()
    dialog.deleteLater()


def test_looking_never_holds_the_window(window, given, qtbot, tmp_path, monkeypatch):
    """A slow disk: a second of looking, and the window goes on."""
    import threading

    from spaceplanner.io import picture_use

    go, real = threading.Event(), picture_use.of_file
    monkeypatch.setattr("spaceplanner.io.picture_use.of_file", lambda path: go.wait(10) and real(path))
    select(window, qtbot)
    drop(window.canvas, picture(tmp_path / "a.jpg", maker="Canon"))
    qtbot.wait(50)
    assert given["photo"] == []
    go.set()
    hands.until(qtbot, lambda: given["photo"] == ["a.jpg@park"])


def test_what_is_no_picture_is_said_whichever_is_chosen(window, qtbot, tmp_path):
    select(window, qtbot)
    (tmp_path / "x.jpg").write_bytes(b"none")
    for answer, words in (("ground", "no picture that can lie under the map"), ("photograph", "x.jpg is no picture")):
        drop(window.canvas, tmp_path / "x.jpg")
        with qtbot.waitSignal(window.context.message) as caught:
            hands.press(qtbot, getattr(asked(qtbot, window), answer))
        assert words in caught.args[0]
        hands.gone(qtbot, window, PictureUseDialog)
