"""Dimensions: lengths written along their lines as on an architect's plan, placed where there is room for them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Lines, Stroke, Text
from spaceplanner.cartography.room import turned_box
from spaceplanner.i18n import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Colour, Operation
    from spaceplanner.cartography.room import Room
    from spaceplanner.cartography.view import View

_CORNERS = 14
_ROUND, _RECTANGLE = 0.97, 0.995
_VERTICES_ROUND = 16
_TOLERANCE = 0.05
_SHORTEST, _NOTHING = 9.0, 1e-6
_TICK, _GAP, _BEYOND = 3.4, 2.5, 4.0
_SYMBOL = 14.0
"""Pixels at each end of a length between symbols that these may take."""


@dataclass(frozen=True, eq=False, slots=True)
class Dimension:
    """A length to be written.

    Attributes
    ----------
    start, end
        Where it is measured, pixels.
    text
        The length in words.
    outward
        Unit vector of the side on which the line may stand apart; None: either side.
    apart
        False: the line stands where it is measured.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    text: str
    outward: NDArray[np.float64] | None = None
    apart: bool = True


Choice = tuple[Dimension, ...]
"""Ways to write one length, the best first: a rectangle's side, or the one opposite."""


@dataclass(frozen=True, slots=True)
class Look:
    """How dimensions are drawn: size of the figures in pixels, and their colours."""

    size: float
    ink: Colour
    halo: Colour


def of_area(shape: BaseGeometry, view: View, *, digits: int = 2) -> list[Choice]:
    """Return the sides of an area: two of a rectangle, the diameter of a circle, all of a plain polygon, else its extent."""
    found: list[Choice] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            found.extend(_of_polygon(part, view, digits))
    return found


def _of_polygon(part: BaseGeometry, view: View, digits: int) -> list[Choice]:
    outline = shapely.polygons(shapely.get_coordinates(shapely.simplify(part.exterior, _TOLERANCE)))
    around = shapely.minimum_rotated_rectangle(outline)
    if outline.area >= _RECTANGLE * around.area:
        return _extent(around, view, digits)
    circle = shapely.minimum_bounding_circle(outline)
    if len(part.exterior.coords) > _VERTICES_ROUND and outline.area >= _ROUND * circle.area:
        radius = shapely.minimum_bounding_radius(outline)
        x, y = circle.centroid.coords[0]
        ends = view.to_pixels(np.array([[x - radius, y], [x + radius, y]]))
        return [(Dimension(ends[0], ends[1], f"⌀\u00a0{number(2 * radius, digits)}", apart=False),)]
    if len(outline.exterior.coords) - 1 <= _CORNERS:
        return [(side,) for side in _sides(outline, view, digits)]
    return _extent(around, view, digits)


def _extent(around: BaseGeometry, view: View, digits: int) -> list[Choice]:
    """Return length and width of a rectangle, each at one side or at the opposite one."""
    if around.geom_type != "Polygon":
        return []
    sides = list(_sides(around, view, digits, shortest=0.0))
    return [(sides[0], sides[2]), (sides[1], sides[3])]


def _sides(outline: BaseGeometry, view: View, digits: int, *, shortest: float = _SHORTEST) -> Iterator[Dimension]:
    ring = shapely.get_coordinates(shapely.orient_polygons(outline))
    pixels = view.to_pixels(ring)
    for i in range(len(ring) - 1):
        along = pixels[i + 1] - pixels[i]
        length = float(np.hypot(*along))
        if length >= max(shortest, _NOTHING):
            # Counter-clockwise on the ground: the outside lies at the right hand, which is (-dy, dx) where y points down.
            outward = np.array([-along[1], along[0]]) / length
            metres = float(np.hypot(*(ring[i + 1] - ring[i])))
            yield Dimension(pixels[i], pixels[i + 1], number(metres, digits), outward)


def of_width(line: BaseGeometry, width: float, view: View) -> list[Choice]:
    """Return the width of what is built along a line, across its longest stretches."""
    ways: list[Dimension] = []
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        steps = np.diff(xy, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        for i in np.argsort(-lengths, kind="stable")[:3]:
            if lengths[i] <= width:
                continue
            across = np.array([-steps[i, 1], steps[i, 0]]) / lengths[i] * width / 2
            for share in (0.5, 0.3, 0.7):
                middle = xy[i] + steps[i] * share
                ends = view.to_pixels(np.array([middle - across, middle + across]))
                ways.append(Dimension(ends[0], ends[1], number(width, 2), apart=False))
    return [tuple(ways)] if ways else []


def of_line(line: BaseGeometry, view: View, *, digits: int = 2) -> list[Choice]:
    """Return the lengths of a line's stretches; of one with many bends nothing, its table says it."""
    found: list[Choice] = []
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(shapely.simplify(part, _TOLERANCE))
        if len(xy) > _CORNERS:
            continue
        for a, b in itertools.pairwise(xy):
            ends = view.to_pixels(np.array([a, b]))
            if np.hypot(*(ends[1] - ends[0])) >= _SHORTEST:
                found.append((Dimension(ends[0], ends[1], number(float(np.hypot(*(b - a))), digits)),))
    return found


def of_spacing(
    xy: NDArray[np.float64], view: View, *, around: Sequence[BaseGeometry] = (), farthest: float = 60.0
) -> list[Choice]:
    """Return the distances from each point to its next: the shortest net that connects them all, (n, 2) metres.

    Parameters
    ----------
    around
        Areas across which nothing is measured.
    """
    found: list[Choice] = []
    for a, b in _net(xy):
        metres = float(np.hypot(*(xy[a] - xy[b])))
        way = shapely.linestrings(xy[[a, b]])
        if 0 < metres <= farthest and not any(shapely.crosses(way, area) for area in around):
            ends = view.to_pixels(xy[[a, b]])
            found.append((Dimension(ends[0], ends[1], number(metres, 1), apart=False),))
    return found


def _net(xy: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield the edges of the minimum spanning tree of points (Prim 1957)."""
    if len(xy) < 2:  # noqa: PLR2004 - an edge has two ends
        return
    distance = np.hypot(*(xy - xy[0]).T)
    nearest = np.zeros(len(xy), dtype=np.int64)
    outside = np.ones(len(xy), dtype=np.bool_)
    outside[0] = False
    for _ in range(len(xy) - 1):
        new = int(np.flatnonzero(outside)[np.argmin(distance[outside])])
        yield int(nearest[new]), new
        outside[new] = False
        away = np.hypot(*(xy - xy[new]).T)
        nearest[away < distance] = new
        distance = np.minimum(distance, away)


def of_offsets(
    xy: NDArray[np.float64], edges: BaseGeometry, view: View, *, nearest: float = 0.3, farthest: float = 15.0
) -> list[Choice]:
    """Return how far points (n, 2) stand from the nearest of some lines, where that is near, metres."""
    found: list[Choice] = []
    for place in shapely.points(xy):
        foot = shapely.get_coordinates(shapely.shortest_line(place, edges))
        metres = float(np.hypot(*(foot[1] - foot[0]))) if len(foot) else 0.0
        if nearest <= metres <= farthest:
            ends = view.to_pixels(foot)
            found.append((Dimension(ends[0], ends[1], number(metres, 1), apart=False),))
    return found


def draw(choices: Sequence[Choice], room: Room, look: Look) -> tuple[Operation, ...]:
    """Return the dimensions that find room, in order of importance; what they take is noted in `room`."""
    lines: list[NDArray[np.float64]] = []
    ticks: list[NDArray[np.float64]] = []
    texts: list[Text] = []
    for choice in choices:
        found = next((way for one in choice for way in _ways(one, look) if room.frees(way.box, way.reach)), None)
        if found is not None:
            room.take(found.box)
            room.cross(*found.reach)
            lines.extend(found.lines)
            ticks.extend(found.ticks)
            texts.append(found.words)
    if not texts:
        return ()
    fine, bold = Stroke(look.ink, 0.5), Stroke(look.ink, 1.1)
    return Lines(paths=tuple(lines), stroke=fine), Lines(paths=tuple(ticks), stroke=bold), *texts


@dataclass(frozen=True, eq=False, slots=True)
class _Way:
    box: BaseGeometry
    reach: tuple[BaseGeometry, ...]
    lines: tuple[NDArray[np.float64], ...]
    ticks: tuple[NDArray[np.float64], ...]
    words: Text


def _ways(one: Dimension, look: Look) -> Iterator[_Way]:
    """Yield the places where a length may be written, the best first."""
    along = one.end - one.start
    length = float(np.hypot(*along))
    if length < _NOTHING:
        return
    if along[0] < -_NOTHING or (abs(along[0]) <= _NOTHING and along[1] > 0):  # read from below or from the right
        one, along = replace(one, start=one.end, end=one.start), -along
    along = along / length
    above = np.array([along[1], -along[0]])
    if not one.apart:
        yield from _along(one, np.zeros(2), along, look)
        return
    for step in (1.5, 2.6, 3.7):
        for side in (one.outward,) if one.outward is not None else (above, -above):
            yield from _along(one, side * step * look.size, along, look)


def _along(one: Dimension, shift: NDArray[np.float64], along: NDArray[np.float64], look: Look) -> Iterator[_Way]:
    """Yield the ways to write a length on its line, moved by `shift`: within it, or beyond its ends where it is short."""
    a, b = one.start + shift, one.end + shift
    above = np.array([along[1], -along[0]])
    wide = fonts.text_width(one.text, look.size)
    lift = above * (look.size * fonts.CAP_HEIGHT / 2 + 2.6)
    witness = _witness(one, shift) if one.apart else ()
    half, tail = along * (wide / 2 + 5.0), along * (wide + 7.0)
    spots = [(a + (b - a) * share, a, b) for share in (0.5, 0.32, 0.68)]
    if np.hypot(*(b - a)) < wide + 2 * _TICK + 2:
        spots = [] if one.apart else [(b + half, a, b + tail), (a - half, a - tail, b)]
    angle = math.degrees(math.atan2(-along[1], along[0]))
    for middle, first, last in spots:
        x, y = (float(value) for value in middle + lift)
        yield _Way(
            turned_box(x, y, wide, look.size * fonts.CAP_HEIGHT + 1.0, angle),
            tuple(shapely.linestrings(np.array([[first, last], *witness]))) if one.apart else _line(first, last),
            (np.array([first, last]), *witness),
            tuple(_slash(at, along, above) for at in (a, b)),
            Text(
                x=x, y=y, text=one.text, size=look.size, colour=look.ink, weight="medium", anchor=Anchor.CENTRE,
                halo=look.halo, angle=angle,
            ),
        )  # fmt: skip


def _line(first: NDArray[np.float64], last: NDArray[np.float64]) -> tuple[BaseGeometry, ...]:
    """Return the line without its ends, at which symbols may stand."""
    step = (last - first) * min(0.3, _SYMBOL / float(np.hypot(*(last - first))))
    return (shapely.linestrings(np.array([first + step, last - step])),)


def _witness(one: Dimension, shift: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the lines that lead from what is measured to the line of the dimension."""
    far = float(np.hypot(*shift))
    out = shift / far
    return tuple(np.array([at + out * _GAP, at + shift + out * _BEYOND]) for at in (one.start, one.end))


def _slash(at: NDArray[np.float64], along: NDArray[np.float64], above: NDArray[np.float64]) -> NDArray[np.float64]:
    step = (along + above) / math.sqrt(2) * _TICK
    return np.array([at - step, at + step])
