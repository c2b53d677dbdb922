"""Benefit: the incidents a proposal may avert, as an interval, with what is credited and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from spaceplanner.analysis import disclosure, effects
from spaceplanner.domain.catalogue import Outcome, When
from spaceplanner.domain.outlook import Gain, Range
from spaceplanner.domain.result import EffectUse, Figure
from spaceplanner.services.inputs import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.services.eligibility import Nearby, Use
    from spaceplanner.services.surroundings import Baseline


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Benefit:
    """What a proposal may avert.

    Attributes
    ----------
    averted
        Incidents averted in the first year.
    scored
        The same as the score uses it: the published result, at least 0, so that the score reads the same everywhere and
        no withheld count can be computed back from it; None where there are no data.
    draws
        Outcome -> (draws,) incidents averted in the first year, of the published result; empty where there are no data.
    kept
        (horizon,) share of the first year's benefit that each year has: 1, then less where upkeep has no payer.
    gain
        What may be shown outside of all this.
    """

    averted: Figure
    scored: float | None
    may_have_no_effect: bool
    eligible: Figure
    effects: tuple[EffectUse, ...]
    draws: Mapping[str, NDArray[np.float64]]
    kept: NDArray[np.float64]
    gain: Gain


Masks = Mapping[str, "NDArray[np.bool_]"]
"""Credited finding -> (n,) which of the incidents near the space it acts on."""

_HOURS = ("day", "night")


def benefit(
    used: Sequence[Use],
    catalogue: Catalogue,
    settings: Settings,
    *,
    proposal: Proposal,
    near: Nearby | str,
    baseline: Baseline | None,
) -> Benefit:
    """Simulate what the effects of a proposal avert (see docs/methods/effects.md).

    Parameters
    ----------
    used
        The proposal's effects with the incidents they can act on.
    catalogue
        With the project's overrides in its ledger.
    near
        Incidents near the space, or the reason why there are no data on them.
    baseline
        What the space has a year in the long run; None without dates or without data.
    """
    masks = _masks(used)
    logs = {key: _log_ratio(key, used, catalogue, settings) for key in masks}
    count = 0 if isinstance(near, str) else len(near.xy)
    rows = tuple(_row(use, logs.get(use.effect.evidence), count, catalogue) for use in used)
    missing = _missing(used, masks, baseline)
    if missing is not None:
        return _unknown(missing, rows, settings)
    allowed = _allowed(masks)
    eligible = _eligible(masks, allowed, count)
    exact, _ = _simulated(masks, logs, settings, proposal.space, baseline, published=False)
    scored, among = _simulated(allowed, logs, settings, proposal.space, baseline, published=True)
    kept = _kept(proposal, used, among, tuple(masks), catalogue, settings)
    cells = effects.split(
        scored.by_group,
        among.counts,
        _mixes(among, tuple(masks), used, near),
        generator=_chance(settings, f"{proposal.space}/kinds"),
    )
    draws = {name: cells[2 * row] + cells[2 * row + 1] for row, name in enumerate(OUTCOMES)}
    outside = effects.interval(scored.per_year)
    told = eligible.published is not None
    inside = effects.interval(exact.per_year)
    return Benefit(
        averted=Figure(
            exact=inside.median,
            low=inside.low,
            high=inside.high,
            published=_rounded(outside.median) if told else None,
            published_low=_rounded(outside.low) if told else None,
            published_high=_rounded(outside.high) if told else None,
            unit="per_year",
            withheld=eligible.withheld,
            sample=None if eligible.exact is None else int(eligible.exact),
        ),
        scored=max(0.0, _rounded(outside.median)),
        may_have_no_effect=scored.may_have_no_effect(),
        eligible=eligible,
        effects=rows,
        draws=draws,
        kept=kept,
        gain=_gain(scored.per_year, cells, kept, near, _rate(settings, proposal.space, baseline, published=True)),
    )


def _unknown(missing: str, rows: tuple[EffectUse, ...], settings: Settings) -> Benefit:
    return Benefit(
        averted=Figure(exact=None, published=None, unit="per_year", reason=missing),
        scored=None,
        may_have_no_effect=True,
        eligible=Figure(exact=None, published=None, unit="count", reason=missing),
        effects=rows,
        draws={},
        kept=np.ones(settings.horizon_years),
        gain=Gain(total=None, reason=missing),
    )


def _gain(
    total: NDArray[np.float64],
    cells: NDArray[np.float64],
    kept: NDArray[np.float64],
    near: Nearby | str,
    rate: tuple[NDArray[np.float64], float] | None,
) -> Gain:
    """Return what may be shown outside; night and day only where hours are known, the baseline where its count is."""
    outcomes, hours = cells.reshape(len(OUTCOMES), 2, -1).sum(axis=1), cells.reshape(len(OUTCOMES), 2, -1).sum(axis=0)
    shown = not isinstance(near, str) and disclosure.count(len(near.xy)) is not None and rate is not None
    stacked = np.vstack([total[None], outcomes, hours, *([rate[0][None]] if shown and rate is not None else [])])
    ranges = [Range(**dict(zip(_ENDS, map(float, row), strict=True))) for row in effects.quantiles(stacked).T]
    dated = not isinstance(near, str) and near.night is not None
    by_outcome = {name: found for name, found, row in zip(OUTCOMES, ranges[1:], outcomes, strict=False) if row.any()}
    return Gain(
        total=ranges[0],
        by_outcome=by_outcome,
        day=ranges[len(OUTCOMES) + 1] if dated else None,
        night=ranges[len(OUTCOMES) + 2] if dated else None,
        kept=float(kept.mean()),
        baseline=ranges[-1] if shown else None,
        raw=rate[1] if shown and rate is not None else None,
        # Worth in money needs a price for each incident, which nobody has given until the money side says so.
        reason="no_social_cost",
    )


_ENDS = ("p05", "p25", "median", "p75", "p95")


def _masks(used: Sequence[Use]) -> dict[str, NDArray[np.bool_]]:
    """Return the credited findings and what each acts on: types that rest on the same finding are one effect."""
    masks: dict[str, NDArray[np.bool_]] = {}
    for use in sorted(used, key=lambda use: use.effect.evidence):
        if use.why_not is None and use.mask is not None:
            key = use.effect.evidence
            masks[key] = masks[key] | use.mask if key in masks else use.mask
    return masks


def _carried(key: str, used: Sequence[Use], catalogue: Catalogue) -> float:
    own = min(use.effect.carried for use in used if use.effect.evidence == key and use.why_not is None)
    return own * catalogue.evidence[key].carried


def _log_ratio(key: str, used: Sequence[Use], catalogue: Catalogue, settings: Settings) -> NDArray[np.float64]:
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
        carried=1.0 if entry.override else _carried(key, used, catalogue),
        draws=settings.draws,
        generator=_chance(settings, key),
    )


def _rate(
    settings: Settings, space: str, baseline: Baseline | None, *, published: bool
) -> tuple[NDArray[np.float64], float] | None:
    """Draw the space's yearly number of incidents, and return what was counted a year; None without data."""
    if baseline is None:
        return None
    shape, scale = baseline.published if published else baseline.exact
    rate = effects.baseline(
        shape, scale, years=baseline.years, draws=settings.draws, generator=_chance(settings, space)
    )
    return rate, baseline.count / baseline.years


def _simulated(
    masks: Masks,
    logs: Mapping[str, NDArray[np.float64]],
    settings: Settings,
    space: str,
    baseline: Baseline | None,
    *,
    published: bool,
) -> tuple[effects.Averted, effects.Groups]:
    rate = _rate(settings, space, baseline, published=published)
    if not masks or rate is None:
        among = effects.groups(np.zeros((0, len(masks)), dtype=np.bool_))
        return effects.averted(
            among,
            np.zeros((0, settings.draws)),
            np.zeros(settings.draws),
            floor=1.0,
            generator=_chance(settings, space),
        ), among
    among = effects.groups(np.column_stack(list(masks.values())))
    found = effects.averted(
        among,
        np.stack([logs[key] for key in masks]),
        rate[0],
        floor=settings.effect_floor,
        generator=_chance(settings, f"{space}/shares"),
    )
    return found, among


def _mixes(among: effects.Groups, keys: Sequence[str], used: Sequence[Use], near: Nearby | str) -> NDArray[np.float64]:
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


def _kept(
    proposal: Proposal,
    used: Sequence[Use],
    among: effects.Groups,
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


def _unpaid(proposal: Proposal, key: str, used: Sequence[Use]) -> float:
    """Return the share of the items behind a finding that are works whose upkeep has no payer."""
    kinds = {use.kind.id: use.kind for use in used if use.effect.evidence == key and use.why_not is None}
    items = [item for item in proposal.interventions if item.type in kinds]
    lost = sum(
        kinds[item.type].kind == "hard" and not (item.upkeep_payer.strip() or proposal.upkeep_payer.strip())
        for item in items
    )
    return lost / len(items) if items else 0.0


def _chance(settings: Settings, about: str) -> np.random.Generator:
    return np.random.default_rng([settings.seed, crc32(about.encode())])


def _row(use: Use, logs: NDArray[np.float64] | None, near: int, catalogue: Catalogue) -> EffectUse:
    credited = use.why_not is None and logs is not None
    ratio = effects.interval(np.exp(logs)) if credited and logs is not None else None
    entry = catalogue.evidence[use.effect.evidence]
    return EffectUse(
        type=use.kind.id,
        evidence=use.effect.evidence,
        outcome=use.effect.outcome.value,
        when=use.effect.when.value,
        reach=use.effect.reach.value,
        eligible=_count(use.mask, near, use.missing),
        credited=credited,
        why_not=use.why_not,
        rate_ratio=ratio.median if ratio else None,
        low=ratio.low if ratio else None,
        high=ratio.high if ratio else None,
        carried=1.0 if entry.override else use.effect.carried * entry.carried,
    )


def _count(mask: NDArray[np.bool_] | None, near: int, reason: str | None) -> Figure:
    if mask is None:
        return Figure(exact=None, published=None, unit="count", reason=reason)
    n = int(mask.sum())
    published = disclosure.part(n, near)
    return Figure(exact=n, published=published, unit="count", withheld=disclosure.withheld(n, published), sample=near)


def _eligible(masks: Masks, allowed: Masks, near: int) -> Figure:
    """Return on how many incidents something acts; outside, only where the effects' own counts tell no few beside it."""
    if not masks:
        # Nothing is credited whatever the incidents are, so this zero says nothing about them.
        return Figure(exact=0, published=0, unit="count", sample=near)
    if len(masks) == 1:
        return _count(next(iter(masks.values())), near, None)
    n = int(np.logical_or.reduce(list(allowed.values())).sum())
    told = all(allowed[key] is mask or not allowed[key].any() for key, mask in masks.items())
    published = disclosure.part(n, near) if told else None
    return Figure(
        exact=int(np.logical_or.reduce(list(masks.values())).sum()),
        published=published,
        unit="count",
        withheld=None if published is not None else "derivable",
        sample=near,
    )


def _allowed(masks: Masks) -> dict[str, NDArray[np.bool_]]:
    """Return masks that a published result may use: nothing can be computed back from it but the published counts.

    Where so few as one to four incidents share their effects, who shares what is left open: each effect then acts on
    as many as before, the widest on all those that a narrower one acts on.
    """
    allowed = {key: _scored(mask) for key, mask in masks.items()}
    if len(masks) < 2:  # noqa: PLR2004 - one effect shares nothing
        return allowed
    table = np.column_stack(list(allowed.values()))
    sharing = np.unique(table, axis=0, return_counts=True)[1] if len(table) else np.zeros(0)
    if not (sharing < disclosure.FEWEST).any():
        return allowed
    first = np.arange(len(table))
    return {key: first < mask.sum() for key, mask in allowed.items()}


def _scored(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the mask that a published result may use: fewer than five count as none, all but fewer than five as all."""
    n, of = int(mask.sum()), len(mask)
    if not disclosure.scored_count(n):
        return np.zeros_like(mask)
    return mask if disclosure.part(n, of) is not None else np.ones_like(mask)


def _missing(used: Sequence[Use], masks: Mapping[str, object], baseline: Baseline | None) -> str | None:
    """Return why nothing can be said of incidents averted although something could be credited, or None."""
    if masks:
        return "no_dates" if baseline is None else None
    return next((use.missing for use in used if use.why_not == "no_data"), None)


def _rounded(value: float) -> float:
    """Return a number to two significant digits, as it is published."""
    return float(f"{value:.2g}")
