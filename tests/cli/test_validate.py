from __future__ import annotations

import json

import pytest

from spaceplanner.cli.main import main
from spaceplanner.domain.edits import put_layer
from spaceplanner.io import project_file
from tests.services import cities
from tests.services.test_validation import streets

DAYS = ("--train-to", "2024-06-30", "--test-from", "2024-07-01")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ciudad.gpkg"
    project_file.save(cities.made_city(), path)
    return path


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["validate", *map(str, words)])
    return code, *capsys.readouterr()


def test_json_is_the_list_and_nothing_else(capsys, file):
    code, out, err = run(capsys, file, *DAYS, "--area-share", 0.05, 0.1, "--json")
    found = json.loads(out)
    assert code == 0
    assert "Study area: the boundary" in err
    keys = {"method", "bandwidth", "pai", "pei", "hit_rate", "area_share", "share_of", "incidents"}
    assert all(set(row) == keys for row in found)
    assert {row["share_of"] for row in found} == {"area"}
    assert {row["area_share"] for row in found} == {0.05, 0.1}
    assert {row["bandwidth"] for row in found if row["method"] == "grid-count"} == {None}
    assert all(row["pai"] * row["area_share"] == pytest.approx(row["hit_rate"]) for row in found)


def test_the_table_is_aligned_and_a_sentence_says_what_it_means(capsys, file):
    code, out, _ = run(capsys, file, *DAYS)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split()[-3:] == ["PAI", "PEI", "RRI"]
    assert len({len(line) for line in lines[:-2]}) == 1
    assert sum(" * " in line for line in lines[1:-2]) == 2
    assert lines[-1].startswith("The densest 5.0% of the area (")
    assert "times as many as by chance; a plain count by cell held" in lines[-1]


def test_streets_have_rows_of_their_own_and_a_sentence(capsys, tmp_path):
    path = tmp_path / "calles.gpkg"
    project_file.save(put_layer(streets())(cities.made_city()), path)
    code, out, err = run(capsys, path, *DAYS)
    lines = out.splitlines()
    assert code == 0
    assert "compare their PAI with each other, not with that of an area" in err
    assert sum("street length" in line for line in lines) == sum("along streets" in line for line in lines[:-1]) + 1
    assert lines[-1].startswith("The densest 5.0% of the streets' length (density along streets, continuous, 150 m)")
    assert "a plain count by piece of street held" in lines[-1]
    found = json.loads(run(capsys, path, *DAYS, "--json")[1])
    assert {row["share_of"] for row in found} == {"area", "length"}
    assert {row["share_of"] for row in found if row["method"].startswith("network")} == {"length"}
    assert all(row["pai"] * row["area_share"] == pytest.approx(row["hit_rate"]) for row in found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--train-to", "2024-08-30", "--test-from", "2024-07-01"), "overlap"),
        ((*DAYS, "--cell", 0), "above 0"),
        ((*DAYS, "--area-share", "nan"), "at most 1"),
    ],
)
def test_a_mistake_is_one_sentence(words, said, capsys, file):
    code, out, err = run(capsys, file, *words)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert said in err
