"""Rule of thumb against closed forms, the choice on held-out months against a plain loop."""

from __future__ import annotations

from dataclasses import replace
from math import pi

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import bandwidth, density, lixels, network, network_density, prediction
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError

GRID = Grid(0, 0, 50, 40, 30)


def test_the_constants_are_silvermans():
    # h^6 = 2 R(K) / (m2^2 n / (2 pi)) for a normal cloud of spread 1; R and m2 of the quartic are 9 / (5 pi) and 1 / 8.
    assert (2 * 9 / (5 * pi) * 64 * 2 * pi) ** (1 / 6) == pytest.approx(bandwidth.RULE["quartic"])
    assert bandwidth.RULE["quartic"] == pytest.approx(2.78, abs=0.005)
    assert (2 / (4 * pi) * 2 * pi) ** (1 / 6) == pytest.approx(bandwidth.RULE["gaussian"])


def test_the_rule_by_hand():
    # Variances with n - 1: x 2 / 3 * 100^2 * 2, y the same; s = 115.470, n^(-1/6) = 0.793701.
    xy = np.array([(-100.0, -100.0), (-100.0, 100.0), (100.0, -100.0), (100.0, 100.0)])
    assert bandwidth.rule_of_thumb(xy, kernel="gaussian") == pytest.approx(91.6486, abs=1e-3)
    assert bandwidth.rule_of_thumb(xy) == pytest.approx(91.6486 * 2.7794, rel=1e-4)
    assert bandwidth.rule_of_thumb(3 * xy + 7) == pytest.approx(3 * bandwidth.rule_of_thumb(xy))


@pytest.mark.parametrize("n", [1, 5])
def test_one_point_has_no_pattern(n):
    with pytest.raises(AnalysisError, match="one point"):
        bandwidth.rule_of_thumb(np.full((n, 2), 12.5))


def city(months: int = 16):
    rng = np.random.default_rng(3)
    centres = np.array([(400, 400), (1500, 900), (900, 1200)])
    xy = centres[rng.integers(0, 3, 600)] + rng.normal(0, 110, (600, 2))
    return xy, rng.integers(0, months, 600)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_each_month_is_predicted_from_all_before_it(kernel):
    xy, months = city()
    inside = np.ones((30, 40), dtype=bool)
    inside[:, :4] = False
    choice = bandwidth.held_out(xy, months, GRID, (300, 120, 600), area_share=0.05, kernel=kernel, inside=inside)
    assert choice is not None
    assert choice.months == bandwidth.MOST_MONTHS
    for metres, rate in choice.hit_rates:
        hits, all_of_them = 0.0, 0
        for month in range(4, 16):
            past = density.surface(xy[months < month], GRID, bandwidth=metres, kernel=kernel)
            found = prediction.accuracy(past, xy[months == month], area_share=0.05, grid=GRID, inside=inside)
            hits, all_of_them = hits + found.hit_rate * found.incidents, all_of_them + found.incidents
        assert rate == pytest.approx(hits / all_of_them, abs=0.003)
    assert [metres for metres, _ in choice.hit_rates] == [120, 300, 600]
    assert dict(choice.hit_rates)[choice.bandwidth] == max(rate for _, rate in choice.hit_rates)


@pytest.mark.parametrize("method", network_density.METHODS)
def test_along_streets_each_month_is_predicted_from_all_before_it(method):
    rng = np.random.default_rng(2)
    lines = [shapely.LineString([(0, y), (2000, y)]) for y in range(0, 2001, 400)]
    lines += [shapely.LineString([(x, 0), (x, 2000)]) for x in range(0, 2001, 400)]
    streets = network.build(np.array(lines, dtype=object), crossings=True)
    xy = np.array([(400, 400), (1600, 800), (800, 1200)])[rng.integers(0, 3, 300)] + rng.normal(0, 90, (300, 2))
    months, at = rng.integers(0, 15, 300), network.snap(streets, xy, farthest=400)
    pieces = lixels.divide(streets, 50)
    within = streets.nodes[streets.ends].mean(axis=1)[:, 0] < 1500
    judged = within[pieces.edge]
    choice = bandwidth.held_out_along(streets, at, months, pieces, (300, 120), within=within, share=0.1, method=method)
    assert choice is not None
    assert choice.months == bandwidth.MOST_MONTHS
    for metres, rate in choice.hit_rates:
        hits = total = 0.0
        for month in range(3, 15):
            some = [network.snap(streets, xy[chosen], farthest=400) for chosen in (months < month, months == month)]
            past = network_density.along(streets, some[0], pieces.edge, pieces.middle, bandwidth=metres, method=method)
            only = replace(some[1], edge=np.where(within[some[1].edge], some[1].edge, -1))
            later = lixels.counts(streets, pieces, only)[judged]
            found = prediction.accuracy_along(past[judged], later, pieces.lengths[judged], share=0.1)
            hits, total = hits + found.hit_rate * later.sum(), total + later.sum()
        assert rate == pytest.approx(hits / total, abs=1e-6)
    assert len({rate for _, rate in choice.hit_rates}) == 2


def test_of_equal_ones_the_widest_and_always_the_same():
    xy, months = city(4)
    everything = bandwidth.held_out(xy, months, GRID, (150, 400, 250), area_share=1.0)
    assert everything is not None
    assert everything.bandwidth == 400
    again = [bandwidth.held_out(xy, months, GRID, (150, 400), area_share=0.1) for _ in range(2)]
    assert again[0] == again[1]


def test_one_month_chooses_nothing():
    xy, _ = city()
    assert bandwidth.held_out(xy, np.zeros(len(xy), dtype=np.int64), GRID, (150,), area_share=0.1) is None
    assert bandwidth.held_out(xy[:0], np.zeros(0, dtype=np.int64), GRID, (150,), area_share=0.1) is None
