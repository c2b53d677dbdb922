from __future__ import annotations

import itertools
from math import sqrt

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from spaceplanner.analysis import getis_ord
from spaceplanner.analysis.hexagons import Hexagons
from spaceplanner.errors import AnalysisError

widths = st.floats(1.0, 5000.0)
places = st.floats(-2e6, 1e7)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), widths, places, places, st.floats(1.0, 30.0))
def test_every_point_lies_in_its_hexagon_and_counts_sum(seed, width, x, y, size):
    xy = np.random.default_rng(seed).uniform((x, y), (x + size * width, y + size * width / 2), (300, 2))
    tiles = Hexagons.covering((*xy.min(axis=0), *xy.max(axis=0)), width)
    cells = tiles.cells(xy)
    assert (cells >= 0).all()
    # Coordinates of 1e7 are rounded to 2e-9 m.
    assert (shapely.distance(tiles.polygons(cells), shapely.points(xy)) <= 1e-8 + 1e-12 * width).all()
    assert tiles.counts(xy).sum() == len(xy)
    np.testing.assert_array_equal(tiles.counts(xy), np.bincount(cells, minlength=len(tiles)))


def test_the_hexagon_is_the_one_with_the_nearest_centre():
    xy = np.random.default_rng(1).uniform(0, 3000, (50_000, 2))
    tiles = Hexagons.covering((0, 0, 3000, 3000), 70.0)
    np.testing.assert_array_equal(tiles.cells(xy), cKDTree(tiles.centres()).query(xy)[1])


def test_a_width_is_from_side_to_side():
    tiles = Hexagons(1000.0, 2000.0, 60.0, 4, 5)
    polygons = tiles.polygons()
    np.testing.assert_allclose(shapely.area(polygons), tiles.area)
    assert tiles.area == pytest.approx(60**2 * sqrt(3) / 2)
    x0, y0, x1, y1 = polygons[0].bounds
    assert (x1 - x0, y1 - y0) == (pytest.approx(60), pytest.approx(120 / sqrt(3)))
    centres = tiles.centres()
    assert centres[0].tolist() == [1000, 2000]
    np.testing.assert_allclose(shapely.get_coordinates(shapely.centroid(polygons)), centres, atol=1e-9)
    i, j = tiles.pairs().T
    np.testing.assert_allclose(np.hypot(*(centres[i] - centres[j]).T), 60)


def test_neighbours_share_their_corners_exactly_and_leave_no_gap():
    tiles = Hexagons.covering((641_000.3, 9_757_000.7, 641_900, 9_757_800), 90.7)
    whole = shapely.union_all(tiles.polygons())
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(len(tiles) * tiles.area, rel=1e-9)
    corners = np.unique(shapely.get_coordinates(tiles.polygons()), axis=0)
    assert cKDTree(corners).query(corners, k=2)[0][:, 1].min() > 90.7 / sqrt(3) - 1e-6


@given(widths, places, places, st.floats(0, 20), st.floats(0, 20))
def test_bounds_are_covered_and_hexagons_of_one_width_have_the_same_places(width, x, y, east, north):
    bounds = (x, y, x + east * width, y + north * width)
    tiles = Hexagons.covering(bounds, width)
    corners = np.array(list(itertools.product(bounds[::2], bounds[1::2])))
    cells = tiles.cells(corners)
    assert (cells >= 0).all()
    larger = Hexagons.covering((x - 3 * width, y - 5 * width, bounds[2], bounds[3]), width)
    np.testing.assert_allclose(
        larger.centres()[larger.cells(tiles.centres()[cells])], tiles.centres()[cells], atol=1e-6
    )


@pytest.mark.parametrize("rings", [1, 2, 3])
def test_neighbours_are_those_within_some_steps(rings):
    tiles = Hexagons(0.0, 0.0, 1.0, 9, 10)
    pairs = tiles.pairs(rings=rings)
    steps = {(a, a): 0 for a in range(len(tiles))}
    beside = cKDTree(tiles.centres()).query_ball_point(tiles.centres(), 1.001)
    for _ in range(rings):  # breadth first, from one hexagon to those whose centre is a width away
        steps |= {(a, c): 1 for a, b in list(steps) for c in beside[b]}
    expected = {(a, b) for a, b in steps if a != b}
    assert len(pairs) == len(expected)
    assert set(map(tuple, pairs.tolist())) == expected
    assert set(map(tuple, pairs[:, ::-1].tolist())) == expected
    assert np.bincount(pairs[:, 0])[4 * 9 + 4] == 3 * rings * (rings + 1)  # one that is three steps from every edge


def test_a_point_on_an_edge_belongs_to_one_hexagon_the_eastern_or_northern():
    tiles = Hexagons(0.0, 0.0, 2.0, 3, 3)
    rise = 3 * (2 / sqrt(3) / 2)
    assert tiles.cells(np.array([(1.0, 0.0)])).tolist() == [1]
    # Halfway between the centres of hexagon 0 and of the one to its north-east.
    assert tiles.cells(np.array([(0.5, rise / 2)])).tolist() == [3]
    assert tiles.cells(np.array([(np.nan, 0.0), (1e9, 0), (0, -1e9), (np.inf, 1)])).tolist() == [-1] * 4


def test_gi_star_does_not_change_when_the_hexagons_are_turned_over():
    rng = np.random.default_rng(5)
    tiles = Hexagons(0.0, 0.0, 10.0, 9, 7)
    values = rng.poisson(3, len(tiles)).astype(float)
    z = getis_ord.gi_star(values, tiles.pairs())
    # Seven rows: upside down they are the same tessellation, and so are their neighbours.
    over = np.arange(len(tiles)).reshape(7, 9)[::-1].ravel()
    np.testing.assert_allclose(getis_ord.gi_star(values[over], tiles.pairs()), z[over], atol=1e-12)


def test_no_points_and_what_cannot_be_asked():
    tiles = Hexagons(0.0, 0.0, 10.0, 3, 3)
    assert tiles.cells(np.empty((0, 2))).shape == (0,)
    assert tiles.counts(np.empty((0, 2))).tolist() == [0] * 9
    assert tiles.polygons(np.empty(0, dtype=np.int64)).shape == (0,)
    assert Hexagons(0.0, 0.0, 10.0, 1, 1).pairs().shape == (0, 2)
    for width in (0.0, -5.0, float("nan"), float("inf")):
        with pytest.raises(AnalysisError, match="choose one above 0"):
            Hexagons.covering((0, 0, 1, 1), width)
    with pytest.raises(AnalysisError, match="too many: choose hexagons wider than 1 m"):
        Hexagons.covering((0, 0, 30_000, 30_000), 1)
    with pytest.raises(AnalysisError, match="check the coordinates"):
        Hexagons.covering((0, 0, float("nan"), 1), 10)
    with pytest.raises(AnalysisError, match="check the coordinates"):
        Hexagons(0, 0, 10, 0, 1)
    with pytest.raises(AnalysisError, match="choose 1 or more"):
        tiles.pairs(rings=0)
