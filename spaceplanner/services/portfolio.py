"""The portfolio of a project: which proposals its money does the most with, who pays, and what else it could do.

See docs/methods/portfolio.md for the model and docs/guide/portfolio.md for the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import portfolio as solver
from spaceplanner.analysis.frontier import frontier
from spaceplanner.analysis.infeasibility import ConflictError
from spaceplanner.analysis.portfolio_problem import Floor, posed
from spaceplanner.analysis.robustness import robustness
from spaceplanner.domain.plan_checks import current, plan_problems
from spaceplanner.domain.portfolio import Conflict, NextStep, Point, Portfolio
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, sentence
from spaceplanner.services import districts, policy
from spaceplanner.services.memo import Memo
from spaceplanner.services.plan_rules import Rules
from spaceplanner.services.portfolio_answer import Answer
from spaceplanner.services.portfolio_draws import benefits
from spaceplanner.services.progress import nowhere
from spaceplanner.services.purses import purses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_problem import Problem
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.portfolio import Maximise
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.services.portfolio_draws import Benefits
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.purses import Purses

STEP = solver.STEP
"""What the next so much of the municipality's money buys is told."""

DRAWS = 100
"""So many draws are solved for how often proposals stay in; they are right to 0.10, nineteen times in twenty."""

_LARGE = 1000
"""Proposals times years times funders, above which each draw takes half a second, so that `_FEWER` are solved."""
_FEWER = 30
"""They are right to 0.18, nineteen times in twenty."""

_CHUNK = 5
"""Draws between two reports of how far the work is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for beside the set itself.

    Attributes
    ----------
    maximise
        What there is to be the most of.
    step
        Tell what the next so much money of the municipality buys; None: do not.
    points
        Of the frontier; 0: none.
    draws
        Of the benefits, for how often proposals stay in; 0: none. Large problems have at most 30.
    seconds
        For each of the first three parts; draws are not cut short by the clock.
    partners
        In the place of the project's partners of the same ids: with other amounts.
    outside
        Name proposals and those who pay as they may be named outside (see `spaceplanner.services.policy`).
    """

    maximise: Maximise = "averted"
    step: float | None = STEP
    points: int = 0
    draws: int = DRAWS
    seconds: float = solver.SECONDS
    partners: tuple[Partner, ...] = ()
    outside: bool = False


def choose(
    project: Project,
    catalogue: Catalogue,
    result: Result,
    request: Request | None = None,
    *,
    memo: Memo | None = None,
    progress: Progress | None = None,
) -> Portfolio:
    """Return the best set of a project's proposals under its plan; where there is none, the conflict.

    Parameters
    ----------
    result
        Of this very project.
    memo
        Of the evaluator that made the result, if it is at hand: what it has unpacked is not unpacked again.
    progress
        Told before each part; may raise `Cancelled`.

    Raises
    ------
    AnalysisError
        If there is no proposal, no money, or the plan cannot be used; the part of the plan is named.
    """
    tell, asked = progress or nowhere, request or Request()
    tell(0.0, N_("Choosing proposals"))
    work = Work(project, catalogue, result, asked, memo or Memo())
    if work.impossible:
        return work.empty(Conflict(clashes=work.impossible, smallest=True))
    try:
        best = solver.solve(work.problem, seconds=asked.seconds, gap=work.gap)
        tell(0.2, N_("Finding what more money buys"))
        step = work.next_step(best)
        tell(0.35, N_("Drawing the frontier of benefit and money"))
        points = work.frontier()
        tell(0.6, N_("Trying other draws of the benefits"))
        stays, draws = work.stays(tell)
    except ConflictError as error:
        return work.empty(work.conflict(error))
    tell(1.0, "")
    return Answer(work, best).portfolio(step, points, stays, draws)


class Work:
    """A project as a problem, and what is asked of it."""

    def __init__(self, project: Project, catalogue: Catalogue, result: Result, asked: Request, memo: Memo) -> None:
        names = districts.areas(project)[1]
        plan = current(project.plan, project)
        # Sorted, so that not even the last digit of a sum depends on the order in which proposals were made.
        project = replace(project, plan=plan, proposals=tuple(sorted(project.proposals, key=lambda item: item.id)))
        result = replace(result, proposals=tuple(sorted(result.proposals, key=lambda item: item.id)))
        self.unnamed: dict[str, tuple[Partner, ...]] = {}
        if asked.outside:
            self.unnamed = {item.id: policy.unnamed(item, project, catalogue) for item in project.proposals}
            called = [replace(item, name=policy.name(item, project, catalogue)) for item in project.proposals]
            project = replace(project, proposals=tuple(called))
        self.project, self.catalogue, self.asked = project, catalogue, asked
        self.years = max(len(plan.budgets), 1)
        _check(project, catalogue, names)
        self.places = districts.of_proposals(project, memo)
        where = [None if place is None else names[place] for place in self.places]
        instead = {partner.id: partner for partner in asked.partners}
        partners = [instead.get(partner.id, partner) for partner in project.partners]
        self.purses: Purses = purses(project, partners, catalogue, where, self.years)
        self.where = where
        if not self.purses.funders.caps.any():
            raise AnalysisError(N_("The plan has no budget yet: give the municipality's money for at least one year."))
        self.benefits: Benefits = benefits(project, catalogue, result, memo, asked.maximise)
        self.rules = Rules(plan, project, catalogue, names, self.years)
        cost = np.array([item.cost.likely for item in result.proposals])
        district = np.array([-1 if place is None else place for place in self.places])
        empty = [rule for rule in self.rules.rules if isinstance(rule, Floor) and rule.district not in district]
        self.impossible = tuple(self.rules.relax[rule.label] for rule in empty if rule.count)
        self.problem: Problem = posed(
            [proposal.id for proposal in project.proposals],
            # What nobody knows the benefit of is chosen only where a rule asks for it.
            np.nan_to_num(self.benefits.likely, nan=0.0),
            cost,
            rules=[rule for rule in self.rules.rules if rule not in empty],
            years=self.years,
            district=district,
            funders=self.purses.funders,
        )
        self.gap = solver.gap_of(self.problem)

    def next_step(self, best: solver.Portfolio) -> NextStep | None:
        """Return what more money of the municipality in the first year buys."""
        amount = self.asked.step
        if amount is None:
            return None
        if not 0 < amount < np.inf:
            raise AnalysisError(N_("The next step of money is {amount}: choose an amount above 0."), amount=amount)
        caps = self.problem.caps.copy()
        caps[-1, 0] += amount
        after = solver.solve(replace(self.problem, caps=caps), seconds=self.asked.seconds, gap=self.gap)
        # What either search may have missed is no answer: it must be more than any set has without the money.
        better = after.benefit > best.bound + _LEAST * best.bound
        return NextStep(
            amount=amount,
            benefit=after.benefit - best.benefit if better else 0.0,
            added=self.ids(after.chosen & ~best.chosen) if better else (),
            dropped=self.ids(best.chosen & ~after.chosen) if better else (),
            proved=best.proved and after.proved,
            most=max(after.bound - best.benefit, 0.0),
        )

    def frontier(self) -> tuple[Point, ...]:
        """Return the most benefit for all new money together, whoever gives it and in whichever year."""
        if not self.asked.points:
            return ()
        # One purse: with today's caps the frontier would end at them, and show nothing of what more money does.
        line = frontier(_one_purse(self.problem), points=self.asked.points, seconds=self.asked.seconds)
        rows = zip(line.money, line.benefit, line.bound, line.proved, line.chosen, strict=True)
        return tuple(
            Point(
                money=float(money),
                benefit=float(benefit),
                bound=float(bound),
                proved=bool(proved),
                proposals=self.ids(chosen),
            )
            for money, benefit, bound, proved, chosen in rows
        )

    def stays(self, tell: Progress) -> tuple[NDArray[np.float64], int]:
        """Return (n,) in which share of the draws' best sets each proposal is, and how many draws were solved."""
        caps = self.problem.caps
        most = min(self.asked.draws, _FEWER) if len(self.problem.keys) * caps.size > _LARGE else self.asked.draws
        draws = np.nan_to_num(self.benefits.draws[:, :most], nan=0.0)
        times, solved, count = np.zeros(len(draws)), 0, draws.shape[1]
        for first in range(0, count, _CHUNK):
            tell(0.6 + 0.4 * first / count, "")
            some = draws[:, first : first + _CHUNK]
            found = robustness(self.problem, some)
            times += np.nan_to_num(found.share, nan=0.0) * found.solved
            solved += found.solved
        return times / solved if solved else np.full(len(draws), np.nan), solved

    def conflict(self, error: ConflictError) -> Conflict:
        """Return a conflict in the words of the plan."""
        notes = [
            self.rules.relax.get(clash.label) or self.purses.relax.get((clash.kind, clash.label))
            for clash in error.clashes
        ]
        return Conflict(clashes=tuple(note for note in notes if note), smallest=error.smallest)

    def empty(self, conflict: Conflict) -> Portfolio:
        """Return that there is no set."""
        return Portfolio(
            maximise=self.asked.maximise,
            currency=self.project.currency,
            years=self.years,
            conflict=conflict,
            notes=self.purses.notes,
            names={proposal.id: proposal.name for proposal in self.project.proposals},
        )

    def ids(self, which: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return the proposals of a set, by id."""
        return tuple(sorted(self.problem.keys[i] for i in np.flatnonzero(which)))


_LEAST = 1e-9


def _check(project: Project, catalogue: Catalogue, names: tuple[str, ...]) -> None:
    if project.currency != catalogue.currency:
        raise AnalysisError(
            N_(
                "Costs are in {costs} and the money of the project is in {funding}: there is no portfolio of two "
                "currencies. Use a project whose money is in {costs}."
            ),
            costs=catalogue.currency,
            funding=project.currency,
        )
    for problem in plan_problems(project.plan, project, names):
        raise AnalysisError(
            N_("The plan cannot be used, at {where}: {what}."),
            where=problem.where,
            what=_Said((problem.message_id, problem.parameters)),  # type: ignore[arg-type]
        )


class _Said:
    """A note in the language of the moment."""

    def __init__(self, note: Note) -> None:
        self._note = note

    def __str__(self) -> str:
        return sentence(*self._note)


def _one_purse(problem: Problem) -> Problem:
    """Return the problem with one funder without limits, who has what all have promised."""
    n = len(problem.keys)
    return replace(
        problem,
        names=("",),
        caps=np.full((1, problem.years), np.inf),
        eligible=np.ones((n, 1), dtype=np.bool_),
        most=np.full((n, 1), np.inf),
        committed=problem.committed.sum(axis=1, keepdims=True),
    )
