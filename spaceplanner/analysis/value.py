"""Value functions: a measure on a scale from 0 to 1 between fixed anchors (Keeney & Raiffa 1976, chapter 3)."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray


def linear(x: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return ``(x - low) / (high - low)``, clipped to 0..1; NaN stays NaN. ``low > high`` means less is better."""
    _check(low, high)
    return _within((x - low) / (high - low), 1)


def log(x: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return ``log(1 + d) / log(1 + w)``, clipped to 0..1; NaN stays NaN.

    Here ``d`` is the distance of `x` from `low` towards `high` (0 before it), and ``w`` that of `high`, in the unit of
    the measure: the first few count more than the same number on top of many.
    """
    _check(low, high)
    width = abs(high - low)
    beyond = _within((x - low) if high > low else (low - x), width)
    value: NDArray[np.float64] = np.log1p(beyond) / np.log1p(width)
    return value


FORMS = {"linear": linear, "log": log}
"""Name of a form -> value function."""


def _within(x: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    # For single numbers, of which there are many, several times as fast as `numpy.clip`.
    return np.asarray(np.minimum(np.maximum(x, 0.0), most))


def _check(low: float, high: float) -> None:
    if low == high:
        raise AnalysisError(N_("Both anchors of a value function are {low}: set them apart."), low=low)
    # What is no number would read as no data, and the part's weight would silently go to the others.
    if not (isfinite(low) and isfinite(high)):
        raise AnalysisError(
            N_("The anchors of a value function are {low} and {high}: both must be numbers."), low=low, high=high
        )
