"""The effect of a proposal: each number with its interval, what is missing called so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spaceplanner.domain import edits
from spaceplanner.domain.outlook import Gain, Range
from spaceplanner.services import effect_words
from spaceplanner.ui.effect_view import EffectView
from spaceplanner.ui.whisker import Scale, Whisker
from tests.services.city import town
from tests.ui.conftest import cover, settle


@pytest.fixture
def result(window, qtbot):
    """What is said of a proposal with one lamp."""
    context = window.context
    (plan,) = town(proposal=True).proposals
    context.do("New proposal", edits.put_proposal(plan))
    cover(context)
    settle(qtbot, window)
    return context.result.proposal(plan.id)


@pytest.fixture
def view(context, qtbot):
    made = EffectView(context)
    qtbot.addWidget(made)
    made.retranslate()
    made.show()
    return made


def a(median: float, low: float, high: float) -> Range:
    return Range(p05=low, p25=low, median=median, p75=high, p95=high)


GAIN = Gain(
    total=a(4.1, 0.3, 9.0),
    by_outcome={"property": a(3.0, 0.2, 7.0), "violent": a(1.1, 0.1, 2.0), "disorder": a(0.0, 0.0, 0.0)},
    night=a(4.1, 0.3, 9.0),
    day=a(0.0, 0.0, 0.0),
    baseline=a(31.0, 25.0, 38.0),
    raw=42.0,
    breakeven_displacement=0.38,
)


def test_by_outcome_and_hours_each_with_its_interval(view, result):
    view.show_result(replace(result, gain=GAIN))
    # What has no effect has no line: nothing is shown as zero.
    assert view.parts.lines == [
        ("property", "3.0 (0.2–7.0)"),
        ("violent", "1.1 (0.1–2.0)"),
        ("by night", "4.1 (0.3–9.0)"),
    ]
    assert view._counted.text() == "42"
    assert view._baseline.text() == "31 (25–38)"
    assert view._breakeven.text() == "38%"


def test_what_is_missing_is_called_so(view, result):
    view.show_result(replace(result, gain=replace(GAIN, raw=None, baseline=None, breakeven_displacement=None)))
    assert (view._counted.text(), view._baseline.text(), view._breakeven.text()) == ("no data",) * 3
    view.show_result(replace(result, gain=Gain(total=None, reason="no_coverage")))
    assert not view.parts.isVisible()
    assert not view._baseline.isVisible()
    view.show_result(replace(result, gain=None))
    assert not view.parts.isVisible()


def test_the_whole_effect_of_the_town_is_told_with_two_intervals(view, result):
    view.show_result(result)
    assert view.parts.isVisible()
    assert [name for name, _ in view.parts.lines] == [name for name, _ in effect_words.parts(result.gain)]
    assert all("(" in words for _, words in view.parts.lines)
    assert view._interval._half == effect_words.half(result) is not None
    assert not view.grab().isNull()


def test_a_scale_always_holds_zero():
    assert Scale.of([Whisker(2.0, 3.0, 5.0)]) == Scale(0.0, 5.0)
    assert Scale.of([Whisker(-4.0, 1.0, 5.0), Whisker(0.0, 1.0, 9.0)]) == Scale(-4.0, 9.0)
    assert Scale.of([]).end > 0
    assert Scale.of([Whisker(-4.0, -3.0, -1.0)]).end == pytest.approx(-4 + 4, abs=1e-6)
