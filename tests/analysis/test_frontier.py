"""The frontier beside brute force, and how often proposals stay in beside closed forms and a plain loop."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from spaceplanner.analysis import frontier, portfolio, portfolio_model, robustness
from spaceplanner.analysis.portfolio_problem import Budget, Exclusion, Floor, Funders, Must, Needs, Number, posed
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from spaceplanner.analysis.portfolio_problem import Rule


def keys(n: int) -> Any:
    return [f"p{place:03}" for place in range(n)]


def small(seed: int, n: int = 12) -> Any:
    rng = np.random.default_rng(seed)
    cost, benefit = rng.integers(1, 30, n).astype(float), rng.integers(1, 9, n).astype(float)
    rules: list[Rule] = [
        Must(0, "must"),
        Exclusion((1, 2, 3), "one"),
        Needs(4, (5,), "needs"),
        Budget(20, "gives way"),
        Number("n", 1, 9),
    ]
    return posed(keys(n), benefit, cost, rules=rules)


@pytest.mark.parametrize("seed", range(6))
def test_beside_all_sets_of_12(seed):
    problem = small(seed)
    found = frontier.frontier(problem, points=30, gap=0)
    sets = np.array(list(product([False, True], repeat=12)))
    held = sets[:, 0] & (sets[:, 1:4].sum(1) <= 1) & (~sets[:, 4] | sets[:, 5]) & (sets.sum(1) <= 9)
    money, benefit = sets[held] @ problem.cost, sets[held] @ problem.benefit
    assert found.solved == 30
    assert found.proved.all()
    for limit in found.limits:
        best = benefit[money <= limit + 1e-9].max()
        assert found.benefit[found.money <= limit + 1e-9].max() == pytest.approx(best, abs=1e-6)
    # No set at all beats one of these by as much benefit for less money, between two limits.
    for one, worth in zip(found.money, found.benefit, strict=True):
        better = money[(benefit >= worth - 1e-9) & (money < one - 1e-9)]
        below = found.limits[found.limits < one - 1e-9]
        assert not len(better) or not len(below) or better.min() > below.max() - 1e-9
    assert (np.diff(found.money) > 0).all()
    assert (np.diff(found.benefit) > 0).all()
    np.testing.assert_allclose(found.chosen @ problem.cost, found.money)
    np.testing.assert_allclose(found.chosen @ problem.benefit, found.benefit)
    assert (found.bound >= found.benefit).all()
    np.testing.assert_allclose(found.bound, found.benefit, rtol=1e-6)
    assert found.money[0] == money.min()
    assert found.benefit[-1] == benefit.max()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_proposals_decides_nothing(seed):
    rng = np.random.default_rng(seed)
    cost, benefit, order = rng.integers(1, 9, 9), rng.integers(1, 5, 9), rng.permutation(9)
    one = frontier.frontier(posed(keys(9), benefit, cost), points=12)
    other = frontier.frontier(posed([keys(9)[i] for i in order], benefit[order], cost[order]), points=12)
    np.testing.assert_array_equal(one.chosen[:, order], other.chosen)


def test_years_caps_and_floors_hold_along_the_frontier():
    rng = np.random.default_rng(2)
    cost, benefit = rng.integers(5, 20, 20).astype(float), rng.uniform(1, 9, 20)
    funders = Funders(("a", "b"), np.array([[30.0, 40.0], [25.0, 10.0]]), rng.random((20, 2)) < 0.7)
    rules: list[Rule] = [Floor(1, "south", count=2), Budget(50, "first year", (0,))]
    problem = posed(keys(20), benefit, cost, rules=rules, years=2, funders=funders, district=np.arange(20) % 2)
    found = frontier.frontier(problem, points=12)
    assert (found.chosen[:, 1::2].sum(1) >= 2).all()
    assert found.money.max() <= 105
    assert (np.diff(found.benefit) > 0).all()
    assert found.benefit[-1] == pytest.approx(portfolio.solve(problem).benefit, rel=1e-4)


def test_what_is_not_reached_in_time_is_not_counted():
    rng = np.random.default_rng(3)
    cost = rng.integers(300, 1_000, 150) + 0.37
    found = frontier.frontier(posed(keys(150), cost + 100, cost, rules=[Must(0, "m")]), points=400, seconds=0.5, gap=0)
    assert 1 <= found.solved < 400
    assert (np.diff(found.benefit) > 0).all()


def test_two_uncertain_proposals_in_closed_form():
    rng = np.random.default_rng(6)
    draws = np.stack([rng.normal(5.0, 0.3, 400), rng.normal(4.8, 0.4, 400)])
    found = robustness.robustness(posed(["a", "b"], [5, 4.8], [3, 3], rules=[Budget(4, "b")]), draws)
    assert found.solved == 400
    assert found.share.sum() == pytest.approx(1)
    assert found.share[0] == (draws[0] > draws[1]).mean()
    # Its standard error is 0.024.
    assert found.share[0] == pytest.approx(norm.cdf(0.2 / 0.5), abs=0.08)


def test_draws_beside_a_plain_loop():
    problem = small(1)
    draws = problem.benefit[:, None] * np.exp(np.random.default_rng(7).normal(0, 0.4, (12, 25)))
    found = robustness.robustness(problem, draws, gap=0)
    loop = [portfolio.solve(posed(keys(12), draw, problem.cost, rules=problem.rules)).chosen for draw in draws.T]
    np.testing.assert_allclose(found.share, np.mean(loop, axis=0))
    assert (found.solved, found.draws) == (25, 25)
    order = np.random.default_rng(8).permutation(12)
    place = np.argsort(order)
    moved = [
        Must(int(place[0]), "must"),
        Exclusion(tuple(place[1:4].tolist()), "one"),
        Needs(int(place[4]), (int(place[5]),), "needs"),
        *problem.rules[3:],
    ]
    other = posed([keys(12)[i] for i in order], problem.benefit[order], problem.cost[order], rules=moved)
    np.testing.assert_array_equal(robustness.robustness(other, draws[order], gap=0).share, found.share[order])


def test_draws_that_nothing_proves_count_the_same_everywhere(monkeypatch):
    """Sets that the node limit cuts short are counted, and no clock decides which draws are searched."""
    rng = np.random.default_rng(11)
    cost = rng.integers(300, 1_000, 60) + 0.37
    problem = posed(keys(60), cost + 100, cost, years=2, funders=Funders(("f",), np.full((1, 2), 9000.5)))
    draws = (cost + rng.normal(100, 5, (6, 60))).T
    found = robustness.robustness(problem, draws, gap=0, nodes=1)
    assert (found.solved, found.draws) == (6, 6)
    assert found.proved < 6
    monkeypatch.setattr(portfolio_model, "monotonic", lambda: 1e9)
    again = robustness.robustness(problem, draws, gap=0, nodes=1)
    assert again.share.tobytes() == found.share.tobytes()


def test_a_set_that_misses_no_more_than_the_gap_needs_no_search():
    problem = posed(keys(12), np.full(12, 1.0), np.full(12, 1.0), rules=[Must(0, "m")])
    rough = frontier.frontier(problem, points=100, gap=0.05)
    assert rough.solved == 100
    assert len(rough.money) == 12


@pytest.mark.parametrize("draws", [np.ones((11, 3)), np.ones(12), np.full((12, 2), np.nan), np.ones((12, 0))])
def test_draws_that_cannot_be_used(draws):
    with pytest.raises(AnalysisError, match="draws"):
        robustness.robustness(small(3), draws)


def test_a_frontier_of_one_point():
    with pytest.raises(AnalysisError, match="two points"):
        frontier.frontier(small(4), points=1)
