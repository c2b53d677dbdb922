from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spaceplanner.cli.main import main
from spaceplanner.io import project_file
from tests.io.projects import city, difference
from tests.io.test_proposal_file import example

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _english_shell(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "city.gpkg"
    project_file.save(replace(city(), proposals=(), partners=()), path)
    return path


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(example()), encoding="utf-8")
    return path


def test_added_then_replaced(project, proposal, capsys):
    assert main(["propose", str(project), str(proposal)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("Proposal Light and sport for the square added: 8 interventions for space p1.\n", "")
    loaded = project_file.load(project)
    assert [item.id for item in loaded.proposals] == ["plaza-luz"]
    assert [partner.id for partner in loaded.partners] == ["el-clavo"]
    proposal.write_text(json.dumps({**example(), "name": "Two"}), encoding="utf-8")
    assert main(["propose", str(project), str(proposal)]) == 0
    assert "Two replaced" in capsys.readouterr().out
    loaded = project_file.load(project)
    assert [item.name for item in loaded.proposals] == ["Two"]
    assert len(loaded.partners) == 1


def test_json_is_one_object(project, proposal, capsys):
    assert main(["propose", str(project), str(proposal), "--json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert (answer["proposal"], answer["space"], answer["done"], answer["partners"]) == (
        "plaza-luz",
        "p1",
        "added",
        ["el-clavo"],
    )
    assert answer["interventions"][1] == {"id": "led_lamp", "type": "led_lamp"}
    assert err == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [({"space": "p7"}, "no space “p7”"), ({"interventions": [{"type": "tank", "geometry": None}]}, "no type “tank”")],
)
def test_a_mistake_leaves_the_project_as_it_was(project, proposal, capsys, change, said):
    before = project.read_bytes()
    proposal.write_text(json.dumps({**example(), **change}), encoding="utf-8")
    assert main(["propose", str(project), str(proposal)]) == 1
    out, err = capsys.readouterr()
    assert said in err
    assert err.count("\n") == 1
    assert out == ""
    assert project.read_bytes() == before


def test_no_project(tmp_path, proposal, capsys):
    assert main(["propose", str(tmp_path / "no.gpkg"), str(proposal)]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_everything_else_stays(project, proposal):
    assert main(["propose", str(project), str(proposal)]) == 0
    assert difference(project_file.load(project).layers, city().layers) == ""
