"""Limits of classes, beside mapclassify's and beside every possible partition."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import breaks
from spaceplanner.errors import AnalysisError

CALEMP = np.array(
    [
        *(329.92, 0.42, 5.9, 14.03, 2.78, 1.34, 181.27, 1.65, 10.03, 16.7, 1.32, 3.99, 3.16, 0.22, 8.7, 6.56, 3.27),
        *(0.33, 370.5, 4.51, 75.29, 0.99, 2.74, 8.68, 0.14, 0.92, 12.63, 28.7, 12.02, 722.85, 36.68, 0.74, 29.82),
        *(192.05, 3.38, 11.15, 110.74, 4111.45, 49.47, 10.33, 317.11, 20.47, 264.93, 66.26, 5.39, 0.13, 0.61, 50.65),
        *(40.48, 36.67, 13.09, 1.81, 0.2, 7.6, 2.51, 57.26, 24.32, 6.97),
    ]
)
"""Employment density of California's counties, the example of mapclassify."""

numbers = st.lists(st.integers(-50, 50), min_size=1, max_size=9).map(lambda found: np.array(found, dtype=float))


def deviation(values: np.ndarray, limits: np.ndarray) -> float:
    """The sum of squared deviations from the means of the classes."""
    place = np.searchsorted(limits[1:-1], values, side="left")
    return sum(
        float(((part - part.mean()) ** 2).sum()) for k in range(len(limits) - 1) if len(part := values[place == k])
    )


@pytest.mark.parametrize(
    ("method", "bins"),
    [
        (breaks.quantile, [1.464, 5.798, 13.278, 54.616, 4111.45]),
        (breaks.equal, [822.394, 1644.658, 2466.922, 3289.186, 4111.45]),
        (breaks.natural, [75.29, 192.05, 370.5, 722.85, 4111.45]),
    ],
)
def test_the_limits_are_those_of_mapclassify(method, bins):
    """Quantiles, EqualInterval and FisherJenks of mapclassify 2.10 for its own example and five classes."""
    limits = method(CALEMP, 5)
    assert limits[0] == 0.13
    assert limits[1:] == pytest.approx(bins, abs=1e-9)


@given(numbers, st.integers(1, 5))
def test_natural_breaks_are_the_best_of_all(values, classes):
    limits = breaks.natural(values, classes)
    distinct = np.unique(values)
    best = min(
        deviation(values, np.array([distinct[0], *inner, distinct[-1]]))
        for k in range(min(classes, len(distinct)))
        for inner in combinations(distinct[:-1], k)
    )
    assert deviation(values, limits) == pytest.approx(best, abs=1e-7)


@given(numbers, st.integers(1, 5), st.sampled_from([breaks.quantile, breaks.equal, breaks.natural]))
def test_limits_rise_and_hold_every_value(values, classes, method):
    limits = method(values, classes)
    assert 2 <= len(limits) <= classes + 1
    assert limits[0] == values.min()
    assert limits[-1] == values.max()
    assert limits[0] <= limits[1]
    assert (np.diff(limits[1:]) > 0).all()


def test_natural_breaks_of_many_values_are_nearly_as_good():
    """Four heaps of 50,000 values each: the limits lie between them, within a second on one core."""
    rng = np.random.default_rng(5)
    values = np.concatenate([rng.normal(middle, 1.0, 50_000) for middle in (0, 20, 50, 90)])
    begin = time.perf_counter()
    limits = breaks.natural(values, 4)
    assert time.perf_counter() - begin < 5
    assert limits[1:4] == pytest.approx([4.5, 24.5, 54.5], abs=1.5)


def test_a_value_that_most_have_is_a_class_of_its_own():
    values = np.array([0.0] * 70 + [1, 2, 3] * 10)
    assert breaks.quantile(values, 5).tolist() == pytest.approx([0, 0, 1.2, 3])
    assert breaks.natural(values, 4).tolist() == [0, 0, 1, 2, 3]


def test_values_that_are_none_are_left_out_and_none_at_all_is_said():
    assert breaks.equal(np.array([np.nan, 1.0, np.inf, 3.0]), 2).tolist() == [1, 2, 3]
    for method in (breaks.quantile, breaks.equal, breaks.natural):
        with pytest.raises(AnalysisError, match="no number"):
            method(np.array([np.nan]), 3)
        with pytest.raises(AnalysisError, match="at least one class"):
            method(np.array([1.0]), 0)
