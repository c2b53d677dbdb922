"""Weights: set directly or from comparisons in pairs, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.judgement import Comparison
from spaceplanner.errors import AnalysisError
from spaceplanner.services import weights

THREE = SCORE_CRITERIA[:3]
WEIGHTS = {"need": 4.0, "gap_closed": 2.0, "averted": 1.0}
CONSISTENT = tuple(Comparison(first=a, second=b, times=WEIGHTS[a] / WEIGHTS[b]) for a, b in combinations(WEIGHTS, 2))


def test_consistent_comparisons_give_their_weights():
    found = weights.judged(THREE, CONSISTENT)
    assert found.weights == pytest.approx({"need": 4 / 7, "gap_closed": 2 / 7, "averted": 1 / 7})
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.consistent
    assert found.mend is None


def test_it_does_not_matter_which_of_two_is_named_first():
    turned = tuple(Comparison(first=item.second, second=item.first, times=1 / item.times) for item in CONSISTENT)
    assert weights.judged(THREE, turned).weights == pytest.approx(weights.judged(THREE, CONSISTENT).weights)
    assert weights.judged(THREE, (*CONSISTENT, *turned)).weights == pytest.approx(
        weights.judged(THREE, CONSISTENT).weights
    )


def test_the_comparison_to_mend_is_the_spoilt_one_and_mending_it_gives_the_ratio():
    spoilt = weights.implied(SCORE_CRITERIA)
    bad = next(item for item in spoilt if (item.first, item.second) == ("need", "readiness"))
    spoilt = tuple(replace(item, times=1 / 9) if item is bad else item for item in spoilt)
    found = weights.judged(SCORE_CRITERIA, spoilt)
    assert not found.consistent
    assert found.mend is not None
    assert {found.mend.first, found.mend.second} == {"need", "readiness"}
    mended = weights.compared(
        SCORE_CRITERIA,
        spoilt,
        (Comparison(first=found.mend.first, second=found.mend.second, times=found.mend.fitting),),
    )
    again = weights.judged(SCORE_CRITERIA, mended)
    assert again.ratio == pytest.approx(found.mend.ratio)
    assert again.consistent


def test_what_weights_imply_is_consistent_and_near_them():
    implied = weights.implied(SCORE_CRITERIA)
    assert weights.missing(SCORE_CRITERIA, implied) == []
    found = weights.judged(SCORE_CRITERIA, implied)
    assert found.consistent
    order = sorted(SCORE_CRITERIA, key=lambda item: -item.weight)
    assert found.weights[order[0].id] == max(found.weights.values())


def test_a_weight_of_nothing_is_the_least():
    criteria = weights.weighed(THREE, {"need": 0})
    implied = {(item.first, item.second): item.times for item in weights.implied(criteria)}
    assert implied["need", "averted"] == pytest.approx(1 / 9)


def test_missing_comparisons_are_counted_and_the_next_is_named():
    assert weights.missing(THREE, CONSISTENT[:1]) == [("need", "averted"), ("gap_closed", "averted")]
    with pytest.raises(AnalysisError, match=r"2 of 3\. The next is need with averted"):
        weights.judged(THREE, CONSISTENT[:1])


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ([("need", "people", 3)], "no criterion people"),
        ([("need", "need", 3)], "twice, or with itself"),
        ([("need", "averted", 3), ("need", "averted", 2)], "twice, or with itself"),
        ([("need", "averted", 3), ("averted", "need", 2)], "one must be 1 divided by the other"),
        ([("need", "averted", 0)], "must be a number above 0"),
        ([("need", "averted", -2)], "must be a number above 0"),
        ([("need", "averted", float("nan"))], "must be a number above 0"),
        ([("need", "averted", float("inf"))], "must be a number above 0"),
    ],
)
def test_what_is_no_comparison_is_refused(new, said):
    made = [Comparison(first=a, second=b, times=times) for a, b, times in new]
    with pytest.raises(AnalysisError, match=said):
        weights.compared(THREE, (), made)


def test_a_new_comparison_takes_the_place_of_the_old_one_whichever_way_round():
    turned = Comparison(first="averted", second="need", times=2.0)
    found = weights.compared(THREE, CONSISTENT, (turned,))
    assert len(found) == 3
    assert turned in found


def test_only_the_weights_given_change():
    found = weights.weighed(THREE, {"averted": 0.5})
    assert [item.weight for item in found] == [THREE[0].weight, THREE[1].weight, 0.5]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"nead": 1.0}, "no criterion nead. Choose one of need"),
        ({"need": -0.1}, "must be 0 or more"),
        ({"need": float("nan")}, "must be 0 or more"),
        ({"need": float("inf")}, "must be 0 or more"),
        ({"need": 0.0, "gap_closed": 0.0, "averted": 0.0}, "one of them above 0"),
    ],
)
def test_what_is_no_weight_is_refused(given, said):
    with pytest.raises(AnalysisError, match=said):
        weights.weighed(THREE, given)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_weights_that_cannot_be_used_give_way_to_the_defaults(wrong):
    assert weights.usable(THREE) == THREE
    assert weights.usable([replace(item, weight=wrong) for item in THREE]) == THREE
