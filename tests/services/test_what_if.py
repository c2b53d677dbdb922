"""The figures of a proposal beside those it had."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import catalogue
from spaceplanner.services import what_if
from spaceplanner.services.evaluation import Evaluator
from tests.services.city import PARK, X, Y, covered, town

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import ProposalResult

TYPES = catalogue.load()


def _three() -> Project:
    """Return the town with a proposal, a version of it, and one for the square."""
    project = covered(town(proposal=True))
    merced = project.proposals[0]
    lamp = Intervention(id="l", type="led_lamp", geometry=shapely.Point(X + 430, Y + 130))
    other = Proposal(id="square", name="Plaza", space="square", interventions=(lamp,))
    version = replace(merced, id="merced-2", scenario_of="merced", interventions=(*merced.interventions, lamp))
    return replace(project, proposals=(merced, other, version))


PROJECT = _three()
EVALUATOR = Evaluator(TYPES)
BEFORE = EVALUATOR.evaluate(PROJECT, standing=False)


def _known(found: ProposalResult | None) -> ProposalResult:
    assert found is not None
    return found


def _placed(after: Project, which: str) -> ProposalResult:
    """Return what is foreseen, with its rank."""
    return what_if.placed(_known(EVALUATOR.foresee(after, which)), BEFORE)


def _evaluated(after: Project, which: str) -> ProposalResult:
    return _known(EVALUATOR.evaluate(after, standing=False).proposal(which))


def _lit(item: ProposalResult) -> float:
    share = item.after["lit_share"].exact
    assert share is not None
    return share


def _rows(before, after, *, count=2):
    found = what_if.rows(before, after, PROJECT, currency="USD", count=count)
    return {row.id: row for row in found}


@settings(max_examples=25, deadline=None)
@given(dx=st.floats(-60, 60), dy=st.floats(-60, 60), which=st.sampled_from(["merced", "square", "merced-2"]))
def test_rank_and_score_foreseen_are_those_of_the_evaluation(dx, dy, which):
    proposal = next(item for item in PROJECT.proposals if item.id == which)
    lamp = proposal.interventions[0]
    moved = replace(lamp, geometry=shapely.affinity.translate(lamp.geometry, dx, dy))
    after = edits.put_intervention(which, moved)(PROJECT)
    foreseen = _placed(after, which)
    exact = _evaluated(after, which)
    assert (foreseen.rank, foreseen.score, foreseen.averted) == (exact.rank, exact.score, exact.averted)
    assert _rows(BEFORE.proposal(which), foreseen) == _rows(BEFORE.proposal(which), exact)


def test_the_rank_of_what_is_not_there_yet_is_among_all():
    lamp = Intervention(id="l", type="led_lamp", geometry=shapely.Point(X + 150, Y + 150))
    after = edits.put_proposal(Proposal(id="new", name="New", space="park", interventions=(lamp, lamp)))(PROJECT)
    foreseen = _placed(after, "new")
    assert foreseen.rank == _evaluated(after, "new").rank
    rows = _rows(None, foreseen, count=3)
    assert rows["rank"].sense == "none"
    assert rows["lit"].change.startswith("+")
    assert rows["cost"].sense == "worse"
    assert rows["people"].sense in {"same", "none"}


def test_a_lamp_into_the_dark_lights_what_the_share_says():
    proposal = PROJECT.proposals[0]
    lamp = replace(proposal.interventions[0], id="more", geometry=shapely.Point(X + 120, Y + 130))
    after = edits.put_intervention("merced", lamp)(PROJECT)
    foreseen = _placed(after, "merced")
    then = _known(BEFORE.proposal("merced"))
    rows = _rows(then, foreseen)
    gained = (_lit(foreseen) - _lit(then)) * PARK.area
    assert rows["lit"].change == f"+{i18n.number(gained)}"
    assert (rows["lit"].sense, rows["lit"].up) == ("better", True)
    assert (rows["cost"].sense, rows["cost"].up) == ("worse", True)
    assert rows["heard"].sense == "same"
    assert rows["score"].value == i18n.number(foreseen.score, 1)
    assert "(" in rows["averted"].value
    assert what_if.spoken(rows["cost"]).endswith(", worse")
    assert what_if.spoken(rows["heard"]).endswith(", unchanged")


def test_back_again_the_signs_turn():
    proposal = PROJECT.proposals[0]
    lamp = replace(proposal.interventions[0], id="more", geometry=shapely.Point(X + 120, Y + 130))
    after = EVALUATOR.foresee(edits.put_intervention("merced", lamp)(PROJECT), "merced")
    there, back = _rows(BEFORE.proposal("merced"), after), _rows(after, BEFORE.proposal("merced"))
    for key in ("lit", "cost"):
        assert there[key].change[1:] == back[key].change[1:]
        assert (there[key].change[0], back[key].change[0]) == ("+", "\u2212")
        assert {there[key].sense, back[key].sense} == {"better", "worse"}


@pytest.mark.parametrize("count", [1, 2])
def test_one_alone_has_no_rank(count):
    same = BEFORE.proposal("merced")
    rows = _rows(same, same, count=count)
    assert ("rank" in rows) is (count > 1)
    assert {row.sense for row in rows.values()} <= {"same", "none"}
