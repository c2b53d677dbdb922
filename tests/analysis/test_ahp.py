"""Weights by comparison in pairs: Saaty's published example, another program, closed forms, and what is refused."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.weights.subjective import AHP

from spaceplanner.analysis import ahp
from spaceplanner.errors import AnalysisError

# Saaty 2008, *Decision making with the analytic hierarchy process*: which drink is consumed more in the USA.
DRINKS = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
JUDGED = (
    9,
    5,
    2,
    1,
    1,
    1 / 2,
    1 / 3,
    1 / 9,
    1 / 9,
    1 / 9,
    1 / 9,
    1 / 3,
    1 / 4,
    1 / 3,
    1 / 9,
    1 / 2,
    1,
    1 / 3,
    2,
    1 / 2,
    1 / 3,
)


def consistent(weights: Any) -> Any:
    return np.divide.outer(np.asarray(weights, dtype=float), np.asarray(weights, dtype=float))


@st.composite
def judged(draw, least=3, most=8):
    things = draw(st.integers(least, most))
    count = things * (things - 1) // 2
    return ahp.matrix(draw(st.lists(st.sampled_from(ahp.SCALE), min_size=count, max_size=count)), things)


def test_saatys_drinks():
    found = ahp.weighting(ahp.matrix(JUDGED, 7))
    np.testing.assert_allclose(found.weights, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], atol=0.0005)
    assert found.ratio == pytest.approx(0.022, abs=0.0005)
    assert found.consistent


@settings(deadline=None)
@given(judged())
def test_beside_pymcdm(table):
    found = ahp.weighting(table)
    peer = AHP(matrix=table)
    np.testing.assert_allclose(found.weights, peer(), atol=1e-9)
    # Its random indices are others' (Rao Tummala & Ling 1998): the indices agree, not the ratios.
    assert found.index == pytest.approx(peer.get_cr() * AHP.RI_M[len(table) - 1], abs=1e-9)
    assert found.ratio == pytest.approx(found.index / ahp.RANDOM[len(table) - 1])


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=15))
def test_consistent_judgements_in_closed_form(weights):
    found = ahp.weighting(consistent(weights))
    np.testing.assert_allclose(found.weights, np.array(weights) / sum(weights), rtol=1e-9)
    assert found.lambda_max == pytest.approx(len(weights))
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.mend is None


def test_three_things_in_closed_form():
    # Of three, the weights are the geometric means of the rows, and lambda_max = 1 + x + 1 / x, x = cbrt(b / (a c)).
    a, b, c = 2.0, 9.0, 3.0
    found = ahp.weighting(ahp.matrix((a, b, c), 3))
    means = np.cbrt([a * b, c / a, 1 / (b * c)])
    np.testing.assert_allclose(found.weights, means / means.sum())
    x = np.cbrt(b / (a * c))
    assert found.lambda_max == pytest.approx(1 + x + 1 / x)


@pytest.mark.parametrize("things", range(3, 16))
def test_the_random_indices_drawn_again(things):
    rng, count, rows = np.random.default_rng(things), 4000, np.triu_indices(things, 1)
    tables = np.ones((count, things, things))
    tables[:, rows[0], rows[1]] = rng.choice(ahp.SCALE, (count, len(rows[0])))
    tables[:, rows[1], rows[0]] = 1 / tables[:, rows[0], rows[1]]
    index = (np.linalg.eigvals(tables).real.max(axis=1) - things) / (things - 1)
    # The error of the mean of 4,000 is 0.011 for three things and less for more; the table has two decimals.
    assert index.mean() == pytest.approx(ahp.RANDOM[things - 1], abs=0.035 if things <= 4 else 0.02)


def test_the_comparison_to_mend_is_the_one_that_was_spoilt():
    table = consistent([8, 4, 2, 1])
    table[0, 3], table[3, 0] = 1 / 3, 3
    found = ahp.weighting(table)
    assert not found.consistent
    assert found.mend is not None
    # The more important one is named first: it was said to be 3 times as important, and is an eighth.
    assert (found.mend.one, found.mend.other, found.mend.given) == (3, 0, 3)
    assert found.mend.fitting == 1 / 8
    assert found.mend.ratio == pytest.approx(0, abs=1e-9)
    assert found.mend.weighted == pytest.approx(found.weights[3] / found.weights[0])


@pytest.mark.parametrize("weights", [(6, 3, 1), (8, 4, 2, 1), (6, 3, 2, 1), (5, 1, 1, 1, 1)])
def test_what_fits_is_what_all_other_comparisons_say(weights):
    # All but one are consistent, so whichever one is spoilt, the others give its value exactly.
    for one in range(len(weights)):
        for other in range(one):
            table = consistent(weights)
            table[one, other], table[other, one] = 1 / 9, 9
            assert ahp._implied(table, one, other) == pytest.approx(weights[one] / weights[other])


@settings(deadline=None)
@given(judged(4, 7))
def test_a_judgement_of_what_the_others_imply_is_what_the_weights_say(table):
    implied = ahp._implied(table, 1, 3)
    table[1, 3], table[3, 1] = implied, 1 / implied
    weights = ahp.weighting(table).weights
    assert weights[1] / weights[3] == pytest.approx(implied, rel=1e-6)


@settings(deadline=None)
@given(judged())
def test_mending_lowers_the_ratio_it_says(table):
    found = ahp.weighting(table)
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights > 0).all()
    assert found.lambda_max >= len(table) - 1e-9
    if found.mend is None:
        return
    mend = found.mend
    assert mend.given == pytest.approx(table[mend.one, mend.other])
    assert mend.given >= 1
    assert min(abs(mend.fitting - value) for value in ahp.SCALE) < 1e-12
    table[mend.one, mend.other], table[mend.other, mend.one] = mend.fitting, 1 / mend.fitting
    assert ahp.weighting(table).ratio == pytest.approx(mend.ratio, abs=1e-9)
    assert mend.ratio < found.ratio


@settings(deadline=None, max_examples=30)
@given(judged(4, 4))
def test_the_order_of_the_criteria_decides_nothing(table):
    whole = ahp.weighting(table)
    for order in list(permutations(range(4)))[1:6]:
        found = ahp.weighting(table[np.ix_(order, order)])
        np.testing.assert_allclose(found.weights, whole.weights[list(order)], atol=1e-9)
        assert found.ratio == pytest.approx(whole.ratio, abs=1e-9)


def test_one_and_two_things_are_always_consistent():
    assert ahp.weighting(np.ones((1, 1))).weights.tolist() == [1]
    found = ahp.weighting(ahp.matrix([4], 2))
    np.testing.assert_allclose(found.weights, [0.8, 0.2])
    assert (found.index, found.ratio, found.mend) == (0, 0, None)


def test_inverses_may_be_rounded_to_three_decimals():
    table = np.array([[1, 3, 7], [0.333, 1, 2], [0.143, 0.5, 1]])
    exact = ahp.weighting(ahp.matrix((3, 7, 2), 3))
    found = ahp.weighting(table)
    np.testing.assert_allclose(found.weights, exact.weights, atol=0.0005)
    assert found.lambda_max >= 3


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (np.ones((2, 3)), "2 x 3"),
        (np.ones(3), "no square table"),
        (np.ones((0, 0)), "0 x 0"),
        (np.ones((16, 16)), "at most 15"),
        ([[1, 2], [0.5, -1]], "comparison of light with light is -1"),
        ([[1, 0], [1, 1]], "comparison of need with light is 0"),
        ([[1, np.nan], [1, 1]], "comparison of need with light is nan"),
        ([[1, np.inf], [1, 1]], "comparison of need with light is inf"),
        ([[1, 2], [2, 1]], "need to light is 2 and light to need is 2"),
        ([[2, 2], [0.5, 1]], "need to need is 2"),
    ],
)
def test_what_is_refused_names_the_pair(table, words):
    with pytest.raises(AnalysisError, match=words):
        ahp.weighting(np.array(table, dtype=float), ["need", "light"])


def test_without_names_the_pair_has_numbers():
    with pytest.raises(AnalysisError, match="1 to 3 is 4 and 3 to 1 is 4"):
        ahp.weighting(np.array([[1, 1, 4], [1, 1, 1], [4, 1, 1]], dtype=float))


def test_the_number_of_comparisons_must_fit():
    with pytest.raises(AnalysisError, match="2 comparisons: 3 criteria need 3"):
        ahp.matrix([1, 2], 3)
    with pytest.raises(AnalysisError, match="must be a number above 0"):
        ahp.matrix([0], 2)
