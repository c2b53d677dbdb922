"""Vector tiles: read as the package `mapbox-vector-tile` reads them, and never worse than damaged."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.io.tile_file import DamagedTile
from spaceplanner.io.vector_tile import POLYGON, features


def tile() -> bytes:
    """A tile with a lake that has an island, two roads in one feature, and a named place."""
    lake = shapely.Polygon(
        [(0, 0), (3000, 0), (3000, 3000), (0, 3000)], [[(1000, 1000), (1000, 2000), (2000, 2000), (2000, 1000)]]
    )
    roads = shapely.MultiLineString([[(0, 0), (4096, 4096)], [(10, 4000), (500, 3500), (900, 100)]])
    tags = {"class": "lake", "n": -7, "big": 2**40, "x": 1.5, "yes": True}
    return bytes(
        mapbox_vector_tile.encode(
            [
                {"name": "water", "features": [{"geometry": lake, "properties": tags}]},
                {"name": "transportation", "features": [{"geometry": roads, "properties": {"class": "primary"}}]},
                {
                    "name": "place",
                    "features": [{"geometry": shapely.Point(2048, 1024), "properties": {"name": "Ñandú"}}],
                },
            ],
            default_options={"y_coord_down": True},
        )
    )


def theirs(data: bytes) -> dict[str, Any]:
    made: dict[str, Any] = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return made


def test_shapes_and_tags_are_those_of_the_other_reader():
    data = tile()
    found = features(data, ["water", "transportation", "place"])
    other = theirs(data)
    assert [(item.layer, item.tags) for item in found] == [
        (name, feature["properties"]) for name, layer in other.items() for feature in layer["features"]
    ]
    lake, roads, place = found
    (their_lake,) = other["water"]["features"]
    for mine, ring in zip(lake.parts, their_lake["geometry"]["coordinates"], strict=True):
        assert np.array_equal(mine * 4096, ring)
    for mine, line in zip(roads.parts, other["transportation"]["features"][0]["geometry"]["coordinates"], strict=True):
        assert np.array_equal(mine * 4096, line)
    assert (place.parts[0] * 4096).tolist() == [[2048, 1024]]


class Everything(set[str]):
    def __contains__(self, name: object) -> bool:
        return True


def test_layers_that_are_not_wanted_are_not_read():
    assert [item.layer for item in features(tile(), {"place"})] == ["place"]
    assert features(tile(), set()) == []
    assert features(b"", {"place"}) == []


@pytest.mark.parametrize(
    "name", ["datatype_promotion.pbf", "limit_cases.pbf", "polygon_larger_than_header.pbf", "with_extension_fields.pbf"]
)
def test_real_tiles_are_read_or_said_to_be_damaged(shared, name):
    data = (shared / "import_torture" / "gdal" / "mvt" / name).read_bytes()
    try:
        found = features(data, Everything())
    except DamagedTile:
        return
    assert all(np.isfinite(part).all() for item in found for part in item.parts)


def test_every_layer_of_real_tiles_has_as_many_features(shared):
    from spaceplanner.io.tile_file import inflated

    seen = 0
    for path in sorted((shared / "import_torture" / "gdal" / "mvt").rglob("*.pbf")):
        data = inflated(path.read_bytes())
        try:
            other = theirs(data)
        except Exception:  # noqa: BLE001 - some are broken on purpose
            continue
        try:
            found = features(data, other)
        except DamagedTile:
            continue
        seen += len(found)
        counted = {name: sum(item.layer == name for item in found) for name in other}
        assert counted == {name: len(layer["features"]) for name, layer in other.items()}
    assert seen > 5


@given(st.data())
def test_no_change_of_bytes_does_more_than_damage(data):
    good = bytearray(tile())
    for _ in range(data.draw(st.integers(0, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = features(bytes(good[: data.draw(st.integers(0, len(good)))]), {"water", "transportation", "place"})
    except DamagedTile:
        return
    assert all(item.parts is not None for item in found if item.kind == POLYGON)
