"""What a plan says is checked part by part, and what it says of proposals that are gone falls away."""

from __future__ import annotations

import pytest

from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.domain.plan_checks import current, plan_problems
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Proposal

TOWN = Project(name="x", proposals=tuple(Proposal(id=key, name=key, space="s") for key in ("lamp", "court")))


def test_a_whole_plan_has_no_problems():
    plan = Plan(
        budgets=(10.0, 5.0),
        musts=("lamp",),
        exclusions=(("lamp", "court"),),
        requirements=(Requirement(proposal="court", one_of=("lamp",)),),
        windows=(Window(proposal="court", earliest=1, latest=2), Window(proposal="lamp", latest=9)),
        floors=(Floor(district="Norte", least=0),),
        most=2,
    )
    assert plan_problems(plan, TOWN, ("Norte",)) == ()
    assert current(plan, TOWN) == plan


@pytest.mark.parametrize(
    ("plan", "where"),
    [
        (Plan(currency="EUR"), "currency"),
        (Plan(budgets=(1.0, 0.0)), "budgets[1]"),
        (Plan(budgets=(float("inf"),)), "budgets[0]"),
        (Plan(musts=("lamp", "lampp")), "musts[1]"),
        (Plan(exclusions=(("lamp", "x"),)), "exclusions[0][1]"),
        (Plan(requirements=(Requirement(proposal="x", one_of=("lamp",)),)), "requirements[0].proposal"),
        (Plan(requirements=(Requirement(proposal="lamp", one_of=("x",)),)), "requirements[0].one_of[0]"),
        (Plan(windows=(Window(proposal="lamp", earliest=0),)), "windows[0].earliest"),
        (Plan(budgets=(1.0, 1.0), windows=(Window(proposal="lamp", earliest=2, latest=1),)), "windows[0].latest"),
        (Plan(floors=(Floor(district="Norte", least=-1),)), "floors[0].least"),
        (Plan(floors=(Floor(district="Sur", least=1),)), "floors[0].district"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(plan, where):
    assert [problem.where for problem in plan_problems(plan, TOWN, ("Norte",))] == [where]


def test_a_misspelt_id_gets_suggestions():
    (problem,) = plan_problems(Plan(nevers=("curt",)), TOWN, ())
    assert problem.parameters["near"] == "court"
