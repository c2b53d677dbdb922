"""Isobands against closed forms: bands of a cone are rings of known area."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.cartography import isobands
from spaceplanner.cartography.view import View
from tests.cartography.town import SIDE, cone

if TYPE_CHECKING:
    from spaceplanner.cartography.density import DensityField

MIDDLE = SIDE / 2


def areas(field: DensityField, view: View) -> tuple[list[float], list[Any]]:
    """Area of each class in square metres, and the polygons."""
    found = []
    for rings, starts in isobands.bands(field, view):
        limits = [*starts, len(rings)]
        parts = [shapely.Polygon(rings[a], rings[a + 1 : b]) for a, b in itertools.pairwise(limits)]
        found.append(shapely.union_all(parts) if parts else shapely.Polygon())
    return [shape.area * view.resolution**2 for shape in found], found


@pytest.mark.parametrize(("resolution", "error"), [(1.5, 0.004), (3.0, 0.004), (10.0, 0.03), (25.0, 0.1)])
def test_bands_of_a_cone_are_rings(resolution, error):
    field = cone()
    view = View(MIDDLE, MIDDLE, resolution, 2600 / resolution, 2600 / resolution)
    found, _ = areas(field, view)
    radii = [*(1000 * (1 - low / 1000) for low in field.breaks), 0.0]
    expected = [np.pi * (a**2 - b**2) for a, b in itertools.pairwise(radii)]
    assert found[:-1] == pytest.approx(expected[:-1], rel=error * 3)
    assert sum(found) == pytest.approx(np.pi * 800**2, rel=error)


def test_bands_neither_overlap_nor_leave_gaps():
    view = View(MIDDLE, MIDDLE, 3.0, 900, 900)
    sizes, shapes = areas(cone(), view)
    together = shapely.union_all(shapes)
    assert together.area * 9 == pytest.approx(sum(sizes), rel=1e-6)
    assert len(shapely.get_parts(together)) == 1
    assert shapely.Polygon(together.exterior).area == pytest.approx(together.area, rel=1e-5)


def test_nothing_is_drawn_below_the_first_class():
    view = View(MIDDLE, MIDDLE, 3.0, 900, 900)
    _, shapes = areas(cone(), view)
    outermost = shapely.hausdorff_distance(shapely.union_all(shapes), shapely.Point(450, 450)) * 3
    assert outermost == pytest.approx(800, abs=15)
    assert all(rings == () for rings, _ in isobands.bands(cone(height=150), view))


@settings(max_examples=25, deadline=None)
@given(dx=st.floats(-400, 400), dy=st.floats(-400, 400))
def test_the_bands_stay_where_they_are_while_the_view_moves(dx, dy):
    view = View(MIDDLE, MIDDLE, 3.0, 900, 900)
    sizes, _ = areas(cone(), view)
    moved, shapes = areas(cone(), replace(view, x=view.x + dx, y=view.y + dy, width=1600, height=1600))
    assert moved == pytest.approx(sizes, rel=0.01)
    centre = shapely.union_all(shapes).centroid
    assert view.x + dx + (centre.x - 800) * 3 == pytest.approx(MIDDLE, abs=5)


def test_a_view_beside_the_field_has_no_bands():
    assert all(rings == () for rings, _ in isobands.bands(cone(), View(-50_000, 0, 1.0, 800, 600)))


def test_refining_keeps_the_values_and_straight_lines():
    values = np.arange(12.0).reshape(4, 3) ** 2
    fine = isobands.refined(values, 4)
    assert fine.shape == (13, 3)
    assert fine[::4] == pytest.approx(values)
    line = np.outer(np.arange(5.0), [1.0, 2.0])
    assert isobands.refined(line, 5) == pytest.approx(np.outer(np.linspace(0, 4, 21), [1.0, 2.0]))
