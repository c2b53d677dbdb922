"""The guided start: real use ticks it, it can be left and goes on, in the sample city only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from spaceplanner.domain.project import Project
from spaceplanner.services import settings, tour
from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.services.tour import STEPS
from spaceplanner.ui.compare_dialog import CompareDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle
from tests.ui.test_whole_job import pixel

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def guide(window, qtbot) -> Any:
    """The guided start, begun on a fictional town."""
    window.resize(1366, 768)
    window.context.open(Document(replace(town(proposal=True), fictional=True)))
    settle(qtbot, window)
    window.actions_.get("tour").trigger()
    return window.findChild(Wiring).guided_start


def place(window: Any, qtbot: Any, kind: str, dx: float = 0.0) -> None:
    """Take a tool from the palette and click in the middle of the selected space."""
    from tests.services.city import PARK, SQUARE

    shape = {"park": PARK, "square": SQUARE}[window.context.space].centroid
    hands.press(qtbot, window.canvas.tool_palette.button(Tool.PLACE, kind))
    at = pixel(window, shape.x + dx, shape.y)
    qtbot.mouseMove(window.canvas, at)
    qtbot.mouseClick(window.canvas, hands.LEFT, pos=at)


def test_the_whole_way_by_real_use(window, guide, qtbot, tmp_path):
    context, card = window.context, guide.card
    assert card.isVisible()
    assert window.stepper.button("diagnosis").isChecked()
    spaces: Any = window.docks["spaces"].panel
    where = spaces.table.visualRect(spaces.proxy.index(0, 1)).center()
    qtbot.mouseClick(spaces.table.viewport(), hands.LEFT, pos=where)
    assert guide.tour.done == {"worst"}

    sheet: Any = window.docks["space"].panel
    bar = sheet._body.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    assert guide.tour.current.id == "light"

    hands.press(qtbot, card.show_me)
    assert window.stepper.button("sketch").isChecked()
    if context.proposal is None:
        window.actions_.get("proposal_new").trigger()
    hands.until(qtbot, lambda: window.canvas.cache.idle)
    place(window, qtbot, "led_lamp")
    assert "light" in guide.tour.done

    place(window, qtbot, "multi_use_court", 4.0)
    assert guide.tour.current.id == "court"  # without a coach
    items: Any = window.docks["proposal"].panel.items
    items._menu.actions()[0].trigger()
    assert "court" in guide.tour.done

    window.actions_.get("proposal_duplicate").trigger()
    window.actions_.get("proposal_compare").trigger()
    dialog = hands.dialog(qtbot, window, CompareDialog)
    dialog.reject()
    hands.gone(qtbot, window, CompareDialog)
    assert guide.tour.current.id == "score"

    settle(qtbot, window)
    qtbot.mouseClick(window.stepper.button("score"), hands.LEFT)
    assert guide.tour.current.id == "brief"
    exporter = window.findChild(Wiring).exporter
    with qtbot.waitSignal(exporter.written, timeout=60_000):
        exporter.write_briefs([context.proposal], tmp_path)
    assert guide.tour.ended
    assert not card.show_me.isVisible()
    hands.press(qtbot, card.skip)
    assert card.isHidden()
    hands.idle(qtbot, window)


def test_it_is_skipped_left_and_goes_on(window, guide, qtbot):
    hands.press(qtbot, guide.card.skip)
    assert guide.tour.current is STEPS[1]
    hands.press(qtbot, guide.card.leave)
    assert guide.card.isHidden()
    hands.idle(qtbot, window)
    kept, _ = settings.load(window.context.preferences_path)
    assert tour.read(kept.window["tour"]) == tour.Tour(skipped=frozenset({"worst"}))
    window.actions_.get("tour").trigger()
    assert guide.card.isVisible()
    assert guide.tour.current is STEPS[1]
    hands.idle(qtbot, window)


def test_it_is_folded_to_its_title(window, guide, qtbot):
    high = guide.card.height()
    hands.press(qtbot, guide.card.fold)
    assert guide.card.height() < 60
    hands.press(qtbot, guide.card.fold)
    assert guide.card.height() == high
    hands.idle(qtbot, window)


def test_it_stays_in_its_corner_and_inside(window, guide, qtbot):
    window.resize(1500, 900)
    qtbot.waitUntil(lambda: guide.card.geometry().right() == window.canvas.width() - 13)
    window.resize(1040, 620)
    qtbot.waitUntil(lambda: window.canvas.rect().contains(guide.card.geometry()))
    hands.idle(qtbot, window)


def test_it_speaks_the_language_of_the_moment(window, guide, qtbot):
    window.language.use("es")
    texts = {name.text() for name in guide.card._names}
    window.language.use("en")
    assert STEPS[0].title in {name.text() for name in guide.card._names}
    assert len(texts) == len(STEPS)
    hands.idle(qtbot, window)


def test_another_project_is_not_toured(window, guide, qtbot):
    window.files._replace(Document(Project(name="Empty")))
    assert guide.card.isHidden()
    window.files._replace(Document(replace(town(), fictional=False)))
    settle(qtbot, window)
    window.context.select_space("park")
    assert guide.tour.done == frozenset()
    hands.idle(qtbot, window)


def test_the_welcome_page_begins_it_on_the_sample_city(window, qtbot):
    window.context.open(Document())
    offers = {each.text(): each for each in window.canvas.empty.findChildren(QPushButton)}
    hands.press(qtbot, offers["Five-minute guided start"])
    guide = window.findChild(Wiring).guided_start
    qtbot.waitUntil(guide.card.isVisible, timeout=60_000)
    assert window.context.project.fictional
    settle(qtbot, window)
    hands.idle(qtbot, window)
