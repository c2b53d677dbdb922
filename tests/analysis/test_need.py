from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from spaceplanner.analysis import need, value
from spaceplanner.errors import AnalysisError

matrices = arrays.arrays(
    float, st.tuples(st.integers(1, 8), st.just(4)), elements=st.one_of(st.floats(0, 1), st.just(float("nan")))
)
weights = st.lists(st.floats(0.01, 5), min_size=4, max_size=4)


def test_linear_value():
    x = np.array([-1, 0, 5, 10, 12, np.nan])
    np.testing.assert_allclose(value.linear(x, 0, 10), [0, 0, 0.5, 1, 1, np.nan])
    np.testing.assert_allclose(value.linear(x, 10, 0), [1, 1, 0.5, 0, 0, np.nan])


def test_log_value():
    x = np.array([-1, 0, 9, 99, 1000, np.nan])
    np.testing.assert_allclose(value.log(x, 0, 99), [0, 0, 0.5, 1, 1, np.nan])
    np.testing.assert_allclose(value.log(np.array([10 - 9.0]), 10, 10 - 99), [0.5])


def test_equal_anchors_are_refused():
    with pytest.raises(AnalysisError, match="set them apart"):
        value.linear(np.zeros(1), 3, 3)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
@pytest.mark.parametrize("form", ["linear", "log"])
def test_an_anchor_that_is_no_number_is_refused_and_not_taken_for_no_data(form, wrong):
    for low, high in ((0, wrong), (wrong, 0)):
        with pytest.raises(AnalysisError, match="must be numbers"):
            value.FORMS[form](np.ones(1), low, high)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0])
def test_a_weight_that_is_no_number_is_refused(wrong):
    with pytest.raises(AnalysisError, match="weights"):
        need.weigh(np.ones((1, 2)), [1, wrong])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(["linear", "log"]))
def test_values_rise_from_low_to_high_within_0_and_1(x, low, high, form):
    if abs(high - low) < 1e-3:
        return
    function = value.FORMS[form]
    ends = function(np.array([low, high]), low, high)
    np.testing.assert_allclose(ends, [0, 1])
    here, further = function(np.array([x, x + (high - low) / 7]), low, high)
    assert 0 <= here <= further <= 1


@given(matrices, weights)
def test_points_add_up_to_need(values, parts):
    found = need.weigh(values, parts)
    known = ~np.isnan(values).all(axis=1)
    np.testing.assert_allclose(found.points.sum(axis=1)[known], found.need[known], atol=1e-9)
    np.testing.assert_allclose(found.weights.sum(axis=1)[known], 1)
    assert np.isnan(found.need[~known]).all()
    assert (found.floor[~known] == 0).all()
    assert (found.floor <= np.where(known, found.need, 0) + 1e-9).all()
    complete = ~np.isnan(values).any(axis=1)
    np.testing.assert_allclose(found.floor[complete], found.need[complete], atol=1e-9)


@given(matrices, weights, st.data())
def test_a_measure_lost_lowers_the_floor_and_touches_no_other(values, parts, data):
    row = data.draw(st.integers(0, len(values) - 1))
    column = data.draw(st.integers(0, 3))
    before = need.weigh(values, parts).floor
    fewer = values.copy()
    fewer[row, column] = np.nan
    after = need.weigh(fewer, parts).floor
    assert after[row] <= before[row] + 1e-12
    others = np.arange(len(values)) != row
    np.testing.assert_array_equal(after[others], before[others])


def test_weights_must_be_weights():
    for parts in ([1, -1], [0, 0], []):
        with pytest.raises(AnalysisError, match="weights"):
            need.weigh(np.zeros((1, len(parts))), parts)


def test_equal_needs_share_a_rank():
    assert need.ranks(np.array([50.0, 70, 50, 10, 50 + 1e-12])).tolist() == [2, 1, 2, 5, 2]
    assert need.ranks(np.empty(0)).tolist() == []
