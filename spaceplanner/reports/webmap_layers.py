"""The layers of the project on the web map: streets, density, spaces by need, alarms and lamps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.cartography import isobands, style, symbols
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.space import spaces_of
from spaceplanner.reports import webmap_geometry as geo
from spaceplanner.reports.webmap_layer import MapLayer, circles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.reports.webmap_layer import Looks

NEED_CLASSES = 5
_BUDGET = {"streets": 60_000, "context": 20_000, "spaces": 60_000, "density": 40_000}  # vertices
_DOTS = 15_000
_LARGEST_ALARM = 6.0  # pixels: without the bell that the window draws, more would be a blot
_MANY_CELLS = 300_000
_BAND_CELLS = 0.012  # of a cell: how far an isoband may move when it is simplified
_EQUATOR = 156_543.034  # metres a pixel at zoom 0 on the equator, of Web Mercator


def need_class(need: float | None) -> int | None:
    """Return the class of a need of 0 to 100: 0 for under 20, to 4 for 80 and more; None without data."""
    return None if need is None else min(NEED_CLASSES - 1, int(need * NEED_CLASSES / 100))


def need_colours() -> tuple[str, ...]:
    """Return the five colours of need, from the light to the dark of the one green that spaces have everywhere."""
    fill, edge, ink = style.MAP.space_fill, style.MAP.space_edge, style.MAP.label
    return mixed(fill, "#FFFFFF", 0.6), fill, mixed(fill, edge, 0.55), mixed(edge, ink, 0.12), mixed(edge, ink, 0.55)


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour between two ``#RRGGBB`` colours, `share` of the way to the second."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def layers(project: Project, result: Result, density: DensityField | None) -> list[MapLayer]:
    """Return the layers that have something to show, in drawing order."""
    found = [
        *_context(project),
        *_density(project, density),
        *_spaces(project, result),
        *_alarms(project),
        *_lamps(project),
    ]
    return [layer for layer in found if layer.features]


def sizes(latitude: float, first_zoom: float, last_zoom: float) -> list[dict[str, float]]:
    """Return for every half zoom level the sizes in pixels that the window uses at that scale.

    Parameters
    ----------
    latitude
        Degrees, of the middle of the map.
    first_zoom, last_zoom
        Leaflet zoom levels.
    """
    out = []
    for step in range(round((last_zoom - first_zoom) * 2) + 1):
        metres = _EQUATOR * math.cos(math.radians(latitude)) / 2 ** (first_zoom + step / 2)
        street = symbols.street_strokes(View(0, 0, metres, 1, 1), style.MAP)[-1].width
        dot = symbols.dot_size(metres)
        badge = symbols.alarm_badges(style.MAP, metres, np.empty((0, 2))).radius
        named = {"metres": metres, "street": street, "lamp": dot, "alarm": min(badge, _LARGEST_ALARM)}
        out.append({name: round(size, 2) for name, size in named.items()})
    return out


def _context(project: Project) -> Iterator[MapLayer]:
    theme = style.theme("light")
    street = {"color": style.MAP.street, "weight": 1, "opacity": 1, "fill": False}
    dashed = {"color": theme.secondary, "weight": 1.4, "opacity": 0.75, "dashArray": "6 4", "fill": False}
    for layer in project.by_role(Role.CONTEXT):
        (look,) = symbols.area_style(layer.role, layer.name, style.MAP, theme)
        fill = look.fill.hex if look.fill else style.MAP.ground
        if layer.kind is GeometryKind.LINE:
            yield _plain(project, layer, "context", {"color": fill, "weight": 1.2, "opacity": 1, "fill": False})
        else:
            filled = {"fill": True, "fillColor": fill, "fillOpacity": 1, "stroke": False}
            yield _plain(project, layer, "context", filled)
    for role, pane, looks in (
        (Role.BOUNDARY, "context", dashed),
        (Role.PATHS, "context", street),
        (Role.STREETS, "streets", street),
    ):
        for layer in project.by_role(role):
            yield _plain(project, layer, pane, looks)


def _plain(project: Project, layer: Layer, pane: str, look: Looks) -> MapLayer:
    """Return a layer drawn as one shape, in one look; points do not show."""
    features: list[geo.Feature] = []
    if layer.kind is not GeometryKind.POINT:
        kind = shapely.MultiLineString if layer.kind is GeometryKind.LINE else shapely.MultiPolygon
        shapes = geo.lightened(layer.geometry, tolerance=1.0, budget=_BUDGET[pane])
        parts = [part for part in shapely.get_parts(shapely.get_parts(shapes)) if part.geom_type in kind.__name__]
        features = [geo.feature(0, geo.geojson(kind(parts), str(project.crs)))] if parts else []
    # A layer's id may hold what no name of a script's variable may.
    key = f"{layer.role}_{project.layers.index(layer)}"
    return MapLayer(key=key, group="base", pane=pane, features=features, look=lambda _: look)


def _density(project: Project, density: DensityField | None) -> Iterator[MapLayer]:
    if density is None:
        return
    colours, alphas = style.MAP.density, style.MAP.density_alpha

    def look(feature: geo.Feature) -> Looks:
        at = feature["properties"]["i"]
        return {"stroke": False, "fill": True, "fillColor": colours[at], "fillOpacity": alphas[at]}

    features = [
        geo.feature(number, geo.geojson(shapely.MultiPolygon(list(band)), str(project.crs)))
        for number, band in enumerate(bands(density))
        if len(band)
    ]
    yield MapLayer(key="density", group="density", pane="density", features=features, look=look, smooth=0.0)


def bands(density: DensityField) -> list[NDArray[Any]]:
    """Return for each class its polygons in metres, contoured as on screen."""
    width, height = density.nx * density.cell, density.ny * density.cell
    # Twelve pixels a cell make the contours half a cell fine; a field of that many cells is fine enough as it is.
    resolution = density.cell / (12 if density.nx * density.ny < _MANY_CELLS else 7)
    view = View(density.x0 + width / 2, density.y0 + height / 2, resolution, width / resolution, height / resolution)
    north_west, down_right = np.array(view.to_map(0, 0)), np.array([resolution, -resolution])
    out = []
    for rings, starts in isobands.bands(density, view):
        metres = [north_west + ring * down_right for ring in rings]
        ends = [*starts[1:], len(rings)]
        polygons = [shapely.Polygon(metres[a], metres[a + 1 : b]) for a, b in zip(starts, ends, strict=True)]
        light = geo.lightened(
            [_valid(polygon) for polygon in polygons],
            tolerance=density.cell * _BAND_CELLS,
            budget=_BUDGET["density"] // len(density.breaks),
        )
        out.append(shapely.get_parts(light))
    return out


def _valid(polygon: shapely.Polygon) -> Any:
    return polygon if polygon.is_valid else shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def _spaces(project: Project, result: Result) -> Iterator[MapLayer]:
    spaces = spaces_of(project.layers)
    if not spaces:
        return
    needs = {item.space: need_class(item.need) for item in result.diagnosis.spaces}
    classes = [needs.get(space.id) for space in spaces]
    shapes = np.array([space.shape for space in spaces], dtype=object)
    drawn = shapely.simplify(shapes, 0.3)
    if shapely.get_num_coordinates(drawn).sum() > _BUDGET["spaces"]:
        drawn = shapely.simplify(shapes, 3.0)
    colours = need_colours()

    def look(feature: geo.Feature) -> Looks:
        at = classes[feature["properties"]["i"]]
        if at is None:
            unknown = {"color": style.MAP.space_edge, "dashArray": "3 3", "fillColor": style.MAP.halo}
            return {**unknown, "weight": 1.2, "fill": True, "fillOpacity": 0.6}
        edge = mixed(colours[at], style.MAP.label, 0.35)
        return {"color": edge, "weight": 1.2, "fill": True, "fillColor": colours[at], "fillOpacity": 0.94}

    features = [geo.feature(number, geo.geojson(shape, str(project.crs))) for number, shape in enumerate(drawn)]
    yield MapLayer(key="spaces", group="spaces", pane="spaces", features=features, look=look, count=len(spaces))


def _by_state(project: Project, role: Role) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the places (n, 2) in metres of what works, and of what does not."""
    found = [layer for layer in project.by_role(role) if layer.kind is GeometryKind.POINT and len(layer)]
    if not found:
        return np.empty((0, 2)), np.empty((0, 2))
    xy = np.concatenate([layer.geometry for layer in found])
    working = np.concatenate([symbols.works(layer) for layer in found])
    return xy[working], xy[~working]


def _dots(project: Project, key: str, xy: NDArray[np.float64], look: Looks, *, pane: str, group: str) -> MapLayer:
    shown, side = geo.grouped(xy, _DOTS)
    places = geo.lonlat(shown, str(project.crs))
    filled = {"fill": True, "fillOpacity": 1, "opacity": 1, **look}
    return MapLayer(
        key=key,
        group=group,
        pane=pane,
        features=[geo.feature(0, geo.points(places))] if len(places) else [],
        look=lambda _: filled,
        marker=circles(pane, look["radius"]),
        count=len(xy),
        merged=side,
    )


def _lamps(project: Project) -> Iterator[MapLayer]:
    working, dark = _by_state(project, Role.LAMPS)
    colours = style.MAP
    lit = {"radius": 2, "fillColor": colours.lamp, "color": colours.halo, "weight": 0.8}
    out = {"radius": 2, "fillColor": colours.lamp_dark_fill, "color": colours.lamp_dark_edge, "weight": 1}
    # Dark ones last: they are what somebody looks for.
    yield _dots(project, "lamps", working, lit, pane="lamps", group="lamps")
    yield _dots(project, "lamps_dark", dark, out, pane="lamps", group="lamps_dark")


def _alarms(project: Project) -> Iterator[MapLayer]:
    working, dark = _by_state(project, Role.ALARMS)
    colours = style.MAP
    places = geo.lonlat(working, str(project.crs))
    tint = {"fill": True, "fillColor": colours.alarm, "fillOpacity": colours.alpha["hearing"]}
    reach = {"color": colours.alarm, "weight": 0.9, "opacity": 0.35, "dashArray": "3 3", **tint}
    yield MapLayer(
        key="hearing",
        group="alarms",
        pane="hearing",
        features=[geo.feature(0, geo.points(places))] if len(places) else [],
        look=lambda _: reach,
        marker=circles("hearing", project.settings.hearing_radius, metres=True),
    )
    on = {"radius": 4.5, "fillColor": colours.alarm, "color": colours.halo, "weight": 1.4}
    off = {"radius": 4.5, "fillColor": colours.lamp_dark_fill, "color": colours.alarm, "weight": 1.4}
    yield _dots(project, "alarms", working, on, pane="alarms", group="alarms")
    yield _dots(project, "alarms_dark", dark, off, pane="alarms", group="alarms")
