"""Lit ground and ground in hearing against closed forms."""

from __future__ import annotations

from math import acos, pi, sqrt
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import discs, lighting, sound
from spaceplanner.errors import AnalysisError

SHORT = 1 - 64 / (2 * pi) * np.sin(2 * pi / 64)
"""Share of a circle that a polygon of 64 corners on it leaves out: 0.16 %."""

FIELD = np.array([shapely.box(-500, -500, 500, 500)])


def test_the_stated_error_is_the_true_one():
    assert pytest.approx(0.0016, abs=1e-4) == SHORT


def test_one_lamp_lights_a_disc():
    area, pairs = lighting.lit_area(FIELD, np.zeros((1, 2)), radius=20)
    assert area[0] == pytest.approx(pi * 400 * (1 - SHORT), rel=1e-9)
    assert pairs.tolist() == [[0, 0]]


@pytest.mark.parametrize("apart", [1, 10, 25, 39, 60])
def test_two_lamps_light_the_union_of_their_discs(apart):
    r, d = 20.0, float(apart)
    lens = 2 * r**2 * acos(d / (2 * r)) - d / 2 * sqrt(4 * r**2 - d**2) if d < 2 * r else 0
    area, _ = lighting.lit_area(FIELD, np.array([[0, 0], [d, 0]]), radius=r)
    assert area[0] == pytest.approx(2 * pi * r**2 - lens, rel=0.002)


def test_an_alarm_at_a_corner_is_heard_in_a_quarter_disc():
    square = np.array([shapely.box(0, 0, 300, 300)])
    area, _ = sound.heard_area(square, np.zeros((1, 2)), radius=100)
    assert area[0] == pytest.approx(pi * 100**2 / 4 * (1 - SHORT), rel=1e-9)


def test_a_lamp_beyond_the_edge_lights_a_segment():
    field = np.array([shapely.box(0, -100, 100, 100)])
    h, r = 12.0, 20.0
    segment = r**2 * acos(h / r) - h * sqrt(r**2 - h**2)
    area, _ = lighting.lit_area(field, np.array([[-h, 0.0]]), radius=r)
    assert area[0] == pytest.approx(segment, rel=0.005)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 30))
def test_one_shape_agrees_with_all_shapes(seed, n):
    rng = np.random.default_rng(seed)
    lamps = rng.uniform(-80, 380, (n, 2))
    shapes = np.array([shapely.box(x, y, x + 90, y + 70) for x, y in rng.uniform(0, 220, (4, 2))])
    areas, _ = lighting.lit_area(shapes, lamps, radius=25)
    single = [lighting.lit_ground(shape, lamps, radius=25).area for shape in shapes]
    np.testing.assert_allclose(areas, single, rtol=1e-9, atol=1e-6)
    assert (areas <= shapely.area(shapes) + 1e-6).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_another_lamp_never_darkens(seed):
    rng = np.random.default_rng(seed)
    lamps = rng.uniform(0, 200, (12, 2))
    shape = shapely.box(20, 20, 180, 150)
    before = lighting.lit_ground(shape, lamps[:-1], radius=25).area
    assert lighting.lit_ground(shape, lamps, radius=25).area >= before - 1e-6


def test_no_lamps_no_light():
    areas, pairs = lighting.lit_area(FIELD, np.empty((0, 2)), radius=20)
    assert areas.tolist() == [0]
    assert pairs.shape == (0, 2)
    assert sound.heard_ground(FIELD[0], np.empty((0, 2)), radius=20).is_empty
    assert lighting.lit_ground(shapely.Polygon(), np.zeros((1, 2)), radius=20).is_empty


@pytest.mark.parametrize("radius", [0, -1, float("nan")])
def test_a_radius_of_nothing_is_refused(radius):
    with pytest.raises(AnalysisError, match="above 0"):
        discs.areas(FIELD, np.zeros((1, 2)), radius)
    with pytest.raises(AnalysisError, match="above 0"):
        discs.ground(FIELD[0], np.zeros((1, 2)), radius)


def drawn(centres: Any, radii: Any) -> Any:
    discs = [shapely.Point(xy).buffer(radius, quad_segs=16) for xy, radius in zip(centres, radii, strict=True)]
    return shapely.union_all(discs) if discs else shapely.Polygon()


def city(seed: int, n: int, k: int = 6) -> Any:
    rng = np.random.default_rng(seed)
    lamps = rng.uniform(-80, 380, (n, 2))
    lamps[: n // 5] = lamps[n - n // 5 :]  # some stand twice
    return rng, np.array([shapely.box(x, y, x + 90, y + 70) for x, y in rng.uniform(0, 220, (k, 2))]), lamps


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(0, 60), alike=st.booleans())
def test_areas_and_pairs_by_brute_force(seed, n, alike):
    rng, shapes, lamps = city(seed, n)
    radii = np.full(n, 25.0) if alike else rng.choice([0.0, 8.0, 25.0, 70.0], n)
    found, pairs = discs.areas(shapes, lamps, radii)
    expected = shapely.area(shapely.intersection(shapes, drawn(lamps[radii > 0], radii[radii > 0])))
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)
    reached = shapely.distance(shapes[:, None], shapely.points(lamps)[None, :]) <= radii
    np.testing.assert_array_equal(pairs, np.argwhere(reached & (radii > 0)))
    whole = [discs.ground(shape, lamps, radii).area for shape in shapes]
    np.testing.assert_allclose(found, whole, rtol=1e-9, atol=1e-6)


def test_one_radius_and_as_many_as_points_say_the_same():
    _, shapes, lamps = city(1, 30)
    for one, many in zip(discs.areas(shapes, lamps, 25.0), discs.areas(shapes, lamps, np.full(30, 25.0)), strict=True):
        np.testing.assert_array_equal(one, many)


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(0, 40),
    what=st.sampled_from(["nothing", "moved", "several", "added", "between", "removed", "both", "all"]),
    alike=st.booleans(),
)
def test_what_changed_is_all_that_need_be_computed(seed, n, what, alike):
    rng, shapes, old = city(seed, n)
    new = changed(old, what, rng)
    radius = 25.0 if alike else rng.uniform(0, 60, len(new))
    old_radius = 25.0 if alike else np.where(rng.uniform(size=n) < 0.1, 30.0, np.resize(radius, n) if len(new) else 0.0)
    before = (shapes, old) if alike else (shapes, old, old_radius)
    first = discs.areas(shapes, old, old_radius)
    kept = first[0].copy(), first[1].copy()
    found = discs.updated(first, before, shapes, new, radius)
    for one, other in zip(found, discs.areas(shapes, new, radius), strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(first[0], kept[0])
    np.testing.assert_array_equal(first[1], kept[1])


def changed(old: Any, what: str, rng: Any) -> Any:
    new, n = old.copy(), len(old)
    at = int(rng.integers(0, n + 1))
    extra = rng.uniform(0, 300, (2, 2))
    if what in {"moved", "several"} and n:
        some = rng.integers(0, n, 1 if what == "moved" else 5)
        new[some] += rng.uniform(-40, 40, (len(some), 2))
    elif what == "added":
        new = np.vstack((old, extra))
    elif what == "between":
        new = np.insert(old, at, extra, axis=0)
    elif what == "removed" and n:
        new = np.delete(old, at % n, axis=0)
    elif what == "both" and n:
        new = np.insert(np.delete(old, at % n, axis=0), 0, extra, axis=0)
    elif what == "all":
        new = rng.uniform(0, 300, (int(rng.integers(0, 30)), 2))
    return new


def test_other_areas_are_all_computed():
    _, shapes, lamps = city(3, 20)
    first = discs.areas(shapes, lamps, 25.0)
    found = discs.updated(first, (shapes, lamps), shapes[:2].copy(), lamps, 25.0)
    np.testing.assert_array_equal(found[0], first[0][:2])


def test_another_radius_is_another_disc_everywhere():
    _, shapes, lamps = city(4, 20)
    found = discs.updated(discs.areas(shapes, lamps, 25.0), (shapes, lamps, 25.0), shapes, lamps, 40.0)
    np.testing.assert_array_equal(found[0], discs.areas(shapes, lamps, 40.0)[0])


@pytest.mark.parametrize("radii", [[1.0, -1.0], [1.0, float("nan")], [1.0, float("inf")], [1.0]])
def test_radii_that_are_none_are_refused(radii):
    with pytest.raises(AnalysisError, match="give"):
        discs.areas(FIELD, np.zeros((2, 2)), np.array(radii))


@pytest.mark.parametrize("at", [(15.0, 15.0), (15.0, 3.0), (-20.0, 40.0)])
def test_ground_that_one_disc_covers_is_the_whole_area_and_just_outside_it_is_less(at):
    square = shapely.box(0, 0, 30, 30)
    centre = np.array([at])
    farthest = np.hypot(*(shapely.get_coordinates(square) - centre).T).max()
    whole = discs.ground(square, centre, farthest / np.cos(np.pi / 64) * 1.000001)
    assert whole.equals(square)
    assert discs.ground(square, centre, farthest * 0.999).area < square.area
    assert discs.ground(square, np.array([at, (500.0, 500.0)]), farthest * 2).area == pytest.approx(900, rel=1e-12)
