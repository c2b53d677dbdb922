"""Swatches: what stands for a layer in the tree, the legend and the brief, drawn with the layer's own symbols."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import styled, symbols
from spaceplanner.cartography.drawing import Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.style import colour, map_style
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.style import MapStyle
    from spaceplanner.domain.layer import Layer

SIZE = 16.0
"""Side of a swatch in pixels; its operations lie within (0, 0) and (SIZE, SIZE)."""

_MIDDLE = np.array([[SIZE / 2, SIZE / 2]])
_DASH = np.array([[1, SIZE / 2], [SIZE - 1, SIZE / 2]])


def swatch(layer: Layer, *, theme: str = "light") -> tuple[Operation, ...]:
    """Return the drawing that stands for a layer, in a square of `SIZE` pixels."""
    if layer.style is not None:
        return styled.summary(layer.kind, layer.style, SIZE)
    return of_kind(layer.role, layer.kind, layer.name, theme=theme)


def of_kind(role: Role, kind: GeometryKind, name: str = "", *, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of a role and a kind of geometry; `name` tells water from other context."""
    if role in _OWN:
        return _OWN[role](theme)
    style, page = map_style(theme), page_theme(theme)
    if role in {Role.BOUNDARY, Role.DISTRICTS}:
        return (Lines(paths=(_DASH,), stroke=symbols.outline_stroke(role, page)),)
    if kind is GeometryKind.LINE:
        return _line(role, style)
    if kind is GeometryKind.POINT:
        name_of, radius, _ = symbols.POINT_LOOK.get(role, symbols.POINT_LOOK[Role.CONTEXT])
        return (Dots(xy=_MIDDLE, radius=radius + 2, fill=colour(symbols.token(name_of, style, page))),)
    (look,) = symbols.area_style(role, name, style, page)
    edge = look.stroke or Stroke(colour(page.faint), 1.0)
    return (Polygons(rings=(_square(1.5),), starts=(0,), fill=look.fill, stroke=edge),)


def lamp(*, working: bool, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of working or dark lamps."""
    dot = symbols.lamp_dots(map_style(theme), 0.3, working=working)
    if working:
        return (Dots(xy=_MIDDLE, radius=4.5, fill=dot.fill),)
    return (Dots(xy=_MIDDLE, radius=3.4, fill=dot.fill, stroke=Stroke(dot.stroke.colour, 1.6) if dot.stroke else None),)


def density(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of the incident density: its classes side by side."""
    style = map_style(theme)
    wide = (SIZE - 2) / len(style.density)
    return tuple(
        Polygons(rings=(_box(1 + i * wide, 1, 1 + (i + 1) * wide, SIZE - 1),), starts=(0,), fill=colour(hex_code))
        for i, hex_code in enumerate(style.density)
    )


def alarm(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of alarms."""
    return (Dots(xy=_MIDDLE, radius=5.0, fill=colour(map_style(theme).alarm)),)


def dark_silent(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of dark and silent ground."""
    style, page = map_style(theme), page_theme(theme)
    edge = Stroke(colour(page.faint), 1.0)
    return (Polygons(rings=(_square(1.5),), starts=(0,), fill=colour(style.dark_silent), stroke=edge),)


def catchments(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of walking catchments: one ground within another."""
    ink = map_style(theme).catchment
    edge = Stroke(colour(ink, 0.75), 1.0)
    return tuple(
        Polygons(rings=(_square(inset),), starts=(0,), fill=colour(ink, 0.25), stroke=edge) for inset in (1.5, 5.0)
    )


def unserved(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of residents without a space."""
    style = map_style(theme)
    fill, edge = colour(style.unserved, style.alpha["unserved"]), Stroke(colour(style.unserved), 1.0)
    return (Polygons(rings=(_square(1.5),), starts=(0,), fill=fill, stroke=edge),)


def hotspots(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of hot spots: the outline of one on its tint."""
    style = map_style(theme)
    edge = Stroke(colour(style.label), 1.5)
    return (Polygons(rings=(_square(1.5),), starts=(0,), fill=colour(style.hot[1]), stroke=edge),)


def proposed(*, theme: str = "light") -> tuple[Operation, ...]:
    """Return the swatch of what a proposal adds."""
    return (Dots(xy=_MIDDLE, radius=4.5, fill=colour(map_style(theme).proposed)),)


def scaled(operations: tuple[Operation, ...], factor: float) -> tuple[Operation, ...]:
    """Return a swatch in another size; its lines keep their width."""
    out: list[Operation] = []
    for operation in operations:
        if isinstance(operation, Polygons):
            out.append(replace(operation, rings=tuple(ring * factor for ring in operation.rings)))
        elif isinstance(operation, Lines):
            out.append(replace(operation, paths=tuple(path * factor for path in operation.paths)))
        elif isinstance(operation, Dots):
            out.append(replace(operation, xy=operation.xy * factor, radius=operation.radius * factor))
    return tuple(out)


def _line(role: Role, style: MapStyle) -> tuple[Operation, ...]:
    width = 4.0 if role is Role.STREETS else 2.0
    return (
        Lines(paths=(_DASH,), stroke=Stroke(colour(style.street_edge), width + 2)),
        Lines(paths=(_DASH,), stroke=Stroke(colour(style.street), width)),
    )


def _square(inset: float) -> NDArray[np.float64]:
    return _box(inset, inset, SIZE - inset, SIZE - inset)


def _box(x0: float, y0: float, x1: float, y1: float) -> NDArray[np.float64]:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], dtype=np.float64)


_OWN: Mapping[Role, Callable[[str], tuple[Operation, ...]]] = {
    Role.INCIDENTS: lambda theme: density(theme=theme),
    Role.LAMPS: lambda theme: lamp(working=True, theme=theme),
    Role.ALARMS: lambda theme: alarm(theme=theme),
}
