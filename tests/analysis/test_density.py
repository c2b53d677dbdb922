"""Density against a brute-force sum, closed forms, spatstat and Vancouver."""

from __future__ import annotations

import csv
from math import exp, pi
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import convolution, density
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError

KERNELS = ("quartic", "gaussian")


def brute(xy: Any, at: Any, bandwidth: float, kernel: str, weights: Any = None) -> Any:
    """Sum of the kernels as the textbook writes them, at every pair of point and place."""
    weights = np.ones(len(xy)) if weights is None else weights
    at_x, at_y = at
    d2 = (np.asarray(at_x)[..., None] - xy[:, 0]) ** 2 + (np.asarray(at_y)[..., None] - xy[:, 1]) ** 2
    if kernel == "quartic":
        value = np.where(d2 < bandwidth**2, 3 / (pi * bandwidth**2) * (1 - d2 / bandwidth**2) ** 2, 0)
    else:
        value = np.exp(-d2 / (2 * bandwidth**2)) / (2 * pi * bandwidth**2)
    return (value * weights).sum(axis=-1)


def on_grid(xy: Any, grid: Grid, bandwidth: float, kernel: str, weights: Any = None) -> Any:
    return brute(xy, np.meshgrid(grid.xs, grid.ys), bandwidth, kernel, weights)


def clustered(rng: Any, n: int) -> Any:
    return rng.normal((500, 400), (150, 90), (n, 2))


@pytest.mark.parametrize("kernel", KERNELS)
def test_few_points_are_exact(kernel):
    rng = np.random.default_rng(5)
    xy, weights = clustered(rng, 300), rng.uniform(0, 3, 300)
    grid = Grid(0, 0, 20, 50, 40)
    expected = on_grid(xy, grid, 120, kernel, weights)
    found = density.surface(xy, grid, bandwidth=120, kernel=kernel, weights=weights)
    assert found.shape == (40, 50)
    np.testing.assert_allclose(found, expected, atol=2e-8 * expected.max())


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("cells", [1.5, 2.5, 4, 6, 10, 25])
@pytest.mark.parametrize("n", [1, 40, 3000])
def test_binned_within_two_thousandths_of_the_peak(kernel, cells, n):
    rng = np.random.default_rng(int(n * cells))
    xy = clustered(rng, n)
    grid = Grid(3, -7, 120 / cells, round(8 * cells), round(7 * cells))
    expected = on_grid(xy, grid, 120, kernel) if n * grid.nx * grid.ny < 3e7 else None
    if expected is None:
        expected = density._exact(xy, np.ones(n), grid, 120, density.KERNELS[kernel])
    found = convolution.convolved(xy, np.ones(n), grid, 120, density.KERNELS[kernel])
    assert np.abs(found - expected).max() <= 0.002 * expected.max()


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(KERNELS))
def test_binned_holds_where_all_points_coincide(east, north, kernel):
    grid = Grid(0, 0, 20, 40, 40)
    xy = np.array([[400 + 20 * east, 400 + 20 * north]])
    found = convolution.convolved(xy, np.ones(1), grid, 120, density.KERNELS[kernel])
    expected = on_grid(xy, grid, 120, kernel)
    assert np.abs(found - expected).max() <= 0.002 * density.peak(bandwidth=120, kernel=kernel)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("bandwidth", [25, 50, 90, 300])
def test_what_sharing_out_blurs_is_taken_back(kernel, bandwidth):
    xy = clustered(np.random.default_rng(8), 3000)
    grid = Grid(0, 0, 10, 100, 80)
    found = convolution.convolved(xy, np.ones(len(xy)), grid, bandwidth, density.KERNELS[kernel])
    expected = density._exact(xy, np.ones(len(xy)), grid, bandwidth, density.KERNELS[kernel])
    # Without it this is 0.1 %, on the side of too low peaks.
    assert np.abs(found - expected).max() <= 0.0003 * expected.max()


def test_a_large_grid_is_taken_in_parts(monkeypatch):
    xy = clustered(np.random.default_rng(8), 3000)
    grid = Grid(0, 0, 10, 101, 80)
    whole = density._tiled(xy, np.ones(len(xy)), grid, 45, density.KERNELS["quartic"])
    monkeypatch.setattr(density, "_MOST_NODES", 9 * 700)
    parts = density._tiled(xy, np.ones(len(xy)), grid, 45, density.KERNELS["quartic"])
    assert parts.shape == whole.shape
    np.testing.assert_allclose(parts, whole, atol=0.0003 * whole.max())


def test_many_points_take_the_binned_way_and_agree(monkeypatch):
    rng = np.random.default_rng(9)
    xy = rng.uniform(0, 3000, (20_000, 2))
    grid = Grid(0, 0, 15, 200, 200)
    exact = density.surface(xy, grid, bandwidth=150)
    monkeypatch.setattr(density, "_EXACT_WORK", 0)
    binned = density.surface(xy, grid, bandwidth=150)
    assert not np.array_equal(exact, binned)
    assert np.abs(binned - exact).max() <= 0.002 * exact.max()


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("way", [density._exact, convolution.convolved])
def test_mass_is_conserved(kernel, way):
    xy = clustered(np.random.default_rng(2), 500)
    grid = Grid(-1000, -1000, 10, 300, 280)
    found = way(xy, np.ones(500), grid, 100, density.KERNELS[kernel])
    assert found.sum() * grid.cell**2 == pytest.approx(500, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5e5, 5e5), st.floats(-5e5, 5e5), st.sampled_from(KERNELS))
def test_translation_invariance(seed, dx, dy, kernel):
    xy = clustered(np.random.default_rng(seed), 50)
    here = density.surface(xy, Grid(0, 0, 25, 40, 32), bandwidth=110, kernel=kernel)
    there = density.surface(xy + np.array((dx, dy)), Grid(dx, dy, 25, 40, 32), bandwidth=110, kernel=kernel)
    np.testing.assert_allclose(there, here, atol=1e-9 * here.max())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 60), st.sampled_from(KERNELS))
def test_additivity(seed, split, kernel):
    rng = np.random.default_rng(seed)
    xy, weights = clustered(rng, 60), rng.uniform(0, 5, 60)
    grid = Grid(0, 0, 25, 40, 32)

    def of(part: slice) -> Any:
        return density.surface(xy[part], grid, bandwidth=110, kernel=kernel, weights=weights[part])

    whole = of(slice(None))
    np.testing.assert_allclose(of(slice(split)) + of(slice(split, None)), whole, atol=1e-12 * whole.max())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_quarter_turn_turns_the_surface(seed):
    xy = clustered(np.random.default_rng(seed), 50)
    grid = Grid(-1000, -1000, 50, 40, 40)
    turned = density.surface(np.column_stack((-xy[:, 1], xy[:, 0])), grid, bandwidth=150)
    np.testing.assert_allclose(turned, np.rot90(density.surface(xy, grid, bandwidth=150), -1).copy(), atol=1e-18)


def test_points_outside_the_grid_count_where_they_reach_into_it():
    grid = Grid(0, 0, 10, 20, 20)
    xy = np.array([[-30.0, 100.0], [-500.0, 100.0]])
    found = density.surface(xy, grid, bandwidth=60)
    np.testing.assert_allclose(found, on_grid(xy, grid, 60, "quartic"), atol=1e-15)
    assert found.max() > 0


def test_no_points_are_a_surface_of_nothing():
    assert not density.surface(np.empty((0, 2)), Grid(0, 0, 10, 5, 4), bandwidth=100).any()


def test_peak_is_what_one_point_makes_at_its_place():
    grid = Grid(-5, -5, 10, 1, 1)
    assert density.surface(np.zeros((1, 2)), grid, bandwidth=150)[0, 0] == pytest.approx(density.peak(bandwidth=150))
    assert density.peak(bandwidth=150) == pytest.approx(3 / (pi * 150**2))
    assert density.peak(bandwidth=1, kernel="gaussian") == pytest.approx(1 / (2 * pi * (1 - exp(-18))))


@pytest.mark.parametrize(
    ("xy", "options", "message"),
    [
        ([[0.0, 0.0]], {"bandwidth": 0}, "bandwidth is 0 m"),
        ([[0.0, 0.0]], {"bandwidth": float("nan")}, "above 0"),
        ([[0.0, 0.0]], {"bandwidth": 10, "kernel": "round"}, "no kernel round"),
        ([[float("nan"), 0.0]], {"bandwidth": 10}, "no number"),
    ],
)
def test_bad_input_names_the_cure(xy, options, message):
    with pytest.raises(AnalysisError, match=message):
        density.surface(np.array(xy), Grid(0, 0, 10, 5, 5), **options)


def rows(file: Any) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "sigma", "integral"),
    [("spatstat_cells_kde_sigma0.07.csv", 0.07, 38.776680), ("spatstat_redwood_kde_sigma0.1.csv", 0.1, 55.754592)],
)
def test_spatstat_at_points_and_integral(shared, file, sigma, integral):
    table = rows(shared / "reference" / file)
    xy = np.array([(float(row["x"]), float(row["y"])) for row in table])
    expected = np.array([float(row["kde_noedge_pts"]) for row in table])
    # A grid of one cell around each point has that point as its centre.
    found = [
        density.surface(xy, Grid(x - 0.005, y - 0.005, 0.01, 1, 1), bandwidth=sigma, kernel="gaussian")[0, 0]
        for x, y in xy
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    low = xy.min() // 1
    unit = Grid(0, low, 1 / 128, 128, 128)
    # spatstat moves the points to the centres of its 128 x 128 pixels first: about 1 %.
    assert density.surface(xy, unit, bandwidth=sigma, kernel="gaussian").sum() / 128**2 == pytest.approx(
        integral, rel=0.01
    )


@pytest.fixture(scope="module")
def break_ins(shared):
    table = rows(shared / "vancouver_bc" / "crimedata_csv_AllNeighbourhoods_2025.csv")
    xy = [(float(row["X"]), float(row["Y"])) for row in table if row["TYPE"] == "Break and Enter Commercial"]
    return np.array([(x, y) for x, y in xy if x > 0])


@pytest.mark.shared
def test_vancouver_break_ins(shared, break_ins):
    assert len(break_ins) == 1276
    grid = Grid(483_000, 5_449_000, 100, 160, 140)
    found = density.surface(break_ins, grid, bandwidth=250, kernel="gaussian") * 1e6
    row, column = np.unravel_index(found.argmax(), found.shape)
    assert (grid.xs[column], grid.ys[row]) == (492_350, 5_458_850)
    assert found.max() == pytest.approx(1e6 * brute(break_ins, (492_350, 5_458_850), 250, "gaussian"), rel=1e-6)
    # spatstat's published peak, 142.2367, is of points moved to the centres of its 100 m pixels; moved so, ours is too.
    assert found.max() == pytest.approx(142.2367, rel=0.01)
    centres = np.floor((break_ins - (483_000, 5_449_000)) / 100) * 100 + (483_050, 5_449_050)
    moved = density.surface(centres, grid, bandwidth=250, kernel="gaussian") * 1e6
    assert moved.max() == pytest.approx(142.236690893, rel=1e-6)
    assert moved.sum() * 0.01 == pytest.approx(1275.98685804, rel=1e-5)


@pytest.mark.shared
def test_vancouver_break_ins_at_points(shared, break_ins):
    table = rows(shared / "reference" / "vancouver_BEC2025_kde_sigma250_at_points.csv")[::40]
    for row in table:
        x, y = float(row["X"]), float(row["Y"])
        found = density.surface(break_ins, Grid(x - 5, y - 5, 10, 1, 1), bandwidth=250, kernel="gaussian")
        assert found[0, 0] * 1e6 == pytest.approx(float(row["kde_per_km2"]), rel=1e-6)
