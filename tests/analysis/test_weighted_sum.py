"""Weighted sums under many weights: those of `need`, one by one."""

from __future__ import annotations

import numpy as np
import pytest

from spaceplanner.analysis import need, weighted_sum
from spaceplanner.errors import AnalysisError


@pytest.fixture
def many():
    rng = np.random.default_rng(6)
    values = rng.random((9, 4))
    values[rng.random((9, 4)) < 0.3] = np.nan
    values[3] = np.nan
    return values, rng.dirichlet(np.ones(4), 20)


@pytest.mark.parametrize(("missing", "part"), [("nothing", "floor"), ("shared", "need")])
def test_beside_need(many, missing, part):
    values, shares = many
    expected = [getattr(need.weigh(values, row.tolist()), part) for row in shares]
    np.testing.assert_allclose(weighted_sum.scores(values, shares, missing), expected, rtol=1e-12)


def test_ranks_beside_need(many):
    values, shares = many
    found = weighted_sum.scores(values, shares)
    expected = np.array([need.ranks(row) for row in found])
    for place in range(9):
        np.testing.assert_array_equal(weighted_sum.rank(found, place), expected[:, place])
    assert np.isnan(weighted_sum.rank(weighted_sum.scores(values, shares, "shared"), 3)).all()


def test_equal_rows_have_equal_scores_to_the_last_bit(many):
    values, shares = many
    found = weighted_sum.scores(np.vstack([values, values]), shares)
    assert found[:, :9].tobytes() == found[:, 9:].tobytes()


def test_what_is_refused(many):
    values, shares = many
    with pytest.raises(AnalysisError, match="each of the 3 criteria"):
        weighted_sum.scores(values, shares[:, :3])
    with pytest.raises(AnalysisError, match="rule x for missing"):
        weighted_sum.scores(values, shares, "x")
    with pytest.raises(AnalysisError, match="value functions"):
        weighted_sum.scores(values + 1, shares)
