"""Appraisal: against amounts worked out by hand, plain loops, and what must hold of any flows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spaceplanner.analysis import appraisal, effects, money
from spaceplanner.errors import AnalysisError

AMOUNTS = st.floats(-1e6, 1e6, allow_subnormal=False)
RATES = st.one_of(st.just(0.0), st.floats(0.001, 0.5))


def one(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_by_hand():
    # 100/1.1 + 100/1.21 + 100/1.331 = 90.909 + 82.645 + 75.131.
    worth = appraisal.present_value([100, 100, 100], rate=0.1)
    assert worth == pytest.approx(248.685, abs=5e-4)
    assert appraisal.benefit_cost(one(float(worth)), one(200))[0] == pytest.approx(1.2434, abs=5e-5)
    assert appraisal.payback(one(200), np.full((3, 1), 100.0)).tolist() == [2]
    # Half as much each year: 100 + 50 + 25 at 0 %; 100/1.1 + 50/1.21 + 25/1.331 at 10 %.
    assert effects.kept(1, decay=0.5, years=3).tolist() == [1, 0.5, 0.25]
    assert 100 * appraisal.present_value(effects.kept(1, decay=0.5, years=3), rate=0) == pytest.approx(175)
    assert 100 * appraisal.present_value(effects.kept(1, decay=0.5, years=3), rate=0.1) == pytest.approx(
        151.0143, abs=1e-4
    )


def test_the_factor_of_the_textbook():
    # 12 %, 10 years: 5.6502 (Park, table of interest factors P/A).
    assert appraisal.present_value(np.ones(10), rate=0.12) == pytest.approx(5.6502, abs=5e-5)
    assert appraisal.present_value(np.ones(10), rate=0) == 10


@given(st.integers(1, 60), RATES)
def test_the_present_factor_and_the_annuity_undo_each_other(years, rate):
    factor = float(appraisal.present_value(np.ones(years), rate=rate))
    assert factor * float(money.annuity_factor(years, rate=rate)) == pytest.approx(1, rel=1e-9)


@given(st.integers(1, 40), RATES, st.one_of(st.just(0.0), st.floats(0.001, 0.9)))
def test_a_shrinking_stream_has_a_closed_form(years, rate, decay):
    # Geometric series: (1 - q^n) / (1 + rate - (1 - decay)) with q = (1 - decay) / (1 + rate).
    q = (1 - decay) / (1 + rate)
    wanted = years if decay == rate == 0 else (1 - q**years) / (rate + decay)
    got = appraisal.present_value(effects.kept(1, decay=decay, years=years), rate=rate)
    assert got == pytest.approx(wanted, rel=1e-6)


@given(arrays(float, (2, 7), elements=AMOUNTS), st.floats(-3, 3), RATES)
def test_present_value_is_linear_in_the_flows(flows, times, rate):
    one_, other = (appraisal.present_value(row, rate=rate) for row in flows)
    both = appraisal.present_value(flows[0] + times * flows[1], rate=rate)
    assert both == pytest.approx(float(one_ + times * other), rel=1e-9, abs=1e-4)


@given(st.floats(0, 1e6), st.floats(1, 1e6))
def test_the_ratio_is_above_one_just_where_the_net_value_is_positive(benefit, cost):
    ratio = appraisal.benefit_cost(one(benefit), one(cost))[0]
    assert (ratio > 1) == (benefit - cost > 0) or benefit == pytest.approx(cost, rel=1e-12)


def test_no_cost_has_no_finite_ratio():
    found = appraisal.benefit_cost(one(5, 0), one(0, 0))
    assert found[0] == np.inf
    assert np.isnan(found[1])


@given(arrays(float, (6, 3), elements=st.integers(-50, 50)), arrays(float, 3, elements=st.integers(0, 200)))
def test_payback_is_the_first_year_that_covers_the_start(net, start):
    for draw, got in enumerate(appraisal.payback(start, net)):
        left, wanted = start[draw], np.inf
        for year in range(6):
            left -= net[year, draw]
            if left <= 0:
                wanted = year + 1
                break
        assert got == wanted


def test_payback_leaves_its_inputs_alone():
    start = one(10)
    appraisal.payback(start, np.ones((3, 1)))
    assert start.tolist() == [10]


def test_what_averts_nothing_has_no_finite_price():
    assert appraisal.per_averted(one(100, 100, 100), one(4, 0, -2)).tolist() == [25, np.inf, np.inf]


def test_replacements_fall_within_the_horizon():
    assert appraisal.replaced_in(8, 10) == (8,)
    assert appraisal.replaced_in(5, 10) == (5,)
    assert appraisal.replaced_in(10, 10) == ()
    assert appraisal.replaced_in(3, 10) == (3, 6, 9)
    assert appraisal.replaced_in(2.5, 10) == (3, 5, 8)
    assert appraisal.replaced_in(15, 10) == ()


def test_break_even_is_where_the_median_net_value_is_nothing():
    # 38 % may move: 0.62 * 1000 = 620.
    assert appraisal.breakeven(one(1000), one(620)) == pytest.approx(0.38)
    assert appraisal.breakeven(one(100), one(620)) == 0
    assert appraisal.breakeven(one(-5), one(1)) == 0
    assert appraisal.breakeven(one(5), one(0)) == 1


@given(arrays(float, 11, elements=st.floats(-100, 1000)), arrays(float, 11, elements=st.floats(1, 500)))
def test_break_even_on_draws(benefit, cost):
    share = appraisal.breakeven(benefit, cost)
    if 0 < share < 1:
        assert np.median((1 - share) * benefit - cost) == pytest.approx(0, abs=1e-6)
    else:
        assert share == 0
        assert np.median(benefit - cost) <= 1e-9


@given(arrays(float, (3, 57), elements=AMOUNTS))
def test_quantiles_are_numpys(draws):
    wanted = np.quantile(draws, effects.QUANTILES, axis=1)
    np.testing.assert_allclose(effects.quantiles(draws), wanted, rtol=1e-9, atol=1e-6)


def test_infinity_stays_infinity():
    draws = np.array([[1.0] * 50 + [np.inf] * 51, [np.inf] * 101, [2.0] * 101])
    assert effects.quantiles(draws).T.tolist() == [[1, 1, np.inf, np.inf, np.inf], [np.inf] * 5, [2] * 5]


@pytest.mark.parametrize("rate", [-0.01, float("nan"), float("inf")])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(AnalysisError, match="discount rate"):
        appraisal.present_value([1], rate=rate)
