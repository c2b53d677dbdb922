"""A picture of the ground in one file: its size, where it lies if it says so, and parts of it at any coarseness.

GeoTIFF is read block by block; JPEG, PNG and WebP whole, at the coarseness that is wanted. A world file beside a picture
(``.jgw``, ``.pgw``, ``.tfw``, ``.wld``...) says where it lies, a ``.prj`` in which system.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import crs as systems
from spaceplanner.io.tile_file import beginning

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray
    from PIL.Image import Image

    Box = tuple[int, int, int, int]

NO_PICTURE = N_("{path} is no picture that can lie under the map. Choose a GeoTIFF, JPEG, PNG or WebP file.")
BROKEN = N_(
    "{path} is damaged or of an unusual kind ({reason}). Save it anew as a GeoTIFF or PNG with 8 bits a colour."
)
TOO_LARGE = N_("{path} has more than {most} million pixels, too many for one picture. Save it as a tiled GeoTIFF.")
SUFFIXES = (".tif", ".tiff", ".jpg", ".jpeg", ".png", ".webp")
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BAND = 256
_FORMATS = ("PNG", "JPEG", "WEBP")
_WORLD_LINES = 6
_LARGEST_TEXT = 64 * 1024


class PictureFile(Protocol):
    """An open picture; used by one thread.

    Attributes
    ----------
    size
        Width and height, pixels.
    matrix
        (2, 3): ground = matrix @ (column, row, 1), the corner of the picture being (0, 0); None: it does not say.
    crs
        System of that ground, as `crs.text` writes it; None: it does not say.
    """

    size: tuple[int, int]
    matrix: NDArray[np.float64] | None
    crs: str | None

    def part(self, box: Box, factor: int) -> Image:
        """Return a part (left, top, right, bottom), RGBA, `factor` times coarser in both directions.

        Raises
        ------
        OSError, ValueError
            If it cannot be read.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_picture(path: Path) -> PictureFile:
    """Open a picture, whatever its name ends in.

    Raises
    ------
    FileError
        If it is missing, cannot be read, or is no picture.
    """
    from spaceplanner.io.tiff_file import TiffFile  # noqa: PLC0415 - start-up time: only TIFF needs it

    made: PictureFile
    if beginning(path)[:4] in _TIFF:
        made = TiffFile(path)
        if made.matrix is None:
            made.matrix = world_file(path)
    else:
        made = PlainPicture(path)
    if made.matrix is not None and made.crs is None:
        made.crs = _beside(path)
    return made


class PlainPicture:
    """A JPEG, PNG or WebP; see `PictureFile`."""

    def __init__(self, path: Path) -> None:
        from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

        try:
            with Pictures.open(path, formats=_FORMATS) as picture:
                self.size = picture.size
        except Pictures.DecompressionBombError as error:
            # Pillow opens what has up to twice what it warns of.
            raise FileError(TOO_LARGE, path=path, most=2 * (Pictures.MAX_IMAGE_PIXELS or 0) // 10**6) from error
        except Exception as error:  # decoders of foreign bytes raise whatever they like
            raise FileError(NO_PICTURE, path=path) from error
        self._path = path
        self.matrix = world_file(path)
        self.crs: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open between two parts."""

    def part(self, box: Box, factor: int) -> Image:
        """Return a part of the picture; all of it is read, a JPEG at once as coarse as it may be."""
        from PIL import Image as Pictures  # noqa: PLC0415

        with Pictures.open(self._path, formats=_FORMATS) as picture:
            picture.draft("RGB", (max(1, self.size[0] // factor), max(1, self.size[1] // factor)))
            done = max(1, round(self.size[0] / picture.width))
            left, top, right, bottom = box
            cut = picture.crop((left // done, top // done, -(-right // done), -(-bottom // done)))
        rest = max(1, factor // done)
        made = Pictures.new("RGBA", (-(-cut.width // rest), -(-cut.height // rest)))
        # In bands: the colours of all pixels may take 32 times the memory of a drawing in black and white.
        high = rest * max(1, _BAND // rest)
        for start in range(0, cut.height, high):
            band = coloured(cut.crop((0, start, cut.width, min(start + high, cut.height))))
            made.paste(band.reduce(rest) if rest > 1 else band, (0, start // rest))
        return made


def coloured(picture: Image) -> Image:
    """Return a picture of any usual kind as RGBA: Pillow neither makes palettes coarser nor sixteen bits eight.

    Raises
    ------
    ValueError
        If its pixels are numbers and no colours.
    """
    from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

    if picture.mode.startswith("I;16"):
        picture = Pictures.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in {"I", "F"}:
        raise ValueError(f"{picture.mode} pixels")
    return picture.convert("RGBA")


def world_file(path: Path) -> NDArray[np.float64] | None:
    """Return where a picture's world file says that it lies, None where there is none that can be read.

    Six lines A, D, B, E, C, F: x = A column + B row + C and y = D column + E row + F, for the middle of a pixel.
    """
    ending = path.suffix
    short = f".{ending[1:2]}{ending[-1:]}w" if len(ending) > 2 else ""  # noqa: PLR2004 - .jpg: .jgw
    for name in (short, f"{ending}w", ".wld"):
        for beside in (path.with_suffix(name), path.with_suffix(name.upper())) if name else ():
            numbers = _numbers(beside)
            if numbers is not None:
                a, d, b, e, c, f = numbers
                return np.array([[a, b, c - (a + b) / 2], [d, e, f - (d + e) / 2]])
    return None


def _numbers(path: Path) -> tuple[float, ...] | None:
    try:
        words = _text(path).replace(",", ".").split()
        numbers = tuple(float(word) for word in words[:_WORLD_LINES])
    except (OSError, ValueError):
        return None
    if len(numbers) < _WORLD_LINES or not all(map(math.isfinite, numbers)):
        return None
    a, d, b, e = numbers[:4]
    return numbers if a * e - b * d else None


def _text(path: Path) -> str:
    """Return the beginning of a small file; of a pipe or a device nothing, because it might never end."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(_LARGEST_TEXT).decode("utf-8", "replace")


def _beside(path: Path) -> str | None:
    """Return the system that a ``.prj`` beside a picture names."""
    for ending in (".prj", ".PRJ"):
        try:
            text = _text(path.with_suffix(ending))
        except (OSError, ValueError):
            continue
        found = systems.of_source(text)
        if found is not None:
            return systems.text(found)
    return None
