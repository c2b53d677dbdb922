"""Stored columns: which Arrow types a GeoPackage table keeps, and under which names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.domain.edits import free_id
from spaceplanner.io.records import ColumnRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

TYPES: dict[str, pa.DataType] = {
    str(kind): kind
    for kind in (
        *(pa.bool_(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64()),
        *(pa.string(), pa.binary(), pa.date32()),
        *(pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("ms", "UTC")),
    )
}
"""Types that are read back as they were written, by their names in Arrow; NaN comes back as null."""

_NEAREST = {
    pa.null(): pa.string(),
    pa.int8(): pa.int16(),
    pa.uint8(): pa.int16(),
    pa.uint16(): pa.int32(),
    pa.uint32(): pa.int64(),
    pa.float16(): pa.float32(),
    pa.large_string(): pa.string(),
    pa.string_view(): pa.string(),
    pa.large_binary(): pa.binary(),
    pa.binary_view(): pa.binary(),
    pa.date64(): pa.date32(),
}
_RESERVED = frozenset({"fid", "geom"})
_UNFIT = re.compile(r"[\x00-\x1f\x7f\"'`;\\]+")
_LONGEST_NAME = 60


def storable(table: pa.Table) -> tuple[list[pa.ChunkedArray], tuple[ColumnRecord, ...]]:
    """Return the columns as they can be stored, and their records."""
    columns = [_storable(column) for column in table.columns]
    names = stored_names(table.column_names)
    return columns, tuple(
        ColumnRecord(name=name, stored=stored, type=str(column.type))
        for name, stored, column in zip(table.column_names, names, columns, strict=True)
    )


def restored(rows: pa.Table, records: Iterable[ColumnRecord]) -> pa.Table:
    """Return the columns under their own names and types.

    Raises
    ------
    KeyError
        If a column is missing or its type is not one of `TYPES`.
    pyarrow.ArrowInvalid
        If values do not fit the type.
    """
    records = tuple(records)
    columns = [rows.column(record.stored).cast(TYPES[record.type], safe=False) for record in records]
    # A table made of no columns would have no rows; a selection of none keeps their number.
    return pa.table(columns, names=[record.name for record in records]) if records else rows.select([])


def stored_names(names: Iterable[str]) -> list[str]:
    """Return a name in the file for each: SQL compares names without case, and two are the GeoPackage's own."""
    taken = set(_RESERVED)
    stored = []
    for name in names:
        stem = _UNFIT.sub("_", name).strip()[:_LONGEST_NAME] or "column"
        lower = free_id(taken, stem.lower())
        taken.add(lower)
        stored.append(stem + lower[len(stem.lower()) :])
    return stored


def _storable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _storable(column.cast(kind.value_type))
    if kind in _NEAREST:
        column = column.cast(_NEAREST[kind])
    elif pa.types.is_timestamp(kind):
        column = column.cast(_timestamp(kind), safe=False)
    elif pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        column = column if str(kind) in TYPES else _number(column)
    elif str(kind) not in TYPES:
        column = _as_text(column)
    if pa.types.is_string(column.type) and pc.any(pc.match_substring(column, "\0")).as_py():
        # GDAL would end the text there.
        column = pc.replace_substring(column, "\0", "")
    return column


def _timestamp(kind: pa.TimestampType) -> pa.DataType:
    if kind.tz is not None:
        return pa.timestamp("ms", "UTC")
    return kind if kind.unit in {"s", "ms"} else pa.timestamp("ms")


def _number(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column.cast(pa.float64(), safe=False)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return lists, times, durations and the like as text that other programs can still read."""
    texts = [
        None if value is None else json.dumps(value, ensure_ascii=False, default=str) for value in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(texts, pa.string())])
