from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError


def test_cell_centres():
    grid = Grid(100, 200, 10, 3, 2)
    assert list(grid.xs) == [105, 115, 125]
    assert list(grid.ys) == [205, 215]
    assert grid.bounds == (100, 200, 130, 220)


@given(
    st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 5e3), st.floats(0, 5e3)),
    st.floats(5, 500),
    st.floats(0, 900),
)
def test_covering_covers_and_is_aligned(box, cell, margin):
    x, y, width, height = box
    grid = Grid.covering((x, y, x + width, y + height), cell, margin)
    x0, y0, x1, y1 = grid.bounds
    slack = 1e-6 * max(1, abs(x), abs(y))
    assert x0 <= x - margin + slack
    assert y0 <= y - margin + slack
    assert x1 >= x + width + margin - slack
    assert y1 >= y + height + margin - slack
    assert x0 / cell == pytest.approx(round(x0 / cell), abs=1e-6)


@pytest.mark.parametrize("cell", [0, -5, float("nan"), float("inf")])
def test_a_cell_without_size_is_refused(cell):
    with pytest.raises(AnalysisError, match="above 0"):
        Grid.covering((0, 0, 10, 10), cell)
    with pytest.raises(AnalysisError, match="above 0"):
        Grid(0, 0, cell, 10, 10)


def test_too_many_cells_are_refused_with_the_cure():
    with pytest.raises(AnalysisError, match=r"choose a cell larger than 0\.5 m"):
        Grid.covering((0, 0, 10_000, 10_000), 0.5)


def test_a_place_that_is_no_number_is_refused():
    with pytest.raises(AnalysisError, match="no area"):
        Grid.covering((0, 0, float("inf"), 10), 10)
