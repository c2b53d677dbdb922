"""Appraising: a proposal's costs and worth against sums done by hand."""

from __future__ import annotations

from dataclasses import replace
from math import isclose
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import pert
from spaceplanner.domain import edits
from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.domain.layer import Role
from spaceplanner.domain.outlook import Gain
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Intervention
from spaceplanner.domain.result import Figure
from spaceplanner.errors import AnalysisError
from spaceplanner.services import appraising, costing, money_words
from spaceplanner.services.benefit import Benefit
from spaceplanner.services.evaluation import Evaluator
from tests.services import plaza

if TYPE_CHECKING:
    from spaceplanner.domain.outlook import Appraisal
    from spaceplanner.domain.proposal import Proposal

SETTINGS = Settings(draws=4000)
PRICES = appraising.prices(plaza.CATALOGUE, seed=1, draws=SETTINGS.draws)
FIGURE = Figure(exact=1.0, published=1.0, unit="per_year")
ALARM = plaza.CATALOGUE.types["community_alarm"]


def social(outcome: str = "property", amount: float = 1000.0, **fields: object) -> SocialCost:
    usual = {"currency": "USD", "price_year": 2026, "source": "a study"}
    return SocialCost(outcome=outcome, amount=amount, **(usual | fields))  # type: ignore[arg-type]


def gain(years: int = 10, kept: np.ndarray | None = None, **draws: np.ndarray | float) -> Benefit:
    return Benefit(
        averted=FIGURE,
        scored=1.0,
        may_have_no_effect=False,
        eligible=FIGURE,
        effects=(),
        gain=Gain(total=None),
        kept=np.ones(years) if kept is None else kept,
        draws={key: np.broadcast_to(np.asarray(drawn, dtype=float), SETTINGS.draws) for key, drawn in draws.items()},
    )


def appraised(
    proposal: Proposal,
    found: Benefit,
    *costs: SocialCost,
    settings: Settings = SETTINGS,
    prices: appraising.Prices = PRICES,
) -> Appraisal:
    project = Project(name="x", settings=settings, social_costs=costs)
    appraising.check(project)
    return appraising.appraise(proposal, found, plaza.CATALOGUE, project, prices)


def quoted(type_id: str, price: float, n: float = 1) -> Intervention:
    return Intervention(id=type_id, type=type_id, quantity=n, unit_cost=price)


COURT = plaza.proposal(quoted("multi_use_court", 10_000))


def test_a_quoted_court_by_hand():
    # 10 000 + 10 % = 11 000; upkeep 1500 a year; over 10 years at 12 %, factor 5.65022:
    # 11 000 + 1500 * 5.65022 = 19 475.33. Averted 4 a year at 1000: 22 600.89, so 3125.56 net, ratio 1.16049.
    found = appraised(COURT, gain(property=4), social())
    assert found.cost.median == pytest.approx(11_000)
    assert found.running.median == 1500
    assert found.present_cost.median == pytest.approx(19_475.33, abs=0.01)
    assert found.yearly.median == pytest.approx(19_475.33 / 5.650223, rel=1e-6)
    assert found.npv is not None
    assert found.benefit_cost is not None
    assert found.payback is not None
    assert found.per_averted is not None
    assert found.npv.median == pytest.approx(3125.56, abs=0.01)
    assert found.benefit_cost.median == pytest.approx(1.16049, abs=1e-5)
    # 4000 - 1500 = 2500 a year: 11 000 are covered in year 5.
    assert found.payback.median == 5
    # 19 475.33 / (4 * 5.65022).
    assert found.per_averted.median == pytest.approx(861.706, abs=1e-3)
    assert found.npv_positive == found.paid_back == 1
    # 1 - 19 475.33 / 22 600.89.
    assert found.breakeven_displacement == pytest.approx(0.138294, abs=1e-6)
    assert found.npv.p05 == pytest.approx(found.npv.p95)


def test_tax_and_no_discount():
    # 11 000 * 1.15 = 12 650; upkeep 1725 a year; ten years at 0 %: 12 650 + 17 250.
    settings = replace(SETTINGS, tax=0.15, discount_rate=0.0)
    found = appraised(COURT, gain(property=4), settings=settings)
    assert found.cost.median == pytest.approx(12_650)
    assert found.running.median == pytest.approx(1725)
    assert found.present_cost.median == pytest.approx(29_900)
    assert found.yearly.median == pytest.approx(2990)
    cost = costing.cost(COURT, plaza.CATALOGUE, settings)
    assert (cost.likely, cost.contingency, cost.upkeep) == pytest.approx((12_650, 1000, 1725))
    assert cost.tax == pytest.approx(1650)
    assert cost.yearly == pytest.approx(2990)


def test_the_likely_yearly_cost_is_that_of_the_score():
    items = (quoted("multi_use_court", 9000), quoted("community_alarm", 700, 3), quoted("coach_programme", 8000, 2))
    proposal = plaza.proposal(*items)
    found = appraised(proposal, gain(property=1))
    assert found.yearly.median == pytest.approx(costing.cost(proposal, plaza.CATALOGUE, SETTINGS).yearly)
    # The programme's first year only, at the start.
    assert found.cost.median == pytest.approx((9000 + 2100) * 1.1 + 8000)


def test_costs_without_a_quotation_are_spread_like_pert():
    found = appraised(plaza.proposal(*(plaza.lamp(key=str(i)) for i in range(10))), gain(property=1))
    spread = float(np.sqrt(pert.variance(1400, 1850, 2600))) * 11
    draws = appraising.outlay(
        plaza.proposal(*(plaza.lamp(key=str(i)) for i in range(10))), plaza.CATALOGUE, SETTINGS, PRICES
    ).start
    assert draws.mean() == pytest.approx(1900 * 11, abs=4 * spread / np.sqrt(len(draws)))
    assert draws.std() == pytest.approx(spread, rel=0.05)
    assert 1400 * 11 < found.cost.p05 < found.cost.p25 < found.cost.median < found.cost.p75 < found.cost.p95 < 2600 * 11


def test_a_replacement_falls_into_its_year():
    assert ALARM.life_years == 8
    proposal = plaza.proposal(quoted("community_alarm", 1000, 2))
    found = appraising.outlay(proposal, plaza.CATALOGUE, SETTINGS, PRICES)
    assert found.replaced[:, 0] == pytest.approx([0] * 7 + [2200] + [0] * 2)
    # The chain costs (2200 A(8) + 240) / A(10), as services.costing has it.
    assert found.present[0] == pytest.approx(2200 * 0.201303 / 0.176984 + 240 / 0.176984, rel=1e-5)


def test_what_nobody_keeps_up_is_worth_less():
    kept = 0.7 ** np.arange(10)
    lasting, fading = (appraised(COURT, gain(kept=k, property=4), social()) for k in (None, kept))
    assert lasting.npv is not None
    assert fading.npv is not None
    worth = 4000 * sum(0.7 ** (t - 1) / 1.12**t for t in range(1, 11))
    assert fading.npv.median == pytest.approx(worth - 19_475.33, abs=0.01)
    assert fading.payback is not None
    assert fading.payback.median == np.inf
    assert fading.paid_back == fading.npv_positive == fading.breakeven_displacement == 0


def test_without_social_costs_there_is_no_benefit_in_money():
    found = appraised(COURT, gain(property=4))
    assert found.reason == "no_social_cost"
    nothing = (found.npv, found.benefit_cost, found.payback, found.npv_positive, found.breakeven_displacement)
    assert nothing == (None,) * 5
    assert found.per_averted is not None


def test_social_costs_of_other_outcomes_or_currencies_value_nothing():
    assert appraised(COURT, gain(property=4), social("violent")).reason == "no_social_cost"
    assert appraised(COURT, gain(property=4), social(currency="COP")).reason == "other_currency"


def test_an_outcome_without_a_social_cost_is_named_not_zero():
    costs = (social(price_year=2019), social("disorder", currency="EUR"))
    found = appraised(COURT, gain(property=4, violent=1, other=0), *costs)
    assert found.unvalued == ("violent",)
    said = [
        message.format(**words) for message, words in appraising.notes(found, Project(name="x", social_costs=costs))
    ]
    assert said == [
        "Violent incidents have no social cost: those averted are missing in the benefit.",
        "Social costs in EUR are left out, for costs are in USD.",
        "Social costs are of 2019, costs are of 2026: no price was adjusted.",
    ]


def test_missing_data_say_why():
    nothing = Figure(exact=None, published=None, unit="per_year", reason="no_dates")
    unknown = replace(gain(), averted=nothing, scored=None)
    found = appraised(COURT, unknown, social())
    assert (found.reason, found.npv, found.per_averted) == ("no_dates", None, None)
    assert found.present_cost.median > 0


def test_nothing_averted_costs_what_it_costs():
    found = appraised(COURT, gain(property=0), social())
    assert found.per_averted is None
    assert found.npv is not None
    assert found.npv.median == pytest.approx(-found.present_cost.median)


def test_the_empty_proposal_has_no_ratio():
    found = appraised(plaza.proposal(), gain(property=0), social())
    assert found.cost.median == 0
    assert found.benefit_cost is None
    assert money_words.absence(found, "bcr") == "no_cost"


def test_prices_hang_on_the_type_alone():
    fewer = dict(list(plaza.CATALOGUE.types.items())[::-2])
    part = appraising.prices(replace(plaza.CATALOGUE, types=fewer), seed=1, draws=SETTINGS.draws)
    for key, row in part.rows.items():
        assert np.array_equal(part.draws[row], PRICES.draws[PRICES.rows[key]])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"outcome": "noise"}, "noise"),
        ({"amount": 0.0}, "property.*above 0"),
        ({"amount": float("nan")}, "property.*above 0"),
        ({"currency": "dollars"}, "property.*currency"),
        ({"price_year": 0}, "property.*price year"),
        ({"source": " "}, "property.*source"),
    ],
)
def test_a_social_cost_that_cannot_be_used_is_refused_by_field(wrong, says):
    with pytest.raises(AnalysisError, match=says):
        appraising.check_social_costs((replace(social(), **wrong),))


def test_two_social_costs_of_one_outcome_are_refused():
    with pytest.raises(AnalysisError, match="two social costs"):
        appraising.check_social_costs((social(), social(amount=2.0)))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("discount_rate", -0.1),
        ("discount_rate", 1.2),
        ("discount_rate", float("nan")),
        ("tax", -0.01),
        ("contingency", 1.5),
        ("decay", 1.1),
        ("horizon_years", 0),
        ("horizon_years", 1000),
    ],
)
def test_a_money_setting_that_cannot_be_used_is_refused(name, wrong):
    project = plaza.project(plaza.proposal(plaza.lamp()))
    changed = edits.set_settings(replace(project.settings, **{name: wrong}))(project)
    with pytest.raises(AnalysisError, match=name):
        Evaluator(plaza.CATALOGUE).evaluate(changed)


def test_a_catalogue_with_a_cost_in_disorder_is_refused():
    kinds = dict(plaza.CATALOGUE.types)
    kinds["paths"] = replace(kinds["paths"], cost=replace(kinds["paths"].cost, low=1e6))
    with pytest.raises(AnalysisError, match="paths"):
        appraising.prices(replace(plaza.CATALOGUE, types=kinds), seed=1, draws=100)


def test_results_carry_it_and_social_costs_change_it():
    evaluator = Evaluator(plaza.CATALOGUE)
    project = plaza.project(plaza.proposal(plaza.lamp(), maintainer="EP"))
    (before,) = evaluator.evaluate(project).proposals
    costs = tuple(social(key) for key in money_words.OUTCOMES)
    (after,) = evaluator.evaluate(edits.set_social_costs(costs)(project)).proposals
    assert before.appraisal is not None
    assert before.appraisal.reason == "no_social_cost"
    assert before.appraisal.per_averted is not None
    assert after.appraisal is not None
    assert after.appraisal.present_cost == before.appraisal.present_cost
    assert after.score == before.score
    assert before.gain is not None
    assert after.gain is not None
    assert (before.gain.breakeven_displacement, before.gain.reason) == (None, "no_social_cost")
    assert after.gain.breakeven_displacement is not None
    assert after.gain.reason is None


def test_why_there_is_no_breakeven_is_said_as_it_is():
    evaluator = Evaluator(plaza.CATALOGUE)
    project = plaza.project(plaza.proposal(plaza.lamp()))
    (foreign,) = evaluator.evaluate(edits.set_social_costs((social("violent", currency="COP"),))(project)).proposals
    assert foreign.gain is not None
    assert foreign.gain.reason == "other_currency"
    bare = replace(
        project,
        social_costs=(social("violent"),),
        layers=tuple(x for x in project.layers if x.role is not Role.INCIDENTS),
    )
    (unknown,) = evaluator.evaluate(bare).proposals
    assert unknown.gain is not None
    assert unknown.gain.total is None
    assert unknown.gain.reason == "no_layer"


def test_each_asset_says_who_keeps_it():
    items = (
        plaza.lamp(key="a"),
        plaza.lamp(key="b"),
        replace(plaza.lamp(key="c"), owner="Club <b>", upkeep_payer="Club <b>"),
        plaza.alarm(),
        plaza.programme("coach_programme"),
    )
    found = costing.assets(plaza.proposal(*items, owner="GAD", upkeep_payer="EMAPA"), plaza.CATALOGUE, SETTINGS)
    assert [(item.type, item.quantity, item.owner, item.upkeep_payer) for item in found] == [
        ("led_lamp", 2, "GAD", "EMAPA"),
        ("led_lamp", 1, "Club <b>", "Club <b>"),
        ("community_alarm", 1, "GAD", "EMAPA"),
    ]
    assert [item.upkeep for item in found] == [120, 60, 120]
    assert [item.replaced for item in found] == [(), (), (8,)]
    assert {item.maintainer for item in found} == {""}
    assert list(money_words.keeping(found, plaza.CATALOGUE, "USD")) == [
        "LED lamps, Community alarms: owner GAD, maintained by nobody yet, upkeep of USD\u00a0240 a year paid by EMAPA.",
        "LED lamps: owner Club <b>, maintained by nobody yet, upkeep of USD\u00a060 a year paid by Club <b>.",
        "Community alarms: replaced at the end of year 8.",
    ]


def test_the_funding_stack_by_hand():
    lines = (
        Funding(source="GAD", amount=3000, own=True),
        Funding(source="Club", amount=500, form=Form.TIME, state=State.PLEDGED),
        Funding(source="EP", amount=1500, form=Form.IN_KIND),
        Funding(source="Banco", amount=1000, state=State.SPENT),
        Funding(source="BID", amount=9000, state=State.REQUESTED),
        Funding(source="Cámara", amount=200, state=State.REQUESTED, own=True),
    )
    proposal = replace(plaza.proposal(), funding=lines)
    found = costing.funding_stack(proposal, 9000)
    assert found.amounts == {
        ("cash", "committed"): 3000,
        ("cash", "requested"): 9200,
        ("cash", "spent"): 1000,
        ("in_kind", "committed"): 1500,
        ("time", "pledged"): 500,
    }
    assert (found.own, found.gap, found.leverage) == (3000, 3000, 3)
    assert costing.funding(proposal, 9000).gap == found.gap
    assert costing.funding_stack(proposal, 1000).leverage == 1
    foreign = costing.funding_stack(proposal, 9000, same_currency=False)
    assert (foreign.leverage, foreign.gap) == (None, None)
    assert costing.funding_stack(plaza.proposal(), 9000).leverage is None
    assert costing.funding_stack(replace(proposal, funding=lines[::-1]), 9000) == found


def test_words_are_rounded_and_say_what_is_not_claimed():
    with_costs = appraised(COURT, gain(property=4), social())
    text = "\n".join(money_words.appraisal(with_costs))
    assert "USD\u00a019,000 (19,000 to 19,000) in all" in text
    assert "19,475" not in text
    assert "Benefit for each unit of cost: 1.2 (1.2 to 1.2)." in text
    assert "more than 14% of the incidents averted" in text
    assert "Paid back in year 5 (5 to 5)." in text
    without = "\n".join(money_words.appraisal(appraised(COURT, gain(property=4))))
    assert "Net present value" not in without
    assert "None is assumed" in without
    fading = appraised(COURT, gain(kept=0.2 ** np.arange(10), property=4), social())
    said = "\n".join(money_words.appraisal(fading))
    assert "Not paid back within 10 years" in said
    assert "even if no incident moves" in said


def test_the_area_of_a_court_is_no_matter_of_money():
    drawn = Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15), unit_cost=10_000)
    assert isclose(appraised(plaza.proposal(drawn), gain(property=4)).cost.median, 11_000)
