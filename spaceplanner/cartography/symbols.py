"""How each kind of layer looks: one table of painters that the map, the swatches and the legends use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import counts, shapes, styled
from spaceplanner.cartography.drawing import MANY, Badges, Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.style import LIMITS, MAP, colour
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.style import MapStyle, Theme
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Settings


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """What painters draw on and by.

    Attributes
    ----------
    view, map, theme, settings
        The view, the colours and the project's settings.
    quiet
        Points step back: something is shown below them whose colours are to be read.
    """

    view: View
    map: MapStyle
    theme: Theme
    settings: Settings
    quiet: bool = False


def area_style(role: Role, name: str, style: MapStyle, theme: Theme) -> tuple[Polygons, ...]:
    """Return polygon operations without rings that carry the fill and edge of a role's areas."""
    water = any(word in name.casefold().split() for word in style.water_words)
    looks: dict[Role, tuple[str | None, float, str | None, float]] = {
        Role.SPACES: (style.space_fill, 1.0, style.space_edge, 1.2),
        Role.BUILDINGS: (style.building, style.alpha["buildings"], None, 0.0),
        Role.CONTEXT: (style.water if water else style.ground, 1.0, None, 0.0),
        Role.BUSINESSES: (style.business, 0.25, style.business, 0.8),
        Role.RESIDENTS: (style.resident, 0.22, style.resident, 0.6),
        Role.STREETS: (style.street, 1.0, style.street_edge, 1.0),
        Role.PATHS: (style.street, 1.0, style.street_edge, 0.6),
    }
    fill, alpha, edge, width = looks.get(role, (theme.secondary, 0.06, theme.secondary, 0.8))
    return (
        Polygons(
            rings=(),
            starts=(),
            fill=colour(fill, alpha) if fill else None,
            stroke=Stroke(colour(edge), width) if edge else None,
        ),
    )


def areas(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    """Draw a layer's polygons."""
    flat = shapes.of_layer(layer, sheet.view, areas=True)
    smallest = LIMITS.smallest if layer.role is not Role.BUILDINGS else 1.5
    chosen = shapes.in_view(flat, sheet.view, smallest=smallest)
    if not len(chosen):
        return ()
    rings, starts = shapes.paths(flat, chosen, sheet.view)
    looks = area_style(layer.role, layer.name, sheet.map, sheet.theme)
    return tuple(
        Polygons(rings=rings, starts=starts, fill=look.fill, stroke=_fine(look.stroke, len(chosen))) for look in looks
    )


def _fine(stroke: Stroke | None, many: int) -> Stroke | None:
    """Return the edge of so many areas: thousands are so small that a wide edge would be all that is seen of them."""
    return replace(stroke, width=min(stroke.width, 1.0)) if stroke is not None and many >= MANY else stroke


def street_strokes(view: View, style: MapStyle) -> tuple[Stroke, ...]:
    """Return the edge and the surface of a street as two strokes; fine lines lose their edge."""
    low, high = LIMITS.street_pixels
    width = min(max(LIMITS.street_width / view.resolution, low), high)
    surface = Stroke(colour(style.street), width)
    return (Stroke(colour(style.street_edge), width + 1.4), surface) if width > 3 else (surface,)  # noqa: PLR2004


def _streets(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    return _lines(layer, sheet, street_strokes(sheet.view, sheet.map))


def _footpaths(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    width = min(max(2.0 / sheet.view.resolution, 0.5), 6.0)
    return _lines(layer, sheet, (Stroke(colour(sheet.map.street), width),))


def _context_lines(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    (look,) = area_style(layer.role, layer.name, sheet.map, sheet.theme)
    return _lines(layer, sheet, (Stroke(look.fill or colour(sheet.theme.faint), 1.2),))


def _lines(layer: Layer, sheet: Sheet, strokes: tuple[Stroke, ...]) -> tuple[Operation, ...]:
    flat = shapes.of_layer(layer, sheet.view, areas=False)
    margin = strokes[0].width
    chosen = shapes.in_view(flat, sheet.view, smallest=LIMITS.smallest, margin=margin)
    if not len(chosen):
        return ()
    paths, _ = shapes.paths(flat, chosen, sheet.view)
    return tuple(Lines(paths=paths, stroke=stroke) for stroke in strokes)


def outline_stroke(role: Role, theme: Theme) -> Stroke:
    """Return the dashed line of the boundary or of districts."""
    if role is Role.BOUNDARY:
        return Stroke(colour(theme.secondary, 0.75), 1.4, (6.0, 4.0))
    return Stroke(colour(theme.faint, 0.7), 1.0, (2.0, 3.0))


def _outlines(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    paths = shapes.outline(layer.geometry, sheet.view)
    return (Lines(paths=paths, stroke=outline_stroke(layer.role, sheet.theme)),) if paths else ()


def token(name: str, style: MapStyle, theme: Theme) -> str:
    """Return the colour that a token names, on the map or else in the theme."""
    found: str = getattr(style, name, None) or getattr(theme, name)
    return found


def dot_size(resolution: float) -> float:
    """Return the radius in pixels of a lamp at a resolution in metres per pixel."""
    return float(np.interp(resolution, [0.3, 1.0, 3.0, 8.0, 20.0], [3.0, 2.6, 1.7, 1.1, 0.7]))


@lru_cache(maxsize=32)
def works(layer: Layer) -> NDArray[np.bool_]:
    """Return which lamps or alarms work; unknown counts as working, as it does in the analysis."""
    if "working" not in layer.table.column_names:
        return np.ones(len(layer.geometry), dtype=bool)
    column = layer.table.column("working").fill_null(True)  # noqa: FBT003 - the value of a missing entry
    return np.asarray(column.to_numpy(), dtype=bool)


@lru_cache(maxsize=16)
def ids(layer: Layer) -> NDArray[np.str_]:
    """Return the ids of a layer of spaces."""
    return np.array([str(key) for key in layer.table.column("id").to_pylist()], dtype=np.str_)


def lamp_dots(style: MapStyle, resolution: float, *, working: bool) -> Dots:
    """Return the dot of a lamp, without a place."""
    radius = dot_size(resolution)
    edge = min(0.9, radius * 0.35)
    none = np.empty((0, 2))
    if working:
        stroke = Stroke(colour(style.halo), edge) if radius > 1.4 else None  # noqa: PLR2004 - an edge would hide it
        return Dots(xy=none, radius=radius, fill=colour(style.lamp), stroke=stroke)
    stroke = Stroke(colour(style.lamp_dark_edge), max(edge * 1.4, 0.5))
    return Dots(xy=none, radius=radius, fill=colour(style.lamp_dark_fill), stroke=stroke)


def _lamps(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    chosen = shapes.points_in_view(layer.geometry, sheet.view, margin=4)
    working = works(layer)[chosen]
    if are_counted(sheet.view, len(chosen)) and not sheet.quiet:
        return _counted_lamps(layer.geometry[chosen], working, sheet)
    pixels = sheet.view.to_pixels(layer.geometry[chosen])
    out: list[Operation] = []
    for state in (False, True):
        look = lamp_dots(sheet.map, sheet.view.resolution, working=state)
        xy = pixels[working == state]
        if sheet.view.resolution > LIMITS.lit_ground:
            xy = shapes.thinned(xy, sheet.view, 1.5 if look.radius < 1.4 else 2.5)  # noqa: PLR2004
        if len(xy):
            out.append(Dots(xy=xy, radius=look.radius, fill=look.fill, stroke=look.stroke))
    return tuple(out)


def are_counted(view: View, lamps: int) -> bool:
    """Return whether so many lamps in a view are shown as counts."""
    return view.resolution > LIMITS.single_lamps and lamps > LIMITS.most_lamps


def _counted_lamps(xy: NDArray[np.float64], working: NDArray[np.bool_], sheet: Sheet) -> tuple[Operation, ...]:
    """Draw a city's lamps as counts by cell, those that are out below those that work."""
    dark = sheet.map.halo != MAP.halo
    hues = ((False, sheet.map.lamp_dark_edge, _OUT_ALPHA), (True, sheet.map.lamp, LIT_ALPHA))
    return tuple(
        counts.cells(xy[working == state], sheet.view, hue, dark=dark, alpha=alpha) for state, hue, alpha in hues
    )


_OUT_ALPHA, LIT_ALPHA = 0.2, 0.85
"""Opacity of the most lamps in a cell: what lies below is to be seen through them."""


def alarm_badges(style: MapStyle, resolution: float, xy: NDArray[np.float64]) -> Dots | Badges:
    """Return alarms as badges with a bell, or as dots where badges would hide the map."""
    if resolution > 5:  # noqa: PLR2004 - metres per pixel: a city as a whole
        return Dots(xy=xy, radius=2.4, fill=colour(style.alarm), stroke=Stroke(colour(style.halo), 0.8))
    radius = float(np.interp(resolution, [0.5, 5.0], [8.0, 4.5]))
    return Badges(
        xy=xy,
        radius=radius,
        icon="bell",
        fill=colour(style.alarm),
        ink=colour("#FFFFFF"),
        stroke=Stroke(colour(style.halo), 1.6),
    )


def _alarms(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    chosen = shapes.points_in_view(layer.geometry, sheet.view, margin=12)
    working = works(layer)[chosen]
    pixels = sheet.view.to_pixels(layer.geometry[chosen])
    out: list[Operation] = []
    if (~working).any():
        look = Stroke(colour(sheet.map.alarm), 1.2)
        out.append(Dots(xy=pixels[~working], radius=3.2, fill=colour(sheet.map.lamp_dark_fill), stroke=look))
    if working.any():
        out.append(alarm_badges(sheet.map, sheet.view.resolution, pixels[working]))
    return tuple(out)


def _points(hex_of: str, radius: float, coarsest: float) -> Callable[[Layer, Sheet], tuple[Operation, ...]]:
    def paint(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
        if sheet.view.resolution > coarsest:
            return ()
        chosen = shapes.points_in_view(layer.geometry, sheet.view, margin=4)
        pixels = shapes.thinned(sheet.view.to_pixels(layer.geometry[chosen]), sheet.view, 2.0)
        fill = token(hex_of, sheet.map, sheet.theme)
        edge = Stroke(colour(sheet.map.halo), 0.7)
        return (Dots(xy=pixels, radius=radius, fill=colour(fill), stroke=edge),) if len(pixels) else ()

    return paint


_RING, _BADGE_RING, _RINGS_APART = 2.6, 4.5, 14.0
"""Radius of points and of badges that step back, and their least distance, in pixels."""

POINT_LOOK: Mapping[Role, tuple[str, float, float]] = {
    Role.RESIDENTS: ("resident", 2.2, LIMITS.residents),
    Role.BUSINESSES: ("business", 2.4, LIMITS.businesses),
    Role.ENTRANCES: ("ink", 2.0, 4.0),
    Role.AUDITS: ("accent", 2.6, 12.0),
    Role.SPACES: ("space_edge", 3.0, 1e9),
    Role.CONTEXT: ("faint", 1.8, 4.0),
}
"""Role -> colour token, radius in pixels, coarsest resolution at which its points are drawn."""


def paint(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    """Draw one layer by its style or with the painter of its role; incidents are never drawn as points."""
    if layer.role is Role.INCIDENTS:
        return ()
    if layer.style is not None:
        drawn = styled.paint(layer, layer.style, sheet, works=works(layer))
    else:
        drawn = _painted(layer, sheet)
    return tuple(_stepped_back(one, sheet) for one in drawn) if sheet.quiet else drawn


def _stepped_back(drawn: Operation, sheet: Sheet) -> Operation:
    """Return points as few thin rings, through which the colours below are seen; all else as it is."""
    if not isinstance(drawn, Dots | Badges):
        return drawn
    hue = drawn.stroke.colour if drawn.fill.hex == sheet.map.lamp_dark_fill and drawn.stroke else drawn.fill
    radius = min(drawn.radius, _RING if isinstance(drawn, Dots) else _BADGE_RING)
    xy = shapes.thinned(drawn.xy, sheet.view, _RINGS_APART)
    return Dots(xy=xy, radius=radius, fill=colour(drawn.fill.hex, 0.0), stroke=Stroke(colour(hue.hex, 0.8), 0.8))


def _painted(layer: Layer, sheet: Sheet) -> tuple[Operation, ...]:
    special = _SPECIAL.get((layer.role, layer.kind))
    if special is not None:
        return special(layer, sheet)
    if layer.kind is GeometryKind.POLYGON:
        return areas(layer, sheet)
    if layer.kind is GeometryKind.LINE:
        return _context_lines(layer, sheet)
    token, radius, coarsest = POINT_LOOK.get(layer.role, POINT_LOOK[Role.CONTEXT])
    return _points(token, radius, coarsest)(layer, sheet)


_SPECIAL: Mapping[tuple[Role, GeometryKind], Callable[[Layer, Sheet], tuple[Operation, ...]]] = {
    (Role.STREETS, GeometryKind.LINE): _streets,
    (Role.PATHS, GeometryKind.LINE): _footpaths,
    (Role.LAMPS, GeometryKind.POINT): _lamps,
    (Role.ALARMS, GeometryKind.POINT): _alarms,
    (Role.DISTRICTS, GeometryKind.POLYGON): _outlines,
    (Role.BOUNDARY, GeometryKind.POLYGON): _outlines,
    (Role.BOUNDARY, GeometryKind.LINE): _outlines,
}
