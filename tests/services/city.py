"""A town of two parks made in code, for tests of tools and of the window."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal

X, Y = 641_000.0, 9_757_000.0
"""South-west corner of the town, EPSG:32717."""

PARK = shapely.Polygon([(X + 100, Y + 100), (X + 260, Y + 180), (X + 230, Y + 240), (X + 70, Y + 160)])
SQUARE = shapely.box(X + 400, Y + 100, X + 460, Y + 160)


def points(layer_id: str, role: Role, xy: np.ndarray, **columns: list) -> Layer:
    """Return a layer of points."""
    table = pa.table(columns) if columns else pa.table({"row": np.arange(len(xy))})
    return Layer(
        id=layer_id,
        name=layer_id.capitalize(),
        role=role,
        kind=GeometryKind.POINT,
        geometry=np.array(xy, dtype=np.float64),
        table=table,
        source=Source(path=f"{layer_id}.csv", read=len(xy), used=len(xy)),
        coverage=shapely.box(X, Y, X + 1200, Y + 800),
    )


def spaces() -> Layer:
    """Return the layer of the two spaces."""
    return Layer(
        id="spaces",
        name="Public spaces",
        role=Role.SPACES,
        kind=GeometryKind.POLYGON,
        geometry=np.array([PARK, SQUARE], dtype=object),
        table=pa.table(
            {
                "id": ["park", "square"],
                "name": ["Parque La Merced", "Plaza <b>Central</b>"],
                "kind": ["park", "square"],
                "condition": [None, None],
            }
        ),
        source=Source(path="spaces.gpkg", read=2, used=2),
    )


def covered(project: Project) -> Project:
    """Return a town whose layers are known to hold all there is around the park too."""
    ground = shapely.box(X - 1000, Y - 1000, X + 2000, Y + 2000)
    for layer in project.layers[1:]:
        project = edits.change_layer(layer.id, coverage=ground)(project)
    return project


def town(*, proposal: bool = False, seed: int = 7) -> Project:
    """Return a project with two spaces, lamps, alarms and incidents, and a proposal with one lamp on request."""
    rng = np.random.default_rng(seed)
    lamps = np.array([(X + x, Y + y) for x in range(20, 1180, 60) for y in (30, 330, 560)], dtype=np.float64)
    incidents = np.vstack([rng.normal((X + 180, Y + 170), 60, (300, 2)), rng.normal((X + 800, Y + 400), 90, (150, 2))])
    days = np.datetime64("2024-01-01T00:00:00", "s") + rng.integers(0, 3 * 365 * 86400, len(incidents)).astype(
        "timedelta64[s]"
    )
    layers = (
        spaces(),
        points("lamps", Role.LAMPS, lamps, working=[i % 9 != 0 for i in range(len(lamps))]),
        points("alarms", Role.ALARMS, np.array([(X + 700.0, Y + 300.0)]), working=[True]),
        points(
            "incidents",
            Role.INCIDENTS,
            incidents,
            when=pa.array(days.tolist(), pa.timestamp("s")),
            when_precision=["second"] * len(incidents),
            category=["robo a personas"] * len(incidents),
            severity=pa.nulls(len(incidents), pa.float64()),
            outcome=["property"] * len(incidents),
            indoor=[False] * len(incidents),
        ),
    )
    proposals: tuple[Proposal, ...] = ()
    if proposal:
        lamp = Intervention(id="led_lamp", type="led_lamp", geometry=shapely.Point(X + 170, Y + 170))
        proposals = (Proposal(id="merced", name="La Merced iluminada", space="park", interventions=(lamp,)),)
    return Project(
        name="Ciudad de prueba",
        crs="EPSG:32717",
        timezone="America/Guayaquil",
        fictional=True,
        layers=layers,
        proposals=proposals,
    )
