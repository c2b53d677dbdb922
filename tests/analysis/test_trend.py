"""The trend against statsmodels, a closed form and made counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import trend
from spaceplanner.errors import AnalysisError

COUNTS = np.array(
    [
        (31, 28, 40, 35, 29, 33, 38, 41, 30, 27, 36, 52),
        (33, 30, 29, 37, 31, 26, 35, 40, 28, 33, 30, 47),
        (25, 29, 31, 28, 33, 24, 30, 37, 26, 22, 29, 41),
    ]
).ravel()
DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 3)
DAYS[13], DAYS[-1] = 29, 18


@pytest.mark.parametrize(
    ("seasonal", "change", "interval", "dispersion"),
    [
        # statsmodels 0.15.0: GLM(counts, X, family=Poisson(), offset=log(days)).fit(scale="X2", use_t=True), conf_int(0.10).
        (False, -0.02895977329034039, (-0.10212912, 0.05017229), 1.8441436103755284),
        (True, -0.03361406081157672, (-0.10824217, 0.04725942), 1.7981722764233994),
    ],
)
def test_change_interval_and_dispersion_are_statsmodels(seasonal, change, interval, dispersion):
    found = trend.trend(COUNTS, DAYS, seasonal=seasonal)
    assert found.change == pytest.approx(change, abs=1e-7)
    assert found.interval == pytest.approx(interval, abs=1e-7)
    assert found.dispersion == pytest.approx(dispersion, rel=1e-6)
    assert (found.months, found.incidents, found.seasonal, found.reason) == (36, 1174, seasonal, None)


def test_two_years_or_more_have_a_season():
    assert trend.trend(COUNTS, DAYS) == trend.trend(COUNTS, DAYS, seasonal=True)
    assert trend.trend(COUNTS[:23], DAYS[:23]) == trend.trend(COUNTS[:23], DAYS[:23], seasonal=False)


@given(st.integers(1, 500), st.integers(1, 500), st.floats(0.1, 900), st.floats(0.1, 900))
def test_two_periods_have_a_closed_form(a, b, before, after):
    """The log rate ratio, and 1/a + 1/b as its variance."""
    design = np.array(((1.0, 0.0), (1.0, 1.0)))
    found = trend.fit(design, np.array((a, b)), np.array((before, after)))
    assert found is not None
    assert found.coefficients == pytest.approx([np.log(a / before), np.log(b / after) - np.log(a / before)], abs=1e-7)
    assert found.covariance[1, 1] == pytest.approx(1 / a + 1 / b, rel=1e-6)
    assert found.freedom == 0
    assert np.isnan(found.dispersion)


@settings(max_examples=50)
@given(st.integers(12, 60), st.floats(-0.6, 1.5), st.floats(1, 5))
def test_a_rate_that_grows_evenly_is_found_as_it_was_made(months, change, busy):
    days = np.full(months, 30)
    years = (np.arange(months) + 0.5) * 30 / 365.25
    counts = busy * 1000 * (1 + change) ** years
    found = trend.trend(np.round(counts).astype(int), days)
    assert found.change is not None
    assert found.change == pytest.approx(change, abs=0.01)
    assert found.interval is not None
    low, high = found.interval
    assert low <= found.change <= high


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Counts with twice Poisson's variance (negative binomial): 90 % of 600, give or take four standard errors."""
    rng = np.random.default_rng(4)
    years = (np.cumsum(DAYS) - DAYS / 2) / 365.25
    mean = DAYS * 0.8 * 0.9**years
    held = 0
    for _ in range(600):
        found = trend.trend(rng.negative_binomial(mean, 0.5), DAYS, seasonal=False)
        assert found.interval is not None
        held += found.interval[0] <= -0.1 <= found.interval[1]
    assert held / 600 == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / 600))


def test_more_even_counts_than_chance_makes_do_not_narrow_the_interval():
    found = trend.trend(np.full(24, 30), np.full(24, 30), seasonal=False)
    assert found.dispersion == pytest.approx(0, abs=1e-9)
    assert found.change == pytest.approx(0, abs=1e-9)
    years = (np.arange(24) - 11.5) * 30 / 365.25
    # Poisson: the variance of the slope is one over the sum of 30 t^2; Student's t with 22 degrees: 1.717.
    assert found.interval is not None
    assert found.interval[1] == pytest.approx(np.expm1(1.717144 / np.sqrt(30 * (years**2).sum())), rel=1e-6)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([0] * 36, "no_incidents"),
        ([], "no_incidents"),
        ([40] * 11, "too_few_months"),
        ([1] * 9 + [0] * 27, "too_few_incidents"),
        ([0] * 35 + [400], "not_estimable"),
        ([400] + [0] * 35, "not_estimable"),
    ],
)
def test_too_little_is_no_trend_and_says_why(counts, reason):
    found = trend.trend(np.array(counts, dtype=int), np.full(len(counts), 30))
    assert (found.change, found.interval, found.reason) == (None, None, reason)
    assert found.months == len(counts)
    assert found.incidents == sum(counts)


def test_columns_that_depend_on_each_other_have_no_fit():
    assert trend.fit(np.ones((5, 2)), np.full(5, 3), np.ones(5)) is None
    assert trend.fit(np.ones((5, 1)), np.zeros(5, dtype=int), np.ones(5)) is None


@pytest.mark.parametrize(
    ("counts", "days", "said"),
    [
        ([1, 2], [30], "differ in number"),
        ([1, -2], [30, 31], "negative or no number"),
        ([1, np.nan], [30, 31], "negative or no number"),
        ([1, 2], [30, 0], "no days of record"),
    ],
)
def test_what_cannot_be_used_is_named(counts, days, said):
    with pytest.raises(AnalysisError, match=said):
        trend.trend(np.array(counts), np.array(days))
