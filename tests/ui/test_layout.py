"""Panels: closed and brought back by menu and key, moved, tabbed, floated, remembered, and put back to where they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from spaceplanner.services import settings
from spaceplanner.services.document import Document
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app
from spaceplanner.ui.dock import Dock
from spaceplanner.ui.plain import label
from tests.services.city import town
from tests.ui import hands
from tests.ui.test_main_window import menu_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spaceplanner.ui.main_window import MainWindow

Area = Qt.DockWidgetArea
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def reopen(window, context, appearance) -> Iterator[Callable[[], MainWindow]]:
    """Close the window and open another one with what it remembered."""
    made: list[Any] = []

    def again() -> MainWindow:
        window._leaving = True
        window.close()
        kept, note = settings.load(context.preferences_path)
        assert note is None
        other = app.make_context(appearance, kept, document=Document(town()), preferences_path=context.preferences_path)
        opened = app.make_window(other)
        opened.show()
        made.append((opened, other))
        return opened

    yield again
    for opened, other in made:
        opened._leaving = True
        opened.close()
        app.close(other)
        opened.deleteLater()


def test_every_panel_closes_and_comes_back_by_menu_and_key(window, qtbot):
    window.activateWindow()
    view = next(menu_of(top) for top in window.menuBar().actions() if top.text().replace("&", "") == "View")
    panels = next(menu_of(part) for part in view.actions() if part.text().replace("&", "") == "Panels")
    shown = {action.text(): action for action in panels.actions()}
    for place, (name, dock) in enumerate(
        (name, window.docks[name])
        for name in ("layers", "when", "assumptions", "spaces", "proposals", "space", "hotspots", "proposal", "style")
    ):
        dock.show()
        qtbot.mouseClick(dock.bar.close_button, hands.LEFT) if dock.isVisible() else dock.close()
        assert dock.isHidden(), name
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + place), ALT)
        assert not dock.isHidden(), name
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + place), ALT)
        assert dock.isHidden(), name
        shown[dock.windowTitle()].trigger()
        assert not dock.isHidden(), name
        assert f"(Alt+{place + 1})" in dock.bar.close_button.toolTip()


def test_a_panel_closed_in_a_step_stays_closed_there(window):
    window.show_step("diagnosis")
    window.docks["when"].close()
    window.show_step("sketch")
    assert not window.docks["when"].isHidden()
    window.show_step("diagnosis")
    assert window.docks["when"].isHidden()
    window.show_step("diagnosis", usual=True)
    assert not window.docks["when"].isHidden()


def test_where_the_panels_are_is_remembered(window, reopen):
    window.docks["layers"].setFloating(True)
    window.addDockWidget(Area.RightDockWidgetArea, window.docks["when"])
    window.tabifyDockWidget(window.docks["proposal"], window.docks["when"])
    window.docks["spaces"].close()
    window.language.use("es")  # names of panels are not what they are remembered by
    window.language.use("en")
    other = reopen()
    assert other.docks["layers"].isFloating()
    assert other.dockWidgetArea(other.docks["when"]) is Area.RightDockWidgetArea
    assert other.docks["when"] in other.tabifiedDockWidgets(other.docks["proposal"])
    assert other.docks["spaces"].isHidden()


def test_a_layout_of_another_version_with_other_docks_is_understood(window, context, appearance, reopen):
    extra = Dock(context, "gone_tomorrow", "Layers", label("x"), window)
    window.addDockWidget(Area.RightDockWidgetArea, extra)
    extra.show()
    lost = window.docks.pop("assumptions")
    window.removeDockWidget(lost)
    lost.setObjectName("unknown_today")
    window.docks["spaces"].close()
    other = reopen()
    assert other.docks["spaces"].isHidden()
    assert other.docks["layers"].isVisible()
    other.docks["assumptions"].toggleViewAction().trigger()
    assert other.docks["assumptions"].isVisible()
    assert other.dockWidgetArea(other.docks["assumptions"]) is Area.LeftDockWidgetArea
    window.docks["assumptions"] = lost


def test_the_layout_is_reset_from_the_view_menu(window, qtbot):
    window.show_step("diagnosis")
    first = {name: (window.dockWidgetArea(dock), dock.isHidden()) for name, dock in window.docks.items()}
    wide = window.docks["space"].width()
    window.docks["layers"].setFloating(True)
    window.addDockWidget(Area.RightDockWidgetArea, window.docks["when"])
    window.addDockWidget(Area.LeftDockWidgetArea, window.docks["space"])
    window.docks["spaces"].close()
    window.actions_.get("reset_layout").trigger()
    assert {name: (window.dockWidgetArea(dock), dock.isHidden()) for name, dock in window.docks.items()} == first
    assert not any(dock.isFloating() for dock in window.docks.values())
    assert set(window.tabifiedDockWidgets(window.docks["space"])) >= {window.docks["hotspots"]}
    qtbot.waitUntil(lambda: abs(window.docks["space"].width() - wide) < 40)
    window.show_step("sketch")
    assert window.docks["proposal"].isVisible()


def test_an_expert_hides_the_steps_and_keeps_their_keys(window, qtbot, reopen):
    window.activateWindow()
    action = window.actions_.get("steps")
    assert action.isChecked()
    action.trigger()
    assert window.stepper.isHidden()
    qtbot.keyClick(window, Qt.Key.Key_4, CTRL)
    assert window.layout_.step == "score"
    other = reopen()
    assert other.stepper.isHidden()
    assert not other.actions_.get("steps").isChecked()
    other.actions_.get("steps").trigger()
    assert other.stepper.isVisible()


@pytest.mark.parametrize(
    "panels", ["", "null", "[1]", '{"score": "x"}', '{"score": [1, "spaces", "none"], "zzz": []}', "{"]
)
def test_a_damaged_memory_of_panels_does_no_harm(appearance, qtbot, tmp_path, window, panels):
    state = window.layout_.left() | {"panels": panels}
    context = app.make_context(appearance, Preferences(window=state), preferences_path=tmp_path / "s.json")
    other = app.make_window(context)
    other.show()
    other.show_step("score")
    shown = {name for name, dock in other.docks.items() if not dock.isHidden()}
    assert shown == ({"spaces"} if '"spaces"' in panels else {"proposals", "proposal", "assumptions"})
    assert json.loads(other.layout_.left()["panels"])["score"] == sorted(shown)
    other.close()
    app.close(context)
    other.deleteLater()
