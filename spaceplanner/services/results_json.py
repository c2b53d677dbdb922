"""Results as plain values, ready for JSON on stdout: exact, and marked so."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spaceplanner.domain.outlook import SponsorCase
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


def proposals(result: Result) -> dict[str, Any]:
    """Return the proposals with their scores, in the project's order."""
    return {
        "values": "exact",
        "data_hash": result.data_hash,
        "method": dict(result.method),
        "proposals": [_proposal(item) for item in result.proposals],
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
        "criteria": _parts(item.criteria),
        "averted_per_year": _figure(item.averted),
        "may_have_no_effect": item.may_have_no_effect,
        "eligible": item.eligible.exact,
        "incidents": item.incidents.exact,
        "cost": {
            "low": cost.low,
            "likely": cost.likely,
            "high": cost.high,
            "contingency": cost.contingency,
            "upkeep_per_year": cost.upkeep,
            "per_year": cost.yearly,
            "lines": [{name: getattr(line, name) for name in _LINE} for line in cost.lines],
        },
        "funding": {name: getattr(funding, name) for name in _FUNDING},
        "effects": [_effect(effect) for effect in item.effects],
        "before": _figures(item.before),
        "after": _figures(item.after),
        "grade": item.grade,
        "evidence": list(item.evidence),
        "related": list(item.related),
        "sponsor": _sponsor(item.sponsor),
        "notes": _notes(item.notes),
    }


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
_FUNDING = ("own", "committed", "pledged", "in_kind", "requested", "gap")


def _notes(notes: Notes) -> list[str]:
    """Return the notes in English, whatever the language in use: the output is for programs."""
    return [message.format(**parameters) for message, parameters in notes]
