"""What if, in a big city: a frame while a lamp is dragged, the time to its figures, and a frame of the swipe.

``python -m benchmarks.whatif [incidents]``. The city of `benchmarks.city` (2,000 spaces, 200,000 lamps) in the window, its
map 1920 x 1080, with ten proposals; real events. At rest, and while a task computes as an evaluation does.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest

from benchmarks import canvas as canvas_benchmark
from benchmarks import city
from benchmarks.measuring import table
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services import picking
from spaceplanner.ui import app
from spaceplanner.ui.wiring import Wiring

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

PROPOSALS, STEPS, SLIDES = 10, 60, 80
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def proposed(project: Project) -> Project:
    """Return the city with a proposal of twelve lamps, an alarm and a court in each of some spaces."""
    spaces = list(picking.spaces(project).by_id.values())[:PROPOSALS]
    return replace(project, proposals=tuple(_proposal(space.id, space.shape) for space in spaces))


def _proposal(space: str, shape: shapely.Polygon) -> Proposal:
    x, y = shape.centroid.coords[0]
    lamps = [
        Intervention(id=f"l{k}", type="led_lamp", geometry=shapely.Point(x + 9 * (k % 4) - 20, y + 9 * (k // 4)))
        for k in range(12)
    ]
    alarm = Intervention(id="a", type="community_alarm", geometry=shapely.Point(x, y - 14))
    court = Intervention(id="c", type="multi_use_court", geometry=shapely.box(x - 14, y - 32, x + 14, y - 17))
    return Proposal(id=f"p-{space}", name=space, space=space, interventions=(*lamps, alarm, court))


class Bench:
    """A lamp in hand over the big city, and a divider."""

    def __init__(self, rig: canvas_benchmark.Rig) -> None:
        self.rig, self.canvas = rig, rig.canvas
        wiring = rig.window.findChild(Wiring)
        assert isinstance(wiring, Wiring)
        self.what_if, self.swipe, self.context = wiring.what_if, wiring.swipe, rig.context
        self.context.evaluate()
        rig.until(lambda: self.context.result_project is self.context.project, 300)
        proposal = self.context.project.proposals[3]
        self.context.select_proposal(proposal.id)
        lamp = proposal.interventions[0].geometry
        assert lamp is not None
        self.canvas.set_view(replace(self.canvas.view, x=lamp.x, y=lamp.y, resolution=0.3))
        self.rest()
        px, py = self.canvas.view.to_pixels(np.array([(lamp.x, lamp.y)]))[0]
        self.at = QPoint(round(px), round(py))

    def rest(self) -> None:
        """Wait until the map is painted and nothing but what is always busy runs."""
        self.rig.until(lambda: self.canvas.cache.idle and self.swipe.today.idle and self.swipe.planned.idle, 120)

    def dragged(self) -> list[float]:
        """Drag a lamp; return medians and longest of frame and time to the figures, and the longest silence."""
        frames, figures = [], []
        QTest.mousePress(self.canvas, LEFT, NONE, self.at)
        QTest.mouseMove(self.canvas, self.at + QPoint(12, 3))
        self.rest()
        self.rig.until(lambda: self.what_if.card.isVisible() and not self.what_if.card.waiting, 300)
        self.rig.start()
        for step in range(STEPS):
            to = self.at + QPoint(round(60 * np.cos(step / 5)), round(40 * np.sin(step / 7)) + step % 2)
            started = time.perf_counter()
            QTest.mouseMove(self.canvas, to)
            self.canvas.repaint()
            frames.append(time.perf_counter() - started)
            if self.what_if.card.waiting:
                self.rig.until(lambda: not self.what_if.card.waiting)
                figures.append(time.perf_counter() - started)
        beats = max(self.rig.beats)
        QTest.keyClick(self.canvas, Qt.Key.Key_Escape)
        QTest.mouseRelease(self.canvas, LEFT, NONE, self.at)
        return [statistics.median(frames), max(frames), statistics.median(figures), max(figures), beats]

    def slid(self) -> list[float]:
        """Slide the divider over all of the map; return the median and the longest frame, whole and as Qt updates it."""
        self.rig.window.actions_.get("swipe").setChecked(True)  # type: ignore[union-attr] # bound by the wiring
        self.rig.until(lambda: self.swipe.today.frame is not None)
        self.rest()
        found = []
        for whole in (True, False):
            took = []
            for step in range(SLIDES):
                started = time.perf_counter()
                self.swipe.divider.go(step / SLIDES)
                if whole:
                    self.canvas.repaint()
                else:
                    QCoreApplication.processEvents()
                took.append(time.perf_counter() - started)
            found += [statistics.median(took), max(took)]
        self.swipe.end()
        self.rest()
        return found


def main() -> None:
    """Run all and print the tables."""
    size = city.Size(incidents=int(sys.argv[1])) if len(sys.argv) > 1 else city.Size()
    app.application()
    project = proposed(city.project(size))
    with tempfile.TemporaryDirectory() as folder:
        rig = canvas_benchmark.Rig(project, Path(folder))
        bench = Bench(rig)
        drags, slides = [], []
        for state in ("at rest", "while a task computes"):
            if state != "at rest":
                rig.context.tasks.run("busy", "", canvas_benchmark.busy, done=lambda _: None)
            drags.append([state, *(f"{1000 * each:.1f}" for each in bench.dragged())])
            slides.append([state, *(f"{1000 * each:.1f}" for each in bench.slid())])
        rig.context.tasks.cancel("busy")
        rig.close()
    where = f"map of {rig.canvas.width()} x {rig.canvas.height()}, {size.spaces:,} spaces, {size.lamps:,} lamps"
    table(
        f"A lamp is dragged, ms, medians and longest; {where} (targets: frame 33, figures 100)",
        ["state", "frame", "longest", "figures", "longest", "longest silence"],
        drags,
    )
    table(
        "The divider slides, ms (target 16)",
        ["state", "whole map", "longest", "what changed", "longest"],
        slides,
    )


if __name__ == "__main__":
    main()
