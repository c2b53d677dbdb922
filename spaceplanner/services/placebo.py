"""Placebo: how clearly spaces changed where nothing was done, judged in the very same way.

The published standard error takes counts to be Poisson. Incidents come in bunches and neighbourhoods change each in its
own way, so that untreated spaces change "more than chance" more often than 10 % of the time. Placing the treated space
among them shows it: placebo inference, as Abadie, Diamond & Hainmueller 2010 do for synthetic controls (Journal of the
American Statistical Association 105). See docs/methods/proof.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import displacement, proximity
from spaceplanner.analysis.displacement import Counts, Weights
from spaceplanner.services import comparable_spaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.analysis.displacement import Difference, Displacement
    from spaceplanner.domain.result import Diagnosis
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo

FEWEST = 20
"""With fewer untreated spaces nothing is said of them."""

_LEAST_COUNT = 10
"""Incidents a space must have in both periods together to be judged at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebo:
    """Of untreated spaces, how many changed at least as clearly as the treated one: by z, whatever its sign.

    Attributes
    ----------
    spaces
        How many could be judged; at least `FEWEST`.
    local, ring, total
        How many of them changed as clearly in each of the differences; `ring` is None where it was not judged.
    """

    spaces: int
    local: int
    ring: int | None
    total: int


def placebo(  # noqa: PLR0917 - two records, their lengths, and what spaces are compared by
    found: Displacement,
    xy: Sequence[NDArray[np.float64]],
    times: tuple[float, float],
    inputs: Inputs,
    diagnosis: Diagnosis,
    memo: Memo,
    reserved: frozenset[str],
) -> Placebo | None:
    """Return how the treated space stands among those where nothing was done; None where these are too few.

    Parameters
    ----------
    found
        Of the treated space.
    xy
        Incidents before and after, (n, 2) and (m, 2) metres.
    times
        Years before and after.
    inputs, diagnosis, memo
        Of the project before the works.
    reserved
        Ids of spaces with a proposal.
    """
    judged = _judged(xy, times, inputs, diagnosis, memo, reserved)
    if len(judged) < FEWEST:
        return None
    return Placebo(
        spaces=len(judged),
        local=_as_clear(found.local, [one.local for one in judged]),
        ring=None if found.ring is None else _as_clear(found.ring, [one.ring for one in judged if one.ring]),
        total=_as_clear(found.total, [one.total for one in judged]),
    )


def _as_clear(treated: Difference, others: Sequence[Difference]) -> int:
    return sum(bool(abs(other.z) >= abs(treated.z)) for other in others)


def _judged(  # noqa: PLR0917 - as `placebo`
    xy: Sequence[NDArray[np.float64]],
    times: tuple[float, float],
    inputs: Inputs,
    diagnosis: Diagnosis,
    memo: Memo,
    reserved: frozenset[str],
) -> list[Displacement]:
    """Return the differences of all spaces without a proposal; grounds and rings are not cut at the record's edge."""
    settings, shapes = inputs.settings, inputs.places.shapes
    near, wide = (
        np.column_stack([proximity.counts(proximity.pairs(some, shapes, metres), len(shapes)) for some in xy])
        for metres in (settings.incident_radius, settings.incident_radius + settings.displacement_ring)
    )
    ring = wide - near
    ground, outer = (
        shapely.area(shapely.buffer(shapes, metres))
        for metres in (settings.incident_radius, settings.incident_radius + settings.displacement_ring)
    )
    recorded = {item.space for item in diagnosis.spaces if item.figures["incidents_within"].reason is None}
    found = []
    for row, space in enumerate(inputs.places.spaces):
        if space.id in reserved or space.id not in recorded or near[row].sum() < _LEAST_COUNT:
            continue
        rows = comparable_spaces.comparable(space.id, inputs, diagnosis, memo, reserved).rows
        if not len(rows):
            continue
        found.append(
            displacement.difference(
                Counts(*near[row]),
                Counts(*near[rows].sum(axis=0)),
                ring=Counts(*ring[row]),
                ring_control=Counts(*ring[rows].sum(axis=0)),
                times=times,
                areas=Weights(
                    control=ground[rows].sum() / ground[row],
                    ring_control=(outer - ground)[rows].sum() / (outer - ground)[row],
                ),
            )
        )
    return found
