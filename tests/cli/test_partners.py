"""`spaceplanner partners` and `spaceplanner pledge`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from spaceplanner.cli.main import main
from spaceplanner.domain.funding import Form, State
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.partner import Partner
from spaceplanner.io import project_file
from tests.services import plaza

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _english_shell(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "plaza.gpkg"
    plan = replace(plaza.proposal(plaza.lamp()), name="Plaza con luz")
    project_file.save(replace(plaza.project(plan), partners=(Partner(id="firm", name="Firma", cash=1000.0),)), path)
    return path


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


def test_partners_are_listed_with_what_they_could_give_and_give(project, capsys):
    code, out, err = run(capsys, "partners", project)
    assert (code, err) == (0, "")
    assert out.splitlines()[1].split() == ["firm", "Firma", "any", "1,000", "0", "1,000"]


def test_partners_are_added_from_a_file_and_changed_by_hand(project, tmp_path, capsys):
    file = tmp_path / "p.json"
    file.write_text(json.dumps([{"id": "a", "name": "A", "themes": ["light"], "territory": ["Centro"], "time": 50}]))
    code, out, _ = run(capsys, "partners", project, "--add", file, "--set", "firm", "refuses=sport", "cash=", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["done"] == [{"partner": "a", "done": "added"}, {"partner": "firm", "done": "replaced"}]
    loaded = {partner.id: partner for partner in project_file.load(project).partners}
    assert loaded["a"] == Partner(id="a", name="A", themes=("light",), territory=("Centro",), time=50.0)
    assert loaded["firm"] == Partner(id="firm", name="Firma", refuses=("sport",))
    assert run(capsys, "partners", project, "--remove", "a")[0] == 0
    assert [partner.id for partner in project_file.load(project).partners] == ["firm"]


def test_a_territory_that_is_no_district_is_refused_with_those_there_are(project, tmp_path, capsys):
    made = project_file.load(project)
    square = np.array([shapely.box(plaza.X, plaza.Y, plaza.X + 500, plaza.Y + 500)], dtype=object)
    areas = plaza.layer(Role.DISTRICTS, square, GeometryKind.POLYGON, name=["Norte"])
    project_file.save(replace(made, layers=(*made.layers, areas)), project)
    before = project.read_bytes()
    code, _, err = run(capsys, "partners", project, "--set", "newfirm", "territory=Nowhere")
    assert code == 1
    assert "--set newfirm: the project has no district “Nowhere”; it has Norte." in err
    file = tmp_path / "p.json"
    file.write_text('{"id": "a", "name": "A", "territory": ["Nrote"]}')
    code, _, err = run(capsys, "partners", project, "--add", file)
    assert code == 1
    assert "partner a: the project has no district “Nrote”; it has Norte." in err
    assert project.read_bytes() == before
    assert run(capsys, "partners", project, "--set", "firm", "territory=norte")[0] == 0


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"id": "a"}', "$"),
        ('[{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]', "$[1].id"),
        ('{"id": "a", "name": "A", "themes": ["lihgt"]}', "$.themes[0]"),
        ('{"id": "a", "name": "A", "themes": ["light"], "refuses": ["light"]}', "$.refuses"),
        ('{"id": "a", "name": "A", "cash": -1}', "$.cash"),
        ('[{"id": "b", "name": "B"}, {"id": "a", "name": "A", "cahs": 1}]', "$[1]"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(project, tmp_path, capsys, text, where):
    file = tmp_path / "p.json"
    file.write_text(text)
    before = project.read_bytes()
    code, out, err = run(capsys, "partners", project, "--add", file)
    assert (code, out) == (1, "")
    assert f"at {where}:" in err
    assert project.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "firm", "cash=many"), "is no number"),
        (("--set", "firm", "cash=-5"), "--set firm: cash: must be 0 or more."),
        (("--set", "firm", "cash=1,500"), "is no number"),
        (("--set", "firm", "cash"), "is no MEMBER=VALUE"),
        (("--set", "firm", "colour=red"), "there is no member"),
        (("--set", "firm", "themes=lihgt"), "choose from light"),
        (("--remove", "nobody"), "no partner nobody"),
        (("--fit", "frim"), "choose from firm"),
    ],
)
def test_mistakes_are_told_and_change_nothing(project, capsys, words, said):
    before = project.read_bytes()
    code, out, err = run(capsys, "partners", project, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert project.read_bytes() == before


def test_a_fit_is_told_in_parts(project, capsys):
    for key in ("firm", "p"):
        code, out, _ = run(capsys, "partners", project, "--fit", key)
        assert code == 0
        assert "Firma · Plaza con luz" in out
        assert "It supports any theme." in out
    answer = json.loads(run(capsys, "partners", project, "--fit", "p", "--json")[1])
    (fit,) = answer["fits"]
    assert sum(part["points"] for part in fit["parts"]) == pytest.approx(fit["total"], abs=1e-9)


def test_a_pledge_goes_from_asked_to_spent_in_one_line(project, capsys):
    words = ("pledge", project, "--proposal", "p", "--partner", "firm", "--amount", 700)
    assert run(capsys, *words, "--state", "requested", "--since", "2026-09-01")[0] == 0
    code, out, _ = run(capsys, *words, "--state", "committed", "--since", "2026-10-01", "--note", "Oficio 12")
    assert code == 0
    assert out == "Firma, Plaza con luz: USD 700 (money), committed since 2026-10-01.\n"
    (line,) = project_file.load(project).proposals[0].funding
    assert (line.amount, line.form, line.state, line.since) == (700, Form.CASH, State.COMMITTED, date(2026, 10, 1))
    assert (line.partner, line.source, line.note, line.own) == ("firm", "Firma", "Oficio 12", False)
    assert run(capsys, *words, "--form", "time")[0] == 0
    assert [one.form for one in project_file.load(project).proposals[0].funding] == [Form.CASH, Form.TIME]
    assert run(capsys, *words[:-1], 0)[0] == 0
    assert [one.form for one in project_file.load(project).proposals[0].funding] == [Form.TIME]


def test_more_than_it_could_give_is_told_and_kept(project, capsys):
    code, out, err = run(capsys, "pledge", project, "--proposal", "p", "--partner", "firm", "--amount", 1500, "--json")
    assert code == 0
    assert json.loads(out)["since"] == date.today().isoformat()  # noqa: DTZ011 - the day where the user is
    assert err == "Firma now gives more than it said it could (money).\n"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--proposal": "pp"}, "choose from p"),
        ({"--partner": "frim"}, "choose from firm"),
        ({"--amount": "-1"}, "give one from 0"),
        ({"--amount": "nan"}, "give one from 0"),
        ({"--amount": "inf"}, "give one from 0"),
    ],
)
def test_a_wrong_pledge_is_refused(project, capsys, changed, said):
    words = {"--proposal": "p", "--partner": "firm", "--amount": "5"} | changed
    before = project.read_bytes()
    code, _, err = run(capsys, "pledge", project, *(f"{name}={value}" for name, value in words.items()))
    assert code == 1
    assert said in err
    assert project.read_bytes() == before
