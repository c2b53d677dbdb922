"""Hot spots along streets: runs of street on which the density of incidents is high (docs/methods/network.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import disclosure, lixels, network, network_density
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.hotspot_terms import Cells, Found, coarse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.network import Network
    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspot_terms import Options
    from spaceplanner.services.selection import Note, Selection

SPLIT = "continuous"
"""How kernels split at crossings: so that centimetres beside a crossing, where records are put, decide nothing."""

TIMES_MEAN = 3.0
"""Density, relative to the mean of the streets that are reached, from which a street is hot, as on the plane."""

_REACHED = 1e-3
"""Share of one incident's peak from which a street counts as reached, as on the plane."""

_M_PER_KM = 1e3
_FINEST = 10.0


def by_network(chosen: Selection, options: Options) -> Found:
    """Return the runs of street that are hot, as lines.

    Hot are pieces of `options.cell` metres on which the density reaches three times the mean of those that are reached,
    and what five incidents at one place make. Pieces that touch are one run; its incidents are those whose nearest
    street it is.

    Raises
    ------
    AnalysisError
        If the project has no streets, or none of the incidents is near one.
    """
    streets = of_project(options.project)
    at = network.snap(streets, chosen.xy)
    if not at.found.any():
        raise AnalysisError(
            N_(
                "None of the incidents is within {distance} m of a street: check that the layers of streets and incidents are of one city."
            ),
            distance=network.FARTHEST,
        )
    pieces = lixels.divide(streets, options.cell)
    density = network_density.along(
        streets,
        at,
        pieces.edge,
        pieces.middle,
        bandwidth=options.bandwidth,
        kernel=options.kernel,
        method=SPLIT,
        weights=chosen.weights,
    )
    level = _level(density, pieces, chosen, options)
    run = lixels.runs(streets, pieces, density >= level)
    count = int(run.max()) + 1
    of = run[lixels.holding(streets, pieces, at.edge[at.found], at.offset[at.found])]
    peaks = np.full(count, level)
    np.maximum.at(peaks, run[run >= 0], density[run >= 0])
    figures = {"peak": peaks}
    if chosen.weights is not None:
        severity = np.bincount(of[of >= 0], chosen.weights[at.found][of >= 0], minlength=count)
        figures["severity"] = severity.astype(np.float64)
    shapes = lixels.shapes(streets, pieces)
    return Found(
        _lines(shapes, run, count),
        np.bincount(of[of >= 0], minlength=count).astype(np.int64),
        figures,
        {
            "kernel": options.kernel,
            "split": SPLIT,
            "weighted": chosen.weights is not None,
            "level_per_km": level * _M_PER_KM / (chosen.years or 1.0),
            "times_mean": TIMES_MEAN,
            "street_km": float(streets.lengths.sum()) / _M_PER_KM,
        },
        (*_notes(streets, at), *coarse(options.bandwidth, 2 * options.cell, options.cell)),
        cells=_drawn(shapes, density, density >= disclosure.FEWEST * _one(chosen, options), chosen.years),
    )


def usual_cell(bandwidth: float, _: NDArray[np.float64]) -> float:
    """Return the length of pieces of street that is used where none is asked for, metres: a sixth of the bandwidth."""
    return max(_FINEST, bandwidth / 6)


def of_project(project: Project) -> Network:
    """Return the network of a project's streets.

    Raises
    ------
    AnalysisError
        If it has none.
    """
    layers = [layer for layer in project.by_role(Role.STREETS) if layer.kind is GeometryKind.LINE]
    if not layers:
        raise AnalysisError(N_("The project has no streets: add a layer of lines with the role streets."))
    return network.build(np.concatenate([layer.geometry for layer in layers]))


def _one(chosen: Selection, options: Options) -> float:
    """Return the height of the heaviest incident's kernel at its place, per metre."""
    one = network_density.peak(bandwidth=options.bandwidth, kernel=options.kernel)
    return one if chosen.weights is None else one * float(chosen.weights.max())


def _drawn(shapes: NDArray[Any], density: NDArray[np.float64], shown: NDArray[np.bool_], years: float | None) -> Cells:
    """Return the pieces on which five incidents contribute at least, as a map shows the surface."""
    total = float(density @ shapely.length(shapes))
    return Cells(
        shapes[shown],
        {"density": density[shown] / (years or 1.0), "share": density[shown] / total if total > 0 else density[shown]},
    )


def _level(density: NDArray[np.float64], pieces: lixels.Lixels, chosen: Selection, options: Options) -> float:
    """Return the density per metre from which a piece is hot."""
    one = _one(chosen, options)
    reached = density > _REACHED * one
    mean = float(np.average(density[reached], weights=pieces.lengths[reached])) if reached.any() else 0.0
    return max(TIMES_MEAN * mean, disclosure.FEWEST * one)


def _lines(shapes: NDArray[Any], run: NDArray[np.int64], count: int) -> NDArray[Any]:
    """Return (count,) the lines of the runs, pieces that follow each other made one."""
    hot = np.flatnonzero(run >= 0)
    order = hot[np.argsort(run[hot], kind="stable")]
    if not count:
        return np.empty(0, dtype=object)
    joined: NDArray[Any] = shapely.line_merge(shapely.multilinestrings(shapes[order], indices=run[order]))
    return joined


def _notes(streets: Network, at: network.Snapped) -> tuple[Note, ...]:
    notes: list[Note] = []
    off = int((~at.found).sum())
    if off:
        notes.append(
            (
                N_("{count} incidents are farther than {distance} m from every street: they count on none."),
                {"count": off, "distance": network.FARTHEST},
            )
        )
    apart, total = network.streets_apart(streets)
    if apart:
        notes.append(
            (
                N_(
                    "{count} of {total} streets do not hang together with the main part of the network: nobody walks between them. Check whether their ends meet."
                ),
                {"count": apart, "total": total},
            )
        )
    dropped = streets.dropped
    if dropped.unusable + dropped.short + dropped.repeated:
        notes.append(
            (
                N_(
                    "Of the streets, {unusable} parts are no usable lines, {short} have no length and {repeated} are drawn twice: they were left out."
                ),
                {"unusable": dropped.unusable, "short": dropped.short, "repeated": dropped.repeated},
            )
        )
    return tuple(notes)
