"""Answers to a survey of businesses, summed up so that nobody's own answer can be computed back.

The rules are those of statistical disclosure control for magnitudes (Hundepool et al. 2012, *Statistical Disclosure
Control*, chapter 4): a minimum frequency, here five, and dominance, here that no answer makes up more than half a sum.
What is told is rounded to a step no smaller than the largest answer, which is our own rule against differences: of two
sums that differ by one answer, as those of neighbouring places may, one is known to no better than half of that answer.
Shares follow `spaceplanner.analysis.disclosure`.
"""

from __future__ import annotations

from math import floor, log10
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
    """Return the sum of amounts, rounded as it may be told, or None where it would tell of a single business.

    Parameters
    ----------
    values
        (n,) amounts, at least 0; NaN: no answer.
    """
    told = values[np.isfinite(values)]
    if len(told) < disclosure.FEWEST or _dominated(told):
        return None
    return _stepped(float(told.sum()), float(told.max()))


def mean(values: NDArray[np.float64]) -> float | None:
    """Return the mean of the answers, rounded as it may be told, or None where it would tell of a single business.

    How many answered is told beside it, so that it is as good as their sum, and follows the same rules.

    Parameters
    ----------
    values
        (n,) numbers; below 0 a rise where others fell. NaN: no answer.
    """
    told = values[np.isfinite(values)]
    if len(told) < disclosure.FEWEST or _dominated(np.abs(told)):
        return None
    return _stepped(float(told.mean()), float(np.abs(told).max()) / len(told))


def share(values: NDArray[np.float64]) -> float | None:
    """Return the share of answers above 0 in steps of 0.05, or None where it would tell of few (see `disclosure.share`)."""
    told = values[np.isfinite(values)]
    return disclosure.share(int((told > 0).sum()), len(told))


def _dominated(amounts: NDArray[np.float64]) -> bool:
    """Tell whether one of some amounts, at least 0, makes up most of their sum."""
    whole = float(amounts.sum())
    return whole > 0 and float(amounts.max()) > MOST_OF_ONE * whole


_DIGITS = 2
_STEPS = (1, 2, 5, 10)


def _stepped(value: float, largest: float) -> float:
    """Return a number to two digits and in steps of 1, 2 or 5 times a power of ten, none smaller than `largest`."""
    if largest > 0:
        power = 10.0 ** floor(log10(largest))
        step = next((many * power for many in _STEPS if many * power >= largest), 10 * power)
        value = round(value / step) * step
    return float(f"{value:.{_DIGITS}g}")
