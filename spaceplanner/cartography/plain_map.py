"""Vector tiles drawn plainly: water, green, buildings, roads and place names, in the colours of the map's theme.

The table of layers covers the two usual schemas, OpenMapTiles and Protomaps; what is in neither is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import LIMITS, colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.symbols import Sheet

WATER, GREEN, BUILDING, ROAD, NAME = "water", "green", "building", "road", "name"

LAYERS = {
    "water": WATER, "waterway": WATER, "ocean": WATER,
    "landcover": GREEN, "landuse": GREEN, "park": GREEN, "natural": GREEN,
    "building": BUILDING, "buildings": BUILDING,
    "transportation": ROAD, "roads": ROAD,
    "place": NAME, "places": NAME,
}  # fmt: skip
"""Layer of OpenMapTiles or Protomaps -> what is drawn of it."""

_GREEN = {
    "wood", "forest", "grass", "grassland", "park", "national_park", "nature_reserve", "protected_area", "garden", "cemetery",
    "recreation_ground", "village_green", "golf_course", "pitch", "playground", "meadow", "scrub", "wetland", "mangrove",
    "farmland", "orchard", "public_park", "zoo",
}  # fmt: skip
_ROADS = {
    **dict.fromkeys(("motorway", "trunk", "highway"), 3),
    **dict.fromkeys(("primary", "secondary", "tertiary", "major_road", "medium_road"), 2),
    **dict.fromkeys(("minor", "service", "minor_road", "residential", "unclassified", "street"), 1),
    **dict.fromkeys(("path", "pedestrian", "footway", "track", "other"), 0),
}
"""Kind of road -> its rank; railways, ferries and the like are left out."""
_ROAD_METRES = (3.0, 8.0, 12.0, 18.0)
_ROAD_LEAST = (0.4, 0.6, 1.2, 2.0)
_ROAD_FROM = (2.0, 8.0, 60.0, 400.0)
"""Of each rank: width on the ground, least width in pixels, coarsest resolution at which it is drawn."""
_PLACES = {
    **dict.fromkeys(("city", "locality"), (15.0, 400.0)),
    "town": (13.5, 120.0),
    **dict.fromkeys(("village", "suburb", "borough", "macrohood", "district"), (12.0, 30.0)),
    **dict.fromkeys(("neighbourhood", "neighborhood", "quarter", "hamlet"), (11.0, 8.0)),
}
"""Kind of place -> size of its name, and the coarsest resolution at which it is written."""
_APART = 6.0


@dataclass(frozen=True, eq=False, slots=True)
class Shapes:
    """Paths of one kind, in metres: all their vertices, and where each path ends among them.

    Attributes
    ----------
    starts
        Of areas, which path begins each polygon.
    rank
        Of roads: 0 to 3.
    """

    kind: str
    rank: int
    xy: NDArray[np.float64]
    ends: NDArray[np.intp]
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A place name, in metres."""

    text: str
    x: float
    y: float
    size: float
    coarsest: float


@dataclass(frozen=True, eq=False, slots=True)
class PlainMap:
    """What vector tiles show of a piece of ground."""

    shapes: tuple[Shapes, ...]
    names: tuple[Name, ...]

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return 200 + sum(item.xy.nbytes + item.ends.nbytes for item in self.shapes) + 100 * len(self.names)


def kind_of(layer: str, tags: Mapping[str, object], *, area: bool) -> tuple[str, int] | None:
    """Return what a feature is drawn as, and the rank of a road; None: it is not drawn.

    Parameters
    ----------
    tags
        OpenMapTiles tells kinds by ``class`` and ``subclass``, Protomaps by ``kind``.
    """
    drawn = LAYERS.get(layer)
    said = [str(tags.get(key)) for key in ("kind", "class", "pmap:kind", "subclass") if tags.get(key) is not None]
    if drawn == ROAD:
        rank = next((_ROADS[word] for word in said if word in _ROADS), None)
        return None if rank is None or area else (ROAD, rank)
    if drawn == GREEN:
        green = area and (layer == "park" or any(word in _GREEN for word in said))
        return (GREEN, 0) if green else None
    if drawn == BUILDING:
        return (BUILDING, 0) if area else None
    return None if drawn is None or drawn == NAME else (drawn, 0)


def name_of(tags: Mapping[str, object], x: float, y: float) -> Name | None:
    """Return the name of a place, None for one that is not written."""
    text = tags.get("name")
    said = (str(tags.get(key)) for key in ("kind_detail", "pmap:kind_detail", "class", "kind", "pmap:kind"))
    found = next((_PLACES[word] for word in said if word in _PLACES), None)
    if found is None or not isinstance(text, str) or not text.strip():
        return None
    return Name(" ".join(fonts.writable(text).split())[:60], x, y, *found)


def draw(maps: Iterable[PlainMap], sheet: Sheet, opacity: float) -> tuple[Operation, ...]:
    """Return the drawing: water and green, then buildings, then roads with their edges, then names."""
    parts = tuple(maps)
    shapes = [item for part in parts for item in part.shapes]
    return (
        *_areas([item for item in shapes if item.kind == GREEN], sheet.map.space_fill, 0.55 * opacity, sheet),
        *_areas([item for item in shapes if item.kind == WATER and item.starts], sheet.map.water, opacity, sheet),
        *_lines(
            [item for item in shapes if item.kind == WATER and not item.starts], sheet.map.water, 1.6, opacity, sheet
        ),
        *(
            _areas([item for item in shapes if item.kind == BUILDING], sheet.map.building, opacity, sheet)
            if sheet.view.resolution <= LIMITS.buildings
            else ()
        ),
        *_roads([item for item in shapes if item.kind == ROAD], sheet, opacity),
        *_names([name for part in parts for name in part.names], sheet, opacity),
    )


def _paths(item: Shapes, sheet: Sheet) -> list[NDArray[np.float64]]:
    return np.split(sheet.view.to_pixels(item.xy), item.ends[:-1])


def _areas(items: Sequence[Shapes], hex_code: str, alpha: float, sheet: Sheet) -> Iterator[Operation]:
    rings: list[NDArray[np.float64]] = []
    starts: list[int] = []
    for item in items:
        starts += [len(rings) + start for start in item.starts]
        rings += _paths(item, sheet)
    if rings:
        # Merged: tiles overlap at their edges, and a faint tint must not be seen twice there.
        yield Polygons(rings=tuple(rings), starts=tuple(starts), fill=colour(hex_code, alpha), merged=alpha < 1)


def _lines(items: Sequence[Shapes], hex_code: str, width: float, alpha: float, sheet: Sheet) -> Iterator[Operation]:
    paths = [path for item in items for path in _paths(item, sheet)]
    if paths:
        yield Lines(paths=tuple(paths), stroke=Stroke(colour(hex_code, alpha), width))


def _roads(items: Sequence[Shapes], sheet: Sheet, opacity: float) -> Iterator[Operation]:
    resolution = sheet.view.resolution
    ranks = [rank for rank in range(4) if resolution <= _ROAD_FROM[rank]]
    widths = {rank: max(_ROAD_METRES[rank] / resolution, _ROAD_LEAST[rank]) for rank in ranks}
    for hex_code, more in ((sheet.map.street_edge, 1.2), (sheet.map.street, 0.0)):
        for rank in ranks:
            same = [item for item in items if item.rank == rank]
            yield from _lines(same, hex_code, widths[rank] + more, opacity, sheet)


def _names(names: Iterable[Name], sheet: Sheet, opacity: float) -> Iterator[Operation]:
    """Return names that do not touch, the larger places first, each once: tiles repeat those near their edges."""
    view = sheet.view
    taken: list[tuple[float, float, float, float]] = []
    said: set[str] = set()
    for name in sorted(names, key=lambda name: -name.size):
        if view.resolution > name.coarsest or name.text in said:
            continue
        ((x, y),) = view.to_pixels(np.array([(name.x, name.y)])).tolist()
        half = fonts.text_width(name.text, name.size) / 2 + _APART
        box = x - half, y - name.size / 2 - _APART, x + half, y + name.size / 2 + _APART
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= view.width and box[3] <= view.height
        free = all(box[0] > b[2] or b[0] > box[2] or box[1] > b[3] or b[1] > box[3] for b in taken)
        if not (inside and free):
            continue
        taken.append(box)
        said.add(name.text)
        yield Text(
            x=x, y=y, text=name.text, size=name.size, colour=colour(sheet.theme.secondary, opacity),
            anchor=Anchor.CENTRE, halo=colour(sheet.map.halo, opacity),
        )  # fmt: skip
