"""The picture in a tile: PNG, JPEG or WebP, whatever the file calls it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from spaceplanner.io.tile_file import DamagedTile

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "WEBP")
_LARGEST_SIDE = 4096


def decoded(data: bytes) -> Image:
    """Return a tile's picture as RGBA; works in any thread.

    Raises
    ------
    DamagedTile
        If it is no such picture, is broken, or larger than any tile.
    """
    from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

    try:
        with Pictures.open(BytesIO(data), formats=_FORMATS) as picture:
            made = picture.convert("RGBA") if max(picture.size) <= _LARGEST_SIDE else None
    except Exception as error:  # decoders of foreign bytes raise whatever they like
        raise DamagedTile(str(error)) from error
    if made is None:
        raise DamagedTile("larger than any tile")
    return made
