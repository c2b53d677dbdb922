"""Fits of partners to proposals: parts that add up, and what each stands for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.services import partners
from spaceplanner.services.evaluation import Evaluator
from tests.services import businesses, plaza

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.services.partners import Fit, FitPart

FIRM = Partner(id="firm", name="Firma")


def city(*who: Partner, funding: Any = (), recognitions: Any = ()) -> Project:
    """The square in the district Centro, with a lamp and a coach, 50 businesses near, and some partners."""
    plan = replace(
        plaza.proposal(plaza.lamp(), plaza.programme("coach_programme")), funding=funding, recognitions=recognitions
    )
    project = plaza.project(plan)
    area = np.array([shapely.box(plaza.X - 500, plaza.Y - 500, plaza.X + 500, plaza.Y + 500)], dtype=object)
    district = plaza.layer(Role.DISTRICTS, area, GeometryKind.POLYGON, id=["c"], name=["Centro"])
    project = businesses.added(replace(project, layers=(*project.layers, district)), *businesses.surveyed(50))
    return replace(project, partners=who)


def fit(partner: Partner, **more: Any) -> Fit:
    project = city(partner, **more)
    result = Evaluator(plaza.CATALOGUE).evaluate(project)
    (found,) = partners.fits(project, result, plaza.CATALOGUE)
    return found


def part(found: Fit, name: str) -> FitPart:
    return next(one for one in found.parts if one.id == name)


def test_points_add_up_and_weights_are_whole():
    found = fit(replace(FIRM, themes=("light",), cash=1000.0, conditions="Placa"))
    assert sum(one.points for one in found.parts) == pytest.approx(found.total, abs=1e-9)
    assert sum(partners.WEIGHTS.values()) == pytest.approx(1)


def test_themes_count_by_their_share_of_the_cost():
    types = plaza.CATALOGUE.types
    lamp, coach = types["led_lamp"].cost.likely, types["coach_programme"].cost.likely
    found = fit(replace(FIRM, themes=(types["led_lamp"].theme,)))
    assert part(found, "themes").value == pytest.approx(lamp / (lamp + coach))
    assert part(fit(FIRM), "themes").value == 1
    assert part(fit(replace(FIRM, themes=("green",))), "themes").value == 0


def test_territory_is_the_district_or_the_space_whatever_the_case():
    assert part(fit(replace(FIRM, territory=("CENTRO ",))), "territory").value == 1
    assert part(fit(replace(FIRM, territory=("la plaza",))), "territory").value == 1
    away = part(fit(replace(FIRM, territory=("Norte",))), "territory")
    assert away.value == 0
    assert "Norte" in away.why


def test_capacity_is_what_is_left_of_the_gap():
    project = city(FIRM)
    gap = Evaluator(plaza.CATALOGUE).evaluate(project).proposals[0].funding.gap
    assert gap
    assert part(fit(replace(FIRM, cash=gap / 4, time=gap / 4)), "capacity").value == pytest.approx(0.5)
    assert part(fit(replace(FIRM, cash=9 * gap)), "capacity").value == 1


def test_capacity_is_unknown_where_money_and_costs_are_in_two_currencies():
    project = replace(city(replace(FIRM, cash=9000.0)), currency="EUR")
    (found,) = partners.fits(project, Evaluator(plaza.CATALOGUE).evaluate(project), plaza.CATALOGUE)
    capacity = part(found, "capacity")
    assert (capacity.value, capacity.why) == (None, "No data: funding is in another currency than the costs.")


def test_what_nobody_said_counts_as_nothing():
    """A partner that keeps silent does not rise above one that says how much it could give."""
    silent, open_ = fit(FIRM), fit(replace(FIRM, cash=1.0))
    assert part(silent, "capacity").value is None
    assert part(silent, "capacity").points == 0
    assert silent.total < open_.total


def test_conditions_are_met_once_something_is_agreed():
    asks = replace(FIRM, conditions="Placa visible")
    assert part(fit(asks), "conditions").value == 0
    agreed = (Recognition(partner="firm", kind=RecognitionKind.THANKS, what="Placa"),)
    assert part(fit(asks, recognitions=agreed), "conditions").value == 1
    undecided = (Recognition(partner="firm", kind=RecognitionKind.RENAMING),)
    assert part(fit(asks, recognitions=undecided), "conditions").value == 0


def test_who_refuses_everything_does_not_come_into_question():
    types = plaza.CATALOGUE.types
    both = tuple({types["led_lamp"].theme, types["coach_programme"].theme})
    found = fit(replace(FIRM, refuses=both))
    assert found.total == 0
    assert "does not want to be named" in found.refused
    assert 0 < fit(replace(FIRM, refuses=both[:1])).total < 100


def test_businesses_near_fill_their_part_at_fifty():
    assert part(fit(FIRM), "businesses").value == 1


def test_what_is_given_is_counted_by_form_and_not_what_is_asked_for():
    lines = (
        Funding(source="Firma", amount=300, partner="firm"),
        Funding(source="Firma", amount=200, partner="firm", form=Form.TIME, state=State.PLEDGED),
        Funding(source="Firma", amount=900, partner="firm", state=State.REQUESTED),
    )
    who = replace(FIRM, cash=250.0, time=1000.0)
    project = city(who, funding=lines)
    assert partners.given(who, project) == {Form.CASH: 300, Form.IN_KIND: 0, Form.TIME: 200}
    assert partners.free(who, project) == 750
    assert partners.free(who, project, without="p") == 1250
    assert partners.over(who, project) == (Form.CASH,)


def test_a_promise_to_versions_of_one_proposal_counts_once():
    who = replace(FIRM, cash=10_000.0)
    project = city(who, funding=(Funding(source="Firma", amount=6000, partner="firm", state=State.PLEDGED),))
    copy = replace(project.proposals[0], id="copy", scenario_of="p")
    more = replace(copy, id="more", funding=(replace(copy.funding[0], amount=7000, form=Form.IN_KIND),))
    twice = replace(project, proposals=(*project.proposals, copy))
    assert (partners.given(who, twice), partners.over(who, twice)) == (partners.given(who, project), ())
    assert partners.free(who, twice) == 4000
    assert partners.free(who, twice, without="copy") == 10_000
    assert partners.given(who, replace(twice, proposals=(*twice.proposals, more)))[Form.IN_KIND] == 7000
    assert partners.free(who, replace(twice, proposals=(*twice.proposals, more))) == 3000


def test_exclusivity_of_others_keeps_a_partner_out():
    held = Recognition(
        partner="other", kind=RecognitionKind.EXCLUSIVITY, decision="Resolución 9", decided=date(2026, 3, 1)
    )
    for given, out in ((held, True), (replace(held, decision=""), False), (replace(held, partner="firm"), False)):
        project = city(FIRM, Partner(id="other", name="Marca A"), recognitions=(given,))
        result = Evaluator(plaza.CATALOGUE).evaluate(project)
        (found,) = partners.fits(project, result, plaza.CATALOGUE, partner="firm")
        assert (found.total == 0) is out
        assert ("Marca A" in found.refused) is out
    assert partners.free(FIRM, project) is None


def test_the_order_of_partners_and_proposals_does_not_matter():
    who = (FIRM, replace(FIRM, id="a", name="A"), replace(FIRM, id="b", name="B", themes=("light",)))
    project = city(*who)
    result = Evaluator(plaza.CATALOGUE).evaluate(project)
    there = partners.fits(project, result, plaza.CATALOGUE)
    back = partners.fits(replace(project, partners=who[::-1]), result, plaza.CATALOGUE)
    assert there == back
    assert [one.partner for one in there[:2]] == ["a", "firm"]
