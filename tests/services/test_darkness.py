"""The dark and silent map: closed forms on an empty square, coverage, people and incidents, and one lamp moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import lighting, sound
from spaceplanner.domain.layer import Role
from spaceplanner.errors import AnalysisError
from spaceplanner.io import catalogue
from spaceplanner.services import darkness, demo, stages, stages_light
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack
from tests.analysis.test_dark_ground import edge_of_light
from tests.services import cities

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.darkness import DarkField

X, Y = 620_000.0, 9_750_000.0
SIDE = 1000.0
BOUNDARY = shapely.box(X, Y, X + SIDE, Y + SIDE)
WEST = shapely.box(X, Y, X + SIDE / 2, Y + SIDE)
LAMP, ALARM = (X + 250.0, Y + 250.0), (X + 250.0, Y + 700.0)


def made(project: Project, memo: Memo | None = None) -> DarkField:
    """Return the map of a project that has one."""
    found = darkness.of_project(project, memo)
    assert found is not None
    return found


def empty_square(*more: Layer, lamps_in: BaseGeometry | None = None, alarms_in: BaseGeometry | None = None) -> Project:
    """A square of 100 ha with a lamp of 8 m and 8,000 lm and an alarm of 110 dB at 1 m."""
    return cities.project(
        cities.layer(Role.BOUNDARY, np.array([BOUNDARY])),
        cities.layer(Role.LAMPS, np.array([LAMP]), coverage=lamps_in),
        cities.layer(Role.ALARMS, np.array([ALARM]), coverage=alarms_in),
        *more,
    )


def discs() -> tuple[float, float]:
    """Square metres lit by the lamp to the minimum of P4, and within hearing of the alarm."""
    heard = sound.hearing_distance(np.array([110.0]), ambient_db=50.0)[0]
    return np.pi * edge_of_light(1.0) ** 2, np.pi * heard**2


def test_one_lamp_and_one_alarm_on_an_empty_square():
    found = made(empty_square())
    lit, heard = discs()
    assert found.cell == 5.0
    assert found.known == found.study == pytest.approx(1e6)
    assert 1e6 - found.dark == pytest.approx(lit, rel=0.01)
    assert 1e6 - found.silent == pytest.approx(heard, rel=0.002)
    assert found.ground.area == pytest.approx(1e6 - lit - heard, rel=1e-4)
    assert found.ground.share == pytest.approx(found.ground.area / 1e6)
    assert (found.ground.light_class, found.ground.minimum, found.ground.margin) == (4, 1.0, 15.0)
    assert (found.residents_reason, found.incidents_reason) == ("no_layer", "no_layer")


def test_outside_the_coverage_of_lamps_there_are_no_data_not_darkness():
    found = made(empty_square(lamps_in=WEST))
    known = shapely.box(X, Y, X + SIDE / 2 - stages_light.REACH, Y + SIDE)
    assert found.known == pytest.approx(known.area, rel=1e-4)
    assert found.study == pytest.approx(1e6)
    assert shapely.union_all(found.ground.shapes).difference(known.buffer(0.1)).area == pytest.approx(0, abs=1e-6)
    lit, heard = discs()
    assert found.ground.share == pytest.approx(1 - (lit + heard) / known.area, rel=0.01)


def test_outside_the_coverage_of_alarms_there_are_no_data_either():
    found = made(empty_square(alarms_in=WEST))
    assert found.known == pytest.approx((SIDE / 2 - 200) * SIDE, rel=1e-4)
    nowhere = made(empty_square(alarms_in=shapely.box(X, Y, X + 100, Y + 100)))
    assert nowhere.known == 0.0
    assert nowhere.ground.share is None
    assert len(nowhere.ground.shapes) == 0


def test_a_coverage_drawn_a_little_short_of_the_boundary_is_the_boundary():
    found = made(empty_square(lamps_in=BOUNDARY.buffer(-3), alarms_in=BOUNDARY.buffer(-3)))
    assert found.known == pytest.approx(1e6)


def test_without_a_boundary_the_spaces_and_their_surroundings_are_the_study_area():
    square = shapely.box(X, Y, X + 100, Y + 100)
    project = cities.project(
        cities.spaces([square]),
        cities.layer(Role.LAMPS, np.array([LAMP])),
        cities.layer(Role.ALARMS, np.array([ALARM])),
    )
    assert made(project).study == pytest.approx(square.buffer(300).area)


@pytest.mark.parametrize(
    ("without", "named"), [(Role.LAMPS, "lamps"), (Role.ALARMS, "alarms"), (Role.BOUNDARY, "boundary")]
)
def test_what_is_missing_is_named(without, named):
    project = empty_square()
    project = replace(project, layers=tuple(layer for layer in project.layers if layer.role is not without))
    assert darkness.of_project(project) is None
    assert named in str(darkness.missing(unpack(project)))


def test_a_setting_that_cannot_be_is_refused():
    project = empty_square()
    with pytest.raises(AnalysisError, match="P9"):
        made(replace(project, settings=replace(project.settings, light_class=9)))


def test_residents_count_by_their_place_and_the_share_of_their_block():
    block = shapely.box(X + 600, Y + 100, X + 700, Y + 200)
    under_the_lamp = shapely.box(LAMP[0] - 4, LAMP[1] - 4, LAMP[0] + 4, LAMP[1] + 4)
    half_outside = shapely.box(X + 950, Y + 500, X + 1050, Y + 600)
    residents = cities.layer(
        Role.RESIDENTS, np.array([block, under_the_lamp, half_outside]), {"people": [100.0, 50.0, 20.0]}
    )
    found = made(empty_square(residents))
    assert found.residents is not None
    assert found.residents.sum() == pytest.approx(100 + 10)
    points = cities.layer(Role.RESIDENTS, np.array([LAMP, (X + 900, Y + 900)]), {"people": [7.0, 3.0]})
    at_points = made(empty_square(points)).residents
    assert at_points is not None
    assert at_points.sum() == pytest.approx(3)


def test_residents_that_cover_half_of_the_ground_are_no_number():
    block = np.array([shapely.box(X, Y, X + 100, Y + 100)])
    found = made(empty_square(replace(cities.layer(Role.RESIDENTS, block, {"people": [9.0]}), coverage=WEST)))
    assert (found.residents, found.residents_reason) == (None, "not_covered")


@pytest.mark.parametrize(("on", "off", "published"), [(6, 8, 6), (4, 9, None), (9, 3, None), (5, 0, 5)])
def test_incidents_by_night_are_exact_inside_and_guarded_outside(on, off, published):
    xy = [(X + 900, Y + 900)] * on + [LAMP] * off + [(X + 900, Y + 900)] * 3
    when = ["2025-06-01T23:00"] * (on + off) + ["2025-06-01T12:00"] * 3
    found = made(empty_square(cities.incidents(np.array(xy), when)))
    assert (found.incidents, found.incidents_of, found.incidents_published) == (on, on + off, published)


def test_incidents_without_hours_are_no_number():
    found = made(empty_square(cities.incidents(np.array([LAMP]), precision="day")))
    assert (found.incidents, found.incidents_reason) == (None, "no_dates")


def test_districts_share_the_ground():
    halves = np.array([WEST, shapely.box(X + SIDE / 2, Y, X + SIDE, Y + SIDE)])
    project = empty_square(cities.layer(Role.DISTRICTS, halves, {"name": ["Oeste", "Este"]}), lamps_in=WEST)
    west, east = darkness.by_district(made(project), project)
    assert (west.name, east.name) == ("Oeste", "Este")
    assert west.known == pytest.approx((SIDE / 2 - stages_light.REACH) * SIDE, rel=1e-4)
    assert west.share == pytest.approx(made(project).ground.share, rel=1e-6)
    assert (east.known, east.share) == (0.0, None)
    bare = empty_square()
    assert darkness.by_district(made(bare), bare) == ()


def test_one_lamp_moved_is_as_if_all_were_computed_anew():
    project = cities.made_city()
    lamps = project.by_role(Role.LAMPS)[0]
    xy = lamps.geometry.copy()
    xy[7] += (40.0, -25.0)
    moved = replace(
        project, layers=tuple(replace(layer, geometry=xy) if layer is lamps else layer for layer in project.layers)
    )
    memo = Memo({**stages.KEEP, **darkness.KEEP})
    first = made(project, memo)
    second, fresh = made(moved, memo), made(moved)
    assert memo.updated["darkness_lux"] == 1
    assert second.ground.area == pytest.approx(fresh.ground.area, abs=1e-6)
    assert second.ground.area != first.ground.area
    assert made(project, memo) is first


def test_the_same_ground_as_the_points_of_the_spaces_say():
    """Shares of spaces by points 2 m apart (stage `dark_silent`) and by these polygons agree."""
    project = cities.made_city()
    memo = Memo({**stages.KEEP, **darkness.KEEP})
    inputs = unpack(project, memo)
    by_points = stages.compute("dark_silent", inputs, memo)
    shapes = inputs.places.shapes
    ground = shapely.union_all(made(project, memo).ground.shapes)
    by_ground = shapely.area(shapely.intersection(shapes, ground)) / shapely.area(shapes)
    assert 0.05 < by_points.mean() < 0.95
    np.testing.assert_allclose(by_ground, by_points, atol=0.05)
    assert by_ground.mean() == pytest.approx(by_points.mean(), abs=0.005)


def test_sample_city_at_random_places_is_dark_and_silent_where_the_map_says():
    """Lux and hearing at 4,000 places, each on its own, against the polygons: they differ at edges only."""
    project = demo.build(catalogue.load())
    memo = Memo({**stages.KEEP, **darkness.KEEP})
    found, inputs = made(project, memo), unpack(project, memo)
    assert found.known == pytest.approx(found.study)
    boundary = inputs.coverage.boundary
    assert boundary is not None
    x0, y0, x1, y1 = boundary.bounds
    places = np.random.default_rng(5).uniform((x0, y0), (x1, y1), (6000, 2))
    places = places[shapely.contains_xy(boundary, places)]
    light = stages.compute("light_lamps", inputs, memo)
    lux = lighting.illuminance(places, inputs.lamps.working_xy, light.height, light.lumens)
    away = np.hypot(*(places[:, None] - inputs.alarms.working_xy).transpose(2, 0, 1))
    silent = (away > stages.compute("hearing_night", inputs, memo)).all(axis=1)
    truth = (lux < found.ground.minimum) & silent
    said = shapely.contains_xy(shapely.union_all(found.ground.shapes), places)
    assert 0.2 < truth.mean() < 0.35
    assert (truth != said).mean() < 0.01
    assert found.ground.share == pytest.approx(truth.mean(), abs=0.02)
    by_district = darkness.by_district(found, project)
    assert len(by_district) == 18
    assert max(by_district, key=lambda item: item.share or 0).name == "El Manglar"
