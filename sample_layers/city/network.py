"""Streets and blocks: lines laid over each barrio, noded, cut into faces; faces become blocks, their edges streets."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint

from sample_layers.city.faces import Face, join_for_spaces, leave_out_rim, merge_slivers
from sample_layers.city.land import GRID
from sample_layers.city.shapes import order, parts, rotation

if TYPE_CHECKING:
    from sample_layers.city.land import Land, Piece

WIDTH = {"avenida": 22.0, "malecón": 16.0, "calle": 11.0, "peatonal": 5.0, "escalinata": 4.5}
"""Class of street -> metres from wall to wall."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Street:
    """One edge of the street network, from junction to junction."""

    shape: Any
    name: str
    kind: str
    barrio: str
    bridge: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Network:
    """Streets, and the faces between them."""

    streets: tuple[Street, ...]
    faces: tuple[Face, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Line:
    shape: Any
    name: str
    kind: str


def make_network(land: Land, chance: np.random.Generator) -> Network:
    """Return streets that meet at shared nodes, and the faces between them."""
    lines = [_Line(shape, name, "avenida") for name, shape in land.avenues.items()]
    lines += [_Line(shape, name, "malecón") for name, shape in land.waterfront.items()]
    for piece in land.pieces:
        lines += _laid(piece, chance)
    outline = [piece.shape.boundary for piece in land.pieces]
    noded = shapely.union_all([*outline, *(line.shape for line in lines)], grid_size=GRID)
    cut = order(list(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))))
    faces = _owned(cut, land)
    merged = [face for group in faces.values() for face in merge_slivers(group, chance)]
    kept = join_for_spaces(leave_out_rim(merged, land, chance))
    edges = _edges(kept, noded, land)
    return Network(streets=tuple(_named(edges, lines, land)), faces=tuple(kept))


def _laid(piece: Piece, chance: np.random.Generator) -> list[_Line]:
    """Return the local streets of a piece, reaching just over its edge so that they meet what bounds it."""
    if piece.barrio is None or piece.shape.area < 4000:  # noqa: PLR2004 - smaller pieces are one block
        return []
    laid = _lanes(piece, chance) if piece.barrio.form == "hillside" else _grid(piece, chance)
    reach = piece.shape.buffer(0.6)
    return [
        _Line(part, line.name, line.kind)
        for line in laid
        for part in parts(line.shape.intersection(reach), 1)
        if part.length > 12  # noqa: PLR2004 - a stump at the edge is no street
    ]


def _grid(piece: Piece, chance: np.random.Generator) -> list[_Line]:
    barrio = piece.barrio
    assert barrio is not None
    turn = rotation(barrio.turn)
    origin = np.asarray(barrio.at)
    x0, y0, x1, y1 = MultiPoint((shapely.get_coordinates(piece.shape) - origin) @ turn.T).bounds
    short = barrio.name
    found = []
    for axis, (low, high, step) in enumerate(((x0, x1, barrio.block[0]), (y0, y1, barrio.block[1]))):
        across = (y0 - 20, y1 + 20) if axis == 0 else (x0 - 20, x1 + 20)
        at = low - step * chance.uniform(0.2, 0.8)
        number = 0
        while at < high:
            number += 1
            name = f"Calle {number}" if axis else f"Pasaje {number}"
            found.append(_Line(_bent(at, across, axis, origin, turn), f"{name} {short}", "calle"))
            wide = step * chance.uniform(0.86, 1.16)
            if barrio.form == "villas" and axis == 0:
                path = _bent(at + wide / 2, across, axis, origin, turn)
                found.append(_Line(path, f"Peatonal {number} {short}", "peatonal"))
            at += wide
    return found


def _bent(at: float, across: tuple[float, float], axis: int, origin: Any, turn: Any) -> Any:
    """Return a line at `at` across the piece, gently bent the way old surveys are."""
    along = np.arange(across[0], across[1] + 30, 30.0)
    drift = at + 5.0 * np.sin(along / 310.0 + at / 190.0) + 2.5 * np.sin(along / 130.0 + at / 77.0)
    local = np.stack([drift, along] if axis == 0 else [along, drift], axis=1)
    return LineString(local @ turn + origin)


def _lanes(piece: Piece, chance: np.random.Generator) -> list[_Line]:
    """Return the lanes of a hillside: terraces around its top, and stairs between them wherever there was room."""
    barrio = piece.barrio
    assert barrio is not None
    short = barrio.name
    away = shapely.get_coordinates(piece.shape) - np.asarray(barrio.centre)
    reach = np.hypot(*away.T)
    angles = np.arctan2(away[:, 1], away[:, 0])
    turn = np.arange(angles.min() - 0.1, angles.max() + 0.1, 14 / reach.max())
    found = []
    radius = max(reach.min() - 90, 60.0)
    terraces = []
    while radius < reach.max() + 30:
        radius += barrio.block[1] * chance.uniform(0.85, 1.25)
        wave = chance.uniform(0, 6.3, 3)
        swing = sum(a * np.sin(turn * radius / w + p) for a, w, p in zip((7, 4, 3), (95, 41, 19), wave, strict=True))
        terraces.append(_around(barrio.centre, radius + swing, turn))
        found.append(_Line(LineString(terraces[-1]), f"Callejón {len(terraces)} {short}", "calle"))
    for upper, lower in itertools.pairwise(terraces):
        at = int(chance.integers(0, 4))
        while at < len(turn) - 3:
            foot = at + int(chance.integers(-1, 2))
            kind, word = ("escalinata", "Escalinata") if chance.random() < 0.55 else ("calle", "Callejón")  # noqa: PLR2004
            found.append(_Line(LineString([upper[at], lower[max(foot, 0)]]), f"{word} {len(found)} {short}", kind))
            gap = np.hypot(*np.diff(upper, axis=0).T).mean()
            at += max(2, round(barrio.block[0] * chance.uniform(0.7, 1.4) / gap))
    return found


def _around(centre: tuple[float, float], radius: Any, turn: Any) -> Any:
    return np.stack([centre[0] + radius * np.cos(turn), centre[1] + radius * np.sin(turn)], axis=1)


def _owned(cut: list[Any], land: Land) -> dict[int, list[Face]]:
    """Return faces by the piece that holds them."""
    tree = shapely.STRtree([piece.shape for piece in land.pieces])
    inside = shapely.point_on_surface(np.asarray(cut, dtype=object))
    face_at, piece_at = tree.query(inside, predicate="within")
    groups: dict[int, list[Face]] = defaultdict(list)
    for f, p in sorted(zip(face_at.tolist(), piece_at.tolist(), strict=True)):
        groups[p].append(Face(shape=cut[f], barrio=land.pieces[p].barrio))
    return groups


def _edges(faces: list[Face], noded: Any, land: Land) -> list[Any]:
    """Return the edges between junctions, without the town's outer rim and the water's edge, with the bridges."""
    rings = shapely.union_all([face.shape.boundary for face in faces])
    shared = shapely.get_parts(shapely.line_merge(rings))
    town = shapely.union_all([piece.shape for piece in land.pieces])
    rim = shapely.union_all([town.boundary, land.river.boundary, land.creek.boundary]).buffer(0.3)
    shapely.prepare(rim)
    inner = [edge for edge in shared if not rim.contains(edge)]
    across = [part for part in shapely.get_parts(noded) if land.creek.buffer(0.1).contains(part)]
    bank = land.creek.boundary.buffer(0.1)
    bridges = [part for part in across if not bank.contains(part)]
    return order(
        [
            *(part for edge in inner for part in (parts(edge.difference(rim), 1) if rim.intersects(edge) else [edge])),
            *bridges,
        ]
    )


def _named(edges: list[Any], lines: list[_Line], land: Land) -> list[Street]:
    """Give each edge the name and class of the line it was cut from, avenues first."""
    tree = shapely.STRtree([line.shape for line in lines])
    middles = shapely.line_interpolate_point(np.asarray(edges, dtype=object), 0.5, normalized=True)
    owner: dict[int, int] = {}
    for edge, line in zip(*tree.query(middles, predicate="dwithin", distance=0.5).tolist(), strict=True):
        owner[edge] = min(line, owner.get(edge, line))
    where = shapely.STRtree([piece.shape for piece in land.pieces])
    near = where.nearest(middles).tolist()
    streets = []
    for i, edge in enumerate(edges):
        source = lines[owner[i]] if i in owner else _Line(edge, "S/N", "calle")
        barrio = land.pieces[near[i]].barrio
        bridge = bool(land.creek.contains(middles[i]))
        streets.append(
            Street(shape=edge, name=source.name, kind=source.kind, barrio=barrio.name if barrio else "", bridge=bridge)
        )
    return streets
