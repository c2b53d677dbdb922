"""Numbers of residents within growing distances, as they may be told together: no small one follows by subtraction.

Minimum frequency and complementary suppression as in `disclosure`, for a whole table: what lies between two distances, or
is left of a group, is a cell too (Hundepool et al. 2012, *Statistical Disclosure Control*, chapter 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis.disclosure import FEWEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def told(people: NDArray[np.float64], *, exclusive: Iterable[tuple[int, int]] = ()) -> NDArray[np.float64]:
    """Return the numbers that may be told, as whole numbers; NaN for the others.

    A number is told if it is five or more and if no difference from the numbers told already is one to four: not that of
    two distances, not what a group leaves of all, and not what groups that exclude each other leave of all, within a
    distance or between two. A difference of zero is told.

    Parameters
    ----------
    people
        (k, d, 1 + g) around each of k areas, within each of d distances, everybody and g groups; NaN where not known. The
        distances in the order in which they matter: where two cannot both be told, the first is.
    exclusive
        Numbers of two groups of which nobody is in both; where what they leave is too small, the smaller is withheld.
    """
    n = np.round(people)
    shown = np.zeros(n.shape, dtype=np.bool_)
    for row in range(n.shape[1]):
        total = n[:, row, 0]
        shown[:, row, 0] = (total >= FEWEST) & _fits(n[:, :, 0], shown[:, :, 0], row)
        for group in range(1, n.shape[2]):
            part, rest = n[:, :, group], n[:, :, 0] - n[:, :, group]
            shown[:, row, group] = (
                shown[:, row, 0]
                & (part[:, row] >= FEWEST)
                & _left(rest[:, row])
                & _fits(part, shown[:, :, group], row)
                & _fits(rest, shown[:, :, group], row)
            )
        for one, other in exclusive:
            rest, both = n[:, :, 0] - n[:, :, one] - n[:, :, other], shown[:, :, one] & shown[:, :, other]
            clash = both[:, row] & ~(_left(rest[:, row]) & _fits(rest, both, row))
            smaller = n[:, row, one] < n[:, row, other]
            shown[clash & smaller, row, one] = False
            shown[clash & ~smaller, row, other] = False
    return np.where(shown, n, np.nan)


def apart(difference: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether differences of numbers of people are nobody, or five or more: not one to four."""
    return np.asarray((difference == 0) | (np.abs(difference) >= FEWEST), dtype=np.bool_)


def _left(rest: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether what groups leave of all may be known; where a group outnumbers all, the record is no such count."""
    return apart(rest) & (rest >= 0)


def _fits(numbers: NDArray[np.float64], shown: NDArray[np.bool_], row: int) -> NDArray[np.bool_]:
    """Return whether the numbers (k, d) of a row are apart from those of the rows before that are shown."""
    before = numbers[:, :row]
    fits = ~shown[:, :row] | apart(numbers[:, row : row + 1] - before)
    return np.asarray(fits.all(axis=1), dtype=np.bool_)
