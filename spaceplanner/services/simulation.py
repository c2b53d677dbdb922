"""Simulation: the draws behind a proposal's benefit; the chance of each hangs on the finding or the space alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import effects
from spaceplanner.domain.catalogue import Outcome, When
from spaceplanner.services.draws import chance
from spaceplanner.services.inputs import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.services.eligibility import Nearby, Use
    from spaceplanner.services.surroundings import Baseline

Masks = Mapping[str, "NDArray[np.bool_]"]
"""Credited finding -> (n,) which of the incidents near the space it acts on."""

_HOURS = ("day", "night")
_NOTHING = np.zeros((0, 0), dtype=np.bool_)


def masks(used: Sequence[Use]) -> dict[str, NDArray[np.bool_]]:
    """Return the credited findings and what each acts on: types that rest on the same finding are one effect."""
    found: dict[str, NDArray[np.bool_]] = {}
    for use in sorted(used, key=lambda use: use.effect.evidence):
        if use.why_not is None and use.mask is not None:
            key = use.effect.evidence
            found[key] = found[key] | use.mask if key in found else use.mask
    return found


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Drawn:
    """A finding's log rate ratio here: (draws,) draws, and median and 90 % interval of the ratio."""

    logs: NDArray[np.float64]
    ratio: effects.Interval


def drawn(key: str, used: Sequence[Use], catalogue: Catalogue, settings: Settings) -> Drawn:
    """Draw a finding's log rate ratio; the chance hangs on the finding alone, so every proposal meets the same one."""
    entry = catalogue.evidence[key]
    assert entry.rate_ratio is not None
    known = entry.interval_status in {"seen", "override"}
    spread = effects.log_sd(
        entry.grade,
        entry.low if known else None,
        entry.high if known else None,
        # What the users say of their own place is no longer a step to another setting.
        transfer=0.0 if entry.override else settings.transfer_sd,
        extra=0.0 if entry.override else entry.extra_sd,
    )
    return _drawn(key, entry.rate_ratio, spread, _carried(key, used, catalogue), settings.draws, settings.seed)


@lru_cache(maxsize=128)
def _drawn(key: str, ratio: float, spread: float, carried: float, draws: int, seed: int) -> Drawn:  # noqa: PLR0917 - a key
    logs = effects.log_ratio(ratio, spread, carried=carried, draws=draws, generator=chance(seed, key))
    logs.setflags(write=False)
    return Drawn(logs=logs, ratio=effects.interval(np.exp(logs)))


def rate(settings: Settings, space: str, baseline: Baseline, *, published: bool) -> NDArray[np.float64]:
    """Draw a space's yearly number of incidents; every proposal for it meets the same."""
    shape, scale = baseline.published if published else baseline.exact
    return effects.baseline(
        shape, scale, years=baseline.years, draws=settings.draws, generator=chance(settings.seed, space)
    )


def simulated(
    acting: Masks, found: Mapping[str, Drawn], settings: Settings, space: str
) -> tuple[effects.Averted, effects.Groups]:
    """Draw what effects avert of a space's incidents, as a share, and return it with the groups they make of them."""
    keys = list(acting)
    # Without an effect nobody asks on which incidents it acts.
    among = effects.groups(np.column_stack([acting[key] for key in keys]) if keys else _NOTHING)
    logs = np.stack([found[key].logs for key in keys]) if keys else np.zeros((0, settings.draws))
    chances = chance(settings.seed, f"{space}/shares")
    return effects.averted(among, logs, floor=settings.effect_floor, generator=chances), among


def by_kind(
    averts: effects.Averted,
    among: effects.Groups,
    *,
    used: Sequence[Use],
    near: Nearby | str,
    settings: Settings,
    space: str,
) -> NDArray[np.float64]:
    """Return (8, draws) the share averted of each kind: outcome by outcome, by day and by night.

    The kinds of the space as they are published (see `eligibility.Nearby.mix`), of which an effect on one outcome or on
    the night has its own alone. That no exact count goes in is what lets the result be shown outside.
    """
    if isinstance(near, str) or not len(among.counts):
        return np.zeros((2 * len(OUTCOMES), settings.draws))
    keys = masks(used)
    may = np.stack(
        [_kinds([use for use in used if use.effect.evidence == key and use.why_not is None]) for key in keys]
    )
    both = np.stack([may[acts].all(axis=0) for acts in among.acts])
    both[~both.any(axis=1)] = True
    kinds = effects.dirichlet(
        len(near.xy) * near.mix, draws=settings.draws, generator=chance(settings.seed, f"{space}/kinds")
    )
    return effects.split(averts.by_group, both, kinds)


def _kinds(uses: Sequence[Use]) -> NDArray[np.bool_]:
    """Return (8,) which kinds of incidents some use of a finding acts on."""
    found = np.zeros((len(OUTCOMES), 2), dtype=np.bool_)
    for use in uses:
        rows = slice(None) if use.effect.outcome is Outcome.ALL else [OUTCOMES.index(use.effect.outcome)]
        columns = slice(None) if use.effect.when is When.ANY else [_HOURS.index(use.effect.when)]
        found[rows, columns] = True
    return found.reshape(-1)


def kept(
    proposal: Proposal,
    used: Sequence[Use],
    among: effects.Groups,
    *,
    keys: Sequence[str],
    catalogue: Catalogue,
    settings: Settings,
) -> NDArray[np.float64]:
    """Return the share of the first year's benefit that each year has: works whose upkeep nobody pays lose theirs."""
    unpaid = np.array([_unpaid(proposal, key, used) for key in keys])
    central = np.array(
        [_carried(key, used, catalogue) * np.log(catalogue.evidence[key].rate_ratio or 1.0) for key in keys]
    )
    decaying = effects.share_due_to(unpaid, among, central, floor=settings.effect_floor) if unpaid.any() else 0.0
    return effects.kept(decaying, decay=settings.decay, years=settings.horizon_years)


def _carried(key: str, used: Sequence[Use], catalogue: Catalogue) -> float:
    if catalogue.evidence[key].override is not None:
        return 1.0
    own = min(use.effect.carried for use in used if use.effect.evidence == key and use.why_not is None)
    return own * catalogue.evidence[key].carried


def _unpaid(proposal: Proposal, key: str, used: Sequence[Use]) -> float:
    """Return the share of the items behind a finding that are works whose upkeep has no payer."""
    kinds = {use.kind.id: use.kind for use in used if use.effect.evidence == key and use.why_not is None}
    items = [item for item in proposal.interventions if item.type in kinds]
    lost = sum(
        kinds[item.type].kind == "hard" and not (item.upkeep_payer.strip() or proposal.upkeep_payer.strip())
        for item in items
    )
    return lost / len(items) if items else 0.0
