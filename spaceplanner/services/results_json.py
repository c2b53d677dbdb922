"""Results as plain values, ready for JSON on stdout: exact, and marked so."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from spaceplanner.services import money_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spaceplanner.domain.outlook import Appraisal, Gain, Proof, Range, SponsorCase, Stack, Standing
    from spaceplanner.domain.result import Diagnosis, EffectUse, Figure, Part, ProposalResult, Result, SpaceDiagnosis

    Notes = tuple[tuple[str, Mapping[str, str | int]], ...] | tuple[tuple[str, Mapping[str, str | int | float]], ...]


def diagnosis(result: Result) -> dict[str, Any]:
    """Return the diagnosis of all spaces, the neediest first.

    Each space holds its figures by measure, null where there is none, in ``missing`` the reason for each null, in
    ``intervals`` the 90 % interval and in ``samples`` the number of records behind those that have one; labels and flags
    are words of `measures.LABELS` and `measures.FLAGS`; ``stability`` is null where there is no rank.
    """
    found: Diagnosis = result.diagnosis
    period = found.period
    return {
        "values": "exact",
        "data_hash": result.data_hash,
        "method": dict(found.method),
        "period": None if period is None else {"first": period.first, "last": period.last, "years": period.years},
        "incidents": found.incidents,
        "notes": _notes(found.notes),
        "city": _figures(found.city),
        "spaces": [_space(item) for item in found.spaces],
    }


def proposals(
    result: Result, *, method: str = "weighted-sum", ranks: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return the proposals with their scores, in the project's order.

    Parameters
    ----------
    method, ranks
        By what they are ranked, and the ranks by proposal; None: those of the weighted sum.
    """
    ranking = result.ranking
    return {
        "values": "exact",
        "data_hash": result.data_hash,
        "method": {**result.method, "ranking": method},
        "agreement": None if ranking is None else asdict(ranking.agreement),
        "ranking": None
        if ranking is None
        else {
            "draws": ranking.draws,
            "effect_draws": ranking.effect_draws,
            "concentration": ranking.concentration,
            "first": list(ranking.first),
            "weight_ranges": [asdict(item) for item in ranking.ranges],
        },
        "proposals": [
            _proposal(item)
            | {"rank": item.rank if ranks is None else ranks[item.id], "method": method}
            | _standing(item.standing)
            for item in result.proposals
        ],
    }


def _standing(found: Standing | None) -> dict[str, Any]:
    """Return how often a proposal has each rank, from the first, and the rest of its standing."""
    if found is None:
        return {"acceptability": None, "standing": None, "rank_interval": None}
    told = asdict(found)
    return {
        "acceptability": told.pop("acceptability"),
        "standing": told,
        "rank_interval": {"low": found.low, "high": found.high},
    }


def _space(item: SpaceDiagnosis) -> dict[str, Any]:
    return {
        "id": item.space,
        "name": item.name,
        "rank": item.rank,
        "need": item.need,
        "need_floor": item.need_floor,
        **_figures(item.figures),
        "intervals": {
            measure: dict(zip(("low", "high"), found, strict=True))
            for measure, figure in item.figures.items()
            if (found := figure.interval("exact"))
        },
        "samples": {measure: figure.sample for measure, figure in item.figures.items() if figure.sample is not None},
        "labels": dict(item.labels),
        "flags": list(item.flags),
        "stability": None if item.stability is None else asdict(item.stability),
        "parts": _parts(item.parts),
    }


def _figures(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {measure: figure.exact for measure, figure in figures.items()} | {
        "missing": {measure: figure.reason for measure, figure in figures.items() if figure.exact is None}
    }


def _parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [
        {
            "id": part.id,
            "weight": part.weight,
            "figure": part.figure.exact,
            "value": part.value,
            "points": part.points,
        }
        for part in parts
    ]


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.exact, "low": figure.low, "high": figure.high, "reason": figure.reason}


def _proposal(item: ProposalResult) -> dict[str, Any]:
    cost, funding = item.cost, item.funding
    return {
        "id": item.id,
        "name": item.name,
        "space": item.space,
        "score": item.score,
        "score_floor": item.score_floor,
        "rank": item.rank,
        "version_of": item.version_of,
        "criteria": _parts(item.criteria),
        "averted_per_year": _figure(item.averted),
        **_gain(item.gain),
        "may_have_no_effect": item.may_have_no_effect,
        "eligible": item.eligible.exact,
        "incidents": item.incidents.exact,
        "cost": {
            "low": cost.low,
            "likely": cost.likely,
            "high": cost.high,
            "contingency": cost.contingency,
            "tax": cost.tax,
            "upkeep_per_year": cost.upkeep,
            "per_year": cost.yearly,
            "lines": [{name: getattr(line, name) for name in _LINE} for line in cost.lines],
        },
        "funding": {name: getattr(funding, name) for name in _FUNDING},
        **_appraisal(item.appraisal),
        "stack": _stack(item.stack),
        "effects": [_effect(effect) for effect in item.effects],
        "before": _figures(item.before),
        "after": _figures(item.after),
        "grade": item.grade,
        "evidence": list(item.evidence),
        "related": list(item.related),
        **_proof(item.proof),
        "sponsor": _sponsor(item.sponsor),
        "notes": _notes(item.notes),
    }


def _gain(gain: Gain | None) -> dict[str, Any]:
    """Return the outlook of what is averted; made of published counts only, so that it may be passed on as it is."""
    if gain is None:
        return {}
    return {
        "averted": None if gain.total is None else asdict(gain.total),
        "interval": None if gain.total is None else {"low": gain.total.p05, "high": gain.total.p95},
        "averted_by_outcome": {outcome: asdict(found) for outcome, found in gain.by_outcome.items()},
        "averted_night": None if gain.night is None else asdict(gain.night),
        "averted_day": None if gain.day is None else asdict(gain.day),
        "averted_kept": gain.kept,
        "baseline": {"raw": gain.raw, "shrunk": None if gain.baseline is None else asdict(gain.baseline)},
        "breakeven_displacement": gain.breakeven_displacement,
        "gain_reason": gain.reason,
    }


def _appraisal(found: Appraisal | None) -> dict[str, Any]:
    """Return the money side: a range each, or null with its reason in ``missing``; null in a range is infinity."""
    if found is None:
        return {}
    values: dict[str, Any] = {key: _range(getattr(found, name)) for key, name in _RANGES.items()}
    values["breakeven_displacement"] = found.breakeven_displacement
    return values | {
        "appraisal": {name: getattr(found, name) for name in _APPRAISAL}
        | {"unvalued": list(found.unvalued)}
        | {"missing": {key: money_words.absence(found, key) for key, value in values.items() if value is None}},
        "assets": [asdict(asset) | {"replaced": list(asset.replaced)} for asset in found.assets],
    }


def _range(found: Range | None) -> dict[str, float | None] | None:
    return None if found is None else {key: value if isfinite(value) else None for key, value in asdict(found).items()}


def _stack(found: Stack | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lines = [{"form": form, "state": state, "amount": amount} for (form, state), amount in found.amounts.items()]
    return {"lines": lines, "own": found.own, "gap": found.gap, "leverage": found.leverage}


def _proof(found: Proof | None) -> dict[str, Any]:
    """Return whether the effect could be shown afterwards; null in ``detectable_effect`` is more than all incidents."""
    if found is None:
        return {"detectable_effect": None, "proof": None}
    told = asdict(found)
    shares = {str(months): share if share <= 1 else None for months, share in told.pop("detectable").items()}
    return {"detectable_effect": shares or None, "proof": told}


def _sponsor(case: SponsorCase | None) -> dict[str, Any] | None:
    """Return the sponsor's case; businesses of kinds that are told together stand under an empty name."""
    if case is None:
        return None
    said = {"not_claimed": _notes(case.not_claimed), "to_collect": _notes(case.to_collect)}
    return asdict(case) | {"businesses": dict(case.businesses), "change": case.change and asdict(case.change)} | said


def _effect(effect: EffectUse) -> dict[str, Any]:
    return {name: getattr(effect, name) for name in _EFFECT} | {"eligible": effect.eligible.exact}


_EFFECT = (
    "type", "evidence", "outcome", "when", "reach", "credited", "why_not", "rate_ratio", "low", "high", "carried",
)  # fmt: skip
_LINE = ("type", "count", "quantity", "unit", "low", "likely", "high", "upkeep", "share_funded")
_RANGES = {
    "start_cost": "cost",
    "running_cost": "running",
    "present_cost": "present_cost",
    "eac": "yearly",
    "cost_per_averted": "per_averted",
    "npv": "npv",
    "bcr": "benefit_cost",
    "payback": "payback",
}
_APPRAISAL = ("currency", "price_year", "horizon_years", "discount_rate", "npv_positive", "paid_back")
_FUNDING = ("own", "committed", "pledged", "in_kind", "requested", "gap")


def _notes(notes: Notes) -> list[str]:
    """Return the notes in English, whatever the language in use: the output is for programs."""
    return [message.format(**parameters) for message, parameters in notes]
