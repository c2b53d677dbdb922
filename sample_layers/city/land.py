"""The ground: water, the town's land, and the pieces between the avenues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from sample_layers.city import plan
from sample_layers.city.shapes import line, order, ribbon, smooth

GRID = 0.01
"""Coordinates snap to a centimetre, so that lines that meet share their node."""

BANK = 40.0
CREEK_BANK = 24.0
"""Width in metres of the open strip between the water and the first street."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Piece:
    """A part of the town between avenues; `barrio` is None for the strips along the water."""

    shape: Any
    barrio: plan.Barrio | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Land:
    """Water and land.

    Attributes
    ----------
    river, creek
        Polygons, the creek without the river.
    dry
        The drawn land: the frame less the water.
    avenues, waterfront
        Name -> line. The waterfront streets run along the strips beside the water.
    """

    river: Any
    creek: Any
    dry: Any
    avenues: dict[str, Any]
    waterfront: dict[str, Any]
    pieces: tuple[Piece, ...]


def make_land() -> Land:
    """Return the ground of the city; nothing here is left to chance."""
    bank = smooth(plan.WEST_BANK, 4)
    river = Polygon(np.vstack([bank, smooth(plan.EAST_BANK, 4)[::-1]])).buffer(0)
    centre = smooth(plan.CREEK, 4)
    creek = ribbon(centre, np.linspace(54, 17, len(centre))).difference(river)
    frame = box(*plan.FRAME)
    dry = frame.difference(river.union(creek))
    west = dry.intersection(Polygon([*bank, (-9e3, -2500), (-9e3, 2500)]))
    town = Polygon(smooth(plan.TOWN, 3, closed=True)).intersection(west)
    avenues = {name: line(points) for name, points in plan.AVENUES.items()}
    waterfront = {
        "Malecón del Estero Grande": LineString(bank).buffer(BANK).boundary.intersection(dry),
        "Av. del Estero": creek.buffer(CREEK_BANK).boundary.intersection(dry),
    }
    # At the mouth of the creek the two strips overlap: only their common outline is a street.
    strips = shapely.union_all([river.buffer(BANK), creek.buffer(CREEK_BANK)])
    waterfront = {name: shapely.intersection(path, strips.boundary.buffer(0.05)) for name, path in waterfront.items()}
    inner = town.difference(strips)
    cuts = [town.boundary, strips.boundary.intersection(town), *(a.intersection(town) for a in avenues.values())]
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(cuts, grid_size=GRID))))
    pieces = tuple(_piece(face, inner) for face in order(list(faces)) if face.area > 1)
    return Land(river=river, creek=creek, dry=dry, avenues=avenues, waterfront=waterfront, pieces=pieces)


def _piece(face: Any, inner: Any) -> Piece:
    """Return the face with its barrio: the one whose point it holds, else the nearest; none for a strip."""
    spot = face.representative_point()
    if not inner.buffer(0.1).contains(spot):
        return Piece(shape=face, barrio=None)
    held = [b for b in plan.BARRIOS if face.contains(Point(b.at))]
    nearest = min(plan.BARRIOS, key=lambda b: float(face.distance(Point(b.at))))
    return Piece(shape=face, barrio=held[0] if held else nearest)
