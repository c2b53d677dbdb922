"""Answers to a survey of businesses, summed up so that nobody's own answer can be computed back.

The rules are those of statistical disclosure control for magnitudes (Hundepool et al. 2012, *Statistical Disclosure
Control*, chapter 4): a minimum frequency, here five, and dominance, here that no answer makes up more than half a sum.
Shares follow `spaceplanner.analysis.disclosure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import disclosure

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_OF_ONE = 0.5
"""Share of a sum that a single answer may make up."""


def count(values: NDArray[np.float64]) -> int:
    """Return how many answered; NaN is no answer."""
    return int(np.isfinite(values).sum())


def total(values: NDArray[np.float64]) -> float | None:
    """Return the sum of amounts, or None where it would tell of a single business.

    Parameters
    ----------
    values
        (n,) amounts, at least 0; NaN: no answer.
    """
    told = values[np.isfinite(values)]
    whole = float(told.sum())
    if len(told) < disclosure.FEWEST or (whole > 0 and float(told.max()) > MOST_OF_ONE * whole):
        return None
    return whole


def mean(values: NDArray[np.float64]) -> float | None:
    """Return the mean of the answers, or None where fewer than five answered."""
    told = values[np.isfinite(values)]
    return float(told.mean()) if len(told) >= disclosure.FEWEST else None


def share(values: NDArray[np.float64]) -> float | None:
    """Return the share of answers above 0 in steps of 0.05, or None where it would tell of few (see `disclosure.share`)."""
    told = values[np.isfinite(values)]
    return disclosure.share(int((told > 0).sum()), len(told))
