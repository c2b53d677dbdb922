"""What stands on the faces: public spaces, and blocks of houses; ways into the spaces and paths across them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import shapely.ops
from shapely.geometry import LineString, Point

from sample_layers.city.faces import face_at
from sample_layers.city.network import WIDTH
from sample_layers.city.places import PLACES
from sample_layers.city.shapes import long_axis, order, parts, rectangle

if TYPE_CHECKING:
    from sample_layers.city.land import Land
    from sample_layers.city.network import Network
    from sample_layers.city.places import Place

LARGE = 4000.0
"""From this area in m2 on, a space has paths."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Space:
    """A public space with its entrances (points on its edge) and paths (name, line)."""

    id: str
    place: Place
    shape: Any
    barrio: str
    entrances: tuple[Any, ...]
    paths: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Block:
    """Ground with houses, from pavement to pavement."""

    shape: Any
    barrio: str
    density: float


def make_ground(land: Land, network: Network) -> tuple[tuple[Space, ...], tuple[Block, ...]]:
    """Return the public spaces in the order of the register, and the blocks between the streets."""
    net = _between(network)
    taken: dict[int, Any] = {}
    shapes: list[Any] = []
    for place in PLACES:
        if place.strip:
            shapes.append(_strip(place, land, network))
            continue
        i = face_at(network.faces, place)
        free = taken.get(i, net[i])
        shape, taken[i] = _share(free, place.size) if free.area > 1.45 * place.size else (free, None)
        shapes.append(_tidy(shape))
    blocks = [(taken.get(i, shape), network.faces[i].barrio) for i, shape in enumerate(net)]
    built = tuple(
        Block(shape=shape.simplify(0.2), barrio=barrio.name, density=barrio.people)
        for shape, barrio in blocks
        if shape is not None and barrio is not None and shape.area > 150  # noqa: PLR2004 - less is a traffic island
    )
    spaces = tuple(_space(number, place, shapes[number], network) for number, place in enumerate(PLACES))
    return spaces, built


def _tidy(shape: Any) -> Any:
    """Fill the small bites that street ends leave in the edge of a space that is otherwise convex."""
    almost_convex = shape.convex_hull.area < 1.06 * shape.area
    return shape.buffer(25, quad_segs=16).buffer(-25, quad_segs=16).simplify(0.4) if almost_convex else shape


def _between(network: Network) -> list[Any]:
    """Return each face less its streets, wall to wall; None where nothing is left."""
    corridors = [s.shape.buffer(WIDTH[s.kind] / 2, quad_segs=2) for s in network.streets]
    tree = shapely.STRtree(corridors)
    net = []
    for face in network.faces:
        streets = shapely.union_all([corridors[i] for i in sorted(tree.query(face.shape).tolist())])
        net.append(max(parts(face.shape.difference(streets), 2), key=lambda p: p.area, default=None))
    return net


def _share(shape: Any, size: float) -> tuple[Any, Any]:
    """Cut `size` m2 off the end of a block; return (that part, what is left less a narrow gap)."""
    degrees, length, _ = long_axis(shape)
    direction = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    centre = np.array(shapely.minimum_rotated_rectangle(shape).centroid.coords[0])
    low, high = 0.0, length
    for _ in range(40):
        middle = (low + high) / 2
        cut = rectangle(tuple(centre - direction * (length - middle + 1) / 2), middle + 1, 1000, degrees)
        low, high = (middle, high) if shape.intersection(cut).area < size else (low, middle)
    cut = rectangle(tuple(centre - direction * (length - low + 1) / 2), low + 1, 1000, degrees)
    rest = parts(shape.difference(cut.buffer(2.0, join_style="mitre")), 2)
    return max(parts(shape.intersection(cut), 2), key=lambda p: p.area), max(rest, key=lambda p: p.area, default=None)


def _strip(place: Place, land: Land, network: Network) -> Any:
    """Return a stretch of the ground between water and street."""
    river = place.name.startswith("Malecón")
    water = land.river if river else land.creek
    bank = shapely.get_parts(water.boundary)[0]
    middle = bank.project(Point(place.at))
    stretch = shapely.ops.substring(bank, middle - place.size / 2, middle + place.size / 2)
    grounds = [f.shape for f in network.faces if f.barrio is None and f.shape.distance(Point(place.at)) < 300]  # noqa: PLR2004
    streets = shapely.union_all([s.shape for s in network.streets if s.shape.distance(stretch) < 60])  # noqa: PLR2004
    ground = shapely.union_all(grounds).difference(streets.buffer(9)).intersection(stretch.buffer(50, cap_style="flat"))
    inland = ground.buffer(-2.5)
    return max(parts(inland, 2), key=lambda p: -p.distance(Point(place.at)) * 1e4 + p.area).simplify(0.3)


def _space(number: int, place: Place, shape: Any, network: Network) -> Space:
    entrances = _entrances(shape)
    near = min((f for f in network.faces if f.barrio), key=lambda f: float(f.shape.distance(shape)))
    assert near.barrio is not None
    return Space(
        id=f"EP-{number + 1:03d}", place=place, shape=shape, barrio=near.barrio.name, entrances=entrances,
        paths=_paths(place, shape, entrances) if shape.area >= LARGE else (),
    )  # fmt: skip


def _entrances(shape: Any) -> tuple[Any, ...]:
    """Return the ways in: corners of a large space, middles of the sides of a small one."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    wanted = np.vstack([corners, middles[:2]]) if shape.area >= LARGE else middles[: 3 if shape.area > 1800 else 2]  # noqa: PLR2004
    ring = shape.exterior
    return tuple(ring.interpolate(ring.project(Point(spot))) for spot in wanted)


def _paths(place: Place, shape: Any, entrances: tuple[Any, ...]) -> tuple[tuple[str, Any], ...]:
    """Return a ring about the middle with a path to each entrance, or one walk along a strip."""
    if place.strip:
        degrees, length, _ = long_axis(shape)
        spine = [shape.centroid] if length < 1 else _spine(shape, degrees, length)
        return ((f"Paseo {place.name}", LineString(spine)),)
    centre = shape.centroid
    ring = centre.buffer(min(11.0, np.sqrt(shape.area) / 9), quad_segs=4).exterior
    found = [(f"Glorieta {place.name}", LineString(ring.coords))]
    for number, entrance in enumerate(entrances, 1):
        inward = ring.interpolate(ring.project(entrance))
        found.append((f"Sendero {number} {place.name}", LineString([entrance, inward])))
    return tuple(found)


def _spine(shape: Any, degrees: float, length: float) -> list[Any]:
    """Return the middles of cross-sections along a strip."""
    direction = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    centre = np.array(shapely.minimum_rotated_rectangle(shape).centroid.coords[0])
    cuts = [
        shape.intersection(rectangle(tuple(centre + direction * t), 0.5, 600, degrees))
        for t in np.linspace(-length / 2 + 4, length / 2 - 4, 14)
    ]
    return [max(parts(cut, 2), key=lambda p: p.area).centroid for cut in cuts if parts(cut, 2)]


def blocks_in_order(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks barrio by barrio, each from west to east, as a census numbers them."""
    by_shape = {id(block.shape): block for block in blocks}
    ordered = [by_shape[id(shape)] for shape in order([block.shape for block in blocks])]
    return tuple(sorted(ordered, key=lambda block: block.barrio))
