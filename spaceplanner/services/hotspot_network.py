"""Hot spots along streets: runs of street on which the density of incidents is high (docs/methods/network.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import disclosure, lixels, network, network_density, network_edge
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import street_ground
from spaceplanner.services.hotspot_terms import PROBABILITY, Cells, Found, coarse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.hotspot_terms import Options
    from spaceplanner.services.selection import Note, Selection
    from spaceplanner.services.street_ground import Placed

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
    street it is. With `options.edge` each incident counts by what of its kernel stays on the streets of the area, and
    nothing beyond is looked at. In the unit of probability peaks are per metre, of a density that sums to 1 over the
    pieces times their lengths.

    Raises
    ------
    AnalysisError
        If the project has no streets, none of the incidents is near one, or the edge is to be corrected and nobody said
        where it is, or no incident lies within it.
    """
    placed = _placed(chosen, options)
    streets, at = placed.streets, placed.at
    pieces = lixels.divide(streets, options.cell)
    raw, density = _densities(placed, pieces, options, chosen.weights)
    one = network_density.peak(bandwidth=options.bandwidth, kernel=options.kernel)
    if chosen.weights is not None:
        one *= float(chosen.weights.max())
    level = _level(density, pieces, one)
    # Five incidents make a street hot, never fewer that count more by the correction of the edge.
    run = lixels.runs(streets, pieces, (density >= level) & (raw >= disclosure.FEWEST * one))
    count = int(run.max()) + 1
    of = run[lixels.holding(streets, pieces, at.edge[at.found], at.offset[at.found])]
    peaks = np.full(count, level)
    np.maximum.at(peaks, run[run >= 0], density[run >= 0])
    if options.unit == PROBABILITY and count:
        peaks /= float(density @ pieces.lengths)
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
            "split": options.split,
            "unit": options.unit,
            "edge": options.edge,
            "weighted": chosen.weights is not None,
            "level_per_km": level * _M_PER_KM / (chosen.years or 1.0),
            "times_mean": TIMES_MEAN,
            "street_km": float(streets.lengths[placed.within].sum()) / _M_PER_KM,
        },
        (*_notes(placed), *coarse(options.bandwidth, 2 * options.cell, options.cell)),
        cells=_drawn(shapes, density, raw >= disclosure.FEWEST * one, chosen.years),
    )


def usual_cell(bandwidth: float, _: NDArray[np.float64]) -> float:
    """Return the length of pieces of street that is used where none is asked for, metres: a sixth of the bandwidth."""
    return max(_FINEST, bandwidth / 6)


def _placed(chosen: Selection, options: Options) -> Placed:
    """Return the incidents on the streets; with a correction of the edge, on those of the study area alone."""
    if not options.edge:
        return street_ground.place(options.project, chosen.xy, None)
    if options.area is None:
        raise AnalysisError(
            N_(
                "Nobody said where the incidents are complete, so there is no edge to correct: leave out --edge, or add a layer with the role boundary."
            )
        )
    placed = street_ground.place(options.project, chosen.xy, options.area)
    if not placed.at.found.any():
        raise AnalysisError(
            N_("No incident of the choice lies in the study area: check the boundary's place, or leave out --edge.")
        )
    return placed


def _densities(
    placed: Placed, pieces: lixels.Lixels, options: Options, weights: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the density of pieces (k,) as it is and with the edge corrected; 0 outside the study area."""
    streets, at, held = placed.streets, placed.at, placed.within[pieces.edge]
    how: dict[str, Any] = {
        "bandwidth": options.bandwidth,
        "kernel": options.kernel,
        "method": options.split,
        "open_ends": placed.cut,
    }

    def along(weights: NDArray[np.float64] | None) -> NDArray[np.float64]:
        found = np.zeros(len(held))
        found[held] = network_density.along(streets, at, pieces.edge[held], pieces.middle[held], weights=weights, **how)
        return found

    raw = along(weights)
    if not options.edge:
        return raw, raw
    kept = np.where(at.found, network_edge.mass(streets, at, placed.within, **how), 1.0)
    return raw, along((1.0 if weights is None else weights) / kept)


def _drawn(shapes: NDArray[Any], density: NDArray[np.float64], shown: NDArray[np.bool_], years: float | None) -> Cells:
    """Return the pieces on which five incidents contribute at least, as a map shows the surface."""
    total = float(density @ shapely.length(shapes))
    return Cells(
        shapes[shown],
        {"density": density[shown] / (years or 1.0), "share": density[shown] / total if total > 0 else density[shown]},
    )


def _level(density: NDArray[np.float64], pieces: lixels.Lixels, one: float) -> float:
    """Return the density per metre from which a piece is hot; `one` is the peak of the heaviest incident."""
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


def _notes(placed: Placed) -> tuple[Note, ...]:
    notes: list[Note] = []
    streets = placed.streets
    if placed.far:
        notes.append(
            (
                N_("{count} incidents are farther than {distance} m from every street: they count on none."),
                {"count": placed.far, "distance": network.FARTHEST},
            )
        )
    if placed.outside:
        notes.append(
            (N_("{count} incidents on streets outside the study area are left out."), {"count": placed.outside})
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
    left = (
        (N_("Parts of streets that are no usable lines, and were left out: {count}."), dropped.unusable),
        (N_("Parts of streets without length, which were left out: {count}."), dropped.short),
        (N_("Parts of streets that are drawn twice, and count once: {count}."), dropped.repeated),
    )
    notes.extend((text, {"count": count}) for text, count in left if count)
    return tuple(notes)
