"""Near repeats: whether incidents that are close in space are closer in time than chance has it.

E. G. Knox 1964, *The detection of space-time interactions*, Applied Statistics 13; p by permutation of the times, N. Mantel
1967, *The detection of disease clustering and a generalized regression approach*, Cancer Research 27; the table by bands as in J. H.
Ratcliffe's *Near Repeat Calculator*.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DISTANCES = (100.0, 200.0, 300.0, 400.0)
SPANS = (7, 14, 21, 28)
PERMUTATIONS = 99

SAME_PLACE = 1e-3
"""Metres: what is nearer counts as one place; positions that were written alike differ by rounding only."""

MOST_PAIRS = 20_000_000
_CHUNK = 65_536
"""Pairs at a time: their gaps stay in the processor's cache."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NearRepeat:
    """The table; row 0 is the same place, row k the distances above `distances[k - 2]` up to `distances[k - 1]`.

    Attributes
    ----------
    distances
        Upper ends of the bands of distance after the same place, metres.
    spans
        Upper ends of the bands of days: the first holds 0 days to `spans[0]`, both included.
    observed
        (d + 1, s) pairs of incidents in both bands.
    expected
        (d + 1, s) the mean of that number over all permutations of the times.
    ratio
        Knox ratio, observed over expected; NaN where nothing is expected.
    p
        Share of permutations with at least as many pairs, the observed one among them.
    incidents, permutations
        How many.
    alike
        Share of the incidents that stand exactly where another one does.
    """

    distances: tuple[float, ...]
    spans: tuple[int, ...]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    p: NDArray[np.float64]
    incidents: int
    permutations: int
    alike: float


def table(
    xy: NDArray[np.float64],
    days: NDArray[np.int64],
    *,
    generator: np.random.Generator,
    distances: Sequence[float] = DISTANCES,
    spans: Sequence[int] = SPANS,
    permutations: int = PERMUTATIONS,
) -> NearRepeat:
    """Return the table of near repeats (Knox 1964).

    What is expected if times have nothing to do with places is exact: of N pairs of incidents, D within a band of
    distance and T within one of days, D T / N, which is the mean over all permutations of the times.

    Parameters
    ----------
    xy
        (n, 2) metres.
    days
        (n,) day of each, whole numbers from any origin.
    generator
        Of the permutations.
    distances
        Rising upper ends of the bands, metres, above 0.
    spans
        Rising upper ends of the bands, whole days from 0.
    permutations
        At least 1; 99 gives p in steps of 0.01.

    Raises
    ------
    AnalysisError
        If there are under two incidents, a place or day is no number, the bands do not rise, there are no permutations,
        or more than 20 million pairs lie within the largest distance.
    """
    _check(xy, days, distances, spans, permutations)
    n = len(xy)
    edges = np.array([SAME_PLACE, *distances])
    first, second, ends = _pairs(xy, edges)
    # 16 bits hold 89 years, and the half of the memory is read in half the time.
    origin = days.min()
    day = (days - origin).astype(np.int16 if days.max() - origin < np.iinfo(np.int16).max else np.int64)
    observed = _count(day, first, second, ends, spans)
    at_least = np.ones(observed.shape, dtype=np.int64)
    for _ in range(permutations):
        at_least += _count(generator.permutation(day), first, second, ends, spans) >= observed
    near = np.diff(ends)
    expected = np.outer(near, _time_pairs(np.sort(days), spans)) / (n * (n - 1) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
    _, heaps = np.unique(xy, axis=0, return_counts=True)
    return NearRepeat(
        distances=tuple(float(distance) for distance in distances),
        spans=tuple(int(span) for span in spans),
        observed=observed,
        expected=expected,
        ratio=ratio,
        p=at_least / (permutations + 1),
        incidents=n,
        permutations=permutations,
        alike=float(heaps[heaps > 1].sum() / n),
    )


def _pairs(
    xy: NDArray[np.float64], edges: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
    """Return both incidents of each near pair, sorted by band of distance, and where the bands begin and end."""
    tree = cKDTree(xy)
    count = (int(tree.count_neighbors(tree, edges[-1])) - len(xy)) // 2
    if count > MOST_PAIRS:
        raise AnalysisError(
            N_(
                "{pairs} pairs of incidents lie within {distance} m of each other, more than the {most} that can be compared: choose a smaller distance, a shorter period or a category."
            ),
            pairs=count,
            distance=float(edges[-1]),
            most=MOST_PAIRS,
        )
    pairs = tree.query_pairs(edges[-1], output_type="ndarray")
    band = np.empty(len(pairs), dtype=np.int8)
    for start in range(0, len(pairs), _CHUNK):
        some = pairs[start : start + _CHUNK]
        apart = np.hypot(*(xy[some[:, 0]] - xy[some[:, 1]]).T)
        band[start : start + _CHUNK] = np.minimum(np.searchsorted(edges, apart), len(edges) - 1)
    order = np.argsort(band, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(band, minlength=len(edges)))))
    return pairs[order, 0], pairs[order, 1], ends


def _count(
    day: NDArray[np.signedinteger],
    first: NDArray[np.intp],
    second: NDArray[np.intp],
    ends: NDArray[np.int64],
    spans: Sequence[int],
) -> NDArray[np.int64]:
    """Return (d, s) how many pairs of each band of distance are in each band of days."""
    within = np.zeros((len(ends) - 1, len(spans) + 1), dtype=np.int64)
    for row, (begin, end) in enumerate(pairwise(ends.tolist())):
        for start in range(begin, end, _CHUNK):
            some = slice(start, min(start + _CHUNK, end))
            # Without `clip`, take checks every index again.
            gap = np.take(day, first[some], mode="clip")
            gap -= np.take(day, second[some], mode="clip")
            np.abs(gap, out=gap)
            within[row, 1:] += [np.count_nonzero(gap <= span) for span in spans]
    return np.diff(within, axis=1)


def _time_pairs(days: NDArray[np.int64], spans: Sequence[int]) -> NDArray[np.int64]:
    """Return (s,) how many of all pairs are in each band of days; `days` is sorted."""
    after = np.arange(1, len(days) + 1)
    within = [0, *(int((np.searchsorted(days, days + span, side="right") - after).sum()) for span in spans)]
    return np.diff(within)


def _check(
    xy: NDArray[np.float64],
    days: NDArray[np.int64],
    distances: Sequence[float],
    spans: Sequence[int],
    permutations: int,
) -> None:
    if len(xy) < 2 or len(xy) != len(days):  # noqa: PLR2004 - a pair
        raise AnalysisError(
            N_("Near repeats need two incidents or more, each with a place and a date: widen the choice.")
        )
    if not (np.isfinite(xy).all() and np.issubdtype(days.dtype, np.integer)):
        raise AnalysisError(N_("An incident has no place or no day: leave it out of the near repeats."))
    steps = np.diff([SAME_PLACE, *distances]), np.diff([-1, *spans])
    if not (len(distances) and len(spans) and all(np.isfinite(step).all() and (step > 0).all() for step in steps)):
        raise AnalysisError(
            N_(
                "The bands of near repeats must rise: distances above 0, such as 100 200 400, and days from 0, such as 7 14 28."
            )
        )
    if permutations < 1:
        raise AnalysisError(N_("There are {count} permutations: choose 1 or more, such as 99."), count=permutations)
