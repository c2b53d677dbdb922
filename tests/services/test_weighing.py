"""Weighing: the checklist and the figures that come from money."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.programme import Indicator, ProgrammeKind, ProgrammeLine
from spaceplanner.domain.result import Cost, Figure, FundingTotals
from spaceplanner.errors import AnalysisError
from spaceplanner.services import weighing, weights
from spaceplanner.services.evaluation import Evaluator
from tests.services import plaza

if TYPE_CHECKING:
    from spaceplanner.domain.proposal import Proposal


def figure(proposal, criterion: str):
    found = plaza.results(proposal)[0]
    return next(part.figure for part in found.criteria if part.id == criterion)


WHOLE = Indicator(name="Reuniones", baseline=0, target=12, source="Actas", owner="GAD", due=date(2027, 1, 1))


def with_lines(*lines: ProgrammeLine) -> Proposal:
    return replace(plaza.proposal(plaza.lamp()), programme=lines)


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (plaza.proposal(plaza.lamp()), 0),
        (plaza.proposal(plaza.lamp(), maintainer=" EP "), 0.25),
        (plaza.proposal(plaza.lamp(), maintainer="EP", upkeep_payer="GAD"), 0.5),
        (plaza.proposal(replace(plaza.lamp(), upkeep_payer="GAD"), plaza.lamp(key="lamp-2")), 0.125),
        (plaza.proposal(replace(plaza.lamp(), maintainer="EP", upkeep_payer="GAD")), 0.5),
        (plaza.proposal(plaza.lamp(), maintainer="  "), 0),
        (plaza.funded(plaza.proposal(plaza.lamp()), own=2035 * 0.2, committed=2035 * 0.11), 0.2),
        (plaza.funded(plaza.proposal(plaza.lamp()), pledged=2035), 0),
        (plaza.proposal(plaza.programme("neighbourhood_committee")), 0.15),
        (with_lines(ProgrammeLine(id="m", kind=ProgrammeKind.MEDIATION)), 0),
        (with_lines(ProgrammeLine(id="m", kind=ProgrammeKind.MEDIATION, responsible="GAD", indicator=WHOLE)), 0.15),
        (
            with_lines(
                ProgrammeLine(id="m", kind=ProgrammeKind.MEDIATION, responsible="GAD", indicator=WHOLE),
                ProgrammeLine(id="c", kind=ProgrammeKind.COMMITTEE, indicator=replace(WHOLE, baseline=None)),
            ),
            0.15 + 0.075,
        ),
    ],
)
def test_readiness_is_a_checklist(proposal, expected):
    assert figure(proposal, "readiness").exact == pytest.approx(expected)


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (plaza.proposal(plaza.lamp()), 0),
        (plaza.proposal(plaza.programme("neighbourhood_committee")), 0.4),
        (with_lines(ProgrammeLine(id="c", kind=ProgrammeKind.COMMITTEE)), 0.4),
        (with_lines(ProgrammeLine(id="w", kind=ProgrammeKind.WORKSHOPS, quantities={"workshops": 3})), 0),
        (with_lines(ProgrammeLine(id="w", kind=ProgrammeKind.WORKSHOPS, quantities={"attendance": 60})), 0.3),
        (with_lines(ProgrammeLine(id="s", kind=ProgrammeKind.SECURITY_PLAN, reference=" ")), 0),
        (with_lines(ProgrammeLine(id="s", kind=ProgrammeKind.SECURITY_PLAN, reference="Eje 2")), 0.3),
    ],
)
def test_backing_is_a_checklist(proposal, expected):
    assert figure(proposal, "backing").exact == pytest.approx(expected)


@pytest.mark.parametrize(
    ("items", "without", "expected"),
    [
        ((plaza.lamp(),), (), 0.5),
        ((plaza.alarm(),), (), 0),
        ((plaza.lamp(), plaza.programme("neighbourhood_committee")), (), 0.5),
        # The lamp's effect is unknown without a layer of lamps: what is left has grade C and counts as D.
        ((plaza.lamp(), plaza.programme("neighbourhood_committee")), (Role.LAMPS,), 0.25),
        ((plaza.lamp(),), (Role.LAMPS,), None),
    ],
)
def test_evidence_is_the_grade_and_missing_data_lower_it(items, without, expected):
    found = plaza.result(*items, without=without)
    shown = next(part.figure for part in found.criteria if part.id == "evidence")
    assert shown.exact == expected
    assert (shown.reason == "no_effect_data") == (expected is None)
    lower = any("one step lower" in message for message, _ in found.notes)
    assert lower == (expected == 0.25)
    assert (found.grade == "D") == lower


def test_value_is_that_of_the_mean_year_where_nobody_pays_for_upkeep():
    unpaid, paid = (plaza.results(plaza.proposal(plaza.lamp(), upkeep_payer=payer))[0] for payer in ("", "GAD"))
    shares = [sum(0.7**t for t in range(10)) / 10, 1]
    for found, share in zip((unpaid, paid), shares, strict=True):
        assert found.gain is not None
        assert found.gain.kept == pytest.approx(share)
        value = next(part.figure.exact for part in found.criteria if part.id == "value")
        assert value == pytest.approx((found.averted.exact or 0) * share * 10_000 / found.cost.yearly)
    assert unpaid.averted == paid.averted
    assert any("pay for upkeep" in message for message, _ in unpaid.notes)


def test_coinvestment_is_what_others_bring():
    proposal = plaza.funded(
        plaza.proposal(plaza.lamp()), own=500, committed=100, pledged=200, in_kind=300, requested=900
    )
    assert figure(proposal, "coinvestment").exact == pytest.approx(600 / 2035)


def test_funding_in_another_currency_is_set_against_no_cost():
    proposal = plaza.funded(plaza.proposal(plaza.lamp()), own=5000, committed=100)
    project = replace(plaza.project(proposal), currency="EUR")
    (found,) = Evaluator(plaza.CATALOGUE).evaluate(project).proposals
    parts = {part.id: part for part in found.criteria}
    (same,) = plaza.results(proposal)
    readiness = next(part.value for part in same.criteria if part.id == "readiness")
    assert parts["coinvestment"].value is None
    assert parts["coinvestment"].figure.reason == "other_money"
    assert readiness is not None
    assert parts["readiness"].value == pytest.approx(readiness - 0.2)
    assert found.funding.gap is None
    assert [line.share_funded for line in found.cost.lines] == [None]
    assert found.standing is not None
    assert any("is not said" in message for message, _ in found.notes)


def test_value_is_averted_for_each_ten_thousand_a_year():
    found = plaza.results(plaza.proposal(plaza.programme("neighbourhood_committee", 3)))[0]
    part = next(item for item in found.criteria if item.id == "value")
    assert found.averted.exact is not None
    assert part.figure.exact == pytest.approx(found.averted.exact * 10_000 / 2_400)
    assert found.averted.published == float(f"{found.averted.exact:.2g}")
    # The score uses the published figure, so that it reads the same everywhere.
    assert part.figure.published is not None
    assert part.value == pytest.approx(min(1, part.figure.published / 5))


@pytest.mark.parametrize(
    ("published", "withheld", "told"),
    [(300.0, None, 300), (None, "few_residents", 0), (None, "residents_derivable", None)],
)
def test_the_score_knows_of_residents_what_is_published(published, withheld, told):
    """Never the exact number, which could be read off the points: few are as nobody, and what is derivable is no data."""
    people = Figure(exact=303.4, published=published, unit="people", withheld=withheld)
    assert weighing._told(people) == told


@pytest.mark.parametrize(("own", "committed", "ready"), [(200, 100, 0.2), (299, 0, 0.0), (0, 300, 0.2)])
def test_ready_where_three_tenths_of_the_likely_cost_are_there(own, committed, ready):
    cost = Cost(lines=(), contingency=0, low=800, likely=1000, high=1500, upkeep=0, yearly=150)
    funding = FundingTotals(own=own, committed=committed, pledged=900, in_kind=900, requested=900, gap=0.0)
    bare = plaza.proposal(maintainer="", upkeep_payer="")
    assert weighing.readiness(bare, cost, funding, ()) == pytest.approx(ready)


def test_people_and_need_come_from_the_diagnosis():
    assert figure(plaza.proposal(), "people").exact == 3000
    assert 0 < figure(plaza.proposal(), "need").exact <= 100


@pytest.mark.parametrize("role", [Role.INCIDENTS, Role.ALARMS, Role.LAMPS, Role.RESIDENTS])
def test_losing_a_layer_never_lifts_the_documented_points(role):
    whole, less = (plaza.result(plaza.lamp(), without=lost) for lost in ((), (role,)))
    assert less.score_floor <= whole.score_floor + 1e-9
    assert less.score_floor <= less.score + 1e-9


def test_the_gap_nobody_knows_of_counts_as_open():
    whole, less = (plaza.result(plaza.lamp(), without=lost) for lost in ((), (Role.ALARMS,)))
    needs = [Evaluator(plaza.CATALOGUE).evaluate(plaza.project(without=lost)) for lost in ((), (Role.ALARMS,))]
    floors = [one.diagnosis.spaces[0].need_floor for one in needs]
    shares = [next(part.figure.exact for part in one.criteria if part.id == "gap_closed") for one in (whole, less)]
    assert shares[1] == pytest.approx(2 * (shares[0] or 0))
    # The need weighs 0.22 of points out of 100; the ground lit is the same in both, so nothing else changed.
    assert whole.score_floor - less.score_floor == pytest.approx(0.22 * (floors[0] - floors[1]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 5), min_size=9, max_size=9).filter(lambda held: sum(held) > 0.01))
def test_other_weights_give_what_scoring_anew_gives(given_weights):
    project = plaza.project(
        plaza.proposal(plaza.lamp(), key="light"),
        plaza.proposal(plaza.alarm(), plaza.programme("neighbourhood_committee"), key="alarm", maintainer="EP"),
        plaza.funded(plaza.proposal(plaza.programme("neighbourhood_committee"), key="people"), pledged=900),
        without=(Role.RESIDENTS,),
    )
    evaluator = Evaluator(plaza.CATALOGUE)
    criteria = weights.weighed(
        project.criteria, dict(zip([item.id for item in project.criteria], given_weights, strict=True))
    )
    quick = weighing.reweighed(evaluator.evaluate(project, standing=False).proposals, criteria)
    anew = evaluator.evaluate(edits.set_criteria(criteria)(project), standing=False).proposals
    for one, other in zip(quick, anew, strict=True):
        assert math.fsum(part.points for part in one.criteria) == pytest.approx(one.score, abs=1e-9)
        assert one.score == pytest.approx(other.score, abs=1e-9)
        assert one.score_floor == pytest.approx(other.score_floor, abs=1e-9)
        assert one.rank == other.rank
        assert [part.weight for part in one.criteria] == pytest.approx([part.weight for part in other.criteria])


def test_weights_that_are_all_nothing_are_refused():
    found = plaza.results(plaza.proposal(plaza.lamp()))
    with pytest.raises(AnalysisError, match="one of them above 0"):
        weighing.reweighed(found, [replace(item, weight=0.0) for item in plaza.project().criteria])
