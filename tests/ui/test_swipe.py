"""Today and the proposal side by side, with a divider that is slid."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.services.document import Document
from spaceplanner.ui import canvas_cache
from spaceplanner.ui.wiring import Wiring
from tests.services.city import X, Y, covered, town
from tests.ui.conftest import settle
from tests.ui.hands import until
from tests.ui.test_canvas import pixel

LEFT = Qt.MouseButton.LeftButton
W = Qt.Key.Key_W
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(window, qtbot):
    window.context.open(Document(covered(town(proposal=True))))
    settle(qtbot, window)
    made = window.canvas
    # The lamp lies in the middle of the map.
    made.set_view(View(X + 170, Y + 170, 0.4, made.width(), made.height()))
    made.setFocus()
    settle(qtbot, window)
    return made


@pytest.fixture
def swipe(canvas, window, qtbot):
    found = window.findChild(Wiring)
    assert isinstance(found, Wiring)
    qtbot.keyClick(window, W, CTRL_SHIFT)
    rest(qtbot, window, found.swipe)
    return found.swipe


def rest(qtbot, window, swipe):
    settle(qtbot, window)
    until(qtbot, lambda: swipe.today.idle and swipe.planned.idle and swipe.today.frame is not None)
    until(qtbot, lambda: not window.context.tasks.active)
    until(qtbot, lambda: swipe.today.idle and swipe.planned.idle and window.canvas.cache.idle)


def shown(cache):
    """Return what a picture shows."""
    return cache.frame.subject


def colours(canvas, *at):
    QApplication.processEvents()
    image = canvas.grab().toImage()
    return image.pixelColor(pixel(canvas, *at))


def slide(qtbot, divider, to: float):
    """Drag the divider to a pixel of the map's width."""
    start = QPoint(divider.width() // 2, divider.height() // 2)
    qtbot.mousePress(divider, LEFT, pos=start)
    qtbot.mouseMove(divider, start + QPoint(round(to - divider.x_on_map), 0))
    qtbot.mouseRelease(divider, LEFT, pos=start)


def test_left_is_today_and_right_is_the_proposal(canvas, swipe, window, qtbot):
    """Pixel by pixel what the map shows when it is toggled."""
    lit = (X + 172, Y + 185)
    slide(qtbot, swipe.divider, 40)
    assert swipe.divider.x_on_map == pytest.approx(40, abs=1)
    proposed = colours(canvas, *lit)
    slide(qtbot, swipe.divider, canvas.width() - 40)
    today = colours(canvas, *lit)
    assert proposed != today
    swipe.end()
    settle(qtbot, window)
    assert colours(canvas, *lit) == proposed
    window.actions_.get("before_after").setChecked(True)
    until(qtbot, lambda: canvas.cache.idle and not canvas.cache.frame.subject.proposed)
    assert colours(canvas, *lit) == today
    window.actions_.get("before_after").setChecked(False)


def test_nothing_is_painted_anew_while_it_slides(canvas, swipe, qtbot, monkeypatch):
    painted = []
    monkeypatch.setattr(canvas_cache, "paint", lambda *_, **__: painted.append(0))
    for to in np.linspace(100, canvas.width() - 100, 12):
        slide(qtbot, swipe.divider, float(to))
        qtbot.wait(2)
    qtbot.wait(canvas_cache.PATIENCE_MS + 20)
    assert painted == []


def test_it_is_moved_with_keys_and_left_with_escape(canvas, swipe, window, qtbot):
    divider = swipe.divider
    assert divider.hasFocus()
    assert divider.share == 0.5
    qtbot.keyClick(divider, Qt.Key.Key_Right)
    assert divider.share == pytest.approx(0.51)
    qtbot.keyClick(divider, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert divider.share == pytest.approx(0.41)
    assert "41%" in divider.accessibleDescription()
    qtbot.keyClick(divider, Qt.Key.Key_End)
    assert divider.share == 1.0
    qtbot.keyClick(divider, Qt.Key.Key_Home)
    assert divider.share == 0.0
    qtbot.keyClick(divider, Qt.Key.Key_Escape)
    assert not swipe.shown
    assert not window.actions_.get("swipe").isChecked()
    assert canvas.hasFocus()
    assert swipe.today.frame is None


def test_escape_on_the_map_ends_what_is_going_on_first(canvas, swipe, window, qtbot):
    canvas.setFocus()
    qtbot.mousePress(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    qtbot.mouseMove(canvas, pixel(canvas, X + 150, Y + 160))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert swipe.shown
    qtbot.mouseRelease(canvas, LEFT, pos=pixel(canvas, X + 150, Y + 160))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not swipe.shown


def test_words_stand_at_the_divider_in_both_languages(canvas, swipe, window):
    assert [text for text, _ in swipe._chips()] == ["Today", "With the proposal"]
    left, right = (box for _, box in swipe._chips())
    assert left.right() < swipe.divider.x_on_map < right.left()
    window.language.use("es")
    assert [text for text, _ in swipe._chips()] == ["Hoy", "Con la propuesta"]
    window.language.use("en")
    swipe.divider.go(0.0)
    assert [text for text, _ in swipe._chips()] == ["With the proposal"]


def test_the_dark_and_silent_ground_is_that_of_each_side(canvas, swipe, window, qtbot):
    context = window.context
    assert swipe.planned.frame is None
    context.show_darkness(wanted=True)
    until(qtbot, lambda: context.darkness is not None)
    until(qtbot, lambda: swipe.planned.frame is not None)
    rest(qtbot, window, swipe)
    today, planned = shown(swipe.today).darkness, shown(swipe.planned).darkness
    assert today is context.darkness.ground
    assert planned.area < today.area
    assert not shown(swipe.today).proposed
    assert shown(swipe.planned).proposed
    # It follows what is done to the proposal.
    context.do("Remove", edits.remove_intervention("merced", "led_lamp"))
    rest(qtbot, window, swipe)
    until(qtbot, lambda: shown(swipe.planned).darkness.area == pytest.approx(today.area))
    context.show_darkness(wanted=False)
    until(qtbot, lambda: swipe.planned.frame is None)
    rest(qtbot, window, swipe)


def test_both_maps_follow_the_view(canvas, swipe, window, qtbot):
    canvas.set_view(canvas.view.panned(60, 20))
    rest(qtbot, window, swipe)
    until(qtbot, lambda: swipe.today.frame.view.x == canvas.cache.frame.view.x)
    assert swipe.today.frame.view.y == canvas.cache.frame.view.y
    window.resize(window.width() - 60, window.height())
    until(qtbot, lambda: swipe.divider.x_on_map == canvas.width() / 2)


def test_toggling_or_losing_the_proposal_ends_it(canvas, swipe, window, qtbot):
    action = window.actions_.get("swipe")
    window.actions_.get("before_after").setChecked(True)
    assert not swipe.shown
    action.setChecked(True)
    assert swipe.shown
    assert not window.actions_.get("before_after").isChecked()
    rest(qtbot, window, swipe)
    window.context.do("Remove", edits.remove_proposal("merced"))
    assert not swipe.shown
    assert not action.isEnabled()
    settle(qtbot, window)
