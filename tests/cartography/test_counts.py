"""Counts by cell: nothing is lost, the grid stays on the ground, and the ramp is even in lightness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from spaceplanner.cartography import counts, symbols
from spaceplanner.cartography.drawing import Cells, Dots
from spaceplanner.cartography.style import LIMITS, map_style, theme
from spaceplanner.cartography.view import View
from tests.cartography.town import SIDE, city

VIEW = View(SIDE / 2, SIDE / 2, 20.0, 400, 300)


def test_every_cell_with_a_point_is_coloured_and_no_other():
    xy = np.array([[SIDE / 2 + 5, SIDE / 2 + 5], [SIDE / 2 + 5, SIDE / 2 + 7], [SIDE / 2 - 900, SIDE / 2 + 600]])
    found = counts.cells(xy, VIEW, "#E8A200", dark=False)
    assert np.count_nonzero(found.rgba[..., 3]) == 2
    rows, columns = np.nonzero(found.rgba[..., 3])
    left, top = found.x + columns * found.size, found.y + rows * found.size
    for x, y in VIEW.to_pixels(xy):
        assert ((left <= x) & (x < left + found.size) & (top <= y) & (y < top + found.size)).any()


def test_the_grid_moves_with_the_map():
    """The same ground has the same cells after any pan, so that nothing flickers."""
    xy = np.random.default_rng(1).uniform(SIDE / 2 - 1500, SIDE / 2 + 1500, (5000, 2))
    here = counts.cells(xy, VIEW, "#E8A200", dark=False)
    there = counts.cells(xy, VIEW.panned(17.3, -5.9), "#E8A200", dark=False)

    def ground(found: Cells, view: View) -> dict[tuple[int, int], tuple[int, ...]]:
        west, north = view.to_map(found.x, found.y)
        side = found.size * view.resolution
        return {
            (round(west / side) + int(column), round(north / side) - int(row)): tuple(found.rgba[row, column].tolist())
            for row, column in np.argwhere(found.rgba[..., 3])
        }

    assert ground(here, VIEW) == ground(there, VIEW.panned(17.3, -5.9))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("hue", ["#E8A200", "#8A6D1D", "#7C3AED"])
def test_the_ramp_is_even_in_lightness(hue, dark):
    """CIE lightness, another formula than the one it is made by, rises or falls all the way in similar steps."""
    colours = counts.ramp(hue, dark=dark) / 255
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    lightness = 116 * np.cbrt(luminance) - 16
    steps = np.diff(lightness) * (1 if dark else -1)
    assert steps.min() > 0
    assert np.ptp(lightness) > 35


def test_a_city_of_lamps_is_counted_and_few_are_drawn_singly():
    project = city(lamps=LIMITS.most_lamps + 5000)
    lamps = next(layer for layer in project.layers if layer.id == "lamps")
    sheet = symbols.Sheet(VIEW, map_style("light"), theme("light"), project.settings)
    out, lit = symbols.paint(lamps, sheet)
    assert isinstance(out, Cells)
    assert isinstance(lit, Cells)
    for look in (replace(sheet, view=replace(VIEW, resolution=14.0)), replace(sheet, quiet=True)):
        assert all(isinstance(drawn, Dots) for drawn in symbols.paint(lamps, look))
