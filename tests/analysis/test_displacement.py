from __future__ import annotations

from math import isnan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from spaceplanner.analysis.displacement import (
    Counts,
    Weights,
    detectable,
    difference,
    excess_variance,
    ratio,
    sites,
    unlike,
)
from spaceplanner.errors import AnalysisError

PAPER: dict[str, Any] = {
    "treated": Counts(207, 110),
    "control": Counts(308, 318),
    "ring": Counts(178, 157),
    "ring_control": Counts(150, 140),
}
"""Wheeler & Ratcliffe 2018, the example of the paper."""

AREAS = Weights(treated=1.2, control=0.9, ring=1.5, ring_control=1.6)

DESIGN = {"controls": 5.0, "before": 2.0, "after": 2.0}


def test_the_published_example():
    found = difference(Counts(100, 80), Counts(100, 90)).local
    assert found.estimate == -10
    assert found.error == pytest.approx(sqrt(370), abs=1e-12)
    assert round(found.error, 1) == 19.2
    assert found.p == pytest.approx(2 * stats.norm.sf(10 / sqrt(370)), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(stats.norm.interval(0.9, -10, sqrt(370)), abs=1e-9)


def test_the_example_of_the_paper_with_displacement():
    total = difference(**PAPER, level=0.95).total
    assert total.estimate == -118
    assert total.error == pytest.approx(sqrt(1568), abs=1e-12)
    assert (round(total.z, 2), round(total.low), round(total.high)) == (-2.98, -196, -40)


def test_weights_for_unequal_periods_and_areas_as_ptools_tests_them():
    by_year = difference(Counts(80, 20), Counts(100, 50), times=(2, 1)).total
    assert (by_year.estimate, by_year.error) == pytest.approx((-20, sqrt(115)), abs=1e-12)
    total = difference(**PAPER, areas=AREAS, level=0.95).total
    assert (total.estimate, total.error, total.z, total.low, total.high) == pytest.approx(
        (-99.69444444, 35.4280755, -2.813995483, -169.1321965, -30.25669241), abs=1e-7
    )


@given(*(st.tuples(st.integers(0, 500), st.integers(0, 500)),) * 2, st.tuples(st.floats(0.1, 10), st.floats(0.1, 10)))
def test_treated_and_control_exchanged_turn_the_sign(treated, control, times):
    one = difference(Counts(*treated), Counts(*control), times=times).local
    other = difference(Counts(*control), Counts(*treated), times=times).local
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-9)
    assert one.error == pytest.approx(other.error, rel=1e-12)


@given(st.integers(1, 500), st.integers(1, 500), st.floats(0.1, 10))
def test_time_in_another_unit_gives_the_same_verdict(t0, t1, unit):
    one, other = (difference(Counts(t0, t1), Counts(t1, t0), times=times).local for times in ((1, 2), (unit, 2 * unit)))
    assert one.z == pytest.approx(other.z, abs=1e-9)


def test_nothing_counted_says_nothing():
    found = difference(Counts(0, 0), Counts(0, 0)).local
    assert found.estimate == found.error == 0
    assert all(isnan(value) for value in (found.z, found.p, found.low, found.high))


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"treated": Counts(-1, 2)}, "negative"),
        ({"treated": Counts(float("nan"), 2)}, "no number"),
        ({"times": (0, 1)}, "no length"),
        ({"areas": Weights(control=0)}, "no ground"),
        ({"level": 1}, "between 0 and 1"),
        ({"ring": Counts(1, 1)}, "needs the ring"),
    ],
)
def test_bad_input_is_refused(changes, match):
    with pytest.raises(AnalysisError, match=match):
        difference(**({"treated": Counts(1, 2), "control": Counts(1, 2)} | changes))


def test_at_the_detectable_reduction_four_of_five_simulations_are_significant():
    share = detectable(200, 900, **DESIGN)
    assert 0 < share < 1
    assert _seen(share, 200, 900, 1) == pytest.approx(0.8, abs=0.015)
    assert _seen(0.0, 200, 900, 1) == pytest.approx(0.05, abs=0.01)


def test_as_many_sites_as_needed_see_it_in_four_of_five_simulations():
    n = sites(0.12, 40, 180, **DESIGN)
    assert n is not None
    assert n > 1
    assert _seen(0.12, 40, 180, n) >= 0.79
    assert _seen(0.12, 40, 180, n - 1) < 0.81


def _seen(reduction: float, yearly: float, control_yearly: float, n: int) -> float:
    """Return in how many of 20,000 Poisson worlds the 90 % interval lies below 0."""
    rng = np.random.default_rng(7)
    t0, t1, c0, c1 = (
        rng.poisson(2.0 * n * mean, 20_000)
        for mean in (yearly, yearly * (1 - reduction), control_yearly, control_yearly)
    )
    estimate = (t1 - t0) / 2 - (c1 - c0) / 10
    error = np.sqrt((t1 + t0) / 4 + (c1 + c0) / 100)
    return float((estimate + 1.6448536 * error < 0).mean())


def test_the_detectable_reduction_solves_its_equation():
    share = detectable(40, 200, **DESIGN)
    k = stats.norm.ppf(0.95) + stats.norm.ppf(0.8)
    variance = 40 * (1 - share) / 2 + 40 / 2 + 200 / 25 * (1 / 2 + 1 / 2)
    assert 40 * share == pytest.approx(k * sqrt(variance), rel=1e-12)
    assert sites(share, 40, 200, **DESIGN) == 1
    assert sites(share * 0.99, 40, 200, **DESIGN) == 2


@given(st.floats(1, 1e4), st.floats(0, 1e5), st.floats(0.1, 10), st.floats(0.1, 20))
def test_more_months_and_more_controls_show_less(yearly, control, years, controls):
    share = detectable(yearly, control, controls=controls, before=years, after=years)
    assert detectable(yearly, control, controls=controls, before=years, after=2 * years) <= share
    assert detectable(yearly, control, controls=controls, before=2 * years, after=years) < share
    # Twice as many controls of the same kind.
    assert detectable(yearly, 2 * control, controls=2 * controls, before=years, after=years) <= share
    assert detectable(yearly, control, controls=controls, before=years, after=years, power=0.9) > share


def test_where_nothing_is_expected_nothing_can_be_seen():
    assert detectable(0, 10, **DESIGN) == float("inf")
    assert detectable(1, 5, **DESIGN) > 1
    assert sites(0.0, 40, 200, **DESIGN) is None
    assert sites(-0.1, 40, 200, **DESIGN) is None
    assert sites(0.1, 0, 200, **DESIGN) is None
    with pytest.raises(AnalysisError, match="no length"):
        detectable(40, 200, controls=5, before=0, after=1)
    with pytest.raises(AnalysisError, match="is no test"):
        detectable(40, 200, **DESIGN, power=1.0)


def test_the_relative_ratio_and_its_interval():
    """Against a log-linear model's closed form, and unchanged where the control is ten times as large."""
    middle, low, high = ratio(Counts(100, 80), Counts(100, 90))
    assert middle == pytest.approx(0.8 / 0.9, rel=1e-12)
    assert np.log([low, high]) == pytest.approx(
        stats.norm.interval(0.9, np.log(0.8 / 0.9), sqrt(1 / 100 + 1 / 80 + 1 / 100 + 1 / 90)), rel=1e-9
    )
    # Wheeler's example of Wilson's estimator (andrewpwheeler.com, 2021).
    assert ratio(Counts(50, 30), Counts(60, 55))[0] == pytest.approx(0.6545455, abs=1e-7)
    assert ratio(Counts(100, 80), Counts(1000, 900))[0] == pytest.approx(middle, rel=1e-12)
    assert ratio(Counts(10, 0), Counts(10, 10))[0] == pytest.approx(0.5 / 10.5, rel=1e-12)


def test_controls_that_change_differently_are_found():
    before, after = np.array([30, 50, 20, 0]), np.array([10, 80, 22, 0])
    assert unlike(before, after) == pytest.approx(
        stats.chi2_contingency(np.array([before[:3], after[:3]]), correction=False).pvalue, rel=1e-9
    )
    assert unlike(np.array([10, 20]), np.array([20, 40])) == pytest.approx(1)
    assert isnan(unlike(np.array([10]), np.array([20])))
    assert isnan(unlike(np.array([10, 5]), np.array([0, 0])))


def test_excess_variance_is_that_of_the_simulated_counts():
    rng = np.random.default_rng(3)
    for times in (1.0, 3.0):
        z = rng.normal(0, sqrt(times), 20_001)
        z[0] = 1e6
        assert excess_variance(z) == pytest.approx(times, rel=0.05)
    assert excess_variance(np.array([0.1, np.nan])) == 1
    assert isnan(excess_variance(np.array([np.nan])))


def test_excess_variance_widens_the_detectable_reduction():
    """At twice the variance, n sites are needed where half as many were, and d solves the equation with it."""
    share = detectable(100, 500, **DESIGN, excess=2.5)
    k = stats.norm.ppf(0.95) + stats.norm.ppf(0.8)
    assert 100 * share == pytest.approx(k * sqrt(2.5 * (100 * (1 - share) / 2 + 50 + 500 / 25)), rel=1e-12)
    assert sites(share, 100, 500, **DESIGN, excess=2.5) == 1
    one, two = (sites(0.05, 40, 200, **DESIGN, excess=excess) for excess in (1.0, 2.0))
    assert two == pytest.approx(2 * (one or 0), abs=1)
    with pytest.raises(AnalysisError, match="1 or more"):
        detectable(100, 500, **DESIGN, excess=0.5)
