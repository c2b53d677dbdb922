"""Picture files as photographs of a project: turned upright, made smaller, and rid of what the camera wrote into them."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from spaceplanner.domain.photo import Photo
from spaceplanner.errors import FileError, Reason
from spaceplanner.i18n import N_
from spaceplanner.io import crs as systems

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
LONGEST = 2000
"""Pixels of the longer side that are kept."""
_QUALITY = 86
_MOST_BYTES, _MOST_PIXELS = 80 * 2**20, 150_000_000
_FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "HEIF")
_CAMERA, _PLACE, _HELD = 0x8769, 0x8825, 0x0112
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""How a camera was held, as EXIF says it -> what makes the picture upright, one of Pillow's `Transpose`."""
_TAKEN = (0x9003, 0x9004)
_MODIFIED = 0x0132
_EXIF_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")
_NO_PICTURE = N_("{file} is no picture that can be read ({reason}). Use a JPEG, PNG or WebP file.")


def read(path: Path, *, crs: str | None, space: str, proposal: str | None = None) -> Photo:
    """Return the photograph in a file.

    Parameters
    ----------
    crs
        The project's; None: the place is left out.
    space, proposal
        What it is attached to.

    Raises
    ------
    FileError
        If the file cannot be opened, is too large, or holds no picture.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - start-up time

    _check_size(path)
    Image.init()
    known = [name for name in _FORMATS if name in Image.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures Pillow warns; what is too large is refused here
            with Image.open(path, formats=known) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise Image.DecompressionBombError  # noqa: TRY301 - as Pillow does of still more
                said = _said(image)
                image.draft("RGB", (LONGEST, LONGEST))
                upright = image if said.turned not in _TURNS else image.transpose(Image.Transpose(_TURNS[said.turned]))
                upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
                data, size = _jpeg(upright)
    except FileNotFoundError as error:
        raise FileError(N_("There is no file {file}."), file=path.name) from error
    except Image.DecompressionBombError as error:
        raise FileError(
            N_("{file} has more than {most} million pixels, too many for a photograph. Make it smaller first."),
            file=path.name,
            most=_MOST_PIXELS // 10**6,
        ) from error
    except UnidentifiedImageError as error:
        raise FileError(
            N_("{file} is no picture, or of an unknown or damaged kind. Use a JPEG, PNG or WebP file."), file=path.name
        ) from error
    except Exception as error:  # decoders of foreign bytes raise whatever they like
        raise FileError(_NO_PICTURE, file=path.name, reason=Reason(error)) from error
    return Photo(
        id="photo",
        file=path.name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        width=size[0],
        height=size[1],
        space=space,
        proposal=proposal,
        taken=said.taken,
        place=None if said.degrees is None or crs is None else _place(said.degrees, crs),
    )


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileError(_NO_PICTURE, file=path.name, reason=Reason(error)) from error
    if size > _MOST_BYTES:
        raise FileError(
            N_("{file} has {size} MB, more than a photograph has ({most} MB). Make it smaller first."),
            file=path.name,
            size=size // 2**20,
            most=_MOST_BYTES // 2**20,
        )


def _jpeg(image: Any) -> tuple[bytes, tuple[int, int]]:
    """Return a picture as JPEG, on white where it is transparent, and its size."""
    from PIL import Image  # noqa: PLC0415

    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    plain = Image.frombytes(
        "RGB", image.size, image.convert("RGB").tobytes()
    )  # nothing of the file's words comes along
    buffer = io.BytesIO()
    plain.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return buffer.getvalue(), plain.size


@dataclass(frozen=True, slots=True)
class _Said:
    """What the camera wrote into a file that is of use."""

    turned: int
    taken: str | None
    degrees: tuple[float, float] | None


def _said(image: Any) -> _Said:
    """Return what the camera wrote; of what cannot be read nothing, because the picture is sound without."""
    values: list[Any] = []
    for find in (_turned, _taken, _degrees):
        try:
            values.append(find(image.getexif()))
        except Exception:  # noqa: BLE001 - decoders of foreign bytes raise whatever they like
            values.append(None)
    turned, taken, degrees = values
    return _Said(turned or 1, taken, degrees)


def _turned(exif: Any) -> int:
    found = exif.get(_HELD)
    return found if isinstance(found, int) else 1


def _taken(exif: Any) -> str | None:
    """Return when the camera took it, ISO 8601, or None."""
    camera = exif.get_ifd(_CAMERA)
    for value in (*(camera.get(tag) for tag in _TAKEN), exif.get(_MODIFIED)):
        found = _EXIF_TIME.match(value) if isinstance(value, str) else None
        if found and found[1] != "0000" and "01" <= found[2] <= "12" and "01" <= found[3] <= "31":
            return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6] or '00'}"
    return None


def _degrees(exif: Any) -> tuple[float, float] | None:
    """Return longitude and latitude of where it was taken, or None."""
    gps = exif.get_ifd(_PLACE)
    try:
        lat, lon = (sum(float(part) / 60**i for i, part in enumerate(gps[tag])) for tag in (2, 4))
        south, west = str(gps.get(1, "N")).upper().startswith("S"), str(gps.get(3, "E")).upper().startswith("W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    lon, lat = (-lon if west else lon), (-lat if south else lat)
    if not (abs(lon) <= 180 and abs(lat) <= 90) or (lon == 0 and lat == 0):  # noqa: PLR2004 - degrees
        return None
    return lon, lat


def _place(degrees: tuple[float, float], crs: str) -> tuple[float, float] | None:
    x, y = systems.transformer(systems.DEGREES, crs).transform(*degrees)
    return (float(x), float(y)) if isfinite(x) and isfinite(y) else None
