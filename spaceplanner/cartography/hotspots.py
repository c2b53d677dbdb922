"""Hot spots on the map: the classes of a method as tints, its hot spots as ranked outlines, and what a legend says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from spaceplanner.cartography import isobands, shapes
from spaceplanner.cartography.drawing import Anchor, Dots, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import LIMITS, colour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.drawing import Operation, Paths
    from spaceplanner.cartography.shapes import Flat
    from spaceplanner.cartography.style import MapStyle
    from spaceplanner.cartography.symbols import Sheet

Scale = Literal["density", "hot", "cold"]

NUMBERED = 20
"""Hot spots that have their number on the map."""

_EDGE, _CASE = 1.5, 2.6
_STREET_PIXELS = (1.8, 6.0)
_BADGE, _DIGITS = 8.5, 10.5
_MORE = 0.25
"""What thin lines have more of opacity than areas."""
_GAP, _DASH = 2.4, (3.0, 3.0)
_LEVELS = 24
"""Simplifications kept: each class at the zooms that were looked at last."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Tint:
    """One class of the map.

    Attributes
    ----------
    shapes
        (n,) polygons, or lines along streets, metres.
    scale, step
        Which colours it takes, and which of them: 0 is the palest.
    value
        Its lower limit, in the ground's unit; of hot and cold the confidence, 0 to 1.
    """

    shapes: NDArray[Any]
    scale: Scale
    step: int
    value: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HotGround:
    """Hot spots as they are drawn.

    Attributes
    ----------
    method, cells
        Names as in the services; `cells` is empty where the method has none.
    bandwidth, cell
        Metres.
    unit
        Of the classes: a name in `hot_legend.UNITS`.
    corrected
        Classes of confidence are those after the correction for many tests.
    least
        Confidence from which on a cell belongs to a hot spot, 0 to 1, where the classes are confidence; else None.
    field
        A density on a grid, in the unit; then there are no tints.
    tints
        Classes, the lowest first.
    spots
        (k,) the hot spots by rank: polygons, or lines along streets.
    doubtful
        (m,) polygons whose figures rest on small numbers.
    """

    method: str
    cells: str
    bandwidth: float
    cell: float
    unit: str
    corrected: bool = False
    least: float | None = None
    field: DensityField | None = None
    tints: tuple[Tint, ...] = ()
    spots: NDArray[Any]
    doubtful: NDArray[Any]


def look(tint: Tint, style: MapStyle) -> tuple[str, float]:
    """Return colour and opacity of a class."""
    if tint.scale == "density":
        return style.density[tint.step], style.density_alpha[tint.step]
    return (style.hot if tint.scale == "hot" else style.cold)[tint.step], style.diverging_alpha[tint.step]


def draw(ground: HotGround, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the classes and the outlines of the hot spots in the view, without their numbers."""
    operations: list[Operation] = [*_bands(ground, sheet)]
    ink = colour(sheet.map.label, 0.85)
    if lines := _lines(ground, sheet):
        # The outline of a street is a wider line below it.
        operations.append(Lines(paths=lines, stroke=Stroke(ink, _street(sheet) + _CASE)))
    for place, tint in enumerate(ground.tints):
        operations.extend(_tint(ground, place, tint, sheet))
    if rings := _rings(ground, "spots", ground.spots, sheet):
        operations.append(Lines(paths=rings, stroke=Stroke(ink, _EDGE)))
    if doubtful := _rings(ground, "doubtful", ground.doubtful, sheet):
        # Gaps in the edge tell, without a colour, that this rests on little.
        operations.append(Lines(paths=doubtful, stroke=Stroke(colour(sheet.map.halo), _GAP, _DASH)))
    return tuple(operations)


def numbers(ground: HotGround, sheet: Sheet, *, chosen: int | None = None) -> tuple[Operation, ...]:
    """Return the numbers of the first hot spots in the view, and a mark around the chosen one (its rank)."""
    operations: list[Operation] = []
    if chosen is not None and 0 < chosen <= len(ground.spots):
        marked = ground.spots[[chosen - 1]]
        if _along_streets(marked):
            # Around the street, whose colour says its class.
            marked = shapely.buffer(marked, (_street(sheet) + _CASE) * sheet.view.resolution, quad_segs=4)
        around = shapes.outline(marked, sheet.view)
        for hex_code, width in ((sheet.map.halo, 5.6), (sheet.theme.accent, 2.6)):
            operations.append(Lines(paths=around, stroke=Stroke(colour(hex_code), width)))
    places = _places(ground)
    wanted = np.arange(min(NUMBERED, len(places)))
    if chosen is not None and chosen > NUMBERED:
        wanted = np.append(wanted, chosen - 1)
    wanted = wanted[np.isin(wanted, shapes.points_in_view(places, sheet.view, margin=_BADGE))]
    # The first hot spot lies on top.
    for place in wanted[::-1].tolist():
        at = sheet.view.to_pixels(places[[place]])
        fill = sheet.theme.accent if place + 1 == chosen else sheet.map.label
        halo = colour(sheet.map.halo)
        operations.append(Dots(xy=at, radius=_BADGE, fill=colour(fill), stroke=Stroke(halo, 1.6)))
        operations.append(
            Text(
                x=float(at[0, 0]),
                y=float(at[0, 1]),
                text=str(place + 1),
                size=_DIGITS,
                colour=halo,
                weight="bold",
                anchor=Anchor.CENTRE,
            )
        )
    return tuple(operations)


def frames(badges: tuple[Operation, ...]) -> tuple[tuple[float, float, float, float], ...]:
    """Return the rectangles in pixels that the numbers take: left, top, right, bottom."""
    return tuple(
        (x - _BADGE, y - _BADGE, x + _BADGE, y + _BADGE)
        for operation in badges
        if isinstance(operation, Dots)
        for x, y in operation.xy.tolist()
    )


def _bands(ground: HotGround, sheet: Sheet) -> Iterator[Operation]:
    if ground.field is None:
        return
    looks = zip(sheet.map.density, sheet.map.density_alpha, strict=True)
    for (hex_code, alpha), (rings, starts) in zip(looks, isobands.bands(ground.field, sheet.view), strict=False):
        if rings:
            yield Polygons(rings=rings, starts=starts, fill=colour(hex_code, alpha))


def _tint(ground: HotGround, place: int, tint: Tint, sheet: Sheet) -> tuple[Operation, ...]:
    fill = colour(*look(tint, sheet.map))
    if _along_streets(tint.shapes):
        flat = _flat(ground, f"tint{place}", _level(sheet), areas=False)
        paths, _ = shapes.paths(flat, shapes.in_view(flat, sheet.view), sheet.view)
        stroke = Stroke(colour(fill.hex, min(1.0, fill.alpha + _MORE)), _street(sheet))
        return (Lines(paths=paths, stroke=stroke),) if paths else ()
    flat = _flat(ground, f"tint{place}", _level(sheet), areas=True)
    rings, starts = shapes.paths(flat, shapes.in_view(flat, sheet.view), sheet.view)
    # Outlines of clusters overlap: two do not make a darker one.
    return (Polygons(rings=rings, starts=starts, fill=fill, merged=not ground.unit),) if rings else ()


def _lines(ground: HotGround, sheet: Sheet) -> Paths:
    """Return the hot spots along streets."""
    if not _along_streets(ground.spots):
        return ()
    flat = _flat(ground, "spots", _level(sheet), areas=False)
    return shapes.paths(flat, shapes.in_view(flat, sheet.view), sheet.view)[0]


def _rings(ground: HotGround, name: str, of: NDArray[Any], sheet: Sheet) -> Paths:
    if not len(of) or _along_streets(of):
        return ()
    flat = _flat(ground, name, _level(sheet), areas=True)
    return shapes.paths(flat, shapes.in_view(flat, sheet.view), sheet.view)[0]


def _street(sheet: Sheet) -> float:
    """Return the width of a street in pixels."""
    low, high = _STREET_PIXELS
    return min(high, max(low, LIMITS.street_width / sheet.view.resolution))


def _along_streets(of: NDArray[Any]) -> bool:
    return len(of) > 0 and int(shapely.get_dimensions(of[0])) == 1


def _level(sheet: Sheet) -> int:
    return max(-2, int(np.floor(np.log2(sheet.view.resolution))))


@lru_cache(maxsize=_LEVELS)
def _flat(ground: HotGround, name: str, level: int, *, areas: bool) -> Flat:
    found = getattr(ground, name) if not name.startswith("tint") else ground.tints[int(name[4:])].shapes
    return shapes.flatten(found, areas=areas, tolerance=0.35 * 2.0**level)


@lru_cache(maxsize=4)
def _places(ground: HotGround) -> NDArray[np.float64]:
    """Return (k, 2) where the numbers of the hot spots stand."""
    if not len(ground.spots):
        return np.empty((0, 2))
    if _along_streets(ground.spots):
        parts, of = shapely.get_parts(ground.spots, return_index=True)
        order = np.lexsort((-shapely.length(parts), of))
        longest = parts[order][np.unique(of[order], return_index=True)[1]]
        middles = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    else:
        middles = shapely.point_on_surface(ground.spots)
    places: NDArray[np.float64] = shapely.get_coordinates(middles)
    return places
