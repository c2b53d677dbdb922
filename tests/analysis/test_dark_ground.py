"""Dark and silent ground: edges found between cell centres, and pieces that are the whole."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import dark_ground, lighting
from spaceplanner.analysis.grid import Grid

SQUARE = shapely.box(0, 0, 400, 400)
GRID = Grid.covering(SQUARE.bounds, 5.0, margin=5.0)


def edge_of_light(minimum: float) -> float:
    """Where one lamp of 8 m and 8,000 lm gives the minimum on the ground, metres, by halving."""
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        here = lighting.illuminance(np.array([[middle, 0.0]]), np.zeros((1, 2)), 8.0, 8000.0)[0]
        low, high = (middle, high) if here > minimum else (low, middle)
    return low


@pytest.mark.parametrize(("x", "y"), [(200.0, 200.0), (201.3, 198.9), (202.5, 202.5)])
def test_one_lamp_leaves_the_square_without_its_disc(x, y):
    lux = lighting.surface(GRID, np.array([(x, y)]), 8.0, 8000.0)
    found = dark_ground.outlined(GRID, dark_ground.darkness(lux, minimum=1.0), SQUARE)
    disc = np.pi * edge_of_light(1.0) ** 2
    assert 160_000 - shapely.area(found).sum() == pytest.approx(disc, rel=0.02)


@pytest.mark.parametrize("radius", [40.0, 87.3, 150.0])
def test_one_alarm_leaves_the_square_without_its_disc(radius):
    silent = dark_ground.silence(GRID, np.array([(201.3, 198.9)]), np.array([radius]))
    found = dark_ground.outlined(GRID, silent, SQUARE)
    assert 160_000 - shapely.area(found).sum() == pytest.approx(np.pi * radius**2, rel=0.005)


def test_of_two_alarms_the_nearer_counts_and_one_of_no_reach_none():
    alarms, radius = np.array([(100.0, 200.0), (300.0, 200.0), (200.0, 20.0)]), np.array([60.0, 80.0, 0.0])
    found = dark_ground.outlined(GRID, dark_ground.silence(GRID, alarms, radius), SQUARE)
    assert 160_000 - shapely.area(found).sum() == pytest.approx(np.pi * (60**2 + 80**2), rel=0.002)


def test_both_is_the_square_without_the_union_of_the_discs():
    lux = lighting.surface(GRID, np.array([(180.0, 200.0)]), 8.0, 8000.0)
    silent = dark_ground.silence(GRID, np.array([(220.0, 200.0)]), np.array([50.0]))
    both = np.minimum(dark_ground.darkness(lux, minimum=1.0), silent)
    found = shapely.area(dark_ground.outlined(GRID, both, SQUARE)).sum()
    lit = shapely.Point(180, 200).buffer(edge_of_light(1.0), quad_segs=64)
    heard = shapely.Point(220, 200).buffer(50, quad_segs=64)
    assert found == pytest.approx(160_000 - lit.union(heard).area, rel=0.001)


def test_nothing_is_outlined_outside_the_known_ground():
    known = shapely.box(0, 0, 200, 400)
    found = dark_ground.outlined(GRID, np.ones((GRID.ny, GRID.nx)), known)
    assert shapely.union_all(found).symmetric_difference(known).area == pytest.approx(0, abs=1e-6)
    assert len(dark_ground.outlined(GRID, np.ones((GRID.ny, GRID.nx)), shapely.Polygon())) == 0
    assert len(dark_ground.outlined(GRID, -np.ones((GRID.ny, GRID.nx)), SQUARE)) == 0


@given(st.integers(0, 2**32 - 1))
def test_pieces_are_the_whole(seed):
    rng = np.random.default_rng(seed)
    alarms, radius = rng.uniform(0, 400, (30, 2)), rng.uniform(0, 60, 30)
    known = shapely.Point(200, 200).buffer(190)
    measure = dark_ground.silence(GRID, alarms, radius)
    shapes, parts = (make(GRID, measure, known) for make in (dark_ground.outlined, dark_ground.pieces))
    of = dark_ground.whose(shapes, parts)
    whole = np.bincount(of, shapely.area(parts), minlength=len(shapes))
    np.testing.assert_allclose(whole, shapely.area(shapes), rtol=1e-6, atol=1e-3)
    x0, y0, x1, y1 = shapely.bounds(parts).T
    assert max((x1 - x0).max(), (y1 - y0).max()) <= 16 * GRID.cell + 1e-9
    assert shapely.covers(shapely.buffer(shapes[of], 1e-6), parts).all()


def test_where_there_is_no_such_ground_there_are_no_pieces():
    parts = dark_ground.pieces(GRID, -np.ones((GRID.ny, GRID.nx)), SQUARE)
    assert len(parts) == len(dark_ground.whose(np.empty(0, dtype=object), parts)) == 0
