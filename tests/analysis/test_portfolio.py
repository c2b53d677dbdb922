"""Portfolios: brute force over all sets, years and flows of money, dynamic programming, and what must hold for any input."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from spaceplanner.analysis import portfolio
from spaceplanner.analysis.portfolio_problem import (
    Budget,
    Exclusion,
    Floor,
    Funders,
    Must,
    MustNot,
    Needs,
    NotBefore,
    Number,
    Window,
    posed,
)
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from spaceplanner.analysis.portfolio_problem import (
        Rule,
    )


def keys(n: int) -> Any:
    return [f"p{place:03}" for place in range(n)]


def kept_numbers(rule: Any, sets: Any, cost: Any, district: Any) -> Any:
    """Say for k sets (k, n) whether they keep a rule on how many there are of what."""
    match rule:
        case Must():
            return sets[:, rule.proposal]
        case MustNot():
            return ~sets[:, rule.proposal]
        case Exclusion():
            return sets[:, list(rule.proposals)].sum(1) <= 1
        case Number():
            count = sets.sum(1)
            return (count >= rule.least) & (count <= (rule.most if rule.most is not None else 1000))
        case Floor():
            there = district == rule.district
            return (sets[:, there].sum(1) >= rule.count) & (sets[:, there] @ cost[there] >= rule.cost)
    return None


def kept_years(rule: Any, sets: Any, starts: Any) -> Any:
    """Say for k sets (k, n) and years of start (k, n; -1: none) whether they keep a rule on years."""
    if not isinstance(rule, Needs | NotBefore | Window):
        return None
    out, year = ~sets[:, rule.proposal], starts[:, rule.proposal]
    if isinstance(rule, Needs):
        return out | np.any([sets[:, j] & (starts[:, j] <= year) for j in rule.any_of], axis=0)
    if isinstance(rule, NotBefore):
        return out | ~sets[:, rule.other] | (year >= starts[:, rule.other])
    return out | ((year >= rule.first) & (year <= rule.last))


def budgets_hold(problem: Any, starts: Any) -> Any:
    held = np.ones(len(starts), dtype=bool)
    for rule in problem.rules:
        if isinstance(rule, Budget):
            inside = np.isin(starts, rule.years or range(problem.years))
            held &= inside @ problem.need <= rule.amount
    return held


def payable(problem: Any, start: Any) -> Any:
    """Say whether the money of each year flows, by SciPy's maximum flow in whole dollars."""
    n, p = problem.eligible.shape
    for year in range(problem.years):
        who = np.flatnonzero(start == year)
        if not len(who):
            continue
        graph = np.zeros((n + p + 2, n + p + 2), dtype=np.int32)
        for i in who:
            graph[p + i + 1, n + p + 1] = problem.need[i]
            for funder in range(p):
                if problem.eligible[i, funder]:
                    most = min(problem.most[i, funder] - problem.committed[i, funder], problem.need[i])
                    graph[funder + 1, p + i + 1] = max(most, 0)
        graph[0, 1 : p + 1] = np.minimum(problem.caps[:, year], 10**8)
        if maximum_flow(csr_array(graph), 0, n + p + 1).flow_value < problem.need[who].sum():
            return False
    return True


def brute(problem: Any) -> Any:
    """Return the starts (n,) of a best set and its benefit, money and sum of places; None where there is no set at all."""
    n = len(problem.keys)
    starts = np.array(list(product(range(-1, problem.years), repeat=n)), dtype=np.int8)
    sets = starts >= 0
    held = budgets_hold(problem, starts)
    for rule in problem.rules:
        for one in (kept_numbers(rule, sets, problem.cost, problem.district), kept_years(rule, sets, starts)):
            if one is not None:
                held &= one
    places = np.argsort(np.argsort(problem.keys)) + 1
    order = np.lexsort((sets @ places, sets @ problem.need, -(sets @ problem.benefit).round(9)))
    for row in order[held[order]]:
        if (np.isinf(problem.caps).all() and problem.eligible.all()) or payable(problem, starts[row]):
            return sets[row], sets[row] @ problem.benefit, sets[row] @ problem.need, sets[row] @ places
    return None


def random_rules(rng: Any, n: int, cost: Any, years: int = 1) -> Any:
    pick = rng.permutation(n)
    rules: list[Rule] = [
        Budget(float(cost.sum() * rng.uniform(0.2, 0.7)), "money"),
        Exclusion(tuple(pick[:3].tolist()), "one of three"),
        Needs(int(pick[3]), (int(pick[4]), int(pick[0])), "needs"),
        Number("number", int(rng.integers(0, 3)), int(rng.integers(3, n + 1))),
        Floor(0, "floor", count=int(rng.integers(0, 2))),
        Floor(1, "floor of money", cost=float(rng.integers(0, 4))),
        Must(int(pick[1]), "must") if rng.random() < 0.5 else MustNot(int(pick[2]), "must not"),
    ]
    if years > 1:
        rules += [
            NotBefore(int(pick[2]), int(pick[4]), "phase"),
            Window(int(pick[5]), 1, years - 1, "late"),
            Budget(float(cost.sum() * 0.3), "first year", years=(0,)),
        ]
    return rules


@pytest.mark.parametrize("seed", range(12))
def test_beside_all_sets_of_18(seed):
    rng = np.random.default_rng(seed)
    n = 18
    # Whole numbers: there are ties, and they have to be settled as they should be.
    cost = rng.integers(1, 9 if seed % 2 else 40, n).astype(float)
    benefit = rng.integers(-1, 6 if seed % 2 else 50, n).astype(float)
    district = np.r_[0, 1, rng.integers(0, 4, n - 2)]
    problem = posed(
        rng.permutation(keys(n)).tolist(), benefit, cost, rules=random_rules(rng, n, cost), district=district
    )
    expected = brute(problem)
    if expected is None:
        with pytest.raises(AnalysisError):
            portfolio.solve(problem)
        return
    found = portfolio.solve(problem)
    chosen, best, money, _ = expected
    assert found.proved
    assert found.settled
    assert found.gap == 0
    assert found.benefit == pytest.approx(best, abs=1e-9)
    assert found.money == pytest.approx(money, abs=1e-9)
    places = np.argsort(np.argsort(problem.keys)) + 1
    assert found.chosen @ places == chosen @ places
    assert found.bound == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(16))
def test_beside_all_years_and_flows_of_money(seed):
    rng = np.random.default_rng(100 + seed)
    n, years, p = (7, 2, 3) if seed % 2 else (9, 1, 8)
    cost = rng.integers(2, 30, n).astype(float)
    funders = Funders(
        tuple("abcdefgh"[:p]),
        np.round(cost.sum() * rng.uniform(0.02, 0.5, (p, years))),
        rng.random((n, p)) < 0.5,
        np.where(rng.random((n, p)) < 0.5, rng.integers(1, 20, (n, p)), np.inf),
        np.where(rng.random((n, p)) < 0.1, rng.integers(1, 9, (n, p)), 0),
    )
    # Nothing that could not be fulfilled by choosing nothing.
    asked = {"must", "floor", "floor of money", "number"}
    rules: list[Rule] = [rule for rule in random_rules(rng, n, cost, years) if rule.label not in asked]
    benefit = rng.uniform(0.5, 10, n)
    problem = posed(keys(n), benefit, cost, rules=rules, years=years, funders=funders)
    expected, found = brute(problem), portfolio.solve(problem)
    assert expected is not None
    assert found.benefit == pytest.approx(expected[1], abs=1e-6)
    assert found.money == pytest.approx(expected[2], abs=1e-6)
    check_money(problem, found)


def check_money(problem: Any, found: Any) -> Any:
    """Money adds up, nobody gives more than he may, and no budget is exceeded."""
    np.testing.assert_allclose(found.funding.sum(1), np.where(found.chosen, problem.cost, 0), atol=1e-6)
    new = found.funding - np.where(found.chosen[:, None], np.minimum(problem.committed, found.funding), 0)
    assert (new <= problem.allowed + 1e-6).all()
    assert (found.spent <= problem.caps + 1e-6).all()
    by_year = [problem.need[found.year == year].sum() for year in range(problem.years)]
    np.testing.assert_allclose(found.spent.sum(0), by_year, atol=1e-6)
    budgets = [rule for rule in problem.rules if isinstance(rule, Budget)]
    for rule, left in zip(budgets, found.budget_left, strict=True):
        spent = sum(by_year[year] for year in rule.years or range(problem.years))
        assert spent <= rule.amount + 1e-6
        assert left == pytest.approx(rule.amount - spent, abs=1e-6)
    assert ((found.year >= 0) == found.chosen).all()
    assert [one.proposal for one in sorted(found.left_out, key=lambda one: one.proposal)] == list(
        np.flatnonzero(~found.chosen)
    )


def test_a_plain_knapsack_beside_dynamic_programming():
    rng = np.random.default_rng(4)
    cost, benefit = rng.integers(5, 60, 60), rng.integers(1, 90, 60)
    best = np.zeros(501)
    for price, worth in zip(cost, benefit, strict=True):
        best[price:] = np.maximum(best[price:], best[:-price] + worth)
    found = portfolio.solve(posed(keys(60), benefit, cost, rules=[Budget(500, "b")]))
    assert found.benefit == best[500]
    assert found.money <= 500


def test_equal_costs_take_the_greatest_benefits():
    benefit = np.random.default_rng(5).uniform(0, 1, 40)
    found = portfolio.solve(posed(keys(40), benefit, np.full(40, 7.0), rules=[Budget(7.0 * 11, "b")]))
    assert set(np.flatnonzero(found.chosen)) == set(np.argsort(benefit)[-11:])


def test_ties_go_to_less_money_then_to_the_first_keys():
    problem = posed(["d", "c", "b", "a"], [1, 1, 1, 1], [5, 5, 4, 5], rules=[Number("two", 0, 2)])
    found = portfolio.solve(problem)
    assert found.settled
    assert {problem.keys[i] for i in np.flatnonzero(found.chosen)} == {"a", "b"}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_the_order_of_proposals_and_rules_decides_nothing(seed, data):
    rng = np.random.default_rng(seed)
    n, years = 10, int(rng.integers(1, 3))
    cost, benefit = rng.integers(1, 6, n).astype(float), rng.integers(0, 4, n).astype(float)
    rules: list[Rule] = [
        Budget(12, "b"),
        Exclusion((0, 1), "e"),
        Needs(2, (3, 4), "n"),
        NotBefore(5, 6, "o"),
        Budget(7, "y", (0,)),
    ]
    eligible = rng.random((n, 2)) < 0.7
    caps = rng.integers(3, 12, (2, years)).astype(float)
    one = posed(keys(n), benefit, cost, rules=rules, years=years, funders=Funders(("a", "b"), caps, eligible))
    order = data.draw(st.permutations(range(n)))
    place = {old: new for new, old in enumerate(order)}
    moved: list[Rule] = [
        Needs(place[2], (place[4], place[3]), "n"),
        Budget(7, "y", (0,)),
        Exclusion((place[1], place[0]), "e"),
        Budget(12, "b"),
        NotBefore(place[5], place[6], "o"),
    ]
    other = posed(
        [one.keys[i] for i in order],
        benefit[order],
        cost[order],
        rules=moved,
        years=years,
        funders=Funders(("a", "b"), caps, eligible[order]),
    )
    first, second = portfolio.solve(one), portfolio.solve(other)
    np.testing.assert_array_equal(first.chosen[order], second.chosen)
    np.testing.assert_array_equal(first.year[order], second.year)
    np.testing.assert_array_equal(first.funding[order], second.funding)
    check_money(one, first)


def test_money_is_used_in_the_order_of_the_funders():
    funders = Funders(("partner", "municipality"), np.array([[10.0], [100.0]]), np.array([[True, True], [False, True]]))
    found = portfolio.solve(posed(["a", "b"], [1, 1], [8, 8], funders=funders))
    np.testing.assert_allclose(found.funding, [[8, 0], [0, 8]])
    np.testing.assert_allclose(found.left, [[2], [92]])


def test_what_is_committed_is_spent_first_and_helps_nobody_else():
    funders = Funders(
        ("partner", "municipality"),
        np.array([[0.0], [5.0]]),
        None,
        None,
        np.array([[6.0, 0.0], [0.0, 0.0], [9.0, 3.0]]),
    )
    problem = posed(["a", "b", "c"], [1, 10, 2], [11, 6, 8], funders=funders)
    found = portfolio.solve(problem)
    # b takes 6 of new money and there are 5; c is paid already, and more than paid.
    np.testing.assert_array_equal(found.chosen, [True, False, True])
    np.testing.assert_allclose(found.funding, [[6, 5], [0, 0], [6, 2]])
    assert found.money == pytest.approx(5)
    assert found.cost == pytest.approx(19)


def test_years_are_as_early_as_they_can_be():
    found = portfolio.solve(
        posed(
            keys(4), [1, 1, 1, 1], [5, 5, 5, 5], rules=[Window(3, 1, 2, "late")], years=3, funders=purse([10, 10, 10])
        )
    )
    np.testing.assert_array_equal(found.year, [0, 0, 1, 1])


def purse(caps: Any) -> Any:
    return Funders(("purse",), np.array([caps], dtype=float))


def test_why_a_proposal_is_left_out():
    rules: list[Rule] = [
        Budget(10, "this year"),
        Exclusion((0, 1), "one court"),
        Needs(2, (3,), "coach"),
        MustNot(3, "not him"),
    ]
    eligible = np.array([[True]] * 5 + [[False], [True]])
    funders = Funders(("city",), np.array([[100.0]]), eligible)
    found = portfolio.solve(
        posed(keys(7), [9, 1, 5, 1, 3, 2, -1], [10, 1, 1, 1, 4, 1, 0], rules=rules, funders=funders)
    )
    reasons = {one.proposal: (one.reason, one.label) for one in found.left_out}
    assert reasons == {
        1: ("Exclusion", "one court"),
        2: ("Needs", "coach"),
        3: ("MustNot", "not him"),
        4: ("money", "this year"),
        5: ("funder", ""),
        6: ("benefit", ""),
    }


def test_of_many_proposals_a_thousandth_may_be_missing():
    rng = np.random.default_rng(4)
    cost, benefit = rng.uniform(5e3, 8e4, 200), rng.gamma(2, 5, 200)
    some = posed(keys(60), benefit[:60], cost[:60], rules=[Budget(3e5, "b")])
    many = posed(keys(200), benefit, cost, rules=[Budget(9e5, "b")])
    assert (portfolio.gap_of(some), portfolio.gap_of(many)) == (0.0, 1e-3)
    found, best = portfolio.solve(many), portfolio.solve(many, gap=0)
    assert (best.gap, best.settled, found.settled) == (0.0, True, False)
    assert found.gap <= 1e-3
    assert best.benefit * (1 - 1e-3) <= found.benefit <= best.benefit * (1 + 1e-9)


def test_more_money_never_buys_less():
    rng = np.random.default_rng(8)
    cost, benefit = rng.uniform(1, 9, 30), rng.uniform(0, 5, 30)
    found = [
        portfolio.solve(posed(keys(30), benefit, cost, rules=[Budget(money, "b")])).benefit
        for money in range(5, 100, 12)
    ]
    assert (np.diff(found) >= -1e-9).all()


def test_when_the_time_is_over_the_best_so_far_is_told_with_its_gap():
    rng = np.random.default_rng(3)
    n, years = 150, 3
    cost = rng.integers(300, 1_000, n) + 0.37
    caps = np.full((4, years), cost.sum() / 40)
    problem = posed(
        keys(n), cost + 100, cost, years=years, funders=Funders(tuple("abcd"), caps, rng.random((n, 4)) < 0.6)
    )
    # How much time is too little depends on the machine.
    tries = (portfolio.solve(problem, seconds=seconds) for seconds in (1.6, 0.8, 0.4, 0.2))
    found = next(found for found in tries if not found.proved)
    assert not found.settled
    assert 0 < found.gap < 0.2
    assert found.gap == pytest.approx((found.bound - found.benefit) / found.bound)
    check_money(problem, found)


ONE = {"keys": ["a", "b"], "benefit": [1.0, 2.0], "cost": [1.0, 2.0]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cost": [-1.0, 2.0]}, "cost"),
        ({"cost": [np.nan, 2.0]}, "cost"),
        ({"cost": [np.inf, 2.0]}, "cost"),
        ({"cost": [1.0]}, "cost"),
        ({"benefit": [1.0, np.nan]}, "benefit"),
        ({"district": [1]}, "district"),
        ({"years": 0}, "0 years"),
        ({"keys": ["a", "a"]}, "id a"),
        ({"keys": []}, "no proposal"),
        ({"rules": [Budget(0, "money")]}, "money"),
        ({"rules": [Budget(np.nan, "money")]}, "money"),
        ({"rules": [Budget(5, "money", years=(1,))]}, "years 1"),
        ({"rules": [Must(2, "must")]}, "proposal 2"),
        ({"rules": [Needs(0, (5,), "needs")]}, "any_of 5"),
        ({"rules": [Needs(0, (0,), "needs")]}, "needs"),
        ({"rules": [Number("number", 3, 2)]}, "number"),
        ({"rules": [Floor(7, "floor", count=1)]}, "floor"),
        ({"rules": [Window(0, 1, 0, "window")], "years": 2}, "window"),
        ({"rules": [Must(1, "we want it"), MustNot(1, "they do not")]}, "they do not"),
        ({"funders": Funders(("x",), np.array([[np.nan]]))}, "caps"),
        ({"funders": Funders(("x",), np.array([[-1.0]]))}, "caps"),
        ({"funders": Funders(("x",), np.array([[1.0, 1.0]]))}, "caps"),
        ({"funders": Funders(("x",), np.array([[1.0]]), np.ones((3, 1), dtype=bool))}, "eligible"),
        ({"funders": Funders(("x",), np.array([[1.0]]), committed=np.array([[-1.0], [0.0]]))}, "committed"),
    ],
)
def test_what_cannot_be_used_is_named(changes, words):
    given_ = ONE | changes
    if "keys" in changes and not changes["keys"]:
        given_ |= {"benefit": [], "cost": []}
    with pytest.raises(AnalysisError, match=words):
        posed(given_.pop("keys"), given_.pop("benefit"), given_.pop("cost"), **given_)


def test_a_time_that_cannot_be_used():
    problem = posed(["a"], [1], [1], rules=[Budget(5, "b")])
    with pytest.raises(AnalysisError, match="time"):
        portfolio.solve(problem, seconds=0)


def test_a_proposal_that_costs_nothing_and_one_of_no_benefit():
    found = portfolio.solve(posed(["a", "b"], [0.5, 0.0], [0, 0], rules=[Budget(1, "b")]))
    np.testing.assert_array_equal(found.chosen, [True, False])
    must = posed(["a", "b"], [0.5, -2.0], [0, 1], rules=[Budget(1, "b"), Must(1, "must")])
    assert portfolio.solve(must).benefit == pytest.approx(-1.5)
    assert not portfolio.solve(replace(must, rules=())).chosen[1]
