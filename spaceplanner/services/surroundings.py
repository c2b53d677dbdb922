"""Surroundings: what a space has a year in the long run, and of which kinds, for the benefit of proposals there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import disclosure, timing
from spaceplanner.services.inputs import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Incidents, Places
    from spaceplanner.services.luck import Luck


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The long-run number of incidents near a space, drawn towards comparable spaces (docs/methods/shrinkage.md).

    Attributes
    ----------
    exact, published
        Shape and scale of its gamma distribution over the record: from the counts, and from those that may be published.
    count
        Incidents as they were counted.
    years
        Length of the record.
    compared
        With the others of its surroundings: the count is not taken as it is.
    """

    exact: tuple[float, float]
    published: tuple[float, float]
    count: int
    years: float
    compared: bool


def baselines(places: Places, luck: Luck | None, published: Luck | None) -> Mapping[str, Baseline]:
    """Return the baseline of each space that has one, by id: the record has dates and covers it."""
    if luck is None or published is None:
        return {}
    return {
        space.id: Baseline(
            exact=(float(luck.shape[row]), float(luck.scale[row])),
            published=(float(published.shape[row]), float(published.scale[row])),
            count=int(luck.counts[row]),
            years=luck.years,
            compared=bool(luck.weight[row] > 0),
        )
        for row, space in enumerate(places.spaces)
        if not np.isnan(luck.counts[row])
    }


def kinds(outcome: NDArray[np.int8], night: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return (8,) how many incidents are of each kind: of each outcome, first by day or without an hour, then by night."""
    return np.bincount(2 * outcome.astype(np.int64) + night, minlength=2 * len(OUTCOMES))


def everywhere(incidents: Incidents, nights: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return (8,) the shares of the kinds in the whole record as they may be published; what is left, in equal parts."""
    counts = kinds(incidents.outcome, nights == timing.NIGHT)
    return mix(counts, np.full(len(counts), 1 / len(counts)))


def mix(counts: NDArray[np.int64], city: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (8,) the shares of the kinds near a space as they may be published.

    A share is in steps of 0.05 and only where it may be published as a share of the space's incidents; what is left is
    shared out among the other kinds as in the whole record.

    Parameters
    ----------
    counts, city
        (8,) counts near the space, and shares in the whole record.
    """
    total = int(counts.sum())
    told = np.array([np.nan if (share := disclosure.share(int(n), total)) is None else share for n in counts])
    rest = max(0.0, 1 - float(np.nansum(told)))
    withheld = np.where(np.isnan(told), city, 0.0)
    spread = rest * withheld / withheld.sum() if withheld.any() else withheld
    found = np.nan_to_num(told) + spread
    shares: NDArray[np.float64] = found / found.sum()
    return shares
