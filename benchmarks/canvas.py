"""The map of a big city on a screen of 1920 x 1080, beside QGIS's renderer, in one run.

``python -m benchmarks.canvas [incidents]``. A million round dots of 4 px, antialiased at the edge, are drawn from memory
and from a GeoPackage beside QGIS from the same file (``apt-get install python3-qgis``; it is said where it is absent).
Then the city of `benchmarks.city` in the window: every layer from cold caches, frames while the map is dragged and
zoomed, at rest and while a task computes, how soon the view is refined, and the memory of the process.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QPainter

from benchmarks import city
from benchmarks.density import LAYER, SYSTEM_PYTHON, read, write
from benchmarks.measuring import seconds, table
from spaceplanner.cartography import scene, shapes
from spaceplanner.cartography.drawing import Colour, Dots, Group
from spaceplanner.cartography.raster import RasterSurface
from spaceplanner.cartography.view import View
from spaceplanner.services.document import Document
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app, canvas_cache
from spaceplanner.ui.qt_surface import QtSurface
from spaceplanner.ui.theme import Appearance

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.main_window import MainWindow

WIDTH, HEIGHT = 1920, 1080
BOUNDS = (city.WEST, city.SOUTH, city.WEST + city.SIDE, city.SOUTH + city.SIDE)
WHOLE = View.fitted(BOUNDS, WIDTH, HEIGHT)
VIEWS = {"city": WHOLE, "district": replace(WHOLE, resolution=6.0), "street": replace(WHOLE, resolution=0.5)}
STEPS = 40
LOOK = Colour("#C2410C", 0.8)

QGIS = """
import statistics, sys, time
from qgis.core import (QgsApplication, QgsVectorLayer, QgsMapSettings, QgsMapRendererParallelJob, QgsRectangle,
    QgsMarkerSymbol, QgsSingleSymbolRenderer)
from qgis.PyQt.QtCore import QSize
app = QgsApplication([], False)
app.initQgis()
file, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
x0, y0, x1, y1 = map(float, sys.argv[4:8])
layer = QgsVectorLayer(file + "|layername=" + name, name, "ogr")
assert layer.isValid()
symbol = QgsMarkerSymbol.createSimple({"name": "circle", "color": "194,65,12,204", "outline_style": "no", "size": "4",
    "size_unit": "Pixel"})
layer.setRenderer(QgsSingleSymbolRenderer(symbol))
told = QgsMapSettings()
told.setLayers([layer])
told.setDestinationCrs(layer.crs())
told.setExtent(QgsRectangle(x0, y0, x1, y1))
told.setOutputSize(QSize(1920, 1080))
told.setFlag(QgsMapSettings.Antialiasing, True)
took = []
for _ in range(times):
    started = time.perf_counter()
    job = QgsMapRendererParallelJob(told)
    job.start()
    job.waitForFinished()
    took.append(time.perf_counter() - started)
    image = job.renderedImage()
    assert any(image.pixelColor(x, 540).name() != image.pixelColor(0, 0).name() for x in range(0, 1920, 7))
print("FOUND", statistics.median(took))
del layer, told, job
app.exitQgis()
"""


def by_qgis(file: Path, times: int = 3) -> float | None:
    """Return the median seconds in which QGIS draws the layer of a file; None where it is not installed."""
    known = SYSTEM_PYTHON.exists() and subprocess.run(
        [SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False
    )
    if not known or known.returncode:
        return None
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(file.parent)}
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", QGIS, file, LAYER, str(times), *map(str, WHOLE.bounds)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return float(next(line for line in done.stdout.splitlines() if line.startswith("FOUND")).split()[1])


def dots(xy: np.ndarray, what: str) -> None:
    """Print what round dots cost on each surface, and in QGIS."""

    def drawn(points: np.ndarray) -> None:
        surface = RasterSurface(WIDTH, HEIGHT)
        surface.draw([Group(key="dots", operations=(Dots(xy=WHOLE.to_pixels(points), radius=2.0, fill=LOOK),))])

    def stamped() -> None:
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        for start in range(0, len(xy), 10_000):
            piece = WHOLE.to_pixels(xy[start : start + 10_000])
            QtSurface(painter).carry_out([Dots(xy=piece, radius=2.0, fill=LOOK)])
        painter.end()

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "points.gpkg"
        write(file, xy)
        ours = seconds(lambda: drawn(xy))
        cold = seconds(lambda: drawn(read(file)))
        theirs = by_qgis(file)
    rows = [["SpacePlanner, raster, from memory", f"{ours:.3f}", "1"]]
    rows.append(["SpacePlanner, raster, from the file", f"{cold:.3f}", f"{cold / ours:.1f}"])
    rows.append(["SpacePlanner, stamped by Qt", f"{(took := seconds(stamped, 3)):.3f}", f"{took / ours:.1f}"])
    rows.append(
        ["QGIS, from the file", "not installed", ""]
        if theirs is None
        else ["QGIS, from the file", f"{theirs:.3f}", f"{theirs / ours:.1f}"]
    )
    table(f"{len(xy):,} {what} as round dots of 4 px, {WIDTH} x {HEIGHT}", ["surface", "s", "ratio"], rows)


def forget() -> None:
    """Empty the caches of geometry, as after a start."""
    for cache in (shapes._whole, shapes._level):  # noqa: SLF001 - nothing else needs to forget
        cache.cache_clear()


def layers(project: Project) -> None:
    """Print what each layer costs from cold caches, and all of them cold and warm."""
    canvas_cache._read_fonts()  # noqa: SLF001 - as the window does when it starts
    subject = canvas_cache.Subject(project=project)
    found: dict[str, dict[str, float]] = {}
    for name, view in VIEWS.items():
        for part in scene.parts(project, view):
            took = []
            for _ in range(3):
                forget()
                started = time.perf_counter()
                canvas_cache._drawn(part, view, 1.0, None)  # noqa: SLF001 - one layer alone
                took.append(time.perf_counter() - started)
            found.setdefault(part.key, {})[name] = statistics.median(took)
        cold = []
        for _ in range(3):
            forget()
            started = time.perf_counter()
            canvas_cache.paint(subject, view, 1.0)
            cold.append(time.perf_counter() - started)
        found.setdefault("all, cold", {})[name] = statistics.median(cold)
        found.setdefault("all, warm", {})[name] = seconds(lambda view=view: canvas_cache.paint(subject, view, 1.0))  # type: ignore[misc]
        pictures = canvas_cache.Pictures()
        found.setdefault("one change", {})[name] = seconds(
            lambda view=view, kept=pictures: canvas_cache.paint(  # type: ignore[misc]
                replace(subject, selection=next(SELECTED)), view, 1.0, None, kept
            )
        )
    rows = [[key, *(f"{1000 * each.get(name, 0):.0f}" for name in VIEWS)] for key, each in found.items()]
    heads = [f"{name} ({view.resolution:.2g} m/px)" for name, view in VIEWS.items()]
    table("Painting, ms: each layer from cold caches of geometry, then all", ["layer", *heads], rows)


SELECTED = iter(f"e{k:04d}" for k in range(10_000))


class Rig:
    """The window on the city, with a way to let its events run."""

    def __init__(self, project: Project, folder: Path) -> None:
        application = app.application()
        appearance = Appearance("light")
        appearance.apply(application)
        started = time.perf_counter()
        self.context = app.make_context(
            appearance, Preferences(), document=Document(project), preferences_path=folder / "settings.json"
        )
        self.window: MainWindow = app.make_window(self.context)
        self.window.canvas.setMinimumSize(WIDTH, HEIGHT)
        self.window.show()
        self.canvas = self.window.canvas
        self.beats: list[float] = []
        self._rested: list[bool] = []
        self._last = time.perf_counter()
        self._heart = QTimer(interval=0)
        self._heart.timeout.connect(self._beat)
        self.until(lambda: self.canvas.cache.idle and self.canvas.cache.frame is not None)
        self.shown = time.perf_counter() - started
        # What a whole city takes to evaluate is another benchmark's matter; a task gives up when it next reports.
        self.context._soon.stop()  # noqa: SLF001 - before it starts
        for task in self.context.tasks.active:
            self.context.tasks.cancel(task.key)
        self.context.tasks.run("rest", "", lambda _: None, done=lambda _: self._rested.append(True))
        self.context.tasks.run("rest too", "", lambda _: None, done=lambda _: self._rested.append(True))
        self.until(lambda: len(self._rested) > 1 and self.canvas.cache.idle, 120)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.beats.append(now - self._last)
        self._last = now

    def start(self) -> None:
        """Begin to listen to the heart."""
        self.beats, self._last = [], time.perf_counter()
        self._heart.start()

    def spin(self, wait: float) -> None:
        """Let events run for some seconds."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * wait), loop.quit)
        loop.exec()

    def until(self, reached: Callable[[], bool], limit: float = 60.0) -> float:
        """Let events run until something is so; return the seconds it took."""
        started = time.perf_counter()
        while not reached():
            if time.perf_counter() - started > limit:
                sys.exit("the window does not come to rest")
            self.spin(0.002)
        return time.perf_counter() - started

    def frames(self, view: View, move: Callable[[View, int], View]) -> tuple[float, float, float]:
        """Return the median and longest frame while the view moves `STEPS` times, and the wait for the refined one."""
        canvas, took = self.canvas, []
        canvas.set_view(view)
        self.until(lambda: canvas.cache.idle)
        for step in range(STEPS):
            started = time.perf_counter()
            canvas.set_view(move(canvas.view, step))
            canvas.repaint()
            took.append(time.perf_counter() - started)
            self.spin(0.016)
        return statistics.median(took), max(took), self.until(lambda: canvas.cache.idle)

    def close(self) -> None:
        """End the threads."""
        self._heart.stop()
        app.close(self.context)


def busy(progress: Progress) -> None:
    """Compute as an evaluation does, until cancelled: NumPy mostly, and Python in between."""
    random = np.random.default_rng(1)
    while True:
        progress(0.0, "")
        values = random.normal(size=50_000)
        np.sort(values)
        sum(k * k for k in range(2_000))


def window(project: Project) -> None:
    """Print frames, the wait for the refined view and the longest silence of the window's thread."""
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(project, Path(folder))
        rows = []
        moves: dict[str, Callable[[View, int], View]] = {
            "drag": lambda view, _: view.panned(9, 5),
            "wheel": lambda view, step: view.zoomed(1.06 if step < STEPS / 2 else 1 / 1.06, 700, 400),
        }
        for state in ("at rest", "while computing"):
            if state == "while computing":
                rig.context.tasks.run("busy", "", busy, done=lambda _: None)
            for name, view in VIEWS.items():
                at = replace(view, width=rig.canvas.width(), height=rig.canvas.height())
                for gesture, move in moves.items():
                    rig.start()
                    middle, longest, refined = rig.frames(at, move)
                    rows.append(
                        [
                            f"{name}, {gesture}, {state}",
                            *(f"{1000 * each:.1f}" for each in (middle, longest)),
                            f"{1000 * refined:.0f}",
                            f"{1000 * max(rig.beats):.0f}",
                        ]
                    )
        rig.context.tasks.cancel("busy")
        rig.close()
    size = f"{rig.canvas.width()} x {rig.canvas.height()}"
    table(
        f"The window, ms; its map has {size} pixels and was first seen whole after {rig.shown:.1f} s",
        ["view", "frame", "longest", "refined after", "longest silence"],
        rows,
    )


def main() -> None:
    """Run all and print the tables."""
    size = city.Size(incidents=int(sys.argv[1])) if len(sys.argv) > 1 else city.Size()
    app.application()
    project = city.project(size)
    for layer in project.layers[1:3]:
        dots(layer.geometry, layer.role.value)
    layers(project)
    window(project)
    print(f"\nlargest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
