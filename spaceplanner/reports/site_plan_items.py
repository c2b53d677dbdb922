"""Items of a site plan: their colours, shapes and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography.style import MAP
from spaceplanner.services.site_plan import is_rectangle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.proposal import Intervention
    from spaceplanner.services.site_plan import Item

POINT, LINE, AREA = 0, 1, 2
"""Dimensions of geometries."""

HUES: Mapping[str, str] = {
    "light": "#B45309",
    "alarms": MAP.alarm,
    "sport": MAP.proposed,
    "green": "#3F7D2F",
    "play": "#BE185D",
    "access": MAP.catchment,
    "upkeep": MAP.lamp_dark_edge,
    "community": "#A8506B",
}
"""Theme of a catalogue type -> colour in which it is drawn; each is dark enough to be read on white."""
_OTHER = MAP.proposed


def hue(item: Item) -> str:
    """Return the colour in which an item is drawn."""
    return _OTHER if item.kind is None else HUES.get(item.kind.theme, _OTHER)


def shapes_of(item: Item, dimension: int) -> list[BaseGeometry]:
    """Return an item's geometries of a dimension."""
    found = [part.geometry for part in item.parts if part.geometry is not None]
    return [shape for shape in found if shapely.get_dimensions(shape) == dimension and not shape.is_empty]


def points(parts: Sequence[Intervention]) -> NDArray[np.float64]:
    """Return where interventions that are points stand, (n, 2) metres."""
    found = [part.geometry for part in parts if part.geometry is not None]
    flat = [shape for shape in found if shapely.get_dimensions(shape) == POINT]
    return np.asarray(shapely.get_coordinates(flat), dtype=np.float64).reshape(-1, 2)


def is_court(item: Item, shape: BaseGeometry) -> bool:
    """Tell whether an area is marked as a court."""
    return item.kind is not None and item.kind.theme == "sport" and is_rectangle(shape)


def long_side_first(shape: BaseGeometry) -> NDArray[np.float64]:
    """Return the corners of a rectangle, (4, 2), of which the first two end a long side."""
    ring: NDArray[np.float64] = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
    if np.hypot(*(ring[1] - ring[0])) < np.hypot(*(ring[2] - ring[1])):
        ring = np.roll(ring, -1, axis=0)
    return ring


def spots(item: Item) -> list[tuple[str, NDArray[np.float64]]]:
    """Return what each point of an item is called and where it stands, (2,) metres."""
    named = zip(item.tags(), item.parts, strict=True)
    return [(tag, place) for tag, part in named for place in points((part,))]
