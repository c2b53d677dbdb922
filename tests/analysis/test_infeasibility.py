"""What is said where no portfolio fulfils all rules: conflicts known by construction, and that none is larger than needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from spaceplanner.analysis import frontier, infeasibility, portfolio, robustness
from spaceplanner.analysis.infeasibility import Clash, ConflictError
from spaceplanner.analysis.portfolio_problem import (
    Budget,
    Exclusion,
    Floor,
    Funders,
    Must,
    Needs,
    NotBefore,
    Number,
    Window,
    posed,
)

if TYPE_CHECKING:
    from spaceplanner.analysis.portfolio_problem import (
        Rule,
    )

KEYS = ["a", "b", "c", "d"]


def problem(*rules: Any, funders: Any = None, years: int = 1) -> Any:
    return posed(KEYS, [1, 2, 3, 4], [10, 20, 30, 40], rules=rules, funders=funders, years=years, district=[0, 0, 1, 1])


def clashes(*rules: Any, **given: Any) -> Any:
    with pytest.raises(ConflictError) as caught:
        portfolio.solve(problem(*rules, **given))
    assert caught.value.smallest
    return set(caught.value.clashes)


def test_a_budget_and_what_must_be_built():
    found = clashes(
        Budget(45, "the budget of 2027"), Must(1, "the court"), Must(2, "the park"), Number("any", 0, 3), Must(0, "a")
    )
    assert Clash("Budget", "the budget of 2027") in found
    assert Clash("Number", "any") not in found
    assert len(found) in {3, 4}


def test_an_exclusion_a_need_and_years():
    assert clashes(Exclusion((0, 1), "one"), Must(0, "m"), Needs(0, (1,), "n"), Budget(100, "b")) == {
        Clash("Exclusion", "one"),
        Clash("Must", "m"),
        Clash("Needs", "n"),
    }
    rules = (Window(0, 0, 0, "early"), Window(1, 1, 1, "late"), NotBefore(0, 1, "after"), Must(0, "m0"), Must(1, "m1"))
    assert clashes(*rules, Budget(90, "b"), years=2) == {Clash(type(rule).__name__, rule.label) for rule in rules}


def test_one_rule_alone():
    with pytest.raises(ConflictError, match="No portfolio can fulfil “all of them”") as caught:
        portfolio.solve(problem(Number("all of them", 5)))
    assert caught.value.clashes == (Clash("Number", "all of them"),)


def test_what_funders_bring():
    eligible = np.array([[True], [True], [False], [True]])
    shop = Funders(("the shop",), np.array([[50.0]]), eligible)
    assert clashes(Must(2, "the park"), funders=shop) == {Clash("Must", "the park"), Clash("eligible", "the shop")}
    assert clashes(Floor(1, "south", count=1), Budget(30, "b"), funders=shop) >= {Clash("Floor", "south")}
    little = Funders(("the shop",), np.array([[50.0]]), None, np.full((4, 1), 15.0))
    assert clashes(Must(1, "the court"), funders=little) == {Clash("Must", "the court"), Clash("most", "the shop")}
    poor = Funders(("the shop",), np.array([[15.0]]))
    assert clashes(Must(1, "the court"), funders=poor) == {Clash("Must", "the court"), Clash("cap", "the shop")}
    with pytest.raises(ConflictError, match=r"what the shop can give; “the court”\. Change or drop one"):
        portfolio.solve(problem(Must(1, "the court"), funders=poor))


def random_conflict(seed: int) -> Any:
    rng = np.random.default_rng(seed)
    n = 8
    cost = rng.integers(5, 20, n).astype(float)
    rules: list[Rule] = [Must(i, f"must {i}") for i in range(3)]
    rules += [Budget(float(rng.integers(10, 40)), f"budget {k}") for k in range(2)]
    rules += [Exclusion(tuple(rng.choice(n, 2, replace=False).tolist()), f"exclusion {k}") for k in range(3)]
    rules += [Number("number", 4), Floor(0, "floor", count=2), Needs(0, (6, 7), "needs")]
    funders = Funders(("x", "y"), rng.integers(10, 30, (2, 1)).astype(float), rng.random((n, 2)) < 0.6)
    return posed(
        [f"k{i}" for i in range(n)],
        rng.random(n),
        cost,
        rules=rules,
        district=[0, 0, 0, 1, 1, 1, 2, 2],
        funders=funders,
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_conflict_is_one_and_nothing_in_it_is_superfluous(seed):
    whole = random_conflict(seed)
    with pytest.raises(ConflictError) as caught:
        portfolio.solve(whole)
    parts = [part for part in infeasibility._parts(whole) if Clash(part.kind, part.label) in caught.value.clashes]
    assert len(parts) == len(caught.value.clashes)
    with pytest.raises(ConflictError):
        portfolio.solve(infeasibility._with(whole, parts))
    for part in parts:
        rest = [one for one in parts if one is not part]
        assert portfolio.solve(infeasibility._with(whole, rest)).proved


def test_the_order_of_rules_decides_nothing():
    whole = random_conflict(3)
    turned = replace(whole, rules=whole.rules[::-1])
    assert infeasibility.conflict(whole).clashes == infeasibility.conflict(turned).clashes


def test_frontier_and_draws_say_the_same():
    rules = (Must(0, "m"), Exclusion((0, 1), "e"), Must(1, "n"))
    for ask in (
        lambda: frontier.frontier(problem(*rules)),
        lambda: robustness.robustness(problem(*rules), np.ones((4, 2))),
    ):
        with pytest.raises(ConflictError) as caught:
            ask()
        assert len(caught.value.clashes) == 3


def test_without_time_the_conflict_is_not_called_the_smallest():
    found = infeasibility.conflict(problem(Must(0, "m"), Exclusion((0, 1), "e"), Must(1, "n")), seconds=-1)
    if not found.smallest:
        assert "The time was over" in str(found)
    assert {clash.label for clash in found.clashes} >= {"m", "e", "n"}
