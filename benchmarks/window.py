"""Open a project in the window as a user does, and say after how long it was shown, drawn and evaluated, as JSON.

``BENCHMARK_STARTED`` holds the time at which the process was started (seconds of the epoch).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from spaceplanner.ui import app
from spaceplanner.ui.canvas import Canvas
from spaceplanner.ui.main_window import MainWindow

LIMIT_MS = 60_000


class Watch(QObject):
    """Sees the window's paint events go by and notes when what was on them."""

    def __init__(self, started: float) -> None:
        super().__init__()
        self._started = started
        self.seen: dict[str, float] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note the first paint of the window, of the project's map, and of the map with its density and ranks."""
        if event.type() == QEvent.Type.Paint:
            if isinstance(watched, MainWindow):
                self._note("shown")
            elif isinstance(watched, Canvas) and watched.cache.frame is not None and watched.cache.idle:
                window = watched.window()
                if isinstance(window, MainWindow) and window.context.project.layers:
                    self._note("drawn")
                    if window.context.result is not None and window.context.density is not None:
                        self._note("evaluated")
                        QTimer.singleShot(0, QApplication.quit)
        return False

    def _note(self, what: str) -> None:
        self.seen.setdefault(what, time.time() - self._started)


def main(project: Path) -> None:
    """Open the project, wait until everything has been seen, and print the times."""
    watch = Watch(float(os.environ["BENCHMARK_STARTED"]))
    application = app.application()
    application.installEventFilter(watch)
    QTimer.singleShot(LIMIT_MS, QApplication.quit)
    app.run(project)
    print(json.dumps(watch.seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
