"""What a portfolio is chosen from: proposals, years, funders, and rules that each carry the caller's label.

Amounts in one currency. Years are counted from 0. See docs/methods/portfolio.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Budget:
    """All new money of some years is at most an amount, whoever pays; no years named: all of them."""

    amount: float
    label: str
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Must:
    """A proposal is chosen."""

    proposal: int
    label: str


@dataclass(frozen=True, slots=True)
class MustNot:
    """A proposal is not chosen."""

    proposal: int
    label: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """At most one of some proposals is chosen."""

    proposals: tuple[int, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Needs:
    """A proposal is chosen only with at least one of some others, which starts no later than it does."""

    proposal: int
    any_of: tuple[int, ...]
    label: str


@dataclass(frozen=True, slots=True)
class NotBefore:
    """Where both are chosen, a proposal starts no earlier than another."""

    proposal: int
    other: int
    label: str


@dataclass(frozen=True, slots=True)
class Window:
    """A proposal starts in the years from `first` to `last`, both included, or not at all."""

    proposal: int
    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Number:
    """At least `least` and at most `most` proposals are chosen; no most: any number."""

    label: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """A district gets at least so many proposals, and proposals that cost at least so much together."""

    district: int
    label: str
    count: int = 0
    cost: float = 0.0


Rule = Budget | Must | MustNot | Exclusion | Needs | NotBefore | Window | Number | Floor

_PROPOSALS = ("proposal", "other", "proposals", "any_of")


@dataclass(frozen=True, eq=False, slots=True)
class Funders:
    """P who pay, in the order in which their money is to be used.

    Attributes
    ----------
    names
        P labels.
    caps
        (P, T) new money at most in each year, at least 0; infinite: only budgets limit it.
    eligible
        (n, P) who may give new money to which proposal; None: all to all.
    most
        (n, P) at most to a proposal, together with what is committed to it; None or infinite: no limit.
    committed
        (n, P) promised to a proposal, at least 0: on top of caps and budgets, spent first, and of no use elsewhere. A
        promise counts even where `eligible` or `most` would not allow it today. None: nothing.
    """

    names: tuple[str, ...]
    caps: NDArray[np.float64]
    eligible: NDArray[np.bool_] | None = None
    most: NDArray[np.float64] | None = None
    committed: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Problem:
    """A checked problem (made by `posed`), every array filled in.

    Attributes
    ----------
    keys
        n stable ids of the proposals, all different; ties go to the lower.
    benefit, cost
        (n,) in the caller's unit of benefit, and in full.
    district
        (n,) number of a proposal's district.
    years
        T, at least 1.
    names, caps, eligible, most, committed
        See `Funders`.
    rules
        As given.
    """

    keys: tuple[str, ...]
    benefit: NDArray[np.float64]
    cost: NDArray[np.float64]
    district: NDArray[np.int64]
    years: int
    names: tuple[str, ...]
    caps: NDArray[np.float64]
    eligible: NDArray[np.bool_]
    most: NDArray[np.float64]
    committed: NDArray[np.float64]
    rules: tuple[Rule, ...]

    @property
    def allowed(self) -> NDArray[np.float64]:
        """(n, P) new money at most from each funder to each proposal: 0 where it is not eligible."""
        allowed: NDArray[np.float64] = np.where(self.eligible, np.maximum(self.most - self.committed, 0.0), 0.0)
        return allowed

    @property
    def need(self) -> NDArray[np.float64]:
        """(n,) new money that each proposal still takes: its cost without what is committed to it."""
        need: NDArray[np.float64] = np.maximum(self.cost - self.committed.sum(axis=1), 0.0)
        return need

    def by_key(self) -> tuple[Problem, NDArray[np.int64]]:
        """Return the problem in an order that does not depend on the caller's, and the caller's place of each proposal."""
        order = np.array(sorted(range(len(self.keys)), key=self.keys.__getitem__), dtype=np.int64)
        place = {int(old): new for new, old in enumerate(order)}
        rules = sorted((_moved(rule, place) for rule in self.rules), key=_rank)
        rows = {
            name: getattr(self, name)[order]
            for name in ("benefit", "cost", "district", "eligible", "most", "committed")
        }
        return replace(self, keys=tuple(self.keys[k] for k in order), rules=tuple(rules), **rows), order


def _moved(rule: Rule, place: dict[int, int]) -> Rule:
    changes: dict[str, object] = {}
    for field in fields(rule):
        if field.name in _PROPOSALS:
            value = getattr(rule, field.name)
            changes[field.name] = tuple(sorted(place[i] for i in value)) if isinstance(value, tuple) else place[value]
    return replace(rule, **changes)  # type: ignore[arg-type]


def _rank(rule: Rule) -> tuple[str, ...]:
    return (type(rule).__name__, rule.label, repr(rule))


def posed(
    keys: Sequence[str],
    benefit: ArrayLike,
    cost: ArrayLike,
    *,
    rules: Sequence[Rule] = (),
    years: int = 1,
    district: ArrayLike | None = None,
    funders: Funders | None = None,
) -> Problem:
    """Return a checked problem.

    Parameters
    ----------
    keys
        n stable ids of the proposals.
    benefit
        (n,) of each proposal in any unit that adds up; one that is 0 or less is chosen only where a rule asks for it.
    cost
        (n,) at least 0, paid in the year in which a proposal starts.
    rules
        Each with a label, which is named where rules conflict.
    years
        T: in how many years a proposal may start.
    district
        (n,) number of each proposal's district, for `Floor`.
    funders
        None: one purse without a limit of its own.

    Raises
    ------
    AnalysisError
        If a number, shape, place or pair of rules cannot be used; the field is named.
    """
    n = len(keys)
    if not n:
        raise AnalysisError(N_("There is no proposal to choose from: add some."))
    _check_keys(keys)
    if years < 1:
        raise AnalysisError(N_("A portfolio over {years} years: plan for at least one."), years=years)
    who = funders or Funders(("",), np.full((1, years), np.inf))
    p = len(who.names)
    problem = Problem(
        keys=tuple(keys),
        benefit=_array("benefit", benefit, (n,), low=-np.inf),
        cost=_array("cost", cost, (n,)),
        district=np.zeros(n, dtype=np.int64) if district is None else np.asarray(district, dtype=np.int64),
        years=years,
        names=tuple(who.names),
        caps=_array("caps", who.caps, (p, years), infinite=True),
        eligible=np.ones((n, p), dtype=np.bool_) if who.eligible is None else np.asarray(who.eligible, dtype=np.bool_),
        most=_array("most", np.inf if who.most is None else who.most, (n, p), infinite=True),
        committed=_array("committed", 0.0 if who.committed is None else who.committed, (n, p)),
        rules=tuple(rules),
    )
    _check_shape("district", problem.district, (n,))
    _check_shape("eligible", problem.eligible, (n, p))
    for rule in rules:
        _check_rule(rule, problem)
    _check_musts(problem)
    return problem


def _array(
    name: str, values: ArrayLike, shape: tuple[int, ...], *, low: float = 0.0, infinite: bool = False
) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 0:
        array = np.full(shape, array)
    _check_shape(name, array, shape)
    bad = ~(array >= low) if infinite else ~(np.isfinite(array) & (array >= low))
    if bad.any():
        place = tuple(np.argwhere(bad)[0].tolist())
        raise AnalysisError(
            N_("The field {field} of the portfolio is {value} at {place}: correct it, or leave the proposal out."),
            field=name,
            value=float(array[place]),
            place=", ".join(str(k + 1) for k in place),
        )
    return array


def _check_shape(name: str, array: NDArray[np.generic], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise AnalysisError(
            N_("The field {field} of the portfolio has the shape {found}; {expected} was expected."),
            field=name,
            found=array.shape,
            expected=shape,
        )


def _check_keys(keys: Sequence[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise AnalysisError(N_("Two proposals have the id {id}: give each its own."), id=key)


def _check_rule(rule: Rule, problem: Problem) -> None:
    sizes = {
        **dict.fromkeys(_PROPOSALS, len(problem.keys)),
        **dict.fromkeys(("years", "first", "last"), problem.years),
    }
    for field in fields(rule):
        value = getattr(rule, field.name)
        places = value if isinstance(value, tuple) else (value,)
        size = sizes.get(field.name)
        for place in places if size is not None else ():
            if not 0 <= place < size:
                raise AnalysisError(
                    N_("The rule “{label}” names {field} {place}, which does not exist: there are {size}."),
                    label=rule.label,
                    field=field.name,
                    place=place,
                    size=size,
                )
    if not _usable(rule, problem):
        raise AnalysisError(
            N_("The rule “{label}” cannot be used: {rule}. Correct its amount, number, years or proposals."),
            label=rule.label,
            rule=", ".join(f"{field.name} = {getattr(rule, field.name)}" for field in fields(rule)),
        )


def _usable(rule: Rule, problem: Problem) -> bool:
    match rule:
        case Budget():
            usable = rule.amount > 0
        case Number():
            usable = rule.least >= 0 and (rule.most is None or rule.most >= rule.least)
        case Floor():
            there = bool((problem.district == rule.district).any())
            usable = there and rule.count >= 0 and isfinite(rule.cost) and rule.cost >= 0
        case Window():
            usable = rule.first <= rule.last
        case NotBefore():
            usable = rule.proposal != rule.other
        case Needs():
            usable = rule.proposal not in rule.any_of
        case _:
            usable = True
    return usable


def _check_musts(problem: Problem) -> None:
    refused = {rule.proposal: rule for rule in problem.rules if isinstance(rule, MustNot)}
    for rule in problem.rules:
        if isinstance(rule, Must) and rule.proposal in refused:
            raise AnalysisError(
                N_("“{must}” asks for proposal {id}, and “{must_not}” forbids it: drop one of the two."),
                must=rule.label,
                id=problem.keys[rule.proposal],
                must_not=refused[rule.proposal].label,
            )
