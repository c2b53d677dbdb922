"""Portfolios as plain values, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from spaceplanner.i18n import sentence
from spaceplanner.services import portfolio_words

if TYPE_CHECKING:
    from spaceplanner.domain.portfolio import Portfolio


def document(found: Portfolio) -> dict[str, Any]:
    """Return a portfolio: amounts in its currency, shares from 0 to 1, null where something is unknown or has no limit.

    Sentences are in the language in use; incidents averted are those that may be published.
    """
    conflict = found.conflict
    return {
        "values": "published",
        "maximise": found.maximise,
        "unit": "incidents_a_year" if found.maximise == "averted" else "points",
        "currency": found.currency,
        "years": found.years,
        "conflict": None
        if conflict is None
        else {"smallest": conflict.smallest, "clashes": [sentence(*clash) for clash in conflict.clashes]},
        "benefit": None if conflict else found.benefit,
        "interval": None if found.interval is None else asdict(found.interval),
        "cost": None if conflict else found.cost,
        "money": None if conflict else found.money,
        "proved": found.proved,
        "gap": found.gap,
        "unknown": found.unknown,
        "chosen": [
            {**_plain(asdict(item)), "paid": [{**asdict(one), "funder": _funder(one)} for one in item.paid]}
            for item in found.chosen
        ],
        "unfunded": [{**_plain(asdict(item)), "why": sentence(*item.why)} for item in found.unfunded],
        "funders": [{**_plain(asdict(item)), "funder": _funder(item)} for item in found.purses],
        "next_step": None if found.next_step is None else asdict(found.next_step),
        "frontier": [asdict(point) for point in found.frontier],
        "draws": found.draws,
        "notes": [sentence(*note) for note in found.notes],
    }


def _funder(item: Any) -> str:
    return portfolio_words.funder(item.funder, own=item.own)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with null for what has no limit."""
    return {
        name: [number if isfinite(number) else None for number in value] if name in _AMOUNTS else value
        for name, value in row.items()
    }


_AMOUNTS = {"caps", "left"}
