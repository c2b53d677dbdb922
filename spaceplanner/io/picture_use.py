"""What a picture file is for, as far as the file says it: the ground under the map, or a photograph."""

from __future__ import annotations

import warnings
from enum import Enum
from typing import TYPE_CHECKING

from spaceplanner.io import picture_file

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
"""Endings of files that may be either."""
_TIFF = (".tif", ".tiff")
_FORMATS = ("JPEG", "PNG", "WEBP")
_MAKER, _MODEL = 0x010F, 0x0110
_CAMERA, _PLACE = 0x8769, 0x8825
_TAKEN = (0x9003, 0x9004)
"""When it was taken and when it was made digital. When it was changed (0x0132) says nothing: every program writes that."""
_LATITUDE = 2


class PictureUse(Enum):
    """What a picture is for."""

    GROUND = "ground"
    PHOTOGRAPH = "photograph"


def of_file(path: Path) -> PictureUse | None:
    """Return what a picture is for, None where the file does not say; of a large one only its head is read.

    A GeoTIFF or a world file makes it a picture of the ground, also where a camera took it; a camera's name, time or
    place makes it a photograph. A file that is no picture says nothing.
    """
    if path.suffix.casefold() in _TIFF or picture_file.world_file(path) is not None:
        return PictureUse.GROUND
    return PictureUse.PHOTOGRAPH if _from_camera(path) else None


def _from_camera(path: Path) -> bool:
    from PIL import Image  # noqa: PLC0415 - start-up time: only pictures need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures Pillow warns; their pixels are not read here
            with Image.open(path, formats=_FORMATS) as picture:
                if picture.format == "PNG" and not {"exif", "Raw profile type exif"} & picture.info.keys():
                    return False  # Pillow would read all pixels to look behind them
                exif = picture.getexif()
                camera = exif.get_ifd(_CAMERA)
                said = [exif.get(_MAKER), exif.get(_MODEL), *(camera.get(tag) for tag in _TAKEN)]
                return _LATITUDE in exif.get_ifd(_PLACE) or any(str(value or "").strip("\0 ") for value in said)
    except Exception:  # noqa: BLE001 - decoders of foreign bytes raise whatever they like
        return False
