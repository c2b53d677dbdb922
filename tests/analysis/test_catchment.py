"""Catchments: street reached, by hand and beside distances of points along the streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from spaceplanner.analysis import catchment, lixels, network
from spaceplanner.errors import AnalysisError
from tests.analysis.test_network import lines, tangle


def test_cut_exactly_where_the_distance_ends():
    net = network.build(lines([(0, 0), (1000, 0)], [(300, 0), (300, 400)]))
    found = catchment.catchment(net, np.array([(200.0, 10)]), distance=400, width=5)
    # 10 m to the street leave 390: 200 to the west end, 390 to the east, 290 to the north.
    assert found.length == pytest.approx(200 + 390 + 290)
    assert found.unreached == 0
    x0, y0, x1, y1 = found.shape.bounds
    assert (x0, y0, x1, y1) == pytest.approx((-5, -5, 595, 295))
    assert found.shape.geom_type == "Polygon"
    # Several entrances: what both reach is counted once, a place on the same street included.
    both = catchment.catchment(net, np.array([(200.0, 0), (250, 0)]), distance=100, width=5)
    assert both.length == pytest.approx(250 + 50)


def test_the_way_to_the_street_is_walked_on_the_street_of_the_entrance_too():
    """In the middle of a long street no end is near enough to hide it: 60 m to the street leave 40 either way."""
    net = network.build(lines([(0, 0), (1000, 0)]))
    found = catchment.catchment(net, np.array([(500.0, 60)]), distance=100, width=5)
    assert found.length == pytest.approx(80)
    assert found.shape.bounds == pytest.approx((455, -5, 545, 5))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_reached_is_what_distances_say(seed):
    net, rng = tangle(seed), np.random.default_rng(seed)
    doors = rng.uniform(0, 1000, (3, 2))
    pieces = lixels.divide(net, 2)
    middles = shapely.get_coordinates(shapely.line_interpolate_point(net.shapes[pieces.edge], pieces.middle))
    far = network.nearest(net, doors, middles, farthest=300)
    # A middle may be taken to a street that crosses there without a node: only those on their own edge are compared.
    own = network.snap(net, middles).edge == pieces.edge
    found = catchment.catchment(net, doors, distance=500, width=20, farthest=300)
    reached = shapely.contains_xy(found.shape, *middles.T)
    assert reached[own & (far < 498)].all()
    assert found.length == pytest.approx(pieces.lengths[far <= 500].sum(), rel=0.03, abs=30)


def test_no_entrance_on_a_street_is_an_empty_catchment():
    net = network.build(lines([(0, 0), (1000, 0)]))
    found = catchment.catchment(net, np.array([(0.0, 900)]), distance=400)
    assert found.shape.is_empty
    assert (found.length, found.unreached) == (0, 1)


@pytest.mark.parametrize("wrong", [{"distance": 0}, {"distance": np.nan}, {"width": -1}])
def test_what_cannot_be_asked_is_said(wrong):
    net = network.build(lines([(0, 0), (1000, 0)]))
    with pytest.raises(AnalysisError, match="choose one above 0"):
        catchment.catchment(net, np.zeros((1, 2)), **({"distance": 400} | wrong))


def town(blocks: int, side: float = 100.0):
    """Streets around square blocks, each from crossing to crossing."""
    at = side * np.arange(blocks + 1)
    pieces = [((x, y), (x + side, y)) for x in at[:-1] for y in at] + [
        ((x, y), (x, y + side)) for x in at for y in at[:-1]
    ]
    return network.build(lines(*pieces))


@pytest.mark.parametrize("block", [0.0, 100_000.0])
def test_area_of_a_small_town_by_brute_force(block):
    """Each point of a grid 2 m apart: is it within the width of a piece of street that is near enough on foot?"""
    net, door, width, distance = town(8), np.array([(420.0, 400)]), 20.0, 260.0
    found = catchment.catchment(net, door, distance=distance, width=width, block=block)
    pieces = lixels.divide(net, 1)
    ends = shapely.get_coordinates(shapely.line_interpolate_point(net.shapes[pieces.edge], pieces.middle))
    # In a town of square blocks a walk from a street is the sum of the ways east and north.
    by_hand = np.abs(ends - door).sum(axis=1)
    # From a street of its own direction one goes round by the next crossing.
    street = np.isclose(ends[:, 1] % 100, 0) & ~np.isclose(ends[:, 1], 400) & ~np.isclose(ends[:, 0] % 100, 0)
    round_by = np.minimum.reduce([np.abs(door[0, 0] - at) + np.abs(ends[:, 0] - at) for at in (400.0, 500.0)])
    by_hand[street] = (np.abs(ends[:, 1] - 400) + round_by)[street]
    near = shapely.STRtree(shapely.points(ends[by_hand <= distance]))
    xy = np.stack(np.meshgrid(np.arange(101, 800, 2.0), np.arange(101, 800, 2.0)), -1).reshape(-1, 2)
    reached = np.zeros(len(xy), dtype=bool)
    reached[near.query(shapely.points(xy), predicate="dwithin", distance=width)[0]] = True
    if block:
        # Ground whose whole block is walled in by what is reached.
        open_ground = ~reached.reshape(350, 350)
        parts, count = ndimage.label(open_ground)
        outside = parts[0, 0]
        reached |= (open_ground & (parts != outside)).ravel()
        assert count > 1
    assert found.shape.area == pytest.approx(reached.sum() * 4, rel=0.01)


def test_only_small_enclosed_ground_is_filled():
    net = town(1, side=300.0)
    door = np.array([(150.0, 0)])
    kept = catchment.catchment(net, door, distance=700, width=10)
    filled = catchment.catchment(net, door, distance=700, width=10, block=280.0**2)
    assert kept.shape.area == pytest.approx(320**2 - 280**2, rel=0.005)
    assert filled.shape.area == pytest.approx(320**2, rel=0.001)
    assert kept.length == filled.length == pytest.approx(1200)
