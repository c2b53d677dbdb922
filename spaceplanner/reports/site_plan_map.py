"""The drawing of a site plan: what is there in grey, what is proposed in colour, numbered and with its dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import dimensions, graticule, plan_ground, shapes
from spaceplanner.cartography.dimensions import Look
from spaceplanner.cartography.drawing import Badges, Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.room import Room
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.view import View
from spaceplanner.i18n import gettext
from spaceplanner.reports import site_plan_words
from spaceplanner.reports.site_plan_items import AREA, LINE, POINT, hue, is_court, long_side_first, points, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.services.site_plan import Item, Plan

MM = 96 / 25.4
"""Pixels in a millimetre."""

_WALL = 3.0


_PAPER = colour("#FFFFFF")


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A line of the legend: words and a swatch of 16 pixels."""

    text: str
    swatch: tuple[Operation, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """The drawing in its field, and what its legend says, of what is there and of what is proposed."""

    view: View
    operations: tuple[Operation, ...]
    existing: tuple[Entry, ...]
    proposed: tuple[Entry, ...]


def view(plan: Plan) -> View:
    """Return the view of a plan's field: a metre on the ground is 1 / scale on paper."""
    _, _, width, height = plan.sheet.drawing
    return View(plan.x, plan.y, plan.scale * 0.0254 / 96, width * MM, height * MM)


def size_of(plan: Plan) -> float:
    """Return how much larger than on A3 symbols and words are."""
    return 1.45 if plan.sheet.paper == "A1" else 1.0


def draw(plan: Plan) -> Drawing:
    """Return the drawing of a plan, in the language in use."""
    at, size = view(plan), size_of(plan)
    words = 9.4 * size
    room = Room(at.width, at.height, 4.0)
    ground = plan_ground.shown(plan.project.layers, at, size)
    plan_ground.take(ground, room)
    below = [operation for entry in ground for operation in entry.operations]
    symbols = [operation for item in plan.items for operation in _symbols(item, at, size)]
    for operation in symbols:
        if isinstance(operation, Dots | Badges) and len(operation.xy):
            room.take_dots(operation.xy, operation.radius)
    surfaces = [operation for item in plan.items for operation in _surfaces(item, at, size)]
    net = graticule.crosses(at, ink=plan_ground.INK, size=7.6 * size, room=room)
    edge = () if plan.space is None else (plan_ground.outline(plan.space.shape, at),)
    # What matters most takes its room first.
    ink, grey = Look(words, colour("#1D2733"), _PAPER), Look(words * 0.94, colour(plan_ground.INK), _PAPER)
    discs = site_plan_words.discs(plan.items, at, room, size)
    measured = dimensions.draw(list(site_plan_words.measured(plan, at)), room, ink)
    tags = site_plan_words.tags(plan.items, at, room, size)
    offsets = dimensions.draw(list(site_plan_words.offsets(plan, at)), room, ink)
    outer = dimensions.draw(list(site_plan_words.outer(plan, at)), room, grey)
    for drawn in (*surfaces, *edge):
        paths = drawn.rings if isinstance(drawn, Polygons) else drawn.paths if isinstance(drawn, Lines) else ()
        room.cross(*[shapely.linestrings(path) for path in paths])
    names = site_plan_words.names(plan, at, room, size)
    operations = (
        Polygons(rings=(_frame(at),), starts=(0,), fill=colour(plan_ground.GROUND)),
        *below,
        *edge,
        *surfaces,
        *net,
        *outer,
        *names,
        *offsets,
        *measured,
        *symbols,
        *discs,
        *tags,
    )
    legend = dict.fromkeys(entry.text for entry in ground)
    swatches = {entry.text: entry.swatch for entry in reversed(ground)}
    existing = tuple(Entry(gettext(text), swatches[text]) for text in legend)
    return Drawing(at, operations, existing, tuple(_legend(plan.items)))


def _frame(at: View) -> NDArray[np.float64]:
    w, h = at.width, at.height
    return np.array([[0, 0], [w, 0], [w, h], [0, h], [0, 0]], dtype=np.float64)


# What is proposed ---------------------------------------------------------------------------------------------------


def _surfaces(item: Item, at: View, size: float) -> Iterator[Operation]:
    """Yield areas, and lines at their true width where they have one."""
    ink = hue(item)
    for shape in shapes_of(item, AREA):
        yield _area(shape, at, ink, 1.5 * size)
        if is_court(item, shape):
            yield _court(shape, at, ink)
    width = item.kind.width_m if item.kind is not None else None
    for shape in shapes_of(item, LINE):
        if width is None:
            yield Lines(paths=_lines([shape], at), stroke=Stroke(colour(ink), _WALL * size))
        else:
            yield _area(shapely.buffer(shape, width / 2, cap_style="flat", join_style="mitre"), at, ink, 1.0 * size)
            yield Lines(paths=_lines([shape], at), stroke=Stroke(colour(ink), 0.6, (7.0, 2.5, 1.5, 2.5)))


def _area(shape: BaseGeometry, at: View, ink: str, thickness: float) -> Polygons:
    flat = shapes.flatten(np.array([shape], dtype=object), areas=True)
    rings, starts = shapes.paths(flat, np.arange(len(flat.feature)), at)
    return Polygons(rings=rings, starts=starts, fill=colour(ink, 0.16), stroke=Stroke(colour(ink), thickness))


def _lines(found: Sequence[BaseGeometry], at: View) -> tuple[NDArray[np.float64], ...]:
    flat = shapes.flatten(np.array(found, dtype=object), areas=False)
    return tuple(shapes.paths(flat, np.arange(len(flat.feature)), at)[0])


def _court(shape: BaseGeometry, at: View, ink: str) -> Lines:
    """Return the halfway line and the circle that mark a rectangle as a court."""
    ring = long_side_first(shape)
    across = np.array([ring[0] + ring[1], ring[2] + ring[3]]) / 2
    short = float(np.hypot(*(across[1] - across[0])))
    turn = np.linspace(0, 2 * np.pi, 49)
    circle = ring.mean(axis=0) + short * 0.12 * np.column_stack([np.cos(turn), np.sin(turn)])
    return Lines(paths=(at.to_pixels(across), at.to_pixels(circle)), stroke=Stroke(colour(ink), 0.7))


def _symbols(item: Item, at: View, size: float) -> tuple[Operation, ...]:
    xy = points(item.parts)
    return _mark(item, at.to_pixels(xy), size) if len(xy) else ()


def _mark(item: Item, xy: NDArray[np.float64], size: float) -> tuple[Operation, ...]:
    ink = hue(item)
    if item.kind is not None and item.kind.lamp:
        return plan_ground.lamp_symbol(xy, 5.0 * size, ink, "#FDE68A")
    icon = "map-pin" if item.kind is None else item.kind.icon
    white = colour("#FFFFFF")
    return (Badges(xy=xy, radius=7.0 * size, icon=icon, fill=colour(ink), ink=white, stroke=Stroke(white, 1.0)),)


def _legend(items: Sequence[Item]) -> Iterator[Entry]:
    """Yield each kind of what is drawn once, with its numbers."""
    kinds: dict[tuple[str, int], list[Item]] = {}
    for item in items:
        for dimension in (POINT, LINE, AREA):
            if shapes_of(item, dimension):
                kinds.setdefault((item.key, dimension), []).append(item)
    for (_, dimension), some in kinds.items():
        numbers = ", ".join(str(item.number) for item in some)
        yield Entry(f"{numbers} · {some[0].name}", _swatch(some[0], dimension))


def _swatch(item: Item, dimension: int) -> tuple[Operation, ...]:
    ink = hue(item)
    if dimension == POINT:
        return _mark(item, np.array([[8.0, 8.0]]), 0.95)
    if dimension == LINE and (item.kind is None or item.kind.width_m is None):
        return (Lines(paths=(np.array([[1.0, 8.0], [15.0, 8.0]]),), stroke=Stroke(colour(ink), _WALL)),)
    low, high = (4.5, 11.5) if dimension == LINE else (2.5, 13.5)
    ring = np.array([[1.5, low], [14.5, low], [14.5, high], [1.5, high], [1.5, low]])
    return (Polygons(rings=(ring,), starts=(0,), fill=colour(ink, 0.16), stroke=Stroke(colour(ink), 1.3)),)
