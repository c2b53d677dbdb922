"""Agreement of two rankings: beside SciPy, by hand, and where it is not defined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import kendalltau, spearmanr

from spaceplanner.analysis import rank_agreement
from spaceplanner.errors import AnalysisError

steps = st.integers(0, 9).map(float)
pairs = arrays.arrays(float, st.tuples(st.just(2), st.integers(2, 30)), elements=steps)


@given(pairs)
def test_beside_scipy(scores):
    assume((np.ptp(scores, axis=1) > 0).all())
    found = rank_agreement.agreement(*scores)
    assert found.tau == pytest.approx(kendalltau(*scores).statistic, abs=1e-12)
    assert found.rho == pytest.approx(spearmanr(*scores).statistic, abs=1e-12)


@given(pairs)
def test_units_and_order_do_not_matter(scores):
    one, other = scores
    found = rank_agreement.agreement(one, other)
    assert rank_agreement.agreement(one / 1000, 7 * other + 3) == found
    assert rank_agreement.agreement(one[::-1], other[::-1]) == found
    back = rank_agreement.agreement(other, one)
    assert (back.tau, back.same_first, back.moved) == (found.tau, found.same_first, found.moved)


@pytest.mark.parametrize(
    ("other", "tau", "words"),
    [
        ([1, 2, 3, 4, 5], 1.0, "nearly"),
        ([2, 1, 3, 4, 5], 0.8, "mostly"),
        ([2, 1, 4, 3, 5], 0.6, "partly"),
        ([3, 2, 1, 5, 4], 0.2, "different"),
        ([5, 4, 3, 2, 1], -1.0, "different"),
    ],
)
def test_the_words(other, tau, words):
    found = rank_agreement.agreement(np.arange(5.0), np.array(other, dtype=float))
    assert found.tau == tau
    assert found.meaning is not None
    assert words in found.meaning


def test_who_is_first_and_how_far_they_move():
    one, other = np.array([9.0, 8.0, 7.0, 1.0]), np.array([9.0, 1.0, 7.0, 8.0])
    found = rank_agreement.agreement(one, other)
    assert found.same_first
    assert found.moved == 2
    assert not rank_agreement.agreement(one, np.array([9.0, 9.0, 1.0, 0.0])).same_first


def test_what_is_not_ranked_is_left_out_of_both():
    one, other = np.array([1.0, np.nan, 3.0, 4.0]), np.array([1.0, 9.0, 2.0, np.nan])
    found = rank_agreement.agreement(one, other)
    assert (found.things, found.tau, found.rho) == (2, 1.0, 1.0)


def test_where_it_is_not_defined():
    none = rank_agreement.agreement(np.array([]), np.array([]))
    assert (none.tau, none.rho, none.reason, none.same_first) == (None, None, rank_agreement.TOO_FEW, None)
    assert rank_agreement.agreement(np.array([1.0]), np.array([2.0])).reason == rank_agreement.TOO_FEW
    level = rank_agreement.agreement(np.array([1.0, 1.0 + 1e-12]), np.array([1.0, 2.0]))
    assert (level.tau, level.reason, level.meaning) == (None, rank_agreement.ALL_EQUAL, None)
    with pytest.raises(AnalysisError, match="finite score"):
        rank_agreement.agreement(np.array([1.0]), np.array([1.0, 2.0]))
    with pytest.raises(AnalysisError, match="finite score"):
        rank_agreement.agreement(np.array([1.0]), np.array([np.inf]))
