"""Layers drawn by a style: grouped by class, from arrays, whatever their number."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import MANY, Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.shapes import Same
from spaceplanner.cartography.style import LIMITS, colour
from spaceplanner.domain import style_classes
from spaceplanner.domain.layer import GeometryKind
from spaceplanner.domain.style import Category, Style, StyleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.domain.layer import Layer

_STEP = 0.3
"""Opaque points of a class are drawn so many diameters apart where a city is seen as a whole: more make no difference."""
_ANY = "#000000"


def codes(layer: Layer, style: Style) -> NDArray[np.int16]:
    """Return (n,) the place of each feature's class in `style_classes.classes`, whatever the colours; read-only."""
    values = tuple(Category(one.value, _ANY) for one in style.categories)
    return _codes(
        Same(layer.table), Style(kind=style.kind, column=style.column, limits=style.limits, categories=values)
    )


@lru_cache(maxsize=24)
def _codes(table: Same, style: Style) -> NDArray[np.int16]:
    found = style_classes.codes(cast("pa.Table", table.it), style)
    found.setflags(write=False)
    return found


def counts(layer: Layer, style: Style) -> NDArray[np.int64]:
    """Return how many features each class has, in the order of `style_classes.classes`."""
    return np.bincount(codes(layer, style), minlength=len(style_classes.classes(style)))


def paint(layer: Layer, style: Style, sheet: Sheet, *, works: NDArray[np.bool_]) -> tuple[Operation, ...]:
    """Draw a layer by a style; nothing outside the scales at which it shows.

    Parameters
    ----------
    works
        (n,) which lamps or alarms work, where that is to be told.
    """
    if not style.shown_at(sheet.view.scale):
        return ()
    if layer.kind is GeometryKind.POINT:
        return tuple(_points(layer, style, sheet, works))
    return tuple(_shapes(layer, style, sheet))


def _points(layer: Layer, style: Style, sheet: Sheet, works: NDArray[np.bool_]) -> Iterator[Dots]:
    chosen = shapes.points_in_view(layer.geometry, sheet.view, margin=style.size)
    pixels, code = sheet.view.to_pixels(layer.geometry[chosen]), codes(layer, style)[chosen]
    if style_classes.tells_broken(layer, style):
        working = works[chosen]
        yield from _dots(pixels[~working], out_of_order(style, sheet), sheet)
        pixels, code = pixels[working], code[working]
    for place, hue in _drawn(style):
        yield from _dots(pixels[code == place], dot(style, hue), sheet)


def dot(style: Style, hue: str) -> Dots:
    """Return the dot of a class, without a place."""
    edge = _edge(style, most=style.outline_width)
    return Dots(xy=np.empty((0, 2)), radius=style.size / 2, fill=colour(hue, style.opacity), stroke=edge)


def out_of_order(style: Style, sheet: Sheet) -> Dots:
    """Return the dot of a lamp or an alarm that is out, without a place: hollow, as without a style."""
    edge = Stroke(colour(sheet.map.lamp_dark_edge, style.opacity), max(1.0, style.size / 6))
    fill = colour(sheet.map.lamp_dark_fill, style.opacity)
    return Dots(xy=np.empty((0, 2)), radius=style.size / 2, fill=fill, stroke=edge)


def _dots(xy: NDArray[np.float64], look: Dots, sheet: Sheet) -> Iterator[Dots]:
    if sheet.view.resolution > LIMITS.lit_ground and look.fill.alpha == 1:
        xy = shapes.thinned(xy, sheet.view, max(1.0, 2 * look.radius * _STEP))
    if len(xy):
        yield Dots(xy=xy, radius=look.radius, fill=look.fill, stroke=look.stroke)


def _shapes(layer: Layer, style: Style, sheet: Sheet) -> Iterator[Polygons | Lines]:
    areas = layer.kind is GeometryKind.POLYGON
    flat = shapes.of_layer(layer, sheet.view, areas=areas)
    margin = style.outline_width if areas else style.size
    chosen = shapes.in_view(flat, sheet.view, smallest=LIMITS.smallest, margin=max(4.0, margin))
    code = codes(layer, style)[flat.feature[chosen]]
    for place, hue in _drawn(style):
        parts = chosen[code == place]
        if not len(parts):
            continue
        rings, starts = shapes.paths(flat, parts, sheet.view)
        if areas:
            edge = _edge(style, most=1.0 if len(chosen) >= MANY else style.outline_width)
            yield Polygons(rings=rings, starts=starts, fill=colour(hue, style.opacity), stroke=edge)
        else:
            yield Lines(paths=rings, stroke=Stroke(colour(hue, style.opacity), style.size))


def _edge(style: Style, *, most: float) -> Stroke | None:
    """Return the outline; thousands of areas are so small that a wide one would be all that is seen of them."""
    if style.outline is None:
        return None
    return Stroke(colour(style.outline, style.opacity), min(style.outline_width, most))


def _drawn(style: Style) -> Iterator[tuple[int, str]]:
    """Yield the place and the colour of each class that is drawn, first what has no value or another one."""
    found = style_classes.classes(style)
    order = sorted(range(len(found)), key=lambda place: (found[place].belongs not in _REST, place))
    for place in order:
        hue = found[place].colour
        if hue is not None:
            yield place, hue


_REST = (style_classes.Belongs.OTHERS, style_classes.Belongs.MISSING)


def swatch(kind: GeometryKind, style: Style, hue: str, side: float) -> tuple[Operation, ...]:
    """Return what stands for a class in a legend: its symbol, no larger than a square of `side` pixels."""
    if kind is GeometryKind.LINE:
        line = np.array([[1, side / 2], [side - 1, side / 2]])
        return (Lines(paths=(line,), stroke=Stroke(colour(hue, style.opacity), min(style.size, side * 0.6))),)
    if kind is GeometryKind.POLYGON:
        ring = np.array([[1.5, 1.5], [side - 1.5, 1.5], [side - 1.5, side - 1.5], [1.5, side - 1.5], [1.5, 1.5]])
        edge = _edge(style, most=2.0)
        return (Polygons(rings=(ring,), starts=(0,), fill=colour(hue, style.opacity), stroke=edge),)
    look = dot(style, hue)
    radius = min(max(look.radius, 2.5), side / 2 - 2)
    return (Dots(xy=np.array([[side / 2, side / 2]]), radius=radius, fill=look.fill, stroke=look.stroke),)


def summary(kind: GeometryKind, style: Style, side: float) -> tuple[Operation, ...]:
    """Return what stands for a whole layer of a style: its symbol, or up to four of its colours in stripes."""
    hues = [hue for _, hue in _drawn(style)] or [style.colour]
    if style.kind is StyleKind.SINGLE:
        return swatch(kind, style, hues[0], side)
    named = [part.colour for part in style_classes.classes(style)[:-2] if part.colour is not None] or hues
    shown = [named[round(place)] for place in np.linspace(0, len(named) - 1, min(_STRIPES, len(named)))]
    wide = (side - 2) / len(shown)
    stripe = np.array([[1.0, 1], [1, side - 1], [1 + wide, side - 1], [1 + wide, 1], [1, 1]])
    return tuple(
        Polygons(rings=(stripe + np.array([place * wide, 0]),), starts=(0,), fill=colour(hue, style.opacity))
        for place, hue in enumerate(shown)
    )


_STRIPES = 4
