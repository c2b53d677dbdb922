"""Projects for the tests of services: made cities, and Vancouver from the real files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def layer(
    role: Role,
    geometry: NDArray[Any],
    columns: dict[str, Any] | None = None,
    *,
    name: str = "",
    coverage: BaseGeometry | None = None,
) -> Layer:
    """Return a layer as the importer would make it; the kind follows from the geometry."""
    n = len(geometry)
    table = pa.table(columns) if columns else pa.table({"row": np.arange(n)})
    kind = GeometryKind.POINT if geometry.ndim == 2 else GeometryKind.POLYGON
    source = Source(path=f"{role.value}.csv", read=n, used=n, sha256=f"{role.value}-{n}")
    return Layer(
        id=name or role.value,
        name=name or role.value,
        role=role,
        kind=kind,
        geometry=geometry,
        table=table,
        source=source,
        coverage=coverage,
    )


def spaces(shapes: list[BaseGeometry], names: list[str] | None = None) -> Layer:
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    ids = [f"s{place:02d}" for place in range(len(shapes))]
    return layer(Role.SPACES, geometry, {"id": ids, "name": names or ids})


def incidents(
    xy: NDArray[np.float64],
    when: Any = None,
    precision: str = "minute",
    *,
    coverage: BaseGeometry | None = None,
) -> Layer:
    n = len(xy)
    times = np.array(["2025-06-01T12:00"] * n if when is None else when, dtype="datetime64[s]")
    columns = {
        "when": pa.array(times, type=pa.timestamp("s")),
        "when_precision": pa.array([precision] * n, type=pa.string()),
        "category": ["theft"] * n,
        "outcome": ["property"] * n,
        "indoor": [False] * n,
    }
    return layer(Role.INCIDENTS, np.asarray(xy, dtype=np.float64), columns, coverage=coverage)


def project(*layers: Layer, **changes: Any) -> Project:
    return Project(name="Test", **({"crs": "EPSG:32717", "timezone": "America/Guayaquil", "layers": layers} | changes))


def made_city(seed: int = 1, n_spaces: int = 24, n_incidents: int = 1500) -> Project:
    """A seeded town of 3 x 3 km with a boundary and layers of every role that is measured."""
    rng = np.random.default_rng(seed)
    x0, y0 = 620_000, 9_750_000
    corners = rng.uniform(200, 2600, (n_spaces, 2)) + np.array((x0, y0))
    sides = rng.uniform(40, 160, (n_spaces, 2))
    shapes = [shapely.box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sides, strict=True)]
    centres = corners[rng.integers(0, n_spaces, n_incidents)] + 60
    xy = centres + rng.normal(0, 120, (n_incidents, 2))
    minutes = rng.integers(0, 2 * 365 * 24 * 60, n_incidents)
    when = np.datetime64("2023-01-01T00:00", "s") + minutes.astype("timedelta64[m]")
    lamps = rng.uniform(0, 3000, (1500, 2)) + np.array((x0, y0))
    alarms = rng.uniform(0, 3000, (30, 2)) + np.array((x0, y0))
    side = np.arange(0, 3000, 150)
    blocks = np.array([shapely.box(x0 + x, y0 + y, x0 + x + 130, y0 + y + 130) for x in side for y in side])
    boundary = np.array([shapely.box(x0, y0, x0 + 3000, y0 + 3000)])
    return project(
        spaces(shapes),
        incidents(xy, when),
        layer(Role.LAMPS, lamps, {"working": rng.random(1500) < 0.9}),
        layer(Role.ALARMS, alarms),
        layer(Role.RESIDENTS, blocks, {"people": rng.integers(20, 200, len(blocks)).astype(float)}),
        layer(Role.BOUNDARY, boundary),
    )


def vancouver(shared: Path) -> Project:
    """Vancouver 2025 as the importer should read it, but read here by other software (geopandas)."""
    import geopandas as gpd

    folder = shared / "vancouver_bc"
    parks = gpd.read_file(folder / "parks-polygon-representation_2026-01.geojson").to_crs(32610)
    with (folder / "crimedata_csv_AllNeighbourhoods_2025.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if float(row["X"]) > 0]
    xy = np.array([(float(row["X"]), float(row["Y"])) for row in rows])
    when = np.array(
        [
            f"{row['YEAR']}-{int(row['MONTH']):02d}-{int(row['DAY']):02d}"
            f"T{int(row['HOUR'] or 0):02d}:{int(row['MINUTE'] or 0):02d}"
            for row in rows
        ],
        dtype="datetime64[s]",
    )
    with (folder / "lighting_poles_derived.csv").open(encoding="utf-8") as file:
        poles = np.array([(float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(file)])
    lamps = gpd.GeoSeries(gpd.points_from_xy(*poles.T), crs=4326).to_crs(32610)
    areas = gpd.read_file(folder / "local-area-boundary.geojson").to_crs(32610)
    return project(
        spaces(list(parks.geometry), [str(name) for name in parks["park_name"]]),
        incidents(xy, when),
        layer(Role.LAMPS, shapely.get_coordinates(lamps.values)),
        layer(Role.BOUNDARY, np.array(areas.geometry.values)),
        crs="EPSG:32610",
        timezone="America/Vancouver",
    )
