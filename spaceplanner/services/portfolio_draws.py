"""What portfolios are chosen by: the benefit of each proposal and its draws, all of the score's own simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import value
from spaceplanner.services import scoring, weighing
from spaceplanner.services.measures import two_digits
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.portfolio import Maximise
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import ProposalResult, Result
    from spaceplanner.services.memo import Memo


@dataclass(frozen=True, eq=False, slots=True)
class Benefits:
    """The benefit of n proposals.

    Attributes
    ----------
    likely
        (n,) as the score uses it, at least 0; NaN where there are no data.
    draws
        (n, draws): each column is a world of its own, for all proposals; NaN where there are no data.
    """

    likely: NDArray[np.float64]
    draws: NDArray[np.float64]


def benefits(project: Project, catalogue: Catalogue, result: Result, memo: Memo, maximise: Maximise) -> Benefits:
    """Return the benefit of a project's proposals, in its order.

    Incidents averted are those of the published result, as the score uses them: no withheld count can be computed back
    from a set that was chosen by them. Of the score, the documented points are taken, by which ranks go; only incidents
    averted, and these for what they cost, are uncertain in it.

    Parameters
    ----------
    result
        Of this very project.
    """
    found = scoring.contenders(project, catalogue, unpack(project, memo), result.diagnosis, memo)
    draws = np.stack([np.full(project.settings.draws, np.nan) if item.draws is None else item.draws for item in found])
    averted = np.array([_likely(row) for row in draws])
    if maximise == "averted":
        return Benefits(averted, draws)
    points = np.array([item.score_floor for item in result.proposals])
    uncertain = [
        _points(item, project.criteria, row, one.kept)
        for item, row, one in zip(result.proposals, draws, found, strict=True)
    ]
    return Benefits(points, points[:, None] + np.stack(uncertain))


def _likely(draws: NDArray[np.float64]) -> float:
    """Return the median as the score uses it, to two significant digits and at least 0; NaN without data."""
    return np.nan if np.isnan(draws).any() else max(0.0, two_digits(float(np.median(draws))))


def _points(
    item: ProposalResult, criteria: Sequence[Criterion], draws: NDArray[np.float64], kept: float
) -> NDArray[np.float64] | float:
    """Return (draws,) by how many points the score of a draw differs from the score; 0 where nothing is uncertain."""
    if np.isnan(draws).any():
        return 0.0
    total = sum(criterion.weight for criterion in criteria)
    apart: NDArray[np.float64] | float = 0.0
    for criterion, part in zip(criteria, item.criteria, strict=True):
        numbers = _of_draws(criterion.id, draws, item.cost.yearly, kept)
        if numbers is not None and part.value is not None:
            values = value.FORMS[criterion.form](numbers, criterion.low, criterion.high)
            apart = apart + 100 * criterion.weight / total * (values - part.value)
    return apart


def _of_draws(criterion: str, draws: NDArray[np.float64], yearly: float, kept: float) -> NDArray[np.float64] | None:
    """Return (draws,) the figure of a criterion that depends on the incidents averted; None for the others."""
    if criterion == "averted":
        return np.maximum(draws, 0.0)
    return weighing.per_yearly_cost(draws, yearly, kept=kept) if criterion == "value" else None
