"""Changed cells as records and back: what the document holds of a layer's overlay."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from spaceplanner.domain import overlay
from spaceplanner.domain.cell_edits import writable
from spaceplanner.domain.overlay import Edited
from spaceplanner.io.records import CellsRecord, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.overlay import Overlay


def cells(layer: Layer, numbers: NDArray[np.int64] | None = None) -> tuple[CellsRecord, ...]:
    """Return the records of a layer's changed cells.

    Parameters
    ----------
    numbers
        (n,) the number that each row has in the file; None: they are counted from 0.
    """
    columns = layer.overlay.columns if layer.overlay is not None else {}
    return tuple(
        CellsRecord(
            column=name,
            rows=tuple((edited.rows if numbers is None else numbers[edited.rows]).tolist()),
            values=tuple(_plain(value) for value in edited.values.to_pylist()),
        )
        for name, edited in sorted(columns.items())
    )


def applied(
    base: pa.Table, records: Sequence[CellsRecord], numbers: NDArray[np.int64], where: str
) -> tuple[pa.Table, Overlay | None, int]:
    """Return a stored table with its changed cells, the overlay, and how many cells have no row any more.

    Parameters
    ----------
    numbers
        (n,) the number that each row has in the file, rising: another program may have removed some.
    where
        What the table is called in an error.

    Raises
    ------
    Unreadable
        If a record names no column, no row, or values that the column cannot hold.
    """
    columns, lost = {}, 0
    for record in records:
        if record.column not in base.column_names or record.column in columns:
            raise Unreadable(f"{where}: cells of column {record.column!r}")
        rows, kind = np.array(record.rows, dtype=np.int64), base.schema.field(record.column).type
        ordered = len(rows) and rows[0] >= 0 and (np.diff(rows) > 0).all()
        if not (ordered and len(rows) == len(record.values) and writable(kind)):
            raise Unreadable(f"{where}: cells of column {record.column!r}")
        try:
            values = pa.array([_read(value, kind) for value in record.values], kind)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise Unreadable(f"{where}: cells of column {record.column!r}: {error}") from error
        kept = np.isin(rows, numbers)
        lost += int((~kept).sum())
        if kept.any():
            rows = np.searchsorted(numbers, rows[kept])
            rows.setflags(write=False)
            columns[record.column] = Edited(rows, values.filter(pa.array(kept)))
    return (*overlay.laid_over(base, columns), lost)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_date32(kind):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if pa.types.is_timestamp(kind) else value
