"""Rows that changed, by comparing every pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import changes

rows = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12)


@settings(max_examples=300, deadline=None)
@given(rows, rows)
def test_a_row_is_matched_only_with_its_equal_and_none_is_forgotten(old, new):
    before, after = (np.array(each, dtype=float).reshape(-1, 2) for each in (old, new))
    index, fresh = changes.matched(before, after)
    found = index[index >= 0]
    np.testing.assert_array_equal(before[index >= 0], after[found])
    assert sorted([*found.tolist(), *fresh.tolist()]) == list(range(len(after)))
    assert (np.diff(found) > 0).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 30))
def test_one_row_taken_out_or_put_in_is_found_as_such(seed, n):
    rng = np.random.default_rng(seed)
    old = rng.uniform(size=(n, 2))
    at = int(rng.integers(0, n))
    gone, fresh = changes.matched(old, np.delete(old, at, axis=0))
    assert np.flatnonzero(gone < 0).tolist() == [at]
    assert not len(fresh)
    gone, fresh = changes.matched(old, np.insert(old, at, rng.uniform(size=2), axis=0))
    assert (gone >= 0).all()
    assert fresh.tolist() == [at]


def test_not_a_number_equals_nothing():
    rows = np.array([[1.0, 2.0], [np.nan, 2.0]])
    index, fresh = changes.matched(rows, rows)
    assert index.tolist() == [0, -1]
    assert fresh.tolist() == [1]
