"""Feature by feature through fiona: slower than the bulk reader, and only the broken feature is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fiona
import pyarrow as pa
import shapely
from fiona.errors import FionaError
from shapely.geometry import shape

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE = 100
"""Broken features in a row after which the rest is given up."""

_BROKEN = (FionaError, RuntimeError, ValueError, OSError, KeyError)


def read(
    source: str | bytes, layer: str, expected: int | None, limit: int | None, alive: Callable[[], None]
) -> tuple[dict[str, Any], pa.Table, dict[str, int]]:
    """Return a layer's metadata, its rows with ``wkb_geometry``, and how many were lost as ``broken_geometry``.

    Parameters
    ----------
    source
        What GDAL opens.
    expected
        Rows the file says it has; None: unknown.
    limit
        Read only the first rows; None: all.
    alive
        Called between rows; raises to cancel.

    Raises
    ------
    FileError
        If the file ends before its rows do.
    """
    rows: list[dict[str, Any]] = []
    shapes: list[bytes | None] = []
    lost = failed = 0  # failed: since the last feature that could be read
    opened = fiona.BytesCollection(source) if isinstance(source, bytes) else fiona.open(source, layer=layer)
    with opened as collection:
        names = list(collection.schema["properties"])
        crs = collection.crs_wkt or None
        for feature in _patiently(collection, expected):
            alive()
            wkb, whole = _wkb(feature)
            if not whole:
                failed += 1
                continue
            lost, failed = lost + failed, 0
            rows.append(dict(feature["properties"]))
            shapes.append(wkb)
            if limit is not None and len(rows) >= limit:
                break
    if limit is None and expected is not None and len(rows) + lost < expected:
        raise FileError(
            N_("Only {read} of {expected} rows can be read: the file is damaged or cut off. Ask for it again."),
            read=len(rows),
            expected=expected,
        )
    lost += failed
    table = pa.table({name: _column([row.get(name) for row in rows]) for name in names})
    table = table.append_column("wkb_geometry", pa.array(shapes, pa.binary()))
    return {"crs": crs, "geometry_name": "wkb_geometry"}, table, {"broken_geometry": lost} if lost else {}


def _patiently(collection: Any, expected: int | None) -> Iterator[Any]:
    """Yield the features, None in the place of one that cannot be read.

    Reading in order ends at a broken feature without saying so; those behind it are then asked for by number.
    """
    count, number = 0, -1
    for feature in _in_order(iter(collection)):
        count += 1
        number = int(feature["id"]) if feature is not None else number + 1
        yield feature
    failures = 0
    while expected is not None and count < expected and failures < _PATIENCE:
        number += 1
        feature = _by_number(collection, number)
        failures = failures + 1 if feature is None else 0
        count += 1
        yield feature


def _in_order(features: Iterator[Any]) -> Iterator[Any]:
    failures = 0
    while failures < _PATIENCE:
        try:
            feature = next(features)
        except StopIteration:
            return
        except _BROKEN:
            failures += 1
            yield None
        else:
            failures = 0
            yield feature


def _by_number(collection: Any, number: int) -> Any:
    try:
        return collection.get(number)
    except _BROKEN:
        return None


def _wkb(feature: Any) -> tuple[bytes | None, bool]:
    """Return a feature's geometry as WKB (None: it has none), and whether the feature could be read."""
    if feature is None:
        return None, False
    if feature["geometry"] is None:
        return None, True
    try:
        return bytes(shapely.to_wkb(shape(feature["geometry"]))), True
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError):
        return None, False


def _column(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
