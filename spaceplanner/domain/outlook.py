"""Outlooks: what is said of a proposal with its uncertainty, beside the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Note = tuple[str, Mapping[str, str | int | float]]
"""Message id and parameters of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Median, 50 % interval (quartiles) and 90 % interval of draws."""

    p05: float
    p25: float
    median: float
    p75: float
    p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Incidents averted a year, as they may be shown outside: made from published counts only.

    Attributes
    ----------
    total
        In the first year; None where there are no data.
    by_outcome
        ``property``, ``violent``, ``disorder``, ``other`` -> range.
    night, day
        Of incidents known to lie between sunset and sunrise, and of the others.
    kept
        Share of the first year's benefit that is left in the mean year of the horizon (upkeep without a payer decays).
    baseline
        Incidents a year near the space as they are expected without the proposal, shrunk toward its surroundings.
    raw
        Incidents a year as they were counted, for comparison.
    breakeven_displacement
        Share of the averted incidents that may move next door before the proposal is no longer worth its cost; None
        with `reason`.
    """

    total: Range | None
    by_outcome: Mapping[str, Range] = field(default_factory=dict)
    night: Range | None = None
    day: Range | None = None
    kept: float = 1.0
    baseline: Range | None = None
    raw: float | None = None
    breakeven_displacement: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What a proposal costs and is worth over the horizon, in money of the price year.

    Attributes
    ----------
    cost
        At the start: works, programmes of the first year, contingency and tax.
    present_cost
        Present value of all costs: start, replacements, upkeep and programmes.
    yearly
        Equivalent annual cost.
    per_averted
        Cost for each incident averted; None where none is.
    npv, benefit_cost, payback
        None without social costs: no benefit in money is invented. `payback` in years, infinite where never.
    npv_positive
        Share of draws in which the net present value is above 0.
    reason
        Why there is no benefit in money.
    """

    currency: str
    price_year: int
    horizon_years: int
    discount_rate: float
    cost: Range
    present_cost: Range
    yearly: Range
    per_averted: Range | None = None
    npv: Range | None = None
    benefit_cost: Range | None = None
    payback: Range | None = None
    npv_positive: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The funding stack: amounts by form and state, and what each dollar of others moves.

    Attributes
    ----------
    amounts
        (form, state) -> amount; own money among them.
    own
        The municipality's share of what is not only requested.
    gap
        What the likely cost still lacks.
    leverage
        Cost of the whole for each unit that partners bring (committed, spent or pledged); None where they bring none.
    """

    amounts: Mapping[tuple[str, str], float]
    own: float
    gap: float
    leverage: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whether the effect could be shown afterwards.

    Attributes
    ----------
    controls
        Ids of comparable spaces, the most similar first.
    ring
        Width of the displacement ring in metres.
    yearly, control_yearly
        Incidents a year in the treated area and in the controls, over the record; as published.
    detectable
        Months -> smallest reduction (share, 0 to 1) that would be told from chance; above 1: none can.
    pooled
        Number of such sites that would have to be judged together for the expected reduction to be seen in 24 months;
        None where none is expected.
    reason
        Why it is unknown.
    """

    controls: tuple[str, ...] = ()
    ring: float = 0.0
    yearly: float | None = None
    control_yearly: float | None = None
    detectable: Mapping[int, float] = field(default_factory=dict)
    pooled: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one input does to a proposal: score and rank at its low and at its high end."""

    input: str
    low: float
    high: float
    score_low: float
    score_high: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a proposal stands among the others, over weights and over the uncertainty of effects.

    Attributes
    ----------
    expected
        Mean rank.
    low, high
        Interval that holds the rank in 90 % of cases.
    first
        Share of cases in which it is first.
    acceptability
        Share of cases for each rank, from the first.
    central_weights
        Criterion -> weight with which it is typically first; empty where it never is.
    second_opinion
        Rank by TOPSIS.
    swings
        What moves it most, first.
    """

    expected: float
    low: int
    high: int
    first: float
    acceptability: tuple[float, ...]
    central_weights: Mapping[str, float] = field(default_factory=dict)
    second_opinion: int | None = None
    swings: tuple[Swing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorCase:
    """What a finance director reads first.

    Attributes
    ----------
    metres
        On foot, within which businesses are counted.
    present
        There is a layer of businesses; False: nobody knows how many there are.
    businesses
        Kind -> number within reach, the most first; kinds of fewer than five are told together, under ``""``.
    near
        How many of them stand on the ground where the space's incidents are counted.
    straight
        No street is near: walks are 1.3 times the straight line.
    employees
        Of those within reach that say; None: none says.
    open_at_night
        Share of those whose hours are known that are open after 19:00; None: unknown.
    losses
        Yearly losses of the businesses within reach that answered a survey, in the project's currency; None: no survey,
        or too few answers.
    near_losses
        The same of those on the ground where incidents are counted: what `change` is a part of.
    surveyed
        Businesses within reach that answered.
    years
        First and last year of the survey; None: not on record.
    victimised, sales_drop, extortion
        Share that was a victim, mean drop in sales and share that reports extortion; None: not asked or too few.
    change
        What the proposal changes of `near_losses` a year, as a range; None without losses or effect.
    leverage
        What each unit of the partners' money moves.
    not_claimed, to_collect
        Sentences.
    """

    metres: float = 0.0
    present: bool = False
    businesses: Mapping[str, int] = field(default_factory=dict)
    near: int = 0
    straight: bool = False
    employees: int | None = None
    open_at_night: float | None = None
    losses: float | None = None
    near_losses: float | None = None
    surveyed: int = 0
    years: tuple[int, int] | None = None
    victimised: float | None = None
    sales_drop: float | None = None
    extortion: float | None = None
    change: Range | None = None
    leverage: float | None = None
    not_claimed: tuple[Note, ...] = ()
    to_collect: tuple[Note, ...] = ()
