"""What a proposal is worth: present value, benefit-cost ratio, payback, break-even. Arrays of draws in and out.

Costs and benefits of a year count at its end; what is built is paid at the start (Park 2016, *Contemporary Engineering
Economics*, chapters 3 to 6; Boardman, Greenberg, Vining & Weimer 2018, *Cost-Benefit Analysis*). Money is of one price
year, so the rate is a real one. See docs/methods/money.md.

By hand: 100 a year for 3 years at 10 % are worth 100 (1/1.1 + 1/1.21 + 1/1.331) = 248.685 today; against a cost of 200
that is a net present value of 48.685, a benefit-cost ratio of 1.243, paid back in year 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def present_value(flows: ArrayLike, *, rate: float) -> NDArray[np.float64]:
    """Return what amounts at the end of year 1, 2, ... are worth at the start: sum of flow / (1 + rate)^year.

    Parameters
    ----------
    flows
        (..., years); the present factor of an even stream is that of ones.
    rate
        Per year, at least 0.

    Raises
    ------
    AnalysisError
        If the rate is no number or below 0.
    """
    if not 0 <= rate < np.inf:
        raise AnalysisError(N_("The discount rate is {rate}: choose 0 or more."), rate=rate)
    table = np.asarray(flows, dtype=np.float64)
    return np.asarray(table @ (1 + rate) ** -np.arange(1.0, table.shape[-1] + 1))


def benefit_cost(benefit: NDArray[np.float64], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return present benefit / present cost; without a cost infinite, or NaN where there is no benefit either."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(benefit / cost)


def per_averted(cost: NDArray[np.float64], averted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return present cost / incidents averted, infinite where none is averted.

    Parameters
    ----------
    averted
        Incidents averted over the horizon, discounted like money: only so is the price of one the same in each year.
    """
    some = averted > 0
    with np.errstate(over="ignore"):
        return np.where(some, cost / np.where(some, averted, 1.0), np.inf)


def payback(start: NDArray[np.float64], net: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first year in which what came in covers what was paid at the start; infinite where none does.

    Amounts are not discounted: that is what the word means in finance, and why it is no measure of worth.

    Parameters
    ----------
    start
        (draws,) paid at the start.
    net
        (years, draws) benefit less running cost and replacements of each year.
    """
    found = np.full(len(start), np.inf)
    left = start.copy()
    for year, amount in enumerate(net, start=1):
        left -= amount
        found = np.where((left <= 0) & np.isinf(found), year, found)
    return found


def replaced_in(life_years: float, horizon_years: int) -> tuple[int, ...]:
    """Return the years at whose end something is replaced; at the horizon's end nothing is."""
    times = int(np.ceil(horizon_years / life_years)) - 1
    return tuple(year for k in range(1, times + 1) if (year := int(np.ceil(k * life_years))) < horizon_years)


def breakeven(benefit: NDArray[np.float64], cost: NDArray[np.float64]) -> float:
    """Return the share of the averted incidents that may move next door before the median net present value is 0.

    A draw breaks even at d = 1 - cost / benefit; half the draws still gain at the median of these, cut to 0 and 1.

    Parameters
    ----------
    benefit, cost
        (draws,) present values.
    """
    worth = benefit > cost
    shares = np.where(worth, 1 - cost / np.where(worth, benefit, 1.0), -1.0)
    return float(np.clip(np.median(shares), 0, 1))
