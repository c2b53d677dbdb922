"""One square of 100 x 100 m with incidents at known places and hours, for tests of scoring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import catalogue
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.result import ProposalResult

X, Y = 500_000.0, 9_800_000.0
"""South-west corner of the square, EPSG:32717."""

CATALOGUE = catalogue.load()
DARK = (X + 30, Y + 30)
"""Where no lamp shines."""
LIT = (X + 80, Y + 80)
"""Where the square's one lamp stands."""

Row = tuple[tuple[float, float], int, int, str, bool]
"""Place, hour, how many, outcome, indoors."""

USUAL: tuple[Row, ...] = (
    (DARK, 23, 40, "violent", False),
    (DARK, 23, 10, "property", True),
    (DARK, 12, 30, "property", False),
    (LIT, 23, 20, "property", False),
)
"""100 incidents: of 60 outdoors at night, 40 are where no lamp shines."""


def polygon(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return a rectangle, in metres from the square's south-west corner."""
    return shapely.box(X + west, Y + south, X + east, Y + north)


def layer(role: Role, geometry: np.ndarray, kind: GeometryKind = GeometryKind.POINT, **columns: object) -> Layer:
    """Return a layer whose coverage nobody gave."""
    table = pa.table(columns) if columns else pa.table({"row": np.arange(len(geometry))})
    return Layer(
        id=role.value, name=role.value, role=role, kind=kind, geometry=geometry, table=table, source=Source(path="x")
    )


def incidents(rows: Iterable[Row]) -> Layer:
    """Return incidents over exactly two years."""
    rows = list(rows)
    counts = [row[2] for row in rows]
    n = sum(counts)
    hours = np.repeat([row[1] for row in rows], counts)
    days = np.datetime64("2024-01-01", "s") + np.arange(n) * np.timedelta64(86_400, "s")
    if n > 1:
        days[0], days[-1] = np.datetime64("2023-07-01", "s"), np.datetime64("2025-06-30", "s")
    return layer(
        Role.INCIDENTS,
        np.repeat(np.array([row[0] for row in rows], dtype=float).reshape(-1, 2), counts, axis=0),
        when=pa.array((days + hours * np.timedelta64(3600, "s")).astype("datetime64[s]"), pa.timestamp("s")),
        when_precision=["hour"] * n,
        outcome=np.repeat([row[3] for row in rows], counts).tolist(),
        indoor=np.repeat([row[4] for row in rows], counts).tolist(),
    )


def project(*proposals: Proposal, rows: Iterable[Row] = USUAL, without: tuple[Role, ...] = ()) -> Project:
    """Return a project with the square, one lamp, no alarm in hearing, and residents."""
    square = np.array([shapely.box(X, Y, X + 100, Y + 100)], dtype=object)
    layers = (
        layer(Role.SPACES, square, GeometryKind.POLYGON, id=["sq"], name=["La Plaza"]),
        layer(Role.LAMPS, np.array([LIT]), working=[True]),
        layer(Role.ALARMS, np.array([(X + 5000, Y + 5000)]), working=[True]),
        layer(Role.RESIDENTS, np.array([(X, Y)]), people=[3000.0]),
        incidents(rows),
    )
    return Project(
        name="Prueba",
        crs="EPSG:32717",
        timezone="America/Guayaquil",
        layers=tuple(item for item in layers if item.role not in without),
        proposals=proposals,
    )


def lamp(at: tuple[float, float] = DARK, key: str = "lamp") -> Intervention:
    """Return a lamp."""
    return Intervention(id=key, type="led_lamp", geometry=shapely.Point(at))


def alarm(at: tuple[float, float] = DARK) -> Intervention:
    """Return an alarm."""
    return Intervention(id="alarm", type="community_alarm", geometry=shapely.Point(at))


def programme(type_id: str, years: float = 1) -> Intervention:
    """Return a programme, or anything else without a place."""
    return Intervention(id=type_id, type=type_id, quantity=years)


def proposal(*items: Intervention, key: str = "p", space: str = "sq", **fields: str) -> Proposal:
    """Return a proposal for the square."""
    return Proposal(id=key, name=key, space=space, interventions=items, **fields)  # type: ignore[arg-type]


def funded(base: Proposal, **amounts: float) -> Proposal:
    """Return a proposal with one line of funding for each kind named."""
    lines = tuple(of_kind(kind, FundingKind(kind), amount) for kind, amount in amounts.items())
    return replace(base, funding=lines)


def results(*proposals: Proposal, rows: Iterable[Row] = USUAL, without: tuple[Role, ...] = ()) -> list[ProposalResult]:
    """Return the results of proposals for the square."""
    return list(Evaluator(CATALOGUE).evaluate(project(*proposals, rows=rows, without=without)).proposals)


def result(*items: Intervention, rows: Iterable[Row] = USUAL, without: tuple[Role, ...] = ()) -> ProposalResult:
    """Return the result of one proposal for the square."""
    return results(proposal(*items), rows=rows, without=without)[0]
