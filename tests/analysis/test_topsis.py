"""Closeness to an ideal: beside pymcdm on random tables, by hand, and what must hold for any input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import minmax_normalization, vector_normalization

from spaceplanner.analysis import topsis
from spaceplanner.errors import AnalysisError


def tables(low: Any, high: Any, *, gaps: Any = False) -> Any:
    numbers = st.floats(low, high).map(lambda number: round(number, 3))
    cells = st.one_of(numbers, st.just(float("nan"))) if gaps else numbers
    return arrays.arrays(float, st.tuples(st.integers(2, 12), st.just(4)), elements=cells)


weights = st.lists(st.floats(0.05, 5), min_size=4, max_size=4)


@given(tables(0, 1), weights)
def test_fixed_anchors_beside_pymcdm_with_the_anchors_as_proposals(values, given_weights):
    # With a proposal at each anchor its scaling to the range of the column is the identity, its ideal is 1 and the worst 0.
    peer = TOPSIS(minmax_normalization)
    shares = np.array(given_weights) / sum(given_weights)
    anchored = np.vstack((values, np.zeros(4), np.ones(4)))
    expected = peer(anchored, shares, np.ones(4), validation=False)[:-2]
    np.testing.assert_allclose(topsis.closeness(values, given_weights), expected, atol=1e-9)


def test_by_hand():
    # w v = (0.3, 0.1): d- = sqrt(0.1); w (1 - v) = (0.3, 0.3): d+ = sqrt(0.18).
    found = topsis.closeness(np.array([[0.5, 0.25]]), [3, 2])
    assert found[0] == pytest.approx(np.sqrt(0.1) / (np.sqrt(0.1) + np.sqrt(0.18)))


@given(tables(0, 1, gaps=True), weights, st.sampled_from(["nothing", "shared"]))
def test_a_proposal_taken_away_changes_no_other(values, given_weights, missing):
    whole = topsis.closeness(values, given_weights, missing)
    np.testing.assert_array_equal(topsis.closeness(values[1:], given_weights, missing), whole[1:])


def test_the_classical_form_does_turn_a_ranking_round():
    """What a proposal that is added does to two others by pymcdm's own scaling, which is why it is not used."""
    peer, table = TOPSIS(vector_normalization), np.array([[6.0, 8.0], [8.0, 5.5]])
    more = np.vstack((table, [[1.0, 7.9]]))
    before, after = (peer(rows, np.full(2, 0.5), np.ones(2))[:2] for rows in (table, more))
    assert (before[0] > before[1]) != (after[0] > after[1])


@given(tables(0, 1), weights)
def test_better_values_come_closer(values, given_weights):
    better = values + 0.5 * (1 - values)
    assert (topsis.closeness(better, given_weights) >= topsis.closeness(values, given_weights) - 1e-12).all()
    np.testing.assert_allclose(topsis.closeness(1 - values, given_weights), 1 - topsis.closeness(values, given_weights))


def test_what_is_missing():
    values = np.array([[0.6, np.nan, 0.2, 0.9], [np.nan] * 4])
    nothing, shared = (topsis.closeness(values, [4, 3, 2, 1], rule) for rule in ("nothing", "shared"))
    assert nothing[0] == topsis.closeness(np.nan_to_num(values), [4, 3, 2, 1])[0]
    assert nothing[1] == 0
    assert shared[0] == pytest.approx(topsis.closeness(values[:1, [0, 2, 3]], [4, 2, 1])[0])
    assert np.isnan(shared[1])


def test_no_proposals_have_no_closeness():
    assert topsis.closeness(np.empty((0, 2)), [1, 1]).shape == (0,)


def test_what_is_refused():
    values = np.full((2, 2), 0.5)
    with pytest.raises(AnalysisError, match="outside 0 to 1"):
        topsis.closeness(values + 1, [1, 1])
    with pytest.raises(AnalysisError, match="rule gone"):
        topsis.closeness(values, [1, 1], "gone")
    with pytest.raises(AnalysisError, match="3 weights for 2 criteria"):
        topsis.closeness(values, [1, 1, 1])
    with pytest.raises(AnalysisError, match="0 or more"):
        topsis.closeness(values, [0, 0])
