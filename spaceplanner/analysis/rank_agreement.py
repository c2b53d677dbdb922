"""How far two rankings of the same things agree.

Kendall's tau-b and Spearman's rho, both with ties: Kendall, *Rank Correlation Methods* (Griffin). See
docs/methods/ranking.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = (
    (0.9, N_("nearly the same order")),
    (0.7, N_("mostly the same order")),
    (0.4, N_("partly the same order")),
    (-1.0, N_("different orders: look at both")),
)
"""From which tau on, and what it means. A judgement: without ties (1 + tau) / 2 of the pairs stand in the same order, so
the steps are 95, 85 and 70 of 100 pairs."""

TOO_FEW = N_("Fewer than two proposals are in both rankings.")
ALL_EQUAL = N_("One of the two methods has all proposals equal.")


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """Agreement of two rankings.

    Attributes
    ----------
    tau, rho
        Kendall's tau-b and Spearman's rho, 1 for the same order and -1 for the opposite; None where not defined.
    reason
        Why they are not defined, a message id; else None.
    same_first
        Whether the things that are first are the same in both; None with fewer than one thing.
    moved
        The greatest number of ranks between the two; None with fewer than one thing.
    things
        How many are in both rankings.
    """

    tau: float | None
    rho: float | None
    reason: str | None
    same_first: bool | None
    moved: int | None
    things: int

    @property
    def meaning(self) -> str | None:
        """What tau means in words, a message id of `LEVELS`."""
        if self.tau is None:
            return None
        return next(words for least, words in LEVELS if self.tau >= least or least == LEVELS[-1][0])


def agreement(one: NDArray[np.float64], other: NDArray[np.float64]) -> RankAgreement:
    """Return how far two scores (n,) of the same things order them alike; the units of the scores do not matter.

    tau-b = (C - D) / sqrt((P - T) (P - U)) with C pairs in the same order, D in the opposite, P all pairs, and T and U
    those that one or the other has equal. rho is the correlation of the mean ranks.

    Parameters
    ----------
    one, other
        Greater is better; scores that agree to nine decimals are equal; NaN: not ranked, and left out of both.

    Raises
    ------
    AnalysisError
        If there are not as many scores in both, or some are infinite.
    """
    if one.shape != other.shape or np.isinf(one).any() or np.isinf(other).any():
        raise AnalysisError(
            N_("Two rankings are compared of the same proposals, with a finite score for each in both.")
        )
    both = ~(np.isnan(one) | np.isnan(other))
    ranks = [need.ranks(scores[both]) for scores in (one, other)]
    things = int(np.count_nonzero(both))
    first = bool(((ranks[0] == 1) == (ranks[1] == 1)).all()) if things else None
    moved = int(np.abs(ranks[0] - ranks[1]).max()) if things else None
    reason = TOO_FEW if things < 2 else ALL_EQUAL if any(held.max() == 1 for held in ranks) else None  # noqa: PLR2004
    tau, rho = (_tau(*ranks), _rho(*ranks)) if reason is None else (None, None)
    return RankAgreement(tau=tau, rho=rho, reason=reason, same_first=first, moved=moved, things=things)


def _tau(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    signs = [np.sign(np.subtract.outer(ranks, ranks)) for ranks in (one, other)]
    # Integers until the end: two equal orders have exactly 1.
    same = int((signs[0] * signs[1]).sum())
    untied = [int(np.count_nonzero(sign)) for sign in signs]
    return same / untied[0] if untied[0] == untied[1] else float(same / np.sqrt(float(untied[0]) * untied[1]))


def _rho(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    # The mean rank of a group is its best rank and half of the others in it.
    means = [ranks + (np.bincount(ranks)[ranks] - 1) / 2 for ranks in (one, other)]
    away = [ranks - (len(one) + 1) / 2 for ranks in means]
    whole = np.sqrt((away[0] ** 2).sum() * (away[1] ** 2).sum())
    return float(np.clip((away[0] * away[1]).sum() / whole, -1, 1))
