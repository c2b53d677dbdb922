"""Hot spots as a picture: from what a method found to the classes that a map draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import classes, disclosure, rates
from spaceplanner.cartography.density import DensityField
from spaceplanner.cartography.hotspots import HotGround, Tint
from spaceplanner.services import hotspot_surface
from spaceplanner.services.hotspot_terms import PROBABILITY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.hotspot_terms import Surface
    from spaceplanner.services.hotspots import HotSpots

CONFIDENCE = (0.90, 0.95, 0.99)
"""Classes of Gi*: 1 - p, two-sided."""

_TOP_QUANTILE = 0.995
_M_PER_KM = 1e3
_M2_PER_HA = 1e4
_PERCENT = 100.0
_DOUBTFUL = tuple(rates.FLAGS.index(flag) for flag in ("few_people", "few_events"))


def picture(found: HotSpots) -> HotGround:
    """Return hot spots as a map draws them.

    The classes of a density begin where five incidents contribute, as those of the program's own density do; those of
    Gi* are of p after the correction where the search corrected, else of the raw p.
    """
    method = found.method
    field, tints, unit = _shown(found)
    doubtful = [spot.shape for spot in found.spots if spot.rate_flag is not None and spot.rate_flag in _DOUBTFUL]
    return HotGround(
        method=str(method["method"]),
        cells=str(method.get("cells_shape", "")),
        bandwidth=float(method.get("bandwidth_m", 0.0)),
        cell=float(method.get("cell_m", 0.0)),
        unit=unit,
        corrected=bool(method.get("fdr", False)),
        least=1.0 - float(method["alpha"]) if "alpha" in method else None,
        field=field,
        tints=tints,
        spots=_array([spot.shape for spot in found.spots]),
        doubtful=_array(doubtful),
    )


def _shown(found: HotSpots) -> tuple[DensityField | None, tuple[Tint, ...], str]:
    """Return what the method's map shows: a field or tints, and their unit."""
    each = "_year" if found.years else ""
    what = "severity" if found.method.get("weighted") else "incidents"
    if found.surface is not None:
        unit = "share_ha" if found.unit == PROBABILITY else f"{what}_km2{each}"
        return _field(found, found.surface), (), unit
    if found.cells is not None and "p" in found.cells.figures:
        return None, _tested(found), "confidence"
    if found.cells is not None:
        if found.unit == PROBABILITY:
            values = found.cells.figures["share"] * _PERCENT * _M_PER_KM
            return None, _sequence(found.cells.shapes, values), "share_km"
        values = found.cells.figures["density"] * _M_PER_KM
        return None, _sequence(found.cells.shapes, values), f"{what}_km{each}"
    if "rate_unit" in found.method:
        values = np.array([spot.rate for spot in found.spots], dtype=np.float64)
        return None, _sequence(_array([spot.shape for spot in found.spots]), values, whole=True), f"rate{each}"
    one = Tint(shapes=_array([spot.shape for spot in found.spots]), scale="density", step=3, value=0.0)
    return None, (one,) if found.spots else (), ""


def _field(found: HotSpots, surface: Surface) -> DensityField | None:
    grid = surface.grid
    per_unit = hotspot_surface.factor(surface, found.unit, found.years)
    if found.unit == PROBABILITY:
        per_unit *= _PERCENT * _M2_PER_HA / grid.cell**2
    kept = hotspot_surface.shown(surface)
    if not kept.any() or per_unit <= 0:
        return None
    values = np.nan_to_num(surface.values) * per_unit
    if surface.mass is not None:
        # At the edge a correction lifts what fewer than five incidents make.
        values = np.where(kept, values, 0.0)
    values.flags.writeable = False
    top = float(np.quantile(values[values > 0], _TOP_QUANTILE))
    return DensityField(
        x0=grid.x0,
        y0=grid.y0,
        cell=grid.cell,
        nx=grid.nx,
        ny=grid.ny,
        values=values,
        breaks=classes.breaks(top, disclosure.FEWEST * surface.one * per_unit),
        bandwidth=float(found.method["bandwidth_m"]),
        years=found.years,
    )


def _tested(found: HotSpots) -> tuple[Tint, ...]:
    """Return the classes of Gi*, from the coldest to the hottest; cells that touch are one polygon."""
    assert found.cells is not None
    figures, polygons = found.cells.figures, found.cells.shapes
    p, z = figures["p_adjusted" if found.method["fdr"] else "p"], figures["z"]
    step = np.digitize(1.0 - p, CONFIDENCE) - 1
    tints = []
    for scale, side, order in (("cold", z < 0, reversed(range(3))), ("hot", z > 0, iter(range(3)))):
        for place in order:
            chosen = polygons[side & (step == place)]
            if not len(chosen):
                continue
            # Districts keep their borders, which people know them by.
            joined = chosen if found.method["cells_shape"] == "districts" else _array([_joined(chosen)])
            tints.append(
                Tint(shapes=joined, scale="cold" if scale == "cold" else "hot", step=place, value=CONFIDENCE[place])
            )
    return tuple(tints)


def _joined(cells: NDArray[Any]) -> Any:
    return shapely.coverage_union_all(cells)


def _sequence(shapes: NDArray[Any], values: NDArray[np.float64], *, whole: bool = False) -> tuple[Tint, ...]:
    """Return the classes of values; `whole`: what is below the first limit belongs to the first class too."""
    positive = values[values > 0]
    if not len(positive):
        return (Tint(shapes=shapes, scale="density", step=0, value=0.0),) if whole and len(shapes) else ()
    limits = np.array(classes.breaks(float(np.quantile(positive, _TOP_QUANTILE)), float(positive.min())))
    if whole:
        limits[0] = 0.0
    step = np.digitize(values, limits) - 1
    if not whole:
        # The least class takes what rounding its limit up left out.
        step = np.maximum(step, 0)
    return tuple(
        Tint(shapes=shapes[step == place], scale="density", step=place, value=float(limits[place]))
        for place in range(classes.CLASSES)
        if (step == place).any()
    )


def _array(shapes: list[Any]) -> NDArray[Any]:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made
