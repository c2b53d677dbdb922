"""Pictures of the window, of every step and every dialog, on the sample city, to be looked at one by one.

Usage: ``python scripts/screenshots.py FOLDER [PROJECT.gpkg]`` — in Spanish and English, light and dark, at 100 and 200 %,
1366x768. Without a project the sample city is read. Exits with 1 where something could not be opened.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.main_window import MainWindow
    from spaceplanner.ui.theme import Choice

SCALES = ("1", "2")
SIZE = (1366, 768)
STEPS = ("data", "diagnosis", "sketch", "score", "report")
DIALOGS = (
    "settings", "project", "analysis", "weights", "social_costs", "layer_details", "proposal_edit", "proposal_compare",
    "proposal_judge", "partners", "portfolio", "evidence", "help", "about",
)  # fmt: skip
"""Actions that open a dialog."""
_PATIENCE_S = 60.0


def main(arguments: list[str]) -> int:
    """Take all pictures: a process for each scale, because Qt reads it once."""
    if not arguments:
        sys.stderr.write(__doc__ or "")
        return 2
    if "SPACEPLANNER_SCREENSHOTS" in os.environ:
        return take(Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else None)
    codes = []
    for scale in SCALES:
        settings = {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen", "SPACEPLANNER_SCREENSHOTS": "1"}
        command = [sys.executable, __file__, *arguments]
        codes.append(subprocess.run(command, env={**os.environ, **settings}, check=False).returncode)  # noqa: S603 - this script
    return max(codes)


def take(folder: Path, project: Path | None) -> int:
    """Take the pictures at the scale of this process, and return 0, or 1 where something did not open."""
    from spaceplanner.services.settings import Preferences  # noqa: PLC0415 - Qt only where pictures are taken
    from spaceplanner.ui import app  # noqa: PLC0415
    from spaceplanner.ui.theme import Appearance  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    program = app.application()
    missing: list[str] = []
    with TemporaryDirectory() as scratch:
        for language, theme in product(("es", "en"), ("light", "dark")):
            appearance = Appearance(cast("Choice", theme))
            appearance.apply(program)
            preferences = Path(scratch) / f"{language}-{theme}.json"
            context = app.make_context(appearance, Preferences(), preferences_path=preferences)
            window = app.make_window(context)
            window.language.use(language)
            window.resize(*SIZE)
            window.show()
            end = f"{language}-{theme}-{os.environ.get('QT_SCALE_FACTOR', '1')}00"

            def keep(widget: QWidget, name: str, end: str = end) -> None:
                wait(0.4)
                widget.grab().save(str(folder / f"{name}-{end}.png"))

            missing += [f"{name}-{end}" for name in of_window(window, project, keep)]
            window._leaving = True  # noqa: SLF001 - nothing to be saved, nobody to be asked
            window.language.use("en")  # takes the words of the buttons away from the next window
            window.close()
            app.close(context)
    for name in missing:
        sys.stderr.write(f"not opened: {name}\n")
    return 1 if missing else 0


def of_window(window: MainWindow, project: Path | None, keep: Callable[[QWidget, str], None]) -> list[str]:
    """Take the pictures of a window, and return the names of the dialogs that did not open."""
    context = window.context
    keep(window, "welcome")
    window.files.load(project) if project is not None else window.files.sample()
    wait(_PATIENCE_S, until=lambda: context.result is not None and context.result_project is context.project)
    context.select_proposal(context.project.proposals[0].id)
    wait(_PATIENCE_S, until=lambda: not context.tasks.active)
    for step in STEPS:
        window.show_step(step)
        wait(_PATIENCE_S, until=lambda: window.canvas.cache.idle and not context.tasks.active)
        keep(window, f"step-{step}")
    for name, dock in window.docks.items():
        dock.show()
        dock.raise_()
        keep(dock, f"panel-{name}")
    window.commands.open()
    keep(window, "palette")
    window.commands.leave()
    window.show_layer(context.project.layers[0].id)
    return [name for name in DIALOGS if not of_dialog(window, name, keep)]


def of_dialog(window: MainWindow, name: str, keep: Callable[[QWidget, str], None]) -> bool:
    """Take the picture of the dialog that an action opens, and return whether one did."""
    from PySide6.QtWidgets import QDialog  # noqa: PLC0415

    action = window.actions_.get(name)
    if action is None or not action.isEnabled():
        return False
    action.trigger()
    wait(_PATIENCE_S, until=lambda: not window.context.tasks.active)
    found = [one for one in window.findChildren(QDialog) if one.isVisible()]
    for dialog in found:
        keep(dialog, f"dialog-{name}")
        dialog.reject()
    wait(0.05)
    return bool(found)


def wait(seconds: float, *, until: Callable[[], bool] | None = None) -> None:
    """Let the window work for some time, or until something holds."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer  # noqa: PLC0415

    end = QDeadlineTimer(round(1000 * seconds))
    while not end.hasExpired() and not (until is not None and until()):
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
