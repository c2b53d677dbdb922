"""Files of tiles: real ones, ones made by others' writers, and broken ones."""

from __future__ import annotations

import gzip
import os
import random
import sqlite3
import sys
import time
import tracemalloc
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import Compression, Entry, serialize_directory

from spaceplanner.errors import FileError
from spaceplanner.io import mbtiles as mbtiles_file
from spaceplanner.io import pmtiles_file, tile_picture
from spaceplanner.io.picture_file import open_picture
from spaceplanner.io.tile_file import DamagedTile, inflated, open_tiles, plain, proper_bounds, unpacked
from tests.io.tiles import mbtiles, packed, pmtiles, ramp

TORTURE = "import_torture/mbtiles"


def test_an_mbtiles_gives_its_tiles_from_the_north_and_says_what_it_holds(tmp_path):
    path = mbtiles(
        tmp_path / "x.mbtiles",
        {(1, 0, 0): b"nw", (1, 1, 1): b"se"},
        name="Ciudad",
        attribution='© <a href="https://osm.org">OpenStreetMap</a>, <b>CC</b>',
        bounds="-80.1,-2.4,-79.7,-2.0",
        format="png",
        minzoom="1",
        maxzoom="1",
    )
    with open_tiles(path) as file:
        assert [file.tile(at) for at in ((1, 0, 0), (1, 1, 1), (1, 1, 0))] == [b"nw", b"se", None]
        info = file.info
    assert (info.name, info.attribution) == ("Ciudad", "© OpenStreetMap, CC")
    assert (info.zooms, info.bounds, info.bounded, info.vector) == ((1, 1), (-80.1, -2.4, -79.7, -2.0), True, False)


@pytest.mark.parametrize(
    "said",
    [{}, {"bounds": "east"}, {"bounds": "1,2,3"}, {"bounds": "5,0,-5,1"}, {"bounds": "nan,0,1,1"}, {"minzoom": "9"}],
)
def test_what_an_mbtiles_says_wrongly_is_found_out_or_left(tmp_path, said):
    path = mbtiles(tmp_path / "x.mbtiles", {(3, 1, 1): b"a", (5, 1, 1): b"b"}, **said)
    with open_tiles(path) as file:
        assert file.info.zooms == (3, 5)
        assert not file.info.bounded


def test_packed_tiles_are_unpacked_and_a_bomb_is_not(tmp_path):
    assert inflated(gzip.compress(b"tile")) == b"tile"
    assert inflated(b"plain") == b"plain"
    for broken in (gzip.compress(b"tile")[:-4], b"\x1f\x8bxx", gzip.compress(bytes(40 * 2**20))):
        with pytest.raises(DamagedTile):
            inflated(broken)
    with pytest.raises(OSError, match="larger"):
        unpacked(gzip.compress(bytes(1000)), most=999)


@pytest.mark.parametrize("name", ["stamen_toner_raster_z3_CC-BY_ODbL.pmtiles", "usgs-mt-whitney-8-15-webp-512.pmtiles"])
def test_real_pmtiles_give_what_the_packages_reader_gives(shared, name):
    path = shared / "basemap" / name
    source = MemorySource(path.read_bytes())
    with open_tiles(path) as file:
        theirs = dict(all_tiles(source))
        assert len(theirs) >= 50
        assert {at: file.tile(at) for at in theirs} == theirs
        assert file.tile((file.info.zooms[1], 0, 0)) == Reader(source).get(file.info.zooms[1], 0, 0)
        side = tile_picture.decoded(next(iter(theirs.values()))).size
    assert side == ((512, 512) if "512" in name else (256, 256))


def test_directories_of_directories_are_followed(tmp_path):
    """21,845 tiles of different lengths do not fit into the root; the writer makes leaves."""
    chance = random.Random(5)
    tiles = {
        (z, x, y): b"t" + chance.randbytes(chance.randint(1, 200))
        for z in range(8)
        for x in range(1 << z)
        for y in range(1 << z)
    }
    path = pmtiles(tmp_path / "x.pmtiles", tiles, said={"name": "w", "attribution": "<i>w</i>"})
    assert Reader(MemorySource(path.read_bytes())).header()["leaf_directory_length"] > 0
    with open_tiles(path) as file:
        assert all(file.tile(at) == data for at, data in tiles.items())
        assert file.tile((8, 0, 0)) is None
        assert (file.info.name, file.info.attribution) == ("w", "w")


@given(
    st.lists(
        st.tuples(st.integers(1, 2**40), st.integers(0, 9), st.integers(1, 2**30), st.integers(0, 2**50)),
        min_size=1,
        max_size=50,
    )
)
def test_a_directory_is_read_as_the_package_writes_it(rows):
    first, entries = 0, []
    for step, run, length, offset in rows:
        first += step
        entries.append(Entry(first, offset, length, run))
    firsts, runs, lengths, offsets = pmtiles_file._decoded(gzip.decompress(serialize_directory(entries)))
    assert [tuple(map(int, row)) for row in zip(firsts, offsets, lengths, runs, strict=True)] == [
        (entry.tile_id, entry.offset, entry.length, entry.run_length) for entry in entries
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("corrupt.mbtiles", "is damaged"),
        ("empty.pmtiles", "is empty"),
        ("invalid_v4.pmtiles", "version 4"),
        ("../realworld/bogota_semaforos_wkb_hex_column.csv", "is no file of map tiles"),
        ("../gdal/gpkg/first_geometry_null.gpkg", "is no file of map tiles"),
        ("no such file.mbtiles", "is not there.*Find its file"),
    ],
)
def test_what_is_no_file_of_tiles_is_refused_in_a_sentence(shared, name, said):
    with pytest.raises(FileError, match=said):
        open_tiles(shared / TORTURE / name)


@pytest.mark.parametrize("name", ["plain_1", "plain_2", "plain_4", "unindexed", "corrupt_null_tile"])
def test_real_mbtiles_open(shared, name):
    with open_tiles(shared / TORTURE / f"{name}.mbtiles") as file:
        assert file.info.zooms == (0, 4)
        assert tile_picture.decoded(file.tile((0, 0, 0)) or b"").size == (256, 256)


def test_a_tile_without_a_picture_is_damaged(shared):
    path = shared / TORTURE / "corrupt_null_tile.mbtiles"
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as database:
        z, x, row = database.execute(
            "SELECT zoom_level, tile_column, tile_row FROM tiles WHERE tile_data IS NULL"
        ).fetchone()
    with open_tiles(path) as file, pytest.raises(DamagedTile):
        file.tile((z, x, (1 << z) - 1 - row))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("side", [256, 512])
def test_the_three_kinds_of_pictures_are_decoded(kind, side):
    picture = tile_picture.decoded(packed(ramp(side), kind))
    assert (picture.mode, picture.size) == ("RGBA", (side, side))


def test_other_bytes_are_no_picture():
    good = packed(ramp())
    for broken in (b"", b"no picture", good[: len(good) // 2], packed(ramp(8), "BMP"), packed(ramp(5000), "PNG")):
        with pytest.raises(DamagedTile):
            tile_picture.decoded(broken)


def test_a_packing_that_cannot_be_undone_is_said(tmp_path):
    path = pmtiles(tmp_path / "x.pmtiles", {(0, 0, 0): b"x"})
    data = bytearray(path.read_bytes())
    data[98] = Compression.BROTLI.value
    path.write_bytes(data)
    with pytest.raises(FileError, match="packed with brotli"):
        open_tiles(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_no_change_of_bytes_does_more_than_damage(tmp_path, data):
    """Any byte of a small file may change, and it may be cut off anywhere: a sentence, a damaged tile or a tile."""
    path = tmp_path / "x.pmtiles"
    if not path.exists():
        pmtiles(path, {(z, x, 0): packed(ramp(8, z)) for z in range(4) for x in range(1 << z)})
    good = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    broken = tmp_path / "broken.pmtiles"
    broken.write_bytes(good[: data.draw(st.integers(1, len(good)))])
    try:
        with open_tiles(broken) as file:
            for z in range(4):
                for x in range(1 << z):
                    try:
                        file.tile((z, x, 0))
                    except DamagedTile:
                        continue
    except FileError:
        return


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        (None, ""),
        (7, ""),
        ("a<br>b\x00c\n d", "a b c d"),
        ("x" * 500, "x" * 119 + "…"),
        ("&copy; A &amp; B", "© A & B"),
    ],
)
def test_what_a_file_says_becomes_plain_text(text, bare):
    assert plain(text) == bare


def test_bounds_are_kept_within_the_world():
    assert proper_bounds([-200, -95, 200, 95]) == pytest.approx((-180, -85.0511287798066, 180, 85.0511287798066))


ENDLESS = "WITH RECURSIVE r(n) AS (SELECT {first} UNION ALL SELECT n+1 FROM r) SELECT {columns} FROM r"


def of_a_view(path, query):
    """A file whose tiles are what a query gives, which says its zooms and kind."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name, value)")
        database.execute("INSERT INTO metadata VALUES ('minzoom', '0'), ('maxzoom', '1'), ('format', 'png')")
        database.execute(f"CREATE VIEW tiles AS {query}")
    return path


def test_a_file_that_never_says_what_it_holds_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(mbtiles_file, "OPENING_S", 0.2)
    columns = "0 zoom_level, n tile_column, 0 tile_row, CASE WHEN n < 0 THEN x'89' END tile_data"
    path = of_a_view(tmp_path / "x.mbtiles", ENDLESS.format(first=0, columns=columns))
    start = time.monotonic()
    with pytest.raises(FileError, match="too long"):
        open_tiles(path)
    assert time.monotonic() - start < 2


def test_a_tile_that_never_comes_is_given_up_and_no_further_one_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(mbtiles_file, "TILE_S", 0.2)
    columns = "1 zoom_level, n tile_column, 0 tile_row, x'89' tile_data"
    path = of_a_view(tmp_path / "x.mbtiles", ENDLESS.format(first=5, columns=columns))
    with open_tiles(path) as file:
        start = time.monotonic()
        for _ in range(40):
            with pytest.raises(DamagedTile):
                file.tile((1, 0, 1))
    assert time.monotonic() - start < 2


def test_a_tile_made_of_nothing_takes_no_memory(tmp_path):
    query = "SELECT 0 zoom_level, 0 tile_column, 0 tile_row, zeroblob(900000000) tile_data"
    with pytest.raises(FileError, match="damaged"):
        open_tiles(of_a_view(tmp_path / "x.mbtiles", query))


def test_what_is_said_at_length_is_left(tmp_path):
    path = mbtiles(
        tmp_path / "x.mbtiles", {(3, 1, 1): b"a"}, name="Ciudad", json="x" * 100_000, attribution="y" * 30_000
    )
    with open_tiles(path) as file:
        assert (file.info.name, file.info.attribution, file.info.zooms) == ("Ciudad", "", (3, 3))


def test_a_plain_tile_larger_than_any_is_damaged(tmp_path):
    with pytest.raises(DamagedTile, match="larger"):
        inflated(bytes(32 * 2**20 + 1))
    path = pmtiles(tmp_path / "x.pmtiles", {(0, 0, 0): bytes(40 * 2**20)})
    tracemalloc.start()
    try:
        with open_tiles(path) as file, pytest.raises(DamagedTile, match="larger"):
            file.tile((0, 0, 0))
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("opens", [open_tiles, open_picture])
def test_a_pipe_or_a_folder_is_refused_at_once(tmp_path, opens):
    os.mkfifo(tmp_path / "x.mbtiles")
    for path in (tmp_path / "x.mbtiles", tmp_path):
        with pytest.raises(FileError, match="is no file"):
            opens(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_beside_a_picture_is_not_waited_for(tmp_path):
    ramp().save(tmp_path / "x.png")
    for ending in ("pgw", "prj"):
        os.mkfifo(tmp_path / f"x.{ending}")
    with open_picture(tmp_path / "x.png") as file:
        assert file.matrix is None
