"""`spaceplanner webmap`: one file, in the language asked for, or one sentence."""

from __future__ import annotations

import pytest

from spaceplanner.cli import main
from spaceplanner.io import project_file
from tests.services import plaza


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    committee = plaza.programme("neighbourhood_committee")
    plan = plaza.proposal(plaza.lamp(), plaza.alarm(), committee, key="together", maintainer="EP")
    project_file.save(plaza.project(plan), path)
    return path


def test_it_writes_the_map_and_says_where(project, tmp_path, capsys):
    out = tmp_path / "map.html"
    assert main.main(["webmap", str(project), "--out", str(out)]) == 0
    told, err = capsys.readouterr()
    assert (told, err) == (f"{out}\n", "")
    text = out.read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "Internal:" not in text


def test_language_and_small_counts_on_request(project, tmp_path):
    out = tmp_path / "map.html"
    assert main.main(["webmap", str(project), "--out", str(out), "--lang", "es", "--internal"]) == 0
    text = out.read_text(encoding="utf-8")
    assert '<html lang="es">' in text
    assert 'class="banner"' in text


@pytest.mark.parametrize("what", ["no project", "no folder"])
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(project, tmp_path, capsys, what):
    source = tmp_path / "none.gpkg" if what == "no project" else project
    out = tmp_path / ("map.html" if what == "no project" else "nowhere/map.html")
    assert main.main(["webmap", str(source), "--out", str(out)]) == 1
    told, err = capsys.readouterr()
    assert told == ""
    assert err.startswith("spaceplanner: ")
    assert err.count("\n") == 1
    assert not list(tmp_path.rglob("*.html"))


def test_a_file_is_asked_for(project):
    with pytest.raises(SystemExit) as left:
        main.main(["webmap", str(project)])
    assert left.value.code == 2
