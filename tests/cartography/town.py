"""A city of squares, made by formula: large enough to time a scene, simple enough to count by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.cartography.density import DensityField
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project

SIDE = 8_000.0


def layer(key: str, role: Role, kind: GeometryKind, geometry: Any, **columns: Any) -> Layer:
    """A layer with the columns given."""
    rows = len(geometry)
    table = pa.table(columns or {"name": pa.nulls(rows, pa.string())})
    return Layer(
        id=key, name=key.title(), role=role, kind=kind, geometry=geometry, table=table, source=Source(path=f"{key}.csv")
    )


def squares(count: int) -> Layer:
    """Spaces of 100 m on a regular grid, the first with its corner at (0, 0)."""
    across = int(np.ceil(np.sqrt(count)))
    step = SIDE / across
    at = np.array([(i % across * step, i // across * step) for i in range(count)])
    shapes = shapely.box(at[:, 0], at[:, 1], at[:, 0] + 100, at[:, 1] + 100)
    ids = [f"s{i}" for i in range(count)]
    return layer(
        "spaces", Role.SPACES, GeometryKind.POLYGON, shapes, id=ids, name=[f"Parque {i}" for i in range(count)]
    )


def city(*, lamps: int = 10_000, spaces: int = 254) -> Project:
    """Streets, spaces, lamps of which a tenth are out, alarms and incidents."""
    rng = np.random.default_rng(7)
    grid = [[(x, 0), (x, SIDE)] for x in np.arange(0, SIDE, 100)] + [
        [(0, y), (SIDE, y)] for y in np.arange(0, SIDE, 100)
    ]
    blocks = shapely.segmentize(shapely.linestrings(grid), 100.0)
    streets = np.array(
        [shapely.LineString(pair) for line in blocks for pair in zip(line.coords, line.coords[1:], strict=False)],
        dtype=object,
    )
    points = GeometryKind.POINT
    layers = (
        layer("streets", Role.STREETS, GeometryKind.LINE, streets),
        squares(spaces),
        layer("lamps", Role.LAMPS, points, rng.uniform(0, SIDE, (lamps, 2)), working=rng.random(lamps) > 0.1),
        layer("alarms", Role.ALARMS, points, rng.uniform(0, SIDE, (60, 2)), working=[True] * 60),
        layer("incidents", Role.INCIDENTS, points, rng.uniform(0, SIDE, (500, 2))),
    )
    return Project(name="Squares", crs="EPSG:32717", layers=layers)


def cone(*, height: float = 1000.0, radius: float = 1000.0, cell: float = 25.0) -> DensityField:
    """A density that falls linearly from the middle of the city to nothing at `radius`."""
    n = int(SIDE / cell)
    x = (np.arange(n) + 0.5) * cell - SIDE / 2
    values = np.maximum(0.0, height * (1 - np.hypot(*np.meshgrid(x, x)) / radius))
    return DensityField(
        x0=0, y0=0, cell=cell, nx=n, ny=n, values=values, breaks=(200, 400, 600, 800, 900), bandwidth=150, years=3.0
    )
