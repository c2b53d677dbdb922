"""A window on a small town, with real services and real threads; everything is closed after the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
import shapely
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from spaceplanner.domain import edits
from spaceplanner.services.document import Document
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app
from spaceplanner.ui.garbage import Garbage
from spaceplanner.ui.theme import Appearance
from tests.services.city import X, Y, town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.context import Context
    from spaceplanner.ui.main_window import MainWindow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the offscreen platform says of itself."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def _collected_here(qapp: QApplication) -> Iterator[None]:
    """As in the program, widgets are collected in the window's thread only, and none outlives its test."""
    garbage = Garbage()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    garbage.stop()


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    """The light look."""
    made = Appearance("light")
    made.apply(qapp)
    return made


@pytest.fixture
def context(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> Iterator[Context]:
    """A context on the town without a proposal."""
    made = app.make_context(
        appearance, Preferences(), document=Document(town()), preferences_path=tmp_path / "settings.json"
    )
    yield made
    app.close(made)


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> Iterator[MainWindow]:
    """The whole window, shown, evaluated and painted."""
    made = app.make_window(context)
    made.resize(1200, 760)
    made.show()
    qtbot.waitExposed(made)
    context.evaluate()
    settle(qtbot, made)
    yield made
    made._leaving = True
    made.close()
    made.deleteLater()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the project is evaluated and painted as it is now."""
    context = window.context

    def settled() -> bool:
        evaluated = not context.project.layers or context.result_project is context.project
        frame = window.canvas.cache.frame
        painted = window.canvas.cache.idle and frame is not None and frame.subject.project is context.project
        return evaluated and painted and not context._soon.isActive()

    qtbot.waitUntil(settled, timeout=20_000)


def cover(context: Context) -> None:
    """Have every layer cover all that is around the town, so that there are data on its edge too."""
    wide = shapely.box(X - 5000, Y - 5000, X + 5000, Y + 5000)
    for layer in context.project.layers:
        context.do("Coverage", edits.change_layer(layer.id, coverage=wide))


def main_application() -> QApplication:
    """Return the application of the tests."""
    return cast(QApplication, QApplication.instance())
