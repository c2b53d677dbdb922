"""Edge correction along streets: by hand, spNetwork's own cases, brute force over walks, and mass that is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import lixels, network, network_edge
from spaceplanner.analysis import network_density as nd
from spaceplanner.errors import AnalysisError
from tests.analysis.test_network_density import on, tangle, walked

AREA = shapely.box(-5, -4, 5, 5)
CROSS = [
    [(0, 5), (0, 0)],
    [(-5, 0), (0, 0)],
    [(0, -5), (0, 0)],
    [(5, 0), (0, 0)],
    [(-5, -5), (0, -5)],
    [(0, -5), (5, -5)],
]


def between(low: float, high: float, h: float) -> float:
    """The quartic's integral between two distances."""
    u = np.array([low, high]) / h
    return float(np.diff(15 / 16 * (u - 2 * u**3 / 3 + u**5 / 5))[0])


def parted(lines: Any, area: Any) -> tuple[network.Network, Any]:
    net = network.build(network_edge.split(lines, area), tolerance=1e-6)
    return net, network_edge.inside(net, area)


@pytest.mark.parametrize("method", nd.METHODS)
def test_spnetworks_own_cases(method):
    """Its tests of `correction_factor` (events at (0, 3), (3, 0), (0, -3), bandwidth 3) with the quartic kernel."""
    net, within = parted(shapely.linestrings(CROSS), AREA)
    at = network.snap(net, np.array([(0.0, 3), (3, 0), (0, -3)]))
    outside = between(1, 2, 3)
    if method == "discontinuous":
        outside += 2 * between(2, 3, 3) / 2
    else:
        outside += between(2, 3, 3) * (2 - 3) / 3 + 2 * between(2, 3, 3) * 2 / 3
    kept = network_edge.mass(net, at, within, bandwidth=3, method=method)
    # The dead ends at (0, 5) and (5, 0) turn the kernel back: nothing of it is outside.
    np.testing.assert_allclose(kept, [1, 1, 1 - outside], atol=2e-4)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
@pytest.mark.parametrize("method", nd.METHODS)
def test_at_the_boundary_half_of_a_kernel_is_kept(method, kernel):
    """A long street: cut by the layer at one end, crossing the boundary at the other."""
    net, within = parted(np.array([shapely.LineString([(0, 0), (9000, 0)])]), shapely.box(-50, -50, 6000, 50))
    assert within.tolist() == [True, False]
    cut = network_edge.cuts(net, shapely.box(0, -50, 6000, 50))
    assert net.nodes[cut, 0].tolist() == [0, 9000]
    at = network.snap(net, np.array([(0.0, 0), (3000, 0), (5999.999999, 0)]))
    kept = network_edge.mass(net, at, within, bandwidth=150, kernel=kernel, method=method, open_ends=cut)
    np.testing.assert_allclose(kept, [0.5, 1, 0.5], atol=2e-4)
    kept = network_edge.mass(net, at, within, bandwidth=150, kernel=kernel, method=method)
    np.testing.assert_allclose(kept, [1, 1, 0.5], atol=2e-4)


def test_what_the_boundary_cuts_off_is_right_to_a_twenty_thousandth():
    """The boundary 40 m from an incident: the quartic's closed form, to what ten pieces of a bandwidth can tell."""
    net, within = parted(np.array([shapely.LineString([(0, 0), (9000, 0)])]), shapely.box(-50, -50, 6000, 50))
    at = network.snap(net, np.array([(5960.0, 0)]))
    kept = network_edge.mass(net, at, within, bandwidth=150)
    np.testing.assert_allclose(kept, [1 - between(40, 150, 150)], rtol=0, atol=5e-5)


def test_dead_ends_are_no_boundary():
    lines = shapely.linestrings(
        [[(0, 50), (60, 50)], [(0, 50), (0, 99.5)], [(0, 50), (-150, 50)], [(0, 50), (40, 0.0)]]
    )
    net = network.build(lines)
    cut = network_edge.cuts(net, shapely.box(-100, 0, 100, 100))
    # Within a metre of the boundary, on it, and beyond it; the one in the middle of the area is a dead end.
    assert sorted(map(tuple, net.nodes[cut].tolist())) == [(-150, 50), (0, 99.5), (40, 0)]


def test_lines_are_parted_where_they_leave_and_stay_the_same():
    area = shapely.box(0, 0, 100, 100)
    lines = np.array(
        [
            shapely.LineString([(10, 10), (90, 10)]),
            shapely.LineString([(-50, 20), (150, 20)]),
            shapely.LineString([(200, 0), (300, 0)]),
            shapely.LineString([(0, 10), (0, 90)]),
            None,
            shapely.Point(3, 3),
        ],
        dtype=object,
    )
    found = network_edge.split(lines, area)
    assert shapely.get_num_geometries(found[:4]).tolist() == [1, 3, 1, 1]
    np.testing.assert_allclose(shapely.length(found), shapely.length(lines))
    assert lines[1].geom_type == "LineString"
    net, within = parted(lines, area)
    # A street on the boundary lies in the area.
    assert net.lengths[within].sum() == pytest.approx(80 + 100 + 80)
    assert set(net.street.tolist()) == {0, 1, 2, 3}
    assert network_edge.split(lines[:1], area)[0] is lines[0]


def walks_kept(
    net: network.Network,
    start: tuple[int, float],
    within: Any,
    h: float,
    *,
    method: str,
    open_ends: bool,
    steps: int = 40,
) -> float:
    """The mass of one incident on some edges, by following every walk to each of many places on them."""
    middles = (np.arange(steps) + 0.5) / steps
    parts = [
        float(net.lengths[e])
        / steps
        * walked(net, start, (int(e), w * net.lengths[e]), h, method=method, open_ends=open_ends)
        for e in np.flatnonzero(within)
        for w in middles
    ]
    return sum(parts)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(nd.METHODS), st.booleans())
def test_following_every_walk_gives_the_same(seed, method, open_ends):
    net = tangle(seed, nodes=5, edges=5, short=6.0)
    rng = np.random.default_rng(seed)
    within = rng.random(len(net.lengths)) < 0.6
    edge = int(rng.integers(0, len(net.lengths)))
    at = float(rng.uniform(0, net.lengths[edge]))
    found = network_edge.mass(
        net, on([edge], [at]), within, bandwidth=40, method=method, open_ends=open_ends, at_node=0
    )
    expected = walks_kept(net, (edge, at), within, 40.0, method=method, open_ends=open_ends)
    assert found[0] == pytest.approx(expected, abs=4e-3)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(nd.METHODS),
    st.sampled_from(["quartic", "gaussian"]),
    st.booleans(),
)
def test_after_correction_all_incidents_lie_in_the_area(seed, method, kernel, crowded):
    rng = np.random.default_rng(seed)
    area = shapely.box(*rng.uniform(0, 40, 2), *rng.uniform(70, 120, 2))
    whole = tangle(seed, short=8.0)
    net, within = parted(whole.shapes, area)
    edges = np.flatnonzero(within)
    if not len(edges):
        return
    cut = network_edge.cuts(net, area)
    edge = rng.choice(edges, 15)
    at = on(edge, np.zeros(15) if crowded else rng.uniform(0, net.lengths[edge]))
    weights = rng.uniform(0.5, 2, 15)
    how = {"bandwidth": 50 if kernel == "quartic" else 18, "kernel": kernel, "method": method, "open_ends": cut}
    kept = network_edge.mass(net, at, within, **how)
    assert (kept > 0).all()
    pieces = lixels.divide(net, 0.5)
    held = within[pieces.edge]
    density = nd.along(net, at, pieces.edge[held], pieces.middle[held], weights=weights / kept, **how)
    assert (density * pieces.lengths[held]).sum() == pytest.approx(weights.sum(), rel=3e-3)


def test_incidents_at_a_crossing_start_into_all_its_streets():
    net, within = parted(shapely.linestrings(CROSS), shapely.box(-5, -6, 1, 6))
    kept = network_edge.mass(net, on([0, 1], [net.lengths[0], net.lengths[1]]), within, bandwidth=4)
    assert kept[0] == pytest.approx(kept[1])
    # Three quarters and the first metre of the fourth; (0, 0) ends all four streets.
    assert kept[0] == pytest.approx(0.75 + 0.25 * 2 * between(0, 1, 4), abs=3e-4)


def test_what_is_not_on_the_network_has_no_mass_and_bad_input_is_said():
    net, within = parted(shapely.linestrings(CROSS), AREA)
    assert np.isnan(network_edge.mass(net, on([-1], [np.nan]), within, bandwidth=3)).all()
    assert network_edge.mass(net, on([0], [1.0]), ~within & within, bandwidth=3).tolist() == [0]
    for wrong in ({"bandwidth": 0}, {"kernel": "cubic"}, {"method": "simple"}):
        with pytest.raises(AnalysisError):
            network_edge.mass(net, on([0], [1.0]), within, **({"bandwidth": 3} | wrong))
