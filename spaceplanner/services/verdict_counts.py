"""What a verdict counts: incidents before and after the works, at the space, next door and at comparable spaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import displacement, zones
from spaceplanner.analysis.displacement import Counts, Weights
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.displacement import Displacement
    from spaceplanner.services.comparable_spaces import Controls
    from spaceplanner.services.inputs import Incidents, Inputs
    from spaceplanner.services.verdict_periods import Span


@dataclass(frozen=True, eq=False, slots=True)
class Counted:
    """Incidents before and after: of each zone (2,), of each control (k, 2), and where all of the record lie."""

    zones: dict[str, NDArray[np.int64]]
    controls: NDArray[np.int64]
    xy: tuple[NDArray[np.float64], ...]


def counted(  # noqa: PLR0917 - two records and two periods
    inputs: Inputs, row: int, alike: Controls, incidents: Incidents, before: Span, after: Span
) -> Counted:
    """Count what surely happened in the two periods on ground that the record covers."""
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
    return Counted(
        dict(zip(zones.ZONES, np.column_stack(by_zone), strict=True)),
        np.column_stack(by_control),
        tuple(everywhere),
    )


def sizes(
    inputs: Inputs, row: int, alike: Controls
) -> tuple[Weights, tuple[NDArray[np.float64], NDArray[np.float64]], bool]:
    """Return the sizes of the controls in treated places, the grounds, and whether all rings have ground.

    Raises
    ------
    AnalysisError
        If the record covers neither the space nor the others.
    """
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


def difference(counts: Counted, times: tuple[float, float], weights: Weights, *, ringed: bool) -> Displacement:
    """Return what became of the incidents against the comparable spaces.

    Parameters
    ----------
    times
        Years before and after.
    weights, ringed
        As from `sizes`.

    Raises
    ------
    AnalysisError
        If there are no incidents in either period.
    """
    treated, control, ring, ring_control = (Counts(*pair.tolist()) for pair in counts.zones.values())
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
