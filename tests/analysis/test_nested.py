"""What may be told of residents within growing distances: nothing under five follows, whatever is subtracted."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import nested

NAN = np.nan


def test_what_lies_between_two_distances_is_a_cell_too():
    told = nested.told(np.array([[[115.0, 62.0], [118.0, 64.0], [90.0, 50.0]]]))[0]
    assert np.array_equal(told, np.array([[115, 62], [NAN, NAN], [90, 50]]), equal_nan=True)


def test_the_distance_that_matters_more_is_told():
    told = nested.told(np.array([[[118.0], [115.0]]]))[0, :, 0]
    assert np.array_equal(told, [118, NAN], equal_nan=True)


def test_equal_numbers_are_both_told_and_small_and_unknown_ones_are_not():
    told = nested.told(np.array([[[10.0], [10.0]], [[4.0], [0.0]], [[NAN], [7.0]]]))[:, :, 0]
    assert np.array_equal(told, np.array([[10, 10], [NAN, NAN], [NAN, 7]]), equal_nan=True)


def test_groups_that_exclude_each_other_leave_no_few():
    told = nested.told(np.array([[[20.0, 10.0, 10.0, 8.0]]]), exclusive=((2, 3),))[0, 0]
    assert np.array_equal(told, [20, 10, 10, NAN], equal_nan=True)


def test_a_group_that_outnumbers_all_is_not_told():
    told = nested.told(np.array([[[6.0, 980.0]]]))[0, 0]
    assert np.array_equal(told, [6, NAN], equal_nan=True)


# Rings around a space: in each, adults, children and older people, and how many of all are women.
RING = st.tuples(*(st.integers(0, 12) for _ in range(3)), st.floats(0, 1))


@given(st.lists(RING, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_no_number_under_five_follows_by_any_subtraction(rings, chance):
    cells = np.array([(a + c + o, round(share * (a + c + o)), c, o) for a, c, o, share in rings], dtype=float)
    within = np.cumsum(cells, axis=0)
    order = list(range(len(rings)))
    chance.shuffle(order)
    told = nested.told(within[order][None], exclusive=((2, 3),))[0]
    shown = ~np.isnan(told)
    assert np.array_equal(told[shown], within[order][shown])
    rows = [np.zeros(4), *told]
    for one, other in combinations(rows, 2):
        every, women, children, older = np.abs(one - other)
        follows = (
            every, women, every - women, children, older, every - children, every - older, every - children - older,
        )  # fmt: skip
        assert not any(0 < number < 5 for number in follows)
