"""What saving and opening a project costs, beside geopandas and pyogrio writing and reading the same layers.

Run: python benchmarks/project_file.py [--million] [--repeat N]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import project_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def points(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return n places within 16 km."""
    return rng.random((n, 2)) * 16_000 + [483_000, 5_449_000]


def layer(key: str, role: Role, geometry: NDArray[np.float64], table: pa.Table) -> Layer:
    """Return a layer of points."""
    source = Source(path=f"{key}.csv", read=len(geometry), used=len(geometry))
    return Layer(id=key, name=key, role=role, kind=GeometryKind.POINT, geometry=geometry, table=table, source=source)


def city(incidents: int, lamps: int, spaces: int) -> Project:
    """Return a project of Vancouver's size and columns, or larger."""
    rng = np.random.default_rng(1)
    kinds = np.array(["Theft from Vehicle", "Mischief", "Break and Enter Commercial", "Other Theft"])
    crimes = pa.table(
        {
            "when": pa.array(rng.integers(1_735_689_600, 1_767_225_599, incidents), pa.timestamp("s")),
            "when_precision": pa.array(["minute"] * incidents),
            "category": pa.array(kinds[rng.integers(0, len(kinds), incidents)]),
            "severity": pa.array(rng.random(incidents)),
            "outcome": pa.array(["property"] * incidents),
        }
    )
    lights = pa.table(
        {"working": pa.array(rng.random(lamps).round().astype(bool)), "power_w": pa.array(rng.random(lamps) * 150)}
    )
    turns = np.linspace(0, 2 * np.pi, 40)
    shapes = [
        shapely.Polygon(np.column_stack([x + r * np.cos(turns), y + r * np.sin(turns)]))
        for (x, y), r in zip(points(spaces, rng), rng.random(spaces) * 100 + 10, strict=True)
    ]
    parks = Layer(
        id="spaces",
        name="Parks",
        role=Role.SPACES,
        kind=GeometryKind.POLYGON,
        geometry=np.array(shapes, dtype=object),
        table=pa.table({"id": [str(i) for i in range(spaces)], "name": [f"Park {i}" for i in range(spaces)]}),
        source=Source(path="parks.geojson"),
    )
    lamp = Intervention(id="lamp", type="led_lamp", geometry=shapely.Point(490_000, 5_450_000))
    return Project(
        name="City",
        crs="EPSG:32610",
        layers=(
            parks,
            layer("incidents", Role.INCIDENTS, points(incidents, rng), crimes),
            layer("lamps", Role.LAMPS, points(lamps, rng), lights),
        ),
        proposals=(Proposal(id="a", name="A", space="1", interventions=(lamp,)),),
    )


def frames(project: Project) -> list[tuple[str, geopandas.GeoDataFrame]]:
    """Return the layers as GeoDataFrames."""
    return [
        (
            item.id,
            geopandas.GeoDataFrame(
                item.table.to_pandas(),
                geometry=shapely.points(item.geometry) if item.kind is GeometryKind.POINT else item.geometry,
                crs=project.crs,
            ),
        )
        for item in project.layers
    ]


def timed(work: Callable[[], object], repeat: int) -> float:
    """Return the median time of some runs, in seconds."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--million", action="store_true", help="1,000,000 incidents, 200,000 lamps, 2,000 spaces")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    size = (1_000_000, 200_000, 2_000) if options.million else (29_269, 10_000, 254)
    print("incidents, lamps, spaces:", *(f"{n:,}" for n in size))
    with tempfile.TemporaryDirectory() as folder:
        ours(city(*size), Path(folder, "ours.gpkg"), options.repeat)
        theirs(city(*size), Path(folder, "theirs.gpkg"), options.repeat)


def ours(project: Project, path: Path, repeat: int) -> None:
    """Measure SpacePlanner."""

    def fresh() -> None:
        # New arrays, as after an import: nothing is known of how they are stored.
        again = [replace(item, geometry=item.geometry.copy()) for item in project.layers]
        project_file.save(replace(project, layers=tuple(again)), path)

    print(f"{'SpacePlanner: save to a new file':56}{timed(fresh, repeat):8.3f} s")
    print(f"{'SpacePlanner: open':56}{timed(lambda: project_file.load(path), repeat):8.3f} s")
    state = [project_file.load(path)]
    lamp = project.proposals[0].interventions[0]

    def move() -> None:
        moved = replace(lamp, geometry=shapely.Point(490_000 + time.perf_counter() % 1, 5_450_000))
        after = edits.put_intervention("a", moved)(state[0])
        project_file.save(after, path, previous=state[0])
        state[0] = after

    print(f"{'SpacePlanner: save again after moving one lamp':56}{timed(move, repeat):8.3f} s")
    print(f"{'size':56}{path.stat().st_size / 1e6:8.1f} MB")


def theirs(project: Project, path: Path, repeat: int) -> None:
    """Measure geopandas with pyogrio on the same layers: all rows each time, since that is what it does."""
    made = frames(project)

    def write(*, index: str, arrow: bool) -> None:
        path.unlink(missing_ok=True)
        for name, frame in made:
            frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio", SPATIAL_INDEX=index, use_arrow=arrow)

    def read(*, arrow: bool) -> None:
        for name, _ in made:
            geopandas.read_file(path, layer=name, engine="pyogrio", use_arrow=arrow)

    print(
        f"{'geopandas + pyogrio: write (its defaults)':56}{timed(lambda: write(index='YES', arrow=False), repeat):8.3f} s"
    )
    print(
        f"{'geopandas + pyogrio: write, Arrow, no index':56}{timed(lambda: write(index='NO', arrow=True), repeat):8.3f} s"
    )
    print(f"{'geopandas + pyogrio: read (its defaults)':56}{timed(lambda: read(arrow=False), repeat):8.3f} s")
    print(f"{'geopandas + pyogrio: read, Arrow':56}{timed(lambda: read(arrow=True), repeat):8.3f} s")
    print(f"{'size':56}{path.stat().st_size / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
