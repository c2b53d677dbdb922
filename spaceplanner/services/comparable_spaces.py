"""Comparable spaces: which ones a space is judged against, and how much more than by chance spaces vary.

Which spaces are comparable depends on the diagnosis and on which spaces have a proposal, never on what a proposal holds,
so that sketching asks for nothing new. Everything here is made of published counts (see docs/methods/proof.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import controls, disclosure, displacement, proximity, timing
from spaceplanner.analysis.displacement import Counts
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import OUTCOMES
from spaceplanner.services.measures import two_digits
from spaceplanner.services.stages import compute
from spaceplanner.services.verdict_periods import spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.result import Diagnosis, SpaceDiagnosis
    from spaceplanner.services.inputs import Incidents, Inputs, Places
    from spaceplanner.services.memo import Memo

_A_YEAR = np.timedelta64(365, "D")
_YEARS = 730 / timing.DAYS_PER_YEAR
_FEWEST_SPACES = 20
_LEAST_COUNT = 10
_MOST_METRES = 1e5
_MOST_CONTROLS = 1000


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Controls:
    """The spaces that one space is judged against, the most similar first.

    Attributes
    ----------
    rows
        (k,) which they are among the inputs' places; empty where there are none.
    ids
        Of these.
    similarity
        (k,) 1 the same in everything that is known, 0.5 one robust standard deviation apart in the typical trait.
    shared, traits
        (k,) traits that could be compared with each, of how many.
    """

    rows: NDArray[np.int64]
    ids: tuple[str, ...]
    similarity: NDArray[np.float64]
    shared: NDArray[np.int64]
    traits: int


def check(settings: Settings) -> None:
    """Refuse settings that leave nothing to judge by.

    Raises
    ------
    AnalysisError
        If the ring has no width or no comparable space is wanted.
    """
    if not 0 < settings.displacement_ring <= _MOST_METRES:
        raise AnalysisError(
            N_("The setting {setting} is {value} m: choose a distance above 0."),
            setting="displacement_ring",
            value=settings.displacement_ring,
        )
    if not 1 <= settings.controls <= _MOST_CONTROLS:
        raise AnalysisError(
            N_("The setting {setting} is {value}: choose {least} or more."),
            setting="controls",
            value=settings.controls,
            least=1,
        )


def comparable(space: str, inputs: Inputs, diagnosis: Diagnosis, memo: Memo, reserved: frozenset[str]) -> Controls:
    """Return the spaces that one space is judged against.

    Parameters
    ----------
    space
        Id of a space that a layer holds.
    reserved
        Ids of spaces with a proposal: they are no controls.
    """
    return alike(space, basis_of(inputs, diagnosis, memo), memo, reserved)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Basis:
    """What no proposal changes.

    Attributes
    ----------
    places
        The spaces as inputs, in the order of their layers.
    spaces
        Id -> diagnosis.
    rows
        Id -> which of the places it is.
    ids, shapes
        (n,) of the places in the order of `order`.
    order
        (n,) which of the places each row of `standard` and `recorded` is: by id, which no order of layers changes.
    standard
        (n, d) traits, as from `analysis.controls.standardised`.
    recorded
        (n,) the incidents' record covers the place.
    apart
        (m, 2) rows of `standard` so near to each other that an incident may count for both.
    ground
        (n,) square metres on which incidents count, in the order of the places.
    years
        Length of the record; None without dates.
    excess
        How much more than by chance spaces vary, to two digits; None where the record does not tell.
    ring, clear, wanted
        Width of the displacement ring, least distance of a control in metres, and how many are wanted.
    """

    places: Places
    spaces: Mapping[str, SpaceDiagnosis]
    rows: Mapping[str, int]
    ids: tuple[str, ...]
    shapes: NDArray[Any]
    order: NDArray[np.int64]
    standard: NDArray[np.float64]
    recorded: NDArray[np.bool_]
    apart: NDArray[np.int64]
    ground: NDArray[np.float64]
    years: float | None
    excess: float | None
    ring: float
    clear: float
    wanted: int


def basis_of(inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> Basis:
    """Return what no proposal changes, of the very project; it is remembered."""
    settings = inputs.settings
    return memo(
        "proof_basis",
        _based,
        diagnosis,
        inputs.places,
        inputs.incidents,
        compute("incidents_within", inputs, memo),
        compute("incident_ground", inputs, memo),
        radius=settings.incident_radius,
        ring=settings.displacement_ring,
        wanted=settings.controls,
    )


def _based(
    diagnosis: Diagnosis,
    places: Places,
    incidents: Incidents,
    within: NDArray[np.int64],
    ground: NDArray[np.float64],
    *,
    radius: float,
    ring: float,
    wanted: int,
) -> Basis:
    ids = [space.id for space in places.spaces]
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    found = {item.space: item for item in diagnosis.spaces}
    spaces = [found[ids[row]] for row in order]
    recorded = np.array([space.figures["incidents_within"].reason is None for space in spaces], dtype=np.bool_)
    basis = Basis(
        places=places,
        spaces=found,
        rows={key: row for row, key in enumerate(ids)},
        ids=tuple(ids[row] for row in order),
        shapes=places.shapes[order],
        order=order,
        standard=_traits(spaces, recorded, _scored(within, incidents, len(ids))[order]),
        recorded=recorded,
        apart=_apart(places.shapes[order], 2 * radius),
        ground=ground,
        years=diagnosis.period.years if diagnosis.period else None,
        excess=None,
        ring=ring,
        clear=ring + 2 * radius,
        wanted=wanted,
    )
    return replace(basis, excess=_excess(basis, within, incidents, diagnosis))


def _excess(basis: Basis, within: NDArray[np.int64], incidents: Incidents, diagnosis: Diagnosis) -> float | None:
    """Return how much more than by chance spaces changed between the record's last year and the one before it.

    It is one number of many spaces, to two digits: nobody can work a count out from it.
    """
    period = diagnosis.period
    if period is None or period.years < _YEARS:
        return None
    last = np.datetime64(period.last)
    first, ends = spans(incidents)
    middle, begin = last - _A_YEAR, last - 2 * _A_YEAR
    n = len(basis.places.spaces)
    then, now = (
        proximity.counts(within[inside[within[:, 1]]], n)
        for inside in ((first > begin) & (ends <= middle), (first > middle) & (ends <= last))
    )
    if 2 * min(then.sum(), now.sum()) < max(then.sum(), now.sum()):
        return None  # a year is missing, or counts other things
    recorded = np.zeros(n, dtype=np.bool_)
    recorded[basis.order] = basis.recorded
    found = []
    for row in np.flatnonzero(recorded & (then + now >= _LEAST_COUNT)):
        others = _comparable(basis, space=basis.places.spaces[row].id, reserved=frozenset()).rows
        if len(others):
            weights = displacement.Weights(control=float(basis.ground[others].sum() / basis.ground[row]))
            treated, control = Counts(then[row], now[row]), Counts(then[others].sum(), now[others].sum())
            found.append(displacement.difference(treated, control, areas=weights).local.z)
    if len(found) < _FEWEST_SPACES:
        return None
    return two_digits(displacement.excess_variance(np.array(found)))


def _traits(
    spaces: Sequence[SpaceDiagnosis], recorded: NDArray[np.bool_], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    # Roots and logarithms: a count's root varies by chance as much whatever its size, and sizes differ by factors.
    columns = (
        np.where(recorded[:, None], np.sqrt(counts), np.nan),
        _published(spaces, "night_share")[:, None],
        np.log(np.maximum(_published(spaces, "area_m2"), 1.0))[:, None],
        np.log1p(_published(spaces, "walk_residents"))[:, None],
        _published(spaces, "dark_share")[:, None],
    )
    return controls.standardised(np.hstack(columns))


def _scored(within: NDArray[np.int64], incidents: Incidents, n: int) -> NDArray[np.float64]:
    """Return (n, outcomes) incidents near each space as a published choice may use them: a few count as none."""
    kinds = len(OUTCOMES)
    counts = np.bincount(within[:, 0] * kinds + incidents.outcome[within[:, 1]], minlength=n * kinds).reshape(n, kinds)
    rest = counts.sum(axis=1, keepdims=True) - counts
    counts = np.where((rest > 0) & (rest < disclosure.FEWEST), counts + rest, counts)
    return np.where(counts < disclosure.FEWEST, 0, counts).astype(np.float64)


def _published(spaces: Sequence[SpaceDiagnosis], measure: str) -> NDArray[np.float64]:
    shown = [space.figures[measure].published for space in spaces]
    return np.array([np.nan if value is None else value for value in shown], dtype=np.float64)


def _apart(shapes: NDArray[Any], distance: float) -> NDArray[np.int64]:
    if not len(shapes):
        return np.empty((0, 2), dtype=np.int64)
    near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=distance).T
    return np.asarray(near[near[:, 0] < near[:, 1]], dtype=np.int64)


def alike(space: str, basis: Basis, memo: Memo, reserved: frozenset[str]) -> Controls:
    """Return the spaces that one space is judged against, as `comparable` does of a basis at hand."""
    return memo("controls", _comparable, basis, space=space, reserved=reserved)


def _comparable(basis: Basis, *, space: str, reserved: frozenset[str]) -> Controls:
    row = basis.ids.index(space)
    free = np.array([key not in reserved for key in basis.ids], dtype=np.bool_)
    near = shapely.dwithin(basis.shapes, basis.shapes[row], basis.clear)
    found = controls.nearest(
        basis.standard, row, k=basis.wanted, allowed=free & basis.recorded & ~near, apart=basis.apart
    )
    return Controls(
        rows=basis.order[found.rows],
        ids=tuple(basis.ids[at] for at in found.rows.tolist()),
        similarity=found.similarity,
        shared=found.shared,
        traits=found.traits,
    )
