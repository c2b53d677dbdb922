"""Fetching tiles: each is decoded once and remembered, and those that could not be had are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.io.tile_file import Tile, TileFile
    from spaceplanner.services.tile_cache import TileCache

T = TypeVar("T")


class TileFetch(Generic[T]):
    """Fetches tiles of one source for one view.

    Parameters
    ----------
    identity
        What tells the source, as it is now, from all others.
    source
        Where the bytes of tiles come from.
    cache
        Of decoded tiles; shared by all readers.
    check
        Called before each tile; may raise to give up.

    Attributes
    ----------
    damaged, missing
        Tiles that could not be read, and that the source should have but has not.
    """

    def __init__(
        self, identity: tuple[object, ...], source: TileFile, cache: TileCache[T], check: Callable[[], None]
    ) -> None:
        self._identity = identity
        self._source = source
        self._cache = cache
        self._check = check
        self.damaged = self.missing = 0

    def _fetched(self, at: Tile, decoded: Callable[[bytes], T], size: Callable[[T], int]) -> T | None:
        """Return a tile, or None where it could not be had.

        Parameters
        ----------
        decoded
            Makes a tile of its bytes; raises `DamagedTile` where it cannot.
        size
            How many bytes a decoded tile takes.
        """
        from spaceplanner.io.tile_file import DamagedTile  # noqa: PLC0415 - start-up time: readers, when a file is read

        self._check()
        key = (*self._identity, at)
        held = self._cache.get(key)
        if held is not None:
            return held
        try:
            data = self._source.tile(at)
            if data is None:
                self.missing += self._source.info.bounded
                return None
            made = decoded(data)
        except DamagedTile:
            self.damaged += 1
            return None
        self._cache.put(key, made, size(made))
        return made
