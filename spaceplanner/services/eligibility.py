"""Eligibility: which of the incidents near a space each effect of a proposal can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import reach
from spaceplanner.domain.catalogue import Outcome, Reach, When
from spaceplanner.services.inputs import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue, Effect, InterventionType
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Proposal


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Nearby:
    """The incidents near one space.

    Attributes
    ----------
    xy
        (n, 2) metres.
    night
        (n,) bool: known to lie between sunset and sunrise; None where no incident's hour is known.
    outdoor
        (n,) bool.
    outcome
        (n,) index into `spaceplanner.services.inputs.OUTCOMES`.
    lit
        (n,) bool: on ground that a working lamp lights today; None where that is unknown.
    """

    xy: NDArray[np.float64]
    night: NDArray[np.bool_] | None
    outdoor: NDArray[np.bool_]
    outcome: NDArray[np.int8]
    lit: NDArray[np.bool_] | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Use:
    """An effect of a type in a proposal, before any chance is drawn.

    Attributes
    ----------
    mask
        (n,) bool over the incidents near the space; None where it is unknown which the effect reaches.
    why_not
        None where the effect is credited, else a key of `spaceplanner.services.ledger.WHY_NOT`.
    """

    kind: InterventionType
    effect: Effect
    mask: NDArray[np.bool_] | None
    why_not: str | None


def uses(proposal: Proposal, catalogue: Catalogue, nearby: Nearby | None, settings: Settings) -> tuple[Use, ...]:
    """Return every effect of every type in a proposal, in the catalogue's order.

    Parameters
    ----------
    nearby
        The incidents near the proposal's space; None where there are no data on incidents.
    """
    return tuple(_uses(proposal, catalogue, nearby, settings))


def _uses(proposal: Proposal, catalogue: Catalogue, nearby: Nearby | None, settings: Settings) -> Iterator[Use]:
    present = {item.type for item in proposal.interventions}
    for key, kind in catalogue.types.items():
        if key not in present:
            continue
        at = points(proposal, kind.id)
        for effect in kind.effects:
            mask = None if nearby is None else _mask(effect, nearby, at, settings)
            yield Use(kind=kind, effect=effect, mask=mask, why_not=_why_not(effect, present, catalogue, mask))


def points(proposal: Proposal, type_id: str) -> NDArray[np.float64]:
    """Return where a proposal places the interventions of a type: (n, 2) metres, areas by their centroid."""
    shapes = [item.geometry for item in proposal.interventions if item.type == type_id and item.geometry is not None]
    return np.asarray(shapely.get_coordinates(shapely.centroid(shapes)), dtype=np.float64)


def _mask(effect: Effect, nearby: Nearby, at: NDArray[np.float64], settings: Settings) -> NDArray[np.bool_] | None:
    mask = np.ones(len(nearby.xy), dtype=np.bool_)
    if effect.outcome is not Outcome.ALL:
        mask &= nearby.outcome == OUTCOMES.index(effect.outcome)
    if effect.when is When.NIGHT:
        if nearby.night is None:
            return None
        mask &= nearby.night & nearby.outdoor
    if effect.reach is Reach.LIT:
        if nearby.lit is None:
            return None
        mask &= nearby.outdoor & ~nearby.lit & reach.within(nearby.xy, at, settings.lit_radius)
    if effect.reach is Reach.HEARD:
        mask &= reach.within(nearby.xy, at, settings.hearing_radius)
    return mask


def _why_not(effect: Effect, present: set[str], catalogue: Catalogue, mask: NDArray[np.bool_] | None) -> str | None:
    if catalogue.evidence[effect.evidence].rate_ratio is None:
        return "no_evidence"
    if effect.requires and not present.intersection(effect.requires):
        return "requires"
    return "no_data" if mask is None else None
