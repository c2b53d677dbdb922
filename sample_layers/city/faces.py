"""Faces: the ground between the streets, tidied until it could be a town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point

from sample_layers.city.places import PLACES
from sample_layers.city.shapes import order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample_layers.city import plan
    from sample_layers.city.land import Land
    from sample_layers.city.places import Place


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Face:
    """Ground enclosed by streets, to the middle of each."""

    shape: Any
    barrio: plan.Barrio | None


def merge_slivers(group: list[Face], chance: np.random.Generator) -> list[Face]:
    """Join slivers to the neighbour they share most with, and now and then two blocks into a long one."""
    barrio = group[0].barrio
    if barrio is None:
        return group
    usual = barrio.block[0] * barrio.block[1] * (0.5 if barrio.form == "villas" else 1.0)
    shapes = [face.shape for face in group]
    sizes = [_size(shape, usual) for shape in shapes]
    spare = round(0.03 * len(group))
    while len(shapes) > 1:
        i = int(np.argmin(sizes))
        if sizes[i] >= 1:
            if spare <= 0:
                break
            spare -= 1
            i = int(chance.integers(len(shapes)))
        small = shapes.pop(i)
        sizes.pop(i)
        shared = shapely.length(shapely.intersection(np.asarray(shapes, dtype=object), small))
        best = int(np.argmax(shared))
        if shared[best] > 0:  # else an islet without a neighbour, which stays open ground
            shapes[best] = shapely.coverage_union_all([shapes[best], small])
            sizes[best] = _size(shapes[best], usual)
    return [Face(shape=shape, barrio=barrio) for shape in order(shapes)]


def _size(shape: Any, usual: float) -> float:
    """Return below 1 for a face too small or too thin to build on."""
    thin = shape.buffer(-13).is_empty
    return float(shape.area / usual) if thin else float(max(shape.area / (0.42 * usual), 0.0))


def leave_out_rim(faces: list[Face], land: Land, chance: np.random.Generator) -> list[Face]:
    """Leave out some blocks at the edge of town, where it is still open country."""
    rim = shapely.union_all([piece.shape for piece in land.pieces]).buffer(1).buffer(-2).boundary
    wet = land.river.union(land.creek).buffer(60)
    kept = []
    for face in faces:
        open_edge = face.shape.intersects(rim) and not face.shape.intersects(wet)
        wild = {"hillside": 0.6, "villas": 0.12, "grid": 0.2}[face.barrio.form] if face.barrio else 0.0
        if not (open_edge and chance.random() < wild):
            kept.append(face)
    return kept


def join_for_spaces(faces: list[Face]) -> list[Face]:
    """Return the faces with those joined that a large space takes up together, streets between them and all."""
    for place in PLACES:
        if place.strip:
            continue
        i = face_at(faces, place)
        shape, barrio = faces[i].shape, faces[i].barrio
        rest = faces[:i] + faces[i + 1 :]
        while shape.buffer(-6).area < 0.8 * place.size:
            near = [f for f in rest if f.barrio is barrio and f.shape.distance(shape) < 0.01]  # noqa: PLR2004
            shared = [float(f.shape.intersection(shape).length) for f in near]
            tidy = [_compactness(f.shape, shape) if s > 5 else 0.0 for f, s in zip(near, shared, strict=True)]  # noqa: PLR2004
            if not tidy or max(tidy) <= 0:
                break
            taken = near[int(np.argmax(tidy))]
            shape = shapely.coverage_union_all([shape, taken.shape])
            rest = [f for f in rest if f is not taken]
        faces = [*rest, Face(shape=shape, barrio=barrio)]
    return faces


def _compactness(a: Any, b: Any) -> float:
    union = a.union(b)
    return float(union.area / union.length**2)


def face_at(faces: Sequence[Face], place: Place) -> int:
    """Return the number of the face that holds a place, or is nearest to it."""
    spot = Point(place.at)
    distance = [float(f.shape.distance(spot)) if f.barrio else 1e9 for f in faces]
    return int(np.argmin(distance))
