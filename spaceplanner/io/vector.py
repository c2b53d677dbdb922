"""Vector formats through GDAL: in bulk as Arrow; feature by feature where a feature breaks that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import columns, damage, geometry, staging
from spaceplanner.io.formats import Format
from spaceplanner.io.frame import Frame
from spaceplanner.io.quiet import listening

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.io.frame import Note
    from spaceplanner.io.opening import Dataset

BATCH = 50_000
"""Rows that are read between two looks at whether the user has cancelled."""

_NOISE = re.compile(r"More than one layer found|GeoSeries|Measured \(M\)")
_MOJIBAKE = "Ã[\x80-\xbf]|Â[\x80-\xbf]"
_TOLD = 3
_TOLD_LENGTH = 160


@dataclass(frozen=True, slots=True)
class LayerHead:
    """A layer's name and the geometry type it declares; None: it is a table without geometry."""

    name: str
    geometry: str | None


def layers(dataset: Dataset) -> list[LayerHead]:
    """Return the layers of a dataset.

    Raises
    ------
    FileError
        If GDAL cannot open it, or it holds no layer.
    """
    import pyogrio  # noqa: PLC0415 - start-up time: GDAL is loaded when a file is read

    damage.refuse(dataset)
    with staging.reachable(dataset) as source, listening() as said:
        try:
            listed = pyogrio.list_layers(source)
        except (RuntimeError, ValueError, OSError) as error:
            raise damage.unreadable(dataset, [str(error), *said]) from error
    if not len(listed):
        raise FileError(N_("{file} holds no layer. Choose another file."), file=dataset.name)
    return [LayerHead(str(name), None if kind is None else str(kind)) for name, kind in listed]


def read(
    dataset: Dataset,
    layer: str,
    *,
    encoding: str | None = None,
    limit: int | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Frame:
    """Return a layer's rows with their geometry.

    Parameters
    ----------
    encoding
        Of a Shapefile's text; None: as the file says, else guessed.
    limit
        Read only the first rows; None: all.
    alive
        Called between batches; raises to cancel.

    Raises
    ------
    FileError
        If the layer cannot be read at all, or the file ends before its rows do.
    """
    with staging.reachable(dataset) as source, listening() as said:
        try:
            meta, table = _bulk(source, layer, encoding, limit, alive)
            if not encoding and dataset.name.lower().endswith((".shp", ".dbf")) and _is_mojibake(table):
                meta, table = _bulk(source, layer, "utf-8", limit, alive)
            table = _straightened(source, layer, limit, meta, table)
            lost: dict[str, int] = {}
        except (RuntimeError, ValueError, OSError, pa.ArrowException) as error:
            from spaceplanner.io import features  # noqa: PLC0415 - start-up time: a second GDAL, rarely needed

            expected = _count(source, layer)
            try:
                meta, table, lost = features.read(source, layer, expected, limit, alive)
            except FileError:
                raise
            except (RuntimeError, ValueError, OSError) as again:
                raise damage.unreadable(dataset, [str(error), str(again), *said]) from again
    notes = [*_sidecar_notes(dataset), *_told(said, dataset)]
    name = _geometry_column(meta, table)
    wkb = None if name is None else columns.whole(table.column(name)).cast(pa.binary())
    attributes = table if name is None else table.drop_columns([name])
    simple = columns.simple(attributes)
    return Frame(rows=table.num_rows, table=simple, wkb=wkb, crs=meta["crs"], lost=lost, notes=tuple(notes))


def _bulk(
    source: str | bytes, layer: str, encoding: str | None, limit: int | None, alive: Callable[[], None]
) -> tuple[dict[str, Any], pa.Table]:
    import pyogrio  # noqa: PLC0415 - start-up time

    batches = []
    with pyogrio.open_arrow(
        source,
        layer=layer,
        encoding=encoding,
        max_features=limit,
        batch_size=BATCH,
        use_pyarrow=True,
        datetime_as_string=True,
    ) as (meta, reader):
        for batch in reader:
            batches.append(batch)
            alive()
        schema = reader.schema
    return meta, pa.Table.from_batches(batches, schema)


def _straightened(
    source: str | bytes, layer: str, limit: int | None, meta: dict[str, Any], table: pa.Table
) -> pa.Table:
    """Return the table with curves approximated by lines, which the Arrow interface leaves to its caller."""
    name = _geometry_column(meta, table)
    if name is None or not np.isin(geometry.type_codes(columns.whole(table.column(name))), geometry.CURVES).any():
        return table
    from pyogrio import raw  # noqa: PLC0415 - start-up time

    _, _, shapes, _ = raw.read(source, layer=layer, columns=[], max_features=limit)
    return table.set_column(table.column_names.index(name), name, pa.array(list(shapes), pa.binary()))


def _count(source: str | bytes, layer: str) -> int | None:
    import pyogrio  # noqa: PLC0415 - start-up time

    try:
        found = int(pyogrio.read_info(source, layer=layer)["features"])
    except (RuntimeError, ValueError, OSError):
        return None
    return found if found >= 0 else None


def _geometry_column(meta: dict[str, Any], table: pa.Table) -> str | None:
    for name in (meta.get("geometry_name"), "wkb_geometry"):
        if name and name in table.column_names:
            return str(name)
    return None


def _is_mojibake(table: pa.Table) -> bool:
    """Tell whether UTF-8 text was read as Latin-1, as happens to a Shapefile without a code page."""
    texts = [column for column in table.columns if pa.types.is_string(column.type)]
    return any(pc.any(pc.match_substring_regex(column, _MOJIBAKE)).as_py() for column in texts)


def _sidecar_notes(dataset: Dataset) -> list[Note]:
    notes: list[Note] = []
    if dataset.archive is None and dataset.path.suffix.lower() == ".shp":
        if not staging.sibling(dataset.path, ".dbf"):
            notes.append((N_("The .dbf file is missing: the layer has no attributes."), {}))
        if not staging.sibling(dataset.path, ".shx"):
            notes.append((N_("The .shx file is missing; the index was rebuilt from the .shp file."), {}))
    if dataset.format is Format.SCRIPT:
        notes.append((N_("The file is JavaScript; the GeoJSON in it was read."), {}))
    return notes


def _told(said: list[str], dataset: Dataset) -> list[Note]:
    plain = [message.replace(str(dataset.path.absolute().parent), "") for message in said if not _NOISE.search(message)]
    first = list(dict.fromkeys(plain))[:_TOLD]
    return [(N_("The reader reports: {text}"), {"text": message[:_TOLD_LENGTH]}) for message in first]
