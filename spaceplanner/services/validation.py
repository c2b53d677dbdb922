"""Validation: surfaces, on the plane and along streets, made of the incidents up to one day, judged by those from another day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import bandwidth as bandwidths
from spaceplanner.analysis import density, getis_ord, prediction
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import bandwidth_choice, street_ground, study_ground, validation_streets
from spaceplanner.services.periods import split
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.bandwidth import Choice
    from spaceplanner.analysis.prediction import Accuracy
    from spaceplanner.domain.project import Project
    from spaceplanner.services.periods import Note, Periods
    from spaceplanner.services.study_ground import Ground
    from spaceplanner.services.validation_streets import Streets

AREA_SHARES = (0.05,)
_FEW = 50
_NARROW = 2
"""Cells: a narrower bandwidth shows cells instead of neighbourhoods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One method with one bandwidth and one share of the area.

    Attributes
    ----------
    method
        ``density-quartic``, ``density-gaussian``, ``gi`` or ``grid-count``; along streets ``network-discontinuous``,
        ``network-continuous`` or ``network-count``.
    bandwidth
        Metres, of Gi* how far neighbours lie to each side; None for the counts by cells or pieces of street.
    accuracy
        On the incidents of the later period.
    recapture
        Recapture rate index; None where there is none.
    chosen
        The months held out of the earlier period speak for this bandwidth.
    share_of
        What `accuracy.area_share` is a share of: ``area``, or along streets ``length``.
    """

    method: str
    bandwidth: float | None
    accuracy: Accuracy
    recapture: float | None
    chosen: bool
    share_of: str = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """All trials, the one to quote for each share of the area, and what the reader should know.

    Attributes
    ----------
    trials
        By share of the area, then method, then bandwidth; those along streets last.
    quoted
        For each share the trial that could have been chosen without knowing the later period, and the plain count.
    quoted_streets
        The same along streets, with the bandwidth chosen on the plane; empty where the project has none.
    notes
        Sentences: message id and parameters.
    """

    trials: tuple[Trial, ...]
    quoted: tuple[tuple[Trial, Trial], ...]
    notes: tuple[Note, ...]
    quoted_streets: tuple[tuple[Trial, Trial], ...] = ()


def validate(
    project: Project,
    *,
    train_to: date,
    test_from: date,
    area_shares: Sequence[float] = AREA_SHARES,
    cell: float | None = None,
) -> Validation:
    """Judge densities of the incidents up to a day by the incidents from another day on.

    Parameters
    ----------
    project
        Any version with dated incidents. The study area is its boundary, as far as they are complete there.
    train_to
        Last day of the earlier period. The same as `test_from`: that day belongs to the later period.
    test_from
        First day of the later period, which lasts to the end of the record.
    area_shares
        Shares of the study area to take, above 0 and at most 1.
    cell
        Metres; None: 50, or more where there would be over a million cells.

    Raises
    ------
    AnalysisError
        If the periods overlap, one has no incidents, those of the earlier one lie on one point, they are complete nowhere
        within the boundary, or a share or the cell cannot be used.
    """
    if train_to > test_from:
        raise AnalysisError(
            N_("The periods overlap: --train-to {train_to} is after --test-from {test_from}. Choose an earlier day."),
            train_to=train_to,
            test_from=test_from,
        )
    inputs = unpack(project)
    if not len(inputs.incidents.xy):
        raise AnalysisError(N_("The project has no incidents: add a layer with the role incidents."))
    own = inputs.settings.bandwidth
    periods = split(inputs.incidents, np.datetime64(train_to, "D"), np.datetime64(test_from, "D"))
    candidates = {kernel: bandwidth_choice.candidates(periods.before, kernel, own) for kernel in density.KERNELS}
    known = study_ground.study_area(inputs.coverage)
    ground = study_ground.ground(np.concatenate((periods.before, periods.after)), known, cell)
    choices = {kernel: _choice(periods, ground, some, kernel, area_shares[0]) for kernel, some in candidates.items()}
    trials = _trials(periods, ground, candidates, choices, area_shares)
    first = _first(choices, own)
    area = shapely.box(*ground.grid.bounds) if known is None else known
    streets, street_notes = _streets(project, periods, area, ground.grid.cell)
    along = _along_streets(streets, candidates["quartic"], area_shares)
    quartic = choices["quartic"]
    quoted = ("network-continuous", own if quartic is None else quartic.bandwidth)
    return Validation(
        trials=tuple(trial for some in zip(trials, along, strict=True) for part in some for trial in part),
        quoted=tuple(
            (
                next(trial for trial in some if (trial.method, trial.bandwidth) == first),
                next(trial for trial in some if trial.bandwidth is None),
            )
            for some in trials
        ),
        notes=(
            *periods.notes,
            study_ground.note(ground, inputs.coverage),
            *_notes(periods, ground, candidates, choices),
            *street_notes,
        ),
        quoted_streets=tuple(
            (
                next(trial for trial in some if (trial.method, trial.bandwidth) == quoted),
                next(trial for trial in some if trial.bandwidth is None),
            )
            for some in along
            if some
        ),
    )


def _notes(
    periods: Periods, ground: Ground, candidates: dict[str, list[float]], choices: dict[str, Choice | None]
) -> list[Note]:
    notes: list[Note] = []
    if not any(choices.values()):
        notes.append((N_("The earlier period has under two months: no bandwidth could be chosen on them."), {}))
    held = prediction.within(periods.after, ground.grid, ground.inside)
    if not held.all():
        notes.append(
            (
                N_("Later incidents outside the cells of the study area, left out on the ground: {count}."),
                {"count": int((~held).sum())},
            )
        )
    if held.sum() < _FEW:
        notes.append((N_("Only {count} later incidents: the figures depend much on luck."), {"count": int(held.sum())}))
    narrow = [h for h in candidates["quartic"] if h < _NARROW * ground.grid.cell]
    if narrow:
        notes.append(
            (
                N_("Bandwidths below two cells show cells, not neighbourhoods: choose a --cell of {cell} m or less."),
                {"cell": f"{min(narrow) / _NARROW:g}"},
            )
        )
    return notes


def _choice(
    periods: Periods,
    ground: Ground,
    candidates: list[float],
    kernel: str,
    area_share: float,
) -> Choice | None:
    """Return the bandwidth that the earlier period itself speaks for: the later one must not be looked at."""
    known = periods.months >= 0
    return bandwidths.held_out(
        periods.before[known],
        periods.months[known],
        ground.grid,
        candidates,
        area_share=area_share,
        kernel=kernel,
        inside=ground.inside,
    )


def _first(choices: dict[str, Choice | None], own: float) -> tuple[str, float]:
    """Return method and bandwidth of the best choice; without one the quartic with the project's own bandwidth."""
    found = {kernel: choice for kernel, choice in choices.items() if choice is not None}
    if not found:
        return "density-quartic", own
    best = max(found, key=lambda kernel: dict(found[kernel].hit_rates)[found[kernel].bandwidth])
    return f"density-{best}", found[best].bandwidth


def _trials(
    periods: Periods,
    ground: Ground,
    candidates: dict[str, list[float]],
    choices: dict[str, Choice | None],
    area_shares: Sequence[float],
) -> list[list[Trial]]:
    """Return for each share of the area its trials; a surface is made once and held no longer than needed."""
    found: list[list[Trial]] = [[] for _ in area_shares]
    for method, bandwidth, chosen, surface in _surfaces(periods, ground, candidates, choices):
        for trials, share in zip(found, area_shares, strict=True):
            later, earlier = (
                prediction.accuracy(surface, xy, area_share=share, grid=ground.grid, inside=ground.inside)
                for xy in (periods.after, periods.before)
            )
            recapture = prediction.recapture(earlier, later)
            trials.append(Trial(method=method, bandwidth=bandwidth, accuracy=later, recapture=recapture, chosen=chosen))
    return found


def _streets(project: Project, periods: Periods, area: BaseGeometry, cell: float) -> tuple[Streets | None, list[Note]]:
    """Return the streets to judge densities on, None where there are none, and what is to be said of them."""
    if not street_ground.lines(project):
        return None, []
    try:
        streets = validation_streets.of_periods(project, periods, area, cell)
    except AnalysisError as error:
        return None, [(N_("Density along the streets was not judged: {reason}"), {"reason": error})]
    return streets, validation_streets.notes(streets)


def _along_streets(streets: Streets | None, candidates: list[float], area_shares: Sequence[float]) -> list[list[Trial]]:
    """Return for each share of the streets' length its trials; none where there are no streets."""
    found: list[list[Trial]] = [[] for _ in area_shares]
    if streets is None:
        return found
    for method, bandwidth, values in validation_streets.densities(streets, candidates):
        for trials, share in zip(found, area_shares, strict=True):
            later, earlier = (
                prediction.accuracy_along(values, held, streets.pieces.lengths, share=share)
                for held in (streets.after, streets.before)
            )
            recapture = prediction.recapture(earlier, later)
            trials.append(
                Trial(
                    method=method,
                    bandwidth=bandwidth,
                    accuracy=later,
                    recapture=recapture,
                    chosen=False,
                    share_of="length",
                )
            )
    return found


def _surfaces(
    periods: Periods, ground: Ground, candidates: dict[str, list[float]], choices: dict[str, Choice | None]
) -> Iterator[tuple[str, float | None, bool, NDArray[np.float64]]]:
    for kernel, some in candidates.items():
        choice = choices[kernel]
        for bandwidth in some:
            surface = density.surface(periods.before, ground.grid, bandwidth=bandwidth, kernel=kernel)
            yield f"density-{kernel}", bandwidth, choice is not None and choice.bandwidth == bandwidth, surface
    counts = prediction.counts(periods.before, ground.grid).astype(np.float64)
    for bandwidth, z in _z(counts, ground, candidates["quartic"]):
        yield "gi", bandwidth, False, z
    yield "grid-count", None, False, counts


def _z(
    counts: NDArray[np.float64], ground: Ground, candidates: list[float]
) -> Iterator[tuple[float, NDArray[np.float64]]]:
    """Yield for each whole number of cells that a bandwidth comes to the metres and Gi*, where it is defined."""
    values = counts if ground.inside is None else np.where(ground.inside, counts, np.nan)
    for radius in sorted({max(1, round(bandwidth / ground.grid.cell)) for bandwidth in candidates}):
        z = getis_ord.gi_star_grid(values, radius_cells=radius)
        if np.isfinite(z if ground.inside is None else z[ground.inside]).all():
            yield radius * ground.grid.cell, z
