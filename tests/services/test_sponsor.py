"""The sponsor's case: who is near, what they lose, what is claimed of it and what not."""

from __future__ import annotations

from dataclasses import replace
from itertools import starmap
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from spaceplanner.analysis import timing
from spaceplanner.domain.layer import Role
from spaceplanner.domain.outlook import Gain, Range
from spaceplanner.i18n import sentence
from spaceplanner.services import sponsor, sponsor_words, surroundings
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.inputs import OUTCOMES
from spaceplanner.services.unpacking import unpack
from tests.services import businesses, plaza

if TYPE_CHECKING:
    from spaceplanner.domain.outlook import Note, SponsorCase


def case(*rows: dict[str, Any], **settings: Any) -> SponsorCase:
    """The case of a lamp for the square with some businesses, as the program computes it."""
    project = plaza.project(plaza.proposal(plaza.lamp()))
    project = businesses.added(project, *rows) if rows else project
    project = replace(project, settings=replace(project.settings, **settings))
    (found,) = Evaluator(plaza.CATALOGUE).evaluate(project).proposals
    assert found.sponsor is not None
    return found.sponsor


def said(notes: tuple[Note, ...]) -> list[str]:
    return list(starmap(sentence, notes))


def span(low: float, median: float, high: float) -> Range:
    return Range(p05=low, p25=(low + median) / 2, median=median, p75=(median + high) / 2, p95=high)


class Near:
    """Incidents near a space: so many against property, so many others."""

    def __init__(self, count: int, others: int) -> None:
        self.outcome = np.array([OUTCOMES.index("property")] * count + [OUTCOMES.index("violent")] * others, np.int8)
        nights = np.full(count + others, timing.UNKNOWN, np.int8)
        self.mix = surroundings.mix(self.outcome, nights, np.full(2 * len(OUTCOMES), 1 / (2 * len(OUTCOMES))))


def claimed(rows: list[dict[str, Any]], gain: Gain | None, near: Any, **changes: Any) -> SponsorCase:
    """The case with an effect made by hand."""
    project = businesses.added(plaza.project(plaza.proposal(plaza.lamp())), *rows)
    evaluator = Evaluator(plaza.CATALOGUE)
    (outcome,) = evaluator.evaluate(project).proposals
    found = sponsor.around(unpack(project, evaluator.memo), "sq", evaluator.memo)
    outcome = replace(outcome, **({"gain": gain, "may_have_no_effect": False} | changes))
    return sponsor.case(outcome, found, near, project.settings)


GAIN = Gain(total=span(2, 4, 6), by_outcome={"property": span(2, 5, 10)}, baseline=span(30, 40, 50))


def test_without_businesses_it_says_what_to_collect_and_claims_nothing():
    found = case()
    assert not found.present
    assert (found.businesses, found.losses, found.change, found.leverage) == ({}, None, None, None)
    assert any("licence register" in text for text in said(found.to_collect))
    assert any("at least ten businesses" in text for text in said(found.to_collect))
    assert any("extortion" in text for text in said(found.not_claimed))
    assert "no layer of businesses" in sponsor_words.reach(found)


def test_businesses_are_counted_by_kind_within_a_walk():
    rows = [
        *businesses.surveyed(6),
        {"at": (60, 130), "kind": "Bar", "closes": "02:00"},
        {"at": (5000, 0), "kind": "Bar"},
    ]
    found = case(*rows)
    # No streets: a walk is 1.3 times the straight line, and it is said so.
    assert found.straight
    assert found.businesses == {"Tienda": 6, "": 1}
    assert found.near == 7
    assert found.open_at_night == 1.0
    assert "1.3 times the straight line" in sponsor_words.reach(found)
    assert sponsor_words.kinds(found)[-1] == ("others (kinds of fewer than five)", 1)


def test_farther_than_the_walk_is_not_near():
    metres = 250  # 325 m on foot
    rows = businesses.surveyed(5, at=(50, -metres))
    assert case(*rows, walk_distance=330.0).businesses == {"Tienda": 5}
    assert case(*rows, walk_distance=320.0).businesses == {}


def test_losses_of_fewer_than_five_are_withheld():
    four = case(*businesses.surveyed(4), *businesses.surveyed(3, loss=None))
    assert (four.losses, four.near_losses, four.surveyed) == (None, None, 7)
    assert ("Lost in a year, together", "too few answers") in sponsor_words.answered(four, "USD")
    five = case(*businesses.surveyed(5))
    assert (five.losses, five.near_losses, five.years) == (5000, 5000, (2026, 2026))


def test_employees_of_fewer_than_five_businesses_are_withheld():
    """Of who says none nothing is known: four who do are few, however many businesses stand beside them."""
    silent = businesses.surveyed(6)
    assert case(*silent, *businesses.surveyed(4, employees=3.0)).employees is None
    assert case(*silent, *businesses.surveyed(5, employees=3.0)).employees == 15


def test_losses_next_to_the_space_are_withheld_where_the_rest_would_tell_of_few():
    near, far = businesses.surveyed(5), (50, -200)
    assert case(*near, *businesses.surveyed(3, at=far)).near_losses is None
    assert case(*near, *businesses.surveyed(5, at=far)).near_losses == 5000
    one = businesses.surveyed(4, at=far, loss=100.0) + businesses.surveyed(1, at=far, loss=4000.0)
    found = case(*near, *one)
    assert found.losses == 10_000
    # 9,400 less 5,000 would be the losses of one, but for little.
    assert found.near_losses is None


def test_a_drop_in_sales_of_one_is_withheld():
    assert case(*businesses.surveyed(6, sales_drop=0.0), *businesses.surveyed(1, sales_drop=60.0)).sales_drop is None


def test_shares_of_victims_and_extortion_are_told_apart_and_never_of_few():
    ten = businesses.surveyed(5, extortion=1.0, sales_drop=20.0) + businesses.surveyed(
        5, victim=0.0, extortion=0.0, sales_drop=5.0
    )
    found = case(*ten)
    assert (found.victimised, found.extortion) == (0.5, 0.5)
    assert found.sales_drop == pytest.approx(0.12, abs=0.006)
    assert "Nothing proposed here is known to change that" in sponsor_words.extortion(found)
    few = case(*businesses.surveyed(3, extortion=1.0), *businesses.surveyed(8, extortion=0.0))
    assert few.extortion is None


def test_the_change_is_the_losses_times_the_share_of_property_incidents_averted():
    """By hand: 40 incidents a year, half of them against property: 20; 5 averted are a quarter of 8,000 in losses."""
    found = claimed(businesses.surveyed(8), GAIN, Near(100, 100))
    assert found.near_losses == 8000
    assert found.change is not None
    assert (found.change.p05, found.change.median, found.change.p95) == (800, 2000, 4000)
    assert "2,000 less" in sponsor_words.change(found, "USD")
    assert any("assumes that their losses fall" in text for text in said(found.not_claimed))


def test_the_change_is_in_the_losses_next_to_the_space_and_not_in_those_within_a_walk():
    """By hand: of 13,000 lost within a walk, 8,000 were lost next to the space; a quarter of these is less."""
    found = claimed([*businesses.surveyed(8), *businesses.surveyed(5, at=(50, -200))], GAIN, Near(100, 100))
    assert (found.losses, found.near_losses) == (13_000, 8000)
    assert found.change is not None
    assert found.change.median == 2000


def test_averted_and_expected_are_of_the_same_share_of_property_incidents():
    """By hand: 43 of 100 are told, and drawn, as 45 %: 18 of 40 a year; 5 averted are 28 % of 8,000, not 29 %."""
    change = claimed(businesses.surveyed(8), GAIN, Near(43, 57)).change
    assert change is not None
    assert change.median == 2200


def test_no_more_than_all_losses_are_averted():
    gain = replace(GAIN, by_outcome={"property": span(10, 30, 60)})
    change = claimed(businesses.surveyed(8), gain, Near(100, 100)).change
    assert change is not None
    assert change.p95 == 8000


@pytest.mark.parametrize(
    ("gain", "near", "changes", "reason"),
    [
        (GAIN, Near(100, 100), {"may_have_no_effect": True}, "may avert no incident"),
        (None, Near(100, 100), {}, "nothing in this proposal is known to act"),
        (replace(GAIN, by_outcome={"violent": span(1, 2, 3)}), Near(100, 100), {}, "known to act on property"),
        (replace(GAIN, by_outcome={"property": span(-1, 2, 3)}), Near(100, 100), {}, "includes none"),
        (replace(GAIN, baseline=None), Near(100, 100), {}, "too few property incidents"),
        (GAIN, Near(3, 100), {}, "too few property incidents"),
        (GAIN, Near(100, 3), {}, "too few property incidents"),
        (GAIN, "no_coverage", {}, "too few property incidents"),
    ],
)
def test_nothing_is_claimed_where_the_effect_may_be_none_or_is_not_known(gain, near, changes, reason):
    found = claimed(businesses.surveyed(8), gain, near, **changes)
    assert found.change is None
    assert any(reason in text for text in said(found.not_claimed))
    assert reason in sponsor_words.change(found, "USD")


def test_missing_data_are_not_told_as_no_effect():
    project = businesses.added(
        plaza.project(plaza.proposal(plaza.lamp()), without=(Role.INCIDENTS,)), *businesses.surveyed(8)
    )
    (found,) = Evaluator(plaza.CATALOGUE).evaluate(project).proposals
    assert found.sponsor is not None
    assert found.sponsor.change is None
    assert "are missing here" in sponsor_words.change(found.sponsor, "USD")


def test_nothing_is_claimed_where_losses_would_tell_of_one():
    one_dear = businesses.surveyed(5) + businesses.surveyed(1, loss=90_000.0)
    found = claimed(one_dear, GAIN, Near(100, 100))
    assert (found.losses, found.change) == (None, None)
    assert "one makes up most of them" in sponsor_words.change(found, "USD")


def test_leverage_is_that_of_the_funding_stack():
    plan = plaza.funded(plaza.proposal(plaza.lamp()), own=500, pledged=200, in_kind=300)
    project = plaza.project(plan)
    (found,) = Evaluator(plaza.CATALOGUE).evaluate(project).proposals
    (foreign,) = Evaluator(plaza.CATALOGUE).evaluate(replace(project, currency="EUR")).proposals
    assert found.sponsor is not None
    assert found.stack is not None
    assert found.sponsor.leverage == found.stack.leverage == pytest.approx(found.cost.likely / 500)
    assert foreign.sponsor is not None
    assert foreign.sponsor.leverage is None


def test_what_a_survey_lacks_is_asked_for():
    found = case(*businesses.surveyed(12, loss=None, hours=None))
    texts = said(found.to_collect)
    assert any("Hours" in text for text in texts)
    assert any("loss, sales_drop" in text for text in texts)
    assert any("Extortion" in text for text in texts)


def test_the_case_does_not_depend_on_the_order_of_businesses():
    rows = businesses.surveyed(7, loss=400.0) + businesses.surveyed(6, kind="Bar", extortion=1.0)
    assert case(*rows) == case(*reversed(rows))
