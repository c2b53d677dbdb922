"""What stands on the map: bars, cards, the overview, the legend and the guided start, none over another."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.getting_about import GettingAbout
from spaceplanner.ui.map_tip import Bubble, MapTip
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

LEFT = Qt.MouseButton.LeftButton
SIZES = [(1000, 700), (1366, 768)]


@pytest.fixture(params=["es", "en"])
def large(request, window, qtbot) -> Any:
    """The window on a fictional town with a proposal, in either language."""
    window.context.open(Document(replace(town(proposal=True), fictional=True)))
    window.language.use(request.param)
    settle(qtbot, window)
    yield window
    window.language.use("en")


def standing(canvas: QWidget) -> dict[str, QRect]:
    """Return what stands on the map, by name, and where; what comes and goes with the pointer aside."""
    parts = [part for part in canvas.children() if isinstance(part, QWidget) and part.isVisible()]
    return {
        f"{type(part).__name__} {place}": part.geometry()
        for place, part in enumerate(parts)
        if not isinstance(part, Bubble | MapTip)
    }


def overlaps(canvas: QWidget) -> list[tuple[str, str]]:
    parts = standing(canvas).items()
    return [(one, two) for (one, here), (two, there) in combinations(parts, 2) if here.intersects(there)]


def measure(window, qtbot) -> None:
    window.canvas.hand.take(Tool.MEASURE)
    middle = window.canvas.middle().toPoint()
    for away in (QPoint(-60, 0), QPoint(0, -40), QPoint(60, 0)):
        qtbot.mouseClick(window.canvas, LEFT, pos=middle + away)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)


def identify(window, qtbot) -> None:
    window.canvas.hand.take(Tool.IDENTIFY)
    qtbot.mouseClick(window.canvas, LEFT, pos=window.canvas.middle().toPoint())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", ["diagnosis", "sketch"])
def test_nothing_on_the_map_lies_over_anything_else(large, qtbot, size, step):
    canvas, about = large.canvas, large.findChild(GettingAbout)
    guide = large.findChild(Wiring).guided_start
    large.resize(*size)
    roomy = size[0] > 1000  # below, the map is too narrow for an overview
    large.show_step(step)
    assert (large.width(), large.height()) == size
    widest = max(large.context.catalogue.types.values(), key=lambda kind: kind.geometry == "polygon")
    canvas.hand.take(Tool.PLACE, widest)
    qtbot.wait(20)
    assert overlaps(canvas) == []
    assert about.overview.isVisible() is roomy
    measure(large, qtbot)
    assert about.looking.card.isVisible()
    assert overlaps(canvas) == []
    identify(large, qtbot)
    assert about.identify.card.isVisible()
    assert not about.looking.card.isVisible()
    assert overlaps(canvas) == []
    about.identify.card.close_button.click()
    large.actions_.get("tour").trigger()
    large.show_step(step)
    qtbot.wait(20)
    assert guide.card.isVisible()
    assert overlaps(canvas) == []
    assert all(canvas.rect().contains(box) for box in standing(canvas).values())
    identify(large, qtbot)
    assert overlaps(canvas) == []
    about.identify.card.close_button.click()
    assert guide.card.isVisible()
    guide.leave()
    assert about.overview.isVisible() is roomy


def test_one_card_at_a_time(large, qtbot):
    canvas, about = large.canvas, large.findChild(GettingAbout)
    measure(large, qtbot)
    assert canvas.cards.card is about.looking.card
    identify(large, qtbot)
    assert canvas.cards.card is about.identify.card
    measure(large, qtbot)
    assert canvas.cards.card is about.looking.card
    assert not about.identify.card.isVisible()
    about.looking.card.close_button.click()
    assert canvas.cards.card is None


def test_another_widget_is_placed_below_the_open_card(large, qtbot):
    canvas, about = large.canvas, large.findChild(GettingAbout)
    other = QWidget(canvas)
    other.resize(180, 60)
    canvas.cards.place(other)
    assert other.y() > canvas.sketcher.bar.geometry().bottom()
    identify(large, qtbot)
    canvas.cards.place(other)
    assert other.y() > about.identify.card.geometry().bottom()


def test_a_narrow_window_gets_the_status_out_of_the_way_of_the_map(large, qtbot):
    status = large.status
    for widget in (status.task, status.progress, status.cancel):
        widget.show()
    status.task.setText("Searching for hot spots in all of the study area")
    large.resize(1000, 700)
    qtbot.wait(20)
    assert large.width() == 1000
    large.resize(1366, 768)
    qtbot.wait(20)
    assert status.task.text() == status.task.full


def test_escape_on_the_map_closes_the_card_before_it_puts_the_tool_down(window, qtbot):
    canvas, about = window.canvas, window.findChild(GettingAbout)
    identify(window, qtbot)
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not about.identify.card.isVisible()
    tools = [canvas.hand.state.tool]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert [*tools, canvas.hand.state.tool] == [Tool.IDENTIFY, Tool.SELECT]


def test_escape_ends_what_is_being_measured_before_a_card_is_closed(window, qtbot):
    about = window.findChild(GettingAbout)
    identify(window, qtbot)
    measure(window, qtbot)
    assert about.looking.card.isVisible()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not about.looking.card.isVisible()
    assert window.canvas.hand.state.trace is None
    assert window.canvas.hand.state.tool is Tool.MEASURE


def menu_at_middle(window) -> dict[str, Any]:
    menu = window.findChild(Wiring).map_menu
    menu.open(window.canvas.middle())
    return {action.text(): action for action in menu.menu.actions()}


def corners(window, qtbot) -> None:
    window.canvas.hand.take(Tool.MEASURE)
    for away in (QPoint(-60, 0), QPoint(0, -40)):
        qtbot.mouseClick(window.canvas, LEFT, pos=window.canvas.middle().toPoint() + away)


def test_a_right_click_ends_takes_back_or_gives_up_what_is_measured(window, qtbot):
    hand = window.canvas.hand
    corners(window, qtbot)
    menu_at_middle(window)["Take the last corner back"].trigger()
    assert len(hand.state.trace.corners) == 1
    menu_at_middle(window)["End here"].trigger()
    assert hand.state.trace.closed
    assert len(hand.state.trace.corners) == 2
    assert window.findChild(GettingAbout).looking.card.isVisible()
    corners(window, qtbot)
    menu_at_middle(window)["Give up what is being drawn"].trigger()
    assert hand.state.trace is None
    assert hand.state.tool is Tool.MEASURE


def test_a_right_click_keeps_a_tool_that_looks_and_what_is_measured(window, qtbot):
    measure(window, qtbot)
    trace = window.canvas.hand.state.trace
    assert "Show ever&ything" in menu_at_middle(window)
    kept = window.canvas.hand.state.trace
    assert kept is not None
    assert (kept.corners, kept.closed) == (trace.corners, trace.closed)
    assert window.canvas.hand.state.tool is Tool.MEASURE
