from __future__ import annotations

from math import pi

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import access

SQUARE = np.array([shapely.box(0, 0, 100, 100)])


def test_points_count_by_their_place():
    xy = np.array([[50.0, 50.0], [500.0, 50.0], [500.1, 50.0]])
    found = access.residents_at(SQUARE, xy, np.array([3.0, 10.0, 100.0]), distance=400)
    assert found.tolist() == [13]


def test_blocks_count_by_their_share():
    blocks = np.array(
        [
            shapely.box(10, 10, 20, 20),  # wholly inside
            shapely.box(450, 0, 550, 100),  # half of it within 400 m
            shapely.box(900, 0, 950, 50),  # too far
        ]
    )
    found = access.residents_in(SQUARE, blocks, np.array([7.0, 40.0, 1000.0]), distance=400)
    assert found[0] == pytest.approx(7 + 20, rel=1e-6)


def test_one_great_block_counts_by_the_buffers_area():
    block = np.array([shapely.box(-5000, -5000, 5000, 5000)])
    found = access.residents_in(SQUARE, block, np.array([1e8]), distance=400)
    buffer = 100 * 100 + 4 * 100 * 400 + pi * 400**2
    assert found[0] == pytest.approx(buffer, rel=0.002)


def test_a_block_without_ground_is_nobody():
    line = np.array([shapely.Polygon([(0, 0), (10, 0), (0, 0)])])
    assert access.residents_in(SQUARE, line, np.array([50.0]), distance=400).tolist() == [0]
    assert access.residents_in(SQUARE, line[:0], np.empty(0), distance=400).tolist() == [0]


def test_blocks_against_geopandas():
    import geopandas as gpd

    rng = np.random.default_rng(4)
    shapes = np.array([shapely.box(x, y, x + 80, y + 60) for x, y in rng.uniform(0, 3000, (15, 2))])
    side = np.arange(0, 3000, 120)
    blocks = np.array([shapely.box(x, y, x + 100, y + 100) for x in side for y in side])
    people = rng.integers(0, 90, len(blocks)).astype(float)
    near = gpd.GeoDataFrame({"space": range(15)}, geometry=shapely.buffer(shapes, 400, quad_segs=16))
    homes = gpd.GeoDataFrame({"density": people / 100**2}, geometry=blocks)
    pieces = gpd.overlay(near, homes)
    expected = (pieces.area * pieces["density"]).groupby(pieces["space"]).sum()
    np.testing.assert_allclose(access.residents_in(shapes, blocks, people, distance=400), expected)
