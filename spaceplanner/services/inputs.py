"""Inputs: what the analysis reads of a project, as arrays (see `spaceplanner.services.unpacking`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spaceplanner.analysis import audit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.luminaire import Luminaire
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.space import Space

PRECISIONS = ("second", "minute", "hour", "day", "month", "year")
"""Precision of an incident's date; `Incidents.precision` holds indices into it."""

OUTCOMES = ("property", "violent", "disorder", "other")
"""Outcome of an incident; `Incidents.outcome` holds indices into it."""

GROUPS = ("women", "children", "older")
"""Groups of residents, where the census gives them; columns of `Residents.groups`."""

AUDITED = audit.ITEMS
"""What a field audit rates; columns of `Audits.ratings`."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Places:
    """The spaces: `shapes` (n,) polygons in metres, in the order of `spaces`."""

    spaces: tuple[Space, ...]
    shapes: NDArray[Any]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Incidents:
    """All incidents of all layers with that role.

    Attributes
    ----------
    present
        There is at least one layer of the role.
    xy
        (n, 2) metres.
    when
        (n,) datetime64[s], local wall time; NaT where unknown.
    precision
        (n,) int8 index into `PRECISIONS`; -1 where unknown.
    outcome
        (n,) int8 index into `OUTCOMES`.
    indoor
        (n,) bool; unknown counts as outdoors.
    """

    present: bool
    xy: NDArray[np.float64]
    when: NDArray[np.datetime64]
    precision: NDArray[np.int8]
    outcome: NDArray[np.int8]
    indoor: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LampModels:
    """What the layers say of the luminaires of the m lamps that work.

    Attributes
    ----------
    names
        (k,) names that occur, as written.
    codes
        (m,) index of each lamp's name; -1 where the layer does not say.
    """

    names: tuple[str, ...]
    codes: NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lamps:
    """Street lamps: all of them at `xy` (n, 2) metres, and the m that work (unknown counts as working).

    Attributes
    ----------
    working_xy
        (m, 2) metres.
    lumens, power, height
        (m,) light in lm, power in W and mounting height in m of those that work; NaN where the layer does not say.
    models
        The luminaires of those that work.
    """

    present: bool
    xy: NDArray[np.float64]
    working_xy: NDArray[np.float64]
    lumens: NDArray[np.float64]
    power: NDArray[np.float64]
    height: NDArray[np.float64]
    models: LampModels


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Alarms:
    """Community alarms: all of them at `xy` (n, 2) metres, and the m that work (unknown counts as working).

    Attributes
    ----------
    working_xy
        (m, 2) metres.
    level
        (m,) dB(A) of those that work; NaN where the layer does not say.
    rated_at
        (m,) metres from each at which that level was measured; NaN where the layer does not say.
    """

    present: bool
    xy: NDArray[np.float64]
    working_xy: NDArray[np.float64]
    level: NDArray[np.float64]
    rated_at: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Residents:
    """Where people live: points (n, 2) and blocks (m,) polygons in metres, each with its number of people.

    Attributes
    ----------
    present
        There is at least one number of people: places without any say where, but not how many.
    unknown
        How many points and blocks have no number that can be one; they count as nobody.
    groups, block_groups
        (n, 3) and (m, 3) people of each of `GROUPS`; NaN where the census does not say.
    """

    present: bool
    unknown: int
    xy: NDArray[np.float64]
    people: NDArray[np.float64]
    groups: NDArray[np.float64]
    blocks: NDArray[Any]
    block_people: NDArray[np.float64]
    block_groups: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Ways:
    """Where people walk.

    Attributes
    ----------
    lines
        (n,) streets and paths together, metres: the network.
    paths
        (m,) paths alone.
    entrances_xy
        (k, 2) metres.
    entrance_spaces
        (k,) number of the space that each entrance says it belongs to; -1 where it does not say.
    """

    lines: NDArray[Any]
    paths: NDArray[Any]
    entrances_xy: NDArray[np.float64]
    entrance_spaces: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Audits:
    """Field audits, a row each.

    Attributes
    ----------
    present
        There is at least one layer of the role.
    places
        (n,) where they were made: points, lines or areas, metres.
    spaces
        (n,) number of the space that each names; -1 where it names none that there is.
    auditors
        (n,) code of who made it; empty where unknown.
    when
        (n,) datetime64[s]; NaT where unknown.
    ratings
        (n, 9) as written, a column for each of `AUDITED`; NaN where not rated.
    """

    present: bool
    places: NDArray[Any]
    spaces: NDArray[np.int64]
    auditors: NDArray[np.str_]
    when: NDArray[np.datetime64]
    ratings: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Businesses:
    """Where businesses stand, and what a survey asked them; areas by their centroid.

    Attributes
    ----------
    present
        There is at least one layer of the role.
    xy
        (n, 2) metres.
    kinds, kind
        Names of kinds as written, and (n,) the index of each business's; -1 where it does not say.
    late
        (n,) 1 open after 19:00, 0 not, NaN unknown.
    employees
        (n,) NaN where unknown.
    victim
        (n,) how often it was a victim in the survey's year (1 for yes); NaN where it was not asked.
    loss
        (n,) its yearly loss in the project's currency; NaN where it did not say.
    sales_drop
        (n,) share of its sales, 0 to 1; NaN where it did not say.
    extortion
        (n,) above 0: it reports extortion; NaN where it did not say.
    years
        First and last year of the surveys; None where no layer says.
    """

    present: bool
    xy: NDArray[np.float64]
    kinds: tuple[str, ...]
    kind: NDArray[np.intp]
    late: NDArray[np.float64]
    employees: NDArray[np.float64]
    victim: NDArray[np.float64]
    loss: NDArray[np.float64]
    sales_drop: NDArray[np.float64]
    extortion: NDArray[np.float64]
    years: tuple[int, int] | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Coverage:
    """The study area, and where each role's layers are complete: given, else the boundary, else None (unknown)."""

    boundary: BaseGeometry | None
    incidents: BaseGeometry | None
    lamps: BaseGeometry | None
    alarms: BaseGeometry | None
    residents: BaseGeometry | None


@dataclass(frozen=True, eq=False, slots=True)
class Inputs:
    """Everything the analysis reads of a project; the same object as long as nothing of it changed."""

    places: Places
    incidents: Incidents
    lamps: Lamps
    alarms: Alarms
    residents: Residents
    ways: Ways
    audits: Audits
    businesses: Businesses
    coverage: Coverage
    luminaires: tuple[Luminaire, ...]
    settings: Settings
    crs: str | None
    timezone: str | None
