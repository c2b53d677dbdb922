"""Geometries taken apart, against shapely on the same geometries."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.cartography import shapes
from spaceplanner.cartography.view import View

VIEW = View(0, 0, 1.0, 200, 100)


def test_a_polygon_with_a_hole_and_a_multipolygon_become_rings():
    hole = shapely.Polygon([(-40, -40), (40, -40), (40, 40), (-40, 40)], [[(-5, -5), (5, -5), (5, 5), (-5, 5)]])
    pair = shapely.MultiPolygon([shapely.box(50, 0, 60, 10), shapely.box(70, 0, 80, 10)])
    flat = shapes.flatten(np.array([hole, pair], dtype=object), areas=True)
    assert flat.feature.tolist() == [0, 1, 1]
    rings, starts = shapes.paths(flat, np.arange(3), VIEW)
    assert starts == (0, 2, 3)
    assert len(rings) == 4
    assert shapely.Polygon(rings[0]).area == 6400
    assert shapely.Polygon(rings[1]).area == 100


def test_parts_of_another_kind_and_empty_ones_are_left_out():
    mixed = np.array([shapely.Point(0, 0), shapely.LineString([(0, 0), (9, 9)]), shapely.Polygon()], dtype=object)
    assert len(shapes.flatten(mixed, areas=True).feature) == 0
    assert shapes.flatten(mixed, areas=False).feature.tolist() == [1]
    flat = shapes.flatten(np.array([], dtype=object), areas=True)
    assert shapes.paths(flat, shapes.in_view(flat, VIEW), VIEW) == ((), ())


@settings(max_examples=60, deadline=None)
@given(
    boxes=st.lists(
        st.tuples(st.floats(-300, 300), st.floats(-300, 300), st.floats(0.5, 200), st.floats(0.5, 200)), max_size=30
    )
)
def test_what_is_in_view_is_what_touches_its_frame(boxes):
    drawn = np.array([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes], dtype=object)
    flat = shapes.flatten(drawn, areas=True)
    frame = shapely.box(*VIEW.bounds)
    expected = [i for i, shape in enumerate(drawn) if shapely.intersects(frame, shape)]
    assert shapes.in_view(flat, VIEW, margin=0).tolist() == expected
    rings, _ = shapes.paths(flat, np.array(expected, dtype=np.int64), VIEW)
    assert [shapely.Polygon(ring).area for ring in rings] == pytest.approx([drawn[i].area for i in expected])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=40, unique=True),
        min_size=1,
        max_size=6,
    ),
    st.floats(1, 30),
)
def test_a_simplified_line_stays_near_the_true_one(lines, tolerance):
    """Within twice the tolerance, as shapely measures it; ends stay where they are."""
    drawn = np.array([shapely.LineString(line) for line in lines], dtype=object)
    flat = shapes.flatten(drawn, areas=False)
    less = shapes.simplified(flat, tolerance, areas=False)
    assert len(less.xy) <= len(flat.xy)
    for i, line in enumerate(drawn):
        left = less.xy[less.rings[i] : less.rings[i + 1]]
        assert np.array_equal(left[[0, -1]], shapely.get_coordinates(line)[[0, -1]])
        assert shapely.hausdorff_distance(shapely.LineString(left), line, densify=0.02) <= 2 * tolerance + 1e-9


def test_a_simplified_coast_has_few_corners_and_a_speck_vanishes():
    turn = np.linspace(0, 2 * np.pi, 2001)[:-1]
    coast = shapely.Polygon(np.column_stack([np.cos(turn), np.sin(turn)]) * 1000, [shapely.box(-1, -1, 1, 1).exterior])
    speck = shapely.Point(3000, 0).buffer(0.5)
    flat = shapes.flatten(np.array([coast, speck], dtype=object), areas=True)
    less = shapes.simplified(flat, 10.0, areas=True)
    assert less.feature.tolist() == [0]
    assert len(less.rings) == 2
    assert len(less.xy) < 300
    assert shapely.Polygon(less.xy).area == pytest.approx(np.pi * 1e6, rel=0.01)


def test_rings_are_turned_so_that_holes_run_the_other_way():
    boxes = [shapely.box(0, 0, 9, 9, ccw=ccw) for ccw in (False, True)]
    ring = shapely.Polygon(boxes[1].exterior, [shapely.box(2, 2, 4, 4, ccw=True).exterior])
    flat = shapes.flatten(np.array([*boxes, ring], dtype=object), areas=True)
    turns = [shapely.is_ccw(shapely.LinearRing(flat.xy[a:b])) for a, b in zip(flat.rings, flat.rings[1:], strict=False)]
    assert turns == [True, True, True, False]
    assert [shapely.Polygon(flat.xy[a:b]).area for a, b in zip(flat.rings, flat.rings[1:], strict=False)] == [
        81,
        81,
        81,
        4,
    ]


def test_the_smallest_are_skipped():
    drawn = np.array([shapely.box(0, 0, 0.2, 0.2), shapely.box(0, 0, 5, 0.1)], dtype=object)
    flat = shapes.flatten(drawn, areas=True)
    assert shapes.in_view(flat, VIEW, smallest=0.3).tolist() == [1]


def test_outlines_are_cut_to_the_view():
    huge = np.array([shapely.box(-1e5, -20, 1e5, 1e5)], dtype=object)
    paths = shapes.outline(huge, VIEW, margin=10)
    assert len(paths) == 1
    assert paths[0][:, 0].min() >= -10.5
    assert paths[0][:, 0].max() <= 210.5
    assert paths[0][:, 1] == pytest.approx(70)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 205), st.floats(-5, 105)), min_size=1, max_size=300), st.floats(1, 8))
def test_thinning_leaves_one_point_a_square_and_empties_none(points, step):
    pixels = np.array(points)
    left = shapes.thinned(pixels, VIEW, step)
    cells = {tuple(cell) for cell in np.floor((pixels + step * 8) / step).astype(int).tolist()}
    kept = [tuple(cell) for cell in np.floor((left + step * 8) / step).astype(int).tolist()]
    assert len(kept) == len(set(kept))
    assert set(kept) == cells
    assert {tuple(p) for p in left.tolist()} <= {tuple(p) for p in pixels.tolist()}


def test_discs_are_circles():
    (ring,) = shapes.discs(np.array([[10.0, 20.0]]), 7.0)
    assert np.hypot(*(ring - [10, 20]).T) == pytest.approx(7.0)
    assert shapely.Polygon(ring).area == pytest.approx(np.pi * 49, rel=0.005)
