"""The condition index by hand, what counts of several visits, and how the auditors agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import agreement, audit
from spaceplanner.analysis.audit import FORM, Scale
from spaceplanner.errors import AnalysisError

NAN = float("nan")


def days(*texts: str) -> Any:
    return np.array(texts, dtype="datetime64[s]")


def codes(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int64)


RATINGS = np.array([[5.0, 1, 3], [3, NAN, 3], [1, 1, 9], [4, 4, 4]])
SPACE, AUDITOR = codes(0, 0, 1, -1), codes(0, 1, 0, 1)
WHEN = days("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")


def test_by_hand():
    found = audit.index(RATINGS, SPACE, AUDITOR, WHEN, spaces=3)
    np.testing.assert_allclose(found.means, [[0.75, 0, 0.5], [0, 0, NAN], [NAN, NAN, NAN]])
    np.testing.assert_allclose(found.index, np.array([100 * 1.25 / 3, 0, NAN]))
    np.testing.assert_allclose(found.points[0], [25, 0, 100 / 6])
    np.testing.assert_allclose(found.weights, np.array([[1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0], [0, 0, 0]]))
    assert (found.off_scale, found.unplaced) == (1, 1)
    assert (found.auditors.tolist(), found.visits.tolist()) == ([2, 1, 0], [2, 1, 0])
    assert found.newest[0] == np.datetime64("2026-01-02")
    assert np.isnat(found.newest[2])


def test_weights_of_ones_own():
    found = audit.index(RATINGS, SPACE, AUDITOR, WHEN, spaces=2, weights=(2.0, 1.0, 1.0))
    np.testing.assert_allclose(found.index, [100 * (0.5 * 0.75 + 0.25 * 0.5), 0])
    np.testing.assert_allclose(found.weights[1], [2 / 3, 1 / 3, 0])


def test_the_newest_visit_of_each_auditor_counts():
    space, auditor = codes(0, 0, 0, 0, 1, 0), codes(7, 7, 3, 7, 7, -1)
    when = days("2026-03-01", "2026-01-01", "2020-01-01", "NaT", "2019-01-01", "NaT")
    assert audit.latest(space, auditor, when).tolist() == [True, False, True, False, True, True]


def test_of_the_same_day_the_later_row_counts():
    assert audit.latest(codes(0, 0), codes(1, 1), days("2026-03-01", "2026-03-01")).tolist() == [False, True]
    assert audit.latest(codes(0, 0), codes(1, 1), days("NaT", "NaT")).tolist() == [False, True]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 30))
def test_parts_add_up_and_the_order_of_rows_decides_nothing(seed, n):
    rng = np.random.default_rng(seed)
    ratings = rng.integers(0, 7, (n, 9)).astype(float)
    ratings[rng.uniform(size=(n, 9)) < 0.3] = np.nan
    space, auditor = rng.integers(-1, 4, n), rng.integers(-1, 3, n)
    when = np.datetime64("2026-01-01", "s") + rng.permutation(n)
    found = audit.index(ratings, space, auditor, when, spaces=4)
    known = ~np.isnan(found.index)
    np.testing.assert_allclose(found.points.sum(axis=1)[known], found.index[known])
    np.testing.assert_allclose(found.weights.sum(axis=1), known)
    assert ((found.index[known] >= 0) & (found.index[known] <= 100)).all()
    order = rng.permutation(n)
    other = audit.index(ratings[order], space[order], auditor[order], when[order], spaces=4)
    np.testing.assert_allclose(found.index, other.index)
    assert found.off_scale == other.off_scale == np.count_nonzero((ratings == 0) | (ratings == 6))
    by_rows = np.full((4, 9), np.nan)
    for i in range(4):
        rows = ratings[audit.latest(space, auditor, when) & (space == i)]
        for item in range(9):
            valid = [value for value in rows[:, item] if 1 <= value <= 5]
            by_rows[i, item] = (np.mean(valid) - 1) / 4 if valid else np.nan
    np.testing.assert_allclose(found.means, by_rows)


@pytest.mark.parametrize(
    ("ratings", "scale"),
    [
        ([1, 3, 5, 2], FORM),
        ([1, 1, 1], FORM),
        ([], FORM),
        ([0, 1, 1, 0.5], Scale(0, 1)),
        ([0, 3, 5], Scale(0, 5)),
        ([1, 7, 10], Scale(1, 10)),
        ([0, 7, 10], Scale(0, 10)),
        ([0, 55, 100], Scale(0, 100)),
        ([-3, 2, 400], None),
        ([1, 2, 3, 4, 5] * 10 + [33], FORM),
    ],
)
def test_scales_are_told_from_the_ratings(ratings, scale):
    assert audit.scale_of(np.array([*ratings, np.nan], dtype=float)) == scale


def test_other_scales_give_the_same_index():
    ten = 1 + (RATINGS - 1) * 9 / 4
    found = audit.index(ten, SPACE, AUDITOR, WHEN, spaces=3, scale=Scale(1, 10))
    np.testing.assert_allclose(found.index, audit.index(RATINGS, SPACE, AUDITOR, WHEN, spaces=3).index)


def test_no_audit_is_no_index():
    found = audit.index(np.empty((0, 9)), codes(), codes(), days(), spaces=2)
    assert np.isnan(found.index).all()
    found = audit.index(np.full((2, 9), NAN), codes(0, 1), codes(0, 0), days("NaT", "NaT"), spaces=2)
    assert np.isnan(found.index).all()
    assert found.visits.tolist() == [1, 1]


def test_agreement_of_the_auditors_by_item_and_over_all():
    ratings = np.array([[1.0, 5], [1, 1], [5, 2], [5, 4], [3, 3], [3, 1], [2, 2]])
    space, auditor = codes(0, 0, 1, 1, 2, 2, 2), codes(4, 9, 4, 9, 4, 9, -1)
    when = days(*["2026-01-01"] * 7)
    each, over_all = audit.agreements(ratings, space, auditor, when)
    assert each[0].alpha == pytest.approx(1)
    expected = agreement.alpha(np.array([[5.0, 2, 3], [1, 4, 1]]))
    assert each[1].alpha == pytest.approx(expected.alpha)
    assert (over_all.raters, over_all.units, over_all.ratings) == (2, 6, 12)
    alone, _ = audit.agreements(ratings[::2], space[::2], codes(4, 4, 4, 4), when[::2])
    assert alone[0].reason == agreement.ONE_RATER


def test_no_audit_no_agreement():
    each, over_all = audit.agreements(np.empty((0, 9)), codes(), codes(), days())
    assert over_all.reason == agreement.ONE_RATER
    assert len(each) == 9


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("above 0", {"weights": (0.0, 0.0, 0.0)}),
        ("one for each", {"weights": (1.0,)}),
        ("do not exist", {"spaces": 1}),
    ],
)
def test_what_cannot_be_weighed_is_said(words, how):
    with pytest.raises(AnalysisError, match=words):
        audit.index(RATINGS, SPACE, AUDITOR, WHEN, **{"spaces": 3} | how)


@pytest.mark.parametrize(("low", "high"), [(5, 1), (1, 1), (1, NAN), (-np.inf, 1)])
def test_no_such_scale(low, high):
    with pytest.raises(AnalysisError, match="above the least"):
        Scale(low, high)
