"""Tiles of one source as pictures: decoded once, laid together, and those counted that could not be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from spaceplanner.io.tile_file import Tile, TileFile
    from spaceplanner.services.tile_cache import TileCache

_USUAL_SIDE = 256


class TileReader:
    """Reads tiles for one view.

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
        self, identity: tuple[object, ...], source: TileFile, cache: TileCache[Image], check: Callable[[], None]
    ) -> None:
        self._identity = identity
        self._source = source
        self._cache = cache
        self._check = check
        self.damaged = self.missing = 0

    def side(self, middle: tuple[float, float]) -> int:
        """Return the side of the tiles in pixels: that of the first one found around a place (shares of the world)."""
        lowest, highest = self._source.info.zooms
        for level in range(lowest, highest + 1):
            n = 1 << level
            picture = self._tile((level, min(int(middle[0] * n), n - 1), min(int(middle[1] * n), n - 1)))
            if picture is not None:
                return picture.width
        return _USUAL_SIDE

    def mosaic(self, level: int, columns: range, rows: range, side: int) -> Image:
        """Return tiles laid together; the places of those that could not be had are transparent."""
        from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

        self.damaged = self.missing = 0
        mosaic = Pictures.new("RGBA", (len(columns) * side, len(rows) * side))
        for row in rows:
            for column in columns:
                picture = self._tile((level, column, row))
                if picture is not None:
                    if picture.size != (side, side):
                        picture = picture.resize((side, side), Pictures.Resampling.BILINEAR)
                    mosaic.paste(picture, ((column - columns.start) * side, (row - rows.start) * side))
        return mosaic

    def _tile(self, at: Tile) -> Image | None:
        from spaceplanner.io import tile_picture  # noqa: PLC0415 - start-up time: readers, when a file is read
        from spaceplanner.io.tile_file import DamagedTile  # noqa: PLC0415

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
            picture = tile_picture.decoded(data)
        except DamagedTile:
            self.damaged += 1
            return None
        self._cache.put(key, picture, 4 * picture.width * picture.height)
        return picture
