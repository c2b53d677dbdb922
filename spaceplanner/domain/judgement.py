"""Judgements: what the users of a project decide about numbers, with their name to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another value for a finding in this project; it stays on record and is printed. Texts are hostile.

    Attributes
    ----------
    evidence
        Id of the entry of the ledger.
    rate_ratio, low, high
        Above 0, low <= rate_ratio <= high; the ends are those of a 95 % interval.
    author, reason, made
        Who, why and when; the first two are never empty.
    """

    evidence: str
    rate_ratio: float
    low: float
    high: float
    author: str
    reason: str
    made: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCost:
    """What an incident costs society, as the user has it from a source; there is no default.

    Attributes
    ----------
    outcome
        ``property``, ``violent``, ``disorder`` or ``other``: the kind of incident.
    amount
        In `currency` of `price_year`, above 0.
    source
        Where it is from; never empty. Hostile text.
    """

    outcome: str
    amount: float
    currency: str
    price_year: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A pairwise judgement of the analytic hierarchy process: `first` weighs `times` as much as `second`."""

    first: str
    second: str
    times: float
