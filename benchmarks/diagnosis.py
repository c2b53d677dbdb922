"""The diagnosis of a big made city: cold, after one edit, in memory, and as the incidents become more; beside GeoPandas.

``python -m benchmarks.diagnosis [INCIDENTS ...]``; by default 10 k, 100 k, 1 M and 5 M. Each size is a project file that
a process of its own opens and diagnoses, and that another counts with GeoPandas, in and near the spaces only. GeoPandas
is left out above a million. Where other programs want the processor too, its own seconds tell more than the wall's.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks import city
from benchmarks.measuring import process, seconds, table
from spaceplanner.analysis import proximity
from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue, project_file
from spaceplanner.services.comparison import Days
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.selection import Question
from spaceplanner.services.when import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.measuring import Cost
    from spaceplanner.domain.project import Project

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
TARGET = 1_000_000
COLD, AGAIN, MEMORY = 10.0, 0.2, 1536.0
"""Targets at a million incidents: seconds from nothing and after one lamp moved, MB of the whole process."""

_COUNTS = ("incidents_inside", "incidents_within", "lamps_inside", "lamps_within")
_TIMES = 5


def moved_lamp(project: Project, turn: int) -> Project:
    """Return the project with one lamp moved into a space."""
    lamps, space = project.by_role(Role.LAMPS)[0], project.by_role(Role.SPACES)[0].geometry[7 + turn]
    xy = lamps.geometry.copy()
    xy[len(xy) // 2] = shapely.get_coordinates(space.centroid)[0]
    return _with(project, Role.LAMPS, xy)


def moved_space(project: Project, turn: int) -> Project:
    """Return the project with one space moved by some metres."""
    shapes = project.by_role(Role.SPACES)[0].geometry.copy()
    shapes[11 + turn] = shapely.transform(shapes[11 + turn], lambda xy: xy + 5)
    return _with(project, Role.SPACES, shapes)


def _with(project: Project, role: Role, geometry: NDArray[np.generic]) -> Project:
    layers = (replace(layer, geometry=geometry) if layer.role is role else layer for layer in project.layers)
    return replace(project, layers=tuple(layers))


def diagnosed(path: Path) -> dict[str, object]:
    """Open a project and diagnose it; return the seconds of each step and the counts of each space."""
    evaluator = Evaluator(catalogue.load())
    started = time.perf_counter()
    project = project_file.load(path)
    opened = time.perf_counter() - started
    worked = time.process_time()
    result = evaluator.evaluate(project, proposals=False)
    told: dict[str, object] = {
        "open": opened,
        "cold": time.perf_counter() - started - opened,
        "cold_processor": time.process_time() - worked,
    }
    for name, edit in (("lamp", moved_lamp), ("space", moved_space)):
        took = [_edited(evaluator, project, edit, turn) for turn in range(_TIMES)]
        told[name], told[f"{name}_processor"] = (sorted(each)[_TIMES // 2] for each in zip(*took, strict=True))
    told["spaces"] = {
        space.space: {key: space.figures[key].exact for key in _COUNTS} for space in result.diagnosis.spaces
    }
    return told


def _edited(
    evaluator: Evaluator, project: Project, edit: Callable[[Project, int], Project], turn: int
) -> tuple[float, float]:
    """Return the seconds of wall and processor that a diagnosis after an edit takes; the project before it is known."""
    before = evaluator.evaluate(project, proposals=False)
    after = edit(project, turn)
    started, worked = time.perf_counter(), time.process_time()
    found = evaluator.evaluate(after, proposals=False)
    took = time.perf_counter() - started, time.process_time() - worked
    if found.diagnosis is before.diagnosis:
        sys.exit("the edit changed nothing: nothing measured")
    return took


def measured(incidents: int, folder: Path) -> tuple[Cost, Cost | None, dict[str, float], float | None]:
    """Return the cost of our process and GeoPandas', our steps, and the share of equal counts."""
    path = folder / f"{incidents}.gpkg"
    project_file.save(city.project(city.Size(incidents=incidents)), path)
    ours = process([sys.executable, "-m", "benchmarks.diagnosis", "--one", path])
    told = json.loads(ours.output)
    found = told.pop("spaces")
    if incidents > TARGET:
        return ours, None, told, None
    theirs = process([sys.executable, "-m", "benchmarks.peer_counts", path])
    peer = {space["id"]: space for space in json.loads(theirs.output)["spaces"]}
    # A space where the lamps are not known to be complete has no count of lamps.
    known = [(counts[k], peer[key][k]) for key, counts in found.items() for k in _COUNTS if counts[k] is not None]
    return ours, theirs, told, sum(one == other for one, other in known) / len(known)


def against_size(sizes: tuple[int, ...], folder: Path) -> None:
    """Print what the diagnosis costs for each number of incidents, beside GeoPandas."""
    rows = []
    for n in sizes:
        ours, theirs, told, alike = measured(n, folder)
        steps = [f"{told[key]:.2f}" for key in ("open", "cold", "cold_processor")]
        steps += [f"{told[key]:.3f}" for key in ("lamp", "lamp_processor", "space")]
        peer = [f"{theirs.wall:.1f}", f"{theirs.memory:.0f}"] if theirs else ["", ""]
        rows.append([f"{n:,}", *steps, f"{ours.memory:.0f}", *peer, "" if alike is None else f"{alike:.0%}"])
        if n == TARGET:
            kept = told["cold"] < COLD and told["lamp"] < AGAIN and ours.memory < MEMORY
            rows[-1].append("yes" if kept else "NO")
        print(*rows[-1], file=sys.stderr, flush=True)
    table(
        f"Diagnosis of 2,000 spaces, 200,000 lamps, 20,000 blocks; targets at {TARGET:,}: cold {COLD:.0f} s, one lamp "
        f"{AGAIN} s, {MEMORY:.0f} MB.\nGeoPandas: whole process, reads the same file and counts incidents and lamps",
        [
            "incidents", "open s", "cold s", "processor s", "one lamp s", "processor s", "one space s", "MB",
            "GeoPandas s", "MB", "counts equal", "kept",
        ],
        [row + [""] * (12 - len(row)) for row in rows],
    )  # fmt: skip


def counting() -> None:
    """Print what finding incidents near spaces costs, data in memory, beside shapely's tree as GeoPandas uses it."""
    made = city.project(city.Size(incidents=TARGET))
    xy, shapes = (made.by_role(role)[0].geometry for role in (Role.INCIDENTS, Role.SPACES))
    within = proximity.pairs(xy, shapes, 100.0)

    def both() -> NDArray[np.int64]:
        return proximity.among(proximity.pairs(xy, shapes, 100.0), xy, shapes)

    def tree() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        points = shapely.STRtree(shapely.points(xy))
        return points.query(shapes, predicate="dwithin", distance=100.0), points.query(shapes, predicate="intersects")

    near, inside = (np.sort(found[0] * len(xy) + found[1]) for found in tree())
    alike = np.array_equal(near, within[:, 0] * len(xy) + within[:, 1])
    alike = alike and np.array_equal(inside, both() @ np.array([len(xy), 1]))
    base, peer = seconds(both), seconds(tree, 3)
    table(
        f"{TARGET:,} incidents to 2,000 spaces, inside and within 100 m, in memory; target 1.2 s",
        ["program", "s", "ratio", "pairs equal"],
        [
            ["SpacePlanner", f"{base:.3f}", "1", ""],
            ["shapely STRtree", f"{peer:.3f}", f"{peer / base:.1f}", "yes" if alike else "NO"],
        ],
    )


def comparing() -> None:
    """Print what it costs to compare two periods for each of 500 spaces, from the project to the intervals."""
    made = city.project(city.Size(incidents=TARGET, spaces=500))
    halves = (Days(date(2021, 1, 1), date(2022, 12, 31)), Days(date(2023, 1, 1), date(2024, 12, 30)))
    started, worked = time.perf_counter(), time.process_time()
    describe(made, Question(), periods=halves)
    took = [time.perf_counter() - started, time.process_time() - worked]
    table(
        f"Two periods of {TARGET:,} incidents compared for 500 spaces; target 3 s",
        ["s", "processor s"],
        [[f"{each:.2f}" for each in took]],
    )


def main(words: list[str]) -> None:
    """Measure every size, or with ``--one FILE`` one project in this process, told as JSON."""
    if words[:1] == ["--one"]:
        print(json.dumps(diagnosed(Path(words[1]))))
        return
    with tempfile.TemporaryDirectory() as name:
        against_size(tuple(map(int, words)) or SIZES, Path(name))
    counting()
    comparing()


if __name__ == "__main__":
    main(sys.argv[1:])
