"""Columns as the readers leave them, made simple: text, numbers, yes or no, dates."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.io import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

_BLANK = frozenset(
    {"", "-", "--", "s/d", "sd", "n/a", "na", "null", "none", "nan", "sin dato", "sin datos", "nd", "n/d"}
)

_CODE = re.compile(r"(?=.*\d)[\w.-]{1,6}|[^\W\d_]{1,2}")


def whole(column: Any) -> pa.Array:
    """Return a column as one array rather than chunks of one."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def simple(table: pa.Table) -> pa.Table:
    """Return the table with distinct column names and types every part of the program knows.

    These are bool, int64, double, string, date32 and timestamp[s] (a zone is turned into its offset as text, since a
    column can mix them). Binary columns are left out.
    """
    kept = [
        (name, column)
        for name, column in zip(names.distinct(table.column_names), table.columns, strict=True)
        if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type) or _is_fixed(column.type))
    ]
    arrays = {name: _simple(whole(column)) for name, column in kept}
    return pa.table(arrays)


def _is_fixed(kind: pa.DataType) -> bool:
    return bool(pa.types.is_fixed_size_binary(kind) and not pa.types.is_decimal(kind))


def _simple(array: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        return _simple(array.dictionary_decode())
    if isinstance(array.type, pa.BaseExtensionType):  # GDAL marks a column of numbers and words as JSON
        return _simple(array.storage)
    for belongs, made in _MADE:
        if belongs(array.type):
            return made(array)
    return pa.array([None if v is None else json.dumps(v, default=str, ensure_ascii=False) for v in array.to_pylist()])


def _number(array: pa.Array) -> pa.Array:
    numbers = array.cast(pa.float64())
    return pc.if_else(pc.is_finite(numbers), numbers, None)


def _valid_text(array: pa.Array) -> pa.Array:
    text = array.cast(pa.string())
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        raw = text.cast(pa.binary(), safe=False).to_pylist()
        return pa.array([None if v is None else v.decode("cp1252", "replace") for v in raw], pa.string())
    return text


def _any_of(*tests: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda kind: any(test(kind) for test in tests)


_MADE: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (_any_of(pa.types.is_boolean, pa.types.is_date32), lambda array: array),
    (pa.types.is_integer, lambda array: array.cast(pa.int64(), safe=False)),
    (_any_of(pa.types.is_floating, pa.types.is_decimal), _number),
    (
        lambda kind: pa.types.is_timestamp(kind) and kind.tz is None,
        lambda array: array.cast(pa.timestamp("s"), safe=False),
    ),
    (_any_of(pa.types.is_string, pa.types.is_large_string), _valid_text),
    (
        _any_of(pa.types.is_null, pa.types.is_timestamp, pa.types.is_date64, pa.types.is_time),
        lambda array: array.cast(pa.string()),
    ),
)
"""Which columns become what; anything else is written as JSON."""


def texts(column: Any) -> pa.Array:
    """Return a column as trimmed text with blanks as null; whole numbers are written without a decimal point."""
    array = whole(column)
    if pa.types.is_floating(array.type) and pc.all(pc.equal(pc.floor(array), array)).as_py():
        array = array.cast(pa.int64(), safe=False)
    text = pc.utf8_trim_whitespace(array.cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), None, text)


def flags(column: Any, yes: tuple[str, ...], no: tuple[str, ...]) -> tuple[pa.Array, list[str]]:
    """Return a column as yes, no or null, and the values that mean neither.

    Parameters
    ----------
    column
        Any column.
    yes, no
        Words in lower case without accents.
    """
    array = whole(column)
    if pa.types.is_boolean(array.type):
        return array, []
    coded = texts(array).dictionary_encode()
    meaning = dict.fromkeys((" ".join(names.words(word)) for word in no), False)
    meaning |= dict.fromkeys((" ".join(names.words(word)) for word in yes), True)
    values = [str(value) for value in coded.dictionary.to_pylist()]
    decided = [meaning.get(" ".join(names.words(value))) for value in values]
    unknown = [
        value for value, one in zip(values, decided, strict=True) if one is None and names.plain(value) not in _BLANK
    ]
    return pa.array(decided, pa.bool_()).take(coded.indices), unknown


_ANSWERS = {
    **dict.fromkeys(("si", "s", "yes", "y", "true", "verdadero", "t"), 1.0),
    **dict.fromkeys(("no", "n", "false", "falso", "f", "ninguna", "ninguno", "nunca", "never", "none"), 0.0),
}
_MOST_TIMES = 1000


def answers(column: Any) -> NDArray[np.float64]:
    """Return the answers of a survey: 1 for yes, 0 for no, a number from 0 to 1,000 as it is; NaN for anything else."""
    array = whole(column)
    if pa.types.is_boolean(array.type):
        array = pc.if_else(array, "yes", "no")
    coded = texts(array).dictionary_encode()
    read = np.array([_answer(str(value)) for value in coded.dictionary.to_pylist()], dtype=np.float64)
    places = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    found: NDArray[np.float64] = np.append(read, np.nan)[places]
    return found


def _answer(value: str) -> float:
    word = " ".join(names.words(value))
    if word in _ANSWERS:
        return _ANSWERS[word]
    number = re.fullmatch(r"\d{1,4}(?:[.,]\d+)?", value)
    times = float(value.replace(",", ".")) if number else np.nan
    return times if times <= _MOST_TIMES else np.nan


def codes(column: Any) -> tuple[pa.Array, bool]:
    """Return a column that says who as codes, and whether they had to be made up.

    Short words with a digit, or of one or two letters, are codes already. Where one value is anything else, which may be
    the name of a person or the number of a document, all are replaced by A1, A2 and so on as they come.
    """
    coded = texts(column).dictionary_encode()
    values = [str(value) for value in coded.dictionary.to_pylist()]
    if all(_CODE.fullmatch(value) for value in values):
        return coded.dictionary_decode(), False
    made = pa.array([f"A{number}" for number in range(1, len(values) + 1)], pa.string())
    return made.take(coded.indices), True


def looked_up(column: Any, table: Mapping[str, Any], kind: pa.DataType) -> pa.Array:
    """Return a text column's values replaced through a table; null stays null."""
    coded = texts(column).dictionary_encode()
    return pa.array([table[value] for value in coded.dictionary.to_pylist()], kind).take(coded.indices)
