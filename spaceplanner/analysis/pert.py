"""PERT: draws of unit costs of which a low, a likely and a high value are known.

The PERT distribution is a beta distribution stretched over low to high whose mean is (low + 4 likely + high) / 6
(Malcolm, Roseboom, Clark & Fazar 1959, *Operations Research* 7(5)); its shapes are those of Vose (2008, *Risk
Analysis*). Prices rise and fall together: draws share a factor through a Gaussian copula. See docs/methods/money.md.
"""

from __future__ import annotations

from functools import lru_cache
from math import erf, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

CORRELATION = 0.5
"""Correlation of the normal variables behind two types' costs: our own assumption."""

_SPREAD = 4.0
_KNOTS = 2049
_FARTHEST = 8.0


def mean(low: ArrayLike, likely: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Return the mean, (low + 4 likely + high) / 6."""
    a, m, b = (np.asarray(part, dtype=np.float64) for part in (low, likely, high))
    return np.asarray((a + _SPREAD * m + b) / (_SPREAD + 2))


def variance(low: ArrayLike, likely: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Return the variance, (mean - low)(high - mean) / 7."""
    mu = mean(low, likely, high)
    return np.asarray((mu - np.asarray(low)) * (np.asarray(high) - mu) / (_SPREAD + 3))


def draws(
    low: ArrayLike,
    likely: ArrayLike,
    high: ArrayLike,
    *,
    names: Sequence[str],
    count: int,
    shared: np.random.Generator,
    own: Sequence[np.random.Generator],
    correlation: float = CORRELATION,
) -> NDArray[np.float64]:
    """Draw unit costs, (n, count); where low equals high, each draw is that value.

    Parameters
    ----------
    low, likely, high
        (n,) 0 <= low <= likely <= high, in one currency.
    names
        (n,) what each is called where it must be put right.
    shared, own
        Chance of the factor that all share, and (n,) of each cost by itself: neither the order nor the number of the
        others changes the draws of one.
    correlation
        Of the normal variables, 0 to 1.

    Raises
    ------
    AnalysisError
        If a cost is no number, negative, or not in this order.
    """
    a, m, b = (np.asarray(part, dtype=np.float64) for part in (low, likely, high))
    check(a, m, b, names)
    common = sqrt(correlation) * shared.standard_normal(count)
    apart = sqrt(1 - correlation)
    found = np.empty((len(a), count))
    for row, generator in enumerate(own):
        width = b[row] - a[row]
        if width == 0:
            found[row] = a[row]
            continue
        normal = common + apart * generator.standard_normal(count)
        found[row] = a[row] + width * standard_quantile(_below(normal), float((m[row] - a[row]) / width))
    return found


def check(
    low: NDArray[np.float64], likely: NDArray[np.float64], high: NDArray[np.float64], names: Sequence[str]
) -> None:
    """Raise where costs cannot be used.

    Raises
    ------
    AnalysisError
        Naming the cost and the field.
    """
    for name, *ends in zip(names, low, likely, high, strict=True):
        for field, value in zip(("low", "likely", "high"), ends, strict=True):
            if not (np.isfinite(value) and value >= 0):
                raise AnalysisError(
                    N_("The cost of {name} is not usable: {field} is {value}. It must be a number, at least 0."),
                    name=name,
                    field=field,
                    value=float(value),
                )
        if not ends[0] <= ends[1] <= ends[2]:
            raise AnalysisError(
                N_(
                    "The cost of {name} is not usable: low {low}, likely {likely}, high {high}. Put them in rising order."
                ),
                name=name,
                low=float(ends[0]),
                likely=float(ends[1]),
                high=float(ends[2]),
            )


def standard_quantile(probability: NDArray[np.float64], mode: float) -> NDArray[np.float64]:
    """Return quantiles of the PERT distribution on 0 to 1 with a mode; right to 2e-6.

    Parameters
    ----------
    probability
        0 to 1, any shape.
    mode
        0 to 1.
    """
    at, below = _table(1 + _SPREAD * mode, 1 + _SPREAD * (1 - mode))
    return np.asarray(np.interp(probability, below, at))


@lru_cache(maxsize=64)
def _table(alpha: float, beta: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places and the beta distribution's probability below them.

    With x = sin(t)^2 the density is smooth up to its ends, so a plain trapezoidal sum over t is exact enough, and the
    places lie close together where the quantile is steep. SciPy's inverse takes some twenty times as long (benchmarks/money.py).
    """
    t = np.linspace(0, pi / 2, _KNOTS)
    density = np.sin(t) ** (2 * alpha - 1) * np.abs(np.cos(t)) ** (2 * beta - 1)
    below = np.concatenate(([0.0], np.cumsum(density[1:] + density[:-1])))
    return np.sin(t) ** 2, below / below[-1]


@lru_cache(maxsize=1)
def _normal() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    at = np.linspace(-_FARTHEST, _FARTHEST, 2 * _KNOTS)
    return at, np.array([0.5 * (1 + erf(z / sqrt(2))) for z in at])


def _below(normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard normal distribution's probability below some values."""
    return np.asarray(np.interp(normal, *_normal()))
