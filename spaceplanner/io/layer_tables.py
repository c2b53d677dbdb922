"""Layers as GeoPackage feature tables: written once by GDAL into a new file, read by GDAL in bulk.

Points go both ways as a buffer of WKB seen as an array, without an object for each; shapes in chunks, because GEOS
keeps the interpreter, and with it the window, from doing anything else while it makes them.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.layer import GeometryKind, Layer
from spaceplanner.i18n import N_
from spaceplanner.io import cell_records, quiet
from spaceplanner.io.records import Unreadable
from spaceplanner.io.stored_columns import restored, storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from spaceplanner.io.records import LayerRecord

CHUNK = 50_000
"""Shapes made in one call."""

BATCH = 5_000
"""Rows written in one call."""

GEOMETRY = "geom"

_POINT = np.frombuffer(b"\x01\x01\x00\x00\x00", dtype=np.uint8)
_POINT_SIZE = 21
_PROMOTION = {
    GeometryKind.LINE: b"\x01\x05\x00\x00\x00\x01\x00\x00\x00",
    GeometryKind.POLYGON: b"\x01\x06\x00\x00\x00\x01\x00\x00\x00",
}
_SINGLE = {GeometryKind.POINT: "Point", GeometryKind.LINE: "LineString", GeometryKind.POLYGON: "Polygon"}
_SINGLE_ID = {GeometryKind.LINE: 1, GeometryKind.POLYGON: 3}


def geometry_type(layer: Layer) -> tuple[str, bool]:
    """Return the type of the table's geometry, and whether single shapes become multi shapes of one part in it."""
    single = _SINGLE[layer.kind]
    if layer.kind is GeometryKind.POINT:
        return single, False
    alone = shapely.get_type_id(layer.geometry) == _SINGLE_ID[layer.kind]
    if alone.all():
        return single, False
    return f"Multi{single}", bool(alone.any())


def write(path: Path, layers: Iterable[tuple[str, Layer]], crs: str | None) -> None:
    """Write layers as tables of a GeoPackage that nobody else has open; it is made if it does not exist.

    Parameters
    ----------
    layers
        Name of the table, and the layer.
    crs
        ``EPSG:N`` or WKT.

    Raises
    ------
    OSError
        If GDAL cannot write it.
    """
    import pyogrio.raw  # noqa: PLC0415 - start-up time
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    for table, layer in layers:
        kind, promoted = geometry_type(layer)
        columns, records = storable(layer.imported)
        wkb = pa.chunked_array(list(wkb_chunks(layer, promoted=promoted)), pa.binary())
        rows = pa.table([wkb, *columns], names=[GEOMETRY, *(record.stored for record in records)])
        try:
            with quiet.listening(), _unflushed():
                pyogrio.raw.write_arrow(
                    pa.RecordBatchReader.from_batches(rows.schema, _batches(rows)),
                    str(path.absolute()),
                    layer=table,
                    driver="GPKG",
                    geometry_name=GEOMETRY,
                    geometry_type=kind,
                    crs=crs,
                    layer_options={"SPATIAL_INDEX": "NO", "GEOMETRY_NAME": GEOMETRY, "FID": "fid"},
                )
        except (DataSourceError, DataLayerError) as error:
            raise OSError(f"{table}: {error}") from error


@contextmanager
def _unflushed() -> Iterator[None]:
    """Keep GDAL from waiting for the disk, while it keeps the interpreter: whoever needs the file flushes it."""
    import pyogrio  # noqa: PLC0415 - start-up time

    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})


def _batches(rows: pa.Table) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches: pyogrio keeps the interpreter while it writes one, and only between two lets go."""
    for batch in rows.to_batches(max_chunksize=BATCH):
        yield batch
        time.sleep(0)


def wkb_chunks(layer: Layer, *, promoted: bool) -> Iterator[pa.Array]:
    """Yield the layer's geometry as arrays of little-endian WKB."""
    if layer.kind is GeometryKind.POINT:
        yield _point_wkb(layer.geometry)
        return
    for start in range(0, len(layer), CHUNK):
        shapes = layer.geometry[start : start + CHUNK]
        wkb = shapely.to_wkb(shapes, output_dimension=2, byte_order=1, flavor="iso")
        if promoted:
            multi, single = _PROMOTION[layer.kind], _SINGLE_ID[layer.kind]
            kinds = shapely.get_type_id(shapes)
            wkb = [multi + one if kind == single else one for one, kind in zip(wkb, kinds, strict=True)]
        yield pa.array(wkb, pa.binary())


def _point_wkb(xy: NDArray[np.float64]) -> pa.Array:
    n = len(xy)
    data = np.empty((n, _POINT_SIZE), dtype=np.uint8)
    data[:, : len(_POINT)] = _POINT
    data[:, len(_POINT) :] = np.ascontiguousarray(xy, dtype="<f8").view(np.uint8).reshape(n, 16)
    offsets = np.arange(0, (n + 1) * _POINT_SIZE, _POINT_SIZE, dtype=np.int32)
    return pa.BinaryArray.from_buffers(pa.binary(), n, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def can_write(path: Path) -> bool:
    """Return whether GDAL can write under that name: pyogrio takes ``!`` and ``;`` for something else.

    Windows paths, which begin with a drive, are spared that.
    """
    return not {"!", ";"} & set(str(path.absolute())) or bool(path.absolute().drive)


def _gdal_path(path: Path) -> str:
    """Return the path in the form that pyogrio takes for a file to read, whatever is in its name."""
    text = str(path.absolute())
    return text if can_write(path) and path.suffix != ".zip" else f"/vsisubfile/0,{text}"


def read(
    path: Path, record: LayerRecord, parts: dict[str, Any], *, count: int
) -> tuple[Layer, NDArray[np.int64] | None]:
    """Read the layer of a record, and the number of each row in the file; None: counted from 0 without a gap.

    Parameters
    ----------
    parts
        The arguments of `Layer` that the document holds.
    count
        Number of rows that the table has.

    Raises
    ------
    Unreadable
        If GDAL cannot read it, or the table does not have the columns of the record.
    """
    import pyogrio.raw  # noqa: PLC0415 - start-up time
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    try:
        with quiet.listening():
            _, rows = pyogrio.raw.read_arrow(
                _gdal_path(path),
                layer=record.table,
                columns=[column.stored for column in record.columns],
                return_fids=True,
            )
        if rows.num_rows != count:
            # GDAL stops without a word at a page it cannot read.
            raise Unreadable(f"{record.table}: {rows.num_rows} of {count} rows")
        table = restored(rows, record.columns)
        numbers = rows.column("fid").to_numpy() - 1
        geometry, usable = _geometry(rows.column(GEOMETRY), record.kind, promoted=record.promoted)
    except (DataSourceError, DataLayerError, KeyError, pa.ArrowException) as error:
        raise Unreadable(f"{record.table}: {error}") from error
    if len(usable) and not usable.any():
        raise Unreadable(f"{record.table}: no row is a {record.kind}")
    if not usable.all():
        lost = int((~usable).sum())
        parts = _noted(parts, N_("{count} features have no usable shape in the file and were left out."), lost)
        table = table.filter(pa.array(usable))
        numbers = numbers[usable]
    table, overlay, lost = cell_records.applied(table, record.cells, numbers, record.table)
    if lost:
        parts = _noted(parts, N_("{count} changed cells belonged to rows that are gone from the file."), lost)
    gapless = not lost and (not len(numbers) or numbers[-1] == len(numbers) - 1)
    return Layer(**parts, geometry=geometry, table=table, overlay=overlay), None if gapless else numbers


def _noted(parts: dict[str, Any], text: str, count: int) -> dict[str, Any]:
    """Return the arguments of a layer whose source has a note more, if it does not have it already."""
    note = (text, {"count": str(count)})
    notes = parts["source"].notes
    return parts if note in notes else {**parts, "source": replace(parts["source"], notes=(*notes, note))}


def _geometry(column: pa.ChunkedArray, kind: GeometryKind, *, promoted: bool) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the geometry of the usable rows, and which rows these are."""
    if kind is GeometryKind.POINT and (xy := _points(column)) is not None:
        return xy, np.ones(len(xy), dtype=bool)
    shapes = np.empty(len(column), dtype=object)
    for start in range(0, len(column), CHUNK):
        chunk = column.slice(start, CHUNK).to_numpy()
        shapes[start : start + CHUNK] = shapely.from_wkb(chunk, on_invalid="ignore")
    types = {GeometryKind.POINT: (0,), GeometryKind.LINE: (1, 5), GeometryKind.POLYGON: (3, 6)}[kind]
    usable = np.isin(shapely.get_type_id(shapes), types) & ~shapely.is_empty(shapes)
    shapes = shapes[usable]
    if kind is GeometryKind.POINT:
        return shapely.get_coordinates(shapes), usable
    if promoted:
        one = shapely.get_num_geometries(shapes) == 1
        shapes[one] = shapely.get_geometry(shapes[one], 0)
    return shapes, usable


def _points(column: pa.ChunkedArray) -> NDArray[np.float64] | None:
    """Return the coordinates (n, 2) where every value is a plain little-endian point, else None."""
    parts = [np.empty((0, 2))]
    for chunk in column.cast(pa.binary()).chunks:
        if not len(chunk):
            continue
        _, offsets, data = chunk.buffers()
        start = np.frombuffer(offsets, dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        if chunk.null_count or (np.diff(start) != _POINT_SIZE).any():
            return None
        wkb = np.frombuffer(data, dtype=np.uint8)[start[0] : start[-1]].reshape(len(chunk), _POINT_SIZE)
        if (wkb[:, : len(_POINT)] != _POINT).any():
            return None
        parts.append(np.ascontiguousarray(wkb[:, len(_POINT) :]).view("<f8").reshape(len(chunk), 2))
    xy = np.concatenate(parts)
    return xy if np.isfinite(xy).all() else None
