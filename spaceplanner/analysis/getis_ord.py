"""Local statistics of Getis and Ord: where high values, or low ones, lie together more than chance would have it.

Ord & Getis 1995, *Local spatial autocorrelation statistics: distributional issues and an application*, Geographical
Analysis 27(4), eq. 14 (Gi*) and the same without the place itself (Gi); weights are 1 for neighbours and 0 for others.
Significance after correction for many tests: Benjamini & Hochberg 1995, *Controlling the false discovery rate*.

What is not a number is no data: it is nobody's neighbour, does not enter the moments and gets no z. There is no z (NaN)
either where it is not defined: all values equal, fewer than 2 values (3 for Gi), no neighbour, or everybody a neighbour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage, sparse, special

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHA = 0.05
"""Share of false discoveries that is accepted."""

_ROUNDING = 1e-12
"""Spread, relative to the largest value, under which values count as equal."""


def gi_star(values: NDArray[np.float64], pairs: NDArray[np.int64], *, include_self: bool = True) -> NDArray[np.float64]:
    """Return the z of Gi* (or Gi) of each place, with analytic moments.

    Parameters
    ----------
    values
        (n,) one value a place; NaN: no data.
    pairs
        (m, 2) indices of neighbours, both directions; a place with itself and repetitions are passed over.
    include_self
        True: Gi*, each place is its own neighbour. False: Gi, the place is left out, of the moments too.

    Returns
    -------
    (n,) z, standard normal where values are without pattern; NaN where it is not defined.

    Raises
    ------
    AnalysisError
        If an index is not one of a place.
    """
    known = np.isfinite(values)
    weights = _weights(pairs, known)
    centred, n = _centred(values, known)
    near, count = weights @ centred, weights @ known.astype(np.float64)
    if include_self:
        return _z(near + centred, count + 1, 0.0, _squares(centred) / max(n, 1), n, known)
    others = max(n - 1, 1)
    mean = -centred / others
    total = _squares(centred)
    spread = (total - centred**2) / others - mean**2
    spread[spread <= _ROUNDING * total] = 0.0  # all others are equal
    return _z(near, count, mean, spread, n - 1, known)


def gi_star_grid(counts: NDArray[np.float64], *, radius_cells: int = 1) -> NDArray[np.float64]:
    """Return the z of Gi* of each cell of a grid; neighbours are the square of cells around it.

    The same as `gi_star` with those pairs, without making them. Cells at the edge have the neighbours that there are.

    Parameters
    ----------
    counts
        (ny, nx) values; NaN: no data, for example outside the study area.
    radius_cells
        Cells to each side that count as neighbours, at least 1: 1 is the queen's eight.

    Returns
    -------
    (ny, nx) z; NaN where it is not defined.

    Raises
    ------
    AnalysisError
        If the radius is under 1.
    """
    if radius_cells < 1:
        raise AnalysisError(N_("The neighbourhood is {radius} cells: choose 1 or more."), radius=radius_cells)
    known = np.isfinite(counts)
    centred, n = _centred(counts, known)
    size = 2 * radius_cells + 1
    near = ndimage.uniform_filter(centred, size, mode="constant") * size**2
    count = (
        np.outer(*(_beside(length, radius_cells) for length in counts.shape))
        if known.all()
        else np.rint(ndimage.uniform_filter(known.astype(np.float64), size, mode="constant") * size**2)
    )
    return _z(near, count, 0.0, _squares(centred) / max(n, 1), n, known)


def p_values(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the two-sided p of standard normal deviates, any shape; NaN stays NaN."""
    p: NDArray[np.float64] = special.erfc(np.abs(z) / np.sqrt(2))
    return p


def false_discovery(p: NDArray[np.float64], *, alpha: float = ALPHA) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return p adjusted for many tests (Benjamini & Hochberg 1995), and which of them are found.

    Of what is found, a share of at most `alpha` is expected to be chance, where tests are independent or, as those of
    overlapping neighbourhoods, positively dependent (Benjamini & Yekutieli 2001).

    Parameters
    ----------
    p
        p of each test, any shape, 0 to 1; NaN: no test, stays NaN and is not found.
    alpha
        Accepted share of false discoveries.

    Returns
    -------
    Adjusted p and bool, both in the shape of `p`.
    """
    tested = np.isfinite(p)
    some = p[tested]
    order = np.argsort(some)
    ranked = some[order]
    ranked *= len(some) / np.arange(1, len(some) + 1)
    # From the largest down: no test may have a larger adjusted p than one that is worse.
    down = ranked[::-1]
    np.minimum.accumulate(down, out=down)
    some[order] = np.minimum(ranked, 1.0)
    adjusted = np.full(p.shape, np.nan)
    adjusted[tested] = some
    return adjusted, adjusted <= alpha


def permuted_p(
    values: NDArray[np.float64], pairs: NDArray[np.int64], *, seed: int, permutations: int = 999
) -> NDArray[np.float64]:
    """Return the two-sided p of Gi* by conditional permutation: the place keeps its value, the others are shuffled.

    Anselin 1995, *Local indicators of spatial association*, section 3; in one shuffle, a place's neighbours are the
    first of the shuffled places that are not itself. No assumption of normality, which few neighbours do not meet.

    Parameters
    ----------
    values, pairs
        As for `gi_star`.
    seed
        Of the random numbers: the same seed gives the same answer.
    permutations
        How many; the smallest p is 2 / (permutations + 1).

    Returns
    -------
    (n,) p; NaN where there is no data or no neighbour.
    """
    known = np.isfinite(values)
    weights = _weights(pairs, known)
    of = np.flatnonzero(known)
    centred = _centred(values, known)[0]
    near, count = (weights @ centred)[of], (weights @ known.astype(np.float64))[of].astype(np.int64)
    kept = centred[of]
    slack = _ROUNDING * np.abs(kept).sum()
    random = np.random.default_rng(seed)
    above, below = np.zeros(len(of), dtype=np.int64), np.zeros(len(of), dtype=np.int64)
    place = np.empty(len(of), dtype=np.int64)
    for _ in range(permutations):
        order = random.permutation(len(of))
        place[order] = np.arange(len(of))
        first = np.concatenate(([0.0], np.cumsum(kept[order])))
        drawn = np.where(place >= count, first[count], first[np.minimum(count + 1, len(of))] - kept)
        above += drawn >= near - slack
        below += drawn <= near + slack
    p = np.full(len(values), np.nan)
    p[of] = np.where(count > 0, np.minimum(2 * (np.minimum(above, below) + 1) / (permutations + 1), 1), np.nan)
    return p


def _weights(pairs: NDArray[np.int64], known: NDArray[np.bool_]) -> sparse.csr_array:
    """Return (n, n) ones for neighbours that both have data, without the diagonal."""
    n = len(known)
    pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= n):
        raise AnalysisError(N_("The neighbours name places that do not exist: there are {count} places."), count=n)
    i, j = pairs[(pairs[:, 0] != pairs[:, 1]) & known[pairs].all(axis=1)].T
    weights = sparse.coo_array((np.ones(len(i)), (i, j)), shape=(n, n)).tocsr()
    weights.data[:] = 1.0  # repetitions were added up
    return weights


def _centred(values: NDArray[np.float64], known: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
    """Return values minus their mean, 0 where there are no data or all are equal, and how many there are."""
    n = int(np.count_nonzero(known))
    if n == 0:
        return np.zeros(values.shape), 0
    everywhere = n == known.size
    some = np.asarray(values if everywhere else values[known], dtype=np.float64)
    centred = values - some.mean() if everywhere else np.where(known, values - some.mean(), 0.0)
    if np.ptp(some) <= _ROUNDING * np.abs(some).max():
        centred = np.zeros(values.shape)
    return np.asarray(centred, dtype=np.float64), n


def _squares(values: NDArray[np.float64]) -> float:
    # Not a dot product: the threads of BLAS go on turning after it, and take the processor from what follows.
    return float(np.square(values).sum())


def _z(  # noqa: PLR0917 - a formula's symbols in their order
    near: NDArray[np.float64],
    count: NDArray[np.float64],
    mean: NDArray[np.float64] | float,
    spread: NDArray[np.float64] | float,
    n: int,
    known: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return (sum of neighbours - its expectation) / its standard deviation, for a draw of `count` out of `n`."""
    variance = spread * count * ((n - count) / max(n - 1, 1))
    defined = known & (variance > 0) & (n > 1)
    z: NDArray[np.float64] = (near - count * mean) / np.sqrt(np.where(defined, variance, 1.0))
    z[~defined] = np.nan
    return z


def _beside(length: int, radius: int) -> NDArray[np.float64]:
    """Return for each of a row of cells how many lie within a radius, itself included."""
    at = np.arange(length)
    reached: NDArray[np.float64] = (np.minimum(at + radius, length - 1) - np.maximum(at - radius, 0) + 1.0).astype(
        np.float64
    )
    return reached
