"""Weighted sums of many proposals under many weights, and their ranks.

The score of one proposal under one set of weights is `need.weigh`'s; here are the scores that uncertainty and sensitivity
need: the same sum, again and again. See docs/methods/ranking.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NOTHING = "nothing"
"""A missing value counts as 0: the documented points, which decide a rank (docs/adr/0001)."""

SHARED = "shared"
"""A missing value's weight is shared out among the others in proportion."""

MISSING = (NOTHING, SHARED)


def scores(values: NDArray[np.float64], shares: NDArray[np.float64], missing: str = NOTHING) -> NDArray[np.float64]:
    """Return the scores (k, n), 0 to 100, of n proposals under k sets of weights.

    Equal rows of values have equal scores to the last bit, wherever they stand.

    Parameters
    ----------
    values
        (n, m), 0 to 1; NaN where there is no data.
    shares
        (k, m) weights, at least 0; each row adds up to 1.
    missing
        `NOTHING` or `SHARED`; with the latter a proposal of whose criteria with a weight none is known scores NaN.

    Raises
    ------
    AnalysisError
        If values are infinite or do not fit the weights, or there is no such rule.
    """
    check(values, shares.shape[1], missing)
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    total = np.zeros((len(shares), len(values)))
    held = np.zeros_like(total)
    # One criterion after the other, and no matrix product: what a row adds up to must not depend on its neighbours.
    for place in range(values.shape[1]):
        weight = shares[:, place, None]
        total += weight * filled[:, place]
        held += weight * known[:, place]
    if missing == SHARED:
        total = np.divide(total, held, out=np.full_like(total, np.nan), where=held > 0)
    return 100 * total


def rank(found: NDArray[np.float64], place: int) -> NDArray[np.float64]:
    """Return the rank (k,) of the proposal at `place` in each row of scores (k, n), as `need.ranks` has it; NaN without."""
    rounded = np.round(found, need.EQUAL)
    own = rounded[:, place, None]
    ahead = (rounded > own).sum(axis=1)
    return np.where(np.isnan(own[:, 0]), np.nan, 1.0 + ahead)


def shares(weights: Sequence[float], criteria: int) -> NDArray[np.float64]:
    """Return weights scaled to add up to 1, (m,).

    Raises
    ------
    AnalysisError
        If there is not one weight for each criterion, a weight is negative or no number, or all are 0.
    """
    if len(weights) != criteria:
        raise AnalysisError(
            N_("There are {weights} weights for {criteria} criteria: give each criterion its weight."),
            weights=len(weights),
            criteria=criteria,
        )
    return need.shares(weights)


def check(values: NDArray[np.float64], criteria: int, missing: str = NOTHING) -> None:
    """Refuse values that are no numbers from 0 to 1, that do not fit the criteria, and unknown rules.

    Raises
    ------
    AnalysisError
        If so.
    """
    if missing not in MISSING:
        raise AnalysisError(
            N_("There is no rule {rule} for missing values: choose one of {rules}."),
            rule=missing,
            rules=", ".join(MISSING),
        )
    if values.ndim != 2 or values.shape[1] != criteria or not criteria:  # noqa: PLR2004 - a table has two axes
        raise AnalysisError(
            N_("The values need a row for each proposal and a column for each of the {criteria} criteria."),
            criteria=criteria,
        )
    if ((values < 0) | (values > 1)).any():
        raise AnalysisError(N_("Some values lie outside 0 to 1: apply the criteria's value functions first."))
