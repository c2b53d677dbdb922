"""Krippendorff's alpha against his own example, brute force over all pairs, and what must not change it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import agreement
from spaceplanner.errors import AnalysisError

_ = np.nan
KRIPPENDORFF = np.array(  # 2011, example D: four observers, twelve units, five values, missing data
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
)


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_example(level, expected):
    found = agreement.alpha(KRIPPENDORFF, level=level)
    assert found.alpha == pytest.approx(expected, abs=0.0005)
    assert (found.raters, found.units, found.ratings, found.reason) == (4, 11, 40, None)


def test_two_observers_without_missing_data():
    # 2011, example A: two observers, ten units, binary.
    first = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float)
    assert agreement.alpha(first, level="nominal").alpha == pytest.approx(0.095, abs=0.0005)


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.691), ("interval", 0.811)])
def test_the_encyclopedias_example(level, expected):
    rows = ("*****34121133*3", "1*213343*******", "**21344*21133*4")  # en.wikipedia.org/wiki/Krippendorff's_alpha
    table = np.array([[np.nan if value == "*" else float(value) for value in row] for row in rows])
    assert agreement.alpha(table, level=level).alpha == pytest.approx(expected, abs=0.0005)


def by_hand(table: Any, level: str) -> Any:
    """Return alpha from its definition: the mean difference within units over that between all paired ratings."""
    units = [column[~np.isnan(column)] for column in table.T]
    units = [unit for unit in units if len(unit) > 1]
    everything = np.concatenate(units)
    n = len(everything)

    def apart(c: float, k: float) -> float:
        if level == "nominal":
            return float(c != k)
        if level == "interval":
            return (c - k) ** 2
        if level == "ratio":
            return ((c - k) / (c + k)) ** 2
        low, high = min(c, k), max(c, k)
        between = sum(low <= value <= high for value in everything)
        ends = (np.count_nonzero(everything == c) + np.count_nonzero(everything == k)) / 2
        return 0.0 if c == k else (between - ends) ** 2

    within = sum(sum(apart(c, k) for c in unit for k in unit) / (len(unit) - 1) for unit in units) / n
    between = sum(apart(c, k) for c in everything for k in everything) / (n * (n - 1))
    return 1 - within / between


tables = st.tuples(st.integers(0, 10_000), st.integers(2, 5), st.integers(1, 8), st.floats(0, 0.6))


def drawn(seed: int, raters: int, units: int, gaps: float) -> Any:
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 6, (raters, units)).astype(float)
    table[rng.uniform(size=table.shape) < gaps] = np.nan
    return table


@settings(max_examples=150, deadline=None)
@given(tables, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_brute_force(how, level):
    table = drawn(*how)
    found = agreement.alpha(table, level=level)
    if found.alpha is None:
        paired = table[:, (~np.isnan(table)).sum(axis=0) > 1]
        assert not paired.size or len(np.unique(paired[~np.isnan(paired)])) == 1
    else:
        assert found.alpha == pytest.approx(by_hand(table, level), abs=1e-12)
        assert found.alpha <= 1 + 1e-12


@settings(max_examples=50, deadline=None)
@given(tables)
def test_order_and_spacing_decide_nothing_for_ordinal_ratings(how):
    table = drawn(*how)
    found = agreement.alpha(table).alpha
    turned = agreement.alpha(table[::-1, ::-1]).alpha
    stretched = agreement.alpha(table**3).alpha
    assert found == pytest.approx(turned) if found is not None else turned is None
    assert found == pytest.approx(stretched) if found is not None else stretched is None


def test_perfect_and_contrary():
    assert agreement.alpha(np.array([[1.0, 2, 5], [1, 2, 5]])).alpha == pytest.approx(1)
    contrary = agreement.alpha(np.array([[1.0, 5, 1, 5], [5, 1, 5, 1]])).alpha
    assert contrary is not None
    assert contrary < 0


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([[1.0, 2, 3]], agreement.ONE_RATER),
        ([[1.0, 2, 3], [_, _, _]], agreement.ONE_RATER),
        ([[1.0, _, 3], [_, 2, _]], agreement.NO_PAIR),
        ([[3.0, 3, 3], [3, 3, 3]], agreement.NO_VARIATION),
        (np.empty((0, 0)), agreement.ONE_RATER),
        (np.full((2, 3), _), agreement.ONE_RATER),
    ],
)
def test_why_there_is_no_alpha(ratings, reason):
    found = agreement.alpha(np.array(ratings, dtype=float))
    assert (found.alpha, found.reason, found.meaning) == (None, reason, None)


@pytest.mark.parametrize(
    ("alpha", "word"), [(1.0, "reliable"), (0.8, "reliable"), (0.667, "good for"), (0.66, "not"), (-1.0, "not")]
)
def test_in_words(alpha, word):
    assert str(agreement.Agreement(alpha, None, 2, 2, 4).meaning).startswith(word)


def test_no_such_level_and_no_such_rating():
    with pytest.raises(AnalysisError, match="nominal, ordinal, interval, ratio"):
        agreement.alpha(KRIPPENDORFF, level="cardinal")
    with pytest.raises(AnalysisError, match="infinite"):
        agreement.alpha(np.array([[1.0, np.inf], [1.0, 2.0]]))
