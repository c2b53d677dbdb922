"""Density along streets: closed forms, brute force over walks, mass, and spNetwork's results on real streets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import density, lixels, network
from spaceplanner.analysis import network_density as nd
from spaceplanner.errors import AnalysisError


def on(edge: Any, offset: Any) -> network.Snapped:
    offset = np.asarray(offset, dtype=np.float64)
    return network.Snapped(np.asarray(edge, dtype=np.int64), offset, np.zeros(len(offset)))


def kernel(distance: Any, bandwidth: float) -> Any:
    return 15 / 16 * np.maximum(1 - np.square(np.asarray(distance) / bandwidth), 0) ** 2 / bandwidth


def star(*lengths: float) -> network.Network:
    """Streets from one crossing, in even directions, out."""
    angles = np.arange(len(lengths)) * 2 * np.pi / len(lengths)
    ends = np.column_stack((np.cos(angles), np.sin(angles))) * np.array(lengths)[:, None]
    return network.build(shapely.linestrings([[(0, 0), tuple(end)] for end in ends]), tolerance=1e-6)


def tangle(seed: int, *, nodes: int = 6, edges: int = 9, short: float = 1.0) -> network.Network:
    """A random network with cycles and dead ends; its first edge is short."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 120, (nodes, 2))
    places[1] = places[0] + (short, 0)
    pairs = {(0, 1)} | {tuple(sorted(rng.choice(nodes, 2, replace=False))) for _ in range(edges)}
    return network.build(shapely.linestrings([[places[a], places[b]] for a, b in sorted(pairs)]), tolerance=1e-6)


def walked(
    net: network.Network, start: tuple[int, float], place: tuple[int, float], h: float, *, method: str, open_ends: bool
) -> float:
    """The density of one incident at one place, both an edge and metres along it, by following every walk."""
    (edge, at), (to, where) = start, place
    degree = np.bincount(net.ends.ravel())
    total = float(kernel(abs(at - where), h)) if edge == to else 0.0
    # (directed edge, distance at its end, strength): forwards is (e, 1), backwards (e, 0), named by the end they reach.
    todo = [(edge, 1, net.lengths[edge] - at, 1.0), (edge, 0, at, 1.0)]
    while todo:
        e, end, distance, strength = todo.pop()
        if distance >= h or strength == 0.0:
            continue
        node, n = net.ends[e, end], degree[net.ends[e, end]]
        for other, side in np.argwhere(net.ends == node):
            back = (other, side) == (e, end)
            if n == 1:
                share = 0.0 if open_ends else 1.0
            elif method == "continuous":
                share = 2 / n - back
            else:
                share = 0.0 if back else 1 / (n - 1)
            length = net.lengths[other]
            if other == to:
                ahead = where if side == 0 else length - where
                total += share * strength * float(kernel(distance + ahead, h))
            todo.append((int(other), 1 - int(side), distance + length, share * strength))
    return total


@pytest.mark.parametrize("method", nd.METHODS)
@pytest.mark.parametrize("name", ["quartic", "gaussian"])
def test_a_long_street_has_the_kernel_of_a_line(method, name):
    net = network.build(np.array([shapely.LineString([(0, 0), (900, 0)]), shapely.LineString([(900, 0), (2000, 0)])]))
    x = np.linspace(0, 2000, 401)
    edge, offset = (x > 900).astype(np.int64), np.where(x > 900, x - 900, x)
    found = nd.along(net, on([0], [870.3]), edge, offset, bandwidth=120, kernel=name, method=method)
    expected = (
        kernel(x - 870.3, 120)
        if name == "quartic"
        else np.exp(-((x - 870.3) ** 2) / 2 / 120**2) / 120 / np.sqrt(2 * np.pi)
    )
    np.testing.assert_allclose(found, expected, atol=2e-5 * expected.max())
    assert nd.peak(bandwidth=120, kernel=name) == pytest.approx(expected.max(), rel=1e-3)


def test_a_crossing_splits_by_hand():
    net = star(500, 500, 500, 500)
    places = [10.0, 40.0]
    one = on([0], [30.0])
    edge, offset = np.repeat(np.arange(4), 2), np.tile(places, 4)
    own, through = kernel(np.abs(np.array(places) - 30), 100), kernel(np.array(places) + 30, 100)
    found = nd.along(net, one, edge, offset, bandwidth=100)
    np.testing.assert_allclose(found, np.concatenate((own, *[through / 3] * 3)), rtol=1e-4, atol=1e-9)
    found = nd.along(net, one, edge, offset, bandwidth=100, method="continuous")
    np.testing.assert_allclose(found, np.concatenate((own - through / 2, *[through / 2] * 3)), rtol=1e-4, atol=1e-9)
    # At the crossing itself, half of a doubled kernel runs into each of the four.
    found = nd.along(net, on([2], [0.4]), edge, offset, bandwidth=100)
    np.testing.assert_allclose(found, np.tile(kernel(places, 100), 4) / 2, rtol=1e-4)


def test_centimetres_beside_a_crossing_do_not_decide():
    net = star(300, 200, 250)
    pieces = lixels.divide(net, 20)
    one = [nd.along(net, on([e], [0.05]), pieces.edge, pieces.middle, bandwidth=100) for e in range(3)]
    np.testing.assert_allclose(one[0], one[1])
    np.testing.assert_allclose(one[0], one[2])


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(
        # The continuous way turns back at every node: walks along a very short edge are too many to follow.
        [("discontinuous", 0.05), ("discontinuous", 0.9), ("continuous", 0.9), *((m, 4.0) for m in nd.METHODS)]
    ),
    st.booleans(),
)
def test_following_every_walk_gives_the_same(seed, case, open_ends):
    (method, short), h = case, 60.0 if case[1] >= 4 else 12.0
    net = tangle(seed, short=short)
    rng = np.random.default_rng(seed)
    edge, to = rng.integers(0, len(net.lengths), (2, 4))
    at, where = rng.uniform(0, net.lengths[edge]), rng.uniform(0, net.lengths[to])
    found = nd.along(net, on(edge, at), to, where, bandwidth=h, method=method, open_ends=open_ends, at_node=0)
    expected = [
        sum(walked(net, (e, a), (t, w), h, method=method, open_ends=open_ends) for e, a in zip(edge, at, strict=True))
        for t, w in zip(to, where, strict=True)
    ]
    np.testing.assert_allclose(found, expected, atol=1e-3 * nd.peak(bandwidth=h))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(nd.METHODS), st.sampled_from([0.03, 0.5, 8.0]), st.booleans())
def test_each_incident_keeps_its_mass(seed, method, short, crowded):
    net = tangle(seed, short=short)
    rng = np.random.default_rng(seed)
    edge = rng.integers(0, len(net.lengths), 20)
    at = np.zeros(20) if crowded else rng.uniform(0, net.lengths[edge])
    weights = rng.uniform(0.5, 2, 20)
    pieces = lixels.divide(net, 0.5)
    found = nd.along(net, on(edge, at), pieces.edge, pieces.middle, bandwidth=70, method=method, weights=weights)
    assert (found * pieces.lengths).sum() == pytest.approx(weights.sum(), rel=2e-3)
    leaky = nd.along(
        net, on(edge, at), pieces.edge, pieces.middle, bandwidth=70, method=method, weights=weights, open_ends=True
    )
    assert (leaky * pieces.lengths).sum() <= weights.sum() * (1 + 2e-3)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_continuous_way_is_continuous_and_symmetric(seed):
    net = tangle(seed)
    rng = np.random.default_rng(seed)
    edge = rng.integers(0, len(net.lengths), 5)
    at = rng.uniform(0, net.lengths[edge])
    # All edges say the same of a node.
    ends = np.arange(len(net.lengths)).repeat(2)
    offset = np.column_stack((np.zeros(len(net.lengths)), net.lengths)).ravel()
    found = nd.along(net, on(edge, at), ends, offset, bandwidth=80, method="continuous")
    mean = np.bincount(net.ends.ravel(), found) / np.bincount(net.ends.ravel())
    np.testing.assert_allclose(found, mean[net.ends.ravel()], atol=1e-3 * nd.peak(bandwidth=80))
    # What one place gives another it gets back (both kernels' sums run over the same walks, reversed).
    for method in nd.METHODS:
        there = nd.along(net, on(edge[:1], at[:1]), edge[1:2], at[1:2], bandwidth=80, method=method, at_node=0)
        back = nd.along(net, on(edge[1:2], at[1:2]), edge[:1], at[:1], bandwidth=80, method=method, at_node=0)
        np.testing.assert_allclose(there, back, atol=1e-3 * nd.peak(bandwidth=80))


def test_weights_and_heaps_add_up():
    net = tangle(3)
    pieces = lixels.divide(net, 10)
    apart = nd.along(net, on([0, 2, 2, 2], [0.3, 9.0, 9.0, 9.0]), pieces.edge, pieces.middle, bandwidth=50)
    heap = nd.along(net, on([0, 2], [0.3, 9.0]), pieces.edge, pieces.middle, bandwidth=50, weights=np.array([1.0, 3.0]))
    np.testing.assert_allclose(apart, heap, rtol=1e-9)
    share = lixels.probability(heap, pieces)
    assert share.sum() == pytest.approx(1)
    assert np.isnan(lixels.probability(np.zeros(len(heap)), pieces)).all()


def test_loops_and_parallel_streets():
    loop = shapely.LineString([(0, 0), (30, 0), (30, 30), (0, 30), (0, 0)])
    net = network.build(np.array([loop, shapely.LineString([(-80, 0), (0, 0)])]))
    pieces = lixels.divide(net, 0.5)
    for method in nd.METHODS:
        found = nd.along(net, on([1], [70.0]), pieces.edge, pieces.middle, bandwidth=60, method=method)
        assert (found * pieces.lengths).sum() == pytest.approx(1, rel=1e-3)
        around = found[pieces.edge == 0]
        np.testing.assert_allclose(around, around[::-1], rtol=1e-6, atol=1e-9)


def test_no_incident_near_is_zero_and_off_the_network_is_passed_over():
    net = star(500, 500, 500)
    pieces = lixels.divide(net, 50)
    none = nd.along(net, on([], []), pieces.edge, pieces.middle, bandwidth=100)
    off = nd.along(net, on([-1], [np.nan]), pieces.edge, pieces.middle, bandwidth=100)
    assert not none.any()
    assert not off.any()
    far = nd.along(net, on([0], [490.0]), pieces.edge, pieces.middle, bandwidth=100)
    assert not far[pieces.edge != 0].any()


def test_pieces_are_equal_and_cover_their_edges():
    net = star(100, 101, 30)
    pieces = lixels.divide(net, 50)
    assert np.bincount(pieces.edge).tolist() == [2, 3, 1]
    np.testing.assert_allclose(np.bincount(pieces.edge, pieces.lengths), net.lengths)
    np.testing.assert_allclose(shapely.length(lixels.shapes(net, pieces)), pieces.lengths)


def test_each_place_is_in_one_piece():
    net = star(100, 101, 30)
    pieces = lixels.divide(net, 50)
    found = lixels.holding(net, pieces, np.array([0, 0, 1, 1, 2]), np.array([0.0, 100.0, 40.0, 101.0, 30.0]))
    assert found.tolist() == [0, 1, 3, 4, 5]


def test_places_are_counted_on_pieces_and_at_a_crossing_on_all_that_meet_there():
    net = star(100, 101, 30)
    pieces = lixels.divide(net, 50)
    at = on([0, 0, 1, 2, -1, 2], [0.4, 99.9, 40.0, 0.0, np.nan, 29.9])
    found = lixels.counts(net, pieces, at)
    np.testing.assert_allclose(found, [2 / 3, 1, 2 / 3, 1, 0, 2 / 3 + 1])
    np.testing.assert_allclose(lixels.counts(net, pieces, at, at_node=0.1), [1 + 1 / 3, 1, 1 / 3, 1, 0, 1 + 1 / 3])
    assert lixels.counts(net, pieces, on([], [])).tolist() == [0] * 6


def test_runs_hang_together_through_nodes():
    net = star(100, 100, 100)
    pieces = lixels.divide(net, 25)
    hot = np.zeros(12, dtype=bool)
    hot[[0, 1, 4, 7, 11]] = True  # two on the first street, one on the second, and ends of the second and third
    assert lixels.runs(net, pieces, hot).tolist() == [0, 0, -1, -1, 0, -1, -1, 1, -1, -1, -1, 2]
    assert (lixels.runs(net, pieces, ~hot | hot) == 0).all()
    assert (lixels.runs(net, pieces, hot & ~hot) == -1).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"bandwidth": 0}, "choose one above 0"),
        ({"bandwidth": float("nan")}, "choose one above 0"),
        ({"kernel": "cubic"}, "There is no kernel cubic"),
        ({"method": "simple"}, "not simple"),
        ({"weights": np.array([np.nan])}, "no number"),
    ],
)
def test_what_cannot_be_asked_is_said(wrong, said):
    net = star(100, 100, 100)
    with pytest.raises(AnalysisError, match=said):
        nd.along(net, on([0], [5.0]), np.array([0]), np.array([5.0]), **({"bandwidth": 100} | wrong))
    with pytest.raises(AnalysisError, match="choose one above 0"):
        lixels.divide(net, 0)
    with pytest.raises(AnalysisError, match="greater length"):
        lixels.divide(net, 1e-6)


def samples(lines: Any) -> Any:
    """Middles of pieces of 200 m; a rest under 50 m belongs to the piece before (spNetwork's `lixelize_lines`)."""
    found = []
    for line in lines:
        cuts = np.arange(200, line.length, 200) if line.length >= 250 else np.empty(0)
        cuts = cuts[: len(cuts) - (len(cuts) > 0 and line.length - cuts[-1] < 50)]
        bounds = np.concatenate(([0], cuts, [line.length]))
        found.append(shapely.line_interpolate_point(line, (bounds[1:] + bounds[:-1]) / 2))
    return shapely.get_coordinates(np.concatenate(found))


@pytest.fixture(scope="module")
def vignette(shared):
    geopandas = pytest.importorskip("geopandas")
    lines = geopandas.read_file(shared / "networks" / "mtl_network.gpkg").geometry.to_numpy()
    events = geopandas.read_file(shared / "reference" / "spNetwork_vignette_nkde_events.gpkg")
    published = np.loadtxt(shared / "reference" / "spNetwork_vignette_nkde_densities.csv", skiprows=1)
    net = network.build(lines)
    where = network.snap(net, samples(lines))
    at = network.snap(net, shapely.get_coordinates(events.geometry.to_numpy()))
    return net, at, where, events["weight"].to_numpy(), published


@pytest.mark.shared
class TestSpNetwork:
    """The package's vignette NKDE: 267 joined accidents, quartic, 300 m, discontinuous, walks of up to 8 crossings.

    Its density is divided by the bandwidth once more (div = "bw"), lines end open at dead ends, and what lies within a
    metre of the beginning of a line lies at it (tol = 1).
    """

    def test_where_no_incident_is_beside_a_crossing_all_is_the_same(self, vignette):
        net, at, where, weights, published = vignette
        beside = np.minimum(at.offset, net.lengths[at.edge] - at.offset) <= 1
        reached = nd.along(
            net, at, where.edge, where.offset, bandwidth=305, weights=beside.astype(float), open_ends=True
        )
        clear = reached < 1e-12
        found = nd.along(net, at, where.edge, where.offset, bandwidth=300, weights=weights, open_ends=True) / 300
        assert ((published[clear] > 0).sum(), clear.sum()) == (82, 489)
        np.testing.assert_allclose(found[clear], published[clear], atol=1e-4 * published.max())

    def test_everywhere_nearly_all(self, vignette):
        # It puts some incidents that lie centimetres from a crossing on one of the streets, others on the crossing.
        net, at, where, weights, published = vignette
        found = nd.along(net, at, where.edge, where.offset, bandwidth=300, weights=weights, open_ends=True) / 300
        apart = np.abs(found - published) / published.max()
        assert np.quantile(apart, [0.5, 0.9, 0.95]) == pytest.approx([0, 0, 0], abs=5e-3)
        assert (apart > 0.01).mean() < 0.035
        assert found.sum() == pytest.approx(published.sum(), rel=3e-3)

    def test_ten_incidents_put_on_one_street_explain_all_but_one_crossing(self, vignette):
        """It puts these ten, centimetres from a crossing, on their street: 1 into it, 1 / (n - 1) into the others.

        All others that are as near lie at the crossing, 2 / n into each. What is left is within 240 m of one of them,
        at a crossing with a street of 6 m; why it differs there is not known.
        """
        net, at, where, weights, published = vignette
        alone = np.isin(np.arange(len(weights)), [59, 103, 133, 155, 178, 182, 185, 216, 221, 257])
        beside = np.minimum(at.offset, net.lengths[at.edge] - at.offset) <= 1
        assert (beside.sum(), beside[alone].all()) == (217, True)
        off = network.Snapped(at.edge, np.clip(at.offset, 1e-6, net.lengths[at.edge] - 1e-6), at.distance)
        found = sum(
            nd.along(
                net,
                off,
                where.edge,
                where.offset,
                bandwidth=300,
                weights=np.where(some, weights, 0.0),
                open_ends=True,
                at_node=reach,
            )
            / 300
            for some, reach in ((alone, 0.0), (~alone, nd.AT_NODE))
        )
        apart = np.flatnonzero(np.abs(found - published) > 1e-3 * published.max())
        assert len(apart) == 25
        there = shapely.get_point(net.shapes[at.edge[226]], 0 if at.offset[226] < 1 else -1)
        places = [net.shapes[e].interpolate(o) for e, o in zip(where.edge[apart], where.offset[apart], strict=True)]
        assert max(shapely.distance(places, there)) < 240


def test_gaussian_peak_is_that_of_a_mass_of_one():
    x = np.linspace(-6, 6, 200_001)
    shape = density.KERNELS["gaussian"].shape(x**2)
    assert np.trapezoid(shape, x) * nd.PEAKS["gaussian"] == pytest.approx(1, abs=1e-9)
