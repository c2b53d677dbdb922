"""The welcome page: where to begin, what was open lately, and what a begun project waits for."""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from spaceplanner.domain.project import Project
from spaceplanner.services import settings
from spaceplanner.services.document import Document
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle


@pytest.fixture
def welcome(window, qtbot, tmp_path):
    """The welcome page, with a project that is there and one that is gone."""
    there, gone = tmp_path / "centro.gpkg", tmp_path / "usb" / "norte & <b>sur<i>.gpkg"
    Document(town()).save(there)
    day = datetime(2026, 3, 9, 12).astimezone().timestamp()
    os.utime(there, (day, day))
    for path in (gone, there):
        window.context.prefer(settings.opened(window.context.preferences, path))
    window.context.open(Document())
    qtbot.waitUntil(window.canvas.empty.recent.isVisible)
    return window.canvas.empty


def test_recent_projects_have_place_and_date_and_open(window, welcome, qtbot, tmp_path):
    assert welcome.welcomes
    there, gone = welcome.recent.rows
    assert there.accessibleName() == "centro, 9 Mar 2026"
    assert there.accessibleDescription() == str(tmp_path)
    assert gone.accessibleName() == "norte & <b>sur<i>, not there now"
    assert not gone.isEnabled()
    before = window.context.document
    hands.press(qtbot, there)
    qtbot.waitUntil(lambda: window.context.document is not before, timeout=10_000)
    assert welcome.isHidden()
    settle(qtbot, window)
    hands.idle(qtbot, window)


def test_dates_are_written_in_the_language_of_the_moment(window, welcome):
    window.language.use("es")
    assert "mar" in welcome.recent.rows[0].accessibleName()
    window.language.use("en")
    assert welcome.recent.rows[0].accessibleName() == "centro, 9 Mar 2026"


def test_a_begun_project_is_not_welcomed_but_invited(window, welcome, qtbot):
    window.context.open(Document(Project(name="Parque\nNuevo")))
    assert not welcome.welcomes
    assert welcome.recent.isHidden()
    assert welcome._title.text() == "Parque Nuevo"
    assert welcome.drop.isVisible()


def test_nothing_is_said_of_recent_projects_where_there_are_none(window, qtbot):
    window.context.open(Document())
    hands.idle(qtbot, window)
    assert window.canvas.empty.recent.isHidden()


def test_all_of_it_is_reached_in_a_small_window(window, welcome, qtbot):
    window.activateWindow()
    window.setMinimumSize(1, 1)
    window.resize(1000, 420)
    hands.idle(qtbot, window)
    (*_, before, last) = (button for button, *_ in welcome._offers)
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert last.hasFocus()
    qtbot.waitUntil(lambda: welcome.rect().contains(last.mapTo(welcome, last.rect().center())))
