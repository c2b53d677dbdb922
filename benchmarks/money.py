"""The money side of many proposals: PERT draws and appraisals, beside SciPy's quantiles and a plain loop.

``python -m benchmarks.money``. Needs no files. Processor time, so that other programs on the machine count less.
"""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from benchmarks.measuring import table
from spaceplanner.analysis import effects, pert
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.domain.outlook import Gain
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.domain.result import Figure
from spaceplanner.io import catalogue
from spaceplanner.services import appraising
from spaceplanner.services.benefit import Benefit

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.services.appraising import Prices

PROPOSALS, ITEMS = 200, 10
CATALOGUE = catalogue.load()
FIGURE = Figure(exact=10.0, published=10.0, unit="per_year")


def processor(run: Callable[[], object], times: int = 5) -> float:
    """Return the median processor seconds of a call, after one warm call."""
    run()
    found = []
    for _ in range(times):
        started = time.process_time()
        run()
        found.append(time.process_time() - started)
    return statistics.median(found)


def proposals() -> list[Proposal]:
    """Return proposals of ten types each."""
    types = list(CATALOGUE.types)
    return [
        Proposal(
            id=str(place),
            name="",
            space="",
            interventions=tuple(
                Intervention(id=str(k), type=types[(k + place) % len(types)], quantity=1.0 + k) for k in range(ITEMS)
            ),
        )
        for place in range(PROPOSALS)
    ]


def gain(draws: int) -> Benefit:
    """Return a benefit with draws of every outcome."""
    rng = np.random.default_rng(1)
    return Benefit(
        averted=FIGURE,
        scored=10.0,
        may_have_no_effect=False,
        eligible=FIGURE,
        effects=(),
        gain=Gain(total=None),
        kept=effects.kept(1, decay=0.1, years=10),
        draws={outcome: rng.normal(5, 3, draws) for outcome in ("property", "violent", "disorder", "other")},
    )


def appraised(found: list[Proposal], prices: Prices, benefit: Benefit, project: Project) -> None:
    """Appraise all proposals."""
    for proposal in found:
        appraising.appraise(proposal, benefit, CATALOGUE, project, prices)


def by_draw(proposal: Proposal, prices: Prices, benefit: Benefit, project: Project) -> list[float]:
    """Return the net present value draw by draw, as one would at first."""
    settings, rate = project.settings, project.settings.discount_rate
    value = {item.outcome: item.amount for item in project.social_costs}
    found = []
    for draw in range(prices.draws.shape[1]):
        worth = 0.0
        for year in range(1, settings.horizon_years + 1):
            averted = sum(value[key] * float(drawn[draw]) for key, drawn in benefit.draws.items())
            worth += averted * float(benefit.kept[year - 1]) / (1 + rate) ** year
        for item in proposal.interventions:
            kind = CATALOGUE.types[item.type]
            price = (item.quantity or 1.0) * float(prices.draws[prices.rows[item.type], draw])
            life = min(kind.life_years, settings.horizon_years)
            yearly = price * rate / (1 - (1 + rate) ** -life) + kind.upkeep_per_year
            for year in range(1, settings.horizon_years + 1):
                worth -= yearly / (1 + rate) ** year
        found.append(worth)
    return found


def scipys(uniform: np.ndarray) -> object:
    """Return quantiles of as many beta distributions by SciPy."""
    shapes = np.linspace(1.5, 4.5, len(uniform))[:, None]
    return special.betaincinv(shapes, 6 - shapes, uniform)


def ours(uniform: np.ndarray) -> object:
    """Return the same from tables."""
    modes = (np.linspace(1.5, 4.5, len(uniform)) - 1) / 4
    return [pert.standard_quantile(row, float(mode)) for row, mode in zip(uniform, modes, strict=True)]


def main() -> None:
    """Run all and print the table."""
    costs = tuple(
        SocialCost(outcome=key, amount=1000.0, currency="USD", price_year=2026, source="made")
        for key in ("property", "violent", "disorder", "other")
    )
    rows = []
    for draws in (2_000, 4_000):
        project = Project(name="made", settings=Settings(draws=draws), social_costs=costs)
        prices = appraising.prices(CATALOGUE, seed=1, draws=draws)
        benefit, all_ = gain(draws), proposals()
        uniform = np.random.default_rng(2).random((len(CATALOGUE.types), draws))
        took = processor(partial(appraised, all_, prices, benefit, project))
        loop = processor(partial(by_draw, all_[0], prices, benefit, project), 1)
        rows.append(
            [
                f"{draws:,}",
                f"{1e3 * processor(partial(ours, uniform)):.1f}",
                f"{1e3 * processor(partial(scipys, uniform)):.1f}",
                f"{1e3 * took:.0f}",
                f"{1e3 * loop * PROPOSALS:.0f}",
            ]
        )
    table(
        f"Processor milliseconds: quantiles of {len(CATALOGUE.types)} unit costs; {PROPOSALS} proposals of {ITEMS} items",
        ["draws", "tables", "SciPy betaincinv", "appraisals", "npv alone, draw by draw"],
        rows,
    )


if __name__ == "__main__":
    main()
