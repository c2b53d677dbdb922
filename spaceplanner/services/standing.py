"""Standing: where proposals stand among the others, over weights and over the uncertainty of effects.

See docs/methods/ranking.md. Everything is made of what the score uses, so all of it may be shown outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from spaceplanner.analysis import effects, need, rank_agreement, smaa, stability, topsis, tornado, value
from spaceplanner.domain.outlook import Agreement, Ranking, Standing, Swing, WeightRange
from spaceplanner.services import weighing
from spaceplanner.services.draws import chance
from spaceplanner.services.measures import two_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Cost, FundingTotals, ProposalResult
    from spaceplanner.services.benefit import Benefit

    Numbers = NDArray[np.float64]

WEIGHT = "weight:"
EFFECT, COST = "effect", "cost"
"""What a swing is of: ``weight:CRITERION``, the incidents averted, the cost."""

CONCENTRATION = stability.CONCENTRATION
"""Of the weights drawn about the planner's, as for needs."""

_LEAST_SWING = 0.05
"""Points: what moves a score less than its last digit is no swing."""


class End(NamedTuple):
    """One end of an input, and the numbers of the criteria that it moves, by criterion."""

    input: float
    numbers: Mapping[str, float | None]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Contender:
    """A scored proposal with its uncertainty, before it is ranked; never published, never saved.

    Attributes
    ----------
    averted
        (draws,) incidents averted a year, at least 0, as the score may use them; None without data.
    yearly
        Cost of a year, by which value for money goes.
    kept
        Share of the first year's benefit that is left in the mean year: value for money is of that year.
    ends
        Input -> its low and high end.
    draws
        (draws,) as `averted`, but with the draws in which it does harm: what several do together is added up from these.
    """

    result: ProposalResult
    averted: Numbers | None
    yearly: float
    ends: Mapping[str, tuple[End, End]]
    draws: Numbers | None = None
    kept: float = 1.0


def contender(
    result: ProposalResult,
    proposal: Proposal,
    *,
    gain: Benefit,
    cost: Cost,
    funding: FundingTotals,
    works: Sequence[Intervention],
) -> Contender:
    """Return a scored proposal with what moves it: the effect from its 5 to its 95 % quantile, the cost from low to high.

    At the ends of the cost, what it costs a year beside upkeep changes in proportion.
    """
    draws = _draws(gain)
    averted = None if draws is None else np.maximum(draws, 0.0)
    kept, ends = gain.gain.kept, dict[str, tuple[End, End]]()
    if averted is not None and averted.any():
        low, *_, high = map(two_digits, effects.quantiles(averted))
        ends[EFFECT] = (
            End(low, weighing.moved(proposal, low, cost, funding, works, kept=kept)),
            End(high, weighing.moved(proposal, high, cost, funding, works, kept=kept)),
        )
    if cost.low < cost.high:
        cheap, dear = (_costing(cost, amount) for amount in (cost.low, cost.high))
        ends[COST] = (
            End(cost.low, weighing.moved(proposal, gain.scored, cheap, funding, works, kept=kept)),
            End(cost.high, weighing.moved(proposal, gain.scored, dear, funding, works, kept=kept)),
        )
    return Contender(result=result, averted=averted, yearly=cost.yearly, ends=ends, draws=draws, kept=kept)


def _draws(gain: Benefit) -> Numbers | None:
    """Return the draws of incidents averted a year, whatever their outcome."""
    return np.asarray(np.sum(list(gain.draws.values()), axis=0)) if gain.draws else None


def _costing(cost: Cost, amount: float) -> Cost:
    works = (cost.yearly - cost.upkeep) * amount / cost.likely if cost.likely > 0 else 0.0
    return replace(cost, likely=amount, yearly=cost.upkeep + works)


def standings(
    contenders: Sequence[Contender], criteria: Sequence[Criterion], settings: Settings, *, any_weights: bool = False
) -> tuple[tuple[Standing, ...], Ranking | None]:
    """Return where each proposal stands, in their order, and what is said of the order of all; None without proposals.

    Parameters
    ----------
    criteria
        Those with which they were scored.
    settings
        The seed is read.
    any_weights
        Draw the weights from all there are, each set equally likely, instead of about the planner's.

    Raises
    ------
    AnalysisError
        If criteria or weights cannot be used.
    """
    if not contenders:
        return (), None
    field = _Field(contenders, criteria)
    free = field.acceptability(settings, None)
    # About the planner's weights none can be far from them: what one would have to think is asked of all weights.
    found = free if any_weights else field.acceptability(settings, CONCENTRATION)
    closeness = topsis.closeness(field.values, field.weights)
    opinion, swings = need.ranks(closeness), field.swings()
    standing = tuple(
        Standing(
            expected=float(found.expected[place]),
            low=int(found.ninety[place, 0]),
            high=int(found.ninety[place, 1]),
            half_low=int(found.half[place, 0]),
            half_high=int(found.half[place, 1]),
            first=float(found.acceptability[place, 0]),
            acceptability=tuple(found.acceptability[place].tolist()),
            possible=float(free.acceptability[place, 0]),
            central_weights=field.by_criterion(free.central[place]),
            closeness=float(closeness[place]),
            second_opinion=int(opinion[place]),
            swings=swings[place],
        )
        for place in range(len(contenders))
    )
    return standing, Ranking(
        draws=found.draws,
        effect_draws=field.states,
        concentration=None if any_weights else CONCENTRATION,
        agreement=field.agreement(closeness),
        first=field.ids(np.flatnonzero(need.ranks(field.scores) == 1)),
        ranges=field.ranges(),
    )


class _Field:
    """The proposals as arrays: values (n, m) with what is missing 0, as in the documented points that decide the rank."""

    def __init__(self, contenders: Sequence[Contender], criteria: Sequence[Criterion]) -> None:
        self.contenders = contenders
        self.criteria = criteria
        self.weights = [criterion.weight for criterion in criteria]
        self.values = np.array([[part.documented or 0.0 for part in item.result.criteria] for item in contenders])
        self.scores = np.array([item.result.score_floor for item in contenders])
        self.drawn = list(self._drawn())

    @property
    def states(self) -> int:
        """Number of draws of the effects; 1 where nothing is drawn."""
        return max((item.values.shape[1] for item in self.drawn), default=1)

    def acceptability(self, settings: Settings, concentration: float | None) -> smaa.Acceptability:
        """Return how often each takes each rank; without a concentration over all weights there are."""
        return smaa.smaa(
            self.values,
            None if concentration is None else self.weights,
            generator=chance(settings.seed, "weights"),
            drawn=self.drawn,
            concentration=concentration,
            pairs=False,
            confident=False,
        )

    def by_criterion(self, weights: Numbers) -> Mapping[str, float]:
        """Return weights by criterion; nothing where there are none."""
        if np.isnan(weights).any():
            return {}
        return dict(zip((criterion.id for criterion in self.criteria), weights.tolist(), strict=True))

    def swings(self) -> list[tuple[Swing, ...]]:
        """Return what moves each proposal by more than its score's last digit, the greatest swing first."""
        found: list[list[Swing]] = [[] for _ in self.contenders]
        for place, swing in (*self._of_weights(), *self._of_ends()):
            if _size(swing) >= _LEAST_SWING:
                found[place].append(swing)
        for held in found:
            held.sort(key=lambda swing: (-round(_size(swing), need.EQUAL), -abs(swing.rank_high - swing.rank_low)))
        return [tuple(held) for held in found]

    def agreement(self, closeness: Numbers) -> Agreement:
        """Return how far TOPSIS orders the proposals as the documented points do."""
        found = rank_agreement.agreement(self.scores, closeness)
        return Agreement(
            tau=found.tau,
            rho=found.rho,
            meaning=found.meaning,
            reason=found.reason,
            same_first=found.same_first,
            moved=found.moved,
        )

    def ranges(self) -> tuple[WeightRange, ...]:
        """Return how far each weight can go before another proposal is first."""
        found = tornado.weight_ranges(self.values, self.weights)
        if found is None:
            return ()
        return tuple(
            WeightRange(
                criterion=criterion.id,
                weight=float(found.weight[at]),
                low=float(found.low[at]),
                high=float(found.high[at]),
                below=self.ids(found.below[at]),
                above=self.ids(found.above[at]),
            )
            for at, criterion in enumerate(self.criteria)
            if not np.isnan(found.low[at])
        )

    def ids(self, places: Sequence[int] | NDArray[np.int64]) -> tuple[str, ...]:
        """Return ids in an order that is theirs alone."""
        return tuple(sorted(self.contenders[place].result.id for place in places))

    def _drawn(self) -> Iterator[smaa.Drawn]:
        """Yield the criteria made of the effect, where it is known of some proposal."""
        draws = max((len(item.averted) for item in self.contenders if item.averted is not None), default=0)
        for at, criterion in enumerate(self.criteria):
            if draws and criterion.id in _OF_EFFECT:
                amounts = np.full((len(self.contenders), draws), np.nan)
                for place, item in enumerate(self.contenders):
                    if item.averted is not None:
                        amounts[place] = _OF_EFFECT[criterion.id](item)
                yield smaa.Drawn(at, value.FORMS[criterion.form](amounts, criterion.low, criterion.high))

    def _of_weights(self) -> Iterator[tuple[int, Swing]]:
        found = tornado.weight_swings(self.values, self.weights)
        for at, criterion in enumerate(found.criteria):
            name, ends = WEIGHT + self.criteria[criterion].id, found.ends[at].tolist()
            pairs = zip(found.scores[at].T.tolist(), found.ranks[at].T.tolist(), strict=True)
            for place, (scores, ranks) in enumerate(pairs):
                # Where a criterion has no data, its weight moves what is not documented: nobody can weigh that.
                if self.contenders[place].result.criteria[criterion].value is not None:
                    yield place, _swing(name, ends, scores, ranks)

    def _of_ends(self) -> Iterator[tuple[int, Swing]]:
        named = [(place, name, pair) for place, item in enumerate(self.contenders) for name, pair in item.ends.items()]
        if not named:
            return
        places = [place for place, _, _ in named for _ in range(2)]
        rows = np.array([self._row(place, end) for place, _, pair in named for end in pair])
        found, ranked = tornado.moved(self.values, self.weights, places, rows)
        scores, ranks = found.reshape(-1, 2).tolist(), ranked.reshape(-1, 2).tolist()
        for at, (place, name, (low, high)) in enumerate(named):
            yield place, _swing(name, (low.input, high.input), scores[at], ranks[at])

    def _row(self, place: int, end: End) -> Numbers:
        row: Numbers = self.values[place].copy()
        for at, criterion in enumerate(self.criteria):
            if end.numbers.get(criterion.id) is not None:
                row[at] = weighing.worth(criterion, end.numbers[criterion.id])
        return row


def _per_cost(item: Contender) -> Numbers:
    assert item.averted is not None
    return weighing.per_yearly_cost(item.averted, item.yearly, kept=item.kept)


def _averted(item: Contender) -> Numbers:
    assert item.averted is not None
    return item.averted


_OF_EFFECT: Mapping[str, Callable[[Contender], Numbers]] = {"averted": _averted, "value": _per_cost}
"""Criterion -> its draws, in its unit."""


def _swing(name: str, ends: Sequence[float], scores: Sequence[float], ranks: Sequence[int]) -> Swing:
    return Swing(
        input=name,
        low=ends[0],
        high=ends[1],
        score_low=scores[0],
        score_high=scores[1],
        rank_low=ranks[0],
        rank_high=ranks[1],
    )


def _size(swing: Swing) -> float:
    return abs(swing.score_high - swing.score_low)
