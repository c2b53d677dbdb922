"""Vector tiles (Mapbox Vector Tile 2): layers of features with shapes in whole steps of the tile.

Read without a library for Protocol Buffers: a tile has five kinds of messages, and only layers that are drawn are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.io.tile_file import DamagedTile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    Value = str | float | bool

POINT, LINE, POLYGON = 1, 2, 3
_MOVE, _TO, _CLOSE = 1, 2, 7
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_MOST_POINTS = 2_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Feature:
    """A feature: its layer, its kind, its tags, and its parts as (k, 2) shares of the tile, y down.

    Of a polygon each part is a ring, the outer ones before their holes, which run the other way round.
    """

    layer: str
    kind: int
    tags: dict[str, Value]
    parts: tuple[NDArray[np.float64], ...]


def features(data: bytes, layers: Collection[str]) -> list[Feature]:
    """Return the features of some layers of a tile.

    Raises
    ------
    DamagedTile
        If it cannot be read.
    """
    found: list[Feature] = []
    try:
        for number, value in _fields(data):
            if number == 3 and isinstance(value, bytes):  # noqa: PLR2004 - a layer
                found.extend(_layer(value, layers))
    except (IndexError, ValueError, TypeError, OverflowError, UnicodeDecodeError) as error:
        raise DamagedTile(str(error)) from error
    return found


def _layer(data: bytes, wanted: Collection[str]) -> Iterator[Feature]:
    name, extent = "", 4096
    keys: list[str] = []
    values: list[Value] = []
    shapes: list[bytes] = []
    for number, value in _fields(data):
        if number == 1 and isinstance(value, bytes):
            name = value.decode()
            if name not in wanted:
                return
        elif number == 2 and isinstance(value, bytes):  # noqa: PLR2004 - the numbers are those of the format
            shapes.append(value)
        elif number == 3 and isinstance(value, bytes):  # noqa: PLR2004
            keys.append(value.decode())
        elif number == 4 and isinstance(value, bytes):  # noqa: PLR2004
            values.append(_value(value))
        elif number == 5 and isinstance(value, int):  # noqa: PLR2004
            extent = value
    if extent < 1:
        message = "a layer without extent"
        raise ValueError(message)
    for shape in shapes if name in wanted else ():
        yield _feature(shape, name, extent, keys, values)


def _feature(data: bytes, layer: str, extent: int, keys: list[str], values: list[Value]) -> Feature:
    kind, tags, commands = 0, {}, []
    for number, value in _fields(data):
        if number == 2 and isinstance(value, bytes):  # noqa: PLR2004
            pairs = _numbers(value)
            tags = {keys[key]: values[item] for key, item in zip(pairs[::2], pairs[1::2], strict=True)}
        elif number == 3 and isinstance(value, int):  # noqa: PLR2004
            kind = value
        elif number == 4 and isinstance(value, bytes):  # noqa: PLR2004
            commands = _numbers(value)
    return Feature(
        layer, kind, tags, tuple(np.array(part, dtype=np.float64) / extent for part in _parts(commands, kind))
    )


def _parts(commands: list[int], kind: int) -> Iterator[list[tuple[int, int]]]:
    """Return the parts that a list of pen movements draws; rings are closed."""
    x = y = at = 0
    part: list[tuple[int, int]] = []
    while at < len(commands):
        what, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if what == _CLOSE:
            if part:
                part.append(part[0])
            continue
        if what not in {_MOVE, _TO} or count > _MOST_POINTS:
            message = f"no such pen movement: {what}"
            raise ValueError(message)
        for _ in range(count):
            across, down = commands[at], commands[at + 1]
            at += 2
            x += (across >> 1) ^ -(across & 1)
            y += (down >> 1) ^ -(down & 1)
            if what == _MOVE and part and kind != POINT:
                yield part
                part = []
            part.append((x, y))
    if part:
        yield part


def _value(data: bytes) -> Value:
    for number, value in _fields(data):
        if number == 1 and isinstance(value, bytes):
            return value.decode()
        if number in {2, 3} and isinstance(value, bytes):
            return float(np.frombuffer(value, dtype="<f4" if number == 2 else "<f8")[0])  # noqa: PLR2004
        if number in {4, 5} and isinstance(value, int):
            return value - 2**64 if number == 4 and value >= 2**63 else value  # noqa: PLR2004 - 4 has a sign
        if number == 6 and isinstance(value, int):  # noqa: PLR2004
            return (value >> 1) ^ -(value & 1)
        if number == 7 and isinstance(value, int):  # noqa: PLR2004
            return bool(value)
    return ""


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Return the fields of a message: their numbers, and their values as numbers or bytes."""
    at, end = 0, len(data)
    while at < end:
        key, at = _number(data, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _number(data, at)
            yield key >> 3, value
            continue
        if kind == _BYTES:
            length, at = _number(data, at)
        elif kind in {_EIGHT, _FOUR}:
            length = 8 if kind == _EIGHT else 4
        else:
            message = f"no such field: {kind}"
            raise ValueError(message)
        if at + length > end:
            message = "cut off"
            raise ValueError(message)
        yield key >> 3, data[at : at + length]
        at += length


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a byte, and where it ends."""
    value = shift = 0
    while True:
        octet = data[at]
        at += 1
        value |= (octet & 0x7F) << shift
        if octet < 0x80:  # noqa: PLR2004 - the last byte of a number
            return value, at
        shift += 7
        if shift > 63:  # noqa: PLR2004 - no number has more bits
            message = "a number without end"
            raise ValueError(message)


def _numbers(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        value, at = _number(data, at)
        found.append(value)
    return found
