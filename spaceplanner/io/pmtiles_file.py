"""PMTiles version 3: tiles in one file, found through directories of runs.

The package `pmtiles` reads the header and names the tiles. Its own reader unpacks the directories anew for every tile
and without a limit, so they are read here, once, with NumPy.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from spaceplanner.errors import FileError, Reason
from spaceplanner.i18n import N_
from spaceplanner.io.tile_file import (
    DAMAGED,
    HOLDS_NONE,
    LARGEST,
    NOT_READ,
    WHOLE_WORLD,
    DamagedTile,
    TileInfo,
    inflated,
    plain,
    proper_bounds,
    proper_zooms,
    unpacked,
)

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from spaceplanner.io.tile_file import Tile

_HEADER = 127
_DEPTH = 4
_MOST_DIRECTORY = 16 * 2**20
_MOST_METADATA = 4 * 2**20
_KEPT = 64

Directory = tuple["NDArray[np.uint64]", "NDArray[np.uint64]", "NDArray[np.uint64]", "NDArray[np.uint64]"]
"""Of each run, in order: first tile, tiles in it (0: a further directory), bytes of a tile, where these begin."""

_directories: OrderedDict[tuple[object, ...], Directory] = OrderedDict()
_lock = Lock()


class PmTiles:
    """An open PMTiles file; see `tile_file.TileFile`.

    Raises
    ------
    FileError
        If it is no PMTiles file of version 3, or packed in a way that cannot be undone.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
        except (OSError, ValueError) as error:
            raise FileError(NOT_READ, path=path, reason=Reason(error)) from error
        try:
            status = path.stat()
            self._key = (str(path), status.st_mtime_ns, status.st_size)
            self._header = self._read_header(path)
            self.info = self._info(path)
            self._directory(self._header["root_offset"], self._header["root_length"])
        except DamagedTile as error:
            self._file.close()
            raise FileError(DAMAGED, path=path, reason=error) from error
        except OSError as error:
            self._file.close()
            raise FileError(NOT_READ, path=path, reason=Reason(error)) from error
        except FileError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def tile(self, at: Tile) -> bytes | None:
        """Return the bytes of a tile, None where there is none."""
        from pmtiles.tile import zxy_to_tileid  # noqa: PLC0415 - start-up time

        wanted = zxy_to_tileid(*at)
        header = self._header
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(_DEPTH):
            firsts, runs, lengths, offsets = self._directory(offset, length)
            place = int(np.searchsorted(firsts, wanted, side="right")) - 1
            if place < 0:
                return None
            run = int(runs[place])
            offset, length = int(offsets[place]), int(lengths[place])
            if run:
                inside = wanted - int(firsts[place]) < run
                return inflated(self._bytes(header["tile_data_offset"] + offset, length)) if inside else None
            offset += header["leaf_directory_offset"]
        raise DamagedTile("its directories go in a ring")

    def _bytes(self, offset: int, length: int) -> bytes:
        if offset + length > int(self._key[2]):
            raise DamagedTile("the file is cut off")
        if length > LARGEST:
            raise DamagedTile("larger than any tile")
        try:
            self._file.seek(offset)
            return self._file.read(length)
        except OSError as error:
            raise DamagedTile(str(error)) from error

    def _directory(self, offset: int, length: int) -> Directory:
        key = (*self._key, offset)
        with _lock:
            if key in _directories:
                _directories.move_to_end(key)
                return _directories[key]
        found = _decoded(self._internal(offset, length, _MOST_DIRECTORY))
        with _lock:
            _directories[key] = found
            while len(_directories) > _KEPT:
                _directories.popitem(last=False)
        return found

    def _internal(self, offset: int, length: int, most: int) -> bytes:
        """Return bytes that are packed as the file's own parts are."""
        data = self._bytes(offset, min(length, most))
        if not data.startswith(b"\x1f\x8b"):
            return data
        try:
            return unpacked(data, most)
        except (OSError, EOFError, zlib.error) as error:
            raise DamagedTile(f"a directory cannot be unpacked: {error}") from error

    def _read_header(self, path: Path) -> dict[str, Any]:
        from pmtiles.tile import Compression, SpecVersionUnsupported, deserialize_header  # noqa: PLC0415 - start-up time

        data = self._file.read(_HEADER)
        if len(data) < _HEADER:
            raise FileError(DAMAGED, path=path, reason=f"{len(data)} B")
        try:
            header: dict[str, Any] = dict(deserialize_header(data))
        except SpecVersionUnsupported as error:
            raise FileError(
                N_(
                    "{path} is of PMTiles version {version}; SpacePlanner reads version 3. Convert it with `pmtiles convert`."
                ),
                path=path,
                version=data[7],
            ) from error
        except Exception as error:
            raise FileError(DAMAGED, path=path, reason=error) from error
        known = {Compression.NONE, Compression.GZIP, Compression.UNKNOWN}
        if header["internal_compression"] not in known or header["tile_compression"] not in known:
            raise FileError(
                N_("{path} is packed with {packing}; SpacePlanner reads tiles packed with gzip or not at all."),
                path=path,
                packing=", ".join(
                    sorted(
                        {header[name].name.lower() for name in ("internal_compression", "tile_compression")}
                        - {one.name.lower() for one in known}
                    )
                ),
            )
        return header

    def _info(self, path: Path) -> TileInfo:
        from pmtiles.tile import TileType  # noqa: PLC0415 - start-up time

        header = self._header
        if header["tile_type"] is TileType.MLT:
            raise FileError(HOLDS_NONE, path=path)
        zooms = proper_zooms(header["min_zoom"], header["max_zoom"])
        if zooms is None:
            raise FileError(HOLDS_NONE, path=path)
        corners = [header[f"{end}_{axis}_e7"] / 1e7 for end in ("min", "max") for axis in ("lon", "lat")]
        bounds = proper_bounds(corners)
        said = self._metadata()
        return TileInfo(
            name=plain(said.get("name")),
            attribution=plain(said.get("attribution")),
            vector=header["tile_type"] is TileType.MVT,
            zooms=zooms,
            bounds=bounds or WHOLE_WORLD,
            bounded=bounds is not None,
        )

    def _metadata(self) -> dict[str, object]:
        """Return what the file says of itself; it can do without."""
        try:
            text = self._internal(self._header["metadata_offset"], self._header["metadata_length"], _MOST_METADATA)
            found = json.loads(text)
        except (DamagedTile, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def _decoded(data: bytes) -> Directory:
    """Return the runs of a directory: a count, then differences of tiles, runs, lengths and offsets, as varints."""
    numbers = _varints(data)
    count = int(numbers[0]) if len(numbers) else -1
    if count < 1 or len(numbers) < 1 + 4 * count:
        raise DamagedTile("a directory is cut off")
    steps, runs, lengths, places = numbers[1 : 1 + 4 * count].reshape(4, count)
    firsts = np.cumsum(steps, dtype=np.uint64)
    offsets = places - np.uint64(1)
    # 0 stands for: right behind the one before.
    behind = np.flatnonzero(places == 0).tolist()
    if behind[:1] == [0]:
        raise DamagedTile("a directory begins nowhere")
    with np.errstate(over="ignore"):  # nonsense adds up to nonsense, and lies outside the file
        for place in behind:
            offsets[place] = offsets[place - 1] + lengths[place - 1]
    return firsts, runs, lengths, offsets


def _varints(data: bytes) -> NDArray[np.uint64]:
    """Return numbers of seven bits a byte, the lowest first, whose last byte is below 128."""
    octets = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(octets < 0x80)  # noqa: PLR2004 - see above
    if not len(ends):
        return np.empty(0, np.uint64)
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (ends - starts).max() > 9:  # noqa: PLR2004 - more than 64 bits
        raise DamagedTile("a directory holds numbers that are none")
    octets = octets[: ends[-1] + 1]
    place = np.arange(len(octets)) - np.repeat(starts, ends - starts + 1)
    bits = (octets & 0x7F).astype(np.uint64) << (7 * place).astype(np.uint64)
    found: NDArray[np.uint64] = np.add.reduceat(bits, starts)
    return found
