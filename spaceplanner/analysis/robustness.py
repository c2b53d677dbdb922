"""How often a proposal stays in the best set when benefits are uncertain: one solution for each draw of them.

In the spirit of the core index of robust portfolio modelling, which asks of a proposal in how many of the portfolios that
may be best it takes part (Liesiö, Mild & Salo 2007, *Preference programming for robust portfolio modeling and project
selection*, European Journal of Operational Research 181(3)). See docs/methods/portfolio.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import infeasibility, portfolio_model
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_problem import Problem

GAP = 1e-3
"""What may be missing of a draw's greatest benefit by default: far less than what the draws differ by."""

NODES = 100
"""Of the search tree for each draw: where these do not prove the set to be the best, the best so far counts."""


@dataclass(frozen=True, eq=False, slots=True)
class Robustness:
    """How often each proposal stays in.

    Attributes
    ----------
    share
        (n,) of the draws that were solved; NaN where none was.
    solved, draws
        For how many draws a set was found, and how many were given.
    proved
        Of how many the set is the best, but for the gap.
    """

    share: NDArray[np.float64]
    solved: int
    draws: int
    proved: int


def robustness(problem: Problem, draws: NDArray[np.float64], *, gap: float = GAP, nodes: int = NODES) -> Robustness:
    """Return how often each proposal is chosen when benefits are drawn.

    All draws are searched and no clock is read: the answer is the same on every machine, and draws that are hard to prove
    count like the others.

    Parameters
    ----------
    draws
        (n, d) benefits; each column is a world of its own, such as the same seed's draw for every proposal.
    gap
        What may be missing of a draw's greatest benefit, as a share of it.
    nodes
        Of the search tree for each draw, at least 1.

    Raises
    ------
    ConflictError
        If no set fulfils all rules.
    AnalysisError
        If a draw is no number or the draws are of other proposals.
    """
    n = len(problem.keys)
    if draws.ndim != 2 or draws.shape[0] != n or not draws.shape[1] or not np.isfinite(draws).all():  # noqa: PLR2004
        raise AnalysisError(
            N_("The draws of the benefit are {shape}: give a number for each of the {n} proposals in each draw."),
            shape=" × ".join(map(str, draws.shape)),
            n=n,
        )
    in_order, order = problem.by_key()
    model = portfolio_model.build(in_order)
    times, solved, proved = np.zeros(n), 0, 0
    for draw in draws[order].T:
        unit = float(np.abs(draw).max()) / portfolio_model.LARGEST or 1.0
        answer = portfolio_model.run(model, draw / unit, until=np.inf, gap=gap, nodes=nodes)
        if answer.conflict:
            raise infeasibility.conflict(problem)
        model = answer.model
        if answer.start is not None:
            times[order] += answer.start.any(axis=1)
            solved, proved = solved + 1, proved + answer.proved
    share = times / solved if solved else np.full(n, np.nan)
    return Robustness(share=share, solved=solved, draws=draws.shape[1], proved=proved)
