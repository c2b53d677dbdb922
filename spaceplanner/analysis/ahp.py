"""Weights from comparisons in pairs, and the comparison to mend: the analytic hierarchy process.

Saaty 1977, *A scaling method for priorities in hierarchical structures*, Journal of Mathematical Psychology 15; Saaty
2008, *Decision making with the analytic hierarchy process*, International Journal of Services Sciences 1(1). See
docs/methods/ranking.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SCALE = (*(1 / k for k in range(9, 1, -1)), *(float(k) for k in range(1, 10)))
"""Saaty's scale: 1 equally important, 3 moderately more, 5 strongly, 7 very strongly, 9 extremely; and the inverses."""

CONSISTENT = 0.10
"""A consistency ratio up to here is accepted by Saaty's rule."""

RANDOM = (0, 0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59)
"""Mean consistency index of random judgements of 1, 2 ... 15 things: Saaty 2005, *Theory and Applications of the Analytic
Network Process*, p. 31. A test draws them again."""

ROUNDED = 0.005
"""How far a judgement times its inverse may be from 1: 0.333 for a third will do, 0.33 will not."""

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Mend:
    """The comparison to think over.

    Attributes
    ----------
    one, other
        Places of the two things.
    given
        How many times `one` is as important as `other`, as judged.
    weighted
        The same by the weights.
    fitting
        The value of Saaty's scale that fits the other comparisons best.
    ratio
        Consistency ratio with the fitting value in place of the given one; always below the present one.
    """

    one: int
    other: int
    given: float
    weighted: float
    fitting: float
    ratio: float


@dataclass(frozen=True, eq=False, slots=True)
class Weighting:
    """Weights of n things from their comparison in pairs.

    Attributes
    ----------
    weights
        (n,) above 0, adding up to 1.
    lambda_max
        Principal eigenvalue; n where the judgements are consistent, above it otherwise.
    index, ratio
        Consistency index (lambda_max - n) / (n - 1), and as a share of that of random judgements; 0 for one or two things.
    mend
        The comparison to mend; None where the judgements are consistent, or no single value on the scale would help.
    """

    weights: NDArray[np.float64]
    lambda_max: float
    index: float
    ratio: float
    mend: Mend | None

    @property
    def consistent(self) -> bool:
        """Whether the ratio is at most 0.10."""
        return self.ratio <= CONSISTENT


def weighting(judgements: NDArray[np.float64], names: Sequence[str] | None = None) -> Weighting:
    """Return the weights, w of A w = lambda_max w, and how consistent the judgements are.

    The comparison to mend is the one with the greatest abs(log(a[i, j] w[j] / w[i])) whose fitting value lowers the
    ratio. What fits is w[i] / w[j] of the matrix without this judgement, a[i, j] = a[j, i] = 0 and 1 more on both places
    of the diagonal, as for a comparison that was never made (Harker 1987, Mathematical Modelling 9).

    Parameters
    ----------
    judgements
        (n, n), n at most 15: how many times the row's thing is as important as the column's; above 0, 1 on the diagonal,
        and the inverse across it.
    names
        What errors call the things; None: their numbers from 1.

    Raises
    ------
    AnalysisError
        If the matrix is not square, empty or too large, or a judgement is missing, not above 0 or not the inverse of its
        opposite: the error says which.
    """
    matrix = _checked(judgements, names)
    weights, largest = _principal(matrix)
    ratio = _ratio(largest, len(matrix))
    return Weighting(
        weights=weights,
        lambda_max=largest,
        index=_index(largest, len(matrix)),
        ratio=ratio,
        mend=_mend(matrix, weights, ratio) if ratio > _SAME else None,
    )


def matrix(comparisons: Sequence[float], things: int) -> NDArray[np.float64]:
    """Return the matrix (n, n) of the comparisons of 1 with 2, 1 with 3 ... 2 with 3 ... n - 1 with n.

    Raises
    ------
    AnalysisError
        If it takes another number of comparisons, or one is not above 0.
    """
    rows, columns = np.triu_indices(things, 1)
    if len(comparisons) != len(rows):
        raise AnalysisError(
            N_("There are {given} comparisons: {things} criteria need {needed}."),
            given=len(comparisons),
            things=things,
            needed=len(rows),
        )
    found = np.ones((things, things))
    found[rows, columns] = comparisons
    _refuse_nonpositive(found, None)
    found[columns, rows] = 1 / found[rows, columns]
    return found


def _principal(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the principal eigenvector, adding up to 1, and its eigenvalue (Perron: real, and no other is larger)."""
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    return vector / vector.sum(), float(values[place].real)


def _index(largest: float, things: int) -> float:
    # What is consistent can be a last bit below n.
    return max(0.0, (largest - things) / (things - 1)) if things > 1 else 0.0


def _ratio(largest: float, things: int) -> float:
    random = RANDOM[things - 1]
    return _index(largest, things) / random if random else 0.0


def _mend(matrix: NDArray[np.float64], weights: NDArray[np.float64], ratio: float) -> Mend | None:
    departure = np.abs(np.log(matrix * weights / weights[:, None]))
    rows, columns = np.triu_indices(len(matrix), 1)
    for place in np.argsort(-departure[rows, columns], kind="stable"):
        one, other = int(rows[place]), int(columns[place])
        fitting = _fitting(matrix, one, other)
        mended = _with(matrix, one, other, fitting)
        lower = _ratio(_principal(mended)[1], len(matrix))
        if lower < ratio - _SAME:
            if matrix[one, other] < 1:
                # Said the way people say it: the more important one first.
                one, other, fitting = other, one, 1 / fitting
            return Mend(
                one=one,
                other=other,
                given=float(matrix[one, other]),
                weighted=float(weights[one] / weights[other]),
                fitting=fitting,
                ratio=lower,
            )
    return None


def _fitting(matrix: NDArray[np.float64], one: int, other: int) -> float:
    wanted = np.log(_implied(matrix, one, other))
    return min(SCALE, key=lambda value: abs(np.log(value) - wanted))


def _implied(matrix: NDArray[np.float64], one: int, other: int) -> float:
    """Return how many times `one` is as important as `other` by all comparisons but theirs."""
    without = _with(matrix, one, other, 1.0)
    without[[one, other], [other, one]] = 0.0
    without[[one, other], [one, other]] = 2.0
    weights, _ = _principal(without)
    return float(weights[one] / weights[other])


def _with(matrix: NDArray[np.float64], one: int, other: int, value: float) -> NDArray[np.float64]:
    changed = matrix.copy()
    changed[one, other], changed[other, one] = value, 1 / value
    return changed


def _checked(judgements: NDArray[np.float64], names: Sequence[str] | None) -> NDArray[np.float64]:
    """Return the judgements with inverses that were rounded made exact."""
    if judgements.ndim != 2 or judgements.shape[0] != judgements.shape[1] or not judgements.size:  # noqa: PLR2004
        raise AnalysisError(
            N_("The comparisons are no square table ({shape}): it needs a row and a column for each criterion."),
            shape=" x ".join(str(length) for length in judgements.shape),
        )
    if len(judgements) > len(RANDOM):
        raise AnalysisError(
            N_("Comparisons in pairs are for at most {most} criteria, not {things}: put some of them into groups."),
            most=len(RANDOM),
            things=len(judgements),
        )
    _refuse_nonpositive(judgements, names)
    departure = np.abs(judgements * judgements.T - 1)
    one, other = (int(place) for place in np.unravel_index(np.argmax(departure), departure.shape))
    if departure[one, other] > ROUNDED:
        raise AnalysisError(
            N_("{one} to {other} is {value} and {other} to {one} is {inverse}: one must be 1 divided by the other."),
            one=_name(one, names),
            other=_name(other, names),
            value=f"{judgements[one, other]:g}",
            inverse=f"{judgements[other, one]:g}",
        )
    exact: NDArray[np.float64] = np.sqrt(judgements / judgements.T)
    return exact


def _refuse_nonpositive(judgements: NDArray[np.float64], names: Sequence[str] | None) -> None:
    bad = np.argwhere(~((judgements > 0) & (judgements < np.inf)))
    if len(bad):
        one, other = (int(place) for place in bad[0])
        raise AnalysisError(
            N_("The comparison of {one} with {other} is {value}: it must be a number above 0, such as 3 or 1/3."),
            one=_name(one, names),
            other=_name(other, names),
            value=f"{judgements[one, other]:g}",
        )


def _name(place: int, names: Sequence[str] | None) -> str:
    return names[place] if names else str(place + 1)
