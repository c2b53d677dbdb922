"""Acceptability of ranks beside a plain loop over the draws, and TOPSIS beside pymcdm: ``python -m benchmarks.ranking``.

Needs no files; pymcdm is used where it is installed.
"""

from __future__ import annotations

import importlib
import resource
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import ahp, smaa, stability, topsis, tornado
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.project import Settings
from spaceplanner.domain.result import Cost, Figure, FundingTotals, Part, ProposalResult
from spaceplanner.services import standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIZES = (20, 50, 100, 200, 400)
CRITERIA = 9
UNCERTAIN = (2, 4)
"""Criteria made of the effect: averted, and value for money."""

EFFECT_DRAWS = 2_000


class Proposals:
    """Values of n proposals, of which two criteria are drawn, and the planner's weights."""

    def __init__(self, n: int) -> None:
        rng = np.random.default_rng(n)
        self.values = rng.beta(2, 2, (n, CRITERIA))
        self.weights = rng.dirichlet(np.full(CRITERIA, 5.0)).tolist()
        luck = rng.normal(0, 0.1, (n, EFFECT_DRAWS))
        self.drawn = [smaa.Drawn(place, np.clip(self.values[:, place, None] + luck, 0, 1)) for place in UNCERTAIN]

    def acceptability(
        self, weights: list[float] | None, *, drawn: bool = True, pairs: bool = True
    ) -> smaa.Acceptability:
        """Return the acceptability with 10,000 draws of the weights."""
        generator, uncertain = np.random.default_rng(1), self.drawn if drawn else ()
        return smaa.smaa(self.values, weights, generator=generator, drawn=uncertain, pairs=pairs)

    def plain(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Do ranks, central weights and pairs draw by draw, as one would at first; no ties, no confidence factors."""
        rng, n = np.random.default_rng(1), len(self.values)
        weights = rng.dirichlet(stability.CONCENTRATION * np.array(self.weights), smaa.DRAWS)
        held, places, before = np.zeros((n, n)), np.arange(n), np.zeros((n, n), dtype=np.int64)
        central = np.zeros((n, CRITERIA))
        state = self.values.copy()
        for turn, row in enumerate(weights):
            for item in self.drawn:
                state[:, item.criterion] = item.values[:, turn % EFFECT_DRAWS]
            scores = state @ row
            order = np.argsort(-scores)
            held[order, places] += 1
            central[order[0]] += row
            before += scores[:, None] > scores
        return held / smaa.DRAWS, central, before

    def pymcdm(self) -> Callable[[], Any] | None:
        """Return pymcdm's TOPSIS of the same table; None where it is not installed."""
        try:
            methods: Any = importlib.import_module("pymcdm.methods")
            normalizations: Any = importlib.import_module("pymcdm.normalizations")
        except ImportError:
            return None
        method = methods.TOPSIS(normalizations.vector_normalization)
        weights, types = np.array(self.weights), np.ones(CRITERIA)
        return lambda: method(self.values, weights, types, validation=False)


def acceptability() -> None:
    """Print what acceptability costs."""
    rows = []
    for n in SIZES:
        city = Proposals(n)
        np.testing.assert_allclose(city.acceptability(city.weights).acceptability, city.plain()[0], atol=0.03)
        own = seconds(partial(city.acceptability, city.weights), 3)
        peer = seconds(city.plain, 1)
        rows.append(
            [
                f"{n}",
                f"{1e3 * own:.0f}",
                f"{1e3 * seconds(partial(city.acceptability, None), 3):.0f}",
                f"{1e3 * seconds(partial(city.acceptability, city.weights, drawn=False), 3):.0f}",
                f"{1e3 * seconds(partial(city.acceptability, city.weights, pairs=False), 3):.0f}",
                f"{1e3 * peer:.0f}",
                f"{peer / own:.1f}",
            ]
        )
    table(
        f"Milliseconds of {smaa.DRAWS:,} draws of the weights with {EFFECT_DRAWS:,} of the effects, {CRITERIA} criteria, medians",
        ["proposals", "all figures", "any weights", "no effects", "no pairs", "draw by draw", "ratio"],
        rows,
    )


def standings() -> None:
    """Print what the whole standing costs: ranks, central weights over all weights, second opinion, swings, ranges."""
    rows = []
    for n in SIZES:
        held = [contender(place) for place in range(n)]
        taken = seconds(partial(standing.standings, held, SCORE_CRITERIA, Settings()), 3)
        rows.append([f"{n}", f"{1e3 * taken:.0f}"])
    table(
        f"Milliseconds of the standing of all proposals, {len(SCORE_CRITERIA)} criteria, {EFFECT_DRAWS:,} draws of the effects",
        ["proposals", "all"],
        rows,
    )


def contender(place: int) -> standing.Contender:
    """Return a scored proposal with an uncertain effect and an uncertain cost."""
    rng = np.random.default_rng(place)
    figure = Figure(exact=1.0, published=1.0, unit="share")
    parts = tuple(
        Part(
            id=item.id,
            weight=item.weight,
            value=worth,
            points=100 * item.weight * worth,
            figure=figure,
            documented=worth,
        )
        for item, worth in zip(SCORE_CRITERIA, rng.beta(2, 2, len(SCORE_CRITERIA)).tolist(), strict=True)
    )
    points = sum(part.points for part in parts)
    nothing = Cost(lines=(), contingency=0.0, low=0.0, likely=0.0, high=0.0, upkeep=0.0, yearly=0.0)
    result = ProposalResult(
        id=f"p{place}", name="", space="", score=points, score_floor=points, rank=1, criteria=parts, cost=nothing,
        funding=FundingTotals(own=0.0, committed=0.0, pledged=0.0, in_kind=0.0, requested=0.0, gap=0.0), averted=figure,
        may_have_no_effect=False, eligible=figure, incidents=figure, effects=(), before={}, after={}, grade="none",
        evidence=(), related=(),
    )  # fmt: skip
    averted = rng.gamma(3, 5, EFFECT_DRAWS)
    low, high = (
        standing.End(end, {"averted": end, "value": end}) for end in np.quantile(averted, [0.05, 0.95]).tolist()
    )
    return standing.Contender(result=result, averted=averted, yearly=9_000.0, ends={standing.EFFECT: (low, high)})


def second_opinions() -> None:
    """Print what the other methods cost."""
    rows = []
    for n in SIZES:
        city = Proposals(n)
        peer = city.pymcdm()
        given = (city.values, city.weights)
        low, high = np.full((2, CRITERIA), np.nan)
        low[UNCERTAIN[0]], high[UNCERTAIN[0]] = np.quantile(city.drawn[0].values[0], [0.05, 0.95])
        own = seconds(partial(topsis.closeness, *given), 50)
        theirs = seconds(peer, 50) if peer else None
        bars = seconds(partial(tornado.tornado, *given, 0, low=low, high=high), 20)
        ranges = seconds(partial(tornado.weight_ranges, *given), 20)
        rows.append(
            [
                f"{n}",
                f"{1e6 * own:.0f}",
                f"{1e6 * theirs:.0f}" if theirs else "not installed",
                f"{theirs / own:.1f}" if theirs else "",
                *(f"{1e6 * taken:.0f}" for taken in (bars, ranges)),
            ]
        )
    table(
        f"Microseconds, {CRITERIA} criteria, medians",
        ["proposals", "TOPSIS", "pymcdm", "ratio", "tornado of one", "ranges of weights"],
        rows,
    )
    rng = np.random.default_rng(1)
    judged = ahp.matrix(rng.choice(ahp.SCALE, 36).tolist(), CRITERIA)
    print(f"\nWeights by pairs of {CRITERIA} criteria: {1e3 * seconds(partial(ahp.weighting, judged), 20):.1f} ms")


def main() -> None:
    """Print the tables."""
    acceptability()
    standings()
    second_opinions()
    print(f"\nPeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
