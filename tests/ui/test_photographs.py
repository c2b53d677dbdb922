"""Photographs in the window: dropped, asked about, shown, described, removed, and marked on the map."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from spaceplanner.cartography.scene import scene
from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.domain import photo as photos
from spaceplanner.io import crs as systems
from spaceplanner.io import photo_file
from spaceplanner.services.document import Document
from spaceplanner.ui.photo_dialog import PhotoDialog
from spaceplanner.ui.photo_strip import PhotoStrip, thumbnail
from spaceplanner.ui.photographs import Photographs
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shown(window, qtbot):
    """The window on a space of the town and its proposal."""
    context = window.context
    plan = town(proposal=True).proposals[0]
    context.do("New proposal", edits.put_proposal(plan))
    context.select_space(plan.space)
    settle(qtbot, window)
    return window


def jpeg(path: Path, *, at: Any = None, crs: Any = None, colour: str = "red") -> Path:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    if at is not None:
        (degrees,) = systems.lonlat(np.array([at]), crs)
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "S" if degrees[1] < 0 else "N", (abs(float(degrees[1])), 0.0, 0.0)
        gps[3], gps[4] = "W" if degrees[0] < 0 else "E", (abs(float(degrees[0])), 0.0, 0.0)
    Image.new("RGB", (320, 200), colour).save(path, exif=exif)
    return path


def drop(widget: Any, *paths: Path) -> bool:
    """Drag files over a widget and drop them; whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), actions, data, buttons, keys))
    return enter.isAccepted()


def sheet_strip(window: Any) -> Any:
    return window.docks["space"].findChild(PhotoStrip)


def strip(window: Any) -> Any:
    return window.docks["proposal"].findChild(PhotoStrip)


def answered(qtbot: Any, window: Any, words: str) -> None:
    box = hands.dialog(qtbot, window, QMessageBox)
    assert box.textFormat() is Qt.TextFormat.PlainText
    hands.press(qtbot, next(button for button in box.buttons() if button.text().replace("&", "") == words))


def test_a_picture_dropped_on_the_map_belongs_to_the_space(shown, qtbot, tmp_path):
    context = shown.context
    context.select_proposal(None)
    assert drop(shown.canvas, jpeg(tmp_path / "a.jpg"))
    hands.until(qtbot, lambda: len(context.project.photos) == 1)
    photo = context.project.photos[0]
    assert (photo.space, photo.proposal, photo.file) == (context.space, None, "a.jpg")
    shown.docks["space"].show()
    shown.docks["space"].raise_()
    settle(qtbot, shown)
    found = sheet_strip(shown)
    hands.until(qtbot, lambda: found.pictures.count() == 1)
    hands.until(qtbot, lambda: not found.pictures.item(0).icon().isNull())
    context.undo()
    assert context.project.photos == ()
    assert found.pictures.count() == 0


def test_the_place_is_kept_only_if_the_user_says_so(shown, qtbot, tmp_path):
    context = shown.context
    layer = context.project.layers[0]
    x0, y0, x1, y1 = layer.bounds()
    at = ((x0 + x1) / 2, (y0 + y1) / 2)
    picture = jpeg(tmp_path / "a.jpg", at=at, crs=context.project.crs)
    for words, kept in (("Without the place", False), ("Keep the place", True)):
        assert drop(strip(shown), picture)
        answered(qtbot, shown, words)
        hands.until(qtbot, lambda: len(context.project.photos) == 1)
        (photo,) = context.project.photos
        assert photo.proposal == "merced"
        assert (photo.place is not None) is kept
        if kept:
            assert photo.place == pytest.approx(at, abs=0.5)
        context.undo()
    assert drop(strip(shown), picture)
    answered(qtbot, shown, "Cancel")
    settle(qtbot, shown)
    assert context.project.photos == ()


@pytest.fixture
def answer(monkeypatch):
    """Picture files are read once this is set."""
    made, read = Event(), photo_file.read
    monkeypatch.setattr(photo_file, "read", lambda *given, **named: made.wait(10) and read(*given, **named))
    yield made
    made.set()


def test_photographs_of_a_second_adder_do_not_end_those_of_the_first(shown, qtbot, tmp_path, answer):
    Photographs(shown.context, shown).add([jpeg(tmp_path / "a.jpg")], shown.context.space)
    drop(strip(shown), jpeg(tmp_path / "b.jpg", colour="green"))
    drop(strip(shown), jpeg(tmp_path / "c.jpg", colour="blue"))
    answer.set()
    hands.idle(qtbot, shown)
    assert {photo.file for photo in shown.context.project.photos} == {"a.jpg", "b.jpg", "c.jpg"}


def test_photographs_that_are_still_read_do_not_come_into_another_project(shown, qtbot, tmp_path, answer):
    drop(strip(shown), jpeg(tmp_path / "a.jpg"))
    shown.context.open(Document(replace(shown.context.project, name="Other")))
    answer.set()
    hands.idle(qtbot, shown)
    settle(qtbot, shown)
    assert shown.context.project.photos == ()


def test_the_question_about_places_goes_with_its_project(shown, qtbot, tmp_path):
    context = shown.context
    x0, y0, x1, y1 = context.project.layers[0].bounds()
    picture = jpeg(tmp_path / "a.jpg", at=((x0 + x1) / 2, (y0 + y1) / 2), crs=context.project.crs)
    drop(strip(shown), picture)
    hands.dialog(qtbot, shown, QMessageBox)
    context.open(Document(replace(context.project, name="Other")))
    hands.gone(qtbot, shown, QMessageBox)
    assert context.project.photos == ()


def test_a_photograph_opens_large_is_described_and_removed(shown, qtbot, tmp_path):
    context = shown.context
    drop(strip(shown), jpeg(tmp_path / "b.jpg"))
    hands.until(qtbot, lambda: strip(shown).pictures.count() == 1)
    view = strip(shown).pictures

    def opened() -> PhotoDialog:
        place = view.visualItemRect(view.item(0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return hands.dialog(qtbot, shown, PhotoDialog)

    shown.docks["proposal"].raise_()
    settle(qtbot, shown)
    dialog = opened()
    assert "b.jpg" in dialog.facts.full
    assert dialog.picture.pixmap().width() > 0
    hands.write(qtbot, dialog.caption, "<b>Banca rota</b>")
    hands.accept(qtbot, dialog)
    assert context.project.photos[0].caption == "<b>Banca rota</b>"
    assert view.item(0).text() == "<b>Banca rota</b>"
    assert "<b>" not in view.item(0).toolTip()
    hands.gone(qtbot, shown, PhotoDialog)
    hands.press(qtbot, opened().remove)
    assert context.project.photos == ()
    context.undo()
    assert [photo.caption for photo in context.project.photos] == ["<b>Banca rota</b>"]
    hands.gone(qtbot, shown, PhotoDialog)


def test_what_is_no_picture_is_told_and_the_others_come_in(shown, qtbot, tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    drop(strip(shown), tmp_path / "broken.jpg", jpeg(tmp_path / "good.jpg"))
    hands.until(qtbot, lambda: len(shown.context.project.photos) == 1)
    assert "broken.jpg" in shown.canvas.bubble.text()
    # What is no photograph is data for the map, wherever it is dropped.
    asked: list[Any] = []
    shown.context.request_import.disconnect()
    shown.context.request_import.connect(asked.append)
    (tmp_path / "words.csv").write_text("x,y", encoding="utf-8")
    drop(strip(shown), tmp_path / "words.csv")
    assert asked == [[tmp_path / "words.csv"]]
    assert len(shown.context.project.photos) == 1


def test_places_are_marked_on_the_map_and_in_no_export():
    project = town()
    x0, y0, x1, y1 = project.layers[0].bounds() or (0, 0, 1, 1)
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    photo = photos.Photo(id="a", file="a.jpg", data=b"", sha256="", width=1, height=1, space="x", place=middle)
    project = replace(project, photos=(photo, replace(photo, id="b", place=None)))
    view = View(*middle, 0.5, 400, 300)
    groups = {group.key: group for group in scene(project, view, photos=True)}
    badge: Any = groups["photos"].operations[0]
    assert len(groups["photos"].operations) == 1
    assert np.allclose(badge.xy, [[200, 150]])
    assert "photos" not in {group.key for group in scene(project, view)}
    coarse = replace(view, resolution=20)
    assert {group.key: group for group in scene(project, coarse, photos=True)}["photos"].operations == ()


def test_a_thumbnail_is_small_at_any_ratio(tmp_path):
    data = jpeg(tmp_path / "a.jpg").read_bytes()
    for ratio in (1.0, 2.0):
        image = thumbnail(data, ratio)
        assert image.width() <= 96 * ratio
        assert image.devicePixelRatio() == ratio
    assert thumbnail(b"none", 1.0).isNull()
