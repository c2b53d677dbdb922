"""Acceptability of ranks: closed forms, exact ranges of one weight, a plain loop over draws, and what must hold for any input."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import beta, rankdata

from spaceplanner.analysis import need, smaa, stability
from spaceplanner.analysis.rank_tally import Tally
from spaceplanner.analysis.smaa import Drawn
from spaceplanner.errors import AnalysisError

FIELDS = ("acceptability", "expected", "median", "half", "ninety", "central", "confidence", "winning")


def run(values: Any, weights: Any = None, *, seed: Any = 1, **options: Any) -> Any:
    return smaa.smaa(np.asarray(values, dtype=float), weights, generator=np.random.default_rng(seed), **options)


def city(seed: Any, n: Any = 25, m: Any = 5, d: Any = 40, gaps: Any = 0.15) -> Any:
    """Return values with gaps, weights, and two uncertain criteria."""
    rng = np.random.default_rng(seed)
    values = rng.random((n, m))
    values[rng.random((n, m)) < gaps] = np.nan
    drawn = [Drawn(place, np.clip(values[:, place, None] + rng.normal(0, 0.1, (n, d)), 0, 1)) for place in (1, 3)]
    return values, rng.random(m) + 0.1, drawn


def test_three_specialists_in_closed_form():
    # Uniform weights: each is first, second, third a third of the time; the greatest of three shares is 11/18 in the mean.
    found = run(np.eye(3), draws=40_000)
    np.testing.assert_allclose(found.acceptability, 1 / 3, atol=0.01)
    np.testing.assert_allclose(found.central, np.where(np.eye(3), 11 / 18, 7 / 36), atol=0.01)
    np.testing.assert_allclose(found.expected, 2, atol=0.02)
    assert found.winning is not None
    np.testing.assert_allclose(found.winning, 0.5, atol=0.01)
    assert found.confidence.tolist() == [1, 1, 1]


def test_weights_about_those_given_in_closed_form():
    found = run(np.eye(2), [3, 2], concentration=20, draws=40_000)
    share = beta.sf(0.5, 12, 8)
    np.testing.assert_allclose(found.acceptability, [[share, 1 - share], [1 - share, share]], atol=0.01)
    # The mean of a beta variable above a half: its mean, times the tail of the beta with one more.
    assert found.central[0, 0] == pytest.approx(0.6 * beta.sf(0.5, 13, 8) / share, abs=0.01)


def test_draws_of_the_values_are_counted_exactly():
    drawn = np.random.default_rng(5).random((4, 50))
    found = run(np.zeros((4, 1)), drawn=[Drawn(0, drawn)], draws=200)
    ranks = rankdata(-drawn, axis=0)
    expected = [[(ranks[place] == rank).mean() for rank in (1, 2, 3, 4)] for place in range(4)]
    np.testing.assert_allclose(found.acceptability, expected, rtol=1e-12)
    np.testing.assert_allclose(found.confidence, found.acceptability[:, 0], rtol=1e-12)
    # Of more draws than weights, as many evenly spaced.
    found = run(np.zeros((4, 1)), drawn=[Drawn(0, drawn)], draws=25)
    expected = [[(ranks[place, ::2] == rank).mean() for rank in (1, 2, 3, 4)] for place in range(4)]
    np.testing.assert_allclose(found.acceptability, expected, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_beside_the_exact_ranges_of_one_weight(seed):
    # With two criteria ranks change where lines cross: lengths between crossings are the acceptability.
    values = np.random.default_rng(seed).random((6, 2))
    slope, level = values[:, 0] - values[:, 1], values[:, 1]
    crossings = [(level[j] - level[i]) / (slope[i] - slope[j]) for i in range(6) for j in range(i)]
    ends = np.unique([0.0, 1.0, *(at for at in crossings if 0 < at < 1)])
    middles, lengths = (ends[1:] + ends[:-1]) / 2, np.diff(ends)
    ranks = rankdata(-(level[:, None] + slope[:, None] * middles), axis=0)
    expected = np.array([[lengths[ranks[i] == rank].sum() for rank in range(1, 7)] for i in range(6)])
    first = ranks == 1
    found = run(values, draws=40_000, seed=seed)
    np.testing.assert_allclose(found.acceptability, expected, atol=0.012)
    ever = expected[:, 0] > 0.01
    central = [np.average(middles[row], weights=lengths[row]) for row in first[ever]]
    np.testing.assert_allclose(found.central[ever, 0], central, atol=0.02)
    assert np.isnan(found.central[expected[:, 0] == 0]).all()
    assert (found.confidence[ever] == 1).all()


def in_state(values: Any, drawn: Any, turn: Any, weights: Any, missing: Any) -> Any:
    """Return the scores in one state of the world, as `need` has them."""
    state = values.copy()
    for item in drawn:
        state[:, item.criterion] = item.values[:, turn % item.values.shape[1]]
    points = need.weigh(state, list(weights))
    return np.round(points.need if missing == "shared" else points.floor, 9)


def tallied(rows: Any, parts: Any, ranked: Any) -> Any:
    """Return counts of ranks, sums of the weights of the first, counts of firsts and of who is before whom, one by one."""
    n = rows.shape[1]
    held, central, firsts, before = np.zeros((n, n)), np.zeros((n, parts.shape[1])), np.zeros(n), np.zeros((n, n))
    for scores, row in zip(rows, parts, strict=True):
        best = rankdata(-scores[ranked], method="min").astype(int)
        size = (scores[ranked][:, None] == scores[ranked]).sum(axis=0)
        for place, rank, share in zip(np.flatnonzero(ranked), best, size, strict=True):
            held[place, rank - 1 : rank - 1 + share] += 1 / share
            central[place] += row / share * (rank == 1)
            firsts[place] += (rank == 1) / share
        before += np.greater.outer(scores, scores) + 0.5 * np.equal.outer(scores, scores)
    return held, central, firsts, before


@pytest.fixture
def with_gaps_and_twins() -> Any:
    values, weights, drawn = city(6)
    values[4] = np.nan
    values[2] = values[9] = [0.9, 0.5, 0.6, 0.7, 0.7]
    for item in drawn:
        item.values[4] = np.nan
        item.values[2] = item.values[9] = np.linspace(0.4, 0.9, 40)
    return values, weights, drawn


@pytest.mark.parametrize("missing", ["nothing", "shared"])
@pytest.mark.parametrize("about", [True, False])
def test_beside_a_plain_loop(with_gaps_and_twins, missing, about):
    values, weights, drawn = with_gaps_and_twins
    draws, n = 300, len(values)
    found = run(values, weights if about else None, seed=7, drawn=drawn, draws=draws, missing=missing)
    generator, size = np.random.default_rng(7), (draws, 5)
    shape = 50 * weights / weights.sum()
    parts = generator.standard_gamma(shape, size) if about else generator.standard_exponential(size)
    parts /= parts.sum(axis=1, keepdims=True)
    ranked = (np.arange(n) != 4) | (missing == "nothing")
    rows = np.array([in_state(values, drawn, turn, row, missing) for turn, row in enumerate(parts)])
    held, central, firsts, before = tallied(rows, parts, ranked)
    np.testing.assert_allclose(found.acceptability[ranked], held[ranked] / draws, atol=1e-12)
    ever = firsts > 0
    np.testing.assert_allclose(found.central[ever], central[ever] / firsts[ever, None], rtol=1e-9)
    assert np.isnan(found.central[~ever]).all()
    assert found.winning is not None
    square = np.ix_(ranked, ranked)
    np.testing.assert_allclose(found.winning[square], before[square] / draws, atol=1e-12)
    np.testing.assert_allclose(found.expected[ranked], (held @ np.arange(1, n + 1) / draws)[ranked], rtol=1e-12)
    assert found.acceptability[2, 0] == found.acceptability[9, 0] > 0
    assert missing == "nothing" or all(np.isnan(getattr(found, name)[4]).all() for name in FIELDS)


@pytest.mark.parametrize("missing", ["nothing", "shared"])
def test_the_confidence_factor_beside_a_plain_loop(with_gaps_and_twins, missing):
    values, weights, drawn = with_gaps_and_twins
    found = run(values, weights, seed=7, drawn=drawn, draws=300, missing=missing)
    ever = np.flatnonzero(~np.isnan(found.confidence))
    assert len(ever) > 3
    for place in ever:
        wins = 0.0
        for turn in range(40):
            scores = in_state(values, drawn, turn, found.central[place], missing)
            wins += (scores[place] == np.nanmax(scores)) / (scores == scores[place]).sum()
        assert found.confidence[place] == pytest.approx(wins / 40)


def test_intervals_are_those_of_the_stability_of_needs():
    values, weights, _ = city(8, gaps=0)
    keys = [f"{place:02}" for place in range(len(values))]
    # The same gamma variables make the weights: two programs of our own must agree to the last rank.
    other = stability.stability(values, weights.tolist(), keys, seed=4, draws=1000)
    found = smaa.smaa(values, weights.tolist(), generator=np.random.default_rng((4, 0)), draws=1000)
    np.testing.assert_array_equal(found.median, other.median)
    np.testing.assert_array_equal(found.ninety, np.column_stack((other.low, other.high)))
    assert (found.ninety[:, 0] <= found.half[:, 0]).all()
    assert (found.half[:, 1] <= found.ninety[:, 1]).all()
    top = found.acceptability[:, : stability.TOP].sum(axis=1)
    np.testing.assert_allclose(top, other.top_share, atol=1e-12)


def test_a_shared_first_place_counts_in_part_for_the_central_weights():
    """By hand: first with another in one draw, alone in the next, which therefore counts twice."""
    tally = Tally(2, 2, pairs=False)
    tally.add(np.array([(50.0, 50.0), (60.0, 40.0)]), np.array([(0.2, 0.8), (0.6, 0.4)]))
    np.testing.assert_allclose(tally.central(), [((0.1 + 0.6) / 1.5, (0.4 + 0.4) / 1.5), (0.2, 0.8)])


def test_equal_proposals_share_their_ranks():
    found = run([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.1, 0.1]], draws=50)
    np.testing.assert_allclose(found.acceptability[:3, :3], 1 / 3)
    assert found.acceptability[3].tolist() == [0, 0, 0, 1]
    np.testing.assert_allclose(found.expected, [2, 2, 2, 4])
    assert found.median.tolist() == [2, 2, 2, 4]
    assert found.ninety.tolist() == [[1, 3]] * 3 + [[4, 4]]
    np.testing.assert_allclose(found.confidence[:3], 1 / 3)
    assert np.isnan(found.confidence[3])


tables = arrays.arrays(
    float,
    st.tuples(st.integers(1, 9), st.just(3)),
    elements=st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1), st.just(float("nan"))),
)
rules = st.sampled_from(["nothing", "shared"])


@settings(deadline=None, max_examples=60)
@given(tables, rules, st.integers(0, 99), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_proposals_decides_nothing(values, missing, seed, uncertain, shuffler):
    n = len(values)
    moved = np.clip(values[:, 1, None] + np.random.default_rng(seed).normal(0, 0.2, (n, 7)), 0, 1)
    drawn = [Drawn(1, moved)] if uncertain else []
    order = np.array(shuffler.sample(range(n), n))
    again = [Drawn(1, moved[order])] if uncertain else []
    ask = partial(run, seed=seed, draws=40, missing=missing)
    one, other = ask(values, drawn=drawn), ask(values[order], drawn=again)
    for name in FIELDS:
        held = getattr(one, name)
        expected = held[np.ix_(order, order)] if name == "winning" else held[order]
        np.testing.assert_array_equal(getattr(other, name), expected, err_msg=name)


@settings(deadline=None, max_examples=60)
@given(tables, rules, st.one_of(st.none(), st.lists(st.floats(0.01, 5), min_size=3, max_size=3)))
def test_what_must_hold_for_any_input(values, missing, weights):
    found = run(values, weights, draws=60, missing=missing)
    ranked = ~np.isnan(found.expected)
    count = int(ranked.sum())
    assert count == (~np.isnan(values).all(axis=1)).sum() if missing == "shared" else count == len(values)
    np.testing.assert_allclose(found.acceptability[ranked].sum(axis=1), 1)
    np.testing.assert_allclose(found.acceptability[ranked].sum(axis=0)[:count], 1)
    assert (found.acceptability[ranked][:, count:] == 0).all()
    assert found.winning is not None
    held = found.winning[np.ix_(ranked, ranked)]
    np.testing.assert_allclose(held + held.T, 1)
    # Who is before whom says the same of the mean rank as the ranks do.
    np.testing.assert_allclose(found.expected[ranked], count + 0.5 - held.sum(axis=1))
    ever = found.acceptability[:, 0] > 0
    np.testing.assert_allclose(found.central[ever].sum(axis=1), 1)
    assert np.isnan(found.central[~ever]).all()
    assert ((found.confidence[ever] >= 0) & (found.confidence[ever] <= 1)).all()


def test_the_same_state_gives_the_same_bytes():
    values, weights, drawn = city(2)
    before = values.copy()
    one, other = (run(values, weights, drawn=drawn, draws=500) for _ in range(2))
    assert all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in FIELDS)
    assert run(values, weights, drawn=drawn, draws=500, seed=2).expected.tobytes() != one.expected.tobytes()
    np.testing.assert_array_equal(values, before)


def test_all_criteria_drawn_is_the_table_with_a_third_axis():
    values = np.random.default_rng(1).random((6, 3, 11))
    drawn = [Drawn(place, values[:, place]) for place in range(3)]
    one, other = run(values, draws=70), run(values[:, :, 0], drawn=drawn, draws=70)
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_weight_of_nothing_stays_nothing_and_weights_can_be_held():
    values = np.array([[0.2, 0.9], [0.8, 0.1]])
    assert run(values, [1, 0], draws=50).acceptability.tolist() == [[0, 1], [1, 0]]
    found = run(values, [0.5, 0.5], concentration=None, draws=50)
    assert found.acceptability.tolist() == [[1, 0], [0, 1]]
    np.testing.assert_array_equal(found.central[0], [0.5, 0.5])
    assert run(values, [1, 1], pairs=False, draws=50).winning is None
    # Known only in what has no weight: shared out, there is nothing to share.
    gap = np.array([[np.nan, 0.9], [0.8, 0.1]])
    assert np.isnan(run(gap, [1, 0], missing="shared", draws=50).expected).tolist() == [True, False]


def test_without_proposals_there_is_nothing():
    found = run(np.empty((0, 3)), draws=50)
    assert found.acceptability.shape == (0, 0)
    assert found.central.shape == (0, 3)
    assert found.median.shape == (0,)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"draws": 0}, "at least one draw"),
        ({"missing": "gone"}, "rule gone"),
        ({"weights": [1, 1, 1]}, "3 weights for 2 criteria"),
        ({"weights": [0, 0]}, "0 or more"),
        ({"weights": [1, 1], "concentration": 0}, "choose a number above 0"),
        ({"weights": [1, 1], "concentration": np.nan}, "choose a number above 0"),
        ({"drawn": [Drawn(0, np.zeros((3, 4)))]}, "draws of criterion 1 do not fit"),
        ({"drawn": [Drawn(2, np.zeros((2, 4)))]}, "draws of criterion 3 do not fit"),
        ({"drawn": [Drawn(0, np.zeros((2, 4))), Drawn(1, np.zeros((2, 5)))]}, "do not fit"),
        ({"drawn": [Drawn(0, np.zeros((2, 0)))]}, "do not fit"),
        ({"drawn": [Drawn(0, np.full((2, 4), 1.5))]}, "outside 0 to 1"),
        ({"drawn": [Drawn(0, np.array([[0.1, np.nan], [0.2, 0.3]]))]}, "known in some draws"),
    ],
)
def test_what_is_refused(options, words):
    with pytest.raises(AnalysisError, match=words):
        run(np.full((2, 2), 0.5), options.pop("weights", None), **options)


@pytest.mark.parametrize("values", [np.full((2, 2), -0.1), np.full((2, 2), np.inf)])
def test_values_must_be_values(values):
    with pytest.raises(AnalysisError, match="outside 0 to 1"):
        run(values)


@pytest.mark.parametrize("shape", [(2,), (2, 0), (2, 2, 0)])
def test_tables_must_be_tables(shape):
    with pytest.raises(AnalysisError):
        run(np.zeros(shape))
