"""Counts corrected for luck: empirical Bayes under a gamma-Poisson model.

A space's count is Poisson about its expectation times a factor of its own, and the factors vary between spaces as a gamma
variable of mean 1: Clayton & Kaldor 1987, *Empirical Bayes estimates of age-standardized relative risks for use in
disease mapping*, Biometrics 43; in road safety Hauer, Harwood, Council & Griffith 2002, *Estimating safety by the
empirical Bayes method: a tutorial*, Transportation Research Record 1784. See docs/methods/shrinkage.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis.disclosure import FEWEST
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_SPACES = 3
"""With fewer spaces nothing is known of how spaces vary, and no count is corrected."""

COVER = 0.90
"""Probability within the interval, half of the rest on either side."""

_JEFFREYS = 0.5
_LOWEST, _HIGHEST = np.log(1e-6), np.log(1e8)
_HALVINGS = 50


@dataclass(frozen=True, eq=False, slots=True)
class Shrunk:
    """What n spaces would count in the long run, over a record as long as this one.

    Attributes
    ----------
    count
        (n,) posterior mean; NaN where the space has no count.
    low, high
        (n,) ends of the 90 % interval, as much of the rest below as above.
    weight
        (n,) 0 to 1, the weight of the expectation; the count itself has the rest. 0: not corrected.
    shape, scale
        (n,) of the gamma distribution of which `low` and `high` are quantiles.
    dispersion
        phi: the factors of the spaces have the variance 1 / phi. NaN where it could not be estimated.
    """

    count: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    weight: NDArray[np.float64]
    shape: NDArray[np.float64]
    scale: NDArray[np.float64]
    dispersion: float

    def per_year(self, years: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return count, low and high a year.

        Parameters
        ----------
        years
            Length of the record, above 0.

        Raises
        ------
        AnalysisError
            If it is not.
        """
        check_years(years)
        return self.count / years, self.low / years, self.high / years


def check_years(years: float) -> None:
    """Refuse a record whose length in years is not above 0.

    Raises
    ------
    AnalysisError
        If it is not.
    """
    if not 0 < years < np.inf:
        raise AnalysisError(
            N_("The record of incidents is {years} years long: it must be longer than 0, so check its dates."),
            years=years,
        )


def check_counts(*counts: NDArray[np.float64]) -> None:
    """Refuse counts or expectations that are negative or infinite; NaN is no record.

    Raises
    ------
    AnalysisError
        If one is.
    """
    for numbers in counts:
        if (numbers < 0).any() or np.isinf(numbers).any():
            raise AnalysisError(
                N_("A number of incidents is negative or infinite: counts and expectations must be 0 or more.")
            )


def shrink(counts: NDArray[np.float64], expected: NDArray[np.float64], *, dispersion: float | None = None) -> Shrunk:
    """Return each count drawn towards its expectation, the more the less the space's own count can say.

    With count y, expectation mu and phi (see `dispersion_of`) the long-run count is a gamma variable of shape phi + y
    and scale mu / (phi + mu). Its mean is w mu + (1 - w) y with w = phi / (phi + mu) (Hauer et al. 2002, eq. 1 and 2).
    A count without an expectation above 0, and all counts where phi cannot be estimated, stay as they are, with the
    interval of Jeffreys' prior: shape y + 1/2.

    Parameters
    ----------
    counts
        (n,) incidents; NaN where there is no record: such a space gets NaN and enters nothing.
    expected
        (n,) expected incidents over the same record; NaN where there is no expectation.
    dispersion
        phi where it is known, above 0; None: estimated from these counts.

    Raises
    ------
    AnalysisError
        If a count or an expectation is negative or infinite, or phi is not above 0.
    """
    from scipy import special  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    check_counts(counts, expected)
    if dispersion is not None and not 0 < dispersion < np.inf:
        raise AnalysisError(
            N_("The dispersion is {dispersion}: give a number above 0, or let it be estimated."), dispersion=dispersion
        )
    phi = dispersion_of(counts, expected) if dispersion is None else dispersion
    drawn = np.isfinite(phi) & (expected > 0)
    own, mu = (np.nan_to_num(phi), np.where(drawn, expected, 1.0))
    weight = np.where(np.isnan(counts), np.nan, np.where(drawn, own / (own + mu), 0.0))
    shape = counts + np.where(drawn, own, _JEFFREYS)
    scale = np.where(np.isnan(counts), np.nan, np.where(drawn, mu / (own + mu), 1.0))
    tail = (1 - COVER) / 2
    return Shrunk(
        count=np.where(drawn, shape * scale, counts),
        low=special.gammaincinv(shape, tail) * scale,
        high=special.gammaincinv(shape, 1 - tail) * scale,
        weight=weight,
        shape=shape,
        scale=scale,
        dispersion=float(phi),
    )


def dispersion_of(counts: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """Return phi, by which the factors of the spaces have the variance 1 / phi; NaN where it cannot be estimated.

    The negative binomial likelihood with a flat prior on the variance 1 / phi has its mode on the logarithmic scale
    taken, that is: log L(phi) - log phi is at its highest. So phi is finite where the counts vary no more than chance
    would have it, and intervals do not shrink to nothing (the prior and the scale are those of Tak, Kelly & Morris 2017,
    *Rgbp*, Journal of Statistical Software 78(5)). It cannot be estimated from fewer than three spaces, nor where fewer
    than two have incidents.

    Parameters
    ----------
    counts
        (n,) incidents; NaN where there is no record.
    expected
        (n,) expected incidents; a space whose expectation is not above 0 is passed over.

    Raises
    ------
    AnalysisError
        If a count or an expectation is negative or infinite.
    """
    check_counts(counts, expected)
    used = ~np.isnan(counts) & (expected > 0)
    y, mu = counts[used], expected[used]
    if len(y) < FEWEST_SPACES or np.count_nonzero(y) < 2:  # noqa: PLR2004 - of one, phi falls to 0
        return np.nan
    values, often = np.unique(y, return_counts=True)
    low, high = _LOWEST, _HIGHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(np.exp(middle), y, mu, values, often) > 0 else (low, middle)
    return float(np.exp((low + high) / 2))


def publishable(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the counts that a published estimate may be made of: fewer than five are none, NaN stays NaN.

    The mean, the interval, the weight and the expectation of any space let its count, or a neighbour's, be computed
    back. So what is published is made of these counts throughout, expectations too, and a space whose own count is
    withheld gets nothing (see docs/methods/shrinkage.md).

    Parameters
    ----------
    counts
        (n,) incidents; NaN where there is no record.
    """
    return np.where(counts < FEWEST, 0.0, counts)


def _slope(
    phi: float,
    y: NDArray[np.float64],
    mu: NDArray[np.float64],
    values: NDArray[np.float64],
    often: NDArray[np.int64],
) -> float:
    """Return the derivative of log L(phi) - log phi by log phi; `values` and `often` are the distinct counts of y."""
    from scipy import special  # noqa: PLC0415 - start-up time: the window opens before anything is computed

    gammas = float(often @ (special.digamma(values + phi) - special.digamma(phi)))
    others = float((np.log1p(mu / phi) + (y - mu) / (phi + mu)).sum())
    return phi * (gammas - others) - 1
