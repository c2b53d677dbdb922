"""Controls: the places most like one place, by what is known of them.

Nearest available matching (Rubin 1973, *Matching to remove bias in observational studies*, Biometrics 29(1), 159-183)
over several covariates that are brought to one scale. Centre and scale are the median and the quartiles, so that one
park ten times the size of the others does not make these all alike. See docs/methods/proof.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NORMAL_QUARTILES = 1.349
"""Distance of the quartiles of a normal distribution, in standard deviations."""

_DIGITS = 12
"""Distances that agree in so many decimals are one distance, so that rounding breaks no tie."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Alike:
    """The places most like one place, the most similar first.

    Attributes
    ----------
    rows
        (k,) which they are.
    distance
        (k,) root mean square of the differences in the traits that both places have, in robust standard deviations.
    similarity
        (k,) 1 / (1 + distance): 1 the same in everything, 0.5 one standard deviation apart in the typical trait.
    shared
        (k,) traits that could be compared.
    traits
        Traits in which places differ at all and of which something is known.
    """

    rows: NDArray[np.int64]
    distance: NDArray[np.float64]
    similarity: NDArray[np.float64]
    shared: NDArray[np.int64]
    traits: int


def standardised(traits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return traits as robust standard deviations from the median.

    Parameters
    ----------
    traits
        (n, d) numbers, skewed ones as roots or logarithms; NaN where unknown.

    Returns
    -------
    (n, e) without the traits that are the same everywhere or known of fewer than two places. The scale is the distance
    of the quartiles over 1.349, or the standard deviation where the quartiles are one.

    Raises
    ------
    AnalysisError
        If a trait is infinite.
    """
    if np.isinf(traits).any():
        raise AnalysisError(N_("A trait of a space is infinite: it must be a number, or left empty."))
    columns = [np.empty((len(traits), 0))]
    for trait in traits.T:
        known = trait[~np.isnan(trait)]
        if len(known) < 2 or known.min() == known.max():  # noqa: PLR2004 - two are needed to differ
            continue
        low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
        scale = (high - low) / _NORMAL_QUARTILES or known.std()
        columns.append(((trait - middle) / scale)[:, None])
    return np.hstack(columns)


def nearest(
    standard: NDArray[np.float64],
    row: int,
    *,
    k: int,
    allowed: NDArray[np.bool_],
    apart: NDArray[np.int64] | None = None,
) -> Alike:
    """Return the k places most like one.

    A trait that one of two places lacks is left out between these two; a place that shares fewer than half of the traits
    known of the one is not compared. Equal distances are taken in the order of the rows.

    Parameters
    ----------
    standard
        (n, d) traits from `standardised`, in an order that does not depend on the input's, such as that of ids.
    row
        The place to be compared with.
    k
        How many are wanted, at least 1; fewer are returned where there are no more.
    allowed
        (n,) which places may be taken; never the place itself.
    apart
        (m, 2) pairs of places of which only one may be taken, because incidents would count for both; None: all may.

    Raises
    ------
    AnalysisError
        If k is below 1.
    """
    if k < 1:
        raise AnalysisError(N_("Choose 1 or more comparable spaces: {count} are none."), count=k)
    squares = (standard - standard[row]) ** 2
    shared = (~np.isnan(squares)).sum(axis=1)
    total = np.nansum(squares, axis=1)
    # Where no trait tells any two places apart, all are alike.
    unknown = np.full(len(total), np.inf if standard.shape[1] else 0.0)
    distance = np.round(np.sqrt(np.divide(total, shared, out=unknown, where=shared > 0)), _DIGITS)
    known = int((~np.isnan(standard[row])).sum())
    may = allowed & (2 * shared >= known) & np.isfinite(distance)
    may[row] = False
    order = np.argsort(distance, kind="stable")
    rows = _taken(order[may[order]], k, apart)
    return Alike(
        rows=rows,
        distance=distance[rows],
        similarity=1 / (1 + distance[rows]),
        shared=shared[rows],
        traits=standard.shape[1],
    )


def _taken(order: NDArray[np.int64], k: int, apart: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the first k that do not stand in each other's way."""
    if apart is None or not len(apart):
        return order[:k]
    chosen: list[int] = []
    blocked: set[int] = set()
    for place in order.tolist():
        if place in blocked:
            continue
        chosen.append(place)
        if len(chosen) == k:
            break
        blocked.update(apart[apart[:, 0] == place, 1].tolist(), apart[apart[:, 1] == place, 0].tolist())
    return np.array(chosen, dtype=np.int64)
