"""The guided start ticks what was done, remembers it, and understands no nonsense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Intervention
from spaceplanner.io import catalogue
from spaceplanner.services import drafting, tour
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.tour import STEPS, Counts, Seen, Tour
from spaceplanner.ui.stepper import STEPS as WORK
from tests.services.city import town

TYPES = catalogue.load()
IDS = [step.id for step in STEPS]


@pytest.fixture(scope="module")
def seen() -> Seen:
    project = town(proposal=True)
    return Seen(project=project, catalogue=TYPES, result=Evaluator(TYPES).evaluate(project))


def running(seen: Seen) -> Tour:
    return Tour().begun(tour.counts(seen.project, TYPES))


def test_nothing_is_done_before_anybody_did_anything(seen):
    begun = running(seen)
    assert begun.observed(seen) is begun
    assert begun.current is STEPS[0]
    assert all(step.where in {one.id for one in WORK} for step in STEPS)


def test_only_the_neediest_space_counts_and_reading_counts_only_there(seen):
    first, *others = (space.space for space in seen.result.diagnosis.spaces)
    begun = running(seen)
    assert begun.observed(replace(seen, space=others[0], told=frozenset({tour.READ}))) is begun
    assert begun.observed(replace(seen, space=first)).done == {"worst"}
    assert begun.observed(replace(seen, space=first, told=frozenset({tour.READ}))).done == {"worst", "why"}
    assert begun.observed(replace(seen, space=first, result=None)) is begun


def test_a_lamp_more_and_a_court_with_its_coach(seen):
    begun, plan = running(seen), seen.project.proposals[0]
    lamp = drafting.programme(plan, TYPES.types["coach_programme"])
    court = Intervention(id="court", type=tour.COURT, geometry=plan.interventions[0].geometry)
    with_court = edits.put_intervention(plan.id, court)(seen.project)
    assert begun.observed(replace(seen, project=with_court)) is begun  # no coach yet
    coached = edits.put_intervention(plan.id, lamp)(with_court)
    assert begun.observed(replace(seen, project=coached)).done == {"court"}
    lamps = edits.put_intervention(plan.id, replace(court, id="lamp", type="led_lamp"))(seen.project)
    assert begun.observed(replace(seen, project=lamps)).done == {"light"}
    assert tour.counts(lamps, TYPES) == Counts(lamps=tour.counts(seen.project, TYPES).lamps + 1, courts=0)


def test_comparing_takes_two_and_a_score_takes_the_step(seen):
    begun, plan = running(seen), seen.project.proposals[0]
    told = replace(seen, told=frozenset({tour.COMPARED, tour.WRITTEN}))
    assert begun.observed(told).done == {"brief"}
    two = edits.put_proposal(replace(plan, id="other", name="Other"))(seen.project)
    assert begun.observed(replace(told, project=two)).done == {"brief", "compare"}
    assert begun.observed(replace(seen, proposal=plan.id)) is begun
    assert begun.observed(replace(seen, proposal=plan.id, step="score")).done == {"score"}


def test_what_is_left_out_can_still_be_done(seen):
    first = seen.result.diagnosis.spaces[0].space
    without = running(seen).without("worst")
    assert without.current is STEPS[1]
    after = without.observed(replace(seen, space=first))
    assert (after.done, after.skipped) == (frozenset({"worst"}), frozenset())


def test_it_ends_and_begins_anew(seen):
    ended = running(seen)
    for step in IDS:
        ended = ended.without(step)
    assert ended.ended
    assert ended.begun(Counts()) == Tour(running=True)
    half = Tour(done=frozenset(IDS[:2]))
    assert half.begun(Counts()).current is STEPS[2]
    assert half.observed(seen) is half  # not running


@given(st.booleans(), st.sets(st.sampled_from(IDS)), st.sets(st.sampled_from(IDS)))
def test_it_is_remembered(shown, done, skipped):
    before = Tour(running=shown, done=frozenset(done), skipped=frozenset(skipped))
    assert tour.read(tour.written(before)) == before


@given(st.text())
def test_a_damaged_memory_is_forgotten(text):
    assert tour.read(text).done <= set(IDS)
