"""Forms: the ways in which something is drawn on the map, from its first corner to its last."""

from __future__ import annotations

from enum import StrEnum
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import placing

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.space import Space

    Place = tuple[float, float]
    Typed = tuple[float | None, ...]

_QUARTER = 24
"""Corners of a quarter of a circle."""
_ENDS, _FEW = 2, 3


class Form(StrEnum):
    """How something is drawn."""

    STAMP = "stamp"
    ROW = "row"
    CORNERS = "corners"
    RECTANGLE = "rectangle"
    TURNED = "turned"
    CIRCLE = "circle"


FORMS: dict[str, tuple[Form, ...]] = {
    "point": (Form.STAMP, Form.ROW),
    "line": (Form.CORNERS,),
    "polygon": (Form.STAMP, Form.CORNERS, Form.RECTANGLE, Form.TURNED, Form.CIRCLE),
}
"""Geometry of a type -> how it can be drawn; the first one is in hand at first."""
NAMES = {
    Form.STAMP: N_("One click each"),
    Form.ROW: N_("A row at a spacing"),
    Form.CORNERS: N_("By its corners"),
    Form.RECTANGLE: N_("Rectangle by two corners"),
    Form.TURNED: N_("Turned rectangle by three corners"),
    Form.CIRCLE: N_("Circle"),
}
"""What a form is called; message ids."""
CORNERS = {Form.STAMP: 1, Form.RECTANGLE: 2, Form.TURNED: 3, Form.CIRCLE: 2}
"""How many corners finish a form; the others are ended by the user."""
_LENGTH, _ANGLE = (N_("Length"), "m"), (N_("Angle"), "°")


def form_for(kind: InterventionType, wished: Form) -> Form:
    """Return a form that a type can be drawn in: the wished one, or the type's first."""
    offered = FORMS.get(kind.geometry, (Form.STAMP,))
    return wished if wished in offered else offered[0]


def outline(
    form: Form, kind: InterventionType, corners: tuple[Place, ...], *, space: Space | None, spacing: float
) -> BaseGeometry:
    """Return what the corners, the pointer being the last, make so far; a line or a point while it is no area yet."""
    if form is Form.STAMP:
        return placing.footprint(kind, *corners[-1], space)
    if len(set(corners)) == 1:
        return shapely.Point(corners[0])
    if form is Form.ROW:
        return shapely.MultiPoint(row(corners, spacing))
    if form is Form.CIRCLE:
        return shapely.Point(corners[0]).buffer(hypot(*_way(corners)), quad_segs=_QUARTER)
    ring = _ring(form, kind, corners)
    return shapely.Polygon(ring) if ring else shapely.LineString(corners)


def _ring(form: Form, kind: InterventionType, corners: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the outline of an area that has corners, or nothing while it is none."""
    if form is Form.RECTANGLE:
        return _upright(*corners)
    if len(corners) < _FEW or kind.geometry != "polygon":
        return ()
    return _turned(*corners) if form is Form.TURNED else corners


def row(corners: tuple[Place, ...], spacing: float) -> tuple[Place, ...]:
    """Return places along a line, from its start, at a spacing in metres; the end of the line is one if it fits."""
    line = shapely.LineString(corners)
    places = shapely.line_interpolate_point(line, np.arange(0.0, line.length + 1e-6, spacing))
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(places))


def row_count(corners: tuple[Place, ...], spacing: float) -> int:
    """Return how many places `row` has."""
    return int((shapely.LineString(corners).length + 1e-6) // spacing) + 1 if len(corners) > 1 else 1


def dimensions(
    form: Form, kind: InterventionType, corners: tuple[Place, ...], shape: BaseGeometry, spacing: float
) -> tuple[str, ...]:
    """Return the dimensions of what is being drawn, in words, the pointer being the last corner."""
    if form is Form.STAMP or len(corners) < _ENDS:
        return ()
    if form is Form.CIRCLE:
        text = gettext(N_("Radius {radius} m, {area} m²"))
        return (text.format(radius=number(hypot(*_way(corners)), 2), area=number(shape.area, 1)),)
    if form is Form.RECTANGLE or (form is Form.TURNED and len(corners) == _FEW):
        wide, high = sides(form, corners)
        text = gettext(N_("{width} × {height} m, {area} m²"))
        return (text.format(width=number(wide, 2), height=number(high, 2), area=number(shape.area, 1)),)
    dx, dy = _way(corners)
    text = gettext(N_("{length} m at {angle}°"))
    first = text.format(length=number(hypot(dx, dy), 2), angle=number(degrees(atan2(dy, dx)) % 360, 1))
    return first, *_whole(form, kind, corners, shape, spacing)


def _whole(
    form: Form, kind: InterventionType, corners: tuple[Place, ...], shape: BaseGeometry, spacing: float
) -> tuple[str, ...]:
    """Return the dimensions of all corners together, where these are more than the last side."""
    if form is Form.ROW:
        text = gettext(N_("{count} in a row, {spacing} m apart"))
        return (text.format(count=number(row_count(corners, spacing)), spacing=number(spacing, 1)),)
    if len(corners) == _ENDS:
        return ()
    if kind.geometry == "polygon":
        text = gettext(N_("Around {length} m, {area} m²"))
        return (text.format(length=number(shape.length, 1), area=number(shape.area, 1)),)
    return (gettext(N_("In all {length} m")).format(length=number(shape.length, 1)),)


def fields(form: Form, corners: tuple[Place, ...]) -> tuple[tuple[str, str], ...]:
    """Return what can be typed for the next corner: (message id, unit); nothing before the first corner."""
    if not corners or form is Form.STAMP:
        return ()
    if form is Form.CIRCLE:
        return ((N_("Radius"), "m"),)
    if form is Form.RECTANGLE:
        return (N_("Width"), "m"), (N_("Height"), "m")
    if form is Form.TURNED and len(corners) == _ENDS:
        return ((N_("Height"), "m"),)
    return _LENGTH, _ANGLE


def typed(form: Form, corners: tuple[Place, ...], pointer: Place, values: Typed) -> Place:
    """Return the next corner by typed values, in the order of `fields`; what was not typed is as the pointer shows.

    Angles are degrees from east, counter-clockwise.
    """
    x, y = corners[-1]
    first, second = (*values, None, None)[:2]
    dx, dy = pointer[0] - x, pointer[1] - y
    if form is Form.RECTANGLE:
        wide, high = abs(dx) if first is None else first, abs(dy) if second is None else second
        return x + (-wide if dx < 0 else wide), y + (-high if dy < 0 else high)
    if form is Form.TURNED and len(corners) == _ENDS:
        across = _across(*corners)
        side = dx * across[0] + dy * across[1]
        high = abs(side) if first is None else first
        return x + across[0] * (-high if side < 0 else high), y + across[1] * (-high if side < 0 else high)
    length = hypot(dx, dy) if first is None else first
    turn = atan2(dy, dx) if second is None else radians(second)
    return x + length * cos(turn), y + length * sin(turn)


def sides(form: Form, corners: tuple[Place, ...]) -> tuple[float, float]:
    """Return the width and the height of a rectangle in metres."""
    if form is Form.RECTANGLE:
        dx, dy = _way(corners)
        return abs(dx), abs(dy)
    ring = _turned(*corners)
    return hypot(*_way(ring[:2])), hypot(*_way(ring[1:3]))


def _way(corners: tuple[Place, ...]) -> Place:
    (x0, y0), (x1, y1) = corners[-2:]
    return x1 - x0, y1 - y0


def _upright(one: Place, two: Place) -> tuple[Place, ...]:
    return one, (two[0], one[1]), two, (one[0], two[1])


def _across(one: Place, two: Place) -> Place:
    """Return the direction at right angles to a side, of length 1."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    length = hypot(dx, dy) or 1.0
    return -dy / length, dx / length


def _turned(one: Place, two: Place, three: Place) -> tuple[Place, ...]:
    """Return a rectangle on the side from `one` to `two`, as high as `three` is away from that side."""
    across = _across(one, two)
    high = (three[0] - two[0]) * across[0] + (three[1] - two[1]) * across[1]
    dx, dy = across[0] * high, across[1] * high
    return one, two, (two[0] + dx, two[1] + dy), (one[0] + dx, one[1] + dy)
