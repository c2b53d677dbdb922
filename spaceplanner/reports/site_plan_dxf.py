"""A proposal as a drawing for the architect (DXF R2010): metres in the project's system, a layer for each kind of thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.cartography import fonts
from spaceplanner.cartography.plan_ground import TREES, known, widths
from spaceplanner.cartography.symbols import works
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import N_, gettext, number, speaking
from spaceplanner.io import atomic
from spaceplanner.reports.site_plan_items import hue
from spaceplanner.reports.site_plan_title import system_name
from spaceplanner.services import policy, site_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.space import Space
    from spaceplanner.services.site_plan import Item

_AROUND = 60.0
"""Metres around the space and what is proposed in which things that are there are drawn."""
_METRES, _METRIC = 6, 1
_GREY, _DARK = 0x9AA3AC, 0x4A545E
_INFO, _NUMBERS, _BOUNDARY = "PLAN_INFO", "PLAN_NUMBERS", "EXIST_BOUNDARY"
_LONGEST = 240
_LETTERS = 1.0
"""Height of words, metres: 2 mm at 1:500."""
_LAMP, _ALARM, _POINT = "LAMP", "ALARM", "ITEM"
_TAGS = ("NUMBER", "TYPE", "NAME", "NOTE")


def write(
    project: Project,
    catalogue: Catalogue,
    proposal_id: str,
    path: Path,
    *,
    author: str = "",
    language: str,
    today: date,
) -> None:
    """Write a proposal as DXF.

    Parameters
    ----------
    author
        Who drew it; empty: the project's organisation.

    Raises
    ------
    EditError, AnalysisError
        If there is no such proposal, or nothing of it has a place.
    FileError
        If the file cannot be written.
    """
    with speaking(language):
        proposal, space, bounds = site_plan.subject(project, proposal_id)
        sheet = _Sheet(project, catalogue, proposal, space, site_plan.items(proposal, project, catalogue))
        x0, y0, x1, y1 = bounds
        drawing = _drawn(sheet, (x0 - _AROUND, y0 - _AROUND, x1 + _AROUND, y1 + _AROUND))
        _tell(drawing, sheet, (x0, y0 - _AROUND), _facts(sheet, author or project.organisation, today))
    with atomic.replacing(path) as temporary:
        drawing.saveas(temporary)


@dataclass(frozen=True, eq=False, slots=True)
class _Sheet:
    project: Project
    catalogue: Catalogue
    proposal: Proposal
    space: Space | None
    items: tuple[Item, ...]


def plain(text: str) -> str:
    """Return a text as a CAD program shows it: on one line, without the codes that it takes for symbols and formats."""
    words = fonts.writable(text)
    words = words.replace("^", "^ ").replace("%%", "% %").replace("\\", "\u2216")
    return words[:_LONGEST]


def layer_name(text: str) -> str:
    """Return a name that a CAD layer may have: plain capitals, digits and underscores, at most 60."""
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")[:60] or "OTHER"


def _layer_names(items: Sequence[Item]) -> dict[str, str]:
    """Return for each type its layer; types whose names are alike in plain capitals get a number."""
    out: dict[str, str] = {}
    for key in dict.fromkeys(item.key for item in items):
        stem = name = f"PROP_{layer_name(key)}"
        count = 1
        while name in out.values():
            count += 1
            name = f"{stem}_{count}"
        out[key] = name
    return out


def _drawn(sheet: _Sheet, bounds: tuple[float, float, float, float]) -> Any:
    """Return the drawing with what is there and what is proposed."""
    from ezdxf.filemanagement import new  # noqa: PLC0415 - start-up time

    drawing = new("R2010", setup=["linetypes"])
    drawing.header["$INSUNITS"], drawing.header["$MEASUREMENT"] = _METRES, _METRIC
    drawing.header.custom_vars.append("CRS", plain(system_name(sheet.project.crs)))
    drawing.header.custom_vars.append("UNITS", "metres")
    _blocks(drawing)
    for name, rgb in ((_INFO, 0x1D2733), (_NUMBERS, 0x1D2733), (_BOUNDARY, _DARK)):
        _layer(drawing, name, rgb)
    _existing(drawing, sheet, bounds)
    if sheet.space is not None:
        for ring in _rings(sheet.space.shape):
            _polyline(drawing, ring, _BOUNDARY, closed=True)
    names = _layer_names(sheet.items)
    for item in sheet.items:
        _proposed(drawing, item, names[item.key])
    return drawing


def _layer(drawing: Any, name: str, rgb: int) -> str:
    """Add a layer in a colour where there is none of that name."""
    if name not in drawing.layers:
        drawing.layers.add(name, true_color=rgb)
    return name


def _blocks(drawing: Any) -> None:
    """Define the symbols, in metres: a lamp is a circle with a cross, an alarm one with a triangle, else a square."""
    half = 0.4 * np.sqrt(0.5)
    triangle = [(0.0, 0.3), (0.26, -0.15), (-0.26, -0.15)]
    lines = {
        _LAMP: [[(-half, -half), (half, half)], [(-half, half), (half, -half)]],
        _ALARM: [[*triangle, triangle[0]]],
        _POINT: [[(-0.2, -0.2), (0.2, -0.2), (0.2, 0.2), (-0.2, 0.2), (-0.2, -0.2)]],
    }
    for name, paths in lines.items():
        block = drawing.blocks.new(name)
        block.add_circle((0, 0), 0.4)
        for path in paths:
            block.add_lwpolyline(path)
        for place, tag in enumerate(_TAGS):
            made = block.add_attdef(tag, (0.7, 0.5 - place * 1.2), dxfattribs={"height": _LETTERS * 0.7})
            made.is_invisible = place > 0


def _polyline(drawing: Any, xy: Any, layer: str, *, closed: bool = False, width: float = 0.0) -> None:
    attributes: dict[str, Any] = {"layer": layer}
    if width > 0:
        attributes["const_width"] = width
    drawing.modelspace().add_lwpolyline(np.asarray(xy).tolist(), close=closed, dxfattribs=attributes)


def _rings(shape: BaseGeometry) -> Iterator[Any]:
    """Yield the rings of areas, each area's outside first, without the repeated last point."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring)[:-1]


def _lines(shape: BaseGeometry) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type in {"LineString", "LinearRing"} and not part.is_empty:
            yield shapely.get_coordinates(part)


# What is proposed ---------------------------------------------------------------------------------------------------


def _proposed(drawing: Any, item: Item, layer: str) -> None:
    _layer(drawing, layer, int(hue(item)[1:], 16))
    width = item.kind.width_m if item.kind is not None and item.kind.width_m is not None else 0.0
    for tag, part in zip(item.tags(), item.parts, strict=True):
        shape = part.geometry
        if shape is None or shape.is_empty:
            continue
        for area in shapely.get_parts(shape):
            if area.geom_type == "Polygon" and not area.is_empty:
                _area(drawing, area, layer)
        for xy in _lines(shape):
            _polyline(drawing, xy, layer, width=width)
        if shapely.get_dimensions(shape) == 0:
            for xy in shapely.get_coordinates(shape):
                _symbol(drawing, _block(item), xy, layer, _attributes(item, tag, part))
        else:
            _words(drawing, tag, shapely.get_coordinates(shapely.point_on_surface(shape))[0], _NUMBERS, _LETTERS * 1.5)


def _block(item: Item) -> str:
    if item.kind is None:
        return _POINT
    return _LAMP if item.kind.lamp else _ALARM if item.kind.alarm else _POINT


def _attributes(item: Item, tag: str, part: Intervention) -> dict[str, str]:
    note = item.note if part.note.strip() or item.note else ""
    return dict(zip(_TAGS, (tag, plain(item.key), plain(item.name), plain(note)), strict=True))


def _area(drawing: Any, area: BaseGeometry, layer: str) -> None:
    """Draw an area: its rings as closed polylines, and a tint with the holes left out."""
    rings = list(_rings(area))
    for ring in rings:
        _polyline(drawing, ring, layer, closed=True)
    tint = drawing.modelspace().add_hatch(dxfattribs={"layer": layer})
    tint.transparency = 0.8
    for place, ring in enumerate(rings):
        tint.paths.add_polyline_path(ring.tolist(), is_closed=True, flags=1 if place == 0 else 16)


def _symbol(drawing: Any, block: str, xy: Any, layer: str, values: dict[str, str]) -> None:
    insert = drawing.modelspace().add_blockref(block, (float(xy[0]), float(xy[1])), dxfattribs={"layer": layer})
    insert.add_auto_attribs(values)


def _words(drawing: Any, text: str, xy: Any, layer: str, height: float) -> None:
    made = drawing.modelspace().add_text(plain(text), height=height, dxfattribs={"layer": layer})
    made.dxf.insert = (float(xy[0]), float(xy[1]))


# What is there ------------------------------------------------------------------------------------------------------


def _existing(drawing: Any, sheet: _Sheet, bounds: tuple[float, float, float, float]) -> None:
    """Draw what is there within bounds, each feature whole, on grey layers."""
    frame = shapely.box(*bounds)
    for layer in known(sheet.project.layers):
        name = f"EXIST_{layer.role.value.upper()}"
        if layer.role is Role.CONTEXT:
            name = f"{name}_{layer_name(layer.name)}"
        if layer.kind is GeometryKind.POINT:
            _points(drawing, layer, name, bounds)
            continue
        near = np.flatnonzero(shapely.intersects(layer.geometry, frame))
        wide = widths(layer) if layer.kind is GeometryKind.LINE else np.full(len(layer), np.nan)
        for row in near.tolist():
            _layer(drawing, name, _GREY)
            for ring in _rings(layer.geometry[row]):
                _polyline(drawing, ring, name, closed=True)
            for xy in _lines(layer.geometry[row]):
                _polyline(drawing, xy, name, width=float(np.nan_to_num(wide[row])))


def _points(drawing: Any, layer: Layer, name: str, bounds: tuple[float, float, float, float]) -> None:
    x, y = layer.geometry.T
    x0, y0, x1, y1 = bounds
    block = {Role.LAMPS: _LAMP, Role.ALARMS: _ALARM}.get(layer.role, _POINT)
    working = works(layer) if layer.role in {Role.LAMPS, Role.ALARMS} else np.ones(len(layer), dtype=np.bool_)
    kind = "tree" if set(layer.name.casefold().split()) & TREES else layer.role.value
    for row in np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).tolist():
        _layer(drawing, name, _GREY)
        note = "" if working[row] else gettext(N_("out of order"))
        values = dict(zip(_TAGS, ("", kind, gettext(N_("existing")), plain(note)), strict=True))
        _symbol(drawing, block, layer.geometry[row], name, values)


# What it says -------------------------------------------------------------------------------------------------------


def _facts(sheet: _Sheet, author: str, today: date) -> list[str]:
    """Return the lines of text below the drawing."""
    project = sheet.project
    name = policy.name(sheet.proposal, project, sheet.catalogue)
    space = sheet.proposal.space if sheet.space is None else sheet.space.name
    facts = [
        name,
        gettext(N_("Site plan · {space}")).format(space=space),
        " · ".join(part for part in (project.organisation, project.name) if part),
        f"{gettext(N_('Coordinates'))}: {system_name(project.crs)}; {gettext(N_('units: metres'))}",
        f"{gettext(N_('Date'))}: {today.isoformat()} · {gettext(N_('Drawn by'))}: {author or '–'}",
        gettext(N_("Sketch, no construction plan.")),
    ]
    if project.fictional:
        facts.append(gettext(N_("Fictional place.")))
    facts.append(gettext(N_("Quantities")))
    for item in sheet.items:
        amount = "–" if item.quantity is None else number(item.quantity, 2)
        facts.append(f"{item.number} · {item.name}: {amount} {item.unit}" + (f" · {item.note}" if item.note else ""))
    return facts


def _tell(drawing: Any, sheet: _Sheet, corner: tuple[float, float], facts: Sequence[str]) -> None:
    """Write lines below the drawing, the first one large."""
    x, y = corner
    for place, fact in enumerate(facts):
        height = _LETTERS * (2.4 if place == 0 else 1.4)
        y -= height * 1.9
        _words(drawing, fact, (x, y), _INFO, height)
    drawing.header.custom_vars.append("PROPOSAL", plain(facts[0]))
    drawing.header.custom_vars.append("PROJECT", plain(sheet.project.name))
