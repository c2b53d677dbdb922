"""Costing: against amounts worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from spaceplanner.domain.project import Settings
from spaceplanner.domain.proposal import Intervention
from spaceplanner.services import costing
from tests.services import plaza

if TYPE_CHECKING:
    from spaceplanner.domain.result import Cost

SETTINGS = Settings()
LAMP = plaza.CATALOGUE.types["led_lamp"]
LAMPS = tuple(plaza.lamp(key=f"lamp-{i}") for i in range(10))
COURT = Intervention(id="c", type="multi_use_court", geometry=shapely.box(0, 0, 28, 15))


def cost(*items: Intervention) -> Cost:
    return costing.cost(plaza.proposal(*items), plaza.CATALOGUE, SETTINGS)


def test_ten_lamps_and_a_court():
    found = cost(*LAMPS, COURT)
    lamps, court = found.lines
    assert (lamps.count, lamps.quantity, lamps.likely) == (10, 10, 18_500)
    assert (court.count, court.quantity, court.likely) == (1, 1, 46_000)
    assert found.contingency == pytest.approx(6_450)
    assert found.likely == pytest.approx(64_500 * 1.1)
    assert found.low == pytest.approx((14_000 + 36_000) * 1.1)
    assert found.high == pytest.approx((26_000 + 60_000) * 1.1)
    assert found.upkeep == pytest.approx(10 * 60 + 1_500)
    # Lives of 15 and 20 years are cut at the horizon of 10: factor 0.176984 at 12 %.
    assert found.yearly == pytest.approx(70_950 * 0.176984 + 2_100, rel=1e-5)


def test_programmes_carry_no_contingency_and_cost_their_price_each_year():
    found = cost(plaza.programme("coach_programme", 3))
    assert found.likely == 27_000
    assert found.contingency == 0
    assert found.yearly == 9_000
    assert cost(plaza.programme("coach_programme", 0.5)).yearly == 4_500


def test_quantities_from_geometry_and_by_hand():
    path = Intervention(id="w", type="paths", geometry=shapely.LineString([(0, 0), (30, 40)]))
    green = Intervention(id="g", type="greening", geometry=shapely.box(0, 0, 20, 10))
    lost = Intervention(id="l", type="greening")
    quoted = Intervention(id="q", type="paths", quantity=10, unit_cost=99)
    assert [line.quantity for line in cost(path, green, lost).lines] == [200, 50]
    (line,) = cost(quoted).lines
    assert (line.low, line.likely, line.high) == (990, 990, 990)


def test_funding_gap_and_lines():
    proposal = plaza.funded(plaza.proposal(*LAMPS, COURT), own=20_000, pledged=10_000, in_kind=1_000, requested=39_950)
    found = costing.cost(proposal, plaza.CATALOGUE, SETTINGS)
    totals = costing.funding(proposal, found.likely)
    assert totals.gap == pytest.approx(70_950 - 31_000)
    assert totals.requested == 39_950
    lamps, court = found.lines
    assert lamps.share_funded == 1
    assert court.share_funded == pytest.approx((31_000 - 20_350) / 50_600)


def test_more_money_than_cost_leaves_no_gap():
    proposal = plaza.funded(plaza.proposal(plaza.lamp()), committed=1e6)
    found = costing.cost(proposal, plaza.CATALOGUE, SETTINGS)
    assert costing.funding(proposal, found.likely).gap == 0
    assert found.lines[0].share_funded == 1


def test_an_empty_proposal_costs_nothing():
    found = cost()
    assert (found.lines, found.likely, found.yearly) == ((), 0, 0)
    result = plaza.result()
    values = {part.id: part.value for part in result.criteria}
    assert values["coinvestment"] == values["value"] == 0


def test_a_proposal_with_something_in_it_is_never_behind_the_empty_one():
    assert plaza.result().score <= plaza.result(plaza.lamp()).score
