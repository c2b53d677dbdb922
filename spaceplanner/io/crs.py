"""Coordinate reference systems: understood, chosen, and named where a source keeps silent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.exceptions import CRSError

from spaceplanner.errors import CrsError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.project import Project

DEGREES = "EPSG:4326"

_TOLERANCE = 1e-6
_MARGIN = 60.0
_UTM_X = (100_000.0, 900_000.0)
_EQUATOR_Y = 10_000_000.0
_UTM_REACH = 9_300_000.0  # northing of 84 degrees
_NEAR = 100_000.0
_MERCATOR = 20_037_508.4
_AMERICAS = range(7, 26)
_SHOWN = 4
# Ecuador's older maps: a candidate wherever UTM zone 17 south is one in Ecuador.
_PSAD_17S = ("America/Guayaquil", "EPSG:24877")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A system in which coordinates would make sense, and where they would lie then."""

    code: str
    place: str

    def __str__(self) -> str:
        return f"{self.code} ({self.place})" if self.place else self.code


@lru_cache(maxsize=64)
def parse(text: str) -> pyproj.CRS:
    """Return a two-dimensional geographic or projected system.

    Parameters
    ----------
    text
        ``EPSG:N``, a number alone, WKT or a PROJ string.

    Raises
    ------
    CrsError
        If it is unknown, or neither in degrees nor projected.
    """
    written = text.strip()
    try:
        crs = pyproj.CRS.from_user_input(f"EPSG:{written}" if written.isdigit() else written)
        if crs.is_compound:
            crs = crs.sub_crs_list[0]
        if not crs.is_vertical:
            crs = crs.to_2d()
    except (CRSError, UnicodeError) as error:
        raise CrsError(
            N_("The coordinate reference system {crs} is unknown. Give a code such as EPSG:32717."), crs=_short(written)
        ) from error
    if not (crs.is_geographic or crs.is_projected):
        raise CrsError(
            N_("{crs} does not place things on a map. Give a system of maps, such as EPSG:32717."), crs=_short(written)
        )
    return crs


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - a line of the message


def of_source(text: str | None) -> pyproj.CRS | None:
    """Return the system a file names, None where it names none that can be used."""
    if not text:
        return None
    try:
        crs = parse(text)
    except CrsError:
        return None
    return None if crs.name.lower().startswith(("undefined", "unknown", "unnamed local")) else crs


def text(crs: pyproj.CRS) -> str:
    """Return a system as ``EPSG:N`` where it is surely that one, else as WKT."""
    code = crs.to_epsg(min_confidence=90)
    return f"EPSG:{code}" if code else str(crs.to_wkt())


def utm(lon: float, lat: float) -> str:
    """Return the UTM zone on WGS 84 that a place lies in, as ``EPSG:N``."""
    zone = int((lon + 180) // 6) % 60 + 1
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


@lru_cache(maxsize=16)
def transformer(source: str, target: str) -> pyproj.Transformer:
    """Return what turns x, y of one system into x, y of another (longitude first, whatever the system says)."""
    return pyproj.Transformer.from_crs(parse(source), parse(target), always_xy=True)


def lonlat(xy: NDArray[np.float64], source: str) -> NDArray[np.float64]:
    """Return longitude and latitude (n, 2) of coordinates (n, 2); infinite where there are none."""
    if parse(source).is_geographic and source == DEGREES:
        return xy
    return np.column_stack(transformer(source, DEGREES).transform(xy[:, 0], xy[:, 1]))


def in_degrees(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rows could be longitude and latitude."""
    with np.errstate(invalid="ignore"):
        inside = (np.abs(xy[:, 0]) <= 180 + _TOLERANCE) & (np.abs(xy[:, 1]) <= 90 + _TOLERANCE)
    result: NDArray[np.bool_] = inside
    return result


def in_domain(degrees: NDArray[np.float64], systems: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which rows of (longitude, latitude) lie in or near the areas for which systems are made.

    A margin of 60 degrees is given: a country may reach far beyond the zone its middle lies in, where the projection is
    less true to scale but still places things; farther off stands only what was geocoded to another continent.
    """
    inside = np.isfinite(degrees).all(axis=1) & in_degrees(degrees)
    for system in systems:
        area = parse(system).area_of_use
        if area is None or area.west > area.east:  # across the date line nothing is judged
            continue
        with np.errstate(invalid="ignore"):
            inside &= (degrees[:, 0] >= area.west - _MARGIN) & (degrees[:, 0] <= area.east + _MARGIN)
            inside &= (degrees[:, 1] >= area.south - _MARGIN) & (degrees[:, 1] <= area.north + _MARGIN)
    return inside


def likely(xy: NDArray[np.float64], project: Project | None) -> tuple[Candidate, ...]:
    """Return systems in which coordinates (n, 2) would make sense, the likeliest first; may be empty.

    The project's own system comes first where the coordinates fall near its layers; then degrees, or the UTM zones
    and Web Mercator in which they would lie on land.
    """
    finite = _usable(xy)
    if not len(finite):
        return ()
    x, y = (float(value) for value in np.median(finite, axis=0))
    found = list(_of_project(x, y, project))
    if in_degrees(finite).mean() > 0.5:  # noqa: PLR2004 - most of them
        found.append(Candidate(DEGREES, "WGS 84"))
    else:
        found += _projected(x, y)
    codes = dict.fromkeys(candidate.code for candidate in found)
    return tuple(next(one for one in found if one.code == code) for code in codes)


def _usable(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    kept: NDArray[np.float64] = xy[np.isfinite(xy).all(axis=1) & (xy != 0).any(axis=1)]
    return kept


def _of_project(x: float, y: float, project: Project | None) -> list[Candidate]:
    if project is None or project.crs is None:
        return []
    for layer in project.layers:
        bounds = layer.bounds()
        if bounds and bounds[0] - _NEAR <= x <= bounds[2] + _NEAR and bounds[1] - _NEAR <= y <= bounds[3] + _NEAR:
            return [Candidate(project.crs if len(project.crs) < 20 else parse(project.crs).name, project.name)]  # noqa: PLR2004
    return []


def _projected(x: float, y: float) -> list[Candidate]:
    found: list[Candidate] = []
    if _UTM_X[0] <= x <= _UTM_X[1] and 0 <= y <= _EQUATOR_Y:
        hemispheres = [("N", 32600, y)] if y <= _UTM_REACH else []
        hemispheres.append(("S", 32700, y - _EQUATOR_Y))
        for _, base, northing in hemispheres:
            found += _zones(x, northing, base)[: _SHOWN if base == 32600 or len(hemispheres) == 1 else _SHOWN // 2]  # noqa: PLR2004
    if not _UTM_X[0] <= x <= _UTM_X[1] and max(abs(x), abs(y)) <= _MERCATOR:
        lon, lat = transformer("EPSG:3857", DEGREES).transform(x, y)
        place = _place(lon, lat)
        found += [Candidate("EPSG:3857", place)] if place else []
    return found


def _zones(x: float, northing: float, base: int) -> list[Candidate]:
    """Return the UTM zones of a hemisphere in which a place would lie on land, the Americas first, west to east."""
    east, lat = transformer("EPSG:32631", DEGREES).transform(x, abs(northing))
    lat = lat if northing >= 0 else -lat
    found: list[Candidate] = []
    for zone in [*_AMERICAS, *(zone for zone in range(1, 61) if zone not in _AMERICAS)]:
        place = _place((east - 3 + 6 * zone - 183 + 180) % 360 - 180, lat)
        if place and not place.startswith("Antarctica"):
            found.append(Candidate(f"EPSG:{base + zone}", place))
        if place == _PSAD_17S[0] and base + zone == 32717:  # noqa: PLR2004
            found.append(Candidate(_PSAD_17S[1], place))
    return found


def _place(lon: float, lat: float) -> str:
    found = timezone(lon, lat)
    return found if found and not found.startswith("Etc/") else ""


def timezone(lon: float, lat: float) -> str | None:
    """Return the IANA time zone of a place, None where there is none."""
    from tzfpy import get_tz  # noqa: PLC0415 - start-up time: its table is large

    return str(get_tz(lon, lat)) or None


def unknown(name: str, xy: NDArray[np.float64], project: Project | None) -> CrsError:
    """Return the refusal for a source that does not say its system, naming the likely ones.

    Parameters
    ----------
    name
        Of the source, to show.
    xy
        Its coordinates, (n, 2).

    Notes
    -----
    The error's parameter ``codes`` lists the candidates' codes for a dialog to offer.
    """
    candidates = likely(xy, project)
    finite = _usable(xy)
    x, y = np.median(finite, axis=0) if len(finite) else (0.0, 0.0)
    values = {"file": name, "x": f"{x:.10g}", "y": f"{y:.10g}", "codes": [one.code for one in candidates]}
    if candidates:
        return CrsError(
            N_(
                "{file} does not say its coordinate system; its coordinates are like {x}, {y}. Give it with --crs; likely: {likely}."
            ),
            likely=", ".join(str(one) for one in candidates),
            **values,
        )
    return CrsError(
        N_(
            "{file} does not say its coordinate system, and coordinates like {x}, {y} fit none of the usual ones. Ask who made it, and give it with --crs."
        ),
        **values,
    )
