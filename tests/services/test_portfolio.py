"""The portfolio of a project: against all sets, by who may pay, with sentences for what clashes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.domain.programme import ProgrammeKind, ProgrammeLine
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.errors import AnalysisError, Cancelled
from spaceplanner.i18n import sentence, speaking
from spaceplanner.services import districts, plan_rules, policy, portfolio, portfolio_json, portfolio_words
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.portfolio import Request
from spaceplanner.services.portfolio_draws import benefits
from tests.services import plaza

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.domain.portfolio import Portfolio
    from spaceplanner.domain.project import Project

PLAIN = Request(step=None, draws=0)


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


PLACES = [(plaza.X - 60 + 45 * (k % 4), plaza.Y - 60 + 45 * (k // 4)) for k in range(12)]
ROWS = tuple((place, 23, 6 + 3 * k, "violent", False) for k, place in enumerate(PLACES))
"""Where no lamp shines, the more incidents the later in the list; a lamp lights one place."""


def lamps(count: int, key: str, price: float = 2000, first: int = 0, **fields: Any) -> Proposal:
    """Return a proposal of lamps at so many places."""
    items = [
        Intervention(id=f"l{i}", type="led_lamp", geometry=shapely.Point(PLACES[first + i]), unit_cost=price)
        for i in range(count)
    ]
    return Proposal(id=key, name=f"Lamps {key}", space="sq", interventions=tuple(items), **fields)


def furniture(key: str, price: float, type_id: str = "furniture", **fields: Any) -> Proposal:
    item = Intervention(id="x", type=type_id, geometry=shapely.Point(plaza.DARK), unit_cost=price)
    return Proposal(id=key, name=f"Works {key}", space="sq", interventions=(item,), **fields)


def chosen(found: Portfolio) -> set[str]:
    return {item.proposal for item in found.chosen}


def ask(project: Project, request: Request = PLAIN) -> Portfolio:
    evaluator = Evaluator(plaza.CATALOGUE)
    return portfolio.choose(project, plaza.CATALOGUE, evaluator.evaluate(project), request, memo=evaluator.memo)


def project(*proposals: Proposal, plan: Plan, partners: Iterable[Partner] = (), districts: bool = False) -> Project:
    made = replace(plaza.project(*proposals, rows=ROWS), plan=plan, partners=tuple(partners))
    if not districts:
        return made
    square = np.array([shapely.box(plaza.X - 500, plaza.Y - 500, plaza.X + 500, plaza.Y + 500)], dtype=object)
    far = np.array([shapely.box(plaza.X + 900, plaza.Y, plaza.X + 950, plaza.Y + 50)], dtype=object)
    areas = plaza.layer(Role.DISTRICTS, np.concatenate([square, far]), GeometryKind.POLYGON, name=["Norte", "Sur"])
    return replace(made, layers=(*made.layers, areas))


def test_of_all_sets_it_has_the_most_incidents_averted():
    rng = np.random.default_rng(3)
    made = [lamps(int(rng.integers(1, 4)), f"p{i}", float(rng.integers(5, 40) * 100), i) for i in range(9)]
    plan = Plan(
        budgets=(20_000.0,),
        musts=("p1",),
        exclusions=(("p2", "p3"),),
        requirements=(Requirement(proposal="p4", one_of=("p5", "p6")),),
        most=5,
    )
    town = project(*made, plan=plan)
    evaluator = Evaluator(plaza.CATALOGUE)
    result = evaluator.evaluate(town)
    gain = benefits(town, plaza.CATALOGUE, result, evaluator.memo, "averted").likely
    cost = np.array([item.cost.likely for item in result.proposals])
    assert (gain > 0).all()
    assert len(set(gain.tolist())) > 5
    best = max(
        gain[list(some)].sum()
        for k in range(1, 6)
        for some in itertools.combinations(range(9), k)
        if cost[list(some)].sum() <= 20_000
        and 1 in some
        and not {2, 3} <= set(some)
        and (4 not in some or {5, 6} & set(some))
    )
    found = ask(town)
    assert found.benefit == pytest.approx(best)
    assert found.benefit == pytest.approx(sum(item.benefit or 0.0 for item in found.chosen))
    assert found.money <= 20_000
    for item in found.chosen:
        assert sum(one.promised + one.new for one in item.paid) == pytest.approx(item.cost)


def test_points_of_the_score_can_be_maximised_instead():
    town = project(lamps(5, "a"), furniture("b", 3000), plan=Plan(budgets=(4000.0,)))
    assert chosen(ask(town)) == set()
    found = ask(town, replace(PLAIN, maximise="score", draws=20))
    assert chosen(found) == {"b"}
    assert found.chosen[0].stays == 1.0
    (score,) = [item.score_floor for item in Evaluator(plaza.CATALOGUE).evaluate(town).proposals if item.id == "b"]
    assert found.benefit == pytest.approx(score)
    assert found.interval is not None
    assert found.interval.p05 <= found.benefit <= found.interval.p95 + 1e-9


def test_what_a_partner_has_spent_is_not_taken_from_what_it_can_give():
    """Of 4,000 a year 1,000 are promised; 2,500 that were spent are of the past."""
    lines = (
        Funding(source="P", amount=1000.0, partner="p", state=State.COMMITTED),
        Funding(source="P", amount=2500.0, partner="p", state=State.SPENT),
    )
    town = project(
        replace(lamps(4, "a", 2000), funding=lines),
        plan=Plan(budgets=(5000.0,)),
        partners=[Partner(id="p", name="P", cash=4000.0)],
    )
    purse = next(one for one in ask(town).purses if one.partner == "p")
    assert purse.caps == (3000.0,)


def test_cost_and_new_money_stand_under_their_own_keys():
    """By hand: two lamps at 1,000, a contingency on them, and 800 of it already given."""
    given = Funding(source="Banco", amount=800.0, form=Form.CASH, state=State.COMMITTED)
    town = project(lamps(2, "a", 1000, funding=(given,)), plan=Plan(budgets=(9000.0,)))
    found = portfolio_json.document(ask(town))
    cost = 2000 * (1 + town.settings.contingency) * (1 + town.settings.tax)
    assert found["cost"] == pytest.approx(cost)
    assert found["money"] == pytest.approx(cost - 800)
    assert found["chosen"][0]["cost"] == pytest.approx(cost)
    assert [(one["promised"], one["new"]) for one in found["chosen"][0]["paid"]] == [
        (pytest.approx(800), 0),
        (0, pytest.approx(cost - 800)),
    ]
    (municipality,) = found["funders"]
    assert municipality["caps"] == [9000]
    assert list(municipality["spent"]) == [pytest.approx(cost - 800)]
    assert municipality["left"] == [pytest.approx(9000 - cost + 800)]


def test_order_of_proposals_and_rules_decides_nothing():
    made = [lamps(i % 4 + 1, f"p{i}", 1000 + 200 * (i % 3)) for i in range(8)]
    plan = Plan(budgets=(6000.0, 4000.0), exclusions=(("p0", "p1"), ("p3", "p2")), musts=("p5", "p4"))
    partners = [Partner(id="a", name="A", cash=2000.0), Partner(id="b", name="B", cash=500.0)]
    request = Request(points=8, draws=15)
    one = ask(project(*made, plan=plan, partners=partners), request)
    turned = replace(plan, exclusions=(("p2", "p3"), ("p1", "p0")), musts=("p4", "p5"))
    other = ask(project(*made[::-1], plan=turned, partners=partners), request)
    assert portfolio_json.document(one) == portfolio_json.document(other)


def test_partners_that_keep_money_but_do_not_pay_for_it_are_named_with_why():
    partners = [
        Partner(id="a", name="Refuser", cash=9000.0, refuses=("light",)),
        Partner(id="b", name="Sounder", cash=9000.0, themes=("alarms",)),
        Partner(id="c", name="Southerner", cash=9000.0, territory=("Sur",)),
    ]
    town = project(lamps(3, "dear"), plan=Plan(budgets=(1000.0,)), partners=partners, districts=True)
    (left,) = ask(town).unfunded
    said = sentence(*left.why)
    assert said.startswith("It takes USD ")
    assert said.endswith(
        "does not pay for it: Refuser (refuses what it is about); Sounder (pays for other themes); "
        "Southerner (pays in another territory)."
    )
    (alone,) = ask(replace(town, partners=())).unfunded
    assert "new money" in sentence(*alone.why)
    assert "does not pay for it" not in sentence(*alone.why)


def test_versions_exclude_each_other_and_say_so():
    town = project(
        lamps(5, "a"), lamps(6, "a2", scenario_of="a"), lamps(1, "a3", scenario_of="a"), plan=Plan(budgets=(1e6,))
    )
    found = ask(town)
    assert chosen(found) == {"a2"}
    why = {item.proposal: sentence(*item.why) for item in found.unfunded}
    assert "Another version of it is chosen" in why["a"]
    clash = ask(replace(town, plan=replace(town.plan, musts=("a", "a2"))))
    words = portfolio_words.conflict(clash)
    assert len(words) == 4
    assert any("versions of one proposal: Lamps a; Lamps a2; Lamps a3" in line for line in words)
    assert any("“Lamps a2” must be chosen: take it off the list of musts." in line for line in words)


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ((), False),
        ((plaza.proposal(plaza.programme("neighbourhood_committee"), key="c"),), True),
    ],
)
def test_an_alarm_needs_a_committee_in_a_chosen_proposal_of_its_space(beside, expected):
    alarm = plaza.proposal(plaza.alarm(), plaza.lamp(PLACES[5]), key="alarm")
    found = ask(project(alarm, *beside, plan=Plan(budgets=(1e6,))))
    assert ("alarm" in chosen(found)) is expected
    if not expected:
        (left,) = found.unfunded
        assert sentence(*left.why).startswith("Community alarm needs this beside it: Neighbourhood committee.")
    else:
        assert chosen(found) == {"alarm", "c"}


def test_a_committee_in_the_programme_is_as_good():
    line = ProgrammeLine(id="c", kind=ProgrammeKind.COMMITTEE)
    alarm = replace(plaza.proposal(plaza.alarm(), plaza.lamp(PLACES[5]), key="alarm"), programme=(line,))
    assert chosen(ask(project(alarm, plan=Plan(budgets=(1e6,))))) == {"alarm"}


@pytest.mark.parametrize("kind", list(ProgrammeKind))
def test_what_a_plan_accepts_beside_a_court_is_what_its_effect_accepts(kind):
    court = Intervention(id="c", type="multi_use_court", geometry=shapely.box(*plaza.DARK, *plaza.LIT), quantity=1)
    made = replace(plaza.proposal(court), programme=(ProgrammeLine(id="l", kind=kind),))
    (result,) = plaza.results(made)
    credited = any(row.credited for row in result.effects)
    must = ask(project(made, plan=Plan(budgets=(1e7,), musts=("p",))))
    assert credited == bool(must.chosen) == (kind is ProgrammeKind.COACHING)


def test_what_needs_what_is_of_the_catalogue_and_of_the_table():
    needs = plan_rules.prerequisites(plaza.CATALOGUE)
    assert needs["multi_use_court"] == ("coach_programme",)
    assert needs["community_alarm"] == ("neighbourhood_committee",)
    assert needs["greening"] == ("upkeep_contract",)


def test_who_may_pay_follows_themes_refusals_and_territory():
    light, court = lamps(2, "light"), furniture("seats", 1000)
    both = replace(light, id="both", interventions=(*light.interventions, *court.interventions))
    partners = [
        Partner(id="lights", name="L", cash=900.0, themes=("light",)),
        Partner(id="refuses", name="R", cash=900.0, refuses=("light",)),
        Partner(id="elsewhere", name="E", cash=900.0, territory=("Sur",)),
        Partner(id="here", name="H", cash=900.0, territory=("NORTE",)),
        Partner(id="silent", name="S"),
    ]
    plan = Plan(budgets=(1e6,), musts=("light", "seats", "both"))
    found = ask(project(light, court, both, plan=plan, partners=partners, districts=True))
    payers = {item.proposal: {one.partner for one in item.paid} for item in found.chosen}
    assert "refuses" not in payers["light"] | payers["both"]
    assert "refuses" in payers["seats"]
    assert "lights" not in payers["seats"]
    assert all("elsewhere" not in some and "silent" not in some for some in payers.values())
    assert any("here" in some for some in payers.values())
    given = {purse.partner: sum(purse.spent) for purse in found.purses}
    assert given["lights"] == pytest.approx(900)
    assert given["here"] == pytest.approx(900)
    assert given["elsewhere"] == 0
    assert any("S" in str(parameters.get("names")) for _, parameters in found.notes)
    assert {item.district for item in found.chosen} == {"Norte"}


def test_promises_stay_with_their_proposal_and_the_municipality_pays_last():
    lines = (
        Funding(source="Partner", amount=3000.0, partner="p", state=State.COMMITTED),
        Funding(source="A shop", amount=500.0, state=State.PLEDGED),
        Funding(source="Somebody", amount=9000.0, state=State.REQUESTED),
        Funding(source="Municipio", amount=800.0, own=True),
        Funding(source="Municipio", amount=200.0, own=True, state=State.SPENT),
    )
    made = replace(lamps(4, "a", 2000), funding=lines)
    found = ask(project(made, plan=Plan(budgets=(5000.0, 2000.0)), partners=[Partner(id="p", name="P", cash=4000.0)]))
    (item,) = found.chosen
    paid = {one.funder: (one.promised, one.new) for one in item.paid}
    cost = 4 * 2000 * 1.1
    # Of the partner's 4,000 of the first year, 3,000 are promised already.
    assert paid["P"] == pytest.approx((3000, 1000))
    assert paid["A shop"] == (500, 0)
    assert paid["Municipality"] == pytest.approx((200, cost - 4000 - 700))
    assert item.year == 1
    assert found.money == pytest.approx(cost - 3700)


def test_goods_and_hours_pay_for_no_works_but_where_they_are_promised():
    helper = Partner(id="p", name="P", time=100_000.0, in_kind=5000.0)
    plain, helped = lamps(2, "a"), lamps(2, "b", first=4)
    line = Funding(source="P", amount=1000.0, partner="p", form=Form.TIME)
    helped = replace(helped, funding=(line,))
    plan = Plan(budgets=(8000.0,), musts=("a", "b"))
    found = ask(project(plain, helped, plan=plan, partners=[helper]))
    assert found.money == pytest.approx(2 * 4400 - 1000)
    paid = {item.proposal: {one.funder: one.promised + one.new for one in item.paid} for item in found.chosen}
    assert paid["a"] == pytest.approx({"Municipality": 4400})
    assert paid["b"] == pytest.approx({"P": 1000, "Municipality": 3400})
    assert any("goods and hours" in sentence(*note) and ": P." in sentence(*note) for note in found.notes)


def test_promised_hours_leave_a_partner_its_money():
    hours = Funding(source="P", amount=3000.0, partner="p", form=Form.TIME, state=State.PLEDGED)
    town = project(
        replace(lamps(3, "a"), funding=(hours,)),
        plan=Plan(budgets=(600.0,)),
        partners=[Partner(id="p", name="P", cash=3000.0, time=3000.0)],
    )
    (item,) = ask(town).chosen
    assert [(one.promised, one.new) for one in item.paid if one.partner == "p"] == [pytest.approx((3000, 3000))]


def test_more_promised_than_it_costs_is_cut():
    lines = (Funding(source="X", amount=6000.0), Funding(source="Y", amount=6000.0))
    made = replace(lamps(2, "a", 2000), funding=lines)
    (item,) = ask(project(made, plan=Plan(budgets=(10.0,)))).chosen
    assert [one.promised for one in item.paid] == pytest.approx([2200, 2200])


def test_windows_put_a_start_into_a_year():
    plan = Plan(budgets=(9000.0, 9000.0), windows=(Window(proposal="a", earliest=2),))
    found = ask(project(lamps(2, "a"), lamps(3, "b"), plan=plan))
    assert {item.proposal: item.year for item in found.chosen} == {"a": 2, "b": 1}


def test_a_floor_brings_what_the_most_benefit_would_not():
    dear, idle = lamps(4, "dear", 2000), furniture("idle", 5000)
    plan = Plan(budgets=(9000.0,))
    assert chosen(ask(project(dear, idle, plan=plan, districts=True))) == {"dear"}
    floor = replace(plan, floors=(Floor(district="Norte", least=2),))
    clash = ask(project(dear, idle, plan=floor, districts=True))
    assert clash.conflict is not None
    assert [sentence(*note) for note in clash.conflict.clashes] == [
        "The municipality's budget: raise it in one of the years.",
        "The district Norte gets at least so many proposals: 2. Ask for fewer there.",
    ]
    nobody = replace(plan, floors=(Floor(district="Sur", least=1),))
    words = portfolio_words.conflict(ask(project(dear, idle, plan=nobody, districts=True)))
    assert words[1].startswith("The district Sur gets at least so many proposals: 1.")


def test_the_next_step_says_what_comes_in_and_goes_out():
    town = project(lamps(1, "small", 1000), lamps(8, "large", 1000), plan=Plan(budgets=(2000.0,)))
    found = ask(town, replace(PLAIN, step=7500.0))
    assert chosen(found) == {"small"}
    assert found.next_step is not None
    assert found.next_step.added == ("large",)
    assert found.next_step.benefit > 0
    told = portfolio_words.next_step(found.next_step, found)
    assert "In: “Lamps large”. Out: “Lamps small”." in told
    nothing = ask(town, replace(PLAIN, step=10.0))
    assert nothing.next_step is not None
    assert "buy nothing more" in portfolio_words.next_step(nothing.next_step, nothing)


def test_the_next_step_is_money_of_the_municipality_and_not_of_a_partner():
    partner = Partner(id="p", name="P", cash=1.0, refuses=("light",))
    town = project(lamps(5, "large", 1000), plan=Plan(budgets=(10.0,)), partners=[partner])
    found = ask(town, replace(PLAIN, step=6000.0))
    assert chosen(found) == set()
    assert found.next_step is not None
    assert found.next_step.added == ("large",)


def test_the_frontier_rises_and_ends_with_everything_of_use():
    made = [lamps(i + 1, f"p{i}", 900.0 + 100 * i) for i in range(5)]
    found = ask(project(*made, furniture("idle", 100), plan=Plan(budgets=(3000.0,))), replace(PLAIN, points=12))
    money = [point.money for point in found.frontier]
    gain = [point.benefit for point in found.frontier]
    assert money == sorted(money)
    assert gain == sorted(gain)
    assert set(found.frontier[-1].proposals) == {"p0", "p1", "p2", "p3", "p4"}
    assert found.frontier[-1].benefit >= found.benefit


def test_what_stays_in_is_a_share_of_the_draws():
    made = [lamps(2, "a", 1500), lamps(2, "b", 1500), lamps(6, "c", 1000)]
    found = ask(project(*made, plan=Plan(budgets=(7000.0,))), replace(PLAIN, draws=30))
    shares = [*(item.stays for item in found.chosen), *(item.stays for item in found.unfunded)]
    assert found.draws == 30
    assert all(
        share is not None and 0 <= share <= 1 and share * 30 == pytest.approx(round(share * 30)) for share in shares
    )
    again = ask(project(*made, plan=Plan(budgets=(7000.0,))), replace(PLAIN, draws=30))
    assert again == found


def test_without_data_the_benefit_is_unknown_and_no_zero():
    town = replace(plaza.project(lamps(3, "a"), rows=ROWS, without=(Role.INCIDENTS,)), plan=Plan(budgets=(1e6,)))
    found = ask(town)
    (left,) = found.unfunded
    assert (left.benefit, left.reason, found.unknown, found.interval) == (None, "no_data", 1, None)
    kept = ask(replace(town, plan=Plan(budgets=(1e6,), musts=("a",))))
    assert kept.chosen[0].benefit is None
    assert kept.interval is None


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan(), "no budget yet"),
        (Plan(budgets=(5.0,), currency="EUR"), "the plan is in EUR and the project in USD"),
        (Plan(budgets=(-5.0,)), r"budgets\[0\]: must be an amount above 0"),
        (Plan(budgets=(float("nan"),)), r"budgets\[0\]"),
        (Plan(budgets=(5.0,), musts=("a",), nevers=("a",)), r"nevers\[0\]: “a” is among the musts"),
        (Plan(budgets=(5.0,), windows=(Window(proposal="a", earliest=3),)), "is year 3, and the plan has 1"),
        (Plan(budgets=(5.0,), floors=(Floor(district="Nort", least=1),)), "no district “Nort”; it has Norte"),
        (Plan(budgets=(5.0,), requirements=(Requirement(proposal="a", one_of=("a",)),)), "what it needs itself"),
        (Plan(budgets=(5.0,), most=-1), "most: must be"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_place(plan, said):
    with pytest.raises(AnalysisError, match=said):
        ask(project(lamps(1, "a"), plan=plan, districts=True))


def test_what_a_plan_says_of_proposals_that_are_gone_counts_for_nothing():
    plan = Plan(
        budgets=(1e5,),
        musts=("gone",),
        exclusions=(("a", "gone"),),
        requirements=(Requirement(proposal="gone", one_of=("a",)),),
        windows=(Window(proposal="gone", earliest=4),),
    )
    assert chosen(ask(project(lamps(1, "a"), plan=plan))) == {"a"}


def test_it_can_be_cancelled_between_its_parts():
    town = project(lamps(1, "a"), plan=Plan(budgets=(1e5,)))
    evaluator = Evaluator(plaza.CATALOGUE)
    result = evaluator.evaluate(town)

    def stop(fraction: float, message_id: str) -> None:
        if fraction > 0.5:
            raise Cancelled(message_id or "x")

    with pytest.raises(Cancelled):
        portfolio.choose(town, plaza.CATALOGUE, result, Request(), memo=evaluator.memo, progress=stop)


def test_two_currencies_make_no_portfolio():
    town = replace(project(lamps(1, "a"), plan=Plan(budgets=(5.0,), currency="EUR")), currency="EUR")
    with pytest.raises(AnalysisError, match="Costs are in USD and the money of the project is in EUR"):
        ask(town)


def test_what_is_promised_to_versions_of_one_proposal_is_promised_once():
    line = Funding(source="P", amount=3000.0, partner="p", state=State.PLEDGED)
    first = replace(lamps(2, "a"), funding=(line,))
    copy = replace(first, id="a2", scenario_of="a", funding=(replace(line, amount=2000.0),))
    partners = [Partner(id="p", name="P", cash=4000.0)]
    plan = Plan(budgets=(1e5, 1e5))
    caps = [
        next(purse.caps for purse in ask(project(*made, plan=plan, partners=partners)).purses if purse.partner == "p")
        for made in ([first], [first, copy])
    ]
    assert caps[0] == caps[1] == (1000.0, 4000.0)


def test_exclusivity_by_a_decision_keeps_other_partners_new_money_out():
    held = Recognition(
        partner="a", kind=RecognitionKind.EXCLUSIVITY, decision="Resolución 14", decided=date(2026, 5, 4)
    )
    partners = [Partner(id="a", name="Marca A", cash=500.0), Partner(id="b", name="Marca B", cash=1e5)]
    payers = []
    for given in ((held,), (replace(held, decided=None),)):
        plans = [replace(lamps(3, "court"), recognitions=given), lamps(2, "other")]
        found = ask(project(*plans, plan=Plan(budgets=(1e5,), musts=("court", "other")), partners=partners))
        payers.append({item.proposal: {one.partner for one in item.paid} for item in found.chosen})
    assert payers[0]["court"] == {"a", None}
    assert "b" in payers[0]["other"]
    assert "b" in payers[1]["court"]


def test_what_leaves_the_house_names_nobody_who_may_not_be_named():
    line = Funding(source="Cervecería Andina", amount=500.0, state=State.PLEDGED)
    made = replace(lamps(2, "a"), name="Plaza Banco del Litoral", funding=(line, replace(line, partner="andina")))
    plans = (made, replace(lamps(1, "b"), name="Cancha KFC"))
    partners = (
        Partner(id="andina", name="Cervecería Andina S.A.", refuses=("light",)),
        Partner(id="litoral", name="Banco del Litoral S.A.", cash=10.0),
        Partner(id="kfc", name="KFC"),
    )
    town = project(*plans, plan=Plan(budgets=(1e5,), musts=("a",), nevers=("b",)), partners=partners)
    told = portfolio_json.document(ask(town, replace(PLAIN, outside=True)))
    row, left = told["chosen"][0], told["unfunded"][0]
    assert (row["name"], left["name"]) == ("Proposal for La Plaza",) * 2
    assert [one["promised"] for one in row["paid"] if one["funder"] == policy.UNNAMED] == [500, 500]
    assert "Andina" not in str(row) + str(left)
    inside = portfolio_json.document(ask(town))
    assert inside["chosen"][0]["name"] == "Plaza Banco del Litoral"
    assert [one["benefit"] for one in inside["chosen"]] == [row["benefit"]]


def test_a_draw_of_the_score_is_the_score_where_nothing_is_uncertain_about_it():
    """Of what fades, value for money is of the mean year in the draws too: the score is among them."""
    town = project(lamps(5, "a"), plan=Plan(budgets=(1e5,)))
    criteria = tuple(replace(item, weight=1.0 if item.id == "value" else 0.0) for item in town.criteria)
    town = replace(town, criteria=criteria, settings=replace(town.settings, decay=0.5))
    evaluator = Evaluator(plaza.CATALOGUE)
    result = evaluator.evaluate(town)
    assert result.proposals[0].gain is not None
    assert result.proposals[0].gain.kept < 0.5
    found = benefits(town, plaza.CATALOGUE, result, evaluator.memo, "score")
    # The score uses the median to two digits.
    assert np.median(found.draws[0]) == pytest.approx(found.likely[0], abs=1.0)


def test_the_median_of_the_sum_is_told_and_not_the_sum_of_medians():
    found = ask(project(lamps(3, "a"), lamps(4, "b", first=4), plan=Plan(budgets=(1e5,))), replace(PLAIN, draws=5))
    assert found.interval is not None
    apart = replace(found, benefit=found.interval.median + 5)
    total = portfolio_words.rounded(found.interval.median, "averted")
    assert portfolio_words.summary(apart).startswith(f"2 of 2 proposals: {total} incidents averted a year")


def test_the_next_step_claims_nothing_within_the_gap():
    made = [lamps(1, f"p{i:02}", 1000.0 + 7 * i, i % 12) for i in range(3)]
    found = ask(project(*made, plan=Plan(budgets=(2300.0,))), replace(PLAIN, step=10.0))
    assert found.next_step is not None
    assert (found.next_step.benefit, found.next_step.added, found.next_step.most) == (0.0, (), 0.0)
    assert "buy nothing more" in portfolio_words.next_step(found.next_step, found)
    within = replace(found.next_step, most=0.4)
    assert "buy at most 0.4 incidents averted a year more, if anything" in portfolio_words.next_step(within, found)


def test_many_draws_of_a_large_problem_are_fewer_and_all_are_searched(monkeypatch):
    monkeypatch.setattr(portfolio, "_LARGE", 3)
    made = [lamps(2, "a", 1500), lamps(2, "b", 1500), lamps(6, "c", 1000)]
    town = project(*made, plan=Plan(budgets=(4000.0, 3000.0)))
    assert ask(town, replace(PLAIN, draws=100, seconds=0.2)).draws == 30


def test_a_district_has_room_for_the_proposals_of_its_spaces_and_for_one_version_of_each():
    made = (lamps(1, "a"), lamps(1, "b", scenario_of="a"), lamps(1, "c"), replace(lamps(1, "d"), space="gone"))
    town = project(*made, plan=Plan(), districts=True)
    assert districts.of_proposals(town) == [0, 0, 0, None]
    assert districts.room(town) == {"Norte": 2, "Sur": 0}
    assert districts.room(project(*made, plan=Plan())) == {}


def test_of_districts_of_one_name_the_first_has_the_room_as_the_solver_counts():
    town = project(lamps(1, "a", 500), plan=Plan(budgets=(9000.0,)), districts=True)
    *rest, areas = town.layers
    backwards = replace(areas, geometry=areas.geometry[::-1])
    same = replace(backwards, table=pa.table({"name": ["Norte", "Norte"]}))
    town = replace(town, layers=(*rest, same), plan=replace(town.plan, floors=(Floor(district="Norte", least=1),)))
    assert districts.of_proposals(town) == [1]
    assert districts.room(town) == {"Norte": 0}
    assert ask(town).conflict is not None
