"""Closeness to an ideal: TOPSIS, a second opinion on a ranking.

Hwang & Yoon 1981, *Multiple Attribute Decision Making: Methods and Applications*. That the classical form can turn a
ranking round when a proposal is added or taken away: Aires & Ferreira 2019, *A new approach to avoid rank reversal cases
in the TOPSIS method*, Computers & Industrial Engineering 132, which also fixes the ends of the scales. See
docs/methods/ranking.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import weighted_sum
from spaceplanner.analysis.weighted_sum import NOTHING, SHARED
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def closeness(values: NDArray[np.float64], weights: Sequence[float], missing: str = NOTHING) -> NDArray[np.float64]:
    """Return the closeness (n,) of proposals to what would have the value 1 in every criterion, 0 to 1.

    c = d- / (d+ + d-), with d- = sqrt(sum (w v)^2) from a proposal of which every value is 0, and
    d+ = sqrt(sum (w (1 - v))^2) from one of which every value is 1. Because the two do not depend on the proposals, adding
    one changes no other closeness.

    Parameters
    ----------
    values
        (n, m), 0 to 1, of value functions with fixed anchors (`value`); NaN where there is no data.
    weights
        m weights, at least 0, of any sum above 0.
    missing
        ``nothing``: a missing value is 0. ``shared``: it is left out of both distances; NaN where none is known. As all
        weights of a row then change in proportion, the closeness is the same before and after they are shared out.

    Raises
    ------
    AnalysisError
        If values lie outside 0 to 1, or weights or the rule cannot be used.
    """
    shares = weighted_sum.shares(weights, values.shape[-1])
    weighted_sum.check(values, len(shares), missing)
    known = ~np.isnan(values) if missing == SHARED else np.ones(values.shape, dtype=np.bool_)
    filled = np.nan_to_num(values)
    best, worst = (known * shares * away for away in (1 - filled, filled))
    return _share(best, worst)


def classical(table: NDArray[np.float64], weights: Sequence[float], costs: Sequence[bool]) -> NDArray[np.float64]:
    """Return the closeness (n,) as Hwang & Yoon have it, of measures in any units; NaN where all are alike.

    Columns are divided by their length sqrt(sum x^2); the ideal has the best of each column, its opposite the worst. A
    missing measure counts as the worst that is known in its column, and a column of which nothing is known as alike.

    Parameters
    ----------
    table
        (n, m), any finite numbers; NaN where there is no data.
    weights
        m weights, at least 0, of any sum above 0.
    costs
        m: whether less is better.

    Raises
    ------
    AnalysisError
        If numbers are infinite, there is not one weight and one direction a column, or the weights cannot be used.
    """
    shares = weighted_sum.shares(weights, table.shape[-1])
    if len(costs) != len(shares):
        raise AnalysisError(
            N_("There are {directions} directions for {criteria} criteria: say of each whether less is better."),
            directions=len(costs),
            criteria=len(shares),
        )
    if np.isinf(table).any():
        raise AnalysisError(N_("Some measures are infinite: leave them empty."))
    if not len(table):
        return np.empty(0)
    known = ~np.isnan(table)
    length = np.sqrt((np.where(known, table, 0.0) ** 2).sum(axis=0))
    upward = np.where(costs, -table, table) / np.where(length > 0, length, 1.0)
    worst = np.where(known.any(axis=0), np.where(known, upward, np.inf).min(axis=0), 0.0)
    filled = shares * np.where(known, upward, worst)
    return _share(filled.max(axis=0) - filled, filled - filled.min(axis=0))


def _share(best: NDArray[np.float64], worst: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the distance from the worst, given the differences (n, m) from the best and from the worst."""
    from_best, from_worst = (np.sqrt((away**2).sum(axis=1)) for away in (best, worst))
    whole = from_best + from_worst
    share: NDArray[np.float64] = np.divide(from_worst, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
