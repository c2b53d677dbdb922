"""The table ``layer_styles`` of a project file, from which QGIS takes the look of a layer that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.layer import Role
from spaceplanner.io import gpkg, qgis_style

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from spaceplanner.domain.layer import Layer

TABLE = "layer_styles"
OWNER = "SpacePlanner"

_COLUMNS = (
    "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), "
    "f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, "
    "useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
    "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))"
)
_NEEDED = {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML"} | {
    "styleSLD",
    "useAsDefault",
    "description",
    "owner",
}


def write(
    database: sqlite3.Connection, layers: Iterable[tuple[str, Layer, Mapping[str, str]]], *, geometry: str
) -> None:
    """Write the styles of layers, within the caller's transaction; what others keep in the table stays.

    Where somebody has saved a default of his own in QGIS, ours is there beside it.

    Parameters
    ----------
    layers
        Table, layer, and column -> its name in the table.
    geometry
        Name of the tables' geometry.
    """
    styled = [
        (table, layer, names) for table, layer, names in layers if layer.style and layer.role is not Role.INCIDENTS
    ]
    if not gpkg.has_table(database, TABLE):
        if not styled:
            return
        database.execute(f"CREATE TABLE {TABLE} ({_COLUMNS})")
        database.execute(
            "INSERT OR REPLACE INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
            (TABLE, TABLE),
        )
    if not {row[1] for row in database.execute(f"PRAGMA table_info({TABLE})")} >= _NEEDED:
        return  # another program's table of that name
    database.execute(f"DELETE FROM {TABLE} WHERE owner=?", (OWNER,))  # noqa: S608 - a constant
    for table, layer, names in styled:
        assert layer.style is not None
        theirs = database.execute(
            f"SELECT count(*) FROM {TABLE} WHERE f_table_name=? AND useAsDefault",  # noqa: S608
            (table,),
        ).fetchone()[0]
        name = layer.name.encode("utf-8", "replace").decode()
        database.execute(
            f"INSERT INTO {TABLE} (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "  # noqa: S608
            "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', ?, '', ?)",
            (table, geometry, name, qgis_style.qml(layer, layer.style, names), int(not theirs), OWNER),
        )
    if not database.execute(f"SELECT count(*) FROM {TABLE}").fetchone()[0]:  # noqa: S608
        gpkg.drop(database, TABLE)
