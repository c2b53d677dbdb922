"""Ground that is dark and silent, against a count of point by point."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import darkness, samples


def city(seed: int) -> samples.Samples:
    """Points of five boxes, one of them without ground."""
    rng = np.random.default_rng(seed)
    corners, sides = rng.uniform(0, 400, (4, 2)), rng.uniform(8, 60, (4, 2))
    shapes = [shapely.box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sides, strict=True)]
    return samples.grid(np.array([shapes[0], shapely.Polygon(), *shapes[1:]], dtype=object))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_points_are_heard_that_lie_within_the_reach_of_an_alarm(seed):
    rng, points = np.random.default_rng(seed), city(seed)
    alarms, radius = rng.uniform(-50, 450, (7, 2)), rng.choice([0.0, 5.0, 60.0, 150.0], 7)
    apart = np.hypot(*(points.xy[:, None] - alarms[None]).transpose(2, 0, 1))
    expected = ((apart <= radius) & (radius > 0)).any(axis=1)
    assert darkness.heard(points, alarms, radius).tolist() == expected.tolist()


def test_no_alarm_and_an_alarm_too_faint_are_heard_nowhere():
    points = city(1)
    assert not darkness.heard(points, np.empty((0, 2)), np.empty(0)).any()
    # An alarm on a point, whose sound does not rise above the noise at all.
    assert not darkness.heard(points, points.xy[:1], np.zeros(1)).any()
    assert darkness.heard(points, points.xy[:1], np.full(1, 0.5)).sum() == 1


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.4, 1.0, 3.0]))
def test_shares_are_counts_of_points(seed, minimum):
    rng, points = np.random.default_rng(seed), city(seed)
    lux = rng.uniform(0, 4, len(points.xy)).astype(np.float32)
    lux[:3] = minimum  # exactly the minimum is enough
    heard = rng.random(len(lux)) < 0.4
    found = darkness.shares(points, lux, heard, minimum=minimum)
    assert np.isnan(found[1])
    for space in (0, 2, 3, 4):
        mine = points.space == space
        bad = [light < np.float32(minimum) and not ear for light, ear in zip(lux[mine], heard[mine], strict=True)]
        assert found[space] == pytest.approx(sum(bad) / len(bad))


def test_without_spaces_there_is_nothing():
    nothing = samples.grid(np.array([], dtype=object))
    assert darkness.heard(nothing, np.zeros((1, 2)), np.ones(1)).shape == (0,)
    assert darkness.shares(nothing, np.zeros(0, np.float32), np.zeros(0, bool), minimum=1).shape == (0,)
