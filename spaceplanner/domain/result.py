"""Results: what the analysis says of a project, as exact and published values.

Exact values stay inside (the window, `--json` on stdout). Published values are what briefs, web maps and tables print:
counts of incidents under five are withheld, so that nobody can be recognised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.outlook import Appraisal, Gain, Note, Proof, Ranking, SponsorCase, Stack, Standing

Values = Literal["exact", "published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with what may be said of it outside.

    Attributes
    ----------
    exact, published
        The value inside and outside; None where there is none (see `reason`).
    unit
        ``count``, ``per_year``, ``share``, ``ratio``, ``m2``, ``m``, ``lux``, ``people``, ``points``, ``money`` or
        ``none``.
    low, high, published_low, published_high
        90 % interval where there is one.
    reason
        Why `exact` is None: a key of `spaceplanner.services.measures.REASONS`, such as ``no_layer``, ``no_coverage``,
        ``no_dates``, ``no_incidents``, ``no_cost``.
    withheld
        Why `published` is None whatever `exact` is: ``fewer_than_5``, or ``derivable`` where together with other
        figures it would give a number under five away; of residents ``few_residents`` and ``residents_derivable``.
    sample
        Number of records behind the figure, or None.
    """

    exact: float | None
    published: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    published_low: float | None = None
    published_high: float | None = None
    reason: str | None = None
    withheld: str | None = None
    sample: int | None = None

    def value(self, values: Values) -> float | None:
        """Return the exact or the published value."""
        return self.exact if values == "exact" else self.published

    def absence(self, values: Values) -> str | None:
        """Return why there is no exact or published value; None where there is one."""
        if self.value(values) is not None:
            return None
        return self.reason if values == "exact" or self.withheld is None else self.withheld

    def interval(self, values: Values) -> tuple[float, float] | None:
        """Return the exact or the published 90 % interval, or None."""
        low, high = (self.low, self.high) if values == "exact" else (self.published_low, self.published_high)
        return None if low is None or high is None else (low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A criterion's share of a score.

    Attributes
    ----------
    weight
        Effective weight after the weight of parts without data was shared out; 0 where there is no data.
    value
        Value function of the figure, 0 to 1; None where there is no data.
    points
        ``100 * weight * value``; the points of all parts add up to the score.
    documented
        The value that decides the rank: what is missing counts as nothing. None: not told apart from `value`.
    """

    id: str
    weight: float
    value: float | None
    points: float
    figure: Figure
    documented: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceDiagnosis:
    """What is known of one space.

    Attributes
    ----------
    figures
        Measure id -> figure; the ids are keys of `spaceplanner.services.measures.MEASURES`.
    need
        0 to 100; None where no part has data.
    need_floor
        The points that are documented, missing parts counted as nothing; ranks follow it, so that no space rises for
        what nobody measured.
    rank
        1 is the greatest need; equal needs share a rank. None where there is no need to rank by.
    labels
        Kind of label -> value, for what is a class and no number: ``light_class`` (``P4``, ``none``), ``fear``
        (``feared_quiet``, ...); see `spaceplanner.services.measures.LABELS`. A kind without data is absent.
    flags
        What the reader must know of the figures here, keys of `spaceplanner.services.measures.FLAGS`.
    stability
        How far the rank may be luck or a matter of weights; None where there is no rank.
    """

    space: str
    name: str
    figures: Mapping[str, Figure]
    need: float | None
    need_floor: float
    rank: int | None
    parts: tuple[Part, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    stability: Stability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Between which ranks a space lies in 90 % of the draws, and the share of draws in which it is among the first.

    Attributes
    ----------
    low, high
        5 % and 95 % quantile of the rank, 1 the greatest need.
    top, top_share
        How many places count as the first, and the share of draws in which the space holds one of them.
    """

    low: int
    high: int
    top: int
    top_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last day of the incidents' dates (ISO 8601) and the years between, both days included."""

    first: str
    last: str
    years: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All spaces, the neediest first, and how they were measured.

    Attributes
    ----------
    method
        Name, version and every parameter, ready for JSON.
    notes
        (message id, parameters) the reader must know: unknown coverage, dates without hours.
    city
        Measure id -> figure of the whole study area: residents without a space in reach, in hearing of an alarm.
    """

    spaces: tuple[SpaceDiagnosis, ...]
    method: Mapping[str, object]
    period: Period | None = None
    incidents: int = 0
    city: Mapping[str, Figure] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """Cost of the interventions of one type in US dollars; `upkeep` is per year."""

    type: str
    count: int
    quantity: float
    unit: str
    low: float
    likely: float
    high: float
    upkeep: float
    share_funded: float | None = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Cost of a proposal: lines, contingency on works, tax, totals with both, yearly upkeep, equivalent yearly cost.

    Lines are without contingency and tax; all else is with them.
    """

    lines: tuple[CostLine, ...]
    contingency: float
    low: float
    likely: float
    high: float
    upkeep: float
    yearly: float
    tax: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingTotals:
    """Amounts by kind, in the project's currency.

    `gap` is the likely cost less own, committed, pledged and in kind, at least 0; None where costs are in another currency.
    """

    own: float
    committed: float
    pledged: float
    in_kind: float
    requested: float
    gap: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectUse:
    """One effect as it was used: which incidents a type could act on, and by which evidence.

    Attributes
    ----------
    credited, why_not
        Whether it counts; else ``requires`` (what it needs is not in the proposal), ``no_evidence`` (no study gives a
        rate ratio) or ``no_data`` (which incidents it reaches is unknown).
    rate_ratio, low, high
        Median and 90 % interval as simulated, after transfer; None where not credited.
    carried
        Share of the study's log rate ratio that was carried over.
    """

    type: str
    evidence: str
    outcome: str
    when: str
    reach: str
    eligible: Figure
    credited: bool
    why_not: str | None = None
    rate_ratio: float | None = None
    low: float | None = None
    high: float | None = None
    carried: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalResult:
    """A proposal's score and everything it is made of.

    Attributes
    ----------
    criteria
        Parts whose points add up to `score`.
    score_floor
        The points that are documented, what is missing counted as nothing; ranks follow it, as those of spaces do.
    rank
        Among the proposals, each group of versions taken once.
    version_of
        Id of the version that stands for its group, in whose place this one is ranked; None: it stands for itself.
    averted
        Incidents averted per year, median and 90 % interval.
    may_have_no_effect
        The 90 % interval of the combined rate ratio includes 1, or nothing could be credited; as published, so that it
        reads the same everywhere.
    eligible, incidents
        Incidents that at least one credited effect acts on, and all incidents near the space, over the period.
    before, after
        Measures of the space today and with the proposal (`lit_share`, `heard_share`, ...).
    grade
        The weakest grade among credited evidence, or ``none``.
    evidence, related
        Ids of the evidence credited, and of entries to be shown beside it (nulls, directions).
    gain, appraisal, stack, proof, standing, sponsor
        What is said beside the score (see `spaceplanner.domain.outlook`); None: not computed.
    """

    id: str
    name: str
    space: str
    score: float
    score_floor: float
    rank: int
    criteria: tuple[Part, ...]
    cost: Cost
    funding: FundingTotals
    averted: Figure
    may_have_no_effect: bool
    eligible: Figure
    incidents: Figure
    effects: tuple[EffectUse, ...]
    before: Mapping[str, Figure]
    after: Mapping[str, Figure]
    grade: str
    evidence: tuple[str, ...]
    related: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    gain: Gain | None = None
    appraisal: Appraisal | None = None
    stack: Stack | None = None
    proof: Proof | None = None
    standing: Standing | None = None
    sponsor: SponsorCase | None = None
    version_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything computed from one project.

    Attributes
    ----------
    ranking
        What is said of the order of all proposals; None without proposals, or where it was not asked for.
    data_hash
        SHA-256 over the sources, settings and proposals that made it; printed on every export.
    """

    diagnosis: Diagnosis
    proposals: tuple[ProposalResult, ...] = ()
    ranking: Ranking | None = None
    method: Mapping[str, object] = field(default_factory=dict)
    data_hash: str = ""

    @property
    def ranked(self) -> tuple[ProposalResult, ...]:
        """The proposals that are ranked among each other: of versions of one proposal, the one that stands for them."""
        return tuple(item for item in self.proposals if item.version_of is None)

    def proposal(self, proposal_id: str) -> ProposalResult | None:
        """Return the result for a proposal id, or None."""
        return next((item for item in self.proposals if item.id == proposal_id), None)

    def space(self, space_id: str) -> SpaceDiagnosis | None:
        """Return the diagnosis for a space id, or None."""
        return next((item for item in self.diagnosis.spaces if item.space == space_id), None)
