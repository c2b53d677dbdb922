"""Standing: nothing depends on the order of proposals, the same seed gives the same, and it says what the score says."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import need, tornado, weighted_sum
from spaceplanner.domain import edits
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.project import Settings
from spaceplanner.domain.result import Figure, Part
from spaceplanner.services import standing
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.standing import Contender, End
from tests.services import plaza

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.outlook import Standing
    from spaceplanner.domain.result import ProposalResult, Result

N = len(SCORE_CRITERIA)
FIGURE = Figure(exact=1.0, published=1.0, unit="share")
TEMPLATE = plaza.result(plaza.lamp())
SOME = (
    plaza.proposal(plaza.lamp(), key="light"),
    plaza.proposal(plaza.alarm(), key="alarm"),
    plaza.proposal(plaza.programme("neighbourhood_committee"), key="committee", maintainer="EP"),
    plaza.funded(plaza.proposal(plaza.lamp(), plaza.programme("neighbourhood_committee"), key="both"), pledged=900),
)


def contender(key: str, values: Sequence[float | None], averted: np.ndarray | None = None, **ends: tuple[End, End]):
    parts = tuple(
        Part(id=item.id, weight=item.weight, value=one, points=0, figure=FIGURE, documented=one or 0.0)
        for item, one in zip(SCORE_CRITERIA, values, strict=True)
    )
    floor = sum(100 * item.weight * (one or 0.0) for item, one in zip(SCORE_CRITERIA, values, strict=True))
    result = replace(TEMPLATE, id=key, name=key, criteria=parts, score=floor, score_floor=floor)
    return Contender(result=result, averted=averted, yearly=1000.0, ends=ends)


def evaluated(*proposals) -> Result:
    return Evaluator(plaza.CATALOGUE).evaluate(plaza.project(*proposals))


def test_where_nothing_overlaps_the_rank_is_sure():
    held = [contender(key, [level] * N) for key, level in (("a", 0.9), ("b", 0.5), ("c", 0.1))]
    found, ranking = standing.standings(held, SCORE_CRITERIA, Settings())
    assert ranking is not None
    assert [item.acceptability for item in found] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert [(item.low, item.high, item.first, item.possible) for item in found] == [
        (1, 1, 1, 1),
        (2, 2, 0, 0),
        (3, 3, 0, 0),
    ]
    assert [item.second_opinion for item in found] == [1, 2, 3]
    assert found[1].central_weights == {}
    assert (ranking.agreement.tau, ranking.agreement.rho, ranking.agreement.same_first) == (1, 1, True)
    assert ranking.first == ("a",)
    assert all((item.low, item.high, item.below, item.above) == (0, 1, (), ()) for item in ranking.ranges)


def test_two_specialists_are_first_where_their_criterion_weighs_more():
    """Of all sets of weights, by symmetry, each of two that excel in one criterion alone is first in half."""
    one, other = ([1.0 if at == place else 0.0 for at in range(N)] for place in (0, 3))
    found, _ = standing.standings(
        [contender("a", one), contender("b", other)], SCORE_CRITERIA, Settings(), any_weights=True
    )
    assert [item.possible for item in found] == pytest.approx([0.5, 0.5], abs=0.02)
    # The larger of two of N uniform weights: E[max] = 3/4 of their mean sum of 2/N.
    assert found[0].central_weights["need"] == pytest.approx(1.5 / N, abs=0.005)
    assert found[0].central_weights["people"] == pytest.approx(0.5 / N, abs=0.005)
    assert math.fsum(found[0].central_weights.values()) == pytest.approx(1)


def test_effects_alone_can_decide():
    """Equal but for the effect, which is better in 3 of 4 states of the world."""
    held = [
        contender("a", [0.5] * N, np.array([9.0, 9.0, 9.0, 1.0])),
        contender("b", [0.5] * N, np.array([3.0, 3.0, 3.0, 3.0])),
    ]
    found, ranking = standing.standings(held, SCORE_CRITERIA, Settings())
    assert ranking is not None
    assert ranking.effect_draws == 4
    assert [item.first for item in found] == pytest.approx([0.75, 0.25])


def test_what_is_missing_is_nothing():
    held = [
        contender("a", [None, *[0.5] * (N - 1)]),
        contender("b", [0.0, *[0.5] * (N - 1)]),
        contender("c", [0.2] * N, None),
    ]
    found, _ = standing.standings(held, SCORE_CRITERIA, Settings())
    assert found[0].acceptability == found[1].acceptability
    assert found[0].first == pytest.approx(0.5)


def test_swings_are_those_of_the_tornado_and_of_the_score():
    rng = np.random.default_rng(3)
    values = rng.random((4, N))
    low, high = End(2.0, {"averted": 2.0, "value": 1.0}), End(20.0, {"averted": 20.0, "value": 9.0})
    held = [contender(f"p{at}", row.tolist(), effect=(low, high)) for at, row in enumerate(values)]
    found, _ = standing.standings(held, SCORE_CRITERIA, Settings())
    weights = [item.weight for item in SCORE_CRITERIA]
    for place, item in enumerate(found):
        peer = tornado.tornado(values, weights, place)
        assert peer is not None
        bars = {SCORE_CRITERIA[bar.criterion].id: bar for bar in peer.bars}
        for swing in item.swings:
            if swing.input.startswith(standing.WEIGHT):
                bar = bars[swing.input.removeprefix(standing.WEIGHT)]
                assert (swing.score_low, swing.score_high) == pytest.approx(bar.scores, abs=1e-9)
                assert (swing.rank_low, swing.rank_high) == bar.ranks
        effect = next(swing for swing in item.swings if swing.input == standing.EFFECT)
        row = values[place].copy()
        ids = [item.id for item in SCORE_CRITERIA]
        row[ids.index("averted")] = np.log1p(2) / np.log1p(100)
        row[ids.index("value")] = np.log1p(1) / np.log1p(25)
        table = np.vstack([values[:place], row, values[place + 1 :]])
        plain = weighted_sum.scores(table, np.array([weights]))[0]
        assert effect.score_low == pytest.approx(plain[place], abs=1e-9)
        assert effect.rank_low == need.ranks(plain)[place]
        sizes = [abs(swing.score_high - swing.score_low) for swing in item.swings]
        assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 50))
def test_the_order_of_proposals_does_not_matter(order, seed):
    rng = np.random.default_rng(seed)
    rows = np.round(rng.random((6, N)), 1)  # with ties
    held = [contender(f"p{at}", row.tolist(), rng.gamma(2, 3, 50)) for at, row in enumerate(rows)]
    found, ranking = standing.standings(held, SCORE_CRITERIA, Settings())
    other, again = standing.standings([held[at] for at in order], SCORE_CRITERIA, Settings())
    assert [repr(item) for item in other] == [repr(found[at]) for at in order]
    assert ranking is not None
    assert again is not None
    assert repr(asdict(ranking)) == repr(asdict(again))


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    assert repr(evaluated(*SOME)) == repr(evaluated(*SOME))
    project = plaza.project(*SOME)
    other = edits.set_settings(replace(project.settings, seed=1))(project)
    assert Evaluator(plaza.CATALOGUE).evaluate(other).proposals[3].standing != evaluated(*SOME).proposals[3].standing


def test_a_project_s_proposals_stand_where_their_ranks_say():
    result = evaluated(*SOME)
    assert result.ranking is not None
    shares = np.array([item.acceptability for item in map(standing_of, result.proposals)])
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    for item in result.proposals:
        found = standing_of(item)
        assert 1 <= found.low <= (found.half_low or 0) <= (found.half_high or 0) <= found.high <= len(SOME)
        assert found.low <= found.expected <= found.high
        weights = np.array([criterion.weight for criterion in SCORE_CRITERIA])
        documented = np.array([part.documented for part in item.criteria])
        assert 100 * float(weights @ documented) == pytest.approx(item.score_floor, abs=1e-9)
        assert math.fsum(part.points for part in item.criteria) == pytest.approx(item.score, abs=1e-9)
    names = {swing.input for item in result.proposals for swing in standing_of(item).swings}
    assert {"effect", "cost", "weight:need"} <= names


def test_the_cost_moves_what_hangs_on_it():
    result = evaluated(*SOME)
    both = standing_of(next(item for item in result.proposals if item.id == "both"))
    cost = next(swing for swing in both.swings if swing.input == "cost")
    found = next(item for item in result.proposals if item.id == "both")
    assert (cost.low, cost.high) == (found.cost.low, found.cost.high)
    assert cost.score_low > found.score_floor > cost.score_high


def test_while_something_moves_there_is_no_standing_and_afterwards_nothing_is_scored_again():
    evaluator, project = Evaluator(plaza.CATALOGUE), plaza.project(*SOME)
    quick = evaluator.evaluate(project, standing=False)
    assert quick.ranking is None
    assert all(item.standing is None for item in quick.proposals)
    scored = evaluator.memo.computed["proposal"]
    found = evaluator.standing(project, quick)
    assert evaluator.memo.computed["proposal"] == scored == len(SOME)
    assert repr(found) == repr(evaluator.evaluate(project))
    assert evaluator.memo.computed["standing"] == 1
    wide = evaluator.standing(project, quick, any_weights=True)
    assert wide.ranking is not None
    assert wide.ranking.concentration is None


def test_without_proposals_there_is_no_ranking():
    assert evaluated().ranking is None
    assert standing.standings([], SCORE_CRITERIA, Settings()) == ((), None)


def test_one_alone_is_first_and_agrees_with_nobody():
    result = evaluated(SOME[0])
    assert standing_of(result.proposals[0]).acceptability == (1.0,)
    assert result.ranking is not None
    assert result.ranking.agreement.tau is None
    assert result.ranking.agreement.reason


def standing_of(item: ProposalResult) -> Standing:
    assert item.standing is not None
    return item.standing


def test_what_decays_counts_in_the_draws_and_swings_as_in_the_score():
    """With value for money alone, the score lies inside its own swings, at the very points of its inputs."""
    base = plaza.project(plaza.proposal(plaza.lamp(), key="light"))
    criteria = tuple(replace(item, weight=1.0 if item.id == "value" else 0.0) for item in base.criteria)
    base = replace(base, criteria=criteria, settings=replace(base.settings, decay=0.5))
    item = Evaluator(plaza.CATALOGUE).evaluate(base).proposals[0]
    assert item.gain is not None
    assert item.gain.kept < 0.5
    swings = {swing.input: swing for swing in standing_of(item).swings}
    assert {"effect", "cost"} <= set(swings)
    for name in ("effect", "cost"):
        ends = sorted((swings[name].score_low, swings[name].score_high))
        assert ends[0] <= item.score_floor <= ends[1]


def test_draws_of_value_for_money_are_of_the_mean_year():
    """Two alike but for upkeep: what lasts is first in all states of the world."""
    averted = np.array([0.5, 0.9, 0.2])
    held = [contender("fades", [0.5] * N, averted), contender("lasts", [0.5] * N, averted)]
    held[0] = replace(held[0], kept=0.4)
    found, _ = standing.standings(held, SCORE_CRITERIA, Settings())
    assert [item.first for item in found] == pytest.approx([0, 1])
