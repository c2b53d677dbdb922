"""Reach: who lives within a walk of each space, and who has none."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import access, audience, disclosure, entrances, nested, network, network_graph, walks
from spaceplanner.analysis.proximity import prepared
from spaceplanner.domain.result import Figure
from spaceplanner.errors import AnalysisError
from spaceplanner.services.figure_parts import none, of_residents, public, reasons
from spaceplanner.services.inputs import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.access import Served, Supply
    from spaceplanner.analysis.entrances import Entrances
    from spaceplanner.analysis.network import Network
    from spaceplanner.analysis.walks import Walks
    from spaceplanner.services.figure_parts import Columns
    from spaceplanner.services.inputs import Alarms, Places, Residents

_FINEST = 50.0
_MOST_POINTS = 30_000
"""Points that blocks are spread over, about: a city of large blocks needs no finer ones, and a country could not have them."""

AGES = (2, 3)
"""Columns of children and of older people among residents."""

NEAR = 30.0
"""Metres from a space within which an entrance that names no space leads into it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Homes:
    """Where people live: (n, 2) metres, and (n, 4) people, all of them and those of each of `GROUPS`.

    Attributes
    ----------
    of
        (n,) the place of the census that each stands for: first the points, then the blocks.
    known
        (3,) whether the census counts each group at all; where it does, a place that does not say counts as none.
    """

    xy: NDArray[np.float64]
    people: NDArray[np.float64]
    of: NDArray[np.int64]
    known: tuple[bool, ...]


def streets(lines: NDArray[Any]) -> Network | None:
    """Return the network of streets and paths but for scraps; None where there are none that can be walked."""
    try:
        return network_graph.without_scraps(network.build(lines)) if len(lines) else None
    except AnalysisError:
        # Lines without a length are no streets: distances are then straight lines, and said to be.
        return None


def apart(ways: Network | None) -> tuple[int, int]:
    """Return how many streets do not hang together with the longest part, and how many there are."""
    return (0, 0) if ways is None else network.streets_apart(ways)


def homes(residents: Residents, cover: BaseGeometry | None) -> Homes:
    """Return points that stand for where people live; a large block is spread over several.

    Parameters
    ----------
    residents
        Points and blocks with their people.
    cover
        Where they are known; those outside are left out, for others may be missing there. None: everywhere.
    """
    groups = np.vstack((residents.groups, residents.block_groups))
    known = tuple(bool(np.isfinite(groups[:, place]).any()) for place in range(len(GROUPS)))
    at_points = np.column_stack((residents.people, np.nan_to_num(residents.groups)))
    in_blocks = np.column_stack((residents.block_people, np.nan_to_num(residents.block_groups)))
    ground = float(np.nansum(shapely.area(residents.blocks))) if len(residents.blocks) else 0.0
    xy, people, block = walks.spread(residents.blocks, in_blocks, spacing=max(_FINEST, sqrt(ground / _MOST_POINTS)))
    all_xy, everybody = np.vstack((residents.xy, xy)), np.vstack((at_points, people.reshape(-1, at_points.shape[1])))
    held = _within(all_xy, cover)
    of = np.concatenate((np.arange(len(residents.xy)), len(residents.xy) + block))
    return Homes(xy=all_xy[held], people=everybody[held], of=of[held], known=known)


def _within(xy: NDArray[np.float64], cover: BaseGeometry | None) -> NDArray[np.bool_]:
    if cover is None:
        return np.ones(len(xy), dtype=np.bool_)
    return np.asarray(shapely.intersects_xy(prepared(cover), xy[:, 0], xy[:, 1]), dtype=np.bool_)


def ways_in(
    shapes: NDArray[Any], ways: Network | None, given_xy: NDArray[np.float64], given_spaces: NDArray[np.int64]
) -> Entrances:
    """Return the entrances of each space: those that name it or are nearest to it, else derived from the streets.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    ways
        The streets, or None.
    given_xy, given_spaces
        (e, 2) metres, and the space each names; -1 where it names none.
    """
    spaces = given_spaces.copy()
    lost = np.flatnonzero(spaces < 0)
    if len(lost) and len(shapes):
        door, space = shapely.STRtree(shapes).query_nearest(
            shapely.points(given_xy[lost]), max_distance=NEAR, all_matches=False
        )
        spaces[lost[door]] = space
    used = spaces >= 0
    return entrances.entrances(shapes, ways, given_xy=given_xy[used], given_space=spaces[used])


def walked(
    shapes: NDArray[Any], doors: Entrances, lived: NDArray[np.float64], ways: Network | None, *, limit: float
) -> Walks:
    """Return how far people walk to each space, up to a limit in metres (see `spaceplanner.analysis.walks`)."""
    return walks.walks(shapes, doors, lived, ways, limit=limit)


def near(found: Walks, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (k, 3, 4) people within 300, 400 and 800 m of each space, all and by group."""
    return access.residents_within(found, people)


def residents(found: Walks, people: NDArray[np.float64], *, distance: float) -> NDArray[np.float64]:
    """Return (k,) people within a walking distance of each space."""
    return access.residents_within(found, people[:, 0], distances=(distance,))[:, 0, 0]


def counted(  # noqa: PLR0917 - positional as the inputs of its stage
    people: NDArray[np.float64],
    nearby: NDArray[np.float64],
    lived: Homes,
    covered_300: NDArray[np.bool_],
    covered_400: NDArray[np.bool_],
    covered_800: NDArray[np.bool_],
    covered_nearby: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return (k, 4, 4) residents within 400, 800, 300 m and the project's own distance, NaN where not known.

    In the order in which they matter where not all may be told; of the own distance everybody only, as in the figures
    (see `figures` for the parameters).
    """
    known = np.where(np.array([True, *lived.known]), people, np.nan)
    own = np.full((len(nearby), 1, known.shape[2]), np.nan)
    own[:, 0, 0] = nearby
    rows = np.concatenate((known[:, [1, 2, 0]], own), axis=1)
    covered = np.column_stack((covered_400, covered_800, covered_300, covered_nearby))
    return np.where(covered[:, :, None], rows, np.nan)


def told(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `counted` as it may be published; nobody is both a child and old."""
    return nested.told(found, exclusive=(AGES,))


def hearing(lived: Homes, alarms: Alarms, radius: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (n,) where people live who hear an alarm; `radius` is (m,) metres within which each is heard."""
    return audience.at(lived.xy, lived.people[:, 0], alarms.working_xy, radius).alarms > 0


def heard_near(
    found: Walks, lived: Homes, by_day: NDArray[np.bool_], by_night: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return (k, 2) people within 400 m on foot of each space who hear an alarm by day and by night."""
    people = lived.people[:, :1] * np.column_stack((by_day, by_night))
    return access.residents_within(found, people, distances=(access.SERVED,))[:, 0]


def figures(  # noqa: PLR0917 - positional as the inputs of its stage
    places: Places,
    nearby: NDArray[np.float64],
    covered_nearby: NDArray[np.bool_],
    people: NDArray[np.float64],
    lived: Homes,
    covered_300: NDArray[np.bool_],
    covered_400: NDArray[np.bool_],
    covered_800: NDArray[np.bool_],
    living: Residents,
    shown: NDArray[np.float64],
) -> Columns:
    """Return the columns of residents within each walking distance, by group, and square metres for each.

    Parameters
    ----------
    nearby, covered_nearby
        (k,) residents within the project's own walking distance, and whether residents are known that far.
    people
        (k, 3, 4) as from `near`.
    covered_300, covered_400, covered_800
        (k,) whether residents are known that far around each space.
    shown
        (k, 4, 4) as from `told`.
    """
    why = {
        metres: reasons(covered, present=living.present)
        for metres, covered in ((300, covered_300), (400, covered_400), (800, covered_800))
    }
    found: Columns = {
        "walk_residents": of_residents(
            nearby, shown[:, 3, 0], "people", reasons(covered_nearby, present=living.present)
        ),
        **{
            f"walk_{metres}": of_residents(people[:, place, 0], shown[:, row, 0], "people", why[metres])
            for place, (metres, row) in enumerate(zip(why, (2, 0, 1), strict=True))
        },
    }
    for place, group in enumerate(GROUPS):
        counted = people[:, 1, 1 + place] if lived.known[place] else np.full(len(people), np.nan)
        found[f"walk_400_{group}"] = of_residents(
            counted, shown[:, 0, 1 + place], "people", why[400], undefined="no_group"
        )
    served, area = people[:, 1, 0], np.asarray(shapely.area(places.shapes), dtype=np.float64)
    each = np.divide(area, served, out=np.full(len(served), np.nan), where=served > 0)
    found["m2_per_resident"] = of_residents(
        each, area / shown[:, 0, 0], "m2", why[400], undefined="nobody_near", people=served
    )
    return found


def hearing_figures(  # noqa: PLR0917 - positional as the inputs of its stage
    heard: NDArray[np.float64],
    people: NDArray[np.float64],
    covered_walk: NDArray[np.bool_],
    covered_sound: NDArray[np.bool_],
    living: Residents,
    alarms: Alarms,
    shown: NDArray[np.float64],
) -> Columns:
    """Return the columns of the share of the residents near each space who hear an alarm, by day and by night.

    Parameters
    ----------
    heard, people
        (k, 2) and (k, 3, 4) as from `heard_near` and `near`.
    covered_walk, covered_sound
        (k,) whether residents, and the alarms that they may hear, are known around each space.
    shown
        (k, 4, 4) as from `told`.
    """
    why = [
        home or alarm
        for home, alarm in zip(
            reasons(covered_walk, present=living.present), reasons(covered_sound, present=alarms.present), strict=True
        )
    ]
    near = people[:, 1, :1]
    shares = np.divide(heard, near, out=np.full(heard.shape, np.nan), where=near > 0)
    outside = _heard_told(np.round(heard), shown[:, 0, 0])
    return {
        f"residents_heard_{time}_share": of_residents(
            shares[:, place], outside[:, place], "share", why, undefined="nobody_near", people=near[:, 0]
        )
        for place, time in enumerate(("day", "night"))
    }


def _heard_told(heard: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares (k, 2) that may be told: times the residents they give no one to four, heard or left over.

    Where day and night differ by one to four people, the night is told.
    """
    shown = nested.apart(heard) & nested.apart(near[:, None] - heard)
    shown[:, 0] &= ~shown[:, 1] | nested.apart(heard[:, 0] - heard[:, 1])
    return np.where(shown, heard / near[:, None], np.nan)


def city(  # noqa: PLR0917 - positional as the inputs of its stage
    served: Served,
    supply: Supply,
    lived: Homes,
    places: Places,
    alarms: Alarms,
    by_day: NDArray[np.bool_],
    by_night: NDArray[np.bool_],
    cover: BaseGeometry | None,
    living: Residents,
) -> dict[str, Figure]:
    """Return the figures of the whole study area.

    Parameters
    ----------
    served, supply
        Who has a space within 400 m on foot, and how much of it.
    by_day, by_night
        (n,) where people live who hear an alarm.
    cover
        Where alarms are known; None: everywhere.
    """
    heard = _hearing(lived, alarms, {"day": by_day, "night": by_night}, cover)
    why = None if living.present and len(places.spaces) else "no_layer"
    if why is None and not served.people[0]:
        why = "no_coverage"
    if why:
        return {measure: none(unit, why) for measure, unit in _CITY.items()} | heard
    return {
        **_without(float(served.without[0]), float(served.people[0])),
        "spaces_per_resident": public(supply.spaces_per_resident, "ratio"),
        "space_per_resident": none("m2", "part_covered")
        if np.isnan(supply.m2_per_resident)
        else public(supply.m2_per_resident, "m2"),
        **heard,
    }


def _without(bare: float, total: float) -> dict[str, Figure]:
    """Return how many have no space, and their share; not outside where one to four have none, or have one."""
    shown = bool(nested.apart(np.round([bare, total - bare])).all())
    withheld = None if shown else "few_residents" if bare < disclosure.FEWEST else "residents_derivable"
    return {
        measure: Figure(exact=value, published=value if shown else None, unit=unit, withheld=withheld)
        for measure, value, unit in (
            ("residents_without_space", bare, "people"),
            ("share_without_space", bare / total, "share"),
        )
    }


_CITY = {
    "residents_without_space": "people",
    "share_without_space": "share",
    "spaces_per_resident": "ratio",
    "space_per_resident": "m2",
}


def _hearing(
    lived: Homes, alarms: Alarms, hears: Mapping[str, NDArray[np.bool_]], cover: BaseGeometry | None
) -> dict[str, Figure]:
    """Return the shares of the residents, where alarms are known, who hear one by day and by night."""
    held = _within(lived.xy, cover)
    people = lived.people[held, 0]
    total = float(people.sum())
    why = "no_layer" if not alarms.present or not len(lived.xy) else None if total else "no_coverage"
    return {
        f"residents_hearing_{time}_share": none("share", why)
        if why
        else public(float(people[heard[held]].sum()) / total, "share")
        for time, heard in hears.items()
    }


def served(found: Walks, people: NDArray[np.float64]) -> Served:
    """Return who has no space within 400 m on foot (SDG 11.7.1)."""
    return access.served(found, people)


def supply(found: Walks, people: NDArray[np.float64], places: Places, covered: NDArray[np.bool_]) -> Supply:
    """Return how much space people have within 400 m on foot; `covered` says around which spaces they are known."""
    area = np.asarray(shapely.area(places.shapes), dtype=np.float64)
    return access.supply(found, people[:, 0], area, covered=covered)
