"""The status bar: place, scale, tasks, saved."""

from __future__ import annotations

from threading import Event

import pytest
from pyproj import Transformer
from PySide6.QtCore import Qt

from spaceplanner import i18n
from spaceplanner.domain.project import Project
from spaceplanner.errors import Cancelled
from spaceplanner.i18n import N_
from spaceplanner.services import ground_scale
from spaceplanner.services.document import Document
from tests.services.city import X, Y


@pytest.fixture
def status(window):
    return window.status


def test_the_place_is_told_in_metres_and_degrees(status, qtbot):
    status.show_pointer((X, Y))
    lon, lat = Transformer.from_crs("EPSG:32717", "EPSG:4326", always_xy=True).transform(X, Y)
    assert status.place.text() == "EPSG:32717 · 641,000 E  9,757,000 N"
    assert status.degrees.text() == f"{lon:.4f}  {lat:.4f}".replace("-", "\u2212")
    i18n.use("es")
    status.show_pointer((X, Y))
    assert status.degrees.text() == f"{lon:.4f}  {lat:.4f}".replace("-", "\u2212").replace(".", ",")
    status.show_pointer(None)
    assert (status.place.text(), status.degrees.text()) == ("EPSG:32717", "")


def test_the_place_follows_the_mouse(status, window, qtbot):
    canvas = window.canvas
    qtbot.mouseMove(canvas, canvas.rect().center())
    x, y = canvas.view.to_map(canvas.rect().center().x(), canvas.rect().center().y())
    assert status.place.text() == f"EPSG:32717 · {i18n.number(x)} E  {i18n.number(y)} N"


def test_the_scale_is_the_view_s(status, window):
    scale = ground_scale.denominator(window.canvas.view, window.context.project.crs)
    assert status.scale.text() == f"1 : {i18n.number(float(f'{scale:.3g}'))}"


def test_a_fictional_city_says_so(status, window):
    assert status.fictional.isVisible()
    assert status.fictional.text() == "Fictional city"
    window.context.open(Document(Project(name="real")))
    assert not status.fictional.isVisible()


def test_a_long_task_shows_its_progress_and_is_cancelled(status, window, qtbot):
    tasks, go, told = window.context.tasks, Event(), Event()

    def work(progress):
        progress(0.4, N_("Saving the project"))
        told.set()
        go.wait(10)
        try:
            progress(0.9, "")
        except Cancelled:
            cancelled.append(True)
            raise

    cancelled: list[bool] = []
    done: list[object] = []
    tasks.run("import", N_("Opening the project"), work, done=done.append)
    assert told.wait(10)
    qtbot.waitUntil(status.progress.isVisible)
    qtbot.waitUntil(lambda: status.progress.value() == 40)
    assert status.task.text() == "Saving the project"
    qtbot.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    go.set()
    qtbot.waitUntil(lambda: bool(cancelled))
    assert not status.progress.isVisible()
    assert done == []


def test_a_short_task_does_not_flicker(status, window, qtbot):
    with qtbot.waitSignal(window.context.result_changed):
        window.context.evaluate()
        assert not status.progress.isVisible()
    assert status.evaluation.text().startswith("Evaluated in ")
    assert not status.progress.isVisible()
