"""Lux by hand, by brute force, by doubling; what is assumed of lamps; surface and update against the plain way."""

from __future__ import annotations

from math import atan2, cos, hypot, pi
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import lamps, lighting, photometry
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError

ORIGIN = np.zeros((1, 2))
FAINT: Any = {"negligible": 1e-9}


def brute(points: Any, xy: Any, height: Any, lumens: Any, shape: str = "street") -> Any:
    """Sum every lamp at every point, one at a time and from the formula."""
    distribution = photometry.generic(shape)
    found = np.zeros(len(points))
    for (x, y), h, light in zip(xy, height, lumens, strict=True):
        for k, (px, py) in enumerate(points):
            gamma = atan2(hypot(px - x, py - y), h)
            found[k] += light / 1000 * float(distribution.at(np.array(gamma))) * cos(gamma) ** 3 / h**2 * 0.8
    return found


def town(seed: int, n: int = 60, m: int = 40, side: float = 150.0) -> Any:
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, side, (m, 2))
    return rng.uniform(0, side, (n, 2)), xy, rng.uniform(3, 12, m), rng.uniform(0, 15_000, m)


def test_one_lamp_by_hand():
    # A globe of 4000 lm, 5 m up: 4 * 79.577 / 25 * 0.8 = 10.186 lux below it; 5 m aside cos^3(45) of that.
    points = np.array([(0.0, 0.0), (5.0, 0.0), (0.0, -5.0)])
    found = lighting.illuminance(points, ORIGIN, 5.0, 4000.0, distribution="globe")
    below = 4000 / (4 * pi) / 25 * 0.8
    assert below == pytest.approx(10.186, abs=1e-3)
    assert found == pytest.approx([below, below * 0.5**1.5, below * 0.5**1.5], rel=1e-5)


def test_one_intensity_in_all_directions_by_hand():
    # 20 cd per 1000 lm, 15 m aside of a lamp 20 m up: 25 m away, cos = 0.8, so I cos / d^2.
    flat = photometry.Distribution("20 cd", np.array([0.0, pi]), np.array([20.0, 20.0]))
    found = lighting.illuminance(np.array([(12.0, 9.0)]), ORIGIN, 20.0, 100_000.0, distribution=flat, maintenance=0.9)
    assert found[0] == pytest.approx(100 * 20 * 0.9 * 20 / (15**2 + 20**2) ** 1.5, rel=1e-12)


def test_doubling():
    points = np.array([(0.0, 0.0), (7.0, 3.0)])
    one = lighting.illuminance(points, ORIGIN, 8.0, 5000.0)
    assert lighting.illuminance(points, np.zeros((2, 2)), 8.0, 5000.0) == pytest.approx(2 * one, rel=1e-12)
    assert lighting.illuminance(points, ORIGIN, 8.0, 10_000.0) == pytest.approx(2 * one, rel=1e-12)
    assert lighting.illuminance(points, ORIGIN, 8.0, 5000.0, maintenance=0.4) == pytest.approx(one / 2, rel=1e-12)
    twice_as_high = lighting.illuminance(2 * points, ORIGIN, 16.0, 5000.0)
    assert twice_as_high == pytest.approx(one / 4, rel=1e-12)


def test_light_on_the_plane_is_the_flux_downwards():
    # The integral of lux over a plane that catches all of it is the light that leaves downwards.
    for shape, down in (("street", 1000.0), ("cosine", 1000.0), ("globe", 500.0)):
        r = np.geomspace(1e-3, 1e4, 40_001)
        ring = np.pi * np.diff(r**2)
        middle = np.sqrt(r[1:] * r[:-1])
        points = np.column_stack((middle, np.zeros_like(middle)))
        found = lighting.illuminance(points, ORIGIN, 5.0, 1000.0, distribution=shape, maintenance=1.0, negligible=1e-13)
        assert (found * ring).sum() == pytest.approx(down, rel=2e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(sorted(photometry.SHAPES)))
def test_brute_force(seed, shape):
    points, xy, height, lumens = town(seed, n=12)
    found = lighting.illuminance(points, xy, height, lumens, distribution=shape, **FAINT)
    np.testing.assert_allclose(found, brute(points, xy, height, lumens, shape), rtol=1e-9, atol=1e-7)


def test_angles_between_the_tables_steps():
    # Angles in thirds of a degree, and light that changes threefold from each to the next: 1 % of the peak at most.
    gamma = np.radians(np.arange(0.0, 90.0, 14 / 3))
    sharp = photometry.Distribution("comb", gamma, np.where(np.arange(len(gamma)) % 3, 300.0, 100.0))
    points = np.column_stack((np.linspace(0, 60, 5000), np.zeros(5000)))
    found = lighting.illuminance(points, ORIGIN, 10.0, 1000.0, distribution=sharp, maintenance=1.0, **FAINT)
    exact = photometry.on_ground(sharp, points[:, 0] / 10) / 100
    assert np.abs(found - exact).max() < 0.01 * exact.max()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_left_out_is_as_little_as_is_said(seed):
    points, xy, height, lumens = town(seed)
    whole = lighting.illuminance(points, xy, height, lumens, **FAINT)
    found = lighting.illuminance(points, xy, height, lumens, negligible=0.05)
    assert (found <= whole + 1e-9).all()
    assert (whole - found <= 0.05 * len(xy)).all()
    single = lighting.illuminance(points, xy[:1], height[:1], lumens[:1], negligible=0.05)
    alone = lighting.illuminance(points, xy[:1], height[:1], lumens[:1], **FAINT)
    assert (alone[single == 0] < 0.05).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e6, 1e7), st.floats(0, 2 * pi))
def test_moving_and_turning_everything_changes_nothing(seed, shift, angle):
    points, xy, height, lumens = town(seed)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    before = lighting.illuminance(points, xy, height, lumens, **FAINT)
    after = lighting.illuminance(points @ turn + shift, xy @ turn + shift, height, lumens, **FAINT)
    np.testing.assert_allclose(after, before, rtol=1e-6, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_lamps_add_up_in_any_order(seed):
    points, xy, height, lumens = town(seed)
    order = np.random.default_rng(seed).permutation(len(xy))
    whole = lighting.illuminance(points, xy, height, lumens)
    np.testing.assert_array_equal(lighting.illuminance(points, xy[order], height[order], lumens[order]), whole)
    parts = [lighting.illuminance(points, xy[part], height[part], lumens[part]) for part in (order[:15], order[15:])]
    np.testing.assert_allclose(parts[0] + parts[1], whole, rtol=1e-12)


def test_a_lamp_that_shines_far_among_many_and_many_at_one_place():
    points, xy, height, lumens = town(3, side=2000.0)
    lumens[0], height[0] = 400_000.0, 35.0
    found = lighting.illuminance(points, xy, height, lumens, negligible=1e-4)
    np.testing.assert_allclose(found, brute(points, xy, height, lumens), atol=1e-4 * len(xy))
    heap = np.full((3000, 2), 4.0)
    same = np.full((5000, 2), 1.0)
    one = lighting.illuminance(same[:1], heap[:1], 6.0, 1000.0)
    np.testing.assert_allclose(lighting.illuminance(same, heap, 6.0, 1000.0), np.repeat(3000 * one, 5000), rtol=1e-12)


def test_nothing_to_light_and_nothing_that_lights():
    assert lighting.illuminance(np.empty((0, 2)), ORIGIN, 8.0, 100.0).shape == (0,)
    assert lighting.illuminance(ORIGIN, np.empty((0, 2)), 8.0, 100.0).tolist() == [0]
    assert lighting.illuminance(ORIGIN, ORIGIN, 8.0, 0.0).tolist() == [0]
    # A far outlier makes no grid that nothing could hold.
    found = lighting.illuminance(ORIGIN, np.array([(0.0, 0.0), (1e12, -1e12)]), 8.0, 1000.0)
    assert found == pytest.approx(lighting.illuminance(ORIGIN, ORIGIN, 8.0, 1000.0))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"height_m": 0.0}, "1 lamps have no mounting height"),
        ({"height_m": np.array([np.nan])}, "mounting height"),
        ({"lumens": -1.0}, "lumens that are negative"),
        ({"lumens": np.array([np.inf])}, "lumens that are negative"),
        ({"lumens": np.ones(3)}, "not as many"),
        ({"lamps_xy": np.array([(np.nan, 0.0)])}, "coordinates that are no number"),
        ({"points": np.array([(0.0, np.inf)])}, "coordinates are no number"),
        ({"maintenance": 0.0}, "maintenance factor"),
        ({"maintenance": 1.1}, "maintenance factor"),
        ({"negligible": 0.0}, "above 0, such as"),
        ({"distribution": "lantern"}, "no light distribution"),
    ],
)
def test_what_cannot_be_computed(changes, sentence):
    given_ = {"points": ORIGIN, "lamps_xy": ORIGIN, "height_m": 8.0, "lumens": 100.0} | changes
    positional = [given_.pop(name) for name in ("points", "lamps_xy", "height_m", "lumens")]
    with pytest.raises(AnalysisError, match=sentence):
        lighting.illuminance(*positional, **given_)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.7, 3.0, 25.0, 300.0]))
def test_a_surface_is_illuminance_at_the_centres(seed, cell):
    _, xy, height, lumens = town(seed)
    grid = Grid(-20.0, 10.0, cell, 13, 9)
    xs, ys = np.meshgrid(grid.xs, grid.ys)
    centres = np.column_stack((xs.ravel(), ys.ravel()))
    found = lighting.surface(grid, xy, height, lumens)
    assert found.shape == (9, 13)
    np.testing.assert_allclose(found.ravel(), lighting.illuminance(centres, xy, height, lumens), rtol=1e-9, atol=1e-12)


def test_windows_larger_than_what_is_done_at_a_time(monkeypatch):
    _, xy, height, lumens = town(5)
    grid = Grid(0.0, 0.0, 3.0, 50, 50)
    whole = lighting.surface(grid, xy, height, lumens)
    monkeypatch.setattr(lighting, "_PAIRS", 100)
    np.testing.assert_allclose(lighting.surface(grid, xy, height, lumens), whole, rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_an_update_is_the_whole_again(seed):
    points, xy, height, lumens = town(seed, n=200, m=120, side=600.0)
    before = (points, xy, height, lumens)
    after = (points, *changed(seed, xy, height, lumens))
    previous = lighting.illuminance(*before)
    kept = previous.copy()
    np.testing.assert_array_equal(lighting.illuminance_updated(previous, before, *after), lighting.illuminance(*after))
    np.testing.assert_array_equal(previous, kept)


def changed(seed: int, xy: Any, height: Any, lumens: Any) -> Any:
    """Return lamps of which some were moved, removed, added, raised or dimmed, or only put in another order."""
    rng = np.random.default_rng(seed)
    keep = np.ones(len(xy), dtype=bool)
    xy, height, lumens = xy.copy(), height.copy(), lumens.copy()
    for _ in range(rng.integers(0, 4)):
        at = rng.integers(len(xy))
        match rng.integers(5):
            case 0:
                xy[at] += rng.uniform(-90, 90, 2)
            case 1:
                keep[at] = False
            case 2:
                height[at] += 1
            case 3:
                lumens[at] *= 0.5
            case 4:
                order = rng.permutation(len(xy))
                xy, height, lumens = xy[order], height[order], lumens[order]
    xy, height, lumens = xy[keep], height[keep], lumens[keep]
    new = rng.integers(0, 3)
    return (
        np.vstack((xy, rng.uniform(0, 600, (new, 2)))),
        np.append(height, np.full(new, 7.0)),
        np.append(lumens, np.full(new, 6000.0)),
    )


def test_updates_that_cannot_help():
    points, xy, height, lumens = town(1)
    lux = lighting.illuminance(points, xy, height, lumens)
    before = (points, xy, height, lumens)
    assert lighting.illuminance_updated(lux, before, points.copy(), xy, height, lumens) is None
    many = np.random.default_rng(0).uniform(0, 100, (2000, 2))
    assert lighting.illuminance_updated(lux, before, points, many, 8.0, 100.0) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_the_difference_of_two_sets_of_lamps(seed):
    _, xy, height, lumens = town(seed, m=12)
    xy = np.round(xy[np.random.default_rng(seed).integers(0, 12, 12)])  # with repetitions
    after = changed(seed, xy, height, lumens)
    found = lamps.difference(lamps.checked(xy, height, lumens), lamps.checked(*after))

    def bag(points: Any, high: Any, light: Any) -> Any:
        rows = list(zip(*points.T.tolist(), np.asarray(high).tolist(), np.asarray(light).tolist(), strict=True))
        return {row: rows.count(row) for row in rows}

    old, new = bag(xy, height, lumens), bag(*after)
    differing = {row for row in old | new if old.get(row, 0) != new.get(row, 0)}
    assert differing <= set(bag(found.xy, found.height, found.lumens))
    if len(after[0]) != len(xy):
        assert len(found) <= 12 + 2
        assert differing == set(bag(found.xy, found.height, found.lumens))


def test_what_is_assumed_of_lamps():
    nan = np.nan
    found = lighting.assumed(
        np.array([7800.0, nan, nan, 0.0, -5.0, 1e9, 5000.0]),
        np.array([60.0, 70.0, nan, 100.0, 0.0, nan, 1e6]),
        np.array([6.0, nan, 0.0, 0.99, 41.0, -3.0, 40.0]),
    )
    assert found.lumens.tolist() == [7800, 7000, 8000, 10_000, 8000, 8000, 5000]
    assert found.height.tolist() == [6, 8, 8, 8, 8, 8, 40]
    assert found.lumens_from.tolist() == [0, 1, 2, 1, 2, 2, 0]
    assert found.flagged.tolist() == [False, True, True, True, True, True, False]
    counts = {"lumens_from_power": 2, "lumens_from_luminaire": 0, "lumens_default": 3, "height_default": 5, "any": 5}
    assert found.counts == counts
    lighting.illuminance(np.zeros((1, 2)), np.zeros((7, 2)), found.height, found.lumens)


def test_assumptions_are_settings_and_have_bounds():
    nothing = np.array([np.nan])
    found = lighting.assumed(nothing, np.array([50.0]), nothing, efficacy=120, default_lumens=4000, default_height=5)
    assert (found.lumens[0], found.height[0]) == (6000, 5)
    with pytest.raises(AnalysisError, match="choose one above 0"):
        lighting.assumed(nothing, nothing, nothing, default_height=0)
    with pytest.raises(AnalysisError, match="differ in number"):
        lighting.assumed(nothing, np.zeros(2), nothing)
    assert lighting.assumed(np.empty(0), np.empty(0), np.empty(0)).counts["any"] == 0


def test_the_file_of_a_named_luminaire_stands_before_power_and_that_of_the_usual_one_after_it():
    nan = np.nan
    found = lighting.assumed(
        *(np.array([5000.0, nan, nan, nan, nan]), np.array([60.0, 60.0, 60.0, nan, nan]), np.full(5, 8.0)),
        *(np.array([4200.0, 4200.0, 4200.0, 4200.0, nan]), np.array([True, True, False, False, True])),
    )
    assert found.lumens.tolist() == [5000, 4200, 6000, 4200, 8000]
    file = lighting.FROM_LUMINAIRE
    assert found.lumens_from.tolist() == [lighting.GIVEN, file, lighting.FROM_POWER, file, lighting.DEFAULT]


def test_only_what_is_assumed_to_have_left_the_luminaire_is_divided_by_its_output_ratio():
    nan, ratio = np.nan, np.array([0.7, 0.7, 0.7, 0.5])
    light, power = np.array([5000.0, nan, nan, nan]), np.array([nan, 70.0, nan, nan])
    found = lighting.assumed(light, power, np.full(4, 8.0), np.array([nan, nan, 6000.0, nan]), output_ratio=ratio)
    assert found.lumens == pytest.approx([5000, 10_000, 6000, 16_000])
    for wrong in (0.0, -0.7, nan, np.inf):
        with pytest.raises(AnalysisError, match="An assumed value for lamps is"):
            lighting.assumed(light, power, np.full(4, 8.0), output_ratio=np.array([0.7, wrong, 0.7, 0.7]))
    with pytest.raises(AnalysisError, match="differ in number"):
        lighting.assumed(light, power, np.full(4, 8.0), output_ratio=ratio[:3])


def test_lumens_of_the_luminaire_stand_before_the_default_and_are_no_guess():
    nan = np.nan
    found = lighting.assumed(
        np.array([5000.0, nan, nan, nan]),
        np.array([nan, 60.0, nan, nan]),
        np.full(4, 8.0),
        np.array([4200.0, 4200.0, 4200.0, nan]),
    )
    assert found.lumens.tolist() == [5000, 6000, 4200, 8000]
    assert found.lumens_from.tolist() == [
        lighting.GIVEN,
        lighting.FROM_POWER,
        lighting.FROM_LUMINAIRE,
        lighting.DEFAULT,
    ]
    assert found.flagged.tolist() == [False, True, False, True]
    assert found.counts["lumens_from_luminaire"] == 1


THREE: tuple[Any, ...] = (
    "street",
    "cosine",
    photometry.Distribution("spot", np.array([0.0, 0.4]), np.array([3000.0, 0.0])),
)
"""Distributions that differ much: to the sides, down, and down only."""


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_mixed_population_is_the_sum_of_its_parts(seed):
    points, xy, height, lumens = town(seed)
    which = np.random.default_rng(seed).integers(0, 3, len(xy))
    mixed = lighting.illuminance(points, xy, height, lumens, which, THREE, **FAINT)
    apart = np.zeros(len(points))
    for number, distribution in enumerate(THREE):
        mine = which == number
        apart += lighting.illuminance(points, xy[mine], height[mine], lumens[mine], distribution=distribution, **FAINT)
    np.testing.assert_allclose(mixed, apart, rtol=1e-12, atol=1e-15)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_mixed_surface_is_the_light_at_its_centres(seed):
    _, xy, height, lumens = town(seed)
    which = np.random.default_rng(seed).integers(0, 3, len(xy))
    grid = Grid(-20.0, -20.0, 11.0, 17, 15)
    x, y = np.meshgrid(grid.xs, grid.ys)
    centres = np.column_stack((x.ravel(), y.ravel()))
    found = lighting.surface(grid, xy, height, lumens, which, THREE)
    at = lighting.illuminance(centres, xy, height, lumens, which, THREE)
    np.testing.assert_allclose(found.ravel(), at, rtol=1e-9, atol=1e-12)


def test_the_numbers_of_distributions_do_not_count_only_what_they_stand_for():
    points, xy, height, lumens = town(3)
    which = np.random.default_rng(3).integers(0, 3, len(xy))
    here = lighting.illuminance(points, xy, height, lumens, which, THREE)
    other = lighting.illuminance(points, xy, height, lumens, 3 - which, ("globe", *THREE[::-1]))
    np.testing.assert_allclose(other, here, rtol=1e-12)
    one = lighting.illuminance(points, xy, height, lumens, 1, THREE)
    np.testing.assert_array_equal(one, lighting.illuminance(points, xy, height, lumens, distribution="cosine"))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["moved", "exchanged", "gone"]))
def test_an_update_of_a_mixed_population_is_the_whole_to_the_bit(seed, change):
    points, xy, height, lumens = town(seed)
    rng = np.random.default_rng(seed)
    which, one = rng.integers(0, 3, len(xy)), int(rng.integers(len(xy)))
    before = (points, xy, height, lumens, which, THREE)
    columns: list[Any] = [xy, height, lumens, which]
    if change == "moved":
        columns[0] = xy + np.eye(len(xy))[one][:, None] * 7.0
    elif change == "exchanged":
        columns[3] = which + (np.arange(len(xy)) == one) * (1 if which[one] < 2 else -1)
    else:
        columns = [np.delete(column, one, axis=0) for column in columns]
    after, other = [points, *columns, THREE], [points, *columns, (*THREE[:2], "globe")]
    found = lighting.illuminance_updated(lighting.illuminance(*before), before, *after)
    assert found is not None
    np.testing.assert_array_equal(found, lighting.illuminance(*after))
    assert lighting.illuminance_updated(found, before, *other) is None


def test_a_number_without_a_distribution_is_refused():
    for which in (np.array([0, 3]), np.array([-1, 0])):
        with pytest.raises(AnalysisError, match="3 are given"):
            lighting.illuminance(ORIGIN, np.zeros((2, 2)), 8.0, 8000.0, which, THREE)
    with pytest.raises(AnalysisError, match="distributions: give one for each"):
        lighting.illuminance(ORIGIN, np.zeros((2, 2)), 8.0, 8000.0, np.zeros(3, dtype=int), THREE)
