"""Table names: which table of a project file holds a layer's rows.

A table's name is the layer's id and a hash of its content, so that a layer that was imported again is a new table
beside the old one until the document is switched over. Names are remembered for as long as the arrays live: what was
read from a file is known by the name it has there, even if another program has changed a row meanwhile.
"""

from __future__ import annotations

import hashlib
import re
import weakref
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.io import layer_tables
from spaceplanner.io.stored_columns import storable

if TYPE_CHECKING:
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
    """How a layer's rows are stored.

    `numbers`: (n,) the number that each row has in the file, where they are not counted from 0 without a gap.
    """

    table: str
    promoted: bool
    columns: tuple[ColumnRecord, ...]
    numbers: NDArray[np.int64] | None = field(default=None, compare=False)


class Names:
    """Remembers, by the identity of a layer's arrays, how they are stored."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[weakref.ref[object], weakref.ref[object], str | None, Stored]] = {}

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

    def renumber(self, layer: Layer, crs: str | None) -> None:
        """Take into account that the rows of a layer are about to be written anew, one after the other."""
        found = self.of(layer, crs)
        if found.numbers is not None:
            self.remember(layer, crs, replace(found, numbers=None))

    def remember(self, layer: Layer, crs: str | None, stored: Stored) -> None:
        """Remember how a layer that was read from a file is stored there."""
        key = _key(layer)
        forget: weakref.ref[object] = weakref.ref(layer.geometry, lambda _: self._known.pop(key, None))
        self._known[key] = (forget, weakref.ref(layer.imported), crs, stored)


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
