from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import shapely

from spaceplanner.domain import checks
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.proposal import Intervention
from spaceplanner.io import catalogue
from tests.io.projects import city, proposal


def places(**changes: Any) -> list[str]:
    found = checks.problems(proposal(**changes), city(), catalogue.load())
    for problem in found:
        assert problem.message_id.format(**problem.parameters)
    return [problem.where for problem in found]


def test_nothing_is_wrong_with_a_good_one():
    assert places() == []


def test_everything_that_is_wrong_is_found():
    bad = Intervention(id="a", type="tank", geometry=shapely.Point(), quantity=math.nan, unit_cost=-math.inf)
    line = of_kind("x", FundingKind.OWN, math.nan, partner="who")
    assert places(space="zz", interventions=(bad, bad), funding=(line,)) == [
        "space",
        "interventions[1].id",
        *(f"interventions[{i}].{part}" for i in (0, 1) for part in ("type", "geometry", "quantity", "unit_cost")),
        "funding[0].amount",
        "funding[0].partner",
    ]


@pytest.mark.parametrize(("metres", "wrong"), [(0.0, []), (499.9, []), (500.1, ["interventions[0].geometry"])])
def test_how_far_from_its_space_an_intervention_may_be(metres, wrong):
    lamp = Intervention(id="a", type="led_lamp", geometry=shapely.Point(500_100 + metres, 9_700_040))
    assert places(interventions=(lamp,)) == wrong


@pytest.mark.parametrize("item", catalogue.load().types.values(), ids=lambda item: item.id)
def test_every_type_of_the_catalogue_has_its_geometry(item):
    shapes = {
        "point": shapely.Point(500_010, 9_700_010),
        "line": shapely.LineString([(500_010, 9_700_010), (500_020, 9_700_010)]),
        "polygon": shapely.box(500_010, 9_700_010, 500_020, 9_700_020),
        "none": None,
    }
    for kind, shape in shapes.items():
        wrong = places(interventions=(Intervention(id="a", type=item.id, geometry=shape),))
        assert (not wrong) is (kind == item.geometry)
    costed = places(interventions=(Intervention(id="a", type=item.id, quantity=2.0),))
    assert (not costed) is (item.geometry != "point"), "a point without a place reaches nobody"


def test_a_version_is_of_another_proposal_that_is_there():
    town = replace(city(), proposals=(replace(proposal(), id="first"), replace(proposal(), id="own")))

    def found(of: str) -> list[checks.Problem]:
        made = replace(proposal(), id="own", scenario_of=of)
        return [item for item in checks.problems(made, town, catalogue.load()) if item.where == "scenario_of"]

    assert found("first") == []
    (typo,) = found("frist")
    assert typo.parameters["near"] == "first"
    (itself,) = found("own")
    assert "no version of itself" in itself.message_id


def test_a_territory_is_one_of_the_districts_where_there_are_any():
    partner = Partner(id="a", name="A", territory=("norte", "Sru"))
    (wrong,) = checks.territory_problems(partner, ("Norte", "Sur"))
    assert (wrong.where, wrong.parameters["known"]) == ("territory[1]", "Sur")
    assert list(checks.territory_problems(partner, ())) == []


def test_the_nearest_words():
    assert checks.nearest("LED-lamp", ["led_lamp", "mural", "paths"]) == ("led_lamp",)
    assert checks.nearest("Plaza ñ", ["Plaza Ñ", "Parque"])[0] == "Plaza Ñ"
    assert checks.nearest("zzz", ["led_lamp"]) == ()
    assert checks.nearest("x", []) == ()


def test_partners_that_come_along():
    from spaceplanner.domain.funding import of_kind

    line = of_kind("x", FundingKind.PLEDGED, 1, partner="new")
    asked = replace(proposal(), funding=(line,))
    assert len(checks.problems(asked, city(), catalogue.load())) == 1
    assert checks.problems(asked, city(), catalogue.load(), partners=(Partner(id="new", name="N"),)) == ()
