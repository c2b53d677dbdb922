"""Vector tiles under the map: the right thing in the right place, plainly, in both schemas and both themes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from pmtiles.tile import TileType
from pyproj import Transformer

from spaceplanner.cartography import mercator, plain_map
from spaceplanner.cartography.drawing import Lines, Polygons, Text
from spaceplanner.cartography.scene import scene
from spaceplanner.cartography.style import map_style
from spaceplanner.services.backdrops import Backdrops
from tests.io.tiles import mbtiles, pmtiles
from tests.services.test_backdrops import X, Y, project, tile_of, view

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.cartography.backdrop import Backdrop

ZOOM = 14
OPENMAPTILES = {"water": ("water", {}), "green": ("landcover", {"class": "wood"}), "building": ("building", {}),
                "road": ("transportation", {"class": "primary"}), "name": ("place", {"class": "suburb", "name": "Urdesa"})}  # fmt: skip
PROTOMAPS = {"water": ("water", {"kind": "lake"}), "green": ("landuse", {"kind": "park"}), "building": ("buildings", {"kind": "building"}),
             "road": ("roads", {"kind": "major_road"}), "name": ("places", {"kind": "neighbourhood", "name": "Urdesa"})}  # fmt: skip


def step(x: float, y: float) -> tuple[int, int]:
    """Return the steps of the tile in which a place of the project lies."""
    at = np.array([Transformer.from_crs("EPSG:32717", mercator.CRS, always_xy=True).transform(x, y)])
    column, row = (mercator.fractions(at)[0] * 2**ZOOM % 1 * 4096).round().astype(int).tolist()
    return column, row


def ring(x: float, y: float, half: float) -> shapely.Polygon:
    corners = [(x - half, y + half), (x + half, y + half), (x + half, y - half), (x - half, y - half)]
    return shapely.Polygon([step(*corner) for corner in corners])


def encoded(schema: dict[str, tuple[str, dict[str, Any]]]) -> bytes:
    shapes = {
        "water": ring(X - 100, Y, 40),
        "green": ring(X + 100, Y, 40),
        "building": ring(X, Y + 60, 20),
        "road": shapely.LineString([step(X - 200, Y - 80), step(X + 200, Y - 80)]),
        "name": shapely.Point(step(X, Y)),
    }
    layers = [
        {"name": layer, "features": [{"geometry": shapes[what], "properties": tags}]}
        for what, (layer, tags) in schema.items()
    ]
    return bytes(mapbox_vector_tile.encode(layers, default_options={"y_coord_down": True}))


def drawn(tmp_path: Path, schema: Any, **how: Any) -> Backdrop:
    column, row = tile_of(X, Y, ZOOM)
    path = mbtiles(tmp_path / "x.mbtiles", {(ZOOM, column, row): encoded(schema)}, format="pbf", **how)
    (found,) = Backdrops().draw(project(path), view(1.0, 500, 300))
    assert found.trouble is None
    return found.backdrop


def operations(backdrop: Backdrop, theme: str = "light", at: Any = None) -> list[Any]:
    groups = scene(replace(project(), backgrounds=()), at or view(1.0, 500, 300), theme=theme, backdrops=(backdrop,))
    (group,) = [group for group in groups if group.key == "background:0"]
    return list(group.operations)


@pytest.mark.parametrize("schema", [OPENMAPTILES, PROTOMAPS])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_thing_is_drawn_in_its_colour_where_it_is(tmp_path, schema, theme):
    found = operations(drawn(tmp_path, schema), theme)
    style = map_style(theme)
    middles = {
        item.fill.hex: np.mean(item.rings[0][:-1], axis=0) for item in found if isinstance(item, Polygons) and item.fill
    }
    # Pixels of a view around (X, Y), to half a step of the tile (0.3 m) and of a pixel.
    assert middles[style.water] == pytest.approx([150, 150], abs=1)
    assert middles[style.space_fill] == pytest.approx([350, 150], abs=1)
    assert middles[style.building] == pytest.approx([250, 90], abs=1)
    edge, road = [item for item in found if isinstance(item, Lines)]
    assert (edge.stroke.colour.hex, road.stroke.colour.hex) == (style.street_edge, style.street)
    assert edge.stroke.width > road.stroke.width == pytest.approx(12)
    assert road.paths[0][:, 1] == pytest.approx([230, 230], abs=1)
    (name,) = [item for item in found if isinstance(item, Text)]
    assert name.text == "Urdesa"
    assert (name.x, name.y) == pytest.approx((250, 150), abs=1)


def test_from_afar_small_things_are_left_out(tmp_path):
    backdrop = drawn(tmp_path, OPENMAPTILES)
    kinds = [type(item) for item in operations(backdrop, at=view(60.5, 500, 300))]
    assert Text not in kinds
    assert Lines not in kinds
    assert kinds.count(Polygons) == 2, "water and green"


def test_pmtiles_of_vectors_too(tmp_path):
    column, row = tile_of(X, Y, ZOOM)
    path = pmtiles(tmp_path / "x.pmtiles", {(ZOOM, column, row): encoded(PROTOMAPS)}, TileType.MVT)
    (found,) = Backdrops().draw(project(path), view(1.0, 100, 60))
    assert len(found.backdrop.plain) == 1


def test_a_damaged_vector_tile_is_told(tmp_path):
    column, row = tile_of(X, Y, ZOOM)
    path = mbtiles(tmp_path / "x.mbtiles", {(ZOOM, column, row): b"\x1a\xff"}, format="pbf")
    (found,) = Backdrops().draw(project(path), view(1.0, 100, 60))
    assert "tiles are damaged here (1)" in str(found.trouble)


def test_faint_areas_of_neighbouring_tiles_are_one_tint(tmp_path):
    backdrop = replace(drawn(tmp_path, OPENMAPTILES), opacity=0.5)
    areas = [item for item in operations(backdrop) if isinstance(item, Polygons)]
    assert all(item.merged for item in areas)


def test_an_island_stays_dry(tmp_path):
    lake = ring(X, Y, 80).difference(ring(X, Y, 30))
    column, row = tile_of(X, Y, ZOOM)
    data = mapbox_vector_tile.encode(
        [{"name": "water", "features": [{"geometry": lake, "properties": {}}]}], default_options={"y_coord_down": True}
    )
    path = mbtiles(tmp_path / "x.mbtiles", {(ZOOM, column, row): bytes(data)}, format="pbf")
    (found,) = Backdrops().draw(project(path), view(1.0, 500, 300))
    (water,) = operations(found.backdrop)
    assert (len(water.rings), water.starts) == (2, (0,))


def test_names_do_not_touch_and_the_larger_place_comes_first():
    names = tuple(
        plain_map.Name(text, X + x, Y, size, 100)
        for text, x, size in (("Barrio", 10, 11), ("Ciudad", 0, 15), ("Lejos", 180, 11), ("Lejos", 184, 11))
    )
    from spaceplanner.cartography.backdrop import Backdrop

    backdrop = Backdrop(background="0", pixels=None, bounds=(0, 0, 1, 1), plain=(plain_map.PlainMap((), names),))
    assert [item.text for item in operations(backdrop)] == ["Ciudad", "Lejos"]


@pytest.mark.parametrize(
    ("layer", "tags", "area", "drawn"),
    [
        ("landuse", {"class": "residential"}, True, None),
        ("transportation", {"class": "rail"}, False, None),
        ("transportation", {"class": "path"}, False, ("road", 0)),
        ("transportation", {"class": "primary"}, True, None),
        ("roads", {"pmap:kind": "highway"}, False, ("road", 3)),
        ("park", {}, True, ("green", 0)),
        ("earth", {}, True, None),
    ],
)
def test_what_is_in_neither_schema_is_not_drawn(layer, tags, area, drawn):
    assert plain_map.kind_of(layer, tags, area=area) == drawn


def test_real_vector_tiles_open(shared):
    path = shared / "import_torture" / "gdal" / "mvt" / "datatypes.mbtiles"
    (found,) = Backdrops().draw(replace(project(path), crs="EPSG:32631"), view(1.0, 100, 60))
    assert found.trouble is None
