"""Reference systems of a GeoPackage: one number for each CRS in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

UNDEFINED = -1
"""Number of the undefined Cartesian system."""

_FIRST_CUSTOM = 100_000


def adopted(database: sqlite3.Connection, theirs: int) -> int:
    """Return this file's number of a CRS that has the number `theirs` in the attached database ``scratch``."""
    row = database.execute("SELECT * FROM scratch.gpkg_spatial_ref_sys WHERE srs_id=?", (theirs,)).fetchone()
    name, _, organization, code, definition, description = row[:6]
    return _placed(database, (name, organization, code, definition, description))


def number(database: sqlite3.Connection, crs: str | None, *, like: str | None = None) -> int:
    """Return the number of a CRS in this file, registering it if it is new.

    Parameters
    ----------
    crs
        ``EPSG:N`` or WKT; None: an undefined Cartesian system.
    like
        A feature table in this CRS, if there is one: two programs may describe a CRS without a code differently.
    """
    row = database.execute("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name=?", (like,)).fetchone()
    if row:
        return int(row[0])
    if crs is None:
        return UNDEFINED
    from pyproj import CRS  # noqa: PLC0415 - start-up time; a new file is the only one that needs it
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    known = CRS.from_user_input(crs)
    authority = known.to_authority(min_confidence=100)
    try:
        definition = known.to_wkt("WKT1_GDAL")
    except CRSError:
        definition = known.to_wkt()
    organization, code = (authority[0], int(authority[1])) if authority else ("NONE", 0)
    return _placed(database, (known.name, organization, code, definition, None))


def _placed(database: sqlite3.Connection, row: tuple[str, str, int, str, str | None]) -> int:
    name, organization, code, definition, description = row
    found = database.execute(
        "SELECT srs_id FROM main.gpkg_spatial_ref_sys WHERE definition=:definition "
        "OR (upper(organization)=upper(:organization) AND organization_coordsys_id=:code AND :code > 0 "
        "AND upper(:organization) NOT IN ('NONE', 'CUSTOM'))",
        {"definition": definition, "organization": organization, "code": code},
    ).fetchone()
    if found:
        return int(found[0])
    taken = {number for (number,) in database.execute("SELECT srs_id FROM main.gpkg_spatial_ref_sys")}
    free = code if code > 0 and code not in taken and organization.upper() == "EPSG" else _FIRST_CUSTOM
    while free in taken:
        free += 1
    database.execute(
        "INSERT INTO main.gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition, "
        "description) VALUES (?,?,?,?,?,?)",
        (name, free, organization, code if code > 0 else free, definition, description),
    )
    return free
