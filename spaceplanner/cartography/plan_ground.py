"""What is there already, drawn in grey for a site plan: at its true width where that is known, else by its centre line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.cartography import shapes, symbols
from spaceplanner.cartography.drawing import Badges, Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.style import colour, map_style
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.room import Room
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer

PAPER, GROUND, SPACE, WATER, BUILDING = "#FFFFFF", "#F1F2F1", "#F9FAF7", "#E1E6EA", "#DCDFE1"
LINE, INK, PALE = "#A3ABB2", "#4A545E", "#7B858E"
"""Greys of what is there: surfaces, then lines, words and symbols."""

WIDTHS = frozenset({"width", "width_m", "ancho", "ancho_m"})
"""Names of a column that holds how wide a street or path is, metres."""
TREES = frozenset({"tree", "trees", "árbol", "árboles", "arbol", "arboles", "arbolado"})
"""A context layer of points with one of these words in its name shows trees."""

_ALWAYS = (Role.SPACES, Role.BUILDINGS, Role.PATHS, Role.LAMPS, Role.ALARMS, Role.ENTRANCES)
_VISIBLE = (Role.CONTEXT, Role.STREETS)
_ORDER = (
    Role.CONTEXT,
    Role.SPACES,
    Role.STREETS,
    Role.PATHS,
    Role.BUILDINGS,
    Role.ENTRANCES,
    Role.LAMPS,
    Role.ALARMS,
)
_WIDEST, _NARROWEST = 80.0, 0.3


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """What of a layer a plan shows: its operations, and the legend's words with a swatch, or None."""

    operations: tuple[Operation, ...]
    text: str
    swatch: tuple[Operation, ...]


def shown(layers: Sequence[Layer], view: View, size: float) -> list[Shown]:
    """Return what is there in view, in drawing order; `size` is 1 for symbols as on A3.

    Incidents, residents, audits and businesses are on no plan.
    """
    there = known(layers)
    return [
        entry
        for role in _ORDER
        for layer in there
        if layer.role is role
        for entry in _PAINTERS[role](layer, view, size)
        if any(_draws(operation) for operation in entry.operations)
    ]


def known(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers of what is there that a plan shows."""
    return [
        layer
        for layer in layers
        if len(layer) and (layer.role in _ALWAYS or (layer.role in _VISIBLE and layer.visible))
    ]


def _draws(operation: Operation) -> bool:
    """Tell whether an operation has anything to draw."""
    for name in ("rings", "paths", "xy"):
        part = getattr(operation, name, None)
        if part is not None:
            return len(part) > 0
    return True


def _square() -> NDArray[np.float64]:
    return np.array([[1.5, 2.5], [14.5, 2.5], [14.5, 13.5], [1.5, 13.5], [1.5, 2.5]])


_MIDDLE = np.array([[8.0, 8.0]])
_DASH = np.array([[0.5, 8.0], [15.5, 8.0]])


def _surface(fill: str, edge: str, width: float, text: str) -> Callable[[Layer, View, float], Iterator[Shown]]:
    def paint(layer: Layer, view: View, _size: float) -> Iterator[Shown]:
        stroke = Stroke(colour(edge), width)
        if layer.kind is GeometryKind.POLYGON:
            drawn = _rings(layer.geometry, view, fill, stroke)
            yield Shown((drawn,), text, (Polygons(rings=(_square(),), starts=(0,), fill=colour(fill), stroke=stroke),))

    return paint


def _rings(geometries: NDArray[np.object_], view: View, fill: str | None, stroke: Stroke | None) -> Polygons:
    flat = shapes.flatten(geometries, areas=True)
    rings, starts = shapes.paths(flat, shapes.in_view(flat, view, margin=40.0), view)
    return Polygons(rings=rings, starts=starts, fill=colour(fill) if fill else None, stroke=stroke)


def _context(layer: Layer, view: View, size: float) -> Iterator[Shown]:
    words = set(layer.name.casefold().split())
    if layer.kind is GeometryKind.POLYGON:
        fill = WATER if words & set(map_style().water_words) else GROUND
        yield from _surface(fill, LINE, 0.4, layer.name)(layer, view, size)
    elif layer.kind is GeometryKind.LINE:
        stroke = Stroke(colour(LINE), 0.7)
        yield Shown((Lines(paths=_paths(layer.geometry, view), stroke=stroke),), layer.name, (_swatch_line(stroke),))
    elif words & TREES:
        yield Shown(_trees(_pixels(layer, view), size), N_("Existing trees"), _trees(_MIDDLE, 0.8))
    else:
        dot = Dots(xy=_pixels(layer, view), radius=1.6 * size, fill=colour(PALE))
        yield Shown((dot,), layer.name, (Dots(xy=_MIDDLE, radius=1.6, fill=colour(PALE)),))


def _trees(xy: NDArray[np.float64], size: float) -> tuple[Operation, ...]:
    crown = Dots(xy=xy, radius=7.0 * size, fill=colour("#E3E7E1", 0.7), stroke=Stroke(colour(PALE), 0.6))
    return crown, Dots(xy=xy, radius=0.9 * size, fill=colour(INK))


def _ways(kerb: Stroke, text: str) -> Callable[[Layer, View, float], Iterator[Shown]]:
    """Return the painter of streets or paths: both edges at the width that the layer states, else the centre line."""

    def paint(layer: Layer, view: View, size: float) -> Iterator[Shown]:
        if layer.kind is GeometryKind.POLYGON:
            yield from _surface(PAPER, kerb.colour.hex, kerb.width, text)(layer, view, size)
            return
        wide = widths(layer)
        known = np.isfinite(wide)
        drawn: list[Operation] = []
        for extra, hue in ((2 * kerb.width, kerb.colour.hex), (0.0, PAPER)):
            for width in np.unique(wide[known]).tolist():
                paths = _paths(layer.geometry[wide == width], view)
                drawn.append(Lines(paths=paths, stroke=Stroke(colour(hue), width / view.resolution + extra)))
        axis = Stroke(kerb.colour, 0.7, (7.0, 2.5, 1.5, 2.5))
        paths = _paths(layer.geometry[~known], view)
        if any(len(one.paths) for one in drawn if isinstance(one, Lines)):
            band = (
                Lines(paths=(_DASH,), stroke=Stroke(kerb.colour, 7.0)),
                Lines(paths=(_DASH,), stroke=Stroke(colour(PAPER), 5.4)),
            )
            yield Shown(tuple(drawn), text, band)
        if paths:
            yield Shown((Lines(paths=paths, stroke=axis),), _AXES[text], (_swatch_line(axis),))

    return paint


def _swatch_line(stroke: Stroke) -> Lines:
    return Lines(paths=(_DASH,), stroke=stroke)


def widths(layer: Layer) -> NDArray[np.float64]:
    """Return how wide each line of a layer is, metres; NaN where no column says it, or says what cannot be."""
    nothing = np.full(len(layer), np.nan)
    for name in layer.table.column_names:
        column = layer.table.column(name)
        if name.casefold() in WIDTHS and (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
            found = np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
            return np.where((found >= _NARROWEST) & (found <= _WIDEST), found, np.nan)
    return nothing


def _paths(geometries: NDArray[np.object_], view: View) -> tuple[NDArray[np.float64], ...]:
    flat = shapes.flatten(geometries, areas=False)
    return tuple(shapes.paths(flat, shapes.in_view(flat, view, margin=60.0), view)[0])


def _pixels(layer: Layer, view: View) -> NDArray[np.float64]:
    if layer.kind is not GeometryKind.POINT:
        return np.empty((0, 2))
    return view.to_pixels(layer.geometry[shapes.points_in_view(layer.geometry, view, margin=4)])


def lamp_symbol(xy: NDArray[np.float64], radius: float, hue: str, fill: str = PAPER) -> tuple[Operation, ...]:
    """Return the symbol of lamps: a circle with a cross in it, as on lighting plans."""
    step = radius * np.sqrt(0.5)
    arms = np.array([[[-step, -step], [step, step]], [[-step, step], [step, -step]]])
    paths = tuple((place + arm) for place in xy for arm in arms)
    pen = Stroke(colour(hue), max(0.7, radius * 0.16))
    return Dots(xy=xy, radius=radius, fill=colour(fill), stroke=pen), Lines(paths=paths, stroke=pen)


def _lamps(layer: Layer, view: View, size: float) -> Iterator[Shown]:
    if layer.kind is not GeometryKind.POINT:
        return
    near = shapes.points_in_view(layer.geometry, view, margin=4)
    xy, works = view.to_pixels(layer.geometry[near]), symbols.works(layer)[near]
    yield Shown(lamp_symbol(xy[works], 3.6 * size, PALE), N_("Existing lamps"), lamp_symbol(_MIDDLE, 4.4, PALE))
    out = Stroke(colour(PALE), 0.8)
    dark = Dots(xy=xy[~works], radius=3.2 * size, fill=colour(PAPER), stroke=out)
    yield Shown((dark,), N_("Existing lamps that are out"), (Dots(xy=_MIDDLE, radius=4.0, fill=dark.fill, stroke=out),))


def _alarms(layer: Layer, view: View, size: float) -> Iterator[Shown]:
    def badge(xy: NDArray[np.float64], radius: float) -> Badges:
        return Badges(xy=xy, radius=radius, icon="bell", fill=colour(PALE), ink=colour(PAPER))

    yield Shown((badge(_pixels(layer, view), 6.0 * size),), N_("Existing alarms"), (badge(_MIDDLE, 6.5),))


def _entrances(layer: Layer, view: View, size: float) -> Iterator[Shown]:
    def arrow(xy: NDArray[np.float64], half: float) -> Polygons:
        corner = np.array([[0, -half], [half * 0.87, half * 0.5], [-half * 0.87, half * 0.5], [0, -half]])
        rings = tuple(place + corner for place in xy)
        return Polygons(rings=rings, starts=tuple(range(len(rings))), fill=colour(INK))

    yield Shown((arrow(_pixels(layer, view), 4.0 * size),), N_("Entrances"), (arrow(_MIDDLE, 5.0),))


_STREETS, _FOOTPATHS = N_("Streets"), N_("Existing paths")
_AXES: Mapping[str, str] = {
    _STREETS: N_("Streets, centre line (width unknown)"),
    _FOOTPATHS: N_("Existing paths, centre line (width unknown)"),
}
_PAINTERS: Mapping[Role, Callable[[Layer, View, float], Iterator[Shown]]] = {
    Role.CONTEXT: _context,
    Role.SPACES: _surface(SPACE, LINE, 0.6, N_("Public spaces")),
    Role.STREETS: _ways(Stroke(colour(LINE), 0.8), _STREETS),
    Role.PATHS: _ways(Stroke(colour(LINE), 0.6), _FOOTPATHS),
    Role.BUILDINGS: _surface(BUILDING, PALE, 0.5, N_("Buildings")),
    Role.ENTRANCES: _entrances,
    Role.LAMPS: _lamps,
    Role.ALARMS: _alarms,
}


def outline(shape: BaseGeometry, view: View) -> Lines:
    """Return the edge of the space that the plan is about, as a boundary is drawn: long dash, dot."""
    paths = shapes.outline(np.array([shape], dtype=object), view, margin=8.0)
    return Lines(paths=paths, stroke=Stroke(colour(INK), 1.3, (12.0, 3.5, 2.0, 3.5)))


def take(entries: Sequence[Shown], room: Room) -> None:
    """Note the symbols of what is there, so that words keep off them."""
    for entry in entries:
        for operation in entry.operations:
            if isinstance(operation, Dots | Badges) and len(operation.xy):
                room.take_dots(operation.xy, operation.radius)


def street_names(
    layers: Sequence[Layer], view: View, *, longest: int = 40
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield the names of streets in view, each with its longest straight stretch there, (2, 2) pixels."""
    best: dict[str, tuple[float, NDArray[np.float64]]] = {}
    west, south, east, north = view.bounds
    for layer in layers:
        if (
            layer.role is not Role.STREETS
            or layer.kind is not GeometryKind.LINE
            or not layer.visible
            or "name" not in layer.table.column_names
        ):
            continue
        cut = shapely.clip_by_rect(layer.geometry, west, south, east, north)
        names = layer.table.column("name").to_pylist()
        for row in np.flatnonzero(~shapely.is_empty(cut)).tolist():
            if not names[row]:
                continue
            for part in shapely.get_parts(cut[row]):
                xy = view.to_pixels(shapely.get_coordinates(part))
                steps = np.hypot(*np.diff(xy, axis=0).T)
                at = int(np.argmax(steps)) if len(steps) else 0
                if len(steps) and steps[at] > best.get(names[row], (0.0, xy))[0]:
                    best[names[row]] = (float(steps[at]), xy[at : at + 2])
    for name, (_, ends) in sorted(best.items(), key=lambda pair: -pair[1][0]):
        yield str(name)[:longest], ends
