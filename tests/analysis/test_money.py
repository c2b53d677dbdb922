"""Money: against amounts worked out by hand and a plain sum of discounted payments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import money


def test_the_factor_of_the_textbook():
    # 12 %, 10 years: 0.1770 (Park, table of interest factors A/P).
    assert money.annuity_factor(10, rate=0.12) == pytest.approx(0.1770, abs=5e-5)
    assert money.annuity_factor(1, rate=0.12) == pytest.approx(1.12)
    assert money.annuity_factor(8, rate=0) == pytest.approx(1 / 8)


@given(st.integers(1, 40), st.floats(0.001, 0.5))
def test_payments_discounted_add_up_to_the_cost(years, rate):
    payment = float(money.annuity_factor(years, rate=rate))
    assert sum(payment / (1 + rate) ** year for year in range(1, years + 1)) == pytest.approx(1)


def test_a_life_beyond_the_horizon_is_cut():
    got = money.equivalent_yearly([1000, 1000, 1000], [5, 10, 20], horizon_years=10)
    assert got[1] == pytest.approx(got[2])
    assert got[0] > got[1]


def test_money_goes_to_the_cheapest_line_first():
    assert money.shares_funded([46000, 18500, 0, 4800], 23300).tolist() == [0, 1, 1, 1]
    assert money.shares_funded([46000, 18500, 4800], 46300).tolist() == pytest.approx([0.5, 1, 1])
    assert money.shares_funded([100, 100], 100).tolist() == [0.5, 0.5]
    assert money.shares_funded([], 100).tolist() == []


@given(st.lists(st.floats(0, 1e6), max_size=8), st.floats(0, 1e7))
def test_no_more_is_covered_than_there_is(costs, available):
    shares = money.shares_funded(costs, available)
    assert ((shares >= 0) & (shares <= 1)).all()
    covered = float(np.sum(shares * np.array(costs)))
    assert covered == pytest.approx(min(available, sum(costs)), rel=1e-9, abs=1e-6)
