"""Scoring: who is eligible, what is credited, parts that add up, and independence of every other proposal."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.catalogue import When
from spaceplanner.domain.criteria import Criterion
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.proposal import Intervention
from spaceplanner.errors import AnalysisError
from spaceplanner.services import measures, weighing
from spaceplanner.services.evaluation import Evaluator
from tests.services import plaza

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.result import EffectUse, Part, ProposalResult

YEARS = 731 / 365.25


def row(result: ProposalResult, type_id: str) -> EffectUse:
    return next(item for item in result.effects if item.type == type_id)


def part(result: ProposalResult, criterion: str) -> Part:
    return next(item for item in result.criteria if item.id == criterion)


def test_a_lamp_acts_on_outdoor_nights_on_newly_lit_ground_only():
    found = plaza.result(plaza.lamp())
    assert (found.eligible.exact, found.incidents.exact) == (40, 100)
    assert found.eligible.published == 40
    assert row(found, "led_lamp").credited
    assert found.grade == "C"
    assert found.evidence == ("lighting_philadelphia",)
    assert found.related[0] == "lighting_dallas_null"


def test_a_lamp_where_it_is_lit_already_averts_nothing():
    found = plaza.result(plaza.lamp(plaza.LIT))
    assert found.eligible.exact == 0
    assert found.averted.exact == 0
    assert found.may_have_no_effect


def test_two_lamps_are_one_effect():
    one = plaza.result(plaza.lamp())
    two = plaza.result(plaza.lamp(), plaza.lamp((plaza.X + 32, plaza.Y + 32), "lamp-2"))
    assert two.averted == one.averted
    assert two.effects == one.effects


def test_averted_is_what_a_plain_simulation_finds():
    found = plaza.result(plaza.programme("neighbourhood_committee"))
    rng = np.random.default_rng(1)
    draws = rng.gamma(100.5, 1 / YEARS, 200_000) * (
        1 - np.maximum(0.5, 0.84 * np.exp(rng.normal(0, math.hypot(0.20, 0.15), 200_000)))
    )
    low, median, high = np.quantile(draws, (0.05, 0.5, 0.95))
    assert found.eligible.exact == 100
    assert found.averted.exact == pytest.approx(median, rel=0.06)
    assert found.averted.low == pytest.approx(low, abs=0.06 * (high - low))
    assert found.averted.high == pytest.approx(high, rel=0.06)
    assert found.may_have_no_effect  # the transferred interval of neighbourhood watch holds 1, and the result says so
    assert row(found, "neighbourhood_committee").rate_ratio == pytest.approx(0.84, rel=0.02)


def test_an_alarm_alone_averts_none_and_says_so():
    found = plaza.result(plaza.alarm())
    assert (found.averted.exact, found.averted.published, found.grade) == (0, 0, "none")
    assert part(found, "averted").points == 0
    assert found.may_have_no_effect
    assert row(found, "community_alarm").why_not == "no_evidence"
    assert "alarm_community" in found.related
    texts = [message for message, _ in found.notes]
    assert any("alone averts no incident" in text for text in texts)
    assert any("no neighbourhood committee" in text for text in texts)
    assert found.after["heard_share"].exact == pytest.approx(1)


def test_with_a_committee_the_committee_is_credited_and_the_alarm_is_not():
    alone = plaza.result(plaza.programme("neighbourhood_committee"))
    both = plaza.result(plaza.alarm(), plaza.programme("neighbourhood_committee"))
    assert not row(both, "community_alarm").credited
    assert row(both, "neighbourhood_committee").credited
    assert both.averted == alone.averted
    # Within 100 m of the alarm, hence beside the count of those the committee acts on, it could have been heard.
    assert row(both, "community_alarm").eligible.exact == 100


SQUARE = plaza.polygon(0, 0, 100, 100)
NORTH = plaza.polygon(40, 190, 60, 210)
"""Another space, across the ravine."""
SOUTH = [[(-500.0, -10.0), (50.0, -10.0)], [(50.0, -10.0), (600.0, -10.0)], [(50.0, -10.0), (50.0, -200.0)]]
ACROSS = [(-500.0, 180.0), (600.0, 180.0)]


def acts_on(
    *lines: list[tuple[float, float]],
    spaces: dict[str, BaseGeometry] | None = None,
    entrances: dict[str, tuple[float, float]] | None = None,
    extra: tuple[float, float] | None = None,
) -> float | None:
    """Return on how many incidents a committee acts: 100 in the square, 10 60 m south, 20 80 m north, 7 elsewhere."""
    places = [((50, -60), 10), ((50, 180), 20), *([(extra, 7)] if extra else [])]
    rows = [*plaza.USUAL, *(((plaza.X + x, plaza.Y + y), 12, n, "property", False) for (x, y), n in places)]
    town = plaza.project(plaza.proposal(plaza.programme("neighbourhood_committee")), rows=rows)
    named = spaces or {"sq": SQUARE}
    layers = [
        plaza.layer(Role.SPACES, np.array([*named.values()]), GeometryKind.POLYGON, id=[*named], name=[*named]),
    ]
    if lines:
        shapes = [shapely.LineString(np.add(line, (plaza.X, plaza.Y))) for line in lines]
        layers.append(plaza.layer(Role.STREETS, np.array(shapes, dtype=object), GeometryKind.LINE))
    if entrances:
        at = np.add([*entrances.values()], (plaza.X, plaza.Y))
        layers.append(plaza.layer(Role.ENTRANCES, at, space=[*entrances]))
    for layer in layers:
        town = edits.put_layer(layer)(town)
    (found,) = Evaluator(plaza.CATALOGUE).evaluate(town).proposals
    assert found.incidents.exact == sum(row[2] for row in rows)
    return row(found, "neighbourhood_committee").eligible.exact


def test_a_committee_acts_on_what_is_near_on_foot_and_not_across_a_ravine():
    assert acts_on() == 130
    assert acts_on(*SOUTH, ACROSS) == 110
    bridge = [(-500.0, 180.0), (-500.0, -10.0)]
    # By the bridge it is more than a kilometre; a stair of 80 m from the square's edge is near.
    assert acts_on(*SOUTH, ACROSS, bridge) == 110
    assert acts_on(*SOUTH, ACROSS, [(50.0, 102.0), (50.0, 180.0)]) == 130


def test_near_on_foot_is_the_walk_that_the_radius_stands_for():
    """120 m by the streets, 85 in a straight line: 130 m are walked where 100 m are drawn."""
    side = [(-60.0, -10.0), (-60.0, -200.0)]
    assert acts_on(*SOUTH, ACROSS, side, extra=(-60, -60)) == 117


def test_a_committee_acts_on_all_in_its_space_however_far_from_the_entrance():
    """From the one entrance in the west it is 230 m by the street to the lamp in the north-east."""
    assert acts_on(*SOUTH, ACROSS, entrances={"sq": (0, 50)}) == 100


def test_a_committee_walks_from_its_own_space_and_no_other():
    assert acts_on(*SOUTH, ACROSS, spaces={"sq": SQUARE, "north": NORTH}) == 110
    assert acts_on(*SOUTH, ACROSS, spaces={"north": NORTH, "sq": SQUARE}) == 110


def test_far_from_every_street_the_straight_line_is_to_the_space_where_it_names_no_entrance():
    """The only street is 3 km east: the way out is there, but what lies south is as near as it looks."""
    far = [(3000.0, 0.0), (3000.0, 100.0)]
    spaces = {"north": NORTH, "sq": SQUARE}
    assert acts_on(far, spaces=spaces, entrances={"north": (50, 190)}) == 130
    assert acts_on(far, spaces=spaces, entrances={"sq": (100, 50)}) == 100


@pytest.mark.parametrize(
    ("item", "needed", "eligible"),
    [
        (Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15)), "coach_programme", 40),
        (Intervention(id="g", type="greening", quantity=200), "upkeep_contract", 100),
    ],
)
def test_what_needs_something_else_is_credited_only_with_it(item, needed, eligible):
    alone = plaza.result(item)
    assert row(alone, item.type).why_not == "requires"
    assert alone.averted.exact == 0
    assert any("what it needs" in message for message, _ in alone.notes)
    together = plaza.result(item, plaza.programme(needed))
    assert row(together, item.type).credited
    assert together.eligible.exact == eligible
    assert (together.averted.exact or 0) > 0


def test_the_court_carries_over_a_quarter_and_shows_the_null():
    court = Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15))
    found = plaza.result(court, plaza.programme("coach_programme"))
    assert row(found, "multi_use_court").rate_ratio == pytest.approx(0.32**0.25, rel=0.03)
    assert found.grade == "D"
    assert found.related[0] == "sport_ordinary_null"
    assert any("only part of its effect" in message for message, _ in found.notes)


def test_where_lamps_are_unknown_a_lamp_is_not_credited_and_its_weight_is_shared_out():
    found = plaza.result(plaza.lamp(), without=(Role.LAMPS,))
    assert row(found, "led_lamp").why_not == "no_data"
    assert found.averted.exact is None
    assert found.averted.reason == "no_coverage"
    averted = part(found, "averted")
    assert (averted.weight, averted.value, averted.points) == (0, None, 0)
    assert sum(item.weight for item in found.criteria) == pytest.approx(1)
    assert found.before["lit_share"].exact is found.after["lit_share"].exact is None


def test_what_can_avert_nothing_averts_nothing_even_without_data():
    found = plaza.result(Intervention(id="f", type="furniture"), without=(Role.INCIDENTS,))
    assert found.averted.exact == 0
    assert found.incidents.reason == "no_layer"
    unknown = plaza.result(plaza.programme("neighbourhood_committee"), without=(Role.INCIDENTS,))
    assert unknown.averted.reason == "no_layer"


def test_hours_unknown_leave_night_unknown():
    project = plaza.project(plaza.proposal(plaza.lamp(), plaza.programme("neighbourhood_committee")))
    old = project.by_role(Role.INCIDENTS)[0]
    table = old.table.set_column(old.table.column_names.index("when_precision"), "when_precision", [["day"] * len(old)])
    found = Evaluator(plaza.CATALOGUE).evaluate(edits.put_layer(replace(old, table=table))(project)).proposals[0]
    assert row(found, "led_lamp").why_not == "no_data"
    assert row(found, "led_lamp").eligible.reason == "no_dates"
    assert row(found, "neighbourhood_committee").credited
    assert (found.averted.exact or 0) > 0


def test_an_effect_of_the_day_acts_on_incidents_known_to_be_by_day():
    committee = plaza.CATALOGUE.types["neighbourhood_committee"]
    daily = replace(committee, effects=(replace(committee.effects[0], when=When.DAY),))
    changed = replace(plaza.CATALOGUE, types={**plaza.CATALOGUE.types, committee.id: daily})
    project = plaza.project(plaza.proposal(plaza.programme(committee.id)))
    found = Evaluator(changed).evaluate(project).proposals[0]
    assert found.eligible.exact == 30
    assert found.gain is not None
    assert found.gain.night is not None
    assert found.gain.night.p95 == 0
    old = project.by_role(Role.INCIDENTS)[0]
    column = old.table.column_names.index("when_precision")
    undated = replace(old, table=old.table.set_column(column, "when_precision", [["day"] * len(old)]))
    unknown = Evaluator(changed).evaluate(edits.put_layer(undated)(project)).proposals[0]
    assert row(unknown, committee.id).why_not == "no_data"


def test_the_space_before_and_after():
    found = plaza.result(plaza.lamp())
    disc = math.pi * 20**2 / 100**2
    assert found.before["lit_share"].exact == pytest.approx(disc, rel=0.003)
    assert found.after["lit_share"].exact == pytest.approx(2 * disc, rel=0.003)
    assert found.after["dark_share"].exact == pytest.approx(1 - 2 * disc, rel=0.003)
    assert found.after["heard_share"] == found.before["heard_share"]
    closed = disc / (1 - disc) / 2  # half of the criterion is sound, of which nothing is closed
    assert part(found, "gap_closed").figure.exact == pytest.approx(closed, rel=0.003)


def test_four_eligible_score_as_none_and_are_withheld():
    def with_nights(n: int) -> ProposalResult:
        rows = [(plaza.DARK, 23, n, "violent", False), (plaza.DARK, 12, 50 - n, "violent", False)]
        return plaza.result(plaza.lamp(), rows=[item for item in rows if item[2]])

    none, four = with_nights(0), with_nights(4)
    assert four.eligible.exact == 4
    assert (four.averted.exact or 0) > 0
    assert four.eligible.published is four.averted.published is None
    assert four.averted.withheld == "fewer_than_5"
    assert outside(four) == outside(none)
    assert row(four, "led_lamp").eligible.published is None


def test_a_remainder_of_four_is_withheld_too():
    def with_days(n: int) -> ProposalResult:
        rows = [(plaza.DARK, 23, 50 - n, "violent", False), (plaza.DARK, 12, n, "violent", False)]
        return plaza.result(plaza.lamp(), rows=[item for item in rows if item[2]])

    assert with_days(4).eligible.published is None
    assert measures.text(with_days(4).eligible, "published") == "withheld"  # 46 are not "fewer than 5"
    assert part(with_days(4), "averted").points == part(with_days(1), "averted").points
    assert with_days(5).eligible.published == 45


def outside(result: ProposalResult) -> object:
    """Return all that a brief can say of a proposal's incidents."""
    told = [(figure.published, figure.absence("published")) for figure in (result.eligible, result.averted)]
    rows = [(item.eligible.published, item.eligible.absence("published")) for item in result.effects]
    interval = result.averted.interval("published")
    points = [(item.weight, item.points) for item in result.criteria]
    return told, rows, interval, points, result.may_have_no_effect, result.notes, result.gain


def test_a_strong_effect_on_a_few_does_not_show_in_the_headline():
    study = plaza.CATALOGUE.evidence["lighting_philadelphia"]
    strong = replace(study, rate_ratio=0.4, low=0.39, high=0.41, interval_status="seen")
    sure = replace(plaza.CATALOGUE, evidence={**plaza.CATALOGUE.evidence, study.id: strong})

    def with_nights(n: int) -> ProposalResult:
        rows = [(plaza.DARK, 23, n, "violent", False), (plaza.DARK, 12, 50 - n, "violent", False)]
        project = plaza.project(plaza.proposal(plaza.lamp()), rows=[item for item in rows if item[2]])
        return Evaluator(sure).evaluate(project).proposals[0]

    assert outside(with_nights(0)) == outside(with_nights(4))
    assert not with_nights(40).may_have_no_effect


COURT = (
    Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15)),
    plaza.programme("coach_programme"),
)


def lamp_and_court(both: int, lamp: int, court: int, neither: int) -> ProposalResult:
    """Return a result where that many incidents are reached by the lamp, by the court, by both and by none."""
    counts = ((23, both, "violent"), (23, lamp, "property"), (12, court, "violent"), (12, neither, "property"))
    rows = [(plaza.DARK, hour, n, outcome, False) for hour, n, outcome in counts if n]
    return plaza.result(plaza.lamp(), *COURT, rows=rows)


def test_the_union_of_two_effects_does_not_tell_the_few_that_only_one_reaches():
    """20 eligible less 18 of the court would be the 2 that only the lamp reaches."""
    told = [outside(lamp_and_court(12 - few, few, 6 + few, 20 - few)) for few in range(1, 5)]
    assert told[1:] == told[:-1]
    many = lamp_and_court(6, 6, 12, 20)
    assert (many.eligible.exact, many.eligible.published) == (24, 24)


@settings(max_examples=30, deadline=None)
@given(*[st.sampled_from([0, 1, 2, 4, 5, 6, 9, 30])] * 4)
def test_no_subtraction_of_published_eligible_counts_reaches_one_to_four(both, lamp, court, neither):
    assume(both + lamp + court + neither)
    found = lamp_and_court(both, lamp, court, neither)
    union, near = found.eligible.published, found.incidents.exact
    assert len(found.effects) == 2
    if union is None or near is None:
        return
    rows = [item.eligible.published for item in found.effects if item.eligible.published is not None]
    differences = [near - union, *(union - n for n in rows)]
    if len(rows) == 2:
        differences.append(sum(rows) - union)
    assert not {1, 2, 3, 4} & set(differences)


def test_a_space_or_type_that_is_not_there_is_said():
    found = plaza.results(plaza.proposal(Intervention(id="z", type="zeppelin"), space="atlantis"))[0]
    assert found.cost.lines == ()
    assert found.incidents.reason == "no_layer"
    assert {parameters.get("space", parameters.get("type")) for _, parameters in found.notes} >= {
        "atlantis",
        "zeppelin",
    }
    assert 0 <= found.score <= 100


def test_a_criterion_nobody_knows_is_refused():
    project = plaza.project(plaza.proposal(plaza.lamp()))
    for criteria in ((Criterion(id="beauty", weight=1, low=0, high=1),), project.criteria * 2):
        with pytest.raises(AnalysisError, match="unknown or named twice"):
            Evaluator(plaza.CATALOGUE).evaluate(replace(project, criteria=criteria))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("draws", 0),
        ("draws", 1999),
        ("draws", 2000.0),
        ("horizon_years", 10.5),
        ("seed", 1.5),
        ("controls", 5.0),
        ("horizon_years", 0),
        ("contingency", -0.1),
        ("seed", -1),
        ("effect_floor", 1.2),
        ("decay", -0.1),
        ("decay", 1.5),
        ("transfer_sd", -1.0),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(name, wrong):
    project = plaza.project(plaza.proposal(plaza.lamp()))
    changed = edits.set_settings(replace(project.settings, **{name: wrong}))(project)
    with pytest.raises(AnalysisError, match=name):
        Evaluator(plaza.CATALOGUE).evaluate(changed)


ITEMS = st.lists(
    st.sampled_from(
        [
            plaza.lamp(),
            plaza.lamp((plaza.X + 60, plaza.Y + 20), "lamp-2"),
            plaza.alarm(),
            Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15)),
            Intervention(id="g", type="greening", quantity=200),
            Intervention(id="w", type="paths", geometry=shapely.LineString([(0, 0), (30, 40)])),
            *(
                plaza.programme(key)
                for key in ("coach_programme", "neighbourhood_committee", "upkeep_contract", "furniture")
            ),
        ]
    ),
    unique_by=lambda item: item.id,
    max_size=8,
)
MONEY = st.fixed_dictionaries({kind: st.floats(0, 60_000) for kind in ("own", "committed", "pledged", "in_kind")})


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(ITEMS, MONEY, st.booleans()), min_size=2, max_size=4), st.randoms())
def test_points_add_up_and_no_other_proposal_matters(drafts, random):
    proposals = [
        plaza.funded(plaza.proposal(*items, key=f"p{i}", maintainer="EP" if kept else ""), **money)
        for i, (items, money, kept) in enumerate(drafts)
    ]
    together = plaza.results(*proposals)
    for found in together:
        assert math.fsum(item.points for item in found.criteria) == pytest.approx(found.score, abs=1e-9)
        assert 0 <= found.score <= 100
        assert found.rank == 1 + sum(round(other.score, 9) > round(found.score, 9) for other in together)
    chosen = random.randrange(len(proposals))
    shuffled = list(proposals[chosen].interventions)
    random.shuffle(shuffled)
    alone = plaza.results(replace(proposals[chosen], interventions=tuple(shuffled)))[0]
    assert repr(replace(alone, rank=0, standing=None)) == repr(replace(together[chosen], rank=0, standing=None))


def test_the_same_seed_gives_the_same_and_another_does_not():
    items = (plaza.lamp(), plaza.programme("neighbourhood_committee"))
    assert repr(plaza.result(*items)) == repr(plaza.result(*items))
    project = plaza.project(plaza.proposal(*items))
    other = edits.set_settings(replace(project.settings, seed=1))(project)
    assert Evaluator(plaza.CATALOGUE).evaluate(other).proposals[0].averted != plaza.result(*items).averted


def test_only_the_proposal_that_changed_is_scored_again():
    project = plaza.project(plaza.proposal(plaza.lamp(), key="a"), plaza.proposal(plaza.alarm(), key="b"))
    evaluator = Evaluator(plaza.CATALOGUE)
    evaluator.evaluate(project)
    moved = edits.put_intervention("a", plaza.lamp((plaza.X + 50, plaza.Y + 50)))(project)
    before = evaluator.memo.computed["proposal"]
    evaluator.evaluate(moved)
    assert evaluator.memo.computed["proposal"] == before + 1


def test_versions_of_one_proposal_are_ranked_once():
    made = [
        plaza.proposal(plaza.lamp(), key="a"),
        plaza.proposal(plaza.lamp(plaza.LIT), key="b"),
        plaza.proposal(plaza.programme("neighbourhood_committee"), key="c"),
    ]
    alone = Evaluator(plaza.CATALOGUE).evaluate(plaza.project(*made))
    best = min(alone.proposals, key=lambda item: item.rank).id
    # One as good as the first in its place, one as good as the worst.
    worst = next(plan for plan in made if plan.id == max(alone.proposals, key=lambda item: item.rank).id)
    first = next(plan for plan in made if plan.id == best)
    versions = [replace(first, id="copy", scenario_of=best), replace(worst, id="bad", scenario_of=best)]
    found = Evaluator(plaza.CATALOGUE).evaluate(plaza.project(*made, *versions))
    assert [(item.id, item.rank, item.standing) for item in found.ranked] == [
        (item.id, item.rank, item.standing) for item in alone.proposals
    ]
    copy, bad = found.proposals[-2:]
    assert (copy.rank, copy.version_of, copy.standing) == (1, best, None)
    assert bad.rank == len(made) - 1  # the worst and it share a rank, and the first is not counted beside it
    assert any("version of another proposal" in note[0] for note in bad.notes)
    assert found.ranking == alone.ranking
    again = weighing.reweighed(found.proposals, plaza.project().criteria)
    assert [item.rank for item in again] == [item.rank for item in found.proposals]


def test_a_version_that_is_further_is_ranked_in_the_place_of_the_original():
    draft = plaza.proposal(plaza.lamp(), key="a")
    found = Evaluator(plaza.CATALOGUE).evaluate(
        plaza.project(draft, replace(draft, id="b", scenario_of="a", state="review"))
    )
    assert [(item.id, item.version_of) for item in found.proposals] == [("a", "b"), ("b", None)]
