"""Small pictures of the ground for tests: GeoTIFFs of every usual packing, and pictures with a world file."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

if TYPE_CHECKING:
    from pathlib import Path

SHORT, LONG, DOUBLE = 3, 4, 12


def scene(width: int = 300, height: int = 200) -> Image.Image:
    """A picture in which red grows with the columns and green with the rows, by one a pixel up to 255."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 0] = np.minimum(np.arange(width), 255)[None, :]
    pixels[..., 1] = np.minimum(np.arange(height), 255)[:, None]
    return Image.fromarray(pixels)


def geo_tags(
    x: float, y: float, metres: float, code: int, *, point: bool = False
) -> dict[int, tuple[int, tuple[Any, ...]]]:
    """The tags of a picture whose corner is at (x, y), with square pixels."""
    half = metres / 2 if point else 0.0
    keys = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2 if point else 1, 3072, 0, 1, code)
    return {
        33550: (DOUBLE, (metres, metres, 0.0)),
        33922: (DOUBLE, (0.0, 0.0, 0.0, x + half, y - half, 0.0)),
        34735: (SHORT, keys),
    }


def geotiff(path: Path, picture: Image.Image, tags: Any, **how: Any) -> Path:
    """Write strips with Pillow."""
    info = ImageFileDirectory_v2()
    for tag, (kind, value) in tags.items():
        info.tagtype[tag] = kind
        info[tag] = value
    picture.save(path, "TIFF", tiffinfo=info, **how)
    return path


def tiled(path: Path, picture: Image.Image, tags: Any, *, block: int = 64, copies: tuple[int, ...] = ()) -> Path:
    """Write deflated tiles by hand, with coarser copies behind: what GDAL calls a cloud optimised GeoTIFF."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for factor in (1, *copies):
        level = picture if factor == 1 else picture.reduce(factor)
        wide, high = -(-level.width // block), -(-level.height // block)
        offsets, sizes = [], []
        for row in range(high):
            for column in range(wide):
                left, top = column * block, row * block
                data = zlib.compress(level.crop((left, top, left + block, top + block)).tobytes())
                offsets.append(len(out))
                sizes.append(len(data))
                out += data
        out += bytes(len(out) % 2)
        info = ImageFileDirectory_v2()
        entries: dict[int, tuple[int, Any]] = {
            254: (LONG, 0 if factor == 1 else 1), 256: (LONG, level.width), 257: (LONG, level.height),
            258: (SHORT, (8, 8, 8)), 259: (SHORT, 8), 262: (SHORT, 2), 277: (SHORT, 3), 284: (SHORT, 1),
            322: (LONG, block), 323: (LONG, block), 324: (LONG, tuple(offsets)), 325: (LONG, tuple(sizes)),
        }  # fmt: skip
        for tag, (kind, value) in {**entries, **(tags if factor == 1 else {})}.items():
            info.tagtype[tag] = kind
            info[tag] = value
        out[link : link + 4] = len(out).to_bytes(4, "little")
        body = info.tobytes(len(out))
        count = int.from_bytes(body[:2], "little")
        link = len(out) + 2 + 12 * count
        out += body
        out[link : link + 4] = bytes(4)
    path.write_bytes(out)
    return path
