"""What a method of finding hot spots is told, and what it answers (see docs/methods/hotspots.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.grid import Grid
    from spaceplanner.domain.project import Project
    from spaceplanner.services.selection import Note, Selection

PER_KM2, PROBABILITY = "per-km2", "probability"
UNITS = (PER_KM2, PROBABILITY)
"""Units of a density surface: weight per km2 (and year), or each cell's share of the whole, which sums to 1."""


SPLIT = "continuous"
"""How kernels part at crossings unless it is said: so that centimetres beside a crossing, where records are put, decide
nothing."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Options:
    """How a method works; each reads what concerns it.

    Attributes
    ----------
    bandwidth
        Metres, above 0.
    cell
        Metres, above 0.
    kernel
        A name in `density.KERNELS`.
    area
        Where the record of incidents is complete; None: nobody said.
    cells
        Which cells Gi* counts in: a name in `hotspot_methods.CELLS`.
    permutations
        How many shuffles p rests on; 0: the normal distribution.
    seed
        Of the shuffles.
    fdr
        p is corrected for many tests, and what is hot is judged after the correction.
    edge
        The density is corrected for what of each kernel lies outside the area.
    unit
        One of `UNITS`.
    split
        How kernels part at crossings of streets: a name in `network_density.METHODS`.
    project
        For what else a method needs: districts, streets, residents.
    people
        Column of the districts' table with the people of each, such as its visitors; None: the residents.
    """

    bandwidth: float
    cell: float
    kernel: str
    area: BaseGeometry | None
    cells: str
    permutations: int
    seed: int
    fdr: bool
    edge: bool
    unit: str
    project: Project
    split: str = SPLIT
    people: str | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surface:
    """A density surface that a method made.

    Attributes
    ----------
    values
        (ny, nx) weight per square metre over the whole record; NaN: no data, for example outside the area.
    grid
        Where they are.
    one
        Height of the heaviest incident's kernel at its place, per square metre, before a correction of the edge.
    mass
        (ny, nx) by what the values were divided to correct the edge; None: by nothing.
    """

    values: NDArray[np.float64]
    grid: Grid
    one: float
    mass: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """What a method says of cells, districts or pieces of street, for a map: those alone that stand out.

    Attributes
    ----------
    shapes
        (n,) polygons, or lines along streets, metres.
    figures
        Name -> (n,) values: ``z``, ``p`` and ``p_adjusted`` of Gi*; along streets ``density`` per metre and year (over
        the whole record where there are no dates), and ``share`` of the whole per metre.
    """

    shapes: NDArray[Any]
    figures: Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What a method finds.

    Attributes
    ----------
    shapes
        (k,) polygons, or lines along streets, metres.
    counts
        (k,) incidents in each.
    figures
        Name of a figure of `hotspots.HotSpot` -> (k,) values. `peak` is per square metre (of lines: per metre) over
        the whole record, and put into its unit by `hotspots`.
    method
        Parameters that decided the result, beside method, bandwidth_m and cell_m.
    notes
        What the reader should know.
    surface
        The density, where the method makes one on a grid.
    names
        (k,) names of the shapes, where they have any.
    cells
        What a map shows beside the shapes, of Gi* and along streets.
    hot
        (k,) which of the shapes are hot spots; None: all.
    """

    shapes: NDArray[Any]
    counts: NDArray[np.int64]
    figures: Mapping[str, NDArray[np.float64]]
    method: Mapping[str, str | float | int]
    notes: tuple[Note, ...] = ()
    surface: Surface | None = None
    names: tuple[str, ...] | None = None
    cells: Cells | None = None
    hot: NDArray[np.bool_] | None = None


LEAST_TELLING = 0.10
"""The largest p, raw, of a cell that a map shows."""


def telling(
    p: NDArray[np.float64], shapes: Callable[[NDArray[np.int64]], NDArray[Any]], **figures: NDArray[np.float64]
) -> Cells:
    """Return the cells of Gi* that stand out before any correction.

    Parameters
    ----------
    p
        Raw, of all cells, any shape; NaN: no data.
    shapes
        Function from places in the flat `p` to polygons.
    figures
        Others of all cells.
    """
    places = np.flatnonzero(p.ravel() <= LEAST_TELLING)
    return Cells(shapes(places), {name: all_.ravel()[places] for name, all_ in {"p": p, **figures}.items()})


UNBOUNDED: Note = (
    N_("Nobody said where the incidents are complete: the ground around them was taken. Add a boundary or a coverage."),
    {},
)


def coarse(bandwidth: float, least: float, cell: float) -> tuple[Note, ...]:
    """Return a warning where the bandwidth is below the least that cells of this size bear."""
    if bandwidth >= least:
        return ()
    return (
        (
            N_(
                "The bandwidth of {bandwidth} m is small for cells of {cell} m: the result depends on where the cells lie. Choose smaller cells or a larger bandwidth."
            ),
            {"bandwidth": bandwidth, "cell": cell},
        ),
    )


def few_shuffles(method: Mapping[str, str | float | int]) -> tuple[Note, ...]:
    """Return a warning where nothing is hot and p by shuffles is too coarse for a cell that stands alone to be.

    Of N shuffles no p is under 2 / (N + 1), and the correction for many tests (Benjamini & Hochberg) multiplies that of a
    single cell by the number of tests. How many shuffles would be enough depends on how many cells stand out together.

    Parameters
    ----------
    method
        Parameters of Gi*, as in `Found`.
    """
    shuffles = int(method.get("permutations", 0))
    if not shuffles or method["hot_cells_corrected" if method["fdr"] else "hot_cells_raw"]:
        return ()
    least, needed = 2 / (shuffles + 1), float(method["alpha"]) / (int(method["cells"]) if method["fdr"] else 1)
    if least <= needed:
        return ()
    text = N_(
        "With {count} permutations no p is under {least}, and a cell that stands out alone needs one under {needed} to be hot: choose more permutations, or none, and p follows from z."
    )
    return ((text, {"count": shuffles, "least": f"{least:.2g}", "needed": f"{needed:.2g}"}),)


def held(shapes: NDArray[Any], chosen: Selection) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
    """Return (k,) how many incidents lie in each polygon, and as a figure their severity where they count by it."""
    point, shape = shapely.STRtree(shapes).query(shapely.points(chosen.xy), predicate="intersects")
    counts = np.bincount(shape, minlength=len(shapes)).astype(np.int64)
    if chosen.weights is None:
        return counts, {}
    return counts, {"severity": np.bincount(shape, chosen.weights[point], minlength=len(shapes)).astype(np.float64)}
