"""Hot spots: where incidents lie together, as ranked polygons, by one of three methods."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import density, disclosure
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.evaluation import LEAST_BANDWIDTH
from spaceplanner.services.hotspot_methods import METHODS
from spaceplanner.services.selection import select
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspot_methods import Found
    from spaceplanner.services.selection import Note, Question

_M2_PER_KM2 = 1e6
_FINEST_CELL = 10.0
_USUAL_CELLS = 2_000_000


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HotSpot:
    """One hot spot; its figures are exact.

    Attributes
    ----------
    rank
        From 1: the most incidents first, then the most per area.
    shape
        Polygon, metres in the project's CRS.
    incidents
        Incidents within it; of clusters, the cluster's members.
    area_m2
        Area of the shape.
    per_km2
        Incidents per km2 and year; per km2 over the whole record where there are no dates.
    peak
        Highest density within, in the same unit; density only, else None.
    z, p, p_adjusted
        Of its most significant cell, raw and after correction for all cells; Gi* only, else None.
    """

    rank: int
    shape: BaseGeometry
    incidents: int
    area_m2: float
    per_km2: float
    peak: float | None = None
    z: float | None = None
    p: float | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HotSpots:
    """Ranked hot spots, the incidents they were sought in, and every parameter that decided them."""

    spots: tuple[HotSpot, ...]
    incidents: int
    first: str | None
    last: str | None
    years: float | None
    method: Mapping[str, str | float | int]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How hot spots are sought; None: the default that docs/methods/hotspots.md states.

    Attributes
    ----------
    method
        A name in `METHODS`.
    bandwidth
        Metres: the kernel's for density, the neighbours' distance for Gi* and clusters.
    cell
        Metres: of the grid for density and Gi*, of the outline for clusters.
    kernel
        ``quartic`` or ``gaussian``; for density only.
    """

    method: str = "density"
    bandwidth: float | None = None
    cell: float | None = None
    kernel: str | None = None


def find(project: Project, question: Question, request: Request, *, publish: bool = False) -> HotSpots:
    """Return the hot spots of a project's incidents.

    Parameters
    ----------
    project
        Any version.
    question
        Which incidents.
    request
        How.
    publish
        The outlines leave the office: they may not be finer than 100 m.

    Raises
    ------
    AnalysisError
        If there are no such incidents, all are at one point, or a parameter cannot be used.
    """
    bandwidth = project.settings.bandwidth if request.bandwidth is None else request.bandwidth
    _usable(request, bandwidth)
    chosen = select(project, question)
    if (chosen.xy == chosen.xy[0]).all():
        raise AnalysisError(
            N_(
                "All incidents of the choice ({count}) are at one point, so they form no pattern: widen the choice, or check whether the point stands for addresses that were not found."
            ),
            count=len(chosen.xy),
        )
    cell = request.cell or _usual_cell(request.method, bandwidth, chosen.xy)
    fineness = bandwidth if request.method == "density" else cell
    if publish and fineness < LEAST_BANDWIDTH:
        raise AnalysisError(
            N_(
                "A file that leaves the office shows nothing finer than 100 m, and here it is {size} m: choose --bandwidth (for density) or --cell (for gi and clusters) of 100 or more."
            ),
            size=fineness,
        )
    area = unpack(project).coverage.incidents
    found = METHODS[request.method](chosen, bandwidth, cell, request.kernel or "quartic", area)
    method = {"method": request.method, "bandwidth_m": bandwidth, "cell_m": cell, **found.method}
    return HotSpots(
        spots=_ranked(found, chosen.years),
        incidents=len(chosen.xy),
        first=chosen.first,
        last=chosen.last,
        years=chosen.years,
        method=method,
        notes=(*chosen.notes, *found.notes),
    )


def published(found: HotSpots) -> tuple[HotSpot, ...]:
    """Return the hot spots that may leave the office: those with five incidents or more."""
    return tuple(spot for spot in found.spots if disclosure.count(spot.incidents) is not None)


def _usable(request: Request, bandwidth: float) -> None:
    if not (isfinite(bandwidth) and bandwidth > 0):
        raise AnalysisError(N_("The bandwidth is {bandwidth} m: choose one above 0."), bandwidth=bandwidth)
    if request.cell is not None and not (isfinite(request.cell) and request.cell > 0):
        raise AnalysisError(N_("The cell size is {cell} m: choose one above 0."), cell=request.cell)
    if request.kernel is not None and request.kernel not in density.KERNELS:
        raise AnalysisError(
            N_("There is no kernel {kernel}: choose one of {kernels}."),
            kernel=request.kernel,
            kernels=", ".join(density.KERNELS),
        )
    if request.kernel is not None and request.method != "density":
        raise AnalysisError(
            N_("A kernel belongs to the method density: leave out --kernel, or choose --method density.")
        )


def _usual_cell(method: str, bandwidth: float, xy: NDArray[np.float64]) -> float:
    if method == "density":
        # A few incidents far away must not make a grid that takes minutes.
        ground = float(np.prod(np.ptp(xy, axis=0) + 2 * bandwidth))
        return max(_FINEST_CELL, bandwidth / 10, float(ceil(sqrt(ground / _USUAL_CELLS))))
    return bandwidth if method == "gi" else LEAST_BANDWIDTH


def _ranked(found: Found, years: float | None) -> tuple[HotSpot, ...]:
    areas = shapely.area(found.shapes) if len(found.shapes) else np.empty(0)
    per_km2 = found.counts / np.maximum(areas, 1e-9) * (_M2_PER_KM2 / (years or 1.0))
    scale = {"peak": _M2_PER_KM2 / (years or 1.0)}
    order = [place for place in np.lexsort((-per_km2, -found.counts)) if found.counts[place] > 0]
    return tuple(
        HotSpot(
            rank=rank,
            shape=found.shapes[place],
            incidents=int(found.counts[place]),
            area_m2=float(areas[place]),
            per_km2=float(per_km2[place]),
            **{name: float(values[place]) * scale.get(name, 1.0) for name, values in found.figures.items()},
        )
        for rank, place in enumerate(order, start=1)
    )
