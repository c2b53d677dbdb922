"""The map, driven by mouse, wheel and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.errors import Cancelled
from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.ui import canvas_cache
from spaceplanner.ui.canvas_cache import MARGIN, MapCache, Subject, paint, place
from tests.services.city import PARK, X, Y, town
from tests.ui import pictures
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.canvas_cache import Frame

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def canvas(window, qtbot):
    made = window.canvas
    made.set_view(View(X + 300, Y + 200, 0.8, made.width(), made.height()))
    made.setFocus()
    settle(qtbot, window)
    return made


def pixel(canvas: Canvas, x: float, y: float) -> QPoint:
    px, py = canvas.view.to_pixels(np.array([(x, y)]))[0]
    return QPoint(round(px), round(py))


def drag(canvas, qtbot, start: QPoint, end: QPoint, button=LEFT):
    qtbot.mousePress(canvas, button, pos=start)
    for share in (0.25, 0.5, 0.75, 1.0):
        qtbot.mouseMove(canvas, start + (end - start) * share)
    qtbot.mouseRelease(canvas, button, pos=end)


def turn_wheel(canvas, at: QPoint, notches: int = 1) -> None:
    where = QPointF(at)
    event = QWheelEvent(
        where,
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own signature
    )
    QApplication.sendEvent(canvas, event)


def test_the_wheel_zooms_to_the_cursor(canvas):
    at = QPoint(200, 150)
    ground, before = canvas.view.to_map(200, 150), canvas.view.resolution
    turn_wheel(canvas, at, 3)
    assert canvas.view.resolution < before
    assert np.allclose(canvas.view.to_map(200, 150), ground)
    turn_wheel(canvas, at, -3)
    assert canvas.view.resolution == pytest.approx(before)


def test_two_fingers_zoom(canvas):
    before = canvas.view.resolution
    at = QPointF(200, 150)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        at,
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.view.resolution == pytest.approx(before / 1.25)


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_the_map_follows_a_drag(canvas, qtbot, button):
    start, end = pixel(canvas, X + 340, Y + 40), QPoint(260, 210)
    ground = canvas.view.to_map(start.x(), start.y())
    drag(canvas, qtbot, start, end, button)
    assert np.allclose(canvas.view.to_map(end.x(), end.y()), ground)


def test_the_space_bar_lets_any_tool_move_the_map(canvas, window, qtbot):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["led_lamp"])
    before = canvas.view
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    drag(canvas, qtbot, QPoint(300, 200), QPoint(350, 200))
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.x == pytest.approx(before.x - 50 * before.resolution)
    assert window.context.project.proposals == ()


@pytest.mark.parametrize(
    ("key", "dx", "dy"),
    [(Qt.Key.Key_Left, -1, 0), (Qt.Key.Key_Right, 1, 0), (Qt.Key.Key_Up, 0, 1), (Qt.Key.Key_Down, 0, -1)],
)
def test_arrows_move_the_map(canvas, qtbot, key, dx, dy):
    before = canvas.view
    qtbot.keyClick(canvas, key)
    assert np.sign(canvas.view.x - before.x) == dx
    assert np.sign(canvas.view.y - before.y) == dy


def test_plus_minus_and_home(canvas, qtbot, window):
    before = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.resolution == pytest.approx(before.resolution / 1.5)
    assert (canvas.view.x, canvas.view.y) == pytest.approx((before.x, before.y))
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.view.resolution == pytest.approx(before.resolution)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    for layer in window.context.project.layers:
        west, south, east, north = layer.bounds()
        x0, y0, x1, y1 = canvas.view.bounds
        assert x0 < west <= east < x1
        assert y0 < south <= north < y1


def test_a_click_selects_and_the_next_beside_it_does_not(canvas, qtbot, window):
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    assert window.context.space == "park"
    settle(qtbot, window)
    assert canvas.cache.frame.subject.selection == "park"
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 340, Y + 40))
    assert window.context.space is None


def test_the_tip_tells_the_name_as_it_is_and_the_need(canvas, qtbot):
    qtbot.mouseMove(canvas, pixel(canvas, X + 425, Y + 130))
    qtbot.mouseMove(canvas, pixel(canvas, X + 430, Y + 130))
    name, need = canvas.words.tip.words()
    assert name == "Plaza <b>Central</b>"
    assert need.startswith("Need ")
    qtbot.mouseMove(canvas, pixel(canvas, X + 340, Y + 40))
    assert canvas.words.tip.words() == ()


def test_a_lamp_is_placed_by_button_and_click_undone_and_redone(canvas, qtbot, window):
    context = window.context
    qtbot.mouseClick(canvas.tool_palette.button(Tool.PLACE, "led_lamp"), LEFT)
    assert canvas.cursor().shape() is Qt.CursorShape.CrossCursor
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    (proposal,) = context.project.proposals
    assert proposal.name == "Proposal for Parque La Merced"
    assert context.proposal == proposal.id
    assert context.space == "park"
    assert context.document.undo_label == "Place intervention"
    assert shapely.distance(proposal.interventions[0].geometry, shapely.Point(X + 170, Y + 170)) < 1
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert context.project.proposals == ()
    assert context.proposal is None
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(context.project.proposals) == 1


def test_digits_take_tools_and_escape_puts_them_back(canvas, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_2)
    assert canvas.hand.state.type.id == "community_alarm"
    assert canvas.tool_palette.button(Tool.PLACE, "community_alarm").isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.hand.state.tool is Tool.SELECT
    assert canvas.tool_palette.button(Tool.SELECT).isChecked()


def test_enter_places_in_the_middle_without_a_mouse(canvas, qtbot, window):
    canvas.show_space("park")
    canvas.pointer = None
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    (proposal,) = window.context.project.proposals
    assert PARK.contains(proposal.interventions[0].geometry)


def test_a_path_is_drawn_with_the_mouse(canvas, qtbot, window):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["paths"])
    for x, y in ((120, 130), (170, 170)):
        qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + x, Y + y))
    end = pixel(canvas, X + 210, Y + 190)
    qtbot.mouseClick(canvas, LEFT, pos=end)
    qtbot.mouseDClick(canvas, LEFT, pos=end)
    (proposal,) = window.context.project.proposals
    (path,) = proposal.interventions
    assert len(path.geometry.coords) == 3


def test_a_lamp_is_moved_in_one_step_and_drawn_at_the_pointer_meanwhile(canvas, qtbot, window):
    context = window.context
    context.open(Document(town(proposal=True)))
    settle(qtbot, window)
    canvas.set_view(View(X + 300, Y + 200, 0.8, canvas.width(), canvas.height()))
    start, end = pixel(canvas, X + 170, Y + 170), pixel(canvas, X + 200, Y + 190)
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, (start + end) / 2)
    qtbot.mouseMove(canvas, end)
    assert not context.document.can_undo
    assert canvas.hand.standing.proposals[0].interventions == ()
    qtbot.waitUntil(lambda: any(line.startswith("Averts") for line in canvas.words.tip.words()), timeout=10_000)
    qtbot.mouseRelease(canvas, LEFT, pos=end)
    assert context.document.undo_label == "Move intervention"
    assert canvas.hand.standing is context.project
    moved = context.project.proposals[0].interventions[0].geometry
    assert shapely.distance(moved, shapely.Point(X + 200, Y + 190)) < 1.2
    context.undo()
    assert not context.document.can_undo


def test_delete_removes_what_is_selected(canvas, qtbot, window):
    context = window.context
    context.open(Document(town(proposal=True)))
    settle(qtbot, window)
    canvas.set_view(View(X + 300, Y + 200, 0.8, canvas.width(), canvas.height()))
    assert not window.actions_.get("delete").isEnabled()
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    assert window.actions_.get("delete").isEnabled()
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert context.project.proposals[0].interventions == ()
    assert not window.actions_.get("delete").isEnabled()


def test_a_refusal_is_told_at_the_place(canvas, qtbot, window):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["led_lamp"])
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 340, Y + 40))
    assert canvas.words.tip.words() == ("There is no space here. Click inside one, or select one first.",)
    assert window.context.project.proposals == ()


def test_what_a_click_would_be_worth_is_told_while_hovering(canvas, qtbot, window):
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["led_lamp"])
    qtbot.mouseMove(canvas, pixel(canvas, X + 160, Y + 160))
    qtbot.mouseMove(canvas, pixel(canvas, X + 170, Y + 170))
    qtbot.waitUntil(lambda: len(canvas.words.tip.words()) == 4, timeout=10_000)
    title, proposal, lit, worth = canvas.words.tip.words()
    assert title == "LED lamp"
    assert proposal == "Proposal for Parque La Merced"
    assert lit.startswith("Lit ground 0% → ")
    assert worth.startswith("Averts ")
    assert window.context.project.proposals == ()
    QTest.mouseMove(canvas, pixel(canvas, X + 340, Y + 40))


def test_dropped_files_are_handed_on(canvas, qtbot, window, tmp_path):
    file = tmp_path / "parques.geojson"
    file.write_text("{}")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.zip")])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(10, 10), copy, mime, LEFT, none)
    QApplication.sendEvent(canvas, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.context.request_import) as caught:
        QApplication.sendEvent(canvas, QDropEvent(QPointF(10, 10), copy, mime, LEFT, none))
    assert caught.args == [[file]]


def test_without_layers_the_map_says_what_to_do(canvas, qtbot, window):
    assert canvas.empty.isHidden()
    window.context.open(Document(Project(name="")))
    assert canvas.empty.isVisible()
    assert canvas.tool_palette.isHidden()
    assert canvas.legend.isHidden()


def test_no_name_lies_under_the_legend_the_tools_or_the_scale_bar(canvas, qtbot, window):
    qtbot.waitUntil(lambda: canvas.cache.idle and canvas.cache.frame is not None, timeout=10_000)
    subject = canvas.cache.frame.subject
    legend, tools = canvas.legend.geometry(), canvas.tool_palette.geometry()
    for over in (legend, tools):
        assert (over.left(), over.top(), over.right(), over.bottom()) in subject.covered
    bar = next(box for box in subject.covered if box[3] == canvas.view.height)
    assert bar[0] == 0
    assert bar[2] < canvas.view.width / 2


def test_what_covers_the_view_is_told_in_the_pixels_of_the_image(monkeypatch):
    told: dict[str, object] = {}

    def draws_nothing(*_what: object, **how: object) -> tuple[()]:
        told.update(how)
        return ()

    monkeypatch.setattr("spaceplanner.ui.canvas_cache.parts", draws_nothing)
    paint(Subject(project=Project(name=""), covered=((1.0, 2.0, 30.0, 40.0),)), View(0.0, 0.0, 1.0, 100.0, 100.0), 1.0)
    assert told["avoid"] == ((1.0 + MARGIN, 2.0 + MARGIN, 30.0 + MARGIN, 40.0 + MARGIN),)


def test_the_legend_follows_the_density(canvas, window):
    assert canvas.legend.isVisible()
    assert canvas.legend.accessibleName().startswith("Incidents per km² and year: ")


def test_the_map_is_painted_for_the_screen_it_is_on(canvas):
    frame = canvas.cache.frame
    assert frame.image.devicePixelRatio() == canvas.devicePixelRatioF()
    assert frame.view.width == canvas.width() + 2 * MARGIN


def test_a_change_repaints_only_what_it_touches(appearance, monkeypatch):
    drawn: list[str] = []
    draw = canvas_cache._drawn

    def noted(part, *how):
        drawn.append(part.key)
        return draw(part, *how)

    monkeypatch.setattr(canvas_cache, "_drawn", noted)
    subject = pictures.pictures()["street"][0]
    view, kept = View(4000.0, 4000.0, 2.0, 300, 200), canvas_cache.Pictures()
    first = paint(subject, view, 1.0, None, kept)
    assert {"streets", "lamps", "density", "labels"} <= set(drawn)
    drawn.clear()
    again = paint(subject, view, 1.0, None, kept)
    assert drawn == []
    assert first.image == again.image
    moved = replace(subject, project=edits.change_layer("lamps", visible=False)(subject.project))
    less = paint(moved, view, 1.0, None, kept)
    assert set(drawn) <= {"lit", "no_data"}
    assert less.image != first.image
    assert less.image == paint(moved, view, 1.0).image
    drawn.clear()
    paint(replace(subject, selection="s3"), view, 1.0, None, kept)
    assert not {"streets", "lamps", "density", "spaces"} & set(drawn)
    drawn.clear()
    paint(subject, view.panned(3, 4), 1.0, None, kept)
    assert {"streets", "lamps", "density"} <= set(drawn)


def test_a_painting_given_up_is_gone_on_with(appearance, monkeypatch):
    subject = pictures.pictures()["street"][0]
    view, kept, calls = View(4000.0, 4000.0, 2.0, 300, 200), canvas_cache.Pictures(), []

    def gives_up() -> None:
        calls.append(0)
        if len(calls) == 6:
            raise Cancelled("")

    with pytest.raises(Cancelled):
        paint(subject, view, 1.0, gives_up, kept)
    begun = len(kept._kept)
    assert begun > 0
    assert paint(subject, view, 1.0, None, kept).image == paint(subject, view, 1.0).image


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_old_image_is_put_where_its_ground_is(qapp, ratio):
    """Closed form: a place keeps its position when it is found through the image instead of the view."""
    old, new = View(1000, 2000, 2.0, 400, 300), View(1050, 1980, 1.25, 400, 300)
    frame: Frame = paint(Subject(project=Project(name="")), old, ratio)
    assert frame.image.width() == round((400 + 2 * MARGIN) * ratio)
    where = place(frame, new)
    for x, y in ((900, 2100), (1000, 2000), (1200, 1900)):
        ix, iy = frame.view.to_pixels(np.array([(float(x), float(y))]))[0]
        px = where.x() + ix * where.width() / frame.view.width
        py = where.y() + iy * where.height() / frame.view.height
        assert np.allclose((px, py), new.to_pixels(np.array([(float(x), float(y))]))[0])
    same = place(frame, old)
    assert (same.x(), same.y()) == (-MARGIN, -MARGIN)


def test_the_latest_wish_is_painted_and_those_between_are_skipped(qtbot, context):
    cache = MapCache(context.painting)
    painted: list[float] = []
    cache.painted.connect(lambda: painted.append(cache.frame.view.x if cache.frame else 0.0))
    subject = Subject(project=context.project)
    for x in range(20):
        cache.want(subject, View(X + x, Y, 1.0, 200, 100), 1.0)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: cache.idle, timeout=10_000)
    assert painted[-1] == X + 19
    assert len(painted) < 20


def test_a_failed_painting_is_told_and_the_next_one_works(qtbot, context):
    cache = MapCache(context.painting)
    with qtbot.waitSignal(cache.failed):
        cache.want(Subject(project=context.project, theme="no such theme"), View(X, Y, 1.0, 200, 100), 1.0)
    with qtbot.waitSignal(cache.painted):
        cache.want(Subject(project=context.project), View(X, Y, 1.0, 200, 100), 1.0)


def test_after_panning_with_space_the_cursor_is_that_of_the_tool(window, qtbot):
    canvas = window.canvas
    kind = window.context.catalogue.types["led_lamp"]
    canvas.setFocus()
    for tool in (Tool.PLACE, Tool.SELECT, Tool.PAN):
        canvas.hand.take(tool, kind if tool is Tool.PLACE else None)
        before = canvas.cursor().shape()
        qtbot.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor
        qtbot.keyRelease(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() is before
        qtbot.keyPress(canvas, Qt.Key.Key_Space)
        window.search.setFocus()
        assert canvas.cursor().shape() is before
        canvas.setFocus()
