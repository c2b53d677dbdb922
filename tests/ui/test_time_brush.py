"""Picking hours and months in the panel of when, driven by mouse and keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from spaceplanner import i18n
from spaceplanner.domain.project import Project
from spaceplanner.services import brushing
from spaceplanner.services.brush import Brush
from spaceplanner.services.document import Document
from spaceplanner.ui.clock_face import WeekHours
from tests.ui.conftest import settle
from tests.ui.hands import choose

LEFT = Qt.MouseButton.LeftButton
FIRST = (2024 - 1970) * 12


@pytest.fixture
def panel(window, qtbot):
    window.show_step("diagnosis")
    found = window.docks["when"].panel
    answered(qtbot, found)
    return found


def answered(qtbot: Any, panel: Any) -> None:
    """Wait until clock, months and map show what is picked."""
    tasks = panel._context.tasks
    qtbot.waitUntil(
        lambda: (
            not panel._soon.isActive() and not any(one.key in {"when", "pick_time", "density"} for one in tasks.active)
        ),
        timeout=10_000,
    )


def said(panel: Any) -> str:
    """Return the line that says what is picked."""
    return str(panel.brush.words.text()).split("\n")[0]


def at(panel: Any, month: int) -> QPoint:
    """Return the middle of a month's bar, counted from the first."""
    edges = panel.brush.months._edges()
    return QPoint(int((edges[month] + edges[month + 1]) / 2), 20)


def drag(qtbot: Any, panel: Any, start: int, end: int) -> None:
    chart = panel.brush.months
    qtbot.mousePress(chart, LEFT, pos=at(panel, start))
    qtbot.mouseMove(chart, at(panel, (start + end) // 2))
    qtbot.mouseMove(chart, at(panel, end))
    qtbot.mouseRelease(chart, LEFT, pos=at(panel, end))
    answered(qtbot, panel)


def figures(panel: Any, **picked: Any) -> brushing.Brushed:
    return brushing.figures(panel._context.project, Brush(**picked), first=FIRST, count=36)


def test_nothing_is_picked_at_first(panel, window):
    assert not window.context.brush
    assert len(panel.brush.months._counts) == 36
    assert panel.brush.months._counts.sum() == 450
    assert not panel.brush.words.isVisible()
    assert not panel.brush.clear.isEnabled()
    assert window.context.density is not None
    assert not window.context.density.brushed


def test_months_that_are_dragged_over_change_clock_and_map(panel, window, qtbot):
    before = window.context.density
    drag(qtbot, panel, 3, 8)
    assert window.context.brush == Brush(months=(FIRST + 3, FIRST + 8))
    expected = figures(panel, months=(FIRST + 3, FIRST + 8))
    assert np.array_equal(panel.clock.counts, expected.table)
    assert panel.brush.months._counts.sum() == 450
    assert said(panel) == f"Shown: {expected.shown} of 450 incidents · 2024-04 – 2024-09"
    assert window.context.density is not before
    assert window.context.density.brushed
    assert not window.context.document.can_undo
    assert not window.context.document.dirty or window.context.document.path is None


def test_a_window_is_dragged_along_and_ended_with_a_click(panel, window, qtbot):
    drag(qtbot, panel, 3, 8)
    drag(qtbot, panel, 5, 10)
    assert window.context.brush.months == (FIRST + 8, FIRST + 13)
    drag(qtbot, panel, 10, 35)
    assert window.context.brush.months == (FIRST + 30, FIRST + 35)
    qtbot.mouseClick(panel.brush.months, LEFT, pos=at(panel, 2))
    assert window.context.brush.months == (FIRST + 2, FIRST + 2)
    qtbot.mouseClick(panel.brush.months, LEFT, pos=at(panel, 2))
    answered(qtbot, panel)
    assert not window.context.brush
    assert not window.context.density.brushed


def test_keys_move_widen_and_end_the_window(panel, window, qtbot):
    chart = panel.brush.months
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert window.context.brush.months == (FIRST, FIRST)
    qtbot.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert window.context.brush.months == (FIRST + 1, FIRST + 2)
    for _ in range(3):
        qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert window.context.brush.months == (FIRST, FIRST + 1)
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert window.context.brush.months is None
    answered(qtbot, panel)


def test_hours_change_the_months_and_leave_the_clock_whole(panel, window, qtbot):
    whole = panel.clock.counts.copy()
    panel.clock._choose(WeekHours((19, 24), (4, 5)))
    answered(qtbot, panel)
    expected = figures(panel, hours=(19, 24), weekdays=(4, 5))
    assert np.array_equal(panel.brush.months._counts, expected.months)
    assert np.array_equal(panel.clock.counts, whole)
    assert said(panel) == f"Shown: {expected.shown} of 450 incidents · 19–24 h, Fri–Sat"
    assert window.canvas.legend is not None
    panel.brush.clear.click()
    answered(qtbot, panel)
    assert panel.clock.chosen is None
    assert panel.brush.months._counts.sum() == 450


def test_hot_spots_make_room_for_what_is_picked_and_come_back(panel, window, qtbot):
    hotspots = window.context.hotspots
    qtbot.waitUntil(lambda: hotspots.answer is not None, timeout=20_000)
    hotspots.show(shown=True)
    drag(qtbot, panel, 3, 8)
    assert not hotspots.shown
    hotspots.show(shown=True)
    assert "hot spots of all hours" in panel.brush.words.text()
    hotspots.show(shown=False)
    panel.brush.clear.click()
    assert hotspots.shown


def test_night_changes_clock_and_months(panel, window, qtbot):
    choose(qtbot, panel.brush.phase, "By night")
    answered(qtbot, panel)
    expected = figures(panel, phase="night")
    assert np.array_equal(panel.clock.counts, expected.table)
    assert np.array_equal(panel.brush.months._counts, expected.months)
    assert panel.clock.counts[:, 12].sum() == 0
    assert said(panel).endswith("by night")


def test_the_window_runs_through_the_months_and_stops_at_the_end(panel, window, qtbot):
    panel.brush._timer.setInterval(5)
    seen: list[Any] = []
    panel.brush.months.picked.connect(seen.append)
    qtbot.mouseClick(panel.brush.play, LEFT)
    assert window.context.brush.months == (FIRST, FIRST + 2)
    qtbot.waitUntil(lambda: not panel.brush.play.isChecked(), timeout=30_000)
    assert window.context.brush.months == (FIRST + 33, FIRST + 35)
    assert seen[-1] == (FIRST + 33, FIRST + 35)
    assert len(seen) == 36
    answered(qtbot, panel)


def test_a_selected_space_is_picked_from_too(panel, window, qtbot):
    drag(qtbot, panel, 0, 11)
    window.context.select_space("square")
    answered(qtbot, panel)
    near = brushing.figures(
        window.context.project, Brush(months=(FIRST, FIRST + 11)), first=FIRST, count=36, space="square"
    )
    assert np.array_equal(panel.clock.counts, near.table)
    assert said(panel).startswith(f"Shown: {near.shown} of {near.incidents} incidents")


def test_the_words_follow_the_language_and_nothing_is_lost(panel, window, qtbot):
    drag(qtbot, panel, 3, 8)
    shown = panel.clock.counts
    window.language.use("es")
    answered(qtbot, panel)
    assert np.array_equal(panel.clock.counts, shown)
    window.language.use("en")
    i18n.use("en")


def test_another_project_begins_with_all_of_its_time(panel, window, qtbot):
    drag(qtbot, panel, 3, 8)
    window.context.open(Document(Project(name="")))
    settle(qtbot, window)
    answered(qtbot, panel)
    assert not window.context.brush
    assert not panel.brush.isVisible()
