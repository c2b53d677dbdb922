"""Benefit: what is averted by outcome and hours, on which baseline, and that no small count shows in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.judgement import Override
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.proposal import Intervention
from spaceplanner.errors import AnalysisError
from spaceplanner.services import judging, ledger, results_json, surroundings
from spaceplanner.services.evaluation import Evaluator
from tests.services import plaza

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.domain.outlook import Gain

YEARS = 731 / 365.25
COMMITTEE = plaza.programme("neighbourhood_committee")


def override(**changed: object) -> Override:
    fields = {
        "evidence": "watch_meta",
        "rate_ratio": 0.9,
        "low": 0.8,
        "high": 1.0,
        "author": "Ana Loor",
        "reason": "Encuesta municipal de 2025",
        "made": date(2026, 3, 1),
    }
    return Override(**(fields | changed))  # type: ignore[arg-type]


def gain(*items: Intervention, rows: Iterable[plaza.Row] = plaza.USUAL) -> Gain:
    found = plaza.result(*items, rows=rows).gain
    assert found is not None
    return found


def test_what_is_averted_by_outcome_and_hours_adds_up_in_the_mean():
    found = gain(COMMITTEE)
    assert found.total is not None
    # 40 of 100 are violent, 60 are on property.
    assert set(found.by_outcome) == {"property", "violent"}
    assert found.by_outcome["violent"].median == pytest.approx(0.4 * found.total.median, rel=0.1)
    assert found.by_outcome["property"].median == pytest.approx(0.6 * found.total.median, rel=0.1)
    assert found.night is not None
    assert found.day is not None
    assert found.night.median == pytest.approx(0.7 * found.total.median, rel=0.1)
    assert found.total.p05 < found.total.p25 < found.total.median < found.total.p75 < found.total.p95
    assert found.reason == "no_social_cost"


def test_a_lamp_averts_by_night_alone_and_a_court_violent_incidents_alone():
    lamp = gain(plaza.lamp())
    assert lamp.day is not None
    assert (lamp.day.p05, lamp.day.p95) == (0, 0)
    assert lamp.night is not None
    assert lamp.total is not None
    assert lamp.night.median == pytest.approx(lamp.total.median)
    court = gain(
        Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15)),
        plaza.programme("coach_programme"),
    )
    assert set(court.by_outcome) == {"violent"}


def test_a_single_space_keeps_its_own_count_and_says_so():
    found = plaza.result(COMMITTEE)
    assert found.gain is not None
    assert found.gain.raw == pytest.approx(100 / YEARS)
    assert found.gain.baseline is not None
    assert found.gain.baseline.median == pytest.approx(100.17 / YEARS, rel=0.01)
    assert any("too few spaces to compare" in message for message, _ in found.notes)


def test_the_worst_of_many_spaces_gets_a_baseline_drawn_towards_the_others():
    """Forty squares with 10 incidents each but one with 40: what it has above them is partly luck."""
    project = plaza.project(plaza.proposal(COMMITTEE, space="s0"))
    corners = [(plaza.X + 1000 * k, plaza.Y) for k in range(40)]
    squares = np.array([shapely.box(x, y, x + 100, y + 100) for x, y in corners], dtype=object)
    rows = [((x + 30, y + 30), 23, 40 if k == 0 else 8 + k % 5, "violent", False) for k, (x, y) in enumerate(corners)]
    ids = [f"s{k}" for k in range(40)]
    for layer in (plaza.layer(Role.SPACES, squares, GeometryKind.POLYGON, id=ids, name=ids), plaza.incidents(rows)):
        project = edits.put_layer(layer)(project)
    result = Evaluator(plaza.CATALOGUE).evaluate(project)
    found = result.proposals[0].gain
    assert found is not None
    assert found.baseline is not None
    assert found.raw == pytest.approx(40 / YEARS)
    assert 10 / YEARS < found.baseline.median < 0.95 * 40 / YEARS
    own = result.space("s0")
    assert own is not None
    assert found.baseline.p05 == pytest.approx(own.figures["incidents_adjusted"].published_low, rel=0.03)
    assert found.baseline.p95 == pytest.approx(own.figures["incidents_adjusted"].published_high, rel=0.03)


def test_fewer_than_five_do_not_show_in_the_outlook():
    def with_nights(n: int):
        rows = [(plaza.DARK, 23, n, "violent", False), (plaza.DARK, 12, 50 - n, "property", False)]
        return gain(plaza.lamp(), COMMITTEE, rows=[row for row in rows if row[2]])

    assert len({repr(with_nights(n)) for n in range(5)}) == 1


def test_a_space_with_four_incidents_has_no_baseline_to_show():
    found = gain(COMMITTEE, rows=[(plaza.DARK, 23, 4, "violent", False)])
    assert found.baseline is None
    assert found.raw is None
    assert found.total is not None
    assert found.total.p95 == 0


def test_an_item_without_effect_and_the_order_of_items_change_nothing():
    items = (plaza.lamp(), COMMITTEE)
    assert gain(*items, Intervention(id="f", type="furniture", quantity=3)) == replace(gain(*items[::-1]))


def test_the_floor_and_the_transfer_are_settings():
    project = plaza.project(plaza.proposal(COMMITTEE))

    def with_settings(**changed: float):
        edited = edits.set_settings(replace(project.settings, **changed))(project)  # type: ignore[arg-type]
        return Evaluator(plaza.CATALOGUE).evaluate(edited).proposals[0].averted

    usual, floored, wider = with_settings(), with_settings(effect_floor=0.95), with_settings(transfer_sd=0.6)
    assert floored.high < 0.4 * usual.high
    assert wider.high > usual.high
    assert wider.low < usual.low


def test_an_override_is_used_and_told_with_its_author_and_reason():
    project = edits.put_override(override())(plaza.project(plaza.proposal(COMMITTEE)))
    found = Evaluator(plaza.CATALOGUE).evaluate(project).proposals[0]
    row = found.effects[0]
    assert (row.rate_ratio, row.low, row.high) == pytest.approx((0.9, 0.815, 0.985), abs=0.02)
    assert found.grade == "D"
    entry = judging.judged(plaza.CATALOGUE, project.overrides).evidence["watch_meta"]
    words = ledger.finding(entry)
    assert all(part in words for part in ("0.90 (0.80 to 1.00)", "Ana Loor", "Encuesta municipal de 2025", "0.84"))
    assert plaza.CATALOGUE.evidence["watch_meta"].rate_ratio == 0.84
    undone = edits.remove_override("watch_meta")(project)
    assert Evaluator(plaza.CATALOGUE).evaluate(undone).proposals[0].grade == "C"


def test_hostile_words_of_an_override_stay_on_one_line():
    entry = judging.judged(plaza.CATALOGUE, (override(author="A\n\x1b[2J", reason="{x} \u202e\tB"),)).evidence[
        "watch_meta"
    ]
    words = ledger.finding(entry)
    assert words.isprintable()
    assert "{x} B" in words


def test_an_alarm_with_an_override_is_credited_and_no_longer_said_to_avert_none():
    own = override(evidence="alarm_community", rate_ratio=0.95, low=0.9, high=1.0)
    project = edits.put_override(own)(plaza.project(plaza.proposal(plaza.alarm(), COMMITTEE)))
    found = Evaluator(plaza.CATALOGUE).evaluate(project).proposals[0]
    assert {row.type: row.credited for row in found.effects} == {
        "community_alarm": True,
        "neighbourhood_committee": True,
    }
    assert found.grade == "none"
    assert not any("alone averts no incident" in message for message, _ in found.notes)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rate_ratio": 0.0}, "rate_ratio"),
        ({"rate_ratio": float("nan")}, "rate_ratio"),
        ({"low": -0.1}, "low"),
        ({"low": 0.95}, "low"),
        ({"high": 0.85}, "low"),
        ({"high": float("inf")}, "high"),
        ({"author": " "}, "author"),
        ({"reason": ""}, "reason"),
        ({"evidence": "watch_metta"}, "evidence"),
    ],
)
def test_an_override_that_cannot_be_used_is_refused(changed, field):
    project = edits.put_override(override(**changed))(plaza.project(plaza.proposal(COMMITTEE)))
    with pytest.raises(AnalysisError, match=rf"cannot be used: {field}:"):
        Evaluator(plaza.CATALOGUE).evaluate(project)


def test_every_null_of_a_family_stands_beside_what_is_credited():
    found = plaza.result(plaza.lamp(), COMMITTEE)
    assert {"lighting_dallas_null", "bogota_services_rct"} <= set(found.related)
    assert found.related[0] in {"lighting_dallas_null", "bogota_services_rct"}


def test_json_has_the_outlook():
    result = Evaluator(plaza.CATALOGUE).evaluate(plaza.project(plaza.proposal(plaza.lamp(), COMMITTEE)))
    found = results_json.proposals(result)["proposals"][0]
    assert list(found["averted"]) == ["p05", "p25", "median", "p75", "p95"]
    assert found["baseline"]["raw"] == pytest.approx(100 / YEARS)
    assert set(found["averted_by_outcome"]) == {"property", "violent"}


def kinds(*counts: int, night: int = 0, city=None) -> np.ndarray:
    outcome = np.repeat(np.arange(4, dtype=np.int8), counts)
    nights = np.zeros(len(outcome), dtype=np.int8)
    nights[:night] = 1
    return surroundings.mix(outcome, nights, np.full(8, 1 / 8) if city is None else city)


def test_kinds_are_shares_in_steps_that_tell_no_few():
    found = kinds(60, 40, 0, 0, night=70).reshape(4, 2)
    assert found.sum(axis=1) == pytest.approx([0.6, 0.4, 0, 0])
    assert found.sum(axis=0) == pytest.approx([0.3, 0.7])
    few = [kinds(50 - n, n, 0, 0).tobytes() for n in range(5)]
    assert len(set(few)) == 1
    nights = [kinds(50, 0, 0, 0, night=n).tobytes() for n in range(5)]
    assert len(set(nights)) == 1


def test_a_space_without_enough_incidents_has_the_kinds_of_the_city():
    city = np.linspace(1, 8, 8) / 36
    few = kinds(3, 2, 1, 0, city=city).reshape(4, 2)
    assert few.sum(axis=1) == pytest.approx(city.reshape(4, 2).sum(axis=1))
    assert few.sum(axis=0) == pytest.approx([16 / 36, 20 / 36])
    some = kinds(30, 3, 3, 0, city=city).reshape(4, 2).sum(axis=1)
    assert some.sum() == pytest.approx(1)
    assert some[0] == pytest.approx(0.85)
    assert some[1] / some[2] == pytest.approx((city[2] + city[3]) / (city[4] + city[5]))
