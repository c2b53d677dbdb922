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


def everywhere(incidents: Incidents, nights: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return (8,) the kinds in the whole record as they may be published; what is not told, in equal parts."""
    return mix(incidents.outcome, nights, np.full(2 * len(OUTCOMES), 1 / (2 * len(OUTCOMES))))


def mix(outcome: NDArray[np.int8], nights: NDArray[np.int8], city: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (8,) the shares of the kinds of incidents as they may be published: of each outcome, by day and by night.

    Outcomes and hours are told apart from each other, for a count of both could be subtracted from that of one. Shares are
    in steps of 0.05; the night's is that of the diagnosis, and an hour that is unknown counts with the known ones.

    Parameters
    ----------
    outcome, nights
        (n,) of the incidents; `nights` as from the stage of that name.
    city
        (8,) shares in the whole record, which stand in for what is not told here.
    """
    city_outcomes, (_, city_night) = city.reshape(-1, 2).sum(axis=1), city.reshape(-1, 2).sum(axis=0)
    known = int((nights != timing.UNKNOWN).sum())
    night = disclosure.share(int((nights == timing.NIGHT).sum()), known)
    dark = float(city_night) if night is None else night
    outcomes = _outcomes(np.bincount(outcome, minlength=len(OUTCOMES)), city_outcomes)
    return np.outer(outcomes, (1 - dark, dark)).reshape(-1)


def _outcomes(counts: NDArray[np.int64], city: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (4,) shares: fewer than five of an outcome are told with the others, and if all these are, as none."""
    total = int(counts.sum())
    if total < _FEWEST_FOR_SHARES:
        return city
    told = counts >= disclosure.FEWEST
    shares = np.where(told, np.round(20 * counts / total) / 20, 0.0)
    rest = int(counts[~told].sum())
    others = np.where(told, 0.0, city)
    if disclosure.scored_count(rest) and others.any():
        shares += max(0.0, 1 - float(shares.sum())) * others / others.sum()
    found: NDArray[np.float64] = shares / shares.sum() if shares.any() else city
    return found


_FEWEST_FOR_SHARES = 2 * disclosure.FEWEST
