"""Light in each space: where to measure, the mean, minimum and uniformity of what is there, and the class it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import lighting, lighting_class, lux
from spaceplanner.analysis.lamps import Light, few_changed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.lamps import Distributions, Lamps
    from spaceplanner.analysis.samples import Samples


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lit:
    """Light in n spaces.

    Attributes
    ----------
    samples
        The points measured, sorted by space, with the spacing used.
    lux
        (m,) float32, maintained horizontal illuminance at each point.
    points
        (n,) how many points a space has. 0: it has no ground (or no path, no entrance), and its figures are NaN.
    average, minimum
        (n,) lux.
    uniformity
        (n,) minimum / average; NaN in full darkness too.
    share_below
        (n, 6) share of the points, 0 to 1, darker than the minimum of class P1 ... P6.
    achieved
        (n,) int8, best class reached: 1 to 6, `lighting_class.NONE` or `lighting_class.UNKNOWN`.
    uneven
        (n,) the mean passes 1.5 times that of the class achieved.
    """

    samples: Samples
    lux: NDArray[np.float32]
    points: NDArray[np.int64]
    average: NDArray[np.float64]
    minimum: NDArray[np.float64]
    uniformity: NDArray[np.float64]
    share_below: NDArray[np.float64]
    achieved: NDArray[np.int8]
    uneven: NDArray[np.bool_]


def evaluated(  # noqa: PLR0917 - what a lamp is
    samples: Samples,
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
    distribution: Distributions = "street",
    *,
    maintenance: float = lighting.MAINTENANCE,
    negligible: float = lighting.NEGLIGIBLE,
) -> Lit:
    """Return the light in each space, at its points.

    Parameters
    ----------
    samples
        Of `samples.grid` for the ground, `samples.along` for paths, `samples.beside` for entrances.
    lamps_xy, height_m, lumens, which, distribution, maintenance, negligible
        As for `lighting.illuminance`.
    """
    light = Light.of(distribution, maintenance, negligible)
    lamps = light.lamps(lamps_xy, height_m, lumens, which)
    found = lux.summed(samples.xy, samples.runs, lamps, light).astype(np.float32)
    average, minimum, below = _measures(found, samples.starts)
    return _lit(samples, found, average, minimum, below)


def updated(  # noqa: PLR0917 - positional as the inputs of `evaluated`
    previous: Lit,
    previous_inputs: tuple[Any, ...],
    samples: Samples,
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
    distribution: Distributions = "street",
    *,
    maintenance: float = lighting.MAINTENANCE,
    negligible: float = lighting.NEGLIGIBLE,
) -> Lit | None:
    """Return what `evaluated` returns, to the bit, from its result for other lamps.

    Lamps that are in one of the two sets only are found first; only spaces in reach of one of them are computed again.

    Parameters
    ----------
    previous
        Result for `previous_inputs`, with the same parameters.
    previous_inputs
        The samples, lamps_xy, height_m and lumens of then; and which and distribution, where they were positional too.
    samples, lamps_xy, height_m, lumens, which, distribution, maintenance, negligible
        As for `evaluated`.

    Returns
    -------
    The light; None where samples or distributions are others or a great many lamps changed: compute the whole.
    """
    samples_before, *lamps_before = previous_inputs
    if samples is not samples_before or any(other is not distribution for other in lamps_before[4:]):
        return None
    light = Light.of(distribution, maintenance, negligible)
    after = light.lamps(lamps_xy, height_m, lumens, which)
    changed = few_changed(lamps_before[:4], after)
    if changed is None:
        return None
    spaces = _touched(samples, changed, light)
    if not len(spaces):
        return previous
    found = previous.lux.copy()
    average, minimum, below = previous.average.copy(), previous.minimum.copy(), previous.share_below.copy()
    for space in spaces:
        start, end = samples.starts[space : space + 2]
        xy = samples.xy[start:end]
        first, last = np.searchsorted(samples.runs, (start, end))
        runs = samples.runs[first : last + 1] - start
        here = lux.summed(xy, runs, lighting.in_reach(after, xy, light), light).astype(np.float32)
        found[start:end] = here
        average[space], minimum[space], below[space] = (
            part[0] for part in _measures(here, np.array([0, len(here)], dtype=np.int64))
        )
    return _lit(samples, found, average, minimum, below)


def by_light(
    lux_at: NDArray[np.float64], pairs: NDArray[np.int64], n: int, *, minimum: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many incidents of each space lay in light, and how many in the dark.

    Parameters
    ----------
    lux_at
        (k,) lux where each incident happened, of lamps as they are now: the record does not say which burned then.
    pairs
        (m, 2) indices of space and incident, those of the night only.
    n
        How many spaces there are.
    minimum
        Lux from which on a place counts as lit, such as the minimum of the class aimed at.

    Returns
    -------
    (n,) in light, and (n,) in the dark.
    """
    lit = lux_at[pairs[:, 1]] >= minimum
    return (
        np.bincount(pairs[lit, 0], minlength=n),
        np.bincount(pairs[~lit, 0], minlength=n),
    )


def _touched(samples: Samples, changed: Lamps, light: Light) -> NDArray[np.int64]:
    """Return the spaces whose points' box a changed lamp reaches."""
    touched = np.zeros(len(samples.starts) - 1, dtype=np.bool_)
    x0, y0, x1, y1 = samples.boxes.T
    for (x, y), reach in zip(changed.xy, light.reach(changed), strict=True):
        touched |= (x0 <= x + reach) & (x1 >= x - reach) & (y0 <= y + reach) & (y1 >= y - reach)
    return np.flatnonzero(touched)


def _measures(
    found: NDArray[np.float32], starts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean (n,), minimum (n,) and shares below the classes' minima (n, 6) of points that come by space."""
    points = np.diff(starts)
    some = points > 0
    first = starts[:-1][some]
    average, minimum = np.full(len(points), np.nan), np.full(len(points), np.nan)
    below = np.full((len(points), len(lighting_class.CLASSES)), np.nan)
    if len(first):
        average[some] = np.add.reduceat(found.astype(np.float64), first) / points[some]
        minimum[some] = np.minimum.reduceat(found, first)
        for k, needed in enumerate(lighting_class.CLASSES):
            below[some, k] = np.add.reduceat(found < np.float32(needed.minimum), first, dtype=np.int64) / points[some]
    return average, minimum, below


def _lit(
    samples: Samples,
    found: NDArray[np.float32],
    average: NDArray[np.float64],
    minimum: NDArray[np.float64],
    below: NDArray[np.float64],
) -> Lit:
    lit = np.isfinite(average) & (average > 0)
    number = lighting_class.achieved(average, minimum)
    return Lit(
        samples=samples,
        lux=found,
        points=np.diff(samples.starts),
        average=average,
        minimum=minimum,
        uniformity=np.divide(minimum, average, out=np.full(len(average), np.nan), where=lit),
        share_below=below,
        achieved=number,
        uneven=lighting_class.uneven(average, number),
    )
