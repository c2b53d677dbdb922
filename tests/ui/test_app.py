"""Starting, failing and ending: nothing is silent and nothing is left behind."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication

from spaceplanner import i18n
from spaceplanner.services import settings
from spaceplanner.services.document import Document
from spaceplanner.ui import app, faults
from spaceplanner.ui.main_window import MainWindow
from tests.services.city import town

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own for settings and logs."""
    monkeypatch.setattr(settings, "default_path", lambda: tmp_path / "settings.json")
    monkeypatch.setattr(faults, "default_log", lambda: tmp_path / "log" / "spaceplanner.log")
    return tmp_path


def forgive(caplog: pytest.LogCaptureFixture) -> None:
    """Let pass what the offscreen platform says of itself, and nothing else."""
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [line for line in lines if "This plugin does not support" not in line] == []
    caplog.clear()


def close_when(condition: Callable[[MainWindow], object]) -> QTimer:
    """Close the window once a condition holds; waiting for too long fails."""
    timer = QTimer(interval=10)
    patience = iter(range(2000))

    def look() -> None:
        windows = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
        if next(patience, None) is None or any(window.isVisible() and condition(window) for window in windows):
            timer.stop()
            for window in windows:
                window._leaving = True
                window.close()

    timer.timeout.connect(look)
    timer.start()
    return timer


def test_an_empty_window_opens_and_ends(qapp, home, caplog):
    timer = close_when(lambda window: window.canvas.empty.isVisible())
    assert app.run(None, language="en") == 0
    assert not timer.isActive()
    assert i18n.language() == "en"
    assert (home / "settings.json").is_file()
    forgive(caplog)


def test_a_project_is_opened_after_the_window_is_there(qapp, home, caplog):
    Document(town()).save(home / "p.gpkg")
    seen = []

    def opened(window: MainWindow) -> bool:
        if window.context.result is None:
            return False
        seen.append(window.context.project.name)
        return True

    close_when(opened)
    assert app.run(home / "p.gpkg") == 0
    assert seen == ["Ciudad de prueba"]
    assert settings.load()[0].recent == (str(home / "p.gpkg"),)
    forgive(caplog)


def test_damaged_settings_are_told(qapp, home, caplog):
    (home / "settings.json").write_text("{broken")
    seen: list[str] = []

    def told(window: MainWindow) -> str:
        seen.append(window.canvas.bubble.text())
        return seen[-1]

    close_when(told)
    assert app.run(None, language="en") == 0
    assert seen[-1].startswith("The settings were damaged")
    forgive(caplog)


def test_what_nobody_foresaw_is_logged_and_told(qapp, home, caplog, qtbot):
    seen: list[str] = []

    def told(window: MainWindow) -> str:
        seen.append(window.canvas.bubble.text())
        return seen[-1]

    def fail() -> None:
        raise ZeroDivisionError("deliberate")

    QTimer.singleShot(0, qapp, fail)
    close_when(told)
    with qtbot.capture_exceptions():
        code = app.run(None, language="en")
    assert code == 0
    assert "ZeroDivisionError" in seen[-1]
    assert "deliberate" in (home / "log" / "spaceplanner.log").read_text()
    caplog.clear()


def test_threads_and_qt_are_logged_and_everything_is_put_back(qapp, tmp_path, caplog):
    before = sys.excepthook, threading.excepthook
    log = tmp_path / "log.txt"
    with faults.caught(lambda _error: None, log):
        threading.excepthook(threading.ExceptHookArgs((ValueError, ValueError("in a thread"), None, None)))
        qWarning("from Qt")
    assert (sys.excepthook, threading.excepthook) == before
    text = log.read_text()
    assert "in a thread" in text
    assert "Qt: from Qt" in text
    assert not [handler for handler in logging.getLogger("spaceplanner").handlers if handler.name == "window"]
    caplog.clear()


def test_a_log_that_cannot_be_written_is_no_reason_not_to_start(qapp, tmp_path):
    (tmp_path / "file").write_text("")
    with faults.caught(lambda _error: None, tmp_path / "file" / "log.txt"):
        pass


def test_importing_the_window_brings_no_heavy_module():
    """The window is there before a project is read: what reads and computes comes later."""
    code = "import sys, spaceplanner.ui.app; print([m for m in ('pandas','folium','fiona','pyogrio','reportlab','scipy.signal','scipy.spatial','PIL','pmtiles') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == "[]"


def test_what_the_scale_of_the_map_needs_is_loaded_beside_the_windows_thread(tmp_path):
    """An empty window asks for it in the pool; by the time a project is there it is loaded."""
    code = f"""
import sys, threading, time
from pathlib import Path
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "pyproj":
            print(threading.current_thread() is threading.main_thread())
sys.meta_path.insert(0, Watch())
qt = app.application()
look = app.Appearance("light")
context = app.make_context(look, Preferences(), preferences_path=Path({str(tmp_path / "settings.json")!r}))
window = app.make_window(context)
end = time.monotonic() + 20
while "pyproj" not in sys.modules and time.monotonic() < end:
    time.sleep(0.01)
app.close(context)
print("pyproj" in sys.modules)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.split() == ["False", "True"]
