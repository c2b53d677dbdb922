"""Whether several people who rate the same things rate them alike: Krippendorff's alpha.

Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability* (University of Pennsylvania), with missing data; what the
numbers mean after Krippendorff, *Content Analysis: An Introduction to Its Methodology* (SAGE).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

RELIABLE = 0.8
TENTATIVE = 0.667

ONE_RATER = N_("Rated by one auditor only: agreement needs two who rate the same space.")
NO_PAIR = N_("No two auditors rated the same space.")
NO_VARIATION = N_("All ratings are the same: they do not show whether auditors can tell spaces apart.")

_WORDS = (N_("reliable"), N_("good for tentative conclusions only"), N_("not reliable: train the auditors and repeat"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the raters of some units.

    Attributes
    ----------
    alpha
        1 where all agree, 0 where they agree as chance would have it, below 0 where they contradict each other; None
        where it is not defined.
    reason
        Why it is not defined, a message id; else None.
    raters, units, ratings
        Raters with a rating, units rated by at least two, and the ratings of those units, on which alpha rests.
    """

    alpha: float | None
    reason: str | None
    raters: int
    units: int
    ratings: int

    @property
    def meaning(self) -> str | None:
        """What alpha means in words, a message id: from 0.8 reliable, from 0.667 for tentative conclusions."""
        if self.alpha is None:
            return None
        return _WORDS[0] if self.alpha >= RELIABLE else _WORDS[1] if self.alpha >= TENTATIVE else _WORDS[2]


def alpha(ratings: Numbers, *, level: str = "ordinal") -> Agreement:
    """Return Krippendorff's alpha: 1 - observed / expected disagreement.

    With o(c, k) the pairs of values c and k within units, each unit's weighted by 1 / (its ratings - 1); n(c) the sums of
    o; n their total; and d(c, k) the squared difference of the level:
    alpha = 1 - (n - 1) sum o(c, k) d(c, k) / sum n(c) n(k) d(c, k).

    Parameters
    ----------
    ratings
        (m, u) of m raters and u units; NaN where one did not rate.
    level
        ``nominal``: d is 0 or 1. ``ordinal``: the squared number of ratings from c to k, those of c and k half.
        ``interval``: (c - k)^2. ``ratio``: ((c - k) / (c + k))^2, for values of at least 0.

    Raises
    ------
    AnalysisError
        If there is no such level, or a rating is infinite.
    """
    if level not in _DIFFERENCES:
        raise AnalysisError(
            N_("There is no level {level}: choose one of {levels}."), level=level, levels=", ".join(_DIFFERENCES)
        )
    if np.isinf(ratings).any():
        raise AnalysisError(N_("Some ratings are infinite: leave them empty."))
    known = ~np.isnan(ratings)
    raters = int(np.count_nonzero(known.any(axis=1)))
    paired = known.sum(axis=0) > 1
    kept = ratings[:, paired]
    size = int(np.count_nonzero(known[:, paired]))
    sample = {"raters": raters, "units": int(np.count_nonzero(paired)), "ratings": size}
    if not paired.any():
        return Agreement(None, ONE_RATER if raters <= 1 else NO_PAIR, **sample)
    values = np.unique(kept[~np.isnan(kept)])
    if len(values) == 1:
        return Agreement(None, NO_VARIATION, **sample)
    counts: Numbers = (kept.T[:, :, None] == values).sum(axis=1).astype(np.float64)
    weights = 1 / (counts.sum(axis=1) - 1)
    pairs = (counts * weights[:, None]).T @ counts - np.diag(weights @ counts)
    n = pairs.sum(axis=0)
    apart = _DIFFERENCES[level](values, n)
    return Agreement(1 - (n.sum() - 1) * float((pairs * apart).sum()) / float(n @ apart @ n), None, **sample)


def _ordinal(_: Numbers, n: Numbers) -> Numbers:
    middle = np.cumsum(n) - n / 2
    return np.asarray(np.subtract.outer(middle, middle) ** 2)


def _ratio(values: Numbers, _: Numbers) -> Numbers:
    total = np.add.outer(values, values)
    difference = np.subtract.outer(values, values)
    return np.asarray(np.divide(difference, total, out=np.zeros_like(total), where=total != 0) ** 2)


_DIFFERENCES: Mapping[str, Callable[[Numbers, Numbers], Numbers]] = {
    "nominal": lambda values, _: np.asarray(np.not_equal.outer(values, values), dtype=np.float64),
    "ordinal": _ordinal,
    "interval": lambda values, _: np.asarray(np.subtract.outer(values, values) ** 2),
    "ratio": _ratio,
}
