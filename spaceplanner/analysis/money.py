"""What a proposal costs by year, and how far its funding goes. Amounts in one currency, rates per year.

The equivalent yearly cost is the capital recovery factor of engineering economics (Park 2016, *Contemporary
Engineering Economics*, section 3.4). See docs/methods/money.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DISCOUNT_RATE = 0.12
"""Social discount rate per year: Ecuador's, recalled and unverified."""


def annuity_factor(years: ArrayLike, *, rate: float = DISCOUNT_RATE) -> NDArray[np.float64]:
    """Return the yearly payment, at the end of each year, that repays 1 over some years: r / (1 - (1 + r)^-n).

    Parameters
    ----------
    years
        Above 0; any shape.
    rate
        At least 0; at 0 the payment is 1 / n.
    """
    n = np.asarray(years, dtype=np.float64)
    return 1 / n if rate == 0 else rate / -np.expm1(-n * np.log1p(rate))


def equivalent_yearly(
    cost: ArrayLike, life_years: ArrayLike, *, horizon_years: float, rate: float = DISCOUNT_RATE
) -> NDArray[np.float64]:
    """Return the yearly cost that is worth the same as costs paid at the start.

    Parameters
    ----------
    cost
        Paid at the start.
    life_years
        Service life; a life beyond the horizon is cut there, as nobody plans for what comes after it.
    """
    life = np.minimum(np.asarray(life_years, dtype=np.float64), horizon_years)
    return np.asarray(cost, dtype=np.float64) * annuity_factor(life, rate=rate)


def shares_funded(costs: ArrayLike, available: float) -> NDArray[np.float64]:
    """Return the share of each line's cost that is covered, 0 to 1, the cheapest line first.

    Money is not earmarked. Setting it against the cheapest lines first is a convention that leaves as few lines open
    as possible; equal lines are covered in equal shares, so that the order of lines does not matter.

    Parameters
    ----------
    costs
        (n,) at least 0; a line that costs nothing is covered.
    available
        Money at hand, at least 0.
    """
    amounts = np.asarray(costs, dtype=np.float64)
    shares = np.ones(len(amounts))
    left = available
    for cost in np.unique(amounts[amounts > 0]):
        same = amounts == cost
        needed = float(cost) * int(same.sum())
        shares[same] = min(1.0, left / needed)
        left = max(0.0, left - needed)
    return shares
