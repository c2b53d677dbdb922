from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import coverage

SPACES = np.array([shapely.box(100, 100, 200, 200), shapely.box(900, 100, 990, 200), shapely.box(2000, 0, 2010, 10)])
CITY = shapely.box(0, 0, 1000, 1000)
WEST = shapely.box(0, 0, 500, 1000)


def covered(area: Any, boundary: Any, distance: float) -> list[bool]:
    return list(coverage.covered(SPACES, area, boundary, distance=distance))


def test_a_coverage_must_hold_the_surroundings_too():
    assert covered(WEST, None, 0) == [True, False, False]
    assert covered(WEST, None, 90) == [True, False, False]
    assert covered(WEST, None, 150) == [False, False, False]


def test_the_boundary_clips_what_is_required():
    assert covered(WEST, CITY, 150) == [True, False, False]
    assert covered(CITY, CITY, 150) == [True, True, False]


def test_unknown_coverage_lets_the_measure_be_taken_inside_the_boundary():
    assert covered(None, None, 150) == [True, True, True]
    assert covered(None, CITY, 150) == [True, True, False]


def test_a_sliver_of_the_edge_may_be_missing():
    assert covered(shapely.box(100.9, 100, 2010, 200), None, 0)[0]
    assert not covered(shapely.box(101.1, 100, 2010, 200), None, 0)[0]


def test_an_empty_coverage_covers_nothing():
    assert covered(shapely.Polygon(), CITY, 10) == [False, False, False]


@given(st.floats(1, 300), st.floats(1, 300), st.floats(150, 900))
def test_a_wider_look_is_never_better_covered(one, other, edge):
    near, far = sorted((one, other))
    area = shapely.box(0, 0, edge, 1000)
    assert covered(area, None, near)[0] >= covered(area, None, far)[0]


def test_a_space_that_only_touches_the_boundary_is_outside_it_but_not_its_surroundings():
    beside = np.array([shapely.box(1000, 100, 1100, 200)])
    assert not coverage.covered(beside, CITY, CITY, distance=0)[0]
    assert coverage.covered(beside, CITY, CITY, distance=10)[0]


def test_neither_boundary_nor_coverage_is_ever_prepared():
    """Two threads that ask one prepared geometry end the program; both are shared between threads."""
    boundary, area = shapely.box(0, 0, 1000, 1000), shapely.box(0, 0, 700, 1000)
    for distance in (0, 50):
        coverage.covered(SPACES, boundary, boundary, distance=distance)
        coverage.covered(SPACES, area, boundary, distance=distance)
    assert not shapely.is_prepared(boundary)
    assert not shapely.is_prepared(area)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 15.0, 120.0]), st.booleans())
def test_what_lies_amid_an_area_is_settled_as_cutting_it_would(seed, distance, bounded):
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)

    def ragged(x: float, y: float, size: float) -> Any:
        radius = size * rng.uniform(0.8, 1.0, 400)
        return shapely.Polygon(np.column_stack((x + radius * np.cos(turn), y + radius * np.sin(turn))))

    area, boundary = ragged(400, 500, 450), ragged(600, 500, 450) if bounded else None
    corners, sides = rng.uniform(0, 1100, (40, 2)), rng.uniform(0, 60, (40, 2))
    shapes = np.array([shapely.box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sides, strict=True)])
    shapes[:3] = (
        shapely.Polygon(),
        shapely.Polygon([(400, 500), (410, 500), (400, 500)]),
        shapely.box(399, 499, 401, 501),
    )
    required = shapely.buffer(shapes, distance, quad_segs=16) if distance else shapes
    required = shapely.intersection(required, boundary) if bounded else required
    wanted, held = shapely.area(required), shapely.area(shapely.intersection(required, area))
    expected = (wanted > 0) & (held >= 0.99 * wanted)
    np.testing.assert_array_equal(coverage.covered(shapes, area, boundary, distance=distance), expected)
