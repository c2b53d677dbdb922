"""Portfolios: the best set beside a plain greedy loop, dynamic programming and trying all sets; what rules and years cost.

``python -m benchmarks.portfolio``. Needs no files.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

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
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.plan import Floor as LeastOf
from spaceplanner.domain.plan import Plan, Requirement, Window
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import catalogue
from spaceplanner.services import portfolio as service
from spaceplanner.services.evaluation import Evaluator

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
    return portfolio.solve(posed(keys, benefit, cost, rules=[Budget(budget, "budget")]), gap=0).benefit


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
    started = time.perf_counter()
    share = robustness.robustness(problem, problem.benefit[:, None] * luck)
    drawn = time.perf_counter() - started
    return [
        f"{years} year(s), {funders} funder(s)",
        f"{np.median(took):.2f}",
        f"{max(took):.2f}",
        f"{proved} of 3",
        f"{100 * max(gaps):.3f}",
        f"{whole:.1f}",
        f"{line.solved}, {int(line.proved.sum())} of {len(line.proved)}",
        f"{drawn:.1f}, {share.proved} of {share.draws}",
    ]


def city(n: int = 200, seed: int = 0) -> Project:
    """Return a city of as many squares as proposals, in four districts, each with lamps where nothing is lit."""
    rng = np.random.default_rng(seed)
    side, step = int(np.ceil(np.sqrt(n))), 400.0
    corners = step * np.stack(np.divmod(np.arange(n), side), axis=1) + (500_000.0, 9_800_000.0)
    spaces = np.array([shapely.box(x, y, x + 80, y + 80) for x, y in corners], dtype=object)
    near = np.repeat(corners + 40, rng.poisson(60, n), axis=0)
    days = np.datetime64("2023-01-01", "s") + rng.integers(0, 2 * 365, len(near)) * np.timedelta64(86_400, "s")
    half = side * step / 2
    districts = [
        shapely.box(
            500_000 + i * half - 20, 9_800_000 + j * half - 20, 500_000 + (i + 1) * half, 9_800_000 + (j + 1) * half
        )
        for i in range(2)
        for j in range(2)
    ]

    def layer(role: Role, geometry: NDArray[np.generic], kind: GeometryKind, **columns: object) -> Layer:
        return Layer(
            id=role.value,
            name=role.value,
            role=role,
            kind=kind,
            geometry=geometry,
            table=pa.table(columns),
            source=Source(path=role.value),
            # Without it nobody would know whether there are lamps where none is near, nor what others would change.
            coverage=shapely.union_all(districts).buffer(500),
        )

    polygon, point = GeometryKind.POLYGON, GeometryKind.POINT
    layers = (
        layer(Role.SPACES, spaces, polygon, id=[f"s{k}" for k in range(n)], name=[f"S{k}" for k in range(n)]),
        layer(Role.DISTRICTS, np.array(districts, dtype=object), polygon, name=list("ABCD")),
        layer(Role.LAMPS, corners - 60, point, working=[True] * n),
        layer(
            Role.INCIDENTS,
            near + rng.normal(0, 25, near.shape),
            point,
            when=pa.array(days + 23 * np.timedelta64(3600, "s"), pa.timestamp("s")),
            when_precision=["hour"] * len(near),
            outcome=["property"] * len(near),
            indoor=[False] * len(near),
        ),
    )
    proposals = tuple(
        Proposal(
            id=f"p{k:03}",
            name=f"P{k}",
            space=f"s{k}",
            interventions=tuple(
                Intervention(id=f"l{i}", type="led_lamp", geometry=shapely.Point(*(corners[k] + rng.uniform(0, 80, 2))))
                for i in range(rng.integers(5, 16))
            ),
        )
        for k in range(n)
    )
    return Project(name="bench", crs="EPSG:32717", timezone="America/Guayaquil", layers=layers, proposals=proposals)


def by_service(years: int, partners: int) -> list[str]:
    """Return a line on the service with a plan of six rules."""
    town, known = city(), catalogue.load()
    evaluator = Evaluator(known)
    result = evaluator.evaluate(town)
    if any(item.averted.exact is None for item in result.proposals):
        raise AssertionError("a proposal of unknown benefit is not searched for: there would be nothing to measure")
    money = sum(item.cost.likely for item in result.proposals) * 0.3
    plan = Plan(
        budgets=(money / years / (2 if partners else 1),) * years,
        musts=("p009",),
        nevers=("p010",),
        exclusions=(("p000", "p001", "p002"),),
        requirements=(Requirement(proposal="p005", one_of=("p006", "p007")),),
        windows=(Window(proposal="p003", earliest=years),),
        floors=(LeastOf(district="D", least=20),),
    )
    each = money / years / 2 / max(partners, 1)
    givers = [
        Partner(id=f"g{k}", name=f"G{k}", cash=each, territory=("A", "B", "C", "D")[k : k + 2]) for k in range(partners)
    ]
    town = replace(town, plan=plan, partners=tuple(givers))
    took = []
    for request in (
        service.Request(step=None, draws=0),
        service.Request(draws=0),
        service.Request(step=None, draws=0, points=frontier.POINTS),
        service.Request(step=None),
    ):
        started = time.perf_counter()
        found = service.choose(town, known, result, request, memo=evaluator.memo)
        took.append(time.perf_counter() - started)
    return [
        f"{years} year(s), {partners} partner(s)",
        f"{took[0]:.2f}",
        f"{100 * found.gap:.3f}",
        f"{took[1] - took[0]:.2f}",
        f"{took[2] - took[0]:.1f}",
        f"{took[3] - took[0]:.1f} ({found.draws})",
    ]


def main() -> None:
    """Run all and print the tables."""
    table(
        "A budget alone, medians; lost: benefit below that of the best set",
        ["way", "proposals", "s", "ratio", "lost, %"],
        [row for n in (SMALL, 50, 200, 500) for row in plain(n)],
    )
    table(
        f"200 proposals, six rules; a frontier of {frontier.POINTS} points; {DRAWS} draws of the benefit",
        ["problem", "median s", "worst s", "proved", "gap, %", "frontier s", "limits, proved", "draws s, proved"],
        [with_rules(years, funders) for years, funders in ((1, 1), (1, 4), (3, 1), (3, 4))],
    )
    table(
        "A project of 200 proposals of 5 to 15 lamps with a plan of six rules and more: seconds of each part, draws solved",
        ["plan", "the set", "gap, %", "next 5,000", "frontier", "draws"],
        [by_service(years, partners) for years, partners in ((1, 0), (1, 3), (3, 0), (3, 3))],
    )


if __name__ == "__main__":
    main()
