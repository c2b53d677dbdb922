"""Change between two periods against SciPy, Garwood's table and coverage by enumeration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from spaceplanner.analysis import change
from spaceplanner.errors import AnalysisError

COUNT = st.integers(0, 300)
YEARS = st.floats(0.1, 5)


def one(a: Any, b: Any, before: float = 1.0, after: float = 1.0, level: float = 0.90) -> dict[str, float]:
    found = change.compare(a, b, exposure_before=before, exposure_after=after, level=level)
    return {name: float(getattr(found, name)) for name in change.Change.__slots__}


@settings(max_examples=100, deadline=None)
@given(COUNT, COUNT, YEARS, YEARS)
def test_the_ratio_is_clopper_and_pearsons_and_p_the_exact_tails(a, b, before, after):
    found = one(a, b, before, after)
    if a + b == 0:
        assert np.isnan(found["ratio"])
        assert (found["ratio_low"], found["ratio_high"], found["p"]) == (0, np.inf, 1)
        return
    share = after / (before + after)
    interval = stats.binomtest(b, a + b, share).proportion_ci(0.90, method="exact")
    odds = [np.inf if end == 1 else end / (1 - end) for end in interval]
    assert found["ratio_low"] == pytest.approx(odds[0] * before / after, rel=1e-6)
    assert found["ratio_high"] == pytest.approx(odds[1] * before / after, rel=1e-6)
    tails = [stats.binomtest(b, a + b, share, alternative=side).pvalue for side in ("less", "greater")]
    assert found["p"] == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)
    assert found["ratio"] == (np.inf if a == 0 else pytest.approx(b / after / (a / before)))


@settings(max_examples=100, deadline=None)
@given(COUNT, COUNT, YEARS, YEARS)
def test_interval_and_p_agree(a, b, before, after):
    found = one(a, b, before, after)
    if abs(found["p"] - 0.10) > 1e-9:
        assert (found["p"] < 0.10) == (not found["ratio_low"] <= 1 <= found["ratio_high"])
    assert found["difference_low"] <= found["difference"] <= found["difference_high"]


@pytest.mark.parametrize("count", [0, 1, 5, 10, 200])
def test_one_rate_is_garwoods(count):
    low, high = change.rate_interval(count, 1.0, level=0.95)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0, rel=1e-9)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=1e-9)


def test_ten_incidents_have_the_published_limits():
    low, high = change.rate_interval(10, 1.0, level=0.95)
    assert (round(float(low), 2), round(float(high), 2)) == (4.80, 18.39)


def test_p_is_near_scipys_test_of_two_poisson_means():
    """SciPy has the E-test of Krishnamoorthy and Thomson (2004): another test of the same, so near and not equal."""
    for a, b in ((20, 35), (60, 40), (11, 3), (100, 104)):
        other = stats.poisson_means_test(b, 2.0, a, 1.5).pvalue
        assert one(a, b, 1.5, 2.0)["p"] == pytest.approx(other, abs=0.1)


@pytest.mark.parametrize(("mean_a", "mean_b"), [(2.0, 2.0), (8.0, 5.0), (15.0, 30.0), (40.0, 40.0), (0.5, 6.0)])
def test_intervals_hold_the_truth_at_least_as_often_as_they_say(mean_a, mean_b):
    """By adding the probability of every pair of counts; exposures of 1 and 2."""
    counts = np.arange(120)
    a, b = np.meshgrid(counts, counts, indexing="ij")
    weight = np.outer(stats.poisson.pmf(counts, mean_a), stats.poisson.pmf(counts, 2 * mean_b))
    found = change.compare(a, b, exposure_before=1.0, exposure_after=2.0)
    ratio, difference = mean_b / mean_a, mean_b - mean_a
    assert weight[(found.ratio_low <= ratio) & (ratio <= found.ratio_high)].sum() >= 0.9 - 1e-9
    assert weight[(found.difference_low <= difference) & (difference <= found.difference_high)].sum() >= 0.9 - 1e-9


def test_places_are_compared_at_once_as_one_by_one():
    rng = np.random.default_rng(2)
    a, b = rng.poisson(6, 50), rng.poisson(4, 50)
    found = change.compare(a, b, exposure_before=2.0, exposure_after=1.0)
    for place in range(50):
        single = one(a[place], b[place], 2.0, 1.0)
        for name, value in single.items():
            assert getattr(found, name)[place] == pytest.approx(value, nan_ok=True)


def test_a_longer_period_is_not_more():
    found = one(30, 60, 1.0, 2.0)
    assert found["ratio"] == 1
    assert found["difference"] == 0


@pytest.mark.parametrize(
    ("a", "b", "before", "after", "said"),
    [
        (-1, 2, 1, 1, "negative or no whole number"),
        (1, 2.5, 1, 1, "negative or no whole number"),
        (np.nan, 2, 1, 1, "negative or no whole number"),
        (1, 2, 0, 1, "no length"),
        (1, 2, 1, np.inf, "no length"),
        ([1, 2], [1, 2, 3], 1, 1, "different places"),
    ],
)
def test_what_cannot_be_used_is_named(a, b, before, after, said):
    with pytest.raises(AnalysisError, match=said):
        change.compare(a, b, exposure_before=before, exposure_after=after)
