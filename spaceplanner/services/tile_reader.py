"""Tiles of one source as pictures: decoded once, laid together, and those counted that could not be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.services.tile_fetch import TileFetch

if TYPE_CHECKING:
    from PIL.Image import Image

    from spaceplanner.io.tile_file import Tile

_USUAL_SIDE = 256


class TileReader(TileFetch["Image"]):
    """Reads tiles for one view; see `TileFetch`."""

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

        return self._fetched(at, tile_picture.decoded, lambda picture: 4 * picture.width * picture.height)
