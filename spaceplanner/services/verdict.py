"""Verdict: what incidents after the works say of a proposal, against comparable spaces and next door.

The incidents after the works are read from a file and stay out of the project. See docs/methods/proof.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.analysis import displacement, zones
from spaceplanner.analysis.displacement import Counts, Weights
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import columns, proof
from spaceplanner.services.placebo import placebo
from spaceplanner.services.unpacking import unpack
from spaceplanner.services.verdict_periods import after_works, before_works, straddling, works_begun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray

    from spaceplanner.analysis.displacement import Displacement
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Diagnosis
    from spaceplanner.domain.space import Space
    from spaceplanner.io.importing import Imported, ImportRequest
    from spaceplanner.services.evaluation import Evaluator
    from spaceplanner.services.inputs import Incidents, Inputs
    from spaceplanner.services.placebo import Placebo
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.proof import Controls
    from spaceplanner.services.verdict_periods import Span

SHORT = 0.5
"""Years: a shorter period after the works is said to be short."""

_FEW = 5
_A_YEAR = 365
_COVERED = 0.9
_UNLIKE = 0.05
_UNEQUAL = 4 / 3
_DOUBLED = 2.0
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Incidents of a zone in both periods, and its ground in square metres where incidents are recorded."""

    before: int
    after: int
    ground: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A space the treated one is judged against."""

    space: str
    name: str
    similarity: float
    before: int
    after: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Verdict:
    """What became of the incidents, all counts exact, for inside only.

    Attributes
    ----------
    before, after
        The two periods.
    categories
        What was counted; empty: everything.
    zones
        Name of `analysis.zones.ZONES` -> its counts.
    controls
        The most similar first.
    found
        Incidents a year at the treated place, in its ring and of both; `found.ring` is None where there is no ground
        around the space or the controls that the record covers.
    rate_ratio
        Relative rate ratio with its interval: a second opinion for controls that count fewer or more.
    unlike
        Probability by chance that the controls change as differently as they did; None where it cannot be said.
    placebo
        How clearly spaces without a proposal changed; None where there are too few of them.
    everywhere
        Incidents of both periods in the whole record.
    notes
        What the reader must know, the gravest first.
    """

    proposal: str
    proposal_name: str
    space: str
    space_name: str
    before: Span
    after: Span
    radius: float
    ring: float
    categories: tuple[str, ...]
    zones: dict[str, Zone]
    controls: tuple[Control, ...]
    found: Displacement
    rate_ratio: tuple[float, float, float]
    unlike: float | None
    placebo: Placebo | None
    everywhere: tuple[int, int]
    notes: tuple[Note, ...]


def read(project: Project, request: ImportRequest, progress: Progress | None = None) -> Imported:
    """Return the incidents after the works, in the project's coordinates and time; the project stays as it is.

    Raises
    ------
    InputError
        As `spaceplanner.services.importing.read`.
    """
    from spaceplanner.services import importing  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

    # Without the project's layers, none of them is taken for an earlier version of this file.
    return importing.read(replace(project, layers=()), request, progress)


def judge(
    project: Project,
    proposal_id: str,
    layer: Layer,
    evaluator: Evaluator,
    *,
    since: date,
    until: date | None = None,
    works: date | None = None,
    whole: bool = False,
    categories: tuple[str, ...] = (),
) -> Verdict:
    """Return what incidents after the works say of a proposal.

    Parameters
    ----------
    layer
        The incidents after the works, from `read`.
    evaluator
        Diagnoses the project before the works, to choose comparable spaces.
    since, until
        First day after the works, and last day to be counted; None: the last of the file.
    works
        First day of the works, from which nothing counts as before; None: `since`.
    whole
        Compare with all of the record before the works, not only with the same season.
    categories
        Only incidents of these, before and after; capitals make no difference. Empty: all.

    Raises
    ------
    AnalysisError
        If there is no such proposal or space, dates are missing, a period is empty, the works begin after their end, a
        category does not occur, or no space is comparable.
    """
    proposal = known(project, proposal_id)
    if categories:
        project, layer = _only(project, layer, categories)
    works = works_begun(since, works)
    incidents = unpack(Project(name="", crs=project.crs, timezone=project.timezone, layers=(layer,))).incidents
    after, after_notes = after_works(incidents, since, until)
    earlier = _until(project, works)
    inputs = unpack(earlier, evaluator.memo)
    row = _row(inputs, proposal)
    before, before_notes = before_works(unpack(project).incidents, after, works=works, whole=whole)
    reserved = frozenset(item.space for item in project.proposals)
    diagnosis = evaluator.evaluate(earlier, proposals=False).diagnosis
    alike = _controls(inputs, diagnosis, proposal, evaluator, reserved)
    counted = _counted(inputs, row, alike, incidents, before, after)
    weights, grounds, ringed = _weights(inputs, row, alike)
    result = _difference(counted, (before.years, after.years), weights, ringed=ringed)
    treated, control = (Counts(*counted.zones[name].tolist()) for name in ("treated", "control"))
    unlike = displacement.unlike(*counted.controls.T)
    found = Verdict(
        proposal=proposal.id,
        proposal_name=proposal.name,
        space=proposal.space,
        space_name=inputs.places.spaces[row].name,
        before=before,
        after=after,
        radius=inputs.settings.incident_radius,
        ring=inputs.settings.displacement_ring,
        categories=categories,
        zones={
            name: Zone(before=int(pair[0]), after=int(pair[1]), ground=float(grounds[0][place]))
            for place, (name, pair) in enumerate(counted.zones.items())
        },
        controls=_named(inputs, alike, counted.controls),
        found=result,
        rate_ratio=displacement.ratio(treated, control),
        unlike=None if isnan(unlike) else unlike,
        placebo=placebo(result, counted.xy, (before.years, after.years), inputs, diagnosis, evaluator.memo, reserved),
        everywhere=(len(counted.xy[0]), len(counted.xy[1])),
        notes=(),
    )
    notes = (
        *_about_counts(found),
        *_about_periods(found, inputs.incidents, incidents, works=works, since=since),
        *after_notes,
        *before_notes,
        *_about_ground(found, project, inputs, grounds, row),
        *_about_categories(found, earlier, layer, inputs.incidents, incidents),
    )
    return replace(found, notes=notes)


def known(project: Project, proposal_id: str) -> Proposal:
    """Return the proposal with an id.

    Raises
    ------
    AnalysisError
        If there is none.
    """
    found = project.proposal(proposal_id)
    if found is None:
        raise AnalysisError(
            N_("The project has no proposal {proposal}. It has: {known}."),
            proposal=proposal_id,
            known=", ".join(item.id for item in project.proposals) or "–",
        )
    return found


def _only(project: Project, layer: Layer, categories: tuple[str, ...]) -> tuple[Project, Layer]:
    """Return the project and the layer with the incidents of some categories only."""
    wanted = {name.strip().casefold() for name in categories}
    met: set[str] = set()

    def filtered(some: Layer) -> Layer:
        names = [text.strip().casefold() for text in columns.texts(some.table, "category").tolist()]
        met.update(wanted.intersection(names))
        chosen = np.array([name in wanted for name in names], dtype=np.bool_)
        return replace(some, geometry=some.geometry[chosen], table=some.table.filter(pa.array(chosen)))

    layers = tuple(filtered(item) if item.role is Role.INCIDENTS else item for item in project.layers)
    after = filtered(layer)
    if missing := sorted(wanted - met):
        raise AnalysisError(
            N_("No incident before or after has the category {name}. Write it as the files do."), name=missing[0]
        )
    return replace(project, layers=layers), after


def _row(inputs: Inputs, proposal: Proposal) -> int:
    rows = [row for row, space in enumerate(inputs.places.spaces) if space.id == proposal.space]
    if not rows:
        raise AnalysisError(
            N_("The space {space} of the proposal is in no layer: add the layer that holds it."), space=proposal.space
        )
    return rows[0]


def _until(project: Project, works: date) -> Project:
    """Return the project with no incident of the works or later: what came after must not choose the controls."""
    day = np.datetime64(works, "s")

    def earlier(layer: Layer) -> Layer:
        late = columns.times(layer.table) >= day
        if layer.role is not Role.INCIDENTS or not late.any():
            return layer
        return replace(layer, geometry=layer.geometry[~late], table=layer.table.filter(pa.array(~late)))

    layers = tuple(map(earlier, project.layers))
    return project if layers == project.layers else replace(project, layers=layers)


def _controls(
    inputs: Inputs, diagnosis: Diagnosis, proposal: Proposal, evaluator: Evaluator, reserved: frozenset[str]
) -> Controls:
    proof.check(inputs.settings)
    found = proof.comparable(proposal.space, inputs, diagnosis, evaluator.memo, reserved)
    if not found.ids:
        raise AnalysisError(
            N_(
                "No space is comparable: all others have a proposal, lie too near, or have no record of incidents. Add spaces, or choose a narrower displacement ring."
            )
        )
    return found


@dataclass(frozen=True, eq=False, slots=True)
class _Counted:
    """Incidents before and after: of each zone (2,), of each control (k, 2), and where all of the record lie."""

    zones: dict[str, NDArray[np.int64]]
    controls: NDArray[np.int64]
    xy: tuple[NDArray[np.float64], ...]


def _counted(  # noqa: PLR0917 - two records and two periods
    inputs: Inputs, row: int, alike: Controls, incidents: Incidents, before: Span, after: Span
) -> _Counted:
    shapes, settings = inputs.places.shapes, inputs.settings
    by_zone, by_control, everywhere = [], [], []
    for some, span in ((inputs.incidents, before), (incidents, after)):
        xy = some.xy[span.within(some)]
        recorded = inputs.coverage.incidents
        if recorded is not None:
            shapely.prepare(recorded)
            xy = xy[shapely.intersects_xy(recorded, xy)]
        zone, control = zones.labels(
            xy,
            shapes[row],
            shapes[alike.rows],
            radius=settings.incident_radius,
            ring=settings.displacement_ring,
        )
        by_zone.append(np.bincount(zone[zone >= 0], minlength=len(zones.ZONES)))
        by_control.append(np.bincount(control[control >= 0], minlength=len(alike.rows)))
        everywhere.append(xy)
    return _Counted(
        dict(zip(zones.ZONES, np.column_stack(by_zone), strict=True)),
        np.column_stack(by_control),
        tuple(everywhere),
    )


def _weights(
    inputs: Inputs, row: int, alike: Controls
) -> tuple[Weights, tuple[NDArray[np.float64], NDArray[np.float64]], bool]:
    """Return the sizes of the controls in treated places, the grounds, and whether all rings have ground."""
    shapes, settings = inputs.places.shapes, inputs.settings
    grounds = zones.grounds(
        shapes[row],
        shapes[alike.rows],
        radius=settings.incident_radius,
        ring=settings.displacement_ring,
        recorded=inputs.coverage.incidents,
    )
    treated, control, ring, ring_control = grounds[0].tolist()
    if not treated or not control:
        raise AnalysisError(
            N_("The record of incidents does not cover the space: judge another, or load its incidents.")
        )
    ringed = bool(ring and ring_control)
    return (
        Weights(control=control / treated, ring_control=ring_control / ring if ringed else 1.0),
        grounds,
        ringed,
    )


def _difference(counted: _Counted, times: tuple[float, float], weights: Weights, *, ringed: bool) -> Displacement:
    treated, control, ring, ring_control = (Counts(*pair.tolist()) for pair in counted.zones.values())
    if not any((*treated, *control)):
        raise AnalysisError(
            N_(
                "There are no incidents near the space or its comparable spaces in either period: nothing can be judged."
            )
        )
    return displacement.difference(
        treated,
        control,
        ring=ring if ringed else None,
        ring_control=ring_control if ringed else None,
        times=times,
        areas=weights,
    )


def _named(inputs: Inputs, alike: Controls, counts: NDArray[np.int64]) -> tuple[Control, ...]:
    spaces: tuple[Space, ...] = inputs.places.spaces
    return tuple(
        Control(
            space=spaces[row].id,
            name=spaces[row].name,
            similarity=float(similarity),
            before=int(before),
            after=int(after),
        )
        for row, similarity, (before, after) in zip(
            alike.rows.tolist(), alike.similarity.tolist(), counts.tolist(), strict=True
        )
    )


def _about_counts(found: Verdict) -> Iterator[Note]:
    """Yield what the counts themselves warn of."""
    treated, control = found.zones["treated"], found.zones["control"]
    if min(treated.before, treated.after, control.before, control.after) < _FEW:
        yield N_("A count is under five: the interval is a rough one."), {}
    if found.unlike is not None and found.unlike < _UNLIKE:
        yield (
            N_(
                "The comparable spaces changed more differently from one another than chance explains: the interval is too narrow."
            ),
            {},
        )
    here = treated.before / found.before.years
    there = control.before / control.ground * treated.ground / found.before.years
    if max(here, there) > _UNEQUAL * min(here, there):
        middle, low, high = found.rate_ratio
        text = N_(
            "Before, the space had {here} incidents a year and comparable spaces had {there} on as much ground: a change that all share can look like an effect. In proportion, the rate ratio is {ratio} (90 % interval {low} to {high})."
        )
        yield (
            text,
            {
                "here": round(here, 1),
                "there": round(there, 1),
                "ratio": round(middle, 2),
                "low": round(low, 2),
                "high": round(high, 2),
            },
        )


def _about_periods(found: Verdict, before: Incidents, after: Incidents, *, works: date, since: date) -> Iterator[Note]:
    """Yield what the dates warn of."""
    if days := (since - works).days:
        text = N_("From {first} to {last}, {days} days are not counted: the works, and whatever else changed then.")
        last = since - timedelta(days=1)
        yield text, {"first": works.isoformat(), "last": last.isoformat(), "days": days}
    elif (found.after.first - found.before.last).days <= _A_YEAR:
        yield (
            N_("Nobody said when the works began: what happened while they went on may count as before."),
            {},
        )
    if found.after.years < SHORT:
        yield (
            N_("Days after the works that are counted: {days}. That is a short time: judge again later."),
            {"days": found.after.days},
        )
    for text, some in (
        (N_("{count} incidents of the project have no date: they are left out."), before),
        (N_("{count} incidents of the file have no date: they are left out."), after),
    ):
        if undated := int(np.isnat(some.when).sum()):
            yield text, {"count": undated}
    if vague := straddling(before, found.before) + straddling(after, found.after):
        yield (
            N_("{count} incidents are dated by month or year only and may lie outside the periods: they are left out."),
            {"count": vague},
        )


def _about_ground(
    found: Verdict,
    project: Project,
    inputs: Inputs,
    grounds: tuple[NDArray[np.float64], NDArray[np.float64]],
    row: int,
) -> Iterator[Note]:
    """Yield what is not known of the ground."""
    if inputs.coverage.incidents is None:
        yield (
            N_(
                "Nobody has said where the incidents are complete: what the files do not show was taken as not being there."
            ),
            {},
        )
    elif (grounds[0] < _COVERED * grounds[1]).any():
        yield N_("A part of the ground is not covered by the record: rates refer to the part that is."), {}
    if found.found.ring is None:
        yield N_("Displacement is not judged: the record covers no ground around the space or around the others."), {}
    others = [
        place
        for place, space in enumerate(inputs.places.spaces)
        if place != row and space.id in {item.space for item in project.proposals}
    ]
    near = shapely.dwithin(inputs.places.shapes[others], inputs.places.shapes[row], found.radius + found.ring)
    if count := int(np.sum(near)):
        yield (
            N_(
                "Spaces in the ring that have a proposal of their own: {count}. If they were treated too, the effects mix."
            ),
            {"count": count},
        )
    if wanted := inputs.settings.controls - len(found.controls):
        yield N_("Comparable spaces that could not be found: {count}."), {"count": wanted}


def _about_categories(
    found: Verdict, project: Project, layer: Layer, before: Incidents, after: Incidents
) -> Iterator[Note]:
    """Yield what says that before and after, not the same things were counted."""
    each_year = [count / span.years for count, span in zip(found.everywhere, (found.before, found.after), strict=True)]
    if max(each_year) > _DOUBLED * min(each_year):
        yield (
            N_(
                "The whole record has {before} incidents a year before and {after} after: check that both count the same things on the same ground."
            ),
            {"before": round(each_year[0]), "after": round(each_year[1])},
        )
    points = [item for item in project.by_role(Role.INCIDENTS) if item.geometry.ndim == 2]  # noqa: PLR2004 - points
    then = _categories(
        np.concatenate([columns.texts(item.table, "category") for item in points]), found.before.within(before)
    )
    now = _categories(columns.texts(layer.table, "category"), found.after.within(after))
    if set(then) == {""} or set(now) == {""}:
        yield N_("One of the records has no categories: nobody can tell whether both count the same things."), {}
        return
    for text, some, known in (
        (
            N_("{count} incidents after the works are of categories that the record before does not have ({names})."),
            now,
            then,
        ),
        (
            N_("{count} incidents before the works are of categories that the file after does not have ({names})."),
            then,
            now,
        ),
    ):
        strange = {name: count for name, count in some.items() if name not in known}
        if strange:
            names = sorted(strange, key=lambda name: (-strange[name], name))[:_NAMED]
            yield text, {"count": sum(strange.values()), "names": "; ".join(name or "–" for name in names)}


def _categories(texts: NDArray[np.str_], chosen: NDArray[np.bool_]) -> dict[str, int]:
    names, counts = np.unique(np.char.lower(np.char.strip(texts[chosen])), return_counts=True)
    found: dict[str, Any] = dict(zip(names.tolist(), counts.tolist(), strict=True))
    return found
