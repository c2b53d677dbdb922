"""Portfolios: the best set beside a plain greedy loop, dynamic programming and trying all sets; what rules and years cost.

``python -m benchmarks.portfolio``. Needs no files.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import frontier, portfolio, robustness
from spaceplanner.analysis.portfolio_problem import (
    Budget,
    Exclusion,
    Floor,
    Funders,
    Must,
    Needs,
    NotBefore,
    Number,
    posed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio_problem import (
        Problem,
        Rule,
    )

SMALL = 18
DRAWS = 100


def knapsack(n: int, seed: int = 0) -> tuple[NDArray[np.int64], NDArray[np.float64], int]:
    """Return costs in hundreds of dollars, benefits that go with them loosely, and a budget for a third."""
    rng = np.random.default_rng(seed)
    cost = np.round(np.exp(rng.normal(4.9, 0.8, n))).astype(np.int64) + 1
    return cost, cost * np.exp(rng.normal(0, 0.5, n)) / 200, int(cost.sum()) // 3


def best(cost: NDArray[np.int64], benefit: NDArray[np.float64], budget: int) -> float:
    """Return the benefit of the best set."""
    keys = [f"{place:04}" for place in range(len(cost))]
    return portfolio.solve(posed(keys, benefit, cost, rules=[Budget(budget, "budget")])).benefit


def greedy(cost: NDArray[np.int64], benefit: NDArray[np.float64], budget: int) -> float:
    """Return the benefit of what fits, the most benefit for a dollar first: what a spreadsheet does."""
    left, total = budget, 0.0
    for place in sorted(range(len(cost)), key=lambda k: -benefit[k] / cost[k]):
        if cost[place] <= left:
            left -= int(cost[place])
            total += float(benefit[place])
    return total


def dynamic(cost: NDArray[np.int64], benefit: NDArray[np.float64], budget: int) -> float:
    """Return the benefit of the best set by dynamic programming over hundreds of dollars."""
    most = np.zeros(budget + 1)
    for price, worth in zip(cost.tolist(), benefit.tolist(), strict=True):
        if price <= budget:
            most[price:] = np.maximum(most[price:], most[: budget + 1 - price] + worth)
    return float(most[budget])


def every(cost: NDArray[np.int64], benefit: NDArray[np.float64], budget: int) -> float:
    """Return the benefit of the best of all sets."""
    sets = (np.arange(2 ** len(cost))[:, None] >> np.arange(len(cost)) & 1).astype(np.float64)
    return float((sets @ benefit)[sets @ cost <= budget].max())


def plain(n: int) -> list[list[str]]:
    """Return lines on a budget alone."""
    cost, benefit, budget = knapsack(n)
    ways: dict[str, Callable[..., float]] = {
        "SpacePlanner": best,
        "greedy loop": greedy,
        "dynamic programming": dynamic,
    }
    if n <= SMALL:
        ways["all sets"] = every
    most = best(cost, benefit, budget)
    base = seconds(partial(best, cost, benefit, budget), 3)
    rows = []
    for name, way in ways.items():
        took = base if name == "SpacePlanner" else seconds(partial(way, cost, benefit, budget), 3)
        lost = 100 * (1 - way(cost, benefit, budget) / most)
        rows.append([name, str(n), f"{took:.4f}", f"{took / base:.3f}", f"{lost:.4f}"])
    return rows


def ruled(years: int, funders: int, seed: int) -> Problem:
    """Return 200 proposals with six rules."""
    n = 200
    hundreds, benefit, _ = knapsack(n, seed)
    cost, rng = hundreds * 100.0, np.random.default_rng(seed)
    money = float(cost.sum()) * 0.3
    rules: list[Rule] = [
        Budget(money, "budget"),
        Exclusion((0, 1, 2), "one court"),
        Needs(5, (6, 7), "coach"),
        Must(9, "must"),
        Floor(1, "south", count=3),
        NotBefore(3, 4, "phase") if years > 1 else Number("number", 0, 90),
    ]
    caps = np.full((funders, years), money / funders / years) * np.linspace(0.7, 1.3, funders)[:, None]
    eligible = rng.random((n, funders)) < 0.6  # noqa: PLR2004 - of the funders, each proposal's theme suits some
    who = Funders(tuple(f"funder {k}" for k in range(funders)), caps, eligible) if funders > 1 else None
    keys = [f"{place:04}" for place in range(n)]
    return posed(keys, benefit, cost, rules=rules, years=years, district=rng.integers(0, 5, n), funders=who)


def with_rules(years: int, funders: int) -> list[str]:
    """Return a line on 200 proposals with six rules, over three cities."""
    took, gaps, proved = [], [], 0
    for seed in range(3):
        problem = ruled(years, funders, seed)
        started = time.perf_counter()
        found = portfolio.solve(problem)
        took.append(time.perf_counter() - started)
        gaps.append(found.gap)
        proved += found.proved
    started = time.perf_counter()
    line = frontier.frontier(problem)
    whole = time.perf_counter() - started
    luck = np.exp(np.random.default_rng(1).normal(0, 0.3, (200, DRAWS)))
    share = robustness.robustness(problem, problem.benefit[:, None] * luck)
    return [
        f"{years} year(s), {funders} funder(s)",
        f"{np.median(took):.2f}",
        f"{max(took):.2f}",
        f"{proved} of 3",
        f"{100 * max(gaps):.3f}",
        f"{whole:.1f}",
        f"{line.solved}, {int(line.proved.sum())} of {len(line.proved)}",
        f"{share.solved} of {share.draws}",
    ]


def main() -> None:
    """Run all and print the tables."""
    table(
        "A budget alone, medians; lost: benefit below that of the best set",
        ["way", "proposals", "s", "ratio", "lost, %"],
        [row for n in (SMALL, 50, 200, 500) for row in plain(n)],
    )
    table(
        f"200 proposals, six rules; a frontier of {frontier.POINTS} points; {DRAWS} draws in {robustness.SECONDS:g} s",
        ["problem", "median s", "worst s", "proved", "gap, %", "frontier s", "limits, proved", "draws"],
        [with_rules(years, funders) for years, funders in ((1, 1), (1, 4), (3, 1), (3, 4))],
    )


if __name__ == "__main__":
    main()
