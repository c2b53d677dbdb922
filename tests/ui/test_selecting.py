"""Features selected and identified on the map, with real events."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication

from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.services import feature_selection
from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.ui import selecting
from spaceplanner.ui.getting_about import GettingAbout
from spaceplanner.ui.selecting import FilterDialog
from tests.services.city import SQUARE, X, Y
from tests.ui import hands
from tests.ui.conftest import settle
from tests.ui.test_getting_about import ALT, CTRL, LEFT, SHIFT, drag, pixel, send

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow


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


def chosen(window) -> dict[str, int]:
    return {key: len(rows) for key, rows in window.context.selection.rows.items()}


def lamps_in(window, box) -> int:
    x, y = window.context.project.layer("lamps").geometry.T
    west, south, east, north = box
    return int(((x >= west) & (x <= east) & (y >= south) & (y <= north)).sum())


def test_a_box_selects_and_shift_and_ctrl_add_and_take(canvas, window, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    start, end = QPoint(420, 60), QPoint(600, 250)
    (x0, y1), (x1, y0) = canvas.view.to_map(420, 60), canvas.view.to_map(600, 250)
    drag(canvas, start, end)
    found = chosen(window)
    assert found["lamps"] == lamps_in(window, (x0, y0, x1, y1)) > 0
    assert window.status.selected.text() == f"{sum(found.values())} selected"
    assert window.status.selected.isVisible()
    drag(canvas, QPoint(300, 60), QPoint(420, 250), SHIFT)
    more = chosen(window)
    assert more["lamps"] > found["lamps"]
    drag(canvas, QPoint(300, 60), QPoint(420, 250), CTRL)
    assert chosen(window)["lamps"] <= found["lamps"]
    assert window.context.document.can_undo is False


def test_a_click_selects_the_topmost_and_beside_it_nothing(canvas, window, qtbot):
    window.context.do("x", edits.change_layer("incidents", visible=False))
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 440, Y + 140))
    assert window.context.selection.of("spaces").tolist() == [1]
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 345, Y + 200))
    assert chosen(window) == {}
    assert window.status.selected.isHidden()


def test_a_lasso_selects(canvas, window, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_Q)
    ring = [(380, 80), (480, 80), (480, 180), (380, 180), (380, 90)]
    places = [pixel(canvas, X + x, Y + y) for x, y in ring]
    send(canvas, QEvent.Type.MouseButtonPress, places[0])
    for place in places[1:]:
        send(canvas, QEvent.Type.MouseMove, place)
    send(canvas, QEvent.Type.MouseButtonRelease, places[-1])
    assert window.context.selection.of("spaces").tolist() == [1]


def test_a_box_is_drawn_with_the_keyboard(canvas, window, qtbot):
    canvas.pointer = None
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(canvas, key, SHIFT)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert chosen(window)


def test_the_selection_is_painted_and_gone_again(canvas, about, window, qtbot):
    context = window.context
    context.select(feature_selection.selection({"spaces": np.array([1])}))
    qtbot.waitUntil(lambda: about.selecting.highlight.image is not None)
    edge = pixel(canvas, X + 400, Y + 130)
    accent = context.appearance.colour("accent").name()
    shot = canvas.grab().toImage()
    assert accent in {shot.pixelColor(edge.x() + dx, edge.y()).name() for dx in (-1, 0, 1)}
    canvas.set_view(canvas.view.panned(30, 0))
    moved = canvas.grab().toImage()
    assert accent in {moved.pixelColor(edge.x() + 30 + dx, edge.y()).name() for dx in (-1, 0, 1)}
    qtbot.keyClick(window, Qt.Key.Key_A, CTRL | ALT)
    assert chosen(window) == {}
    assert about.selecting.highlight.image is None


def test_what_is_no_longer_selected_is_not_marked_by_a_picture_that_comes_late(canvas, about, window, qtbot):
    context, highlight = window.context, about.selecting.highlight
    context.select(feature_selection.selection({"spaces": np.array([1])}))
    highlight._soon.stop()
    highlight._start()
    context.select(feature_selection.selection({}))
    qtbot.wait(300)
    assert highlight.image is None


def test_marks_wait_while_the_map_moves(canvas, about, window, qtbot):
    highlight = about.selecting.highlight
    window.context.select(feature_selection.selection({"spaces": np.array([1])}))
    qtbot.waitUntil(lambda: highlight.image is not None)
    canvas.set_view(canvas.view.panned(30, 0))
    assert highlight._soon.remainingTime() > 30


def test_incidents_are_never_marked(canvas, about, window, qtbot):
    window.context.select(feature_selection.selection({"incidents": np.arange(300)}))
    qtbot.waitUntil(lambda: about.selecting.highlight.image is not None)
    image = about.selecting.highlight.image.copy()
    assert bytes(image.constBits()).strip(b"\0") == b""


def test_inverted_shown_and_forgotten(canvas, window, qtbot):
    context = window.context
    context.select(feature_selection.selection({"spaces": np.array([0])}))
    qtbot.keyClick(window, Qt.Key.Key_I, CTRL | SHIFT)
    assert context.selection.of("spaces").tolist() == [1]
    qtbot.keyClick(window, Qt.Key.Key_8, CTRL)
    assert (canvas.view.x, canvas.view.y) == pytest.approx((SQUARE.centroid.x, SQUARE.centroid.y))
    context.do("x", edits.remove_layer("spaces"))
    assert chosen(window) == {}
    context.select(feature_selection.selection({"lamps": np.array([0])}))
    context.open(Document(Project(name="empty")))
    assert chosen(window) == {}
    assert not window.actions_.get("pick_clear").isEnabled()


def dialog(window: MainWindow) -> FilterDialog:
    (found,) = [one for one in window.findChildren(FilterDialog) if one.isVisible()]
    return found


def test_a_filter_selects_and_a_bad_one_is_told_at_the_place(canvas, window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL | SHIFT)
    asked = dialog(window)
    asked.layers.setCurrentIndex(asked.layers.findData("spaces"))
    assert asked.columns.text() == "Columns: id, name, kind, condition"
    for text, words in (("kind === 'x'", "not understood at character"), ("kind = 'river'", "No row of")):
        asked.edit.clear()
        qtbot.keyClicks(asked.edit, text)
        assert asked.note.isHidden()
        qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
        assert words in asked.note.text()
        assert asked.note.isVisible()
    asked.edit.clear()
    qtbot.keyClicks(asked.edit, "kind = 'park'")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    assert not asked.isVisible()
    assert window.context.selection.of("spaces").tolist() == [0]
    window.actions_.get("pick_filter").trigger()
    asked = dialog(window)
    asked.layers.setCurrentIndex(asked.layers.findData("spaces"))
    asked.how.setCurrentIndex(asked.how.findData("add"))
    qtbot.keyClicks(asked.edit, "kind = 'square'")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    assert window.context.selection.of("spaces").tolist() == [0, 1]


@pytest.mark.parametrize("way", ["tool", "alt"])
def test_everything_under_the_cursor_is_identified(canvas, about, window, qtbot, way):
    at = pixel(canvas, X + 430, Y + 130)
    if way == "tool":
        qtbot.keyClick(canvas, Qt.Key.Key_I)
        assert canvas.hand.state.tool is Tool.IDENTIFY
    qtbot.mouseClick(canvas, LEFT, ALT if way == "alt" else Qt.KeyboardModifier.NoModifier, at)
    card, tree = about.identify.card, about.identify.tree
    assert card.isVisible()
    titles = [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]
    assert titles[-1] == "Plaza <b>Central</b>"
    assert window.context.space is None
    qtbot.mouseClick(card.copy_button, LEFT)
    assert "Plaza <b>Central</b>" in QGuiApplication.clipboard().text()
    tree.setCurrentItem(tree.topLevelItem(len(titles) - 1))
    tree.itemActivated.emit(tree.currentItem(), 0)
    assert window.context.selection.of("spaces").tolist() == [1]
    qtbot.keyClick(tree, Qt.Key.Key_Escape)
    assert card.isHidden()


def test_nothing_here_is_said_and_another_language_asks_anew(canvas, about, window, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 345, Y + 200))
    assert about.identify.card.title.full in {"Nothing here", "1 thing here"}
    window.language.use("es")
    window.context.appearance.choose("dark")
    window.context.appearance.choose("light")
    qtbot.mouseClick(about.identify.card.close_button, LEFT)
    assert about.identify.card.isHidden()


def test_among_very_many_rows_the_window_does_not_wait(canvas, window, qtbot, monkeypatch):
    monkeypatch.setattr(selecting, "_AT_ONCE", 0)
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    drag(canvas, QPoint(420, 60), QPoint(600, 250))
    assert chosen(window) == {}
    qtbot.waitUntil(lambda: "lamps" in chosen(window))


def test_a_filter_among_very_many_rows_is_answered_later(canvas, window, qtbot, monkeypatch):
    monkeypatch.setattr(selecting, "_AT_ONCE", 0)
    answer, filtered = Event(), feature_selection.filtered
    monkeypatch.setattr(feature_selection, "filtered", lambda *given: answer.wait(10) and filtered(*given))
    window.actions_.get("pick_filter").trigger()
    asked = dialog(window)
    asked.layers.setCurrentIndex(asked.layers.findData("spaces"))
    qtbot.keyClicks(asked.edit, "kind === 'park'")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    assert asked.isVisible()
    assert not asked.edit.isEnabled()
    answer.set()
    qtbot.waitUntil(asked.note.isVisible)
    assert "not understood at character" in asked.note.text()
    asked.edit.clear()
    qtbot.keyClicks(asked.edit, "kind = 'park'")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    hands.gone(qtbot, window, FilterDialog)
    assert window.context.selection.of("spaces").tolist() == [0]


def test_a_filter_that_is_given_up_selects_nothing(canvas, window, qtbot, monkeypatch):
    monkeypatch.setattr(selecting, "_AT_ONCE", 0)
    answer, filtered = Event(), feature_selection.filtered
    monkeypatch.setattr(feature_selection, "filtered", lambda *given: answer.wait(10) and filtered(*given))
    window.actions_.get("pick_filter").trigger()
    asked = dialog(window)
    asked.layers.setCurrentIndex(asked.layers.findData("spaces"))
    qtbot.keyClicks(asked.edit, "kind = 'park'")
    qtbot.keyClick(asked.edit, Qt.Key.Key_Return)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    answer.set()
    hands.gone(qtbot, window, FilterDialog)
    hands.idle(qtbot, window)
    assert chosen(window) == {}
