"""What a change would be worth, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.io import catalogue
from spaceplanner.services import foresight, placing
from spaceplanner.services.evaluation import Evaluator
from tests.services.city import X, Y, town


def test_a_lamp_tells_what_it_lights_and_what_that_is_worth():
    types, project = catalogue.load(), town(proposal=True)
    evaluator = Evaluator(types)
    before = evaluator.evaluate(project).proposal("merced")
    where = placing.target(project, X + 200, Y + 180, space="park", proposal="merced")
    change = placing.place(types.types["led_lamp"], shapely.Point(X + 200, Y + 180), where)
    after = evaluator.evaluate(change.edit(project)).proposal("merced")
    assert before is not None
    assert after is not None
    lit, worth = foresight.words(before, after)
    shares = [i18n.percent(side.after["lit_share"].exact) for side in (before, after)]
    assert lit == f"Lit ground {shares[0]} → {shares[1]}"
    assert worth.endswith(f"score {i18n.number(before.score, 1)} → {i18n.number(after.score, 1)}")
    assert foresight.words(None, after)[-1].endswith(f"score {i18n.number(after.score, 1)}")


def test_nothing_is_said_of_what_does_not_change():
    types, project = catalogue.load(), town(proposal=True)
    same = Evaluator(types).evaluate(project).proposal("merced")
    assert same is not None
    assert len(foresight.words(same, same)) == 1


@pytest.mark.parametrize("by", [0.0, 3.0, 25.0])
def test_what_is_foreseen_is_what_is_scored_later_and_what_is_scored_cold(by):
    types, project = catalogue.load(), town(proposal=True)
    evaluator = Evaluator(types)
    evaluator.evaluate(project)
    proposal = project.proposals[0]
    lamp = next(item for item in proposal.interventions if item.type == "led_lamp")
    lamp = replace(lamp, geometry=shapely.transform(lamp.geometry, lambda xy: xy + by))
    moved = edits.put_intervention(proposal.id, lamp)(project)
    scored = evaluator.memo.computed["proposal"]
    foreseen = evaluator.foresee(moved, proposal.id)
    assert evaluator.memo.computed["proposal"] == scored
    later, cold = evaluator.evaluate(moved), Evaluator(types).evaluate(moved)
    assert repr(later) == repr(cold)
    found = cold.proposal(proposal.id)
    assert found is not None
    assert repr(foreseen) == repr(replace(found, rank=1, standing=None, proof=None, sponsor=None))
    assert foreseen == Evaluator(types).foresee(moved, proposal.id)


def test_nothing_is_foreseen_of_what_is_not_there():
    assert Evaluator(catalogue.load()).foresee(town(), "merced") is None
