from __future__ import annotations

import numpy as np
import shapely

from spaceplanner.analysis import isolines
from spaceplanner.analysis.grid import Grid

GRID = Grid(-100, -100, 2, 100, 100)
X, Y = np.meshgrid(GRID.xs, GRID.ys)
CONE = 80 - np.hypot(X, Y)


def test_a_cone_has_circles():
    levels, shapes = isolines.lines(CONE, GRID, [30, 50, 50, 200])
    assert levels.tolist() == [30, 50]
    for level, shape in zip(levels, shapes, strict=True):
        distance = np.hypot(*shapely.get_coordinates(shape).T)
        np.testing.assert_allclose(distance, 80 - level, atol=0.05)
        assert len(shape.geoms) == 1
        assert shape.geoms[0].is_ring


def test_two_peaks_have_two_lines_of_one_level():
    two = np.maximum(30 - np.hypot(X - 50, Y), 30 - np.hypot(X + 50, Y))
    _, (line,) = isolines.lines(two, GRID, [10])
    assert line.geom_type == "MultiLineString"
    assert len(line.geoms) == 2


def test_lines_end_where_there_are_no_data():
    values = np.where(X < 0, np.nan, CONE)
    _, (line,) = isolines.lines(values, GRID, [30])
    assert not line.geoms[0].is_closed
    assert shapely.get_coordinates(line)[:, 0].min() > 0


def test_a_surface_without_a_level_has_no_line():
    for values in (CONE, np.full_like(CONE, np.nan), np.zeros_like(CONE)):
        levels, shapes = isolines.lines(values, GRID, [500.0])
        assert len(levels) == len(shapes) == 0
