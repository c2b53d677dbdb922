"""Sets of rows, against Python's own sets, and how long a million takes beside what NumPy needs to sort them."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain import rows

numbers = st.lists(st.integers(0, 3000), max_size=60)
many = st.lists(st.integers(0, 1500), min_size=1001, max_size=1100)


def array(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(values=numbers | many)
def test_rows_in_any_order_are_a_set(values):
    given_, found = array(values), rows.rising(array(values))
    assert found.tolist() == sorted(set(values))
    assert found.dtype == np.int64
    assert given_.tolist() == values


@given(one=numbers, other=numbers)
def test_sets_are_joined_and_taken_apart(one, other):
    a, b = rows.rising(array(one)), rows.rising(array(other))
    assert rows.joined(a, b).tolist() == sorted(set(one) | set(other))
    assert rows.without(a, b).tolist() == sorted(set(one) - set(other))
    for row in other[:3]:
        assert rows.toggled(a, row).tolist() == sorted(set(one) ^ {row})


def test_a_million_rows_do_not_keep_the_window_waiting():
    """np.unique, union1d and setxor1d take 1 to 2 s for them."""
    shuffled = np.random.default_rng(1).permutation(1_000_000)
    started = time.perf_counter()
    every = rows.rising(shuffled)
    half = rows.without(every, every[::2])
    assert len(rows.joined(half, every[:10])) == 500_005
    assert len(rows.toggled(every, 7)) == 999_999
    assert time.perf_counter() - started < 0.3
