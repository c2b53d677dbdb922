"""Validation: surfaces made of the incidents up to one day, judged by those from another day on."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import bandwidth as bandwidths
from spaceplanner.analysis import density, prediction
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
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

AREA_SHARES = (0.05,)
SUPPORTS = (150.0, 250.0, 400.0, 600.0, 1000.0)
"""Metres: support radii of the quartic that are compared; the Gaussian's are those of equal spread."""

_CELL = 50.0
_MOST_CELLS = 1_000_000
_FEW = 50
_NARROW = 2
"""Cells: a narrower bandwidth shows cells instead of neighbourhoods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One method with one bandwidth and one share of the area.

    Attributes
    ----------
    method
        ``density-quartic``, ``density-gaussian`` or ``grid-count``.
    bandwidth
        Metres; None for the count by cells.
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


@dataclass(frozen=True, eq=False, slots=True)
class _Ground:
    """The study area: cells, and (ny, nx) which of them belong to it; None: all, there is no boundary."""

    grid: Grid
    inside: NDArray[np.bool_] | None


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
    candidates = _candidates(periods, own)
    ground = _ground(periods, inputs.coverage.boundary, cell)
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


def _candidates(periods: Periods, own: float) -> dict[str, list[float]]:
    """Return for each kernel the bandwidths to compare: those of equal spread, in whole metres, and the rule's."""
    found = {}
    for kernel in density.KERNELS:
        narrower = bandwidths.EQUIVALENT if kernel == "gaussian" else 1.0
        rule = bandwidths.rule_of_thumb(periods.before, kernel=kernel)
        metres = {*(_whole(support / narrower) for support in SUPPORTS), _whole(rule)}
        found[kernel] = sorted(metres | ({own} if kernel == "quartic" else {_whole(own / narrower)}))
    return found


def _whole(metres: float) -> float:
    return max(1.0, float(round(metres)))


def _ground(periods: Periods, boundary: BaseGeometry | None, cell: float | None) -> _Ground:
    """Return the cells whose centre lies within the boundary, or those of the incidents' rectangle."""
    both = np.concatenate((periods.before, periods.after))
    bounds = (*both.min(axis=0), *both.max(axis=0)) if boundary is None else boundary.bounds
    x0, y0, x1, y1 = map(float, bounds)
    grid = Grid.covering(
        (x0, y0, x1, y1),
        max(_CELL, float(ceil(sqrt((x1 - x0) * (y1 - y0) / _MOST_CELLS)))) if cell is None else cell,
    )
    if boundary is None:
        return _Ground(grid, None)
    shapely.prepare(boundary)
    inside: NDArray[np.bool_] = shapely.contains_xy(boundary, *np.meshgrid(grid.xs, grid.ys))
    if not inside.any():
        raise AnalysisError(
            N_("No cell of {cell} m has its centre in the boundary: choose a smaller --cell."), cell=grid.cell
        )
    return _Ground(grid, inside)


def _notes(
    periods: Periods, ground: _Ground, candidates: dict[str, list[float]], choices: dict[str, Choice | None]
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


def _ground_note(ground: _Ground) -> Note:
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
    ground: _Ground,
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
    ground: _Ground,
    candidates: dict[str, list[float]],
    choices: dict[str, Choice | None],
    area_shares: Sequence[float],
) -> list[list[Trial]]:
    """Return for each share of the area its trials; a surface is made once and held no longer than needed."""
    found: list[list[Trial]] = [[] for _ in area_shares]
    for method, bandwidth, chosen, surface in _surfaces(periods, ground.grid, candidates, choices):
        for trials, share in zip(found, area_shares, strict=True):
            later, earlier = (
                prediction.accuracy(surface, xy, area_share=share, grid=ground.grid, inside=ground.inside)
                for xy in (periods.after, periods.before)
            )
            recapture = prediction.recapture(earlier, later)
            trials.append(Trial(method=method, bandwidth=bandwidth, accuracy=later, recapture=recapture, chosen=chosen))
    return found


def _surfaces(
    periods: Periods, grid: Grid, candidates: dict[str, list[float]], choices: dict[str, Choice | None]
) -> Iterator[tuple[str, float | None, bool, NDArray[np.float64]]]:
    for kernel, some in candidates.items():
        choice = choices[kernel]
        for bandwidth in some:
            surface = density.surface(periods.before, grid, bandwidth=bandwidth, kernel=kernel)
            yield f"density-{kernel}", bandwidth, choice is not None and choice.bandwidth == bandwidth, surface
    yield "grid-count", None, False, prediction.counts(periods.before, grid).astype(np.float64)
