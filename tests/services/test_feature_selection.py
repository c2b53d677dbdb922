"""Selected rows of layers: found, combined, inverted, kept; beside plain loops over shapely."""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.errors import InputError
from spaceplanner.services import feature_selection as picked
from spaceplanner.services.gestures import Tool
from spaceplanner.services.traces import Asked
from tests.services.city import PARK, SQUARE, X, Y, points, town

PROJECT = town()


def layer_of(key: str) -> Layer:
    return next(layer for layer in PROJECT.layers if layer.id == key)


def shapes(layer_id: str, geometries: list, role: Role = Role.STREETS) -> Layer:
    kind = GeometryKind.POLYGON if geometries[0].geom_type == "Polygon" else GeometryKind.LINE
    table = pa.table({"row": np.arange(len(geometries))})
    return Layer(
        id=layer_id,
        name=layer_id,
        role=role,
        kind=kind,
        geometry=np.array(geometries, dtype=object),
        table=table,
        source=Source(path="x"),
    )


def ask(shape, how="new", tolerance=3.0, tool=Tool.PICK_BOX) -> Asked:
    return Asked(tool, shape, tolerance, how)


def rows_of(selection) -> dict[str, list[int]]:
    return {key: rows.tolist() for key, rows in selection.rows.items()}


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_box_or_a_lasso_finds_what_shapely_finds_one_by_one(seed, boxed):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 100, (60, 2)).round(1)
    lines = [shapely.LineString(rng.uniform(0, 100, (3, 2))) for _ in range(40)]
    areas = [shapely.Point(*rng.uniform(0, 100, 2)).buffer(rng.uniform(1, 20), quad_segs=2) for _ in range(40)]
    if boxed:
        x0, y0, x1, y1 = *rng.uniform(0, 50, 2).round(1), *rng.uniform(50, 100, 2).round(1)
        shape = shapely.box(x0, y0, x1, y1)
    else:
        shape = shapely.MultiPoint(rng.uniform(0, 100, (6, 2))).convex_hull.difference(shapely.Point(50, 50).buffer(9))
    for layer in (points("p", Role.LAMPS, xy), shapes("l", lines), shapes("a", areas)):
        features = shapely.points(xy) if layer.kind is GeometryKind.POINT else layer.geometry
        wanted = [row for row, one in enumerate(features) if one.intersects(shape)]
        assert picked.within(layer, shape).tolist() == wanted


def test_a_click_takes_the_topmost_the_nearest_and_the_smallest():
    inner = shapely.box(X + 120, Y + 120, X + 180, Y + 180)
    project = edits.put_layer(shapes("zones", [PARK.buffer(50), inner.buffer(1), inner], Role.CONTEXT))(PROJECT)
    at = shapely.Point(X + 150, Y + 150)
    assert rows_of(picked.asked(project, ask(at), picked.NOTHING)) == {"zones": [2]}
    lamp = layer_of("lamps").geometry[4]
    found = picked.asked(PROJECT, ask(shapely.Point(lamp[0] + 1.0, lamp[1] + 0.5)), picked.NOTHING)
    assert rows_of(found) == {"lamps": [4]}
    assert not len(picked.asked(PROJECT, ask(shapely.Point(X - 900, Y - 900)), picked.NOTHING))


def test_hidden_layers_are_left_alone():
    everything = ask(shapely.box(X - 1e4, Y - 1e4, X + 1e4, Y + 1e4))
    hidden = edits.change_layer("lamps", visible=False)(PROJECT)
    assert set(picked.asked(PROJECT, everything, picked.NOTHING).rows) == {layer.id for layer in PROJECT.layers}
    assert "lamps" not in picked.asked(hidden, everything, picked.NOTHING).rows


rows = st.dictionaries(st.sampled_from(["spaces", "lamps", "incidents"]), st.lists(st.integers(0, 59)).map(np.array))


@given(rows, rows)
def test_adding_and_taking_away_are_sets(one, other):
    first, second = picked.selection(one), picked.selection(other)
    for key in {*one, *other}:
        a, b = set(first.of(key).tolist()), set(second.of(key).tolist())
        assert picked.combined(first, second, "add").of(key).tolist() == sorted(a | b)
        assert picked.combined(first, second, "remove").of(key).tolist() == sorted(a - b)
        assert picked.combined(first, second, "new").of(key).tolist() == sorted(b)
    for made in (first, picked.combined(first, second, "add"), picked.combined(first, second, "remove")):
        for some in made.rows.values():
            assert some.dtype == np.int64
            assert not some.flags.writeable
            assert len(some)


def test_inverted_twice_is_the_same():
    before = picked.selection({"lamps": np.array([7, 3, 3]), "spaces": np.array([1])})
    once = picked.inverted(PROJECT, before)
    assert len(once) == len(layer_of("lamps")) - 2 + 1
    assert once.of("spaces").tolist() == [0]
    assert rows_of(picked.inverted(PROJECT, once)) == {"lamps": [3, 7], "spaces": [1]}


def test_by_a_filter_of_the_import_s_own_language():
    layer = layer_of("spaces")
    assert picked.filtered(layer, "kind = 'park'").tolist() == [0]
    assert picked.filtered(layer, "name LIKE '%Central%' OR condition IS NOT NULL").tolist() == [1]
    assert picked.filtered(layer_of("lamps"), "working = false")[:2].tolist() == [0, 9]
    for text, words in (
        ("", "Write what to select"),
        ("kind = ", "is not understood at character"),
        ("colour = 'x'", "There is no column colour"),
    ):
        with pytest.raises(InputError, match=words):
            picked.filtered(layer, text)


def test_what_is_kept_when_the_project_changes():
    before = picked.selection({"lamps": np.array([1]), "spaces": np.array([0])})
    assert picked.kept(before, PROJECT, replace(PROJECT, name="other")) is before
    assert picked.kept(before, PROJECT, edits.change_layer("lamps", visible=False)(PROJECT)) is before
    assert rows_of(picked.kept(before, PROJECT, edits.remove_layer("lamps")(PROJECT))) == {"spaces": [0]}
    fewer = edits.put_layer(points("lamps", Role.LAMPS, np.array([(X, Y)])))(PROJECT)
    assert rows_of(picked.kept(before, PROJECT, fewer)) == {"spaces": [0]}
    lamps = PROJECT.layer("lamps")
    assert lamps is not None
    elsewhere = edits.put_layer(replace(lamps, geometry=lamps.geometry + 1000.0))(PROJECT)
    assert rows_of(picked.kept(before, PROJECT, elsewhere)) == {"spaces": [0]}


def test_the_bounds_of_what_is_selected():
    assert picked.bounds(PROJECT, picked.NOTHING) is None
    assert picked.bounds(PROJECT, picked.selection({"spaces": np.array([1])})) == SQUARE.bounds
    both = picked.selection({"spaces": np.array([0]), "lamps": np.array([0])})
    wanted = shapely.union(PARK, shapely.Point(layer_of("lamps").geometry[0])).bounds
    assert picked.bounds(PROJECT, both) == wanted


def test_features_without_geometry_are_neither_found_nor_in_the_way():
    layer = shapes("l", [shapely.LineString(), shapely.LineString([(0, 0), (9, 9)])])
    project = Project(name="p", layers=(layer,))
    assert picked.within(layer, shapely.box(-1, -1, 20, 20)).tolist() == [1]
    assert picked.near(layer, shapely.Point(5, 5), 1.0).tolist() == [1]
    assert picked.bounds(project, picked.selection({"l": np.array([0])})) is None
    assert picked.bounds(project, picked.selection({"l": np.array([0, 1])})) == (0, 0, 9, 9)


def test_a_box_over_100_000_points_takes_less_than_50_ms():
    rng = np.random.default_rng(1)
    project = Project(name="p", layers=(points("lamps", Role.LAMPS, rng.uniform(0, 10_000, (100_000, 2))),))
    question = ask(shapely.box(1000, 1000, 9000, 9000))
    times = []
    for _ in range(5):
        started = time.perf_counter()
        found = picked.asked(project, question, picked.NOTHING)
        times.append(time.perf_counter() - started)
    assert len(found) == pytest.approx(64_000, rel=0.02)
    assert median(times) < 0.05
