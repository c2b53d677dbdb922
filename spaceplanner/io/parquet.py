"""GeoParquet: a Parquet table whose metadata names a column with WKB."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import columns
from spaceplanner.io.frame import Frame

if TYPE_CHECKING:
    from spaceplanner.io.opening import Dataset


def read(dataset: Dataset) -> Frame:
    """Return the table and its geometry.

    Raises
    ------
    FileError
        If the file is damaged.
    """
    from pyarrow import parquet as arrow_parquet  # noqa: PLC0415 - start-up time: few files are Parquet

    try:
        table = arrow_parquet.read_table(pa.BufferReader(dataset.read()))
        about: dict[str, Any] = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileError(
            N_("{file} is damaged, cut off or not what its name says. Ask for it again, best as GeoPackage."),
            file=dataset.name,
        ) from error
    name = about.get("primary_column")
    described = about.get("columns", {}).get(name, {})
    if name not in table.column_names or described.get("encoding", "WKB").upper() != "WKB":
        return Frame(rows=table.num_rows, table=columns.simple(table))
    # The standard's default is longitude and latitude; an explicit null means that nobody knows.
    crs = described.get("crs", "OGC:CRS84")
    return Frame(
        rows=table.num_rows,
        table=columns.simple(table.drop_columns([name])),
        wkb=columns.whole(table.column(name)).cast(pa.binary()),
        crs=None if crs is None else crs if isinstance(crs, str) else json.dumps(crs),
    )
