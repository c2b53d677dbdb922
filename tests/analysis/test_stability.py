"""Stability of ranks: closed forms of two spaces, a plain loop over draws, and what must hold for any input."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import beta, norm

from spaceplanner.analysis import need, stability, value
from spaceplanner.analysis.stability import Uncertain
from spaceplanner.errors import AnalysisError

WEIGHTS = (0.4, 0.1, 0.2, 0.1, 0.2)
log250 = partial(value.log, low=0.0, high=250.0)


def city(seed: int, n: int, gaps: float = 0.1) -> Any:
    """Return values, their keys, and the gamma part behind the first column."""
    rng = np.random.default_rng(seed)
    values = rng.random((n, 5))
    shape = rng.gamma(2, 15, n) + 0.5
    values[:, 0] = log250(shape / 3)
    values[rng.random((n, 5)) < gaps] = np.nan
    keys = [f"space {place}" for place in rng.permutation(n)]
    return values, keys, Uncertain(0, shape, np.full(n, 1 / 3), log250)


def test_two_gammas_in_closed_form():
    # P(a X > b Y) of gammas of shapes p and q is the upper tail of a beta variable at b / (a + b).
    shape, scale = np.array([12.0, 9.0]), np.array([0.5, 0.6])
    drawn = Uncertain(0, shape, scale, partial(value.linear, low=0.0, high=1e3))
    found = stability.stability(
        np.full((2, 1), 0.5), [1], ["a", "b"], seed=3, uncertain=[drawn], concentration=None, draws=40_000, top=1
    )
    expected = beta.sf(scale[1] / scale.sum(), shape[0], shape[1])
    assert found.top_share[0] == pytest.approx(expected, abs=0.01)
    assert found.top_share.sum() == pytest.approx(1.0)


def test_two_weights_in_closed_form():
    values = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = stability.stability(values, [3, 2], ["a", "b"], seed=3, concentration=20, draws=40_000, top=1)
    assert found.top_share[0] == pytest.approx(beta.sf(0.5, 12, 8), abs=0.01)


def test_two_values_with_spread_in_closed_form():
    values, spread = np.array([[0.55], [0.5]]), np.array([[0.03], [0.04]])
    found = stability.stability(values, [1], ["a", "b"], seed=3, spread=spread, concentration=None, draws=40_000, top=1)
    assert found.top_share[0] == pytest.approx(norm.cdf(0.05 / 0.05), abs=0.01)


def test_the_default_weights_lie_where_the_page_says():
    drawn = stability._weights(need.shares(WEIGHTS), stability.CONCENTRATION, 100_000, 1)
    np.testing.assert_allclose(np.quantile(drawn[:, 0], [0.05, 0.95]), [0.29, 0.52], atol=0.006)
    np.testing.assert_allclose(np.quantile(drawn[:, 1], [0.05, 0.95]), [0.04, 0.18], atol=0.006)
    np.testing.assert_allclose(drawn.mean(axis=0), WEIGHTS, atol=0.002)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)


def test_beside_a_plain_loop():
    values, keys, drawn = city(5, 23)
    values[7] = np.nan
    spread = np.zeros_like(values)
    spread[:, 1] = 0.07
    found = stability.stability(values, WEIGHTS, keys, seed=9, uncertain=[drawn], spread=spread, draws=200, top=5)
    order = [place for place in sorted(range(23), key=lambda place: keys[place]) if place != 7]
    weights = stability._weights(need.shares(WEIGHTS), 50.0, 200, 9)
    counts, jitter = np.random.default_rng((9, 1)), np.random.default_rng((9, 2))
    shape = np.where(np.isnan(values[order, 0]), 1.0, drawn.shape[order])
    ranks = []
    for row in weights:
        luck = values[order].copy()
        luck[:, 0] = np.where(np.isnan(luck[:, 0]), np.nan, log250(counts.standard_gamma(shape) / 3))
        luck[:, 1] = np.clip(luck[:, 1] + 0.07 * jitter.standard_normal(22), 0, 1)
        ranks.append(need.ranks(need.weigh(luck, row.tolist()).floor))
    ascending = np.sort(np.array(ranks), axis=0)
    np.testing.assert_array_equal(found.low[order], ascending[9])
    np.testing.assert_array_equal(found.median[order], ascending[99])
    np.testing.assert_array_equal(found.high[order], ascending[189])
    np.testing.assert_allclose(found.top_share[order], (np.array(ranks) <= 5).mean(axis=0))
    assert np.isnan([found.low[7], found.median[7], found.high[7], found.top_share[7]]).all()


matrices = arrays.arrays(
    float,
    st.tuples(st.integers(1, 12), st.just(4)),
    elements=st.one_of(st.sampled_from([0.0, 0.25, 1.0]), st.floats(0, 1), st.just(float("nan"))),
)


@settings(deadline=None)
@given(matrices, st.lists(st.floats(0, 5), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0.1))
def test_without_chance_ranks_are_those_of_the_need(values, weights):
    keys = [str(place) for place in range(len(values))]
    found = stability.stability(values, weights, keys, seed=1, concentration=None, draws=3)
    known = ~np.isnan(values).all(axis=1)
    ranks = need.ranks(need.weigh(values, weights).floor)
    for column in (found.low, found.median, found.high):
        np.testing.assert_array_equal(column[known], ranks[known])
        assert np.isnan(column[~known]).all()
    np.testing.assert_array_equal(found.top_share[known], (ranks[known] <= 10).astype(float))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 40))
def test_the_order_of_spaces_decides_nothing(seed, n):
    values, keys, drawn = city(seed, n)
    order = np.random.default_rng(seed + 1).permutation(n)
    turned = Uncertain(0, drawn.shape[order], drawn.scale[order], log250)
    spread = np.full_like(values, 0.05)
    one = stability.stability(values, WEIGHTS, keys, seed=4, uncertain=[drawn], spread=spread, draws=50)
    two = stability.stability(
        values[order], WEIGHTS, [keys[k] for k in order], seed=4, uncertain=[turned], spread=spread[order], draws=50
    )
    for name in ("low", "median", "high", "top_share"):
        assert getattr(two, name).tobytes() == getattr(one, name)[order].tobytes()


def test_one_seed_one_answer_and_another_seed_another():
    values, keys, drawn = city(6, 300)
    one, same, other = (
        stability.stability(values, WEIGHTS, keys, seed=seed, uncertain=[drawn], draws=1000) for seed in (1, 1, 2)
    )
    assert one.low.tobytes() == same.low.tobytes()
    assert one.top_share.tobytes() != other.top_share.tobytes()
    known = ~np.isnan(one.median)
    assert np.abs(one.median - other.median)[known].max() < 25


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.integers(0, 4))
def test_a_measure_lost_never_helps_and_leaves_the_luck_of_the_others(seed, column):
    # ADR 0001: ranks follow what is documented, in every draw. Without its own chance, a column's loss changes nothing else.
    values, keys, _ = city(seed, 30, gaps=0.0)
    fewer = values.copy()
    fewer[11, column] = np.nan
    before = stability.stability(values, WEIGHTS, keys, seed=2, draws=60)
    after = stability.stability(fewer, WEIGHTS, keys, seed=2, draws=60)
    for name in ("low", "median", "high"):
        assert getattr(after, name)[11] >= getattr(before, name)[11]
        assert (np.delete(getattr(after, name), 11) <= np.delete(getattr(before, name), 11)).all()
    assert after.top_share[11] <= before.top_share[11]


def test_a_part_that_changes_leaves_the_luck_of_the_others():
    values, keys, drawn = city(8, 40, gaps=0.0)
    lit = values.copy()
    lit[3, 2] = 0.0
    one, two = (
        stability.stability(table, WEIGHTS, keys, seed=4, uncertain=[drawn], draws=100).median
        for table in (values, lit)
    )
    assert two[3] > one[3]
    assert (np.delete(one - two, 3) <= 1).all()
    assert (np.delete(one - two, 3) >= 0).all()


def test_equal_spaces_share_a_rank_where_nothing_of_theirs_is_drawn():
    values = np.tile([0.3, 0.7, 0.1, 0.6, 0.2], (9, 1))
    found = stability.stability(values, WEIGHTS, [str(k) for k in range(9)], seed=1)
    assert found.low.tolist() == found.high.tolist() == [1.0] * 9
    assert found.top_share.tolist() == [1.0] * 9


def test_more_luck_makes_wider_ranks():
    values, keys, drawn = city(12, 200, gaps=0.0)
    vague = Uncertain(0, drawn.shape / 10, drawn.scale * 10, log250)
    widths = [
        np.mean(found.high - found.low)
        for found in (
            stability.stability(values, WEIGHTS, keys, seed=1, uncertain=[some], concentration=None)
            for some in (drawn, vague)
        )
    ]
    assert widths[1] > 1.5 * widths[0] > 0


def test_a_part_without_weight_stays_without():
    values, keys, _ = city(3, 20, gaps=0.0)
    other = values.copy()
    other[:, 1] = np.random.default_rng(0).random(20)
    one, two = (stability.stability(table, [1, 0, 1, 1, 1], keys, seed=1) for table in (values, other))
    np.testing.assert_array_equal(one.top_share, two.top_share)


def test_the_size_of_a_chunk_decides_nothing(monkeypatch):
    values, keys, drawn = city(3, 50)
    whole = stability.stability(values, WEIGHTS, keys, seed=1, uncertain=[drawn])
    monkeypatch.setattr(stability, "_CELLS", 120)
    parts = stability.stability(values, WEIGHTS, keys, seed=1, uncertain=[drawn])
    assert whole.top_share.tobytes() == parts.top_share.tobytes()


def test_one_space_no_space_and_no_data():
    one = stability.stability(np.array([[0.5]]), [1], ["a"], seed=1)
    assert (one.low[0], one.median[0], one.high[0], one.top_share[0]) == (1, 1, 1, 1)
    assert stability.stability(np.empty((0, 2)), [1, 1], [], seed=1).low.shape == (0,)
    assert np.isnan(stability.stability(np.full((3, 2), np.nan), [1, 1], list("abc"), seed=1).median).all()


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("weights of the parts", {"weights": [1, -1]}),
        ("weights of the parts", {"weights": [0, 0]}),
        ("same id|id a", {"keys": ["a", "b", "a"]}),
        ("at least one draw", {"draws": 0}),
        ("at least one draw", {"top": 0}),
        ("such as 50", {"concentration": 0.0}),
        ("such as 50", {"concentration": float("nan")}),
        ("part 1", {"uncertain": [Uncertain(0, np.zeros(3), np.ones(3), log250)]}),
        ("part 2", {"uncertain": [Uncertain(1, np.ones(3), np.full(3, -1.0), log250)]}),
    ],
)
def test_what_cannot_be_drawn_is_said(words, change):
    given_: dict[str, Any] = {
        "values": np.full((3, 2), 0.5),
        "weights": [1, 1],
        "keys": ["a", "b", "c"],
        "seed": 1,
    } | change
    with pytest.raises(AnalysisError, match=words):
        stability.stability(**given_)
