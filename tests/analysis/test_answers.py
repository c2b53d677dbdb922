"""Sums of a survey that tell of no single business."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import answers

NAN = float("nan")


def test_fewer_than_five_answers_are_withheld():
    four = np.array([100.0, 200, 300, 100, NAN, NAN])
    assert answers.count(four) == 4
    assert answers.total(four) is None
    assert answers.mean(four) is None
    five = np.append(four, 0.0)
    assert answers.total(five) == 500
    assert answers.mean(five) == 100


def test_one_that_makes_up_more_than_half_is_withheld():
    assert answers.total(np.array([501.0, 125, 125, 125, 124])) is None
    assert answers.total(np.array([500.0, 125, 125, 125, 125])) == 1000
    assert answers.mean(np.array([0.9, 0.1, 0.1, 0.1, 0.1])) is None
    assert answers.mean(np.array([-0.9, 0.2, 0.2, 0.2, 0.2])) is None
    assert answers.mean(np.array([0.3, 0.1, 0.1, 0.1, 0.1])) == pytest.approx(0.1)


def test_the_difference_of_two_figures_does_not_tell_the_answer_between_them():
    five = np.full(5, 1100.0)
    sixth = np.arange(1100.0, 2000.0, 10)
    assert answers.total(five) == 6000
    assert {answers.total(np.append(five, more)) for more in sixth} == {6000, 8000}
    assert len({answers.mean(np.append(five, more)) for more in sixth}) <= 2


@given(st.lists(st.floats(1, 1e6), min_size=5, max_size=30))
def test_what_is_told_is_rounded_to_no_less_than_the_largest_answer_and_to_little_more(values):
    amounts = np.array(values)
    told, largest = answers.total(amounts), amounts.max()
    if told is not None:
        # Steps of 1, 2 and 5 are at most 2.5 times the answer; a second rounding, to two digits, adds 5 % at most.
        assert abs(told - amounts.sum()) <= 1.25 * largest + 0.05 * told
        assert told > 0


def test_nobody_lost_anything_is_an_answer():
    assert answers.total(np.zeros(5)) == 0


def test_shares_come_in_steps_and_tell_of_no_few():
    assert answers.share(np.array([1.0] * 7 + [0.0] * 13)) == pytest.approx(0.35)
    assert answers.share(np.array([1.0] * 4 + [0.0] * 16)) is None
    assert answers.share(np.array([1.0] * 16 + [0.0] * 4)) is None
    assert answers.share(np.array([1.0] * 5 + [0.0] * 4)) is None
    # How often somebody was a victim counts once.
    assert answers.share(np.array([3.0] * 10 + [0.0] * 10)) == pytest.approx(0.5)


@given(st.lists(st.one_of(st.just(NAN), st.floats(0, 1e6)), max_size=30), st.randoms())
def test_the_order_of_answers_does_not_matter(values, chance):
    first = answers.total(np.array(values, dtype=float))
    chance.shuffle(values)
    second = answers.total(np.array(values, dtype=float))
    assert (first is None) == (second is None)
    assert first is None or first == pytest.approx(second)
