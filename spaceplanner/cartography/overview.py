"""The overview: all of a project in a small picture, plain, to show where in it a view is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.style import colour, map_style
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer

_ORDER = (
    Role.CONTEXT,
    Role.DISTRICTS,
    Role.BOUNDARY,
    Role.STREETS,
    Role.PATHS,
    Role.RESIDENTS,
    Role.LAMPS,
    Role.SPACES,
)
"""What is drawn, from the lowest up. Incidents never are: a lone one would be a dot."""
_CELL = 2.0
_FEWEST_PIXELS = 12.0
"""Smallest side of the rectangle that stands for the view."""
MARGIN = 0.06


def bounds(layers: Iterable[Layer]) -> tuple[float, float, float, float] | None:
    """Return the rectangle around all layers (min x, min y, max x, max y), metres, or None for nothing."""
    boxes = [box for layer in layers if (box := layer.bounds()) is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def drawing(layers: Iterable[Layer], view: View, theme: str) -> tuple[Operation, ...]:
    """Return the drawing of all visible layers that help to find one's way."""
    shown = sorted(
        (layer for layer in layers if layer.visible and layer.role in _ORDER and len(layer)),
        key=lambda layer: _ORDER.index(layer.role),
    )
    # Points are drawn only where there is nothing better: lamps would cover all the streets.
    wide = [layer for layer in shown if layer.kind is not GeometryKind.POINT]
    return tuple(operation for layer in wide or shown for operation in _of_layer(layer, view, theme))


def _of_layer(layer: Layer, view: View, theme: str) -> Iterator[Operation]:
    style, page = map_style(theme), page_theme(theme)
    if layer.kind is GeometryKind.POINT:
        pixels = shapes.thinned(view.to_pixels(layer.geometry), view, _CELL)
        yield Dots(xy=pixels, radius=0.8, fill=colour(page.faint, 0.55))
        return
    areas = layer.kind is GeometryKind.POLYGON
    flat = shapes.of_layer(layer, view, areas=areas)
    paths, starts = shapes.paths(flat, shapes.in_view(flat, view), view)
    if not paths:
        return
    if not areas:
        yield Lines(paths=paths, stroke=Stroke(colour(style.street if theme == "light" else page.lines), 0.8))
    elif layer.role is Role.SPACES:
        edge = Stroke(colour(style.space_edge), 0.8)
        yield Polygons(rings=paths, starts=starts, fill=colour(style.space_fill), stroke=edge)
    elif layer.role in {Role.BOUNDARY, Role.DISTRICTS}:
        yield Lines(paths=paths, stroke=Stroke(colour(page.secondary, 0.7), 0.8))
    else:
        yield Polygons(rings=paths, starts=starts, fill=colour(page.secondary, 0.12))


def frame(shown: View, overview: View, theme: str) -> tuple[Operation, ...]:
    """Return the rectangle that stands for a view; a tiny one is drawn larger, so that it is found and can be held."""
    x0, y0, x1, y1 = frame_box(shown, overview)
    ring = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
    accent = page_theme(theme).accent
    return (Polygons(rings=(ring,), starts=(0,), fill=colour(accent, 0.12), stroke=Stroke(colour(accent), 1.4)),)


def frame_box(shown: View, overview: View) -> tuple[float, float, float, float]:
    """Return the pixels (left, top, right, bottom) of the rectangle that stands for a view."""
    west, south, east, north = shown.bounds
    (x0, y0), (x1, y1) = overview.to_pixels(np.array([(west, north), (east, south)])).tolist()
    wide, high = max(_FEWEST_PIXELS - (x1 - x0), 0.0) / 2, max(_FEWEST_PIXELS - (y1 - y0), 0.0) / 2
    return x0 - wide, y0 - high, x1 + wide, y1 + high
