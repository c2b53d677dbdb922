"""Hot spots: where incidents lie together, as ranked polygons, by one of several methods."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import density, disclosure, network_density
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import bandwidth_choice, hotspot_surface
from spaceplanner.services.evaluation import LEAST_BANDWIDTH
from spaceplanner.services.hotspot_methods import CELLS, METHODS, measured
from spaceplanner.services.hotspot_terms import PER_KM2, PROBABILITY, SPLIT, UNITS, Options, few_shuffles
from spaceplanner.services.progress import between, nowhere
from spaceplanner.services.selection import select
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspot_terms import Cells, Found, Surface
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.selection import Note, Question, Selection

_M2_PER_KM2 = 1e6
_M_PER_KM = 1e3
_SMALLEST_EXTENT = 1_000.0
"""Metres: a bandwidth up to this is never too large, however close together the incidents lie."""
_WIDEST = 1e5
"""Metres of bandwidth: wider than any city, over which a density then no longer differs."""
_MOST_PERMUTATIONS = 99_999


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HotSpot:
    """One hot spot; its figures are exact.

    Attributes
    ----------
    rank
        From 1: the most incidents first, then the most per area.
    shape
        Polygon, or line along streets, metres in the project's CRS.
    incidents
        Incidents within it; of clusters, the cluster's members.
    name
        Of a district; else None.
    area_m2, per_km2
        Area of a polygon, and incidents per km2 and year (per km2 over the whole record where there are no dates).
    length_m, per_km
        The same of a line; None for a polygon, as the two above are for a line.
    peak
        Highest density within, in the unit asked for; density only, else None.
    severity
        Sum of the severities of its incidents, where they count by it; else None.
    z, p, p_adjusted
        Of its most significant cell, raw and after correction for all cells; Gi* only, else None.
    people, rate_crude, rate, rate_low, rate_high, rate_flag
        Of a district: residents; incidents for each 1,000 of them and year, as counted and smoothed, with the 90 %
        interval; and an index into `rates.FLAGS`, which says where numbers are small. Rates only, else None.
    hot
        It is a hot spot. Of rates every district is listed, and only those whose interval lies above the mean are hot.
    """

    rank: int
    shape: BaseGeometry
    incidents: int
    name: str | None = None
    area_m2: float | None = None
    per_km2: float | None = None
    length_m: float | None = None
    per_km: float | None = None
    peak: float | None = None
    severity: float | None = None
    z: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    people: float | None = None
    rate_crude: float | None = None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    rate_flag: float | None = None
    hot: bool = True


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HotSpots:
    """Ranked hot spots, the incidents they were sought in, and every parameter that decided them.

    Attributes
    ----------
    unit
        Of the peaks and of the surface's levels: a name in `hotspot_terms.UNITS`.
    surface
        The density, where the method makes one on a grid; else None.
    cells
        What a map shows beside the hot spots, of Gi* and along streets; else None.
    """

    spots: tuple[HotSpot, ...]
    incidents: int
    first: str | None
    last: str | None
    years: float | None
    unit: str
    method: Mapping[str, str | float | int]
    notes: tuple[Note, ...]
    surface: Surface | None
    cells: Cells | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How hot spots are sought; None: the default that docs/methods/hotspots.md states.

    Attributes
    ----------
    method
        A name in `METHODS`.
    bandwidth
        Metres: the kernel's for density, the neighbours' distance for Gi* and clusters; or one of
        `bandwidth_choice.WAYS`, for density.
    cell
        Metres: of the grid for density and Gi*, of the outline for clusters.
    kernel, cells, permutations, seed, fdr, edge, unit, split
        As in `hotspot_terms.Options`.
    weighted
        Each incident counts by its severity.
    people
        As in `hotspot_terms.Options`.
    """

    method: str = "density"
    bandwidth: float | str | None = None
    cell: float | None = None
    kernel: str | None = None
    cells: str | None = None
    permutations: int | None = None
    seed: int | None = None
    fdr: bool | None = None
    edge: bool | None = None
    unit: str | None = None
    split: str | None = None
    weighted: bool | None = None
    people: str | None = None


def find(
    project: Project,
    question: Question,
    request: Request,
    *,
    publish: bool = False,
    least: float = 0.0,
    progress: Progress = nowhere,
) -> HotSpots:
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
    least
        Metres: narrower bandwidths are not compared on held-out months; 100 at least where `publish`.
    progress
        Told before each part; may raise `Cancelled`.

    Raises
    ------
    AnalysisError
        If there are no such incidents, all are at one point, or a parameter cannot be used.
    """
    _usable(request)
    progress(0.05, N_("Choosing incidents"))
    chosen = select(project, question, weighted=bool(request.weighted))
    if (chosen.xy == chosen.xy[0]).all():
        raise AnalysisError(
            N_(
                "All incidents of the choice ({count}) are at one point, so they form no pattern: widen the choice, or check whether the point stands for addresses that were not found."
            ),
            count=len(chosen.xy),
        )
    method = METHODS[request.method]
    progress(0.2, N_("Choosing the bandwidth"))
    finest = max(least, LEAST_BANDWIDTH if publish else 0.0)
    bandwidth, notes = _bandwidth(project, request, chosen, finest, between(progress, 0.2, 0.4))
    _usable_bandwidth(bandwidth)
    metric = measured(request.method, request.cells)
    if metric:
        _within_reach(bandwidth, request.cell, chosen.xy, smooth=method.smooth)
    cell = request.cell or method.usual_cell(bandwidth, chosen.xy)
    fineness = bandwidth if method.smooth else cell
    if publish and fineness < LEAST_BANDWIDTH:
        raise AnalysisError(
            N_(
                "A file that leaves the office shows nothing finer than 100 m, and here it is {size} m: choose --bandwidth (for density) or --cell (for gi and clusters) of 100 or more."
            ),
            size=fineness,
        )
    progress(0.4, N_("Seeking hot spots"))
    found = method.find(chosen, _options(project, request, bandwidth, cell))
    distances = {"bandwidth_m": bandwidth, "cell_m": cell} if metric else {}
    parameters = {"method": request.method, **distances, **found.method}
    return HotSpots(
        spots=_ranked(found, chosen.years, request.unit or PER_KM2),
        incidents=len(chosen.xy),
        first=chosen.first,
        last=chosen.last,
        years=chosen.years,
        unit=request.unit or PER_KM2,
        method=parameters,
        notes=(*chosen.notes, *notes, *found.notes, *few_shuffles(found.method)),
        surface=found.surface,
        cells=found.cells,
    )


def published(found: HotSpots) -> tuple[HotSpot, ...]:
    """Return the hot spots that may leave the office: those with five incidents or more."""
    return tuple(spot for spot in found.spots if disclosure.count(spot.incidents) is not None)


_WORDS = {"fdr": "--no-fdr"}


def _usable(request: Request) -> None:
    if request.method not in METHODS:
        raise AnalysisError(
            N_("There is no method {name}: choose one of {known}."), name=request.method, known=", ".join(METHODS)
        )
    if isinstance(request.bandwidth, str):
        _known(request.bandwidth, bandwidth_choice.WAYS, N_("There is no bandwidth {name}: give metres, or {known}."))
        if "kernel" not in METHODS[request.method].reads:
            raise AnalysisError(
                N_("A bandwidth by {way} belongs to a density: give --bandwidth in metres for the method {method}."),
                way=request.bandwidth,
                method=request.method,
            )
    elif request.bandwidth is not None:
        _usable_bandwidth(request.bandwidth)
    if request.cell is not None and not (isfinite(request.cell) and request.cell > 0):
        raise AnalysisError(N_("The cell size is {cell} m: choose one above 0."), cell=request.cell)
    _usable_chance(request)
    _measured(request)
    _known(request.kernel, density.KERNELS, N_("There is no kernel {name}: choose one of {known}."))
    _known(request.cells, CELLS, N_("There are no cells {name}: choose one of {known}."))
    _known(request.unit, UNITS, N_("There is no unit {name}: choose one of {known}."))
    _known(request.split, network_density.METHODS, N_("There is no split {name}: choose one of {known}."))
    for name in (field.name for field in fields(request)):
        if name in _READ_BY_SOME and getattr(request, name) is not None and name not in METHODS[request.method].reads:
            raise AnalysisError(
                N_("{option} does not belong to the method {method}: leave out {option}, or choose one of {methods}."),
                option=_WORDS.get(name, f"--{name}"),
                method=request.method,
                methods=", ".join(other for other in METHODS if name in METHODS[other].reads),
            )


def _measured(request: Request) -> None:
    """Refuse metres where they would be ignored: districts are what they are."""
    if measured(request.method, request.cells):
        return
    for name in ("bandwidth", "cell"):
        if getattr(request, name) is not None:
            raise AnalysisError(
                N_("Districts are taken as they are, without bandwidth or cells: leave out {option}."),
                option=f"--{name}",
            )


def _within_reach(bandwidth: float, cell: float | None, xy: NDArray[np.float64], *, smooth: bool) -> None:
    """Refuse distances at which all incidents are one heap, or one cell."""
    extent = max(float(np.hypot(*np.ptp(xy, axis=0))), _SMALLEST_EXTENT)
    if bandwidth > 2 * extent:
        raise AnalysisError(
            N_(
                "The bandwidth is {bandwidth} m, and the incidents lie within {extent} m: it makes one heap of them. Choose a smaller one, such as 150."
            ),
            bandwidth=bandwidth,
            extent=round(extent),
        )
    most = 2 * bandwidth if smooth else extent
    if cell is not None and cell > most:
        raise AnalysisError(
            N_("Cells of {cell} m are too large to show anything here: choose --cell of at most {most} m."),
            cell=cell,
            most=round(most),
        )


_READ_BY_SOME = frozenset().union(*(method.reads for method in METHODS.values()))


def _bandwidth(
    project: Project, request: Request, chosen: Selection, least: float, progress: Progress
) -> tuple[float, tuple[Note, ...]]:
    """Return the bandwidth in metres, and where it comes from if that is not plain."""
    own = project.settings.bandwidth
    if not isinstance(request.bandwidth, str):
        return own if request.bandwidth is None else request.bandwidth, ()
    area = unpack(project).coverage.incidents
    if request.method == "network" and request.bandwidth == bandwidth_choice.HELD_OUT:
        return bandwidth_choice.choose_along(
            project,
            chosen,
            kernel=request.kernel or "quartic",
            split=request.split or SPLIT,
            edge=bool(request.edge),
            own=own,
            area=area,
            least=least,
            progress=progress,
        )
    return bandwidth_choice.choose(
        chosen,
        request.bandwidth,
        kernel=request.kernel or "quartic",
        own=own,
        area=area,
        least=least,
        progress=progress,
    )


def _usable_bandwidth(metres: float) -> None:
    if not 0 < metres <= _WIDEST:
        raise AnalysisError(
            N_("The bandwidth is {bandwidth} m: choose one above 0 and up to {most} m."),
            bandwidth=metres,
            most=_WIDEST,
        )


def _usable_chance(request: Request) -> None:
    if request.permutations is not None and request.permutations < 0:
        raise AnalysisError(
            N_("The number of permutations is {count}: choose 0 for none, or some hundreds, such as 999."),
            count=request.permutations,
        )
    if request.permutations is not None and request.permutations > _MOST_PERMUTATIONS:
        raise AnalysisError(
            N_("{count} permutations would take hours: choose {most} or fewer."),
            count=request.permutations,
            most=_MOST_PERMUTATIONS,
        )
    if request.seed is not None and request.seed < 0:
        raise AnalysisError(
            N_("The setting {setting} is {value}: choose {least} or more."), setting="seed", value=request.seed, least=0
        )


def _known(name: str | None, known: Collection[str], message: str) -> None:
    if name is not None and name not in known:
        raise AnalysisError(message, name=name, known=", ".join(known))


def _options(project: Project, request: Request, bandwidth: float, cell: float) -> Options:
    return Options(
        bandwidth=bandwidth,
        cell=cell,
        kernel=request.kernel or "quartic",
        area=unpack(project).coverage.incidents,
        cells=request.cells or "square",
        permutations=request.permutations or 0,
        seed=request.seed or 0,
        fdr=request.fdr is not False,
        edge=bool(request.edge),
        unit=request.unit or PER_KM2,
        split=request.split or SPLIT,
        project=project,
        people=request.people,
    )


def _ranked(found: Found, years: float | None, unit: str) -> tuple[HotSpot, ...]:
    measures = [_measures(shape, int(n), years) for shape, n in zip(found.shapes, found.counts, strict=True)]
    dense = np.array([measure.get("per_km2", measure.get("per_km", 0.0)) for measure in measures])
    lines = bool(measures) and "per_km" in measures[0]
    per_km = 1.0 if unit == PROBABILITY else _M_PER_KM / (years or 1.0)
    scale = {"peak": per_km if lines else hotspot_surface.factor(found.surface, unit, years)}
    order = _order(found, dense) if measures else []
    return tuple(
        HotSpot(
            rank=rank,
            shape=found.shapes[place],
            incidents=int(found.counts[place]),
            name=None if found.names is None else found.names[place],
            hot=found.hot is None or bool(found.hot[place]),
            **measures[place],
            **{name: float(values[place] * scale.get(name, 1.0)) for name, values in found.figures.items()},
        )
        for rank, place in enumerate(order, start=1)
    )


def _order(found: Found, dense: NDArray[np.float64]) -> list[int]:
    """Return the order of the hot spots: most incidents first, then the densest; districts by their smoothed rate."""
    if "rate" in found.figures:
        order: list[int] = np.argsort(-found.figures["rate"], kind="stable").tolist()
        return order
    return [place for place in np.lexsort((-dense, -found.counts)).tolist() if found.counts[place] > 0]


def _measures(shape: BaseGeometry, count: int, years: float | None) -> dict[str, float]:
    """Return size and density of a polygon or of a line."""
    if shape.geom_type in {"LineString", "MultiLineString"}:
        return {"length_m": shape.length, "per_km": count / max(shape.length, 1e-9) * _M_PER_KM / (years or 1.0)}
    return {"area_m2": shape.area, "per_km2": count / max(shape.area, 1e-9) * _M2_PER_KM2 / (years or 1.0)}
