"""Table names: which table of a project file holds a layer's rows.

A table's name is the layer's id and a hash of its content, so that a layer that was imported again is a new table
beside the old one until the document is switched over. Names are remembered for as long as the arrays live: what was
read from a file is known by the name it has there, even if another program has changed a row meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import re
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.io import layer_tables
from spaceplanner.io.stored_columns import storable

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.io.records import ColumnRecord

OWN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,47}_[0-9a-f]{12}")
"""Names of layer tables; no other table is ever dropped."""

_RESERVED = ("gpkg", "rtree", "sqlite", "spaceplanner")
_HASH_BYTES = 6


@dataclass(frozen=True, slots=True)
class Stored:
    """How a layer's rows are stored."""

    table: str
    promoted: bool
    columns: tuple[ColumnRecord, ...]


class Names:
    """Remembers, by the identity of a layer's arrays, how they are stored, and which numbers rows have in which file."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[weakref.ref[object], weakref.ref[object], str | None, Stored]] = {}
        self._numbers: dict[tuple[int, int], dict[str, NDArray[np.int64]]] = {}

    def of(self, layer: Layer, crs: str | None) -> Stored:
        """Return how a layer is stored; a layer seen for the first time gets a name from its content."""
        found = self._known.get(_key(layer))
        if found and found[0]() is layer.geometry and found[1]() is layer.imported and found[2] == crs:
            return found[3]
        _, promoted = layer_tables.geometry_type(layer)
        _, columns = storable(layer.imported)
        stored = Stored(f"{_stem(layer.id)}_{_digest(layer, crs)}", promoted, columns)
        self.remember(layer, crs, stored)
        return stored

    def numbers(self, layer: Layer, path: Path) -> NDArray[np.int64] | None:
        """Return (n,) the number that each row of a layer has in a file; None: counted from 0 without a gap."""
        return self._numbers.get(_key(layer), {}).get(_file(path))

    def number(self, layer: Layer, path: Path, numbers: NDArray[np.int64] | None) -> None:
        """Remember the numbers that the rows of a layer, known by name already, have in a file now."""
        known = self._numbers.setdefault(_key(layer), {})
        if numbers is None:
            known.pop(_file(path), None)
        else:
            known[_file(path)] = numbers

    def remember(self, layer: Layer, crs: str | None, stored: Stored) -> None:
        """Remember how a layer that was read from a file is stored there."""
        key = _key(layer)
        forget: weakref.ref[object] = weakref.ref(layer.geometry, lambda _: self._forget(key))
        known = self._known.get(key)
        if known is not None and known[0]() is not layer.geometry:
            self._numbers.pop(key, None)
        self._known[key] = (forget, weakref.ref(layer.imported), crs, stored)

    def _forget(self, key: tuple[int, int]) -> None:
        self._known.pop(key, None)
        self._numbers.pop(key, None)


def _file(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - the name as it is, links and all


def _key(layer: Layer) -> tuple[int, int]:
    return id(layer.geometry), id(layer.imported)


def _stem(layer_id: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9_]+", "_", layer_id)[:40]
    return stem if stem[:1].isalpha() and not stem.lower().startswith(_RESERVED) else f"layer_{stem}"


class _Sink:
    """A file that keeps the hash of what is written to it."""

    closed = False

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=_HASH_BYTES)

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


def _digest(layer: Layer, crs: str | None) -> str:
    sink = _Sink()
    sink.write(f"{crs}|{layer.kind}|".encode())
    if layer.kind is GeometryKind.POINT:
        sink.write(layer.geometry.tobytes())
    else:
        for chunk in layer_tables.wkb_chunks(layer, promoted=False):
            for value in chunk:
                sink.write(value.as_buffer())
    with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), layer.imported.schema) as stream:
        stream.write_table(layer.imported)
    return sink.hash.hexdigest()
