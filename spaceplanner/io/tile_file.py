"""Files of map tiles, MBTiles and PMTiles: what they hold, and the bytes of a tile.

A tile is named by zoom, column and row as on the web: row 0 is the north. Files come from anybody and may be damaged
anywhere; whatever is wrong with a file is a `FileError`, with a tile a `DamagedTile`.
"""

from __future__ import annotations

import gzip
import html
import re
import stat
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from spaceplanner.errors import FileError, Reason
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

Tile = tuple[int, int, int]
"""Zoom, column, row."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north."""

NO_TILES = N_("{path} is no file of map tiles. Choose an MBTiles or PMTiles file.")
HOLDS_NONE = N_("{path} holds no tile that can be drawn. Ask for the file again, or choose another one.")
DAMAGED = N_("{path} is damaged: its tiles cannot be found ({reason}). Use another copy of it.")
NOT_READ = N_("{path} cannot be read ({reason}). Check that it is there and that you may read it.")
GONE = N_(
    "{path} is not there. Say where the file is with “Find its file…”, from the menu of the background in the panel of layers."
)
DEEPEST = 24
"""Zoom beyond which no file of tiles goes: a pixel of a centimetre."""
WHOLE_WORLD: Bounds = (-180.0, -85.0511287798066, 180.0, 85.0511287798066)
LARGEST = 32 * 2**20
"""Bytes beyond which nothing is a tile."""
_NAME = 120


class DamagedTile(ValueError):  # noqa: N818 - says what the tile is; whoever draws leaves its place blank
    """A tile is there but cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileInfo:
    """What a file says of its tiles, put right where it says nonsense.

    Attributes
    ----------
    name, attribution
        Plain text; may be empty.
    vector
        Whether they are vector tiles.
    zooms
        The lowest and the highest.
    bounds
        Longitude and latitude of the ground they cover.
    bounded
        Whether the file says so itself: then a tile within that is not there is missing.
    """

    name: str
    attribution: str
    vector: bool
    zooms: tuple[int, int]
    bounds: Bounds
    bounded: bool


class TileFile(Protocol):
    """An open file of tiles; used by one thread."""

    info: TileInfo

    def tile(self, at: Tile) -> bytes | None:
        """Return the bytes of a tile, None where there is none.

        Raises
        ------
        DamagedTile
            If it cannot be read.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_tiles(path: Path) -> TileFile:
    """Open a file of tiles, whatever its name ends in.

    Raises
    ------
    FileError
        If it is missing, cannot be read, or is no such file.
    """
    from spaceplanner.io import mbtiles, pmtiles_file  # noqa: PLC0415 - start-up time: the readers, when one is opened

    head = beginning(path)
    if not head:
        raise FileError(N_("{path} is empty. Ask for the file again, or choose another one."), path=path)
    if head.startswith(b"SQLite format 3\0"):
        return mbtiles.MbTiles(path)
    if head.startswith(b"PMTiles"):
        return pmtiles_file.PmTiles(path)
    raise FileError(NO_TILES, path=path)


def beginning(path: Path) -> bytes:
    """Return the first bytes of a background's file, which is a file: a pipe or a device would never end.

    Raises
    ------
    FileError
        If it is missing, no file, or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileError(N_("{path} is no file. Choose a file of tiles or a picture."), path=path)
        with path.open("rb") as file:
            return file.read(16)
    except FileNotFoundError as error:
        raise FileError(GONE, path=path) from error
    except (OSError, ValueError) as error:
        raise FileError(NOT_READ, path=path, reason=Reason(error)) from error


def inflated(data: bytes) -> bytes:
    """Return a tile without its compression, if it has one.

    Raises
    ------
    DamagedTile
        If it is broken, or larger than any tile.
    """
    if len(data) > LARGEST:
        raise DamagedTile("larger than any tile")
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return unpacked(data)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedTile(str(error)) from error


def unpacked(data: bytes, most: int = LARGEST) -> bytes:
    """Return gzip's contents, of which nobody may send more than `most` bytes.

    Raises
    ------
    OSError, EOFError, zlib.error
        If it is broken or holds more.
    """
    worker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    made = worker.decompress(data, most)
    if not worker.eof:
        message = "larger than any tile" if worker.unconsumed_tail else "cut off"
        raise gzip.BadGzipFile(message)
    return made


def plain(text: object, most: int = _NAME) -> str:
    """Return what a file says of itself as one line of plain text: attributions are mostly links."""
    if not isinstance(text, str):
        return ""
    bare = html.unescape(re.sub(r"<[^<>]*>", " ", text[: 20 * most]))
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in bare).split())
    words = re.sub(r" ([,.;:])", r"\1", words)
    return words if len(words) <= most else words[: most - 1] + "…"


def proper_bounds(values: object) -> Bounds | None:
    """Return bounds that a file gives as four numbers or as text, kept within Web Mercator; None where they are none."""
    parts = values.split(",") if isinstance(values, str) else values
    if not isinstance(parts, list | tuple) or len(parts) != 4:  # noqa: PLR2004 - west, south, east, north
        return None
    try:
        west, south, east, north = (float(part) for part in parts)
    except (TypeError, ValueError):
        return None
    low, high = WHOLE_WORLD[1], WHOLE_WORLD[3]
    west, east = max(west, -180.0), min(east, 180.0)
    south, north = max(south, low), min(north, high)
    # NaN fails both.
    return (west, south, east, north) if west <= east and south <= north else None


def proper_zooms(low: object, high: object) -> tuple[int, int] | None:
    """Return a range of zooms that a file gives, None where it is none."""
    try:
        pair = int(low), int(high)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return pair if 0 <= pair[0] <= pair[1] <= DEEPEST else None
