"""The best set of proposals that the money and the rules allow, who pays for what, and what is left out and why.

The choice of projects under budgets, capital budgeting, as a programme of zeros and ones. See docs/methods/portfolio.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import infeasibility, portfolio_funding, portfolio_model
from spaceplanner.analysis.portfolio_problem import Budget
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_model import Answer, Model
    from spaceplanner.analysis.portfolio_problem import Problem, Rule

SECONDS = 10.0
"""For a solution by default; most problems of 200 proposals take a tenth of it or less."""

EQUAL = 1e-5
"""Sums of benefit or money that differ by less are equal, where the largest of a proposal is 1,000."""

MANY = 60
"""Of more proposals than this a set may miss `GAP` of the benefit by default."""
GAP = 1e-3
"""The proof of the last thousandth can take minutes, and the benefits are far less certain."""

_EXACT = 1e-9

STEP = 5_000.0
"""Of money, by default: what would the next 5,000 buy?"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a proposal is not in the set, the rest of the set as it is.

    Attributes
    ----------
    reason
        ``benefit``: it has none; ``funder``: nobody may pay for all of it; ``money``: there is not enough left; the class
        of a rule, such as ``Exclusion``: the rule says no; ``stopped``: it would fit, but the search was stopped before.
    label
        Of the rule; "" where there is none.
    """

    proposal: int
    reason: str
    label: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Portfolio:
    """A set of proposals and its money.

    Attributes
    ----------
    chosen
        (n,) what is in it.
    year
        (n,) year of the start; -1 where it is not chosen.
    funding
        (n, P) who pays, what was committed included: each row of what is chosen adds up to the cost.
    spent, left
        (P, T) new money of each funder and what remains of its cap; infinite where there is no cap.
    budget_left
        What remains of each `Budget` among the rules, in their order.
    benefit, cost, money
        Sums over the set: the benefit, the full cost, and the new money of it.
    bound, gap
        No set has more benefit than `bound`; `gap` is what may be missing, as a share of it, and 0 where the set is the
        best.
    proved
        Whether it is the best; False where the time was over.
    settled
        Whether the choice among equal sets was carried through as well.
    left_out
        One for each proposal that is not in the set.
    """

    chosen: NDArray[np.bool_]
    year: NDArray[np.int64]
    funding: NDArray[np.float64]
    spent: NDArray[np.float64]
    left: NDArray[np.float64]
    budget_left: tuple[float, ...]
    benefit: float
    cost: float
    money: float
    bound: float
    gap: float
    proved: bool
    settled: bool
    left_out: tuple[LeftOut, ...]


def gap_of(problem: Problem) -> float:
    """Return what a set may miss of the benefit by default, as a share of it: nothing, or `GAP` of many proposals."""
    return GAP if len(problem.keys) > MANY else 0.0


def solve(problem: Problem, *, seconds: float = SECONDS, gap: float | None = None) -> Portfolio:
    """Return the set with the most benefit.

    Of sets of equal benefit the one that takes the least new money, then the one whose places in the order of the keys
    add up to the least. Years are as early as they can be together; money is used in the order of the funders. None of
    this depends on the order in which proposals and rules are given.

    Parameters
    ----------
    seconds
        Above 0; afterwards the best that was found is returned, with its gap.
    gap
        What may be missing, as a share of the benefit; with 0 it is the best, and ties are settled. None: `gap_of`.

    Raises
    ------
    ConflictError
        If no set fulfils all rules; it says which cannot be kept together (see `infeasibility`).
    AnalysisError
        If the time was over before any set was found.
    """
    until, gap = _until(seconds), gap_of(problem) if gap is None else gap
    in_order, order = problem.by_key()
    model = portfolio_model.build(in_order)
    answer = portfolio_model.run(model, in_order.benefit / model.benefit_unit, until=until, gap=gap)
    start = found(answer, problem, seconds)
    settled = False
    if answer.proved and gap == 0:
        start, settled = _settled(answer.model, start, until)
    return _described(problem, answer, _early(answer.model, start), order, settled=settled)


def found(answer: Answer, problem: Problem, seconds: float) -> NDArray[np.bool_]:
    """Return an answer's starts.

    Raises
    ------
    ConflictError
        If there is none.
    AnalysisError
        If none was found in time.
    """
    if answer.conflict:
        raise infeasibility.conflict(problem)
    if answer.start is None:
        raise AnalysisError(
            N_("No portfolio was found in {seconds} s: allow more time, or drop rules."), seconds=f"{seconds:g}"
        )
    return answer.start


def _until(seconds: float) -> float:
    if not seconds > 0:
        raise AnalysisError(N_("The time for a portfolio is {seconds} s: allow some."), seconds=seconds)
    return monotonic() + seconds


def _settled(model: Model, start: NDArray[np.bool_], until: float) -> tuple[NDArray[np.bool_], bool]:
    """Return the first among equal sets, and whether the time sufficed to know it."""
    chosen = np.asarray(start.any(axis=1))
    need, benefit = model.problem.need / model.money_unit, model.problem.benefit / model.benefit_unit
    run = partial(portfolio_model.run, until=until, benefit=(float(benefit[chosen].sum()) - EQUAL, np.inf))
    most = (-np.inf, float(need[chosen].sum()) + EQUAL)
    # Whether there is another such set at all is much faster to tell than which of them is the cheapest.
    other = run(model, np.zeros(len(need)), spent=most, other_than=chosen)
    if other.start is None:
        return start, other.proved
    cheapest = run(other.model, -need, spent=most)
    if cheapest.start is None or not cheapest.proved:
        return start, False
    least = (-np.inf, float(need[cheapest.start.any(axis=1)].sum()) + EQUAL)
    first = run(cheapest.model, -_places(len(need)), spent=least)
    if first.start is None:
        return cheapest.start, False
    return first.start, first.proved


def _places(n: int) -> NDArray[np.float64]:
    """Return (n,) places from 1, with fractions that keep different sets from having equal sums."""
    places = np.arange(1.0, n + 1)
    return places + np.modf(places * (1 + 5**0.5) / 2)[0] / 100


def _early(model: Model, start: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the same choice, each proposal moved to the earliest year that the others' leave it, in the order of keys."""
    if model.problem.years == 1:
        return start
    early, columns = start.copy(), model.matrix.tocsc()
    sums = model.matrix @ model.columns(start)
    moved = True
    while moved:
        moved = False
        for i, year in np.argwhere(early).tolist():
            for sooner in range(year):
                then = sums + _column(columns, model.start[i, sooner]) - _column(columns, model.start[i, year])
                if not _broken(model, then).any():
                    early[i, year], early[i, sooner] = False, True
                    sums, moved = then, True
                    break
    # With many funders the rows alone do not make sure that each year can be paid.
    return start if portfolio_funding.short(model.problem, early) else early


def _column(columns: Any, place: int) -> NDArray[np.float64]:
    return np.asarray(columns[:, [place]].toarray()).ravel()


def _broken(model: Model, sums: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (sums > model.high + EQUAL) | (sums < model.low - EQUAL)


def _described(
    problem: Problem, answer: Answer, start: NDArray[np.bool_], order: NDArray[np.int64], *, settled: bool
) -> Portfolio:
    """Return the portfolio in the caller's order; `start` and the answer's model are in that of the keys."""
    model, back = answer.model, np.argsort(order)
    new = portfolio_funding.new_money(model.problem, start)
    spent = np.stack([new[start[:, year]].sum(axis=0) for year in range(problem.years)], axis=1)
    chosen, years, paid = np.asarray(start.any(axis=1))[back], start.argmax(axis=1)[back], new[back]
    benefit = float(problem.benefit[chosen].sum())
    bound = max(answer.bound * model.benefit_unit, benefit)
    gap = (bound - benefit) / max(abs(bound), abs(benefit)) if bound > benefit else 0.0
    budgets = [rule for rule in problem.rules if isinstance(rule, Budget)]
    return Portfolio(
        chosen=chosen,
        year=np.where(chosen, years, -1),
        funding=np.where(chosen[:, None], paid + _promised(problem), 0.0),
        spent=spent,
        left=np.maximum(problem.caps - spent, 0.0),
        budget_left=tuple(
            max(rule.amount - float(spent[:, list(rule.years) or slice(None)].sum()), 0.0) for rule in budgets
        ),
        benefit=benefit,
        cost=float(problem.cost[chosen].sum()),
        money=float(problem.need[chosen].sum()),
        bound=bound,
        gap=gap if gap > _EXACT else 0.0,
        proved=answer.proved,
        settled=settled,
        left_out=tuple(replace(one, proposal=int(order[one.proposal])) for one in _left_out(model, start)),
    )


def _promised(problem: Problem) -> NDArray[np.float64]:
    """Return (n, P) of what is committed, together no more than the cost: each promise is then cut by the same share."""
    total = problem.committed.sum(axis=1)
    share = np.divide(problem.cost, total, out=np.ones_like(total), where=total > problem.cost)
    promised: NDArray[np.float64] = problem.committed * share[:, None]
    return promised


def _left_out(model: Model, start: NDArray[np.bool_]) -> Iterator[LeftOut]:
    """Yield why each proposal that is not chosen cannot simply be added, in the order of keys."""
    problem, columns = model.problem, model.matrix.tocsc()
    sums = model.matrix @ model.columns(start)
    payable = problem.allowed.sum(axis=1) >= problem.need
    for i in np.flatnonzero(~start.any(axis=1)).tolist():
        year = [sums + _column(columns, k) for k in model.start[i]]
        if problem.years > 1:
            year = [then + _column(columns, model.chosen[i]) for then in year]
        broken = min((_broken(model, then) for then in year), key=np.count_nonzero)
        rules = sorted({int(k) for k in model.source[broken] if k >= 0}, key=lambda k: _is_money(problem.rules[k]))
        if rules and not _is_money(problem.rules[rules[0]]):
            yield LeftOut(i, type(problem.rules[rules[0]]).__name__, problem.rules[rules[0]].label)
        elif not payable[i]:
            yield LeftOut(i, "funder")
        elif problem.benefit[i] <= 0:
            yield LeftOut(i, "benefit")
        elif broken.any() or not model.complete:
            yield LeftOut(i, "money", problem.rules[rules[0]].label if rules else "")
        else:
            yield LeftOut(i, "stopped")


def _is_money(rule: Rule) -> bool:
    return isinstance(rule, Budget)
