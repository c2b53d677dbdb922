"""The words on a site plan: numbers of items, dimensions, names of spaces and streets, each where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import dimensions, fonts, plan_ground
from spaceplanner.cartography.drawing import Anchor, Dots, Stroke, Text
from spaceplanner.cartography.room import turned_box
from spaceplanner.cartography.style import colour
from spaceplanner.domain.space import spaces_of
from spaceplanner.reports.site_plan_items import AREA, LINE, hue, is_court, long_side_first, points, shapes_of, spots

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.room import Room
    from spaceplanner.cartography.view import View
    from spaceplanner.services.site_plan import Item, Plan

_AROUND = ((1, -0.45), (1, 0.45), (-1, -0.45), (-1, 0.45), (0, -1), (0, 1), (1, 0), (-1, 0))
"""Where a number may stand beside its point, the best place first, as shares of its distance."""
_LONGEST = 260.0


def discs(items: Sequence[Item], at: View, room: Room, size: float) -> tuple[Operation, ...]:
    """Return the numbers of areas and lines, each in a disc."""
    return tuple(drawn for item in items for places in _middles(item, at) for drawn in _disc(item, places, room, size))


def tags(items: Sequence[Item], at: View, room: Room, size: float) -> tuple[Operation, ...]:
    """Return the numbers of points, as small as words beside them."""
    return tuple(
        text
        for item in items
        for tag, place in spots(item)
        for text in _beside(item, tag, at.to_pixels(place[None, :])[0], room, size)
    )


def _middles(item: Item, at: View) -> Iterator[NDArray[np.float64]]:
    """Yield where the number of each line or area may stand, (k, 2) pixels, the best place first."""
    for shape in shapes_of(item, AREA):
        inside = [shapely.point_on_surface(shape), shape.centroid]
        if is_court(item, shape):  # its middle is marked already
            ring = long_side_first(shape)
            inside = [shapely.Point(ring.mean(axis=0) * 0.5 + (ring[i] + ring[i - 1]) * 0.25) for i in (2, 0)]
        yield at.to_pixels(shapely.get_coordinates(inside))
    for shape in shapes_of(item, LINE):
        along = [shapely.line_interpolate_point(shape, share, normalized=True) for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
        yield at.to_pixels(shapely.get_coordinates(along))


def _disc(item: Item, spots: NDArray[np.float64], room: Room, size: float) -> Iterator[Operation]:
    radius = 7.2 * size
    found = next((xy for xy in spots if room.frees(shapely.Point(xy).buffer(radius))), spots[0])
    room.take(shapely.Point(found).buffer(radius + 1))
    ink = colour(hue(item))
    yield Dots(xy=found[None, :], radius=radius, fill=colour("#FFFFFF"), stroke=Stroke(ink, 1.2))
    yield Text(
        x=float(found[0]), y=float(found[1]), text=str(item.number), size=9.0 * size, colour=ink, weight="semibold",
        anchor=Anchor.CENTRE,
    )  # fmt: skip


def _beside(item: Item, words: str, xy: NDArray[np.float64], room: Room, size: float) -> Iterator[Text]:
    letters = 9.0 * size
    wide = fonts.text_width(words, letters, "semibold")
    away = (8.0 if item.kind is not None and not item.kind.lamp else 6.0) * size + 3.5
    reach = np.array([away + wide / 2, away + letters * 0.38])
    for side in _AROUND:
        x, y = (float(value) for value in xy + reach * side)
        box = turned_box(x, y, wide, letters * 0.76, 0.0)
        if room.frees(box):
            room.take(box)
            halo = colour("#FFFFFF")
            yield Text(
                x=x, y=y, text=words, size=letters, colour=colour(hue(item)), weight="semibold", anchor=Anchor.CENTRE,
                halo=halo,
            )  # fmt: skip
            return


def measured(plan: Plan, at: View) -> Iterator[dimensions.Choice]:
    """Yield what is measured of what is proposed, the most important first."""
    for item in plan.items:
        for shape in shapes_of(item, AREA):
            yield from dimensions.of_area(shape, at)
    for item in plan.items:
        for shape in shapes_of(item, LINE):
            if item.kind is not None and item.kind.width_m is not None:
                yield from dimensions.of_width(shape, item.kind.width_m, at)
            else:
                yield from dimensions.of_line(shape, at)
    built = [
        shape for item in plan.items if item.kind is None or item.kind.unit == "each" for shape in shapes_of(item, AREA)
    ]
    yield from dimensions.of_spacing(_lamps(plan), at, around=built)


def offsets(plan: Plan, at: View) -> Iterator[dimensions.Choice]:
    """Yield how far lamps stand from the edge of the space."""
    xy = _lamps(plan)
    if plan.space is not None and len(xy):
        yield from dimensions.of_offsets(xy, plan.space.shape.boundary, at)


def _lamps(plan: Plan) -> NDArray[np.float64]:
    lamps = [item for item in plan.items if item.kind is not None and item.kind.lamp]
    return points([part for item in lamps for part in item.parts])


def outer(plan: Plan, at: View) -> Iterator[dimensions.Choice]:
    """Yield the sides of the space itself, which give way to all else."""
    if plan.space is not None:
        yield from dimensions.of_area(plan.space.shape, at, digits=1)


def names(plan: Plan, at: View, room: Room, size: float) -> tuple[Operation, ...]:
    """Return the names of spaces and streets where there is room for them."""
    out: list[Operation] = []
    for one in spaces_of(plan.project.layers):
        cut = shapely.intersection(one.shape, shapely.box(*at.bounds))
        if cut.is_empty:
            continue
        places = at.to_pixels(_within(cut))
        own = plan.space is not None and one.id == plan.space.id
        out.extend(_Name(one.name, (10.6 if own else 8.6) * size, "semibold").written(places, room))
    for name, ends in plan_ground.street_names(plan.project.layers, at):
        along = ends[1] - ends[0]
        angle = float(np.degrees(np.arctan2(-along[1], along[0])))
        angle = angle - np.copysign(180.0, angle) if abs(angle) > 90.0 else angle  # noqa: PLR2004 - read from below
        if fonts.text_width(fonts.writable(name), 8.6 * size) < np.hypot(*along):
            places = np.array([ends[0] + along * share for share in (0.5, 0.35, 0.65, 0.22, 0.78)])
            out.extend(_Name(name, 8.6 * size, "regular", float(angle)).written(places, room))
    return tuple(out)


def _within(shape: BaseGeometry) -> NDArray[np.float64]:
    """Return places for a name in an area: its middle, then others all over it, (n, 2) metres."""
    middle = shapely.point_on_surface(shape)
    x0, y0, x1, y1 = shape.bounds
    x, y = np.meshgrid(np.linspace(x0, x1, 11)[1:-1], np.linspace(y0, y1, 11)[1:-1])
    places = shapely.points(x.ravel(), y.ravel())
    places = places[shapely.contains(shape, places)]
    found: NDArray[np.float64] = shapely.get_coordinates(
        [middle, *places[np.argsort(shapely.distance(places, middle), kind="stable")]]
    )
    return found


@dataclass(frozen=True, slots=True)
class _Name:
    """A name to be written where there is room for it."""

    text: str
    size: float
    weight: str
    angle: float = 0.0

    def written(self, places: NDArray[np.float64], room: Room) -> Iterator[Text]:
        """Yield the name at the first of some places that is free, or nothing."""
        words = fonts.fitted(fonts.writable(self.text), _LONGEST, self.size, self.weight)
        wide = fonts.text_width(words, self.size, self.weight)
        for x, y in places.tolist():
            box = turned_box(x, y, wide, self.size * 0.8, self.angle)
            if room.frees(box):
                room.take(box)
                yield Text(
                    x=x, y=y, text=words, size=self.size, colour=colour(plan_ground.INK), weight=self.weight,
                    anchor=Anchor.CENTRE, halo=colour("#FFFFFF"), angle=self.angle,
                )  # fmt: skip
                return
