"""Benefit against new money: the most benefit for each limit of money, by the epsilon-constraint method.

See docs/methods/portfolio.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import portfolio, portfolio_model
from spaceplanner.analysis.portfolio import EQUAL
from spaceplanner.analysis.portfolio_problem import Budget
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_model import Answer
    from spaceplanner.analysis.portfolio_problem import Problem

POINTS = 50
"""Limits of money by default."""

SECONDS = 10.0
"""For all of a frontier by default."""

GAP = 1e-4
"""What may be missing of the benefit at each limit, as a share, by default: nobody could see it in the chart."""

WIDE_GAP = 3e-3
"""The same of many proposals with several funders over several years: a pixel of the chart, a tenth of the time."""

_PATIENCE = 1.0
"""Seconds that a limit gets at least."""

_ROUGH = 0.01
"""A set is left out where more than this share of the benefit may be missing."""


@dataclass(frozen=True, eq=False, slots=True)
class Frontier:
    """Efficient sets, from the least money to the most: none has more benefit for no more money, among those found.

    Attributes
    ----------
    money, benefit
        (k,) new money and benefit of each set; both rise.
    bound
        (k,) no set has more benefit within the limit of money at which it was found.
    chosen
        (k, n) what is in it.
    proved
        (k,) whether no set has more benefit, but for the gap, at the limit of money at which it was found.
    limits
        (m,) of money that were asked for.
    solved
        How many limits an answer was found for, directly or because the set for more money costs no more.
    """

    money: NDArray[np.float64]
    benefit: NDArray[np.float64]
    bound: NDArray[np.float64]
    chosen: NDArray[np.bool_]
    proved: NDArray[np.bool_]
    limits: NDArray[np.float64]
    solved: int


def frontier(problem: Problem, *, points: int = POINTS, seconds: float = SECONDS, gap: float | None = None) -> Frontier:
    """Return the most benefit for limits of new money that are evenly spaced.

    From the least that the rules allow to what the greatest benefit takes. Budgets over all years give way to these
    limits; caps, budgets of single years and all other rules hold.

    Parameters
    ----------
    points
        At least 2.
    seconds
        For all points; what is not reached is left out and not counted in `solved`.
    gap
        What may be missing of the benefit at a limit, as a share of it; with 0 each set is the best. None: `GAP`, or
        `WIDE_GAP` of more than `portfolio.MANY` proposals with several funders over several years.

    Raises
    ------
    ConflictError
        If no set fulfils all rules.
    AnalysisError
        If fewer than two points are asked for, or the time was over before an end of the frontier was found.
    """
    if points < 2:  # noqa: PLR2004 - its two ends
        raise AnalysisError(N_("A frontier needs at least two points, not {points}."), points=points)
    until = monotonic() + seconds
    lifted, order = replace(problem, rules=tuple(r for r in problem.rules if not _overall(r, problem))).by_key()
    found = _Found(lifted, _gap_of(problem) if gap is None else gap)
    top = found.most_benefit(np.inf, until)
    portfolio.found(top, problem, seconds)
    found.keep(np.inf, top)
    least = found.money(portfolio.found(found.least_money(until), problem, seconds))
    limits = np.linspace(least, found.held[0].money, points)
    solved = 1
    for left, place in zip(range(points - 1, 0, -1), _spread(points), strict=True):
        limit, now = float(limits[place]), monotonic()
        if not found.known(limit):
            if now >= until:
                continue
            # A set found in haste is worse than none: where the time is short there are fewer, spread over the whole.
            answer = found.most_benefit(limit, min(until, now + max((until - now) / left, _PATIENCE)))
            if not found.keep(limit, answer):
                continue
        solved += 1
    return _efficient(found, problem, limits, solved, np.argsort(order))


def _gap_of(problem: Problem) -> float:
    return WIDE_GAP if len(problem.keys) > portfolio.MANY and min(problem.caps.shape) > 1 else GAP


def _spread(points: int) -> list[int]:
    """Return all places but the last, first those that are far apart."""
    order, open_ = [0], [(0, points - 1)]
    for low, high in open_:
        middle = (low + high) // 2
        if low < middle:
            order.append(middle)
            open_ += [(low, middle), (middle, high)]
    return order


def _overall(rule: object, problem: Problem) -> bool:
    return isinstance(rule, Budget) and len(set(rule.years)) in (0, problem.years)


@dataclass(frozen=True, eq=False, slots=True)
class _Held:
    """A set, the limit at which it was found, and what no set within that limit has more of; in the solver's units."""

    chosen: NDArray[np.bool_]
    limit: float
    money: float
    benefit: float
    bound: float
    proved: bool


class _Found:
    """Sets found so far, and the programme that finds more."""

    def __init__(self, problem: Problem, gap: float) -> None:
        self.model = portfolio_model.build(problem)
        self.gap = gap
        self.need = problem.need / self.model.money_unit
        self.gain = problem.benefit / self.model.benefit_unit
        self.held: list[_Held] = []

    def money(self, start: NDArray[np.bool_]) -> float:
        return float(self.need[start.any(axis=1)].sum())

    def known(self, limit: float) -> bool:
        """Return whether a set is held that costs no more than the limit and misses no more than the gap there.

        One that was found for more money is as good for less; another, where no set for more money has much more.
        """
        if any(one.limit >= limit and one.money <= limit + EQUAL for one in self.held):
            return True
        bound = min(one.bound for one in self.held if one.limit >= limit)
        most = max((one.benefit for one in self.held if one.money <= limit + EQUAL), default=-np.inf)
        return bound - most <= self.gap * abs(bound)

    def most_benefit(self, limit: float, until: float) -> Answer:
        answer = portfolio_model.run(self.model, self.gain, until=until, spent=(-np.inf, limit + EQUAL), gap=self.gap)
        self.model = answer.model
        return answer

    def least_money(self, until: float) -> Answer:
        answer = portfolio_model.run(self.model, -self.need, until=until)
        self.model = answer.model
        return answer

    def keep(self, limit: float, answer: Answer) -> bool:
        """Keep a set, unless much of the benefit may be missing; the first one, that of the end, in any case."""
        if answer.start is None:
            return False
        chosen = np.asarray(answer.start.any(axis=1))
        benefit = float(self.gain[chosen].sum())
        # What no set has more of for more money, none has for less.
        bound = min([answer.bound, *(one.bound for one in self.held if one.limit >= limit)])
        if self.held and bound - benefit > _ROUGH * abs(bound):
            return False
        self.held.append(_Held(chosen, limit, self.money(answer.start), benefit, max(bound, benefit), answer.proved))
        return True


def _efficient(
    found: _Found, problem: Problem, limits: NDArray[np.float64], solved: int, back: NDArray[np.int64]
) -> Frontier:
    """Return the sets that no other beats, in the caller's order and units."""
    kept: list[_Held] = []
    for one in sorted(found.held, key=lambda one: (one.money, -one.benefit)):
        if not kept or one.benefit > kept[-1].benefit + EQUAL:
            kept.append(one)
    chosen = np.array([one.chosen[back] for one in kept])
    benefit = chosen @ problem.benefit
    return Frontier(
        money=chosen @ problem.need,
        benefit=benefit,
        bound=np.maximum(np.array([one.bound for one in kept]) * found.model.benefit_unit, benefit),
        chosen=chosen,
        proved=np.array([one.proved for one in kept]),
        limits=limits * found.model.money_unit,
        solved=solved,
    )
