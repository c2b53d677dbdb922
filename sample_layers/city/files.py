"""Writing files so that the same content gives the same bytes: fixed dates, fixed order, fixed rounding."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely
from pyogrio.raw import write
from pyproj import Transformer

from sample_layers.city import plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

CRS = "EPSG:32717"
DATE = (2026, 11, 1, 0, 0, 0)
FICTIONAL = "Puerto Alborada es una ciudad ficticia / a fictional city. Datos inventados / invented data."

_TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def metres(shapes: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Return geometries in EPSG:32717, to the centimetre."""
    moved = shapely.transform(np.asarray(shapes, dtype=object), lambda xy: np.round(xy + plan.ORIGIN, 2))
    return np.asarray(moved, dtype=object)


def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 2) longitude and latitude of city coordinates, to a decimetre; NaN and the origin of nowhere stay."""
    known = np.isfinite(xy[:, 0]) & (xy != 0).any(axis=1)
    found: NDArray[np.float64] = xy.copy()
    found[known] = np.round(np.stack(_TO_DEGREES.transform(*(xy[known] + plan.ORIGIN).T), axis=1), 6)
    return found


def vector(
    path: Path, shapes: Sequence[Any], columns: Mapping[str, Iterable[object]], *, driver: str, kind: str,
    layer: str | None = None, crs: str = CRS, **options: str,
) -> None:  # fmt: skip
    """Write a layer with GDAL; `shapes` are in city coordinates."""
    placed = metres(shapes)
    if crs != CRS:
        placed = shapely.transform(placed, lambda xy: np.round(np.stack(_TO_DEGREES.transform(*xy.T), axis=1), 6))
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-11-01T00:00:00.000Z"})
    data = [np.asarray(list(values)) for values in columns.values()]
    data = [values.astype(object) if values.dtype.kind == "U" else values for values in data]
    write(
        path, shapely.to_wkb(placed), data, list(columns), layer=layer, driver=driver, geometry_type=kind, crs=crs,
        append=path.exists() and driver == "GPKG", encoding="UTF-8", **options,
    )  # fmt: skip


def zipped_shapefile(path: Path, name: str, shapes: Sequence[Any], columns: Mapping[str, Iterable[object]]) -> None:
    """Write a Shapefile of points with its sidecars into one zip."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{name}.shp"
        vector(target, shapes, columns, driver="ESRI Shapefile", kind="Point")
        files = {file.name: file.read_bytes() for file in sorted(Path(folder).iterdir())}
    dbf = bytearray(files[f"{name}.dbf"])
    dbf[1:4] = bytes([DATE[0] - 1900, DATE[1], DATE[2]])  # the table's date of last change
    archive(path, files | {f"{name}.dbf": bytes(dbf)})


def table(path: Path, rows: Iterable[Sequence[object]], *, encoding: str, separator: str) -> None:
    """Write a delimited text file with the line ends of Windows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """Write an Excel workbook."""
    from openpyxl import Workbook  # noqa: PLC0415 - only this file needs it

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as written:
        files = {name: written.read(name) for name in sorted(written.namelist())}
    stamp = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    files["docProps/core.xml"] = re.sub(stamp, b"2026-11-01T00:00:00Z", files["docProps/core.xml"])
    archive(path, files)


def archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip whose entries carry a fixed date."""
    with zipfile.ZipFile(path, "w") as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, compresslevel=9)
