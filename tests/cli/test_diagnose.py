from __future__ import annotations

import csv
import json
import re

import pytest

from spaceplanner.cli.main import main
from spaceplanner.domain.layer import Role
from spaceplanner.io import project_file
from tests.services import cities


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ciudad.gpkg"
    project_file.save(cities.made_city(), path)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["diagnose", *map(str, words)])
    return code, *capsys.readouterr()


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def test_json_is_one_object_and_nothing_else(capsys, file):
    code, out, err = run(capsys, file, "--json")
    document = json.loads(out)
    assert (code, err, document["values"]) == (0, "", "exact")
    keys = {
        "id",
        "name",
        "area_m2",
        "incidents_inside",
        "incidents_within",
        "lamps_inside",
        "lamps_within",
        "need",
        "rank",
    }
    assert all(keys <= set(space) for space in document["spaces"])
    assert len(document["spaces"]) == 24


def test_the_table_is_aligned_and_short(capsys, file):
    code, out, err = run(capsys, file)
    lines = out.splitlines()
    assert code == 0
    # What defaults stand in for goes beside the table, a sentence a line.
    assert all(line.endswith(".") for line in err.splitlines())
    assert any("30 of 30 working alarms" in line for line in err.splitlines())
    assert not any("no data" in line for line in lines[:16])
    assert lines[0].split()[:3] == ["#", "space", "ha"]
    assert all(re.search(r" \d+ \(\d+–\d+\) .* \d+\.\d +\d+–\d+$", line) for line in lines[1:16])
    assert len({line.rindex(".") for line in lines[1:16]}) == 1
    assert "15 of 24" in lines[16]
    assert "Condition, by field audit: No data: the project has no layer for this. Add one." in lines[17:]


def test_field_audits_alone_are_shown_although_nothing_can_be_ranked(capsys, tmp_path, shared):
    path, source = tmp_path / "plata.gpkg", str(shared / "la_plata_ar" / "espacios_verdes.geojson")
    for words in (
        ["new", str(path), "--name", "La Plata"],
        *(["add", str(path), source, "--role", role] for role in ("spaces", "audits")),
    ):
        assert main(words) == 0
    capsys.readouterr()
    lines = run(capsys, path)[1].splitlines()
    assert lines[0].split()[:4] == ["#", "space", "ha", "condition"]
    assert lines[1].split() == ["–", "001", "2.77", "15.0", "no", "data", "–"]
    assert "15 of 214 spaces; none can be ranked." in lines[16]


def test_a_radius_is_for_this_run_only(capsys, file):
    before = file.read_bytes()
    sums = []
    for words in ((), ("--radius", "200"), ()):
        _, out, _ = run(capsys, file, "--json", *words)
        document = json.loads(out)
        sums.append(sum(space["incidents_within"] for space in document["spaces"]))
    assert sums[0] == sums[2] < sums[1]
    assert file.read_bytes() == before


def test_csv_withholds_unless_internal(capsys, file, tmp_path):
    table = tmp_path / "t.csv"

    def small() -> list[str]:
        with table.open(encoding="utf-8-sig") as lines:
            return [row["incidents_inside"] for row in csv.DictReader(lines) if row["incidents_inside"] in set("01234")]

    assert run(capsys, file, "--csv", table)[0] == 0
    assert small() == []
    assert run(capsys, file, "--csv", table, "--internal")[0] == 0
    assert small()


def test_what_cannot_be_done_is_one_sentence_and_exit_1(capsys, file, tmp_path):
    for words in ([tmp_path / "none.gpkg"], [file, "--radius", "0"], [file, "--csv", tmp_path / "no" / "t.csv"]):
        code, _, err = run(capsys, *words)
        assert code == 1
        assert len(err.splitlines()) == 1
    assert run(capsys, file, "--radius", "-5")[2] == (
        "spaceplanner: The radius is −5 m: choose one above 0 and at most 10000000 m.\n"
    )


def test_usage_is_exit_2(capsys, file):
    with pytest.raises(SystemExit, match="2"):
        main(["diagnose", str(file), "--radius", "wide"])
    capsys.readouterr()


def test_a_project_without_spaces_says_what_to_do(capsys, tmp_path):
    path = tmp_path / "vacio.gpkg"
    project_file.save(cities.project(), path)
    code, out, err = run(capsys, path)
    assert (code, out) == (1, "")
    assert err == "spaceplanner: The project has no spaces yet: add a layer with the role spaces.\n"


def test_notes_go_to_stderr_and_names_cannot_move_the_cursor(capsys, tmp_path):
    city = cities.made_city()
    shapes = list(city.by_role(Role.SPACES)[0].geometry[:1])
    path = tmp_path / "p.gpkg"
    project_file.save(cities.project(cities.spaces(shapes, ["\x1b[2JPlaza"]), city.by_role(Role.LAMPS)[0]), path)
    _, out, err = run(capsys, path)
    assert "\x1b" not in out
    assert "[2JPlaza" in out
    assert "where layer lamps is complete" in err
