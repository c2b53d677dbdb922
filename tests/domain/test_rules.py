"""Rules of a plan one by one: put in, changed, taken out, refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spaceplanner.domain import rules
from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Proposal

if TYPE_CHECKING:
    from spaceplanner.domain.rules import Rule

PLAN = Plan(
    budgets=(1.0, 1.0, 1.0),
    exclusions=(("a", "b"), ("b", "c"), ("a", "b")),
    requirements=(Requirement(proposal="a", one_of=("b", "c")),),
    windows=(Window(proposal="a", earliest=2), Window(proposal="b", latest=2)),
    floors=(Floor(district="N", least=1), Floor(district="S", least=2)),
)
ROOM = {"N": 2, "S": 0}


TOWN = Project(name="x", proposals=tuple(Proposal(id=key, name=key.upper(), space="s") for key in "abc"))


def test_rules_are_told_by_kind_and_once():
    assert rules.rules(PLAN) == (
        ("a", "b"),
        ("b", "c"),
        *PLAN.requirements,
        *PLAN.windows,
        *PLAN.floors,
    )


def test_a_rule_takes_the_place_of_the_old_one():
    made = rules.put_rule(PLAN, ("a", "c"), ("b", "c"))
    assert made.exclusions == (("a", "b"), ("a", "c"), ("a", "b"))
    assert rules.put_rule(PLAN, ("a", "c")).exclusions[-1] == ("a", "c")
    # One that is gone by now has no place any more.
    assert rules.put_rule(PLAN, ("a", "c"), ("x", "y")).exclusions[-1] == ("a", "c")


def test_there_is_one_window_of_a_proposal_and_one_floor_of_a_district():
    window = Window(proposal="b", earliest=2, latest=3)
    assert rules.put_rule(PLAN, window).windows == (PLAN.windows[0], window)
    assert rules.put_rule(PLAN, window, PLAN.windows[0]).windows == (window,)
    floor = Floor(district="N", least=2)
    assert rules.put_rule(PLAN, floor).floors == (PLAN.floors[1], floor)
    assert rules.put_rule(PLAN, floor, PLAN.floors[1]).floors == (floor,)


def test_requirements_of_one_proposal_stand_beside_each_other():
    other = Requirement(proposal="a", one_of=("b",))
    assert rules.put_rule(PLAN, other).requirements == (*PLAN.requirements, other)


@pytest.mark.parametrize("rule", rules.rules(PLAN))
def test_a_rule_that_is_dropped_is_gone_and_no_other(rule):
    left = rules.rules(rules.drop_rule(PLAN, rule))
    assert left == tuple(other for other in rules.rules(PLAN) if other != rule)


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        (("a",), "exclusions[0]"),
        (("a", "a"), "exclusions[0]"),
        (("a", "zz"), "exclusions[0][1]"),
        (("c", "b"), ""),
        (Requirement(proposal="", one_of=("a",)), "proposal"),
        (Requirement(proposal="a", one_of=()), "one_of"),
        (Requirement(proposal="a", one_of=("a", "b")), "requirements[0].one_of"),
        (Requirement(proposal="a", one_of=("c", "b")), ""),
        (Window(proposal="", earliest=2), "proposal"),
        (Window(proposal="a"), "latest"),
        (Window(proposal="a", earliest=1, latest=3), "latest"),
        (Window(proposal="a", earliest=4), "windows[0].earliest"),
        (Window(proposal="a", earliest=3, latest=2), "windows[0].latest"),
        (Floor(district="", least=1), "district"),
        (Floor(district="W", least=1), "floors[0].district"),
        (Floor(district="N", least=3), "least"),
        (Floor(district="S", least=1), "least"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(rule: Rule, where):
    found = rules.rule_problem(rule, PLAN, TOWN, ROOM)
    assert found is not None
    assert found.where == where


@pytest.mark.parametrize(
    "rule",
    [
        ("a", "c"),
        ("a", "b", "c"),
        Requirement(proposal="b", one_of=("a",)),
        Window(proposal="a", earliest=2, latest=2),
        Window(proposal="a", latest=2),
        Floor(district="N", least=2),
    ],
)
def test_what_can_be_used_passes(rule: Rule):
    assert rules.rule_problem(rule, PLAN, TOWN, ROOM) is None


def test_a_rule_is_no_twin_of_itself():
    assert rules.rule_problem(("b", "a"), PLAN, TOWN, ROOM, ("a", "b")) is None
    assert rules.rule_problem(PLAN.requirements[0], PLAN, TOWN, ROOM, PLAN.requirements[0]) is None


def test_of_a_plan_without_years_there_is_one():
    bare = replace(PLAN, budgets=())
    found = rules.rule_problem(Window(proposal="a", earliest=1, latest=1), bare, TOWN, ROOM)
    assert found is not None
    assert found.where == "latest"
