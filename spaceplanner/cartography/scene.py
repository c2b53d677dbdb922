"""The scene: a project and a view in, drawing operations out. The map on screen and in the brief come from here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import backdrop as under
from spaceplanner.cartography import catchments as walks
from spaceplanner.cartography import darkness as dark
from spaceplanner.cartography import hotspots as hot
from spaceplanner.cartography import isobands, ranks, shapes, symbols
from spaceplanner.cartography import labels as names
from spaceplanner.cartography import proposed as additions
from spaceplanner.cartography.drawing import Group, Lines, Polygons, Stroke
from spaceplanner.cartography.style import colour, map_style
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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


def scene(
    project: Project,
    view: View,
    *,
    result: Result | None = None,
    density: DensityField | None = None,
    darkness: DarkGround | None = None,
    catchments: Catchments | None = None,
    unserved: Unserved | None = None,
    hotspots: HotGround | None = None,
    hotspot: int | None = None,
    selection: str | None = None,
    proposal: str | None = None,
    visible: Collection[str] | None = None,
    proposed: bool = True,
    ranked: bool = False,
    labels: bool = True,
    avoid: Sequence[names.Frame] = (),
    theme: str = "light",
    catalogue: Catalogue | None = None,
    backdrops: Sequence[Backdrop] = (),
) -> tuple[Group, ...]:
    """Return the drawing of a project in a view, one group a layer, in drawing order.

    Incidents are never drawn as points: where a layer of incidents is visible, `density` is drawn. Under hot spots
    nothing else tints the ground, and the points over them are few and hollow, so that their colours stay those of
    the legend.

    Parameters
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
    visible
        Ids of the layers to draw; None: those the project shows.
    avoid
        Rectangles in pixels (left, top, right, bottom) that names must not touch: what will lie over the map.
    theme
        ``"light"`` or ``"dark"``.
    catalogue
        Tells lamps, alarms and icons of proposed things; without it a type's id decides.
    backdrops
        Pictures of the ground that lie under everything, the first at the bottom.
    """
    sheet = symbols.Sheet(view, map_style(theme), page_theme(theme), project.settings)
    shown = tuple(layer for layer in project.layers if (layer.visible if visible is None else layer.id in visible))
    plan = project.proposal(proposal) if proposal is not None and proposed else None
    marked = ranks.marks(project, result, sheet, chosen=proposal) if ranked and result is not None else ()
    badges = () if hotspots is None else hot.numbers(hotspots, sheet, chosen=hotspot)
    return (
        _ground(sheet),
        *under.draw(backdrops, sheet),
        *_layers(shown, _UNDER, sheet),
        *_tints(
            project, shown, sheet, density=density, darkness=darkness, hotspots=hotspots, added=_added(plan, catalogue)
        ),
        *_walks(catchments, unserved, sheet),
        *_layers(shown, _OVER, sheet if hotspots is None else replace(sheet, quiet=True)),
        *_numbers(badges),
        *_selected(shown, selection, sheet),
        *_plan(plan, catalogue, sheet),
        *((_group("ranks", marked),) if marked else ()),
        *_names(
            shown,
            sheet,
            selection,
            result,
            wanted=labels,
            avoid=(*avoid, *hot.frames(badges), *ranks.frames(marked)),
        ),
    )


def _group(key: str, operations: tuple[Operation, ...]) -> Group:
    return Group(key=key, operations=operations)


def _ground(sheet: Sheet) -> Group:
    return _group("ground", (Polygons(rings=(_frame(sheet.view),), starts=(0,), fill=colour(sheet.map.blocks)),))


def _frame(view: View) -> NDArray[np.float64]:
    w, h = view.width, view.height
    return np.array([[0, 0], [w, 0], [w, h], [0, h], [0, 0]], dtype=np.float64)


def _layers(shown: tuple[Layer, ...], roles: tuple[Role, ...], sheet: Sheet) -> Iterator[Group]:
    for role in roles:
        for layer in shown:
            if layer.role is role:
                yield _group(layer.id, symbols.paint(layer, sheet))


def _added(plan: Proposal | None, catalogue: Catalogue | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where a proposal puts lamps and alarms."""
    if plan is None:
        return np.empty((0, 2)), np.empty((0, 2))
    return additions.lamps(plan, catalogue), additions.alarms(plan, catalogue)


def _tints(
    project: Project,
    shown: tuple[Layer, ...],
    sheet: Sheet,
    *,
    density: DensityField | None,
    darkness: DarkGround | None,
    hotspots: HotGround | None,
    added: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> Iterator[Group]:
    yield _group("no_data", _no_data(_complete(project, shown, darkness), sheet))
    if hotspots is not None:
        yield _group("hotspots", hot.draw(hotspots, sheet))
    elif density is not None and (
        any(layer.role is Role.INCIDENTS for layer in shown) or not project.by_role(Role.INCIDENTS)
    ):
        yield _group("density", density_bands(density, sheet))
    if darkness is not None:
        yield _group("dark_silent", dark.tint(darkness, sheet))
    # Light and hearing would mix with the classes of hot spots: there, only what is proposed shows them.
    standing = shown if hotspots is None else ()
    yield _group("lit", additions.lit_ground(_working(standing, Role.LAMPS), added[0], sheet))
    yield _group("hearing", additions.hearing(_working(standing, Role.ALARMS), added[1], sheet))


def _walks(catchments: Catchments | None, unserved: Unserved | None, sheet: Sheet) -> Iterator[Group]:
    if catchments is not None:
        yield _group("catchments", walks.tints(catchments, sheet))
    if unserved is not None:
        yield _group("without_space", walks.unserved(unserved, sheet))


def _numbers(badges: tuple[Operation, ...]) -> Iterator[Group]:
    if badges:
        yield _group("hotspot_numbers", badges)


def density_bands(field: DensityField, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the classes of a density, the lowest first; nothing is drawn below the first."""
    style = zip(sheet.map.density, sheet.map.density_alpha, isobands.bands(field, sheet.view), strict=False)
    return tuple(
        Polygons(rings=rings, starts=starts, fill=colour(hex_code, alpha))
        for hex_code, alpha, (rings, starts) in style
        if rings
    )


def _working(shown: tuple[Layer, ...], role: Role) -> NDArray[np.float64]:
    found = [
        layer.geometry[symbols.works(layer)]
        for layer in shown
        if layer.role is role and layer.kind is GeometryKind.POINT
    ]
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


def _selected(shown: tuple[Layer, ...], selection: str | None, sheet: Sheet) -> Iterator[Group]:
    for layer in names.of_project(shown) if selection is not None else ():
        rows = np.flatnonzero(symbols.ids(layer) == selection)
        if len(rows) and layer.kind is GeometryKind.POLYGON:
            flat = shapes.flatten(layer.geometry[rows], areas=True, tolerance=0.3 * sheet.view.resolution)
            rings, _ = shapes.paths(flat, np.arange(len(flat.feature)), sheet.view)
            halo, line = Stroke(colour(sheet.map.halo), 5.6), Stroke(colour(sheet.theme.accent), 2.6)
            yield _group("selection", (Lines(paths=rings, stroke=halo), Lines(paths=rings, stroke=line)))


def _plan(plan: Proposal | None, catalogue: Catalogue | None, sheet: Sheet) -> Iterator[Group]:
    if plan is not None:
        yield _group(f"proposal:{plan.id}", additions.draw(plan, catalogue, sheet))


def _names(
    shown: tuple[Layer, ...],
    sheet: Sheet,
    selection: str | None,
    result: Result | None,
    *,
    wanted: bool,
    avoid: tuple[names.Frame, ...],
) -> Iterator[Group]:
    if wanted:
        layers = names.of_project(shown)
        yield _group("labels", names.place(layers, sheet, selection=selection, result=result, avoid=avoid))
