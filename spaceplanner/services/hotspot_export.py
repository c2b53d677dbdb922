"""Hot spots as a file that may leave the office: published values only (see docs/methods/privacy.md)."""

from __future__ import annotations

from dataclasses import replace
from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import disclosure, rates
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.io import geotiff, hotspots_file
from spaceplanner.services import hotspot_surface, hotspots
from spaceplanner.services.hotspot_areas import PER
from spaceplanner.services.hotspot_terms import PROBABILITY

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.services.hotspots import HotSpot, HotSpots

_SPOTS = (
    ("rank", "INTEGER"),
    ("name", "TEXT"),
    ("incidents", "INTEGER"),
    ("area_m2", "REAL"),
    ("per_km2", "REAL"),
    ("length_m", "REAL"),
    ("per_km", "REAL"),
    ("unit", "TEXT"),
    ("peak", "REAL"),
    ("peak_unit", "TEXT"),
    ("severity", "REAL"),
)
_RATES = (
    ("rank", "INTEGER"),
    ("name", "TEXT"),
    ("hot", "INTEGER"),
    ("incidents", "INTEGER"),
    ("people", "REAL"),
    ("people_of", "TEXT"),
    ("rate_crude", "REAL"),
    ("rate", "REAL"),
    ("rate_low", "REAL"),
    ("rate_high", "REAL"),
    ("rate_flag", "TEXT"),
    ("mean_rate", "REAL"),
    ("unit", "TEXT"),
    ("area_m2", "REAL"),
)
_LINES = (("level", "REAL"), ("unit", "TEXT"))
_SHARED = (
    ("method", "TEXT"),
    ("bandwidth_m", "REAL"),
    ("cell_m", "REAL"),
    ("first", "TEXT"),
    ("last", "TEXT"),
    ("values", "TEXT"),
)


def unit(found: HotSpots, *, what: str = "incidents") -> str:
    """Return the unit of hot spots' densities, in English, as files and JSON name it."""
    lines = any(spot.length_m is not None for spot in found.spots)
    return f"{what} per {'km' if lines else 'km2'}{' and year' if found.years else ''}"


def peak_unit(found: HotSpots) -> str:
    """Return the unit of peaks, isolines and the surface."""
    if found.unit == PROBABILITY:
        return "probability per m" if found.method["method"] == "network" else "probability per cell"
    return unit(found, what="severity" if found.method.get("weighted") else "incidents")


def write(path: Path, found: HotSpots, crs: str | None) -> None:
    """Write the polygons and isolines, or the surface, as the ending of the name says.

    Parameters
    ----------
    path
        ``.gpkg``: layers ``hotspots`` and ``isolines``, or of rates the one layer ``rates``, in which a column says which
        districts are hot. ``.geojson``: the same, told apart by the property ``kind``.
        ``.tif``: the surface.
    found
        Sought with `publish`.
    crs
        The project's.

    Raises
    ------
    AnalysisError
        If the project has no CRS, or there is no surface that may be published.
    FileError
        If the file cannot be written.
    """
    if crs is None:
        raise AnalysisError(N_("The project has no coordinate system yet: add a layer first."))
    if path.suffix.lower() in hotspots_file.RASTERS:
        _write_surface(path, found, crs)
        return
    layers = [_rates(found) if "rate_unit" in found.method else _polygons(found)]
    if found.surface is not None:
        layers.append(_isolines(found))
    hotspots_file.write(path, layers, crs)


def _shared(found: HotSpots) -> tuple[object, ...]:
    method = found.method
    return (method["method"], method.get("bandwidth_m"), method.get("cell_m"), found.first, found.last, "published")


def _polygons(found: HotSpots) -> hotspots_file.Features:
    # Ranked anew: where a rank is missing, its place among exact rates would tell a count that is withheld.
    spots = tuple(replace(spot, rank=rank) for rank, spot in enumerate(hotspots.published(found), start=1))
    units, shared = (unit(found), peak_unit(found)), _shared(found)
    rows = [(*_row(spot, found, units), *shared) for spot in spots]
    return hotspots_file.Features("hotspots", "hotspot", (*_SPOTS, *_SHARED), rows, [spot.shape for spot in spots])


def _rates(found: HotSpots) -> hotspots_file.Features:
    """Return the districts of five incidents or more with their rates.

    These are worked out anew, with counts under five taken as none: the mean to which an exact rate is drawn would tell
    what is withheld of the others.
    """
    counts = np.array([disclosure.count(spot.incidents) or 0 for spot in found.spots])
    people = np.array([spot.people for spot in found.spots], dtype=np.float64)
    outside = rates.smooth(counts, people, years=found.years or 1.0)
    order = [place for place in np.argsort(-outside.smoothed, kind="stable").tolist() if counts[place]]
    shared = _shared(found)
    rows = [
        (
            *(rank, found.spots[place].name, int(outside.low[place] > outside.mean[place]), int(counts[place])),
            *(_decimals(found.spots[place].people, 1), found.method["people"]),
            *(
                _decimals(PER * float(values[place]), 2)
                for values in (outside.crude, outside.smoothed, outside.low, outside.high)
            ),
            *(rates.FLAGS[int(outside.flag[place])], _decimals(PER * float(outside.mean[place]), 2)),
            *(f"incidents {found.method['rate_unit']}", _decimals(found.spots[place].area_m2, 1)),
            *shared,
        )
        for rank, place in enumerate(order, start=1)
    ]
    return hotspots_file.Features(
        "rates", "district", (*_RATES, *_SHARED), rows, [found.spots[place].shape for place in order]
    )


def _row(spot: HotSpot, found: HotSpots, units: tuple[str, str]) -> tuple[object, ...]:
    return (
        *(spot.rank, spot.name, spot.incidents),
        *(_decimals(spot.area_m2, 1), _decimals(spot.per_km2, 2), _decimals(spot.length_m, 1)),
        *(_decimals(spot.per_km, 2), units[0]),
        *(_peak(spot.peak, found), None if spot.peak is None else units[1], _significant(spot.severity)),
    )


def _isolines(found: HotSpots) -> hotspots_file.Features:
    assert found.surface is not None
    levels, shapes = hotspot_surface.contours(found.surface, found.unit, found.years)
    said, shared = peak_unit(found), _shared(found)
    rows = [(float(level), said, *shared) for level in levels]
    return hotspots_file.Features("isolines", "isoline", (*_LINES, *_SHARED), rows, list(shapes))


def _write_surface(path: Path, found: HotSpots, crs: str) -> None:
    if found.surface is None:
        raise AnalysisError(
            N_(
                "A GeoTIFF holds a density surface, which the method {method} does not make: choose --method density, or end the name in .gpkg or .geojson."
            ),
            method=found.method["method"],
        )
    raster = hotspot_surface.published(found.surface, found.unit, found.years)
    if raster is None:
        raise AnalysisError(
            N_(
                "Nowhere do five incidents lie close enough together, so nothing of the surface may leave the office and no file is written: widen the choice or the bandwidth. This is not zero risk."
            )
        )
    description = (
        f"Density surface of recorded incidents, {peak_unit(found)}. Aggregated: a cell without data (nodata) is one "
        f"where fewer than {disclosure.FEWEST} incidents could be responsible, or outside the study area; it is not "
        "zero risk. Values are rounded to steps of what one incident makes."
    )
    metadata = {
        **found.method,
        "level_per_km2": _significant(float(found.method["level_per_km2"])),
        "unit": peak_unit(found),
        "incidents": disclosure.count(found.incidents),
        "first": found.first,
        "last": found.last,
        "values": "published",
    }
    text = {name: str(value) for name, value in metadata.items() if value is not None}
    geotiff.write(path, raster.values, raster.grid, crs, description=description, metadata=text)


def _peak(peak: float | None, found: HotSpots) -> float | None:
    if peak is None or found.surface is None:
        return _significant(peak)
    return hotspot_surface.in_steps(peak, found.surface, found.unit, found.years)


def _decimals(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _significant(value: float | None) -> float | None:
    """Return a number to two significant digits, as the values of a surface."""
    return value if not value else round(value, 1 - floor(log10(abs(value))))
