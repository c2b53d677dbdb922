"""Geometry from WKB: points as plain coordinates, everything else as shapely objects of one kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from spaceplanner.io.frame import Note

CHUNK = 50_000
"""Geometries made in one call: GEOS holds Python's lock meanwhile, and the window must not stall."""

_KIND_OF_TYPE = {
    0: GeometryKind.POINT,
    4: GeometryKind.POINT,
    1: GeometryKind.LINE,
    2: GeometryKind.LINE,
    5: GeometryKind.LINE,
    3: GeometryKind.POLYGON,
    6: GeometryKind.POLYGON,
}
_COLLECTION = 7
CURVES = tuple(range(8, 15))
"""WKB types with curves, from circular string to curve and surface."""
_SURFACES = (15, 16, 17)  # polyhedral surface, TIN and triangle
_HEADER = 5  # bytes: byte order and type
_TOO_SHORT = 99
_POINT_SIZES = {1: 21, 1001: 29, 2001: 29, 3001: 37}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Shapes:
    """Geometries of one kind and the rows they belong to.

    Attributes
    ----------
    geometry
        Points: (n, 2) float64. Lines and polygons: (n,) object array of shapely geometries.
    rows
        Row of the source for each; a row may have several points.
    lost
        Reason -> rows without a usable geometry.
    crs
        The system named inside the geometries themselves, or None.
    seen
        The commonest kind in the source, whether it is allowed or not.
    surfaces
        Rows with surfaces in space (TIN, multipatch), which cannot be used.
    """

    kind: GeometryKind
    geometry: NDArray[Any]
    rows: NDArray[np.int64]
    lost: dict[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    crs: str | None = None
    seen: GeometryKind | None = None
    surfaces: int = 0

    def centres(self) -> NDArray[np.float64]:
        """Return a coordinate (n, 2) for each: the point, or the middle of the bounds."""
        if self.kind is GeometryKind.POINT:
            points: NDArray[np.float64] = self.geometry
            return points
        bounds = shapely.bounds(self.geometry)
        middles: NDArray[np.float64] = (bounds[:, :2] + bounds[:, 2:]) / 2
        return middles


def from_wkb(wkb: pa.Array, kinds: tuple[GeometryKind, ...], alive: Callable[[], None] = lambda: None) -> Shapes:
    """Return the geometries of a kind that is allowed.

    Parameters
    ----------
    wkb
        ISO or extended WKB, null where a row has no geometry.
    kinds
        Allowed kinds, the preferred first; where a source mixes them the commonest is taken and the rest counted as
        ``wrong_geometry``.
    alive
        Called between chunks; raises to cancel.
    """
    if GeometryKind.POINT in kinds:
        points = _plain_points(wkb)
        if points is not None:
            return points
    codes = type_codes(wkb)
    given = codes != 0
    # shapely raises on these types even where it is told to ignore what it cannot read.
    unusable = np.isin(codes, (*CURVES, *_SURFACES))
    parts = []
    for start in range(0, len(wkb), CHUNK):
        block = wkb.slice(start, CHUNK).to_numpy(zero_copy_only=False)
        block = np.where(unusable[start : start + CHUNK], None, block)
        parts.append(shapely.from_wkb(block, on_invalid="ignore"))
        alive()
    objects = np.concatenate(parts) if parts else np.empty(0, object)
    return from_objects(objects, given, kinds, surfaces=int(np.isin(codes, _SURFACES).sum()))


def type_codes(wkb: pa.Array) -> NDArray[np.int64]:
    """Return the geometry type of each row, 1 to 17, without its flags for heights and measures; 0: no geometry."""
    codes = np.zeros(len(wkb), np.int64)
    rows = np.flatnonzero(wkb.is_valid().to_numpy(zero_copy_only=False))
    offsets, data = _buffers(wkb.drop_null())
    long_enough = np.diff(offsets) >= _HEADER
    starts = offsets[:-1][long_enough]
    if not len(starts):
        codes[rows] = _TOO_SHORT
        return codes
    little = data[starts] == 1
    words = np.ascontiguousarray(data[starts[:, None] + np.arange(1, _HEADER)])
    values = np.where(little, words.view("<u4")[:, 0], words.view(">u4")[:, 0]).astype(np.int64)
    codes[rows] = _TOO_SHORT
    codes[rows[long_enough]] = (values & 0x0FFFFFFF) % 1000
    return codes


def _buffers(array: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return the offsets and bytes of a binary array without nulls, as views."""
    _, offsets, data = array.buffers()
    if offsets is None or data is None:
        return np.zeros(len(array) + 1, np.int32), np.zeros(0, np.uint8)
    return np.frombuffer(offsets, np.int32)[array.offset :][: len(array) + 1], np.frombuffer(data, np.uint8)


def _plain_points(wkb: pa.Array) -> Shapes | None:
    """Return the coordinates as a view of the WKB bytes where every row is one plain point, else None."""
    given = wkb.is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(given)
    present = wkb.drop_null()
    if not len(present):
        return None
    offsets, data = _buffers(present)
    first = data[offsets[0] : offsets[-1]]
    kind = int(np.frombuffer(first[1:5].tobytes(), "<u4")[0]) if len(first) >= 5 and first[0] == 1 else 0  # noqa: PLR2004
    size = _POINT_SIZES.get(kind)
    if size is None or not (np.diff(offsets) == size).all():
        return None
    records = first.reshape(len(present), size)
    if not (records[:, :5] == records[0, :5]).all():
        return None
    points = records[:, 5:21].copy().view("<f8").astype(np.float64, copy=False)
    empty = np.isnan(points).any(axis=1)
    lost = _counted(missing=len(wkb) - len(present), empty_geometry=int(empty.sum()))
    notes: tuple[Note, ...] = ((N_("Heights were left out."), {}),) if size > _POINT_SIZES[1] else ()
    return Shapes(kind=GeometryKind.POINT, geometry=points[~empty], rows=rows[~empty], lost=lost, notes=notes)


def _counted(**reasons: int) -> dict[str, int]:
    return {reason: count for reason, count in reasons.items() if count}


def from_objects(
    objects: NDArray[Any], given: NDArray[np.bool_], kinds: tuple[GeometryKind, ...], *, surfaces: int = 0
) -> Shapes:
    """Return the geometries of a kind that is allowed; see `from_wkb`.

    Parameters
    ----------
    objects
        Shapely geometries, None where there is none or it could not be read.
    given
        Rows in which the source has a geometry.
    surfaces
        How many could not be read because they are surfaces in space.
    """
    unread = shapely.is_missing(objects)
    broken = int((given & unread).sum()) - surfaces
    empty = ~unread & shapely.is_empty(objects)
    rows = np.flatnonzero(~unread & ~empty)
    found = objects[rows]
    notes: list[Note] = []
    if surfaces:
        notes.append((N_("Surfaces in space (TIN, multipatch) cannot be used: {count}."), {"count": str(surfaces)}))
    if shapely.has_z(found).any():
        notes.append((N_("Heights were left out."), {}))
    of_kind = np.array([_KIND_OF_TYPE.get(int(code)) for code in shapely.get_type_id(found)], object)
    found, of_kind = _gathered(found, of_kind, kinds)
    counts = {kind: int((of_kind == kind).sum()) for kind in GeometryKind}
    kind = max(kinds, key=lambda one: (counts[one], -kinds.index(one)))
    right = of_kind == kind
    lost = _counted(
        missing=int((~given).sum()),
        empty_geometry=int(empty.sum()),
        broken_geometry=broken,
        wrong_geometry=int((~right).sum()) + surfaces,
    )
    geometry, rows = found[right], rows[right]
    if kind is GeometryKind.POINT:
        geometry, index = shapely.get_coordinates(geometry, return_index=True)
        if len(geometry) > len(rows):
            notes.append((N_("Multi-points were split; there are now {count} points."), {"count": str(len(geometry))}))
        rows = rows[index]
    return Shapes(
        kind=kind,
        geometry=geometry,
        rows=rows,
        lost=lost,
        notes=tuple(notes),
        crs=_own_system(found),
        seen=max(counts, key=lambda one: counts[one]) if any(counts.values()) else None,
        surfaces=surfaces,
    )


def _own_system(found: NDArray[Any]) -> str | None:
    """Return the system that all geometries name themselves, as extended WKB can."""
    srids = set(shapely.get_srid(found).tolist()) - {0}
    return f"EPSG:{srids.pop()}" if len(srids) == 1 else None


def _gathered(
    found: NDArray[Any], of_kind: NDArray[Any], kinds: tuple[GeometryKind, ...]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the geometries with each collection replaced by its parts of the first allowed kind it holds."""
    found, of_kind = found.copy(), of_kind.copy()
    for position in np.flatnonzero(shapely.get_type_id(found) == _COLLECTION):
        for kind in kinds:
            parts = of_one_kind(found[position], kind)
            if parts is not None:
                found[position], of_kind[position] = parts, kind
                break
    return found, of_kind


_JOINED = {
    GeometryKind.POINT: shapely.multipoints,
    GeometryKind.LINE: shapely.multilinestrings,
    GeometryKind.POLYGON: shapely.multipolygons,
}


def of_one_kind(geometry: Any, kind: GeometryKind) -> Any:
    """Return the parts of a geometry that are of one kind, joined; None where it has none."""
    parts = shapely.get_parts([geometry])
    while (shapely.get_type_id(parts) >= 4).any():  # noqa: PLR2004 - multi-geometries and collections hold parts
        parts = shapely.get_parts(parts)
    chosen = [part for part in parts if _KIND_OF_TYPE[int(shapely.get_type_id(part))] is kind]
    if not chosen:
        return None
    return chosen[0] if len(chosen) == 1 else _JOINED[kind](chosen)


def transformed(geometry: NDArray[Any], change: Callable[..., Any], alive: Callable[[], None]) -> NDArray[Any]:
    """Return geometries in two dimensions with their coordinates changed.

    Parameters
    ----------
    change
        Takes x and y, returns x and y, each (n,).
    alive
        Called between chunks; raises to cancel.
    """
    if geometry.dtype != object:
        return np.column_stack(change(geometry[:, 0], geometry[:, 1]))
    parts = []
    for start in range(0, len(geometry), CHUNK):
        block = geometry[start : start + CHUNK]
        parts.append(shapely.transform(block, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1]))))
        alive()
    return np.concatenate(parts) if parts else geometry


def mended(shapes: NDArray[Any], alive: Callable[[], None]) -> tuple[NDArray[Any], int]:
    """Return polygons made valid (None where nothing with an area is left), and how many were not."""
    invalid = np.zeros(len(shapes), bool)
    for start in range(0, len(shapes), CHUNK):
        invalid[start : start + CHUNK] = ~shapely.is_valid(shapes[start : start + CHUNK])
        alive()
    if not invalid.any():
        return shapes, 0
    result = shapes.copy()
    for position in np.flatnonzero(invalid):
        result[position] = of_one_kind(shapely.make_valid(result[position]), GeometryKind.POLYGON)
    return result, int(invalid.sum())
