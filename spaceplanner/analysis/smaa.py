"""How often each proposal takes each rank when weights and effects are drawn: stochastic multicriteria acceptability.

Lahdelma, Hokkanen & Salminen 1998, *SMAA - Stochastic multiobjective acceptability analysis*, European Journal of
Operational Research 106; Lahdelma & Salminen 2001, *SMAA-2: Stochastic multicriteria acceptability analysis for group
decision making*, Operations Research 49(3). See docs/methods/ranking.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import need, weighted_sum
from spaceplanner.analysis.rank_tally import Tally
from spaceplanner.analysis.stability import CONCENTRATION
from spaceplanner.analysis.weighted_sum import NOTHING, SHARED
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

DRAWS = 10_000
"""Weight draws by default: a share of draws is then right to 0.01, nineteen times in twenty."""

_CELLS = 50_000
"""Scores made at a time: they stay in the processor's cache. Only ranks are kept, and only to compare pairs."""

_HALF, _NINETY = (0.25, 0.75), (0.05, 0.95)


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """A criterion whose values are uncertain.

    Attributes
    ----------
    criterion
        Its column among the values.
    values
        (n, d) draws, 0 to 1; a proposal without data has NaN in all of them. Draw k of all proposals and of all criteria
        belong together: it is one state of the world, so what proposals share is not taken for a difference.
    """

    criterion: int
    values: Numbers


@dataclass(frozen=True, eq=False, slots=True)
class Acceptability:
    """Where n proposals rank over all draws; NaN for a proposal that has no score (see `smaa`).

    Attributes
    ----------
    acceptability
        (n, n) share of draws in which the row's proposal has rank 1, 2 ...; k equal ones have a k-th of each of their ranks,
        so that rows and columns add up to 1.
    expected
        (n,) mean rank.
    median
        (n,) rank that half of the draws do not exceed.
    half, ninety
        (n, 2) ranks that 25 and 75 %, and 5 and 95 %, of the draws do not exceed: intervals of at least 50 and 90 %.
    central
        (n, m) mean of the weights with which it is first, adding up to 1; NaN where it never is.
    confidence
        (n,) how often it is first under its central weights, over the draws of the values alone; NaN where it never is, and
        if not asked for.
    winning
        (n, n) share of draws in which the row's proposal is before the column's, half of those in which they are equal; 0.5
        on the diagonal. None if not asked for.
    draws
        Of the weights.
    """

    acceptability: Numbers
    expected: Numbers
    median: Numbers
    half: Numbers
    ninety: Numbers
    central: Numbers
    confidence: Numbers
    winning: Numbers | None
    draws: int


def smaa(
    values: Numbers,
    weights: Sequence[float] | None = None,
    *,
    generator: np.random.Generator,
    drawn: Sequence[Drawn] = (),
    concentration: float | None = CONCENTRATION,
    draws: int = DRAWS,
    missing: str = NOTHING,
    pairs: bool = True,
    confident: bool = True,
) -> Acceptability:
    """Return how often each proposal takes each rank when weights, and values where they are uncertain, are drawn.

    Weights are drawn first, then used with draw k modulo d of the values, or, of more draws than weights, with d of them
    evenly spaced. Scores that agree to nine decimals share their ranks. Nothing depends on the order of the proposals.

    Parameters
    ----------
    values
        (n, m), 0 to 1; NaN where there is no data. Or (n, m, d): every criterion uncertain, as in `Drawn`.
    weights
        m weights, at least 0, of any sum above 0: weights are Dirichlet variables about them, and 0 stays 0. None: nothing
        is known of the weights, and all sets of weights are equally likely (uniform on the simplex).
    generator
        Of the weights: the same state gives the same answer.
    drawn
        Criteria whose values are drawn: they replace those columns of `values`. All with the same number of draws.
    concentration
        Of weights about those given: parameters concentration x w. None: exactly those given.
    draws
        Of the weights, at least 1.
    missing
        ``nothing``: a missing value counts as 0, as in the points that decide the rank (docs/adr/0001). ``shared``: its
        weight is shared out among the proposal's others; one of which nothing is known then has no rank.
    pairs
        Whether to compute `winning`, whose cost grows with the square of n.
    confident
        Whether to compute `confidence`, over all draws of the values for each that can be first; else it is NaN.

    Raises
    ------
    AnalysisError
        If values lie outside 0 to 1, are known in some draws only or do not fit each other, or weights, concentration, draws
        or the rule cannot be used.
    """
    columns = _columns(values, drawn, missing)
    known = np.array([~np.isnan(column[0]) for column in columns], dtype=np.bool_)
    held = _weights(weights, concentration, generator, (draws, len(columns)))
    ranked = np.asarray(known[held.any(axis=0)].any(axis=0)) if missing == SHARED else np.ones_like(known[0])
    filled = [np.where(told, column, 0.0)[:, ranked] for told, column in zip(known, columns, strict=True)]
    world = _World(filled, known[:, ranked], missing)
    tally = Tally(int(np.count_nonzero(ranked)), len(columns), pairs=pairs)
    rows = max(1, _CELLS // max(tally.things, 1))
    for start in range(0, draws, rows):
        part = slice(start, start + rows)
        tally.add(world.scores(held[part], world.draws(draws)[part]), held[part])
    central = tally.central()
    sure = world.confidence(central) if confident else np.full(len(central), np.nan)
    return _spread(tally, ranked, central, sure, draws)


@dataclass(frozen=True, eq=False, slots=True)
class _World:
    """Values of r ranked proposals: a column (1, r) or (d, r) for each criterion, what is not known 0."""

    columns: Sequence[Numbers]
    known: NDArray[np.bool_]
    missing: str

    @property
    def states(self) -> int:
        """Number of draws of the values; 1 where nothing is drawn."""
        return max((len(column) for column in self.columns), default=1)

    def draws(self, weights: int) -> NDArray[np.int64]:
        """Return which draw of the values goes with each draw of the weights."""
        turn = np.arange(weights)
        return turn % self.states if self.states <= weights else turn * self.states // weights

    def scores(self, weights: Numbers, draws: NDArray[np.int64]) -> Numbers:
        """Return scores (k, r), 0 to 100, of k sets of weights with k draws of the values."""
        total = np.zeros((len(weights), self.known.shape[1]))
        # One criterion after the other, and no matrix product: equal proposals then have equal scores to the last bit.
        for place, column in enumerate(self.columns):
            total += weights[:, place, None] * (column if len(column) == 1 else column[draws])
        return self._shared_out(100 * total, weights)

    def confidence(self, central: Numbers) -> Numbers:
        """Return how often each is first under its own weights (r, m), over all draws of the values."""
        found = np.full(len(central), np.nan)
        lowest, highest = (np.array([end(column, axis=0) for column in self.columns]) for end in (np.min, np.max))
        # By proposal, for only few of them are looked at; what is not drawn comes first, once for all draws.
        rows = [np.ascontiguousarray(column.T) for column in self.columns]
        order = sorted(range(len(rows)), key=lambda criterion: rows[criterion].shape[1])
        near = 0.5 * 10.0**-need.EQUAL
        for place in np.flatnonzero(~np.isnan(central).any(axis=1)):
            own = central[place]
            scale = self._shared_out(np.full((1, len(central)), 100.0), own[None])[0]
            # Whoever stays behind it in the best case need not be looked at draw by draw.
            rivals = np.flatnonzero(scale * (own @ highest) >= scale[place] * (own @ lowest[:, place]) - 2 * near)
            total = np.zeros((len(rivals), 1))
            for criterion in order:
                part = rows[criterion][rivals]
                part *= own[criterion]
                total = total + part
            total *= scale[rivals, None]
            mine = total[np.searchsorted(rivals, place)]
            firsts = mine >= total.max(axis=0) - near
            equal = (total[:, firsts] >= mine[firsts] - near).sum(axis=0)
            found[place] = (1 / equal).sum() / len(mine)
        return found

    def _shared_out(self, total: Numbers, weights: Numbers) -> Numbers:
        if self.missing == NOTHING or self.known.all():
            return total
        held = np.zeros((len(weights), self.known.shape[1]))
        for place, known in enumerate(self.known):
            held += weights[:, place, None] * known
        # A weight above 0 can be drawn too small for a float; what has no weight at all has no points either.
        shared: Numbers = np.divide(total, held, out=np.zeros(np.broadcast(total, held).shape), where=held > 0)
        return shared


def _columns(values: Numbers, drawn: Sequence[Drawn], missing: str) -> list[Numbers]:
    """Return each criterion's values, (1, n) or (d, n)."""
    if values.ndim == 3 and not drawn:  # noqa: PLR2004 - proposals, criteria, draws
        drawn = [Drawn(place, values[:, place]) for place in range(values.shape[1])]
        values = values[:, :, 0] if values.shape[2] else np.empty(values.shape[:2])
    weighted_sum.check(values, values.shape[-1], missing)
    columns = [np.ascontiguousarray(column[None]) for column in values.T]
    states = {item.values.shape[-1] for item in drawn}
    for item in drawn:
        fits = item.values.shape == (len(values), *states) and 0 not in states
        if not (fits and 0 <= item.criterion < len(columns)):
            raise AnalysisError(
                N_(
                    "The draws of criterion {criterion} do not fit: each needs a row for each proposal, and all as many draws."
                ),
                criterion=item.criterion + 1,
            )
        weighted_sum.check(item.values, item.values.shape[1], missing)
        unknown = np.isnan(item.values)
        if (unknown.any(axis=1) != unknown.all(axis=1)).any():
            raise AnalysisError(
                N_("Criterion {criterion} is known in some draws of a proposal and not in others: draw all or none."),
                criterion=item.criterion + 1,
            )
        columns[item.criterion] = np.ascontiguousarray(item.values.T)
    return columns


def _weights(
    given: Sequence[float] | None, concentration: float | None, generator: np.random.Generator, size: tuple[int, int]
) -> Numbers:
    """Return weights (draws, m), each row adding up to 1."""
    draws, criteria = size
    if draws < 1:
        raise AnalysisError(N_("Rank acceptability needs at least one draw of the weights, not {draws}."), draws=draws)
    if given is None:
        parts = generator.standard_exponential(size)
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))
    shares = weighted_sum.shares(given, criteria)
    if concentration is None:
        return np.tile(shares, (draws, 1))
    if not 0 < concentration < np.inf:
        raise AnalysisError(
            N_("The concentration of the weights is {concentration}: choose a number above 0, such as 50."),
            concentration=concentration,
        )
    parts = generator.standard_gamma(concentration * shares, size)
    total = parts.sum(axis=1, keepdims=True)
    # With a tiny concentration all can be too small for a float: then the weights are those given.
    return np.asarray(np.divide(parts, total, out=np.tile(shares, (draws, 1)), where=total > 0))


def _spread(
    tally: Tally, ranked: NDArray[np.bool_], central: Numbers, confidence: Numbers, draws: int
) -> Acceptability:
    """Return the tally's figures in the places of all n proposals."""
    n, places = len(ranked), np.flatnonzero(ranked)
    acceptability, winning = np.full((n, n), np.nan), np.full((n, n), np.nan)
    # Ranks count on without gaps, wherever those without a rank stand.
    acceptability[places] = np.pad(tally.shares(), ((0, 0), (0, n - len(places))))
    if tally.pairs:
        winning[np.ix_(places, places)] = tally.winning()
    below = tally.quantile

    def placed(figures: Numbers) -> Numbers:
        held = np.full((n, *figures.shape[1:]), np.nan)
        held[places] = figures
        return held

    return Acceptability(
        acceptability=acceptability,
        expected=placed(tally.expected()),
        median=placed(below(0.5)),
        half=placed(np.column_stack([below(end) for end in _HALF])),
        ninety=placed(np.column_stack([below(end) for end in _NINETY])),
        central=placed(central),
        confidence=placed(confidence),
        winning=winning if tally.pairs else None,
        draws=draws,
    )
