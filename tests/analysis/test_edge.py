"""Edge correction against closed forms and spatstat's density with edge=TRUE, diggle=FALSE."""

from __future__ import annotations

import csv
from math import erf
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import density, edge
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError

KERNELS = ("quartic", "gaussian")
normal = np.vectorize(lambda z: (1 + erf(z / 2**0.5)) / 2)


def rectangle(window: tuple[float, float, float, float], x: Any, y: Any, sigma: float) -> Any:
    """The Gaussian's mass within a rectangle, in closed form."""
    west, south, east, north = window
    along_x = normal((east - x) / sigma) - normal((west - x) / sigma)
    return along_x * (normal((north - y) / sigma) - normal((south - y) / sigma))


@pytest.mark.parametrize("sigma", [4, 15, 60, 400])
def test_a_rectangle_has_a_closed_form(sigma):
    grid = Grid(0, 0, 10, 60, 40)
    window = (3.0, 7.0, 590.0, 388.0)  # not along the cells
    found = edge.mass(shapely.box(*window), grid, bandwidth=sigma, kernel="gaussian")
    x, y = np.meshgrid(grid.xs, grid.ys)
    inside = np.isfinite(found)
    assert inside.sum() == 59 * 38
    expected = rectangle(window, x, y, sigma)[inside]
    np.testing.assert_allclose(found[inside], expected, atol=0.02 if sigma < 10 else 0.006)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("bandwidth", [15, 40, 100])
def test_far_inside_it_is_1_and_on_a_straight_side_a_half(kernel, bandwidth):
    grid = Grid(-5, -5, 10, 301, 301)
    found = edge.mass(shapely.box(0, 0, 3000, 3000), grid, bandwidth=bandwidth, kernel=kernel)
    assert found[150, 150] == pytest.approx(1, abs=1e-5)
    assert found[150, 0] == pytest.approx(0.5, abs=0.02)  # centres lie on the side
    assert found[0, 0] == pytest.approx(0.25, abs=0.02)
    assert np.nanmax(found) <= 1
    assert np.nanmin(found) > 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(KERNELS))
def test_any_area_by_random_points_of_the_kernel(seed, kernel):
    rng = np.random.default_rng(seed)
    area = shapely.concave_hull(shapely.multipoints(rng.uniform(0, 500, (12, 2))), 0.4)
    grid = Grid(-20, -20, 12, 45, 45)
    found = edge.mass(area, grid, bandwidth=90, kernel=kernel)
    x, y = np.meshgrid(grid.xs, grid.ys)
    np.testing.assert_array_equal(np.isfinite(found), shapely.contains_xy(area, x, y))
    row, column = rng.choice(np.argwhere(np.isfinite(found)))
    # The kernel as a lattice 40 times finer, whose nodes are asked one by one.
    u = (np.arange(-240, 240) + 0.5) / 240 * density.KERNELS[kernel].support
    u2 = np.add.outer(u**2, u**2)
    weight = density.KERNELS[kernel].shape(u2)
    inside = shapely.contains_xy(area, *np.meshgrid(grid.xs[column] + 90 * u, grid.ys[row] + 90 * u))
    assert found[row, column] == pytest.approx((weight * inside).sum() / weight.sum(), abs=0.015)


def test_an_even_spread_stays_even_up_to_the_boundary():
    area = shapely.Point(1000, 1000).buffer(800)
    side = np.arange(5.0, 2000, 10)
    xy = np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2)
    xy = xy[shapely.contains_xy(area, xy)]
    grid = Grid(0, 0, 20, 100, 100)
    plain = density.surface(xy, grid, bandwidth=200)
    corrected = plain / edge.mass(area, grid, bandwidth=200)
    inside = np.isfinite(corrected)
    assert plain[inside].min() < 0.006
    np.testing.assert_allclose(corrected[inside], 0.01, rtol=0.03)


def test_an_area_between_the_centres_is_refused():
    with pytest.raises(AnalysisError, match="smaller --cell"):
        edge.mass(shapely.box(1, 1, 3, 3), Grid(0, 0, 10, 5, 5), bandwidth=30)


WINDOWS = {
    "cells": ((0.0, 0.0, 1.0, 1.0), 0.07, 42.4984274464, 90.5070426349),
    "redwood": ((0.0, -1.0, 1.0, 0.0), 0.1, 64.662437106, 158.283665698),
    "chicago": ((0.38935229, 153.103496225, 1281.986257172, 1276.560223452), 100, 117.749609319, 0.000293801590831),
}
FILES = {
    "cells": "spatstat_cells_kde_sigma0.07.csv",
    "redwood": "spatstat_redwood_kde_sigma0.1.csv",
    "chicago": "spatstat_chicago_kde_sigma100.csv",
}


def rows(file: Any) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.shared
@pytest.mark.parametrize("name", WINDOWS)
def test_spatstat_with_edge_true(shared, name):
    window, sigma, integral, highest = WINDOWS[name]
    table = rows(shared / "reference" / FILES[name])
    xy = np.array([(float(row["x"]), float(row["y"])) for row in table])
    # spatstat's pixels: 128 x 128, of any shape. Here square, so that chicago's rows are others, and the last one ends
    # outside its window.
    pixel = (np.array(window[2:]) - window[:2]) / 128
    grid = Grid(window[0], window[1], pixel[0], 128, round((window[3] - window[1]) / pixel[0]))
    mass = edge.mass(shapely.box(*window), grid, bandwidth=sigma, kernel="gaussian")

    def corrected(points: Any) -> Any:
        return density.surface(points, grid, bandwidth=sigma, kernel="gaussian") / mass

    rough = 0.005 if name == "chicago" else 0.0005
    found = corrected(xy)
    assert np.nansum(found) * grid.cell**2 == pytest.approx(integral, rel=rough)
    # spatstat moves the points to the centres of its pixels first; so moved, the rest of the difference goes as well.
    moved = (np.floor((xy - window[:2]) / pixel) + 0.5) * pixel + window[:2]
    found = corrected(moved)
    assert np.nansum(found) * grid.cell**2 == pytest.approx(integral, rel=rough / 5 if name != "chicago" else rough)
    assert np.nanmax(found) == pytest.approx(highest, rel=3e-4)


@pytest.mark.shared
def test_spatstats_grid_of_cells(shared):
    table = rows(shared / "reference" / FILES["cells"])
    xy = np.array([(float(row["x"]), float(row["y"])) for row in table])
    grid = Grid(0, 0, 1 / 128, 128, 128)
    found = density.surface((np.floor(xy * 128) + 0.5) / 128, grid, bandwidth=0.07, kernel="gaussian")
    found /= edge.mass(shapely.box(0, 0, 1, 1), grid, bandwidth=0.07, kernel="gaussian")
    expected = np.full((128, 128), np.nan)
    for row in rows(shared / "reference" / "spatstat_cells_kde_grid128.csv"):
        expected[int(float(row["y"]) * 128), int(float(row["x"]) * 128)] = float(row["value"])
    np.testing.assert_allclose(found, expected, atol=1e-4 * expected.max())


@pytest.mark.shared
@pytest.mark.parametrize("name", WINDOWS)
def test_spatstat_at_points_has_the_closed_form(shared, name):
    window, sigma, _, _ = WINDOWS[name]
    for row in rows(shared / "reference" / FILES[name])[::7]:
        x, y = float(row["x"]), float(row["y"])
        corrected = float(row["kde_noedge_pts"]) / rectangle(window, x, y, sigma)
        assert corrected == pytest.approx(float(row["kde_at_points"]), rel=1e-9)
        cell = sigma / 50
        found = edge.mass(
            shapely.box(*window), Grid(x - cell / 2, y - cell / 2, cell, 1, 1), bandwidth=sigma, kernel="gaussian"
        )
        assert found[0, 0] == pytest.approx(float(rectangle(window, x, y, sigma)), abs=2e-3)
