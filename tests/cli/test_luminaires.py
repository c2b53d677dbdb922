from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from math import cos, pi, radians
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from spaceplanner.cli.main import main
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.io import project_file
from tests.io.luminaires import text
from tests.services import cities

if TYPE_CHECKING:
    from pathlib import Path

FOUR = np.column_stack((np.arange(4.0), np.zeros(4)))


@pytest.fixture(autouse=True)
def _english_shell(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "city.gpkg"
    columns = {"luminaire": ["plate", "Plate.IES", "SODIO", None], "working": [True, True, True, True]}
    project_file.save(cities.project(cities.layer(Role.LAMPS, FOUR, columns)), path)
    return path


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    """A plate of 1000 lm at 50 W, which sends nothing upwards."""
    path = tmp_path / "Plate.ies"
    made = text(lambda _, v: 1000 / pi * cos(radians(v)), vertical=range(91), lumens="-1", ballast="1 1 50")
    path.write_text(made, encoding="latin-1")
    return path


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["luminaires", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_list_changes_nothing(project, capsys):
    before = project.read_bytes()
    assert main(["luminaires", str(project)]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == ["luminaire", "source", "lumens", "W", "lm/W", "upwards", "working", "lamps"]
    assert lines[1].split()[:2] == ["*", "street"]
    assert [line.split()[-1] for line in lines[1:]] == ["4", "0", "0"]
    assert lines[3].replace("\N{NO-BREAK SPACE}", " ").split()[-3:] == ["50", "%", "0"]
    assert "so have the usual one: 3." in err
    assert project.read_bytes() == before


def test_added_made_usual_and_removed(project, plate, capsys):
    found = answer(capsys, project, "--add", plate, "--default", "PLATE.ies")
    assert found["done"] == [{"luminaire": "Plate", "done": "added"}, {"luminaire": "Plate", "done": "usual"}]
    row = found["luminaires"][-1]
    assert row["sha256"] == hashlib.sha256(plate.read_bytes()).hexdigest()
    assert row["lumens"] == pytest.approx(1000, rel=1e-3)
    assert row["lumens_per_watt"] == pytest.approx(20, rel=1e-3)
    assert (row["name"], row["file"], row["power_w"], row["usual"]) == ("Plate", "Plate.ies", 50, True)
    assert row["upward_share"] == pytest.approx(0)
    assert (row["lamps"], found["lamps_of_unknown_luminaires"]) == (4, 1)
    loaded = project_file.load(project)
    assert (loaded.settings.lamp_shape, [one.name for one in loaded.luminaires]) == ("Plate", ["Plate"])
    found = answer(capsys, project, "--remove", "plate", "--default", "globe")
    assert [one["done"] for one in found["done"]] == ["usual", "removed"]
    assert found["luminaires"][2]["upward_share"] == pytest.approx(0.5)
    assert project_file.load(project).luminaires == ()


def test_several_files_a_name_and_a_replacement(project, plate, capsys, tmp_path):
    other = tmp_path / "b.ies"
    other.write_bytes(plate.read_bytes())
    assert main(["luminaires", str(project), "--add", str(plate), str(other)]) == 0
    assert capsys.readouterr().out.startswith("Luminaire Plate added.\nLuminaire b added.\n")
    assert main(["luminaires", str(project), "--add", str(other), "--name", "plate"]) == 0
    assert capsys.readouterr().out.startswith("Luminaire plate replaced.\n")
    assert [one.name for one in project_file.load(project).luminaires] == ["plate", "b"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--add", "good", "broken"], "broken.ies, line 6: one stands where"),
        (["--add", "good", "missing"], "missing.ies cannot be read"),
        (["--add", "good", "--default", "lantern"], "no luminaire lantern: choose one of street, cosine, globe, good"),
        (["--add", "good", "--name", "street"], "name of a generic shape"),
        (["--add", "good", "good", "--name", "x"], "--name is for one file"),
        (["--add", "good", "--default", "good", "--remove", "good"], "choose another for these first"),
        (["--remove", "good"], "has no luminaire good"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_the_project_as_it_was(project, plate, capsys, words, said):
    folder = plate.parent
    good = plate.read_text(encoding="latin-1")
    (folder / "good.ies").write_text(good, encoding="latin-1")
    (folder / "broken.ies").write_text(good.replace("1 1 50", "1 one 50"), encoding="latin-1")
    before, names = project.read_bytes(), False
    given = []
    for word in words:
        names = word == "--add" or (names and not word.startswith("--"))
        given.append(str(folder / f"{word}.ies") if names and word != "--add" else word)
    assert main(["luminaires", str(project), *given]) == 1
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("\n")) == ("", 1)
    assert project.read_bytes() == before


def test_a_project_whose_usual_one_is_gone_says_so(tmp_path, capsys):
    path = tmp_path / "city.gpkg"
    made = cities.made_city()
    project_file.save(edits.set_settings(replace(made.settings, lamp_shape="gone"))(made), path)
    assert main(["luminaires", str(path)]) == 1
    assert "There is no light distribution called gone: choose one of street" in capsys.readouterr().err
    assert answer(capsys, path, "--default", "street")["luminaires"][0]["usual"]


def test_from_a_table_with_models_to_the_diagnosis(tmp_path, plate, capsys):
    path, table = tmp_path / "new.gpkg", tmp_path / "luminarias.csv"
    table.write_text("x,y,MODELO\n641000,9757000,PLATE\n641010,9757000,sodio\n641020,9757000,\n", encoding="utf-8")
    assert main(["new", str(path), "--name", "City", "--crs", "EPSG:32717"]) == 0
    assert main(["add", str(path), str(table), "--role", "lamps", "--crs", "EPSG:32717"]) == 0
    assert "luminaire = MODELO" in capsys.readouterr().out
    found = answer(capsys, path, "--add", plate)
    assert [(row["name"], row["lamps"]) for row in found["luminaires"] if row["lamps"]] == [("street", 2), ("Plate", 1)]
    square = tmp_path / "plaza.csv"
    ring = "641000 9757000, 641020 9757000, 641020 9757020, 641000 9757020, 641000 9757000"
    square.write_text(f'wkt\n"POLYGON (({ring}))"\n', encoding="utf-8")
    assert main(["add", str(path), str(square), "--role", "spaces", "--crs", "EPSG:32717"]) == 0
    capsys.readouterr()
    assert main(["diagnose", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (named,) = document["method"]["luminaires"]
    assert (named["name"], named["file"], named["lamps"]) == ("Plate", "Plate.ies", 1)
    assert named["sha256"] == hashlib.sha256(plate.read_bytes()).hexdigest()
    assert "1 of 3 working lamps name a luminaire" in str(document["notes"])
