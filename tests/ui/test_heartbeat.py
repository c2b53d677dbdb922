"""The window's thread is never blocked for long: its heart is listened to while a city is opened, painted and moved."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QEventLoop, QPointF, QTimer

from benchmarks import city
from spaceplanner.services.document import Document

SILENCE = 0.1
"""Seconds."""
TRIES = 4
"""What blocks the window does so each time; a collection of garbage or the system does not."""


class Heart:
    """Beats whenever the window's thread is free, and keeps the longest pause.

    Of a pause no more counts than this program worked in it, in all its threads: what other programs took is not ours.
    """

    def __init__(self) -> None:
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._last, self._worked = time.perf_counter(), time.process_time()
        self.longest = 0.0
        self._timer.start()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.process_time()
        self.longest = max(self.longest, min(now - self._last, worked - self._worked))
        self._last, self._worked = now, worked

    def stop(self) -> float:
        """Return the longest pause."""
        self._beat()
        self._timer.stop()
        return self.longest


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def test_a_city_is_opened_painted_and_moved_without_a_long_silence(window, qtbot):
    """Two hundred thousand lamps, seventy thousand streets and blocks; the evaluation runs meanwhile."""
    project = city.project(city.Size(incidents=200_000))
    canvas = window.canvas
    pauses = []
    for _ in range(TRIES):
        layers = tuple(replace(layer) for layer in project.layers)
        heart = Heart()
        window.context.open(Document(replace(project, layers=layers)))
        canvas.show_all()
        qtbot.waitUntil(lambda: canvas.cache.idle, timeout=30_000)
        for step in range(24):
            if step % 2:
                canvas.panned.emit(23.0, -11.0)
            else:
                canvas.zoomed.emit(1.25 if step < 16 else 1 / 1.25, QPointF(300, 200))
            spin(0.03)
        qtbot.waitUntil(lambda: canvas.cache.idle, timeout=30_000)
        pauses.append(heart.stop())
        if pauses[-1] < SILENCE:
            break
    assert min(pauses) < SILENCE
