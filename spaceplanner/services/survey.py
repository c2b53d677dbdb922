"""A survey of a layer that somebody is about to import: its columns for any role, its values, what a filter leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.io import columns, mapping, positions, roles, sources, where

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from spaceplanner.domain.layer import Role

MOST_VALUES = 60
"""Distinct values of a column that are offered."""

_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*")
_RESERVED = frozenset(["AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "IS", "NULL", "BETWEEN", "TRUE", "FALSE"])


@dataclass(frozen=True, eq=False, slots=True)
class Survey:
    """The rows of a source as they are, before anything is decided about them.

    Attributes
    ----------
    table
        The source's columns.
    used
        Columns that hold the position.
    """

    table: pa.Table
    used: frozenset[str]

    def mapping(self, role: Role, expression: str | None = None) -> dict[str, str]:
        """Return field -> column (or columns joined with ``+``) as the importer would find them for a role.

        Parameters
        ----------
        expression
            A filter, since a column may tell the rows apart only among those that it leaves.

        Raises
        ------
        MappingError
            As `count`.
        """
        table = self.table
        if expression is not None:
            table = table.filter(pa.array(where.selected(expression, table)))
        return mapping.found(table, roles.roles()[role], {}, self.used)

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Return the most frequent values of a column with their counts; none of a column that may tell of persons."""
        if roles.is_personal(column) or column not in self.table.column_names:
            return ()
        array = columns.whole(self.table.column(column))
        # Text as it is, blanks included: a filter compares it so.
        counted = pc.value_counts((array if pa.types.is_string(array.type) else columns.texts(array)).drop_null())
        order = pc.array_sort_indices(counted.field("counts"), order="descending")
        first = counted.take(order[:MOST_VALUES]).to_pylist()
        return tuple((str(one["values"]), int(one["counts"])) for one in first)

    def is_number(self, column: str) -> bool:
        """Tell whether a column holds numbers by its type."""
        kind = self.table.schema.field(column).type
        return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))

    def count(self, expression: str) -> int:
        """Return how many rows a filter leaves.

        Raises
        ------
        MappingError
            If the filter is not understood or names no column of the table.
        """
        return int(where.selected(expression, self.table).sum())


def look(path: Path, layer: str, *, encoding: str | None = None, alive: Callable[[], None] = lambda: None) -> Survey:
    """Return the survey of a file's layer.

    Parameters
    ----------
    layer
        Name of the layer, sheet or table.
    encoding
        Of a table's text; None: found out.
    alive
        Called from time to time; raises to cancel.

    Raises
    ------
    InputError
        If the layer cannot be read.
    """
    entry = sources.named(sources.entries(path), layer)
    frame = sources.read(entry, encoding=encoding, alive=alive)
    located = positions.locate(frame, roles.everything(), {}, None, alive)
    return Survey(frame.table, frozenset(located.columns.values() if located is not None else ()))


def condition(column: str, sign: str, value: str, *, number: bool = False) -> str:
    """Return the filter ``column sign value`` as the importer reads it; names and texts are quoted where needed.

    Parameters
    ----------
    sign
        ``=``, ``<>``, ``>=``, ``<=``, ``IS NULL`` or ``IS NOT NULL`` (the last two take no value).
    number
        The column holds numbers: a value that is one is not quoted.
    """
    plain = _WORD.fullmatch(column) is not None and column.upper() not in _RESERVED
    name = column if plain else '"' + column.replace('"', '""') + '"'
    if sign.startswith("IS"):
        return f"{name} {sign}"
    if number and _NUMBER.fullmatch(value):
        return f"{name} {sign} {value.strip()}"
    quoted = value.replace("'", "''")
    return f"{name} {sign} '{quoted}'"
