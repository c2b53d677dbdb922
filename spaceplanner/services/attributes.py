"""Attributes: a layer's table filtered, put in order and copied, column by column, without an object for each row."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from spaceplanner.domain.layer import Role
from spaceplanner.errors import EditError, MappingError
from spaceplanner.i18n import N_
from spaceplanner.io import where

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer

MOST_COPIED = 100_000
"""Rows that the clipboard takes at once: more of them make other programs stand still."""


def filtered(table: pa.Table, expression: str) -> NDArray[np.int64]:
    """Return the rows that an expression selects, rising; all of them for an empty one.

    Raises
    ------
    MappingError
        If the expression is not understood (its parameter ``position`` says at which character), a column does not
        exist, or a column cannot be compared like that.
    """
    if not expression.strip():
        return np.arange(table.num_rows, dtype=np.int64)
    try:
        return np.flatnonzero(where.selected(expression, table)).astype(np.int64)
    except pa.ArrowException as error:
        raise MappingError(
            N_("The filter compares a column with something of another kind. Write texts in single quotes: 'LED'."),
        ) from error


def ordered(table: pa.Table, column: str, rows: NDArray[np.int64], *, descending: bool = False) -> NDArray[np.int64]:
    """Return rows in the order of a column; equal ones keep theirs, and what has no value comes last either way.

    Texts are in the order of the alphabet, whatever their accents and capitals.

    Parameters
    ----------
    rows
        (m,) which rows, in any order.
    """
    values = _whole(table.column(column))
    if len(rows) != table.num_rows or (len(rows) and rows[0] != 0) or (np.diff(rows) != 1).any():
        values = values.take(pa.array(rows))
    keys = _keys(values)
    if keys is None:
        return rows
    places = pc.array_sort_indices(keys, order="descending" if descending else "ascending", null_placement="at_end")
    arranged: NDArray[np.int64] = rows[places.to_numpy()]
    return arranged


def csv_text(layer: Layer, rows: NDArray[np.int64], columns: Sequence[str], safe: Callable[[str], str]) -> str:
    """Return rows of a layer as CSV with a line of heads.

    Parameters
    ----------
    safe
        Makes a text that a spreadsheet would run as a formula one that it does not.

    Raises
    ------
    EditError
        If the layer is one of incidents, or the rows are too many.
    """
    refuse_copying(layer, len(rows))
    taken = layer.table.select(list(columns)).take(pa.array(rows))
    escaped = [_escaped(_whole(column), safe) for column in taken.columns]
    text = io.BytesIO()
    # Two columns may come out with one name where only a sign nobody sees told them apart: CSV allows that.
    csv.write_csv(pa.table(escaped, names=[safe(name) for name in columns]), text)
    return text.getvalue().decode()


def refuse_copying(layer: Layer, count: int) -> None:
    """Raise unless so many rows of a layer may be copied.

    Raises
    ------
    EditError
        See `csv_text`.
    """
    if layer.role is Role.INCIDENTS:
        raise EditError(
            N_("Incidents cannot be copied: no raw incident leaves the program. Their statistics can be read here.")
        )
    if count > MOST_COPIED:
        raise EditError(
            N_("{count} rows are too many for the clipboard: filter or select {most} at most."),
            count=count,
            most=MOST_COPIED,
        )


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _keys(values: pa.Array) -> pa.Array | None:
    """Return what stands for the values in their order, or None where they have none."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _keys(values.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _alphabetic(values)
    if pa.types.is_boolean(kind):
        return values.cast(pa.int8())
    if pa.types.is_floating(kind):
        # Without this, a value that is none would come before one that is missing, in descending order too.
        return pc.if_else(pc.is_nan(values), pa.scalar(None, kind), values)
    return values if pa.types.is_primitive(kind) else None


def _alphabetic(values: pa.Array) -> pa.Array:
    """Return the place of each text in the alphabetic order of all of them."""
    coded = values.dictionary_encode()
    texts = coded.dictionary
    plain = pc.utf8_lower(pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKD"), r"\p{Mn}+", ""))
    places = pc.sort_indices(
        pa.table({"plain": plain, "text": texts}), sort_keys=[("plain", "ascending"), ("text", "ascending")]
    )
    rank = np.empty(len(texts), dtype=np.int32)
    rank[places.to_numpy()] = np.arange(len(texts), dtype=np.int32)
    return pa.array(rank).take(coded.indices)


def _escaped(values: pa.Array, safe: Callable[[str], str]) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return (
            values
            if pa.types.is_primitive(values.type) or pa.types.is_boolean(values.type)
            else values.cast(pa.string())
        )
    coded = values.dictionary_encode()
    made = pa.array([None if text is None else safe(text) for text in coded.dictionary.to_pylist()], pa.string())
    return made.take(coded.indices)
