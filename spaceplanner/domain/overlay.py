"""Overlays: cells that the user has changed, over an imported table that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

BLOCK = 16_384
"""Rows of a column that are made anew where one of them changes; all others are shared with the column before."""


@dataclass(frozen=True, eq=False, slots=True)
class Edited:
    """The changed cells of a column.

    Attributes
    ----------
    rows
        (n,) rising, n at least 1.
    values
        (n,) of the column's type; null where the value was taken away.
    """

    rows: NDArray[np.int64]
    values: pa.Array


@dataclass(frozen=True, eq=False, slots=True)
class Overlay:
    """All changed cells of a table; a cell that was changed back is none of them.

    Attributes
    ----------
    base
        The table as it was imported.
    columns
        Name of a column -> its changed cells.
    """

    base: pa.Table
    columns: Mapping[str, Edited]


def put(column: pa.ChunkedArray, rows: NDArray[np.int64], values: pa.Array) -> pa.ChunkedArray:
    """Return a column with other values in some rows; it shares all blocks in which none of them is.

    Parameters
    ----------
    rows
        (n,) rising.
    values
        (n,) of the column's type.
    """
    bounds = np.searchsorted(rows, np.arange(0, len(column) + BLOCK, BLOCK))
    chunks: list[pa.Array] = []
    for block, (first, last) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        piece = column.slice(block * BLOCK, BLOCK)
        if first == last:
            chunks.extend(piece.chunks)
            continue
        place = np.arange(len(piece))
        place[rows[first:last] - block * BLOCK] = len(piece) + np.arange(last - first)
        chunks.append(pa.concat_arrays([*piece.chunks, values.slice(first, last - first)]).take(pa.array(place)))
    return pa.chunked_array(chunks, column.type)


def merged(old: Edited | None, rows: NDArray[np.int64], values: pa.Array, base: pa.ChunkedArray) -> Edited | None:
    """Return the changed cells of a column after some more (rising) were changed; None where all are as imported."""
    # Those that were changed before differ from what was imported already.
    differs = differing(base.take(pa.array(rows)), values)
    changed, values = rows[differs], values.filter(pa.array(differs))
    if old is not None:
        kept = ~np.isin(old.rows, rows)
        changed = np.concatenate([old.rows[kept], changed])
        order = np.argsort(changed, kind="stable")
        changed = changed[order]
        values = pa.concat_arrays([old.values.filter(pa.array(kept)), values]).take(pa.array(order))
    if not len(changed):
        return None
    changed.setflags(write=False)
    return Edited(changed, values)


def differing(one: pa.ChunkedArray, other: pa.Array) -> NDArray[np.bool_]:
    """Return where two columns of one type differ; no value differs from every value but not from no value."""
    import pyarrow.compute as pc  # noqa: PLC0415 - start-up time

    if pa.types.is_float16(other.type):
        one, other = one.cast(pa.float32()), other.cast(pa.float32())
    unlike = pc.fill_null(pc.not_equal(one, other), pc.xor(pc.is_valid(one), pc.is_valid(other)))
    found: NDArray[np.bool_] = unlike.to_numpy()
    return found


def laid_over(base: pa.Table, columns: Mapping[str, Edited]) -> tuple[pa.Table, Overlay | None]:
    """Return a table with changed cells, and the overlay that says which; without any, the table itself and None."""
    table = base
    for name, edited in columns.items():
        place = table.column_names.index(name)
        table = table.set_column(place, table.field(place), put(table.column(place), edited.rows, edited.values))
    return (table, Overlay(base, dict(columns))) if columns else (base, None)
