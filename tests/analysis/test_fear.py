"""Fear against the record, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import fear
from spaceplanner.analysis.fear import BOTH, DANGEROUS, FEARED, NEITHER, UNKNOWN
from spaceplanner.errors import AnalysisError

_ = np.nan
SAFETY = np.array([0.1, 0.9, 0.2, 0.8, 0.5, _, 0.0, _])
RATE = np.array([1.0, 9.0, 8.0, 2.0, 5.0, 4.0, _, _])


def test_medians_by_hand():
    found = fear.against_record(SAFETY, RATE)
    assert (found.safety_cut, found.rate_cut) == (0.5, 5.0)
    assert found.category.tolist() == [FEARED, DANGEROUS, BOTH, NEITHER, NEITHER, UNKNOWN, UNKNOWN, UNKNOWN]
    assert found.reason == (None,) * 5 + (fear.NO_SAFETY, fear.NO_RATE, fear.NO_SAFETY)
    assert fear.WORDS[FEARED] == "feared but quiet"
    assert fear.WORDS[DANGEROUS] == "calm but dangerous"


def test_fixed_cuts_need_no_other_spaces():
    found = fear.against_record(np.array([0.4]), np.array([3.0]), safety_cut=0.5, rate_cut=2.0)
    assert found.category.tolist() == [BOTH]


@pytest.mark.parametrize(
    ("safety", "rate", "reason"),
    [
        ([0.1, 0.2, 0.3, 0.4], [1, 2, 3, 4], fear.TOO_FEW),
        ([0.5] * 6, [1, 2, 3, 4, 5, 6], fear.ALL_ALIKE),
        ([0.1, 0.2, 0.3, 0.4, 0.5], [0] * 5, fear.ALL_ALIKE),
    ],
)
def test_without_a_middle_nothing_stands_out(safety, rate, reason):
    found = fear.against_record(np.array(safety), np.array(rate, dtype=float))
    assert (found.category == UNKNOWN).all()
    assert set(found.reason) == {reason}


def test_no_space_at_all():
    found = fear.against_record(np.empty(0), np.empty(0))
    assert found.category.shape == (0,)
    assert found.reason == ()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 40), st.floats(0.1, 50))
def test_units_of_the_rate_decide_nothing(seed, n, factor):
    rng = np.random.default_rng(seed)
    safety, rate = rng.uniform(size=n), rng.uniform(size=n)
    one, other = fear.against_record(safety, rate), fear.against_record(safety, rate * factor)
    np.testing.assert_array_equal(one.category, other.category)
    assert np.count_nonzero(np.isin(one.category, (FEARED, BOTH))) == n // 2


@pytest.mark.parametrize(
    ("words", "safety", "rate"),
    [("from 0 to 1", [3.0], [1.0]), ("0 or more", [0.5], [-1.0]), ("0 or more", [0.5], [np.inf])],
)
def test_what_cannot_be_compared_is_said(words, safety, rate):
    with pytest.raises(AnalysisError, match=words):
        fear.against_record(np.array(safety), np.array(rate))
