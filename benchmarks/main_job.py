"""The main job on a real city, command by command, each a process of its own, against its target.

32,437 incidents, 254 spaces and 10,000 lamps of Vancouver: ``python -m benchmarks.main_job``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import DATA, Cost, median, process, table

CITY = DATA / "vancouver_bc"
PROGRAM = (sys.executable, "-m", "spaceplanner")
SOURCES = (
    ("parks-polygon-representation_2026-01.geojson", "spaces", ()),
    ("crimedata_csv_AllNeighbourhoods_2025.csv", "incidents", ("--crs", "EPSG:32610")),
    ("lighting_poles_derived.csv", "lamps", ()),
)
MEMORY = 600.0


def proposal(space: str, lon: float, lat: float) -> dict[str, object]:
    """Return a proposal of ten lamps, a court and a committee for a space."""
    lamps = [
        {
            "type": "led_lamp",
            "geometry": {"type": "Point", "coordinates": [lon + 0.0001 * (k % 5), lat + 0.0001 * (k // 5)]},
        }
        for k in range(10)
    ]
    side = 0.0001
    ring = [[lon, lat], [lon + 2 * side, lat], [lon + 2 * side, lat + side], [lon, lat + side], [lon, lat]]
    court = {"type": "multi_use_court", "geometry": {"type": "Polygon", "coordinates": [ring]}, "quantity": 1}
    programmes = [
        {"type": name, "geometry": None, "quantity": 2} for name in ("neighbourhood_committee", "coach_programme")
    ]
    return {
        "id": "victory-square", "name": "Victory Square", "space": space, "interventions": [*lamps, court, *programmes],
        "funding": [{"source": "City", "kind": "own", "amount": 30000}], "maintainer": "City", "upkeep_payer": "City",
    }  # fmt: skip


def add(folder: Path) -> tuple[Cost, Path]:
    """Make a project and add every layer, a process each; return the sum of the adds."""
    project = folder / "city.gpkg"
    project.unlink(missing_ok=True)
    process([*PROGRAM, "new", project, "--name", "Vancouver"])
    costs = [process([*PROGRAM, "add", project, CITY / file, "--role", role, *more]) for file, role, more in SOURCES]
    whole = Cost(sum(c.wall for c in costs), sum(c.processor for c in costs), max(c.memory for c in costs))
    return whole, project


def space_named(project: Path, name: str) -> str:
    """Return the id of a space by its name."""
    found = json.loads(process([*PROGRAM, "diagnose", project, "--json"]).output)
    return next(str(space["id"]) for space in found["spaces"] if space["name"] == name)


def window(project: Path, home: Path) -> dict[str, Cost]:
    """Return what it costs until the window is shown, the project's map drawn, and the diagnosis on it."""
    environment = {"QT_QPA_PLATFORM": "offscreen", "BENCHMARK_STARTED": str(time.time()), "XDG_CONFIG_HOME": str(home)}
    run = process([sys.executable, "-m", "benchmarks.window", project], environment=environment)
    told: dict[str, float] = json.loads(run.output.splitlines()[-1])
    return {what: Cost(seconds, run.processor, run.memory) for what, seconds in told.items()}


def main() -> None:
    """Run every step and print the table."""
    if not CITY.is_dir():
        sys.exit(f"{CITY} is absent: nothing measured")
    rows: list[list[str]] = []

    def told(step: str, cost: Cost, target: float) -> None:
        kept = "yes" if cost.wall < target and cost.memory < MEMORY else "NO"
        rows.append([step, f"{target:.1f}", f"{cost.wall:.2f}", f"{cost.memory:.0f}", kept])

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told("add, three processes", median(lambda: add(folder)[0]), 5.0)
        project = folder / "city.gpkg"
        told("diagnose", median(lambda: process([*PROGRAM, "diagnose", project, "--json"])), 2.0)
        file = folder / "proposal.json"
        file.write_text(
            json.dumps(proposal(space_named(project, "Victory Square"), -123.1104, 49.2820)), encoding="utf-8"
        )
        process([*PROGRAM, "propose", project, file])
        told("brief", median(lambda: process([*PROGRAM, "brief", project, "--out", folder, "--lang", "en"])), 3.0)
        runs = sorted((window(project, folder) for _ in range(4)), key=lambda run: run["evaluated"].wall)[1]
        told("window shown", runs["shown"], 1.5)
        told("window drawn", runs["drawn"], 3.0)
        rows.append(
            ["window with its diagnosis", "", f"{runs['evaluated'].wall:.2f}", f"{runs['evaluated'].memory:.0f}", ""]
        )
        table(
            f"32,437 incidents, 254 spaces, 10,000 lamps; whole processes, medians; memory below {MEMORY:.0f} MB",
            ["step", "target s", "s", "MB", "kept"],
            rows,
        )
        against_geopandas(project)


def against_geopandas(project: Path) -> None:
    """Compare the diagnosis with the same counts by GeoPandas, both from the project file to JSON."""
    ours = median(lambda: process([*PROGRAM, "diagnose", project, "--json"]))
    theirs = median(lambda: process([sys.executable, "-m", "benchmarks.peer_counts", project]))
    found = {str(s["id"]): s for s in json.loads(ours.output)["spaces"]}
    peer = {str(s["id"]): s for s in json.loads(theirs.output)["spaces"]}
    keys = ("incidents_inside", "incidents_within", "lamps_inside", "lamps_within")
    alike = all(found[key][k] == peer[key][k] for key in peer for k in keys)
    table(
        "Counts inside and near 254 spaces, file to JSON; ours adds areas, night, light, sound, need and rank",
        ["program", "s", "processor s", "MB", "ratio"],
        [
            ["SpacePlanner diagnose", f"{ours.wall:.2f}", f"{ours.processor:.2f}", f"{ours.memory:.0f}", "1"],
            [
                "GeoPandas",
                f"{theirs.wall:.2f}",
                f"{theirs.processor:.2f}",
                f"{theirs.memory:.0f}",
                f"{theirs.wall / ours.wall:.1f}",
            ],
        ],
    )
    print(f"All counts equal: {'yes' if alike else 'NO'}")


if __name__ == "__main__":
    main()
