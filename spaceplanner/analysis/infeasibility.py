"""Why no portfolio fulfils all rules: a smallest group of rules that cannot be kept together.

Deletion filter, after J. W. Chinneck: leave out one rule after the other, and for good wherever what remains is still
impossible. See docs/methods/portfolio.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import portfolio_model
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spaceplanner.analysis.portfolio_problem import Problem, Rule

SECONDS = 10.0
"""For the search by default."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A rule, or what a funder brings, that takes part in a conflict.

    Attributes
    ----------
    kind
        The rule's class (``Budget``, ``Must``...), or ``cap``, ``eligible`` or ``most`` of a funder.
    label
        The rule's label or the funder's name.
    """

    kind: str
    label: str

    def __str__(self) -> str:
        return gettext(_WORDS.get(self.kind, N_("“{label}”"))).format(label=self.label)


_WORDS = {
    "cap": N_("what {label} can give"),
    "eligible": N_("what {label} may pay for"),
    "most": N_("how much {label} may give to one proposal"),
}


class ConflictError(AnalysisError):
    """No portfolio fulfils all rules.

    Attributes
    ----------
    clashes
        They cannot be kept together.
    smallest
        Whether any of them could be dropped to make the others possible; False where the time was over before.
    """

    def __init__(self, clashes: Sequence[Clash], *, smallest: bool) -> None:
        names = _Listed(clashes)
        if len(clashes) == 1:
            super().__init__(N_("No portfolio can fulfil {rule}: change it."), rule=names)
        elif smallest:
            super().__init__(N_("These cannot be kept together: {rules}. Change or drop one of them."), rules=names)
        else:
            super().__init__(
                N_("Some of these cannot be kept together: {rules}. The time was over before it was clear which."),
                rules=names,
            )
        self.clashes = tuple(clashes)
        self.smallest = smallest


class _Listed:
    """Clashes in the language of the moment."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self._clashes = tuple(clashes)

    def __str__(self) -> str:
        return "; ".join(map(str, self._clashes))


def conflict(problem: Problem, *, seconds: float = SECONDS) -> ConflictError:
    """Return the error that says what cannot be kept together, of a problem that has no solution.

    Which of several conflicts is found does not depend on the order of proposals or rules: what funders bring is dropped
    first, then rules in the order of their classes' names and labels.
    """
    until = monotonic() + seconds
    problem, _ = problem.by_key()
    kept = _parts(problem)
    smallest = True
    for part in list(kept):
        fewer = [one for one in kept if one is not part]
        relaxed = _with(problem, fewer)
        answer = portfolio_model.run(portfolio_model.build(relaxed), np.zeros(len(problem.keys)), until=until)
        if answer.conflict:
            kept = fewer
        smallest &= answer.proved
    return ConflictError([Clash(part.kind, part.label) for part in kept], smallest=smallest)


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """What can be left out: a rule, or a funder's column of an array."""

    kind: str
    label: str
    rule: Rule | None = None
    funder: int = -1


def _parts(problem: Problem) -> list[_Part]:
    binding: dict[str, Callable[[int], bool]] = {
        "eligible": lambda p: not problem.eligible[:, p].all(),
        "most": lambda p: bool((problem.most[:, p] < problem.cost).any()),
        "cap": lambda p: bool(np.isfinite(problem.caps[p]).any()),
    }
    terms = [
        _Part(kind, name, funder=p)
        for kind, binds in binding.items()
        for p, name in enumerate(problem.names)
        if binds(p)
    ]
    return [*terms, *(_Part(type(rule).__name__, rule.label, rule=rule) for rule in problem.rules)]


def _with(problem: Problem, parts: Sequence[_Part]) -> Problem:
    """Return the problem with these parts alone."""
    funders = {kind: [part.funder for part in parts if part.kind == kind] for kind in _WORDS}
    eligible, most, caps = (
        np.ones_like(problem.eligible),
        np.full_like(problem.most, np.inf),
        np.full_like(problem.caps, np.inf),
    )
    eligible[:, funders["eligible"]] = problem.eligible[:, funders["eligible"]]
    most[:, funders["most"]] = problem.most[:, funders["most"]]
    caps[funders["cap"]] = problem.caps[funders["cap"]]
    rules = tuple(part.rule for part in parts if part.rule is not None)
    return replace(problem, eligible=eligible, most=most, caps=caps, rules=rules)
