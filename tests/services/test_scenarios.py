"""Two proposals beside each other: the difference under the same chance, the words for it, and in what they differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.domain.layer import Role
from spaceplanner.domain.outlook import Range
from spaceplanner.domain.proposal import Intervention
from spaceplanner.errors import EditError
from spaceplanner.i18n import speaking
from spaceplanner.services import drafting, effect_words, scenario_words, scenarios
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.scenarios import Difference
from tests.services import plaza

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

COMMITTEE = plaza.programme("neighbourhood_committee")
LAMP = plaza.lamp()


@pytest.fixture
def pair() -> Project:
    """A lamp, and the same lamp with a committee."""
    first = plaza.proposal(LAMP, key="a")
    return plaza.project(first, replace(plaza.proposal(LAMP, COMMITTEE, key="b"), scenario_of="a"))


def plan(project: Project, key: str) -> Proposal:
    found = project.proposal(key)
    assert found is not None
    return found


def results(project: Project) -> dict[str, Any]:
    return {item.id: item for item in Evaluator(plaza.CATALOGUE).evaluate(project).proposals}


def difference(project: Project, first: str = "a", second: str = "b") -> Difference:
    return Evaluator(plaza.CATALOGUE).difference(project, first, second)


def test_a_proposal_does_nothing_more_than_its_copy(pair):
    copied = edits.duplicate_proposal("b", "c", "C")(pair)
    found = difference(copied, "b", "c")
    nothing = Range(p05=0, p25=0, median=0, p75=0, p95=0)
    assert (found.averted, found.cost, found.present_cost) == (nothing, nothing, nothing)
    assert found.more == 0


def test_turned_round_the_difference_has_the_other_sign(pair):
    one, other = difference(pair), difference(pair, "b", "a")
    assert one.averted is not None
    assert other.averted is not None
    assert other.averted.median == pytest.approx(-one.averted.median)
    assert (other.averted.p05, other.averted.p95) == pytest.approx((-one.averted.p95, -one.averted.p05))
    assert one.more is not None
    assert other.more == pytest.approx(1 - one.more, abs=0.01)


def test_what_both_share_cancels_out(pair):
    """The lamp's effect, the space's incidents and the prices are the same in each draw for both."""
    by_id = results(pair)
    wide = [by_id[key].gain.total.p95 - by_id[key].gain.total.p05 for key in "ab"]
    found = difference(pair)
    assert found.averted is not None
    apart = found.averted.p95 - found.averted.p05
    # Drawn apart, the variances would add up.
    assert apart < 0.9 * (wide[0] ** 2 + wide[1] ** 2) ** 0.5
    assert found.averted.median > 0


def test_the_order_of_the_proposals_and_others_beside_them_change_nothing(pair):
    turned = replace(pair, proposals=(*pair.proposals[::-1], plaza.proposal(plaza.alarm(), key="other")))
    assert difference(turned) == difference(pair)


def test_a_quoted_price_is_the_difference_of_the_costs(pair):
    quoted = Intervention(id="court", type="multi_use_court", geometry=shapely.box(0, 0, 10, 10), unit_cost=5000.0)
    base = plan(pair, "a")
    dearer = replace(base, id="c", interventions=(*base.interventions, quoted))
    project = edits.put_proposal(dearer)(pair)
    settings = project.settings
    expected = 5000.0 * (1 + settings.contingency) * (1 + settings.tax)
    found = difference(project, "a", "c").cost
    assert (found.p05, found.p95) == pytest.approx((expected, expected))


def test_a_benefit_in_money_is_told_only_where_the_users_priced_incidents(pair):
    assert difference(pair).npv is None
    costs = tuple(
        SocialCost(outcome=key, amount=1000.0, currency="USD", price_year=2025, source="Estudio")
        for key in ("violent", "property")
    )
    found = difference(replace(pair, social_costs=costs))
    by_id = results(replace(pair, social_costs=costs))
    assert found.npv is not None
    # Medians do not add up exactly.
    apart = by_id["b"].appraisal.npv.median - by_id["a"].appraisal.npv.median
    assert found.npv.median == pytest.approx(apart, rel=0.15)


def test_without_data_nothing_is_said_of_the_effect(pair):
    bare = replace(pair, layers=tuple(layer for layer in pair.layers if layer.role is not Role.INCIDENTS))
    found = difference(bare)
    assert (found.averted, found.more, found.npv) == (None, None, None)
    assert found.reason is not None
    words = scenario_words.headline("A", "B", found, "USD")
    assert words.startswith("How many more “B” averts than “A” is not known. No data")
    assert scenario_words.more(found.averted) == "no data"
    assert scenario_words.surety(found) == ""


def test_an_unknown_proposal_is_refused(pair):
    with pytest.raises(EditError, match="no proposal nobody"):
        difference(pair, "a", "nobody")


def told(median: float, low: float, high: float, cost: float = 0.0) -> str:
    flat = Range(p05=cost, p25=cost, median=cost, p75=cost, p95=cost)
    spread = Range(p05=low, p25=low, median=median, p75=high, p95=high)
    found = Difference(averted=spread, more=0.8, reason=None, cost=flat, present_cost=flat, npv=None)
    return scenario_words.headline("A", "B", found, "USD")


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            (1.2, -0.4, 3.1, 4000),
            "“B” averts 1.2 more a year than “A” (−0.4 to 3.1 in 90% of the draws): this may be chance. It costs USD 4,000 more.",
        ),
        (
            (5.0, 1.0, 9.0, -320),
            "“B” averts 5.0 more a year than “A” (1.0 to 9.0 in 90% of the draws): this is more than chance. It costs USD 320 less.",
        ),
        (
            (-5.0, -9.0, -1.0, 0),
            "“B” averts 5.0 fewer a year than “A” (1.0 to 9.0 in 90% of the draws): this is more than chance. Both cost the same.",
        ),
        ((0.0, 0.0, 0.0, 0), "“B” averts the same as “A”. Both cost the same."),
    ],
)
def test_the_difference_in_a_sentence(figures, said):
    with speaking("en"):
        assert told(*figures).replace("\u00a0", " ") == said


def test_a_scenario_is_compared_with_its_original_and_the_original_with_its_latest_scenario(pair):
    project = edits.put_proposal(plaza.proposal(COMMITTEE, key="lone", space="elsewhere"))(pair)
    project = edits.duplicate_proposal("b", "c", "C")(project)
    assert plan(project, "c").scenario_of == "a"
    assert [scenarios.counterpart(project, key) for key in ("a", "b", "c")] == ["c", "a", "a"]
    assert scenarios.counterpart(project, "lone") == "a"
    rest = edits.remove_proposal("a")(project)
    assert scenarios.counterpart(rest, "b") == "c"
    alone = plaza.project(plaza.proposal(LAMP, key="a"))
    assert scenarios.counterpart(alone, "a") is None


def test_duplicates_are_numbered_on_and_point_to_the_first(pair):
    project = edits.put_proposal(replace(plan(pair, "a"), name="Luz"))(pair)
    names = []
    key = "a"
    for _ in range(3):
        key, edit = drafting.scenario(project, plan(project, key))
        project = edit(project)
        names.append(plan(project, key).name)
    assert names == ["Luz (2)", "Luz (3)", "Luz (4)"]
    assert {item.scenario_of for item in project.proposals if item.name in names} == {"a"}
    assert len({item.id for item in project.proposals}) == len(project.proposals)


def test_in_what_two_proposals_differ(pair):
    lines = (of_kind("Banco <b>", FundingKind.PLEDGED, 500.0), of_kind("Municipio", FundingKind.OWN, 100.0))
    changed = replace(
        plan(pair, "b"),
        interventions=(plaza.lamp(plaza.LIT), COMMITTEE),
        upkeep_payer="Municipio",
        funding=lines,
    )
    project = edits.put_proposal(changed)(pair)
    with speaking("en"):
        found = {
            item.what: (item.first, item.second) for item in scenarios.assumptions(project, plaza.CATALOGUE, ("a", "b"))
        }
    assert found["LED lamps"] == ("1", "1, placed elsewhere")
    assert found["Neighbourhood committees"] == ("", "1")
    assert found["Upkeep paid by"] == ("nobody yet", "Municipio")
    assert found["Banco <b>, in cash, pledged"][1].replace("\u00a0", " ") == "USD 500"
    assert "Owner" not in found
    assert scenarios.assumptions(project, plaza.CATALOGUE, ("a", "a")) == ()


def test_ranges_have_two_digits_and_never_a_bare_number():
    assert effect_words.spread(Range(p05=0.31, p25=2, median=4.06, p75=6, p95=9.4)) == "4.1 (0.3–9.4)"
    assert effect_words.spread(Range(p05=-43.2, p25=2, median=51.4, p75=60, p95=92.8)) == "51 (−43 to 93)"
    assert effect_words.spread(None) == "no data"
    assert effect_words.two(0.0) == "0"
    assert effect_words.two(1234.0) == "1,200"
    assert effect_words.between(0.2, float("inf")) == "0.2 to no bound"


def test_the_half_interval_is_left_out_where_it_does_not_lie_in_the_other(pair):
    result = results(pair)["b"]
    half = effect_words.half(result)
    assert half is not None
    low, high = half
    outer = result.averted.interval("exact")
    assert outer[0] < low < result.averted.exact < high < outer[1]
    narrow = replace(result, averted=replace(result.averted, low=low + 0.1))
    assert effect_words.half(narrow) is None
    assert effect_words.half(replace(result, gain=None)) is None
