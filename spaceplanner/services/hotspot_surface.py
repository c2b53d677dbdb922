"""The density surface behind hot spots: how it is made, and what of it may leave the office (docs/methods/privacy.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import classes, density, disclosure, edge, isolines
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.hotspot_terms import PROBABILITY, Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.hotspot_terms import Options
    from spaceplanner.services.selection import Note, Selection

_M2_PER_KM2 = 1e6
_TOP_QUANTILE = 0.995
_DIGITS = 2


@dataclass(frozen=True, eq=False, slots=True)
class Raster:
    """A surface for outside: (ny, nx) values in a unit, NaN where nothing may be said, and where they are."""

    values: NDArray[np.float64]
    grid: Grid


def made(chosen: Selection, options: Options) -> tuple[Surface, Selection, tuple[Note, ...]]:
    """Return the density, the incidents that it rests on, and what the reader should know.

    Raises
    ------
    AnalysisError
        If the edge is to be corrected where nobody said where it is, or no incident lies in the area.
    """
    bandwidth, kernel, area = options.bandwidth, options.kernel, options.area
    notes: tuple[Note, ...] = ()
    if options.edge:
        chosen, notes = _within(chosen, options)
    grid = _grid(chosen, options)
    values = density.surface(chosen.xy, grid, bandwidth=bandwidth, kernel=kernel, weights=chosen.weights)
    one = density.peak(bandwidth=bandwidth, kernel=kernel)
    if chosen.weights is not None:
        one *= float(chosen.weights.max())
    mass = None
    if options.edge and area is not None:
        mass = edge.mass(area, grid, bandwidth=bandwidth, kernel=kernel)
        values /= mass
    return Surface(values=values, grid=grid, one=one, mass=mass), chosen, notes


def shared(surface: Surface, options: Options) -> Surface:
    """Return a surface with data only where its unit is about: a share of the whole is one of the whole area."""
    area, grid = options.area, surface.grid
    if options.edge or options.unit != PROBABILITY or area is None:
        return surface
    shapely.prepare(area)
    within = shapely.intersects_xy(area, *np.meshgrid(grid.xs, grid.ys))
    return replace(surface, values=np.where(within, surface.values, np.nan))


def factor(surface: Surface | None, unit: str, years: float | None) -> float:
    """Return by what a surface's values are multiplied to be in a unit.

    Probabilities are each cell's share of all of the surface; else it is the weight per km2 (and year).
    """
    if unit == PROBABILITY and surface is not None:
        total = float(np.nansum(surface.values))
        return 1.0 / total if total > 0 else 0.0
    return _M2_PER_KM2 / (years or 1.0)


def shown(surface: Surface) -> NDArray[np.bool_]:
    """Return (ny, nx) where at least five incidents contribute: the sum reaches five times the heaviest one's peak."""
    found: NDArray[np.bool_] = _raw(surface) >= disclosure.FEWEST * surface.one
    return found


def published(surface: Surface, unit: str, years: float | None) -> Raster | None:
    """Return what of a surface may leave the office; None: nothing of it.

    Cells where fewer than five incidents could be responsible have no value. The others are in whole steps of what one
    incident (the heaviest) makes at its place, and to two significant digits of them, so that one incident moves a
    value by a step at most. The rest is cut off: how far the grid reached would tell where the last incident was.
    """
    kept = shown(surface)
    if not kept.any():
        return None
    rows, columns = (np.flatnonzero(kept.any(axis=axis)) for axis in (1, 0))
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    steps = _rounded(_raw(surface)[part] / surface.one)
    values = np.where(kept[part], steps * surface.one * factor(surface, unit, years), np.nan)
    if surface.mass is not None:
        values /= surface.mass[part]
    grid = surface.grid
    return Raster(
        values,
        replace(
            grid,
            x0=grid.x0 + columns[0] * grid.cell,
            y0=grid.y0 + rows[0] * grid.cell,
            nx=values.shape[1],
            ny=values.shape[0],
        ),
    )


def in_steps(value: float, surface: Surface, unit: str, years: float | None) -> float:
    """Return a value in a unit, rounded as those of a published surface."""
    step = surface.one * factor(surface, unit, years)
    return float(_rounded(np.array(value / step)) * step) if step > 0 else 0.0


def contours(surface: Surface, unit: str, years: float | None) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Return levels (k,) in a unit and their isolines (k,): at most five round ones, where five incidents contribute."""
    per_unit = factor(surface, unit, years)
    kept = shown(surface)
    if not kept.any() or per_unit <= 0:
        return np.empty(0), np.empty(0, dtype=object)
    positive = surface.values[surface.values > 0]
    top = float(np.quantile(positive, _TOP_QUANTILE)) * per_unit
    levels = classes.breaks(top, disclosure.FEWEST * surface.one * per_unit)
    # Without a correction every level is above what is not shown, and the lines keep their place between the cells.
    values = surface.values if surface.mass is None else np.where(kept, surface.values, np.nan)
    return isolines.lines(values * per_unit, surface.grid, levels)


def _raw(surface: Surface) -> NDArray[np.float64]:
    return surface.values if surface.mass is None else surface.values * surface.mass


def _rounded(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers above 1 as whole ones of two significant digits."""
    place = np.power(10.0, np.maximum(np.floor(np.log10(np.maximum(steps, 1.0))) - (_DIGITS - 1), 0))
    rounded: NDArray[np.float64] = np.rint(steps / place) * place
    return rounded


def _within(chosen: Selection, options: Options) -> tuple[Selection, tuple[Note, ...]]:
    """Return the incidents in the area: those outside would count twice, once for themselves and once as its edge."""
    if options.area is None:
        raise AnalysisError(
            N_(
                "Nobody said where the incidents are complete, so there is no edge to correct: leave out --edge, or add a layer with the role boundary."
            )
        )
    shapely.prepare(options.area)
    inside = shapely.intersects_xy(options.area, chosen.xy)
    if not inside.any():
        raise AnalysisError(
            N_("No incident of the choice lies in the study area: check the boundary's place, or leave out --edge.")
        )
    if inside.all():
        return chosen, ()
    weights = None if chosen.weights is None else chosen.weights[inside]
    left = (N_("{count} incidents outside the study area are left out."), {"count": int((~inside).sum())})
    return replace(chosen, xy=chosen.xy[inside], months=chosen.months[inside], weights=weights), (left,)


def _grid(chosen: Selection, options: Options) -> Grid:
    """Return the cells that any kernel reaches; of those in the area alone, where it is the whole question."""
    reach = density.KERNELS[options.kernel].support * options.bandwidth + options.cell / 2
    low, high = chosen.xy.min(axis=0) - reach, chosen.xy.max(axis=0) + reach
    if options.edge and options.area is not None:
        low, high = np.maximum(low, options.area.bounds[:2]), np.minimum(high, options.area.bounds[2:])
    return Grid.covering((float(low[0]), float(low[1]), float(high[0]), float(high[1])), options.cell)
