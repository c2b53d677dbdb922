from __future__ import annotations

import os
import stat
import sys
import time
from typing import TYPE_CHECKING

import pytest

from spaceplanner.errors import Cancelled, FileError
from spaceplanner.io import atomic

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_takes_its_place_at_the_end(tmp_path):
    path = tmp_path / "brief.pdf"
    path.write_text("old")
    with atomic.replacing(path) as temporary:
        assert (temporary.parent, temporary.suffix) == (tmp_path, ".pdf")
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["brief.pdf"]


@pytest.mark.parametrize("error", [ValueError, Cancelled, KeyboardInterrupt])
def test_after_a_failure_nothing_has_changed(tmp_path, error):
    path = tmp_path / "brief.pdf"
    path.write_text("old")

    def fail() -> None:
        with atomic.replacing(path) as temporary:
            temporary.write_text("half")
            temporary.with_name(temporary.name + "-journal").write_text("x")
            raise error("x")

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["brief.pdf"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileError, match=r"brief.pdf cannot be written \(there is no such file"):  # noqa: SIM117
        with atomic.replacing(tmp_path / "no" / "brief.pdf") as temporary:
            temporary.write_text("x")


def test_a_name_that_is_a_folder(tmp_path):
    (tmp_path / "brief.pdf").mkdir()
    with pytest.raises(FileError, match="cannot be written"), atomic.replacing(tmp_path / "brief.pdf") as temporary:
        temporary.write_text("x")
    assert names(tmp_path) == ["brief.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")
def test_permissions_and_links_stay(tmp_path):
    path = tmp_path / "real.json"
    path.write_text("old")
    path.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with atomic.replacing(link) as temporary:
        temporary.write_text("new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_killed_programs_left_is_removed_after_a_day(tmp_path):
    old, young, other = (
        tmp_path / name
        for name in (".spaceplanner-0123abcd.part.pdf-wal", ".spaceplanner-fedc9876.part.gpkg", ".other")
    )
    for left in (old, young, other):
        left.write_text("x")
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    os.utime(other, (yesterday, yesterday))
    with atomic.replacing(tmp_path / "x.pdf") as temporary:
        temporary.write_text("x")
    assert names(tmp_path) == sorted([young.name, other.name, "x.pdf"])


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "x/" * 3000 + "a.csv"])
def test_a_name_that_cannot_be_is_one_sentence(tmp_path, name):
    with pytest.raises(FileError, match="cannot be written"), atomic.replacing(tmp_path / name):
        pytest.fail("there is nothing to write to")
