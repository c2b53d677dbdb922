"""Where light is measured: points that stand for equal ground and equal length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import samples
from spaceplanner.errors import AnalysisError


def star(seed: int, size: float = 60.0, corners: int = 9) -> Any:
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    out = size * rng.uniform(0.3, 1, corners)
    return shapely.Polygon(np.column_stack((out * np.cos(turn), out * np.sin(turn))))


def test_a_rectangle_has_a_point_in_the_middle_of_each_square():
    found = samples.grid(np.array([shapely.box(10, 20, 20, 26)]))
    expected = {(x, y) for x in range(11, 20, 2) for y in range(21, 26, 2)}
    assert set(map(tuple, found.xy.tolist())) == expected
    assert len(found.xy) == 15
    assert (found.starts.tolist(), found.spacing.tolist(), found.boxes.tolist()) == ([0, 15], [2], [[11, 21, 19, 25]])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([20.0, 150.0, 400.0]))
def test_points_are_those_of_the_plain_grid(seed, size):
    shape = star(seed, size)
    found = samples.grid(np.array([shape]))
    x0, y0, x1, y1 = shape.bounds
    nx, ny = (int(np.ceil(side / 2)) for side in (x1 - x0, y1 - y0))
    xs = (x0 + x1) / 2 + (np.arange(nx) - nx / 2 + 0.5) * 2
    ys = (y0 + y1) / 2 + (np.arange(ny) - ny / 2 + 0.5) * 2
    plain = np.column_stack([part.ravel() for part in np.meshgrid(xs, ys)])
    plain = plain[shapely.contains_xy(shape, plain)]
    assert len(found.xy) == len(plain)
    np.testing.assert_allclose(
        found.xy[np.lexsort(found.xy.round(6).T)], plain[np.lexsort(plain.round(6).T)], atol=1e-9
    )
    assert len(found.xy) * 4 == pytest.approx(shape.area, rel=0.2 if size < 100 else 0.02)


def test_runs_hold_each_point_once_and_lie_together():
    shapes = np.array([star(1, 300.0), shapely.Polygon(), star(2, 30.0)])
    found = samples.grid(shapes)
    assert found.runs[0] == 0
    assert found.runs[-1] == len(found.xy)
    assert (np.diff(found.runs) > 0).all()
    assert set(found.starts) <= set(found.runs)
    for start, end in zip(found.runs[:-1], found.runs[1:], strict=True):
        assert (np.ptp(found.xy[start:end], axis=0) <= 100).all()


def test_narrow_spaces_get_a_point_and_those_without_ground_none():
    narrow = shapely.LineString([(0, 0), (0.9, 0.95)]).buffer(0.01)
    shapes = np.array([narrow, shapely.Polygon(), None, shapely.Polygon([(0, 0), (1, 1), (2, 2)])])
    found = samples.grid(shapes)
    assert np.diff(found.starts).tolist() == [1, 0, 0, 0]
    assert narrow.covers(shapely.Point(found.xy[0]))
    assert np.isnan(found.boxes[1:]).all()
    assert samples.grid(np.array([], dtype=object)).xy.shape == (0, 2)


def test_a_huge_space_is_measured_more_coarsely_and_says_so():
    shapes = np.array([shapely.box(0, 0, 3000, 3000), shapely.box(0, 0, 100, 100)])
    found = samples.grid(shapes, most=10_000)
    assert found.spacing == pytest.approx([30, 2])
    assert np.diff(found.starts) == pytest.approx([10_000, 2500], rel=0.02)
    greenway = np.array([shapely.LineString([(0, 0), (40_000, 40_000)]).buffer(5)])
    thin = samples.grid(greenway, most=10_000)
    assert thin.spacing[0] > 20
    assert len(thin.xy) > 100


def test_holes_are_left_out():
    ring = shapely.box(0, 0, 20, 20) - shapely.box(4, 4, 16, 16)
    assert len(samples.grid(np.array([ring])).xy) == (400 - 144) / 4


def test_paths_are_walked_in_equal_steps():
    lines = np.array(
        [shapely.LineString([(0, 5), (10, 5)]), None, shapely.LineString([(0, 8), (0, 8), (0, 9), (2, 9)])]
    )
    found = samples.along(lines, np.array([shapely.box(-1, 0, 100, 20)]))
    # 13 m in all: points after 1, 3, ... 11 m, the last of them 1 m into the second line.
    assert sorted(found.xy.tolist()) == [[0, 9], [1, 5], [3, 5], [5, 5], [7, 5], [9, 5]]


def test_a_path_counts_in_and_beside_a_space():
    line = np.array([shapely.LineString([(-50, 0), (50, 0)])])
    shapes = np.array([shapely.box(0, -5, 10, 5), shapely.box(0, 1, 10, 5), shapely.box(0, 3, 10, 5)])
    found = samples.along(line, shapes, distance=2)
    assert np.diff(found.starts).tolist() == [7, 7, 0]
    assert found.space.tolist() == [0] * 7 + [1] * 7
    multi = np.array([shapely.MultiLineString([[(0, 0), (4, 0)], [(6, 0), (10, 0)]])])
    assert np.diff(samples.along(multi, shapes[:1]).starts).tolist() == [4]
    assert len(samples.along(np.array([], dtype=object), shapes).xy) == 0


def test_entrances():
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(50, 0, 60, 10)])
    found = samples.beside(np.array([(0.0, 5.0), (-3.0, 5.0), (-9.0, 5.0)]), shapes, distance=5)
    assert np.diff(found.starts).tolist() == [2, 0]
    assert np.isnan(found.spacing).all()


@pytest.mark.parametrize("spacing", [0, -1, np.nan, np.inf])
def test_a_spacing_of_nothing_is_refused(spacing):
    with pytest.raises(AnalysisError, match="above 0"):
        samples.grid(np.array([shapely.box(0, 0, 1, 1)]), spacing=spacing)
    with pytest.raises(AnalysisError, match="above 0"):
        samples.along(np.array([]), np.array([]), spacing=spacing)
