"""Tiles of servers that are kept on this computer, for as long as the server allows and up to a number of bytes.

A tile is a file: a line of JSON with what the server said of it, and its bytes. The date of the file is when it was
used last; the least used go first. A disk that cannot be written to keeps nothing, and that is no error.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.io.tile_file import Tile

LIMIT = 200 * 2**20
"""Bytes."""
_ROOM = 0.9
"""Share of the limit that is left once room is made, so that not every tile makes room."""
_LONGEST_HEAD = 4096
_TOUCH_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A tile as a server sent it.

    Attributes
    ----------
    data
        Its bytes; empty where the server has none.
    expires
        When the server is to be asked whether it has changed, seconds since 1970.
    etag, modified
        What the server is told then; may be empty.
    """

    data: bytes
    expires: float
    etag: str = ""
    modified: str = ""


def folder() -> Path:
    """Return where tiles are kept for this user."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - start-up time: only online backgrounds need it

    return user_cache_path("SpacePlanner", appauthor=False) / "tiles"


class TileStore:
    """See the module's docstring; safe from any thread.

    Parameters
    ----------
    where
        None: `folder`.
    limit
        Bytes.
    """

    def __init__(self, where: Path | None = None, limit: int = LIMIT) -> None:
        self._where = where
        self._limit = limit
        self._size: int | None = None
        self._lock = Lock()

    def get(self, address: str, at: Tile) -> Kept | None:
        """Return a tile that is kept, None where it is not or its file is damaged."""
        path = self._path(address, at)
        try:
            with path.open("rb") as file:
                head = json.loads(file.readline(_LONGEST_HEAD))
                data = file.read()
                used = os.fstat(file.fileno()).st_mtime
            kept = Kept(
                data=data, expires=float(head["expires"]), etag=str(head["etag"]), modified=str(head["modified"])
            )
            whole = len(data) == head["size"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            whole = False
        with suppress(OSError):
            if not whole:
                path.unlink()
                return None
            if time.time() - used > _TOUCH_SECONDS:
                os.utime(path)
        return kept if whole else None

    def put(self, address: str, at: Tile, kept: Kept) -> None:
        """Keep a tile; what has not been used for longest goes to make room."""
        head = {"expires": kept.expires, "etag": kept.etag, "modified": kept.modified, "size": len(kept.data)}
        whole = json.dumps(head).encode() + b"\n" + kept.data
        path = self._path(address, at)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(whole)
                before = path.stat().st_size if path.exists() else 0
                os.replace(name, path)  # noqa: PTH105 - a name from mkstemp
            except OSError:
                with suppress(OSError):
                    os.unlink(name)  # noqa: PTH108
                return
        except OSError:
            return
        with self._lock:
            self._size = self._count() if self._size is None else self._size + len(whole) - before
            if self._size > self._limit:
                self._make_room()

    def _path(self, address: str, at: Tile) -> Path:
        if self._where is None:
            self._where = folder()
        name = hashlib.sha256(f"{address}\n{at[0]}/{at[1]}/{at[2]}".encode()).hexdigest()
        return self._where / name[:2] / name

    def _files(self) -> list[tuple[float, int, Path]]:
        """Return date, size and path of what is kept."""
        found = []
        assert self._where is not None
        for path in self._where.glob("??/*"):
            with suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        return found

    def _count(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _make_room(self) -> None:
        files = sorted(self._files(), key=lambda item: item[0])
        self._size = sum(size for _, size, _ in files)
        for _, size, path in files:
            if self._size <= _ROOM * self._limit:
                return
            with suppress(OSError):
                path.unlink()
                self._size -= size
