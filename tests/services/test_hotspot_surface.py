"""What of a density surface leaves the office, and what it gives away."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls
from scipy.spatial import cKDTree

from spaceplanner.analysis import density
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError
from spaceplanner.services import hotspot_surface
from spaceplanner.services.hotspot_terms import PER_KM2, PROBABILITY, Options, Surface
from spaceplanner.services.selection import Selection
from tests.services import cities

BANDWIDTH = 150.0
ONE = density.peak(bandwidth=BANDWIDTH)


def surface_of(xy: Any, grid: Grid = Grid(0, 0, 15, 67, 67), weights: Any = None) -> Surface:  # noqa: B008 - frozen
    values = density.surface(np.asarray(xy, dtype=float), grid, bandwidth=BANDWIDTH, weights=weights)
    return Surface(values=values, grid=grid, one=ONE * (1.0 if weights is None else max(weights)))


def options(**changes: Any) -> Options:
    usual: dict[str, Any] = {
        "bandwidth": BANDWIDTH,
        "cell": 15.0,
        "kernel": "quartic",
        "area": None,
        "cells": "square",
        "permutations": 0,
        "seed": 0,
        "fdr": True,
        "edge": False,
        "unit": PER_KM2,
        "project": cities.project(),
    }
    return Options(**(usual | changes))


def selection(xy: Any, weights: Any = None) -> Selection:
    xy = np.asarray(xy, dtype=float)
    return Selection(
        rows=np.arange(len(xy)),
        xy=xy,
        months=np.zeros(len(xy), dtype=np.int64),
        weights=weights,
        first=None,
        last=None,
        years=None,
        notes=(),
    )


def test_four_on_one_point_are_nothing_and_five_are():
    heap = np.full((4, 2), 502.5)
    assert hotspot_surface.published(surface_of(heap), PER_KM2, None) is None
    assert len(hotspot_surface.contours(surface_of(heap), PER_KM2, None)[0]) == 0
    found = hotspot_surface.published(surface_of(np.full((5, 2), 502.5)), PER_KM2, None)
    assert found is not None
    assert found.values.tolist() == [[pytest.approx(5 * ONE * 1e6)]]


def test_four_are_nothing_where_the_edge_or_the_weight_makes_them_more():
    # In a corner the correction makes four of one.
    area = shapely.box(495, 495, 1005, 1005)
    surface, _, _ = hotspot_surface.made(selection(np.full((4, 2), 497.0)), options(area=area, edge=True))
    assert np.nanmax(surface.values) > 5 * ONE
    assert hotspot_surface.published(surface, PER_KM2, None) is None
    assert len(hotspot_surface.contours(surface, PER_KM2, None)[0]) == 0
    heavy = np.array([9.0, 9, 9, 9, 1, 1])
    assert hotspot_surface.published(surface_of(np.full((6, 2), 502.5), weights=heavy), PER_KM2, None) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 120), st.booleans())
def test_what_is_shown_rests_on_five_and_is_in_steps(seed, n, weighted):
    rng = np.random.default_rng(seed)
    xy = rng.normal(500, 60, (n, 2))
    weights = rng.uniform(0.5, 4, n) if weighted else None
    surface = surface_of(xy, weights=weights)
    raster = hotspot_surface.published(surface, PER_KM2, 2.0)
    if raster is None:
        return
    x, y = np.meshgrid(raster.grid.xs, raster.grid.ys)
    kept = np.isfinite(raster.values)
    # As many incidents reach each cell that has a value.
    reach = (np.hypot(x[kept][:, None] - xy[:, 0], y[kept][:, None] - xy[:, 1]) < BANDWIDTH).sum(axis=1)
    assert reach.min() >= 5
    steps = raster.values[kept] / (surface.one * 1e6 / 2)
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-9)
    assert steps.min() >= 5 - 1e-9
    # Nothing of where the grid ends, which is where the last incident was.
    assert kept[0].any()
    assert kept[-1].any()
    assert kept[:, 0].any()
    assert kept[:, -1].any()
    exact = surface.values[
        round((raster.grid.y0 - surface.grid.y0) / 15) :, round((raster.grid.x0 - surface.grid.x0) / 15) :
    ][: raster.grid.ny, : raster.grid.nx]
    np.testing.assert_allclose(raster.values[kept], exact[kept] * 1e6 / 2, rtol=0.101)


def test_single_incidents_cannot_be_taken_out_of_the_sum():
    """Non-negative least squares finds the places again in an exact surface, and not in a published one."""
    rng = np.random.default_rng(4)
    xy = rng.normal(500, 80, (40, 2))
    grid = Grid(200, 200, 15, 40, 40)
    surface = surface_of(xy, grid)
    side = np.arange(300, 701, 10.0)
    places = np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2)
    at = np.stack(np.meshgrid(grid.xs, grid.ys), axis=2).reshape(-1, 2)
    kernels = np.stack([density.surface(place[None], grid, bandwidth=BANDWIDTH).ravel() for place in places], axis=1)

    def found(values: Any) -> float:
        kept = np.isfinite(values).ravel()
        mass, _ = nnls(kernels[kept], values.ravel()[kept], maxiter=20_000)
        return float((cKDTree(places[mass > 0.3]).query(xy)[0] < 15).mean())

    raster = hotspot_surface.published(surface, PER_KM2, None)
    assert raster is not None
    assert len(at) == surface.values.size
    outside = np.full(surface.values.shape, np.nan)
    row, column = (round((a - 200) / 15) for a in (raster.grid.y0, raster.grid.x0))
    outside[row : row + raster.grid.ny, column : column + raster.grid.nx] = raster.values / 1e6
    assert found(np.where(surface.values >= 5 * ONE, surface.values, np.nan)) > 0.9
    # That many are near by chance: the middle is full of incidents.
    assert found(outside) < 0.5


@pytest.mark.parametrize("edge", [False, True])
@pytest.mark.parametrize("weights", [None, [1.0, 2.0, 5.0, 0.5]])
def test_probabilities_of_the_study_area_add_up_to_1(edge, weights):
    area = shapely.Point(500, 500).buffer(300)
    xy = [(500, 500), (300, 480), (780, 520), (500, 300)]
    weights = None if weights is None else np.array(weights)
    asked = options(area=area, edge=edge, unit=PROBABILITY)
    surface = hotspot_surface.shared(hotspot_surface.made(selection(xy, weights), asked)[0], asked)
    shares = surface.values * hotspot_surface.factor(surface, PROBABILITY, 3.0)
    assert np.nansum(shares) == pytest.approx(1)
    x, y = np.meshgrid(surface.grid.xs, surface.grid.ys)
    assert shapely.intersects_xy(area, x, y)[np.isfinite(shares)].all()
    assert np.isnan(shares).any()


def test_a_weight_is_as_many_incidents_and_the_edge_gives_back_what_lay_outside():
    area = shapely.box(0, 0, 1000, 1000)
    xy = np.random.default_rng(3).uniform(0, 1000, (400, 2))
    twice, _, _ = hotspot_surface.made(selection(xy, np.full(400, 2.0)), options(area=area))
    once, _, _ = hotspot_surface.made(selection(xy), options(area=area))
    np.testing.assert_allclose(twice.values, 2 * once.values, atol=1e-9 * once.values.max())
    corrected, _, _ = hotspot_surface.made(selection(xy), options(area=area, edge=True))
    grid = corrected.grid
    assert np.nansum(corrected.values) * grid.cell**2 == pytest.approx(400, rel=0.03)
    inside = once.values[(once.grid.ys > 0) & (once.grid.ys < 1000)][:, (once.grid.xs > 0) & (once.grid.xs < 1000)]
    assert inside.sum() * grid.cell**2 < 380


def test_incidents_outside_the_area_are_left_out_and_counted():
    area = shapely.box(0, 0, 1000, 1000)
    xy = [(500.0, 500.0), (600.0, 500.0), (1020.0, 500.0)]
    _, chosen, ((_, said),) = hotspot_surface.made(selection(xy), options(area=area, edge=True))
    assert (len(chosen.xy), said["count"]) == (2, 1)
    with pytest.raises(AnalysisError, match="lies in the study area"):
        hotspot_surface.made(selection([(5000.0, 0.0)]), options(area=area, edge=True))
    with pytest.raises(AnalysisError, match="leave out --edge"):
        hotspot_surface.made(selection(xy), options(edge=True))


def test_isolines_are_round_levels_above_five():
    xy = np.random.default_rng(3).normal(500, 80, (200, 2))
    levels, shapes = hotspot_surface.contours(surface_of(xy), PER_KM2, None)
    assert len(levels) == len(shapes) == 5
    assert levels[0] >= 5 * ONE * 1e6
    assert all(level == float(f"{level:.1e}") for level in levels)
    assert all(b.length < a.length for a, b in itertools.pairwise(shapes))
