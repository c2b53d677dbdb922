"""Identifying: everything that is at a place of the map, the topmost first, with what is known of it.

Incidents are counted within the tolerance and told with their period, never listed one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.space import spaces_of
from spaceplanner.i18n import N_, gettext, ngettext, number, pick, plain
from spaceplanner.io import roles
from spaceplanner.services import feature_selection, measures, measuring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Figure, Result

MOST = 20
"""Features of one layer that are told in full; of the others only how many there are."""
_LONGEST = 300
"""Characters of a value."""
_NAMES = ("name", "id", "code")
_UNITS = {"m2": "m²", "m": "m", "lux": "lx"}

Line = tuple[str, str]
"""A label and a value, both plain text that may come from a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something at the place.

    Attributes
    ----------
    layer
        Name of the layer or proposal it belongs to.
    title
        What it is called.
    lines
        What is known of it, the canonical fields first.
    key, row
        Id of the layer and row in it, or None for what is no row: an intervention, a count.
    """

    layer: str
    title: str
    lines: tuple[Line, ...]
    key: str | None = None
    row: int | None = None


def at(
    project: Project,
    x: float,
    y: float,
    tolerance: float,
    *,
    catalogue: Catalogue,
    result: Result | None = None,
    fields: Mapping[str, str] | None = None,
) -> tuple[Found, ...]:
    """Return what is at a place in the visible layers and the proposals, the topmost first.

    Parameters
    ----------
    x, y, tolerance
        Metres in the project's CRS.
    catalogue
        For the names of what proposals hold.
    result
        The project's, for what is measured of a space.
    fields
        Canonical field -> its words, message ids.
    """
    place = shapely.Point(x, y)
    found = list(_interventions(project, place, tolerance, catalogue))
    for layer in reversed(project.layers):
        if not (layer.visible and len(layer)):
            continue
        rows = feature_selection.near(layer, place, tolerance)
        if not len(rows):
            continue
        if layer.role is Role.INCIDENTS:
            found.append(_counted(layer, rows, tolerance))
        else:
            found += _features(layer, rows, result, fields or {})
    return tuple(found)


def _interventions(project: Project, place: shapely.Point, tolerance: float, catalogue: Catalogue) -> Iterator[Found]:
    for proposal in project.proposals:
        for item in reversed(proposal.interventions):
            if item.geometry is not None and item.geometry.distance(place) <= tolerance:
                yield _intervention(proposal, item, catalogue)


def _intervention(proposal: Proposal, item: Intervention, catalogue: Catalogue) -> Found:
    kind = catalogue.types.get(item.type)
    lines: list[Line] = [(gettext(N_("Proposal")), proposal.name)]
    if item.quantity is not None:
        lines.append((gettext(N_("Quantity")), number(item.quantity, 0 if item.quantity == int(item.quantity) else 1)))
    shape = item.geometry
    if shape is not None and shape.geom_type in {"LineString", "MultiLineString"}:
        lines.append((gettext(N_("Length")), measuring.metres(shape.length)))
    if shape is not None and shape.area > 0:
        lines.append((gettext(N_("Area")), measuring.square(shape.area)))
    if item.note:
        lines.append((gettext(N_("Note")), _text(item.note)))
    return Found(proposal.name, pick(kind.name) if kind else item.type, tuple(lines))


def _counted(layer: Layer, rows: NDArray[np.int64], tolerance: float) -> Found:
    """Return how many incidents there are within the tolerance, and from when to when."""
    words = ngettext("{count} incident", "{count} incidents", len(rows)).format(count=number(len(rows)))
    lines: list[Line] = [(gettext(N_("Within")), measuring.metres(tolerance))]
    if "when" in layer.table.column_names:
        span = pc.min_max(layer.table.column("when").take(pa.array(rows))).as_py()
        if span["min"] is not None:
            first, last = (f"{span[end]:%Y-%m}" for end in ("min", "max"))
            lines.append((gettext(N_("Period")), first if first == last else f"{first} – {last}"))
    return Found(layer.name, words, tuple(lines))


def _features(
    layer: Layer, rows: NDArray[np.int64], result: Result | None, fields: Mapping[str, str]
) -> Iterator[Found]:
    names = _ordered(layer)
    spaces = spaces_of((layer,)) if layer.role is Role.SPACES else ()
    for row in rows[:MOST].tolist():
        values = {name: layer.table.column(name)[row].as_py() for name in names}
        lines = [(gettext(fields[name]) if name in fields else name, _value(values[name])) for name in names]
        lines = [(label, value) for label, value in lines if value]
        lines += _size(layer, row)
        title = next((_value(values[name]) for name in _NAMES if values.get(name)), "")
        if spaces:
            title = spaces[row].name
            lines += _measured(spaces[row].id, result)
        yield Found(layer.name, title or f"{layer.name} {number(row + 1)}", tuple(lines), layer.id, row)
    if len(rows) > MOST:
        rest = len(rows) - MOST
        words = gettext(N_("and {count} more")).format(count=number(rest))
        yield Found(layer.name, words, ())


def _ordered(layer: Layer) -> list[str]:
    """Return the columns of a layer, the canonical fields of its role first."""
    canonical = [spec.id for spec in roles.roles()[layer.role].fields]
    there = layer.table.column_names
    return [*(name for name in canonical if name in there), *(name for name in there if name not in canonical)]


def _size(layer: Layer, row: int) -> list[Line]:
    if layer.kind is GeometryKind.POINT:
        return []
    shape = layer.geometry[row]
    if layer.kind is GeometryKind.LINE:
        return [(gettext(N_("Length")), measuring.metres(shape.length))]
    return [(gettext(N_("Area")), measuring.square(shape.area))]


def _measured(space: str, result: Result | None) -> list[Line]:
    """Return what the diagnosis says of a space: its need, its rank, and every figure there is."""
    found = result.space(space) if result is not None else None
    if found is None or result is None:
        return []
    lines: list[Line] = []
    if found.need is not None:
        lines.append((gettext(N_("Need")), number(found.need, 1)))
    if found.rank is not None:
        place = gettext(N_("{rank} of {count}"))
        lines.append(
            (gettext(N_("Rank")), place.format(rank=number(found.rank), count=number(len(result.diagnosis.spaces))))
        )
    figures = {key: figure for key, figure in found.figures.items() if figure.exact is not None and key != "area_m2"}
    return lines + [(measures.label(key), _figure(figure)) for key, figure in figures.items()]


def _figure(figure: Figure) -> str:
    return " ".join(part for part in (measures.text(figure), _UNITS.get(figure.unit, "")) if part)


def _value(value: Any) -> str:
    """Return a value of a table in words; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext(N_("Yes")) if value else gettext(N_("No"))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "" if value != value else str(plain(value))  # noqa: PLR0124 - NaN
    return _text(str(value))


def _text(value: str) -> str:
    """Return text from a file in one line of bearable length."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
