"""The card that tells what a gesture changes, with the mouse and with keys."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services import what_if
from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.wiring import Wiring
from tests.services.city import PARK, X, Y, covered, town
from tests.ui.conftest import settle
from tests.ui.hands import until
from tests.ui.test_canvas import pixel

LEFT = Qt.MouseButton.LeftButton


def _project():
    project = covered(town(proposal=True))
    lamp = Intervention(id="l", type="led_lamp", geometry=shapely.Point(X + 430, Y + 130))
    other = Proposal(id="square", name="Plaza", space="square", interventions=(lamp,))
    return replace(project, proposals=(*project.proposals, other))


@pytest.fixture
def canvas(window, qtbot):
    window.context.open(Document(_project()))
    settle(qtbot, window)
    made = window.canvas
    made.set_view(View(X + 300, Y + 200, 0.8, made.width(), made.height()))
    made.setFocus()
    settle(qtbot, window)
    return made


@pytest.fixture
def told(canvas, window):
    found = window.findChild(Wiring)
    assert isinstance(found, Wiring)
    return found.what_if


def same(one, other):
    """Whether two results are the same but for how sure their ranks are, which comes later."""
    return one is not None and other is not None and replace(one, standing=None) == replace(other, standing=None)


def rows(told):
    return {row.id: row for row in told.card.rows}


def carry(qtbot, canvas, start, end):
    """Take something in hand at a place and bring it to another, without letting go."""
    qtbot.mousePress(canvas, LEFT, pos=pixel(canvas, *start))
    for share in (0.3, 0.6, 1.0):
        at = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        qtbot.mouseMove(canvas, pixel(canvas, *at))


def test_the_last_forecast_is_what_is_evaluated_once_the_lamp_is_let_go(canvas, told, window, qtbot):
    context = window.context
    start, end = (X + 170, Y + 170), (X + 245, Y + 185)
    assert not told.card.isVisible()
    carry(qtbot, canvas, start, end)
    until(qtbot, lambda: told.card.isVisible() and not told.card.waiting)
    assert not told.exact
    before = context.result.proposal("merced")
    foreseen, told_of = told.after, rows(told)
    assert same(told.before, before)
    assert told_of["lit"].sense in {"better", "worse"}
    assert told_of["cost"].sense == "same"
    qtbot.mouseRelease(canvas, LEFT, pos=pixel(canvas, *end))
    assert told.card.waiting
    settle(qtbot, window)
    until(qtbot, lambda: told.exact)
    exact = context.result.proposal("merced")
    assert same(told.after, exact)
    assert rows(told) == told_of
    for name in ("score", "score_floor", "rank", "averted", "after", "cost", "criteria"):
        assert getattr(foreseen, name) == getattr(exact, name)
    expected = what_if.rows(before, exact, context.project, currency="USD", count=2)
    assert told.card.rows == expected


def test_it_is_grey_while_the_answer_is_on_its_way_and_nothing_waits_for_it(canvas, told, qtbot):
    carry(qtbot, canvas, (X + 170, Y + 170), (X + 200, Y + 190))
    until(qtbot, lambda: told.card.isVisible() and not told.card.waiting)
    shown = told.card.rows
    started = time.perf_counter()
    qtbot.mouseMove(canvas, pixel(canvas, X + 150, Y + 150))
    assert time.perf_counter() - started < 0.1
    assert told.card.waiting
    assert told.card.rows == shown
    until(qtbot, lambda: not told.card.waiting)
    assert told.card.rows != shown


def test_escape_takes_all_back(canvas, told, window, qtbot):
    project = window.context.project
    carry(qtbot, canvas, (X + 170, Y + 170), (X + 215, Y + 190))
    until(qtbot, told.card.isVisible)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not told.card.isVisible()
    assert window.context.project is project
    assert canvas.hand.standing is project
    qtbot.mouseRelease(canvas, LEFT, pos=pixel(canvas, X + 215, Y + 190))
    assert window.context.project is project
    assert not window.context.document.can_undo
    # An answer that comes now is about nothing.
    qtbot.wait(100)
    assert not told.card.isVisible()


def test_nudges_tell_what_all_of_them_changed(canvas, told, window, qtbot):
    context = window.context
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    settle(qtbot, window)
    before = context.result.proposal("merced")
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, window)
    until(qtbot, lambda: told.exact)
    assert same(told.before, before)
    assert same(told.after, context.result.proposal("merced"))
    assert told.card.isVisible()
    assert rows(told)["lit"].sense in {"better", "worse"}


def test_it_goes_when_something_else_changes_the_project(canvas, told, window, qtbot):
    carry(qtbot, canvas, (X + 170, Y + 170), (X + 200, Y + 190))
    qtbot.mouseRelease(canvas, LEFT, pos=pixel(canvas, X + 200, Y + 190))
    settle(qtbot, window)
    until(qtbot, lambda: told.exact)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(20)
    assert not told.card.isVisible()


def test_what_is_not_placed_yet_is_compared_with_today(canvas, told, window, qtbot):
    window.context.do("Remove", edits.remove_proposal("merced"))
    settle(qtbot, window)
    canvas.hand.take(Tool.PLACE, window.context.catalogue.types["led_lamp"])
    qtbot.mouseMove(canvas, pixel(canvas, X + 160, Y + 160))
    qtbot.mouseMove(canvas, pixel(canvas, X + 170, Y + 170))
    until(qtbot, lambda: told.card.isVisible() and not told.card.waiting)
    assert told.before is None
    assert rows(told)["lit"].change.startswith("+")
    foreseen = rows(told)
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, X + 170, Y + 170))
    settle(qtbot, window)
    until(qtbot, lambda: told.exact)
    assert {key: row.value for key, row in rows(told).items()} == {key: row.value for key, row in foreseen.items()}
    canvas.hand.take(Tool.SELECT)


def test_the_card_makes_way_for_the_pointer(canvas, told, qtbot):
    carry(qtbot, canvas, (X + 170, Y + 170), (X + 200, Y + 190))
    until(qtbot, told.card.isVisible)
    place = told.card.geometry()
    qtbot.mouseMove(canvas, place.center())
    assert not told.card.geometry().contains(place.center())
    assert canvas.rect().contains(told.card.geometry())
    assert told.card.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(400, 300))


def test_it_is_told_to_who_cannot_see_it_in_both_languages(canvas, told, window, qtbot):
    carry(qtbot, canvas, (X + 170, Y + 170), (X + 215, Y + 190))
    until(qtbot, lambda: told.card.isVisible() and not told.card.waiting)
    words = told.card.accessibleName()
    assert words.startswith("La Merced iluminada. Lit, m² ")
    assert any(sense in words for sense in (", better", ", worse"))
    window.language.use("es")
    assert told.card.accessibleName() != words
    window.language.use("en")
    window.context.appearance.choose("dark")
    QApplication.processEvents()
    assert not told.card.grab().isNull()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)


def test_the_dark_ground_that_is_gained_is_marked_in_the_same_frame(canvas, told, window, qtbot):
    """As the card's figures say: what is lit with the lamp less what is lit without it."""
    start, end = (X + 170, Y + 170), (X + 245, Y + 185)
    context = window.context
    without = edits.remove_intervention("merced", "led_lamp")(context.project)
    bare = context.evaluator.foresee(without, "merced").after["lit_share"].exact
    plain = canvas.grab().toImage()
    carry(qtbot, canvas, start, end)
    name, ground = told.ground.gained()
    assert name == "lit_share"
    assert PARK.buffer(0.01).contains(ground)
    seen = canvas.grab().toImage()
    at = pixel(canvas, *ground.representative_point().coords[0])
    assert seen.pixelColor(at) != plain.pixelColor(at)
    until(qtbot, lambda: told.card.isVisible() and not told.card.waiting)
    gained = told.after.after["lit_share"].exact - bare
    assert ground.area == pytest.approx(gained * PARK.area, rel=1e-6)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert told.ground.gained() is None
    qtbot.mouseRelease(canvas, LEFT, pos=pixel(canvas, *end))


def test_an_alarm_marks_the_silent_ground_and_a_court_none(canvas, told, window, qtbot):
    types = window.context.catalogue.types
    canvas.hand.take(Tool.PLACE, types["community_alarm"])
    qtbot.mouseMove(canvas, pixel(canvas, X + 150, Y + 150))
    qtbot.mouseMove(canvas, pixel(canvas, X + 160, Y + 160))
    name, ground = told.ground.gained()
    assert name == "heard_share"
    assert ground.area > 0
    canvas.hand.take(Tool.PLACE, types["multi_use_court"])
    qtbot.mouseMove(canvas, pixel(canvas, X + 170, Y + 170))
    assert told.ground.gained() is None
    canvas.hand.take(Tool.SELECT)
