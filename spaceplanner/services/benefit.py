"""Benefit: the incidents a proposal may avert, as an interval, with what is credited and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from spaceplanner.analysis import disclosure, effects
from spaceplanner.domain.result import EffectUse, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Settings
    from spaceplanner.services.eligibility import Use


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Benefit:
    """What a proposal may avert.

    Attributes
    ----------
    scored
        Incidents averted per year as the score uses them: the published result, at least 0, so that the score reads
        the same everywhere and no withheld count can be computed back from it; None where there are no data.
    draws
        Outcome -> (draws,) incidents averted per year of the published result; empty where there are no data.
    """

    averted: Figure
    scored: float | None
    may_have_no_effect: bool
    eligible: Figure
    effects: tuple[EffectUse, ...]
    draws: Mapping[str, NDArray[np.float64]]


Masks = Mapping[str, "NDArray[np.bool_]"]
"""Credited finding -> (n,) which of the incidents near the space it acts on."""


def benefit(
    used: Sequence[Use], catalogue: Catalogue, settings: Settings, *, space: str, near: int, years: float | None
) -> Benefit:
    """Simulate what the effects of a proposal avert (see docs/methods/effects.md).

    Parameters
    ----------
    used
        The proposal's effects with the incidents they can act on.
    space
        Id of the space; proposals for the same space meet the same chance in its baseline.
    near
        Incidents near the space, over the record.
    years
        Length of the record; None without dates.
    """
    masks = _masks(used)
    logs = {key: _log_ratio(key, used, catalogue, settings) for key in masks}
    rows = tuple(_row(use, logs.get(use.effect.evidence), near) for use in used)
    missing = _missing(used, masks, years)
    if missing is not None:
        nothing = Figure(exact=None, published=None, unit="per_year", reason=missing)
        unknown = Figure(exact=None, published=None, unit="count", reason=missing)
        return Benefit(averted=nothing, scored=None, may_have_no_effect=True, eligible=unknown, effects=rows, draws={})
    allowed = _allowed(masks)
    eligible = _eligible(masks, allowed, near)
    exact = _simulated(masks, logs, settings, space, years)
    same = all(allowed[key] is mask for key, mask in masks.items())
    scored = exact if same else _simulated(allowed, logs, settings, space, years)
    outside = effects.interval(scored.per_year)
    published = eligible.published is not None
    inside = effects.interval(exact.per_year)
    return Benefit(
        averted=Figure(
            exact=inside.median,
            low=inside.low,
            high=inside.high,
            published=_rounded(outside.median) if published else None,
            published_low=_rounded(outside.low) if published else None,
            published_high=_rounded(outside.high) if published else None,
            unit="per_year",
            withheld=eligible.withheld,
            sample=None if eligible.exact is None else int(eligible.exact),
        ),
        scored=max(0.0, _rounded(outside.median)),
        may_have_no_effect=scored.may_have_no_effect(),
        eligible=eligible,
        effects=rows,
        draws={"all": scored.per_year},
    )


def _masks(used: Sequence[Use]) -> dict[str, NDArray[np.bool_]]:
    """Return the credited findings and what each acts on: types that rest on the same finding are one effect."""
    masks: dict[str, NDArray[np.bool_]] = {}
    for use in sorted(used, key=lambda use: use.effect.evidence):
        if use.why_not is None and use.mask is not None:
            key = use.effect.evidence
            masks[key] = masks[key] | use.mask if key in masks else use.mask
    return masks


def _log_ratio(key: str, used: Sequence[Use], catalogue: Catalogue, settings: Settings) -> NDArray[np.float64]:
    """Draw a finding's log rate ratio; the chance hangs on the finding alone, so every proposal meets the same one."""
    entry = catalogue.evidence[key]
    assert entry.rate_ratio is not None
    seen = entry.interval_status == "seen"
    return effects.log_ratio(
        entry.rate_ratio,
        effects.log_sd(entry.grade, entry.low if seen else None, entry.high if seen else None),
        carried=min(use.effect.carried for use in used if use.effect.evidence == key and use.why_not is None),
        draws=settings.draws,
        generator=_chance(settings, key),
    )


def _simulated(
    masks: Masks,
    logs: Mapping[str, NDArray[np.float64]],
    settings: Settings,
    space: str,
    years: float | None,
) -> effects.Averted:
    if not masks or years is None:
        return effects.Averted(np.zeros(settings.draws), np.ones(settings.draws))
    return effects.averted(
        np.column_stack(list(masks.values())),
        np.stack([logs[key] for key in masks]),
        years=years,
        generator=_chance(settings, space),
    )


def _chance(settings: Settings, about: str) -> np.random.Generator:
    return np.random.default_rng([settings.seed, crc32(about.encode())])


def _row(use: Use, logs: NDArray[np.float64] | None, near: int) -> EffectUse:
    credited = use.why_not is None and logs is not None
    ratio = effects.interval(np.exp(logs)) if credited and logs is not None else None
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
        carried=use.effect.carried,
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


def _missing(used: Sequence[Use], masks: Mapping[str, object], years: float | None) -> str | None:
    """Return why nothing can be said of incidents averted although something could be credited, or None."""
    if masks:
        return "no_dates" if years is None else None
    return next((use.missing for use in used if use.why_not == "no_data"), None)


def _rounded(value: float) -> float:
    """Return a number to two significant digits, as it is published."""
    return float(f"{value:.2g}")
