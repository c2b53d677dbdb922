"""A made city of 30 x 30 km, the same for the same sizes and seed: what the benchmarks of a big city work on.

``python -m benchmarks.city FILE.gpkg [INCIDENTS]`` saves it. Nobody lives there: the figures are chosen so that the
work is that of a real city, not so that anything could be learned from it.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.io import project_file

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Points = NDArray[np.float64]

WEST, SOUTH, SIDE = 610_000.0, 9_740_000.0, 30_000.0
"""South-west corner and side of the city, metres, EPSG:32717."""

CRS, TIMEZONE = "EPSG:32717", "America/Guayaquil"

_GAPS = 0.05
"""Share of the street grid's edges that are missing."""

_CENTRES = 300
_SPREADS = (60.0, 1500.0)
_SNAPPED = 0.3
"""Share of the incidents that a police record puts on the nearest crossing: heaps on one point are the rule."""

_ALONE, _INDOOR, _ALARMS_WORKING, _LAMPS_WORKING, _LAMPS_DESCRIBED = 0.2, 0.1, 0.85, 0.92, 0.9
"""Shares: of incidents outside any cluster, of those indoors, of alarms and lamps that work, of lamps with lumens."""

_SPACE_M2, _SPACE_SPREAD = 5_000.0, 0.7
_FIRST_DAY, _DAYS = np.datetime64("2021-01-01", "s"), 4 * 365
_KINDS = (
    ("robo a personas", "property", 0.45),
    ("robo de vehículos", "property", 0.25),
    ("lesiones", "violent", 0.15),
    ("violencia intrafamiliar", "violent", 0.05),
    ("escándalo en la vía", "disorder", 0.10),
)
_PRECISIONS = (("minute", 0.70), ("hour", 0.10), ("day", 0.17), ("month", 0.03))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything there is; the streets are about as many as asked for."""

    incidents: int = 1_000_000
    lamps: int = 200_000
    spaces: int = 2_000
    alarms: int = 2_000
    blocks: int = 20_000
    streets: int = 50_000
    boundary: int = 10_000
    seed: int = 20260101


@dataclass(frozen=True, eq=False, slots=True)
class _Ground:
    """The street grid: `nodes` (k, k, 2), `edges` (m, 2, 2) ends, and `cells` (c, 4, 2) corners in random order."""

    nodes: Points
    edges: Points
    cells: Points


def project(size: Size | None = None) -> Project:
    """Return the city. Layers: spaces, incidents, lamps, then the rest, which `peer_counts` relies on.

    Parameters
    ----------
    size
        How much of everything; by default the city that the targets are set for.
    """
    size = size or Size()
    rng = np.random.default_rng(size.seed)
    ground = _ground(size, rng)
    spaces = _spaces(ground.cells[: size.spaces], rng)
    boundary = _boundary(size.boundary, rng)
    # The lamps' register ends short of the boundary, as where a utility serves one canton.
    served = shapely.transform(boundary, lambda xy: (xy - _MIDDLE) * 0.97 + _MIDDLE)
    return Project(
        name="Ciudad inventada",
        fictional=True,
        crs=CRS,
        timezone=TIMEZONE,
        layers=(
            _layer(Role.SPACES, spaces, _named(len(spaces))),
            _layer(Role.INCIDENTS, *_incidents(size.incidents, ground, rng)),
            _layer(Role.LAMPS, *_lamps(size.lamps, ground, rng), coverage=served),
            _layer(Role.ALARMS, *_alarms(size.alarms, ground, rng)),
            _layer(Role.RESIDENTS, *_blocks(ground.cells[size.spaces :][: size.blocks], rng)),
            _layer(Role.STREETS, shapely.linestrings(ground.edges), {"kind": _texts(["calle"], len(ground.edges))}),
            _layer(Role.ENTRANCES, *_entrances(spaces)),
            _layer(Role.BOUNDARY, np.array([boundary]), {"name": ["Ciudad inventada"]}),
        ),
    )


_MIDDLE = np.array((WEST + SIDE / 2, SOUTH + SIDE / 2))


def _layer(role: Role, geometry: NDArray[Any], columns: dict[str, Any], coverage: BaseGeometry | None = None) -> Layer:
    n = len(geometry)
    kind = GeometryKind.LINE if role is Role.STREETS else GeometryKind.POLYGON
    return Layer(
        id=role.value,
        name=role.value.capitalize(),
        role=role,
        kind=kind if geometry.dtype == object else GeometryKind.POINT,
        geometry=geometry,
        table=pa.table(columns),
        source=Source(path=f"{role.value}.csv", read=n, used=n, sha256=f"{role.value}-{n}"),
        coverage=coverage,
    )


def _ground(size: Size, rng: np.random.Generator) -> _Ground:
    """Return a jittered grid of streets with gaps, big enough for the edges and the cells asked for."""
    edges_wanted = sqrt(size.streets / (2 * (1 - _GAPS)))
    k = max(2, ceil(edges_wanted), ceil(sqrt(size.spaces + size.blocks))) + 1
    step = SIDE / (k - 1)
    along = np.arange(k) * step
    nodes = np.stack(np.meshgrid(WEST + along, SOUTH + along), axis=-1) + rng.uniform(-0.15, 0.15, (k, k, 2)) * step
    across = np.stack((nodes[:, :-1], nodes[:, 1:]), axis=2).reshape(-1, 2, 2)
    up = np.stack((nodes[:-1], nodes[1:]), axis=2).reshape(-1, 2, 2)
    edges = np.concatenate((across, up))
    corners = np.stack((nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]), axis=2).reshape(-1, 4, 2)
    return _Ground(nodes, edges[rng.random(len(edges)) >= _GAPS], rng.permutation(corners))


def _spaces(cells: Points, rng: np.random.Generator) -> NDArray[Any]:
    """Return a rounded polygon of 8 to 40 corners in each cell, of half a hectare on average."""
    centres = cells.mean(axis=1)
    areas = np.exp(rng.normal(np.log(_SPACE_M2) - _SPACE_SPREAD**2 / 2, _SPACE_SPREAD, len(cells)))
    corners = rng.integers(8, 41, len(cells))
    of = np.repeat(np.arange(len(cells)), corners)
    place = np.arange(len(of)) - np.repeat(np.cumsum(corners) - corners, corners)
    turn = 2 * np.pi * (place + rng.uniform(-0.3, 0.3, len(of))) / corners[of]
    radius = np.sqrt(areas / np.pi)[of] * rng.uniform(0.8, 1.2, len(of))
    ring = centres[of] + radius[:, None] * np.column_stack((1.3 * np.cos(turn), np.sin(turn) / 1.3))
    # GEOS closes a ring whose last point is not its first.
    shapes: NDArray[Any] = shapely.polygons(shapely.linearrings(ring, indices=of))
    return shapes


def _named(n: int) -> dict[str, Any]:
    return {
        "id": [f"e{k:04d}" for k in range(n)],
        "name": [f"Parque {k}" for k in range(n)],
        "kind": _texts(["parque", "plaza", "cancha"], n),
        "condition": pa.nulls(n, pa.string()),
    }


def _texts(words: list[str], n: int, which: NDArray[np.int64] | None = None) -> pa.Array:
    """Return n texts out of a few, one after the other or as said, without making n objects."""
    places = np.arange(n) % len(words) if which is None else which
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), words).cast(pa.string())


def _drawn(shares: list[float], n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(n), side="right")


def _incidents(n: int, ground: _Ground, rng: np.random.Generator) -> tuple[Points, dict[str, Any]]:
    """Return clustered incidents, nearly a third of them on crossings, over four years and more often by night."""
    centres = ground.nodes.reshape(-1, 2)[rng.integers(0, ground.nodes.shape[0] ** 2, _CENTRES)]
    spreads = _SPREADS[0] * (_SPREADS[1] / _SPREADS[0]) ** rng.random(_CENTRES)
    of = rng.choice(_CENTRES, n, p=rng.dirichlet(np.full(_CENTRES, 0.7)))
    xy = centres[of] + rng.normal(size=(n, 2)) * spreads[of, None]
    alone = np.flatnonzero(rng.random(n) < _ALONE)
    xy[alone] = (WEST, SOUTH) + rng.random((len(alone), 2)) * SIDE
    np.clip(xy, (WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE), out=xy)
    snapped = np.flatnonzero(rng.random(n) < _SNAPPED)
    last = ground.nodes.shape[0] - 1
    column, row = np.rint((xy[snapped] - (WEST, SOUTH)) / SIDE * last).astype(np.int64).T
    xy[snapped] = ground.nodes[row, column]
    hours = np.concatenate((np.full(24, 1.0), np.full(6, 1.5), np.full(6, 0.3)))
    hour = np.concatenate((np.arange(24), np.arange(18, 24), np.arange(6)))
    hour = hour[rng.choice(len(hour), n, p=hours / hours.sum())]
    seconds = rng.integers(0, _DAYS, n) * 86_400 + hour * 3600 + rng.integers(0, 60, n) * 60
    kind = _drawn([share for _, _, share in _KINDS], n, rng)
    precision = _drawn([share for _, share in _PRECISIONS], n, rng)
    return xy, {
        "when": pa.array(_FIRST_DAY + seconds.astype("timedelta64[s]"), pa.timestamp("s")),
        "when_precision": _texts([name for name, _ in _PRECISIONS], n, precision),
        "category": _texts([name for name, _, _ in _KINDS], n, kind),
        "severity": pa.nulls(n, pa.float64()),
        "outcome": _texts([outcome for _, outcome, _ in _KINDS], n, kind),
        "indoor": pa.array(rng.random(n) < _INDOOR),
    }


def _lamps(n: int, ground: _Ground, rng: np.random.Generator) -> tuple[Points, dict[str, Any]]:
    """Return lamps at even steps along the streets, six metres to either side."""
    start, end = ground.edges[:, 0], ground.edges[:, 1]
    length = np.hypot(*(end - start).T)
    ends = np.cumsum(length)
    at = (np.arange(n) + 0.5) * (ends[-1] / max(n, 1))
    edge = np.searchsorted(ends, at)
    ahead = (end - start)[edge] / length[edge, None]
    aside = np.column_stack((-ahead[:, 1], ahead[:, 0])) * np.where(np.arange(n) % 2, 6.0, -6.0)[:, None]
    xy = start[edge] + ahead * (at - ends[edge] + length[edge])[:, None] + aside
    lumens = np.array([6_000.0, 10_000.0, 16_000.0])[rng.integers(0, 3, n)]
    known = rng.random(n) < _LAMPS_DESCRIBED
    return xy, {
        "working": pa.array(rng.random(n) < _LAMPS_WORKING),
        "lumens": pa.array(lumens, mask=~known),
        "height_m": pa.array(np.array([7.0, 9.0, 11.0])[rng.integers(0, 3, n)], mask=~known),
    }


def _alarms(n: int, ground: _Ground, rng: np.random.Generator) -> tuple[Points, dict[str, Any]]:
    xy = ground.nodes.reshape(-1, 2)[rng.integers(0, ground.nodes.shape[0] ** 2, n)] + rng.normal(size=(n, 2)) * 20
    return xy, {"level_db": rng.choice([105.0, 110.0, 115.0], n), "working": rng.random(n) < _ALARMS_WORKING}


def _blocks(cells: Points, rng: np.random.Generator) -> tuple[NDArray[Any], dict[str, Any]]:
    """Return blocks, set back from the streets, with the people of each and those of some groups."""
    middle = cells.mean(axis=1, keepdims=True)
    people = rng.negative_binomial(2, 2 / 130, len(cells))
    return shapely.polygons(middle + (cells - middle) * 0.9), {
        "people": people.astype(np.float64),
        "women": rng.binomial(people, 0.51).astype(np.float64),
        "children": rng.binomial(people, 0.28).astype(np.float64),
        "older": rng.binomial(people, 0.09).astype(np.float64),
    }


def _entrances(spaces: NDArray[Any]) -> tuple[Points, dict[str, Any]]:
    """Return one to three entrances on the edge of each space."""
    often = np.arange(len(spaces)) % 3 + 1
    of = np.repeat(np.arange(len(spaces)), often)
    share = (np.arange(len(of)) - np.repeat(np.cumsum(often) - often, often)) / often[of]
    edge = shapely.get_exterior_ring(spaces)[of]
    return shapely.get_coordinates(shapely.line_interpolate_point(edge, share, normalized=True)), {
        "name": [f"Ingreso {k}" for k in range(len(of))]
    }


def _boundary(corners: int, rng: np.random.Generator) -> BaseGeometry:
    """Return the study area: a square with a ragged edge of many corners, as a canton has."""
    turn = 2 * np.pi * np.arange(corners) / corners
    ragged = sum(rng.uniform(0, 250) * np.cos(k * turn + rng.uniform(0, 7)) for k in (3, 7, 19, 53)) + rng.uniform(
        -2, 2, corners
    )
    radius = (SIDE / 2 - 300) / np.maximum(np.abs(np.cos(turn)), np.abs(np.sin(turn))) + ragged
    return shapely.Polygon(_MIDDLE + radius[:, None] * np.column_stack((np.cos(turn), np.sin(turn))))


def main(path: Path, incidents: int = Size().incidents) -> None:
    """Make the city, save it, and say how long both took."""
    started = time.perf_counter()
    city = project(Size(incidents=incidents))
    made = time.perf_counter()
    project_file.save(city, path)
    print(f"made in {made - started:.1f} s, saved in {time.perf_counter() - made:.1f} s")
    for layer in city.layers:
        print(f"{layer.id:12}{len(layer):>10,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
