"""Lamps as light sources: where, how high, how many lumens, spread how; and which of two sets are not the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import photometry
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    from numpy.typing import NDArray

    Distributions: TypeAlias = photometry.Distribution | str | Sequence[photometry.Distribution | str]

_MOST_CHANGED = 1_000


@dataclass(frozen=True, eq=False, slots=True)
class Lamps:
    """Working lamps.

    Attributes
    ----------
    xy
        (m, 2) metres.
    height
        (m,) metres above the ground, above 0.
    lumens
        (m,) at least 0.
    which
        (m,) number of each one's distribution among those of `Light`.
    """

    xy: NDArray[np.float64]
    height: NDArray[np.float64]
    lumens: NDArray[np.float64]
    which: NDArray[np.intp]

    def __getitem__(self, some: NDArray[np.bool_] | NDArray[np.int64]) -> Lamps:
        return Lamps(self.xy[some], self.height[some], self.lumens[some], self.which[some])

    def __len__(self) -> int:
        return len(self.xy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """How lamps shine: the same for all lamps of one computation, but for the distribution, which each has its own of.

    Attributes
    ----------
    distributions
        Of the luminaires, at least one; `Lamps.which` counts from 0 among them.
    maintenance
        Share of the new lamp's light that is left between two services, above 0, at most 1.
    negligible
        Lux; a lamp is left out where it gives less, above 0.

    Raises
    ------
    AnalysisError
        If the maintenance factor or the negligible light is out of bounds.
    """

    distributions: tuple[photometry.Distribution, ...]
    maintenance: float
    negligible: float

    def __post_init__(self) -> None:
        if not 0 < self.maintenance <= 1:
            raise AnalysisError(
                N_("The maintenance factor is {factor}: choose one above 0 and at most 1, such as 0.8."),
                factor=self.maintenance,
            )
        if not 0 < self.negligible < np.inf:
            raise AnalysisError(
                N_("Light under {lux} lux is to be left out: choose a value above 0, such as 0.01."),
                lux=self.negligible,
            )

    @staticmethod
    def of(distribution: Distributions, maintenance: float, negligible: float) -> Light:
        """Return it with one distribution or several, generic ones where names are given."""
        several = (distribution,) if isinstance(distribution, (str, photometry.Distribution)) else distribution
        made = tuple(photometry.generic(one) if isinstance(one, str) else one for one in several)
        return Light(distributions=made, maintenance=maintenance, negligible=negligible)

    def lamps(
        self,
        lamps_xy: NDArray[np.float64],
        height_m: NDArray[np.float64] | float,
        lumens: NDArray[np.float64] | float,
        which: NDArray[np.intp] | int = 0,
    ) -> Lamps:
        """Return `checked` lamps of which each has one of the distributions.

        Raises
        ------
        AnalysisError
            As `checked` does, and where a number stands for no distribution.
        """
        lamps = checked(lamps_xy, height_m, lumens, which)
        if len(lamps) and not (lamps.which.min() >= 0 and lamps.which.max() < len(self.distributions)):
            raise AnalysisError(
                N_("Lamps have distributions from number {low} to {high}, but {count} are given: number them from 0."),
                low=int(lamps.which.min()),
                high=int(lamps.which.max()),
                count=len(self.distributions),
            )
        return lamps

    def reach(self, lamps: Lamps) -> NDArray[np.float64]:
        """Return (m,) how far on the ground, metres, each lamp gives at least the negligible light."""
        at_1_m = np.full(len(lamps), np.inf)
        lit = lamps.lumens > 0
        at_1_m[lit] = self.negligible * 1000 * lamps.height[lit] ** 2 / (self.maintenance * lamps.lumens[lit])
        heights = np.zeros(len(lamps))
        for number in used(lamps):
            some = lamps.which == number
            heights[some] = photometry.reach(self.distributions[number], at_1_m[some])
        return lamps.height * heights

    def table(self, lamps: Lamps) -> tuple[photometry.Table, NDArray[np.intp] | None]:
        """Return the distributions that lamps have as a table, and (m,) each lamp's number in it; None: all the first.

        One alone needs no looking up, and is what most cities have.
        """
        numbers = used(lamps)
        table = photometry.Table(*(self.distributions[number] for number in numbers))
        return table, np.searchsorted(numbers, lamps.which) if len(numbers) > 1 else None

    def farthest(self, lamps: Lamps) -> float:
        """Return metres that no lamp's reach exceeds, without working each one's out: E <= I h / d^3 for the largest I."""
        if not len(lamps):
            return 0.0
        peaks = np.array([distribution.intensity.max() for distribution in self.distributions])
        strongest = float((lamps.lumens * lamps.height * peaks[lamps.which]).max())
        # `photometry.reach` is up to 1 % too far.
        return 1.02 * float(np.cbrt(strongest * self.maintenance / (1000 * self.negligible)))


def used(lamps: Lamps) -> NDArray[np.intp]:
    """Return the numbers of the distributions that any lamp has, ascending."""
    return np.flatnonzero(np.bincount(lamps.which))


def checked(
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
) -> Lamps:
    """Return lamps whose numbers can be computed with.

    Parameters
    ----------
    lamps_xy
        (m, 2) metres.
    height_m
        Metres above 0: one for all, or (m,).
    lumens
        At least 0: one for all, or (m,).
    which
        Number of the distribution: one for all, or (m,).

    Raises
    ------
    AnalysisError
        If lengths differ, a height is not above 0, lumens are negative, or a value is not a number.
    """
    lamps = unchecked(lamps_xy, height_m, lumens, which)
    located = np.isfinite(lamps.xy)
    if not located.all():
        raise AnalysisError(
            N_("{count} lamps have coordinates that are no number: leave them out."),
            count=int((~located).any(axis=1).sum()),
        )
    high = (lamps.height > 0) & (lamps.height < np.inf)
    if not high.all():
        raise AnalysisError(
            N_("{count} lamps have no mounting height above 0 m: correct it, or let the stated default stand in."),
            count=int((~high).sum()),
        )
    lit = (lamps.lumens >= 0) & (lamps.lumens < np.inf)
    if not lit.all():
        raise AnalysisError(
            N_(
                "{count} lamps have lumens that are negative or no number: correct them, or let the stated default stand in."
            ),
            count=int((~lit).sum()),
        )
    return lamps


def unchecked(
    lamps_xy: NDArray[np.float64],
    height_m: NDArray[np.float64] | float,
    lumens: NDArray[np.float64] | float,
    which: NDArray[np.intp] | int = 0,
) -> Lamps:
    """Return lamps whose numbers were checked before; what is given for all is given to each.

    Parameters
    ----------
    lamps_xy, height_m, lumens, which
        As for `checked`.

    Raises
    ------
    AnalysisError
        If lengths differ.
    """
    xy = np.asarray(lamps_xy, dtype=np.float64).reshape(-1, 2)
    m = len(xy)
    given = [np.asarray(values, dtype=np.float64) for values in (height_m, lumens)]
    numbers = np.asarray(which, dtype=np.intp)
    if any(values.ndim and values.shape != (m,) for values in (*given, numbers)):
        raise AnalysisError(
            N_(
                "There are {count} lamps, but not as many heights, lumens or distributions: give one for each, "
                "or one for all."
            ),
            count=m,
        )
    height, light = (np.broadcast_to(values, (m,)) for values in given)
    return Lamps(xy, height, light, np.broadcast_to(numbers, (m,)))


def difference(before: Lamps, after: Lamps) -> Lamps:
    """Return the lamps that are in one of two sets only: a lamp that was moved is there twice, as it was and as it is.

    The order of lamps does not count, only how many there are of each.
    """
    if len(before) == len(after):
        other = before.xy != after.xy
        moved = other[:, 0] | other[:, 1]
        moved |= (before.height != after.height) | (before.lumens != after.lumens)
        moved |= before.which != after.which
        return _joined(before[moved], after[moved])
    same = min(len(before), len(after))
    start = _alike(before, after, slice(0, same), slice(0, same))
    left = same - start
    ends = [slice(len(lamps) - left, len(lamps)) for lamps in (before, after)]
    end = _alike(before, after, *ends, backwards=True)
    return _only_once(*(lamps[np.arange(start, len(lamps) - end)] for lamps in (before, after)))


def few_changed(before: Sequence[Any], after: Lamps, *, most: int = _MOST_CHANGED) -> Lamps | None:
    """Return the `difference` of lamps; None where it is so large that the whole is sooner computed again.

    Parameters
    ----------
    before
        lamps_xy, height_m, lumens and, where it was given, which: as for `unchecked`.
    most
        So many lamps are few.
    """
    changed = difference(unchecked(*before), after)
    return None if len(changed) > most else changed


def _alike(before: Lamps, after: Lamps, of_before: slice, of_after: slice, *, backwards: bool = False) -> int:
    """Return how many lamps are the same from one end on."""
    same = (before.xy[of_before] == after.xy[of_after]).all(axis=1)
    same &= before.height[of_before] == after.height[of_after]
    same &= before.lumens[of_before] == after.lumens[of_after]
    same &= before.which[of_before] == after.which[of_after]
    if backwards:
        same = same[::-1]
    return len(same) if same.all() else int(same.argmin())


def _joined(one: Lamps, other: Lamps) -> Lamps:
    return Lamps(
        np.concatenate((one.xy, other.xy)),
        np.concatenate((one.height, other.height)),
        np.concatenate((one.lumens, other.lumens)),
        np.concatenate((one.which, other.which)),
    )


def _only_once(before: Lamps, after: Lamps) -> Lamps:
    both = _joined(before, after)
    sign = np.repeat([-1, 1], [len(before), len(after)])
    order = ranking(both)
    rows = np.column_stack((both.xy, both.height, both.lumens, both.which))[order]
    first = np.flatnonzero(np.concatenate(([True], (rows[1:] != rows[:-1]).any(axis=1)))[: len(rows)])
    if not len(first):
        return both
    return both[order[first[np.add.reduceat(sign[order], first) != 0]]]


def ranking(lamps: Lamps) -> NDArray[np.int64]:
    """Return the order of lamps by what they are, so that sums do not depend on the order of a table."""
    return np.lexsort((lamps.which, lamps.lumens, lamps.height, lamps.xy[:, 1], lamps.xy[:, 0]))
