"""Who has a space within a walk and who has none: by distance, group, space, district and place of the census.

Method, sources and limits: docs/methods/access.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import access, coverage, proximity
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import districts, reach, stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.analysis.walks import Walks
    from spaceplanner.domain.project import Project
    from spaceplanner.services.inputs import Coverage, Inputs, Residents
    from spaceplanner.services.memo import Memo
    from spaceplanner.services.reach import Homes

NEAREST, FARTHEST = 1.0, 10_000.0
"""Metres: the shortest and the longest walk that may be asked for."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Near:
    """The residents within walks of one space.

    Attributes
    ----------
    people
        (d, 4) for each distance everybody, women, children and older people; NaN where that is not known.
    reasons
        For each distance why there are no data, or None.
    straight
        No street is near: its walks are 1.3 times the straight line.
    """

    id: str
    name: str
    area_m2: float
    people: NDArray[np.float64]
    reasons: tuple[str | None, ...]
    straight: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Access:
    """The residents of the whole census, and how many of them have no space within a distance.

    Attributes
    ----------
    people, without
        (4,) everybody, women, children and older people; NaN for a group that the census does not count, and for all
        where `reason` says why.
    straight
        How many of `people` have walks of 1.3 times the straight line; NaN as they are.
    spaces_each, m2_each
        Spaces within the distance of a resident, on average, and square metres for each resident; NaN as they are.
    reason
        Why nothing is known, or None.
    m2_reason
        Why `m2_each` is NaN, or None.
    """

    metres: float
    people: NDArray[np.float64]
    without: NDArray[np.float64]
    straight: float
    spaces_each: float
    m2_each: float
    reason: str | None
    m2_reason: str | None

    @property
    def shares(self) -> NDArray[np.float64]:
        """(4,) share of each group that has a space, 0 to 1; NaN where nobody is known."""
        shares: NDArray[np.float64] = np.divide(
            self.people - self.without, self.people, out=np.full(len(self.people), np.nan), where=self.people > 0
        )
        return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictAccess:
    """The residents of a district, and those with no space within 400 m; None where `reason` says why."""

    name: str
    people: float | None
    without: float | None
    reason: str | None

    @property
    def share(self) -> float | None:
        """The share that has a space, 0 to 1; None where nobody lives or nobody knows."""
        return (
            None if self.people is None or self.without is None or not self.people else 1 - self.without / self.people
        )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Without:
    """The points and areas of the census where people have no space within 400 m, most people first.

    Attributes
    ----------
    shapes
        (m,) points and polygons as the census has them, metres.
    people, without
        (m, 4) who lives there, and who of them has none; an area may have some who have.
    straight
        (m,) whether walks from there, of some at least, are 1.3 times the straight line.
    """

    shapes: NDArray[Any]
    people: NDArray[np.float64]
    without: NDArray[np.float64]
    straight: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Reach:
    """Everything that is known of who reaches what.

    Attributes
    ----------
    metres
        Walking distances, the shortest first; 400, that of SDG 11.7.1, is always one of them.
    groups
        Whether the census counts women, children and older people.
    streets
        There are streets for walks to follow; False: there are none, and all are 1.3 times the straight line.
    unknown
        Places of the census without a number of people.
    uncovered
        Spaces around which residents are not known as far as 400 m.
    covered_share
        Share of the study area that the census covers, 0 to 1; None where nobody said.
    """

    metres: tuple[float, ...]
    groups: tuple[bool, ...]
    streets: bool
    unknown: int
    uncovered: int
    covered_share: float | None
    spaces: tuple[Near, ...]
    city: tuple[Access, ...]
    districts: tuple[DistrictAccess, ...]
    without: Without

    @property
    def sdg(self) -> Access:
        """The access within 400 m (SDG 11.7.1)."""
        return next(item for item in self.city if item.metres == access.SERVED)


def missing(inputs: Inputs) -> str | None:
    """Return what reach lacks, a message id; None where nothing."""
    if shapely.is_empty(inputs.places.shapes).all():
        return N_("Reach needs public spaces: add a layer with the role spaces.")
    if not inputs.residents.present:
        return N_("Reach needs residents: add a layer with the role residents that has a number of people.")
    return None


def distances(metres: Sequence[float]) -> tuple[float, ...]:
    """Return the walking distances that are answered for those asked: in order, each once, 400 m among them.

    Raises
    ------
    AnalysisError
        If one is under 1 m, or above 10 km.
    """
    for one in metres:
        if not (isfinite(one) and NEAREST <= one <= FARTHEST):
            raise AnalysisError(
                N_("The walking distance is {value} m: choose one of at least {least} m and up to {most} m."),
                value=one,
                least=round(NEAREST),
                most=round(FARTHEST),
            )
    return tuple(sorted({access.SERVED, *map(float, metres)}))


def walks(inputs: Inputs, memo: Memo, farthest: float) -> Walks:
    """Return the walks of the diagnosis, or longer ones where it does not measure as far."""
    if farthest <= inputs.settings.walk_limit:
        found: Walks = stages.compute("walked", inputs, memo)
        return found
    doors, homes, ways = (stages.compute(name, inputs, memo) for name in ("doors", "homes", "network"))
    return memo("walked_far", reach.walked, inputs.places.shapes, doors, homes.xy, ways, limit=farthest)


def found(project: Project, inputs: Inputs, memo: Memo, metres: Sequence[float] = access.DISTANCES) -> Reach:
    """Return who reaches which space on foot, and who has none.

    Parameters
    ----------
    project, inputs
        A project, for its districts, and the same unpacked.
    memo
        Where results are remembered.
    metres
        Walking distances.

    Raises
    ------
    AnalysisError
        If there are no spaces or no residents, or a distance cannot be used.
    """
    asked = distances(metres)
    if why := missing(inputs):
        raise AnalysisError(why)
    walked = walks(inputs, memo, asked[-1])
    homes: Homes = stages.compute("homes", inputs, memo)
    known = np.array([True, *homes.known])
    people = np.where(known, homes.people, np.nan)
    covered = _covered(inputs, asked)
    return Reach(
        metres=asked,
        groups=homes.known,
        streets=stages.compute("network", inputs, memo) is not None,
        unknown=inputs.residents.unknown,
        uncovered=int((~covered[:, asked.index(access.SERVED)]).sum()),
        covered_share=covered_share(inputs.coverage),
        spaces=_spaces(inputs, walked, people, asked, covered),
        city=tuple(_city(inputs, walked, people, one, around) for one, around in zip(asked, covered.T, strict=True)),
        districts=_districts(project, inputs, walked, homes),
        without=without(inputs.residents, walked, homes),
    )


def covered_share(known: Coverage) -> float | None:
    """Return the share of the study area, 0 to 1, that the census covers; None where there is no area or no word on it."""
    held, boundary = known.residents, known.boundary
    if held is None or boundary is None or not boundary.area:
        return None
    return 1.0 if held is boundary else float(shapely.intersection(held, boundary).area / boundary.area)


def _covered(inputs: Inputs, asked: tuple[float, ...]) -> NDArray[np.bool_]:
    """Return (k, d) whether residents are known that far around each space."""
    shapes, known = inputs.places.shapes, inputs.coverage
    return np.column_stack([coverage.covered(shapes, known.residents, known.boundary, distance=one) for one in asked])


def _spaces(
    inputs: Inputs,
    walked: Walks,
    people: NDArray[np.float64],
    asked: tuple[float, ...],
    covered: NDArray[np.bool_],
) -> tuple[Near, ...]:
    places = inputs.places
    near = access.residents_within(walked, people, distances=asked)
    near = np.where(covered[:, :, None], near, np.nan)
    return tuple(
        Near(
            id=space.id,
            name=space.name,
            area_m2=float(space.shape.area),
            people=near[row],
            reasons=tuple(None if enough else "no_coverage" for enough in covered[row].tolist()),
            straight=bool(walked.straight_space[row]),
        )
        for row, space in enumerate(places.spaces)
    )


def _city(
    inputs: Inputs, walked: Walks, people: NDArray[np.float64], metres: float, covered: NDArray[np.bool_]
) -> Access:
    served = access.served(walked, people, distance=metres)
    area = np.asarray(shapely.area(inputs.places.shapes), dtype=np.float64)
    supply = access.supply(walked, people[:, 0], area, covered=covered, distance=metres)
    # Nobody where the census is complete: that is no city without people, but nothing known of it.
    why = None if served.people[0] else "no_coverage"
    nothing = np.full(len(served.people), np.nan)
    return Access(
        metres=metres,
        people=nothing if why else served.people,
        without=nothing if why else served.without,
        straight=np.nan if why else float(served.by_straight_line[0]),
        spaces_each=supply.spaces_per_resident,
        m2_each=supply.m2_per_resident,
        reason=why,
        m2_reason=why or ("part_covered" if np.isnan(supply.m2_per_resident) else None),
    )


def _districts(project: Project, inputs: Inputs, walked: Walks, homes: Homes) -> tuple[DistrictAccess, ...]:
    """Return the access of each district, in the order of the project's layers."""
    shapes, names = districts.areas(project)
    known = coverage.covered(shapes, inputs.coverage.residents, None, distance=0.0)
    within = proximity.pairs(homes.xy, shapes, 0.0)
    people = proximity.sums(within, homes.people[:, 0], len(shapes))
    none = np.where(walked.nearest > access.SERVED, homes.people[:, 0], 0.0)
    without_any = proximity.sums(within, none, len(shapes))
    return tuple(
        DistrictAccess(
            name=name,
            people=lived if enough else None,
            without=bare if enough else None,
            reason=None if enough else "no_coverage",
        )
        for name, lived, bare, enough in zip(names, people.tolist(), without_any.tolist(), known.tolist(), strict=True)
    )


def without(residents: Residents, walked: Walks, homes: Homes) -> Without:
    """Return where in the census people have no space within 400 m: `Served.places`, put together as they were counted."""
    places = access.served(walked, homes.people[:, 0]).places
    n = len(residents.xy) + len(residents.blocks)
    lived, bare, straight = np.zeros((n, 4)), np.zeros((n, 4)), np.zeros(n, dtype=np.bool_)
    np.add.at(lived, homes.of, homes.people)
    np.add.at(bare, homes.of[places], homes.people[places])
    straight[homes.of[walked.straight_place]] = True
    straight |= walked.straight_space.all()
    rows = np.flatnonzero(bare[:, 0] > 0)
    rows = rows[np.argsort(-bare[rows, 0], kind="stable")]
    shapes = np.concatenate((shapely.points(residents.xy), residents.blocks))
    known = np.array([True, *homes.known])
    return Without(
        shapes=shapes[rows],
        people=np.where(known, lived[rows], np.nan),
        without=np.where(known, bare[rows], np.nan),
        straight=straight[rows],
    )
