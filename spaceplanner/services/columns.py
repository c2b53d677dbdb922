"""Columns of layers as arrays: the same column of several layers, one after the other, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import GeometryKind, Layer


def of_kind(layers: tuple[Layer, ...], kind: GeometryKind) -> tuple[Layer, ...]:
    """Return the layers that hold a kind of geometry."""
    return tuple(layer for layer in layers if layer.kind is kind)


def fixed(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array, which nobody may write to from now on."""
    array.setflags(write=False)
    return array


def joined(arrays: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    """Return arrays one after the other, read-only; a single one is not copied."""
    if not arrays:
        return fixed(np.empty(0, dtype=dtype))
    return fixed(arrays[0] if len(arrays) == 1 else np.concatenate(arrays))


def positions(layers: tuple[Layer, ...]) -> NDArray[np.float64]:
    """Return the (n, 2) positions of layers of points, metres."""
    if not layers:
        return fixed(np.empty((0, 2)))
    return joined([layer.geometry for layer in layers], np.float64)


def times(table: pa.Table) -> NDArray[np.datetime64]:
    """Return the column `when`, local wall time; NaT where there is none."""
    if "when" not in table.column_names:
        return np.full(table.num_rows, np.datetime64("NaT", "s"))
    return np.array(table.column("when").to_numpy(), dtype="datetime64[s]")


def codes(table: pa.Table, column: str, names: tuple[str, ...]) -> NDArray[np.int8]:
    """Return the index of each text in `names`, -1 for others and nulls."""
    codes = np.full(table.num_rows, -1, dtype=np.int8)
    if column in table.column_names and table.num_rows:
        texts = table.column(column).combine_chunks().dictionary_encode()
        of_word = {word: place for place, word in enumerate(texts.dictionary.to_pylist())}
        places = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for code, name in enumerate(names):
            if name in of_word:
                codes[places == of_word[name]] = code
    return codes


def flags(table: pa.Table, column: str, *, unknown: bool) -> NDArray[np.bool_]:
    """Return a column of yes and no; `unknown` where there is none."""
    if column not in table.column_names:
        return np.full(table.num_rows, unknown)
    return np.array(table.column(column).fill_null(unknown).to_numpy(), dtype=np.bool_)


def texts(table: pa.Table, column: str) -> NDArray[np.str_]:
    """Return a column of texts; empty where there is none."""
    if column not in table.column_names:
        return np.full(table.num_rows, "", dtype=np.str_)
    return np.array([text or "" for text in table.column(column).to_pylist()], dtype=np.str_)


def words(table: pa.Table, column: str) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return the texts that a column has, and (n,) the index of each row's; -1 where there is none, or an empty one."""
    if column not in table.column_names or not table.num_rows:
        return (), np.full(table.num_rows, -1, dtype=np.intp)
    texts = table.column(column).combine_chunks().dictionary_encode()
    codes = np.array(texts.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.intp)
    found = texts.dictionary.to_pylist()
    for code, text in enumerate(found):
        if not (text or "").strip():
            codes[codes == code] = -1
    return tuple(text or "" for text in found), codes


def named(parts: list[tuple[tuple[str, ...], NDArray[np.intp]]]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return several `words` as one."""
    names: list[str] = []
    codes = []
    for some, numbers in parts:
        codes.append(np.where(numbers < 0, -1, numbers + len(names)))
        names.extend(some)
    return tuple(names), np.concatenate([np.empty(0, dtype=np.intp), *codes])


def ratings(table: pa.Table, column: str) -> NDArray[np.float64]:
    """Return a column of numbers as they are; NaN where there is none."""
    if column not in table.column_names:
        return np.full(table.num_rows, np.nan)
    return np.array(table.column(column).to_numpy(), dtype=np.float64)


def numbers(table: pa.Table, column: str) -> NDArray[np.float64]:
    """Return a column of numbers that cannot be negative; NaN where there is none, as in -99 for "not told"."""
    if column not in table.column_names:
        return np.full(table.num_rows, np.nan)
    numbers = np.array(table.column(column).to_numpy(), dtype=np.float64)
    numbers[~((numbers >= 0) & (numbers < np.inf))] = np.nan
    return numbers
