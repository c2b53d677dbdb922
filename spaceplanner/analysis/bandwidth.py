"""Which bandwidth: by rule of thumb, or by what would have caught most of the months that followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import density, lixels, network_density, prediction
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid
    from spaceplanner.analysis.lixels import Lixels
    from spaceplanner.analysis.network import Network, Snapped

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


def unheard(share: float) -> None:
    """Take the share of the work that is done, and tell nobody."""


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
    tell: Callable[[float], None] = unheard,
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
    tell
        Called after each month with the share of the work that is done; may raise to give up.
    """
    counted = prediction.within(xy, grid, inside)

    def surface(some: NDArray[np.bool_], bandwidth: float) -> NDArray[np.float64]:
        return density.surface(xy[some], grid, bandwidth=bandwidth, kernel=kernel)

    def held(past: NDArray[np.float64], some: NDArray[np.bool_]) -> tuple[float, float]:
        found = prediction.accuracy(past, xy[some], area_share=area_share, grid=grid, inside=inside)
        return found.hit_rate * found.incidents, float(found.incidents)

    return _best(months, counted, candidates, surface, held, tell=tell)


def held_out_along(
    streets: Network,
    at: Snapped,
    months: NDArray[np.int64],
    pieces: Lixels,
    candidates: Iterable[float],
    *,
    within: NDArray[np.bool_],
    share: float,
    kernel: str = "quartic",
    method: str = "continuous",
    open_ends: bool | NDArray[np.bool_] = False,
    tell: Callable[[float], None] = unheard,
) -> Choice | None:
    """Return the same for density along streets, by share of street length.

    Parameters
    ----------
    streets
        The network.
    at
        (n,) where the incidents lie; those on no street are passed over.
    months
        (n,) number of each incident's month, ascending in time, also of those that are passed over.
    pieces
        All pieces of the streets, as `lixels.divide` gives them.
    candidates
        Bandwidths, metres along the streets, at least one.
    within
        (m,) the edges of the study area: their pieces are judged.
    share
        Of street length, as in `prediction.accuracy_along`.
    kernel, method, open_ends
        As in `network_density.along`.
    tell
        As in `held_out`.
    """
    judged = within[pieces.edge]
    lengths = pieces.lengths[judged]
    counted = at.found & within[at.edge]

    def surface(some: NDArray[np.bool_], bandwidth: float) -> NDArray[np.float64]:
        return network_density.along(
            streets,
            replace(at, edge=np.where(some, at.edge, -1)),
            pieces.edge[judged],
            pieces.middle[judged],
            bandwidth=bandwidth,
            kernel=kernel,
            method=method,
            open_ends=open_ends,
        )

    def held(past: NDArray[np.float64], some: NDArray[np.bool_]) -> tuple[float, float]:
        later = lixels.counts(streets, pieces, replace(at, edge=np.where(some, at.edge, -1)))[judged]
        found = prediction.accuracy_along(past, later, lengths, share=share)
        return found.hit_rate * float(later.sum()), float(later.sum())

    return _best(months, counted, candidates, surface, held, tell=tell)


def _best(
    months: NDArray[np.int64],
    counted: NDArray[np.bool_],
    candidates: Iterable[float],
    surface: Callable[[NDArray[np.bool_], float], NDArray[np.float64]],
    held: Callable[[NDArray[np.float64], NDArray[np.bool_]], tuple[float, float]],
    *,
    tell: Callable[[float], None],
) -> Choice | None:
    """Return the best of bandwidths by the incidents (of all) that each month's past held.

    Parameters
    ----------
    counted
        (n,) which incidents are judged.
    surface
        Density of some incidents at a bandwidth.
    held
        How many of some incidents the highest part of a surface held, and how many there were.
    """
    later = np.unique(months[counted & (months > months.min())]) if len(months) else months
    tests = later[-MOST_MONTHS:]
    if not len(tests):
        return None
    rates: list[tuple[float, float]] = []
    compared = sorted(set(candidates))
    for bandwidth in compared:
        # Densities add up over points: each month joins the past after it was predicted.
        past = surface(months < tests[0], bandwidth)
        hits = total = 0.0
        for place, month in enumerate(tests):
            caught, of = held(past, counted & (months == month))
            hits, total = hits + caught, total + of
            tell((len(rates) + (place + 1) / len(tests)) / len(compared))
            if place + 1 < len(tests):
                past += surface((months >= month) & (months < tests[place + 1]), bandwidth)
        rates.append((bandwidth, hits / total))
    best = max(rates, key=lambda pair: (pair[1], pair[0]))
    return Choice(bandwidth=best[0], hit_rates=tuple(rates), months=len(tests))
