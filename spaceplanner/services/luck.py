"""Luck: what comparable spaces have a year, and what of a space's own number is likely to last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import comparables, proximity, shrinkage

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Places, Residents


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Luck:
    """Of n spaces, incidents a year but for the counts.

    Attributes
    ----------
    counts
        (n,) incidents in and near each space over the record; NaN where it does not cover the space.
    expected
        (n,) what comparable spaces have a year; NaN where there is nothing to compare with.
    adjusted, low, high
        (n,) corrected for luck, with its 90 % interval.
    weight
        (n,) weight of the expectation in it, 0 to 1.
    shape, scale
        (n,) of the gamma distribution of the long-run count over the record.
    years
        Length of the record.
    compared, used
        How many spaces were compared, and by which traits.
    filled
        (n,) a trait of this space is unknown and was taken as the mean.
    """

    counts: NDArray[np.float64]
    expected: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    weight: NDArray[np.float64]
    shape: NDArray[np.float64]
    scale: NDArray[np.float64]
    years: float
    compared: int
    used: tuple[str, ...]
    filled: NDArray[np.bool_]


def around(shapes: NDArray[Any], *, distance: float) -> NDArray[np.float64]:
    """Return (n,) the square metres on which incidents are counted: each space widened by the radius."""
    return np.asarray(shapely.area(shapely.buffer(shapes, distance, quad_segs=4)), dtype=np.float64)


def corrected(  # noqa: PLR0917 - positional as the inputs of its stage
    places: Places,
    within: NDArray[np.int64],
    covered: NDArray[np.bool_],
    areas: NDArray[np.float64],
    period: tuple[str, str, float] | None,
    people: NDArray[np.float64],
    residents: Residents,
    covered_residents: NDArray[np.bool_],
    *,
    published: bool,
) -> Luck | None:
    """Return the counts corrected for luck; None where the record has no dates.

    Parameters
    ----------
    within
        (m, 2) pairs of space and incident near it.
    covered
        (n,) whether the record covers the surroundings of each space.
    areas
        (n,) square metres on which the incidents are counted.
    period
        First and last day and years of the record, or None.
    people, residents, covered_residents
        (n,) residents near each space, whether there is a layer of them, and (n,) whether it covers that ground: where it
        does not, a space is compared as if it had the mean of the others.
    published
        Made of counts that may be published only: fewer than five are none.
    """
    if period is None:
        return None
    counts = np.where(covered, proximity.counts(within, len(places.spaces)).astype(np.float64), np.nan)
    used = shrinkage.publishable(counts) if published else counts
    like = comparables.expected(
        used,
        areas,
        traits={"residents": np.where(covered_residents, people, np.nan)} if residents.present else {},
        kinds=[space.kind for space in places.spaces],
    )
    found = shrinkage.shrink(used, like.count)
    adjusted, low, high = found.per_year(period[2])
    return Luck(
        counts=counts,
        expected=like.count / period[2],
        adjusted=adjusted,
        low=low,
        high=high,
        weight=found.weight,
        shape=found.shape,
        scale=found.scale,
        years=period[2],
        compared=like.compared,
        used=like.used,
        filled=like.filled,
    )
