"""Garbage: Python's search for reference cycles, done in the window's thread only.

Python looks for cycles in whichever thread happens to allocate. A widget that it finds in a worker would be destroyed
there, which Qt does not survive. So the automatic search is off while the window is open, and a timer does the same
work, by the same thresholds, in the thread that owns the widgets.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1000


class Garbage(QObject):
    """Searches for cycles from time to time, until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.check)
        self._timer.start()

    @Slot()
    def check(self) -> None:
        """Collect the oldest generation that is due, and with it the younger ones."""
        due = [
            generation
            for generation, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most > 0
        ]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Collect once more, and leave the search to Python again."""
        self._timer.stop()
        gc.collect()
        if self._was_on:
            gc.enable()
