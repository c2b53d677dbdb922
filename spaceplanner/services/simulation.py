"""Simulation: the draws behind a proposal's benefit; the chance of each hangs on the finding or the space alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from spaceplanner.analysis import effects
from spaceplanner.domain.catalogue import Outcome, When
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


def masks(used: Sequence[Use]) -> dict[str, NDArray[np.bool_]]:
    """Return the credited findings and what each acts on: types that rest on the same finding are one effect."""
    found: dict[str, NDArray[np.bool_]] = {}
    for use in sorted(used, key=lambda use: use.effect.evidence):
        if use.why_not is None and use.mask is not None:
            key = use.effect.evidence
            found[key] = found[key] | use.mask if key in found else use.mask
    return found


def log_ratio(key: str, used: Sequence[Use], catalogue: Catalogue, settings: Settings) -> NDArray[np.float64]:
    """Draw a finding's log rate ratio; the chance hangs on the finding alone, so every proposal meets the same one."""
    entry = catalogue.evidence[key]
    assert entry.rate_ratio is not None
    known = entry.interval_status in {"seen", "override"}
    return effects.log_ratio(
        entry.rate_ratio,
        effects.log_sd(
            entry.grade,
            entry.low if known else None,
            entry.high if known else None,
            # What the users say of their own place is no longer a step to another setting.
            transfer=0.0 if entry.override else settings.transfer_sd,
            extra=0.0 if entry.override else entry.extra_sd,
        ),
        carried=_carried(key, used, catalogue),
        draws=settings.draws,
        generator=chance(settings, key),
    )


def rate(settings: Settings, space: str, baseline: Baseline, *, published: bool) -> NDArray[np.float64]:
    """Draw a space's yearly number of incidents; every proposal for it meets the same."""
    shape, scale = baseline.published if published else baseline.exact
    return effects.baseline(shape, scale, years=baseline.years, draws=settings.draws, generator=chance(settings, space))


def simulated(
    acting: Masks, logs: Mapping[str, NDArray[np.float64]], yearly: NDArray[np.float64], settings: Settings, space: str
) -> tuple[effects.Averted, effects.Groups]:
    """Draw what effects avert of a space's yearly incidents, and return it with the groups they make of them."""
    keys = list(acting)
    # Without an effect nobody asks on which incidents it acts.
    table = np.column_stack([acting[key] for key in keys]) if keys else np.zeros((0, 0), dtype=np.bool_)
    among = effects.groups(table)
    found = effects.averted(
        among,
        np.stack([logs[key] for key in keys]) if keys else np.zeros((0, settings.draws)),
        yearly,
        floor=settings.effect_floor,
        generator=chance(settings, f"{space}/shares"),
    )
    return found, among


def mixes(among: effects.Groups, keys: Sequence[str], used: Sequence[Use], near: Nearby | str) -> NDArray[np.float64]:
    """Return (g, 8) the kinds of incidents in each group: outcome by outcome, by day and by night.

    Those of the space as they are published (see `eligibility.Nearby.mix`), of which an effect on one outcome or on the
    night has its own alone. That no exact count goes in is what lets the result be shown outside.
    """
    if isinstance(near, str):
        return np.zeros((0, 2 * len(OUTCOMES)))
    may = {key: _kinds([use for use in used if use.effect.evidence == key and use.why_not is None]) for key in keys}
    rows = np.empty((len(among.counts), 2 * len(OUTCOMES)))
    for row, acts in enumerate(among.acts):
        both = np.logical_and.reduce([may[key] for key, there in zip(keys, acts, strict=True) if there])
        kinds = np.where(both, near.mix, 0.0)
        if not kinds.any():
            kinds = both.astype(np.float64) if both.any() else near.mix
        rows[row] = kinds / kinds.sum()
    return rows


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


def chance(settings: Settings, about: str) -> np.random.Generator:
    """Return the chance of what is named: a finding, a space, a type; the same whoever asks for it, in any order."""
    return np.random.default_rng([settings.seed, crc32(about.encode())])
