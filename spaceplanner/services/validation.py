"""Validation: surfaces made of the incidents up to one day, judged by those from another day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import bandwidth as bandwidths
from spaceplanner.analysis import density, getis_ord, prediction
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import bandwidth_choice, study_ground
from spaceplanner.services.periods import split
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from spaceplanner.analysis.bandwidth import Choice
    from spaceplanner.analysis.prediction import Accuracy
    from spaceplanner.domain.project import Project
    from spaceplanner.services.periods import Note, Periods
    from spaceplanner.services.study_ground import Ground

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
        ``density-quartic``, ``density-gaussian``, ``gi`` or ``grid-count``.
    bandwidth
        Metres, of Gi* how far neighbours lie to each side; None for the count by cells.
    accuracy
        On the incidents of the later period.
    recapture
        Recapture rate index; None where there is none.
    chosen
        The months held out of the earlier period speak for this bandwidth.
    """

    method: str
    bandwidth: float | None
    accuracy: Accuracy
    recapture: float | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """All trials, the one to quote for each share of the area, and what the reader should know.

    Attributes
    ----------
    trials
        By share of the area, then method, then bandwidth.
    quoted
        For each share the trial that could have been chosen without knowing the later period, and the plain count.
    notes
        Sentences: message id and parameters.
    """

    trials: tuple[Trial, ...]
    quoted: tuple[tuple[Trial, Trial], ...]
    notes: tuple[Note, ...]


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
        Any version with dated incidents.
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
        If the periods overlap, one has no incidents, those of the earlier one lie on one point, or a share or the cell
        cannot be used.
    """
    if train_to > test_from:
        raise AnalysisError(
            N_("The periods overlap: --train-to {train_to} is after --test-from {test_from}. Choose an earlier day."),
            train_to=train_to,
            test_from=test_from,
        )
    inputs = unpack(project)
    own = inputs.settings.bandwidth
    periods = split(inputs.incidents, np.datetime64(train_to, "D"), np.datetime64(test_from, "D"))
    candidates = {kernel: bandwidth_choice.candidates(periods.before, kernel, own) for kernel in density.KERNELS}
    ground = study_ground.ground(np.concatenate((periods.before, periods.after)), inputs.coverage.boundary, cell)
    choices = {kernel: _choice(periods, ground, some, kernel, area_shares[0]) for kernel, some in candidates.items()}
    trials = _trials(periods, ground, candidates, choices, area_shares)
    first = _first(choices, own)
    return Validation(
        trials=tuple(trial for some in trials for trial in some),
        quoted=tuple(
            (
                next(trial for trial in some if (trial.method, trial.bandwidth) == first),
                next(trial for trial in some if trial.bandwidth is None),
            )
            for some in trials
        ),
        notes=(*periods.notes, *_notes(periods, ground, candidates, choices)),
    )


def _notes(
    periods: Periods, ground: Ground, candidates: dict[str, list[float]], choices: dict[str, Choice | None]
) -> list[Note]:
    notes = [_ground_note(ground)]
    if not any(choices.values()):
        notes.append((N_("The earlier period has under two months: no bandwidth could be chosen on them."), {}))
    held = prediction.within(periods.after, ground.grid, ground.inside)
    if not held.all():
        notes.append((N_("Later incidents outside the study area, left out: {count}."), {"count": int((~held).sum())}))
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


def _ground_note(ground: Ground) -> Note:
    grid, inside = ground.grid, ground.inside
    if inside is not None:
        return (
            N_("Study area: the boundary, {cells} cells of {cell} m."),
            {"cells": int(inside.sum()), "cell": f"{grid.cell:g}"},
        )
    return (
        N_(
            "Study area: the rectangle of the incidents, {cells} cells of {cell} m. Empty land in it raises the PAI: add a layer with the role boundary."
        ),
        {"cells": grid.nx * grid.ny, "cell": f"{grid.cell:g}"},
    )


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
