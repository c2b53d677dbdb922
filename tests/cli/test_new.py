from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spaceplanner import i18n
from spaceplanner.cli.main import main
from spaceplanner.io import project_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _english_shell(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "city.gpkg"


def test_an_empty_project(path, capsys):
    assert (
        main(
            [
                "new",
                str(path),
                "--name",
                "Ciudad Ñ",
                "--crs",
                "EPSG:32717",
                "--organisation",
                "GAD",
                "--contact",
                "c",
                "--fictional",
            ]
        )
        == 0
    )
    project = project_file.load(path)
    assert (project.name, project.crs, project.organisation, project.contact, project.fictional) == (
        "Ciudad Ñ",
        "EPSG:32717",
        "GAD",
        "c",
        True,
    )
    assert (project.layers, project.proposals) == ((), ())
    out, err = capsys.readouterr()
    assert "spaceplanner add" in out
    assert err == ""


def test_without_a_crs_the_first_layer_decides(path):
    assert main(["new", str(path), "--name", "x"]) == 0
    assert project_file.load(path).crs is None


def test_an_existing_file_stays(path, capsys):
    path.write_text("mine")
    assert main(["new", str(path), "--name", "x"]) == 1
    assert path.read_text() == "mine"
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("EPSG:4326", "must be in metres, and EPSG:4326 is in degrees"),
        ("EPSG:2278", "is in US survey foot"),
        ("EPSG:3857", "a metre is not a metre"),
        ("EPSG:4978", "EPSG:4978 does not place things on a map"),
        ("EPSG:99999", "EPSG:99999 is unknown"),
        ("UTM 17 south", "UTM 17 south is unknown"),
    ],
)
def test_a_crs_that_will_not_do(path, capsys, crs, said):
    assert main(["new", str(path), "--name", "x", "--crs", crs]) == 1
    out, err = capsys.readouterr()
    assert said in err
    assert err.count("\n") == 1
    assert out == ""
    assert not path.exists()


@pytest.mark.parametrize(
    ("given", "kept"), [("epsg:32717", "EPSG:32717"), ("EPSG:24877", "EPSG:24877"), ("32610", "EPSG:32610")]
)
def test_a_crs_is_kept_by_its_code(path, given, kept):
    assert main(["new", str(path), "--name", "x", "--crs", given]) == 0
    assert project_file.load(path).crs == kept


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["new", str(tmp_path / "no" / "x.gpkg"), "--name", "x"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_wrong_usage(path, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["new", str(path)])
    assert caught.value.code == 2
    assert "--name" in capsys.readouterr().err


def test_help_in_both_languages(monkeypatch, capsys):
    for language in i18n.LANGUAGES:
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
        with pytest.raises(SystemExit) as caught:
            main(["new", "--help"])
        assert caught.value.code == 0
        assert "--fictional" in capsys.readouterr().out


def test_a_blank_name_is_refused(path, capsys):
    assert main(["new", str(path), "--name", "  "]) == 1
    assert "--name" in capsys.readouterr().err
    assert not path.exists()
