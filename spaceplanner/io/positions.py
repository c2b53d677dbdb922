"""Where a source says things are: its geometry, a column with geometry as text, or two columns with coordinates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.errors import MappingError
from spaceplanner.i18n import N_
from spaceplanner.io import columns, crs, geometry, names, numerals, roles
from spaceplanner.io.geometry import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from spaceplanner.io.frame import Frame
    from spaceplanner.io.roles import RoleSpec

_HEX = re.compile(r"^(00|01)[0-9A-Fa-f]{16,}$")
_WKT = re.compile(r"^(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*[ZM(]", re.IGNORECASE)
_PAIR = r"^\s*\[?\(?\s*(?P<lat>[+-]?\d{1,2}[.,]?\d*)\s*[,; ]\s*(?P<lon>[+-]?\d{1,3}[.,]?\d*)\s*\)?\]?\s*$"
_SAMPLE = 200


@dataclass(frozen=True, eq=False, slots=True)
class Located:
    """Geometries with what is known of their system.

    Attributes
    ----------
    columns
        ``x`` and ``y``, or ``geometry`` -> the columns they came from; empty for the source's own geometry.
    degrees
        The columns' names say longitude and latitude.
    """

    shapes: Shapes
    columns: dict[str, str]
    degrees: bool = False


def locate(
    frame: Frame, spec: RoleSpec, mapping: Mapping[str, str], wanted: str | None, alive: Callable[[], None]
) -> Located | None:
    """Return where the rows are; None where nothing says so.

    Parameters
    ----------
    mapping
        Fields named by hand; ``x`` and ``y`` among them win over everything.
    wanted
        The system named by hand: of two pairs of columns, the one in its unit is taken.

    Raises
    ------
    MappingError
        If only one of ``x`` and ``y`` is named.
    """
    if "x" in mapping or "y" in mapping:
        if not {"x", "y"} <= mapping.keys():
            raise MappingError(N_("Name both columns of a position: --map x=... --map y=..."))
        return _of_pair(frame, mapping["x"], mapping["y"])
    if frame.wkb is not None and frame.wkb.null_count < len(frame.wkb):
        return Located(geometry.from_wkb(frame.wkb, spec.kinds, alive), {})
    text = _geometry_column(frame.table)
    if text is not None:
        return _of_text(frame, text, spec)
    pair = find_pair(frame.table, wanted)
    if pair is not None:
        return _of_pair(frame, *pair)
    together = _together_column(frame.table)
    if together is not None:
        return _of_together(frame, together)
    return None if frame.wkb is None else Located(geometry.from_wkb(frame.wkb, spec.kinds, alive), {})


def find_pair(table: pa.Table, wanted: str | None = None) -> tuple[str, str] | None:
    """Return the names of the columns that hold x and y, or None."""
    by_key = {names.squeezed(name): name for name in reversed(table.column_names)}
    found: list[tuple[bool, str, str]] = []
    for pair in roles.position().pairs:
        x = next((by_key[names.squeezed(name)] for name in pair.x if names.squeezed(name) in by_key), None)
        y = next((by_key[names.squeezed(name)] for name in pair.y if names.squeezed(name) in by_key), None)
        if x and y and x != y and _has_numbers(table, x) and _has_numbers(table, y):
            found.append((pair.degrees, x, y))
    if wanted is not None and len(found) > 1:
        geographic = crs.parse(wanted).is_geographic
        found.sort(key=lambda one: one[0] != geographic)
    return found[0][1:] if found else None


def _has_numbers(table: pa.Table, name: str) -> bool:
    sample = columns.whole(table.column(name)).drop_null()[:_SAMPLE]
    return bool(len(sample)) and bool(np.isfinite(numerals.numbers(sample)).mean() > 0.5)  # noqa: PLR2004 - most of them


def _says_degrees(x: str, y: str) -> bool:
    keys = names.squeezed(x), names.squeezed(y)
    return any(
        pair.degrees and keys[0] in map(names.squeezed, pair.x) and keys[1] in map(names.squeezed, pair.y)
        for pair in roles.position().pairs
    )


def _of_pair(frame: Frame, x: str, y: str) -> Located:
    values = numerals.together([frame.table.column(x), frame.table.column(y)])
    return Located(_points(np.column_stack(values)), {"x": x, "y": y}, _says_degrees(x, y))


def _points(xy: NDArray[np.float64]) -> Shapes:
    """Return the rows that have both coordinates as points."""
    given = np.isfinite(xy).all(axis=1)
    lost = {"missing": int((~given).sum())} if not given.all() else {}
    return Shapes(kind=GeometryKind.POINT, geometry=xy[given], rows=np.flatnonzero(given), lost=lost)


def _candidates(table: pa.Table) -> list[str]:
    listed = {names.squeezed(name): position for position, name in enumerate(roles.position().geometry)}
    named = [name for name in table.column_names if names.squeezed(name) in listed]
    named = [name for name in named if pa.types.is_string(table.column(name).type)]
    return sorted(named, key=lambda name: listed[names.squeezed(name)])


def _first(table: pa.Table, name: str) -> str:
    values = columns.whole(table.column(name)).drop_null()
    return str(values[0].as_py()).strip() if len(values) else ""


def _geometry_column(table: pa.Table) -> str | None:
    for name in _candidates(table):
        value = _first(table, name)
        if _WKT.match(value) or _HEX.match(value) or (value.startswith("{") and '"coordinates"' in value):
            return name
    return None


def _of_text(frame: Frame, column: str, spec: RoleSpec) -> Located:
    text = columns.texts(frame.table.column(column))
    values = text.to_numpy(zero_copy_only=False)
    first = _first(frame.table, column)
    stated = None
    if _HEX.match(first):
        objects = shapely.from_wkb(values, on_invalid="ignore")
    elif first.startswith("{"):
        objects, stated = shapely.from_geojson(values, on_invalid="ignore"), crs.DEGREES
    else:
        srid = re.match(r"SRID=(\d+);", first)
        stated = f"EPSG:{srid.group(1)}" if srid else None
        bare = pc.replace_substring_regex(text, r"^SRID=\d+;", "").to_numpy(zero_copy_only=False)
        objects = shapely.from_wkt(bare, on_invalid="ignore")
    shapes = geometry.from_objects(objects, text.is_valid().to_numpy(zero_copy_only=False), spec.kinds)
    return Located(replace(shapes, crs=shapes.crs or stated), {"geometry": column})


def _together_column(table: pa.Table) -> str | None:
    """Return the column that holds latitude and longitude together as text, or None."""
    for name in _candidates(table):
        sample = columns.texts(table.column(name)).drop_null()[:_SAMPLE]
        if len(sample) and (pc.sum(pc.match_substring_regex(sample, _PAIR)).as_py() or 0) > len(sample) / 2:
            return name
    return None


def _of_together(frame: Frame, column: str) -> Located:
    found: Any = pc.extract_regex(columns.texts(frame.table.column(column)), _PAIR)
    fields = {field.name: found.field(i) for i, field in enumerate(found.type)}
    given = found.is_valid()
    lon, lat = (numerals.numbers(pc.if_else(given, fields[key], None)) for key in ("lon", "lat"))
    return Located(_points(np.column_stack([lon, lat])), {"geometry": column}, degrees=True)
