"""Who pays for what once it is known what starts when: a flow of money from funders to proposals, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_problem import Problem

_DUST = 1e-9
"""Of the largest sum of money: less is nothing."""

_OF_KEYS = 1e-3
"""How much the order of proposals weighs beside that of funders."""


def new_money(problem: Problem, start: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return (n, P) new money of each funder to each proposal.

    As much is paid as can be; the first funder's money is used before the second's wherever that is possible, and goes to
    the first proposals.

    Parameters
    ----------
    start
        (n, T) in which year each proposal starts, if at all.
    """
    paid = np.zeros(problem.allowed.shape)
    for year in range(problem.years):
        who = np.flatnonzero(start[:, year] & (problem.need > 0))
        if len(who):
            paid[who] = _year(problem.need[who], problem.allowed[who], problem.caps[:, year])
    return paid


def short(problem: Problem, start: NDArray[np.bool_]) -> set[frozenset[int]]:
    """Return sets of funders that cannot pay for what they alone can pay for: at most one for each year."""
    paid, found = new_money(problem, start), set()
    for year in range(problem.years):
        who = np.flatnonzero(start[:, year])
        dust = _DUST * problem.need.max(initial=0.0)
        open_ = problem.need[who] - paid[who].sum(axis=1) > dust
        if open_.any():
            found.add(_full(open_, paid[who], problem.allowed[who], dust))
    return found


def _year(need: NDArray[np.float64], allowed: NDArray[np.float64], caps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (k, P) payments of one year."""
    from scipy.optimize import linprog  # noqa: PLC0415 - scipy takes a while to import
    from scipy.sparse import csr_array, eye_array, kron, vstack  # noqa: PLC0415 - as above

    k, p = allowed.shape
    unit = float(need.max())
    # Each dollar that is paid counts for more than any exchange of dollars between funders.
    order = np.arange(p) * (1 + _OF_KEYS * np.arange(k, 0, -1)[:, None] / k)
    rows = vstack([kron(eye_array(k), np.ones((1, p))), kron(np.ones((1, k)), eye_array(p))])
    found = linprog(
        (order - 10.0 * p * (k + 1)).ravel(),
        A_ub=csr_array(rows),
        b_ub=np.concatenate([need, np.minimum(caps, need.sum())]) / unit,
        bounds=np.column_stack([np.zeros(k * p), np.minimum(allowed, need[:, None]).ravel() / unit]),
        method="highs-ds",
    )
    paid = np.asarray(found.x).reshape(k, p) * unit
    paid[paid < _DUST * unit] = 0.0
    # The solver's sums are right to some billionths: what is missing or too much goes to the largest payment.
    apart = need - paid.sum(axis=1)
    near = np.abs(apart) <= _DUST * k * p * unit
    paid[near, paid[near].argmax(axis=1)] += apart[near]
    return paid


def _full(
    open_: NDArray[np.bool_], paid: NDArray[np.float64], allowed: NDArray[np.float64], dust: float
) -> frozenset[int]:
    """Return the funders that stand between the proposals that lack money and any more of it.

    Those that could pay more to a proposal in want, and those that could take over from these: one side of a smallest cut.
    """
    funders = np.zeros(paid.shape[1], dtype=np.bool_)
    wanting = open_.copy()
    while True:
        more = funders | ((allowed[wanting] - paid[wanting]) > dust).any(axis=0)
        wanting |= (paid[:, more] > dust).any(axis=1)
        if (more == funders).all():
            return frozenset(np.flatnonzero(funders).tolist())
        funders = more
