from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.judgement import Override, SocialCost
from spaceplanner.domain.layer import Role
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.domain.plan import Plan
from spaceplanner.domain.programme import ProgrammeKind, ProgrammeLine
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.domain.style import Style, set_style
from spaceplanner.io import catalogue, project_file
from spaceplanner.services.fingerprint import data_hash
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

CATALOGUE = catalogue.load()
PROPOSAL = Proposal(
    id="p",
    name="Luz",
    space="s00",
    interventions=(Intervention(id="i", type="led_lamp", geometry=shapely.Point(1, 2)),),
    funding=(of_kind("GAD", FundingKind.OWN, 100),),
)

OVERRIDE = Override(
    evidence="lighting_philadelphia",
    rate_ratio=0.9,
    low=0.8,
    high=1.0,
    author="Ana",
    reason="Encuesta",
    made=date(2025, 1, 1),
)
SOCIAL = SocialCost(outcome="property", amount=900.0, currency="USD", price_year=2024, source="Encuesta")


def changed_layer(project: Project, **changes: Any) -> Project:
    lamps = project.by_role(Role.LAMPS)[0]
    return edits.put_layer(replace(lamps, **changes))(project)


def changed_source(project: Project, **changes: Any) -> Project:
    return changed_layer(project, source=replace(project.by_role(Role.LAMPS)[0].source, **changes))


def test_the_same_files_read_the_same_way_give_the_same_hash():
    assert data_hash(cities.made_city(), CATALOGUE) == data_hash(cities.made_city(), CATALOGUE)
    assert len(data_hash(cities.project(), CATALOGUE)) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda p: changed_layer(p, name="Luminarias", visible=False, id="otra"),
        edits.set_identity(name="Otro", organisation="GAD", contact="x"),
        lambda p: replace(p, layers=p.layers[::-1]),
        set_style("lamps", Style(colour="#000000")),
    ],
)
def test_words_order_and_colours_do_not_count(change):
    project = cities.made_city()
    if change(project).layer("otra"):
        project = edits.remove_layer("lamps")(change(project))
        assert data_hash(project, CATALOGUE) == data_hash(cities.made_city(), CATALOGUE)
    else:
        assert data_hash(change(project), CATALOGUE) == data_hash(project, CATALOGUE)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: changed_source(p, sha256="other"),
        lambda p: changed_source(p, filter="x > 1"),
        lambda p: changed_source(p, mapping={"working": "ESTADO"}),
        lambda p: changed_source(p, layer="Hoja2"),
        lambda p: changed_layer(p, coverage=shapely.box(0, 0, 1, 1)),
        lambda p: edits.set_settings(replace(p.settings, lit_radius=25))(p),
        lambda p: replace(p, need_parts=p.need_parts[:2]),
        lambda p: replace(p, criteria=p.criteria[:2]),
        lambda p: replace(p, timezone="UTC"),
        edits.remove_layer("alarms"),
        lambda p: replace(p, currency="EUR"),
        lambda p: replace(p, crs="EPSG:32718"),
        lambda p: changed_source(p, crs="EPSG:4326"),
        lambda p: changed_source(p, used=p.by_role(Role.LAMPS)[0].source.used + 1),
        lambda p: replace(p, overrides=(OVERRIDE,)),
        lambda p: replace(p, social_costs=(SOCIAL,)),
        lambda p: replace(p, partners=(Partner(id="b", name="Banco"),)),
        lambda p: replace(p, plan=Plan(budgets=(1000.0,))),
        edits.put_proposal(PROPOSAL),
    ],
)
def test_whatever_a_result_depends_on_counts(change):
    project = cities.made_city()
    assert data_hash(change(project), CATALOGUE) != data_hash(project, CATALOGUE)


@pytest.mark.parametrize(
    "change",
    [
        {"space": "s01"},
        {"maintainer": "EP"},
        {"funding": ()},
        {"scenario_of": "other"},
        {"owner": "GAD"},
        {"upkeep_payer": "GAD"},
        {"state": "proposed"},
        {"programme": (ProgrammeLine(id="c", kind=ProgrammeKind.COMMITTEE),)},
        {"recognitions": (Recognition(partner="b", kind=RecognitionKind.THANKS),)},
        {"interventions": (replace(PROPOSAL.interventions[0], type="community_alarm"),)},
        {"interventions": (replace(PROPOSAL.interventions[0], quantity=2.0),)},
        {"interventions": (replace(PROPOSAL.interventions[0], owner="GAD"),)},
        {"interventions": (replace(PROPOSAL.interventions[0], maintainer="GAD"),)},
        {"interventions": (replace(PROPOSAL.interventions[0], upkeep_payer="GAD"),)},
        {"interventions": ()},
        {"interventions": (replace(PROPOSAL.interventions[0], geometry=shapely.Point(1, 3)),)},
        {"interventions": (replace(PROPOSAL.interventions[0], unit_cost=5.0),)},
    ],
)
def test_a_changed_proposal_counts(change):
    project = edits.put_proposal(PROPOSAL)(cities.made_city())
    changed = edits.put_proposal(replace(PROPOSAL, **change))(project)
    assert data_hash(changed, CATALOGUE) != data_hash(project, CATALOGUE)


def test_another_price_or_another_rate_ratio_is_another_hash():
    project = cities.project()
    lamp, study = CATALOGUE.types["led_lamp"], CATALOGUE.evidence["lighting_philadelphia"]
    dearer = replace(lamp, cost=replace(lamp.cost, likely=lamp.cost.likely + 1))
    prices = replace(CATALOGUE, types={**CATALOGUE.types, lamp.id: dearer})
    doubts = replace(CATALOGUE, evidence={**CATALOGUE.evidence, study.id: replace(study, rate_ratio=0.9)})
    assert len({data_hash(project, one) for one in (CATALOGUE, prices, doubts)}) == 3


@pytest.mark.parametrize("role", list(Role))
def test_every_layer_counts_but_the_pictures_behind_the_map(role):
    project = cities.made_city()
    lamps = project.by_role(Role.LAMPS)[0]
    more = edits.put_layer(replace(lamps, id="more", role=role))(project)
    same = data_hash(more, CATALOGUE) == data_hash(project, CATALOGUE)
    assert same == (role in {Role.BUILDINGS, Role.CONTEXT})


@pytest.mark.parametrize(
    "change",
    [
        {"status": "recalled"},
        {"null": True},
        {"source": "Otro"},
        {"grade": "D"},
        {"intervention": "other"},
        {"measure": "d"},
        {"change": -0.2},
        {"low": 0.01},
        {"high": 2.0},
        {"interval_status": "other"},
        {"carried": 0.25},
        {"extra_sd": 0.25},
    ],
)
def test_what_is_printed_of_a_finding_counts(change):
    study = replace(CATALOGUE.evidence["lighting_philadelphia"], **change)
    other = replace(CATALOGUE, evidence={**CATALOGUE.evidence, study.id: study})
    assert data_hash(cities.project(), other) != data_hash(cities.project(), CATALOGUE)


@pytest.mark.parametrize("change", [{"currency": "EUR"}, {"price_year": 1999}])
def test_the_money_of_the_catalogue_counts(change):
    project = cities.project()
    assert data_hash(project, replace(CATALOGUE, **change)) != data_hash(project, CATALOGUE)


@pytest.mark.parametrize(
    "change",
    [
        {"theme": "play"},
        {"related": ()},
        {"kind": "soft"},
        {"lamp": {}},
        {"alarm": {"level_db": 120}},
        {"unit": "m2"},
        {"life_years": 99.0},
        {"upkeep_per_year": 99.0},
        {"effects": ()},
    ],
)
def test_whether_a_type_is_works_or_acts_as_a_lamp_or_an_alarm_counts(change):
    """Works carry the contingency and have a life; lamps and alarms light and sound on the space."""
    project = cities.project()
    other = replace(CATALOGUE.types["led_lamp"], **change)
    assert data_hash(project, replace(CATALOGUE, types={**CATALOGUE.types, other.id: other})) != data_hash(
        project, CATALOGUE
    )


def test_a_saved_project_has_the_hash_it_had(tmp_path):
    project = edits.put_proposal(PROPOSAL)(cities.made_city())
    project_file.save(project, tmp_path / "city.gpkg")
    assert data_hash(project_file.load(tmp_path / "city.gpkg"), CATALOGUE) == data_hash(project, CATALOGUE)
