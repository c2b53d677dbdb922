"""Getting about on the map, with real events: views, places, scale, overview, bookmarks, measuring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from pyproj import Transformer
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.domain.bookmark import Bookmark, put_bookmark
from spaceplanner.domain.project import Project
from spaceplanner.services import ground_scale
from spaceplanner.services.document import Document
from spaceplanner.services.fingerprint import data_hash
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.bookmarks import NameDialog
from spaceplanner.ui.getting_about import GettingAbout
from tests.services.city import X, Y
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def about(window):
    return window.findChild(GettingAbout)


@pytest.fixture
def canvas(window, qtbot):
    made = window.canvas
    made.set_view(View(X + 300, Y + 200, 0.8, made.width(), made.height()))
    made.setFocus()
    settle(qtbot, window)
    return made


def pixel(canvas, x: float, y: float) -> QPoint:
    px, py = canvas.view.to_pixels(np.array([(x, y)]))[0]
    return QPoint(round(px), round(py))


def send(widget, kind: QEvent.Type, at: QPoint, button=LEFT, held=NO) -> None:
    down = button if kind is not QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    event = QMouseEvent(kind, QPointF(at), QPointF(widget.mapToGlobal(at)), button, down, held)
    QApplication.sendEvent(widget, event)


def drag(widget, start: QPoint, end: QPoint, held=NO) -> None:
    send(widget, QEvent.Type.MouseButtonPress, start, held=held)
    for share in (0.3, 0.6, 1.0):
        send(widget, QEvent.Type.MouseMove, start + (end - start) * share, held=held)
    send(widget, QEvent.Type.MouseButtonRelease, end, held=held)


def stand(about) -> None:
    """Let the view of now have stood for long enough to be remembered."""
    about.views._stood()


@pytest.mark.parametrize("way", ["key", "shift"])
def test_a_box_is_zoomed_to(canvas, window, qtbot, way):
    held = SHIFT if way == "shift" else NO
    if way == "key":
        qtbot.keyClick(canvas, Qt.Key.Key_Z)
        assert window.actions_.get("tool_zoom_box").isChecked()
    start, end = QPoint(150, 150), QPoint(260, 230)
    middle = canvas.view.to_map(205, 190)
    before = canvas.view.resolution
    drag(canvas, start, end, held)
    assert (canvas.view.x, canvas.view.y) == pytest.approx(middle, abs=1)
    assert canvas.view.resolution < before / 2
    assert window.context.document.can_undo is False


def test_back_and_forth_with_buttons_and_keys(canvas, about, window, qtbot):
    stand(about)
    first = canvas.view
    back, forth = (about.bar.buttons[name] for name in ("view_back", "view_forth"))
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.waitUntil(back.isEnabled, timeout=3000)
    everything = canvas.view
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert canvas.view == first
    qtbot.mouseClick(forth, LEFT)
    assert canvas.view == everything
    assert not forth.isEnabled()
    qtbot.mouseClick(back, LEFT)
    assert canvas.view == first


def test_a_drag_is_one_view_to_come_back_to(canvas, about):
    stand(about)
    past = len(about.views.history.past)
    drag(canvas, QPoint(300, 300), QPoint(200, 240))
    stand(about)
    assert len(about.views.history.past) == past + 1


def test_another_project_has_no_views_of_this_one(canvas, about, window):
    stand(about)
    canvas.show_all()
    stand(about)
    window.context.open(Document(Project(name="empty")))
    assert about.views.history.past == ()
    assert not window.actions_.get("view_back").isEnabled()


def write(box, qtbot, text: str) -> None:
    edit = box.lineEdit() if hasattr(box, "lineEdit") else box
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def run(window, qtbot, text: str) -> None:
    """Run the first thing that the palette finds for a text."""
    window.commands.open()
    qtbot.keyClicks(window.commands.line, text)
    qtbot.keyClick(window.commands.line, Qt.Key.Key_Return)


def test_a_scale_is_written_or_chosen(canvas, window, qtbot):
    box, crs = window.status.scale, window.context.project.crs
    middle = (canvas.view.x, canvas.view.y)
    write(box, qtbot, "1:5000")
    assert ground_scale.denominator(canvas.view, crs) == pytest.approx(5000)
    assert (canvas.view.x, canvas.view.y) == middle
    assert box.text() == "1 : 5,000"
    box.setFocus()
    box.activated.emit(box.findData(2000))
    assert ground_scale.denominator(canvas.view, crs) == pytest.approx(2000)


def test_what_is_no_scale_is_told_and_put_back(canvas, window, qtbot):
    shown = window.status.scale.text()
    write(window.status.scale, qtbot, "huge")
    assert canvas.bubble.text() == '"huge" is no scale. Write it like 1:5000.'
    assert window.status.scale.text() == shown


def test_escape_gives_up_what_was_written_as_a_scale(canvas, window, qtbot):
    shown, edit = window.status.scale.text(), window.status.scale.lineEdit()
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "77")
    canvas.zoom_by(1.1)
    assert edit.text() == "77"
    canvas.zoom_by(1 / 1.1)
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == shown


def test_a_place_is_gone_to_from_the_palette(canvas, about, window, qtbot):
    lon, lat = Transformer.from_crs("EPSG:32717", "EPSG:4326", always_xy=True).transform(X + 50, Y + 60)
    run(window, qtbot, f"{lat:.7f}, {lon:.7f}")
    qtbot.waitUntil(lambda: about.views.place is not None)
    assert (canvas.view.x, canvas.view.y) == pytest.approx((X + 50, Y + 60), abs=0.1)
    assert not window.commands.isVisible()
    assert canvas.hasFocus()


@pytest.mark.parametrize(
    ("text", "words"), [("48.85, 2.35", "lies outside the area"), ("9757000, 641000", "east first, then north")]
)
def test_a_place_outside_is_told(canvas, window, qtbot, text, words):
    before = canvas.view
    run(window, qtbot, text)
    qtbot.waitUntil(lambda: words in canvas.bubble.text())
    assert canvas.view == before


def test_a_space_is_gone_to_by_a_part_of_its_name(canvas, window, qtbot):
    run(window, qtbot, "merced")
    qtbot.waitUntil(lambda: window.context.space == "park")


def test_the_coordinates_are_chosen_and_copied(canvas, window, qtbot):
    readout, status = window.status.readout, window.status
    status.show_pointer((X, Y))
    menu = readout.menu()
    by = {action.data(): action for action in menu.actions() if action.data()}
    by["copy", "metres"].trigger()
    assert QGuiApplication.clipboard().text() == "641000.00, 9757000.00"
    by["copy", "degrees"].trigger()
    lon, lat = Transformer.from_crs("EPSG:32717", "EPSG:4326", always_xy=True).transform(X, Y)
    assert QGuiApplication.clipboard().text() == f"{lat:.7f}, {lon:.7f}"
    by["show", "dms"].trigger()
    assert status.place.isHidden()
    degrees, minutes, seconds = re.findall(r"[\d.]+", status.degrees.text().partition("S")[0])
    assert int(degrees) + int(minutes) / 60 + float(seconds) / 3600 == pytest.approx(-lat, abs=0.05 / 3600)
    by["show", "metres"].trigger()
    assert status.degrees.isHidden()
    assert status.place.text() == "EPSG:32717 · 641,000 E  9,757,000 N"
    assert window.context.preferences.window["coordinates"] == "metres"


def test_the_coordinates_are_copied_by_key(canvas, window, qtbot):
    qtbot.mouseMove(canvas, QPoint(100, 120))
    x, y = canvas.view.to_map(100, 120)
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == f"{x:.2f}, {y:.2f}"


def test_the_overview_moves_the_map(canvas, about, qtbot):
    overview = about.overview
    qtbot.waitUntil(lambda: overview._picture is not None)
    assert overview.isVisible()
    canvas.zoom_by(8)
    left, top = 40, 60
    place = overview.view.to_map(left, top)
    qtbot.mouseClick(overview, LEFT, pos=QPoint(left, top))
    assert (canvas.view.x, canvas.view.y) == pytest.approx(place)
    drag(overview, QPoint(left, top), QPoint(left + 50, top - 10))
    assert (canvas.view.x, canvas.view.y) == pytest.approx(overview.view.to_map(left + 50, top - 10))
    before = canvas.view
    qtbot.keyClick(overview, Qt.Key.Key_Left)
    assert canvas.view.x < before.x
    qtbot.keyClick(overview, Qt.Key.Key_Plus)
    assert canvas.view.resolution < before.resolution


def test_the_overview_is_folded_away_and_stays_so(canvas, about, window, qtbot):
    qtbot.mouseClick(about.overview.close_button, LEFT)
    assert about.overview.isHidden()
    assert window.context.preferences.window["overview"] == "folded"
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL | SHIFT)
    assert about.overview.isVisible()


def dialog(window: MainWindow) -> NameDialog:
    (found,) = [one for one in window.findChildren(NameDialog) if one.isVisible()]
    return found


def menu_entries(about: Any, part: str | None = None) -> dict[str, Any]:

    menu = QMenu()
    about.bookmarks._add_menu(menu)
    (inner,) = [cast(QMenu, action.menu()) for action in menu.actions()]
    if part is not None:
        (inner,) = [cast(QMenu, action.menu()) for action in inner.actions() if action.text().replace("&", "") == part]
    return {"menu": menu, **{action.text(): action for action in inner.actions() if not action.isSeparator()}}


def test_a_view_is_bookmarked_gone_to_renamed_and_removed(canvas, about, window, qtbot):
    context, view = window.context, canvas.view
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL | SHIFT)
    asked = dialog(window)
    ok = asked.buttons.button(asked.buttons.StandardButton.Ok)
    assert not ok.isEnabled()
    qtbot.keyClicks(asked.edit, "Centro & <b>puerto</b>")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    assert context.project.bookmarks == (Bookmark("Centro & <b>puerto</b>", *view.bounds),)
    assert context.document.undo_label == "Add bookmark"
    canvas.show_all()
    entries = menu_entries(about)
    entries["Centro && <b>puerto</b>"].trigger()
    assert (canvas.view.x, canvas.view.y, canvas.view.resolution) == pytest.approx((view.x, view.y, view.resolution))
    entries = menu_entries(about, "Rename")
    entries["Centro && <b>puerto</b>"].trigger()
    asked = dialog(window)
    asked.edit.selectAll()
    qtbot.keyClicks(asked.edit, "Port")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    assert [one.name for one in context.project.bookmarks] == ["Port"]
    entries = menu_entries(about, "Remove")
    entries["Port"].trigger()
    assert context.project.bookmarks == ()
    assert list(menu_entries(about))[1:] == ["No bookmarks yet"]
    context.undo()
    assert [one.name for one in context.project.bookmarks] == ["Port"]


def test_bookmarks_change_no_result(canvas, window, qtbot):

    project = window.context.project
    marked = put_bookmark(Bookmark("a", 0, 0, 1, 1))(project)
    assert data_hash(marked, window.context.catalogue) == data_hash(project, window.context.catalogue)


def test_a_name_that_is_taken_is_told(canvas, window, qtbot):

    window.context.do("x", put_bookmark(Bookmark("Port", 0, 0, 1, 1)))
    window.actions_.get("bookmark_add").trigger()
    asked = dialog(window)
    qtbot.keyClicks(asked.edit, "Port")
    assert asked.note.text() == "A bookmark has this name already; it would be replaced."
    asked.reject()


def test_a_line_is_measured_with_the_mouse(canvas, about, window, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    assert canvas.hand.state.tool is Tool.MEASURE
    assert about.bar.buttons["tool_measure"].isChecked()
    assert not canvas.tool_palette.button(Tool.SELECT).isChecked()
    for x, y in ((100, 100), (300, 100), (300, 250)):
        qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + x, Y + y))
    qtbot.mouseMove(canvas, pixel(canvas, X + 100, Y + 250))
    length, bearing, total, area = canvas.words.tip.words()
    assert float(length.split("\u00a0")[0]) == pytest.approx(200, abs=1.5)
    assert bearing.startswith("grid north 27")
    assert total.startswith("In all 5")
    assert float(area.split()[1]) == pytest.approx(3.0, abs=0.05)
    qtbot.keyClick(canvas, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text().startswith("1\t")
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert about.looking.card.isVisible()
    text = about.looking._lines.text()
    assert float(text.split()[1]) == pytest.approx(350, abs=1.5)
    qtbot.mouseClick(about.looking.card.copy_button, LEFT)
    assert QGuiApplication.clipboard().text().count("\n") == 3
    assert window.context.document.can_undo is False
    qtbot.mouseClick(about.looking.card.close_button, LEFT)
    assert about.looking.card.isHidden()
    assert canvas.hand.state.trace is None
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool_palette.button(Tool.SELECT).isChecked()
    assert not about.bar.buttons["tool_measure"].isChecked()


def test_a_line_is_measured_with_the_keyboard_alone(canvas, about, qtbot):
    canvas.pointer = None
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    found = about.looking.measures
    assert about.looking.card.isVisible()
    assert found.length == pytest.approx(80 * canvas.view.resolution)
    assert found.segments[0].bearing == pytest.approx(90)


def test_the_line_is_painted(canvas, about, window, qtbot):
    before = canvas.grab().toImage()
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    for at in (QPoint(200, 150), QPoint(330, 150)):
        qtbot.mouseClick(canvas, LEFT, pos=at)
    after = canvas.grab().toImage()
    accent = window.context.appearance.colour("accent")
    assert after.pixelColor(225, 150).name() == accent.name() != before.pixelColor(225, 150).name()


def test_a_tool_in_hand_is_put_down_by_its_own_key(canvas, qtbot):
    for tool in (Tool.MEASURE, Tool.SELECT):
        qtbot.keyClick(canvas, Qt.Key.Key_M)
        assert canvas.hand.state.tool is tool


def test_another_language_and_look(canvas, about, window):
    window.language.use("es")
    window.context.appearance.choose("dark")
    assert about.overview.accessibleName()
    window.context.appearance.choose("light")


def test_the_overview_shows_nothing_once_every_layer_is_hidden(canvas, about, window, qtbot):
    qtbot.waitUntil(lambda: about.overview._picture is not None)
    for layer in window.context.project.layers:
        window.context.do("Hide", edits.change_layer(layer.id, visible=False))
    assert about.overview._picture is None
    qtbot.wait(200)
    assert about.overview._picture is None


def test_a_menu_of_bookmarks_that_is_filled_again_keeps_no_old_entries(canvas, about, window, qtbot):
    for name in ("Port", "Market"):
        window.context.do("x", put_bookmark(Bookmark(name, 0, 0, 1, 1)))
    menu = QMenu()
    about.bookmarks.fill(menu)
    first = len(menu.findChildren(QAction))
    for _ in range(5):
        about.bookmarks.fill(menu)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(menu.findChildren(QAction)) == first
