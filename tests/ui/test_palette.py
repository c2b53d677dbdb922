"""The command palette: opened by key, steered from the line, and everything in it can be run or says why not."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from spaceplanner.domain import edits
from spaceplanner.services import settings
from spaceplanner.services.document import Document
from spaceplanner.ui.command_table import OPENER, REASONS, commands
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def palette(window, qtbot):
    """The palette, opened by its key."""
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    qtbot.waitUntil(window.commands.line.hasFocus)
    return window.commands


def rows(palette: Any) -> list[str]:
    model = palette.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_space_is_found_and_shown(window, palette, qtbot):
    qtbot.keyClicks(palette.line, "merced")
    assert rows(palette)[0] == "Parque La Merced"
    before = window.canvas.view
    qtbot.keyClick(palette.line, KEY.Key_Return)
    assert window.context.space == "park"
    assert window.canvas.view != before
    assert palette.isHidden()
    assert window.canvas.hasFocus()


@pytest.mark.parametrize("words", ["show everything", "show evrything", "mostrar todo"])
def test_an_action_is_found_by_either_language_and_run(window, palette, qtbot, words):
    window.canvas.zoom_by(4)
    before = window.canvas.view
    qtbot.keyClicks(palette.line, words)
    assert rows(palette)[0] == "Show everything"
    qtbot.keyClick(palette.line, KEY.Key_Return)
    assert window.canvas.view != before


def test_escape_closes_and_gives_the_keyboard_back(window, palette, qtbot):
    qtbot.keyClicks(palette.line, "undo")
    qtbot.keyClick(palette.line, KEY.Key_Escape)
    assert palette.isHidden()
    assert window.canvas.hasFocus()
    hands.press(qtbot, window.search)
    assert palette.isVisible()
    assert palette.line.text() == ""
    window.canvas.setFocus()
    assert palette.isHidden()


def test_what_cannot_be_done_says_why_and_does_nothing(window, palette, qtbot):
    assert not window.actions_.get("undo").isEnabled()
    qtbot.keyClicks(palette.line, "undo")
    index = palette.list.model().index(0, 0)
    assert index.data() == "Undo"
    assert "There is nothing to take back." in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Ctrl+Z" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.keyClick(palette.line, KEY.Key_Return)
    assert palette.isVisible()
    assert palette.list.viewport().grab().toImage().size().isValid()


def test_every_bound_action_is_offered_with_where_it_is(window):
    offered = {command.id: command for command, _ in commands(window)}
    for action in window.actions_.bound():
        if action.objectName() != OPENER:
            command = offered[f"action:{action.objectName()}"]
            assert command.place, command
            assert command.key == action.shortcut().toString()
            assert command.possible == action.isEnabled()
            assert command.possible or command.reason, command
    assert set(REASONS) <= {action.objectName() for action in window.actions_.bound()}
    assert len(offered) == len(list(commands(window)))


def test_arrows_go_around_and_pages_stop_at_the_end(window, palette, qtbot):
    last = palette.list.model().rowCount() - 1
    qtbot.keyClick(palette.line, KEY.Key_Up)
    assert palette.list.currentIndex().row() == last
    qtbot.keyClick(palette.line, KEY.Key_PageDown)
    assert palette.list.currentIndex().row() == last
    qtbot.keyClick(palette.line, KEY.Key_Down)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClicks(palette.line, "zzzzz")
    assert palette.nothing.isVisible()
    for key in (KEY.Key_Down, KEY.Key_PageUp, KEY.Key_Return):
        qtbot.keyClick(palette.line, key)
    assert palette.isVisible()


def test_what_was_used_last_comes_first_also_after_a_restart(window, palette, qtbot):
    qtbot.keyClicks(palette.line, "zoom in")
    qtbot.keyClick(palette.line, KEY.Key_Return)
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    assert rows(palette)[0] == "Zoom in"
    qtbot.waitUntil(lambda: not window.context.tasks.active)
    kept, _ = settings.load(window.context.preferences_path)
    assert kept.window["commands"].splitlines() == ["action:zoom_in"]


def test_proposals_layers_tools_panels_and_recent_projects_are_there(window, qtbot, tmp_path):
    context = window.context
    context.open(Document(town(proposal=True)))
    settle(qtbot, window)
    gone = tmp_path / "gone.gpkg"
    context.prefer(settings.opened(context.preferences, gone))
    offered = {command.id: (command, run) for command, run in commands(window)}
    command, _ = offered[f"recent:{gone}"]
    assert (command.possible, command.reason) == (False, "The file is not there now.")
    context.select_proposal(None)
    offered["proposal:merced"][1]()
    assert (context.proposal, context.space) == ("merced", "park")
    offered["layer:lamps"][1]()
    assert window.docks["layers"].panel.current == "lamps"
    offered["place:led_lamp"][1]()
    assert window.canvas.hand.state.type.id == "led_lamp"
    assert "luminaria" in offered["place:led_lamp"][0].also.lower()
    offered["step:score"][1]()
    assert not window.docks["layers"].isVisible()
    offered["panel:layers"][1]()
    assert window.docks["layers"].isVisible()
    offered["theme:dark"][1]()
    assert context.appearance.name == "dark"
    offered["language:es"][1]()
    assert window.language
    assert not {command.id: command for command, _ in commands(window)}["language:es"].possible
    offered["language:en"][1]()
    qtbot.waitUntil(lambda: not context.tasks.active)


def test_a_hostile_name_is_one_plain_line(window, palette, qtbot):
    name = "<b>x</b>\n&& merced"
    window.context.do("x", edits.change_layer("lamps", name=name))
    palette.leave()
    palette.open()
    qtbot.keyClicks(palette.line, "<b>x")
    assert rows(palette) == ["<b>x</b> && merced"]


def test_it_stays_inside_a_small_window(window, palette, qtbot):
    window.setMinimumSize(1, 1)
    window.commands.open()
    window.resize(700, 400)
    qtbot.waitUntil(lambda: window.height() < 600)
    palette.open()
    assert window.rect().contains(palette.geometry())
