"""What changed, against the lists themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import difference


def explained(before: Any, after: Any, change: difference.Change) -> bool:
    """Tell whether a change makes the one version into the other: kept rows moved, the rest new."""
    stayed = np.delete(np.arange(len(before)), change.gone)
    made = np.full(len(after), -1)
    made[change.now(stayed)] = stayed
    return sorted(np.flatnonzero(made < 0)) == list(change.new) and all(
        before[old] == after[new] for new, old in enumerate(made) if old >= 0
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(0, 5), max_size=60),
    st.integers(0, 60),
    st.lists(st.integers(0, 5), max_size=6),
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 59), st.integers(0, 9)), max_size=4),
)
def test_moved_rows_and_a_run_put_in_or_taken_out_explain_the_change(rows, at, fresh, out, moved):
    before = list(rows)
    after = before[:at] + fresh + before[at + out :]
    for place, value in moved:
        if place < len(after):
            after[place] = value
    one, other = (np.array(side, dtype=np.float64) for side in (before, after))
    change = difference.rows((one,), (other,))
    back = difference.rows((other,), (one,))
    if change is None or back is None:
        assert max(len(before), len(after)) > 32
    else:
        assert explained(before, after, change)
        assert explained(after, before, back)


def test_one_moved_point_is_one_row_whatever_column_it_is_in():
    xy, lumens = np.random.default_rng(1).random((1000, 2)), np.full(1000, np.nan)
    other = xy.copy()
    other[77, 1] += 1e-9
    brighter = lumens.copy()
    brighter[5] = 8000
    change = difference.rows((xy, lumens), (other, brighter))
    assert change is not None
    assert change.gone.tolist() == change.new.tolist() == [5, 77]
    assert change.shift == 0


def test_a_point_put_in_and_one_taken_out_shift_the_others():
    xy = np.random.default_rng(1).random((1000, 2))
    put = difference.rows((xy,), (np.insert(xy, 300, (5, 5), axis=0),))
    out = difference.rows((xy,), (np.delete(xy, 300, axis=0),))
    assert put is not None
    assert out is not None
    assert (put.gone.tolist(), put.new.tolist(), put.now(np.array([299, 300])).tolist()) == ([], [300], [299, 301])
    assert (out.gone.tolist(), out.new.tolist(), out.now(np.array([299, 301])).tolist()) == ([300], [], [299, 300])


def test_the_same_arrays_and_nan_are_no_change():
    times = np.array(["2024-01-01", "NaT"], dtype="datetime64[s]")
    for column in (np.array([1.0, np.nan]), times, np.array([True, False]), np.array([], dtype=np.int8)):
        for again in (column, column.copy()):
            change = difference.rows((column,), (again,))
            assert change is not None
            assert len(change.gone) == len(change.new) == change.shift == 0


def test_shapes_count_as_the_same_only_if_they_are_the_same_object():
    shapes = np.array([shapely.box(0, 0, 1, k) for k in range(1, 5)])
    other = shapes.copy()
    other[2] = shapely.box(0, 0, 1, 3)
    change = difference.rows((shapes,), (other,))
    assert change is not None
    assert change.new.tolist() == [2]


@pytest.mark.parametrize("rows", [40, 5000])
def test_many_changes_are_not_listed(rows):
    rng = np.random.default_rng(3)
    before = rng.random((5000, 2))
    after = before.copy()
    after[rng.choice(5000, rows, replace=False)] += 1
    change = difference.rows((before,), (after,))
    assert (change is None) == (rows == 5000)
    assert difference.rows((before,), (before[:2000],)) is None
    assert difference.rows((before,), (before[::-1].copy(),)) is None
