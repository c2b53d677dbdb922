"""Catalogue types: what can be built or organised, and what is known about its effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.judgement import Override


class Outcome(StrEnum):
    """The kind of incident an effect is about."""

    ALL = "all"
    PROPERTY = "property"
    VIOLENT = "violent"


class When(StrEnum):
    """The hours an effect is about."""

    ANY = "any"
    NIGHT = "night"
    DAY = "day"


class Reach(StrEnum):
    """Where an effect acts: newly lit or heard ground, within a distance of the space, or of that what is near on foot."""

    LIT = "lit"
    HEARD = "heard"
    SPACE = "space"
    CATCHMENT = "catchment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One finding about an effect, with what is known of its certainty.

    Attributes
    ----------
    rate_ratio
        Incidents after / expected; None where the source gives a direction only.
    low, high
        Interval of the rate ratio, or None where it was not seen.
    interval_status
        ``seen``, ``recalled``, ``assumed`` (from the grade), ``override`` or ``none``.
    when
        Hours that the study counted.
    change
        Relative change of an outcome that is not incidents, such as fear or use; it is never turned into incidents.
    carried
        Transfer discount: share of the log rate ratio that is carried over to another setting, 0 to 1.
    extra_sd
        Standard deviation of the log rate ratio added where the setting differs more than usual, at least 0.
    status
        ``seen``, ``partly seen``, ``recalled`` (shown as unverified), ``override`` or ``none``.
    grade
        ``A`` (experiments agree) to ``D`` (one weak study), or ``none``.
    null
        The study found no detectable effect; shown beside the positive ones.
    measure
        ``rate_ratio``, ``change``, ``direction``, ``d`` (standardised mean difference) or ``none``.
    override, original
        The users' own value for the project, if they gave one, and the entry as the ledger has it.
    """

    id: str
    title: Mapping[str, str]
    intervention: str
    outcome: str
    rate_ratio: float | None = None
    low: float | None = None
    high: float | None = None
    interval_status: str = "none"
    measure: str = "rate_ratio"
    when: When = When.ANY
    change: float | None = None
    carried: float = 1.0
    extra_sd: float = 0.0
    setting: Mapping[str, str]
    design: Mapping[str, str]
    source: str
    status: str
    grade: str
    null: bool = False
    note: Mapping[str, str]
    override: Override | None = None
    original: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How an intervention type acts, by reference to evidence.

    Attributes
    ----------
    evidence
        Id of the entry whose rate ratio is used.
    requires
        Type ids of which at least one must be in the same proposal, else the effect is not credited.
    carried
        Share of the log rate ratio that is carried over to this use, 0 to 1; below 1 where the study's outcome or
        setting is another one.
    """

    evidence: str
    outcome: Outcome
    when: When
    reach: Reach
    requires: tuple[str, ...] = ()
    carried: float = 1.0


THEMES = ("light", "alarms", "sport", "green", "play", "access", "upkeep", "community")
"""What interventions are about, as partners choose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRange:
    """Cost per unit in US dollars of the catalogue's price year; low <= likely <= high."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionType:
    """An entry of the catalogue.

    Attributes
    ----------
    kind
        ``hard`` (works) or ``soft`` (programmes).
    theme
        What it is about, as partners choose it: one of `THEMES`.
    geometry
        Allowed geometry: ``point``, ``line``, ``polygon`` or ``none``.
    unit
        ``each``, ``m``, ``m2`` or ``year``.
    default_size_m
        Width and height in metres of the rectangle that a click places, for polygons; None otherwise.
    life_years, upkeep_per_year
        Service life, and yearly upkeep per unit in US dollars.
    width_m
        Width in metres of what is built along a line; None where it has none of its own.
    icon
        Name of an icon in ``resources/icons``.
    lamp, alarm
        Physical attributes where the type acts as a lamp or an alarm (``lumens``, ``power_w``, ``height_m``,
        ``level_db``); empty otherwise.
    related
        Evidence ids shown beside its effects: nulls and directions without a number.
    sponsor
        What a sponsor of this package receives, one phrase.
    """

    id: str
    name: Mapping[str, str]
    plural: Mapping[str, str]
    description: Mapping[str, str]
    kind: str
    theme: str
    geometry: str
    unit: str
    cost: CostRange
    life_years: float
    upkeep_per_year: float
    icon: str
    default_size_m: tuple[float, float] | None = None
    width_m: float | None = None
    effects: tuple[Effect, ...] = ()
    related: tuple[str, ...] = ()
    lamp: Mapping[str, float]
    alarm: Mapping[str, float]
    sponsor: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All intervention types and all evidence, by id, with the price year of the costs and where these come from."""

    types: Mapping[str, InterventionType]
    evidence: Mapping[str, Evidence]
    price_year: int
    currency: str = "USD"
    cost_source: Mapping[str, str] = field(default_factory=dict)
