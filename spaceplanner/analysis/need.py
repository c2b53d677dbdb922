"""Need: a weighted sum of values in which what nobody measured is left out, and a rank that no gap can raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EQUAL = 9
"""Decimals to which two needs must agree to share a rank."""


@dataclass(frozen=True, eq=False, slots=True)
class Need:
    """Needs of k areas from p parts.

    Attributes
    ----------
    weights, points
        (k, p): effective weight and points of each part; 0 where it has no data.
    need
        (k,) 0 to 100, the sum of the points; NaN where no part has data.
    floor
        (k,) 0 to 100: missing parts counted as nothing and their weight not shared out.
    """

    weights: NDArray[np.float64]
    points: NDArray[np.float64]
    need: NDArray[np.float64]
    floor: NDArray[np.float64]


def weigh(values: NDArray[np.float64], weights: Sequence[float]) -> Need:
    """Return needs from values.

    Parameters
    ----------
    values
        (k, p), 0 to 1; NaN where there is no data.
    weights
        p weights, at least 0, of any sum above 0.

    Raises
    ------
    AnalysisError
        If a weight is negative or no number, or all are 0.
    """
    scaled = shares(weights)
    known = ~np.isnan(values)
    held = np.where(known, scaled, 0.0)
    total = held.sum(axis=1, keepdims=True)
    effective = np.divide(held, total, out=np.zeros_like(held), where=total > 0)
    filled = np.where(known, values, 0.0)
    points = 100 * effective * filled
    need = np.where(total[:, 0] > 0, points.sum(axis=1), np.nan)
    return Need(effective, points, need, 100 * (held * filled).sum(axis=1))


def shares(weights: Sequence[float]) -> NDArray[np.float64]:
    """Return weights scaled to add up to 1, (p,).

    Raises
    ------
    AnalysisError
        If a weight is negative or no number, or all are 0.
    """
    given = np.asarray(weights, dtype=np.float64)
    if not len(given) or (given < 0).any() or not 0 < given.sum() < np.inf:
        raise AnalysisError(N_("The weights of the parts must be 0 or more, and one of them above 0."))
    scaled: NDArray[np.float64] = given / given.sum()
    return scaled


def ranks(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return ranks (k,), 1 for the greatest score; equal scores share the best rank of their group."""
    rounded = np.round(scores, EQUAL)
    ascending = np.sort(-rounded)
    return np.searchsorted(ascending, -rounded, side="left") + 1
