"""Measuring on the map: lengths, bearings and areas on the grid, and on the ground where the two differ.

The grid's lengths are those of the project's projection. On the ground they are geodesic, on the ellipsoid of the
project's system; the azimuth is from true north.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import Geod, Transformer

WORTH_SAYING = 0.001
"""Share by which ground and grid must differ for both to be shown."""
_CORNERS = 3
_HECTARE = 10_000.0
_KILOMETRE = 1000.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight part of a measured line.

    Attributes
    ----------
    length, ground_length
        Metres on the grid and on the ground; the second is NaN where the system does not reach.
    bearing, azimuth
        Degrees clockwise from grid north and from true north, 0 up to 360.
    """

    length: float
    bearing: float
    ground_length: float
    azimuth: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a line and of the area that it encloses when it is closed.

    Attributes
    ----------
    length, ground_length
        Of all segments, metres.
    area, ground_area
        Square metres; None with fewer than three corners, or where `crossed`.
    crossed
        The outline crosses itself and encloses no area that could be told.
    """

    segments: tuple[Segment, ...]
    length: float
    ground_length: float
    area: float | None
    ground_area: float | None
    crossed: bool = False


def measures(corners: Sequence[tuple[float, float]], crs: str | None) -> Measures:
    """Return what is measured of corners in metres of a system; without one, the ground is unknown (NaN)."""
    return _measures(tuple(corners), crs)


@lru_cache(maxsize=8)
def _measures(corners: tuple[tuple[float, float], ...], crs: str | None) -> Measures:
    xy = np.array(corners, dtype=np.float64).reshape(-1, 2)
    if len(xy) > 1:
        xy = xy[np.r_[True, (np.diff(xy, axis=0) != 0).any(axis=1)]]
    steps = np.diff(xy, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    bearings = np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % 360
    ground, azimuths, lonlat = _on_ground(xy, crs)
    segments = tuple(Segment(*map(float, values)) for values in zip(lengths, bearings, ground, azimuths, strict=True))
    area, ground_area, crossed = _areas(xy, lonlat, crs)
    return Measures(segments, float(lengths.sum()), float(ground.sum()), area, ground_area, crossed)


def _on_ground(
    xy: NDArray[np.float64], crs: str | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return lengths and azimuths of the segments on the ground, and longitude and latitude of the corners."""
    nothing = np.full(max(len(xy) - 1, 0), np.nan)
    if crs is None or not len(xy):
        return nothing, nothing, np.full_like(xy, np.nan)
    geod, to_degrees = _earth(crs)
    lonlat = np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))
    if not np.isfinite(lonlat).all() or len(xy) == 1:
        return nothing, nothing, lonlat
    azimuths, _, lengths = geod.inv(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])
    return np.asarray(lengths), np.asarray(azimuths) % 360, lonlat


def _areas(
    xy: NDArray[np.float64], lonlat: NDArray[np.float64], crs: str | None
) -> tuple[float | None, float | None, bool]:
    if len(xy) < _CORNERS:
        return None, None, False
    outline = shapely.Polygon(xy)
    if outline.area > 0 and not shapely.LinearRing(xy).is_simple:
        return None, None, True
    if crs is None or not np.isfinite(lonlat).all():
        return outline.area, None, False
    area, _ = _earth(crs)[0].polygon_area_perimeter(lonlat[:, 0], lonlat[:, 1])
    return outline.area, abs(float(area)), False


def prepare() -> None:
    """Load what measuring needs and takes a moment to load; for a thread that nobody waits for."""
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj

    systems.parse(systems.DEGREES)


@lru_cache(maxsize=4)
def _earth(crs: str) -> tuple[Geod, Transformer]:
    """Return the ellipsoid of a system, and what turns its metres into degrees on that same ellipsoid."""
    from pyproj import Geod, Transformer  # noqa: PLC0415 - start-up time: needed once something is measured

    from spaceplanner.io import crs as systems  # noqa: PLC0415 - as above

    system = systems.parse(crs)
    geographic = system.geodetic_crs or systems.parse(systems.DEGREES)
    geod = system.get_geod() or Geod(ellps="WGS84")
    return geod, Transformer.from_crs(system, geographic, always_xy=True)


def length_words(length: float, ground: float) -> str:
    """Return a length in words, with that on the ground where it differs."""
    if differs(length, ground):
        return gettext(N_("{grid} on the map, {ground} on the ground")).format(
            grid=metres(length), ground=metres(ground)
        )
    return metres(length)


def area_words(area: float, ground: float | None) -> str:
    """Return an area in words, with that on the ground where it differs."""
    if ground is not None and differs(area, ground):
        return gettext(N_("{grid} on the map, {ground} on the ground")).format(grid=square(area), ground=square(ground))
    return square(area)


def bearing_words(segment: Segment) -> str:
    """Return the bearing from grid north, and the azimuth from true north."""
    grid = gettext(N_("grid north {angle}°")).format(angle=number(_turn(segment.bearing, 1), 1))
    if segment.azimuth != segment.azimuth:
        return grid
    true = gettext(N_("true north {angle}°")).format(angle=number(_turn(segment.azimuth, 1), 1))
    return f"{grid} · {true}"


def pointer_words(found: Measures) -> tuple[str, ...]:
    """Return the lines at the pointer: the segment it draws, the whole, and the area."""
    if not found.segments:
        return (gettext(N_("Click for each corner; Enter twice, a double click or Esc ends.")),)
    last = found.segments[-1]
    lines = [f"{length_words(last.length, last.ground_length)}", bearing_words(last)]
    if len(found.segments) > 1:
        total = gettext(N_("In all {length}")).format(length=length_words(found.length, found.ground_length))
        lines.append(total)
    if found.crossed:
        lines.append(gettext(CROSSED))
    elif found.area is not None:
        lines.append(gettext(N_("Area {area}")).format(area=area_words(found.area, found.ground_area)))
    return tuple(lines)


CROSSED = N_("The outline crosses itself: no area")


def text(found: Measures) -> str:
    """Return all of it as lines for the clipboard: one a segment, then the whole and the area, parted by tabs."""
    lines = [
        "\t".join((str(place), length_words(one.length, one.ground_length), bearing_words(one)))
        for place, one in enumerate(found.segments, start=1)
    ]
    lines.append("\t".join((gettext(N_("In all")), length_words(found.length, found.ground_length))))
    if found.area is not None:
        lines.append("\t".join((gettext(N_("Area")), area_words(found.area, found.ground_area))))
    return "\n".join(lines)


def differs(grid: float, ground: float) -> bool:
    """Return whether a measure on the ground is worth saying beside that on the grid."""
    return bool(np.isfinite(ground) and abs(ground - grid) > WORTH_SAYING * abs(grid))


def metres(length: float) -> str:
    """Return a length in metres, from ten kilometres on in kilometres."""
    if length >= 10 * _KILOMETRE:
        return f"{number(length / _KILOMETRE, 2)}\u00a0km"
    return f"{number(length, 1 if length >= 10 else 2)}\u00a0m"  # noqa: PLR2004 - four figures are enough


def square(area: float) -> str:
    """Return an area in square metres, from one hectare on in hectares, from 100 on in square kilometres."""
    if area >= 100 * _HECTARE:
        return f"{number(area / _KILOMETRE**2, 3)}\u00a0km²"
    if area >= _HECTARE:
        return f"{number(area / _HECTARE, 3)}\u00a0ha"
    return f"{number(area, 1)}\u00a0m²"


def _turn(angle: float, digits: int) -> float:
    """Return an angle that is not rounded up to 360."""
    return round(angle, digits) % 360
