"""Proof: which spaces one is judged against, and whether a proposal's effect could be told from chance afterwards.

Which spaces are comparable depends on the diagnosis and on which spaces have a proposal, never on what a proposal holds,
so that sketching asks for nothing new. Everything here is made of published counts (see docs/methods/proof.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import controls, disclosure, displacement, proximity, timing
from spaceplanner.analysis.displacement import Counts
from spaceplanner.domain.outlook import Proof
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import OUTCOMES
from spaceplanner.services.measures import two_digits
from spaceplanner.services.stages import compute
from spaceplanner.services.verdict_periods import spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.result import Diagnosis, ProposalResult, SpaceDiagnosis
    from spaceplanner.services.inputs import Incidents, Inputs, Places
    from spaceplanner.services.memo import Memo

MONTHS = (12, 24)
"""Periods after the works for which the smallest detectable reduction is told."""

POOLED_MONTHS = 24
"""Period after which sites would be judged together."""

_WITHHELD = 2
"""Incidents a withheld count of 0 to 4 is taken as: the middle, whatever it is."""

_PER_YEAR = 12
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


def outlooks(items: Sequence[ProposalResult], inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> tuple[Proof, ...]:
    """Return of each proposal whether its effect could be shown.

    Parameters
    ----------
    items
        All proposals with what they are expected to avert: their spaces are no controls of one another.
    inputs, diagnosis, memo
        Of the very project.

    Raises
    ------
    AnalysisError
        As `check`.
    """
    check(inputs.settings)
    basis = _basis(inputs, diagnosis, memo)
    reserved = frozenset(item.space for item in items)
    return tuple(
        memo(
            "proof",
            lambda *_, item=item, **__: _outlook(item, basis, _alike(item.space, basis, memo, reserved)),
            basis,
            item,
            reserved=reserved,
        )
        if item.space in basis.rows
        else Proof(ring=basis.ring, reason="no_layer")
        for item in items
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
    return _alike(space, _basis(inputs, diagnosis, memo), memo, reserved)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Basis:
    """What no proposal changes.

    Attributes
    ----------
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


def _basis(inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> _Basis:
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
) -> _Basis:
    ids = [space.id for space in places.spaces]
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    found = {item.space: item for item in diagnosis.spaces}
    spaces = [found[ids[row]] for row in order]
    recorded = np.array([space.figures["incidents_within"].reason is None for space in spaces], dtype=np.bool_)
    basis = _Basis(
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


def _excess(basis: _Basis, within: NDArray[np.int64], incidents: Incidents, diagnosis: Diagnosis) -> float | None:
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


def _alike(space: str, basis: _Basis, memo: Memo, reserved: frozenset[str]) -> Controls:
    return memo("controls", _comparable, basis, space=space, reserved=reserved)


def _comparable(basis: _Basis, *, space: str, reserved: frozenset[str]) -> Controls:
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


def _outlook(item: ProposalResult, basis: _Basis, alike: Controls) -> Proof:
    known: dict[str, Any] = {
        "controls": alike.ids,
        "similarity": tuple(round(value, 2) for value in alike.similarity.tolist()),
        "ring": basis.ring,
    }
    years = basis.years
    each_year = basis.spaces[item.space].figures["incidents_per_year"]
    yearly = each_year.published
    if yearly is None or years is None:
        return Proof(**known, reason=each_year.absence("published") or "no_dates")
    if not alike.ids:
        return Proof(**known, yearly=yearly, reason="no_comparison")
    near = [basis.spaces[key].figures["incidents_within"].published for key in alike.ids]
    of_controls = sum(_WITHHELD if count is None else count for count in near) / years
    size = float(basis.ground[alike.rows].sum() / basis.ground[basis.rows[item.space]])
    expected = _expected(item, yearly)
    return Proof(
        **known,
        yearly=yearly,
        control_yearly=of_controls,
        detectable={
            months: displacement.detectable(
                yearly, of_controls, controls=size, excess=basis.excess or 1.0, **_periods(months, years)
            )
            for months in MONTHS
        },
        excess=basis.excess,
        expected=expected,
        pooled=None
        if expected is None
        else displacement.sites(
            expected,
            yearly,
            of_controls,
            controls=size,
            excess=basis.excess or 1.0,
            **_periods(POOLED_MONTHS, years),
        ),
    )


def _periods(months: int, years: float) -> dict[str, float]:
    """Return the years before and after: as long before, or as long as the record is."""
    after = months / _PER_YEAR
    return {"before": min(years, after), "after": after}


def _expected(item: ProposalResult, yearly: float) -> float | None:
    """Return the share of the incidents that the proposal is expected to avert, as it may be shown; None: unknown."""
    gain = item.gain
    if gain is not None and gain.total is not None and gain.baseline is not None and gain.baseline.median > 0:
        averted, of = gain.total.median, gain.baseline.median
    elif item.averted.published is not None:
        averted, of = item.averted.published, yearly
    else:
        return None
    return min(max(two_digits(averted / of), 0.0), 1.0)


def told(proof: Proof) -> tuple[Note, ...]:
    """Return in sentences what could be shown, none where it is unknown: then `proof.reason` says why."""
    if proof.reason is not None or proof.yearly is None:
        return ()
    least = proof.detectable[POOLED_MONTHS]
    said = {
        "yearly": _significant(proof.yearly),
        "least": ceil(100 * least - 1e-9),
        "months": POOLED_MONTHS,
        "expected": round(100 * (proof.expected or 0)),
        "others": (proof.pooled or 1) - 1,
    }
    sooner = {"months": MONTHS[0], "least": ceil(100 * proof.detectable[MONTHS[0]] - 1e-9)}
    found: list[Note] = [(_sentence(proof, least), said)]
    if proof.detectable[MONTHS[0]] <= 1:
        found.append((N_("In {months} months it would have to be {least} % or more."), sooner))
    if proof.excess is None:
        found.append((N_("How much more than by chance counts vary here is not known: more may be needed."), {}))
    elif (times := two_digits(sqrt(proof.excess))) > 1:
        found.append(
            (N_("It is allowed for that counts vary {times} times as much here as by chance."), {"times": times})
        )
    return tuple(found)


def _sentence(proof: Proof, least: float) -> str:
    if least <= 1 and proof.expected is None:
        return N_(
            "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; what is expected is not known."
        )
    if least > 1 and proof.pooled is None:
        return N_("With {yearly} incidents a year, no reduction can be told from chance in {months} months.")
    if least > 1:
        return N_(
            "With {yearly} incidents a year, no reduction can be told from chance in {months} months; the expected one is {expected} %: it cannot be proven here alone; judged with {others} similar sites it could."
        )
    if proof.pooled is None:
        return N_(
            "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; none is expected from what is credited here."
        )
    if proof.pooled == 1:
        return N_(
            "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; the expected one is {expected} %: it could be proven here alone."
        )
    return N_(
        "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; the expected one is {expected} %: it cannot be proven here alone; judged with {others} similar sites it could."
    )


def _significant(value: float) -> float | int:
    """Return a number to two significant digits, whole where it has no decimals."""
    rounded = two_digits(value)
    return int(rounded) if rounded.is_integer() else rounded
