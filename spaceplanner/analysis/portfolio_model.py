"""A portfolio as a programme of zeros and ones, solved by HiGHS through `scipy.optimize.milp`.

Columns: z(i) is 1 where proposal i is chosen, y(i, t) where it starts in year t; over one year they are the same. Who
pays is no column. A choice can be paid in full in a year exactly where, for each set S of funders, what S alone can pay
for is no more than S has: the cuts of a flow from funders to proposals (Ford & Fulkerson's theorem that the greatest flow
is the smallest cut). One row for each set is much faster than amounts are. See docs/methods/portfolio.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import portfolio_funding
from spaceplanner.analysis.portfolio_problem import (
    Budget,
    Exclusion,
    Floor,
    Must,
    MustNot,
    Needs,
    NotBefore,
    Number,
    Window,
)
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_problem import (
        Problem,
        Rule,
    )

    Row = tuple[NDArray[np.int64], NDArray[np.float64] | float, float, float]
    Limits = tuple[float, float]

LARGEST = 1_000.0
"""The largest benefit and sum of money in the solver's units: its tolerance of 1e-6 is then a billionth of them."""

FUNDERS = -2
"""Source of a row that says what funders have; `PROGRAMME` of one that belongs to the programme itself."""
PROGRAMME = -1

_FEW = 6
"""So many funders have rows for all their sets from the start: 63."""
_ROWS = 128
"""Rows for sets of more funders at the start; further ones are added where a choice cannot be paid."""

_FREE = (-np.inf, np.inf)


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """Rows ``low <= matrix @ columns <= high`` in the solver's units.

    Attributes
    ----------
    source
        (m,) place of the rule that a row stands for, or `FUNDERS` or `PROGRAMME`.
    chosen, start
        (n,) and (n, T) columns.
    spent, benefit
        Rows of all new money and of all benefit, free until bounded.
    money_unit, benefit_unit
        In the caller's currency and unit of benefit.
    sets
        Of funders that have rows.
    complete
        Whether these rows make sure that each choice can be paid.
    """

    problem: Problem
    matrix: Any
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    source: NDArray[np.int64]
    chosen: NDArray[np.int64]
    start: NDArray[np.int64]
    spent: int
    benefit: int
    money_unit: float
    benefit_unit: float
    sets: tuple[frozenset[int], ...]
    complete: bool

    def columns(self, start: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the columns' values of starts (n, T)."""
        values = np.zeros(self.matrix.shape[1])
        values[self.chosen] = start.any(axis=1)
        values[self.start] = start
        return values


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What the solver found.

    Attributes
    ----------
    start
        (n, T); None where no choice was found.
    bound
        No choice has a greater gain than this.
    proved
        Whether the choice is the best, or it is certain that there is none; else the time or the nodes were over.
    model
        The one to go on with: it may have got more rows.
    """

    start: NDArray[np.bool_] | None
    bound: float
    proved: bool
    model: Model

    @property
    def conflict(self) -> bool:
        """Whether it is certain that nothing fulfils all rows."""
        return self.start is None and self.proved


def build(problem: Problem, more: Iterable[frozenset[int]] = ()) -> Model:
    """Return the programme of a problem, with rows for more sets of funders than those that it starts with."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - scipy takes a while to import, and only this needs it

    at = _Columns(problem)
    sets, complete = _sets(problem)
    sets = tuple(dict.fromkeys((*sets, *more)))
    rows = [(row, PROGRAMME) for row in _once(at)]
    rows += [(row, FUNDERS) for row in _funded(at, sets)]
    rows += [(row, k) for k, rule in enumerate(problem.rules) for row in _RULES[type(rule)](at, rule)]
    benefit_unit = _unit(np.abs(problem.benefit))
    rows.append(((at.chosen, at.need, *_FREE), PROGRAMME))
    rows.append(((at.chosen, problem.benefit / benefit_unit, *_FREE), PROGRAMME))
    values = np.concatenate([np.broadcast_to(value, len(columns)) for (columns, value, _, _), _ in rows])
    places = np.concatenate([columns for (columns, _, _, _), _ in rows])
    ends = np.cumsum([0, *(len(columns) for (columns, _, _, _), _ in rows)])
    return Model(
        problem=problem,
        matrix=csr_array((values, places, ends), shape=(len(rows), at.size)),
        low=np.array([low for (_, _, low, _), _ in rows]),
        high=np.array([high for (_, _, _, high), _ in rows]),
        source=np.array([source for _, source in rows], dtype=np.int64),
        chosen=at.chosen,
        start=at.start,
        spent=len(rows) - 2,
        benefit=len(rows) - 1,
        money_unit=at.unit,
        benefit_unit=benefit_unit,
        sets=sets,
        complete=complete,
    )


def run(
    model: Model,
    gain: NDArray[np.float64],
    *,
    until: float,
    spent: Limits = _FREE,
    benefit: Limits = _FREE,
    other_than: NDArray[np.bool_] | None = None,
    gap: float = 0.0,
    nodes: int | None = None,
) -> Answer:
    """Return the choice with the greatest sum of gains.

    Parameters
    ----------
    gain
        (n,) of each proposal, in a unit in which 1e-6 is nothing.
    until
        Time of `time.monotonic` at which to stop with the best that was found.
    spent, benefit
        Limits of all new money and all benefit, in the model's units.
    other_than
        (n,) a choice that is no answer.
    gap
        The relative difference from the best that is good enough.
    nodes
        Of the search tree, after which to stop with the best that was found: unlike the time, the same everywhere.

    Raises
    ------
    AnalysisError
        If the solver gives up for another reason than time or a conflict.
    """
    while True:
        answer = _run(
            model, gain, until=until, spent=spent, benefit=benefit, other_than=other_than, gap=gap, nodes=nodes
        )
        if answer.start is None or model.complete:
            return answer
        short = portfolio_funding.short(model.problem, answer.start)
        if not short - set(model.sets):
            return answer
        model = build(model.problem, (*model.sets, *sorted(short, key=sorted)))


def _run(
    model: Model,
    gain: NDArray[np.float64],
    *,
    until: float,
    spent: Limits,
    benefit: Limits,
    other_than: NDArray[np.bool_] | None,
    gap: float,
    nodes: int | None,
) -> Answer:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - scipy takes a while to import

    low, high = model.low.copy(), model.high.copy()
    for row, limits in ((model.spent, spent), (model.benefit, benefit)):
        low[row], high[row] = limits
    rows = [LinearConstraint(model.matrix, low, high)]
    if other_than is not None:
        differs = np.zeros((1, model.matrix.shape[1]))
        differs[0, model.chosen] = np.where(other_than, -1.0, 1.0)
        rows.append(LinearConstraint(differs, 1.0 - other_than.sum(), np.inf))
    worth = np.zeros(model.matrix.shape[1])
    worth[model.chosen] = -gain
    # The solver's presolve is known to have returned what breaks a row: then it has to do without.
    for presolve in (True, False):
        found = milp(
            worth,
            integrality=np.ones(len(worth)),
            bounds=Bounds(0.0, 1.0),
            constraints=rows,
            options={
                "time_limit": max(until - monotonic(), 0.01),
                "mip_rel_gap": gap,
                "presolve": presolve,
                "node_limit": nodes,
            },
        )
        if found.x is None or _holds(model.matrix @ np.rint(found.x), low, high):
            break
    # SciPy has no status of its own for the end of the nodes.
    stopped = found.status == _OUT_OF_TIME or (nodes is not None and "limit reached" in found.message)
    if found.status not in _ENDS and not stopped:
        raise AnalysisError(
            N_("The solver could not deal with the portfolio ({reason}): check its amounts."), reason=found.message
        )
    bound = getattr(found, "mip_dual_bound", None)
    return Answer(
        start=None if found.x is None else np.rint(found.x)[model.start] > 0,
        bound=np.inf if bound is None else -float(bound),
        proved=not stopped,
        model=model,
    )


def _holds(sums: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    return bool(((sums <= high + _TOLERANCE) & (sums >= low - _TOLERANCE)).all())


_TOLERANCE = 1e-5
_OUT_OF_TIME = 1
_ENDS = (0, _OUT_OF_TIME, 2)
"""Of scipy.optimize.milp: the best, out of time, a conflict."""


def _unit(amounts: NDArray[np.float64]) -> float:
    largest = float(amounts.max(initial=0.0))
    return largest / LARGEST if largest > 0 else 1.0


def _sets(problem: Problem) -> tuple[tuple[frozenset[int], ...], bool]:
    """Return the sets of funders to begin with, and whether there is no need of others.

    Where no amount to a proposal is limited, only unions of the funders of proposals count: any other set has more money
    than such a union in it, and no more to pay for.
    """
    p = len(problem.names)
    if p <= _FEW:
        return tuple(map(frozenset, chain.from_iterable(combinations(range(p), k) for k in range(p + 1)))), True
    unlimited = bool(np.isinf(problem.most).all())
    own = [frozenset(np.flatnonzero(row).tolist()) for row in np.unique(problem.eligible, axis=0)]
    found = dict.fromkeys([frozenset[int](), *own])
    for one in own:
        for other in list(found):
            found[one | other] = None
            if len(found) >= _ROWS:
                return tuple(found), False
    return tuple(found), unlimited


class _Columns:
    """Where the columns are, and the money in the solver's units."""

    def __init__(self, problem: Problem) -> None:
        n, years = len(problem.keys), problem.years
        self.problem = problem
        self.unit = _unit(problem.need)
        self.need = problem.need / self.unit
        self.allowed = problem.allowed / self.unit
        self.chosen = np.arange(n, dtype=np.int64)
        self.start = self.chosen[:, None] if years == 1 else n + np.arange(n * years, dtype=np.int64).reshape(n, years)
        self.size = n if years == 1 else n * (1 + years)


def _once(at: _Columns) -> Iterator[Row]:
    """Yield rows: a chosen proposal starts in one year."""
    if at.problem.years > 1:
        for i, starts in zip(at.chosen, at.start, strict=True):
            yield np.append(starts, i), np.append(np.ones(len(starts)), -1.0), 0.0, 0.0


def _funded(at: _Columns, sets: Iterable[frozenset[int]]) -> Iterator[Row]:
    """Yield rows: what a set of funders alone can pay for is at most what it has, in each year and in all.

    The row of all years follows from the others, but not for a solver that lets go of whole numbers for a while.
    """
    for those in sets:
        inside = np.isin(np.arange(len(at.problem.names)), list(those))
        alone = np.maximum(at.need - at.allowed[:, ~inside].sum(axis=1), 0.0)
        who = np.flatnonzero(alone > 0)
        caps = at.problem.caps[inside].sum(axis=0) / at.unit
        if not len(who):
            continue
        for year, cap in enumerate(caps.tolist()):
            if np.isfinite(cap):
                yield at.start[who, year], alone[who], -np.inf, cap
        if len(caps) > 1 and np.isfinite(caps).all():
            yield at.chosen[who], alone[who], -np.inf, float(caps.sum())


def _budget(at: _Columns, rule: Budget) -> Iterator[Row]:
    if not np.isfinite(rule.amount):
        return
    years = sorted(set(rule.years)) or list(range(at.problem.years))
    if len(years) == at.problem.years:
        yield at.chosen, at.need, -np.inf, rule.amount / at.unit
    else:
        yield at.start[:, years].ravel(), np.repeat(at.need, len(years)), -np.inf, rule.amount / at.unit


def _needs(at: _Columns, rule: Needs) -> Iterator[Row]:
    for year in range(at.problem.years):
        own = at.start[rule.proposal, : year + 1]
        others = at.start[sorted(set(rule.any_of)), : year + 1].ravel()
        values = np.concatenate([np.full(len(own), -1.0), np.ones(len(others))])
        yield np.concatenate([own, others]), values, 0.0, np.inf


def _not_before(at: _Columns, rule: NotBefore) -> Iterator[Row]:
    for year in range(1, at.problem.years):
        yield np.concatenate([at.start[rule.proposal, :year], at.start[rule.other, year:]]), 1.0, -np.inf, 1.0


def _window(at: _Columns, rule: Window) -> Iterator[Row]:
    outside = np.delete(at.start[rule.proposal], slice(rule.first, rule.last + 1))
    if len(outside):
        yield outside, 1.0, 0.0, 0.0


def _floor(at: _Columns, rule: Floor) -> Iterator[Row]:
    there = np.flatnonzero(at.problem.district == rule.district)
    if rule.count:
        yield at.chosen[there], 1.0, float(rule.count), np.inf
    if rule.cost:
        unit = _unit(at.problem.cost[there])
        yield at.chosen[there], at.problem.cost[there] / unit, rule.cost / unit, np.inf


def _number(at: _Columns, rule: Number) -> Iterator[Row]:
    yield at.chosen, 1.0, float(rule.least), np.inf if rule.most is None else float(rule.most)


def _exclusion(at: _Columns, rule: Exclusion) -> Iterator[Row]:
    yield at.chosen[sorted(set(rule.proposals))], 1.0, -np.inf, 1.0


def _must(at: _Columns, rule: Must) -> Iterator[Row]:
    yield at.chosen[[rule.proposal]], 1.0, 1.0, 1.0


def _must_not(at: _Columns, rule: MustNot) -> Iterator[Row]:
    yield at.chosen[[rule.proposal]], 1.0, 0.0, 0.0


_RULES: dict[type[Rule], Callable[[_Columns, Any], Iterator[Row]]] = {
    Budget: _budget,
    Must: _must,
    MustNot: _must_not,
    Exclusion: _exclusion,
    Needs: _needs,
    NotBefore: _not_before,
    Window: _window,
    Number: _number,
    Floor: _floor,
}
