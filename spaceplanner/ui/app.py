"""The application: starts Qt, shows the window at once, then opens the project in the task pool."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from spaceplanner import i18n, resources
from spaceplanner.i18n import N_
from spaceplanner.io import catalogue
from spaceplanner.services import measuring, settings
from spaceplanner.services.document import Document
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.tasks import Tasks
from spaceplanner.ui import faults, wiring
from spaceplanner.ui.context import Context, Poster
from spaceplanner.ui.garbage import Garbage
from spaceplanner.ui.main_window import MainWindow
from spaceplanner.ui.theme import Appearance

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.services.progress import Progress
    from spaceplanner.services.settings import Preferences

_PAINTERS = 2  # the map, and the ground under it


def run(path: Path | None, *, language: str | None = None) -> int:
    """Open the window, on a project where one is given, and return the exit code when it is closed.

    Parameters
    ----------
    path
        A project file, or None for an empty window.
    language
        ``"es"`` or ``"en"``; None: the user's choice, else the system's.
    """
    preferences, note = settings.load()
    app = application()
    garbage = Garbage(app)
    appearance = Appearance(preferences.theme)
    appearance.apply(app)
    context = make_context(appearance, preferences)
    window = make_window(context)
    window.language.use(language or preferences.language or i18n.system_language())
    with faults.caught(context.failed):
        window.show()
        if note is not None:
            context.say(i18n.gettext(note[0]).format(**note[1]), "warning")
        if path is not None:
            QTimer.singleShot(0, window, lambda: window.files.load(path))
        code = app.exec()
    close(context)
    garbage.stop()
    return code


def application() -> QApplication:
    """Return the application, with its name and icon."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("SpacePlanner")
    app.setDesktopFileName("spaceplanner")
    app.setWindowIcon(QIcon(str(resources.path("icons", "map-pin.svg"))))
    return app


def make_context(
    appearance: Appearance,
    preferences: Preferences,
    *,
    document: Document | None = None,
    preferences_path: Path | None = None,
) -> Context:
    """Return a context with everything a window needs; `close` ends its threads."""
    poster = Poster()
    types = catalogue.load()
    return Context(
        document or Document(),
        tasks=Tasks(poster),
        painting=Tasks(poster, workers=_PAINTERS),
        evaluator=Evaluator(types),
        catalogue=types,
        appearance=appearance,
        preferences=preferences,
        preferences_path=preferences_path,
    )


def make_window(context: Context) -> MainWindow:
    """Return the window with all its panels."""
    window = MainWindow(context)
    parts = wiring.wire(window)
    window.finish()
    parts.begin()
    _prepare(context)
    return window


def _prepare(context: Context) -> None:
    """Have loaded beside the window's thread what the scale of the first map needs at once."""

    def work(_progress: Progress) -> None:
        measuring.prepare()

    def done(_nothing: None) -> None:
        """Nobody waits for it."""

    context.tasks.run("measuring", N_("Preparing the map for drawing"), work, done=done, failed=context.failed)


def close(context: Context) -> None:
    """End the context's threads."""
    context.online.close()
    context.tasks.close()
    context.painting.close()
