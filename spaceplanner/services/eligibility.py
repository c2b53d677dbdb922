"""Eligibility: which of the incidents near a space each effect of a proposal can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import reach, timing, walks
from spaceplanner.analysis.entrances import Entrances
from spaceplanner.domain.catalogue import Outcome, Reach, When
from spaceplanner.services import packages, surroundings
from spaceplanner.services.inputs import OUTCOMES
from spaceplanner.services.stages import compute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.analysis.network import Network
    from spaceplanner.domain.catalogue import Catalogue, Effect, InterventionType
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import SpaceDiagnosis
    from spaceplanner.services.inputs import Incidents, Inputs, Lamps, Places
    from spaceplanner.services.memo import Memo


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Nearby:
    """The incidents near one space.

    Attributes
    ----------
    xy
        (n, 2) metres.
    night
        (n,) bool: known to lie between sunset and sunrise; None where no incident's hour is known.
    day
        (n,) bool: known to lie between sunrise and sunset; what is neither has no hour.
    outdoor
        (n,) bool.
    outcome
        (n,) index into `spaceplanner.services.inputs.OUTCOMES`.
    lit
        (n,) bool: on ground that a working lamp lights today; None where that is unknown.
    on_foot
        (n,) bool: in the space, or near it by the streets and not only across a ravine or a wall.
    mix
        (8,) shares of the kinds of incidents as they may be published: outcome by outcome, by day and by night.
    """

    xy: NDArray[np.float64]
    night: NDArray[np.bool_] | None
    day: NDArray[np.bool_]
    outdoor: NDArray[np.bool_]
    outcome: NDArray[np.int8]
    lit: NDArray[np.bool_] | None
    on_foot: NDArray[np.bool_]
    mix: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Use:
    """An effect of a type in a proposal, before any chance is drawn.

    Attributes
    ----------
    mask
        (n,) bool over the incidents near the space; None where it is unknown which the effect reaches.
    missing
        Where `mask` is None, why: a reason of `spaceplanner.domain.result.Figure`.
    why_not
        None where the effect is credited, else a key of `spaceplanner.services.ledger.WHY_NOT`.
    """

    kind: InterventionType
    effect: Effect
    mask: NDArray[np.bool_] | None
    missing: str | None
    why_not: str | None


def uses(proposal: Proposal, catalogue: Catalogue, nearby: Nearby | str, settings: Settings) -> tuple[Use, ...]:
    """Return every effect of every type in a proposal, in the catalogue's order.

    Parameters
    ----------
    nearby
        The incidents near the proposal's space, or the reason why there are no data on them.
    """
    return tuple(_uses(proposal, catalogue, nearby, settings))


def _uses(proposal: Proposal, catalogue: Catalogue, nearby: Nearby | str, settings: Settings) -> Iterator[Use]:
    present, held = {item.type for item in proposal.interventions}, packages.held(proposal)
    for key, kind in catalogue.types.items():
        if key not in present:
            continue
        # Finding the middles takes a while, and most effects do not ask where things are.
        placed = any(effect.reach in {Reach.LIT, Reach.HEARD} for effect in kind.effects)
        at = points(proposal, key) if placed else np.empty((0, 2))
        for effect in kind.effects:
            missing = nearby if isinstance(nearby, str) else _missing(effect, nearby)
            mask = None if missing or isinstance(nearby, str) else _mask(effect, nearby, at, settings)
            why_not = _why_not(effect, held, catalogue) or ("no_data" if missing else None)
            yield Use(kind=kind, effect=effect, mask=mask, missing=missing, why_not=why_not)


def nearby(inputs: Inputs, diagnosed: SpaceDiagnosis | None, memo: Memo) -> Nearby | str:
    """Return the incidents near a space, or the reason why there are no data on them.

    Parameters
    ----------
    diagnosed
        The space's diagnosis; None for a space that no layer holds.
    memo
        Where stages and what is near each space are remembered.
    """
    if diagnosed is None:
        return "no_layer"
    if reason := diagnosed.figures["incidents_within"].reason:
        return reason
    # Asked for each proposal each time: one look into memory, and not one for each stage behind it.
    return memo("near", lambda *_: _looked_up(inputs, diagnosed, memo), inputs, diagnosed)


def _looked_up(inputs: Inputs, diagnosed: SpaceDiagnosis, memo: Memo) -> Nearby:
    return memo(
        "nearby",
        _nearby,
        inputs.places,
        inputs.incidents,
        compute("incidents_within", inputs, memo),
        compute("nights", inputs, memo),
        inputs.lamps,
        memo(
            "on_foot",
            _on_foot,
            inputs.places,
            inputs.incidents,
            compute("incidents_within", inputs, memo),
            compute("doors", inputs, memo),
            compute("network", inputs, memo),
            space=diagnosed.space,
            radius=inputs.settings.incident_radius,
        ),
        memo("kinds_everywhere", surroundings.everywhere, inputs.incidents, compute("nights", inputs, memo)),
        space=diagnosed.space,
        # Around a lamp in the space, its own light and that of others today: within the distance of `lamps_within`.
        lit_known=diagnosed.figures["lamps_within"].exact is not None,
        lit_radius=inputs.settings.lit_radius,
    )


def _nearby(  # noqa: PLR0917 - positional as memory compares them
    places: Places,
    incidents: Incidents,
    within: NDArray[np.int64],
    nights: NDArray[np.int8],
    lamps: Lamps,
    on_foot: NDArray[np.bool_],
    city: NDArray[np.float64],
    *,
    space: str,
    lit_known: bool,
    lit_radius: float,
) -> Nearby:
    _, near = _near(places, within, space)
    when, xy = nights[near], incidents.xy[near]
    return Nearby(
        xy=xy,
        night=when == timing.NIGHT if (when != timing.UNKNOWN).any() or not len(near) else None,
        day=when == timing.DAY,
        outdoor=~incidents.indoor[near],
        outcome=incidents.outcome[near],
        lit=reach.within(xy, lamps.working_xy, lit_radius) if lit_known else None,
        on_foot=on_foot,
        mix=surroundings.mix(incidents.outcome[near], when, city),
    )


def _near(places: Places, within: NDArray[np.int64], space: str) -> tuple[int, NDArray[np.int64]]:
    """Return the number of a space, and the incidents near it."""
    row = next(place for place, found in enumerate(places.spaces) if found.id == space)
    start, end = np.searchsorted(within[:, 0], (row, row + 1))
    return row, within[start:end, 1]


def _doors_of(doors: Entrances, row: int) -> Entrances:
    """Return the entrances of one space as those of the only one."""
    mine = doors.space == row
    return Entrances(xy=doors.xy[mine], space=np.zeros(int(mine.sum()), dtype=np.int64), kind=doors.kind[row : row + 1])


def _on_foot(
    places: Places,
    incidents: Incidents,
    within: NDArray[np.int64],
    doors: Entrances,
    ways: Network | None,
    *,
    space: str,
    radius: float,
) -> NDArray[np.bool_]:
    """Return (n,) which incidents near a space are in it or within the walk that the radius stands for.

    Without streets, all. One farther than `walks` looks for a street is measured in a straight line times 1.3.
    """
    row, near = _near(places, within, space)
    xy, shape = incidents.xy[near], places.shapes[row : row + 1]
    if ways is None or not len(xy):
        return np.ones(len(xy), dtype=np.bool_)
    found: NDArray[np.bool_] = np.asarray(shapely.intersects_xy(shape[0], xy[:, 0], xy[:, 1]), dtype=np.bool_)
    walked = walks.walks(shape, _doors_of(doors, row), xy, ways, limit=radius * walks.DETOUR)
    found[walked.pairs[:, 1]] = True
    return found


def points(proposal: Proposal, type_id: str) -> NDArray[np.float64]:
    """Return where a proposal places the interventions of a type: (n, 2) metres, areas by their centroid."""
    shapes = [item.geometry for item in proposal.interventions if item.type == type_id and item.geometry is not None]
    return np.asarray(shapely.get_coordinates(shapely.centroid(shapes)), dtype=np.float64)


def _missing(effect: Effect, nearby: Nearby) -> str | None:
    """Return why it is unknown which incidents an effect reaches, or None."""
    if effect.when is not When.ANY and nearby.night is None:
        return "no_dates"
    return "no_coverage" if effect.reach is Reach.LIT and nearby.lit is None else None


def _mask(effect: Effect, nearby: Nearby, at: NDArray[np.float64], settings: Settings) -> NDArray[np.bool_]:
    mask = np.ones(len(nearby.xy), dtype=np.bool_)
    if effect.outcome is not Outcome.ALL:
        mask &= nearby.outcome == OUTCOMES.index(effect.outcome)
    if effect.when is When.NIGHT and nearby.night is not None:
        mask &= nearby.night & nearby.outdoor
    if effect.when is When.DAY:
        mask &= nearby.day
    if effect.reach is Reach.LIT and nearby.lit is not None:
        mask &= nearby.outdoor & ~nearby.lit & reach.within(nearby.xy, at, settings.lit_radius)
    if effect.reach is Reach.CATCHMENT:
        mask &= nearby.on_foot
    if effect.reach is Reach.HEARD:
        mask &= reach.within(nearby.xy, at, settings.hearing_radius)
    return mask


def _why_not(effect: Effect, held: frozenset[str], catalogue: Catalogue) -> str | None:
    if catalogue.evidence[effect.evidence].rate_ratio is None:
        return "no_evidence"
    return "requires" if effect.requires and held.isdisjoint(effect.requires) else None
