"""MBTiles 1.3: tiles in an SQLite database, rows counted from the south.

The tiles may be a view, so whoever made the file says what runs when one is asked for. What takes too long is stopped,
and no value is larger than a tile may be.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import database_file
from spaceplanner.io.tile_file import (
    DAMAGED,
    HOLDS_NONE,
    LARGEST,
    NO_TILES,
    WHOLE_WORLD,
    DamagedTile,
    TileInfo,
    inflated,
    plain,
    proper_bounds,
    proper_zooms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from spaceplanner.io.tile_file import Tile

SLOW = N_("{path} takes too long to look through. Use another copy of it, with an index of its tiles.")
OPENING_S, TILE_S = 5.0, 2.0
"""How long the file may take to say what it holds, and to give a tile, in seconds."""
_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: well below a millisecond."""
_MOST_SAID = 20_000
_KEPT = 64
_known: dict[tuple[str, int, int], TileInfo] = {}
_VECTOR = {"pbf", "mvt", "application/vnd.mapbox-vector-tile", "application/x-protobuf"}


class MbTiles:
    """An open MBTiles file; see `tile_file.TileFile`.

    Raises
    ------
    FileError
        If the database holds no tiles or is damaged.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._database = database_file.connect(path)
        except (sqlite3.Error, OSError) as error:
            raise FileError(DAMAGED, path=path, reason=error) from error
        self._slow = False
        try:
            self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
            with self._within(OPENING_S):
                self.info = self._remembered(path)
        except (sqlite3.Error, OSError) as error:
            self._database.close()
            if self._slow:
                raise FileError(SLOW, path=path) from error
            raise FileError(DAMAGED, path=path, reason=error) from error
        except FileError:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def tile(self, at: Tile) -> bytes | None:
        """Return the bytes of a tile, None where there is none."""
        if self._slow:
            raise DamagedTile("the one before took too long")
        zoom, column, row = at
        try:
            with self._within(TILE_S):
                found = self._database.execute(
                    "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?",
                    (zoom, column, (1 << zoom) - 1 - row),
                ).fetchone()
        except sqlite3.Error as error:
            raise DamagedTile(str(error)) from error
        if found is None:
            return None
        if not isinstance(found[0], bytes) or not found[0]:
            raise DamagedTile("no picture in its place")
        return inflated(found[0])

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Stop what the database does after so long."""
        end = time.monotonic() + seconds

        def late() -> bool:
            self._slow = time.monotonic() > end
            return self._slow

        self._database.set_progress_handler(late, _STEPS)
        try:
            yield
        finally:
            self._database.set_progress_handler(None, 0)

    def _remembered(self, path: Path) -> TileInfo:
        """Return what is known of the file as it is now: without an index its zooms take a walk through all tiles."""
        status = path.stat()
        key = (str(path), status.st_mtime_ns, status.st_size)
        found = _known.get(key)
        if found is None:
            found = self._info(path)
            while len(_known) >= _KEPT:
                _known.pop(next(iter(_known)), None)
            _known[key] = found
        return found

    def _info(self, path: Path) -> TileInfo:
        rows = self._database.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        if "tiles" not in {name for name, _ in rows}:
            raise FileError(NO_TILES, path=path)
        first = self._database.execute("SELECT tile_data FROM tiles WHERE tile_data IS NOT NULL LIMIT 1").fetchone()
        if first is None:
            raise FileError(HOLDS_NONE, path=path)
        said = self._said() if "metadata" in {name for name, _ in rows} else {}
        zooms = proper_zooms(said.get("minzoom"), said.get("maxzoom")) or proper_zooms(
            *self._database.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        )
        if zooms is None:
            raise FileError(HOLDS_NONE, path=path)
        bounds = proper_bounds(said.get("bounds"))
        return TileInfo(
            name=plain(said.get("name")),
            attribution=plain(said.get("attribution")),
            vector=_is_vector(said.get("format"), first[0]),
            zooms=zooms,
            bounds=bounds or WHOLE_WORLD,
            bounded=bounds is not None,
        )

    def _said(self) -> dict[str, object]:
        # A map's whole description may stand among them, which nobody asks for here.
        rows = self._database.execute(
            "SELECT name, value FROM metadata WHERE length(value) <= ? LIMIT 200", (_MOST_SAID,)
        ).fetchall()
        return {name: value for name, value in rows if isinstance(name, str)}


def _is_vector(said: object, data: object) -> bool:
    if isinstance(said, str) and said.strip():
        return said.strip().lower() in _VECTOR
    # Before version 1.1 nothing was said: pictures were all there was, and they begin unlike anything packed.
    return isinstance(data, bytes) and data.startswith(b"\x1f\x8b")
