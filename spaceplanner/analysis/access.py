"""Access: who has which spaces within a walking distance, and who has none.

Share of people within a 400 m walk of open public space: UN-Habitat, metadata of SDG indicator 11.7.1. Distances along
the streets are those of `walks`; `residents_at` and `residents_in` count in a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import proximity
from spaceplanner.analysis.discs import SEGMENTS
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.walks import Walks

DISTANCES = (300.0, 400.0, 800.0)
"""Metres on foot for which residents are counted."""

SERVED = 400.0
"""Metres on foot within which somebody has a space (SDG 11.7.1)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Served:
    """Who has a space within a walking distance, and who has none (SDG 11.7.1).

    Attributes
    ----------
    distance
        Metres on foot.
    people
        (g,) of each group, at places that are numbers.
    without
        (g,) of these, with no space within the distance.
    share_without
        (g,) 0 to 1; NaN for a group of nobody.
    places
        The places (indices) where people live who have none, most people first.
    unknown
        (g,) people at places that are no number: they are counted nowhere else.
    by_straight_line
        (g,) people whose distances are 1.3 times the straight line.
    """

    distance: float
    people: NDArray[np.float64]
    without: NDArray[np.float64]
    share_without: NDArray[np.float64]
    places: NDArray[np.int64]
    unknown: NDArray[np.float64]
    by_straight_line: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Supply:
    """What of public space each place has within a walking distance.

    Attributes
    ----------
    distance
        Metres on foot.
    spaces
        (n,) spaces within the distance of each place.
    area_m2
        (n,) their square metres.
    spaces_per_resident, m2_per_resident
        Means over residents: of the spaces within the distance of each, and of their square metres shared among all
        residents who have them within the distance. NaN where nobody lives; the second also where some of those who
        share a space are not known.
    """

    distance: float
    spaces: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    spaces_per_resident: float
    m2_per_resident: float


def residents_at(
    shapes: NDArray[Any], xy: NDArray[np.float64], people: NDArray[np.float64], *, distance: float
) -> NDArray[np.float64]:
    """Return the people (k,) who live at points within a distance of each area, inside included.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    xy, people
        (n, 2) metres, and the number of people at each.
    distance
        Metres in a straight line, at least 0.
    """
    return proximity.sums(proximity.pairs(xy, shapes, distance), people, len(shapes))


def residents_in(
    shapes: NDArray[Any], blocks: NDArray[Any], people: NDArray[np.float64], *, distance: float
) -> NDArray[np.float64]:
    """Return the people (k,) of blocks within a distance of each area.

    People are taken as spread evenly over their block: it counts with the share of its ground that is near.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    blocks, people
        (n,) polygons, metres, and the number of people in each. A block without ground counts as nobody.
    distance
        Metres in a straight line, at least 0.
    """
    if not len(blocks):
        return np.zeros(len(shapes))
    near = shapely.buffer(shapes, distance, quad_segs=SEGMENTS)
    area, block = shapely.STRtree(blocks).query(near, predicate="intersects")
    whole = shapely.area(blocks)[block]
    shared = np.where(shapely.contains_properly(near[area], blocks[block]), whole, np.nan)
    partly = np.flatnonzero(np.isnan(shared))
    shared[partly] = shapely.area(shapely.intersection(near[area[partly]], blocks[block[partly]]))
    share = np.divide(shared, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.asarray(np.bincount(area, share * people[block], minlength=len(shapes)), dtype=np.float64)


def residents_within(
    walked: Walks, people: NDArray[np.float64], *, distances: tuple[float, ...] = DISTANCES
) -> NDArray[np.float64]:
    """Return the people (k, d, g) within each of some walking distances of each space, by group.

    Parameters
    ----------
    walked
        Distances between spaces and places.
    people
        (n, g) people of each group, such as by sex and age, at each place; (n,) is one group.
    distances
        (d,) metres on foot, none above the limit of the walks.

    Raises
    ------
    AnalysisError
        If a distance is above the limit.
    """
    groups = _groups(people)
    found = np.zeros((walked.spaces, len(distances), groups.shape[1]))
    for column, distance in enumerate(distances):
        pairs = _within(walked, distance)
        for group in range(groups.shape[1]):
            found[:, column, group] = proximity.sums(pairs, groups[:, group], walked.spaces)
    return found


def served(walked: Walks, people: NDArray[np.float64], *, distance: float = SERVED) -> Served:
    """Return who has no space within a walking distance (SDG 11.7.1: 400 m).

    Parameters
    ----------
    walked
        Distances between spaces and places.
    people
        (n, g) or (n,) people at each place.
    distance
        Metres on foot, not above the limit of the walks.

    Raises
    ------
    AnalysisError
        If the distance is above the limit.
    """
    _checked(walked, distance)
    groups = _groups(people)
    known = ~np.isnan(walked.nearest)
    none = known & ~(walked.nearest <= distance)
    total, without = groups[known].sum(axis=0), groups[none].sum(axis=0)
    everybody = groups.sum(axis=1)
    places = np.flatnonzero(none & (everybody > 0))
    return Served(
        distance=distance,
        people=total,
        without=without,
        share_without=np.divide(without, total, out=np.full_like(total, np.nan), where=total > 0),
        places=places[np.argsort(-everybody[places], kind="stable")],
        unknown=groups[~known].sum(axis=0),
        by_straight_line=groups[known & (walked.straight_place | walked.straight_space.all())].sum(axis=0),
    )


def supply(
    walked: Walks,
    people: NDArray[np.float64],
    area_m2: NDArray[np.float64],
    *,
    covered: NDArray[np.bool_] | None = None,
    distance: float = SERVED,
) -> Supply:
    """Return how many spaces and how much of them people have within a walking distance.

    Each space's square metres are shared evenly among the residents within the distance of it, so that the mean per
    resident counts no square metre twice.

    Parameters
    ----------
    walked
        Distances between spaces and places.
    people
        (n, g) or (n,) people at each place.
    area_m2
        (k,) square metres of each space.
    covered
        (k,) whether people are known all around each space, that far; None: around all. Where they are not, a space
        that somebody reaches is shared with others whom nobody has counted.
    distance
        Metres on foot, not above the limit of the walks.

    Raises
    ------
    AnalysisError
        If the distance is above the limit.
    """
    _checked(walked, distance)
    pairs = _within(walked, distance)
    n = len(walked.nearest)
    everybody = np.where(np.isnan(walked.nearest), 0.0, _groups(people).sum(axis=1))
    spaces = np.bincount(pairs[:, 1], minlength=n)
    area = np.bincount(pairs[:, 1], area_m2[pairs[:, 0]], minlength=n)
    total = float(everybody.sum())
    reached = proximity.sums(pairs, everybody, walked.spaces) > 0
    shared = total > 0 and (covered is None or bool(covered[reached].all()))
    return Supply(
        distance=distance,
        spaces=spaces.astype(np.int64),
        area_m2=np.asarray(area, dtype=np.float64),
        spaces_per_resident=float(spaces @ everybody) / total if total > 0 else np.nan,
        m2_per_resident=float(area_m2[reached].sum()) / total if shared else np.nan,
    )


def _within(walked: Walks, distance: float) -> NDArray[np.int64]:
    _checked(walked, distance)
    return walked.pairs[walked.metres <= distance]


def _checked(walked: Walks, distance: float) -> None:
    if distance > walked.limit:
        raise AnalysisError(
            N_("Distances are known up to {limit} m, and {distance} m are asked for: compute them further."),
            limit=walked.limit,
            distance=distance,
        )


def _groups(people: NDArray[np.float64]) -> NDArray[np.float64]:
    return people[:, None] if people.ndim == 1 else people
