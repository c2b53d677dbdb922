"""The project's CRS: projected, in metres, and true to them."""

from __future__ import annotations

from spaceplanner.errors import CrsError
from spaceplanner.i18n import N_
from spaceplanner.io import crs as systems

_NOT_PROJECTED = N_(
    "The project's coordinate reference system must be in metres, and {crs} is in degrees or the like. "
    "Give the UTM zone of the place, such as EPSG:32717 for the west of Ecuador."
)
_OTHER_UNIT = N_(
    "The project's coordinate reference system must be in metres, and {crs} is in {unit}. "
    "Give the UTM zone of the place, such as EPSG:32717 for the west of Ecuador."
)
_MERCATOR = N_(
    "{crs} is a Mercator projection, in which a metre is not a metre on the ground. "
    "Give the UTM zone of the place, such as EPSG:32717 for the west of Ecuador."
)


def metric(text: str) -> str:
    """Return a CRS that a project may have, as ``EPSG:N`` where it has a code there, else as WKT.

    Parameters
    ----------
    text
        ``EPSG:N``, WKT or another form that PROJ reads.

    Raises
    ------
    CrsError
        If it is unknown, not projected, not in metres, or a Mercator projection, whose metres are none.
    """
    crs = systems.parse(text)
    method = crs.coordinate_operation.method_name if crs.coordinate_operation else ""
    if not crs.is_projected:
        raise CrsError(_NOT_PROJECTED, crs=text)
    if any(axis.unit_conversion_factor != 1 for axis in crs.axis_info[:2]):
        raise CrsError(_OTHER_UNIT, crs=text, unit=crs.axis_info[0].unit_name)
    if "Mercator" in method and "Transverse" not in method and "Oblique" not in method:
        raise CrsError(_MERCATOR, crs=text)
    return systems.text(crs)
