"""Which bandwidth: by rule of thumb, or by what would have caught most of the months that followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import density, prediction
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid

RULE = {"gaussian": 1.0, "quartic": (2304 / 5) ** (1 / 6)}
"""A(K) of Silverman 1986, table 4.1, for two dimensions: 1 and 2.78."""

EQUIVALENT = 8**0.5
"""A quartic of this support spreads as a Gaussian of standard deviation 1 along each axis."""

MOST_MONTHS = 12
"""Months held out at most, the last ones: older patterns say less about the next month."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A bandwidth chosen on held-out months.

    Attributes
    ----------
    bandwidth
        The one with the highest hit rate, metres; of equal ones the widest.
    hit_rates
        (bandwidth, hit rate over all held-out months together), from the narrowest.
    months
        How many months were held out.
    """

    bandwidth: float
    hit_rates: tuple[tuple[float, float], ...]
    months: int


def rule_of_thumb(xy: NDArray[np.float64], *, kernel: str = "quartic") -> float:
    """Return A(K) s n^(-1/6), metres: best where the points are one normal cloud (Silverman 1986, eq. 4.14, table 4.1).

    s is the root of the mean of the variances of x and y. A city has many centres, so the rule smooths too much there;
    take it for an upper limit.

    Parameters
    ----------
    xy
        (n, 2) metres, at least two places.
    kernel
        ``quartic`` or ``gaussian``.

    Raises
    ------
    AnalysisError
        If all points lie at one place.
    """
    spread = float(np.sqrt(xy.var(axis=0, ddof=1).mean())) if len(xy) > 1 else 0.0
    if not spread > 0:
        raise AnalysisError(
            N_("All incidents lie on one point, so there is no pattern: load incidents with their own coordinates.")
        )
    return float(RULE[kernel] * spread * len(xy) ** (-1 / 6))


def held_out(
    xy: NDArray[np.float64],
    months: NDArray[np.int64],
    grid: Grid,
    candidates: Iterable[float],
    *,
    area_share: float,
    kernel: str = "quartic",
    inside: NDArray[np.bool_] | None = None,
) -> Choice | None:
    """Return the bandwidth that would have caught most incidents of the month that followed, month after month.

    Each of the last 12 months at most is predicted from everything before it. The hit rate is that of all these months'
    incidents together, so that a month counts by its incidents. None where no month follows another.

    Parameters
    ----------
    xy
        (n, 2) metres.
    months
        (n,) number of each incident's month, ascending in time.
    grid
        Where the density is taken.
    candidates
        Bandwidths, metres, at least one.
    area_share
        Share of the study area to take, as in `prediction.accuracy`.
    kernel
        ``quartic`` or ``gaussian``.
    inside
        (ny, nx) the cells of the study area; None: all.
    """
    counted = prediction.within(xy, grid, inside)
    later = np.unique(months[counted & (months > months.min())]) if len(months) else months
    tests = later[-MOST_MONTHS:]
    if not len(tests):
        return None
    rates = []
    for bandwidth in sorted(set(candidates)):
        # Densities add up over points: each month joins the past after it was predicted.
        past = density.surface(xy[months < tests[0]], grid, bandwidth=bandwidth, kernel=kernel)
        hits = 0.0
        for place, month in enumerate(tests):
            found = prediction.accuracy(
                past, xy[counted & (months == month)], area_share=area_share, grid=grid, inside=inside
            )
            hits += found.hit_rate * found.incidents
            if place + 1 < len(tests):
                joining = (months >= month) & (months < tests[place + 1])
                past += density.surface(xy[joining], grid, bandwidth=bandwidth, kernel=kernel)
        rates.append((bandwidth, hits / int((counted & np.isin(months, tests)).sum())))
    best = max(rates, key=lambda pair: (pair[1], pair[0]))
    return Choice(bandwidth=best[0], hit_rates=tuple(rates), months=len(tests))
