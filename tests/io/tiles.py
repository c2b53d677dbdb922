"""Small files of tiles for tests, made by the standard library, Pillow and the writer of `pmtiles`."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Tile = tuple[int, int, int]


def ramp(side: int = 256, blue: int = 0) -> Image.Image:
    """A tile in which red counts the columns and green the rows, in 256 steps."""
    step = (np.arange(side) * 256 // side).astype(np.uint8)
    pixels = np.empty((side, side, 3), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = step[None, :], step[:, None], blue
    return Image.fromarray(pixels)


def packed(picture: Image.Image, kind: str = "PNG") -> bytes:
    sink = io.BytesIO()
    picture.save(sink, kind)
    return sink.getvalue()


def mbtiles(path: Path, tiles: Mapping[Tile, object], **said: object) -> Path:
    """Write tiles, rows counted from the north, and what the file says of itself."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        database.executemany("INSERT INTO metadata VALUES (?, ?)", list(said.items()))
        rows = [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


def pmtiles(
    path: Path, tiles: Mapping[Tile, bytes], kind: TileType = TileType.PNG, said: Mapping[str, Any] | None = None
) -> Path:
    """Write tiles with the package's own writer."""
    zooms = [z for z, _, _ in tiles]
    with path.open("wb") as file:
        writer = Writer(file)
        for at, data in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(*at), data)
        header = {
            "tile_type": kind,
            "tile_compression": Compression.NONE,
            "min_zoom": min(zooms),
            "max_zoom": max(zooms),
            "min_lon_e7": -1_800_000_000,
            "min_lat_e7": -850_000_000,
            "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000,
        }
        writer.finalize(header, dict(said or {}))
    return path
