"""The evaluator: what is computed again after which change, progress, and the density for the map."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from spaceplanner.analysis.grid import Grid
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.errors import AnalysisError, Cancelled
from spaceplanner.io import catalogue
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import STAGES, compute
from spaceplanner.services.unpacking import unpack
from tests.services import cities


@pytest.fixture
def evaluator() -> Evaluator:
    return Evaluator(catalogue.load())


@pytest.fixture
def proposed():
    project = cities.made_city()
    corner = project.by_role(Role.SPACES)[0].geometry[0].centroid
    lamp = Intervention(id="lamp", type="led_lamp", geometry=corner)
    return edits.put_proposal(Proposal(id="p", name="Luz", space="s00", interventions=(lamp,)))(project)


def test_after_a_proposal_changed_nothing_of_the_diagnosis_is_computed_again(evaluator, proposed):
    first = evaluator.evaluate(proposed)
    evaluator.density(proposed)
    computed = dict(evaluator.memo.computed)
    lamp = proposed.proposals[0].interventions[0]
    moved = replace(lamp, geometry=shapely.Point(lamp.geometry.x + 30, lamp.geometry.y))
    second = evaluator.evaluate(edits.put_intervention("p", moved)(proposed))
    evaluator.density(edits.put_intervention("p", moved)(proposed))
    assert second.diagnosis is first.diagnosis
    assert second.data_hash != first.data_hash
    ours = {*STAGES, "places", "incidents", "lamps", "alarms", "residents", "inputs", "diagnosis", "density"}
    assert {
        name for name in evaluator.memo.computed if evaluator.memo.computed[name] != computed.get(name)
    } & ours == set()
    assert ours <= set(computed)


def test_hiding_a_layer_or_naming_the_project_computes_nothing(evaluator):
    project = cities.made_city()
    evaluator.evaluate(project)
    computed = dict(evaluator.memo.computed)
    hidden = edits.change_layer("lamps", visible=False)(project)
    evaluator.evaluate(edits.set_identity(name="Otro", organisation="", contact="")(hidden))
    assert evaluator.memo.computed == computed


LUCK = {"luck", "luck_published", "figures_luck", "fears"}
BY_NIGHT = {"nightly", "night_pairs", "night_xy", "night_lux", "night_in_light", "figures_night_light"}
HEARING = {"walk_hearing", "figures_hearing", "city"}
DARK_SILENT = {"dark_silent", "figures_dark_silent"}


@pytest.mark.parametrize(
    ("setting", "again"),
    [
        ("lit_radius", {"lit", "around_lit", "covered_lit", "figures_lit"}),
        (
            "incident_radius",
            {
                "incidents_within",
                "incidents_inside",
                "covered_incidents_within",
                "figures_incidents",
                *BY_NIGHT,
                "around_night_light",
                "covered_night_light",
                *LUCK,
                "incident_ground",
                "businesses_within",
            },
        ),
        (
            "walk_distance",
            {
                "walk_residents",
                "covered_walk",
                "walk_counted",
                "walk_told",
                "businesses_walked",
                "figures_reach",
                "figures_hearing",
                *LUCK,
            },
        ),
        ("hearing_radius", {"heard", "covered_heard", "figures_near_alarms"}),
        ("light_class", {"figures_light", "night_in_light", "figures_night_light", *DARK_SILENT}),
        (
            "light_grid",
            {
                "ground_points",
                "path_points",
                "ground_light",
                "path_light",
                "figures_light",
                "heard_points",
                *DARK_SILENT,
            },
        ),
        ("ambient_day", {"hearing_day", "heard_day", "figures_sound", *HEARING, "homes_hearing_day"}),
        (
            "ambient_night",
            {
                "hearing_night",
                "heard_night",
                "heard_points",
                "figures_sound",
                *HEARING,
                "homes_hearing_night",
                *DARK_SILENT,
            },
        ),
        ("seed", set()),
    ],
)
def test_a_setting_computes_only_its_own_stages_again(evaluator, setting, again):
    project = cities.made_city()
    evaluator.evaluate(project)
    memo = evaluator.memo
    before = memo.computed + memo.updated
    changed = replace(project.settings, **{setting: getattr(project.settings, setting) + 1})
    evaluator.evaluate(edits.set_settings(changed)(project))
    assert set(memo.computed + memo.updated - before) == again | {"inputs", "diagnosis", "ranks_drawn", "assembled"}
    # Undo is instant: the earlier results are still there.
    after = evaluator.memo.computed.copy()
    evaluator.evaluate(project)
    assert evaluator.memo.computed == after


def test_a_coverage_given_to_the_spaces_is_in_the_method_at_once(evaluator):
    project = cities.made_city()
    evaluator.evaluate(project)
    covered = edits.change_layer("spaces", coverage=project.by_role(Role.BOUNDARY)[0].geometry[0])(project)
    sources = evaluator.evaluate(covered).diagnosis.method["sources"]
    assert [source["coverage"] for source in sources if source["role"] == "spaces"] == ["given"]


def test_every_stage_comes_after_what_it_needs():
    seen: set[str] = set()
    for name, stage in STAGES.items():
        assert {path for path in stage.inputs if path in STAGES} <= seen
        seen.add(name)
    memo, inputs = Memo(), unpack(cities.made_city())
    for name in reversed(list(STAGES)):
        compute(name, inputs, memo)
    assert set(memo.computed) == set(STAGES)
    assert set(memo.computed.values()) == {1}


def test_progress_rises_and_a_cancelled_evaluation_stops(evaluator, proposed):
    heard = []

    def hear(fraction: float, message_id: str) -> None:
        heard.append((fraction, message_id))

    evaluator.evaluate(proposed, hear)
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
    assert all(message for _, message in heard[:-1])

    def cancel(fraction: float, message_id: str) -> None:
        if fraction > 0.2:
            raise Cancelled(message_id)

    with pytest.raises(Cancelled):
        Evaluator(catalogue.load()).evaluate(proposed, cancel)


def test_without_proposals_the_diagnosis_is_the_same(evaluator, proposed):
    whole, part = evaluator.evaluate(proposed), evaluator.evaluate(proposed, proposals=False)
    assert part.diagnosis is whole.diagnosis
    assert part.data_hash == whole.data_hash
    assert (len(whole.proposals), part.proposals) == (1, ())


def test_density_is_per_km2_and_year(evaluator):
    field = evaluator.density(cities.made_city())
    assert field is not None
    assert (field.cell, field.years) == (15, pytest.approx(2, abs=0.01))
    assert field.values.shape == (field.ny, field.nx)
    total = field.values.sum() * (field.cell / 1000) ** 2 * field.years
    assert total == pytest.approx(1500, rel=0.03)  # a few lie outside the grid
    assert not field.values.flags.writeable
    spaces = shapely.total_bounds(cities.made_city().by_role(Role.SPACES)[0].geometry)
    west, _, _, north = Grid(field.x0, field.y0, field.cell, field.nx, field.ny).bounds
    assert west <= spaces[0] - 500
    assert north >= spaces[3] + 500


def test_no_fewer_than_five_incidents_reach_the_first_class(evaluator):
    """Four at one point colour nothing; nor do four with others too far away to add to them."""
    at = np.array((620_000.0, 9_750_000.0))
    for n, years in ((4, 1), (4, 3), (1, 1)):
        when = [f"{2024 - place % years}-01-01T12:00" for place in range(n)] + ["2022-01-01T00:00", "2024-12-31T00:00"]
        xy = np.concatenate((np.tile(at, (n, 1)), at + np.array([[900, 0], [-900, 0]])))
        field = evaluator.density(cities.project(cities.incidents(xy, when)))
        assert field.values.max() < field.breaks[0]
    crowd = evaluator.density(cities.project(cities.incidents(np.tile(at, (40, 1)), None)))
    assert crowd.values.max() > crowd.breaks[0]


def test_breaks_rise(evaluator):
    field = evaluator.density(cities.made_city())
    assert len(field.breaks) == 5
    assert all(low < high for low, high in pairwise(field.breaks))


def test_night_density_is_part_of_the_whole(evaluator):
    project = cities.made_city()
    whole, night = evaluator.density(project), evaluator.density(project, night=True)
    assert night.night
    assert (night.values <= whole.values + 1e-6).all()
    assert 0.3 < night.values.sum() / whole.values.sum() < 0.7
    assert evaluator.density(project, night=True) is night


def test_no_incidents_no_density(evaluator):
    assert evaluator.density(cities.project()) is None
    undated = cities.project(cities.incidents(np.array([[620_000.0, 9_750_000.0]] * 9), [None] * 9))
    assert evaluator.density(undated, night=True) is None
    field = evaluator.density(undated)
    assert field.years is None


def test_a_bandwidth_that_shows_places_is_refused(evaluator):
    project = cities.made_city()
    narrow = edits.set_settings(replace(project.settings, bandwidth=99))(project)
    with pytest.raises(AnalysisError, match="100 m or more"):
        evaluator.density(narrow)


def test_a_country_is_drawn_in_larger_cells(evaluator):
    xy = np.array([[500_000.0, 9_500_000.0], [900_000.0, 10_100_000.0]] * 5)
    field = evaluator.density(cities.project(cities.incidents(xy)))
    assert field.nx * field.ny <= 2_010_000
    assert field.cell == round(field.cell)
