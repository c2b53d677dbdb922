"""Light on the ground: lux of lamps at points and on a grid; and lit ground, a stand-in by distance alone.

Point by point, as EN 13201-3 does: E = lumens / 1000 * MF * I(gamma) cos^3(gamma) / h^2, summed over lamps, with I in cd
per 1000 lumens (photometry.py), h the mounting height and MF the maintenance factor. Formula, defaults and limits:
docs/methods/light.md; the discs: docs/methods/night.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import discs, lux
from spaceplanner.analysis.lamps import Light, few_changed
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis import photometry
    from spaceplanner.analysis.grid import Grid
    from spaceplanner.analysis.lamps import Distributions, Lamps

MAINTENANCE = 0.8
"""Share of a lamp's light that is left between two services: a customary planning value, not a survey of Ecuador."""

NEGLIGIBLE = 0.002
"""Lux under which a lamp is left out at a point: a two-hundredth of the least minimum of any class (P6)."""

EFFICACY = 100.0
"""Lumens that leave a luminaire per watt where only its power is known: under today's LED (120 and more), over sodium."""

LUMENS = 8_000.0
"""Lumens where neither these nor power are known: about a luminaire of 100 W sodium, or of 60 to 80 W LED."""

HEIGHT = 8.0
"""Mounting height, metres, where it is not known or cannot be: a luminaire on a usual street pole of 9 to 10 m."""

POSSIBLE_HEIGHT, POSSIBLE_LUMENS, POSSIBLE_POWER = (1.0, 40.0), (100.0, 500_000.0), (3.0, 4_000.0)
"""Least and largest metres, lumens and watts taken for true."""

GIVEN, FROM_POWER, DEFAULT, FROM_LUMINAIRE = 0, 1, 2, 3
"""Where a lamp's lumens or height come from."""

_PAIRS = 1_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Assumed:
    """Lamps with what was missing filled in.

    Attributes
    ----------
    lumens, height
        (m,) lumens that scale its distribution, and metres.
    lumens_from, height_from
        (m,) int8: `GIVEN`, `FROM_POWER` or `FROM_LUMINAIRE` (lumens only), or `DEFAULT`.
    """

    lumens: NDArray[np.float64]
    height: NDArray[np.float64]
    lumens_from: NDArray[np.int8]
    height_from: NDArray[np.int8]

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """(m,) lamps of which something is assumed; what their luminaire's file says is not."""
        guessed = (self.lumens_from == FROM_POWER) | (self.lumens_from == DEFAULT)
        return np.asarray(guessed | (self.height_from != GIVEN), dtype=np.bool_)

    @property
    def counts(self) -> dict[str, int]:
        """How many lamps rest on what.

        ``lumens_from_power``, ``lumens_from_luminaire``, ``lumens_default``, ``height_default``, and ``any`` `flagged`.
        """
        return {
            "lumens_from_power": int((self.lumens_from == FROM_POWER).sum()),
            "lumens_from_luminaire": int((self.lumens_from == FROM_LUMINAIRE).sum()),
            "lumens_default": int((self.lumens_from == DEFAULT).sum()),
            "height_default": int((self.height_from == DEFAULT).sum()),
            "any": int(self.flagged.sum()),
        }


def assumed(  # noqa: PLR0917 - what is known of a lamp
    lumens: NDArray[np.float64],
    power_w: NDArray[np.float64],
    height_m: NDArray[np.float64],
    file_lumens: NDArray[np.float64] | float = np.nan,
    named: NDArray[np.bool_] | bool = False,  # noqa: FBT001, FBT002 - an array of them
    output_ratio: NDArray[np.float64] | float = 1.0,
    *,
    efficacy: float = EFFICACY,
    default_lumens: float = LUMENS,
    default_height: float = HEIGHT,
) -> Assumed:
    """Return lamps' lumens and mounting heights, with stated defaults where they are missing or cannot be true.

    Lumens as given; else those that the file of the luminaire it names was measured with; else power times efficacy;
    else those of the file of the usual luminaire; else the default. Height as given; else the default. What is NaN, or
    outside `POSSIBLE_LUMENS`, `POSSIBLE_POWER` and `POSSIBLE_HEIGHT`, counts as missing: 0 too.

    Given lumens and a file's are what its table is per 1000 of, and the table holds back what the luminaire does. Power
    and the default stand for light that has left the luminaire: they are divided by the output ratio, so that the table
    does not hold it back a second time.

    Parameters
    ----------
    lumens, power_w, height_m
        (m,) lumens, watts and metres; NaN: unknown.
    file_lumens
        Lumens that the photometric file of its luminaire is for: one for all, or (m,); NaN where there is no file.
    named
        Whether the lamp itself names that luminaire, or it is the usual one: one for all, or (m,).
    output_ratio
        Lumens that leave the luminaire for each one that scales its distribution, above 0: one for all, or (m,).
    efficacy
        Lumens per watt, above 0.
    default_lumens, default_height
        Above 0.

    Raises
    ------
    AnalysisError
        If a default or an output ratio is not above 0, or lengths differ.
    """
    _above_0(efficacy, default_lumens, default_height, output_ratio)
    columns = [np.asarray(values, dtype=np.float64) for values in (lumens, power_w, height_m)]
    of_luminaires = [np.asarray(values) for values in (file_lumens, named, output_ratio)]
    shapes = {values.shape for values in columns} | {values.shape for values in of_luminaires if values.ndim}
    if len(shapes) > 1:
        raise AnalysisError(N_("Lumens, power and height of lamps differ in number: give one of each for every lamp."))
    light, power, height = columns
    own, told, ratio = of_luminaires
    high, measured = _possible(height, POSSIBLE_HEIGHT), own > 0
    known = [_possible(light, POSSIBLE_LUMENS), measured & told, _possible(power, POSSIBLE_POWER), measured]
    known = [np.broadcast_to(some, light.shape) for some in known]
    origins = (GIVEN, FROM_LUMINAIRE, FROM_POWER, FROM_LUMINAIRE)
    return Assumed(
        lumens=np.select(known, [light, own, power * efficacy / ratio, own], default_lumens / ratio),
        height=np.where(high, height, default_height),
        lumens_from=np.select(known, origins, DEFAULT).astype(np.int8),
        height_from=np.where(high, GIVEN, DEFAULT).astype(np.int8),
    )


def _above_0(*assumptions: NDArray[np.float64] | float) -> None:
    for value in assumptions:
        possible = np.greater(value, 0) & np.less(value, np.inf)
        if not possible.all():
            wrong = float(np.asarray(value)[~possible].flat[0])
            raise AnalysisError(N_("An assumed value for lamps is {value}: choose one above 0."), value=wrong)


def _possible(values: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.bool_]:
    possible: NDArray[np.bool_] = (values >= bounds[0]) & (values <= bounds[1])
    return possible


def illuminance(  # noqa: PLR0917 - what a lamp is
    points: NDArray[np.float64],
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
    distribution: Distributions = "street",
    *,
    maintenance: float = MAINTENANCE,
    negligible: float = NEGLIGIBLE,
) -> NDArray[np.float64]:
    """Return the maintained horizontal illuminance on level ground, lux, at points.

    Point by point (inverse-square and cosine laws; EN 13201-3), direct light only: no walls, no trees, no reflection.

    Parameters
    ----------
    points
        (n, 2) metres.
    lamps_xy
        (m, 2) metres, the lamps that work.
    height_m
        Mounting height, metres above 0: one for all, or (m,).
    lumens
        At least 0: one for all, or (m,).
    which
        Number of each lamp's distribution, from 0: one for all, or (m,).
    distribution
        Of all luminaires, or several; or names of generic ones (`photometry.SHAPES`).
    maintenance
        Maintenance factor, above 0, at most 1.
    negligible
        Lux; where a lamp gives less it is left out, so that each lamp left out costs less than that.

    Returns
    -------
    (n,) lux; 0 where no lamp reaches, which means darkness only where all lamps are known.

    Raises
    ------
    AnalysisError
        If a height is not above 0, lumens are negative, a factor is out of bounds or a coordinate is no number.
    """
    light = Light.of(distribution, maintenance, negligible)
    return _at(_checked_points(points), light.lamps(lamps_xy, height_m, lumens, which), light)


def illuminance_updated(  # noqa: PLR0917 - positional as the inputs of `illuminance`
    previous: NDArray[np.float64],
    previous_inputs: tuple[Any, ...],
    points: NDArray[np.float64],
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
    distribution: Distributions = "street",
    *,
    maintenance: float = MAINTENANCE,
    negligible: float = NEGLIGIBLE,
) -> NDArray[np.float64] | None:
    """Return what `illuminance` returns, from its result for other lamps: only points in reach of a change are new.

    Parameters
    ----------
    previous
        (n,) lux returned for `previous_inputs` with the same parameters.
    previous_inputs
        The points, lamps_xy, height_m and lumens of then; and which and distribution, where they were positional too.
    points, lamps_xy, height_m, lumens, which, distribution, maintenance, negligible
        As for `illuminance`.

    Returns
    -------
    (n,) lux; None where points or distributions are others or a great many lamps changed: compute the whole.
    """
    points_before, *lamps_before = previous_inputs
    if points is not points_before or any(other is not distribution for other in lamps_before[4:]):
        return None
    light = Light.of(distribution, maintenance, negligible)
    after = light.lamps(lamps_xy, height_m, lumens, which)
    changed = few_changed(lamps_before[:4], after)
    if changed is None:
        return None
    touched = np.zeros(len(points), dtype=np.bool_)
    for (x, y), reach in zip(changed.xy, light.reach(changed), strict=True):
        square = (np.abs(points[:, 0] - x) <= reach) & (np.abs(points[:, 1] - y) <= reach)
        touched |= square
    found = previous.copy()
    found[touched] = _at(points[touched], in_reach(after, points[touched], light), light)
    return found


def in_reach(lamps: Lamps, points: NDArray[np.float64], light: Light) -> Lamps:
    """Return the lamps that may reach the box around points: a quick choice, too many rather than too few."""
    if not len(points):
        return lamps[np.empty(0, dtype=np.int64)]
    margin = light.farthest(lamps)
    (x0, y0), (x1, y1) = points.min(axis=0) - margin, points.max(axis=0) + margin
    x, y = lamps.xy.T
    near = np.flatnonzero((x >= x0) & (x <= x1))
    return lamps[near[(y[near] >= y0) & (y[near] <= y1)]]


def surface(  # noqa: PLR0917 - what a lamp is
    grid: Grid,
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
    distribution: Distributions = "street",
    *,
    maintenance: float = MAINTENANCE,
    negligible: float = NEGLIGIBLE,
) -> NDArray[np.float64]:
    """Return the lux at the centres of a grid's cells, (ny, nx): `illuminance` there, made for grids.

    A centre speaks for its cell where cells are small beside the distance of lamps: 10 m or less, or it lies at random
    below a lamp or between two.

    Parameters
    ----------
    grid
        The cells; row 0 is the south.
    lamps_xy, height_m, lumens, which, distribution, maintenance, negligible
        As for `illuminance`.
    """
    light = Light.of(distribution, maintenance, negligible)
    lamps = light.lamps(lamps_xy, height_m, lumens, which)
    reach = light.reach(lamps)
    found = np.zeros((grid.ny, grid.nx))
    cells = np.floor((lamps.xy - (grid.x0, grid.y0)) / grid.cell)
    around = np.floor(reach / grid.cell + 0.5)
    near = (reach > 0) & (cells >= -around[:, None]).all(axis=1)
    near &= (cells - around[:, None] < (grid.nx, grid.ny)).all(axis=1)
    if not len(lamps):
        return found
    table, numbers = light.table(lamps)
    scale = lamps.lumens * (light.maintenance / 1000) / lamps.height**2
    for width in np.unique(around[near]):
        some = np.flatnonzero(near & (around == width))
        steps = np.arange(-width, width + 1)
        # A few lamps with all of their window, or one lamp with a few rows of a very large one.
        rows = max(1, min(len(steps), _PAIRS // len(steps)))
        at_once = max(1, _PAIRS // (rows * len(steps)))
        for first in range(0, len(some), at_once):
            of = some[first : first + at_once]
            columns = cells[of, 0, None] + steps
            for part in range(0, len(steps), rows):
                window = columns, cells[of, 1, None] + steps[part : part + rows]
                shapes = None if numbers is None else numbers[of]
                _stamp(found, grid, window, lamps[of], reach[of], scale[of], table, shapes)
    return found


def _stamp(  # noqa: PLR0917 - a lamp and where it falls
    found: NDArray[np.float64],
    grid: Grid,
    window: tuple[NDArray[np.float64], NDArray[np.float64]],
    lamps: Lamps,
    reach: NDArray[np.float64],
    scale: NDArray[np.float64],
    table: photometry.Table,
    which: NDArray[np.intp] | None,
) -> None:
    """Add lamps (m) to the cells in reach among columns (m, w) and rows (m, h), numbered from the south-west corner."""
    columns, rows = window
    east = (columns + 0.5) * grid.cell + (grid.x0 - lamps.xy[:, 0, None])
    north = (rows + 0.5) * grid.cell + (grid.y0 - lamps.xy[:, 1, None])
    east[(columns < 0) | (columns >= grid.nx)] = np.inf
    north[(rows < 0) | (rows >= grid.ny)] = np.inf
    square = (north * north)[:, :, None] + (east * east)[:, None, :]
    lamp, row, column = np.nonzero(square <= (reach * reach)[:, None, None])
    squares = square[lamp, row, column] / (lamps.height * lamps.height)[lamp]
    lit = table.shine(squares, None if which is None else which[lamp]) * scale[lamp]
    at = rows[lamp, row].astype(np.int64) * grid.nx + columns[lamp, column].astype(np.int64)
    np.add.at(found.reshape(-1), at, lit)


def _checked_points(points: NDArray[np.float64]) -> NDArray[np.float64]:
    xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(xy).all():
        raise AnalysisError(N_("Light is asked for at a point whose coordinates are no number: leave such points out."))
    return xy


def _at(xy: NDArray[np.float64], lamps: Lamps, light: Light) -> NDArray[np.float64]:
    order, starts = lux.tiled(xy, np.zeros(len(xy), dtype=np.int64))
    found = np.empty(len(xy))
    found[order] = lux.summed(xy[order], starts, lamps, light)
    return found


def lit_ground(shape: BaseGeometry, lamps_xy: NDArray[np.float64], *, radius: float) -> BaseGeometry:
    """Return the lit part of one area: cheap enough to call again after every lamp that is placed.

    Parameters
    ----------
    shape
        Polygon, metres.
    lamps_xy
        (n, 2) working lamps, metres.
    radius
        Metres around a lamp that count as lit, above 0.
    """
    return discs.ground(shape, lamps_xy, radius)


def lit_area(
    shapes: NDArray[Any], lamps_xy: NDArray[np.float64], *, radius: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the lit square metres (k,) of each area, and the pairs (m, 2) of area and lamp that light it.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    lamps_xy
        (n, 2) working lamps, metres.
    radius
        Metres around a lamp that count as lit, above 0.
    """
    return discs.areas(shapes, lamps_xy, radius)
