"""Levels by hand, hearing distances against published ones and as the inverse of the level, surfaces by brute force."""

from __future__ import annotations

from math import log10, pi

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import air, audience, sound
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError

FREE = {"absorption": 0.0, "excess_db_per_100m": 0.0}


@pytest.mark.parametrize(("rated", "expected"), [(120, 178), (110, 56), (105, 32)])
def test_free_field_as_published(rated, expected):
    found = sound.hearing_distance(rated, ambient_db=60, margin_db=15, **FREE)
    assert round(float(found)) == expected


def test_level_by_hand():
    # 110 dB at 1 m: 40 dB less at 100 m by spreading, 0.9 by air and 5 by blocks over 99 m.
    assert sound.level(100.0, 110.0) == pytest.approx(110 - 40 - 99 * 0.009 - 99 * 0.05)
    assert sound.level(100.0, 110.0, **FREE) == pytest.approx(70)
    assert sound.level(200.0, 110.0, **FREE) == pytest.approx(70 - 6.0206, abs=1e-4)


def test_ten_feet_are_as_good_as_ten_decibels():
    at_ten_feet = sound.level(50.0, 100.0, rated_at_m=sound.TEN_FEET, **FREE)
    assert at_ten_feet - sound.level(50.0, 100.0, **FREE) == pytest.approx(9.68, abs=0.005)
    assert at_ten_feet == pytest.approx(100 - 20 * log10(50 / 3.048))


def test_never_louder_than_rated():
    near = np.array([0.0, 0.5, 3.048])
    assert sound.level(near, 100.0, rated_at_m=sound.TEN_FEET).tolist() == [100.0, 100.0, 100.0]


def test_the_default_absorption_is_that_of_the_standard():
    assert pytest.approx(float(air.attenuation(1000 * 10**0.3)), rel=0.003) == sound.ABSORPTION


@settings(max_examples=200, deadline=None)
@given(
    rated=st.floats(60, 140),
    ambient=st.floats(20, 90),
    margin=st.floats(0, 30),
    how=st.fixed_dictionaries(
        {
            "rated_at_m": st.sampled_from([1.0, 3.048, 30.48]),
            "absorption": st.floats(0, 0.05),
            "excess_db_per_100m": st.floats(0, 20),
        }
    ),
)
def test_heard_as_far_as_the_level_reaches(rated, ambient, margin, how):
    far = sound.hearing_distance(rated, ambient_db=ambient, margin_db=margin, **how)
    if rated - ambient - margin < 0:
        assert far == 0
    else:
        assert far >= how["rated_at_m"]
        assert sound.level(far, rated, **how) == pytest.approx(ambient + margin, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.floats(60, 140), st.floats(0, 2000), st.floats(0.001, 500))
def test_farther_is_never_louder_and_louder_is_heard_farther(rated, distance, more):
    assert sound.level(distance + more, rated) <= sound.level(distance, rated)
    assert sound.hearing_distance(rated + more, ambient_db=50) >= sound.hearing_distance(rated, ambient_db=50)
    assert sound.hearing_distance(rated, ambient_db=50) >= sound.hearing_distance(rated, ambient_db=60)


def test_each_alarm_has_its_own_reach():
    found = sound.hearing_distance(np.array([60.0, 75.0, 110.0]), ambient_db=60, **FREE)
    np.testing.assert_allclose(found, [0.0, 1.0, 10**1.75], rtol=1e-12)
    two = sound.hearing_distance(np.array([110.0, 110.0]), ambient_db=60, rated_at_m=np.array([1.0, 3.048]), **FREE)
    assert two[1] == pytest.approx(3.048 * two[0])


def test_missing_and_impossible_ratings_are_assumed_and_told_apart():
    found = sound.assumed(np.array([105.0, np.nan, 12.0, 1100.0, -5.0, np.inf, 60.0, 140.0]))
    assert found.level_db.tolist() == [105, 110, 110, 110, 110, 110, 60, 140]
    assert np.flatnonzero(found.missing).tolist() == [1]
    assert np.flatnonzero(found.implausible).tolist() == [2, 3, 4, 5]
    assert found.rated_at_m.tolist() == [1.0] * 8
    assert found.distance_assumed.all()
    assert sound.assumed(np.empty(0)).level_db.shape == (0,)
    with pytest.raises(AnalysisError, match="from 60"):
        sound.assumed(np.array([np.nan]), default_db=30.0)


def test_rating_distances_that_cannot_be_are_one_metre():
    distances = np.array([1.0, 3.048, 3048.0, 0.0, -1.0, np.nan, 30.48])
    found = sound.assumed(np.array([105.0, 105, 105, 105, 105, 105, np.nan]), distances)
    assert found.rated_at_m.tolist() == [1, 3.048, 1, 1, 1, 1, 1]
    assert found.distance_assumed.tolist() == [False, False, True, True, True, True, False]


def test_heard_ground_of_alarms_of_their_own_reach():
    field = np.array([shapely.box(-1000, -1000, 1000, 1000)])
    alarms = np.array([[0.0, 0.0], [500.0, 0.0], [-500.0, 0.0]])
    reach = sound.hearing_distance(np.array([110.0, 120.0, 70.0]), ambient_db=60, **FREE)
    area, pairs = sound.heard_area(field, alarms, reach)
    disc = 32 / pi * np.sin(pi / 32)  # 64 corners on the circle
    assert area[0] == pytest.approx(pi * (10**3.5 + 10**4.5) * disc, rel=1e-9)
    assert pairs.tolist() == [[0, 0], [0, 1]]
    assert sound.heard_ground(field[0], alarms, radius=reach).area == pytest.approx(area[0], rel=1e-9)
    louder = sound.hearing_distance(np.array([110.0, 120.0, 90.0]), ambient_db=60, **FREE)
    again = sound.updated((area, pairs), (field, alarms, reach), field, alarms, louder)
    assert again[0].tolist() == sound.heard_area(field, alarms, louder)[0].tolist()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), cell=st.sampled_from([7.0, 20.0, 100.0]))
def test_surface_by_brute_force(seed, cell):
    rng = np.random.default_rng(seed)
    alarms = rng.uniform(-300, 900, (5, 2))
    rated, rated_at = rng.uniform(50, 120, 5), rng.choice([1.0, 3.048], 5)
    grid = Grid(0, 0, cell, int(600 / cell), int(500 / cell))
    found = sound.surface(grid, alarms, rated, rated_at_m=rated_at)
    x, y = np.meshgrid(grid.xs, grid.ys)
    every = sound.level(np.hypot(x[..., None] - alarms[:, 0], y[..., None] - alarms[:, 1]), rated, rated_at_m=rated_at)
    loudest = every.max(axis=-1)
    np.testing.assert_allclose(found, np.where(loudest >= sound.FLOOR_DB, loudest, -np.inf), rtol=1e-12)


def test_no_alarm_is_no_sound():
    assert np.isneginf(sound.surface(Grid(0, 0, 10, 3, 2), np.empty((0, 2)), np.empty(0))).all()


@pytest.mark.parametrize(
    ("words", "distance", "how"),
    [
        ("coordinates", -1.0, {}),
        ("coordinates", float("nan"), {}),
        ("enter it in dB", 10.0, {"level_db": float("nan")}),
        ("above 0 m", 10.0, {"rated_at_m": 0.0}),
        ("above 0 m", 10.0, {"rated_at_m": float("nan")}),
        ("0 dB or more", 10.0, {"absorption": -0.1}),
        ("0 dB or more", 10.0, {"excess_db_per_100m": float("nan")}),
    ],
)
def test_what_cannot_be_computed_is_said(words, distance, how):
    with pytest.raises(AnalysisError, match=words):
        sound.level(distance, **{"level_db": 100.0} | how)


@pytest.mark.parametrize("how", [{"ambient_db": float("nan")}, {"ambient_db": 60, "margin_db": -1.0}])
def test_no_such_ambient(how):
    with pytest.raises(AnalysisError, match="ambient"):
        sound.hearing_distance(np.array([100.0]), **how)


def test_residents_at_points_by_brute_force():
    rng = np.random.default_rng(5)
    homes, alarms = rng.uniform(0, 1000, (300, 2)), rng.uniform(0, 1000, (12, 2))
    people, radii = rng.integers(0, 9, 300).astype(float), rng.choice([0.0, 50.0, 200.0], 12)
    people[3] = np.nan
    found = audience.at(homes, people, alarms, radii)
    hears = (np.hypot(*(homes[:, None] - alarms[None]).transpose(2, 0, 1)) <= radii) & (radii > 0)
    assert found.people == np.nansum(people[hears.any(axis=1)])
    np.testing.assert_array_equal(found.by_alarm, [np.nansum(people[hears[:, i]]) for i in range(12)])
    np.testing.assert_array_equal(found.alarms, hears.sum(axis=1))


def test_nobody_and_nothing():
    none = np.empty((0, 2))
    assert audience.at(none, np.empty(0), np.zeros((1, 2)), 10.0).by_alarm.tolist() == [0]
    assert audience.at(np.zeros((1, 2)), np.ones(1), none, np.empty(0)).people == 0
