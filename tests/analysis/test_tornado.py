"""What moves a score: by hand, a plain loop, and what must hold for any input; ranges of weights beside a scan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from spaceplanner.analysis import need, tornado
from spaceplanner.errors import AnalysisError

tables = arrays.arrays(
    float,
    st.tuples(st.integers(1, 8), st.just(4)),
    elements=st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1), st.just(float("nan"))),
)
weights = st.lists(st.one_of(st.just(0.0), st.floats(0.05, 5)), min_size=4, max_size=4).filter(
    lambda held: sum(held) > 0
)
rules = st.sampled_from(["nothing", "shared"])


def points(values: Any, given_weights: Any, missing: Any = "nothing") -> Any:
    found = need.weigh(values, list(given_weights))
    return found.need if missing == "shared" else found.floor


def test_by_hand():
    values = np.array([[0.9, 0.2], [0.4, 0.6]])
    found = tornado.tornado(values, [0.5, 0.5], 0, low=np.array([0.3, np.nan]), high=np.array([1.0, np.nan]))
    assert found is not None
    assert found.score == pytest.approx(55)
    assert found.rank == 1
    first, second, value = found.bars
    assert (value.kind, value.criterion, value.inputs, value.ranks) == ("value", 0, (0.3, 0.9, 1.0), (2, 1))
    assert value.scores == pytest.approx((25, 60))
    assert value.swing == pytest.approx(35)
    # Without the first criterion the score is 20; with a weight of 1 against 0.5 it is 2/3 of 90 and 1/3 of 20.
    assert (first.kind, first.criterion, first.ranks) == ("weight", 0, (2, 1))
    assert first.inputs == pytest.approx((0, 0.5, 2 / 3))
    assert first.scores == pytest.approx((20, 66.6666667))
    assert second.criterion == 1
    assert second.scores == pytest.approx((90, 43.3333333))


@settings(deadline=None)
@given(tables, weights, rules, st.data())
def test_beside_a_plain_loop(values, given_weights, missing, data):
    place = data.draw(st.integers(0, len(values) - 1))
    width = data.draw(st.floats(0, 0.3))
    low, high = np.clip(values[place] - width, 0, 1), np.clip(values[place] + width, 0, 1)
    found = tornado.tornado(values, given_weights, place, low=low, high=high, missing=missing)
    base = points(values, given_weights, missing)
    if np.isnan(base[place]):
        assert found is None
        return
    assert found is not None
    assert found.score == pytest.approx(base[place], abs=1e-9)
    swings = [round(bar.swing, 9) for bar in found.bars]
    assert swings == sorted(swings, reverse=True)
    used = np.array(given_weights) > 0
    expected = (used.sum() if used.sum() > 1 else 0) + (used & ~np.isnan(values[place])).sum()
    assert len(found.bars) == expected
    for bar in found.bars:
        for end, factor in enumerate((0.0, 2.0)):
            moved, state = np.array(given_weights), values.copy()
            if bar.kind == "weight":
                moved[bar.criterion] *= factor
                assert bar.inputs[2 * end] == pytest.approx(moved[bar.criterion] / moved.sum())
            else:
                state[place, bar.criterion] = (low, high)[end][bar.criterion]
            scores = points(state, moved, missing)
            if np.isnan(scores[place]):
                scores = base
            assert bar.scores[end] == pytest.approx(scores[place], abs=1e-9)
            ahead = np.round(np.where(np.isnan(scores), -1, scores), 9) - round(float(scores[place]), 9)
            if (np.abs(ahead[ahead != 0]) > 1e-7).all():
                assert bar.ranks[end] == 1 + (ahead > 0).sum()


@given(tables, weights, st.integers(0, 3))
def test_a_value_equal_to_the_score_does_not_swing(values, given_weights, place):
    values = np.nan_to_num(values)
    others = np.delete(np.array(given_weights), place)
    assume(others.sum() > 0)
    given_weights[place] = 1.0
    values[:, place] = np.delete(values, place, axis=1) @ (others / others.sum())
    found = tornado.tornado(values, given_weights, 0)
    assert found is not None
    bar = next(bar for bar in found.bars if bar.criterion == place)
    assert bar.swing == pytest.approx(0, abs=1e-9)
    assert bar.scores == pytest.approx((found.score, found.score))


def test_the_only_known_criterion_cannot_move_a_shared_score():
    values = np.array([[0.7, np.nan], [0.2, 0.9]])
    found = tornado.tornado(values, [1, 1], 0, missing="shared")
    assert found is not None
    assert [bar.scores for bar in found.bars] == [pytest.approx((70, 70))] * 2
    assert tornado.tornado(np.array([[np.nan, 0.4]]), [1, 0], 0, missing="shared") is None


def test_what_the_tornado_refuses():
    values, low = np.full((2, 2), 0.5), np.array([0.2, np.nan])
    with pytest.raises(AnalysisError, match="no proposal number 3"):
        tornado.tornado(values, [1, 1], 2)
    with pytest.raises(AnalysisError, match="or neither"):
        tornado.tornado(values, [1, 1], 0, low=low)
    with pytest.raises(AnalysisError, match="above the high one"):
        tornado.tornado(values, [1, 1], 0, low=low, high=low - 0.1)
    with pytest.raises(AnalysisError, match="outside 0 to 1"):
        tornado.tornado(values, [1, 1], 0, low=low, high=low + 1)
    with pytest.raises(AnalysisError, match="1 weights for 2 criteria"):
        tornado.tornado(values, [1], 0)


def test_ranges_by_hand():
    # t · 0.9 + (1 - t) · 0.2 = t · 0.4 + (1 - t) · 0.6 at t = 4/9.
    found = tornado.weight_ranges(np.array([[0.9, 0.2], [0.4, 0.6]]), [0.5, 0.5])
    assert found is not None
    assert found.first == (0,)
    np.testing.assert_allclose(found.low, [4 / 9, 0])
    np.testing.assert_allclose(found.high, [1, 5 / 9])
    assert (found.below, found.above) == (((1,), ()), ((), (1,)))


def at(values: Any, given_weights: Any, place: Any, weight: Any) -> Any:
    """Return the documented points with one weight set and the others in proportion."""
    shares = np.array(given_weights) / sum(given_weights)
    others = 1 - shares[place]
    shares = shares * (1 - weight) / others
    shares[place] = weight
    return np.nan_to_num(values) @ shares


@settings(deadline=None)
@given(tables, weights)
def test_ranges_beside_a_scan(values, given_weights):
    found = tornado.weight_ranges(values, given_weights)
    assert found is not None
    firsts = list(found.first)
    np.testing.assert_allclose(found.weight, np.array(given_weights) / sum(given_weights))
    for place, weight in enumerate(found.weight):
        low, high = found.low[place], found.high[place]
        if weight == 1:
            assert np.isnan([low, high]).all()
            continue
        assert 0 <= low <= weight <= high <= 1
        for inside in np.linspace(low, high, 7):
            scores = at(values, given_weights, place, inside)
            assert scores[firsts].max() >= scores.max() - 1e-8
        for end, takers, step in ((low, found.below[place], -1), (high, found.above[place], 1)):
            if not takers:
                assert end in (0, 1)
                continue
            assert not set(takers) & set(firsts)
            scores = at(values, given_weights, place, end)
            np.testing.assert_allclose(scores[list(takers)], scores.max(), atol=1e-7)
            # Halfway from there to the end of the scale they are still before those that are first today.
            beyond = at(values, given_weights, place, (end + max(step, 0)) / 2)
            assert beyond[list(takers)].max() >= beyond[firsts].max() - 1e-9


@settings(deadline=None)
@given(tables, weights, st.randoms(use_true_random=False))
def test_the_order_of_the_proposals_decides_nothing(values, given_weights, shuffler):
    order = np.array(shuffler.sample(range(len(values)), len(values)))
    one, other = (tornado.weight_ranges(table, given_weights) for table in (values, values[order]))
    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(one.low, other.low)
    np.testing.assert_array_equal(one.high, other.high)
    back = {int(old): new for new, old in enumerate(order)}
    assert {back[place] for place in one.first} == set(other.first)
    for before, after in zip((*one.below, *one.above), (*other.below, *other.above), strict=True):
        assert {back[place] for place in before} == set(after)
    first, again = (
        tornado.tornado(values, given_weights, int(order[0])),
        tornado.tornado(values[order], given_weights, 0),
    )
    assert first == again


def test_without_proposals_there_are_no_ranges():
    assert tornado.weight_ranges(np.empty((0, 2)), [1, 1]) is None
    found = tornado.weight_ranges(np.array([[0.3, 0.4], [0.5, 0.1]]), [1, 0])
    assert found is not None
    assert (found.first, np.isnan(found.low[0]), found.above) == ((1,), True, ((), (0,)))
    assert found.high[1] == pytest.approx(0.4)


@settings(deadline=None)
@given(tables, weights)
def test_all_at_once_are_what_each_is_by_itself(values, given_weights):
    found = tornado.weight_swings(values, given_weights)
    for place in range(len(values)):
        alone = tornado.tornado(values, given_weights, place)
        assert alone is not None
        bars = {bar.criterion: bar for bar in alone.bars}
        assert set(bars) == set(found.criteria)
        for at, criterion in enumerate(found.criteria):
            bar = bars[criterion]
            assert tuple(found.ends[at]) == (bar.inputs[0], bar.inputs[2])
            assert tuple(found.scores[at, :, place]) == bar.scores
            assert tuple(found.ranks[at, :, place]) == bar.ranks


@settings(deadline=None)
@given(tables, weights, st.randoms(use_true_random=False))
def test_moved_alone_is_a_plain_loop(values, given_weights, random):
    places = [random.randrange(len(values)) for _ in range(5)]
    rows = np.array([[random.choice([0.0, 0.5, 1.0, random.random()]) for _ in range(4)] for _ in places])
    scores, ranks = tornado.moved(values, given_weights, places, rows)
    for place, row, score, rank in zip(places, rows, scores, ranks, strict=True):
        table = values.copy()
        table[place] = row
        plain = points(table, given_weights)
        assert score == pytest.approx(plain[place], abs=1e-9)
        assert rank == need.ranks(plain)[place]
