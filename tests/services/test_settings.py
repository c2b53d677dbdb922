from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.errors import FileError
from spaceplanner.services import settings
from spaceplanner.services.settings import Preferences


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_the_first_start(file):
    assert settings.load(file) == (Preferences(), None)


def test_what_is_saved_comes_back(file):
    kept = Preferences(language="es", theme="dark", recent=("/a/b.gpkg",), window={"main": "AAAA=="})
    settings.save(kept, file)
    assert settings.load(file) == (kept, None)


@given(st.builds(Preferences, language=st.none() | st.sampled_from(["es", "en"]), theme=st.sampled_from(["system", "light", "dark"]), recent=st.lists(st.text(st.characters(codec="utf-8")), max_size=10).map(tuple), window=st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")), max_size=3)))  # fmt: skip
def test_any_settings_come_back(tmp_path_factory, kept):
    file = tmp_path_factory.mktemp("s") / "settings.json"
    settings.save(kept, file)
    assert settings.load(file) == (kept, None)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"theme": 5}', b'{"recent": [1]}', b"\xff", b"[" * 100_000, b"x" * 2_000_000]
)
def test_a_broken_file_is_put_aside_and_said(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    preferences, note = settings.load(file)
    assert preferences == Preferences()
    assert note is not None
    aside = file.with_name("settings.broken.json")
    assert aside.read_bytes() == content
    assert note[0].format(**note[1]).endswith(f"{aside}.")
    assert not file.exists()
    settings.save(preferences, file)
    assert settings.load(file) == (Preferences(), None)


def test_a_folder_in_its_place_is_said(file):
    file.mkdir(parents=True)
    preferences, note = settings.load(file)
    assert preferences == Preferences()
    assert note is not None
    assert "cannot be read" in note[0]


def test_what_a_later_program_added_is_no_error(file):
    file.parent.mkdir()
    file.write_text(json.dumps({"language": "pt", "theme": "light", "more": 1, "recent": ["a"] * 50}))
    preferences, note = settings.load(file)
    assert note is None
    assert preferences == Preferences(theme="light", recent=("a",) * 10)


def test_it_cannot_be_written(tmp_path):
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(FileError, match="cannot be written"):
        settings.save(Preferences(), tmp_path / "config" / "settings.json")


def test_recent_projects(tmp_path):
    preferences = Preferences()
    there = tmp_path / "p3.gpkg"
    there.write_text("x")
    for i in range(12):
        preferences = settings.opened(preferences, tmp_path / f"p{i}.gpkg")
    preferences = settings.opened(preferences, there)
    assert [Path(path).stem for path in preferences.recent] == [
        "p3",
        "p11",
        "p10",
        "p9",
        "p8",
        "p7",
        "p6",
        "p5",
        "p4",
        "p2",
    ]
    assert [recent.missing for recent in settings.recent(preferences)] == [False] + [True] * 9
    assert settings.forgotten(preferences, there).recent == preferences.recent[1:]
    assert settings.recent(Preferences(recent=("\x00",)))[0].missing


def test_a_relative_project_is_found_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert settings.opened(Preferences(), Path("a.gpkg")).recent == (str(tmp_path / "a.gpkg"),)


def test_the_window_is_left_part_by_part():
    preferences = settings.left(settings.left(Preferences(), {"main": "1", "list": "2"}), {"main": "3"})
    assert preferences.window == {"main": "3", "list": "2"}


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folder")
def test_the_place_follows_the_system(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings.default_path() == tmp_path / "SpacePlanner" / "settings.json"
