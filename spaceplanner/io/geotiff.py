"""A grid of numbers as GeoTIFF 1.1 (OGC 19-008r4), which every GIS opens in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import numpy as np

from spaceplanner.io import atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid

NODATA = -9999.0
"""Stands for no data, which is never 0."""

_PIXEL_SCALE, _TIEPOINT, _GEO_KEYS, _GEO_TEXT = 33550, 33922, 34735, 34737
_DESCRIPTION, _SOFTWARE, _PREDICTOR = 270, 305, 317
_GDAL_METADATA, _GDAL_NODATA = 42112, 42113
_ASCII, _SHORT, _DOUBLE = 2, 3, 12
_USER_DEFINED = 32767
_MODEL, _RASTER, _CITATION, _PROJECTED = 1024, 1025, 3073, 3072


def write(
    path: Path,
    values: NDArray[np.float64],
    grid: Grid,
    system: str,
    *,
    description: str,
    metadata: Mapping[str, str],
) -> None:
    """Write a raster; the file is replaced at once when it is whole, and untouched if writing fails.

    Parameters
    ----------
    path
        The file.
    values
        (ny, nx), row 0 is the south; NaN: no data. Stored with 24 bits of precision.
    grid
        Where the cells are.
    system
        Their projected CRS, ``EPSG:N`` or WKT.
    description
        What it shows, in a sentence.
    metadata
        Name -> value, shown by GDAL and QGIS.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    from PIL import Image, TiffImagePlugin  # noqa: PLC0415 - start-up time: only this format needs it

    north_up = np.where(np.isfinite(values), values, NODATA)[::-1].astype(np.float32)
    tags: Any = TiffImagePlugin.ImageFileDirectory_v2()
    keys, texts = _keys(system)
    north = grid.bounds[3]
    for tag, kind, value in (
        (_PIXEL_SCALE, _DOUBLE, (grid.cell, grid.cell, 0.0)),
        (_TIEPOINT, _DOUBLE, (0.0, 0.0, 0.0, grid.x0, north, 0.0)),
        (_GEO_KEYS, _SHORT, keys),
        (_GEO_TEXT, _ASCII, texts),
        (_DESCRIPTION, _ASCII, _plain(description)),
        (_SOFTWARE, _ASCII, "SpacePlanner"),
        (_PREDICTOR, _SHORT, 3),  # differences of neighbours, byte by byte: floating-point numbers pack well so
        (_GDAL_METADATA, _ASCII, _metadata(metadata)),
        (_GDAL_NODATA, _ASCII, f"{NODATA:g}"),
    ):
        tags[tag] = value
        tags.tagtype[tag] = kind
    with atomic.replacing(path) as part:
        Image.fromarray(north_up).save(part, format="TIFF", compression="tiff_adobe_deflate", tiffinfo=tags)


def _keys(system: str) -> tuple[tuple[int, ...], str]:
    """Return the directory of geographic keys and the text that they point into."""
    from pyproj import CRS  # noqa: PLC0415 - start-up time

    known = CRS.from_user_input(system)
    code = known.to_epsg(min_confidence=100)
    # Where there is no code, GDAL and ArcGIS read the definition out of the citation.
    text = f"{known.name}|" if code else f"ESRI PE String = {known.to_wkt('WKT1_ESRI')}|"
    text = _plain(text)
    entries = (
        (_MODEL, 0, 1, 1 if code else _USER_DEFINED),  # 1: projected
        (_RASTER, 0, 1, 1),  # values belong to areas: the corner of a cell is what is placed
        (_PROJECTED, 0, 1, code or _USER_DEFINED),
        (_CITATION, _GEO_TEXT, len(text), 0),
    )
    return (1, 1, 1, len(entries), *(number for entry in entries for number in entry)), text


def _metadata(metadata: Mapping[str, str]) -> str:
    items = "".join(
        f'<Item name="{escape(name, {chr(34): "&quot;"})}">{escape(value)}</Item>' for name, value in metadata.items()
    )
    # What TIFF calls text is ASCII; XML can say the rest in it.
    return f"<GDALMetadata>{items}</GDALMetadata>".encode("ascii", "xmlcharrefreplace").decode("ascii")


def _plain(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii").replace("\0", "")
