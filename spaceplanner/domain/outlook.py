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
    reason
        Why there is no total, or else no break-even; None where there are both.
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
class Asset:
    """What is built of one type, and who keeps it: what is kept by others is told apart.

    Attributes
    ----------
    quantity
        In `unit`.
    upkeep
        A year, with tax.
    life_years, replaced
        Service life, and the years of the horizon at whose end it is replaced.
    owner, maintainer, upkeep_payer
        Hostile text; empty: nobody yet.
    """

    type: str
    quantity: float
    unit: str
    upkeep: float
    life_years: float
    replaced: tuple[int, ...]
    owner: str = ""
    maintainer: str = ""
    upkeep_payer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What a proposal costs and is worth over the horizon, in money of the price year.

    Attributes
    ----------
    cost
        At the start: works, programmes of the first year, contingency and tax.
    running
        A year: upkeep and programmes, with tax.
    present_cost
        Present value of all costs: start, replacements, upkeep and programmes.
    yearly
        Equivalent annual cost.
    per_averted
        Cost for each incident averted, infinite where none is; None where none is in half the draws.
    npv, benefit_cost, payback
        None without social costs: no benefit in money is invented. `payback` in years, infinite where never.
    npv_positive, paid_back
        Share of draws in which the net present value is above 0, and in which the horizon pays the start back.
    breakeven_displacement
        Share of the averted incidents that may move next door before the median net present value is 0.
    reason
        Why there is no benefit in money, a key of `spaceplanner.services.measures.REASONS`.
    unvalued
        Outcomes of averted incidents that have no social cost: they are missing in the benefit.
    assets
        What has to be kept, and by whom.
    """

    currency: str
    price_year: int
    horizon_years: int
    discount_rate: float
    cost: Range
    running: Range
    present_cost: Range
    yearly: Range
    per_averted: Range | None = None
    npv: Range | None = None
    benefit_cost: Range | None = None
    payback: Range | None = None
    npv_positive: float | None = None
    paid_back: float | None = None
    breakeven_displacement: float | None = None
    reason: str | None = None
    unvalued: tuple[str, ...] = ()
    assets: tuple[Asset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The funding stack: amounts by form and state, and what the whole costs for each unit of others.

    Attributes
    ----------
    amounts
        (form, state) -> amount; own money among them.
    own
        The municipality's part of what is not only requested, an amount.
    gap
        What the likely cost still lacks; None where it is in another currency.
    leverage
        Cost of the whole for each unit that partners bring (committed, spent or pledged), at least 1; None where they
        bring none, or bring it in another currency than the costs'.
    """

    amounts: Mapping[tuple[str, str], float]
    own: float
    gap: float | None
    leverage: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whether the effect could be shown afterwards.

    Attributes
    ----------
    controls
        Ids of comparable spaces, the most similar first.
    similarity
        Of each: 1 the same in everything that is known, 0.5 one standard deviation apart in the typical trait.
    ring
        Width of the displacement ring in metres.
    yearly, control_yearly
        Incidents a year in the treated area and in the controls, over the record; as published.
    detectable
        Months -> smallest reduction (share, 0 to 1) that would be told from chance; above 1: none can.
    excess
        How many times the variance of counts is that of chance alone, from year to year in this record; it is in
        `detectable` and `pooled`. None: the record does not tell, and 1 was taken.
    expected
        Share of the incidents that the proposal is expected to avert, 0 to 1; None: unknown.
    pooled
        Number of such sites that would have to be judged together for the expected reduction to be seen in 24 months;
        None where none is expected.
    reason
        Why it is unknown.
    """

    controls: tuple[str, ...] = ()
    similarity: tuple[float, ...] = ()
    ring: float = 0.0
    yearly: float | None = None
    control_yearly: float | None = None
    detectable: Mapping[int, float] = field(default_factory=dict)
    excess: float | None = None
    expected: float | None = None
    pooled: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one input does to a proposal: documented points and rank at its low and at its high end, all else as it is.

    Attributes
    ----------
    input
        ``weight:CRITERION`` (its share of all weights), ``effect`` (incidents averted a year, two significant digits) or
        ``cost`` (the cost at the start).
    """

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
    half_low, half_high
        The same in half of the cases.
    first
        Share of cases in which it is first.
    acceptability
        Share of cases for each rank, from the first.
    possible
        Share of all possible weights, each set equally likely, with which it is first.
    central_weights
        Criterion -> weight: the mean of those; empty where it never is.
    closeness, second_opinion
        Closeness to the ideal, 0 to 1, and rank by TOPSIS.
    swings
        What moves it most, first.
    """

    expected: float
    low: int
    high: int
    first: float
    acceptability: tuple[float, ...]
    half_low: int | None = None
    half_high: int | None = None
    possible: float = 0.0
    central_weights: Mapping[str, float] = field(default_factory=dict)
    closeness: float | None = None
    second_opinion: int | None = None
    swings: tuple[Swing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far TOPSIS orders the proposals as the weighted sum does.

    Attributes
    ----------
    tau, rho
        Kendall's tau-b and Spearman's rho; None with `reason`, a message id.
    meaning
        What tau means in words, a message id.
    same_first
        Whether the same proposals are first.
    moved
        The greatest number of ranks between the two.
    """

    tau: float | None
    rho: float | None
    meaning: str | None = None
    reason: str | None = None
    same_first: bool | None = None
    moved: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRange:
    """How far a criterion's weight can go, the others keeping their proportions, before another proposal is first.

    Attributes
    ----------
    weight, low, high
        Shares of all weights: today's, and the ends of the range.
    below, above
        Ids of the proposals that take over at the ends; empty where nobody does.
    """

    criterion: str
    weight: float
    low: float
    high: float
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What is said of the order of all proposals.

    Attributes
    ----------
    draws, effect_draws
        Sets of weights drawn, and states of the effects.
    concentration
        Of the weights about the planner's; None: all sets of weights were equally likely.
    first
        Ids of the proposals that are first.
    ranges
        Of the weights, in the order of the criteria; a criterion that has all the weight has none.
    """

    draws: int
    effect_draws: int
    concentration: float | None
    agreement: Agreement
    first: tuple[str, ...] = ()
    ranges: tuple[WeightRange, ...] = ()


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
