"""The clock of the week, used by hand and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from spaceplanner import i18n
from spaceplanner.cartography.style import theme
from spaceplanner.ui.clock_face import WeekHours
from spaceplanner.ui.clock_view import ClockView

if TYPE_CHECKING:
    from spaceplanner.ui.theme import Appearance

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
WEEK = tuple(range(7))


@pytest.fixture
def counts() -> Any:
    """None in the first hour of Monday, most on Saturday at 23 h."""
    table = np.arange(7 * 24).reshape(7, 24) % 11
    table[5, 23] = 1204
    return table


@pytest.fixture
def clock(qtbot: Any, appearance: Appearance, counts: Any) -> ClockView:
    made = ClockView(appearance)
    qtbot.addWidget(made)
    made.set_table(counts, "1,600 of 2,000")
    made.resize(252, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


def middle(clock: ClockView, day: int, hour: int) -> QPoint:
    return clock._face._rectangle((day, hour), (day, hour)).center().toPoint()


def drag(qtbot: Any, clock: ClockView, one: QPoint, other: QPoint) -> None:
    qtbot.mousePress(clock, LEFT, pos=one)
    qtbot.mouseMove(clock, other)
    qtbot.mouseRelease(clock, LEFT, pos=other)


def colour(clock: ClockView, day: int, hour: int) -> QColor:
    picture = clock.grab().toImage()
    where = middle(clock, day, hour) * picture.devicePixelRatio()
    return picture.pixelColor(where)


def test_dragging_chooses_hours_and_days(qtbot, clock):
    with qtbot.waitSignal(clock.selected) as told:
        drag(qtbot, clock, middle(clock, 4, 23), middle(clock, 2, 19))
    assert told.args == [WeekHours((19, 24), (2, 3, 4))]
    assert clock.chosen == told.args[0]


def test_a_drag_beyond_the_edge_reaches_the_edge(qtbot, clock):
    drag(qtbot, clock, middle(clock, 0, 20), QPoint(clock.width() + 50, clock.height() + 50))
    assert clock.chosen == WeekHours((20, 24), WEEK)


def test_a_click_beside_the_cells_or_on_the_one_chosen_ends_the_choice(qtbot, clock):
    told: list[object] = []
    clock.selected.connect(told.append)
    qtbot.mouseClick(clock, LEFT, pos=middle(clock, 3, 8))
    qtbot.mouseClick(clock, LEFT, pos=middle(clock, 3, 8))
    drag(qtbot, clock, middle(clock, 0, 0), middle(clock, 1, 1))
    qtbot.mouseClick(clock, LEFT, pos=QPoint(5, 5))
    qtbot.mouseClick(clock, LEFT, pos=QPoint(5, 5))
    assert told == [WeekHours((8, 9), (3,)), None, WeekHours((0, 2), (0, 1)), None]


def test_other_buttons_choose_nothing(qtbot, clock):
    qtbot.mouseClick(clock, Qt.MouseButton.RightButton, pos=middle(clock, 3, 8))
    assert clock.chosen is None


def test_keys_do_what_the_mouse_does(qtbot, clock):
    told: list[object] = []
    clock.selected.connect(told.append)
    clock.setFocus()
    qtbot.keyClick(clock, Qt.Key.Key_End)
    qtbot.keyClick(clock, Qt.Key.Key_Down)
    qtbot.keyClick(clock, Qt.Key.Key_Space)
    qtbot.keyClick(clock, Qt.Key.Key_Left, SHIFT)
    qtbot.keyClick(clock, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(clock, Qt.Key.Key_Escape)
    assert told == [WeekHours((23, 24), (1,)), WeekHours((22, 24), (1,)), WeekHours((22, 24), (1, 2)), None]
    qtbot.keyClick(clock, Qt.Key.Key_Up)
    qtbot.keyClick(clock, Qt.Key.Key_Up)
    qtbot.keyClick(clock, Qt.Key.Key_Up)
    qtbot.keyClick(clock, Qt.Key.Key_Home)
    assert clock.accessibleDescription().startswith("Mon 0–1 h: 0 of")
    # What it does not use, it leaves to the window.
    assert len(told) == 4


def test_it_tells_assistive_technology_the_cell_and_the_most(qtbot, clock, counts):
    assert clock.accessibleName() == "Incidents by hour and weekday"
    total = i18n.number(int(counts.sum()))
    assert clock.accessibleDescription() == (
        f"Mon 0–1 h: 0 of {total} incidents. Most: Sat 23–24 h: 1,204 of {total} incidents. 1,600 of 2,000"
    )
    assert clock.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_the_tip_has_the_exact_count_or_the_note(qtbot, clock, counts):
    def tip_at(where: QPoint) -> str:
        QApplication.sendEvent(clock, QHelpEvent(QEvent.Type.ToolTip, where, clock.mapToGlobal(where)))
        return QToolTip.text()

    assert f"Sat 23–24 h: 1,204 of {i18n.number(int(counts.sum()))} incidents" in tip_at(middle(clock, 5, 23))
    assert "1,600 of 2,000" in tip_at(QPoint(10, clock.height() - 4))
    QToolTip.hideText()


def test_a_choice_from_elsewhere_is_shown_and_not_told_of(qtbot, clock):
    told: list[object] = []
    clock.selected.connect(told.append)
    before = clock.grab().toImage()
    clock.choose(WeekHours((19, 24), WEEK))
    assert clock.chosen == WeekHours((19, 24), WEEK)
    assert told == []
    assert clock.grab().toImage() != before


def test_without_hours_it_says_so_and_the_choice_ends(qtbot, clock):
    told: list[object] = []
    clock.choose(WeekHours((0, 2), (0,)))
    clock.selected.connect(told.append)
    clock.set_table(None, "2,000 incidents without an hour")
    assert told == [None]
    assert clock.accessibleDescription() == (
        "No incident here has an hour. Add a layer with times to see the clock. 2,000 incidents without an hour"
    )
    drag(qtbot, clock, middle(clock, 0, 0), middle(clock, 3, 3))
    qtbot.keyClick(clock, Qt.Key.Key_Space)
    assert clock.chosen is None
    assert not clock.grab().isNull()


def test_classes_rise_with_the_count_and_zero_is_none_of_them(clock):
    clock.set_table(np.zeros((7, 24), dtype=int))
    nothing = colour(clock, 0, 0)
    table = np.zeros((7, 24), dtype=int)
    table[1, :5] = (1, 40, 60, 80, 100)
    clock.set_table(table)
    shades = [colour(clock, 1, hour).name() for hour in range(5)]
    assert colour(clock, 0, 0).name() == nothing.name()
    assert len({*shades, nothing.name()}) == 6
    # Of each fifth of the greatest count the same.
    table[1, :5] = (20, 21, 41, 61, 81)
    table[2, 0] = 100
    clock.set_table(table)
    assert [colour(clock, 1, hour).name() for hour in range(5)] == shades


def test_it_follows_the_theme(clock, appearance):
    light = colour(clock, 0, 0)
    appearance.choose("dark")
    dark = colour(clock, 0, 0)
    panel = QColor(theme("dark").panel)
    assert dark.lightness() < 90 < light.lightness()
    assert abs(dark.lightness() - panel.lightness()) < 40
    appearance.choose("light")


def test_all_hours_are_reached_at_every_width(qtbot, clock):
    for width in (clock.minimumSizeHint().width(), 173, 200, 252, 640):
        clock.resize(width, clock.height())
        for hour in range(24):
            assert clock._face.cell(clock._face._rectangle((3, hour), (3, hour)).center()) == (3, hour)


def test_words_follow_the_language(clock):
    i18n.use("es")
    clock.retranslate()
    assert "1\u202f204" in clock.accessibleDescription()
