"""Catchments: street reached, by hand and beside distances of points along the streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

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
