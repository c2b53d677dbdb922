"""Tiles kept on the disk: as they were, bounded, and never an error."""

from __future__ import annotations

import os

import pytest

from spaceplanner.io.tile_store import Kept, TileStore

ADDRESS = "https://example.org/{z}/{x}/{y}.png"


def kept(data: bytes = b"abc\n\0def", **more: object) -> Kept:
    return Kept(data=data, **({"expires": 5.5, "etag": '"é"', "modified": "Mon"} | more))  # type: ignore[arg-type]


def test_a_tile_comes_back_as_it_was_also_to_another_run(tmp_path):
    TileStore(tmp_path).put(ADDRESS, (1, 2, 3), kept())
    store = TileStore(tmp_path)
    assert store.get(ADDRESS, (1, 2, 3)) == kept()
    assert store.get(ADDRESS, (1, 3, 2)) is None
    assert store.get(ADDRESS + "?", (1, 2, 3)) is None
    store.put(ADDRESS, (1, 2, 3), kept(b"new"))
    assert store.get(ADDRESS, (1, 2, 3)) == kept(b"new")


@pytest.mark.parametrize(
    "spoil", [b"", b"{}\nabc", b"\xff\xfe\n", b'{"expires": 1, "etag": "", "modified": "", "size": 9}\nabc']
)
def test_a_damaged_file_is_none_and_goes(tmp_path, spoil):
    store = TileStore(tmp_path)
    store.put(ADDRESS, (1, 2, 3), kept())
    (file,) = tmp_path.glob("*/*")
    file.write_bytes(spoil)
    assert store.get(ADDRESS, (1, 2, 3)) is None
    assert not file.exists()


def test_what_was_not_used_for_longest_makes_room(tmp_path):
    store = TileStore(tmp_path, limit=10_000)
    for place in range(8):
        store.put(ADDRESS, (9, place, 0), kept(b"x" * 1000))
    for date, file in enumerate(sorted(tmp_path.glob("*/*"))):
        os.utime(file, (1000 + date, 1000 + date))
    store.get(ADDRESS, (9, 0, 0))  # used now
    for place in range(8, 14):
        store.put(ADDRESS, (9, place, 0), kept(b"x" * 1000))
    assert sum(file.stat().st_size for file in tmp_path.glob("*/*")) <= 10_000
    assert store.get(ADDRESS, (9, 0, 0)) is not None
    assert store.get(ADDRESS, (9, 13, 0)) is not None


def test_a_disk_that_keeps_nothing_is_no_error(tmp_path):
    (tmp_path / "file").write_text("no folder")
    store = TileStore(tmp_path / "file")
    store.put(ADDRESS, (1, 2, 3), kept())
    assert store.get(ADDRESS, (1, 2, 3)) is None
