from __future__ import annotations

import numpy as np
import shapely

from spaceplanner.analysis import outlines
from spaceplanner.analysis.grid import Grid


def test_a_cone_is_cut_at_its_radius():
    grid = Grid(-100, -100, 2, 100, 100)
    x, y = np.meshgrid(grid.xs, grid.ys)
    (disc,) = outlines.above(80 - np.hypot(x, y), grid, 30)
    assert abs(disc.area / (np.pi * 50**2) - 1) < 0.01


def test_a_ring_keeps_its_hole_and_the_edge_closes():
    grid = Grid(0, 0, 1, 40, 40)
    x, y = np.meshgrid(grid.xs - 20, grid.ys - 20)
    (ring,) = outlines.above(10 - np.abs(np.hypot(x, y) - 12), grid, 6)
    assert len(ring.interiors) == 1
    (whole,) = outlines.above(np.ones((40, 40)), grid, 0.5)
    assert whole.is_valid
    assert 40**2 - 4 < whole.area < 41**2
    assert len(outlines.above(np.zeros((40, 40)), grid, 1.0)) == 0


def test_patches_are_cells_that_share_sides():
    cells = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 1, 1, 1]], dtype=bool)
    labels, n = outlines.patches(cells)
    shapes = outlines.of_patches(labels, n, Grid(1000, 2000, 10, 4, 3))
    assert [shape.geom_type for shape in shapes] == ["Polygon", "Polygon"]
    assert shapes[0].equals(shapely.box(1000, 2000, 1020, 2010))
    assert shapes[1].area == 400
    assert len(outlines.of_patches(*outlines.patches(np.zeros((2, 2), dtype=bool)), Grid(0, 0, 1, 2, 2))) == 0


def test_the_ground_around_points_shows_their_cells_only():
    a = outlines.around(np.array([(101.0, 201.0), (260.0, 201.0)]), cell=100, radius=170)
    b = outlines.around(np.array([(199.0, 299.0), (299.0, 299.0)]), cell=100, radius=170)
    assert a.equals(b)
    assert a.geom_type == "Polygon"
