"""What a proposal adds to the map: new lamps with their light, alarms, areas, lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import Badges, Dots, Lines, Polygons, Stroke
from spaceplanner.cartography.style import LIMITS, colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.domain.proposal import Intervention, Proposal

_POINT = 0
_FEW = 3


def _type(item: Intervention, catalogue: Catalogue | None) -> InterventionType | None:
    return None if catalogue is None else catalogue.types.get(item.type)


def _is(item: Intervention, catalogue: Catalogue | None, what: str) -> bool:
    kind = _type(item, catalogue)
    return what in item.type if kind is None else bool(kind.lamp if what == "lamp" else kind.alarm)


def _points(items: list[Intervention]) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates([item.geometry for item in items]), dtype=np.float64).reshape(-1, 2)


def lamps(proposal: Proposal, catalogue: Catalogue | None) -> NDArray[np.float64]:
    """Return where a proposal puts lamps, (n, 2) metres; without a catalogue the type's id decides."""
    return _points([item for item in _placed(proposal, _POINT) if _is(item, catalogue, "lamp")])


def alarms(proposal: Proposal, catalogue: Catalogue | None) -> NDArray[np.float64]:
    """Return where a proposal puts alarms, (n, 2) metres."""
    return _points([item for item in _placed(proposal, _POINT) if _is(item, catalogue, "alarm")])


def _placed(proposal: Proposal, dimension: int) -> list[Intervention]:
    return [
        item
        for item in proposal.interventions
        if item.geometry is not None and shapely.get_dimensions(item.geometry) == dimension
    ]


def draw(proposal: Proposal, catalogue: Catalogue | None, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the operations of a proposal: areas, then lines, then points."""
    return (*_areas(proposal, sheet), *_lines(proposal, sheet), *_marks(proposal, catalogue, sheet))


def _areas(proposal: Proposal, sheet: Sheet) -> tuple[Operation, ...]:
    items = _placed(proposal, 2)
    if not items:
        return ()
    flat = shapes.flatten(np.array([item.geometry for item in items], dtype=object), areas=True)
    rings, starts = shapes.paths(flat, np.arange(len(flat.feature)), sheet.view)
    accent = colour(sheet.map.proposed)
    return (
        Polygons(rings=rings, starts=starts, stroke=Stroke(colour(sheet.map.halo), 4.0)),
        Polygons(rings=rings, starts=starts, fill=colour(sheet.map.proposed_area), stroke=Stroke(accent, 1.8)),
    )


def _lines(proposal: Proposal, sheet: Sheet) -> tuple[Operation, ...]:
    items = _placed(proposal, 1)
    if not items:
        return ()
    flat = shapes.flatten(np.array([item.geometry for item in items], dtype=object), areas=False)
    paths, _ = shapes.paths(flat, np.arange(len(flat.feature)), sheet.view)
    return (
        Lines(paths=paths, stroke=Stroke(colour(sheet.map.halo), 5.5)),
        Lines(paths=paths, stroke=Stroke(colour(sheet.map.proposed), 3.0)),
    )


def mark(xy: NDArray[np.float64], icon: str | None, sheet: Sheet) -> Dots | Badges:
    """Return proposed points in pixels: a dot for a lamp (`icon` None), a badge with its icon for anything else."""
    fill, edge = colour(sheet.map.proposed), Stroke(colour(sheet.map.halo), 1.6)
    radius = float(np.interp(sheet.view.resolution, [0.5, 5.0], [4.6, 2.4]))
    if icon is None:
        return Dots(xy=xy, radius=radius, fill=fill, stroke=edge)
    # Many of a kind are drawn smaller: they must not hide the place they are put in.
    return Badges(
        xy=xy,
        radius=radius + (4.0 if len(xy) <= _FEW else 1.4),
        icon=icon,
        fill=fill,
        ink=colour("#FFFFFF"),
        stroke=edge,
    )


def _marks(proposal: Proposal, catalogue: Catalogue | None, sheet: Sheet) -> tuple[Operation, ...]:
    by_icon: dict[str | None, list[Intervention]] = {}
    for item in _placed(proposal, _POINT):
        kind = _type(item, catalogue)
        icon = "bell" if _is(item, catalogue, "alarm") else kind.icon if kind is not None else None
        by_icon.setdefault(None if _is(item, catalogue, "lamp") else icon, []).append(item)
    marks = [mark(sheet.view.to_pixels(_points(items)), icon, sheet) for icon, items in by_icon.items()]
    return tuple(sorted(marks, key=lambda operation: isinstance(operation, Badges)))


def lit_ground(existing: NDArray[np.float64], added: NDArray[np.float64], sheet: Sheet) -> tuple[Operation, ...]:
    """Return the ground that lamps light, as one even tint; nothing where the map is too coarse to show it.

    Parameters
    ----------
    existing, added
        Working lamps today and proposed ones, (n, 2) metres.
    """
    radius = sheet.settings.lit_radius / sheet.view.resolution
    if sheet.view.resolution > LIMITS.lit_ground:
        return ()
    everywhere = np.concatenate([existing, added])
    near = shapes.points_in_view(everywhere, sheet.view, margin=radius)
    if not 0 < len(near) <= LIMITS.lit_discs:
        return ()
    rings = shapes.discs(sheet.view.to_pixels(everywhere[near]), radius)
    tint = colour(sheet.map.lit, sheet.map.alpha["lit"])
    return (Polygons(rings=rings, starts=tuple(range(len(rings))), fill=tint, merged=True),)


def hearing(existing: NDArray[np.float64], added: NDArray[np.float64], sheet: Sheet) -> tuple[Operation, ...]:
    """Return the hearing distances of alarms, today's and proposed ones."""
    if sheet.view.resolution > LIMITS.hearing:
        return ()
    radius = sheet.settings.hearing_radius / sheet.view.resolution
    out: list[Operation] = []
    for xy, hex_of in ((existing, sheet.map.alarm), (added, sheet.map.proposed)):
        near = shapes.points_in_view(xy, sheet.view, margin=radius)
        if len(near):
            rings = shapes.discs(sheet.view.to_pixels(xy[near]), radius)
            fill = colour(hex_of, sheet.map.alpha["hearing"])
            edge = Stroke(colour(hex_of, 0.35), 0.9, (3.0, 3.0))
            out.append(Polygons(rings=rings, starts=tuple(range(len(rings))), fill=fill, stroke=edge))
    return tuple(out)
