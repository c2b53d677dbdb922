"""Drawing on the map with real mouse and keys."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from spaceplanner.cartography.view import View
from spaceplanner.services.gestures import Tool
from spaceplanner.services.snapping import Kind
from spaceplanner.ui.map_menu import MapMenu
from spaceplanner.ui.tool_palette import type_data
from tests.services.city import X, Y
from tests.ui.conftest import settle
from tests.ui.hands import entry, press
from tests.ui.test_canvas import LEFT, pixel

CONTROL, NONE, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def canvas(window, qtbot):
    made = window.canvas
    made.set_view(View(X + 180, Y + 170, 0.4, made.width(), made.height()))
    made.setFocus()
    settle(qtbot, window)
    return made


def take(canvas: Any, window: Any, qtbot: Any, kind: str, form: str) -> None:
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types[kind])
    press(qtbot, canvas.sketcher.bar.button(form))
    press(qtbot, canvas.sketcher.bar.button("snapping"))
    assert not canvas.hand.state.snapping


def click(canvas: Any, qtbot: Any, *corners: tuple[float, float], keys: Qt.KeyboardModifier = NONE) -> None:
    for x, y in corners:
        at = pixel(canvas, X + x, Y + y)
        qtbot.mouseMove(canvas, at)
        qtbot.mouseClick(canvas, LEFT, keys, at)


def placed(window: Any) -> list[Any]:
    (proposal,) = window.context.project.proposals
    return [item.geometry for item in proposal.interventions]


def test_a_row_of_lamps_with_a_typed_spacing_is_one_step(canvas, window, qtbot):
    take(canvas, window, qtbot, "led_lamp", "row")
    box = canvas.sketcher.bar.spacing
    assert box.isVisible()
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "15")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    click(canvas, qtbot, (120, 140), (180, 170))
    end = pixel(canvas, X + 180, Y + 170)
    qtbot.mouseDClick(canvas, LEFT, pos=end)
    lamps = placed(window)
    assert len(lamps) == math.floor(math.hypot(60, 30) / 15) + 1
    assert all(abs(shapely.distance(a, b) - 15) < 1e-6 for a, b in itertools.pairwise(lamps))
    window.context.undo()
    assert window.context.project.proposals == ()


def test_a_rectangle_and_a_circle_are_drawn_and_the_tip_has_their_size(canvas, window, qtbot):
    take(canvas, window, qtbot, "greening", "rectangle")
    click(canvas, qtbot, (150, 150))
    qtbot.mouseMove(canvas, pixel(canvas, X + 160, Y + 165))
    qtbot.mouseMove(canvas, pixel(canvas, X + 170, Y + 170))
    assert "20.00 × 20.00 m, 400.0 m²" in canvas.words.tip.words()[0]
    click(canvas, qtbot, (170, 170))
    assert placed(window)[0].area == pytest.approx(400, rel=0.05)
    press(qtbot, canvas.sketcher.bar.button("circle"))
    click(canvas, qtbot, (190, 190), (200, 190))
    assert placed(window)[1].area == pytest.approx(math.pi * 100, rel=0.1)


def test_digits_open_a_field_tab_goes_to_the_angle_and_enter_sets_the_corner(canvas, window, qtbot):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["paths"])
    click(canvas, qtbot, (130, 150))
    entry = canvas.sketcher.entry
    qtbot.keyClick(canvas, Qt.Key.Key_2)
    assert entry.isVisible()
    assert canvas.hand.state.type.id == "paths"
    length, angle = entry.lines
    assert window.focusWidget() is length
    qtbot.keyClicks(length, "5,5")
    qtbot.keyClick(length, Qt.Key.Key_Tab)
    assert window.focusWidget() is angle
    qtbot.keyClicks(angle, "90")
    qtbot.keyClick(angle, Qt.Key.Key_Return)
    assert not entry.isVisible()
    assert window.focusWidget() is canvas
    (x0, y0), (x1, y1) = canvas.hand.state.vertices
    assert (x1 - x0, y1 - y0) == pytest.approx((0, 25.5), abs=1e-6)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert placed(window)[0].length == pytest.approx(25.5)


def test_less_than_begins_with_the_angle_and_escape_keeps_the_corners(canvas, window, qtbot):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["paths"])
    click(canvas, qtbot, (130, 150))
    qtbot.keyClicks(canvas, "<")
    entry = canvas.sketcher.entry
    assert window.focusWidget() is entry.lines[1]
    qtbot.keyClicks(entry.lines[1], "45")
    qtbot.keyClick(entry.lines[1], Qt.Key.Key_Escape)
    assert not entry.isVisible()
    assert len(canvas.hand.state.vertices) == 1


def test_a_number_that_can_be_read_in_two_ways_is_marked_and_stays(canvas, window, qtbot):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["paths"])
    click(canvas, qtbot, (130, 150))
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    (line, _) = canvas.sketcher.entry.lines
    qtbot.keyClicks(line, ",500")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert canvas.sketcher.entry.isVisible()
    assert line.property("wrong") is True
    assert len(canvas.hand.state.vertices) == 1


def test_backspace_takes_a_corner_back_and_a_crossing_is_told_at_the_spot(canvas, window, qtbot):
    take(canvas, window, qtbot, "greening", "corners")
    click(canvas, qtbot, (150, 150), (180, 170), (180, 150), (150, 170))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert window.context.project.proposals == ()
    assert canvas.words.tip.words()[0].startswith("The outline crosses itself here.")
    assert canvas.hand.preview.spot is not None
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(canvas.hand.state.vertices) == 3
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert placed(window)[0].is_valid


def test_the_pointer_snaps_says_to_what_and_alt_lets_it_go(canvas, window, qtbot):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["led_lamp"])
    corner = pixel(canvas, X + 258, Y + 181)
    qtbot.mouseMove(canvas, corner)
    assert canvas.hand.preview.snap.kind is Kind.VERTEX
    canvas.grab()
    qtbot.mouseClick(canvas, LEFT, ALT, corner)
    assert shapely.distance(placed(window)[0], shapely.Point(X + 260, Y + 180)) > 0.5
    window.context.undo()
    qtbot.mouseClick(canvas, LEFT, pos=corner)
    assert shapely.distance(placed(window)[0], shapely.Point(X + 260, Y + 180)) < 1e-6


def test_f3_and_f7_switch_snapping_and_the_grid(canvas, window, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_F3)
    assert not canvas.hand.state.snapping
    qtbot.keyClick(canvas, Qt.Key.Key_F3)
    qtbot.keyClick(canvas, Qt.Key.Key_F7)
    assert canvas.hand.state.snapping
    assert canvas.hand.state.grid
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["led_lamp"])
    qtbot.mouseMove(canvas, pixel(canvas, X + 173, Y + 173))
    assert canvas.hand.preview.snap.kind is Kind.GRID
    assert canvas.hand.preview.geometry.equals_exact(shapely.Point(X + 175, Y + 175), 1e-6)
    canvas.grab()


def test_every_control_has_a_name_and_a_tip(canvas, window):
    bar = canvas.sketcher.bar
    for name in ("snapping", "grid", "stamp", "row", "corners", "rectangle", "turned", "circle"):
        assert bar.button(name).accessibleName()
        assert bar.button(name).toolTip()
    assert bar.spacing.accessibleName()
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["paths"])
    assert not bar.button("stamp").isVisible()


def chosen(canvas: Any, window: Any, qtbot: Any) -> Any:
    """Draw a rectangle and take the tool that selects; return the item."""
    take(canvas, window, qtbot, "greening", "rectangle")
    click(canvas, qtbot, (150, 150), (180, 170))
    qtbot.keyClick(canvas, Qt.Key.Key_V)
    settle(qtbot, window)
    canvas.grab()
    return placed(window)[0]


def test_corners_are_dragged_and_keys_copy_paste_duplicate_and_nudge(canvas, window, qtbot):
    first = chosen(canvas, window, qtbot)
    start, end = pixel(canvas, X + 150, Y + 150), pixel(canvas, X + 140, Y + 140)
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, (start + end) / 2)
    qtbot.mouseMove(canvas, end)
    canvas.grab()
    qtbot.mouseRelease(canvas, LEFT, pos=end)
    assert window.context.document.undo_label == "Move corner"
    assert placed(window)[0].area > first.area
    qtbot.keyClick(canvas, Qt.Key.Key_C, CONTROL)
    qtbot.mouseMove(canvas, pixel(canvas, X + 200, Y + 200))
    qtbot.keyClick(canvas, Qt.Key.Key_V, CONTROL)
    assert len(placed(window)) == 2
    qtbot.keyClick(canvas, Qt.Key.Key_D, CONTROL)
    assert len(placed(window)) == 3
    before = placed(window)[2].centroid
    view = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    after = placed(window)[2].centroid
    assert (after.x - before.x, after.y - before.y) == pytest.approx((0.5, 5.0))
    assert canvas.view is view
    qtbot.keyClick(canvas, Qt.Key.Key_X, CONTROL)
    assert len(placed(window)) == 2
    for _ in range(6):
        window.context.undo()
    assert placed(window)[0].equals(first)
    assert len(placed(window)) == 1


def test_the_keys_of_the_clipboard_are_the_maps_only(canvas, window, qtbot):
    chosen(canvas, window, qtbot)
    window.search.setFocus()
    qtbot.keyClicks(window.search, "park")
    qtbot.keyClick(window.search, Qt.Key.Key_D, CONTROL)
    assert len(placed(window)) == 1
    assert window.actions_.get("copy").isEnabled()
    assert not window.actions_.get("paste").isEnabled()
    window.actions_.get("copy").trigger()
    assert window.actions_.get("paste").isEnabled()


def test_split_by_the_menu_of_the_map_and_join_again(canvas, window, qtbot):
    first = chosen(canvas, window, qtbot)
    menu = window.findChild(MapMenu)
    at = pixel(canvas, X + 165, Y + 160)
    QApplication.sendEvent(canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at), NONE))
    entry(qtbot, menu.menu, "Split by a line")
    assert canvas.hand.state.tool is Tool.SPLIT
    click(canvas, qtbot, (165, 145), (165, 175))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    one, two = placed(window)
    assert one.area + two.area == pytest.approx(first.area)
    # Offscreen there is no window manager that would go back to the window when the menu has closed.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(canvas, Qt.Key.Key_J, CONTROL)
    other = two.centroid
    click(canvas, qtbot, (other.x - X, other.y - Y))
    assert placed(window)[0].symmetric_difference(first).area < 1e-6
    assert shapely.get_num_coordinates(placed(window)[0]) == 5
    assert window.context.document.undo_label == "Join interventions"


def test_a_hole_is_cut_with_the_mouse(canvas, window, qtbot):
    chosen(canvas, window, qtbot)
    window.actions_.get("hole").trigger()
    click(canvas, qtbot, (158, 155), (172, 155), (172, 165))
    qtbot.mouseDClick(canvas, LEFT, pos=pixel(canvas, X + 172, Y + 165))
    assert len(placed(window)[0].interiors) == 1
    assert canvas.hand.state.tool is Tool.SELECT
    canvas.grab()


def test_the_menu_key_offers_what_is_there_and_places_a_type(canvas, window, qtbot):
    menu = window.findChild(MapMenu).menu
    at = pixel(canvas, X + 160, Y + 160)
    qtbot.mouseMove(canvas, at)
    QApplication.sendEvent(
        canvas, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0), NONE)
    )
    qtbot.waitUntil(menu.isVisible)
    words = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert "New proposal for the selected space" in words
    assert "Copy" not in words
    part = next(action.menu() for action in menu.actions() if action.menu() is not None)
    next(action for action in part.actions() if action.text() == "LED lamp").trigger()
    menu.hide()
    assert shapely.distance(placed(window)[0], shapely.Point(X + 160, Y + 160)) < 1


def test_while_drawing_the_menu_ends_or_gives_up(canvas, window, qtbot):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["paths"])
    click(canvas, qtbot, (130, 150), (160, 160))
    at = pixel(canvas, X + 160, Y + 160)
    QApplication.sendEvent(canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at), NONE))
    entry(qtbot, window.findChild(MapMenu).menu, "End here")
    assert placed(window)[0].geom_type == "LineString"


def test_a_type_is_dragged_from_the_palette_onto_the_map(canvas, window, qtbot):
    data, copy = type_data("playground"), Qt.DropAction.CopyAction
    at = pixel(canvas, X + 160, Y + 160)
    enter = QDragEnterEvent(at, copy, data, LEFT, NONE)
    QApplication.sendEvent(canvas, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(canvas, QDragMoveEvent(at, copy, data, LEFT, NONE))
    assert canvas.hand.preview.geometry.area == pytest.approx(120)
    QApplication.sendEvent(canvas, QDropEvent(QPointF(at), copy, data, LEFT, NONE))
    assert shapely.distance(placed(window)[0].centroid, shapely.Point(X + 160, Y + 160)) < 1
    QApplication.sendEvent(canvas, QDragEnterEvent(at, copy, data, LEFT, NONE))
    QApplication.sendEvent(canvas, QDragLeaveEvent())
    assert canvas.hand.state.tool is Tool.SELECT
    assert len(placed(window)) == 1
