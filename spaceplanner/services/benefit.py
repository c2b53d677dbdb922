"""Benefit: the incidents a proposal may avert, as an interval, with what is credited and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import disclosure, effects
from spaceplanner.domain.outlook import Gain
from spaceplanner.domain.result import EffectUse, Figure
from spaceplanner.services import simulation
from spaceplanner.services.draws import ranges
from spaceplanner.services.inputs import OUTCOMES
from spaceplanner.services.measures import two_digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.services.eligibility import Nearby, Use
    from spaceplanner.services.simulation import Drawn, Masks
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
    masks = simulation.masks(used)
    found = {key: simulation.drawn(key, used, catalogue, settings) for key in masks}
    count = 0 if isinstance(near, str) else len(near.xy)
    rows = tuple(_row(use, found.get(use.effect.evidence), count, catalogue) for use in used)
    missing = _missing(used, masks, baseline)
    if missing is not None:
        return _unknown(missing, rows, settings)
    allowed = _allowed(masks)
    eligible = _eligible(masks, allowed, count)
    scored, among = simulation.simulated(allowed, found, settings, proposal.space)
    same = all(allowed[key] is mask for key, mask in masks.items())
    exact = scored if same else simulation.simulated(masks, found, settings, proposal.space)[0]
    yearly, shown = _rates(settings, proposal.space, baseline)
    kept = simulation.kept(proposal, used, among, keys=tuple(masks), catalogue=catalogue, settings=settings)
    cells = shown * simulation.by_kind(scored, among, used=used, near=near, settings=settings, space=proposal.space)
    draws = {name: cells[2 * row] + cells[2 * row + 1] for row, name in enumerate(OUTCOMES)}
    gain = _gain(shown * scored.share, cells, kept, near, (baseline, shown))
    assert gain.total is not None
    outside, inside = gain.total, effects.interval(yearly * exact.share)
    told = eligible.published is not None
    return Benefit(
        averted=Figure(
            exact=inside.median,
            low=inside.low,
            high=inside.high,
            published=two_digits(outside.median) if told else None,
            published_low=two_digits(outside.p05) if told else None,
            published_high=two_digits(outside.p95) if told else None,
            unit="per_year",
            withheld=eligible.withheld,
            sample=None if eligible.exact is None else int(eligible.exact),
        ),
        scored=max(0.0, two_digits(outside.median)),
        may_have_no_effect=scored.may_have_no_effect(),
        eligible=eligible,
        effects=rows,
        draws=draws,
        kept=kept,
        gain=gain,
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


def _rates(
    settings: Settings, space: str, baseline: Baseline | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw the space's yearly incidents, exact and as they may be published; none where nothing is asked of them."""
    if baseline is None:
        return np.zeros(settings.draws), np.zeros(settings.draws)
    exact = simulation.rate(settings, space, baseline, published=False)
    if baseline.published == baseline.exact:
        return exact, exact
    return exact, simulation.rate(settings, space, baseline, published=True)


def _gain(
    total: NDArray[np.float64],
    cells: NDArray[np.float64],
    kept: NDArray[np.float64],
    near: Nearby | str,
    yearly: tuple[Baseline | None, NDArray[np.float64]],
) -> Gain:
    """Return what may be shown outside; night and day only where hours are known, the baseline where its count is."""
    baseline, rate = yearly
    kinds = cells.reshape(len(OUTCOMES), len(_HOURS), -1)
    outcomes = kinds.sum(axis=1)
    whole, without, *others = ranges(np.vstack([total, rate, outcomes, kinds.sum(axis=0)]))
    hours = dict(zip(_HOURS, others[len(OUTCOMES) :], strict=True))
    dated = not isinstance(near, str) and near.night is not None
    told = baseline is not None and disclosure.count(baseline.count) is not None
    return Gain(
        total=whole,
        by_outcome={
            name: found
            for name, found, row in zip(OUTCOMES, others[: len(OUTCOMES)], outcomes, strict=True)
            if row.any()
        },
        day=hours["day"] if dated else None,
        night=hours["night"] if dated else None,
        kept=float(kept.mean()),
        baseline=without if told else None,
        raw=baseline.count / baseline.years if told and baseline is not None else None,
    )


_HOURS = ("day", "night")


def _row(use: Use, found: Drawn | None, near: int, catalogue: Catalogue) -> EffectUse:
    credited = use.why_not is None and found is not None
    ratio = found.ratio if credited and found is not None else None
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
    if not (effects.sharing(table) < disclosure.FEWEST).any():
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
