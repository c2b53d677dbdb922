"""Streets made into a network, places taken to edges, and walking distance beside brute force over inserted nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csgraph

from spaceplanner.analysis import network
from spaceplanner.errors import AnalysisError


def lines(*paths: Any) -> Any:
    return np.array([shapely.LineString(path) for path in paths], dtype=object)


def tangle(seed: int) -> network.Network:
    """A random network of bent streets, with a cut-off part."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 1000, (12, 2))
    paths = []
    for _ in range(18):
        a, b = rng.choice(10, 2, replace=False)
        paths.append([places[a], (places[a] + places[b]) / 2 + rng.normal(0, 30, 2), places[b]])
    paths.append([places[10] + 3000, places[11] + 3000])
    # No gaps closed: each shortens ways by up to the tolerance.
    return network.build(lines(*paths), tolerance=1e-6)


def by_inserting(net: network.Network, sources: network.Snapped, targets: network.Snapped) -> Any:
    """Distances by Floyd and Warshall, with every place inserted as a node of its edge and a leg to it."""
    n, s, t = len(net.nodes), len(sources.edge), len(targets.edge)
    size = n + 2 * (s + t)
    matrix = np.full((size, size), np.inf)
    edge, offset = np.concatenate((sources.edge, targets.edge)), np.concatenate((sources.offset, targets.offset))
    leg = np.concatenate((sources.distance, targets.distance))
    for e, (a, b) in enumerate(net.ends):
        here = np.flatnonzero(edge == e)
        chain = [a, *(n + here[np.argsort(offset[here])]), b]
        at = [0, *np.sort(offset[here]), net.lengths[e]]
        for i in range(len(chain) - 1):
            x, y = chain[i], chain[i + 1]
            if x != y:
                matrix[x, y] = matrix[y, x] = min(matrix[x, y], at[i + 1] - at[i])
    for p in range(s + t):
        if edge[p] >= 0:
            matrix[n + p, n + s + t + p] = matrix[n + s + t + p, n + p] = leg[p]
    for k in range(size):
        matrix = np.minimum(matrix, matrix[:, k, None] + matrix[None, k])
    return matrix[n + s + t : n + 2 * s + t, n + 2 * s + t :]


class TestBuild:
    def test_streets_meet_at_ends_vertices_and_where_an_end_touches(self):
        net = network.build(
            lines(
                [(0, 0), (50, 0), (100, 0)],
                [(50, 0), (50, 80)],  # begins at a vertex
                [(25, 60), (25, 0.04)],  # ends beside, where there is no vertex
                [(100.05, 0), (200, 0)],  # a gap of 5 cm
                [(0, 40), (100, 40)],  # crosses two without a vertex: a bridge
            )
        )
        assert len(net.lengths) == 7
        assert sorted(np.bincount(net.ends.ravel()).tolist()) == [1, 1, 1, 1, 1, 1, 2, 3, 3]
        assert np.bincount(net.street).tolist() == [3, 1, 1, 1, 1]
        assert network.streets_apart(net) == (1, 5)
        assert net.lengths.sum() == pytest.approx(100 + 80 + 59.96 + 99.95 + 100)
        np.testing.assert_allclose(net.component_lengths, [339.91, 100])

    def test_crossings_meet_where_it_is_asked_for(self):
        cross = lines([(0, 0), (100, 100)], [(0, 100), (100, 0)])
        assert len(network.build(cross).lengths) == 2
        met = network.build(cross, crossings=True)
        assert len(met.lengths) == 4
        assert np.bincount(met.ends.ravel()).max() == 4
        assert len(met.component_lengths) == 1

    def test_what_is_no_street_is_dropped_and_counted(self):
        with np.errstate(invalid="ignore"):
            broken = shapely.LineString([(0, 0), (np.nan, 3)])
        net = network.build(
            np.array(
                [
                    shapely.LineString([(0, 0), (10, 0)]),
                    shapely.LineString([(10, 0), (0, 0)]),  # drawn twice
                    shapely.LineString([(5, 5), (5, 5)]),
                    broken,
                    shapely.LineString(),
                    shapely.Point(1, 1),
                    None,
                    shapely.MultiLineString([[(10, 0), (20, 0)], [(20, 0), (30, 0)]]),
                    shapely.LineString([(0, 0, 7), (0, 9, 8)]),
                ],
                dtype=object,
            )
        )
        assert net.dropped == network.Dropped(unusable=4, short=1, repeated=1)
        assert sorted(net.lengths) == [9, 10, 10, 10]
        assert set(net.street) == {0, 7, 8}

    def test_loops_and_parallel_streets_stay(self):
        net = network.build(lines([(0, 0), (9, 0), (9, 9), (0, 0)], [(0, 0), (-5, 5), (-9, 0)], [(0, 0), (-9, 0)]))
        assert (net.ends[:, 0] == net.ends[:, 1]).sum() == 1
        assert len(net.lengths) == 3
        # A line that comes back to its own middle is cut there.
        six = network.build(lines([(0, 0), (10, 0), (20, 0), (20, 10), (10, 10), (10, 0)]))
        assert sorted(six.lengths) == [10, 40]

    def test_the_longest_part_can_be_taken(self):
        net = tangle(4)
        main = network.longest_part(net)
        assert main.lengths.sum() == pytest.approx(net.component_lengths[0])
        assert (main.component == 0).all()
        assert network.streets_apart(main)[0] == 0

    def test_arrays_are_read_only_and_inputs_stay(self):
        given = lines([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 80)])
        before = shapely.to_wkb(given)
        net = network.build(given)
        assert (shapely.to_wkb(given) == before).all()
        for array in (net.nodes, net.ends, net.lengths, net.shapes, net.street, net.component, net.component_lengths):
            assert not array.flags.writeable

    @pytest.mark.parametrize("nothing", [lines(), np.array([None, shapely.LineString()], dtype=object)])
    def test_an_empty_network_is_said(self, nothing):
        with pytest.raises(AnalysisError, match="street network is empty"):
            network.build(nothing)

    def test_wrong_parameters_are_said(self):
        with pytest.raises(AnalysisError, match="choose one above 0"):
            network.build(lines([(0, 0), (1, 0)]), tolerance=0)
        with pytest.raises(AnalysisError, match="check the unit"):
            network.build(lines([(0, 0), (1e-3, 0)]))

    @pytest.mark.shared
    def test_montreal_hangs_together(self, shared):
        geopandas = pytest.importorskip("geopandas")
        net = network.build(geopandas.read_file(shared / "networks" / "main_network_mtl.gpkg").geometry.to_numpy())
        assert net.dropped == network.Dropped(0, 0, 63)
        assert network.streets_apart(net) == (119, 16125)
        assert net.component_lengths[0] / net.lengths.sum() > 0.99


class TestSnap:
    def test_to_the_edge_not_to_the_node(self):
        net = network.build(lines([(0, 0), (100, 0)], [(100, 0), (100, 50)]))
        found = network.snap(net, np.array([(40, 7), (120, 30), (-3, -4), (-80, 101), (np.nan, 0)]), farthest=100)
        assert found.edge.tolist() == [0, 1, 0, -1, -1]
        np.testing.assert_allclose(found.offset, [40, 30, 0, np.nan, np.nan])
        np.testing.assert_allclose(found.distance, [7, 20, 5, np.nan, np.nan])
        assert found.found.tolist() == [True, True, True, False, False]

    def test_a_distance_of_nothing_is_said(self):
        net = network.build(lines([(0, 0), (100, 0)]))
        with pytest.raises(AnalysisError, match="choose one above 0"):
            network.snap(net, np.zeros((1, 2)), farthest=0)


class TestDistances:
    def test_by_hand(self):
        net = network.build(lines([(0, 0), (100, 0)], [(100, 0), (100, 100)], [(500, 0), (500, 10)]))
        found = network.distances(
            net,
            np.array([(20.0, 3)]),
            np.array([(80.0, -4), (90, 60), (500, 5), (20, 3), (300, 300)]),
        )
        np.testing.assert_allclose(found, [[3 + 60 + 4, 3 + 80 + 60 + 10, np.inf, 6, np.nan]])

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10_000))
    def test_as_with_every_place_inserted(self, seed):
        net, rng = tangle(seed), np.random.default_rng(seed + 1)
        a, b = rng.uniform(0, 1000, (6, 2)), rng.uniform(0, 1000, (9, 2))
        b[0] = net.nodes[0]  # at a node exactly
        one, other = network.snap(net, a, farthest=2000), network.snap(net, b, farthest=2000)
        found = network.distances(net, a, b, farthest=2000)
        np.testing.assert_allclose(found, by_inserting(net, one, other), rtol=1e-9)
        np.testing.assert_allclose(found, network.distances(net, b, a, farthest=2000).T)
        np.testing.assert_allclose(network.nearest(net, a, b, farthest=2000), found.min(axis=0))
        within = network.distances(net, a, b, farthest=2000, limit=700)
        np.testing.assert_allclose(within, np.where(found <= 700, found, np.inf))

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10_000))
    def test_no_shorter_than_a_straight_line_and_no_detour_is_shorter(self, seed):
        net, rng = tangle(seed), np.random.default_rng(seed + 1)
        xy = rng.uniform(0, 1000, (8, 2))
        found = network.distances(net, xy, xy, farthest=2000)
        straight = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
        assert (found >= straight - 1e-6).all()
        assert (found[:, None, :] <= found[:, :, None] + found[None] + 1e-6).all()

    def test_parallel_streets_take_the_shorter(self):
        net = network.build(lines([(0, 0), (50, 50), (100, 0)], [(0, 0), (100, 0)], [(100, 0), (150, 0)]))
        found = network.distances(net, np.array([(0.0, 0)]), np.array([(150.0, 0)]))
        np.testing.assert_allclose(found, [[150]])

    def test_a_source_off_the_network_reaches_nothing(self):
        net = network.build(lines([(0, 0), (100, 0)]))
        far, near = np.array([(0.0, 900)]), np.array([(10.0, 0)])
        assert np.isnan(network.distances(net, far, near)).all()
        assert np.isinf(network.nearest(net, far, near)).all()
        assert np.isnan(network.nearest(net, near, far)).all()
        assert network.nearest(net, near[:0], near).tolist() == [np.inf]
        assert network.distances(net, near, near[:0]).shape == (1, 0)

    def test_a_limit_of_nothing_is_said(self):
        net = network.build(lines([(0, 0), (100, 0)]))
        with pytest.raises(AnalysisError, match="walking distance is 0 m"):
            network.distances(net, np.zeros((1, 2)), np.zeros((1, 2)), limit=0)

    @pytest.mark.shared
    def test_between_nodes_as_scipy_says(self, shared):
        geopandas = pytest.importorskip("geopandas")
        net = network.build(geopandas.read_file(shared / "networks" / "mtl_network.gpkg").geometry.to_numpy())
        n = len(net.nodes)
        matrix = np.full((n, n), np.inf)
        np.minimum.at(matrix, tuple(net.ends.T), net.lengths)
        some = np.arange(0, n, 150)
        expected = csgraph.dijkstra(np.where(np.isinf(matrix), 0, matrix), directed=False, indices=some)
        found = network.distances(net, net.nodes[some], net.nodes)
        np.testing.assert_allclose(found, expected, atol=1e-6)
