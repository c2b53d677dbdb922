"""The scene: a project and a view in, drawing operations out. The map on screen and in the brief come from here.

It is made in parts, one a layer, that are not drawn before somebody asks; each says what it is made of, so that what
has been drawn of the same in the same view can be used again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import shapely

from spaceplanner.cartography import backdrop as under
from spaceplanner.cartography import catchments as walks
from spaceplanner.cartography import darkness as dark
from spaceplanner.cartography import hotspots as hot
from spaceplanner.cartography import isobands, photo_marks, ranks, shapes, symbols
from spaceplanner.cartography import labels as names
from spaceplanner.cartography import proposed as additions
from spaceplanner.cartography.drawing import Group, Lines, Polygons, Stroke
from spaceplanner.cartography.shapes import Same
from spaceplanner.cartography.style import colour, map_style
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import Unpack

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.backdrop import Backdrop
    from spaceplanner.cartography.catchments import Catchments, Unserved
    from spaceplanner.cartography.darkness import DarkGround
    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.hotspots import HotGround
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Result

_UNDER = (
    Role.CONTEXT,
    Role.STREETS,
    Role.PATHS,
    Role.BUILDINGS,
    Role.BOUNDARY,
    Role.DISTRICTS,
    Role.RESIDENTS,
    Role.SPACES,
)
_OVER = (Role.LAMPS, Role.BUSINESSES, Role.ENTRANCES, Role.AUDITS, Role.ALARMS)
"""Roles below and above the tints (density, light, hearing), each in drawing order."""


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One layer of the scene, not yet drawn.

    Attributes
    ----------
    key
        As of a `Group`.
    of
        What it is drawn from besides view, theme and settings: equal where the drawing is.
    draw
        Returns its operations.
    """

    key: str
    of: tuple[object, ...]
    draw: Callable[[], tuple[Operation, ...]]


class Shown(TypedDict, total=False):
    """What of a project is shown, and how.

    Incidents are never drawn as points: where a layer of incidents is visible, `density` is drawn. Under hot spots
    nothing else tints the ground, and the points over them are few and hollow, so that their colours stay those of
    the legend.

    Attributes
    ----------
    result
        Where given, the neediest spaces are labelled first.
    density
        Incident density; None draws none.
    darkness
        Dark and silent ground; None draws none.
    catchments, unserved
        Ground within a walk of a space or of all, and the residents without one; None draws none.
    hotspots, hotspot
        Hot spots, which take the place of the density; None draws none. And the rank of the one that is marked.
    selection
        Id of the selected space.
    proposal
        Id of the proposal whose interventions are drawn; `proposed` False shows the place without them.
    ranked
        Whether all proposals are marked with their rank in `result`, the one of `proposal` in full colour.
    photos
        Whether it is marked where photographs were taken.
    visible
        Ids of the layers to draw; None: those the project shows.
    labels
        Whether names are written.
    avoid
        Rectangles in pixels (left, top, right, bottom) that names must not touch: what will lie over the map.
    theme
        ``"light"`` or ``"dark"``.
    catalogue
        Tells lamps, alarms and icons of proposed things; without it a type's id decides.
    backdrops
        Pictures of the ground that lie under everything, the first at the bottom.
    """

    result: Result | None
    density: DensityField | None
    darkness: DarkGround | None
    catchments: Catchments | None
    unserved: Unserved | None
    hotspots: HotGround | None
    hotspot: int | None
    selection: str | None
    proposal: str | None
    visible: Collection[str] | None
    proposed: bool
    ranked: bool
    photos: bool
    labels: bool
    avoid: Sequence[names.Frame]
    theme: str
    catalogue: Catalogue | None
    backdrops: Sequence[Backdrop]


def scene(project: Project, view: View, **shown: Unpack[Shown]) -> tuple[Group, ...]:
    """Return the drawing of a project in a view, one group a layer, in drawing order."""
    return tuple(Group(key=part.key, operations=part.draw()) for part in parts(project, view, **shown))


def parts(project: Project, view: View, **shown: Unpack[Shown]) -> tuple[Part, ...]:
    """Return the parts of the drawing of a project in a view, in drawing order; see `Shown`."""
    theme, catalogue, result = shown.get("theme", "light"), shown.get("catalogue"), shown.get("result")
    hotspots, proposal = shown.get("hotspots"), shown.get("proposal")
    sheet = symbols.Sheet(view, map_style(theme), page_theme(theme), project.settings)
    visible = shown.get("visible")
    layers = tuple(layer for layer in project.layers if (layer.visible if visible is None else layer.id in visible))
    plan = project.proposal(proposal) if proposal is not None and shown.get("proposed", True) else None
    marked: tuple[Operation, ...] = ()
    if shown.get("ranked", False) and result is not None:
        marked = ranks.marks(project, result, sheet, chosen=proposal)
    badges = () if hotspots is None else hot.numbers(hotspots, sheet, chosen=shown.get("hotspot"))
    names_off = (*shown.get("avoid", ()), *hot.frames(badges), *ranks.frames(marked))
    return (
        Part("ground", (), lambda: _ground(sheet)),
        *(
            Part(f"background:{one.background}", (Same(one),), partial(under.draw, one, sheet))
            for one in shown.get("backdrops", ())
        ),
        *_layers(layers, _UNDER, sheet),
        *_tints(project, layers, sheet, plan, shown),
        *_walks(shown.get("catchments"), shown.get("unserved"), sheet),
        *_layers(layers, _OVER, sheet if hotspots is None else replace(sheet, quiet=True)),
        *((Part("hotspot_numbers", (Same(hotspots), shown.get("hotspot")), lambda: badges),) if badges else ()),
        *_selected(layers, shown.get("selection"), sheet),
        *_plan(plan, catalogue, sheet),
        *_photos(project, sheet, wanted=shown.get("photos", False)),
        *((Part("ranks", (Same(project), Same(result), proposal), lambda: marked),) if marked else ()),
        *(_names(layers, sheet, shown.get("selection"), result, names_off) if shown.get("labels", True) else ()),
    )


def _ground(sheet: Sheet) -> tuple[Operation, ...]:
    return (Polygons(rings=(_frame(sheet.view),), starts=(0,), fill=colour(sheet.map.blocks)),)


def _frame(view: View) -> NDArray[np.float64]:
    w, h = view.width, view.height
    return np.array([[0, 0], [w, 0], [w, h], [0, h], [0, 0]], dtype=np.float64)


def _layers(shown: tuple[Layer, ...], roles: tuple[Role, ...], sheet: Sheet) -> Iterator[Part]:
    for role in roles:
        for layer in shown:
            if layer.role is role:
                yield Part(layer.id, (Same(layer), sheet.quiet), partial(symbols.paint, layer, sheet))


def _added(plan: Proposal | None, catalogue: Catalogue | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where a proposal puts lamps and alarms."""
    if plan is None:
        return np.empty((0, 2)), np.empty((0, 2))
    return additions.lamps(plan, catalogue), additions.alarms(plan, catalogue)


def _tints(
    project: Project, layers: tuple[Layer, ...], sheet: Sheet, plan: Proposal | None, shown: Shown
) -> Iterator[Part]:
    density, darkness, hotspots = shown.get("density"), shown.get("darkness"), shown.get("hotspots")
    catalogue = shown.get("catalogue")
    complete = _complete(project, layers, darkness)
    yield Part("no_data", tuple(map(Same, complete or ())), lambda: _no_data(complete, sheet))
    if hotspots is not None:
        yield Part("hotspots", (Same(hotspots),), lambda: hot.draw(hotspots, sheet))
    elif density is not None and (
        any(layer.role is Role.INCIDENTS for layer in layers) or not project.by_role(Role.INCIDENTS)
    ):
        yield Part("density", (Same(density),), lambda: density_bands(density, sheet))
    if darkness is not None:
        yield Part("dark_silent", (Same(darkness),), lambda: dark.tint(darkness, sheet))
    # Light and hearing would mix with the classes of hot spots: there, only what is proposed shows them.
    standing = layers if hotspots is None else ()
    added = _added(plan, catalogue)
    for key, role, place, draw in (
        ("lit", Role.LAMPS, 0, additions.lit_ground),
        ("hearing", Role.ALARMS, 1, additions.hearing),
    ):
        today = tuple(layer for layer in standing if layer.role is role)
        of = (*map(Same, today), added[place].tobytes())
        yield Part(key, of, partial(_reached, draw, today, added[place], sheet))


def _reached(
    draw: Callable[[NDArray[np.float64], NDArray[np.float64], Sheet], tuple[Operation, ...]],
    today: tuple[Layer, ...],
    added: NDArray[np.float64],
    sheet: Sheet,
) -> tuple[Operation, ...]:
    return draw(_working(today), added, sheet)


def _walks(catchments: Catchments | None, unserved: Unserved | None, sheet: Sheet) -> Iterator[Part]:
    if catchments is not None:
        yield Part("catchments", (Same(catchments),), lambda: walks.tints(catchments, sheet))
    if unserved is not None:
        yield Part("without_space", (Same(unserved),), lambda: walks.unserved(unserved, sheet))


def density_bands(field: DensityField, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the classes of a density, the lowest first; nothing is drawn below the first."""
    style = zip(sheet.map.density, sheet.map.density_alpha, isobands.bands(field, sheet.view), strict=False)
    return tuple(
        Polygons(rings=rings, starts=starts, fill=colour(hex_code, alpha))
        for hex_code, alpha, (rings, starts) in style
        if rings
    )


def _working(layers: tuple[Layer, ...]) -> NDArray[np.float64]:
    found = [layer.geometry[symbols.works(layer)] for layer in layers if layer.kind is GeometryKind.POINT]
    return np.concatenate(found) if found else np.empty((0, 2))


def _complete(
    project: Project, shown: tuple[Layer, ...], darkness: DarkGround | None
) -> tuple[BaseGeometry, ...] | None:
    """Return the ground where lamps, and alarms too if they matter, are known; None: nobody said, or no matter."""
    if darkness is not None:
        return (darkness.known,)
    lamps = [layer for layer in shown if layer.role is Role.LAMPS]
    areas = [layer.coverage for layer in lamps if layer.coverage is not None]
    if not lamps or len(areas) < len(lamps):
        boundary = [shape for layer in project.by_role(Role.BOUNDARY) for shape in layer.geometry]
        if not lamps or not boundary or shapely.get_dimensions(boundary[0]) != 2:  # noqa: PLR2004 - an area
            return None
        areas.extend(boundary)
    return tuple(areas)


def _no_data(complete: tuple[BaseGeometry, ...] | None, sheet: Sheet) -> tuple[Operation, ...]:
    """Tint the ground outside, where the absence of a lamp means nothing."""
    if complete is None:
        return ()
    outside = shapely.difference(shapely.box(*_padded(sheet.view)), shapely.union_all(complete))
    flat = shapes.flatten(np.array([outside], dtype=object), areas=True)
    if not len(flat.feature):
        return ()
    rings, starts = shapes.paths(flat, np.arange(len(flat.feature)), sheet.view)
    tint = colour(sheet.theme.secondary, sheet.map.alpha["no_data"])
    return (Polygons(rings=rings, starts=starts, fill=tint),)


def _padded(view: View) -> tuple[float, float, float, float]:
    west, south, east, north = view.bounds
    pad = 2 * view.resolution
    return west - pad, south - pad, east + pad, north + pad


def _selected(shown: tuple[Layer, ...], selection: str | None, sheet: Sheet) -> Iterator[Part]:
    for layer in names.of_project(shown) if selection is not None else ():
        rows = np.flatnonzero(symbols.ids(layer) == selection)
        if len(rows) and layer.kind is GeometryKind.POLYGON:
            yield Part("selection", (Same(layer), selection), partial(_outlined, layer.geometry[rows], sheet))


def _outlined(geometries: NDArray[Any], sheet: Sheet) -> tuple[Operation, ...]:
    flat = shapes.flatten(geometries, areas=True, tolerance=0.3 * sheet.view.resolution)
    rings, _ = shapes.paths(flat, np.arange(len(flat.feature)), sheet.view)
    halo, line = Stroke(colour(sheet.map.halo), 5.6), Stroke(colour(sheet.theme.accent), 2.6)
    return Lines(paths=rings, stroke=halo), Lines(paths=rings, stroke=line)


def _plan(plan: Proposal | None, catalogue: Catalogue | None, sheet: Sheet) -> Iterator[Part]:
    if plan is not None:
        of = (Same(plan), Same(catalogue))
        yield Part(f"proposal:{plan.id}", of, lambda: additions.draw(plan, catalogue, sheet))


def _photos(project: Project, sheet: Sheet, *, wanted: bool) -> Iterator[Part]:
    if wanted and project.photos:
        yield Part("photos", (Same(project.photos),), lambda: photo_marks.draw(project.photos, sheet))


def _names(
    shown: tuple[Layer, ...],
    sheet: Sheet,
    selection: str | None,
    result: Result | None,
    avoid: tuple[names.Frame, ...],
) -> Iterator[Part]:
    layers = names.of_project(shown)
    yield Part(
        "labels",
        (*map(Same, layers), selection, Same(result), avoid),
        lambda: names.place(layers, sheet, selection=selection, result=result, avoid=avoid),
    )
