"""Verdict: what incidents after the works say of a proposal, against comparable spaces and next door.

The incidents after the works are read from a file and stay out of the project. See docs/methods/proof.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from spaceplanner.analysis import displacement
from spaceplanner.analysis.displacement import Counts
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import columns, comparable_spaces, verdict_notes
from spaceplanner.services.placebo import placebo
from spaceplanner.services.unpacking import unpack
from spaceplanner.services.verdict_counts import counted, difference, sizes
from spaceplanner.services.verdict_periods import after_works, before_works, works_begun

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from spaceplanner.analysis.displacement import Displacement
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Diagnosis
    from spaceplanner.domain.space import Space
    from spaceplanner.io.importing import Imported, ImportRequest
    from spaceplanner.services.comparable_spaces import Controls
    from spaceplanner.services.evaluation import Evaluator
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.placebo import Placebo
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.verdict_periods import Span


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
    counts = counted(inputs, row, alike, incidents, before, after)
    weights, grounds, ringed = sizes(inputs, row, alike)
    result = difference(counts, (before.years, after.years), weights, ringed=ringed)
    treated, control = (Counts(*counts.zones[name].tolist()) for name in ("treated", "control"))
    unlike = displacement.unlike(*counts.controls.T)
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
            for place, (name, pair) in enumerate(counts.zones.items())
        },
        controls=_named(inputs, alike, counts.controls),
        found=result,
        rate_ratio=displacement.ratio(treated, control),
        unlike=None if isnan(unlike) else unlike,
        placebo=placebo(result, counts.xy, (before.years, after.years), inputs, diagnosis, evaluator.memo, reserved),
        everywhere=(len(counts.xy[0]), len(counts.xy[1])),
        notes=(),
    )
    notes = (
        *verdict_notes.about_counts(found),
        *verdict_notes.about_periods(found, inputs.incidents, incidents, works=works, since=since),
        *after_notes,
        *before_notes,
        *verdict_notes.about_ground(found, project, inputs, grounds, row),
        *verdict_notes.about_categories(found, earlier, layer, inputs.incidents, incidents),
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
    comparable_spaces.check(inputs.settings)
    found = comparable_spaces.comparable(proposal.space, inputs, diagnosis, evaluator.memo, reserved)
    if not found.ids:
        raise AnalysisError(
            N_(
                "No space is comparable: all others have a proposal, lie too near, or have no record of incidents. Add spaces, or choose a narrower displacement ring."
            )
        )
    return found


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
