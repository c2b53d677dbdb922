from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis.controls import nearest, standardised
from spaceplanner.errors import AnalysisError

RNG = np.random.default_rng(5)


def table(n: int = 40, missing: float = 0.15) -> np.ndarray:
    traits = RNG.gamma(2, 3, (n, 5))
    traits[RNG.random(traits.shape) < missing] = np.nan
    return traits


def test_traits_are_robust_deviations_from_the_median():
    traits = np.column_stack((np.arange(101.0), np.full(101, 3.0), np.r_[np.zeros(100), 50.0], np.full(101, np.nan)))
    found = standardised(traits)
    assert found.shape == (101, 2)
    assert found[50, 0] == 0
    assert found[100, 0] == pytest.approx(50 / (50 / 1.349))
    assert found[100, 1] == pytest.approx(50 / traits[:, 2].std())
    with pytest.raises(AnalysisError, match="infinite"):
        standardised(np.array([[np.inf], [1.0]]))


def test_the_nearest_are_those_of_a_plain_loop():
    standard = standardised(table())
    allowed = RNG.random(40) < 0.8
    for row in range(40):
        found = nearest(standard, row, k=5, allowed=allowed)
        known = sum(not isnan(value) for value in standard[row])
        ranked = []
        for other in range(40):
            both = [(a - b) ** 2 for a, b in zip(standard[row], standard[other], strict=True) if not isnan(a - b)]
            if other != row and allowed[other] and both and 2 * len(both) >= known:
                ranked.append((sqrt(sum(both) / len(both)), other, len(both)))
        ranked.sort()
        assert found.rows.tolist() == [other for _, other, _ in ranked[:5]]
        assert found.distance == pytest.approx([distance for distance, _, _ in ranked[:5]], abs=1e-11)
        assert found.shared.tolist() == [shared for _, _, shared in ranked[:5]]


def test_the_same_in_everything_is_1_and_one_deviation_is_a_half():
    standard = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0], [1.0, -1.0]])
    found = nearest(standard, 0, k=3, allowed=np.ones(4, dtype=bool))
    assert found.rows.tolist() == [1, 2, 3]
    assert found.similarity == pytest.approx([1, 0.5, 0.5])


@given(st.integers(0, 10_000))
def test_the_order_of_places_changes_nothing_but_ties(seed):
    rng = np.random.default_rng(seed)
    traits = rng.normal(size=(12, 3))
    order = rng.permutation(12)
    one = nearest(standardised(traits), 4, k=4, allowed=np.ones(12, dtype=bool))
    place = int(np.flatnonzero(order == 4)[0])
    other = nearest(standardised(traits[order]), place, k=4, allowed=np.ones(12, dtype=bool))
    assert order[other.rows].tolist() == one.rows.tolist()


def test_of_places_in_each_others_way_the_more_similar_is_taken():
    standard = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]])
    everyone = np.ones(5, dtype=bool)
    assert nearest(standard, 0, k=3, allowed=everyone, apart=np.array([[2, 1], [3, 4]])).rows.tolist() == [1, 3]
    assert nearest(standard, 0, k=3, allowed=everyone, apart=np.empty((0, 2), dtype=int)).rows.tolist() == [1, 2, 3]


def test_a_place_of_which_too_little_is_known_is_not_compared():
    nan = np.nan
    standard = np.array([[0.0, 0.0, 0.0, 0.0], [0.0, nan, nan, nan], [1.0, 1.0, nan, nan], [nan] * 4])
    found = nearest(standard, 0, k=3, allowed=np.ones(4, dtype=bool))
    assert found.rows.tolist() == [2]
    assert (found.shared.tolist(), found.traits) == ([2], 4)
    assert not len(nearest(standard, 3, k=3, allowed=np.ones(4, dtype=bool)).rows)


def test_none_allowed_are_none_and_none_wanted_is_refused():
    standard = np.zeros((3, 1))
    assert not len(nearest(standard, 0, k=2, allowed=np.zeros(3, dtype=bool)).rows)
    with pytest.raises(AnalysisError, match="1 or more"):
        nearest(standard, 0, k=0, allowed=np.ones(3, dtype=bool))


def test_where_nothing_tells_places_apart_all_are_alike():
    found = nearest(standardised(np.full((4, 2), 7.0)), 1, k=2, allowed=np.ones(4, dtype=bool))
    assert found.rows.tolist() == [0, 2]
    assert found.similarity.tolist() == [1, 1]
    assert found.traits == 0
