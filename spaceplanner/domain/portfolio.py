"""Portfolios: the set of proposals that was chosen, who pays for it, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.outlook import Note, Range

Maximise = Literal["averted", "score"]
"""What a portfolio has the most of: incidents averted a year, or points of the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What one funder gives to a proposal of the set.

    Attributes
    ----------
    funder
        Name; hostile text.
    partner
        Id of a partner; None: the municipality, or somebody who is no partner of the project.
    own
        It is the municipality.
    promised, new
        What was on record already, and what the plan asks for beside it.
    """

    funder: str
    partner: str | None
    own: bool
    promised: float
    new: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A proposal of the set.

    Attributes
    ----------
    year
        In which it starts, from 1.
    benefit
        What it adds; None: unknown.
    paid
        Adds up to `cost`.
    stays
        Share of the draws of the benefits in whose best set it is; None: not computed.
    """

    proposal: str
    name: str
    space: str
    district: str | None
    year: int
    cost: float
    benefit: float | None
    paid: tuple[Payment, ...]
    stays: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfunded:
    """A proposal that is not in the set.

    Attributes
    ----------
    lacks
        New money that it would take: its cost without what is promised to it.
    reason
        Kind of the reason: a rule's class, ``funder``, ``money``, ``benefit``, ``no_data`` or ``stopped``.
    why
        The reason as a sentence.
    """

    proposal: str
    name: str
    space: str
    cost: float
    lacks: float
    benefit: float | None
    reason: str
    why: Note
    stays: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What a funder has for new commitments in each year, and what becomes of it."""

    funder: str
    partner: str | None
    own: bool
    caps: tuple[float, ...]
    spent: tuple[float, ...]
    left: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A set on the frontier: none among those found has more benefit for no more new money.

    Attributes
    ----------
    bound
        No set has more benefit within the limit of money at which it was found.
    """

    money: float
    benefit: float
    bound: float
    proved: bool
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What more money of the municipality buys.

    Attributes
    ----------
    benefit, added, dropped
        Only what is more than any set has without the money; 0 and empty where that is not certain.
    proved
        False where the time was over before that was certain.
    most
        No set has more benefit than this beyond that of the set without the money: with many proposals the searches may
        miss a little.
    """

    amount: float
    benefit: float
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    proved: bool
    most: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why there is no set: what cannot be kept together.

    Attributes
    ----------
    clashes
        A sentence for each constraint: what it is, and how it can be relaxed.
    smallest
        Whether none of them is superfluous: without any one, the others can be kept together.
    """

    clashes: tuple[Note, ...]
    smallest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """The best set for the money and the rules.

    Attributes
    ----------
    maximise
        Of what it has the most.
    years
        Of the plan.
    benefit
        Sum of the chosen, of which there is the most; of incidents averted, each as the score uses it.
    interval
        Of the sum over the draws of all chosen together; None: nothing is known of their uncertainty. Its median is what
        is told of the set first: a sum of medians, each cut at 0, is more.
    money
        New money of all funders; `cost` has what was promised too.
    unknown
        Proposals of whose benefit nothing is known: they add nothing to the sum and are not counted as zero elsewhere.
    gap, proved
        Share of the benefit that may be missing; whether the set is the best for certain.
    next_step, frontier
        None and empty where they were not asked for.
    draws
        How many draws `stays` rests on.
    conflict
        Why there is no set; everything else is empty then.
    """

    maximise: Maximise
    currency: str
    years: int
    chosen: tuple[Choice, ...] = ()
    unfunded: tuple[Unfunded, ...] = ()
    purses: tuple[Purse, ...] = ()
    benefit: float = 0.0
    interval: Range | None = None
    cost: float = 0.0
    money: float = 0.0
    unknown: int = 0
    gap: float = 0.0
    proved: bool = True
    next_step: NextStep | None = None
    frontier: tuple[Point, ...] = ()
    draws: int = 0
    conflict: Conflict | None = None
    notes: tuple[Note, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
