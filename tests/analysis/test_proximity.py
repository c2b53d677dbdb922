"""Pairs against brute force, geopandas and R's sf on Vancouver."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import cells, proximity
from spaceplanner.errors import AnalysisError


def shapes_of(rng: Any, n: int) -> Any:
    stars = []
    for x, y in rng.uniform(0, 1000, (n, 2)):
        turn = np.sort(rng.uniform(0, 2 * np.pi, 9))
        radius = rng.uniform(10, 120, 9)
        stars.append(shapely.Polygon(np.column_stack((x + radius * np.cos(turn), y + radius * np.sin(turn)))))
    return np.array(stars)


def brute(xy: Any, shapes: Any, distance: float) -> Any:
    far = shapely.distance(shapes[:, None], shapely.points(xy)[None, :])
    return np.argwhere(far <= distance)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0, 1, 30, 250]), st.integers(0, 200), st.integers(0, 12))
def test_pairs_are_those_of_brute_force(seed, distance, n, k):
    rng = np.random.default_rng(seed)
    xy, shapes = rng.uniform(-100, 1100, (n, 2)), shapes_of(rng, k)
    found = proximity.pairs(xy, shapes, distance)
    expected = brute(xy, shapes, distance) if k else np.empty((0, 2))
    np.testing.assert_array_equal(found, expected.reshape(-1, 2))
    inside = proximity.among(found, xy, shapes)
    np.testing.assert_array_equal(inside, proximity.pairs(xy, shapes, 0))


def test_against_geopandas():
    import geopandas as gpd

    rng = np.random.default_rng(3)
    xy, shapes = rng.uniform(0, 1000, (2000, 2)), shapes_of(rng, 40)
    areas, points = gpd.GeoDataFrame(geometry=shapes), gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T))
    joined = gpd.sjoin(areas, points, predicate="dwithin", distance=35)
    expected = sorted(zip(joined.index, joined["index_right"], strict=True))
    assert [tuple(pair) for pair in proximity.pairs(xy, shapes, 35)] == expected


def test_a_point_on_the_edge_is_inside_and_one_at_the_distance_is_near():
    square = np.array([shapely.box(0, 0, 10, 10)])
    xy = np.array([[10.0, 5.0], [60.0, 5.0], [60.0001, 5.0], [10.0, 5.0]])
    assert proximity.pairs(xy, square, 0)[:, 1].tolist() == [0, 3]
    assert proximity.pairs(xy, square, 50)[:, 1].tolist() == [0, 1, 3]


def test_empty_areas_and_no_points_have_no_pairs():
    shapes = np.array([shapely.Polygon(), shapely.box(0, 0, 1, 1)])
    assert proximity.pairs(np.array([[0.5, 0.5]]), shapes, 5).tolist() == [[1, 0]]
    assert proximity.pairs(np.empty((0, 2)), shapes, 5).shape == (0, 2)
    assert proximity.pairs(np.array([[0.5, 0.5]]), shapes[:0], 5).shape == (0, 2)
    assert proximity.pairs(np.array([[0.5, 0.5]]), shapes[:1], 5).shape == (0, 2)


def test_far_outliers_and_many_points_in_one_place(monkeypatch):
    monkeypatch.setattr(proximity, "_CHUNK", 7)
    xy = np.concatenate((np.full((50, 2), 5.0), [[1e9, -1e9]]))
    found = proximity.pairs(xy, np.array([shapely.box(0, 0, 10, 10)]), 20)
    assert found[:, 1].tolist() == list(range(50))


def awkward() -> Any:
    """Areas whose centroid is outside or in a hole, that are slivers, of several parts, and of many corners."""
    ring = shapely.difference(shapely.Point(500, 500).buffer(300), shapely.Point(500, 500).buffer(260))
    hook = shapely.Polygon([(0, 0), (900, 0), (900, 40), (40, 40), (40, 900), (0, 900)])
    parts = shapely.MultiPolygon([shapely.box(0, 0, 50, 50), shapely.box(800, 700, 830, 990)])
    return np.array([ring, hook, shapely.box(100, 333, 900, 333.5), parts, shapely.Point(700, 300).buffer(90, 500)])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0, 1e-6, 3, 40, 700]), st.sampled_from([1, 40, 500_000]))
def test_awkward_areas_and_heaps_on_their_edges_as_by_brute_force(seed, distance, together):
    rng, shapes = np.random.default_rng(seed), awkward()
    corners = shapely.get_coordinates(shapes)
    heaps = rng.choice(np.vstack((corners, corners + np.array((distance, 0)), rng.uniform(-50, 1050, (60, 2)))), 30)
    xy = rng.permutation(np.vstack((np.repeat(heaps, 5, axis=0), rng.uniform(-100, 1100, (150, 2)))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_TOGETHER", together)
        found = proximity.pairs(xy, shapes, distance)
        inside = proximity.among(found, xy, shapes)
    near = shapely.dwithin(shapes[:, None], shapely.points(xy)[None, :], distance)
    within = shapely.intersects(shapes[:, None], shapely.points(xy)[None, :])
    np.testing.assert_array_equal(found, np.argwhere(near if distance else within))
    np.testing.assert_array_equal(inside, np.argwhere(within))


def test_each_place_of_a_heap_is_decided_once(monkeypatch):
    asked = []
    real = proximity._answers

    def answers(shape: Any, xy: Any, distance: float) -> Any:
        asked.append(len(xy))
        return real(shape, xy, distance)

    monkeypatch.setattr(proximity, "_answers", answers)
    hook = awkward()[1:2]
    xy = np.repeat([[100.0, 100.0], [20.0, 700.0], [500.0, 20.0]], 40_000, axis=0)
    found = proximity.pairs(xy, hook, 0)
    assert len(found) == 80_000
    assert asked == [3]


def test_points_that_are_nowhere_are_near_nothing():
    xy = np.array([[np.nan, 5.0], [5.0, np.nan], [np.inf, 5.0], [5.0, 5.0]])
    assert proximity.pairs(xy, np.array([shapely.box(0, 0, 10, 10)]), 3).tolist() == [[0, 3]]


@pytest.mark.parametrize("distance", [-1.0, float("nan"), float("inf")])
def test_a_distance_that_is_none_is_refused(distance):
    with pytest.raises(AnalysisError, match="0 or more"):
        proximity.pairs(np.zeros((1, 2)), np.array([shapely.box(0, 0, 1, 1)]), distance)


def edited(rng: Any, rows: Any, fresh: Any) -> Any:
    """Return rows as a user leaves them: some replaced, a run put in or taken out."""
    rows = rows.copy()
    some = rng.integers(0, len(rows), rng.integers(0, 4))
    rows[some] = fresh[some]
    at = int(rng.integers(0, len(rows)))
    return (
        rows,
        np.concatenate((rows[:at], fresh[: rng.integers(1, 4)], rows[at:])),
        np.delete(rows, slice(at, at + rng.integers(1, 4)), axis=0),
    )[rng.integers(0, 3)]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([0.0, 30.0, 250.0]))
def test_what_is_updated_equals_what_is_computed(seed, distance):
    rng = np.random.default_rng(seed)
    xy, shapes = rng.uniform(0, 1000, (300, 2)), shapes_of(rng, 15)
    within = proximity.pairs(xy, shapes, distance)
    inside = proximity.among(within, xy, shapes)
    new_xy = edited(rng, xy, rng.uniform(0, 1000, (300, 2))) if rng.random() < 0.8 else xy
    new_shapes = edited(rng, shapes, shapes_of(rng, 15)) if rng.random() < 0.5 else shapes
    updated = proximity.pairs_updated(within, (xy, shapes), new_xy, new_shapes, distance=distance)
    assert updated is not None
    np.testing.assert_array_equal(updated, proximity.pairs(new_xy, new_shapes, distance))
    among = proximity.among_updated(inside, (within, xy, shapes), updated, new_xy, new_shapes)
    assert among is not None
    np.testing.assert_array_equal(among, proximity.among(updated, new_xy, new_shapes))


def test_a_change_that_touches_no_area_gives_the_very_same_pairs():
    shapes, xy = np.array([shapely.box(0, 0, 10, 10)]), np.array([[5.0, 5.0], [800.0, 800.0]])
    moved = np.array([[5.0, 5.0], [900.0, 800.0]])
    within = proximity.pairs(xy, shapes, 20)
    assert proximity.pairs_updated(within, (xy, shapes), moved, shapes, distance=20) is within


def test_another_city_cannot_be_updated():
    rng = np.random.default_rng(2)
    xy, other, shapes = rng.uniform(0, 1000, (500, 2)), rng.uniform(0, 1000, (500, 2)), shapes_of(rng, 3)
    within = proximity.pairs(xy, shapes, 20)
    assert proximity.pairs_updated(within, (xy, shapes), other, shapes, distance=20) is None
    assert proximity.among_updated(within, (within, xy, shapes), within, other, shapes) is None


def test_the_areas_themselves_are_never_prepared():
    """Two threads that ask one prepared geometry end the program; areas are shared between threads."""
    shapes, xy = shapes_of(np.random.default_rng(1), 3), np.random.default_rng(2).uniform(0, 1000, (500, 2))
    within = proximity.pairs(xy, shapes, 30)
    proximity.among(within, xy, shapes)
    assert len(within)
    assert not shapely.is_prepared(shapes).any()


def test_counts_and_sums():
    found = np.array([[0, 2], [2, 0], [2, 1]])
    assert proximity.counts(found, 4).tolist() == [1, 0, 2, 0]
    assert proximity.sums(found, np.array([1.5, 2.5, 10.0]), 4).tolist() == [10, 0, 4, 0]


@pytest.mark.shared
def test_vancouver_by_park_as_r_counted(shared):
    import geopandas as gpd

    parks = gpd.read_file(shared / "vancouver_bc" / "parks-polygon-representation_2026-01.geojson").to_crs(32610)
    shapes = np.array(parks.geometry.values)
    with (shared / "vancouver_bc" / "crimedata_csv_AllNeighbourhoods_2025.csv").open(encoding="utf-8") as file:
        xy = np.array([(float(r["X"]), float(r["Y"])) for r in csv.DictReader(file) if float(r["X"]) > 0])
    with (shared / "reference" / "vancouver_park_counts_2025.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    within = proximity.pairs(xy, shapes, 100)
    inside = proximity.among(within, xy, shapes)
    assert proximity.counts(within, 254).tolist() == [int(row["crimes_within_100m"]) for row in expected]
    assert proximity.counts(inside, 254).tolist() == [int(row["crimes_inside"]) for row in expected]
    assert (len(inside), len(within)) == (234, 6064)
