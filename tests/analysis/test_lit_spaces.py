"""Light by space: plain loops, closed forms, and updates that are the whole again to the bit."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import lighting, lighting_class, lit_spaces, samples
from tests.analysis.test_lighting import changed

SIDE = 600.0


def city(seed: int, spaces: int = 8, m: int = 120) -> Any:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, SIDE - 60, (spaces, 2))
    sizes = rng.uniform(1, 90, (spaces, 2))
    shapes = shapely.box(*corners.T, *(corners + sizes).T)
    shapes[0] = shapely.Polygon()
    return shapes, rng.uniform(0, SIDE, (m, 2)), rng.uniform(3, 12, m), rng.uniform(0, 15_000, m)


def same(one: Any, other: Any) -> None:
    for field in dataclasses.fields(lit_spaces.Lit):
        if field.name != "samples":
            np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name), err_msg=field.name)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_figures_are_those_of_a_plain_loop(seed):
    shapes, xy, height, lumens = city(seed)
    grid = samples.grid(shapes)
    found = lit_spaces.evaluated(grid, xy, height, lumens)
    lux = lighting.illuminance(grid.xy, xy, height, lumens)
    np.testing.assert_allclose(found.lux, lux, rtol=1e-6)
    for space in range(1, len(shapes)):
        here = lux[grid.space == space]
        assert found.points[space] == len(here) > 0
        assert found.average[space] == pytest.approx(here.mean(), rel=1e-6)
        assert found.minimum[space] == pytest.approx(here.min(), rel=1e-6)
        for k, needed in enumerate(lighting_class.CLASSES):
            assert found.share_below[space, k] == pytest.approx((here < needed.minimum).mean(), abs=1 / len(here))


def test_one_lamp_over_the_middle_of_a_court():
    shapes = np.array([shapely.box(-10, -10, 10, 10)])
    found = lit_spaces.evaluated(samples.grid(shapes), np.zeros((1, 2)), 8.0, 8000.0, distribution="globe")
    corner = lighting.illuminance(np.array([(9.0, 9.0)]), np.zeros((1, 2)), 8.0, 8000.0, distribution="globe")
    assert found.minimum == pytest.approx(corner, rel=1e-6)
    assert found.uniformity == pytest.approx(found.minimum / found.average)
    assert found.points.tolist() == [100]


def test_the_class_and_its_unevenness():
    shapes = np.array([shapely.box(0, 0, 2, 2), shapely.box(100, 0, 102, 2), shapely.box(900, 0, 902, 2)])
    lamps = np.array([(1.0, 1.0), (101.0, 1.0)])
    # One point a space, below the lamp: lux = lumens / 1000 * I / 64 * 0.8 of a globe.
    lumens = np.array([5.0, 60.0]) * 64 / 0.8 * 4 * np.pi
    found = lit_spaces.evaluated(samples.grid(shapes), lamps, 8.0, lumens, distribution="globe", negligible=0.1)
    assert found.average == pytest.approx([5, 60, 0], rel=0.02)
    assert found.achieved.tolist() == [4, 1, lighting_class.NONE]
    assert found.uneven.tolist() == [False, True, False]
    assert found.share_below[:, 3].tolist() == [0, 0, 1]
    assert np.isnan(found.uniformity[2])


def test_a_space_without_ground_has_no_light_figure():
    shapes = np.array([shapely.Polygon(), shapely.box(0, 0, 10, 10)])
    found = lit_spaces.evaluated(samples.grid(shapes), np.zeros((1, 2)), 8.0, 8000.0)
    assert found.points.tolist() == [0, 25]
    assert np.isnan([found.average[0], found.minimum[0], found.uniformity[0], *found.share_below[0]]).all()
    assert found.achieved[0] == lighting_class.UNKNOWN
    assert not found.uneven[0]
    nowhere = lit_spaces.evaluated(samples.grid(shapes[:1]), np.zeros((1, 2)), 8.0, 8000.0)
    assert nowhere.points.tolist() == [0]


def test_no_lamps_is_darkness():
    found = lit_spaces.evaluated(samples.grid(np.array([shapely.box(0, 0, 10, 10)])), np.empty((0, 2)), 8.0, 8000.0)
    assert (found.average[0], found.minimum[0], found.achieved[0]) == (0, 0, lighting_class.NONE)
    assert found.share_below[0].tolist() == [1] * 6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_an_update_is_the_whole_again(seed, along_paths):
    shapes, *lamps = city(seed)
    points = (
        samples.along(np.array([shapely.LineString([(0, 0), (SIDE, SIDE), (0, SIDE)])]), shapes)
        if along_paths
        else samples.grid(shapes)
    )
    previous = lit_spaces.evaluated(points, *lamps)
    kept = previous.lux.copy()
    after = changed(seed, *lamps)
    same(lit_spaces.updated(previous, (points, *lamps), points, *after), lit_spaces.evaluated(points, *after))
    np.testing.assert_array_equal(previous.lux, kept)


def test_updates_that_cannot_help_and_that_need_not():
    shapes, *lamps = city(4)
    points = samples.grid(shapes)
    previous = lit_spaces.evaluated(points, *lamps)
    assert lit_spaces.updated(previous, (points, *lamps), samples.grid(shapes), *lamps) is None
    assert lit_spaces.updated(previous, (points, *lamps), points, *(column.copy() for column in lamps)) is previous
    many = np.random.default_rng(0).uniform(0, 100, (2000, 2))
    assert lit_spaces.updated(previous, (points, *lamps), points, many, 8.0, 100.0) is None


def test_incidents_by_light():
    pairs = np.array([(0, 0), (0, 1), (2, 1), (2, 2)])
    lit, dark = lit_spaces.by_light(np.array([5.0, 1.0, 0.5]), pairs, 3, minimum=1.0)
    assert lit.tolist() == [2, 0, 1]
    assert dark.tolist() == [0, 0, 1]
    none = np.empty((0, 2), dtype=np.int64)
    assert [part.tolist() for part in lit_spaces.by_light(np.empty(0), none, 2, minimum=1.0)] == [[0, 0], [0, 0]]


def test_an_update_of_a_mixed_population_is_the_whole_to_the_bit():
    shapes, xy, height, lumens = city(11)
    which, several = np.random.default_rng(11).integers(0, 3, len(xy)), ("street", "cosine", "globe")
    grid = samples.grid(shapes)
    before = (grid, xy, height, lumens, which, several)
    previous = lit_spaces.evaluated(*before)
    exchanged = np.where(np.arange(len(xy)) == 5, (which + 1) % 3, which)
    found = lit_spaces.updated(previous, before, grid, xy + 0.0, height, lumens, exchanged, several)
    assert found is not None
    whole = lit_spaces.evaluated(grid, xy, height, lumens, exchanged, several)
    same(found, whole)
    assert not np.array_equal(found.lux, previous.lux)
    assert lit_spaces.updated(previous, before, grid, xy, height, lumens, which, ("street", "cosine", "street")) is None


def test_much_light_starts_no_thread(monkeypatch):
    """Threads belong to the program's tasks alone, where they are counted and cancelled."""
    rng = np.random.default_rng(4)
    points = samples.grid(np.array([shapely.box(x, 0, x + 60, 60) for x in (0, 60, 120)]), spacing=1.5)
    lamps = rng.uniform(0, 180, (2000, 2))
    assert len(points.xy) * len(lamps) > 8_000_000
    monkeypatch.setattr(threading.Thread, "start", lambda _: pytest.fail("a thread was started"))
    assert lit_spaces.evaluated(points, lamps, 8.0, 8000.0).lux.min() > 0
