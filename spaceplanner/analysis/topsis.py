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


def _share(best: NDArray[np.float64], worst: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the distance from the worst, given the differences (n, m) from the best and from the worst."""
    from_best, from_worst = (np.sqrt((away**2).sum(axis=1)) for away in (best, worst))
    whole = from_best + from_worst
    share: NDArray[np.float64] = np.divide(from_worst, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
