"""TIFF read block by block, so that of a large orthophoto only what is seen is decoded.

Pillow decodes TIFF of every usual packing, but only whole files. So each block, a tile or a strip, is handed to it as a
small TIFF of its own with the same tags. Coarser copies within the file are used where there are some.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from spaceplanner.errors import CrsError, FileError, Reason
from spaceplanner.io import crs as systems
from spaceplanner.io.picture_file import BROKEN, coloured
from spaceplanner.io.tile_file import NOT_READ

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray
    from PIL.Image import Image

    Box = tuple[int, int, int, int]

_SUBFILE, _WIDTH, _HEIGHT, _BITS, _PACKING, _MEANING = 254, 256, 257, 258, 259, 262
_STRIPS, _SAMPLES, _STRIP_ROWS, _STRIP_SIZES, _PLANES = 273, 277, 278, 279, 284
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES = 322, 323, 324, 325
_COPIED = (_BITS, _PACKING, _MEANING, 266, _SAMPLES, _PLANES, 292, 293, 317, 320, 338, 339, 347, 530, 531, 532)
"""Tags that say how a block is to be decoded: bits, packing, colours, predictor, palette, alpha, JPEG's tables..."""
_SCALE, _TIES, _TRANSFORM, _KEYS, _KEY_TEXTS, _NODATA = 33550, 33922, 34264, 34735, 34737, 42113
_MODEL, _RASTER, _GEOGRAPHIC, _PROJECTED, _CITATION = 1024, 1025, 2048, 3072, 1026
_USER_DEFINED = 32767
_MOST_LEVELS = 32
_BAND = 256
_MOST_KEPT = 128 * 2**20
"""Bytes of decoded blocks that are kept for the next band; the one that was read last is kept whatever its size."""
_MOST_BLOCK = 64 * 10**6
_FOUR = 4


@dataclass(frozen=True, slots=True)
class _Level:
    """The picture, or a coarser copy of it, and how its blocks lie."""

    tags: Any
    size: tuple[int, int]
    block: tuple[int, int]
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]


class TiffFile:
    """An open TIFF; see `picture_file.PictureFile`.

    Raises
    ------
    FileError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
        except (OSError, ValueError) as error:
            raise FileError(NOT_READ, path=path, reason=Reason(error)) from error
        try:
            self._kept: dict[int, Image] = {}
            self._levels = self._read_levels()
            first = self._levels[0]
            self.size = first.size
            self.matrix = _matrix(first.tags)
            self.crs = _system(first.tags)
            self._nodata = _nodata(first.tags)
            self._decoded(first, 0)
        except Exception as error:  # tags of foreign files are nonsense of every kind
            self._file.close()
            raise FileError(BROKEN, path=path, reason=error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def part(self, box: Box, factor: int) -> Image:
        """Return a part of the picture, from the coarsest copy that is fine enough."""
        from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

        level, shrink = self._levels[0], 1.0
        for other in self._levels[1:]:
            coarser = self.size[0] / other.size[0]
            if shrink < coarser <= factor * 1.01:
                level, shrink = other, coarser
        left, top = math.floor(box[0] / shrink), math.floor(box[1] / shrink)
        right, bottom = math.ceil(box[2] / shrink), math.ceil(box[3] / shrink)
        rest = max(1, round(factor / shrink))
        made = Pictures.new("RGBA", (-(-(right - left) // rest), -(-(bottom - top) // rest)))
        # In bands, so that the whole is never in memory at its finest.
        high = rest * max(1, _BAND // rest)
        for start in range(top, bottom, high):
            band = self._band(level, (left, start, right, min(start + high, bottom)))
            made.paste(band.reduce(rest) if rest > 1 else band, (0, (start - top) // rest))
            self._drop(level, start + high)
        self._kept.clear()
        return made

    def _drop(self, level: _Level, row: int) -> None:
        """Keep no block that ends above a row of pixels."""
        wide = -(-level.size[0] // level.block[0])
        for number in [number for number in self._kept if (number // wide + 1) * level.block[1] <= row]:
            del self._kept[number]

    def _band(self, level: _Level, box: Box) -> Image:
        from PIL import Image as Pictures  # noqa: PLC0415

        left, top, right, bottom = box
        across, down = level.block
        wide = -(-level.size[0] // across)
        made = Pictures.new("RGBA", (right - left, bottom - top))
        for row in range(top // down, min(-(-bottom // down), -(-level.size[1] // down))):
            for column in range(left // across, min(-(-right // across), wide)):
                made.paste(self._block(level, row * wide + column), (column * across - left, row * down - top))
        return made

    def _block(self, level: _Level, number: int) -> Image:
        """Return a block; the last ones are kept, because bands may cut them in two."""
        if number not in self._kept:
            made = self._decoded(level, number)
            room = _MOST_KEPT - _bytes(made)
            while self._kept and sum(map(_bytes, self._kept.values())) > room:
                self._kept.pop(next(iter(self._kept)))
            self._kept[number] = made
        return self._kept[number]

    def _decoded(self, level: _Level, number: int) -> Image:
        """Return a block as RGBA, without what lies beyond the picture."""
        from PIL import Image as Pictures  # noqa: PLC0415
        from PIL.TiffImagePlugin import ImageFileDirectory_v2  # noqa: PLC0415

        across, down = level.block
        wide = -(-level.size[0] // across)
        inside = (
            min(across, level.size[0] - number % wide * across),
            min(down, level.size[1] - number // wide * down),
        )
        if not level.lengths[number]:
            return Pictures.new("RGBA", inside)  # a sparse file leaves blocks out
        self._file.seek(level.offsets[number])
        data = self._file.read(level.lengths[number])
        high = down if _TILES in level.tags else inside[1]
        tags = ImageFileDirectory_v2(prefix=level.tags._prefix)  # noqa: SLF001 - the byte order of the block's numbers
        for tag in _COPIED:
            if tag in level.tags:
                tags.tagtype[tag] = level.tags.tagtype[tag]
                tags[tag] = level.tags[tag]
        for tag, value in (
            (_WIDTH, across),
            (_HEIGHT, high),
            (_STRIP_ROWS, high),
            (_STRIPS, 0),
            (_STRIP_SIZES, len(data)),
        ):
            tags.tagtype[tag] = _FOUR
            tags[tag] = value
        sink = io.BytesIO()
        tags.save(sink)
        sink.write(data)
        with Pictures.open(sink, formats=("TIFF",)) as picture:
            picture.load()
            made = self._coloured(picture)
            return made if made.size == inside else made.crop((0, 0, *inside))

    def _coloured(self, picture: Image) -> Image:
        from PIL import Image as Pictures  # noqa: PLC0415

        alpha = picture.mode in {"RGBA", "LA", "PA"}
        made = coloured(picture)
        if self._nodata is None or alpha:
            return made
        pixels = np.array(made)
        pixels[(pixels[..., :3] == self._nodata).all(axis=2)] = 0
        return Pictures.fromarray(pixels, "RGBA")

    def _read_levels(self) -> tuple[_Level, ...]:
        from PIL.TiffImagePlugin import ImageFileDirectory_v2  # noqa: PLC0415

        head = self._file.read(8)
        if head[2:3] == b"+" or head[3:4] == b"+":
            head += self._file.read(8)
        found: list[_Level] = []
        seen: set[int] = set()
        tags = ImageFileDirectory_v2(head)
        at = tags.next
        while at and at not in seen and len(seen) < _MOST_LEVELS:
            seen.add(at)
            tags = ImageFileDirectory_v2(head)
            self._file.seek(at)
            tags.load(self._file)
            at = tags.next
            # The picture itself, and coarser copies of it; no masks, no further pages.
            if not found or tags.get(_SUBFILE, 0) == 1:
                found.append(_level(tags))
        if not found:
            raise ValueError("no picture in it")
        return tuple(found)


def _bytes(picture: Image) -> int:
    return 4 * picture.width * picture.height


def _level(tags: Any) -> _Level:
    size = int(tags[_WIDTH]), int(tags[_HEIGHT])
    tiled = _TILES in tags
    if tiled:
        block = int(tags[_TILE_WIDTH]), int(tags[_TILE_HEIGHT])
    else:
        block = size[0], min(int(tags.get(_STRIP_ROWS, size[1])), size[1])
    if tags.get(_PLANES, 1) != 1 and int(tags.get(_SAMPLES, 1)) > 1:
        raise ValueError("its colours lie apart")
    if min(*size, *block) < 1 or math.prod(block) > _MOST_BLOCK:
        raise ValueError("blocks of an impossible size")
    offsets, lengths = tags[_TILES if tiled else _STRIPS], tags[_TILE_SIZES if tiled else _STRIP_SIZES]
    count = -(-size[0] // block[0]) * -(-size[1] // block[1])
    if len(offsets) < count or len(lengths) < count:
        raise ValueError("blocks are missing")
    return _Level(tags, size, block, tuple(map(int, offsets)), tuple(map(int, lengths)))


def _keys(tags: Any) -> dict[int, tuple[int, int, int]]:
    """Return the GeoTIFF keys: number -> (tag that holds the value, how many, value or where)."""
    entries = tags.get(_KEYS, ())
    return {
        int(entries[i]): (int(entries[i + 1]), int(entries[i + 2]), int(entries[i + 3]))
        for i in range(_FOUR, len(entries) - 3, _FOUR)
    }


def _matrix(tags: Any) -> NDArray[np.float64] | None:
    """Return the map from the picture's corner, where a pixel is an area; a point is the middle of one."""
    if _TRANSFORM in tags and len(tags[_TRANSFORM]) == 16:  # noqa: PLR2004 - four by four
        whole = np.array(tags[_TRANSFORM], dtype=np.float64).reshape(4, 4)
        made = whole[:2][:, [0, 1, 3]]
    elif _SCALE in tags and len(tags.get(_TIES, ())) >= 6:  # noqa: PLR2004 - column, row, level, x, y, z
        (across, down), (column, row, _, x, y) = tags[_SCALE][:2], tags[_TIES][:5]
        made = np.array([[across, 0.0, x - column * across], [0.0, -down, y + row * down]])
    else:
        return None
    if _keys(tags).get(_RASTER, (0, 1, 1))[2] == 2:  # noqa: PLR2004 - a pixel is a point
        made = np.column_stack([made[:, :2], made[:, 2] - made[:, :2].sum(axis=1) / 2])
    usable = np.isfinite(made).all() and np.linalg.det(made[:, :2]) != 0
    return made if usable else None


def _system(tags: Any) -> str | None:
    keys = _keys(tags)
    for key in (_PROJECTED, _GEOGRAPHIC) if keys.get(_MODEL, (0, 1, 1))[2] == 1 else (_GEOGRAPHIC,):
        code = keys.get(key, (0, 1, 0))[2]
        if 0 < code < _USER_DEFINED:
            try:
                systems.parse(f"EPSG:{code}")
            except CrsError:
                return None
            return f"EPSG:{code}"
        if code == _USER_DEFINED:
            break
    return _written_out(keys, tags.get(_KEY_TEXTS, ""))


def _written_out(keys: dict[int, tuple[int, int, int]], texts: object) -> str | None:
    """Return a system that is written out in a citation, as ArcGIS and GDAL do for one without a code."""
    for key in (3073, _CITATION, 2049):
        where, count, start = keys.get(key, (0, 0, 0))
        if where == _KEY_TEXTS and isinstance(texts, str):
            text = texts[start : start + count].rstrip("|\0")
            found = systems.of_source(text.removeprefix("ESRI PE String = "))
            if found is not None:
                return systems.text(found)
    return None


def _nodata(tags: Any) -> float | None:
    try:
        return float(str(tags[_NODATA]).strip("\0 ")) if _NODATA in tags else None
    except ValueError:
        return None
